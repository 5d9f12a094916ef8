package console

import (
	"fmt"
	"slices"
	"strconv"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/words"
)

// A calendarDay is the page of a day: what is there, and how to change it.
type calendarDay struct {
	Facility string
	Day      booking.Date
	Places   []booking.Facility
	Slots    []daySlot
	Back     string
	MayClose bool
}

type daySlot struct {
	booking.Slot
	Place string
	Heat  int
}

func (r *request) calendarDay() (answer, error) {
	facility, err := r.facility("facility")
	if err != nil {
		return nil, err
	}
	day, err := r.dayOrToday("day")
	if err != nil {
		return nil, err
	}
	p := calendarDay{Facility: facility, Day: day, Places: r.City.Facilities, MayClose: may(r.who.Role, counting), Back: calendarAddress(facility, day, false)}
	err = view(r, store.ToPlan, func(tx store.Planning) error {
		slots, err := tx.Slots(store.SlotFilter{Facility: facility, From: day.In(booking.JST), Until: day.AddDays(1).In(booking.JST)})
		for _, s := range slots {
			p.Slots = append(p.Slots, daySlot{s, r.place(s.Facility), heat(s.Free, s.Wanted)})
		}
		return err
	})
	return web.View{Name: "day", Data: p}, err
}

// A planned is a change of the calendar: what is to be done, and with what.
type planned struct {
	booking.Stretch
	Facility string     // as the form has it; "" means all
	What     store.Deed // DidClose, DidOpen or DidSize
	Capacity int
}

// mostDays is how far the last day may be from the first. Beyond a year, somebody has
// mistyped it.
const mostDays = 366

var planNames = map[store.Deed]string{store.DidClose: "受付を止める", store.DidOpen: "受付を再開する", store.DidSize: "枠の数を変える"}

// readPlan reads what is to be changed.
func (r *request) readPlan() (p planned, err error) {
	if p.Facility, err = r.facility("facility"); err != nil {
		return p, err
	}
	if p.First, err = r.Day("day"); err != nil {
		return p, err
	}
	if p.Last, err = r.Day("through"); err != nil {
		return p, err
	}
	if p.Last == (booking.Date{}) {
		p.Last = p.First
	}
	today := dayOf(r.Now())
	if p.First.Before(today) || p.Last.Before(p.First) || p.Last.After(p.First.AddDays(mostDays)) {
		return p, wrong("日にちが、正しくありません。", "今日からあとの日を、始まりの日、終わりの日の順に、1年までで選んでください。")
	}
	p.To = booking.Midnight
	for _, end := range []struct {
		name string
		to   *booking.Clock
		read func(string) (booking.Clock, error)
	}{{"from", &p.From, booking.ParseClock}, {"to", &p.To, booking.ParseClosing}} {
		if s := r.Text(end.name, 8); s != "" {
			if *end.to, err = end.read(s); err != nil {
				return p, wrong("時刻が、読み取れませんでした。", "例：13:00")
			}
		}
	}
	if p.From >= p.To {
		return p, wrong("時刻が、正しくありません。", "始まりの時刻を、終わりより前にしてください。")
	}
	if p.Facility != "" {
		p.Facilities = []string{p.Facility}
	} else {
		for _, f := range r.City.Facilities {
			p.Facilities = append(p.Facilities, f.ID)
		}
	}
	p.What = store.Deed(r.Text("what", 10))
	if planNames[p.What] == "" {
		return p, web.ErrForm
	}
	if p.What == store.DidSize {
		p.Capacity, err = r.Whole("capacity", 1, 100, 0)
		if err == nil && p.Capacity == 0 {
			err = wrong("枠の数が、ありません。", "1から100までの数を、入れてください。")
		}
	}
	return p, err
}

// planned says in words what is planned.
func (r *request) planned(p planned) string {
	where, when := "すべての窓口", words.Day(p.First)
	if p.Facility != "" {
		where = r.place(p.Facility)
	}
	if p.Last != p.First {
		when += "から" + words.Day(p.Last) + "まで"
	}
	if !p.WholeDays() {
		when += fmt.Sprintf("　%s から %s", p.From, p.To)
	}
	return where + "　" + when
}

// A planPage is the page that shows what a change would do, before it is done.
type planPage struct {
	Title    string
	What     string
	Slots    int
	Affected []shown // bookings that stand in it
	Over     bool    // for a capacity: Affected is only what stands where more is booked than fits
	Happens  []string
	Fields   []field
	Back     string
	Do       string
	Grave    bool
}

// plan shows what would happen, and to whom.
func (r *request) plan() (answer, error) {
	p, err := r.readPlan()
	if err != nil {
		return nil, err
	}
	page := planPage{
		Title: planNames[p.What], What: r.planned(p), Do: planNames[p.What], Grave: p.What == store.DidClose,
		Back: with("/calendar/day", "facility", p.Facility, "day", p.First.String()),
		Fields: []field{{"facility", p.Facility}, {"day", p.First.String()}, {"through", p.Last.String()}, {"from", p.From.String()}, {"to", p.To.String()},
			{"what", string(p.What)}, {"capacity", strconv.Itoa(p.Capacity)}},
	}
	var ids []int64
	err = view(r, store.ToPlan, func(tx store.Planning) error {
		for _, piece := range p.Pieces(r.Now()) {
			slots, bookings, err := tx.InRange(piece.Facility, piece.From, piece.Until)
			if err != nil {
				return err
			}
			page.Slots += len(slots)
			for _, b := range bookings {
				if p.What == store.DidSize && !crowded(slots, b, p.Capacity) {
					continue
				}
				page.Affected, ids = append(page.Affected, r.shown(b)), append(ids, b.ID)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(page.Affected, func(a, b shown) int { return a.Start.Compare(b.Start) })
	page.Over = p.What == store.DidSize
	page.Happens = happens(p, len(page.Affected), r.beyond(p))
	if len(ids) > 0 {
		err = r.see(ids, store.Look{Page: store.PlanPage, Plan: p.What})
	}
	return web.View{Name: "plan", Data: page}, err
}

// crowded reports whether a booking stands in a slot in which more is taken than the
// capacity that is planned.
func crowded(slots []booking.Slot, b booking.Booking, capacity int) bool {
	return slices.ContainsFunc(slots, func(s booking.Slot) bool {
		return s.Facility == b.Facility && s.Start.Before(b.End) && b.Start.Before(s.End) && s.Claimed > capacity
	})
}

// beyond reports whether the plan has days whose slots the opening hours only add
// later.
func (r *request) beyond(p planned) bool {
	now := r.Now()
	return slices.ContainsFunc(p.Facilities, func(f string) bool {
		return p.Last.After(r.City.RulesOf(f).Last(now))
	})
}

// happens returns the consequences, in words.
func happens(p planned, affected int, beyond bool) (lines []string) {
	switch p.What {
	case store.DidClose:
		lines = append(lines, "電話でも、この画面でも、新しい予約を受け付けません。")
		if affected > 0 {
			lines = append(lines, "いまある予約は、取り消されません。次の方に、お電話してください。",
				"先に電話をかけてきた方には、窓口が休みになったことを伝え、日時を変えられるようにします。")
		}
		if beyond {
			lines = append(lines, "これからできる枠も、受け付けません。")
		}
	case store.DidOpen:
		lines = append(lines, "電話でも、この画面でも、また予約を受け付けます。")
		if beyond {
			lines = append(lines, "これからできる枠も、受け付けます。")
		}
	case store.DidSize:
		lines = append(lines, fmt.Sprintf("1枠を、%d組にします。開設時間が変わっても、この数のままです。", p.Capacity))
		if affected > 0 {
			lines = append(lines, "次の予約は、この数より多い枠にあります。取り消されず、枠は、予約の数だけ残ります。")
		}
	}
	return lines
}

// portion is how many pieces are changed in one transaction: calls wait for it.
const portion = 100

// carryOut does what was planned. If it is cut off, doing it again does the rest.
func (r *request) carryOut() (answer, error) {
	p, err := r.readPlan()
	if err != nil {
		return nil, err
	}
	slots := 0
	for some := range slices.Chunk(p.Pieces(r.Now()), portion) {
		err := update(r, store.ToPlan, "", func(tx store.Planning) error {
			for _, piece := range some {
				n, err := change(tx, p, piece)
				if err != nil {
					return err
				}
				slots += n
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if slots == 0 && !r.beyond(p) {
		return nil, wrong("変わるものが、ありませんでした。", "その日には、枠がないか、もう、そうなっています。")
	}
	return web.Moved(fmt.Sprintf("/calendar/day?facility=%s&day=%s&done=%s", p.Facility, p.First, p.What)), nil
}

func change(tx store.Planning, p planned, piece booking.Piece) (slots int, err error) {
	var changed []booking.Slot
	if p.What == store.DidSize {
		changed, _, err = tx.SetCapacity(piece.Facility, piece.From, piece.Until, p.Capacity)
	} else {
		changed, _, err = tx.SetOpen(piece.Facility, piece.From, piece.Until, p.What == store.DidOpen)
	}
	return len(changed), err
}

// affected lists the bookings whose slots have been closed since: somebody must call
// these people.
func (r *request) affected() (answer, error) {
	var list []shown
	var ids []int64
	err := view(r, store.ToPlan, func(tx store.Planning) error {
		found, err := tx.List(store.Filter{Affected: true})
		for _, b := range found {
			list, ids = append(list, r.shown(b)), append(ids, b.ID)
		}
		return err
	})
	if err == nil && len(ids) > 0 && !r.Live {
		err = r.see(ids, store.Look{Page: store.AffectedPage})
	}
	return web.View{Name: "affected", Data: list}, err
}
