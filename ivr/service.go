package ivr

import (
	"cmp"
	"slices"

	"madoguchi/booking"
)

// of returns the service of the visit. A call that was stored before there were several is
// about the certificate.
func (v Visit) of() booking.ServiceID { return cmp.Or(v.Service, booking.CertificateService) }

// namesServices reports whether the line says which service a booking is of: in a city that
// has the certificate and nothing else, nobody needs to hear it.
func namesServices(c *booking.City) bool {
	all := c.AllServices()
	return len(all) > 1 || all[0].Kind != booking.Certificate
}

func naming(t *turn) bool { return namesServices(t.city) }

// services returns what can be booked on the dialled line, in the order of the config: at its
// own facility, or anywhere.
func (t *turn) services() (found []booking.Service) {
	if f, own := t.city.FacilityOf(t.call.Line); own {
		found = t.city.ServicesAt(f.ID)
	}
	if found == nil {
		return t.city.AllServices()
	}
	return found
}

// hasKind reports whether a service of one of the kinds can be booked on the dialled line.
func (t *turn) hasKind(kinds ...booking.ServiceKind) bool {
	return slices.ContainsFunc(t.services(), func(s booking.Service) bool { return slices.Contains(kinds, s.Kind) })
}

func hasCertificate(t *turn) bool { return t.hasKind(booking.Certificate) }
func hasApplication(t *turn) bool { return t.hasKind(booking.Application) }
func hasPickUp(t *turn) bool      { return t.hasKind(booking.PickUp) }
func hasAllOfCards(t *turn) bool  { return hasApplication(t) && hasPickUp(t) }
func isCertificate(t *turn) bool  { return t.kind() == booking.Certificate }
func isOfCards(t *turn) bool      { return !isCertificate(t) }

// greetsForCards reports whether the greeting must say that the line is for more than the
// certificate.
func greetsForCards(t *turn) bool { return !hasCertificate(t) || len(t.services()) > 1 }

// service returns the service of the visit that is talked about. One that has left the config
// has an ID alone.
func (t *turn) service() booking.Service {
	s, known := t.city.Service(t.call.Draft.of())
	if !known && s.ID == booking.CertificateService {
		s.Kind = booking.Certificate
	}
	return s
}

// kind returns what the law knows of the service that is talked about.
func (t *turn) kind() booking.ServiceKind { return t.service().Kind }

// serviceName returns the service that is talked about as menus have it.
func (t *turn) serviceName() string {
	switch s := t.service(); {
	case s.Short != "":
		return t.Name(s.Short)
	case s.Kind == booking.Certificate:
		return t.phrase("service.certificate")
	}
	return t.phrase("service.unknown")
}

// whispered returns what an agent hears that the call is about: the service, as far as it is
// known, and its name leaves time for the rest.
func (t *turn) whispered() string {
	name := t.serviceName()
	whisper, _ := t.tongue.words["whisper.service"].fill(func(hole string) string {
		if hole == "errand" {
			return name
		}
		return t.phrases.holes[hole].fill(t)
	})
	if t.About(*t.call).Service == "" || t.breath(whisper) > maxWhisperSeconds {
		return t.phrase("whisper.any")
	}
	return name
}

// widestService returns the longest name of a service.
func widestService(p *Phrases, l *tongue) string {
	names := []string{l.words["service.certificate"].text, l.words["service.unknown"].text}
	for _, s := range p.city.Services {
		names = append(names, l.Name(s.Short))
	}
	return l.longest(names...)
}

// widestWhispered is the longest of these names that the line chose for itself: it leaves out one
// of the city that takes too long.
func widestWhispered(_ *Phrases, l *tongue) string {
	return l.longest(l.words["service.certificate"].text, l.words["service.unknown"].text, l.words["whisper.any"].text)
}

// takes reports whether a booking of the service can bring as many people as come, at
// whichever facility takes most.
func (t *turn) takes(s booking.Service) bool {
	return slices.ContainsFunc(t.city.FacilitiesOf(s.ID), func(f booking.Facility) bool {
		return t.city.RulesFor(s.ID, f.ID).Fits(t.call.Draft.Party)
	})
}

// open returns which of the services the number can still book: where it may have one of
// each, those of which it has none. Members of a household are staff's to book.
func (t *turn) open(own []booking.Booking) (open []booking.Service) {
	for _, s := range t.services() {
		if !slices.ContainsFunc(own, func(b booking.Booking) bool {
			return b.Member <= 1 && (!t.city.PerService || b.Service == s.ID)
		}) {
			open = append(open, s)
		}
	}
	return open
}

// chooseService leads to the choice of a service, of those that come into question if not of
// all, and on without it where there is one, or it was chosen before. Who did not choose hears
// which it is. Who can book nothing hears why, and what can be done with what they have.
func chooseService(t *turn) (State, error) {
	if err := t.city.Rules.May(t.call.Done, booking.Booked); err != nil {
		return t.refused(err)
	}
	d := &t.call.Draft
	if !naming(t) {
		d.Service = t.city.AllServices()[0].ID
		return ChoosePlace, nil
	}
	own, err := t.tx.Bookings(t.call.Caller.Phone)
	if err != nil {
		return "", err
	}
	open := t.open(own)
	is := func(s booking.Service) bool { return s.ID == d.Service }
	switch {
	case slices.ContainsFunc(open, is):
		return ChoosePlace, nil
	case slices.ContainsFunc(t.services(), is):
		t.say("already")
		return t.taken()
	case d.Services != nil:
		open = slices.DeleteFunc(open, func(s booking.Service) bool { return !slices.Contains(d.Services, s.ID) })
	}
	if fit := slices.DeleteFunc(slices.Clone(open), func(s booking.Service) bool { return !t.takes(s) }); len(fit) > 0 {
		open = fit
	}
	d.Service, d.Services = "", idsOf(open)
	switch len(open) {
	case 0:
		t.say("already.all")
		return t.taken()
	case 1:
		d.Service = open[0].ID
		t.say("service.only")
		return ChoosePlace, nil
	}
	d.Procedure, d.Page = "", 0
	return Service, nil
}

// taken makes what the number has what is talked about.
func (t *turn) taken() (State, error) {
	_, err := lookUp(t)
	return Taken, err
}

// choosePlace leads to the choice of a facility that has the service, and on without it where
// there is one, or that of the dialled line has it.
func choosePlace(t *turn) (State, error) {
	d := &t.call.Draft
	d.Services = nil
	if f, ok := t.city.FacilityOf(t.call.Line); ok && (!naming(t) || t.service().At(f.ID)) {
		d.Facility = f.ID
		return Find, nil
	}
	if places := t.city.FacilitiesOf(d.of()); len(places) == 1 {
		d.Facility = places[0].ID
		return Find, nil
	}
	return Facility, nil
}

// backToPlaces leads from an offer back to the choice of a facility, and backToServices from
// there to that of a service, as far as there was something to choose.
func backToPlaces(t *turn) (State, error) {
	if naming(t) && len(t.fitting()) < 2 {
		return BackToServices, nil
	}
	return Facility, nil
}

func backToServices(t *turn) (State, error) {
	if !naming(t) || isChange(t) {
		return Home, nil
	}
	own, err := t.tx.Bookings(t.call.Caller.Phone)
	open := slices.DeleteFunc(t.open(own), func(s booking.Service) bool { return !t.takes(s) })
	if err != nil || len(open) < 2 {
		return Home, err
	}
	d := t.call.Draft
	t.call.Draft = Draft{Visit: Visit{Party: d.Party}, Services: idsOf(open), Undo: d.Undo}
	return Service, nil
}

// rulesAt returns the rules of the service that is talked about at a facility.
func (t *turn) rulesAt(facility string) booking.Rules {
	return t.city.RulesFor(t.call.Draft.of(), facility)
}

// isThere reports whether the service that is talked about, or any before one was chosen, is at
// a facility on a day on which that is open.
func (t *turn) isThere(facility string, day booking.Date) bool {
	return slices.ContainsFunc(t.city.ServicesAt(facility), func(s booking.Service) bool {
		return (t.call.Draft.Service == "" || s.ID == t.call.Draft.Service) && isOn(s, day)
	})
}

func isOn(s booking.Service, day booking.Date) bool {
	return s.Hours == nil || len(s.Hours.On(day)) > 0
}

func ofKinds(services []booking.Service, kinds []booking.ServiceKind) []booking.Service {
	return slices.DeleteFunc(slices.Clone(services), func(s booking.Service) bool { return !slices.Contains(kinds, s.Kind) })
}

func idsOf(services []booking.Service) (ids []booking.ServiceID) {
	for _, s := range services {
		ids = append(ids, s.ID)
	}
	return ids
}

// servicesPerPage is how many services are read out at once. If there is only one more, it is
// read as well.
const servicesPerPage = 3

// toBook returns the keys 1, 2, 3 … for the services that can be booked; 9 turns the page if
// there are more than four.
func toBook(t *turn) []Option {
	return t.serviceKeys(Service, ChoosePlace, func(id booking.ServiceID) func(*Draft) {
		return func(d *Draft) { *d = Draft{Visit: Visit{Service: id, Party: d.Party}, Undo: d.Undo} }
	})
}

// toBring returns such keys for the services of which the caller can hear what to bring.
func toBring(t *turn) []Option {
	return t.serviceKeys(BringFor, Bring, func(id booking.ServiceID) func(*Draft) {
		own := t.own()
		i := slices.IndexFunc(own, func(v Visit) bool { return v.of() == id })
		return func(d *Draft) {
			if i < 0 {
				*d = Draft{Visit: Visit{Service: id}, Undo: d.Undo}
				return
			}
			v := own[i] // before the others close up over it
			d.Visit, d.Others, d.Services = v, slices.Delete(slices.Clone(own), i, i+1), nil
		}
	})
}

// serviceKeys returns the keys of a page of the services among which the caller chooses in a
// row, and where they lead.
func (t *turn) serviceKeys(row, to State, choose func(booking.ServiceID) func(*Draft)) (options []Option) {
	all := t.call.Draft.Services
	page := all
	if len(all) > servicesPerPage+1 {
		pages := (len(all) + servicesPerPage - 1) / servicesPerPage
		first := t.call.Draft.Page % pages * servicesPerPage
		page = all[first:min(first+servicesPerPage, len(all))]
	}
	for i, id := range page {
		name := ""
		t.about(Visit{Service: id}, func() { name = t.serviceName() })
		options = append(options, Option{Key: '1' + byte(i), Name: name, To: to, set: choose(id)})
	}
	if len(page) < len(all) {
		options = append(options, Option{Key: '9', Say: "option.more-errands", To: row, set: func(d *Draft) { d.Page++ }})
	}
	return options
}
