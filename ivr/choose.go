package ivr

import (
	"cmp"
	"errors"
	"strconv"
	"time"

	"madoguchi/booking"
)

// perPage is how many facilities are read out at once. If there is only one more, it is
// read as well.
const perPage = 4

func startBooking(t *turn) (State, error) {
	d := &t.call.Draft
	d.Service, d.Party, d.Procedure = "", 0, ""
	return t.book()
}

// bookCards begins to book for somebody who picks up a card or applies for one.
func bookCards(t *turn) (State, error) {
	d := &t.call.Draft
	d.Service, d.Party, d.Procedure = "", 0, ""
	return t.book(booking.Application, booking.PickUp)
}

// bookExpired begins to book for somebody whose certificate has expired: it is issued anew.
func bookExpired(t *turn) (State, error) {
	d := &t.call.Draft
	d.Service, d.Party, d.Procedure = "", 0, booking.NewIssue
	for _, s := range t.services() {
		if s.Kind == booking.Certificate && d.Service == "" {
			d.Service = s.ID
		}
	}
	return t.book()
}

// showsNumber reports whether the caller can book: a booking belongs to a number.
func showsNumber(t *turn) bool { return t.call.Caller.Kind == booking.Identified }

// bookParty takes how many people come before it asks for anything else.
func bookParty(t *turn, digits string) (State, error) {
	n, err := t.people(digits)
	if err != nil {
		return "", err
	}
	d := &t.call.Draft
	d.Service, d.Party, d.Procedure = "", n, ""
	return t.book()
}

// book begins to book for as many people as come, where they are known, a service of some
// kinds, or any.
func (t *turn) book(kinds ...booking.ServiceKind) (State, error) {
	d := t.call.Draft
	t.call.Draft = Draft{Visit: Visit{Service: d.Service, Party: d.Party, Procedure: d.Procedure}, Undo: d.Undo}
	if kinds != nil {
		t.call.Draft.Services = idsOf(ofKinds(t.services(), kinds))
	}
	return ChooseService, nil
}

// facilities returns the keys 1, 2, 3 … for the facilities of the service that take as many
// people as come, in the order of the config; 9 turns the page if there are more than
// five.
func facilities(t *turn) []Option {
	all := t.fitting()
	page := all
	if len(all) > perPage+1 {
		pages := (len(all) + perPage - 1) / perPage
		first := t.call.Draft.Page % pages * perPage
		page = all[first:min(first+perPage, len(all))]
	}
	var options []Option
	for i, f := range page {
		options = append(options, Option{Key: '1' + byte(i), Name: t.Name(f.Short), To: Find, set: func(d *Draft) {
			*d = Draft{Visit: Visit{Service: d.Service, Facility: f.ID, Party: d.Party, Procedure: d.Procedure}, Old: d.Old, Named: d.Named, Undo: d.Undo}
		}})
	}
	if len(page) < len(all) {
		options = append(options, Option{Key: '9', Say: "option.more", To: Facility, set: func(d *Draft) { d.Page++ }})
	}
	return options
}

// fitting returns the facilities of the service where one booking can bring as many people as
// come.
func (t *turn) fitting() (fit []booking.Facility) {
	for _, f := range t.city.FacilitiesOf(t.call.Draft.of()) {
		if t.rulesAt(f.ID).Fits(t.call.Draft.Party) {
			fit = append(fit, f)
		}
	}
	return fit
}

// maxPeople is the largest number that one key can say.
const maxPeople = 9

// mostPeople returns how many people one booking can bring, at whichever facility takes
// most, for whichever service, until it was chosen.
func (t *turn) mostPeople() (most int) {
	ids := []booking.ServiceID{t.call.Draft.Service}
	if ids[0] == "" {
		ids = idsOf(t.services())
	}
	for _, id := range ids {
		for _, f := range t.city.FacilitiesOf(id) {
			most = max(most, cmp.Or(t.city.RulesFor(id, f.ID).MaxParty, maxPeople))
		}
	}
	return min(most, maxPeople)
}

// hasFacilities reports whether there is another facility to go to.
func hasFacilities(t *turn) bool { return len(t.fitting()) > 1 }

// takesParties reports whether more than one person can come, and hasWays whether anything
// but the time can be chosen.
func takesParties(t *turn) bool { return t.mostPeople() != 1 }
func hasWays(t *turn) bool      { return hasFacilities(t) || takesParties(t) }
func isParty(t *turn) bool      { return t.call.Draft.Party > 1 }

// want returns what the caller looks for. It returns *TooMany if the facility never takes
// so many people, so that nothing is kept there in vain, and ErrNotFound if the booking
// that the visit replaces is gone.
func (t *turn) want() (booking.Want, error) {
	d := t.call.Draft
	if r := t.rules(); !r.Fits(d.Party) {
		return booking.Want{}, &booking.TooMany{Party: d.Party, Max: r.MaxParty}
	}
	return t.wantAnywhere()
}

func (t *turn) wantAnywhere() (booking.Want, error) {
	d := t.call.Draft
	w := booking.Want{Phone: t.call.Caller.Phone, Facility: d.Facility, Party: d.Party, Procedure: d.Procedure, Vouched: t.call.Agent != ""}
	if d.Old != nil {
		b, err := t.standing(d.Old.Receipt)
		if err != nil {
			return w, err
		}
		w.Instead = &b
	}
	return w, nil
}

// find holds the earliest time from a moment on that fits what the caller wants.
func (t *turn) find(from time.Time) (booking.Hold, error) {
	w, err := t.want()
	if err != nil {
		return booking.Hold{}, err
	}
	return t.rules().Offer(t.tx, w, from)
}

// offerEarliest, offerLater and offerAgain offer a time in the row that fits it: what one
// wants instead of the earliest is another day, and instead of the next the one after it.
func offerEarliest(t *turn) (State, error) {
	t.call.Draft.In = Offer
	return t.offer("lead.earliest", t.tx.Now())
}

func offerLater(t *turn) (State, error) {
	t.call.Draft.In = OfferNext
	return t.offer("lead.next", t.call.Draft.Start.Add(time.Minute))
}

// lead returns how the offer begins. The earliest of all, and the one of a day that was asked
// for, begin with the day.
func (t *turn) lead() string {
	switch lead := t.call.Draft.Lead; lead {
	case "lead.earliest", "lead.day":
		return ""
	default:
		return t.phrase(lead)
	}
}

func offerAgain(t *turn) (State, error) { return t.offer("lead.again", t.call.Draft.Start) }

// offer offers the earliest time from a moment on. If there is none so late, it offers
// the earliest of all; if there is none at all, it tries other facilities.
func (t *turn) offer(lead Key, from time.Time) (State, error) {
	d := &t.call.Draft
	h, err := t.find(from)
	var instead Key
	if errors.Is(err, booking.ErrNoRoom) {
		if lead == "lead.next" {
			instead, d.In = "later.none", Offer
		}
		lead = "lead.earliest"
		h, err = t.find(t.tx.Now())
	}
	switch {
	case errors.Is(err, booking.ErrNoRoom):
		return t.elsewhere("full.here")
	case tooMany(err):
		return t.elsewhere("party.small")
	case err != nil:
		return t.refused(err)
	case lead == "lead.again" && !h.Start.Equal(d.Start):
		instead, lead = "lost", "lead.nearest"
	}
	if instead != "" {
		t.say(instead)
	}
	d.Start, d.Lead = h.Start, lead
	return t.offered()
}

// offered returns the row in which what is held is offered, with the first time of the other
// half of its day if the day was asked for.
func (t *turn) offered() (State, error) {
	d := &t.call.Draft
	d.Other = time.Time{}
	if d.In == "" {
		d.In = Offer
	}
	if d.In != OfferDay {
		return d.In, nil
	}
	w, err := t.want()
	if err != nil {
		return t.refused(err)
	}
	if w.Half = booking.Afternoon; booking.HalfOf(d.Start) == booking.Afternoon {
		w.Half = booking.Morning
	}
	other, err := t.rules().Earliest(t.tx, w, t.day().In(booking.JST))
	switch {
	case err != nil && !errors.Is(err, booking.ErrNoRoom):
		return "", err
	case err == nil && dayOf(other) == t.day():
		d.Other = other
	}
	return d.In, nil
}

// hasOther reports whether the other half of the day that was asked for has room.
func hasOther(t *turn) bool { return !t.call.Draft.Other.IsZero() }

// takeOther takes the time of the other half of the day, which is not held.
func takeOther(t *turn) (State, error) {
	d := &t.call.Draft
	d.Start, d.Other = d.Other, time.Time{}
	return Take, nil
}

// elsewhere offers the earliest time of all other facilities that take as many people,
// because this one has none. why says so.
func (t *turn) elsewhere(why Key) (State, error) {
	d := &t.call.Draft
	w, err := t.wantAnywhere()
	if err != nil {
		return t.refused(err)
	}
	if err := t.tx.DropHold(w.Phone); err != nil {
		return "", err
	}
	var first time.Time
	var where string
	for _, f := range t.fitting() {
		if f.ID == d.Facility {
			continue
		}
		w.Facility = f.ID
		start, err := t.rulesAt(f.ID).Earliest(t.tx, w, t.tx.Now())
		switch {
		case errors.Is(err, booking.ErrNoRoom):
		case err != nil:
			return "", err
		case where == "" || start.Before(first):
			first, where = start, f.ID
		}
	}
	if where != "" || why == "party.small" {
		t.say(why)
	}
	if where == "" {
		return FullAll, nil
	}
	d.Facility, d.In = where, Offer
	return t.offer("lead.elsewhere", first)
}

// offerEarlier offers the last time before the one that was offered.
func offerEarlier(t *turn) (State, error) {
	d := &t.call.Draft
	w, err := t.want()
	switch {
	case tooMany(err):
		return t.elsewhere("party.small")
	case err != nil:
		return t.refused(err)
	}
	h, err := t.rules().OfferEarlier(t.tx, w, d.Start)
	switch {
	case errors.Is(err, booking.ErrNoRoom):
		t.say("earlier.none")
		return offerAgain(t)
	case err != nil:
		return t.refused(err)
	}
	d.Start, d.Lead, d.In = h.Start, "lead.before", OfferNext
	return t.offered()
}

// offerParty takes how many people come, and looks for room for all of them at or
// after the offered time.
func offerParty(t *turn, digits string) (State, error) {
	n, err := t.people(digits)
	if err != nil {
		return "", err
	}
	d := &t.call.Draft
	d.Party, d.In = n, Offer
	switch {
	case d.Start.IsZero():
		return offerEarliest(t)
	case isChange(t) && d.Lead == "lead.earliest" && d.Facility == d.Old.Facility:
		// A caller who has not chosen a time yet wants more people or fewer, not another time.
		return t.offer("lead.nearest", d.Old.Start)
	}
	return t.offer("lead.nearest", d.Start)
}

// people reads how many come. It returns errWrongEntry if one booking cannot bring so many.
func (t *turn) people(digits string) (int, error) {
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > t.mostPeople() {
		return 0, errWrongEntry
	}
	return n, nil
}

// take turns the offer into a booking. If it cannot, it says why and goes on to what can
// be done instead.
func take(t *turn) (State, error) {
	d := &t.call.Draft
	if d.Old != nil {
		return takeChange(t)
	}
	b, err := t.rules().Book(t.tx, booking.Request{
		Phone: t.call.Caller.Phone, Facility: d.Facility, Start: d.Start, Party: d.Party,
		Procedure: cmp.Or(d.Procedure, t.kind().Assumed()),
	})
	already, isAlready := errors.AsType[*booking.Already](err)
	_, isOften := errors.AsType[*booking.TooOften](err)
	switch {
	case err == nil:
		t.call.Done.Bookings++
		t.talkOf(b)
		return Done, nil
	case isAlready:
		t.say("not-made", "already")
		t.talkOf(already.Booking)
		return Booked, nil
	case isOften:
		return t.refused(err)
	case tooMany(err):
		return t.offerNearest()
	case lost(err):
		t.say("lost")
		return t.offerNearest()
	}
	return "", err
}

// offerNearest offers the nearest time to one that cannot be had.
func (t *turn) offerNearest() (State, error) {
	t.call.Draft.In = Offer
	return t.offer("lead.nearest", t.call.Draft.Start)
}

// tooMany reports whether a facility does not take so many people.
func tooMany(err error) bool {
	_, many := errors.AsType[*booking.TooMany](err)
	return many
}

// lost reports whether a time cannot be had any more, for whatever reason.
func lost(err error) bool {
	_, full := errors.AsType[*booking.Full](err)
	_, none := errors.AsType[*booking.NoSlot](err)
	_, late := errors.AsType[*booking.TooLate](err)
	_, far := errors.AsType[*booking.TooFar](err)
	return full || none || late || far
}
