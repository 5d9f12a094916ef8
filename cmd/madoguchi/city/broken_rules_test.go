package city

// kozoji returns the edits that give the second facility, from line 17 on, keys
// of its own.
func kozoji(keys string) edits {
	return edits{"short: こうぞうじ", "short: こうぞうじ\n    " + keys}
}

var brokenCutOffs = []brokenCity{
	{"cut-off as a time", edits{"", "rules: {book_until: 17:00}\n"},
		`18: rules.book_until: found "17:00", expected {days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"}, {before: 3h} or start`},
	{"cut-off as a length of time", edits{"", "rules: {change_until: 3h}\n"},
		`18: rules.change_until: found "3h", expected {days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"}, {before: 3h} or start`},
	{"cut-off with a slip", edits{"", "rules: {cancel_until: stat}\n"},
		`18: rules.cancel_until: found "stat", expected {days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"}, {before: 3h} or start (did you mean "start"?)`},
	{"cut-offs that are nothing known", edits{"", "rules: {book_until: \"\", change_until: [start], cancel_until: 開始}\n"},
		`18: rules.book_until: found "", expected {days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"}, {before: 3h} or start
18: rules.change_until: found a list of 1, expected {days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"}, {before: 3h} or start
18: rules.cancel_until: found "開始", expected {days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"}, {before: 3h} or start`},
	{"cut-off with an unknown key", edits{"", "rules: {change_until: {day_before: 1, at: 17:00}}\n"},
		`18: rules.change_until: found the unknown key "day_before", expected one of days_before, open_days_before, at, before (did you mean "days_before"?)`},
	{"cut-off at no time", edits{"", "rules: {book_until: {days_before: 1}}\n"},
		`18: rules.book_until.at: found nothing, expected a time of day such as "09:00"`},
	{"cut-off on no day", edits{"", "rules: {change_until: {at: 17:00}}\n"},
		`18: rules.change_until.days_before: found nothing, expected a whole number from 0 to 180`},
	{"cut-off at 25:00", edits{"", "rules: {cancel_until: {days_before: 1, at: 25:00}}\n"},
		`18: rules.cancel_until.at: found "25:00", expected a time of day such as "09:00"`},
	{"cut-off at 24:00", edits{"", "rules: {book_until: {days_before: 45, at: 24:00}}\n"},
		`18: rules.book_until.at: found "24:00", expected a time of day such as "09:00"`},
	{"cut-off in two ways", edits{"", "rules: {book_until: {before: 3h, at: 17:00}}\n"},
		`18: rules.book_until: found "before" beside "days_before", "open_days_before" or "at", expected one of {days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"}, {before: 3h} or start`},
	{"cut-offs of no length and of a negative one", edits{"", "rules: {change_until: {before: 0m}, cancel_until: {days_before: -1, at: 17:00}}\n"},
		`18: rules.change_until.before: found "0m", expected a length of time from 1m to 180d
18: rules.cancel_until.days_before: found "-1", expected a whole number from 0 to 180`},
	{"cut-offs beyond every horizon", edits{"", "rules: {book_until: {days_before: 181, at: 17:00}, cancel_until: {before: 4321h}}\n"},
		`18: rules.book_until.days_before: found "181", expected a whole number from 0 to 180
18: rules.cancel_until.before: found "4321h", expected a length of time from 1m to 180d`},
	{"cut-offs beyond the horizon", edits{"", "rules:\n  book_until: {days_before: 46, at: 17:00}\n  change_until: {before: 46d}\n  cancel_until: {before: 1081h}\n"},
		`19: rules.book_until.days_before: found "46", expected at most the horizon, which is 45d
20: rules.change_until.before: found "46d", expected at most the horizon, which is 45d
21: rules.cancel_until.before: found "1081h", expected at most the horizon, which is 45d`},
	{"cut-off long before the horizon", edits{"", "rules: {horizon: 10d, book_until: {before: 11d}}\n"},
		`18: rules.book_until.before: found "11d", expected at most the horizon, which is 10d`},
	{"cut-off beyond a horizon that is wrong", edits{"", "rules: {horizon: 60, book_until: {days_before: 50, at: 17:00}}\n"},
		`18: rules.horizon: found "60", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月`},
	{"cut-off beyond the facility's horizon", kozoji("horizon: 7d\n    cancel_until: {days_before: 8, at: 17:00}"),
		`18: facilities[1].cancel_until.days_before: found "8", expected at most the horizon, which is 7d`},
	{"cut-off of a facility beyond the city's horizon", append(kozoji("change_until: {before: 11d}"), "", "rules: {horizon: 10d}\n"),
		`17: facilities[1].change_until.before: found "11d", expected at most the horizon, which is 10d`},
	{"horizon of a facility that the city's cut-offs exceed",
		append(kozoji("horizon: 7d"), "", "rules: {book_until: {days_before: 8, at: 17:00}, change_until: {before: 169h}, cancel_until: {before: 7d}}\n"),
		`17: facilities[1].horizon: found "7d", expected at least 8d as in rules.book_until, or a book_until of its own
17: facilities[1].horizon: found "7d", expected at least 8d as in rules.change_until, or a change_until of its own`},
	{"cut-off that is wrong in the city, at a facility with a horizon", append(kozoji("horizon: 7d"), "", "rules: {book_until: {days_before: 46, at: 17:00}}\n"),
		`19: rules.book_until.days_before: found "46", expected at most the horizon, which is 45d`},
	{"days that open when they have closed", edits{"", "rules: {horizon: 1d, opens_at: 17:00}\n"},
		`18: rules.opens_at: found days that can be booked from 17:00 until 17:00, both 1d ahead, expected opens_at to be before book_until`},
	{"days that a facility closes before it opens them", append(kozoji("book_until: {days_before: 45, at: 8:59}"), "", "rules: {opens_at: 9:00}\n"),
		`17: facilities[1].book_until: found days that can be booked from 09:00 until 08:59, both 45d ahead, expected opens_at to be before book_until`},
	{"days that a facility's horizon leaves no time for", append(kozoji("horizon: 1d"), "", "rules: {opens_at: 18:00}\n"),
		`17: facilities[1].horizon: found days that can be booked from 18:00 until 17:00, both 1d ahead, expected opens_at to be before book_until`},
	{"cut-off in days and in open days", edits{"", "rules: {book_until: {days_before: 2, open_days_before: 2, at: 17:00}}\n"},
		`18: rules.book_until: found "days_before" beside "open_days_before", expected one of {days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"}, {before: 3h} or start`},
	{"cut-off in open days and in hours", edits{"", "rules: {change_until: {open_days_before: 2, before: 3h}}\n"},
		`18: rules.change_until: found "before" beside "days_before", "open_days_before" or "at", expected one of {days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"}, {before: 3h} or start`},
	{"cut-offs in open days with slips", edits{"", "rules: {book_until: {open_day_before: 2, at: 17:00}, change_until: {open_days_before: two, at: 17:00}, cancel_until: {open_days_before: 2}}\n"},
		`18: rules.book_until: found the unknown key "open_day_before", expected one of days_before, open_days_before, at, before (did you mean "open_days_before"?)
18: rules.change_until.open_days_before: found "two", expected a whole number from 0 to 180
18: rules.cancel_until.at: found nothing, expected a time of day such as "09:00"`},
	{"cut-offs in open days beyond the horizon", append(kozoji("horizon: 1w\n    book_until: {open_days_before: 12, at: 17:00}"), "", "rules: {change_until: {open_days_before: 46, at: 9:00}}\n"),
		`18: facilities[1].book_until.open_days_before: found "12", expected at most the horizon, which is 1w
20: rules.change_until.open_days_before: found "46", expected at most the horizon, which is 45d`},
	{"cut-offs beyond a horizon of weeks and of months", append(kozoji("horizon: 1か月\n    cancel_until: {before: 62d}"), "", "rules: {horizon: 10w, change_until: {days_before: 75, at: 9:00}}\n"),
		`18: facilities[1].cancel_until.before: found "62d", expected at most the horizon, which is 1か月
20: rules.change_until.days_before: found "75", expected at most the horizon, which is 10w`},
	{"horizon of weeks at a facility that the city's cut-offs in open days exceed",
		append(kozoji("horizon: 1週"), "", "rules: {book_until: {open_days_before: 12, at: 17:00}}\n"),
		`17: facilities[1].horizon: found "1週", expected at least 12d as in rules.book_until, or a book_until of its own`},
	{"cut-off in open days that no day is before", append(kozoji("horizon: 40d\n    book_until: {open_days_before: 30, at: 17:00}"), "", "rules: {book_until: {open_days_before: 3, at: 17:00}}\n"),
		`18: facilities[1].book_until: found 30 open days before a visit, which are always more than 40d, expected a later book_until or a longer horizon`},
	{"cut-off in open days of the city, for a facility that opens once a week", edits{"    open: [{days: 月-金, from", "    open: [{days: 月, from", "", "rules: {horizon: 2w, book_until: {open_days_before: 3, at: 17:00}}\n"},
		`7: facilities[0]: found 3 open days before a visit, which are always more than 2w, expected a later book_until or a longer horizon`},
	{"weeks that open when they have closed", edits{"", "rules: {horizon: 1w, opens_at: 9:00, book_until: {days_before: 11, at: 9:00}}\n"},
		`18: rules.opens_at: found days that can be booked from 09:00 until 09:00, both 11d ahead, expected opens_at to be before book_until`},
}

var brokenRules = []brokenCity{
	{"horizons beyond the most", append(kozoji("horizon: 7か月"), "", "rules: {horizon: 27w}\n"),
		`17: facilities[1].horizon: found "7か月", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月
19: rules.horizon: found "27w", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月`},
	{"horizons of no weeks and of another month", append(kozoji("horizon: 0週"), "", "rules: {horizon: 2月}\n"),
		`17: facilities[1].horizon: found "0週", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月
19: rules.horizon: found "2月", expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月`},
	{"horizon as a list", edits{"", "rules: {horizon: [45d], book_until: {before: 180d}}\n"},
		`18: rules.horizon: found a list of 1, expected a horizon from 1d to 180d, 1w to 26w or 1か月 to 6か月`},
	{"most of a day as words, as a list, above the most", append(kozoji("most: [20]"), "id: koseki", "id: koseki\n    most: 20件", "", "rules: {most: 1001}\n"),
		`8: facilities[0].most: found "20件", expected a whole number from 0 to 1000
18: facilities[1].most: found a list of 1, expected a whole number from 0 to 1000
20: rules.most: found "1001", expected a whole number from 0 to 1000`},
	{"most of a half above that of the day", edits{"", "rules: {most: {day: 20, morning: 21, afternoon: 20}}\n"},
		`18: rules.most.morning: found "21", expected at most those of the day, which are 20`},
	{"most with a slip, and below nothing", edits{"", "rules: {most: {mornings: 12, day: -1}}\n"},
		`18: rules.most: found the unknown key "mornings", expected one of day, morning, afternoon (did you mean "morning"?)
18: rules.most.day: found "-1", expected a whole number from 0 to 1000`},
	{"reserve as a number, and without end", append(kozoji("reserve: 1"), "", "rules: {reserve: {desks: 1}}\n"),
		`17: facilities[1].reserve: found "1", expected a mapping with desks, until
19: rules.reserve.until: found nothing, expected {days_before: 1, at: "17:00"}, {open_days_before: 2, at: "17:00"}, {before: 3h} or start`},
	{"reserve of nothing, and of too much", append(kozoji("reserve: {until: start}"), "", "rules: {reserve: {desks: 101, until: {befor: 1h}}}\n"),
		`17: facilities[1].reserve.desks: found nothing, expected a whole number from 0 to 100
19: rules.reserve.desks: found "101", expected a whole number from 0 to 100
19: rules.reserve.until: found the unknown key "befor", expected one of days_before, open_days_before, at, before (did you mean "before"?)`},
	{"reserve with a slip in its end", edits{"", "rules: {reserve: {desks: 1, untli: start}}\n"},
		`18: rules.reserve: found the unknown key "untli", expected one of desks, until (did you mean "until"?)`},
	{"reserve that is released before anybody can book", edits{"", "rules: {horizon: 10d, reserve: {desks: 1, until: {days_before: 11, at: 12:00}}}\n"},
		`18: rules.reserve.until.days_before: found "11", expected at most the horizon, which is 10d`},
	{"reserve of the city, at a facility that books less far ahead", append(kozoji("horizon: 7d"), "", "rules: {reserve: {desks: 1, until: {before: 8d}}}\n"),
		`17: facilities[1].horizon: found "7d", expected at least 8d as in rules.reserve.until, or a reserve of its own`},
	{"opening times of days that are no times", edits{"short: こうぞうじ", "short: こうぞうじ\n    opens_at: 24:00", "", "rules: {opens_at: 9時}\n"},
		`17: facilities[1].opens_at: found "24:00", expected a time of day such as "09:00"
19: rules.opens_at: found "9時", expected a time of day such as "09:00"`},
	{"opening time as a number", edits{"", "rules: {opens_at: 9}\n"},
		`18: rules.opens_at: found "9", expected a time of day such as "09:00"`},
	{"grace without a unit, in hours, below nothing", append(kozoji("late_grace: 1h"), "", "rules: {late_grace: 10}\n"),
		`17: facilities[1].late_grace: found "1h", expected a length of time from 0m to 120m
19: rules.late_grace: found "10", expected a length of time from 0m to 120m`},
	{"grace and undo above the most", edits{"", "rules: {late_grace: 121m, undo: 31m}\n"},
		`18: rules.late_grace: found "121m", expected a length of time from 0m to 120m
18: rules.undo: found "31m", expected a length of time from 0m to 30m`},
	{"undo below nothing, and grace with a nought in front", edits{"", "rules: {late_grace: 00m, undo: -1m}\n"},
		`18: rules.late_grace: found "00m", expected a length of time from 0m to 120m
18: rules.undo: found "-1m", expected a length of time from 0m to 30m`},
	{"undo as a word", edits{"", "rules: {undo: no}\n"},
		`18: rules.undo: found "no", expected a length of time from 0m to 30m`},
	{"parties of none and of 10 at a facility", append(kozoji("max_party: 10"), "id: koseki", "id: koseki\n    max_party: 0"),
		`8: facilities[0].max_party: found "0", expected a whole number from 1 to 9
18: facilities[1].max_party: found "10", expected a whole number from 1 to 9`},
	{"party with a slip", edits{"", "rules: {party: same_slot}\n"},
		`18: rules.party: found "same_slot", expected consecutive or same-slot (did you mean "same-slot"?)`},
	{"party as a number, and as a list", append(kozoji("party: [same-slot]"), "", "rules: {party: 2}\n"),
		`17: facilities[1].party: found a list of 1, expected consecutive or same-slot
19: rules.party: found "2", expected consecutive or same-slot`},
	{"limits outside of 0 to 1000", edits{"", "rules: {limits: {calls: 1001, bookings: -1, changes: many, cancels: 1.5}}\n"},
		`18: rules.limits.calls: found "1001", expected a whole number from 0 to 1000
18: rules.limits.bookings: found "-1", expected a whole number from 0 to 1000
18: rules.limits.changes: found "many", expected a whole number from 0 to 1000
18: rules.limits.cancels: found "1.5", expected a whole number from 0 to 1000`},
	{"limits with an unknown key", edits{"", "rules: {limits: {booking: 3}}\n"},
		`18: rules.limits: found the unknown key "booking", expected one of calls, bookings, changes, cancels (did you mean "bookings"?)`},
	{"limits as a number", edits{"", "rules: {limits: 10}\n"},
		`18: rules.limits: found "10", expected a mapping with calls, bookings, changes, cancels`},
	{"rules with an unknown key", edits{"", "rules: {grace: 10m}\n"},
		`18: rules: found the unknown key "grace", expected one of slot, capacity, horizon, opens_at, book_until, change_until, cancel_until, late_grace, max_party, most, reserve, party, strangers, hold, undo, limits`},
	{"key twice in the rules", edits{"", "rules: {party: same-slot, party: consecutive}\n"},
		`18: rules: found the key "party" again, expected it once: line 18 has it already`},
	{"what only the city has, at a facility", kozoji("hold: 5m\n    limits: {}"),
		`17: facilities[1]: found the unknown key "hold", expected one of ` + ofAFacility + `
18: facilities[1]: found the unknown key "limits", expected one of ` + ofAFacility},
	{"parties in one slot, where no slot is for two", append(kozoji("capacity: 1"), "", "rules: {party: same-slot}\n"),
		`13: facilities[1]: found party: same-slot without a slot for two, expected a capacity of at least 2, party: consecutive or max_party: 1`},
	{"parties in one slot at a facility for one", append(kozoji("max_party: 2\n    party: same-slot"), "", "rules: {capacity: 1}\n"),
		`18: facilities[1].party: found party: same-slot without a slot for two, expected a capacity of at least 2, party: consecutive or max_party: 1`},
	{"parties in one slot, where every range is for one",
		append(kozoji("party: same-slot\n    special: [{date: 2026-12-13, from: 9:00, to: 12:00, capacity: 1}]"), "to: 12:00}", "to: 12:00, capacity: 1}", "to: 16:00}]", "to: 16:00, capacity: 1}]"),
		`17: facilities[1].party: found party: same-slot without a slot for two, expected a capacity of at least 2, party: consecutive or max_party: 1`},
	{"parties in one slot, with a capacity that is wrong", append(kozoji("party: same-slot\n    capacity: 200"), "", "rules: {capacity: 1}\n"),
		`18: facilities[1].capacity: found "200", expected a whole number from 1 to 100`},
	{"parties in one slot, with a range that is wrong", append(kozoji("party: same-slot\n    capacity: 1"), "to: 12:00}", "to: 12:60, capacity: 2}"),
		`19: facilities[1].open[0].ranges[0].to: found "12:60", expected a time of day such as "17:00"`},
	{"parties in one slot, with a slip in the key of the hours", append(kozoji("party: same-slot\n    capacity: 1"), "    open: [{days: 月-金, ranges", "    opne: [{days: 月-金, ranges"),
		`19: facilities[1]: found the unknown key "opne", expected one of ` + ofAFacility + ` (did you mean "open"?)`},
	{"walk-in hours with a capacity", kozoji("walk_in: [{days: 月, from: 9:00, to: 12:00, capacity: 2}]"),
		`17: facilities[1].walk_in[0]: found the unknown key "capacity", expected one of days, from, to, lunch, ranges, mode, moved, valid`},
	{"walk-in hours that are no hours", kozoji("walk_in: 9:00-16:00"),
		`17: facilities[1].walk_in: found "9:00-16:00", expected a list of opening hours such as {days: 月-金, from: "09:00", to: "16:00"}`},
	{"walk-in hours without days", kozoji(`walk_in: [{from: 9:00, to: 16:00}]`),
		`17: facilities[1].walk_in[0].days: found nothing, expected days such as 月-金, 土・日, 第2木, 最終金 or 祝`},
	{"walk-in hours that end before they begin", kozoji("walk_in: [{days: 月, from: 16:00, to: 9:00}]"),
		`17: facilities[1].walk_in[0].to: found "9:00", expected a time of day after 16:00`},
	{"walk-in hours that overlap", kozoji("walk_in: [{days: 月, from: 9:00, to: 12:00}, {days: 月火, from: 11:00, to: 13:00}]"),
		`17: facilities[1].walk_in[1]: found 11:00-13:00, expected no overlap with facilities[1].walk_in[0], which is 09:00-12:00 (line 17), as on 2026-01-05`},
	{"walk-in hours without opening hours", append(kozoji("walk_in: [{days: 月, from: 9:00, to: 12:00}]"),
		"    open: [{days: 月-金, ranges: [{from: 9:00, to: 12:00}, {from: 13:00, to: 16:00}]}]\n", ""),
		`13: facilities[1]: found no hours, expected opening hours in "open", "special" or both`},
	{"walk-in hours of the city", edits{"", "rules: {walk_in: []}\n"},
		`18: rules: found the unknown key "walk_in", expected one of slot, capacity, horizon, opens_at, book_until, change_until, cancel_until, late_grace, max_party, most, reserve, party, strangers, hold, undo, limits`},
}
