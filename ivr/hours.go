package ivr

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"madoguchi/booking"
)

// Told are hours as they can be told: rows of days that have equal hours, Monday first
// and holidays last. Speeches make words of them.
type Told struct {
	Rows []ToldRow
	Days ToldDays      // all days on which there are hours
	Some bool          // on some of these days not each week
	From booking.Clock // the earliest of all
	To   booking.Clock // the latest of all
}

// A ToldRow is one sentence or two: on these days, from when to when.
type ToldRow struct {
	Days   ToldDays
	Ranges []booking.Range
	Later  []ToldRow // days among these on which only the end differs
}

// ToldDays are days of the week as bits, Monday first, then holidays; or some of these
// days in each month.
type ToldDays struct {
	Week  uint8
	Nth   booking.Nth
	After int // so many days after these days
}

const (
	holidays uint8 = 1 << 7 // the bit of holidays
	everyDay uint8 = 1<<8 - 1
)

// TellHours returns the rows of the hours that are valid on the day as they can be told. A
// day of the week on which it is always closed has none, whatever the rows say.
func TellHours(h booking.Hours, today booking.Date) (told Told) {
	h.Weekly = slices.DeleteFunc(slices.Clone(h.Weekly), func(o booking.Opening) bool { return !o.Valid.Has(today) || len(o.Ranges) == 0 })
	closed := closedDays(h.Rests, today)
	h.Weekly = slices.DeleteFunc(h.Weekly, func(o booking.Opening) bool { return !afterHolidays(o) && bitsOf(o)&^closed == 0 })
	week, replaced := weekOf(h)
	for day := range week {
		if closed&(1<<day) != 0 {
			week[day] = nil
		}
	}
	for _, row := range slices.Concat(alike(week), monthly(h, week, replaced, closed)) {
		told.add(row)
	}
	slices.SortStableFunc(told.Rows, byDay)
	for i, o := range h.Weekly {
		told.Days.Week |= bitsOf(o) &^ closed
		for j, r := range o.Ranges {
			if i+j == 0 || r.From < told.From {
				told.From = r.From
			}
			told.To = max(told.To, r.To)
		}
	}
	for day, ranges := range week {
		told.Some = told.Some || len(ranges) == 0 && told.Days.Week&(1<<day) != 0
	}
	return told
}

// closedDays returns the days of each week that rests of that day close.
func closedDays(rests []booking.Rest, today booking.Date) (days uint8) {
	for _, r := range rests {
		if r.Valid.Has(today) && r.Days.EachWeek() {
			days |= bitsOf(booking.Opening{Days: r.Days})
		}
	}
	return days
}

// weekOf returns the hours of each day of the week and of holidays, and the days on which
// they replace all that does not replace as well.
func weekOf(h booking.Hours) (week [8][]booking.Range, replaced uint8) {
	for _, replaces := range []bool{true, false} {
		for _, o := range h.Weekly {
			if o.Replaces != replaces {
				continue
			}
			days := bitsOf(o)
			switch {
			case afterHolidays(o):
				continue
			case o.Days.Nth != 0:
				days &= holidays
			}
			for day := range week {
				if days&^replaced&(1<<day) != 0 {
					week[day] = joined(week[day], o.Ranges)
				}
			}
		}
		for day := range week {
			if replaces && len(week[day]) > 0 {
				replaced |= 1 << day
			}
		}
	}
	return week, replaced
}

// afterHolidays reports whether an opening is some days after holidays.
func afterHolidays(o booking.Opening) bool { return o.Days.Holidays && o.Days.After != 0 }

// monthly returns the rows of days of the month, with all that is open on them, but not
// those that fall on a day of the week that is closed.
func monthly(h booking.Hours, week [8][]booking.Range, replaced, closed uint8) (rows []ToldRow) {
	for _, o := range h.Weekly {
		if afterHolidays(o) { // on which weekday they fall, and what else it has, is different each time
			rows = append(rows, ToldRow{Days: ToldDays{Week: holidays, After: o.Days.After}, Ranges: joined(nil, o.Ranges)})
		}
		for w := range 7 {
			of := bitsOf(booking.Opening{Days: booking.EachWeek(time.Weekday(w))})
			if !o.Days.Weekdays.Has(time.Weekday(w)) || o.Days.Nth == 0 && !afterHolidays(o) {
				continue
			}
			day := (w + o.Days.After + 6) % 7
			usual, isReplaced := week[day], replaced&(1<<day) != 0
			row := ToldRow{Days: ToldDays{Week: of, Nth: o.Days.Nth, After: o.Days.After}, Ranges: joined(usual, o.Ranges)}
			switch {
			case closed&(1<<day) != 0, isReplaced && !o.Replaces:
				continue
			case o.Replaces && !isReplaced:
				row.Ranges = joined(nil, o.Ranges)
			}
			i := slices.IndexFunc(rows, func(r ToldRow) bool {
				return r.Days.Nth == row.Days.Nth && r.Days.After == row.Days.After && slices.Equal(r.Ranges, row.Ranges)
			})
			switch {
			case slices.Equal(row.Ranges, usual):
			case i < 0:
				rows = append(rows, row)
			default:
				rows[i].Days.Week |= of
			}
		}
	}
	return rows
}

// bitsOf returns the days on which an opening can fall. One of every day that takes place
// on holidays all the same is open on holidays as well.
func bitsOf(o booking.Opening) (days uint8) {
	named := o.Days.Named()
	for w := range 7 {
		if named.Has(time.Weekday(w)) {
			days |= 1 << ((w + 6) % 7)
		}
	}
	if o.Days.Holidays || days == everyDay&^holidays && o.Moved == booking.OpenAnyway {
		days |= holidays
	}
	return days
}

// joined returns ranges with others added to them, those that meet joined to one.
func joined(ranges, more []booking.Range) (all []booking.Range) {
	for _, r := range slices.SortedFunc(slices.Values(slices.Concat(ranges, more)), func(a, b booking.Range) int { return int(a.From - b.From) }) {
		r.Capacity = 0
		if last := len(all) - 1; last >= 0 && r.From <= all[last].To {
			all[last].To = max(all[last].To, r.To)
			continue
		}
		all = append(all, r)
	}
	return all
}

// alike returns the days that have equal hours together, those that are most first: the
// others may differ from them in their end alone.
func alike(week [8][]booking.Range) (rows []ToldRow) {
	for day, ranges := range week {
		if len(ranges) == 0 {
			continue
		}
		i := slices.IndexFunc(rows, func(r ToldRow) bool { return slices.Equal(r.Ranges, ranges) })
		if i < 0 {
			rows, i = append(rows, ToldRow{Ranges: ranges}), len(rows)
		}
		rows[i].Days.Week |= 1 << day
	}
	slices.SortStableFunc(rows, func(a, b ToldRow) int { return bits.OnesCount8(b.Days.Week) - bits.OnesCount8(a.Days.Week) })
	return rows
}

// add adds a row: to one from which it differs only in its end, or by itself. Days of a
// month go with such a row only if it has their weekday.
func (t *Told) add(row ToldRow) {
	for i := range t.Rows {
		to := &t.Rows[i]
		if !endsOtherwise(to.Ranges, row.Ranges) || to.Days.Nth != 0 || to.Days.After != 0 || row.Days.After != 0 {
			continue
		}
		if row.Days.Nth == 0 {
			to.Days.Week |= row.Days.Week
		} else if row.Days.Week&^to.Days.Week != 0 {
			continue
		}
		to.Later = append(to.Later, row)
		slices.SortStableFunc(to.Later, byDay)
		return
	}
	t.Rows = append(t.Rows, row)
}

// endsOtherwise reports whether only the end of the last range differs.
func endsOtherwise(a, b []booking.Range) bool {
	last := len(a) - 1
	return len(a) == len(b) && a[last].From == b[last].From && slices.Equal(a[:last], b[:last])
}

// byDay orders rows by their first day, those of each week before those of a month.
func byDay(a, b ToldRow) int {
	return cmp.Or(bits.TrailingZeros8(a.Days.Week)-bits.TrailingZeros8(b.Days.Week), int(a.Days.Nth)-int(b.Days.Nth))
}

// Most returns the row of each week that has most days, without those that end otherwise,
// and false if there is none.
func (t Told) Most() (most ToldRow, ok bool) {
	for _, row := range t.Rows {
		if row.Days.Nth != 0 || row.Days.After != 0 {
			continue
		}
		for _, later := range row.Later {
			if later.Days.Nth == 0 {
				row.Days.Week &^= later.Days.Week
			}
		}
		row.Later = nil
		if bits.OnesCount8(row.Days.Week) > bits.OnesCount8(most.Days.Week) {
			most, ok = row, true
		}
	}
	return most, ok
}

// Lunch returns the break in the middle of the day, and false if the ranges have another
// break or none.
func (r ToldRow) Lunch() (booking.Range, bool) {
	const earliest, latest, longest = 11 * 60, 14*60 + 30, 120
	if len(r.Ranges) != 2 {
		return booking.Range{}, false
	}
	lunch := booking.Range{From: r.Ranges[0].To, To: r.Ranges[1].From}
	return lunch, lunch.From >= earliest && lunch.To <= latest && lunch.To-lunch.From <= longest
}
