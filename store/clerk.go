package store

import (
	"errors"
	"slices"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// clerk is a transaction as staff use it: no method returns a whole telephone number but
// Number and Numbers.
type clerk struct{ *Tx }

// lookAgain is how long one entry stands for repeated looks of an account at the same
// card: a page that is loaded again and again fills no trail.
const lookAgain = 10 * time.Minute

const lookedSince = `SELECT 1 FROM audit WHERE booking = ? AND at > ? AND deed = 'see' AND way = ? AND actor = ? AND detail = ? LIMIT 1`

// Number returns the whole of a number, and writes down in the same transaction that
// somebody saw it: an entry for each of its bookings that are known, or one without a
// booking. For ten minutes an entry stands for all looks of the account at that card.
//
// of are its bookings, as whoever asks has just read them: to read them takes longer than the
// rest, and callers would wait for it. nil means that they are read.
func (s clerk) Number(m Masked, of []Seen, look Look) (booking.Phone, error) {
	look.Last4 = m.Last4()
	facts, err := Detail{Look: look}.stored()
	if err != nil {
		return "", err
	}
	found := slices.Clone(of)
	if of == nil {
		if found, err = s.FindPhone(m); err != nil {
			return "", err
		}
	}
	found = slices.DeleteFunc(found, func(b Seen) bool { return b.Phone != m })
	if len(found) == 0 {
		return m.phone, s.See(nil, look)
	}
	var unseen []int64
	for _, b := range found {
		if look.Page != CardPage {
			unseen = append(unseen, b.ID)
			continue
		}
		_, looked, err := value[int](s.Tx, lookedSince, b.ID, instant(s.now.Add(-lookAgain)), string(s.by.Way), cut(s.by.Actor, maxActor), facts)
		if err != nil {
			return "", err
		}
		if !looked {
			unseen = append(unseen, b.ID)
		}
	}
	if len(unseen) > 0 {
		err = s.See(unseen, look)
	}
	return m.phone, err
}

// Numbers returns the whole numbers of bookings, and writes down in the same transaction
// that somebody saw them: an entry for each booking, every time.
func (s clerk) Numbers(of []Seen, look Look) (map[int64]booking.Phone, error) {
	numbers := make(map[int64]booking.Phone, len(of))
	for _, b := range of {
		look.Last4 = b.Phone.Last4()
		if err := s.See([]int64{b.ID}, look); err != nil {
			return nil, err
		}
		numbers[b.ID] = b.Phone.phone
	}
	return numbers, nil
}

// FindPhone is Tx.FindPhone, for staff.
func (s clerk) FindPhone(m Masked) ([]Seen, error) { return manySeen(s.Tx.FindPhone(m.phone)) }

// Booking is Tx.Booking, for staff.
func (s clerk) Booking(id int64) (Seen, error) {
	b, err := s.Tx.Booking(id)
	return seenOf(b), err
}

// BookingOf is Tx.BookingOf, for staff.
func (s clerk) BookingOf(receipt booking.Receipt) (Seen, error) {
	b, err := s.Tx.BookingOf(receipt)
	return seenOf(b), err
}

// Day is Tx.Day, for staff.
func (s clerk) Day(facility string, day booking.Date) ([]Seen, error) {
	return manySeen(s.Tx.Day(facility, day))
}

// List is Tx.List, for staff.
func (s clerk) List(f Filter) ([]Seen, error) { return manySeen(s.Tx.List(f)) }

// Known is Tx.Known, for staff.
func (s clerk) Known(m Masked) (ivr.Acquaintance, error) { return s.Tx.Known(m.phone) }

// Bookings is Tx.Bookings, for staff.
func (s clerk) Bookings(m Masked) ([]Seen, error) { return manySeen(s.Tx.Bookings(m.phone)) }

// Staffed is Tx.Staffed, for staff.
func (s clerk) Staffed(b Seen) (bool, error) { return s.Tx.Staffed(b.whole()) }

// Holds is Tx.Holds, for staff: the holds have no number.
func (s clerk) Holds(m Masked) ([]booking.Hold, error) {
	holds, err := s.Tx.Holds(m.phone)
	for i := range holds {
		holds[i].Phone = ""
	}
	return holds, err
}

// LastCall is Tx.LastCall, for staff.
func (s clerk) LastCall(m Masked) (LastCall, bool, error) { return s.Tx.LastCall(m.phone) }

// Without is Tx.Without, for staff.
func (s clerk) Without(b Seen, fn func() error) error { return s.Tx.Without(b.whole(), fn) }

// NewCode is Tx.NewCode, for staff.
func (s clerk) NewCode(m Masked, staffID int64) (code string, err error) {
	return s.Tx.NewCode(m.phone, staffID)
}

// Block is Tx.Block, for staff.
func (s clerk) Block(m Masked, on bool) (changed bool, err error) { return s.Tx.Block(m.phone, on) }

// InRange is Tx.InRange, for staff.
func (s clerk) InRange(facility string, from, until time.Time) ([]booking.Slot, []Seen, error) {
	return withSlots(s.Tx.InRange(facility, from, until))
}

// SetOpen is Tx.SetOpen, for staff.
func (s clerk) SetOpen(facility string, from, until time.Time, open bool) (changed []booking.Slot, affected []Seen, err error) {
	return withSlots(s.Tx.SetOpen(facility, from, until, open))
}

// SetCapacity is Tx.SetCapacity, for staff.
func (s clerk) SetCapacity(facility string, from, until time.Time, desks int) (changed []booking.Slot, over []Seen, err error) {
	return withSlots(s.Tx.SetCapacity(facility, from, until, desks))
}

// Retract is Tx.Retract, for staff.
func (s clerk) Retract(decision int64) (changed []booking.Slot, affected []Seen, err error) {
	return withSlots(s.Tx.Retract(decision))
}

// Foresee is Tx.Foresee, for staff.
func (s clerk) Foresee(plans []booking.DayPlan) (outside, over []Seen, err error) {
	o, more, err := s.Tx.Foresee(plans)
	return seenAll(o), seenAll(more), err
}

// OverPromised is Tx.OverPromised, for staff.
func (s clerk) OverPromised(facility string, from, until time.Time) ([]Seen, error) {
	return manySeen(s.Tx.OverPromised(facility, from, until))
}

// Unstaffed is Tx.Unstaffed, for staff.
func (s clerk) Unstaffed(facility string, from, until time.Time) ([]Seen, error) {
	return manySeen(s.Tx.Unstaffed(facility, from, until))
}

// MayHave returns why a caller could not have a visit by the rules; see Rules.MayHave.
func (s clerk) MayHave(r booking.Rules, facility string, start time.Time, party int) error {
	return r.MayHave(s.Tx, facility, start, party)
}

// MayChange returns why a caller could not change a booking so; see City.MayChange.
func (s clerk) MayChange(c *booking.City, b Seen, to booking.Change) error {
	return c.MayChange(s.Tx, b.whole(), to)
}

// Earliest returns the earliest start by the rules; see Rules.Earliest.
func (s clerk) Earliest(r booking.Rules, w booking.Want, from time.Time) (time.Time, error) {
	return r.Earliest(s.Tx, w, from)
}

// Latest returns the latest start by the rules; see Rules.Latest.
func (s clerk) Latest(r booking.Rules, w booking.Want, before time.Time) (time.Time, error) {
	return r.Latest(s.Tx, w, before)
}

// Book books for a number, by the rules; see Rules.Book.
func (s clerk) Book(r booking.Rules, m Masked, q booking.Request) (Seen, error) {
	q.Phone = m.phone
	return done(r.Book(s.Tx, q))
}

// Change changes a booking by the rules of the city; see City.Change.
func (s clerk) Change(c *booking.City, receipt booking.Receipt, to booking.Change) (Seen, error) {
	return done(c.Change(s.Tx, receipt, to))
}

// Cancel cancels a booking by the rules; see Rules.Cancel.
func (s clerk) Cancel(r booking.Rules, receipt booking.Receipt) (Seen, error) {
	return done(r.Cancel(s.Tx, receipt))
}

// Attend says whether somebody came; see booking.Attend.
func (s clerk) Attend(receipt booking.Receipt, came booking.Came) (Seen, error) {
	return done(booking.Attend(s.Tx, receipt, came))
}

// done returns what came of a rule. A refusal that tells of a booking tells staff no more
// than its last four digits.
func done(b booking.Booking, err error) (Seen, error) {
	if already, ok := errors.AsType[*booking.Already](err); ok {
		err = &AlreadySeen{seenOf(already.Booking), already.Error()}
	}
	return seenOf(b), err
}

// AlreadySeen is booking.Already, for staff.
type AlreadySeen struct {
	Seen Seen
	text string // in which the number is masked
}

func (e *AlreadySeen) Error() string { return e.text }

func manySeen(bookings []booking.Booking, err error) ([]Seen, error) { return seenAll(bookings), err }

func withSlots(slots []booking.Slot, bookings []booking.Booking, err error) ([]booking.Slot, []Seen, error) {
	return slots, seenAll(bookings), err
}
