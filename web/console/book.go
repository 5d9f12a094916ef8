package console

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// readWanted reads for whom, how many and for what a booking is.
func (r *request) readWanted() (w booking.Request, err error) {
	if w.Phone, err = r.phone(); err != nil {
		return w, err
	}
	if w.Party, err = r.Whole("party", 1, 99, 1); err != nil {
		return w, err
	}
	if w.Member, err = r.Whole("member", 1, 99, 1); err != nil {
		return w, err
	}
	w.Procedure, err = r.Procedure("procedure")
	return w, err
}

// bookWhen asks when somebody would like to come, and shows what is free.
func (r *request) bookWhen() (answer, error) {
	w, err := r.readWanted()
	if err != nil {
		return nil, err
	}
	form, err := r.readWishes()
	if err != nil {
		return nil, err
	}
	if r.Text("member", 2) == "" { // nobody has said whose it is: the next of the household
		if w.Member, err = r.nextMember(w.Phone); err != nil {
			return nil, err
		}
	}
	card := r.cardOf(w.Phone)
	granted, err := r.grant(form, nil, func(facility string, start time.Time) string {
		return with("/card/"+card+"/book/confirm", "facility", facility, "start", web.Stamp(start), "party", strconv.Itoa(form.Party),
			"member", strconv.Itoa(w.Member), "procedure", string(w.Procedure))
	})
	return web.View{Name: "wishes", Data: search{form, granted, &wishedFor{
		Card: card, Number: number(w.Phone), Action: root + "/card/" + card + "/book", Member: w.Member, Procedure: w.Procedure,
	}}}, err
}

// nextMember is the first of a household that has no booking.
func (r *request) nextMember(phone booking.Phone) (n int, err error) {
	err = r.view(func(tx *store.Tx) error {
		own, err := tx.Bookings(phone)
		taken := map[int]bool{}
		for _, b := range own {
			taken[b.Member] = true
		}
		for n = 1; taken[n]; n++ {
		}
		return err
	})
	return n, err
}

// A confirmation is what somebody is about to do, and what they should know first.
type confirmation struct {
	Title    string
	Card     string
	Number   string
	Old, New string // visits in words; Old is "" of a new booking
	Warnings []told
	Action   string // where the form leads
	Fields   []field
	ReasonOf string // for what a reason is needed; "" if none is
	Do       string // the word on the button
	Back     string
	Grave    bool
}

// A field is sent along with a form.
type field struct{ Name, Value string }

// readVisit reads where and when.
func (r *request) readVisit() (facility string, start time.Time, err error) {
	if facility, err = r.facility("facility"); err != nil {
		return facility, start, err
	}
	if facility == "" {
		return facility, start, wrong("窓口が、選ばれていません。", "空きの一覧から、選び直してください。")
	}
	start, err = r.Moment("start")
	return facility, start, err
}

// readBooking reads all of a booking.
func (r *request) readBooking() (w booking.Request, err error) {
	if w, err = r.readWanted(); err != nil {
		return w, err
	}
	w.Facility, w.Start, err = r.readVisit()
	return w, err
}

// confirmBook shows a booking before it is made.
func (r *request) confirmBook() (answer, error) {
	w, err := r.readBooking()
	if err != nil {
		return nil, err
	}
	card := r.cardOf(w.Phone)
	c := confirmation{
		Title: "予約の確認", Card: card, Number: number(w.Phone), Do: "予約する",
		New:    r.visit(w.Facility, w.Start, w.Party) + "　" + procedures[w.Procedure] + "　" + memberName(w.Member),
		Action: root + "/card/" + card + "/book",
		Back:   with("/card/"+card+"/book", "party", strconv.Itoa(w.Party), "member", strconv.Itoa(w.Member), "procedure", string(w.Procedure)),
		Fields: []field{{"facility", w.Facility}, {"start", web.Stamp(w.Start)}, {"party", strconv.Itoa(w.Party)}, {"member", strconv.Itoa(w.Member)}, {"procedure", string(w.Procedure)}},
	}
	c.ReasonOf = needsReason(r.City.RulesOf(w.Facility).MayBook(r.Now(), w.Start), w.Member)
	c.Warnings, err = r.warnings(w.Phone, nil)
	return web.View{Name: "confirm", Data: c}, err
}

// needsReason says for what a reason is needed, if it is: a second booking for one
// number, or what a caller could not do any more. It returns "" of what needs none.
func needsReason(refused error, member int) string {
	_, far := errors.AsType[*booking.TooFar](refused)
	switch {
	case refused != nil && far:
		return "予約できる日より先のため"
	case refused != nil:
		return "締め切りのあとのため"
	case member > 1:
		return "同じ番号の、2件目からの予約のため"
	}
	return ""
}

// book makes a booking by the line's own rules. A cut-off may be set aside with a
// reason; room, the start and one booking for each member never.
func (r *request) book() (answer, error) {
	w, err := r.readBooking()
	if err != nil {
		return nil, err
	}
	reason := r.Text("reason", 400)
	rules := r.City.RulesOf(w.Facility)
	bound := rules.MayBook(r.Now(), w.Start)
	if needsReason(bound, w.Member) != "" || reason != "" {
		if err := reasoned(reason, bound); err != nil {
			return nil, err
		}
	}
	var made booking.Booking
	w.Staff = true
	err = r.update(reason, func(tx *store.Tx) (err error) {
		if bound == nil { // the clock has gone on since
			if err := rules.MayBook(tx.Now(), w.Start); err != nil && reason == "" {
				return err
			}
		}
		made, err = rules.Book(tx, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	return web.Moved(fmt.Sprintf("/card/%s?done=booked#b%d", r.cardOf(w.Phone), made.ID)), nil
}

// reasoned refuses what needs a reason and has none; of what a rule refuses, by
// that rule's own words.
func reasoned(reason string, refused error) error {
	if reason == "" && refused != nil {
		return refused
	}
	return remarkable(reason)
}
