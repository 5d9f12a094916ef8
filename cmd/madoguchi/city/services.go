package city

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"madoguchi/booking"
)

// The most services of a city, reasons of one, and things to bring to one.
const (
	mostServices = 8
	mostReasons  = 10
	mostBring    = 8
)

// serviceRuleKeys are the figures that a service may have of its own. Desks, and how many
// visits a day may have, are those of the facility: its services share them.
var serviceRuleKeys = []string{"horizon", "opens_at", "book_until", "change_until", "cancel_until", "late_grace", "max_party", "party"}

var serviceKeys = slices.Concat([]string{"id", "kind", "name", "yomi", "say", "short", "short_yomi", "name_en", "visit", "facilities",
	"hours", "special", "closed", "who", "who_en", "bring", "bring_en", "reasons"}, serviceRuleKeys)

// services reads what people can come for. A file without the list has the certificate. No two
// may be taken for each other, in the ledger, on paper or by ear.
func (c *Config) services(m keyed, city figures, names names) {
	list, each := m.may("services"), m.may("per_service")
	c.City.PerService = each.choice("true or false", []string{"true", "false"}, "false") == "true"
	if list.absent() {
		if c.City.PerService {
			each.refuse(each.found(), "a list of services as well: there is the certificate alone")
		}
		return
	}
	distinct := distinctly("service")
	for _, item := range list.list(1, mostServices, "a list of services") {
		s := item.keys(serviceKeys...)
		id := booking.ServiceID(s.must("id").facilityID())
		kind, known := s.must("kind").serviceKind()
		service := booking.Service{
			ID:      id,
			Kind:    kind,
			Name:    s.must("name").written(30),
			Yomi:    s.must("yomi").spoken(30),
			Say:     s.may("say").said(30),
			Short:   s.must("short").said(12),
			English: s.may("name_en").english(60),
			Minutes: int(s.may("visit").span("mh", 5*time.Minute, 240*time.Minute, 0) / time.Minute),
		}
		service.ShortYomi = s.shortYomi(service.Short)
		service.Facilities = s.may("facilities").facilityIDs(c.City.Facilities)
		service.Hours = s.serviceHours()
		service.Words = s.serviceWords()
		if known {
			service.Reasons = s.may("reasons").reasons(kind)
		}
		service.Own = s.ownFigures(c.City, service, city)
		distinct(s, "id", "id", string(service.ID))
		distinct(s, "name", "name", service.Name)
		distinct(s, "name_en", "name_en", service.English)
		distinct(s, "yomi", "yomi", service.Yomi)
		if distinct(s, "say", "say", service.Say) {
			names.claim(s.may("say"), service.Say, s.may("yomi"), service.Yomi)
		}
		switch {
		case service.ShortYomi == "":
			if distinct(s, "by ear", "short", service.Short) {
				names.claim(s.may("short"), service.Short, s.may("short"), service.Short)
			}
		case distinct(s, "short", "short", service.Short) && distinct(s, "by ear", "short_yomi", service.ShortYomi):
			names.claim(s.may("short"), service.Short, s.may("short_yomi"), service.ShortYomi)
		}
		c.City.Services = append(c.City.Services, service)
	}
	if c.City.PerService && len(c.City.Services) == 1 {
		each.refuse(each.found(), "two services at least: there is one alone")
	}
}

// serviceKind reads a kind. It returns false for what is none, of which nothing more can be
// said.
func (v value) serviceKind() (kind booking.ServiceKind, ok bool) {
	var kinds []string
	for _, k := range booking.ServiceKinds {
		kinds = append(kinds, string(k))
	}
	kind = booking.ServiceKind(v.choice(strings.Join(kinds, ", "), kinds, ""))
	if kind == "" {
		return booking.Certificate, false
	}
	return kind, true
}

// facilityIDs reads where a service is; none is everywhere. Of facilities that could not be
// read, nothing more is told.
func (v value) facilityIDs(all []booking.Facility) (ids []string) {
	if v.absent() || slices.ContainsFunc(all, func(f booking.Facility) bool { return f.ID == "" }) || len(all) == 0 {
		return nil
	}
	var known []string
	for _, f := range all {
		known = append(known, f.ID)
	}
	expected := "ids of facilities, of " + strings.Join(known, ", ")
	lines := map[string]int{}
	for _, item := range v.list(1, len(all), "a list of "+expected) {
		id, ok := item.text(expected)
		first, again := lines[id]
		switch {
		case !ok:
		case !slices.Contains(known, id):
			item.wrong(expected)
		case again:
			item.twice("it once", first)
		default:
			lines[id] = item.line
			ids = append(ids, id)
		}
	}
	return ids
}

// serviceHours reads when a service is there, where it is not there for as long as its
// facility is open.
func (m keyed) serviceHours() *booking.Hours {
	if m.may("hours").absent() && m.may("special").absent() && m.may("closed").absent() {
		return nil
	}
	var t timetable
	t.weekly(m.must("hours"), 1)
	t.specials(m.may("special"))
	t.close(m.may("closed").closures())
	t.overlaps()
	return &t.Hours
}

func (m keyed) serviceWords() booking.ServiceWords {
	return booking.ServiceWords{
		Who:          m.may("who").sentence(200, true),
		EnglishWho:   m.may("who_en").sentence(200, false),
		Bring:        m.may("bring").things(true),
		EnglishBring: m.may("bring_en").things(false),
	}
}

// sentence reads words that residents see.
func (v value) sentence(most int, japanese bool) string {
	scripts, of := []*unicode.RangeTable{unicode.Latin}, "words in Latin letters"
	if japanese {
		scripts, of = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana}, "words in Japanese"
	}
	expected := fmt.Sprintf("%s, at most %d characters", of, most)
	s, ok := v.text(expected)
	if ok && !readable(s, most, scripts...) {
		v.wrong(expected)
		return ""
	}
	return s
}

func (v value) things(japanese bool) (found []string) {
	if v.absent() {
		return nil
	}
	for _, item := range v.list(1, mostBring, "a list of things to bring") {
		if s := item.sentence(60, japanese); s != "" {
			found = append(found, s)
		}
	}
	return found
}

// reasons reads why a card is issued again: of an application alone.
func (v value) reasons(of booking.ServiceKind) (found []booking.Choice) {
	if v.absent() {
		return nil
	}
	if of != booking.Application {
		v.refuse(v.found(), "none, or kind: "+string(booking.Application)+": only a card is issued again for a reason")
		return nil
	}
	distinct := distinctly("reason")
	for _, item := range v.list(1, mostReasons, "a list of reasons such as {id: lost, name: 紛失した}") {
		m := item.keys("id", "name", "name_en")
		reason := booking.Choice{ID: m.must("id").facilityID(), Name: m.must("name").sentence(30, true), English: m.may("name_en").sentence(60, false)}
		distinct(m, "id", "id", reason.ID)
		distinct(m, "name", "name", reason.Name)
		distinct(m, "name_en", "name_en", reason.English)
		found = append(found, reason)
	}
	return found
}

// ownFigures reads the figures of a service for each of its facilities: where it says nothing,
// they are the facility's. They are read once for each facility, and what is wrong with them is
// told once. Desks that are kept are the facility's, however far ahead the service is booked.
func (m keyed) ownFigures(city booking.City, s booking.Service, all figures) map[string]booking.Rules {
	if !slices.ContainsFunc(serviceRuleKeys, m.has) {
		return nil
	}
	own := map[string]booking.Rules{}
	for _, f := range city.Facilities {
		if !s.At(f.ID) {
			continue
		}
		told := len(m.in.mistakes)
		base := all
		if base.rules = city.Rules; f.Rules != nil {
			base.rules = *f.Rules
		}
		kept := base.rules.Reserve
		base.rules.Reserve = booking.Reserve{}
		r := m.figures(base).rules
		if len(m.in.mistakes) == 0 { // otherwise its hours may not be what they seem
			of := f
			of.Rules = &r
			m.roomForTwo(of, r)
			m.inTime(of, r)
		}
		if len(m.in.mistakes) > told {
			return nil
		}
		r.Reserve = kept
		own[f.ID] = r
	}
	return own
}
