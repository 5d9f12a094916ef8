package console

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/words"
)

// A span is a part of a day in which the same desks are wanted, for the same reason.
type span struct {
	Place    string
	From, To booking.Clock
	Why      string
	Against  string // what the opening hours want instead, if it is something else
	reason
}

// A reason is what a number of desks comes from: the opening hours, or the decision that
// holds over them.
type reason struct {
	Wanted   int
	file     int   // desks that the opening hours want
	open     bool  // a desk would be wanted if staff had closed nothing
	decision int64 // 0 if none holds
}

// spansOf cuts a day where the opening hours or what holds over them changes. Where
// neither wants a desk nor closes one, there is no span.
func spansOf(f booking.Facility, day booking.Date, decisions []store.Decision) (spans []span) {
	plan := f.Plan(day)
	moments := []booking.Clock{0, booking.Midnight}
	for _, r := range plan.Ranges {
		moments = append(moments, r.From, r.To)
	}
	for _, d := range decisions {
		for _, m := range []time.Time{d.From, d.Until} {
			if dayOf(m) == day {
				moments = append(moments, clock(m))
			}
		}
	}
	slices.Sort(moments)
	moments = slices.Compact(moments)
	for i, from := range moments[:len(moments)-1] {
		why := reasonAt(plan, decisions, from)
		if why.file == 0 && why.decision == 0 {
			continue
		}
		if last := len(spans) - 1; last >= 0 && spans[last].To == from && spans[last].reason == why {
			spans[last].To = moments[i+1]
			continue
		}
		spans = append(spans, span{From: from, To: moments[i+1], reason: why})
	}
	return spans
}

// telling returns the spans that tell anything: those in which somebody wants a desk. Of a
// day on which nobody does, all of them tell why.
func telling(spans []span) (left []span) {
	for _, s := range spans {
		if s.open {
			left = append(left, s)
		}
	}
	if left == nil {
		return spans
	}
	return left
}

// reasonAt returns what holds at a time of day. The plan is that of the day.
func reasonAt(plan booking.DayPlan, decisions []store.Decision, at booking.Clock) (why reason) {
	for _, r := range plan.Ranges {
		if r.From <= at && at < r.To {
			why.file = r.Capacity
		}
	}
	moment := at.On(plan.Day, booking.JST)
	why.Wanted, why.open = why.file, why.file > 0
	if d, ok := store.Holding(decisions, moment, why.file); ok {
		why.decision, why.Wanted = d.ID, d.Desks
	}
	open := slices.DeleteFunc(slices.Clone(decisions), func(d store.Decision) bool { return d.Kind == store.Closed })
	if _, ok := store.Holding(open, moment, why.file); ok {
		why.open = true // a decision that closes nothing has desks
	}
	return why
}

// explained says why a span is as it is: who said so, and what the opening hours want
// instead.
func (r *request) explained(f booking.Facility, day booking.Date, s span, decisions []store.Decision) span {
	s.Place = f.Name
	rows := openRows(f.Hours, day, s.From)
	i := slices.IndexFunc(decisions, func(d store.Decision) bool { return d.ID == s.decision })
	if i < 0 {
		s.Why = "設定ファイル：" + rows
		return s
	}
	d := r.decided(decisions[i])
	s.Why = "職員の決定：" + d.What
	if d.Who != "" {
		s.Why += "（" + d.Who + "、" + d.Since + "）"
	}
	if d.Why != "" {
		s.Why += "「" + d.Why + "」"
	}
	closed := ""
	if why := whyShut(f.Hours, day); why != "" {
		closed = "（" + why + "）"
	}
	switch {
	case s.file == s.Wanted && s.Wanted == 0:
		s.Against = "設定ファイルでも、開いていません" + closed + "。"
	case s.file == s.Wanted:
		s.Against = fmt.Sprintf("設定ファイルでも、窓口 %d です（%s）。", s.file, rows)
	case s.file == 0:
		s.Against = "設定ファイルでは、開いていません" + closed + "。職員の決定が、優先します。"
	default:
		s.Against = fmt.Sprintf("設定ファイルでは、窓口 %d です（%s）。職員の決定が、優先します。", s.file, rows)
	}
	return s
}

// openRows says which rows of the opening hours open a time of day.
func openRows(h booking.Hours, day booking.Date, at booking.Clock) string {
	var rows []string
	for _, s := range h.Explain(day) {
		opens := s.Did == booking.Opens || s.Did == booking.MovedHere
		if opens && slices.ContainsFunc(s.Ranges, func(r booking.Range) bool { return r.From <= at && at < r.To }) {
			rows = append(rows, words.Step(h, s))
		}
	}
	return strings.Join(rows, "、")
}

// whyShut says why the opening hours close a day, or "" if it is just none of their days.
func whyShut(h booking.Hours, day booking.Date) string {
	for _, s := range h.Explain(day) {
		if s.Did == booking.Closes {
			return words.Step(h, s)
		}
	}
	return closedBy(h.Why(day))
}

// rulesOf returns what every row of the opening hours that has something to say of the
// day says.
func rulesOf(f booking.Facility, day booking.Date) (said []string) {
	for _, s := range f.Hours.Explain(day) {
		said = append(said, words.Step(f.Hours, s))
	}
	return said
}

// closedBy says what closes a day, or "" if nothing but the days of the week does.
func closedBy(why booking.Reason) string {
	switch why.Kind {
	case booking.DayHoliday:
		return why.Holiday
	case booking.DayNewYear:
		return "年末年始"
	case booking.DayClosed:
		return "休み"
	}
	return ""
}
