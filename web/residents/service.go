package residents

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/web"
)

// A shownService is a service as pages name it.
type shownService struct {
	ID   booking.ServiceID
	Name Marked
	Who  Marked // who may use it
}

// service returns how a service is shown. One that has left the config has its ID alone.
func (r *request) service(id booking.ServiceID) shownService {
	s, known := r.City.Service(id)
	if !known {
		return shownService{ID: id, Name: marked(string(id))}
	}
	shown := shownService{ID: s.ID, Name: withReading(s.Name, s.Yomi), Who: Marked(r.voice.words["service.who."+string(s.Kind)])}
	own := s.Words.Who
	if r.voice.Code() != "ja" {
		shown.Name, own = marked(cmp.Or(s.English, plainly(Marked(r.voice.words["service.kind."+string(s.Kind)])))), s.Words.EnglishWho
	}
	if own != "" {
		shown.Who = marked(own)
	}
	return shown
}

// named returns the service of a booking where people must be told which it is.
func (r *request) named(id booking.ServiceID) *shownService {
	if !r.City.SeveralServices() {
		return nil
	}
	s := r.service(id)
	return &s
}

// withReading returns a name with how it is read.
func withReading(name, yomi string) Marked {
	if yomi == "" || name == "" {
		return marked(name)
	}
	return "｜" + marked(name) + "《" + marked(strings.ReplaceAll(yomi, "、", "")) + "》"
}

// kindOf returns the kind of a service.
func (r *request) kindOf(id booking.ServiceID) booking.ServiceKind {
	s, _ := r.City.Service(id)
	return cmp.Or(s.Kind, booking.Certificate)
}

// rules returns the rules by which a wish is judged.
func (r *request) rules(w wish) booking.Rules { return r.City.RulesFor(w.Service, w.Facility) }

// rulesOf returns the rules by which a booking is judged.
func (r *request) rulesOf(b booking.Booking) booking.Rules {
	return r.City.RulesFor(b.Service, b.Facility)
}

// A servicePage asks what somebody comes for.
type servicePage struct {
	Wish   wish
	Chosen chosen
	Of     []serviceChoice
}

// A serviceChoice is a service, when there is time for it, and where the choice leads.
type serviceChoice struct {
	shownService
	Next time.Time // the zero time if never
	To   string
}

// services asks for the service, among those of the facility if that is chosen already. It
// returns no answer if there is nothing to ask.
func (r *request) services(w *wish) (web.Answer, error) {
	if !r.City.SeveralServices() || w.Service != "" {
		return nil, nil
	}
	all := r.City.AllServices()
	if w.Facility != "" {
		all = r.City.ServicesAt(w.Facility)
	}
	if len(all) == 1 {
		w.Service = all[0].ID
		return nil, nil
	}
	page := servicePage{Wish: *w, Chosen: r.chosen(*w)}
	err := view(r, func(tx looking) (err error) {
		page.Of, err = r.serviceChoices(tx, *w)
		return err
	})
	return web.View{Name: "service", Data: page}, err
}

// serviceChoices returns each service that a wish leaves, and when there is time for it.
func (r *request) serviceChoices(tx looking, w wish) (all []serviceChoice, err error) {
	for _, s := range r.City.AllServices() {
		if w.Facility != "" && !s.At(w.Facility) {
			continue
		}
		to := w
		to.Service = s.ID
		c := serviceChoice{shownService: r.service(s.ID), To: root + to.At(afterService(to))}
		for _, f := range r.City.FacilitiesOf(s.ID) {
			if w.Facility != "" && f.ID != w.Facility {
				continue
			}
			next, err := r.City.RulesFor(s.ID, f.ID).Earliest(tx, booking.Want{Facility: f.ID, Party: w.Party}, tx.Now())
			switch {
			case errors.Is(err, booking.ErrNoRoom):
			case err != nil:
				return nil, err
			case c.Next.IsZero() || next.Before(c.Next):
				c.Next = next
			}
		}
		all = append(all, c)
	}
	return all, nil
}

// afterService returns where a choice of the service leads: to what has not been chosen yet.
func afterService(w wish) string {
	if w.Facility == "" {
		return "/book"
	}
	return afterPlace(w)
}
