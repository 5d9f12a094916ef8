package residents

import (
	"bytes"
	"errors"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
)

// fresh is how long the first page is shown as it was: on the morning on which a newspaper
// names it, it costs the ledger one look in so long, and everybody else a copy.
const fresh = 5 * time.Second

// A firstPage is what the first page tells.
type firstPage struct {
	Left              bool // somebody has just ended a visit
	Notices           []string
	Places            []freePlace
	Services          []serviceChoice // of a city that has several, in place of Places
	Quiet             string          // the key of which half of a day is quiet; "" if there is nothing to tell
	Day               booking.Date    // that is the quietest; the zero Date if none is
	WalkIn            []walkIn
	Examples          []example
	Certificate       bool // which can be renewed here
	Bring, BringProxy bring
	Brings            []serviceBring // of a city that has several services, in place of these
	Asked             []shownQuestion
}

// A serviceBring is what to bring to one of several services.
type serviceBring struct {
	Service shownService
	Bring   bring
}

// A freePlace is a facility and when it has time.
type freePlace struct {
	shownPlace
	Next time.Time // the zero time if never
}

// A walkIn is a facility that takes people without a booking.
type walkIn struct{ Place, Hours Marked }

// start is the first page: what can be done here, what cannot, and when there is time.
func (r *request) start() (web.Answer, error) {
	return first{r, r.Query("left") != ""}, nil
}

// A first is the first page for everybody, or for everybody who has just ended a visit.
type first struct {
	*request
	left bool
}

// Write writes the page that is kept, or a new one if that is no longer true.
func (f first) Write(x *web.Exchange) error {
	key := f.voice.manner()
	if f.left {
		key += " left"
	}
	page, err := f.keep(key, fresh, func() ([]byte, error) {
		data, err := f.firstPage()
		if err != nil {
			return nil, err
		}
		data.Left = f.left
		return f.rendered("start", data)
	})
	if err != nil {
		return err
	}
	forEverybody(x, page)
	return nil
}

// rendered returns a whole page that is kept for everybody: nothing is on it of the address
// by which somebody asked for it first.
func (r *request) rendered(name string, data any) ([]byte, error) {
	r.forAll = true
	var out bytes.Buffer
	err := pages.Render(&out, name, "layout", r.Frame(data))
	return out.Bytes(), err
}

// forEverybody writes a page that is the same for all who have chosen its language.
func forEverybody(x *web.Exchange, page body) {
	x.Header("Cache-Control", "private, max-age=5")
	x.Header("Vary", "Cookie")
	page.write(x, "text/html; charset=utf-8")
}

// firstPage reads what the first page tells.
func (r *request) firstPage() (data firstPage, err error) {
	data.Examples, data.Asked = renewExamples(r.today()), r.questions()
	for _, s := range r.City.AllServices() {
		data.Certificate = data.Certificate || s.Kind == booking.Certificate
		if r.City.SeveralServices() {
			data.Brings = append(data.Brings, serviceBring{r.service(s.ID), r.bring(s.ID, false, 1)})
		}
	}
	data.Bring, data.BringProxy = r.bring("", false, 1), r.bring("", true, 1)
	err = view(r, func(tx looking) error {
		notices, err := tx.ListNotices(false)
		if err != nil {
			return err
		}
		for _, n := range notices {
			if !n.From.After(tx.Now()) {
				data.Notices = append(data.Notices, n.Text)
			}
		}
		if r.City.SeveralServices() {
			data.Services, err = r.serviceChoices(tx, wish{})
		} else {
			data.Places, err = r.freePlaces(tx, "", 1)
		}
		if err != nil {
			return err
		}
		data.WalkIn = r.walkIns()
		data.Quiet, data.Day, err = r.quiet(tx)
		return err
	})
	return data, err
}

// freePlaces returns each facility that has a service and when it first has time for so many.
func (r *request) freePlaces(tx looking, of booking.ServiceID, party int) (places []freePlace, err error) {
	for _, f := range r.City.FacilitiesOf(of) {
		place, err := r.freePlace(tx, of, f, party)
		if err != nil {
			return nil, err
		}
		places = append(places, place)
	}
	return places, nil
}

// freePlace returns one facility and when it first has time for so many.
func (r *request) freePlace(tx looking, of booking.ServiceID, f booking.Facility, party int) (freePlace, error) {
	next, err := r.City.RulesFor(of, f.ID).Earliest(tx, booking.Want{Facility: f.ID, Party: party}, tx.Now())
	if errors.Is(err, booking.ErrNoRoom) {
		next, err = time.Time{}, nil
	}
	return freePlace{r.place(f.ID), next}, err
}

// walkIns returns where people may come without a booking.
func (r *request) walkIns() (all []walkIn) {
	for _, f := range r.City.Facilities {
		if len(f.WalkIn.Weekly)+len(f.WalkIn.Special) > 0 {
			all = append(all, walkIn{r.place(f.ID).Name, r.voice.HoursOf(f.WalkIn, r.today())})
		}
	}
	return all
}

// busy is the difference between the shares of the two halves of the day that are taken, from
// which on one of them is called crowded, as on the telephone.
const busy = 0.1

// quiet finds which half of the day is quieter on the days that can be booked, and the
// quietest of these days.
func (r *request) quiet(tx looking) (key string, day booking.Date, err error) {
	halves, days := map[booking.Half]booking.Load{}, map[booking.Date]booking.Load{}
	add := func(a, b booking.Load) booking.Load {
		return booking.Load{Seats: a.Seats + b.Seats, Taken: a.Taken + b.Taken}
	}
	for _, f := range r.City.Facilities {
		from, until := r.City.RulesOf(f.ID).Window(tx.Now())
		loads, err := tx.Loads(f.ID, from, until)
		if err != nil {
			return "", day, err
		}
		for _, l := range loads {
			halves[l.Half] = add(halves[l.Half], l)
			days[l.Day] = add(days[l.Day], l)
		}
	}
	for d, l := range days {
		least, s := share(days[day]), share(l)
		if s < least || s == least && s < 1 && d.Before(day) {
			day = d
		}
	}
	morning, afternoon := share(halves[booking.Morning]), share(halves[booking.Afternoon])
	switch {
	case halves[booking.Morning].Seats == 0 || halves[booking.Afternoon].Seats == 0:
	case morning >= afternoon+busy:
		key = "start.quiet.afternoon"
	case afternoon >= morning+busy:
		key = "start.quiet.morning"
	default:
		key = "start.quiet.even"
	}
	return key, day, nil
}

// share returns how much is taken, from 0 to 1. It is 1 if there are no seats.
func share(l booking.Load) float64 {
	if l.Seats == 0 {
		return 1
	}
	return float64(l.Taken) / float64(l.Seats)
}

// leave ends a visit: nothing of it stays in the browser, and the number has to be proven
// again.
func (r *request) leave() (web.Answer, error) {
	if err := r.end(); err != nil {
		return nil, err
	}
	return web.Moved("?left=yes"), nil
}

// home leads to the first page.
func (r *request) home() (web.Answer, error) { return web.Moved(""), nil }

// another ends a visit and goes on with what was chosen for another number: a daughter books for
// her mother after herself.
func (r *request) another() (web.Answer, error) {
	w, err := r.readWish()
	if err != nil {
		return nil, err
	}
	if err := r.end(); err != nil {
		return nil, err
	}
	w.Of = 0
	if w.whole() {
		return web.Moved(w.At("/prove")), nil
	}
	return web.Moved(w.At("/book")), nil
}

// end ends the visit, if there is one.
func (r *request) end() error {
	if token, shown := visiting.Hash(r.Exchange); shown {
		visiting.Forget(r.Exchange)
		if err := update(r, func(tx store.Visiting) error { return tx.EndVisit(token) }); err != nil {
			return err
		}
	}
	return nil
}
