package city

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"madoguchi/booking"
)

// facilityKeys are the keys of a facility.
var facilityKeys = slices.Concat([]string{"id", "name", "where", "yomi", "say", "short", "short_yomi", "line", "address", "map", "contact", "name_en"}, slotKeys, ruleKeys,
	[]string{"open", "walk_in", "special", "closed"})

// facilities reads the list of facilities. No two may be taken for each other:
// not in the ledger, on paper, by ear, or by their number. A facility without
// figures of its own has the city's, and the city's closed days besides its own.
func (c *Config) facilities(v value, city figures, closed closed, ls lines, names names) {
	distinctAs := distinctly("facility")
	distinct := func(m keyed, key, s string) bool { return distinctAs(m, key, key, s) }
	for _, item := range v.list(1, 20, "a list of facilities") {
		m := item.keys(facilityKeys...)
		own := m.figures(city)
		f := booking.Facility{
			ID:       m.must("id").facilityID(),
			Name:     m.must("name").written(40),
			Yomi:     m.must("yomi").spoken(30),
			Say:      m.may("say").said(30),
			Short:    m.must("short").said(10),
			Line:     m.may("line").phone(false),
			Minutes:  int(own.slot / time.Minute),
			Capacity: own.capacity,
		}
		f.ShortYomi = m.shortYomi(f.Short)
		f.About = m.about()
		if slices.ContainsFunc(ruleKeys, m.has) {
			f.Rules = &own.rules
		}
		distinct(m, "id", f.ID)
		distinct(m, "name", f.Name)
		distinct(m, "name_en", f.About.English)
		distinct(m, "yomi", f.Yomi)
		if distinct(m, "say", f.Say) {
			names.claim(m.may("say"), f.Say, m.may("yomi"), f.Yomi)
		}
		switch {
		case f.ShortYomi == "":
			if distinctAs(m, "by ear", "short", f.Short) {
				names.claim(m.may("short"), f.Short, m.may("short"), f.Short)
			}
		case distinct(m, "short", f.Short) && distinctAs(m, "by ear", "short_yomi", f.ShortYomi):
			names.claim(m.may("short"), f.Short, m.may("short_yomi"), f.ShortYomi)
		}
		ls.claim(m.may("line"), f.Line)
		if where := m.may("where").written(40); where != "" {
			if c.Where == nil {
				c.Where = map[string]string{}
			}
			c.Where[f.ID] = where
		}
		if m.hours(&f, closed) {
			m.roomForTwo(f, own.rules)
			m.inTime(f, own.rules)
		}
		c.City.Facilities = append(c.City.Facilities, f)
	}
}

// hours reads when a facility is open, and when people come without a booking. It
// reports whether all of it could be read.
func (m keyed) hours(f *booking.Facility, city closed) bool {
	told := len(m.in.mistakes)
	f.Hours = m.facilityHours(f.Minutes, city)
	f.WalkIn = m.may("walk_in").walkInHours(f.Hours)
	return len(m.in.mistakes) == told
}

// roomForTwo refuses a facility in which a party takes seats of one slot and no
// slot has seats for a party.
func (m keyed) roomForTwo(f booking.Facility, r booking.Rules) {
	var ranges []booking.Range
	for _, o := range f.Hours.Weekly {
		ranges = append(ranges, o.Ranges...)
	}
	for _, s := range f.Hours.Special {
		ranges = append(ranges, s.Ranges...)
	}
	two := func(r booking.Range) bool { return cmp.Or(r.Capacity, f.Capacity) > 1 }
	if !r.SameSlot || r.MaxParty == 1 || len(ranges) == 0 || slices.ContainsFunc(ranges, two) {
		return
	}
	at := m.value
	if m.has("party") {
		at = m.may("party")
	}
	at.refuse("party: same-slot without a slot for two", "a capacity of at least 2, party: consecutive or max_party: 1")
}

var facilityID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,19}$`)

func (v value) facilityID() string {
	const expected = "a short name of a-z, 0-9 and -, at most 20 of them, such as kozoji; not all, which means every facility"
	s, ok := v.text(expected)
	if !ok || facilityID.MatchString(s) && s != "all" {
		return s
	}
	v.wrong(expected)
	return ""
}
