package console

import (
	"cmp"
	"slices"
	"strings"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// shown is a booking as a page shows it.
type shown struct {
	store.Seen
	Place     string
	Service   string            // "" where there is none to tell
	Short     string            // the same for a narrow column
	Only      booking.ServiceID // it stands on a list of this service alone
	Member    string            // who of the household has it; "" if it is the number's own
	Procedure string
	State     string
	Card      string
	Last4     string
	History   []pastDeed
	Errands   *errands       // what each who comes is there for; nil where there is nothing to ask
	ReadOut   *words.Reading // to whoever asks what to bring
	Sent      []sentMessage  // what the line has told of it by itself
	MayText   bool
	ByMail    bool // it would be a mail
	Closed    bool // no desk is wanted at some instant of it
	Begun     bool
}

func (c *Console) shown(b store.Seen) shown {
	s := shown{
		Seen: b, Place: c.place(b.Facility), Service: words.ServiceTold(c.City, b.Service), Short: words.ServiceShort(c.City, b.Service), Procedure: words.Procedure(b.Procedure), State: words.State(b.State),
		Last4: b.Phone.Short(), ByMail: b.Phone.IsAddress(), Begun: !b.Start.After(c.Now()),
	}
	if b.Phone != (store.Masked{}) {
		s.Card = c.cardOf(b.Phone)
	}
	if b.Member > 1 {
		s.Member = memberName(b.Member)
	}
	return s
}

// A card is everything about a number.
type card struct {
	Card     string
	Last4    string
	Number   string // the whole, which is on record
	Kind     string
	Blocked  bool
	Slow     bool
	Today    booking.Tally
	Calling  bool // on the line just now
	Bookings []shown
	Past     []shown
	Holds    []hold
	Last     lastCall
	Queued   *queued // the number waits to be called back
	Remind   wish
	MayPass  bool
	MayRule  bool
}

// A hold is a time that is kept for a number.
type hold struct {
	What, Visit, Until string
}

// lastCall is what a number did when it called last.
type lastCall struct {
	Known bool
	At    string
	End   string
	Turns []pressedKey
}

// pressedKey is one turn of a call.
type pressedKey struct{ At, What string }

var holdNames = map[booking.HoldKind]string{
	booking.ForBooking: "予約のために仮押さえ", booking.ForChange: "変更のために仮押さえ", booking.ForUndo: "取り消しを戻せるように確保",
}

// phone reads the number of the address.
func (r *request) phone() (store.Masked, error) {
	p, ok := r.Key.Find(r.Param("card"))
	if !ok {
		return p, web.ErrNotThere
	}
	return p, nil
}

func (r *request) card() (answer, error) {
	phone, err := r.phone()
	if err != nil {
		return nil, err
	}
	c, err := r.cardShown(phone)
	return web.View{Name: "card", Data: c}, err
}

// cardShown reads the card of a number with the whole of it, which is on record.
func (r *request) cardShown(phone store.Masked) (c card, err error) {
	if c, err = r.cardFor(phone); err != nil {
		return c, err
	}
	read := []store.Seen{}
	for _, b := range slices.Concat(c.Bookings, c.Past) {
		read = append(read, b.Seen)
	}
	c.Number, err = r.number(phone, read)
	return c, err
}

// number writes down who sees the whole of a number, and returns it in groups. It is a
// write of its own, after the reading: callers do not wait for what staff look at.
func (r *request) number(phone store.Masked, of []store.Seen) (groups string, err error) {
	err = update(r, store.ToFind, "", func(tx store.Finding) error {
		whole, err := tx.Number(phone, of, store.Look{Page: store.CardPage})
		groups = words.Number(whole)
		return err
	})
	if err != nil {
		return "", err
	}
	return groups, nil
}

// cardFor reads the card of a number, but for the whole of it.
func (r *request) cardFor(phone store.Masked) (c card, err error) {
	c = card{Card: r.cardOf(phone), Last4: phone.Short(), Kind: kindOf(phone), MayPass: may(r.who.Role, passing) && !phone.IsAddress(), MayRule: may(r.who.Role, ruling)}
	err = view(r, store.ToFind, func(tx store.Finding) error {
		known, err := tx.Known(phone)
		if err != nil {
			return err
		}
		c.Slow, c.Today, c.Blocked = known.Slow, known.Today, known.Blocked
		bookings, err := tx.FindPhone(phone)
		if err != nil {
			return err
		}
		for _, b := range bookings {
			s := r.shown(b)
			trail, err := tx.Audit(b.ID)
			if err != nil {
				return err
			}
			s.History = r.history(trail)
			sent, err := tx.Messages(b.ID)
			if err != nil {
				return err
			}
			s.Sent = sentMessages(sent)
			if b.State != booking.Active {
				c.Past = append(c.Past, s)
				continue
			}
			staffed, err := tx.Staffed(b)
			if err != nil {
				return err
			}
			if s.Errands, err = r.errandsOf(tx, b); err != nil {
				return err
			}
			if of, known := r.City.Service(b.Service); known && r.hasErrands(of, nil) {
				reading := words.ReadOut(of, b.Proxy)
				s.ReadOut = &reading
			}
			s.Closed, s.MayText = !staffed, r.maySend(phone) && !s.Begun
			c.Bookings = append(c.Bookings, s)
		}
		if c.Remind, err = r.wishOf(tx, phone); err != nil {
			return err
		}
		if c.Last, c.Calling, err = r.lastCallOf(tx, phone); err != nil {
			return err
		}
		queue, err := tx.CallBacks()
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(queue, func(b store.CallBack) bool { return b.Phone == phone }); i >= 0 {
			q := r.queued(queue[i])
			c.Queued = &q
		}
		holds, err := tx.Holds(phone)
		for _, h := range holds {
			c.Holds = append(c.Holds, hold{holdNames[h.Kind], r.visit(h.Facility, h.Start, h.Party) + r.forService(h.Service), words.Clock(h.Expires)})
		}
		return err
	})
	slices.SortFunc(c.Bookings, func(a, b shown) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Booking.Member, b.Booking.Member))
	})
	return c, err
}

// memo leaves words on a booking, for the colleagues.
func (r *request) memo() (answer, error) {
	b, err := r.bookingOf()
	if err != nil {
		return nil, err
	}
	text := r.Text("text", 400)
	if err := remarkable(text); err != nil {
		return nil, err
	}
	err = update(r, store.ToServe, "", func(tx store.Serving) error { return tx.Remark(b.ID, text) })
	return web.Moved("/card/" + r.cardOf(b.Phone) + "?done=noted"), err
}

// remarkable refuses words that must not be kept, and an empty text.
func remarkable(text string) error {
	if strings.TrimSpace(text) == "" {
		return wrong("理由やメモが、書かれていません。", "ひとこと、書いてください。例：ご家族の2人目")
	}
	if err := store.CheckRemark(text); err != nil {
		return wrong("この文は、残せません。", "200字まで。番号（7けた以上の数字）は、書かないでください。マイナンバーや電話番号は、残せません。")
	}
	return nil
}

// bookingOf reads the booking of the address. Nothing can be done any more with one
// whose number has been erased.
func (r *request) bookingOf() (b store.Seen, err error) {
	id, err := r.ID("booking")
	if err != nil {
		return b, err
	}
	err = view(r, store.ToFind, func(tx store.Finding) (err error) {
		b, err = tx.Booking(id)
		return err
	})
	if err == nil && b.Phone == (store.Masked{}) {
		err = booking.ErrNotFound
	}
	return b, err
}
