package city

// opening is the small city with other hours for its first facility, on line 12.
func opening(rows string) edits { return edits{openAllDay, "open: [" + rows + "]"} }

const someDays = `days such as 月-金, 土・日, 第2木, 最終金 or 祝`

var brokenPlaces = []brokenCity{
	{"sixth of a month", opening(`{days: 第6木, from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found "第6木", expected 第1 to 第5 or 最終 before a weekday`},
	{"second holiday", opening(`{days: 第２祝, from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found "第２祝", expected weekdays after 第2: holidays have no place in the month`},
	{"last and third", opening(`{days: 最終第3木, from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found "最終第3木", expected ` + someDays},
	{"place without a weekday", opening(`{days: 第2・第4, from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found "第2・第4", expected a weekday after 第2・第4`},
	{"place that is named twice", opening(`{days: 第2・第2木, from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found 第2 twice in "第2・第2木", expected each once`},
	{"two kinds of days in one row", opening(`{days: "第2木,土", from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found "第2木,土", expected the same places in the month for each weekday, or rows of their own`},
	{"range of weekdays at a place", opening(`{days: 第2月-金, from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found "第2月-金", expected no range after 第2: a weekday such as 木, or several such as 土日`},
	{"day before another", opening(`{days: 第3土の前日, from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found "第3土の前日", expected ` + someDays},
	{"a week after another", opening(`{days: 第3土の7日後, from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found "第3土の7日後", expected の翌日, or の2日後 to の6日後`},
	{"the day after one of two", opening(`{days: "土,日の翌日", from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found "土,日の翌日", expected の翌日 after each of the days or after none, or rows of their own`},
	{"days in another script", opening(`{days: 第2周四, from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found "第2周四", expected ` + someDays},
	{"days as a list", opening(`{days: [月, 火], from: 9:00, to: 12:00}`),
		`12: facilities[0].open[0].days: found a list of 2, expected ` + someDays},
}

var brokenRows = []brokenCity{
	{"mode with a slip", opening(`{days: 月, from: 9:00, to: 12:00, mode: replaces}`),
		`12: facilities[0].open[0].mode: found "replaces", expected add or replace (did you mean "replace"?)`},
	{"moved where nothing is", opening(`{days: 第2木, from: 9:00, to: 12:00, moved: nxt}`),
		`12: facilities[0].open[0].moved: found "nxt", expected next, previous, dropped or open (did you mean "next"?)`},
	{"moved as a yes", opening(`{days: 第2木, from: 9:00, to: 12:00, moved: yes}`),
		`12: facilities[0].open[0].moved: found "yes", expected next, previous, dropped or open`},
	{"valid until before it begins", opening(`{days: 月, from: 9:00, to: 12:00, valid: {from: 2026-10-01, until: 2026-09-30}}`),
		`12: facilities[0].open[0].valid.until: found "2026-09-30", expected a day on or after 2026-10-01`},
	{"valid for nothing", opening(`{days: 月, from: 9:00, to: 12:00, valid: {}}`),
		`12: facilities[0].open[0].valid: found no date, expected {from: 2026-10-01}, {until: 2027-03-31} or both`},
	{"valid as a date", opening(`{days: 月, from: 9:00, to: 12:00, valid: 2026-10-01}`),
		`12: facilities[0].open[0].valid: found "2026-10-01", expected a mapping with from, until`},
	{"valid to", opening(`{days: 月, from: 9:00, to: 12:00, valid: {to: 2026-10-01}}`),
		`12: facilities[0].open[0].valid: found the unknown key "to", expected one of from, until`},
	{"valid from no day", opening(`{days: 月, from: 9:00, to: 12:00, valid: {from: "10-01", untill: 2027-03-31}}`),
		`12: facilities[0].open[0].valid: found the unknown key "untill", expected one of from, until (did you mean "until"?)
12: facilities[0].open[0].valid.from: found "10-01", expected a day of the calendar such as 2026-12-13, from 2000 to 2099`},
	{"slips in the keys of a row", opening(`{days: 月, from: 9:00, to: 12:00, move: next, lunchs: 10:00-11:00}`),
		`12: facilities[0].open[0]: found the unknown key "move", expected one of days, from, to, lunch, ranges, mode, moved, valid, capacity (did you mean "mode"?)
12: facilities[0].open[0]: found the unknown key "lunchs", expected one of days, from, to, lunch, ranges, mode, moved, valid, capacity (did you mean "lunch"?)`},
	{"lunch before the doors open", opening(`{days: 月, from: 13:00, to: 17:00, lunch: "12:00-13:00"}`),
		`12: facilities[0].open[0].lunch: found "12:00-13:00", expected a break within 13:00-17:00, neither first nor last`},
	{"lunch that ends the day", opening(`{days: 月, from: 9:00, to: 13:00, lunch: "12:00-13:00"}`),
		`12: facilities[0].open[0].lunch: found "12:00-13:00", expected a break within 09:00-13:00, neither first nor last`},
	{"lunch that begins the day", opening(`{days: 月, from: 12:00, to: 17:00, lunch: "12:00-13:00"}`),
		`12: facilities[0].open[0].lunch: found "12:00-13:00", expected a break within 12:00-17:00, neither first nor last`},
	{"lunch that leaves no slot before it", opening(`{days: 月, from: 11:45, to: 17:00, lunch: "12:00-13:00"}`),
		`12: facilities[0].open[0].lunch: found only 11:45-12:00 beside the break, expected room for at least one slot of 30 minutes`},
	{"lunch that leaves no slot after it", opening(`{days: 月, from: 9:00, to: 13:29, lunch: "12:00-13:00"}`),
		`12: facilities[0].open[0].lunch: found only 13:00-13:29 beside the break, expected room for at least one slot of 30 minutes`},
	{"lunch that is no range", opening(`{days: 月, from: 9:00, to: 17:00, lunch: 12:00}`),
		`12: facilities[0].open[0].lunch: found "12:00", expected a break such as "12:00-13:00"`},
	{"lunch that ends before it begins", opening(`{days: 月, from: 9:00, to: 17:00, lunch: "13:00-12:00"}`),
		`12: facilities[0].open[0].lunch: found "13:00-12:00", expected a break such as "12:00-13:00"`},
	{"lunch beside ranges", opening(`{days: 月, ranges: [{from: 9:00, to: 17:00}], lunch: "12:00-13:00"}`),
		`12: facilities[0].open[0].lunch: found "lunch" beside "ranges", expected either ranges or one from and to`},
	{"lunch within ranges", opening(`{days: 月, ranges: [{from: 9:00, to: 17:00, lunch: "12:00-13:00"}]` + "}"),
		`12: facilities[0].open[0].ranges[0]: found the unknown key "lunch", expected one of from, to, capacity`},
	{"rows that meet on some days of the month", opening(`{days: 第4木, from: 17:00, to: 19:00}, {days: 最終木, from: 18:00, to: 20:00}`),
		`12: facilities[0].open[1]: found 18:00-20:00, expected no overlap with facilities[0].open[0], which is 17:00-19:00 (line 12), as on 2026-02-26`},
	{"row that is there from another day on, a day too early", opening(`{days: 月-金, from: 9:00, to: 16:00, valid: {until: 2026-10-01}}, {days: 月-金, from: 9:00, to: 16:00, valid: {from: 2026-10-01}}`),
		`12: facilities[0].open[1]: found 09:00-16:00, expected it once: facilities[0].open[0] has it already (line 12), as on 2026-10-01`},
	{"row across the lunch of another", opening(`{days: 月-金, from: 9:00, to: 16:00, lunch: "12:00-13:00"}, {days: 水, from: 11:00, to: 14:00}`),
		`12: facilities[0].open[1]: found 11:00-14:00, expected no overlap with facilities[0].open[0], which is 09:00-12:00 (line 12), as on 2026-01-07`},
}

var brokenSpecials = []brokenCity{
	{"special opening that adds what the day has", edits{"short: しやくしょ", "short: しやくしょ\n    special: [{date: 2026-12-17, from: 15:00, to: 19:30, mode: add}]"},
		`11: facilities[0].special[0]: found 15:00-19:30, expected no overlap with facilities[0].open[0], which is 09:00-16:00 (line 13)`},
	{"special opening with a mode that there is not", edits{"short: しやくしょ", "short: しやくしょ\n    special: [{date: 2026-12-17, from: 16:00, to: 19:30, mode: 追加}]"},
		`11: facilities[0].special[0].mode: found "追加", expected add or replace`},
	{"special opening whose lunch is all of it", edits{"short: しやくしょ", "short: しやくしょ\n    special: [{date: 2026-12-13, from: 9:00, to: 12:00, lunch: \"9:00-12:00\"}]"},
		`11: facilities[0].special[0].lunch: found "9:00-12:00", expected a break within 09:00-12:00, neither first nor last`},
	{"special opening of the call centre with desks", edits{"hours: [{days: 月-金", "special: [{date: 2026-12-13, from: 9:00, to: 12:00, capacity: 2}]\n  hours: [{days: 月-金"},
		`5: call_centre.special[0]: found the unknown key "capacity", expected one of date, from, to, lunch, mode`},
	{"special opening of the call centre on no day", edits{"hours: [{days: 月-金", "special: [{date: \"12-13\", from: 9:00, to: 12:00}]\n  hours: [{days: 月-金"},
		`5: call_centre.special[0].date: found "12-13", expected a day of the calendar such as 2026-12-13, from 2000 to 2099`},
	{"walk-in hours as a mapping without hours", kozoji("walk_in: {special: [{date: 2026-12-13, from: 9:00, to: 12:00}], close: []}"),
		`17: facilities[1].walk_in: found the unknown key "close", expected one of hours, special, closed (did you mean "closed"?)
17: facilities[1].walk_in.hours: found nothing, expected a list of opening hours such as {days: 月-金, from: "09:00", to: "16:00"}`},
	{"walk-in hours with a special opening twice", kozoji("walk_in: {hours: [{days: 月, from: 9:00, to: 12:00}], special: [{date: 2026-12-13, from: 9:00, to: 12:00}, {date: 2026-12-13, from: 9:00, to: 12:00}]}"),
		`17: facilities[1].walk_in.special[1]: found 09:00-12:00, expected it once: facilities[1].walk_in.special[0] has it already (line 17)`},
}

const someClosed = `{date: 2026-12-28}, {from: 2026-12-28, to: 2027-01-04} or {days: 第3土の翌日}`

var brokenClosures = []brokenCity{
	{"yearly day that no year has", edits{"", "closed: [{date: 02-30}]\n"},
		`18: closed[0].date: found "02-30", expected a day of the calendar such as 2026-12-13, from 2000 to 2099, or "12-13" for every year`},
	{"yearly day without a nought", edits{"", "closed: [{date: 8-13}]\n"},
		`18: closed[0].date: found "8-13", expected a day of the calendar such as 2026-12-13, from 2000 to 2099, or "12-13" for every year`},
	{"yearly day in full-width digits", edits{"", "closed: [{date: ０８-１３}]\n"},
		`18: closed[0].date: found "０８-１３", expected a day of the calendar such as 2026-12-13, from 2000 to 2099, or "12-13" for every year`},
	{"from a day of every year to one of a year", edits{"", "closed: [{from: 08-13, to: 2027-08-16}]\n"},
		`18: closed[0].to: found "2027-08-16", expected both days with their year, or both without`},
	{"yearly days twice", edits{"", "closed: [{from: 08-13, to: 08-13},\n  {date: 08-13}]\n"},
		`19: closed[1]: found 08-13 to 08-13, expected it once: line 18 has it already`},
	{"closed days by a pattern that is none", edits{"", "closed: [{days: 第0土}]\n"},
		`18: closed[0].days: found "第0土", expected 第1 to 第5 or 最終 before a weekday`},
	{"pattern twice", edits{"", "closed: [{days: 第3土の翌日},\n  {days: day after 3rd sat}]\n"},
		`19: closed[1]: found 第3土の翌日, expected it once: line 18 has it already`},
	{"pattern beside a date", edits{"", "closed: [{days: 水, date: 2026-12-28, to: 2027-01-04}]\n"},
		`18: closed[0].date: found "date" beside "days", expected ` + someClosed + `
18: closed[0].to: found "to" beside "days", expected ` + someClosed},
	{"date with a time in which it is valid", edits{"", "closed: [{date: 12-28, valid: {from: 2027-01-01}}]\n"},
		`18: closed[0].valid: found "valid" without "days", expected ` + someClosed},
	{"pattern that is valid until before it begins", edits{"", "closed: [{days: 水, valid: {from: 2027-01-02, until: 2027-01-01}}]\n"},
		`18: closed[0].valid.until: found "2027-01-01", expected a day on or after 2027-01-02`},
}
