package city

import (
	"regexp"
	"slices"
	"time"

	"madoguchi/booking"
)

// facilityDefaults is what every facility has that does not say otherwise.
type facilityDefaults struct {
	slot     time.Duration
	capacity int
	closed   []booking.Closure // of the whole city: a facility's own are added
}

// facilities reads the list of facilities. No two may be taken for each other:
// not in the ledger, on paper, by ear, or by their number.
func (c *Config) facilities(v value, defaults facilityDefaults, ls lines) {
	own := map[string]int{} // what must not occur twice, and its line
	distinct := func(m keyed, key, s string) {
		first, ok := own[key+"="+s]
		switch {
		case s == "":
		case ok:
			m.may(key).twice("one that no other facility has", first)
		default:
			own[key+"="+s] = m.may(key).line
		}
	}
	for _, item := range v.list(1, 20, "a list of facilities") {
		m := item.keys("id", "name", "where", "yomi", "short", "line", "slot", "capacity", "open", "special", "closed")
		f := booking.Facility{
			ID:       m.must("id").facilityID(),
			Name:     m.must("name").written(40),
			Yomi:     m.must("yomi").spoken(30),
			Short:    m.must("short").spoken(10),
			Line:     m.may("line").phone(false),
			Minutes:  int(m.may("slot").slot(defaults.slot) / time.Minute),
			Capacity: m.may("capacity").capacity(defaults.capacity),
		}
		distinct(m, "id", f.ID)
		distinct(m, "name", f.Name)
		distinct(m, "yomi", f.Yomi)
		distinct(m, "short", f.Short)
		ls.claim(m.may("line"), f.Line)
		if where := m.may("where").written(40); where != "" {
			if c.Where == nil {
				c.Where = map[string]string{}
			}
			c.Where[f.ID] = where
		}
		told := len(v.in.mistakes)
		f.Hours.Weekly = m.may("open").weekly(f.Minutes)
		f.Hours.Special = m.may("special").specials(f.Minutes)
		f.Hours.Closed = slices.Concat(m.may("closed").closures(), defaults.closed)
		never := len(f.Hours.Weekly)+len(f.Hours.Special) == 0 && len(v.in.mistakes) == told
		if never && m.isMapping() && !m.meant["open"] && !m.meant["special"] {
			m.refuse("no hours", `opening hours in "open", "special" or both`)
		}
		c.City.Facilities = append(c.City.Facilities, f)
	}
}

var facilityID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,19}$`)

func (v value) facilityID() string {
	const expected = "a short name of a-z, 0-9 and -, at most 20 of them, such as kozoji"
	s, ok := v.text(expected)
	if !ok || facilityID.MatchString(s) {
		return s
	}
	v.wrong(expected)
	return ""
}
