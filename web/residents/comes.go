package residents

import (
	"net/http"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// A comesPage asks of a booking what those who come are there for, and who comes, while its time
// stays.
type comesPage struct {
	shownFact
	Number booking.Receipt
	comesForm
}

// askComes asks what of a booking is other than was said.
func (r *request) askComes() (web.Answer, error) {
	b, now, err := r.own()
	if err != nil {
		return nil, err
	}
	if err := r.rulesOf(b).MayChange(now, b); err != nil {
		return nil, err
	}
	known, err := r.errandsOf(b)
	if err != nil {
		return nil, err
	}
	return r.comesOf(b, known, r.comesForm(b.Service, b.Party, known, b.Proxy)), nil
}

// comesOf shows the form. Of an application ID that the booking has, it has the last digits.
func (r *request) comesOf(b booking.Booking, known []booking.Errand, form comesForm) web.Answer {
	for i := range form.Persons {
		p := &form.Persons[i]
		if i >= len(known) || known[i].Application == "" {
			continue
		}
		if p.HasID = known[i].Application.Masked(); p.Fault == "" {
			p.ID = ""
		}
	}
	view := web.View{Name: "comes", Data: comesPage{r.fact(b), b.Receipt, form}}
	if form.Faulty() {
		view.Status = http.StatusUnprocessableEntity
	}
	return view
}

// errandsOf returns what is known of each who comes with a booking.
func (r *request) errandsOf(b booking.Booking) (known []booking.Errand, err error) {
	err = read(r, func(tx store.Visiting) (err error) {
		known, err = tx.Errands(b)
		return err
	})
	if len(known) == 0 && b.Procedure != booking.Unsaid {
		known = []booking.Errand{{Procedure: b.Procedure}}
	}
	return known, err
}

// comes notes it. The form has the receipt number, as that of a cancellation has.
func (r *request) comes() (web.Answer, error) {
	given := booking.Receipt(digits(r.Text("receipt", 10)))
	proxy := r.Text("proxy", 3) == "yes"
	var b booking.Booking
	var known []booking.Errand
	var form comesForm
	err := update(r, func(tx store.Visiting) (err error) {
		if b, err = tx.BookingOf(given); err != nil {
			return err
		}
		if b.Phone != r.guest.Phone {
			return booking.ErrNotFound
		}
		if err := r.rulesOf(b).MayChange(tx.Now(), b); err != nil {
			return err
		}
		if known, err = tx.Errands(b); err != nil {
			return err
		}
		var errands []booking.Errand
		if errands, form, err = r.typed(b.Service, b.Party, known, proxy); err != nil || form.Faulty() {
			return err
		}
		if b, err = r.City.SetErrandsOwn(tx, r.guest.Phone, given, errands); err != nil || !form.AsksProxy {
			return err
		}
		b, err = booking.ProxyOwn(tx, r.guest.Phone, given, proxy)
		return err
	})
	if err != nil {
		return nil, err
	}
	if form.Faulty() {
		return r.comesOf(b, known, form), nil
	}
	return web.Moved(r.cardAt(b) + "?done=changed"), nil
}
