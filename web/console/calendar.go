package console

import (
	"fmt"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A calendarPage is a month or a week of what is left, of one counter or of all.
type calendarPage struct {
	Facility string // "" means all
	Places   []booking.Facility
	Title    string
	Week     bool
	Weeks    [][]dayCell
	Rows     []timeRow // of a week at one counter
	Before   string
	After    string
	Other    string // the same days as a week, or as a month
	Today    string
	Here     string
	Affected int // bookings in closed times: somebody must call these people
	MayClose bool
}

// A dayCell is a day of the calendar.
type dayCell struct {
	Day    booking.Date
	Beside bool // of another month
	Today  bool
	Past   bool
	Why    string // why nothing is open
	Slots  int
	Open   int
	Left   int
	Seats  int
	Heat   int // 0 nothing left … 4 nearly all
	To     string
}

// A timeRow is a time of day in a week.
type timeRow struct {
	At    booking.Clock
	Cells []slotCell
}

// A slotCell is a slot in a week.
type slotCell struct {
	There bool
	Open  bool
	Left  int
	Seats int
	Heat  int
	Label string
}

// heat returns how much is left of seats, in five steps.
func heat(left, seats int) int {
	if seats <= 0 || left <= 0 {
		return 0
	}
	return min(1+(left*4-1)/seats, 4)
}

func (r *request) calendar() (answer, error) {
	facility, err := r.facility("facility")
	if err != nil {
		return nil, err
	}
	day, err := r.dayOrToday("day")
	if err != nil {
		return nil, err
	}
	today := dayOf(r.Now())
	p := calendarPage{Facility: facility, Places: r.City.Facilities, Week: r.Text("by", 5) == "week", MayClose: may(r.who.Role, counting), Today: calendarAddress(facility, today, false)}
	first, last := monthOf(day)
	before, after := first.AddDays(-1), last.AddDays(1)
	p.Title = fmt.Sprintf("%d年%d月", day.Year, day.Month)
	if p.Week {
		first, last = weekOf(day)
		before, after = first.AddDays(-1), last.AddDays(1)
		p.Title = words.Day(first) + "の週"
	}
	p.Before, p.After = calendarAddress(facility, before, p.Week), calendarAddress(facility, after, p.Week)
	p.Other, p.Here = calendarAddress(facility, day, !p.Week), calendarAddress(facility, day, p.Week)
	from, _ := weekOf(first)
	_, until := weekOf(last)
	err = view(r, store.ToPlan, func(tx store.Planning) error {
		loads, err := tx.Calendar(facility, from, until.AddDays(1))
		if err != nil {
			return err
		}
		p.Weeks = r.weeks(facility, loads, from, until, first, last)
		if affected, err := tx.List(store.Filter{Affected: true, Facility: facility}); err != nil {
			return err
		} else {
			p.Affected = len(affected)
		}
		if !p.Week || facility == "" {
			return nil
		}
		slots, err := tx.Slots(store.SlotFilter{Facility: facility, From: from.In(booking.JST), Until: until.AddDays(1).In(booking.JST)})
		p.Rows = timeRows(slots, from)
		return err
	})
	if err != nil {
		return nil, err
	}
	if r.Live {
		return web.View{Name: "calendar", Part: "calendarlist", Data: p}, nil
	}
	return web.View{Name: "calendar", Data: p}, nil
}

func calendarAddress(facility string, day booking.Date, week bool) string {
	by := "month"
	if week {
		by = "week"
	}
	return with("/calendar", "facility", facility, "day", day.String(), "by", by)
}

func monthOf(d booking.Date) (first, last booking.Date) {
	first = booking.Date{Year: d.Year, Month: d.Month, Day: 1}
	return first, booking.DateOf(time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC))
}

// weekOf returns the Monday and the Sunday of a day's week.
func weekOf(d booking.Date) (first, last booking.Date) {
	first = d.AddDays(-(int(d.Weekday()) + 6) % 7)
	return first, first.AddDays(6)
}

// weeks puts days into rows of seven, Monday first.
func (r *request) weeks(facility string, loads []store.DayLoad, from, until, first, last booking.Date) (weeks [][]dayCell) {
	sum := map[booking.Date]store.DayLoad{}
	for _, l := range loads {
		s := sum[l.Day]
		s.Slots, s.Open, s.Wanted, s.Free = s.Slots+l.Slots, s.Open+l.Open, s.Wanted+l.Wanted, s.Free+l.Free
		sum[l.Day] = s
	}
	today := dayOf(r.Now())
	for monday := from; !monday.After(until); monday = monday.AddDays(7) {
		var week []dayCell
		for i := range 7 {
			d := monday.AddDays(i)
			l := sum[d]
			cell := dayCell{
				Day: d, Beside: d.Before(first) || d.After(last), Today: d == today, Past: d.Before(today),
				Slots: l.Slots, Open: l.Open, Seats: l.Wanted, Left: l.Free, Heat: heat(l.Free, l.Wanted),
			}
			if l.Slots == 0 || l.Open == 0 {
				cell.Why = r.whyClosed(facility, d, l.Slots > 0)
			}
			cell.To = with("/calendar/day", "facility", facility, "day", d.String())
			week = append(week, cell)
		}
		weeks = append(weeks, week)
	}
	return weeks
}

// whyClosed says why nothing is open on a day.
func (r *request) whyClosed(facility string, d booking.Date, slots bool) string {
	if slots {
		return "停止"
	}
	f, ok := r.City.Facility(facility)
	if !ok {
		f = r.City.Facilities[0]
	}
	switch why := f.Hours.Why(d); why.Kind {
	case booking.DayHoliday:
		return why.Holiday
	case booking.DayNewYear:
		return "年末年始"
	case booking.DayClosed:
		return "休み"
	}
	return ""
}

// timeRows puts the slots of a week into rows by their time of day.
func timeRows(slots []booking.Slot, monday booking.Date) (rows []timeRow) {
	at := map[booking.Clock][]slotCell{}
	for c := range clocksOf(slots) {
		at[c] = make([]slotCell, 7)
	}
	for _, s := range slots {
		start := s.Start.In(booking.JST)
		d := int(booking.DateOf(start).In(booking.JST).Sub(monday.In(booking.JST)).Hours() / 24)
		if d < 0 || d > 6 {
			continue
		}
		at[booking.ClockOf(start)][d] = slotCell{true, s.Open(), s.Free, s.Wanted, heat(s.Free, s.Wanted), words.When(s.Start)}
	}
	for c := booking.Clock(0); c < booking.Midnight; c++ {
		if cells, ok := at[c]; ok {
			rows = append(rows, timeRow{c, cells})
		}
	}
	return rows
}

func clocksOf(slots []booking.Slot) map[booking.Clock]bool {
	clocks := map[booking.Clock]bool{}
	for _, s := range slots {
		clocks[booking.ClockOf(s.Start.In(booking.JST))] = true
	}
	return clocks
}
