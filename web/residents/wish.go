package residents

import (
	"net/url"
	"strconv"
	"time"

	"madoguchi/booking"
	"madoguchi/web"
)

// A wish is what somebody has chosen so far. It stands in the address of each page, so that
// going back, and beginning again, keep it.
type wish struct {
	Service  booking.ServiceID // "" if not chosen yet, or if the city has one
	Facility string
	Party    int       // 0 if not chosen yet
	Start    time.Time // the zero time if not chosen yet
	Proxy    bool
	Of       int // the member whose booking is to be changed; 0 for a new one
}

// readWish reads what was chosen. A field that cannot be read is an error, one that was not
// sent is not.
func (r *request) readWish() (w wish, err error) {
	defer func() { r.wish = w }()
	if w.Of, err = r.Whole("of", 0, 99, 0); err != nil {
		return w, err
	}
	if w.Facility, err = r.Facility(r.City, "facility"); err != nil {
		return w, err
	}
	if w.Service, err = r.Service(r.City, "service"); err != nil {
		return w, err
	}
	most := r.rules(w).MaxParty
	if most == 0 {
		most = 99
	}
	if w.Party, err = r.Whole("party", 0, most, 0); err != nil {
		return w, err
	}
	w.Proxy = r.Text("proxy", 3) == "yes"
	if r.Text("start", 20) != "" {
		w.Start, err = r.Moment("start")
	}
	return w, err
}

// values returns the wish as fields, those that are chosen.
func (w wish) values() url.Values {
	q := url.Values{}
	set := func(name, value string, chosen bool) {
		if chosen {
			q.Set(name, value)
		}
	}
	set("service", string(w.Service), w.Service != "")
	set("facility", w.Facility, w.Facility != "")
	set("party", strconv.Itoa(w.Party), w.Party > 0)
	set("start", web.Stamp(w.Start), !w.Start.IsZero())
	set("proxy", "yes", w.Proxy)
	set("of", strconv.Itoa(w.Of), w.Of > 0)
	return q
}

// At returns the address of a page, below the root, that has the wish, and further fields
// given as name, value, ….
func (w wish) At(path string, fields ...string) string {
	q := w.values()
	for i := 0; i+1 < len(fields); i += 2 {
		q.Set(fields[i], fields[i+1])
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// A field is one of a form that is not shown.
type field struct{ Name, Value string }

// Fields returns the wish for a form, without those fields that the form has itself.
func (w wish) Fields(own ...string) (fields []field) {
	q := w.values()
	for _, name := range own {
		q.Del(name)
	}
	for _, name := range []string{"service", "facility", "party", "start", "proxy", "of"} {
		if q.Has(name) {
			fields = append(fields, field{name, q.Get(name)})
		}
	}
	return fields
}

// want returns what the rules are asked for.
func (w wish) want(phone booking.Phone, instead *booking.Booking) booking.Want {
	return booking.Want{Phone: phone, Facility: w.Facility, Party: w.Party, Instead: instead}
}

// whole reports whether place, people and time are chosen.
func (w wish) whole() bool { return w.Facility != "" && w.Party > 0 && !w.Start.IsZero() }
