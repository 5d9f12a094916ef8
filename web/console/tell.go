package console

import (
	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A sentMessage is a text or a call about a booking, and what became of it, in words.
type sentMessage struct{ At, What, How, State string }

func sentMessages(all []store.SeenMessage) (lines []sentMessage) {
	for _, m := range all {
		lines = append(lines, sentMessage{words.When(m.At), words.Message(m.Kind, m.Days), words.Means(m.Means), words.Fate(m.Means, m.State)})
	}
	return lines
}

// A wish is whether a number is reminded of its bookings.
type wish struct {
	Shown bool // nobody is asked about reminders that nobody gets
	No    bool
}

// wishOf reads whether a number wants to be reminded.
func (r *request) wishOf(tx store.Finding, phone store.Masked) (wish, error) {
	wanted, err := tx.Reminded(phone)
	return wish{Shown: !wanted || len(r.City.Outreach.Remind) > 0 && phone.Reached(), No: !wanted}, err
}

// maySend reports whether a text, or to an address a mail, can be sent.
func (r *request) maySend(phone store.Masked) bool {
	return r.Texts && phone.Mobile() || r.Mails && phone.IsAddress()
}

// sendText has the number or address of a booking told how it stands.
func (r *request) sendText() (answer, error) {
	b, err := r.bookingOf()
	if err != nil {
		return nil, err
	}
	if !r.maySend(b.Phone) {
		return nil, store.ErrNoTexts
	}
	if b.State != booking.Active {
		return nil, booking.ErrNotFound
	}
	err = update(r, store.ToServe, "", func(tx store.Serving) error { return tx.SendText(b.Receipt) })
	done := "texted"
	if b.Phone.IsAddress() {
		done = "mailed"
	}
	return web.Moved("/card/" + r.cardOf(b.Phone) + "?done=" + done), err
}

// setReminded notes whether a number wants to be reminded of its bookings.
func (r *request) setReminded() (answer, error) {
	phone, err := r.phone()
	if err != nil {
		return nil, err
	}
	done, on := "", false
	switch r.Text("on", 3) {
	case "yes":
		done, on = "remind", true
	case "no":
		done = "remind-no-more"
	default:
		return nil, web.ErrForm
	}
	err = update(r, store.ToServe, "", func(tx store.Serving) error { return tx.SetReminded(phone, on) })
	return web.Moved("/card/" + r.cardOf(phone) + "?done=" + done), err
}
