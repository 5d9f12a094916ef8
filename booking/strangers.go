package booking

import (
	"fmt"
	"time"
)

// Crowded says that numbers of which nothing is known hold as much of a day as they may
// have together. It may be tried again when the first of their holds ends.
type Crowded struct {
	Facility string
	Day      Date
	Again    time.Time
}

func (e *Crowded) Error() string {
	return fmt.Sprintf("numbers without history hold their share of %s on %s until %s", e.Facility, e.Day, e.Again.In(JST).Format("15:04"))
}

// Strangers are the live holds ForBooking of numbers without history, for visits that start
// in some time, beside the seats that are free in the slots of that time.
type Strangers struct {
	Held   int       // people for whom they hold a time
	Visits int       // their holds: a party is one
	Free   int       // seats that are free, by slots
	Again  time.Time // when the first of their holds ends; zero if there is none
}

// mayHold returns *Crowded if a number without history would hold more of a day than such
// numbers may hold together: of the seats that callers may have of it, and of the visits.
// Whoever has a booking, or has come to one, is no stranger: a call costs nothing, and
// whoever only calls can take no more than that from the rest. The first of a day may
// always hold: a family that needs most of it as well.
func (r Rules) mayHold(tx Tx, w Want, visit Claim) error {
	if r.Strangers == 0 || w.Vouched || w.Instead != nil {
		return nil
	}
	day := DateOf(visit.Start.In(JST))
	s, err := r.strangersOf(tx, w.Facility, day)
	if err != nil || s.Held == 0 {
		return err
	}
	var count quotas
	if err := count.read(tx, r.Most, w.Facility, day); err != nil {
		return err
	}
	left := r.Most.left(count.morning, count.afternoon)
	if r.share(s.Held, s.Free, max(w.Party, 1)) && r.share(s.Visits, left, 1) {
		return nil
	}
	if known, err := tx.Familiar(w.Phone); err != nil || known {
		return err
	}
	return &Crowded{w.Facility, day, s.Again}
}

// strangersOf returns what strangers hold of a day, and what is free of it for callers.
// What cannot be booked any more is free for nobody, and a desk that is kept for staff
// only for them.
func (r Rules) strangersOf(tx Tx, facility string, day Date) (s Strangers, err error) {
	first, _ := r.Window(tx.Now())
	for _, p := range r.parts(tx.Now(), later(day.In(JST), first), day.AddDays(1).In(JST)) {
		some, err := tx.Strangers(facility, p.from, p.until, p.kept)
		if err != nil {
			return s, err
		}
		s.Held, s.Visits, s.Free = s.Held+some.Held, s.Visits+some.Visits, s.Free+some.Free
		if s.Again.IsZero() || !some.Again.IsZero() && some.Again.Before(s.Again) {
			s.Again = some.Again
		}
	}
	return s, nil
}

// share reports whether strangers who have so much may have so much more: together as much
// in a hundred of what would be free without them, rounded up.
func (r Rules) share(have, free, more int) bool {
	return have+more <= ((have+free)*r.Strangers+99)/100
}
