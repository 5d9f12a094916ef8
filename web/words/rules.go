package words

import (
	"fmt"
	"strings"

	"madoguchi/booking"
)

// Step says what a row of the opening hours did about a day: 月-金 09:00-16:00, or
// 第2木 17:15-19:30（12月10日（木）が休みのため、この日に移動）.
func Step(h booking.Hours, s booking.Step) string {
	return Row(h, s) + Became(s)
}

// Row writes the row of the opening hours that a step is about.
func Row(h booking.Hours, s booking.Step) string {
	switch s.List {
	case booking.ListWeekly:
		o := h.Weekly[s.Row]
		return spaced(o.Days.String(), ranges(o.Ranges), period(o.Valid))
	case booking.ListSpecial:
		o := h.Special[s.Row]
		return spaced("特別な開設日", Day(o.Day), ranges(o.Ranges))
	case booking.ListClosed:
		return "休みの日 " + closure(h.Closed[s.Row])
	}
	rest := h.Rests[s.Row]
	return spaced("休みの日", rest.Days.String(), period(rest.Valid))
}

// Became says in brackets what came of a row, or "" if it simply opens or closes.
func Became(s booking.Step) string {
	switch s.Did {
	case booking.MovedHere:
		return "（" + Day(s.Other) + "が休みのため、この日に移動）"
	case booking.MovedAway:
		return "（この日が休みのため、" + Day(s.Other) + "に移動）"
	case booking.Rests:
		return "（祝日か年末年始のため、休み）"
	case booking.NotValid:
		return "（この日は、期間の外）"
	case booking.Overruled:
		return "（この日は、ほかの行だけを使う）"
	case booking.Shut:
		return "（休みの日のため、開かない）"
	}
	return ""
}

// spaced joins the parts that are not empty with blanks.
func spaced(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

func ranges(all []booking.Range) string {
	said := make([]string, len(all))
	for i, r := range all {
		said[i] = r.String()
	}
	return strings.Join(said, "、")
}

// period writes from when until when a row is valid, or "" if it always is.
func period(p booking.Period) string {
	switch {
	case p.From != (booking.Date{}) && p.Until != (booking.Date{}):
		return fmt.Sprintf("（%sから%sまで）", p.From, p.Until)
	case p.From != (booking.Date{}):
		return fmt.Sprintf("（%sから）", p.From)
	case p.Until != (booking.Date{}):
		return fmt.Sprintf("（%sまで）", p.Until)
	}
	return ""
}

func closure(c booking.Closure) string {
	write := booking.Date.String
	if c.Yearly {
		write = func(d booking.Date) string { return fmt.Sprintf("%d月%d日", d.Month, d.Day) }
	}
	said := write(c.From)
	if c.To != (booking.Date{}) && c.To != c.From {
		said += "から" + write(c.To) + "まで"
	}
	if c.Yearly {
		said = "毎年" + said
	}
	return said
}
