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
	form, err := r.readWishes()
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
	return web.View{Name: "wishes", Data: search{form, granted, &wishedFor{
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

// readChange reads which booking is meant, and what it is to become.
func (r *request) readChange() (b booking.Booking, to booking.Change, err error) {
	if b, err = r.standing(); err != nil {
		return b, to, err
	}
	if to.Facility, to.Start, err = r.readVisit(); err != nil {
		return b, to, err
	}
	to.Party, err = r.Whole("party", 1, 99, b.Party)
	return b, to, err
}

// confirmChange shows the old visit and the new one.
func (r *request) confirmChange() (answer, error) {
	b, to, err := r.readChange()
	if err != nil {
		return nil, err
	}
	seen, err := r.seen(b.ID)
	if err != nil {
		return nil, err
	}
	at := fmt.Sprintf("%s/booking/%d/change", root, b.ID)
	c := confirmation{
		Title: "変更の確認", Card: r.cardOf(b.Phone), Number: number(b.Phone), Do: "変更する",
		Old: r.visit(b.Facility, b.Start, b.Party), New: r.visit(to.Facility, to.Start, to.Party), Action: at, Back: at,
		Fields:   []field{{"facility", to.Facility}, {"start", web.Stamp(to.Start)}, {"party", strconv.Itoa(to.Party)}, {"seen", seen}},
		ReasonOf: needsReason(r.mayChange(r.Now(), b, to), 1),
	}
	c.Warnings, err = r.warnings(b.Phone, &b)
	return web.View{Name: "confirm", Data: c}, err
}

// mayChange returns why a caller could not change a booking so.
func (r *request) mayChange(now time.Time, b booking.Booking, to booking.Change) error {
	if err := r.City.RulesOf(b.Facility).MayChange(now, b); err != nil {
		return err
	}
	return r.City.RulesOf(to.Facility).MayBook(now, to.Start)
}

// change gives a booking another time, place or party, unless somebody else has
// changed it meanwhile. The old one stands until the new one is certain.
func (r *request) change() (answer, error) {
	b, to, err := r.readChange()
	if err != nil {
		return nil, err
	}
	err = r.alter(b, func(now time.Time) error { return r.mayChange(now, b, to) }, func(tx *store.Tx) error {
		_, err := r.City.Move(tx, b.Receipt, to)
		return err
	})
	return web.Moved(fmt.Sprintf("/card/%s?done=changed#b%d", r.cardOf(b.Phone), b.ID)), err
}

// alter does something with a booking that nobody has changed since the page showed
// it. What a caller could not do any more is done with a reason.
func (r *request) alter(b booking.Booking, may func(now time.Time) error, do func(*store.Tx) error) error {
	reason := r.Text("reason", 400)
	if reason != "" {
		if err := remarkable(reason); err != nil {
			return err
		}
	}
	return r.update(reason, func(tx *store.Tx) error {
		if err := r.unchanged(tx, b.ID, r.Text("seen", 20)); err != nil {
			return err
		}
		if err := may(tx.Now()); err != nil && reason == "" {
			return err
		}
		return do(tx)
	})
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
