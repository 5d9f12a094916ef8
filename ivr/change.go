package ivr

import (
	"errors"

	"madoguchi/booking"
)

func mayChange(t *turn) (State, error) {
	if state, err := t.which(WhichChange); state != "" || err != nil {
		return state, err
	}
	return startChange(t)
}

// startChange begins to change the booking and looks for another time, at first at
// the same facility.
func startChange(t *turn) (State, error) {
	err := t.rules().MayChange(t.tx.Now(), t.booking())
	if err == nil {
		err = t.rules().May(t.call.Done, booking.Changed)
	}
	if err != nil {
		return t.refused(err)
	}
	old, named := t.call.Draft.Visit, t.call.Draft.Named
	t.call.Draft = Draft{Visit: Visit{Service: old.Service, Facility: old.Facility, Party: old.Party}, Old: &old, Named: named}
	t.say("named", "change.begin")
	return offerEarliest(t)
}

// takeChange gives the booking its new time. If that is gone, the caller hears that
// the old one stands, and gets another offer.
func takeChange(t *turn) (State, error) {
	d := &t.call.Draft
	to := booking.Change{Facility: d.Facility, Start: d.Start, Party: d.Party}
	b, err := t.city.ChangeOwn(t.tx, t.call.Caller.Phone, d.Old.Receipt, to)
	late, isLate := errors.AsType[*booking.TooLate](err)
	_, isOften := errors.AsType[*booking.TooOften](err)
	switch {
	case err == nil:
		t.call.Done.Changes++
		named := d.Named
		t.talkOf(b)
		t.call.Draft.Changed, t.call.Draft.Named = true, named
		return Done, t.seeMore()
	case isOften, isLate && late.What == "change":
		t.talkOf(b)
		if err := t.tx.DropHold(t.call.Caller.Phone); err != nil {
			return "", err
		}
		return t.refused(err)
	case errors.Is(err, booking.ErrNotFound):
		return t.refused(err)
	case tooMany(err):
		t.say("stands")
		return t.offerNearest()
	case lost(err):
		t.say("lost", "stands")
		return t.offerNearest()
	}
	return "", err
}

// sayStands tells a caller who is lost in a change that the booking stands, if that is
// still true.
func (t *turn) sayStands() error {
	if !isChange(t) {
		return nil
	}
	_, err := t.standing(t.call.Draft.Old.Receipt)
	if errors.Is(err, booking.ErrNotFound) {
		return nil
	}
	t.say("stands")
	return err
}

// chooseAnew begins again to book, or to change the booking that was to be changed.
func chooseAnew(t *turn) (State, error) {
	old := t.call.Draft.Old
	if old == nil {
		t.call.Draft.Party = 0 // what it is for stays
		return t.book()
	}
	b, err := t.standing(old.Receipt)
	if err != nil {
		return t.refused(err)
	}
	named := t.call.Draft.Named
	t.talkOf(b)
	t.call.Draft.Named = named
	return startChange(t)
}
