package residents

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// A shownFact is a booking as pages show it.
type shownFact struct {
	Receipt string // in groups; "" before there is one
	Service *shownService
	Place   shownPlace
	Start   time.Time
	Party   int
	For     []shownErrand // of each who comes, or of all of them; none where the service says it
	Whose   bool          // it is asked whether a proxy comes
	Proxy   bool
	Last4   string
	Address string // in place of a telephone
	Member  int
	To      string // the page of it
}

// A shownErrand is what somebody comes for.
type shownErrand struct {
	N      int    // 0 if it is that of all
	Key    string // of the procedure
	ID     string // grouped, or masked
	Reason Marked
}

func (r *request) fact(b booking.Booking) shownFact { return r.told(b, nil) }

// told returns a booking with what those who come are there for, if that is known, for whoever has
// just typed it: their application IDs are whole.
func (r *request) told(b booking.Booking, errands []booking.Errand) shownFact {
	kind := r.kindOf(b.Service)
	f := shownFact{
		Receipt: receipt(b.Receipt), Service: r.named(b.Service), Place: r.place(b.Facility), Start: b.Start, Party: b.Party,
		Whose: kind == booking.Certificate, Proxy: b.Proxy, Last4: b.Phone.Last4(), Address: b.Phone.Address(), Member: b.Member, To: root + r.cardAt(b),
	}
	if kind == booking.PickUp {
		return f
	}
	if len(errands) == 0 {
		errands = []booking.Errand{{Procedure: b.Procedure}}
	}
	s, _ := r.City.Service(b.Service)
	for i, e := range errands {
		shown := shownErrand{Key: "procedure." + string(e.Procedure), ID: e.Application.Grouped()}
		if len(errands) > 1 {
			shown.N = i + 1
		}
		if reason, ok := s.Reason(e.Reason); ok {
			shown.Reason = marked(reason.Name)
			if r.voice.Code() != "ja" && reason.English != "" {
				shown.Reason = marked(reason.English)
			}
		}
		f.For = append(f.For, shown)
	}
	return f
}

// mask leaves the last digits of the application IDs of errands that were told.
func (f *shownFact) mask(errands []booking.Errand) {
	for i, e := range errands[:min(len(errands), len(f.For))] {
		f.For[i].ID = e.Application.Masked()
	}
}

// cardAt returns the address of a booking, below the root: by its member, because a receipt
// number is worth something.
func (r *request) cardAt(b booking.Booking) string {
	at := "/mine/" + strconv.Itoa(b.Member)
	if r.City.SeveralServices() {
		at += "." + string(b.Service)
	}
	return at
}

// A bring is what somebody brings.
type bring struct {
	Kind     booking.ServiceKind
	Proxy    bool
	All      bool     // several people come
	Own      []Marked // what the city says of the service
	InPerson bool     // nobody else may come instead
}

// bring returns what to bring to a service.
func (r *request) bring(service booking.ServiceID, proxy bool, party int) bring {
	s, _ := r.City.Service(service)
	kind := r.kindOf(service)
	b := bring{Kind: kind, Proxy: proxy && kind == booking.Certificate, All: party > 1, InPerson: kind.InPerson()}
	if b.Proxy {
		return b // who brings other things than the city has written of the service
	}
	own := s.Words.Bring
	if r.voice.Code() != "ja" {
		own = s.Words.EnglishBring
	}
	for _, thing := range own {
		b.Own = append(b.Own, marked(thing))
	}
	return b
}

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

// wishOf returns the wish to change a booking, of which nothing is changed yet.
func (r *request) wishOf(b booking.Booking) wish {
	w := wish{Facility: b.Facility, Party: b.Party, Of: b.Member}
	if r.City.SeveralServices() {
		w.Service = b.Service
	}
	return w
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
	of, service, _ := strings.Cut(r.Param("member"), ".")
	member, err := strconv.Atoi(of)
	if err != nil {
		return b, now, web.ErrNotThere
	}
	err = read(r, func(tx store.Visiting) (err error) {
		now = tx.Now()
		b, err = r.memberOf(tx, member, booking.ServiceID(service))
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
	rules := r.rulesOf(b)
	errands, err := r.errandsOf(b)
	if err != nil {
		return nil, err
	}
	fact := r.told(b, errands)
	fact.mask(errands)
	page := cardPage{shownFact: fact, Bring: r.bring(b.Service, b.Proxy, b.Party), Late: rules.Grace, ICS: root + r.cardAt(b) + "/visit.ics"}
	_, ours := r.City.Facility(b.Facility)
	_, offered := r.City.Service(b.Service)
	page.MayChange = ours && offered && rules.MayChange(now, b) == nil
	page.MayCancel = rules.MayCancel(now, b) == nil
	w := r.wishOf(b)
	page.ToChange, page.ToCancel = root+w.At("/book/when"), root+r.cardAt(b)+"/cancel"
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
	rules := r.rulesOf(b)
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
			_, err = r.rulesOf(b).CancelOwn(tx, r.guest.Phone, given)
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
	return web.Moved(r.cardAt(back) + "?done=restored"), nil
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
