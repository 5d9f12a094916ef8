package booking

import (
	"slices"
	"time"
)

// A City is everything the rules need to know of a municipality. It is read
// from the config once and never changed.
type City struct {
	Name       string // 春日井市
	Yomi       string // かすがいし
	Number     Phone  // the shared line, and our number as caller id
	Facilities []Facility
	Centre     Centre
	Rules      Rules
}

// A Facility is a place with counters.
type Facility struct {
	ID       string // ascii, in the ledger and at the terminal
	Name     string // as staff write it: 味美ふれあいセンター
	Yomi     string // as the voice says it: あじよしふれあいセンター
	Short    string // as the voice says it in a menu: あじよし
	Line     Phone  // its own telephone number; "" if it has none
	Hours    Hours
	WalkIn   Hours  // when people come without a booking; the zero Hours means never
	Minutes  int    // length of a slot
	Capacity int    // parties of one in a slot, unless a range says otherwise
	Rules    *Rules // its own figures; nil means the city's
}

// Centre is the call centre: the people behind the key 0.
type Centre struct {
	Number    Phone
	Lines     []Phone // further numbers from which its agents call
	Hours     Hours
	Forwarded Forwarded
}

// Open reports whether somebody answers at the call centre at t.
func (c Centre) Open(t time.Time) bool { return c.Hours.Open(t.In(JST)) }

// Facility returns the facility with that id.
func (c *City) Facility(id string) (Facility, bool) {
	i := slices.IndexFunc(c.Facilities, func(f Facility) bool { return f.ID == id })
	if i < 0 {
		return Facility{}, false
	}
	return c.Facilities[i], true
}

// FacilityOf returns the facility that the dialled number belongs to; false
// if the number is shared or unknown. docs/rules.md, "The dialled number".
func (c *City) FacilityOf(line Phone) (Facility, bool) {
	i := slices.IndexFunc(c.Facilities, func(f Facility) bool { return f.Line != "" && f.Line == line })
	if i < 0 {
		return Facility{}, false
	}
	return c.Facilities[i], true
}

// RulesOf returns the rules of a facility: its own or the city's, with the days on
// which it is open. A facility that has left the config has the city's, and every day
// counts as open.
func (c *City) RulesOf(facility string) Rules {
	i := slices.IndexFunc(c.Facilities, func(f Facility) bool { return f.ID == facility })
	if i < 0 {
		return c.Rules
	}
	r := c.Rules
	if own := c.Facilities[i].Rules; own != nil {
		r = *own
	}
	r.hours = &c.Facilities[i].Hours
	return r
}

// Slots returns the facility's slots of the day by its opening pattern, all
// open and free, earliest first. The ledger materialises them.
func (f Facility) Slots(day Date) []Slot {
	var slots []Slot
	for _, r := range f.Hours.On(day) {
		capacity := r.Capacity
		if capacity == 0 {
			capacity = f.Capacity
		}
		for _, at := range Starts(r, f.Minutes) {
			start := at.On(day, JST)
			slots = append(slots, Slot{
				Facility: f.ID, Start: start, End: start.Add(time.Duration(f.Minutes) * time.Minute),
				Capacity: capacity, Remaining: capacity, Open: true,
			})
		}
	}
	return slots
}

// Slots returns the slots of all facilities from the day of now to the
// horizon, both included.
func (c *City) Slots(now time.Time) []Slot {
	var slots []Slot
	today := DateOf(now.In(JST))
	for _, f := range c.Facilities {
		last := c.RulesOf(f.ID).reach(today)
		for day := today; !day.After(last); day = day.AddDays(1) {
			slots = append(slots, f.Slots(day)...)
		}
	}
	return slots
}

// Outside returns those of the bookings for which the config's hours have no slot:
// a changed config may leave some outside. It does not change them.
func (c *City) Outside(bookings []Booking) []Booking {
	var outside []Booking
	for _, b := range bookings {
		f, ok := c.Facility(b.Facility)
		if !ok || !slices.ContainsFunc(f.Slots(DateOf(b.Start.In(JST))), func(s Slot) bool { return s.Start.Equal(b.Start) }) {
			outside = append(outside, b)
		}
	}
	return outside
}
