package ivr

import (
	"slices"

	"madoguchi/booking"
)

// byKind returns what picks a phrase by the kind of the service that is talked about.
func byKind(pickUp, application, certificate Key) func(*turn) Key {
	return func(t *turn) Key {
		switch t.kind() {
		case booking.PickUp:
			return pickUp
		case booking.Application:
			return application
		}
		return certificate
	}
}

// remindsToBring returns the phrase for what to bring in the call that reminds.
func remindsToBring(t *turn) Key {
	if isProxy(t) {
		return "remind.bring.proxy"
	}
	return byKind("bring.pick-up", "bring.application", "bring")(t)
}

// whatOwn returns the phrase for the first of the number's own bookings. Where the line says
// which service a booking is of, that tells several apart, unless two of them are of the same.
func whatOwn(t *turn) Key {
	switch {
	case !naming(t) && hasOthers(t):
		return "own.first"
	case !naming(t):
		return "own"
	case differInService(t.own()):
		return "own.service"
	}
	return "own.nth"
}

// whatOther returns the phrase for a further one of them.
func whatOther(t *turn) Key {
	switch own := t.own(); {
	case !naming(t):
		return "own.other"
	case differInService(own):
		return "own.service"
	}
	return "own.nth"
}

// differInService reports whether no two visits are for the same.
func differInService(visits []Visit) bool {
	seen := map[booking.ServiceID]bool{}
	for _, v := range visits {
		seen[v.of()] = true
	}
	return len(seen) == len(visits)
}

// whatIsDone returns the phrase for a booking that was made or changed.
func whatIsDone(t *turn) Key {
	switch {
	case isChanged(t):
		return "changed"
	case naming(t):
		return "booked.service"
	}
	return "booked"
}

// whatResumed returns the phrase for what is held of a call that was cut off.
func whatResumed(t *turn) Key {
	switch {
	case isChange(t):
		return "resumed.change"
	case naming(t):
		return "resumed.service"
	}
	return "resumed"
}

// whyAlready returns the phrase for why a number cannot book: it has a booking, of this
// service or of any.
func whyAlready(t *turn) Key {
	switch {
	case hasOneOfAll(t):
		return "already.one"
	case naming(t):
		return "already.each"
	}
	return "already"
}

// hasOneOfAll reports whether a number may have one booking, of whichever service.
func hasOneOfAll(t *turn) bool { return naming(t) && !t.city.PerService }

// whatIsHere returns the phrase for what can be booked here of what concerns the card.
func whatIsHere(t *turn) Key {
	switch {
	case hasAllOfCards(t):
		return "here.cards"
	case hasPickUp(t):
		return "here.pick-up"
	}
	return "here.application"
}

// hasOnePlace reports whether a caller who has chosen a service had no place to choose.
func hasOnePlace(t *turn) bool { return naming(t) && len(t.city.FacilitiesOf(t.call.Draft.of())) == 1 }

// booksMore reports whether a number that has a booking can have one of another service.
func booksMore(t *turn) bool { return len(t.call.Draft.Services) > 0 }

// further leads whoever has a booking to what to bring or, where they can, to book another.
func further(t *turn) (State, error) {
	if booksMore(t) {
		return BringOrBook, nil
	}
	return whatBring(t)
}

// whatBring leads to what to bring: to the number's own bookings, or to a service that can be
// booked. Where these are several, the caller says for which.
func whatBring(t *turn) (State, error) {
	if !naming(t) {
		return Bring, nil
	}
	d := &t.call.Draft
	var ids []booking.ServiceID
	for _, v := range t.own() {
		if !slices.Contains(ids, v.of()) {
			ids = append(ids, v.of())
		}
	}
	if ids == nil {
		ids = idsOf(t.services())
	}
	if len(ids) == 1 {
		d.Services, d.Service = nil, ids[0]
		return Bring, nil
	}
	d.Services, d.Page = ids, 0
	return BringFor, nil
}
