package residents

import (
	"encoding/json"
	"strings"
	"time"

	"madoguchi/booking"
	"madoguchi/web"
)

const (
	// freePath is where a city's own pages ask what is free.
	freePath = "/free.json"

	// freeFor is how long that is told as it was.
	freeFor = 30 * time.Second

	// freeDays is of how many days it is told.
	freeDays = 14
)

// A freeTimes is what is free, for programs of other sites. It tells nothing that the pages
// do not tell everybody.
type freeTimes struct {
	City       string         `json:"city"`
	Made       string         `json:"made"` // when it was true
	Facilities []freeFacility `json:"facilities"`
}

// A freeFacility is what is free at one facility: of the service that it has, or of the first
// of them, and of each if it has several.
type freeFacility struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	English string `json:"name_en"`
	Page    string `json:"page"` // its page, from the root of the host on
	freeTime
	Services []freeService `json:"services,omitempty"`
}

// A freeService is what is free for one of several services.
type freeService struct {
	ID      booking.ServiceID `json:"id"`
	Name    string            `json:"name"`
	English string            `json:"name_en,omitempty"`
	Page    string            `json:"page"` // where it is booked
	freeTime
}

// A freeTime is when there is time for one person.
type freeTime struct {
	Next  *string   `json:"next"`  // the first free start; null if there is none
	Until string    `json:"until"` // the last day that can be booked
	Days  []freeDay `json:"days"`  // from today on
}

// A freeDay is how many visits of one person can be booked of a day.
type freeDay struct {
	Day  string `json:"day"`
	Free int    `json:"free"`
}

// freeTimes answers what is free.
func (r *request) freeTimes() (web.Answer, error) { return freeAnswer{r}, nil }

// A freeAnswer is what is free, as programs read it.
type freeAnswer struct{ *request }

// Write writes what is kept, or what is free now. Pages of any site may read it: it is the
// same for everybody, whatever the browser shows.
func (f freeAnswer) Write(x *web.Exchange) error {
	text, err := f.keep("free", freeFor, f.freeJSON)
	if err != nil {
		return err
	}
	h := x.Writer.Header()
	h.Del("Set-Cookie") // of a language, which it does not have
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Cache-Control", "public, max-age=30")
	text.write(x, "application/json; charset=utf-8")
	return nil
}

// freeJSON reads what is free at each facility.
func (r *request) freeJSON() ([]byte, error) {
	now := r.Now().In(booking.JST)
	all := freeTimes{City: r.City.Name, Made: now.Format(time.RFC3339)}
	err := view(r, func(tx looking) error {
		for _, f := range r.City.Facilities {
			free, err := r.freeAt(tx, f)
			if err != nil {
				return err
			}
			all.Facilities = append(all.Facilities, free)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

// freeAt reads what is free at one facility.
func (r *request) freeAt(tx looking, f booking.Facility) (free freeFacility, err error) {
	name, _ := japanese{}.Place(f, r.Where[f.ID])
	_, read := english{}.Place(f, "")
	free = freeFacility{ID: f.ID, Name: plainly(name), English: strings.TrimSpace(plainly(read)), Page: root + "/at/" + f.ID}
	services := r.City.ServicesAt(f.ID)
	for i, s := range services {
		at, err := r.freeTimeOf(tx, s, f)
		if err != nil {
			return free, err
		}
		if i == 0 {
			free.freeTime = at
		}
		if len(services) > 1 {
			w := wish{Service: s.ID, Facility: f.ID}
			free.Services = append(free.Services, freeService{s.ID, s.Name, s.English, root + w.At(afterPlace(w)), at})
		}
	}
	return free, nil
}

// freeTimeOf reads when there is time for a service at a facility.
func (r *request) freeTimeOf(tx looking, s booking.Service, f booking.Facility) (free freeTime, err error) {
	rules, today := r.City.RulesFor(s.ID, f.ID), booking.DateOf(tx.Now().In(booking.JST))
	free.Until = rules.Last(tx.Now()).String()
	place, err := r.freePlace(tx, s.ID, f, 1)
	if err != nil {
		return free, err
	}
	if !place.Next.IsZero() {
		next := place.Next.In(booking.JST).Format(time.RFC3339)
		free.Next = &next
	}
	left, err := rules.LeftOf(tx, booking.Want{Facility: f.ID, Party: 1}, today, today.AddDays(freeDays))
	if err != nil {
		return free, err
	}
	for n := range freeDays {
		day := today.AddDays(n)
		free.Days = append(free.Days, freeDay{day.String(), left[day]})
	}
	return free, nil
}
