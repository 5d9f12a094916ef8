package store

import (
	"errors"
	"fmt"
	"time"

	"madoguchi/booking"
)

// VisitorState is what became of a visitor. The numbers are stored.
type VisitorState int

// The states of a visitor.
const (
	Waiting VisitorState = 1
	Served  VisitorState = 2
	Left    VisitorState = 3
)

// A Visitor is a party that came to a counter without a booking. It is known by the
// number on its slip.
type Visitor struct {
	Facility string
	Day      booking.Date
	Number   int // of the day, from 1
	Party    int
	Came     time.Time
	State    VisitorState
}

// ErrNoVisitor says that nobody has that number on that day.
var ErrNoVisitor = errors.New("nobody has that number today")

const visitorColumns = `facility, day, number, party, came, state`

func scanVisitor(_ *Tx, r row) (v Visitor, err error) {
	var day time.Time
	err = r.Scan(&v.Facility, (*instant)(&day), &v.Number, &v.Party, (*instant)(&v.Came), &v.State)
	v.Day = booking.DateOf(day.In(booking.JST))
	return v, err
}

const (
	addVisitor = `INSERT INTO visitors (facility, day, number, party, came, state)
		SELECT ?1, ?2, 1 + coalesce(max(number), 0), ?3, ?4, 1 FROM visitors WHERE facility = ?1 AND day = ?2`

	lastVisitor = `SELECT ` + visitorColumns + ` FROM visitors WHERE facility = ? AND day = ? ORDER BY number DESC LIMIT 1`
	visitorOf   = `SELECT ` + visitorColumns + ` FROM visitors WHERE facility = ? AND day = ? AND number = ?`
	visitorsOf  = `SELECT ` + visitorColumns + ` FROM visitors WHERE facility = ? AND day = ? ORDER BY number`
	setVisitor  = `UPDATE visitors SET state = ? WHERE facility = ? AND day = ? AND number = ?`
)

// AddVisitor gives a party that has just come the next number of today.
func (tx *Tx) AddVisitor(facility string, party int) (v Visitor, err error) {
	if facility == "" || party < 1 {
		return v, fmt.Errorf("store: found a party of %d at %q, expected a facility and one at least", party, facility)
	}
	err = tx.step(func() error {
		if _, err := tx.exec(addVisitor, facility, midnight(tx.today()), party, instant(tx.now)); err != nil {
			return err
		}
		if v, _, err = first(tx, scanVisitor, lastVisitor, facility, midnight(tx.today())); err != nil {
			return err
		}
		return tx.note(DidVisit, 0, Detail{Visit: Visit{Facility: facility}, Day: v.Day, Visitor: v.Number})
	})
	return v, err
}

// SetVisitor notes what became of a visitor. It returns ErrNoVisitor if there is none
// with that number.
func (tx *Tx) SetVisitor(facility string, day booking.Date, number int, to VisitorState) (v Visitor, err error) {
	if to < Waiting || Left < to {
		return v, fmt.Errorf("store: found the state %d of a visitor, expected %d, %d or %d", to, Waiting, Served, Left)
	}
	err = tx.step(func() error {
		n, err := tx.change(setVisitor, int(to), facility, midnight(day), number)
		if err == nil && n == 0 {
			err = ErrNoVisitor
		}
		if err != nil {
			return err
		}
		if v, _, err = first(tx, scanVisitor, visitorOf, facility, midnight(day), number); err != nil {
			return err
		}
		return tx.note(DidVisit, 0, Detail{Visit: Visit{Facility: facility}, Day: day, Visitor: number, Became: to})
	})
	return v, err
}

// Visitors returns the visitors of a day, in the order in which they came.
func (tx *Tx) Visitors(facility string, day booking.Date) ([]Visitor, error) {
	return all(tx, scanVisitor, visitorsOf, facility, midnight(day))
}
