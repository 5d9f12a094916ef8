package console

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A calendarDay is the page of a day: what is there and why, and how to change it.
type calendarDay struct {
	Facility string
	Day      booking.Date
	Title    string
	Places   []booking.Facility
	Back     string
	Before   string
	After    string
	Here     string
	Past     bool
	Closed   string // why the opening hours close the day, where they do
	Spans    []span
	Rules    []placeRules
	Counters []counterDay
	OffGrid  bool // some bookings stand in times that are no slot
	Decided  []decided
	MayClose bool
}

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

// A counterDay is what one facility has on the day.
type counterDay struct {
	Place string
	Slots []daySlot
}

// placeRules is what each row of the opening hours says of the day.
type placeRules struct {
	Place string
	Rules []string
}

// A daySlot is a time of a day that can be booked, or in which somebody is booked.
type daySlot struct {
	booking.Slot
	Heat int
	Off  bool // it is the time of a booking, and no slot
	Over bool // more is promised than desks are wanted
	Bare bool // somebody is booked where no desk is wanted
}

func (r *request) calendarDay() (answer, error) {
	facility, err := r.facility("facility")
	if err != nil {
		return nil, err
	}
	day, err := r.dayOrToday("day")
	if err != nil {
		return nil, err
	}
	at := func(d booking.Date) string { return with("/calendar/day", "facility", facility, "day", d.String()) }
	p := calendarDay{
		Facility: facility, Day: day, Title: r.dated(day), Places: r.City.Facilities, Past: day.Before(dayOf(r.Now())), MayClose: may(r.who.Role, counting),
		Back: calendarAddress(facility, day, false), Before: at(day.AddDays(-1)), After: at(day.AddDays(1)), Here: at(day),
	}
	p.Closed = whyShut(r.facilities(facility)[0].Hours, day)
	from, until := day.In(booking.JST), day.AddDays(1).In(booking.JST)
	err = view(r, store.ToPlan, func(tx store.Planning) error {
		slots, err := tx.Slots(store.SlotFilter{Facility: facility, From: from, Until: until})
		if err != nil {
			return err
		}
		for _, f := range r.facilities(facility) {
			t, err := tx.Timeline(f.ID, from, until)
			if err != nil {
				return err
			}
			decisions, err := tx.Decisions(f.ID, from, until)
			if err != nil {
				return err
			}
			spans := spansOf(f, day, decisions)
			for _, s := range telling(spans) {
				p.Spans = append(p.Spans, r.explained(f, day, s, decisions))
			}
			if rules := rulesOf(f, day); len(rules) > 0 {
				p.Rules = append(p.Rules, placeRules{f.Name, rules})
			}
			for _, d := range decisions {
				p.Decided = append(p.Decided, r.decidedOn(d, spans))
			}
			there := r.daySlots(f, slots, t)
			slices.SortStableFunc(there, func(a, b daySlot) int { return a.Start.Compare(b.Start) })
			p.OffGrid = p.OffGrid || slices.ContainsFunc(there, func(s daySlot) bool { return s.Off })
			p.Counters = append(p.Counters, counterDay{f.Name, there})
		}
		return nil
	})
	if r.Live {
		return web.View{Name: "day", Part: "daynow", Data: p}, err
	}
	return web.View{Name: "day", Data: p}, err
}

// facilities returns the facility with the id, or all of them if it is "".
func (c *Console) facilities(id string) []booking.Facility {
	if f, ok := c.City.Facility(id); ok {
		return []booking.Facility{f}
	}
	return c.City.Facilities
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

// decidedOn says of a decision when on the day it holds.
func (r *request) decidedOn(d store.Decision, spans []span) decided {
	s := r.decided(d)
	if !d.Until.After(r.Now()) {
		s.Undo = "" // it is over
	}
	for _, at := range spans {
		switch last := len(s.Holds) - 1; {
		case at.decision != d.ID:
		case last >= 0 && s.Holds[last].To == at.From:
			s.Holds[last].To = at.To
		default:
			s.Holds = append(s.Holds, booking.Range{From: at.From, To: at.To})
		}
	}
	return s
}

// daySlots returns the slots of one facility, and between them the times of those who are
// booked, or being booked, in what is no slot: they belong to the day like the others.
func (r *request) daySlots(f booking.Facility, slots []booking.Slot, t booking.Timeline) (rows []daySlot) {
	add := func(s booking.Slot, off bool) {
		rows = append(rows, daySlot{
			Slot: s, Heat: heat(s.Free, s.Wanted), Off: off, Over: t.Over(s.Start, s.End), Bare: bare(t, s.Start, s.End),
		})
	}
	begins, ends := map[int64]bool{}, map[int64]bool{}
	for _, s := range slots {
		if s.Facility == f.ID {
			begins[s.Start.Unix()], ends[s.End.Unix()] = true, true
			add(s, false)
		}
	}
	for i, c := range t.Claimed {
		if begins[c.From.Unix()] && ends[c.Until.Unix()] {
			continue
		}
		first := slices.IndexFunc(t.Claimed, func(o booking.Level) bool { return o.From.Equal(c.From) && o.Until.Equal(c.Until) })
		if first < i {
			continue // its row is there
		}
		wanted, claimed, _ := t.Worst(c.From, c.Until)
		add(booking.Slot{Facility: f.ID, Start: c.From, End: c.Until, Wanted: wanted, Claimed: claimed}, true)
	}
	return rows
}

// bare reports whether anything is claimed from a moment until another at an instant at
// which no desk is wanted.
func bare(t booking.Timeline, from, until time.Time) bool {
	for _, gap := range t.Gaps(from, until) {
		if _, claimed, _ := t.Worst(gap.From, gap.Until); claimed > 0 {
			return true
		}
	}
	return false
}

// Clocks returns from when until when the row is.
func (s daySlot) Clocks() string { return words.Clock(s.Start) + "-" + words.Clock(s.End) }
