package residents

import (
	"errors"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// choose keeps a time for somebody, or first asks for their telephone: the choice survives.
func (r *request) choose() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	switch {
	case !w.whole() || r.unsettled(w):
		return web.Moved(w.At("/book")), nil
	case r.guest.Phone == "":
		return web.Moved(w.At("/prove")), nil
	case r.guest.Blocked:
		return nil, errBlocked
	}
	if err := r.keepTyped(w); err != nil {
		return nil, err
	}
	return r.hold(w)
}

// keepTyped keeps what was entered of those who come in the very form that was sent for
// something else.
func (r *request) keepTyped(w wish) error {
	if r.Text("procedure", 20) == "" || w.Of > 0 || r.guest.Phone == "" {
		return nil
	}
	errands, _, err := r.typed(w.Service, w.Party, nil, w.Proxy)
	if err != nil {
		return err
	}
	return update(r, func(tx store.Visiting) error { return tx.SetDraft(r.token, errands) })
}

// hold keeps the chosen time for the number, in place of what was kept before. Where it
// cannot, that stays.
func (r *request) hold(w wish) (web.Answer, error) {
	r.wish = w
	err := update(r, func(tx store.Visiting) error {
		old, err := r.replaced(tx, w)
		if err != nil {
			return err
		}
		_, err = r.rules(w.forOld(old)).HoldAt(tx, w.want(r.guest.Phone, old), w.Start)
		return err
	})
	if err != nil {
		return nil, err
	}
	if w.Of > 0 || r.kindOf(w.Service) == booking.PickUp { // of which nothing is asked
		return web.Moved(w.At("/book/confirm")), nil
	}
	return web.Moved(w.At("/book/who")), nil
}

// replaced returns the booking that is to be changed, or nil for a new one. It returns
// *booking.Already if a new one cannot be, and *booking.TooLate if the old one cannot be
// changed.
func (r *request) replaced(tx booking.Tx, w wish) (*booking.Booking, error) {
	if w.Of == 0 {
		return nil, r.already(tx, w)
	}
	b, err := r.memberOf(tx, w.Of, w.Service)
	if err != nil {
		return nil, err
	}
	if w.same(b) {
		return nil, errSame
	}
	return &b, r.rulesOf(b).MayChange(tx.Now(), b)
}

// forOld returns the wish for the service of the booking that is to be changed, which keeps it.
func (w wish) forOld(old *booking.Booking) wish {
	if old != nil && w.Service != "" {
		w.Service = old.Service
	}
	return w
}

// same reports whether a booking is what is wished already.
func (w wish) same(b booking.Booking) bool {
	return (w.Service == "" || b.Service == w.Service) && b.Facility == w.Facility && b.Start.Equal(w.Start) && b.Party == w.Party
}

// already returns *booking.Already if the guest's number has a booking that is in the way of the
// one that is wished.
func (r *request) already(tx booking.Tx, w wish) error {
	own, err := tx.Bookings(r.guest.Phone)
	for _, b := range own {
		if b.Member == 1 && (!r.City.PerService || w.Service == "" || b.Service == w.Service) {
			return &booking.Already{Booking: b}
		}
	}
	return err
}

// memberOf returns the active booking of the guest's number for a member, of a service if that is
// known, or booking.ErrNotFound. Of several, which there may be where a number has one of each
// service or had, only the one that is named is meant.
func (r *request) memberOf(tx booking.Tx, member int, service booking.ServiceID) (booking.Booking, error) {
	own, err := tx.Bookings(r.guest.Phone)
	if err != nil {
		return booking.Booking{}, err
	}
	var theirs []booking.Booking
	for _, b := range own {
		if b.Member != member {
			continue
		}
		if b.Service == service {
			return b, nil
		}
		theirs = append(theirs, b)
	}
	if len(theirs) != 1 || service != "" {
		return booking.Booking{}, booking.ErrNotFound
	}
	return theirs[0], nil
}

// byProxy reports whether a proxy comes, which may be for a certificate alone.
func (r *request) byProxy(w wish) bool {
	return w.Proxy && r.kindOf(w.Service) == booking.Certificate
}

// A keeping is how long the chosen time is kept.
type keeping struct {
	Until  time.Time // the zero time if it is not, any more
	Often  int       // how often that was made longer
	More   bool      // it can be made longer
	Longer time.Duration
}

// keeping reads whether the number still holds what is wished. If it does not, and what is wished
// cannot be any more, it returns why, as replaced does: it may have been booked in a call meanwhile.
func (r *request) keeping(w wish) (k keeping, err error) {
	k.Longer = r.rules(w).Hold
	err = read(r, func(tx store.Visiting) error {
		h, held, err := r.held(tx, w)
		if held {
			k.Until, k.Often, k.More = h.Expires, h.Extended, h.Extended < booking.MostExtended
			return err
		}
		if err == nil {
			_, err = r.replaced(tx, w)
		}
		return err
	})
	return k, err
}

// standing leads to the booking if it is what was wished already, and otherwise returns the error.
func (r *request) standing(w wish, err error) (web.Answer, error) {
	already, ok := errors.AsType[*booking.Already](err)
	switch {
	case ok && w.same(already.Booking):
		return web.Moved(r.cardAt(already.Booking)), nil
	case errors.Is(err, errSame):
		return web.Moved(r.cardAt(booking.Booking{Member: w.Of, Service: w.Service})), nil
	}
	return nil, err
}

// held returns the hold of what is wished.
func (r *request) held(tx booking.Tx, w wish) (booking.Hold, bool, error) {
	holds, err := tx.Holds(r.guest.Phone)
	for _, h := range holds {
		if h.Kind != booking.ForUndo && (w.Service == "" || h.Service == w.Service) && h.Facility == w.Facility && h.Start.Equal(w.Start) && h.Party == max(w.Party, 1) {
			return h, true, err
		}
	}
	return booking.Hold{}, false, err
}

// extend keeps the chosen time for as long again. A form that is sent twice does it once: it has how
// often that had been done when it was shown.
func (r *request) extend() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	back := "/book/who"
	if r.Text("from", 10) == "confirm" {
		back = "/book/confirm"
	} else if err := r.keepTyped(w); err != nil {
		return nil, err
	}
	often, err := r.Whole("more", 0, booking.MostExtended, 0)
	if err != nil {
		return nil, err
	}
	err = update(r, func(tx store.Visiting) error {
		h, held, err := r.held(tx, w)
		if err != nil || !held || often < h.Extended {
			return err
		}
		_, err = r.rules(w).Extend(tx, h)
		return err
	})
	if err != nil {
		return nil, err
	}
	return web.Moved(w.At(back)), nil
}

// From names the page to which whoever has the time kept for longer there comes back.
func (confirmPage) From() string { return "confirm" }

// A confirmPage shows all of a booking before it is made, or changed.
type confirmPage struct {
	Wish     wish
	Old      *shownFact // of a change
	New      shownFact
	Keep     keeping
	Back     string // where what was entered can be changed
	Times    string // where another time can be chosen
	BringAll bring
}

// confirm shows what will be booked.
func (r *request) confirm() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	if !w.whole() || r.unsettled(w) {
		return web.Moved(w.At("/book")), nil
	}
	page := confirmPage{Wish: w, Back: root + w.At("/book/who")}
	times := w
	times.Start = time.Time{}
	page.Times = root + times.At("/book/when", "day", booking.DateOf(w.Start).String())
	b := booking.Booking{Phone: r.guest.Phone, Service: w.Service, Facility: w.Facility, Start: w.Start, Party: w.Party, Proxy: r.byProxy(w)}
	var errands []booking.Errand
	err = read(r, func(tx store.Visiting) (err error) {
		if w.Of == 0 {
			errands, err = r.draft(tx, w)
			return err
		}
		old, err := r.memberOf(tx, w.Of, w.Service)
		if err != nil {
			return err
		}
		page.Back = page.Times
		fact := r.fact(old)
		page.Old = &fact
		b.Service, b.Procedure, b.Proxy, b.Receipt = old.Service, old.Procedure, old.Proxy, old.Receipt
		errands, err = tx.Errands(old)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case w.Of == 0 && undecided(errands):
		return web.Moved(w.At("/book/who")), nil
	case w.Of == 0 && r.kindOf(w.Service) == booking.PickUp:
		page.Back = page.Times
	}
	if len(errands) > w.Party {
		errands = errands[:w.Party]
	}
	if len(errands) > 0 {
		b.Procedure = errands[0].Procedure
	}
	page.New = r.told(b, errands)
	if w.Of > 0 { // what was typed long ago, by whoever it was
		page.New.mask(errands)
	}
	page.BringAll = r.bring(b.Service, b.Proxy, b.Party)
	if page.Keep, err = r.keeping(w); err != nil {
		return r.standing(w, err)
	}
	return web.View{Name: "confirm", Data: page}, nil
}

// book makes a booking, or changes one. A form that is sent twice does it once.
func (r *request) book() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	if !w.whole() || r.unsettled(w) {
		return web.Moved(w.At("/book")), nil
	}
	if w.Of > 0 {
		return r.change(w)
	}
	var made booking.Booking
	err = update(r, func(tx store.Visiting) (err error) {
		errands, err := r.draft(tx, w)
		if err != nil {
			return err
		}
		procedure := errands[0].Procedure
		if plain(errands) {
			errands = nil // the booking itself says it
		}
		made, err = r.rules(w).Book(tx, booking.Request{
			Phone: r.guest.Phone, Party: w.Party, Procedure: procedure, Errands: errands, Proxy: r.byProxy(w), Facility: w.Facility, Start: w.Start,
		})
		if err != nil {
			return err
		}
		return tx.SetDraft(r.token, nil)
	})
	if already, ok := errors.AsType[*booking.Already](err); ok && w.same(already.Booking) {
		made, err = already.Booking, nil
	}
	if err != nil {
		return nil, err
	}
	return web.Moved(r.cardAt(made) + "?done=booked"), nil
}

// change gives a booking what is wished in place of what it has.
func (r *request) change(w wish) (web.Answer, error) {
	var changed booking.Booking
	err := update(r, func(tx store.Visiting) error {
		old, err := r.memberOf(tx, w.Of, w.Service)
		if err != nil {
			return err
		}
		if changed = old; w.same(old) {
			return nil
		}
		changed, err = r.City.ChangeOwn(tx, r.guest.Phone, old.Receipt, booking.Change{Facility: w.Facility, Start: w.Start, Party: w.Party})
		return err
	})
	if err != nil {
		return nil, err
	}
	return web.Moved(r.cardAt(changed) + "?done=changed"), nil
}
