package residents

import (
	"madoguchi/booking"
	"madoguchi/web"
)

// A placePage asks where somebody wants to go.
type placePage struct {
	Wish   wish
	Places []placeChoice
	Chosen chosen
}

// A placeChoice is a facility, when it has time, and where the choice leads.
type placeChoice struct {
	freePlace
	To string
}

// places asks for the facility, unless there is only one.
func (r *request) places() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	if asked, err := r.services(&w); asked != nil || err != nil {
		return asked, err
	}
	if there := r.City.FacilitiesOf(w.Service); len(there) == 1 {
		w.Facility = there[0].ID
		return web.Moved(w.At("/book/people")), nil
	}
	var free []freePlace
	err = view(r, func(tx looking) (err error) {
		free, err = r.freePlaces(tx, w.Service, max(w.Party, 1))
		return err
	})
	page := placePage{Wish: w, Chosen: r.chosen(w)}
	for _, f := range free {
		to := w
		to.Facility = f.ID
		page.Places = append(page.Places, placeChoice{f, root + to.At(afterPlace(w))})
	}
	return web.View{Name: "place", Data: page}, err
}

// afterPlace returns where a choice of the place leads: to what has not been chosen yet.
func afterPlace(w wish) string {
	if w.Party > 0 {
		return "/book/when"
	}
	return "/book/people"
}

// unsettled reports whether the service, or the place, has to be chosen first.
func (r *request) unsettled(w wish) bool {
	return w.Facility == "" || r.City.SeveralServices() && w.Service == ""
}

// A peoplePage asks how many come.
type peoplePage struct {
	Wish    wish
	Choices []peopleChoice
	Chosen  chosen
}

// A peopleChoice is a number of people, and where the choice leads.
type peopleChoice struct {
	People int
	To     string
}

// mostShown is how many numbers of people are shown where the rules have no limit.
const mostShown = 9

// people asks how many come, unless one booking is for one.
func (r *request) people() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	if r.unsettled(w) {
		return web.Moved(w.At("/book")), nil
	}
	most := r.rules(w).MaxParty
	switch most {
	case 1:
		w.Party = 1
		return web.Moved(w.At("/book/when")), nil
	case 0:
		most = mostShown
	}
	page := peoplePage{Wish: w, Chosen: r.chosen(w)}
	page.Chosen.People = 0
	for n := range most {
		to := w
		to.Party = n + 1
		page.Choices = append(page.Choices, peopleChoice{n + 1, root + to.At("/book/when")})
	}
	return web.View{Name: "people", Data: page}, nil
}

// A chosen is what has been chosen so far, with where each can be changed.
type chosen struct {
	Service        *shownService
	Place          shownPlace // without an ID if not chosen
	People         int        // 0 if not chosen
	ToPlace, ToAny string
	ToService      string
}

func (r *request) chosen(w wish) chosen {
	c := chosen{People: w.Party}
	if w.Facility != "" {
		c.Place = r.place(w.Facility)
	}
	if w.Service != "" {
		c.Service = r.named(w.Service)
		to := w
		to.Service, to.Facility, to.Party = "", "", 0 // the other may be for fewer
		c.ToService = root + to.At("/book")
	}
	if len(r.City.FacilitiesOf(w.Service)) > 1 {
		c.ToPlace = root + w.At("/book")
	}
	if r.rules(w).MaxParty != 1 {
		c.ToAny = root + w.At("/book/people")
	}
	return c
}

// slotsOf returns how many slots in a row a party takes at a facility.
func slotsOf(rules booking.Rules, party int) int {
	if rules.SameSlot {
		return 1
	}
	return max(party, 1)
}
