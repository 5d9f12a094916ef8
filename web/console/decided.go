package console

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A decided is what staff have decided about a time, as a page shows it.
type decided struct {
	ID    int64
	Place string
	What  string
	When  string
	Who   string // "" if that is not known
	Why   string
	Since string
	Holds []booking.Range // of the day that is shown, the times at which it holds; nil if it holds at none
	Undo  string          // where it is taken back; "" if the account may not

	Others []string // where and when else the same act decided the same, so far as they are listed
	Rest   int      // how many more there are
}

// mostOthers is how many other times of one act a list has.
const mostOthers = 9

// More returns how many decisions it stands for, besides the first.
func (d decided) More() int { return len(d.Others) + d.Rest }

// decided says what a decision is.
func (r *request) decided(d store.Decision) decided {
	s := decided{ID: d.ID, Place: r.place(d.Facility), What: words.Decision(d), When: r.during(d.From, d.Until), Why: d.By.Why, Since: words.When(d.At)}
	if d.By.Way != "" {
		s.Who = words.Who(store.Entry{Way: d.By.Way, Actor: d.By.Actor, Call: d.By.Call})
	}
	if may(r.who.Role, counting) {
		s.Undo = with("/calendar/undo", "decision", strconv.FormatInt(d.ID, 10))
	}
	return s
}

// during writes a stretch of time: 4月15日（水） 13:00-16:00, or days from first to last.
// A year that is not this one is written too.
func (r *request) during(from, until time.Time) string {
	first, last := dayOf(from), dayOf(until.Add(-time.Second))
	begins, ends := booking.ClockOf(from.In(booking.JST)), booking.ClockOf(until.In(booking.JST))
	whole := begins == 0 && ends == 0
	if ends == 0 {
		ends = booking.Midnight
	}
	switch {
	case first == last && whole:
		return r.dated(first)
	case first == last:
		return fmt.Sprintf("%s %s-%s", r.dated(first), begins, ends)
	case whole:
		return r.dated(first) + "から" + r.dated(last) + "まで"
	}
	return fmt.Sprintf("%s %sから%s %sまで", r.dated(first), begins, r.dated(last), ends)
}

// dated writes a day, with its year if that is not this one.
func (r *request) dated(d booking.Date) string {
	if d.Year == dayOf(r.Now()).Year {
		return words.Day(d)
	}
	return fmt.Sprintf("%d年%s", d.Year, words.Day(d))
}

// A decisionsPage lists what staff have decided about the time to come.
type decisionsPage struct {
	Facility  string
	Places    []booking.Facility
	Decisions []decided
}

// decisions lists every decision that stands, on whatever day: also one about days that
// nobody can book yet.
func (r *request) decisions() (answer, error) {
	facility, err := r.facility("facility")
	if err != nil {
		return nil, err
	}
	p := decisionsPage{Facility: facility, Places: r.City.Facilities}
	err = view(r, store.ToPlan, func(tx store.Planning) error {
		standing, err := standing(tx, facility)
		p.Decisions = r.together(standing, facility)
		return err
	})
	return web.View{Name: "decisions", Data: p}, err
}

// together says what was decided by one act, about several days or facilities, in one. The
// decisions are those at a facility, or all of them if it is "".
func (r *request) together(decisions []store.Decision, facility string) (said []decided) {
	first := map[decree]int{}
	for _, d := range decisions {
		at, ok := first[decreeOf(d)]
		if !ok {
			first[decreeOf(d)] = len(said)
			said = append(said, r.decided(d))
			continue
		}
		s := &said[at]
		if len(s.Others) == mostOthers {
			s.Rest++
			continue
		}
		if s.Others == nil && s.Undo != "" {
			s.Undo = with("/calendar/undo", "decision", strconv.FormatInt(s.ID, 10), "with", "all", "facility", facility)
		}
		other := r.decided(d)
		s.Others = append(s.Others, other.Place+" "+other.When)
	}
	return said
}

// endOfTime is after everything that staff can decide about.
var endOfTime = booking.Date{Year: 2101, Month: 1, Day: 1}

// standing returns the decisions about the time to come, by the time that they are about.
func standing(tx store.Planning, facility string) ([]store.Decision, error) {
	found, err := tx.Decisions(facility, tx.Now(), endOfTime.In(booking.JST))
	slices.SortStableFunc(found, func(a, b store.Decision) int { return a.From.Compare(b.From) })
	return found, err
}
