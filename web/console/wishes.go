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

// wishesAtOnce is how many wishes somebody may name at once, and perWish how many times
// of each facility are shown for one.
const (
	wishesAtOnce = 3
	perWish      = 6
)

// A wishForm is what somebody looks for, as the page asks for it.
type wishForm struct {
	Party    int
	Facility string
	Late     bool // also what a caller could not have
	Rows     []wishRow
	Places   []booking.Facility // that have the service
	Service  booking.Service
	Services []booking.Service // to choose from; none where there is only one
}

// A wishRow is one wish, as its fields have it.
type wishRow struct {
	N    int
	Day  string // of the week, "0" is Sunday; "" means any
	Half string
	From string
	wish booking.Wish
}

// readWishes reads the fields. A row in which nothing is filled in is no wish, but
// somebody who fills in none wants any time.
func (r *request) readWishes(of booking.ServiceID) (f wishForm, err error) {
	f.Service, _ = r.City.Service(of)
	f.Places, f.Late, f.Services = r.City.FacilitiesOf(f.Service.ID), r.Text("late", 3) == "yes", r.services()
	if f.Party, err = r.Whole("party", 1, 99, 1); err != nil {
		return f, err
	}
	if f.Facility, err = r.facility("facility"); err != nil {
		return f, err
	}
	if f.Facility != "" && !f.Service.At(f.Facility) { // another service was chosen since
		f.Facility = ""
	}
	for n := 1; n <= wishesAtOnce; n++ {
		row := wishRow{N: n, Day: r.Text(fmt.Sprint("day", n), 1), Half: r.Text(fmt.Sprint("half", n), 2), From: r.Text(fmt.Sprint("from", n), 10)}
		if d, err := strconv.Atoi(row.Day); err == nil && d >= 0 && d <= 6 {
			row.wish.Days = booking.WeekdaysOf(time.Weekday(d))
		}
		row.wish.Half = map[string]booking.Half{"am": booking.Morning, "pm": booking.Afternoon}[row.Half]
		if row.wish.From, err = r.Day(fmt.Sprint("from", n)); err != nil {
			return f, err
		}
		f.Rows = append(f.Rows, row)
	}
	return f, nil
}

func (w wishRow) empty() bool { return w.wish == booking.Wish{} }

// A granted is a wish and what is free for it, facility by facility.
type granted struct {
	Wish   string
	Places []freeAt
}

// freeAt is what is free at a facility.
type freeAt struct {
	Name  string
	Times []freeTime
	More  int // besides these
}

// A freeTime is a start that can be had.
type freeTime struct {
	Start  time.Time
	Late   bool // only with a reason
	Choose string
}

// grant finds what is free for the wishes at all facilities, in one reading of the
// ledger. instead is a booking that is to be changed, whose seats count as room; choose
// makes the address that takes a time.
func (r *request) grant(f wishForm, instead *store.Seen, choose func(facility string, start time.Time) string) (all []granted, err error) {
	rows := slices.DeleteFunc(slices.Clone(f.Rows), wishRow.empty)
	if len(rows) == 0 {
		rows = f.Rows[:1]
	}
	now := r.Now()
	at := map[string][]offered{}
	err = view(r, store.ToFind, func(tx store.Finding) error {
		look := func() error { return r.visits(tx, f, now, at) }
		if instead == nil {
			return look()
		}
		return tx.Without(*instead, look)
	})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		g := granted{Wish: row.words()}
		for _, place := range f.Places {
			if f.Facility != "" && f.Facility != place.ID {
				continue
			}
			free := freeAt{Name: place.Name}
			for _, s := range at[place.ID] {
				switch {
				case !row.wish.Fits(s.Start), instead != nil && same(*instead, s.Slot, f.Party):
				case len(free.Times) == perWish:
					free.More++
				default:
					free.Times = append(free.Times, freeTime{s.Start, s.late, choose(place.ID, s.Start)})
				}
			}
			g.Places = append(g.Places, free)
		}
		all = append(all, g)
	}
	return all, nil
}

// An offered is a slot at which a visit could begin.
type offered struct {
	booking.Slot
	late bool // only with a reason: a caller could not have it
}

// visits finds at which slots a visit could begin, by facility.
func (r *request) visits(tx store.Finding, f wishForm, now time.Time, at map[string][]offered) error {
	for _, place := range f.Places {
		if f.Facility != "" && f.Facility != place.ID {
			continue
		}
		rules := r.City.RulesFor(f.Service.ID, place.ID)
		which := store.SlotFilter{Facility: place.ID}
		if !f.Late {
			which.From, which.Until = rules.Window(now)
		}
		slots, err := tx.Slots(which)
		if err != nil {
			return err
		}
		if len(slots) == 0 {
			continue
		}
		t, err := tx.Timeline(place.ID, now, slots[len(slots)-1].End.Add(24*time.Hour))
		if err != nil {
			return err
		}
		limits := limits{now, t, tx.Starting, map[time.Time]int{}}
		for _, s := range rules.Visits(slots, t, f.Party) {
			err := rules.MayTake(limits, s, f.Party)
			_, late := store.LimitOf(err)
			if err != nil && !late {
				return err
			}
			if f.Late || !late {
				at[place.ID] = append(at[place.ID], offered{s, late})
			}
		}
	}
	return nil
}

// limits is what the limits of callers need to know of a facility, for many visits at
// once: it implements booking.Counter.
type limits struct {
	now      time.Time
	timeline booking.Timeline
	count    func(facility string, from, until time.Time) (int, error) // Starting of the ledger
	counted  map[time.Time]int                                         // by the beginning of a half of a day
}

func (l limits) Now() time.Time { return l.now }

func (l limits) Room(_ string, from, until time.Time) (int, error) {
	return l.timeline.Room(from, until), nil
}

func (l limits) Starting(facility string, from, until time.Time) (int, error) {
	n, known := l.counted[from]
	if known {
		return n, nil
	}
	n, err := l.count(facility, from, until)
	l.counted[from] = n
	return n, err
}

// same reports whether a slot is where a booking is already.
func same(b store.Seen, s booking.Slot, party int) bool {
	return b.Facility == s.Facility && b.Start.Equal(s.Start) && b.Party == party
}

// words says a wish in words.
func (w wishRow) words() string {
	var said string
	if w.wish.From != (booking.Date{}) {
		said += words.Day(w.wish.From) + "から"
	}
	if w.wish.Days != 0 {
		said += w.wish.Days.String() + "曜日"
	}
	said += map[booking.Half]string{booking.Morning: "午前", booking.Afternoon: "午後"}[w.wish.Half]
	if said == "" {
		return "いちばん早い空き"
	}
	return said
}

// A search is the page of the wishes.
type search struct {
	Form    wishForm
	Granted []granted
	For     *wishedFor // nil: for nobody in particular
	Asks    bool       // first which service they come for
}

// wishedFor is who looks for a time, and for what.
type wishedFor struct {
	Card, Last4 string
	Action      string // where the form leads
	Booking     *shown // that is to be changed
	Member      int
	Procedure   booking.Procedure
	Procedures  []choice
	Proxy       bool
}

// free shows what is free, for whoever asks.
func (r *request) free() (answer, error) {
	of, err := r.service("service")
	if err != nil {
		return nil, err
	}
	form, err := r.readWishes(of)
	if err != nil {
		return nil, err
	}
	granted, err := r.grant(form, nil, func(string, time.Time) string { return "" })
	return web.View{Name: "wishes", Data: search{Form: form, Granted: granted}}, err
}
