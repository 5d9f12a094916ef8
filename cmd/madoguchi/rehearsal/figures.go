package rehearsal

import (
	"time"

	"madoguchi/booking"
)

// Figures are what was counted in a year, of it all and week by week.
type Figures struct {
	Turns     int `json:"turns"`
	Cancelled int `json:"cancelled"`
	Changed   int `json:"changed"`
	Passed    int `json:"passed_to_a_person"`
	Heard     int `json:"heard"` // calls of the line in which somebody pressed a key

	Minutes int `json:"minutes"` // of calls that the line placed and somebody took, begun ones whole

	Weeks []Week `json:"weeks"`

	Services map[booking.ServiceID]int `json:"booked_by_service"` // bookings of people
}

// A Week is what was counted in one.
type Week struct {
	First  booking.Date `json:"first"`
	Calls  int          `json:"calls"`  // of people
	Booked int          `json:"booked"` // by them
	Texts  int          `json:"texts"`
	Rung   int          `json:"reminder_calls"`

	Came         int `json:"came"`
	Missed       int `json:"missed"`
	Reminded     int `json:"reminded"` // of those who came or did not
	MissedAnyway int `json:"missed_although_reminded"`
}

// begin begins a day.
func (f *Figures) begin(day booking.Date) {
	if len(f.Weeks) == 0 || !day.Before(f.Weeks[len(f.Weeks)-1].First.AddDays(7)) {
		f.Weeks = append(f.Weeks, Week{First: day})
	}
}

func (f *Figures) week() *Week { return &f.Weeks[len(f.Weeks)-1] }

func (f *Figures) calls() { f.week().Calls++ }
func (f *Figures) booked(service booking.ServiceID) {
	if f.Services == nil {
		f.Services = map[booking.ServiceID]int{}
	}
	f.Services[service]++
	f.week().Booked++
}
func (f *Figures) text() { f.week().Texts++ }
func (f *Figures) rung() { f.week().Rung++ }

// took counts the minutes of a call that the line placed.
func (f *Figures) took(d time.Duration) {
	f.Minutes += int((d + time.Minute - time.Second) / time.Minute)
}

func (f *Figures) visited(came, reminded bool) {
	w := f.week()
	if came {
		w.Came++
	} else {
		w.Missed++
	}
	if reminded {
		w.Reminded++
		if !came {
			w.MissedAnyway++
		}
	}
}

// Sum returns the figures of all weeks together.
func (f *Figures) Sum() (all Week) {
	for i, w := range f.Weeks {
		if i == 0 {
			all.First = w.First
		}
		all.Calls += w.Calls
		all.Booked += w.Booked
		all.Texts += w.Texts
		all.Rung += w.Rung
		all.Came += w.Came
		all.Missed += w.Missed
		all.Reminded += w.Reminded
		all.MissedAnyway += w.MissedAnyway
	}
	return all
}
