package booking

import "time"

// Rules are a facility's figures; the defaults are in docs/rules.md, "Figures".
// They bind callers and not staff, unless a comment says otherwise.
type Rules struct {
	Horizon     int           // how far ahead can be booked, in HorizonIn; see [Rules.Last]
	HorizonIn   Unit          // days, weeks or months
	OpensAt     Clock         // the time of day from which the furthest day, week or month can be booked
	Hold        time.Duration // life of a hold
	UndoFor     time.Duration // how long a caller may undo a cancellation; 0 means not at all
	BookUntil   CutOff        // the last moment to book
	ChangeUntil CutOff        // the last moment to change a booking
	CancelUntil CutOff        // the last moment to cancel one
	Grace       time.Duration // how late a visitor may be
	MaxParty    int           // most people in one booking, for staff as well; 0 means no limit
	Most        Most          // how many visits may start on a day
	Reserve     Reserve       // desks that are kept for staff
	Strangers   int           // how much of what is free on a day numbers without history may hold at once, in a hundred; 0 means no limit
	Visit       time.Duration // how long a visit takes for each who comes, at least; 0 means a slot
	SameSlot    bool          // a party takes seats in one slot; otherwise one slot each, one after the other
	Limits      Tally         // how often a number may do each thing in a day; 0 means no limit

	// hours are those of the facility, by which working days are counted. RulesOf sets
	// them; without them every day counts. They are shared, so that rules stay small
	// and can be compared.
	hours *Hours

	// RulesFor sets these: the service that is booked, whether a number may have a booking of
	// each, and when the service is there; nil means always.
	service    ServiceID
	perService bool
	offered    *Hours
}

// MayChange returns *TooLate if a caller cannot change the booking any more.
func (r Rules) MayChange(now time.Time, b Booking) error {
	return r.check(r.ChangeUntil, now, "change", b.Start)
}

// MayCancel returns *TooLate if a caller cannot cancel the booking any more.
func (r Rules) MayCancel(now time.Time, b Booking) error {
	return r.check(r.CancelUntil, now, "cancel", b.Start)
}

// check returns *TooLate if now is past the cut-off, or if the visit has begun.
func (r Rules) check(c CutOff, now time.Time, what string, start time.Time) error {
	until := c.For(start, r.hours)
	if until.After(start) {
		until = start
	}
	if !start.After(now) || until.Before(now) {
		return &TooLate{What: what, Start: start, Until: until}
	}
	return nil
}

// May returns *TooOften if a number has done what as often as it may on one day.
func (r Rules) May(done Tally, what Counted) error {
	if most := r.Limits.Of(what); most > 0 && done.Of(what) >= most {
		return &TooOften{What: what, Max: most}
	}
	return nil
}

// Fits reports whether one booking can bring so many people. A party of 0 is one.
func (r Rules) Fits(party int) bool { return r.MaxParty == 0 || party <= r.MaxParty }

// count counts that the number does what. It returns *TooOften if the number may not
// do it any more today.
func (r Rules) count(tx Tx, phone Phone, what Counted) error {
	most := r.Limits.Of(what)
	counted, err := tx.Count(phone, what, most)
	if err == nil && !counted {
		err = &TooOften{What: what, Max: most}
	}
	return err
}

// mayToday is May with what the ledger has counted for the number today.
func (r Rules) mayToday(tx Tx, phone Phone, what Counted) error {
	if r.Limits.Of(what) == 0 {
		return nil
	}
	done, err := tx.Today(phone)
	if err != nil {
		return err
	}
	return r.May(done, what)
}

// inTime returns *TooLate if the visit has begun or, for callers, if its last moment to be
// booked has passed. Of a visit that the number holds that is all that is asked.
func (r Rules) inTime(now, start time.Time, staff bool) error {
	until := start
	if !staff {
		until = sooner(start, r.BookUntil.For(start, r.hours))
	}
	if !start.After(now) || until.Before(now) {
		return &TooLate{What: "book", Start: start, Until: until}
	}
	return nil
}

// bookable returns *TooLate or *TooFar if no visit can be booked, or moved, to start.
func (r Rules) bookable(now, start time.Time, staff bool) error {
	if err := r.inTime(now, start, staff); err != nil || staff {
		return err
	}
	if last := r.Last(now); DateOf(start.In(JST)).After(last) {
		return &TooFar{Start: start, Last: last.In(JST)}
	}
	return nil
}
