package booking

import (
	"slices"
	"time"
)

// A City is everything the rules need to know of a municipality. It is read
// from the config once and never changed.
type City struct {
	Name       string // 春日井市
	Yomi       string // how the name is read, in kana: かすがいし
	Say        string // what the voice is given: 春日井市; Yomi if empty
	Number     Phone  // the shared line, and our number as caller id
	Facilities []Facility
	Centre     Centre
	National   National
	Rules      Rules
	Services   []Service // none: the certificate alone; see AllServices
	PerService bool      // a number may have one active booking of each service, not one of all
	Outreach   Outreach
}

// National are the lines of the country to which callers are led whose errand no city can do.
// Their numbers have been printed wrongly before, so they stand in the config.
type National struct {
	LostCard  Helpline // stops a card that was lost
	Languages Helpline // answers in other languages
}

// A Helpline is a number that callers are told to call. Its zero value is none.
type Helpline struct {
	Number Phone
	Hours  Hours // the zero Hours: day and night
}

// A Facility is a place with counters.
type Facility struct {
	ID        string // ascii, in the ledger and at the terminal
	Name      string // as staff write it: 味美ふれあいセンター
	Yomi      string // how the name that callers hear is read, in kana: あじよしふれあいセンター
	Say       string // what the voice is given for it: 味美ふれあいセンター; Yomi if empty
	Short     string // what the voice is given in a menu: 味美
	ShortYomi string // how Short is read, in kana: あじよし; Short if empty, which is kana then
	Line      Phone  // its own telephone number; "" if it has none
	Hours     Hours
	WalkIn    Hours  // when people come without a booking; the zero Hours means never
	Minutes   int    // length of a slot
	Capacity  int    // desks, unless a range says otherwise
	Rules     *Rules // its own figures; nil means the city's
	About     About
}

// About is what residents read of a facility so that they find it. Each may be "".
type About struct {
	Address string // 春日井市鳥居松町5丁目44番地
	Map     string // the https address of a map on which it is
	Contact string // the telephone of its own desk, a number or words with one
	English string // its name in English
}

// Centre is the call centre: the people behind the key 0.
type Centre struct {
	Number    Phone
	Lines     []Phone // further numbers from which its agents call
	Hours     Hours
	Forwarded Forwarded
	NoKey     bool // whoever picks up gets the caller without pressing a key, voicemail too
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

// Ahead is how many days ahead the ledger has the calendar of. The horizon of the rules is
// shorter: it tells what callers may book of these days.
const Ahead = 366

// A DayPlan is what the opening hours want of a facility on one day: in each of the ranges,
// of which none overlaps another, Capacity desks, and visits that begin every so many
// Minutes. A closed day has no ranges.
type DayPlan struct {
	Facility string
	Day      Date
	Minutes  int
	Ranges   []Range
}

// Plan returns what the opening hours of the facility want on a day.
func (f Facility) Plan(day Date) DayPlan {
	ranges := f.Hours.On(day)
	for i := range ranges {
		if ranges[i].Capacity == 0 {
			ranges[i].Capacity = f.Capacity
		}
	}
	return DayPlan{f.ID, day, f.Minutes, ranges}
}

// Plan returns what the opening hours of all facilities want on the day of now and on so
// many days ahead.
func (c *City) Plan(now time.Time, ahead int) []DayPlan {
	today := DateOf(now.In(JST))
	var plans []DayPlan
	for _, f := range c.Facilities {
		for d := range ahead + 1 {
			plans = append(plans, f.Plan(today.AddDays(d)))
		}
	}
	return plans
}

// Starts returns when visits may begin by the plan, earliest first.
func (p DayPlan) Starts() (starts []time.Time) {
	for _, r := range p.Ranges {
		for _, at := range Starts(r, p.Minutes) {
			starts = append(starts, at.On(p.Day, JST))
		}
	}
	return starts
}
