package booking

import (
	"cmp"
	"slices"
	"time"
)

// ServiceID names a service in the ledger and at the terminal: ascii, never changed.
type ServiceID string

// CertificateService is the service of a city that names none, and of every booking that was
// made before there were others.
const CertificateService ServiceID = "certificate"

// A Service is an errand that people come for: the certificate, the application for a card,
// the pick-up of one. All services of a facility share its desks: each visit takes as much
// time of them as its service needs.
type Service struct {
	ID        ServiceID
	Kind      ServiceKind
	Name      string // as staff write it: 電子証明書の更新
	Yomi      string // how the name that callers hear is read, in kana
	Say       string // what the voice is given for it; Yomi if empty
	Short     string // what the voice is given in a menu: 証明書の更新
	ShortYomi string // how Short is read, in kana; Short if empty, which is kana then
	English   string // its name in English

	Minutes    int              // how long a visit takes for each who comes, at least; 0: a slot
	Facilities []string         // ids of those that have it; none: every one
	Hours      *Hours           // within which its visits take place; nil: whenever the facility is open
	Own        map[string]Rules // its own figures, by the id of the facility, "" for one that has left; nil: it has none
	Reasons    []Choice         // why a card is issued again; an application's alone
	Words      ServiceWords
}

// ServiceWords are what residents read of a service. Each may be empty: the product has words
// of its own for each kind.
type ServiceWords struct {
	Who          string   // who may use it
	Bring        []string // what to bring
	EnglishWho   string
	EnglishBring []string
}

// A Choice is one of a closed list that the city writes.
type Choice struct {
	ID      string // ascii, in the ledger
	Name    string // 紛失した
	English string
}

// ServiceKind is what the law knows of an errand: it decides which procedures there are and
// what is asked of whoever comes. docs/rules.md, "Services".
type ServiceKind string

// The kinds of service.
const (
	Certificate ServiceKind = "certificate" // 電子証明書
	Application ServiceKind = "application" // カードの申請
	PickUp      ServiceKind = "pick-up"     // カードの受け取り
)

// ServiceKinds are all kinds, in the order in which a city usually has them.
var ServiceKinds = []ServiceKind{Certificate, Application, PickUp}

// Procedures returns what a person may come for, the most frequent first.
func (k ServiceKind) Procedures() []Procedure {
	switch k {
	case Application:
		return []Procedure{Renewal, NewIssue, Reissue}
	case PickUp:
		return []Procedure{Collection}
	}
	return []Procedure{Renewal, NewIssue}
}

// Assumed returns what somebody comes for who has not been asked. Most certificates are
// renewed; what is applied for, nobody can assume.
func (k ServiceKind) Assumed() Procedure {
	switch k {
	case Application:
		return Unsaid
	case PickUp:
		return Collection
	}
	return Renewal
}

// InPerson reports whether those who come must be the persons themselves, whoever else
// comes with them: a card is handed over to nobody else.
func (k ServiceKind) InPerson() bool { return k == PickUp }

// At reports whether a facility has the service.
func (s Service) At(facility string) bool {
	return len(s.Facilities) == 0 || slices.Contains(s.Facilities, facility)
}

// Reason returns the reason with that id.
func (s Service) Reason(id string) (Choice, bool) {
	i := slices.IndexFunc(s.Reasons, func(c Choice) bool { return c.ID == id })
	if i < 0 {
		return Choice{}, false
	}
	return s.Reasons[i], true
}

// AllServices returns the services of the city, of which there is always one: a city that
// names none has the certificate.
func (c *City) AllServices() []Service {
	if len(c.Services) == 0 {
		return []Service{{ID: CertificateService, Kind: Certificate}}
	}
	return c.Services
}

// Service returns the service with that id; "" is the first. It returns false for one that
// has left the config.
func (c *City) Service(id ServiceID) (Service, bool) {
	all := c.AllServices()
	if id == "" {
		return all[0], true
	}
	i := slices.IndexFunc(all, func(s Service) bool { return s.ID == id })
	if i < 0 {
		return Service{ID: id}, false
	}
	return all[i], true
}

// SeveralServices reports whether people must be asked which service they come for.
func (c *City) SeveralServices() bool { return len(c.Services) > 1 }

// FacilitiesOf returns the facilities that have a service, in the order of the config.
func (c *City) FacilitiesOf(id ServiceID) (found []Facility) {
	s, _ := c.Service(id)
	for _, f := range c.Facilities {
		if s.At(f.ID) {
			found = append(found, f)
		}
	}
	return found
}

// ServicesAt returns the services that a facility has.
func (c *City) ServicesAt(facility string) (found []Service) {
	for _, s := range c.AllServices() {
		if s.At(facility) {
			found = append(found, s)
		}
	}
	return found
}

// RulesFor returns the rules of a service at a facility; "" is the first service. What the
// service does not say itself, the facility's rules say. At a facility that does not have the
// service, nothing of it can be booked. A service that has left the config has the facility's
// rules.
func (c *City) RulesFor(id ServiceID, facility string) Rules {
	r := c.RulesOf(facility)
	s, known := c.Service(id)
	r.service, r.perService = s.ID, c.PerService
	if !known {
		return r
	}
	if own, ok := s.Own[facility]; ok {
		own.hours, own.service, own.perService = r.hours, r.service, r.perService
		r = own
	}
	r.Visit = time.Duration(s.Minutes) * time.Minute
	r.offered = s.Hours
	if !s.At(facility) {
		r.offered = &Hours{}
	}
	return r
}

// ofService returns the service that the rules are of. Those that RulesFor has not made are
// of the certificate.
func (r Rules) ofService() ServiceID { return cmp.Or(r.service, CertificateService) }

// takesPlace reports whether a service is there for all of a visit.
func (r Rules) takesPlace(start, end time.Time) bool {
	if r.offered == nil {
		return true
	}
	start, end = start.In(JST), end.In(JST)
	day := DateOf(start)
	for _, open := range r.offered.On(day) {
		if !open.From.On(day, JST).After(start) && open.To.On(day, JST).After(start) {
			start = open.To.On(day, JST)
		}
	}
	return !start.Before(end)
}

// nextPlace returns the first moment at or after one, before until, at which the service is
// there.
func (r Rules) nextPlace(from, until time.Time) time.Time {
	if r.offered == nil {
		return from
	}
	at, ok := r.offered.Next(from.In(JST))
	if !ok || at.After(until) {
		return until
	}
	return at
}

// lastPlace returns the end of the last stretch, or part of one, before a moment and after
// from, in which the service is there.
func (r Rules) lastPlace(from, until time.Time) time.Time {
	if r.offered == nil {
		return until
	}
	for day := DateOf(until.In(JST)); day.AddDays(1).In(JST).After(from); day = day.AddDays(-1) {
		for _, open := range slices.Backward(r.offered.On(day)) {
			if open.From.On(day, JST).Before(until) {
				return sooner(open.To.On(day, JST), until)
			}
		}
	}
	return from
}
