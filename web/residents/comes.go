package residents

import (
	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// A comesPage asks of a booking what somebody comes for, and who comes, while its time stays.
type comesPage struct {
	shownFact
	Number booking.Receipt
	Wish   wish // what the booking has
}

// maySayWho reports whether a booking is of those of which what one comes for, and who comes, are
// all that is asked.
func (r *request) maySayWho(b booking.Booking) bool {
	return r.kindOf(b.Service) == booking.Certificate
}

// askComes asks what of a booking is other than was said.
func (r *request) askComes() (web.Answer, error) {
	b, now, err := r.own()
	if err != nil {
		return nil, err
	}
	if !r.maySayWho(b) {
		return nil, web.ErrNotThere
	}
	if err := r.rulesOf(b).MayChange(now, b); err != nil {
		return nil, err
	}
	return web.View{Name: "comes", Data: comesPage{r.fact(b), b.Receipt, wish{Procedure: b.Procedure, Proxy: b.Proxy}}}, nil
}

// comes notes it. The form has the receipt number, as that of a cancellation has.
func (r *request) comes() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	given := booking.Receipt(digits(r.Text("receipt", 10)))
	var b booking.Booking
	err = update(r, func(tx store.Visiting) (err error) {
		if b, err = booking.ProxyOwn(tx, r.guest.Phone, given, w.Proxy); err != nil {
			return err
		}
		if !r.maySayWho(b) {
			return web.ErrNotThere
		}
		if err := r.rulesOf(b).MayChange(tx.Now(), b); err != nil {
			return err // and what was noted is not
		}
		if b.Procedure == w.Procedure {
			return nil
		}
		errands, err := tx.Errands(b)
		if err != nil {
			return err
		}
		if len(errands) == 0 {
			errands = []booking.Errand{{}}
		}
		errands[0].Procedure = w.Procedure
		b, err = r.City.SetErrandsOwn(tx, r.guest.Phone, given, errands)
		return err
	})
	if err != nil {
		return nil, err
	}
	return web.Moved(r.cardAt(b) + "?done=changed"), nil
}
