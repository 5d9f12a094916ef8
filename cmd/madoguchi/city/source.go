package city

import (
	"bytes"
	"iter"
	"math"
	"strings"

	"go.yaml.in/yaml/v3"

	"madoguchi/booking"
)

// A source is the file that a Config was read from. What is read of it a second time has no
// mistakes.
type source struct {
	root   value
	header value // the picture of the residents' pages
}

// get returns the value of a key of a mapping, which may be absent.
func (v value) get(key string) value {
	for _, e := range v.entries("") {
		if e.key == key {
			return e.value
		}
	}
	return value{in: v.in, path: strings.TrimPrefix(v.path+"."+key, "."), line: v.line}
}

// items returns the items of a list, which may be absent.
func (v value) items() []value { return v.list(0, math.MaxInt, "") }

// typed returns what stands there, on one line, as it could be typed.
func (v value) typed() string {
	flow := flowing(v.node)
	var text bytes.Buffer
	e := yaml.NewEncoder(&text)
	if err := e.Encode(flow); err != nil {
		return v.found() // a node that was read can be written
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// flowing returns a copy of what stands there, without comments and line breaks.
func flowing(n *yaml.Node) *yaml.Node {
	c := *n
	c.HeadComment, c.LineComment, c.FootComment = "", "", ""
	if c.Kind != yaml.ScalarNode {
		c.Style = yaml.FlowStyle
	}
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		c.Content[i] = flowing(child)
	}
	return &c
}

// An HoursOf names one of the timetables of a city: that of a facility, or of its walk-in
// hours, or of a service that has some, or of a line of the country, or of what people are told
// by themselves, or of the call centre, which has none of these.
type HoursOf struct {
	Facility string
	WalkIn   bool
	National string            // its key in the file: lost_card
	Outreach bool              // when people are told what they have not asked for
	Service  booking.ServiceID // within which its visits take place
}

// A Row is where a row of hours stands in the file.
type Row struct {
	File  string
	Line  int    // from 1
	Field string // facilities[2].open[0]
	Text  string // {days: 月-金, from: "09:00", to: "16:00"}
}

// Row returns where a row of hours stands, by its list and its index in it. It returns
// false if the file has no such row.
func (c *Config) Row(of HoursOf, list booking.List, row int) (Row, bool) {
	for t := range c.timetables() {
		if t.of == of && row < len(t.rows[list]) {
			v := t.rows[list][row]
			return Row{v.in.file, v.line, v.field(), v.typed()}, true
		}
	}
	return Row{}, false
}

// A timed is a timetable of the city, with the rows of the file that it was read from.
type timed struct {
	of       HoursOf
	hours    booking.Hours
	facility booking.Facility // the zero Facility of what is no facility's
	at       value            // the mapping of the facility, of the call centre and so on
	rows     map[booking.List][]value
}

// timetables yields the hours of each facility, its walk-in hours if it has some, those of the
// services that have some, and those of the call centre, of the lines of the country, and of what the line tells by itself.
func (c *Config) timetables() iter.Seq[timed] {
	return func(yield func(timed) bool) {
		root := c.source.root
		everywhere := root.get("closed")
		for i, m := range root.get("facilities").items() {
			f := c.City.Facilities[i]
			open := timed{of: HoursOf{Facility: f.ID}, hours: f.Hours, facility: f, at: m}.with(m.get("open"), m.get("special"), m.get("closed"), everywhere)
			if !yield(open) {
				return
			}
			if len(f.WalkIn.Weekly) == 0 {
				continue
			}
			w := m.get("walk_in")
			rows, special, closed := w, value{in: w.in}, value{in: w.in}
			if w.isMapping() {
				rows, special, closed = w.get("hours"), w.get("special"), w.get("closed")
			}
			walkIn := timed{of: HoursOf{Facility: f.ID, WalkIn: true}, hours: f.WalkIn, facility: f, at: m}.with(rows, special, m.get("closed"), everywhere, closed)
			if !yield(walkIn) {
				return
			}
		}
		for i, m := range root.get("services").items() {
			s := c.City.Services[i]
			if s.Hours == nil {
				continue
			}
			if !yield(timed{of: HoursOf{Service: s.ID}, hours: *s.Hours, at: m}.with(m.get("hours"), m.get("special"), m.get("closed"))) {
				return
			}
		}
		m := root.get("call_centre")
		if !yield(timed{hours: c.City.Centre.Hours, at: m}.with(m.get("hours"), m.get("special"), m.get("closed"))) {
			return
		}
		for _, h := range c.helplines() {
			of := HoursOf{National: h.key}
			if !yield(timed{of: of, hours: h.Hours, at: h.at}.with(h.at.get("hours"), h.at.get("special"), h.at.get("closed"))) {
				return
			}
		}
		if o := root.get("outreach"); !o.absent() {
			yield(timed{of: HoursOf{Outreach: true}, hours: c.City.Outreach.Hours, at: o}.with(o.get("hours"), o.get("special"), o.get("closed")))
		}
	}
}

// A helplineAt is a line of the country, and where the file has it.
type helplineAt struct {
	booking.Helpline
	key string
	at  value
}

// helplines returns the lines of the country that the file has.
func (c *Config) helplines() (found []helplineAt) {
	national := c.source.root.get("national")
	for _, h := range []helplineAt{
		{c.City.National.LostCard, "lost_card", national.get("lost_card")},
		{c.City.National.Languages, "languages", national.get("languages")},
	} {
		if h.Number != "" {
			found = append(found, h)
		}
	}
	return found
}

// with adds the rows of the lists of a timetable, in the order in which they were read.
func (t timed) with(open, special value, closed ...value) timed {
	t.rows = map[booking.List][]value{booking.ListWeekly: open.items(), booking.ListSpecial: special.items()}
	for _, list := range closed {
		for _, row := range list.items() {
			kind := booking.ListClosed
			if !row.get("days").absent() {
				kind = booking.ListRests
			}
			t.rows[kind] = append(t.rows[kind], row)
		}
	}
	return t
}

// Field returns where a key of the city (facility "") or of a facility stands in the file.
// If it is not there, it is where the facility begins, or the file.
func (c *Config) Field(facility, key string) Row {
	at := c.source.root
	if facility == "" {
		at = at.get("city")
	}
	for i, m := range c.source.root.get("facilities").items() {
		if facility != "" && c.City.Facilities[i].ID == facility {
			at = m
		}
	}
	v := at.get(key)
	row := Row{File: v.in.file, Line: max(v.line, 1), Field: v.field()}
	if !v.absent() {
		row.Text = v.typed()
	}
	return row
}
