package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/words"
)

// readService reads the id of a service.
func readService(s string) (booking.ServiceID, error) {
	id, err := readText("the id of a service")(s)
	return booking.ServiceID(id), err
}

// service refuses a service that the config does not have. No service is no mistake: it is
// the first.
func (d *desk) service(id booking.ServiceID) (booking.Service, error) {
	s, ok := d.line.City.Service(id)
	if !ok {
		return s, usage("--service: found %.40q, expected one of %s", id, idsOf(d.line.City.AllServices()))
	}
	return s, nil
}

func idsOf(services []booking.Service) string {
	ids := make([]string, len(services))
	for i, s := range services {
		ids[i] = string(s.ID)
	}
	return strings.Join(ids, ", ")
}

// serviceAt is service for a booking at a facility, which must have it. Of several services
// one must be named.
func (d *desk) serviceAt(id booking.ServiceID, facility string) (booking.Service, error) {
	city := &d.line.City
	if id == "" && city.SeveralServices() {
		return booking.Service{}, usage("--service: found none, expected one of %s", idsOf(city.ServicesAt(facility)))
	}
	s, err := d.service(id)
	if err != nil || s.At(facility) {
		return s, err
	}
	var places []string
	for _, f := range city.FacilitiesOf(s.ID) {
		places = append(places, f.ID)
	}
	return s, usage("--facility: found %s, which does not have the service %s, expected one of %s", facility, s.ID, strings.Join(places, ", "))
}

// toldService names the service of a booking where there is one to tell, and otherwise
// returns "".
func (d *desk) toldService(b store.Seen) string { return words.ServiceTold(&d.line.City, b.Service) }

// errandFlags are what each who comes is there for: the first time a flag is given is of the
// first, the second of the second, and so on.
type errandFlags struct {
	procedures   each[booking.Procedure]
	applications each[booking.ApplicationID]
	reasons      each[string]
}

func (e *errandFlags) add(flags *pflag.FlagSet) {
	e.procedures = each[booking.Procedure]{by: booking.ParseProcedure, kind: "WHAT"}
	e.applications = each[booking.ApplicationID]{by: booking.ParseApplicationID, kind: "DIGITS"}
	e.reasons = each[string]{by: func(s string) (string, error) { return s, nil }, kind: "ID"}
	flags.Var(&e.procedures, "procedure", "renewal, new-issue, reissue, pick-up or unsaid, as the service has it, once for each who comes (default: what most come for)")
	flags.Var(&e.applications, "application-id", `the 23 digits of a card that is renewed, once for each who comes ("" for none)`)
	flags.Var(&e.reasons, "reason", `why a card is issued again: an id of the service's reasons, once for each who comes ("" for none)`)
}

// of reads the errands of a booking of a service. They are none if nothing but one procedure
// is known.
func (e *errandFlags) of(s booking.Service, party int) (first booking.Procedure, errands []booking.Errand, err error) {
	errands = make([]booking.Errand, max(len(e.procedures.got), len(e.applications.got), len(e.reasons.got), 1))
	for i := range errands {
		errands[i] = booking.Errand{
			Procedure:   cmp.Or(nth(e.procedures.got, i), s.Kind.Assumed()),
			Application: nth(e.applications.got, i), Reason: nth(e.reasons.got, i),
		}
	}
	if wrong, ok := errors.AsType[*booking.ErrandError](s.Check(errands, party)); ok {
		return "", nil, refusedErrand(s, errands, party, wrong)
	}
	if len(errands) == 1 && errands[0].Application == "" && errands[0].Reason == "" {
		return errands[0].Procedure, nil, nil
	}
	return errands[0].Procedure, errands, nil
}

// refusedErrand says which flag does not fit the service. It has no digit of an application ID.
func refusedErrand(s booking.Service, errands []booking.Errand, party int, wrong *booking.ErrandError) error {
	if errors.Is(wrong, booking.ErrErrandCount) {
		return usage("found what %d people come for, expected at most %d: see --party", len(errands), max(party, 1))
	}
	of := errands[wrong.Person-1]
	who := fmt.Sprintf("%s of person %d", of.Procedure, wrong.Person)
	switch {
	case errors.Is(wrong, booking.ErrErrandKind):
		return usage("--procedure: found %s, expected one of %s for the service %s", who, proceduresOf(s), s.ID)
	case errors.Is(wrong, booking.ErrErrandReason):
		var ids []string
		for _, r := range s.Reasons {
			ids = append(ids, r.ID)
		}
		return usage("--reason: found %.40q of person %d, expected one of %s", of.Reason, wrong.Person, strings.Join(ids, ", "))
	case of.Application != "" && !s.Asks(of.Procedure).Application:
		return usage("--application-id: found one for %s, expected one for a %s of an %s alone", who, booking.Renewal, booking.Application)
	}
	return usage("--reason: found one for %s, expected one for a %s of an %s alone, whose reasons are in city.yaml", who, booking.Reissue, booking.Application)
}

func proceduresOf(s booking.Service) string {
	all := s.Kind.Procedures()
	if a := s.Kind.Assumed(); !slices.Contains(all, a) {
		all = append(all, a)
	}
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = string(p)
	}
	return strings.Join(names, ", ")
}

// nth returns the thing at i, or the zero T.
func nth[T any](things []T, i int) (t T) {
	if i < len(things) {
		t = things[i]
	}
	return t
}

// each is a flag that may be given several times, each of which a reader reads.
type each[T any] struct {
	got  []T
	by   reader[T]
	kind string
}

func (e *each[T]) String() string { return "" }
func (e *each[T]) Type() string   { return e.kind }
func (e *each[T]) Set(s string) error {
	v, err := e.by(s)
	if err == nil {
		e.got = append(e.got, v)
	}
	return err
}

// errandWords says what one of those who come is there for, as the terminal shows it: 更新、
// 申請書ID ****1234.
func errandWords(s booking.Service, e store.SeenErrand) string {
	parts := []string{words.Procedure(e.Procedure)}
	if e.Application != "" {
		parts = append(parts, "申請書ID "+e.Application)
	}
	if e.Reason != "" {
		parts = append(parts, "理由 "+words.Reason(s, e.Reason))
	}
	return strings.Join(parts, "、")
}

// errandJSON is what one of those who come is there for, for machines.
type errandJSON struct {
	Procedure   string `json:"procedure"`
	Application string `json:"application,omitempty"` // masked
	Reason      string `json:"reason,omitempty"`      // an id of city.yaml
}

func errandForMachines(e store.SeenErrand) errandJSON {
	return errandJSON{string(e.Procedure), e.Application, e.Reason}
}
