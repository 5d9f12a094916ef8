package console

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// errands are what each of those who come with a booking is there for, on its card.
type errands struct {
	Booking int64
	Seen    string // which change of the booking the page shows
	People  []person
	Asks    booking.Asks // what the service may ask of anybody
	Kinds   []choice
	Reasons []booking.Choice
	Wrong   bool // a form was sent that cannot be taken
	Whole   bool // the application IDs are shown whole, which is on record
}

// A person is one of those who come.
type person struct {
	N           int
	Procedure   booking.Procedure
	What        string // the procedure in words
	Application string // masked; or whole and in groups, if that was asked for; "" if none is known
	Reason      string // in words
	Typed       typed
	Errors      fieldErrors
}

// fieldErrors are what is wrong with the fields of a person.
type fieldErrors struct{ Procedure, Application, Reason told }

// typed is what is in the fields of a person.
type typed struct{ Procedure, Application, Reason string }

// hasErrands reports whether a card shows what each who comes is there for: of a certificate
// in a city with nothing else there is nothing to ask.
func (c *Console) hasErrands(of booking.Service, said []store.SeenErrand) bool {
	return c.City.SeveralServices() || of.Kind != booking.Certificate || len(said) > 1
}

// errandsOf reads what each who comes with a booking is there for; nil if the card does not
// show it.
func (r *request) errandsOf(tx store.Finding, b store.Seen) (*errands, error) {
	said, err := tx.Errands(b)
	of, known := r.City.Service(b.Service)
	if err != nil || !known || !r.hasErrands(of, said) {
		return nil, err
	}
	e := &errands{Booking: b.ID, Kinds: procedureChoices(of), Reasons: of.Reasons}
	for _, p := range of.Kind.Procedures() {
		asks := of.Asks(p)
		e.Asks = booking.Asks{Application: e.Asks.Application || asks.Application, Reason: e.Asks.Reason || asks.Reason}
	}
	for i := range max(b.Party, 1) {
		one := person{N: i + 1, Procedure: of.Kind.Assumed()}
		if i == 0 {
			one.Procedure = b.Procedure
		}
		if i < len(said) {
			one.Procedure, one.Application = said[i].Procedure, said[i].Application
			one.Typed.Reason = said[i].Reason
			if said[i].Reason != "" {
				one.Reason = words.Reason(of, said[i].Reason)
			}
		}
		one.What, one.Typed.Procedure = words.Procedure(one.Procedure), string(one.Procedure)
		e.People = append(e.People, one)
	}
	last, _, err := tx.LastChange(b.ID)
	e.Seen = versionOf(last)
	return e, err
}

// setErrands notes what each who comes is there for. What cannot be taken is told beside its
// field, on the card, with all that was typed.
func (r *request) setErrands() (answer, error) {
	b, err := r.standing()
	if err != nil {
		return nil, err
	}
	of, known := r.City.Service(b.Service)
	if !known {
		return nil, noService()
	}
	people := r.readPeople(of, b.Party)
	wrongs := slices.ContainsFunc(people, func(p person) bool { return p.Errors != (fieldErrors{}) })
	if wrongs {
		c, err := r.cardShown(b.Phone)
		if err != nil {
			return nil, err
		}
		for i := range c.Bookings {
			if e := c.Bookings[i].Errands; e != nil && e.Booking == b.ID {
				e.refuse(people, r.Text("seen", 20))
			}
		}
		return web.View{Name: "card", Status: http.StatusBadRequest, Data: c}, nil
	}
	edits := make([]store.ErrandEdit, len(people))
	for i, p := range people {
		id, err := booking.ParseApplicationID(p.Typed.Application)
		if err != nil {
			return nil, err // it was read before
		}
		edits[i] = store.ErrandEdit{
			Errand: booking.Errand{Procedure: booking.Procedure(p.Typed.Procedure), Application: id, Reason: p.Typed.Reason},
			Keep:   id == "" && r.Text(nth("drop", p.N), 3) == "",
		}
	}
	err = update(r, store.ToServe, "", func(tx store.Serving) error {
		if err := r.unchanged(tx, b.ID); err != nil {
			return err
		}
		_, err := tx.SetErrands(r.City, b.Receipt, edits)
		return err
	})
	if err != nil {
		return nil, err
	}
	return web.Moved(fmt.Sprintf("/card/%s?done=errands#b%d", r.cardOf(b.Phone), b.ID)), nil
}

// nth names the field of one of those who come.
func nth(field string, n int) string { return field + strconv.Itoa(n) }

// mostTyped is the most characters that are read of an application ID: enough for one in groups,
// and for seeing that something else is none.
const mostTyped = 100

// readPeople reads the fields of each who comes, and what is wrong with them.
func (r *request) readPeople(of booking.Service, party int) (people []person) {
	for n := 1; n <= max(party, 1); n++ {
		p := person{N: n}
		p.Typed = typed{r.Text(nth("procedure", n), 20), r.Text(nth("application", n), mostTyped), r.Text(nth("reason", n), 40)}
		if p.Typed.Procedure == "" {
			p.Typed.Procedure = string(of.Kind.Assumed())
		}
		kind := booking.Procedure(p.Typed.Procedure)
		if !slices.Contains(procedures(of), kind) {
			p.Errors.Procedure = told{"この用件には、ない手続きです。", "一覧から、選んでください。"}
			people = append(people, p)
			continue
		}
		asks := of.Asks(kind)
		if p.Typed.Application != "" && !asks.Application {
			p.Errors.Application = told{"申請書IDは、更新の方だけのものです。", "手続きを更新にするか、この欄を空けてください。"}
		} else if _, err := booking.ParseApplicationID(p.Typed.Application); err != nil {
			p.Errors.Application = explainApplication(err)
		}
		if _, there := of.Reason(p.Typed.Reason); p.Typed.Reason != "" && asks.Reason && !there {
			p.Errors.Reason = told{"その理由は、ありません。", "一覧から、選んでください。"}
		} else if p.Typed.Reason != "" && !asks.Reason {
			p.Errors.Reason = told{"理由は、再発行の方だけのものです。", "手続きを再発行にするか、理由を「まだ聞いていない」にしてください。"}
		}
		people = append(people, p)
	}
	return people
}

// explainApplication says what was typed instead of an application ID, and what is expected.
func explainApplication(err error) told {
	wrong, ok := errors.AsType[*booking.ApplicationIDError](err)
	expected := fmt.Sprintf("申請書IDは、%dけたの数字です。空白やハイフンで区切っても、かまいません。", booking.ApplicationDigits)
	switch {
	case !ok:
		return told{"申請書IDが、読み取れませんでした。", expected}
	case wrong.Other != 0:
		return told{fmt.Sprintf("数字ではない文字「%c」があります。", wrong.Other), expected}
	}
	return told{fmt.Sprintf("%dけたでした。", wrong.Digits), expected}
}

// refuse puts what was typed, and what is wrong with it, in the place of what the ledger has.
func (e *errands) refuse(people []person, seen string) {
	e.Wrong, e.Seen = true, seen
	for i := range e.People {
		if i < len(people) {
			e.People[i].Typed, e.People[i].Errors = people[i].Typed, people[i].Errors
		}
	}
}

// showApplications shows the card with the application IDs of a booking whole. That somebody
// saw them is on record before they are shown.
func (r *request) showApplications() (answer, error) {
	b, err := r.bookingOf()
	if err != nil {
		return nil, err
	}
	c, err := r.cardShown(b.Phone)
	if err != nil {
		return nil, err
	}
	var ids []booking.ApplicationID
	err = update(r, store.ToFind, "", func(tx store.Finding) (err error) {
		ids, err = tx.Applications(b, store.Look{Page: store.ApplicationPage})
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, s := range c.Bookings {
		if s.Errands == nil || s.Booking.ID != b.ID {
			continue
		}
		s.Errands.Whole = len(ids) > 0
		for i, id := range ids {
			if i < len(s.Errands.People) && id != "" {
				s.Errands.People[i].Application = id.Grouped()
			}
		}
	}
	return web.View{Name: "card", Data: c}, nil
}

// Masked reports whether any application ID is shown with its last four digits alone.
func (e *errands) Masked() bool {
	return !e.Whole && slices.ContainsFunc(e.People, func(p person) bool { return p.Application != "" })
}
