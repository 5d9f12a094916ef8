package store

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

// TestALedgerOfSlotsBecomesOneOfTime has a ledger in which everything has happened that
// could.
func TestALedgerOfSlotsBecomesOneOfTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	o := slottedAt(t, path)
	on := func(day, hour, minute int) time.Time { return at(hour, minute).AddDate(0, 0, day) }
	plan := func(day int) []booking.DayPlan {
		return []booking.DayPlan{planOf(ajiyoshi, day, 2, 30, "10:00-12:00"), planOf(kozoji, day, 1, 30, "10:00-12:00")}
	}
	for day := range 6 {
		for _, p := range plan(day) {
			o.hours(p)
		}
	}
	pair := o.book(ajiyoshi, on(0, 10, 0), on(0, 10, 30), 2, 2)   // two people, two seats
	row := o.book(kozoji, on(0, 10, 0), on(0, 11, 30), 1, 3)      // three people in a row
	closed := o.book(ajiyoshi, on(1, 11, 0), on(1, 11, 30), 1, 1) // staff closed the day under it
	o.setOpen(ajiyoshi, on(1, 0, 0), on(2, 0, 0), false)          // a closed day
	o.setOpen(ajiyoshi, on(2, 0, 0), on(3, 0, 0), false)          // closed and opened again
	o.setOpen(ajiyoshi, on(2, 0, 0), on(3, 0, 0), true)           //
	o.setOpen(ajiyoshi, on(3, 10, 15), on(3, 11, 15), false)      // from the middle of a slot to that of another
	o.setOpen(ajiyoshi, on(9, 0, 0), on(10, 0, 0), false)         // a day that has not come
	o.setOpen(ajiyoshi, on(9, 11, 0), on(9, 12, 0), true)         // and a part of it, opened again
	o.add(ajiyoshi, on(0, 18, 0), on(0, 19, 0), 1)                // an evening
	o.add(ajiyoshi, on(1, 18, 0), on(1, 19, 0), 3)                // on the day that is closed
	evening := o.book(ajiyoshi, on(0, 18, 0), on(0, 19, 0), 1, 1) //
	three := o.book(ajiyoshi, on(4, 10, 0), on(4, 10, 30), 2, 2)  // two at desks of which one is left
	o.setCapacity(ajiyoshi, on(4, 0, 0), on(5, 0, 0), 1)          //
	o.setCapacity(kozoji, on(4, 10, 0), on(4, 11, 0), 3)          // more desks
	moving := o.book(kozoji, on(3, 10, 0), on(3, 11, 0), 1, 2)    // a change that claims what the booking lacks
	o.hold(booking.ForChange, moving, kozoji, on(3, 10, 30), on(3, 11, 30), on(3, 11, 0), on(3, 11, 30), 1, 2)
	o.hold(booking.ForBooking, 0, kozoji, on(2, 10, 0), on(2, 11, 0), on(2, 10, 0), on(2, 11, 0), 1, 2)
	gone := o.book(kozoji, on(5, 10, 0), on(5, 11, 0), 1, 2) // cancelled, with its seats kept
	o.must(`INSERT INTO holds SELECT 9, phone, 3, id, facility, start, ends, party, %d FROM bookings WHERE id = %d;
		UPDATE claims SET booking = NULL, hold = 9 WHERE booking = %[2]d;
		UPDATE bookings SET status = 3, ended = 1 WHERE id = %[2]d`, at(9, 30).Unix(), gone)
	o.audit(DidCancel, gone, Detail{})
	free, decisions := o.free(), []string{
		"closed ajiyoshi 12-01 00:00 to 12-01 18:00", "closed ajiyoshi 12-01 19:00 to 12-02 00:00", "closed ajiyoshi 12-03 10:30 to 12-03 11:30",
		"closed ajiyoshi 12-09 00:00 to 12-09 11:00", "closed ajiyoshi 12-09 12:00 to 12-10 00:00",
		"added ajiyoshi 11-30 18:00 to 11-30 19:00, 1 desks, every 1h0m0s", "added ajiyoshi 12-01 18:00 to 12-01 19:00, 3 desks, every 1h0m0s",
		"sized ajiyoshi 12-04 00:00 to 12-05 00:00, 1 desks", "sized kozoji 12-04 10:00 to 12-04 11:00, 3 desks",
	}
	o.end()

	w := townAt(t, path)
	defer w.Close()
	w.sound()
	var plans []booking.DayPlan
	for day := range 6 {
		plans = append(plans, plan(day)...)
	}
	for _, when := range []string{"at once", "with the hours", "with the hours again"} {
		if lines := differences(free, w.freeByStart()); len(lines) > 0 {
			t.Errorf("%s:\n%s", when, strings.Join(lines, "\n"))
		}
		w.plan(plans...)
		w.sound()
	}
	w.plan(append(plans, planOf(ajiyoshi, 9, 2, 30, "10:00-12:00"))...)
	for start, want := range map[time.Time]int{on(9, 10, 0): 0, on(9, 10, 30): 0, on(9, 11, 0): 2, on(9, 11, 30): 2} {
		if s := w.slotNow(ajiyoshi, start); s.Wanted != want {
			t.Errorf("of the day that has come, %+v, expected %d desks", s, want)
		}
	}
	w.look(func(tx *Tx) error {
		found, err := tx.Decisions("", time.Unix(0, 0), farFuture)
		if lines := decisionLines(t, found); err != nil || !slices.Equal(lines, decisions) {
			t.Errorf("the decisions are\n%s\n%v, expected\n%s", strings.Join(lines, "\n"), err, strings.Join(decisions, "\n"))
		}
		for id, want := range map[int]booking.Claim{
			pair:    {Facility: ajiyoshi, Start: on(0, 10, 0), End: on(0, 10, 30), Seats: 2},
			row:     {Facility: kozoji, Start: on(0, 10, 0), End: on(0, 11, 30), Seats: 1},
			closed:  {Facility: ajiyoshi, Start: on(1, 11, 0), End: on(1, 11, 30), Seats: 1},
			evening: {Facility: ajiyoshi, Start: on(0, 18, 0), End: on(0, 19, 0), Seats: 1},
			three:   {Facility: ajiyoshi, Start: on(4, 10, 0), End: on(4, 10, 30), Seats: 2},
			moving:  {Facility: kozoji, Start: on(3, 10, 0), End: on(3, 11, 0), Seats: 1},
			gone:    {},
		} {
			b, err := tx.Booking(int64(id))
			if err != nil {
				return err
			}
			if claim, err := tx.Claim(b); err != nil || claim != want {
				t.Errorf("booking %d claims %v, %v, expected %v", id, claim, err, want)
			}
		}
		affected, err := tx.List(Filter{Affected: true})
		if err != nil || len(affected) != 1 || affected[0].ID != int64(closed) {
			t.Errorf("without a desk are %v, %v", affected, err)
		}
		return nil
	})
	if over := w.over(""); len(over) != 1 || over[0].ID != int64(three) {
		t.Errorf("above the desks stand %v", over)
	}
	w.goOn(map[booking.Phone]booking.HoldKind{phone(5002): booking.ForBooking, phone(moving): booking.ForChange, phone(gone): booking.ForUndo})
	w.sound()
}

// decisionLines writes decisions that one account made, a line each.
func decisionLines(t *testing.T, decisions []Decision) (lines []string) {
	for _, d := range decisions {
		text := fmt.Sprintf("%s %s %s to %s", map[DecisionKind]string{Closed: "closed", Added: "added", Sized: "sized"}[d.Kind],
			d.Facility, d.From.Format("01-02 15:04"), d.Until.Format("01-02 15:04"))
		if d.Kind != Closed {
			text += fmt.Sprintf(", %d desks", d.Desks)
		}
		if d.Kind == Added {
			text += fmt.Sprint(", every ", d.Every)
		}
		lines = append(lines, text)
		if d.By.Actor != "tanto" || d.By.Way != ByConsole {
			t.Errorf("%s was decided by %+v", text, d.By)
		}
	}
	return lines
}

// goOn fails unless each number has one hold, of that kind, and what it is for comes of it.
func (w *town) goOn(held map[booking.Phone]booking.HoldKind) {
	w.Helper()
	w.do(func(tx *Tx) error {
		for phone, kind := range held {
			holds, err := tx.Holds(phone)
			if err != nil || len(holds) != 1 || holds[0].Kind != kind {
				w.Fatalf("found the holds %v, %v, expected one of kind %d", holds, err, kind)
			}
			h := holds[0]
			switch kind {
			case booking.ForBooking:
				_, err = city.RulesOf(kozoji).Book(tx, booking.Request{Phone: phone, Facility: kozoji, Start: h.Start, Party: 2})
			case booking.ForChange:
				_, err = city.ChangeOwn(tx, phone, h.Receipt, booking.Change{Facility: kozoji, Start: h.Start, Party: 2})
			case booking.ForUndo:
				_, err = booking.Undo(tx, phone, h.Receipt)
			}
			if err != nil {
				w.Errorf("what was held for %s: %v", phone, err)
			}
		}
		return nil
	})
}

// The slot length has changed under bookings: the old slots were closed where somebody
// stood in them.
func TestALedgerWhoseGridHasChangedSellsNoDeskTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	o := slottedAt(t, path)
	o.hours(planOf(ajiyoshi, 0, 1, 30, "10:00-12:00"))
	o.book(ajiyoshi, at(10, 30), at(11, 0), 1, 1)
	o.must(`DELETE FROM slots WHERE remaining = capacity; UPDATE slots SET open = 0`) // those that the new hours do not have
	o.hours(planOf(ajiyoshi, 0, 1, 20, "10:00-12:00"))
	o.book(ajiyoshi, at(10, 40), at(11, 0), 1, 1) // the desk is sold twice
	o.end()
	w := townAt(t, path)
	defer w.Close()
	grid := []string{"10:00-10:20 1/1", "10:20-10:40 0/1", "10:40-11:00 0/1", "11:00-11:20 1/1", "11:20-11:40 1/1", "11:40-12:00 1/1"}
	w.expectGrid(ajiyoshi, grid...)
	w.plan(planOf(ajiyoshi, 0, 1, 20, "10:00-12:00"))
	w.expectGrid(ajiyoshi, grid...)
	if over := w.over(ajiyoshi); len(over) != 2 {
		t.Errorf("above the desks stand %v, expected both", over)
	}
	w.cancel(w.over(ajiyoshi)[0], time.Time{}) // of two, the one that remains has the desk
	w.expectGrid(ajiyoshi, "10:00-10:20 1/1", "10:20-10:40 1/1", "10:40-11:00 0/1", "11:00-11:20 1/1", "11:20-11:40 1/1", "11:40-12:00 1/1")
}

// A facility that has left the file when the new program begins sells nothing any more.
func TestAFacilityThatIsGoneAfterTheUpgradeSellsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	o := slottedAt(t, path)
	o.hours(planOf(ajiyoshi, 0, 1, 30, "10:00-12:00"))
	o.hours(planOf(sakashita, 0, 1, 30, "10:00-12:00"))
	o.end()
	w := townAt(t, path)
	defer w.Close()
	if m := w.plan(planOf(ajiyoshi, 0, 1, 30, "10:00-12:00")); m != (Materialised{Days: 2}) {
		t.Errorf("found %+v", m)
	}
	w.expectGrid(sakashita)
	if m := w.plan(planOf(ajiyoshi, 0, 1, 30, "10:00-12:00")); m != (Materialised{}) {
		t.Errorf("again: %+v", m)
	}
}

// TestWhatWasFreeBeforeTheUpgradeIsFreeAfterIt has staff and callers do anything in a
// ledger of slots, and days come. Afterwards the same is free, and nothing else.
func TestWhatWasFreeBeforeTheUpgradeIsFreeAfterIt(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		path := filepath.Join(dir, fmt.Sprintf("%d.db", rand.Uint64()))
		o := slottedAt(t, path)
		o.must(`PRAGMA synchronous = OFF`)
		var plans []booking.DayPlan
		come := func() {
			p := planOf(ajiyoshi, len(plans), rapid.IntRange(1, 2).Draw(t, "desks"), 30, "10:00-12:00", "13:00-14:00")
			plans = append(plans, p)
			o.hours(p)
		}
		come()
		come()
		moment := rapid.Custom(func(t *rapid.T) time.Time {
			return at(10, 15*rapid.IntRange(-1, 17).Draw(t, "quarter")).AddDate(0, 0, rapid.IntRange(0, 3).Draw(t, "day"))
		})
		forgotten := map[string]bool{} // starts of days that had not come, of which a number of desks was decided
		for range rapid.IntRange(0, 12).Draw(t, "deeds") {
			from := moment.Draw(t, "from")
			until := from.Add(time.Duration(rapid.SampledFrom([]int{15, 30, 60, 24 * 60}).Draw(t, "minutes")) * time.Minute)
			switch rapid.SampledFrom([]string{"close", "open", "size", "add", "book", "book", "book", "a day comes"}).Draw(t, "deed") {
			case "close":
				o.setOpen(ajiyoshi, from, until, false)
			case "open":
				o.setOpen(ajiyoshi, from, until, true)
			case "size":
				o.setCapacity(ajiyoshi, from, until, rapid.IntRange(1, 3).Draw(t, "desks"))
				for at := from; at.Before(until); at = at.Add(15 * time.Minute) {
					if _, there := o.starts()[at.Unix()]; !there {
						forgotten[stamp(at)] = true
					}
				}
			case "add":
				evening := at(18+rapid.IntRange(0, 3).Draw(t, "hour"), 0).AddDate(0, 0, rapid.IntRange(0, 3).Draw(t, "day"))
				if _, there := o.starts()[evening.Unix()]; !there {
					o.add(ajiyoshi, evening, evening.Add(time.Hour), rapid.IntRange(1, 3).Draw(t, "desks"))
				}
			case "book":
				start := at(10, 30*rapid.IntRange(0, 7).Draw(t, "slot")).AddDate(0, 0, rapid.IntRange(0, 3).Draw(t, "day"))
				if _, there := o.starts()[start.Unix()]; there {
					o.book(ajiyoshi, start, start.Add(30*time.Minute), 1, 1)
				}
			case "a day comes":
				if len(plans) < 4 {
					come()
				}
			}
		}
		free := o.free()
		o.end()
		w := townAt(t, path)
		defer w.Close()
		w.sound()
		for _, when := range []string{"at once", "with the hours"} {
			now := w.freeByStart()
			for _, line := range differences(free, now) {
				// What was decided of a day to come was forgotten when it came, and is not any more.
				if start := strings.TrimPrefix(line, ajiyoshi+" ")[:len("2006-01-02 15:04")]; !forgotten[start] {
					t.Fatalf("%s: %s", when, line)
				}
			}
			w.plan(plans...)
			w.sound()
		}
	})
}
