package console

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"madoguchi/booking"
)

// dayName writes a day as staff read it: 12月1日（火）.
func dayName(d booking.Date) string {
	if d == (booking.Date{}) {
		return ""
	}
	return fmt.Sprintf("%d月%d日（%s）", d.Month, d.Day, booking.WeekdaysOf(d.Weekday()))
}

// dayOf is the day of a moment in Japan.
func dayOf(t time.Time) booking.Date { return booking.DateOf(t.In(booking.JST)) }

// clock writes a time of day: 9:30.
func clock(t time.Time) string { return t.In(booking.JST).Format("15:04") }

// when writes a moment: 12月1日（火） 9:30.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return dayName(dayOf(t)) + " " + clock(t)
}

// number writes a telephone number as it is dialled, in groups that can be read
// out: 090-1234-5678. Of a number whose area code is not known here the groups are
// of a length that is easily said.
func number(p booking.Phone) string {
	n := p.Domestic()
	switch {
	case strings.HasPrefix(n, "+"), len(n) < 10:
		return n
	case len(n) == 11:
		return n[:3] + "-" + n[3:7] + "-" + n[7:]
	case strings.HasPrefix(n, "03"), strings.HasPrefix(n, "06"):
		return n[:2] + "-" + n[2:6] + "-" + n[6:]
	}
	return n[:4] + "-" + n[4:6] + "-" + n[6:]
}

// receipt writes a receipt number in the groups in which it is told: 123 456.
func receipt(r booking.Receipt) string {
	if len(r) != 6 {
		return string(r)
	}
	return string(r[:3] + " " + r[3:])
}

// people writes how many come: 2名.
func people(n int) string { return strconv.Itoa(max(n, 1)) + "名" }

// place is a facility as staff call it; one that has left the config keeps its id.
func (c *Console) place(id string) string {
	if f, ok := c.City.Facility(id); ok {
		return f.Name
	}
	return id
}

var procedures = map[booking.Procedure]string{booking.Renewal: "更新", booking.NewIssue: "新規発行"}

var states = map[booking.State]string{booking.Active: "予約中", booking.Over: "終了", booking.Cancelled: "取り消し"}

// visit writes a visit in one line.
func (c *Console) visit(facility string, start time.Time, party int) string {
	return fmt.Sprintf("%s　%s　%s", when(start), c.place(facility), people(party))
}
