package city

const (
	ofOutreach     = "texts, reminders, hours, special, closed"
	someReminders  = "a list of days before the visit such as [3, 1], each from 1 to 14"
	fewReminders   = someReminders + ", 0 to 3 of them"
	oneReminder    = "a whole number from 1 to 14"
	someHours      = `a list of opening hours such as {days: 月-金, from: "09:00", to: "16:00"}`
	specialOfMay10 = `{date: 2026-05-10, from: "18:00", to: "20:00", mode: add}`
)

var brokenOutreach = []brokenCity{
	{"what is told as a word", edits{"", "outreach: true\n"},
		`18: outreach: found "true", expected a mapping with ` + ofOutreach},
	{"what is told as a list", edits{"", "outreach: [texts]\n"},
		`18: outreach: found a list of 1, expected a mapping with ` + ofOutreach},
	{"what is told with a slip", edits{"", "outreach: {text: true, reminder: [1]}\n"},
		`18: outreach: found the unknown key "text", expected one of ` + ofOutreach + ` (did you mean "texts"?)
18: outreach: found the unknown key "reminder", expected one of ` + ofOutreach + ` (did you mean "reminders"?)`},
	{"hours of what is told with a slip", edits{"", "outreach: {hour: [], special: [" + specialOfMay10 + "]}\n"},
		`18: outreach: found the unknown key "hour", expected one of ` + ofOutreach + ` (did you mean "hours"?)`},
	{"what is told twice", edits{"", "outreach: {texts: true}\noutreach: {texts: false}\n"},
		`19: top level: found the key "outreach" again, expected it once: line 18 has it already`},
	{"texts that are neither", edits{"", "outreach:\n  texts: yes\n  reminders: []\n"},
		`19: outreach.texts: found "yes", expected true or false`},
	{"texts as a list", edits{"", "outreach: {texts: [true]}\n"},
		`18: outreach.texts: found a list of 1, expected true or false`},
	{"a reminder that is no list", edits{"", "outreach:\n  reminders: 1\n"},
		`19: outreach.reminders: found "1", expected ` + someReminders},
	{"reminders as a mapping", edits{"", "outreach: {reminders: {days: 1}}\n"},
		`18: outreach.reminders: found a mapping, expected ` + someReminders},
	{"four reminders", edits{"", "outreach: {reminders: [4, 3, 2, 1]}\n"},
		`18: outreach.reminders: found a list of 4, expected ` + fewReminders},
	{"reminders on the day, and 15 days before", edits{"", "outreach:\n  reminders:\n    - 0\n    - 15\n    - 14\n"},
		`20: outreach.reminders[0]: found "0", expected ` + oneReminder + `
21: outreach.reminders[1]: found "15", expected ` + oneReminder},
	{"reminders that are no numbers", edits{"", "outreach: {reminders: [3d, -1, 1.5]}\n"},
		`18: outreach.reminders[0]: found "3d", expected ` + oneReminder + `
18: outreach.reminders[1]: found "-1", expected ` + oneReminder + `
18: outreach.reminders[2]: found "1.5", expected ` + oneReminder},
	{"reminders that are nothing, and with a nought in front", edits{"", "outreach: {reminders: [~, 01, [1]]}\n"},
		`18: outreach.reminders[0]: found nothing, expected ` + oneReminder + `
18: outreach.reminders[1]: found "01", expected ` + oneReminder + `
18: outreach.reminders[2]: found a list of 1, expected ` + oneReminder},
	{"a reminder twice", edits{"", "outreach:\n  reminders:\n    - 3\n    - 1\n    - 3\n"},
		`22: outreach.reminders[2]: found "3", expected a number of its own: line 20 has it already`},
	{"no hours of what is told", edits{"", "outreach: {hours: []}\n"},
		`18: outreach.hours: found a list of 0, expected ` + someHours + `, 1 to 50 of them`},
	{"hours of what is told as a word", edits{"", "outreach: {hours: 10:00-19:00}\n"},
		`18: outreach.hours: found "10:00-19:00", expected ` + someHours},
	{"hours of what is told that end before they begin", edits{"", "outreach: {hours: [{days: 月-日, from: \"19:00\", to: \"10:00\"}]}\n"},
		`18: outreach.hours[0].to: found "10:00", expected a time of day after 19:00`},
	{"hours of what is told with desks", edits{"", "outreach: {hours: [{days: 月-日, from: \"10:00\", to: \"19:00\", capacity: 2}]}\n"},
		`18: outreach.hours[0]: found the unknown key "capacity", expected one of days, from, to, lunch, ranges, mode, moved, valid`},
	{"hours of what is told without days", edits{"", "outreach: {hours: [{from: \"10:00\", to: \"19:00\"}]}\n"},
		`18: outreach.hours[0].days: found nothing, expected days such as 月-金, 土・日, 第2木, 最終金 or 祝`},
	{"hours of what is told that overlap", edits{"", "outreach:\n  hours:\n    - {days: 月-金, from: \"10:00\", to: \"19:00\"}\n    - {days: 金, from: \"18:00\", to: \"20:00\"}\n"},
		`21: outreach.hours[1]: found 18:00-20:00, expected no overlap with outreach.hours[0], which is 10:00-19:00 (line 20), as on 2026-01-09`},
	{"special hours that overlap those of every day", edits{"", "outreach:\n  special: [" + specialOfMay10 + "]\n"},
		`19: outreach.special[0]: found 18:00-20:00, expected no overlap with outreach.hours, which is 10:00-19:00 (line 18)`},
	{"closed days of what is told as a word", edits{"", "outreach: {closed: 12-28}\n"},
		`18: outreach.closed: found "12-28", expected a list of closed days such as {date: 2026-12-28}`},
}
