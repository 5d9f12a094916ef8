package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

const (
	sharedLine   = booking.Phone("+81568000000")
	ajiyoshiLine = booking.Phone("+81568111111")
)

func lineOf(line booking.Phone) string {
	if line == ajiyoshiLine {
		return ajiyoshi
	}
	return ""
}

// called is a call; each of its turns is an input and the state that it leads to.
type called struct {
	line  booking.Phone
	turns []led
	on    bool // it is still going on
}

type led struct {
	kind ivr.InputKind
	to   ivr.State
}

func (w *town) call(n int, c called) {
	w.Helper()
	sid := fmt.Sprintf("CA%032d", n)
	for i, l := range c.turns {
		w.turn(ivr.Turn{SID: sid, N: i, Line: c.line, Caller: booking.CallerFrom(string(phone(n))), In: ivr.Input{Kind: l.kind}},
			func(_ ivr.Memory, call *ivr.Call, _ ivr.Input) (ivr.Reply, error) {
				call.State = l.to
				return ivr.Reply{Lang: "ja", Say: []ivr.Said{{Text: fmt.Sprintf("%d %s", n, l.to)}}}, nil
			})
	}
	if !c.on {
		if err := w.HangUp(bg, sid); err != nil {
			w.Fatalf("hanging up: %v", err)
		}
	}
}

// dayAt returns the n-th day of the tests, counted from 0.
func dayAt(n int) booking.Date { return booking.DateOf(monday).AddDays(n) }

func (w *town) figures(from, until booking.Date) (found []Figures) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		found, err = tx.Figures(from, until, lineOf)
		return err
	})
	return found
}

func (w *town) expectFigures(from, until booking.Date, want ...Figures) {
	w.Helper()
	got := w.figures(from, until)
	if slices.Equal(got, want) {
		return
	}
	w.Errorf("from %s until %s: found %d, expected %d", from, until, len(got), len(want))
	for i := range max(len(got), len(want)) {
		if i < len(got) {
			w.Errorf("found    %+v", got[i])
		}
		if i < len(want) {
			w.Errorf("expected %+v", want[i])
		}
	}
}

// manyCalls has one call of each kind, by where it ended and what became of it.
var manyCalls = []called{
	{sharedLine, []led{{ivr.Arrived, ivr.Booked}}, false},                                                                                          // heard what it was for
	{sharedLine, []led{{ivr.Arrived, ivr.NotBooked}, {ivr.Pressed, ivr.Offer}}, false},                                                             // gave up
	{sharedLine, []led{{ivr.Arrived, ivr.NotBooked}, {ivr.Pressed, ivr.Offer}}, true},                                                              // goes on
	{sharedLine, []led{{ivr.Arrived, ivr.Booked}, {ivr.Pressed, ivr.Passing}}, false},                                                              // spoke to somebody
	{sharedLine, []led{{ivr.Arrived, ivr.Booked}, {ivr.Pressed, ivr.Closed}}, false},                                                               // at night
	{sharedLine, []led{{ivr.Arrived, ivr.Passing}, {ivr.Returned, ivr.Bye}}, false},                                                                // came back
	{ajiyoshiLine, []led{{ivr.Arrived, ivr.NotBooked}, {ivr.Pressed, ivr.Passing}, {ivr.Returned, ivr.Unanswered}, {ivr.Pressed, ivr.Day}}, false}, // and went on
	{ajiyoshiLine, []led{{ivr.Arrived, ivr.NotBooked}, {ivr.Pressed, ivr.Day}}, false},
	{ajiyoshiLine, []led{{ivr.Arrived, ivr.Blocked}}, false},
	{ajiyoshiLine, []led{{ivr.Returned, ivr.Booked}}, false}, // nobody can come back in the first turn
}

func TestFiguresOfCallsAreTheirLinesAndTellWhoGaveUpAndWhoNeededAPerson(t *testing.T) {
	w := newTown(t)
	for i, c := range manyCalls {
		w.call(i, c)
	}
	shared := Figures{Day: dayAt(0), Calls: 6, Person: 3, GaveUp: 1}
	own := Figures{Day: dayAt(0), Facility: ajiyoshi, Calls: 4, Person: 1, GaveUp: 1}
	w.expectFigures(dayAt(0), dayAt(1), shared, own)
	w.clock.Add(32 * day)
	if done, err := w.Tidy(bg); err != nil || done.Calls != len(manyCalls) {
		t.Fatalf("tidying: %+v, %v", done, err)
	}
	w.expectFigures(dayAt(0), dayAt(1), shared, own) // erased calls still count
	w.clock.Add(365 * day)
	w.tidy()
	w.expectFigures(dayAt(0), dayAt(1))
}

func TestFiguresAreThoseOfTheDayInJapan(t *testing.T) {
	w := newTown(t)
	midnight := dayAt(1).In(booking.JST)
	w.clock.at = midnight.Add(-time.Second)
	w.call(1, manyCalls[0])
	w.clock.at = midnight
	w.call(2, manyCalls[1])
	w.expectFigures(dayAt(0), dayAt(1), Figures{Day: dayAt(0), Calls: 1})
	w.expectFigures(dayAt(1), dayAt(2), Figures{Day: dayAt(1), Calls: 1, GaveUp: 1})
	w.expectFigures(dayAt(-300), dayAt(66), Figures{Day: dayAt(0), Calls: 1}, Figures{Day: dayAt(1), Calls: 1, GaveUp: 1})
	w.expectFigures(dayAt(2), dayAt(3))
}

func TestFiguresOfDeedsTellInWhichWayTheyWereDone(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 9)
	slot := w.slot(sakashita, at(12, 0), 9)
	by := func(way Way, do func(*Tx) error) {
		t.Helper()
		if err := w.Update(bg, By{Way: way, Actor: "tanto"}, do); err != nil {
			t.Fatal(err)
		}
	}
	first, second := w.book(phone(1), ajiyoshi, at(11, 0)), w.book(phone(2), ajiyoshi, at(11, 0))
	by(ByPhone, func(tx *Tx) error {
		_, err := rules.Book(tx, booking.Request{Phone: phone(3), Facility: sakashita, Start: at(12, 0)})
		return err
	})
	by(ByConsole, func(tx *Tx) error { _, err := changeTo(tx, first, slot); return err })
	by(ByPhone, func(tx *Tx) error { return tx.Cancel(second, tx.Now().Add(time.Minute)) })
	by(ByPhone, func(tx *Tx) error { _, err := tx.Restore(second); return err })
	by(ByConsole, func(tx *Tx) error { return tx.Cancel(second, time.Time{}) })
	w.setOpen(ajiyoshi, at(11, 0), at(12, 0), false) // not done to a booking
	w.expectFigures(dayAt(0), dayAt(1),
		Figures{
			Day: dayAt(0), Facility: ajiyoshi,
			Done:      Done{Bookings: 1, Cancels: 2, Restored: 1},
			ByPhone:   Done{Cancels: 1, Restored: 1},
			ByConsole: Done{Cancels: 1}, ByTerminal: Done{Bookings: 1},
		},
		Figures{ // the first booking was moved here
			Day: dayAt(0), Facility: sakashita,
			Done:    Done{Bookings: 2, Changes: 1},
			ByPhone: Done{Bookings: 1}, ByConsole: Done{Changes: 1}, ByTerminal: Done{Bookings: 1},
			Visits: 2,
		})
	w.sound()
}

func TestFiguresOfVisitsTellWhoCame(t *testing.T) {
	w := newTown(t)
	tomorrow := at(11, 0).AddDate(0, 0, 1)
	w.slot(ajiyoshi, tomorrow, 9)
	var made []booking.Booking
	for i := range 6 {
		made = append(made, w.book(phone(i), ajiyoshi, tomorrow))
	}
	w.do(func(tx *Tx) error { return tx.Cancel(made[5], time.Time{}) })
	came := func(state int, bookings ...booking.Booking) {
		for _, b := range bookings {
			if err := w.sql(fmt.Sprintf("UPDATE bookings SET came = %d WHERE id = %d", state, b.ID)); err != nil {
				t.Fatal(err)
			}
		}
	}
	came(1, made[0], made[1], made[2], made[5]) // the last one was cancelled before
	came(2, made[3])
	visitor := func(facility string, n, number, state int) string {
		return fmt.Sprintf("INSERT INTO visitors (facility, day, number, party, came, state) VALUES ('%s', %d, %d, 2, 0, %d)",
			facility, dayAt(n).In(booking.JST).Unix(), number, state)
	}
	if err := w.sql(visitor(ajiyoshi, 1, 1, 1), visitor(ajiyoshi, 1, 2, 2), visitor(ajiyoshi, 1, 3, 3), visitor(sakashita, 2, 1, 2)); err != nil {
		t.Fatal(err)
	}
	w.expectFigures(dayAt(1), dayAt(2), Figures{Day: dayAt(1), Facility: ajiyoshi, Visits: 5, Arrived: 3, Absent: 1, Visitors: 3, VisitorsLeft: 1})
	w.expectFigures(dayAt(2), dayAt(3), Figures{Day: dayAt(2), Facility: sakashita, Visitors: 1})
}

func TestFiguresAreOfAYearAtMost(t *testing.T) {
	w := newTown(t)
	w.figures(dayAt(0), dayAt(366))
	for _, bad := range [][2]booking.Date{
		{dayAt(0), dayAt(0)}, {dayAt(1), dayAt(0)}, {dayAt(0), dayAt(367)}, {{}, dayAt(0)}, {dayAt(0), {}}, {{Year: 2026, Month: 2, Day: 30}, {Year: 2026, Month: 3, Day: 3}},
	} {
		w.look(func(tx *Tx) error {
			if _, err := tx.Figures(bad[0], bad[1], lineOf); err == nil {
				t.Errorf("figures of %v were found", bad)
			}
			if _, err := tx.Endings(bad[0], bad[1]); err == nil {
				t.Errorf("endings of %v were found", bad)
			}
			return nil
		})
	}
}

func TestEndingsAreWhereCallersHungUp(t *testing.T) {
	w := newTown(t)
	n := 0
	all := func(calls ...called) {
		for _, c := range calls {
			n++
			w.call(n, c)
		}
	}
	all(manyCalls...)
	all(manyCalls[1], manyCalls[1], manyCalls[7])
	w.clock.Add(day)
	all(manyCalls[4])
	for _, c := range []struct {
		from, until booking.Date
		want        []Ending
	}{
		{dayAt(0), dayAt(1), []Ending{{ivr.Day, "", 3}, {ivr.Offer, "", 3}, {ivr.Booked, "", 2}, {ivr.Closed, "", 1}}},
		{dayAt(1), dayAt(2), []Ending{{ivr.Closed, "", 1}}},
		{dayAt(2), dayAt(3), nil},
	} {
		w.look(func(tx *Tx) error {
			got, err := tx.Endings(c.from, c.until)
			if !slices.Equal(got, c.want) {
				t.Errorf("from %s: found %v, expected %v", c.from, got, c.want)
			}
			return err
		})
	}
}

func TestFirstRepliesAreThoseOfTheDayWhileTheyAreKept(t *testing.T) {
	w := newTown(t)
	w.call(1, manyCalls[1])
	w.clock.Add(time.Minute)
	w.call(2, manyCalls[7])
	w.clock.Add(day)
	w.call(3, manyCalls[0])
	replies := func(n int) (heard []string) {
		w.look(func(tx *Tx) error {
			return tx.FirstReplies(dayAt(n), func(line booking.Phone, r ivr.Reply) error {
				heard = append(heard, string(line)+" "+r.Say[0].Text)
				return nil
			})
		})
		return heard
	}
	want := []string{"+81568000000 1 not-booked", "+81568111111 2 not-booked"}
	if got := replies(0); !slices.Equal(got, want) {
		t.Errorf("found %q, expected %q", got, want)
	}
	if got := replies(1); len(got) != 1 {
		t.Errorf("on the next day: %q", got)
	}
	enough := errors.New("enough")
	w.look(func(tx *Tx) error {
		seen := 0
		err := tx.FirstReplies(dayAt(0), func(booking.Phone, ivr.Reply) error { seen++; return enough })
		if !errors.Is(err, enough) || seen != 1 {
			t.Errorf("after %d replies: %v", seen, err)
		}
		if err := tx.FirstReplies(booking.Date{}, nil); err == nil {
			t.Error("replies of no day were found")
		}
		return nil
	})
	w.clock.Add(32 * day)
	w.tidy()
	if got := replies(0); got != nil {
		t.Errorf("once erased: %q", got)
	}
}
