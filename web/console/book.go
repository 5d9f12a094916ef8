package console

import (
	"strconv"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// readWanted reads for whom, for how many and for what a booking is.
func (r *request) readWanted() (number store.Masked, w booking.Request, err error) {
	if number, err = r.phone(); err != nil {
		return number, w, err
	}
	if w.Party, err = r.Whole("party", 1, 99, 1); err != nil {
		return number, w, err
	}
	if w.Member, err = r.Whole("member", 1, 99, 1); err != nil {
		return number, w, err
	}
	w.Proxy = r.Text("proxy", 3) == "yes"
	w.Procedure, err = r.Procedure("procedure")
	return number, w, err
}

// bookWhen asks when somebody would like to come, and shows what is free.
func (r *request) bookWhen() (answer, error) {
	number, w, err := r.readWanted()
	if err != nil {
		return nil, err
	}
	form, err := r.readWishes()
	if err != nil {
		return nil, err
	}
	if r.Text("member", 2) == "" { // nobody has said whose it is: the next of the household
		if w.Member, err = r.nextMember(number); err != nil {
			return nil, err
		}
	}
	card := r.cardOf(number)
	granted, err := r.grant(form, nil, func(facility string, start time.Time) string {
		return with("/card/"+card+"/book/confirm", "facility", facility, "start", web.Stamp(start), "party", strconv.Itoa(form.Party),
			"member", strconv.Itoa(w.Member), "procedure", string(w.Procedure), "proxy", yes(w.Proxy))
	})
	return web.View{Name: "wishes", Data: search{form, granted, &wishedFor{
		Card: card, Last4: number.Short(), Action: root + "/card/" + card + "/book", Member: w.Member, Procedure: w.Procedure, Proxy: w.Proxy,
	}}}, err
}

// nextMember returns the first member of a household that has no booking.
func (r *request) nextMember(number store.Masked) (n int, err error) {
	err = view(r, store.ToFind, func(tx store.Finding) error {
		own, err := tx.Bookings(number)
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

// booking reads a booking that is to be made, by the line's own rules.
func (r *request) booking() (a act, err error) {
	number, w, err := r.readWanted()
	if err != nil {
		return a, err
	}
	if w.Facility, w.Start, err = r.readVisit(); err != nil {
		return a, err
	}
	w.Staff = true
	rules := r.City.RulesOf(w.Facility)
	at, party, member := "/card/"+r.cardOf(number)+"/book", strconv.Itoa(w.Party), strconv.Itoa(w.Member)
	return act{
		confirmation: confirmation{
			Title: "予約の確認", Do: "予約する",
			New:    r.visit(w.Facility, w.Start, w.Party) + "　" + words.Procedure(w.Procedure) + "　" + memberName(w.Member) + byProxy(w.Proxy),
			Action: root + at, Back: with(at, "party", party, "member", member, "procedure", string(w.Procedure), "proxy", yes(w.Proxy)),
			Fields: []field{{"facility", w.Facility}, {"start", web.Stamp(w.Start)}, {"party", party}, {"member", member}, {"procedure", string(w.Procedure)}, {"proxy", yes(w.Proxy)}},
		},
		number: number, second: w.Member > 1, done: "booked",
		may: func(tx store.Serving) error { return tx.MayHave(rules, w.Facility, w.Start, w.Party) },
		do:  func(tx store.Serving) (store.Seen, error) { return tx.Book(rules, number, w) },
	}, nil
}

// yes is how a form and an address say that something is so.
func yes(so bool) string {
	if so {
		return "yes"
	}
	return ""
}
