package residents

import (
	"errors"
	"strconv"

	"madoguchi/booking"
	"madoguchi/store"
)

// A comesForm asks what each of those who come is there for, as far as their service needs to
// know, and whether somebody comes in their place.
type comesForm struct {
	Persons   []personForm
	AsksProxy bool
	ByProxy   bool
}

// A personForm asks one of them.
type personForm struct {
	N       int  // 1 is the first
	Alone   bool // nobody else comes
	Suffix  string
	Kinds   []kindChoice
	ID      string // as it was typed
	HasID   string // of the booking, masked; it stays if none is typed
	AsksID  bool
	Reasons []reasonChoice
	Fault   Marked // why the ID cannot be taken; "" if it can
	NoKind  bool   // it was not said what for
}

// A kindChoice is a procedure, and a reasonChoice a reason, that can be chosen.
type (
	kindChoice struct {
		Procedure booking.Procedure
		Key       string // of its name; with ".hint", of whom it is for
		Chosen    bool
	}
	reasonChoice struct {
		ID     string
		Name   Marked
		Chosen bool
	}
)

// Faulty reports whether something has to be entered anew.
func (f comesForm) Faulty() bool { return f.Field() != "" }

// Field is the first field at fault, "" if none is.
func (f comesForm) Field() string {
	for _, p := range f.Persons {
		switch {
		case p.NoKind:
			return "procedure" + p.Suffix
		case p.Fault != "":
			return "application" + p.Suffix
		}
	}
	return ""
}

// kindKey returns the key of what a procedure of a service is called.
func kindKey(k booking.ServiceKind, p booking.Procedure) string {
	switch {
	case k == booking.Application:
		return "who.card." + string(p)
	case p == booking.NewIssue:
		return "who.newissue"
	}
	return "who.renewal"
}

// comesForm returns what there is to ask of a party, with what is known.
func (r *request) comesForm(service booking.ServiceID, party int, known []booking.Errand, proxy bool) comesForm {
	s, _ := r.City.Service(service)
	kind := r.kindOf(service)
	f := comesForm{AsksProxy: kind == booking.Certificate, ByProxy: proxy}
	for n := range max(party, 1) {
		e := booking.Errand{}
		if kind == booking.Certificate {
			e.Procedure = kind.Assumed()
		}
		if n < len(known) {
			e = known[n]
		}
		f.Persons = append(f.Persons, r.personForm(s, kind, n+1, party, e))
	}
	return f
}

func (r *request) personForm(s booking.Service, kind booking.ServiceKind, n, party int, e booking.Errand) personForm {
	p := personForm{N: n, Alone: party <= 1, Suffix: suffix(n), ID: e.Application.Grouped()}
	for _, procedure := range kind.Procedures() {
		p.Kinds = append(p.Kinds, kindChoice{procedure, kindKey(kind, procedure), procedure == e.Procedure})
		p.AsksID = p.AsksID || s.Asks(procedure).Application
	}
	for _, reason := range s.Reasons {
		name := marked(reason.Name)
		if r.voice.Code() != "ja" && reason.English != "" {
			name = marked(reason.English)
		}
		p.Reasons = append(p.Reasons, reasonChoice{reason.ID, name, reason.ID == e.Reason})
	}
	return p
}

// suffix is what the fields of a person end with.
func suffix(n int) string {
	if n == 1 {
		return ""
	}
	return strconv.Itoa(n)
}

// typed reads what was entered of those who come. What is not asked for what somebody comes for
// is left out, also where it was entered before they chose. The form that comes with it has
// the faults; known is what there is where nothing was entered.
func (r *request) typed(service booking.ServiceID, party int, known []booking.Errand, proxy bool) ([]booking.Errand, comesForm, error) {
	s, _ := r.City.Service(service)
	kind := r.kindOf(service)
	var errands []booking.Errand
	var raw []string
	for n := range max(party, 1) {
		e := booking.Errand{Procedure: kind.Assumed()}
		if r.Text("procedure"+suffix(n+1), 20) != "" {
			p, err := r.Procedure("procedure" + suffix(n+1))
			if err != nil {
				return nil, comesForm{}, err
			}
			e.Procedure = p
		}
		asks := s.Asks(e.Procedure)
		if asks.Reason {
			e.Reason = r.Text("reason"+suffix(n+1), 20)
		}
		text := ""
		if asks.Application {
			text = r.Text("application"+suffix(n+1), 60)
		}
		if text == "" && asks.Application && n < len(known) && known[n].Procedure == e.Procedure {
			e.Application = known[n].Application
		}
		raw, errands = append(raw, text), append(errands, e)
	}
	if err := s.Check(errands, party); err != nil {
		return nil, comesForm{}, err
	}
	f := r.comesForm(service, party, errands, proxy)
	for n, text := range raw {
		p := &f.Persons[n]
		p.NoKind = errands[n].Procedure == booking.Unsaid
		if text == "" {
			continue
		}
		id, err := booking.ParseApplicationID(text)
		if p.ID = text; err != nil {
			fault, err := r.idFault(err)
			if err != nil {
				return nil, f, err
			}
			p.Fault = fault
			continue
		}
		errands[n].Application = id
	}
	return errands, f, nil
}

// idFault returns the words for why an application ID cannot be taken.
func (r *request) idFault(err error) (Marked, error) {
	wrong, ok := errors.AsType[*booking.ApplicationIDError](err)
	switch {
	case !ok:
		return "", err
	case wrong.Other != 0:
		return r.voice.Mark("who.id.other")
	}
	return r.voice.Mark("who.id.length", "found", wrong.Digits)
}

// draft returns what was typed of the party of a wish; for whom nothing was, what is assumed.
func (r *request) draft(tx store.Visiting, w wish) ([]booking.Errand, error) {
	typed, err := tx.Draft(r.token)
	if err != nil {
		return nil, err
	}
	s, _ := r.City.Service(w.Service)
	if len(typed) > w.Party {
		typed = typed[:w.Party]
	}
	if s.Check(typed, w.Party) != nil {
		typed = nil // it was of another service
	}
	for len(typed) < w.Party {
		typed = append(typed, booking.Errand{Procedure: r.kindOf(w.Service).Assumed()})
	}
	return typed, nil
}

// plain reports whether one comes alone, of whom nothing is known but the procedure.
func plain(errands []booking.Errand) bool {
	return len(errands) == 1 && errands[0] == booking.Errand{Procedure: errands[0].Procedure}
}

// undecided reports whether somebody has still to be asked what for they come.
func undecided(errands []booking.Errand) bool {
	for _, e := range errands {
		if e.Procedure == booking.Unsaid {
			return true
		}
	}
	return false
}
