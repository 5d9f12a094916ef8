package console

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A calendarPage is a month or a week: what is wanted, claimed and free, at one counter or
// at all.
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
	Affected int // bookings that have no desk: somebody must call these people
	Decided  int // decisions of staff that stand
	List     string
}

// A dayCell is a day of the calendar.
type dayCell struct {
	Day     booking.Date
	Beside  bool // of another month
	Today   bool
	Past    bool
	Why     string // why nothing is open
	Wanted  int    // desks, added up over the slots of the day, as are Claimed and Free
	Claimed int
	Free    int
	Heat    int  // 0 nothing left … 4 nearly all
	Over    bool // somewhere more is promised than desks are wanted
	Bare    bool // somebody is booked where no desk is wanted
	Decided bool // staff have decided something about it
	To      string
}

// A timeRow is a time of day in a week.
type timeRow struct {
	At    booking.Clock
	Cells []slotCell
}

// A slotCell is a slot in a week, or the time of somebody who is booked in what is none.
type slotCell struct {
	There bool
	daySlot
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
	p := calendarPage{
		Facility: facility, Places: r.City.Facilities, Week: r.Text("by", 5) == "week",
		List: with("/calendar/decisions", "facility", facility),
	}
	first, last := monthOf(day)
	before, after := first.AddDays(-1), last.AddDays(1)
	p.Title = fmt.Sprintf("%d年%d月", day.Year, day.Month)
	if p.Week {
		first, last = weekOf(day)
		before, after = first.AddDays(-1), last.AddDays(1)
		p.Title = words.Day(first) + "の週"
	}
	p.Before, p.After = calendarAddress(facility, before, p.Week), calendarAddress(facility, after, p.Week)
	p.Today = calendarAddress(facility, today, p.Week)
	p.Other, p.Here = calendarAddress(facility, day, !p.Week), calendarAddress(facility, day, p.Week)
	from, _ := weekOf(first)
	_, until := weekOf(last)
	err = view(r, store.ToPlan, func(tx store.Planning) error {
		bare, err := tx.Unstaffed(facility, tx.Now(), endOfTime.In(booking.JST))
		if err != nil {
			return err
		}
		days, err := r.days(tx, facility, from, until)
		if err != nil {
			return err
		}
		p.Weeks = r.weeks(facility, days, from, until, first, last)
		standing, err := standing(tx, facility)
		if err != nil {
			return err
		}
		p.Affected, p.Decided = len(bare), len(standing)
		if f, ok := r.City.Facility(facility); ok && p.Week {
			p.Rows, err = r.timeRows(tx, f, from)
		}
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

// days returns what there is to know of each day from the first to the last.
func (r *request) days(tx store.Planning, facility string, first, last booking.Date) (map[booking.Date]dayCell, error) {
	days := map[booking.Date]dayCell{}
	loads, err := tx.Calendar(facility, first, last.AddDays(1))
	if err != nil {
		return nil, err
	}
	slots := map[booking.Date]int{}
	for _, l := range loads {
		c := days[l.Day]
		c.Wanted, c.Claimed, c.Free = c.Wanted+l.Wanted, c.Claimed+l.Claimed, c.Free+l.Free
		days[l.Day] = c
		slots[l.Day] += l.Slots
	}
	from, until := first.In(booking.JST), last.AddDays(1).In(booking.JST)
	for _, f := range r.facilities(facility) {
		t, err := tx.Timeline(f.ID, from, until)
		if err != nil {
			return nil, err
		}
		for _, s := range t.Strains() {
			c := days[dayOf(s.From)]
			c.Over, c.Bare = c.Over || s.Wanted > 0, c.Bare || s.Wanted == 0
			days[dayOf(s.From)] = c
		}
	}
	decisions, err := tx.Decisions(facility, from, until)
	for day := first; !day.After(last); day = day.AddDays(1) {
		c := days[day]
		c.Decided = len(on(day, decisions)) > 0
		if c.Wanted == 0 {
			c.Why = r.whyClosed(facility, day, slots[day] > 0)
		}
		c.Heat = heat(c.Free, c.Wanted)
		days[day] = c
	}
	return days, err
}

// weeks puts days into rows of seven, Monday first.
func (r *request) weeks(facility string, days map[booking.Date]dayCell, from, until, first, last booking.Date) (weeks [][]dayCell) {
	today := dayOf(r.Now())
	for monday := from; !monday.After(until); monday = monday.AddDays(7) {
		var week []dayCell
		for i := range 7 {
			d := monday.AddDays(i)
			c := days[d]
			c.Day, c.Beside, c.Today, c.Past = d, d.Before(first) || d.After(last), d == today, d.Before(today)
			c.To = with("/calendar/day", "facility", facility, "day", d.String())
			week = append(week, c)
		}
		weeks = append(weeks, week)
	}
	return weeks
}

// whyClosed says why no desk is wanted on a day. With slots, it is that staff have closed
// it: the hours would have it open.
func (r *request) whyClosed(facility string, d booking.Date, slots bool) string {
	if slots {
		return "停止"
	}
	return closedBy(r.facilities(facility)[0].Hours.Why(d))
}

// timeRows puts what a week has at one counter into rows by the time of day.
func (r *request) timeRows(tx store.Planning, f booking.Facility, monday booking.Date) (rows []timeRow, err error) {
	from, until := monday.In(booking.JST), monday.AddDays(7).In(booking.JST)
	slots, err := tx.Slots(store.SlotFilter{Facility: f.ID, From: from, Until: until})
	if err != nil {
		return nil, err
	}
	t, err := tx.Timeline(f.ID, from, until)
	at := map[booking.Clock][]slotCell{}
	for _, s := range r.daySlots(f, slots, t) {
		day := int(dayOf(s.Start).In(booking.JST).Sub(from) / (24 * time.Hour))
		if day < 0 || day > 6 {
			continue
		}
		c := clock(s.Start)
		if at[c] == nil {
			at[c] = make([]slotCell, 7)
		}
		if cell := at[c][day]; !cell.There || cell.Off {
			at[c][day] = slotCell{true, s}
		}
	}
	for _, c := range slices.Sorted(maps.Keys(at)) {
		rows = append(rows, timeRow{c, at[c]})
	}
	return rows, err
}
