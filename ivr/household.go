package ivr

import (
	"slices"
	"strings"

	"madoguchi/booking"
)

// A Named is a booking of a household with what tells it from the others. It goes with
// the booking from the choice to the question and to the confirmation, so that all of
// them say the same.
type Named struct {
	Visit
	By  []Key `json:"by"`            // never empty: the phrases that together differ from those of the others
	Nth int   `json:"nth,omitempty"` // its place in the order in which they were read out, from 1
}

// nameParts are what a booking may be named by, the most useful first. Any three bookings
// that differ in these at all are told apart by two of them. Bookings that are alike in
// all of them have only their place in the order in which they were read out.
var nameParts = []Key{"which.service", "which.day", "which.time", "which.place", "which.people", "which.procedure"}

// inTheQuestion are the parts that a question about a booking has anyway.
var inTheQuestion = []Key{"which.day", "which.time"}

// inOrder names bookings by the order in which they were read out.
const inOrder Key = "which.nth"

// name returns the visits with what tells them apart: the fewest words that differ from
// visit to visit.
func (t *turn) name(visits []Visit) []Named {
	named := make([]Named, len(visits))
	for i, v := range visits {
		named[i] = Named{Visit: v, Nth: i + 1}
	}
	by := t.tellApart(named)
	for i := range named {
		named[i].By = by
	}
	return named
}

func (t *turn) tellApart(named []Named) []Key {
	for _, by := range namingsIn(t.city, namings) {
		said := map[string]bool{}
		for _, n := range named {
			said[t.named(n, by)] = true
		}
		if len(said) == len(named) {
			return by
		}
	}
	return []Key{inOrder}
}

// namings are the ways to name a booking: each part, then day and time together, then
// any other two.
var namings = func() (all [][]Key) {
	for _, part := range nameParts {
		all = append(all, []Key{part})
	}
	for i, first := range nameParts {
		for _, second := range nameParts[i+1:] {
			all = append(all, []Key{first, second})
		}
	}
	return all
}()

// beyondTheQuestion are the namings without what a question has anyway.
var beyondTheQuestion = func() (all [][]Key) {
	for _, by := range namings {
		all = append(all, Named{By: by}.besides())
	}
	return all
}()

// namingsIn returns the namings that a city needs: where nobody hears of a service, none is told
// apart by it.
func namingsIn(c *booking.City, namings [][]Key) [][]Key {
	if namesServices(c) {
		return namings
	}
	return slices.DeleteFunc(slices.Clone(namings), func(by []Key) bool { return slices.Contains(by, "which.service") })
}

// named returns the words of some parts of a name.
func (t *turn) named(n Named, by []Key) string {
	talked := t.call.Draft.Named
	defer func() { t.call.Draft.Named = talked }()
	t.call.Draft.Named = &n
	words := make([]string, len(by))
	t.about(n.Visit, func() {
		for i, part := range by {
			words[i] = t.phrase(t.choose(part))
		}
	})
	pause, _ := t.Marks()
	return strings.Join(words, pause)
}

// whichOne returns the name of the booking that is talked about, or was before it changed.
func (t *turn) whichOne() string { return t.named(*t.call.Draft.Named, t.call.Draft.Named.By) }

// besides returns what the name has besides day and time.
func (t *turn) besides() string { return t.named(*t.call.Draft.Named, t.call.Draft.Named.besides()) }

func (n Named) besides() []Key {
	return slices.DeleteFunc(slices.Clone(n.By), func(part Key) bool { return slices.Contains(inTheQuestion, part) })
}

// isNamed reports whether the booking is one of several, isNamedBesides whether day and
// time do not tell it from the others, and isNoTwin whether anything but the order does.
func isNamed(t *turn) bool        { return t.call.Draft.Named != nil }
func isNamedBesides(t *turn) bool { return isNamed(t) && len(t.call.Draft.Named.besides()) > 0 }
func isNoTwin(t *turn) bool       { return isNamed(t) && !slices.Contains(t.call.Draft.Named.By, inOrder) }

func toCancel(t *turn) []Option { return t.household(AskCancel) }
func toChange(t *turn) []Option { return t.household(StartChange) }

// household returns the keys 1, 2 … for the bookings of the number, earliest first, as
// they were read out.
func (t *turn) household(to State) []Option {
	var options []Option
	for i, n := range t.name(t.own()) {
		options = append(options, Option{Key: '1' + byte(i), Name: t.named(n, n.By), To: to, set: func(d *Draft) {
			*d = Draft{Visit: n.Visit, Named: &n}
		}})
	}
	return options
}

// own returns the bookings of the number as they were read out.
func (t *turn) own() []Visit {
	d := t.call.Draft
	if d.Receipt == "" {
		return d.Others
	}
	return append([]Visit{d.Visit}, d.Others...)
}

// nameAmong names a visit among others, and returns nil if there are none, or if only
// their order tells it from them: that was read out in another call.
func (t *turn) nameAmong(v Visit, others []Visit) *Named {
	others = slices.DeleteFunc(slices.Clone(others), func(o Visit) bool { return o.Receipt == v.Receipt })
	if len(others) == 0 {
		return nil
	}
	n := t.name(append([]Visit{v}, others...))[0]
	if slices.Contains(n.By, inOrder) {
		return nil
	}
	return &n
}

// short returns the name of the facility as menus have it.
func (t *turn) short() string {
	if f, ok := t.city.Facility(t.call.Draft.Facility); ok {
		return t.Name(f.Short)
	}
	return t.phrase("place.unknown")
}

func (t *turn) nth() int {
	if t.call.Draft.Named == nil {
		return max(t.call.Draft.Nth, 1)
	}
	return t.call.Draft.Named.Nth
}
