package console

import (
	"fmt"
	"strconv"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// changeWhen asks when else somebody would like to come.
func (r *request) changeWhen() (answer, error) {
	b, err := r.standing()
	if err != nil {
		return nil, err
	}
	form, err := r.readWishes(b.Service)
	if err != nil {
		return nil, err
	}
	if r.Text("party", 2) == "" {
		form.Party = b.Party
	}
	at := fmt.Sprintf("/booking/%d/change", b.ID)
	granted, err := r.grant(form, &b, func(facility string, start time.Time) string {
		return with(at+"/confirm", "facility", facility, "start", web.Stamp(start), "party", strconv.Itoa(form.Party))
	})
	old := r.shown(b)
	return web.View{Name: "wishes", Data: search{Form: form, Granted: granted, For: &wishedFor{
		Card: old.Card, Last4: old.Last4, Action: root + at, Booking: &old,
	}}}, err
}

// changing reads which booking is to have another time, place or party. The old visit
// stands until the new one is certain.
func (r *request) changing() (a act, err error) {
	b, err := r.standing()
	if err != nil {
		return a, err
	}
	var to booking.Change
	if to.Facility, to.Start, err = r.readVisit(); err != nil {
		return a, err
	}
	if of, known := r.City.Service(b.Service); known {
		if err := r.has(of, to.Facility); err != nil {
			return a, err
		}
	}
	if to.Party, err = r.Whole("party", 1, 99, b.Party); err != nil {
		return a, err
	}
	at := fmt.Sprintf("%s/booking/%d/change", root, b.ID)
	return act{
		confirmation: confirmation{
			Title: "変更の確認", Do: "変更する", Action: at, Back: at,
			Old: r.visit(b.Facility, b.Start, b.Party) + r.forService(b.Service) + byProxy(b.Proxy), New: r.visit(to.Facility, to.Start, to.Party) + r.forService(b.Service) + byProxy(b.Proxy),
			Fields: []field{{"facility", to.Facility}, {"start", web.Stamp(to.Start)}, {"party", strconv.Itoa(to.Party)}},
		},
		number: b.Phone, stands: &b, done: "changed",
		may: func(tx store.Serving) error { return tx.MayChange(r.City, b, to) },
		do:  func(tx store.Serving) (store.Seen, error) { return tx.Change(r.City, b.Receipt, to) },
	}, nil
}
