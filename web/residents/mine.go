package residents

import (
	"errors"
	"strconv"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// A shownFact is a booking as pages show it.
type shownFact struct {
	Receipt   string // in groups; "" before there is one
	Place     shownPlace
	Start     time.Time
	Party     int
	Procedure string // the key of its name
	Proxy     bool
	Last4     string
	Address   string // instead of that, of who has given no number
	Member    int
	To        string // the page of it
}

func (r *request) fact(b booking.Booking) shownFact {
	return shownFact{
		Receipt: receipt(b.Receipt), Place: r.place(b.Facility), Start: b.Start, Party: b.Party, Procedure: "procedure." + string(b.Procedure),
		Proxy: b.Proxy, Last4: b.Phone.Last4(), Address: b.Phone.Address(), Member: b.Member, To: root + cardAt(b),
	}
}

// cardAt returns the address of a booking, below the root: by its member, because a receipt
// number is worth something.
func cardAt(b booking.Booking) string { return "/mine/" + strconv.Itoa(b.Member) }

// A bring is what somebody brings.
type bring struct{ Proxy bool }

// A minePage is the bookings of a number.
type minePage struct {
	Last4    string
	Address  string // instead of that, of who has given no number
	Bookings []shownFact
	Undo     *undoable
	Wish     wish   // of another number: nothing is chosen yet
	Reminds  bool   // the number is reminded, unless it does not want that
	How      string // the key of how
	Reminded bool
}

// An undoable is a booking that was cancelled a moment ago.
type undoable struct {
	Start, Until time.Time
	Receipt      string
}

// mine shows the bookings of the number.
func (r *request) mine() (web.Answer, error) {
	page := minePage{Last4: r.guest.Phone.Last4(), Address: r.guest.Phone.Address(), How: "mine.remind.on.text"}
	means, reached := r.guest.Phone.Reached()
	page.Reminds = r.Reminds && reached
	switch means {
	case booking.ByCall:
		page.How = "mine.remind.on.call"
	case booking.ByMail:
		page.Reminds, page.How = r.Mails && len(r.City.Outreach.Remind) > 0, "mine.remind.on.mail"
	case booking.ByText:
	}
	err := read(r, func(tx store.Visiting) error {
		own, err := tx.Bookings(r.guest.Phone)
		if err != nil {
			return err
		}
		for _, b := range own {
			page.Bookings = append(page.Bookings, r.fact(b))
		}
		holds, err := tx.Holds(r.guest.Phone)
		if err != nil {
			return err
		}
		if h, ok := booking.Undoable(holds, tx.Now()); ok {
			page.Undo = &undoable{h.Start, h.Expires, string(h.Receipt)}
		}
		page.Reminded, err = tx.Reminded(r.guest.Phone)
		return err
	})
	return web.View{Name: "mine", Data: page}, err
}

// A cardPage is one booking, to be read, printed and kept.
type cardPage struct {
	shownFact
	Bring     bring
	Texts     bool // the same goes out as a text
	Mails     bool // or as a mail
	Late      time.Duration
	MayChange bool
	MayCancel bool
	ToChange  string
	ToCancel  string
	ICS       string
}

// Fact returns the booking itself, for the part that shows it.
func (f shownFact) Fact() shownFact { return f }

// own reads the booking that the address names.
func (r *request) own() (b booking.Booking, now time.Time, err error) {
	member, err := r.ID("member")
	if err != nil {
		return b, now, err
	}
	err = read(r, func(tx store.Visiting) (err error) {
		now = tx.Now()
		b, err = memberOf(tx, r.guest.Phone, int(member))
		return err
	})
	return b, now, err
}

// card shows one booking.
func (r *request) card() (web.Answer, error) {
	b, now, err := r.own()
	if err != nil {
		return nil, err
	}
	rules := r.City.RulesOf(b.Facility)
	page := cardPage{shownFact: r.fact(b), Bring: bring{b.Proxy}, Late: rules.Grace, ICS: root + cardAt(b) + "/visit.ics"}
	_, ours := r.City.Facility(b.Facility)
	page.MayChange = ours && rules.MayChange(now, b) == nil
	page.MayCancel = rules.MayCancel(now, b) == nil
	w := wish{Facility: b.Facility, Party: b.Party, Of: b.Member}
	page.ToChange, page.ToCancel = root+w.At("/book/when"), root+cardAt(b)+"/cancel"
	page.Texts, page.Mails = r.Texts && b.Phone.Mobile(), r.Mails && b.Phone.IsAddress()
	return web.View{Name: "card", Data: page}, nil
}

// A cancelPage asks whether a booking is to be cancelled.
type cancelPage struct {
	shownFact
	Number booking.Receipt
	Undo   time.Duration // 0 if that cannot be undone
}

// askCancel asks once more.
func (r *request) askCancel() (web.Answer, error) {
	b, now, err := r.own()
	if err != nil {
		return nil, err
	}
	rules := r.City.RulesOf(b.Facility)
	if err := rules.MayCancel(now, b); err != nil {
		return nil, err
	}
	return web.View{Name: "cancel", Data: cancelPage{r.fact(b), b.Receipt, rules.UndoFor}}, nil
}

// cancel ends a booking. The form has its receipt number, so that no other one ends that the
// member has meanwhile.
func (r *request) cancel() (web.Answer, error) {
	given := booking.Receipt(digits(r.Text("receipt", 10)))
	err := update(r, func(tx store.Visiting) error {
		b, err := tx.BookingOf(given)
		if err == nil && b.Phone == r.guest.Phone && b.State == booking.Cancelled {
			return nil // the form was sent twice
		}
		if err == nil {
			_, err = r.City.RulesOf(b.Facility).CancelOwn(tx, r.guest.Phone, given)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return web.Moved("/mine?done=cancelled"), nil
}

// undo brings back what was cancelled.
func (r *request) undo() (web.Answer, error) {
	given := booking.Receipt(digits(r.Text("receipt", 10)))
	var back booking.Booking
	err := update(r, func(tx store.Visiting) (err error) {
		own, err := tx.Bookings(r.guest.Phone)
		if err != nil {
			return err
		}
		for _, b := range own {
			if b.Receipt == given {
				back = b // the form was sent twice
				return nil
			}
		}
		back, err = booking.Undo(tx, r.guest.Phone, given)
		return err
	})
	if errors.Is(err, booking.ErrNotFound) {
		err = errUndone
	}
	if err != nil {
		return nil, err
	}
	return web.Moved(cardAt(back) + "?done=restored"), nil
}

// remind has the number reminded, or not.
func (r *request) remind() (web.Answer, error) {
	on := r.Text("on", 3) == "yes"
	err := update(r, func(tx store.Visiting) error { return tx.SetReminded(r.guest.Phone, on) })
	if err != nil {
		return nil, err
	}
	done := "unreminded"
	if on {
		done = "reminded"
	}
	return web.Moved("/mine?done=" + done), nil
}
