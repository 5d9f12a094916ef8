package console

import (
	"strconv"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A wanted is a booking that somebody wants, and of which service.
type wanted struct {
	booking.Request
	service booking.Service
	chosen  bool // somebody has said which service, where there are several
}

// readWanted reads for whom, for how many and for what a booking is.
func (r *request) readWanted() (number store.Masked, w wanted, err error) {
	if number, err = r.phone(); err != nil {
		return number, w, err
	}
	id, err := r.service("service")
	if err != nil {
		return number, w, err
	}
	w.service, _ = r.City.Service(id)
	w.chosen = id != "" || !r.City.SeveralServices()
	if w.Party, err = r.Whole("party", 1, 99, 1); err != nil {
		return number, w, err
	}
	if w.Member, err = r.Whole("member", 1, 99, 1); err != nil {
		return number, w, err
	}
	w.Proxy = r.Text("proxy", 3) == "yes"
	w.Procedure, err = r.procedure("procedure", w.service)
	return number, w, err
}

// fields are what a form and an address say of it besides where and when.
func (r *request) fields(w wanted) (fields []field) {
	fields = []field{{"party", strconv.Itoa(w.Party)}, {"member", strconv.Itoa(w.Member)}, {"procedure", string(w.Procedure)}, {"proxy", yes(w.Proxy)}}
	if r.City.SeveralServices() {
		fields = append(fields, field{"service", string(w.service.ID)})
	}
	return fields
}

// flat returns fields as with wants them.
func flat(fields []field) (all []string) {
	for _, f := range fields {
		all = append(all, f.Name, f.Value)
	}
	return all
}

// bookWhen asks which service somebody comes for, where there are several, and then when they
// would like to come, and shows what is free.
func (r *request) bookWhen() (answer, error) {
	number, w, err := r.readWanted()
	if err != nil {
		return nil, err
	}
	form, err := r.readWishes(w.service.ID)
	if err != nil {
		return nil, err
	}
	card := r.cardOf(number)
	whose := &wishedFor{Card: card, Last4: number.Short(), Action: root + "/card/" + card + "/book"}
	if !w.chosen {
		return web.View{Name: "wishes", Data: search{Form: form, For: whose, Asks: true}}, nil
	}
	if r.Text("member", 2) == "" { // nobody has said whose it is: the next of the household
		if w.Member, err = r.nextMember(number, w.service.ID); err != nil {
			return nil, err
		}
	}
	w.Party = form.Party
	granted, err := r.grant(form, nil, func(facility string, start time.Time) string {
		return with("/card/"+card+"/book/confirm", append(flat(r.fields(w)), "facility", facility, "start", web.Stamp(start))...)
	})
	whose.Member, whose.Procedure, whose.Procedures, whose.Proxy = w.Member, w.Procedure, procedureChoices(w.service), w.Proxy
	return web.View{Name: "wishes", Data: search{Form: form, Granted: granted, For: whose}}, err
}

// nextMember returns the first member of a household that has no booking in the way of one of
// the service.
func (r *request) nextMember(number store.Masked, service booking.ServiceID) (n int, err error) {
	err = view(r, store.ToFind, func(tx store.Finding) error {
		own, err := tx.Bookings(number)
		taken := map[int]bool{}
		for _, b := range own {
			taken[b.Member] = taken[b.Member] || !r.City.PerService || b.Service == service
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
	if !w.chosen {
		return a, wrong("用件が、選ばれていません。", "用件を、選び直してください。")
	}
	if w.Facility, w.Start, err = r.readVisit(); err != nil {
		return a, err
	}
	if err := r.has(w.service, w.Facility); err != nil {
		return a, err
	}
	w.Staff = true
	rules := r.City.RulesFor(w.service.ID, w.Facility)
	at, fields := "/card/"+r.cardOf(number)+"/book", r.fields(w)
	return act{
		confirmation: confirmation{
			Title: "予約の確認", Do: "予約する",
			New:    r.visit(w.Facility, w.Start, w.Party) + r.forService(w.service.ID) + "　" + words.Procedure(w.Procedure) + "　" + memberName(w.Member) + byProxy(w.Proxy),
			Action: root + at, Back: with(at, flat(fields)...),
			Fields: append([]field{{"facility", w.Facility}, {"start", web.Stamp(w.Start)}}, fields...),
		},
		number: number, second: w.Member > 1, done: "booked",
		may: func(tx store.Serving) error { return tx.MayHave(rules, w.Facility, w.Start, w.Party) },
		do:  func(tx store.Serving) (store.Seen, error) { return tx.Book(rules, number, w.Request) },
	}, nil
}

// yes is how a form and an address say that something is so.
func yes(so bool) string {
	if so {
		return "yes"
	}
	return ""
}
