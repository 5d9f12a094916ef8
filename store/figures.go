package store

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// Figures count what happened on one day at one facility. Facility is "" for what
// belongs to none, such as calls to a number that all of them share.
type Figures struct {
	Day      booking.Date
	Facility string

	Calls  int // by the day on which they came in
	Person int // how many of these needed a person, whether or not one was there
	GaveUp int // how many of these ended without a person and without what they were for

	Done              // in whichever way
	ByPhone      Done // the part of it that callers did
	ByWeb        Done // and residents on the web
	ByConsole    Done
	ByTerminal   Done
	Visits       int // bookings for the day that were not cancelled
	Arrived      int // how many of these people came to
	Absent       int // how many of these people did not come to; for the rest nobody has said
	Visitors     int // parties that came without a booking
	VisitorsLeft int // how many of these left before it was their turn
}

// Done counts what was done to bookings, by the day on which it was done. It is counted
// at the facility where the booking is now, though it may have been elsewhere then.
type Done struct{ Bookings, Changes, Cancels, Restored int }

func (d *Done) count(deed Deed, n int) {
	switch deed {
	case DidBook:
		d.Bookings += n
	case DidChange:
		d.Changes += n
	case DidCancel:
		d.Cancels += n
	case DidRestore:
		d.Restored += n
	}
}

// mostDays is how many days Figures may span: those of a leap year.
const mostDays = 366

// dayOf numbers the days of Japan, which has no summer time, from 1970 on.
const dayOf = `+ 32400) / 86400`

const (
	// A call that went to a person and came back may end anywhere. Its row tells where it
	// ended, and its turns tell whether it came back; the first turn cannot have.
	callsByDay = `SELECT (started ` + dayOf + ` AS day, line, state, ended IS NOT NULL AS over,
			turn > 0 AND EXISTS (SELECT 1 FROM turns WHERE sid = calls.sid AND n > 0 AND kind = 'returned') AS back, count(*)
		FROM calls WHERE started >= ? AND started < ? GROUP BY day, line, state, over, back`

	deedsByDay = `SELECT (at ` + dayOf + ` AS day, facility, '', way, deed, count(*)
		FROM audit JOIN bookings ON bookings.id = audit.booking
		WHERE at >= ? AND at < ? AND deed IN ('book', 'change', 'cancel', 'restore') GROUP BY day, facility, way, deed`

	visitsByDay = `SELECT (start ` + dayOf + ` AS day, facility, '', count(*), count(*) FILTER (WHERE came = 1), count(*) FILTER (WHERE came = 2)
		FROM bookings WHERE start >= ? AND start < ? AND status <> 3 GROUP BY day, facility`

	// The same, of each service.
	deedsByService = `SELECT (at ` + dayOf + ` AS day, facility, service, way, deed, count(*)
		FROM audit JOIN bookings ON bookings.id = audit.booking
		WHERE at >= ? AND at < ? AND deed IN ('book', 'change', 'cancel', 'restore') GROUP BY day, facility, service, way, deed`

	visitsByService = `SELECT (start ` + dayOf + ` AS day, facility, service, count(*), count(*) FILTER (WHERE came = 1), count(*) FILTER (WHERE came = 2)
		FROM bookings WHERE start >= ? AND start < ? AND status <> 3 GROUP BY day, facility, service`

	visitorsByDay = `SELECT (day ` + dayOf + ` AS day, facility, count(*), count(*) FILTER (WHERE state = 3)
		FROM visitors WHERE visitors.day >= ? AND visitors.day < ? GROUP BY visitors.day, facility`
)

// Figures returns what happened on the days from from on, before until, by day and
// facility; a day on which nothing happened has none. The facility of a call is the one
// that its line belongs to, or "" if the number is shared. Calls and visitors are kept
// for a year, and the rest for good.
func (tx *Tx) Figures(from, until booking.Date, facilityOf func(line booking.Phone) string) ([]Figures, error) {
	between, err := span(from, until)
	if err != nil {
		return nil, err
	}
	days := daily{}
	err = days.count(tx, between, counting{callsByDay, days.calls(facilityOf)}, counting{deedsByDay, days.deeds},
		counting{visitsByDay, days.visits}, counting{visitorsByDay, days.visitors})
	if err != nil {
		return nil, err
	}
	found := make([]Figures, 0, len(days))
	for _, f := range days.sorted() {
		found = append(found, f.Figures)
	}
	return found, nil
}

// ServiceFigures are Figures of one service: of what belongs to none, such as calls and people
// who come without a booking, they have 0.
type ServiceFigures struct {
	Service booking.ServiceID
	Figures
}

// FiguresByService returns what happened to bookings as Figures does, by day, facility and
// service.
func (tx *Tx) FiguresByService(from, until booking.Date) ([]ServiceFigures, error) {
	between, err := span(from, until)
	if err != nil {
		return nil, err
	}
	days := daily{}
	if err := days.count(tx, between, counting{deedsByService, days.deeds}, counting{visitsByService, days.visits}); err != nil {
		return nil, err
	}
	return days.sorted(), nil
}

// A counting is a query, and how its rows are added.
type counting struct {
	query string
	scan  func(*Tx, row) (struct{}, error)
}

func (d daily) count(tx *Tx, between []any, what ...counting) error {
	for _, q := range what {
		if _, err := all(tx, q.scan, q.query, between...); err != nil {
			return err
		}
	}
	return nil
}

// span returns the midnights between which the days from from on, before until, lie.
func span(from, until booking.Date) ([]any, error) {
	if !from.Valid() || !until.Valid() || !from.Before(until) || until.After(from.AddDays(mostDays)) {
		return nil, fmt.Errorf("store: found the days from %s, before %s, expected 1 to %d days of the calendar", from, until, mostDays)
	}
	return []any{instant(from.In(booking.JST)), instant(until.In(booking.JST))}, nil
}

// daily gathers figures by day and facility, and by service where that is asked for.
type daily map[place]*Figures

type place struct {
	day      int64 // as dayOf numbers it
	facility string
	service  booking.ServiceID
}

func (d daily) at(p place) *Figures {
	f, ok := d[p]
	if !ok {
		f = &Figures{Day: booking.DateOf(time.Unix(p.day*86400, 0).UTC()), Facility: p.facility}
		d[p] = f
	}
	return f
}

func (d daily) sorted() []ServiceFigures {
	found := make([]ServiceFigures, 0, len(d))
	for p, f := range d {
		found = append(found, ServiceFigures{p.service, *f})
	}
	slices.SortFunc(found, func(a, b ServiceFigures) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Facility, b.Facility), cmp.Compare(a.Service, b.Service))
	})
	return found
}

func (d daily) calls(facilityOf func(booking.Phone) string) func(*Tx, row) (struct{}, error) {
	return func(_ *Tx, r row) (none struct{}, err error) {
		var (
			p          place
			line       booking.Phone
			state      ivr.State
			over, back bool
			n          int
		)
		if err := r.Scan(&p.day, &line, &state, &over, &back, &n); err != nil {
			return none, err
		}
		p.facility = facilityOf(line)
		f := d.at(p)
		f.Calls += n
		switch {
		case back || state.WantsPerson():
			f.Person += n
		case over && state.Unfinished():
			f.GaveUp += n
		}
		return none, nil
	}
}

func (d daily) deeds(_ *Tx, r row) (none struct{}, err error) {
	var (
		p    place
		way  Way
		deed Deed
		n    int
	)
	if err := r.Scan(&p.day, &p.facility, &p.service, &way, &deed, &n); err != nil {
		return none, err
	}
	f := d.at(p)
	f.Done.count(deed, n)
	switch way {
	case ByPhone:
		f.ByPhone.count(deed, n)
	case ByWeb:
		f.ByWeb.count(deed, n)
	case ByConsole:
		f.ByConsole.count(deed, n)
	case ByTerminal:
		f.ByTerminal.count(deed, n)
	}
	return none, nil
}

func (d daily) visits(_ *Tx, r row) (none struct{}, err error) {
	var p place
	var n, arrived, absent int
	if err := r.Scan(&p.day, &p.facility, &p.service, &n, &arrived, &absent); err != nil {
		return none, err
	}
	f := d.at(p)
	f.Visits, f.Arrived, f.Absent = n, arrived, absent
	return none, nil
}

func (d daily) visitors(_ *Tx, r row) (none struct{}, err error) {
	var p place
	var n, left int
	if err := r.Scan(&p.day, &p.facility, &n, &left); err != nil {
		return none, err
	}
	f := d.at(p)
	f.Visitors, f.VisitorsLeft = n, left
	return none, nil
}
