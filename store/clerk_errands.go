package store

import (
	"slices"

	"madoguchi/booking"
)

// A SeenErrand is an errand as staff read it.
type SeenErrand struct {
	Procedure   booking.Procedure
	Application string // its last four digits, with stars before them; "" if none is known
	Reason      string
}

// An ErrandEdit is an errand as staff write it, who have not seen the application ID.
type ErrandEdit struct {
	booking.Errand
	Keep bool // the application ID that the ledger has of that person, where the procedure still asks for one
}

// Errands is Tx.Errands, for staff.
func (s clerk) Errands(b Seen) ([]SeenErrand, error) {
	errands, err := s.Tx.Errands(b.whole())
	seen := make([]SeenErrand, len(errands))
	for i, e := range errands {
		seen[i] = SeenErrand{e.Procedure, e.Application.Masked(), e.Reason}
	}
	return seen, err
}

// Applications returns the whole application IDs of a booking, person by person with "" for
// one that is not known, and writes down in the same transaction that somebody saw them, every
// time. Where there is none there is nothing to see, and nothing is written.
func (s clerk) Applications(b Seen, look Look) (ids []booking.ApplicationID, err error) {
	errands, err := s.Tx.Errands(b.whole())
	for _, e := range errands {
		ids = append(ids, e.Application)
	}
	if err != nil || !slices.ContainsFunc(ids, func(id booking.ApplicationID) bool { return id != "" }) {
		return nil, err
	}
	look.Last4 = b.Phone.Last4()
	return ids, s.See([]int64{b.ID}, look)
}

// SetErrands sets the errands of a booking by the rules of the city; see City.SetErrands.
func (s clerk) SetErrands(c *booking.City, receipt booking.Receipt, edits []ErrandEdit) (Seen, error) {
	b, err := s.Tx.BookingOf(receipt)
	if err != nil {
		return seenOf(b), err
	}
	was, err := s.Tx.Errands(b)
	if err != nil {
		return seenOf(b), err
	}
	of, _ := c.Service(b.Service)
	errands := make([]booking.Errand, len(edits))
	for i, e := range edits {
		errands[i] = e.Errand
		if e.Keep && i < len(was) && of.Asks(e.Procedure).Application {
			errands[i].Application = was[i].Application
		}
	}
	return done(c.SetErrands(s.Tx, receipt, errands))
}
