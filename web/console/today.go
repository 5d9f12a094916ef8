package console

import (
	"context"
	"slices"
	"strconv"
	"time"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A dayPage is the list of a counter's day.
type dayPage struct {
	Facility  booking.Facility
	Where     string
	Day       booking.Date
	Today     bool
	Places    []link
	Before    string // the addresses of the days beside it
	After     string
	Rows      []dayRow
	Bookings  int // that stand
	People    int
	Came      int
	Waiting   int
	WalkIn    bool // people may come without a booking today
	WalkInEnd bool // staff have ended that
	Made      string
	Columns   int               // on paper
	Services  bool              // some have one to tell
	Only      booking.ServiceID // the list is of this service alone; "" is of all
	Kinds     []link            // the lists of one service each, where the facility has several
}

// A dayRow is a booking, or somebody who came without one.
type dayRow struct {
	At      time.Time
	Booking *shown
	Visitor *store.Visitor
	Due     bool // the time has come, and nobody has said whether they have
}

// today leads to the list of the first facility.
func (r *request) today() (answer, error) {
	return web.Moved("/today/" + r.City.Facilities[0].ID), nil
}

// readDay reads which counter's list of which day is meant.
func (r *request) readDay() (f booking.Facility, day booking.Date, err error) {
	f, ok := r.City.Facility(r.Param("facility"))
	if !ok {
		return f, day, web.ErrNotThere
	}
	day, err = r.dayOrToday("day")
	return f, day, err
}

// askedList reads the list that is asked for, and which bookings are on it.
func (r *request) askedList() (p dayPage, ids []int64, err error) {
	f, day, err := r.readDay()
	if err != nil {
		return p, nil, err
	}
	only, err := r.service("service")
	if err != nil {
		return p, nil, err
	}
	return r.readDayList(r.Request.Context(), f, day, only)
}

func (r *request) dayList() (answer, error) {
	page, ids, err := r.askedList()
	if err != nil {
		return nil, err
	}
	if r.Live {
		return web.View{Name: "today", Part: "daylist", Data: page}, nil
	}
	if err := r.see(ids, store.Look{Page: store.DayPage, Facility: page.Facility.ID, Day: page.Day}); err != nil {
		return nil, err
	}
	return web.View{Name: "today", Data: page}, nil
}

// came notes that somebody with a booking has come, or has not.
func (r *request) came() (answer, error) {
	b, err := r.bookingOf()
	if err != nil {
		return nil, err
	}
	came, ok := map[string]booking.Came{"arrived": booking.Arrived, "absent": booking.Absent, "not-said": booking.NotSaid}[r.Text("came", 10)]
	if !ok {
		return nil, web.ErrForm
	}
	err = update(r, store.ToServe, "", func(tx store.Serving) error {
		_, err := tx.Attend(b.Receipt, came)
		return err
	})
	if err != nil {
		return nil, err
	}
	only, err := r.service("service")
	if err != nil {
		return nil, err
	}
	return r.backToDay(b.Facility, dayOf(b.Start), only)
}

// visitor takes somebody who comes without a booking, and visited notes what became
// of them.
func (r *request) visitor() (answer, error) {
	f, _, err := r.readDay()
	if err != nil {
		return nil, err
	}
	party, err := r.Whole("party", 1, 99, 1)
	if err != nil {
		return nil, err
	}
	err = update(r, store.ToCount, "", func(tx store.Counting) error {
		_, err := tx.AddVisitor(f.ID, party)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.backToDay(f.ID, dayOf(r.Now()), "")
}

func (r *request) visited() (answer, error) {
	f, day, err := r.readDay()
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(r.Param("number"))
	state, ok := map[string]store.VisitorState{"waiting": store.Waiting, "served": store.Served, "left": store.Left}[r.Text("state", 10)]
	if err != nil || !ok {
		return nil, web.ErrForm
	}
	err = update(r, store.ToCount, "", func(tx store.Counting) error {
		_, err := tx.SetVisitor(f.ID, day, n, state)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r.backToDay(f.ID, day, "")
}

// backToDay answers with the list in which something was done: the whole page, or only
// the list for a page that is alive.
func (r *request) backToDay(facility string, day booking.Date, only booking.ServiceID) (answer, error) {
	f, ok := r.City.Facility(facility)
	if !ok {
		return nil, web.ErrNotThere
	}
	if r.GetHeader("HX-Request") == "" {
		return web.Moved(dayAddress(f.ID, day, dayOf(r.Now()), only)), nil
	}
	page, _, err := r.readDayList(r.Request.Context(), f, day, only)
	return web.View{Name: "today", Part: "daylist", Data: page}, err
}

// dayAddress returns where the list of a day is, below the console.
func dayAddress(facility string, day, today booking.Date, only booking.ServiceID) string {
	var fields []string
	if day != today {
		fields = append(fields, "day", day.String())
	}
	if only != "" {
		fields = append(fields, "service", string(only))
	}
	if fields == nil {
		return "/today/" + facility
	}
	return web.With("/today/"+facility, fields...)
}

// readDayList reads the list of a counter's day, or of one service of it, and which bookings
// are on it. People without a booking are of no service.
func (c *Console) readDayList(ctx context.Context, f booking.Facility, day booking.Date, only booking.ServiceID) (p dayPage, ids []int64, err error) {
	now := c.Now()
	today := dayOf(now)
	p = dayPage{
		Facility: f, Where: c.Where[f.ID], Day: day, Today: day == today, Made: words.When(now),
		Before: root + dayAddress(f.ID, day.AddDays(-1), today, only), After: root + dayAddress(f.ID, day.AddDays(1), today, only),
		WalkIn: len(f.WalkIn.On(day)) > 0 && only == "", Only: only, Kinds: c.listsOf(f.ID, day, today, only),
	}
	for _, other := range c.City.Facilities {
		p.Places = append(p.Places, link{root + dayAddress(other.ID, day, today, ""), other.Name, other.ID == f.ID})
	}
	var bookings []store.Seen
	var visitors []store.Visitor
	err = c.Ledger.View(ctx, store.ToCount.Do(func(tx store.Counting) (err error) {
		if bookings, err = tx.Day(f.ID, day); err != nil {
			return err
		}
		if visitors, err = tx.Visitors(f.ID, day); err != nil {
			return err
		}
		p.WalkInEnd, err = tx.WalkInOver(f.ID, day)
		return err
	}))
	if err != nil {
		return p, nil, err
	}
	for _, b := range bookings {
		if only != "" && b.Service != only {
			continue
		}
		s := c.shown(b)
		s.Only, p.Services = only, p.Services || s.Service != ""
		row := dayRow{At: b.Start, Booking: &s, Due: b.State != booking.Cancelled && b.Came == booking.NotSaid && !b.Start.After(now)}
		p.Rows, ids = append(p.Rows, row), append(ids, b.ID)
		if b.State == booking.Cancelled {
			continue
		}
		p.Bookings++
		p.People += b.Party
		if b.Came == booking.Arrived {
			p.Came++
		}
	}
	if only != "" {
		visitors = nil
	}
	for i, v := range visitors {
		p.Rows = append(p.Rows, dayRow{At: v.Came, Visitor: &visitors[i]})
		if v.State == store.Waiting {
			p.Waiting++
		}
	}
	slices.SortStableFunc(p.Rows, func(a, b dayRow) int { return a.At.Compare(b.At) })
	p.Columns = columns(len(p.Rows))
	return p, ids, nil
}

// perColumn is how many rows fit below one another on an A4 page and can be read at
// arm's length.
const perColumn = 28

// columns returns how many columns so many rows need to fit on one page.
func columns(rows int) int { return min(max((rows+perColumn-1)/perColumn, 1), 3) }
