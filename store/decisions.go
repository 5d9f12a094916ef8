package store

import (
	"fmt"
	"time"

	"madoguchi/booking"
)

// A Decision is what staff have decided about a time at a facility. It stands until it is
// taken back or over, whatever the opening hours become, and holds for days that have no
// hours yet. What is closed is closed; of the other decisions about one instant the latest
// holds.
type Decision struct {
	ID       int64
	Facility string
	From     time.Time
	Until    time.Time
	Kind     DecisionKind
	Desks    int           // of Added and Sized
	Every    time.Duration // of Added: visits begin so often
	By       By            // who decided it and why; the zero By if that is not known
	At       time.Time     // when
}

// DecisionKind is what was decided. The numbers are stored.
type DecisionKind int

// The kinds of decision.
const (
	Closed DecisionKind = 1 // no desk
	Added  DecisionKind = 2 // so many desks, whatever the hours say
	Sized  DecisionKind = 3 // so many desks where there are any
)

// Deed returns the deed by which staff make such a decision.
func (k DecisionKind) Deed() Deed {
	return map[DecisionKind]Deed{Closed: DidClose, Added: DidAdd, Sized: DidSize}[k]
}

const (
	decisionColumns = `d.id, d.facility, d.start, d.until, d.kind, coalesce(d.desks, 0), coalesce(d.minutes, 0),
		coalesce(a.at, 0), coalesce(a.way, ''), coalesce(a.actor, ''), coalesce(a.call, ''), coalesce(r.text, '')
		FROM decisions d LEFT JOIN audit a ON a.id = d.entry LEFT JOIN remarks r ON r.entry = a.id`

	decisionsDuring = `SELECT ` + decisionColumns + ` WHERE (?1 = '' OR d.facility = ?1) AND d.until > ?2 AND d.start < ?3 ORDER BY d.id`

	decisionOf = `SELECT ` + decisionColumns + ` WHERE d.id = ?`
)

func scanDecision(_ *Tx, r row) (d Decision, err error) {
	var minutes int
	err = r.Scan(&d.ID, &d.Facility, (*instant)(&d.From), (*instant)(&d.Until), &d.Kind, &d.Desks, &minutes,
		(*instant)(&d.At), &d.By.Way, &d.By.Actor, &d.By.Call, &d.By.Why)
	d.Every = time.Duration(minutes) * time.Minute
	if d.By.Way == "" {
		d.At = time.Time{}
	}
	return d, err
}

// Decisions returns what staff have decided about any time from a moment until another, at
// a facility or at all of them if facility is "", in the order in which they decided it.
func (tx *Tx) Decisions(facility string, from, until time.Time) ([]Decision, error) {
	return all(tx, scanDecision, decisionsDuring, facility, instant(from), instant(until))
}

const (
	decide = `INSERT INTO decisions (facility, start, until, kind, desks, minutes, entry)
		VALUES (?, ?, ?, ?, nullif(?, 0), nullif(?, 0), nullif(?, 0))`
	tell   = `UPDATE decisions SET entry = ? WHERE id = ?`
	forget = `DELETE FROM decisions WHERE id = ?`
)

// decide writes a decision down, with the entry of the audit trail that tells of it, or 0
// if there is none yet.
func (tx *Tx) decide(d Decision, entry int64) (id int64, err error) {
	return tx.insert(decide, d.Facility, instant(d.From), instant(d.Until), d.Kind, d.Desks, int(d.Every/time.Minute), entry)
}

const closuresDuring = `SELECT id, facility, start, until, coalesce(entry, 0) FROM decisions
	WHERE facility = ?1 AND kind = 1 AND until > ?2 AND start < ?3 ORDER BY id`

// reopen takes back what was closed from a moment until another. Of a closure that is
// longer, the rest stands as it was decided.
func (tx *Tx) reopen(facility string, from, until time.Time) error {
	type closure struct {
		Decision
		entry int64
	}
	closures, err := all(tx, func(_ *Tx, r row) (c closure, err error) {
		c.Kind = Closed
		err = r.Scan(&c.ID, &c.Facility, (*instant)(&c.From), (*instant)(&c.Until), &c.entry)
		return c, err
	}, closuresDuring, facility, instant(from), instant(until))
	for _, c := range closures {
		if _, err := tx.exec(forget, c.ID); err != nil {
			return err
		}
		before, after := c.Decision, c.Decision
		before.Until, after.From = from, until
		for _, rest := range []Decision{before, after} {
			if rest.From.Before(rest.Until) {
				if _, err := tx.decide(rest, c.entry); err != nil {
					return err
				}
			}
		}
	}
	return err
}

// Retract takes a decision back, as if it had never been made: only the audit trail tells
// of it. It returns the slots whose desks have changed by that, and the bookings that stand
// where no desk is wanted now. It returns booking.ErrNotFound if there is no such decision.
func (tx *Tx) Retract(id int64) (changed []booking.Slot, affected []booking.Booking, err error) {
	d, ok, err := first(tx, scanDecision, decisionOf, id)
	switch {
	case err != nil:
		return nil, nil, err
	case !ok:
		return nil, nil, fmt.Errorf("decision %d: %w", id, booking.ErrNotFound)
	}
	return tx.plan(d, DidRetract, Detail{Capacity: d.Desks, Plan: d.Kind.Deed()}, func() (none int64, err error) {
		_, err = tx.exec(forget, id)
		return none, err
	})
}
