package booking

import (
	"errors"
	"time"
)

// A Request is what somebody wants to book. The zero Member and Party are 1,
// the zero Procedure is a renewal.
type Request struct {
	Phone     Phone
	Member    int
	Party     int
	Procedure Procedure
	Errands   []Errand // of each who comes, as far as they were asked; they go before Procedure
	Proxy     bool     // somebody comes in place of the person whose certificate it is
	Facility  string
	Start     time.Time
	Staff     bool // made by staff: cut-offs, horizon and limits do not apply
}

// Offer finds the earliest visit that starts at or after from and may still be
// booked, and holds it for the number in place of whatever it was offered
// before. It returns ErrNoRoom if there is none, and *Crowded if numbers without
// history hold their share of that day, and of the next that has room; the number then holds nothing.
func (r Rules) Offer(tx Tx, w Want, from time.Time) (Hold, error) {
	return r.offer(tx, w, from, Rules.earliest, func(crowded Date) time.Time { return crowded.AddDays(1).In(JST) })
}

// OfferEarlier is like Offer, for the latest visit that starts before a moment.
func (r Rules) OfferEarlier(tx Tx, w Want, before time.Time) (Hold, error) {
	return r.offer(tx, w, before, Rules.latest, func(crowded Date) time.Time { return crowded.In(JST) })
}

// offer holds what find finds from a moment on. beyond returns where find goes on beyond a
// day.
func (r Rules) offer(tx Tx, w Want, from time.Time, find func(Rules, Tx, Want, time.Time) (Claim, error), beyond func(Date) time.Time) (Hold, error) {
	if w.Phone == "" {
		return Hold{}, ErrNoPhone
	}
	if err := r.remember(tx, &w); err != nil {
		return Hold{}, err
	}
	// What was offered before is free for this caller as well.
	if err := tx.DropHold(w.Phone); err != nil {
		return Hold{}, err
	}
	next := func(from time.Time) (Claim, error) {
		visit, err := look(tx, w, func() (Claim, error) { return find(r, tx, w, from) })
		if err == nil {
			err = r.mayHold(tx, w, visit)
		}
		return visit, err
	}
	visit, err := next(from)
	if crowded, ok := errors.AsType[*Crowded](err); ok {
		// Another day once, for it happens to a day that is nearly full. Any further, and
		// those who only call would push the others ahead again.
		visit, err = next(beyond(crowded.Day))
		if _, too := errors.AsType[*Crowded](err); too || errors.Is(err, ErrNoRoom) {
			err = crowded
		}
	}
	if err != nil {
		return Hold{}, err
	}
	h := Hold{
		Phone: w.Phone, Kind: ForBooking, Facility: w.Facility, Party: max(w.Party, 1),
		Start: visit.Start, End: visit.End, Expires: tx.Now().Add(r.Hold),
	}
	if s := w.still; s != nil {
		h.Extended = s.Extended
		if s.Expires.Before(h.Expires) {
			h.Expires = s.Expires
		}
	}
	h.Service = r.ofService()
	if w.Instead == nil {
		h.Procedure = w.Procedure
		return h, tx.PutHold(h, []Claim{visit})
	}
	h.Kind, h.Booking, h.Receipt, h.Member = ForChange, w.Instead.ID, w.Instead.Receipt, w.Instead.Member
	own, err := tx.Claim(*w.Instead)
	if err != nil {
		return Hold{}, err
	}
	return h, tx.PutHold(h, visit.beyond(own))
}

// Book makes a booking. The visit that the number was offered becomes the booking,
// or is given back.
//
// It returns *Already if the number has one for that member, *TooMany if the
// party is too large, *TooOften, *TooLate or *TooFar if the start is outside the
// window, *NoSlot if no slot starts then, and *Full if it is closed or its room is gone.
func (r Rules) Book(tx Tx, q Request) (Booking, error) {
	q.Member, q.Party = max(q.Member, 1), max(q.Party, 1)
	if len(q.Errands) > 0 {
		q.Procedure = q.Errands[0].Procedure
	}
	if q.Procedure == "" {
		q.Procedure = Renewal
	}
	if err := r.fits(q.Party); err != nil {
		return Booking{}, err
	}
	if q.Phone == "" {
		return Booking{}, ErrNoPhone
	}
	own, err := tx.Bookings(q.Phone)
	if err != nil {
		return Booking{}, err
	}
	for _, b := range own {
		if b.Member == q.Member && (!r.perService || b.Service == r.ofService()) {
			return Booking{}, &Already{b}
		}
	}
	if err := r.inTime(tx.Now(), q.Start, q.Staff); err != nil {
		return Booking{}, err
	}
	b := Booking{
		Phone: q.Phone, Member: q.Member, Party: q.Party, Service: r.ofService(), Procedure: q.Procedure, Proxy: q.Proxy,
		Facility: q.Facility, Start: q.Start, State: Active, Made: tx.Now(),
	}
	if b.End, err = promised(tx, b, ForBooking); err != nil || !b.End.IsZero() {
		if err == nil && !q.Staff {
			err = r.count(tx, q.Phone, Booked)
		}
		if err != nil {
			return Booking{}, err
		}
		return r.withErrands(tx, q.Errands)(tx.Take(b))
	}
	if err := r.bookable(tx.Now(), q.Start, q.Staff); err != nil {
		return Booking{}, err
	}
	if err := tx.DropHold(q.Phone); err != nil {
		return Booking{}, err
	}
	visit, err := r.at(tx, Want{Facility: q.Facility, Party: q.Party}, q.Start)
	if err == nil && !q.Staff {
		err = r.taken(tx, visit, q.Party)
	}
	if err == nil && !q.Staff {
		err = r.count(tx, q.Phone, Booked)
	}
	if err != nil {
		return Booking{}, err
	}
	b.End = visit.End
	return r.withErrands(tx, q.Errands)(tx.Insert(b, visit.Seats))
}

// Resume keeps what the number holds for as long again: the visit of a caller who was cut
// off. It returns ErrNoRoom if that cannot be had any more, because its last moment has
// passed, or it has been closed.
func (r Rules) Resume(tx Tx, h Hold) (Hold, error) { return r.longer(tx, h, tx.Renew) }

// MostExtended is how often what somebody holds is kept for as long again because they ask for it.
const MostExtended = 2

// Extend keeps what the number holds for as long again, because somebody who chooses at their
// leisure asks for it, MostExtended times at most: it returns *TooLong after that, and ErrNoRoom as
// Resume does, which does not count here. The hold is one that the memory has just returned.
func (r Rules) Extend(tx Tx, h Hold) (Hold, error) {
	if h.Extended >= MostExtended {
		return Hold{}, &TooLong{h.Expires, MostExtended}
	}
	h.Extended++
	return r.longer(tx, h, tx.Extend)
}

// longer keeps what the number holds for as long again.
func (r Rules) longer(tx Tx, h Hold, renew func(Phone, time.Time) error) (Hold, error) {
	b := Booking{ID: h.Booking, Phone: h.Phone, Service: h.Service, Facility: h.Facility, Start: h.Start, Party: h.Party}
	if r.fits(h.Party) != nil || r.inTime(tx.Now(), h.Start, false) != nil {
		return Hold{}, ErrNoRoom
	}
	switch end, err := promised(tx, b, h.Kind); {
	case err != nil:
		return Hold{}, err
	case end.IsZero():
		return Hold{}, ErrNoRoom
	}
	h.Expires = tx.Now().Add(r.Hold)
	return h, renew(h.Phone, h.Expires)
}

// promised returns the end of the visit of a booking, if its number holds that visit and
// no part of it has been closed since, and else no time. What was promised is not measured
// by the rules of now.
func promised(tx Tx, b Booking, kind HoldKind) (end time.Time, err error) {
	holds, err := tx.Holds(b.Phone)
	for _, h := range holds {
		if h.Kind != kind || h.Booking != b.ID || h.Service != b.Service || h.Facility != b.Facility || !h.Start.Equal(b.Start) || h.Party != b.Party {
			continue
		}
		b.End = h.End
		if staffed, err := tx.Staffed(b); err != nil || !staffed {
			return time.Time{}, err
		}
		end = h.End
	}
	return end, err
}

// taken returns *Full, with the next visit that a caller may have, if callers may not have
// this one.
func (r Rules) taken(tx Tx, visit Claim, party int) error {
	err := r.allows(tx, visit)
	_, reserved := errors.AsType[*Reserved](err)
	_, enough := errors.AsType[*Enough](err)
	if reserved || enough {
		return r.full(tx, Want{Facility: visit.Facility, Party: party}, visit.Start)
	}
	return err
}

// fits returns *TooMany if one booking cannot bring so many people.
func (r Rules) fits(party int) error {
	if !r.Fits(party) {
		return &TooMany{Party: party, Max: r.MaxParty}
	}
	return nil
}
