package web

import (
	"fmt"
	"strconv"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
)

// changeWhen asks when else somebody would like to come.
func (r *request) changeWhen() (answer, error) {
	b, err := r.standing()
	if err != nil {
		return nil, err
	}
	form, err := r.readWishes()
	if err != nil {
		return nil, err
	}
	if r.text("party", 2) == "" {
		form.Party = b.Party
	}
	at := fmt.Sprintf("/booking/%d/change", b.ID)
	granted, err := r.grant(form, &b, func(facility string, start time.Time) string {
		return with(at+"/confirm", "facility", facility, "start", stamp(start), "party", strconv.Itoa(form.Party))
	})
	old := r.shown(b)
	return view{name: "wishes", data: search{form, granted, &wishedFor{
		Card: old.Card, Number: number(b.Phone), Action: root + at, Booking: &old,
	}}}, err
}

// standing reads the booking of the address, which must be active.
func (r *request) standing() (booking.Booking, error) {
	b, err := r.bookingOf()
	if err == nil && b.State != booking.Active {
		err = booking.ErrNotFound
	}
	return b, err
}

// confirmChange shows the old visit and the new one.
func (r *request) confirmChange() (answer, error) {
	b, err := r.standing()
	if err != nil {
		return nil, err
	}
	w := wanted{}
	if err := r.readVisit(&w); err != nil {
		return nil, err
	}
	if w.Party, err = r.whole("party", 1, 99, b.Party); err != nil {
		return nil, err
	}
	seen, err := r.seen(b.ID)
	if err != nil {
		return nil, err
	}
	c := confirmation{
		Title: "変更の確認", Card: r.cardOf(b.Phone), Number: number(b.Phone), Do: "変更する",
		Old: r.visit(b.Facility, b.Start, b.Party), New: r.visit(w.Facility, w.Start, w.Party),
		Action: fmt.Sprintf("%s/booking/%d/change", root, b.ID), Back: fmt.Sprintf("%s/booking/%d/change", root, b.ID),
		Fields:   []field{{"facility", w.Facility}, {"start", stamp(w.Start)}, {"party", strconv.Itoa(w.Party)}, {"seen", seen}},
		ReasonOf: needsReason(r.mayChange(r.Now(), b, w.Facility, w.Start), 1),
	}
	c.Reason = c.ReasonOf != ""
	c.Warnings, err = r.warnings(b.Phone, &b)
	return view{name: "confirm", data: c}, err
}

// mayChange returns why a caller could not change a booking so.
func (r *request) mayChange(now time.Time, b booking.Booking, facility string, start time.Time) error {
	if err := r.City.RulesOf(b.Facility).MayChange(now, b); err != nil {
		return err
	}
	return r.City.RulesOf(facility).MayBook(now, start)
}

// change gives a booking another time, place or party, unless somebody else has
// changed it meanwhile. The old one stands until the new one is certain.
func (r *request) change() (answer, error) {
	b, err := r.standing()
	if err != nil {
		return nil, err
	}
	w := wanted{}
	if err := r.readVisit(&w); err != nil {
		return nil, err
	}
	if w.Party, err = r.whole("party", 1, 99, b.Party); err != nil {
		return nil, err
	}
	reason := r.text("reason", 400)
	if reason != "" {
		if err := remarkable(reason); err != nil {
			return nil, err
		}
	}
	err = r.update(reason, func(tx *store.Tx) error {
		if err := r.unchanged(tx, b.ID, r.text("seen", 20)); err != nil {
			return err
		}
		if err := r.mayChange(tx.Now(), b, w.Facility, w.Start); err != nil && reason == "" {
			return err
		}
		_, err := r.City.Move(tx, b.Receipt, booking.Change{Facility: w.Facility, Start: w.Start, Party: w.Party})
		return err
	})
	return moved{fmt.Sprintf("/card/%s?done=changed#b%d", r.cardOf(b.Phone), b.ID)}, err
}

// seen is which change of a booking a page shows.
func (r *request) seen(id int64) (version string, err error) {
	err = r.view(func(tx *store.Tx) error {
		last, _, err := tx.LastChange(id)
		version = version64(last.ID)
		return err
	})
	return version, err
}

func version64(entry int64) string { return strconv.FormatInt(entry, 10) }
