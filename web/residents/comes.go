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

// askComes asks what of a booking is other than was said.
func (r *request) askComes() (web.Answer, error) {
	b, now, err := r.own()
	if err != nil {
		return nil, err
	}
	if err := r.City.RulesOf(b.Facility).MayChange(now, b); err != nil {
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
		if b, err = booking.ProcedureOwn(tx, r.guest.Phone, given, w.Procedure); err != nil {
			return err
		}
		if err := r.City.RulesOf(b.Facility).MayChange(tx.Now(), b); err != nil {
			return err // and what was noted is not
		}
		b, err = booking.ProxyOwn(tx, r.guest.Phone, given, w.Proxy)
		return err
	})
	if err != nil {
		return nil, err
	}
	return web.Moved(cardAt(b) + "?done=changed"), nil
}
