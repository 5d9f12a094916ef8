package residents

import (
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// A language writes what is not words: days, times and numbers.
type language interface {
	Code() string // for the attribute lang

	Date(booking.Date) Marked // with the day of the week
	Day(booking.Date) Marked  // without
	Month(booking.Date) Marked
	Weekday(time.Weekday) Marked // in the head of a table
	Time(booking.Clock) Marked
	People(int) Marked
	Nth(int) Marked // of those who come
	Span(time.Duration) Marked
	Hours(t ivr.Told, words table) Marked
	Place(f booking.Facility, where string) (name, read Marked) // read is how it is read, or ""
	City(c *booking.City) Marked
}

// When writes a moment: the day and the time.
func (v voice) When(t time.Time) Marked {
	t = t.In(booking.JST)
	gap := Marked(" ")
	return v.Date(booking.DateOf(t)) + gap + v.Time(booking.ClockOf(t))
}

// Clock writes the time of a moment.
func (v voice) Clock(t time.Time) Marked { return v.Time(booking.ClockOf(t.In(booking.JST))) }

// HoursOf writes opening hours as they are valid on a day.
func (v voice) HoursOf(h booking.Hours, today booking.Date) Marked {
	if len(h.Weekly)+len(h.Special) == 0 {
		return Marked(v.words["hours.anytime"])
	}
	return v.Hours(ivr.TellHours(h, today), v.words)
}

// number writes a telephone number in groups that can be read out: 090-1234-5678. If the
// area code is not known here, the groups have lengths that are easily read.
func number(p booking.Phone) string {
	n := p.Domestic()
	switch {
	case n == "" || n[0] == '+' || len(n) < 10:
		return n
	case len(n) == 11:
		return n[:3] + "-" + n[3:7] + "-" + n[7:]
	case n[:2] == "03" || n[:2] == "06":
		return n[:2] + "-" + n[2:6] + "-" + n[6:]
	case n[:4] == "0120":
		return n[:4] + "-" + n[4:7] + "-" + n[7:]
	}
	return n[:4] + "-" + n[4:6] + "-" + n[6:]
}

// receipt writes a receipt number in the groups in which the line tells it.
func receipt(r booking.Receipt) string {
	if len(r) != booking.ReceiptDigits {
		return string(r)
	}
	return string(r[:3] + " " + r[3:])
}

// dayNames returns the days of told hours, Monday first, with days in a row from the first to
// the last.
func dayNames(d ivr.ToldDays, name func(day int) Marked, to, and, holidays Marked) Marked {
	var said Marked
	add := func(m Marked) {
		if said != "" {
			said += and
		}
		said += m
	}
	for day := 0; day < 7; {
		if d.Week&(1<<day) == 0 {
			day++
			continue
		}
		last := day
		for last < 6 && d.Week&(1<<(last+1)) != 0 {
			last++
		}
		switch {
		case last-day >= 2:
			add(name(day) + to + name(last))
		default:
			for ; day <= last; day++ {
				add(name(day))
			}
		}
		day = last + 1
	}
	if d.Week&(1<<7) != 0 {
		add(holidays)
	}
	return said
}

// apart returns the rows of told hours as a page has them: days that only end otherwise have a
// row of their own, and are not among the others.
func apart(t ivr.Told) (rows []ivr.ToldRow) {
	for _, row := range t.Rows {
		for _, later := range row.Later {
			if later.Days.Nth == 0 && later.Days.After == 0 {
				row.Days.Week &^= later.Days.Week
			}
		}
		rows = append(append(rows, row), row.Later...)
	}
	return rows
}
