package store

import (
	"encoding/json"
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

// slotted is a ledger of version 7, in which slots were what is booked, and the statements
// of its time. It ends where the program that knows time begins.
type slotted struct {
	tester
	c        *conn
	bookings int
	holds    int
}

func slottedAt(t tester, path string) *slotted {
	c := bare(t, path)
	if err := migrateTo(c, 7); err != nil {
		t.Fatalf("%v", err)
	}
	return &slotted{tester: t, c: c}
}

func (o *slotted) must(format string, args ...any) {
	o.Helper()
	if err := o.c.script(fmt.Sprintf(format, args...)); err != nil {
		o.Fatalf("%s: %v", fmt.Sprintf(format, args...), err)
	}
}

// hours adds the slots that a plan has and the ledger has not, as Materialise did: the
// latest decision about its start applies to each.
func (o *slotted) hours(p booking.DayPlan) {
	o.Helper()
	for _, r := range p.Ranges {
		for _, at := range booking.Starts(r, p.Minutes) {
			start := at.On(p.Day, booking.JST).Unix()
			o.must(`INSERT INTO slots (facility, start, ends, capacity, remaining, open, staff)
				SELECT '%[1]s', %[2]d, %[3]d, %[4]d, %[4]d, coalesce(said, 1), said IS NOT NULL FROM (
					SELECT (SELECT open FROM decisions WHERE facility = '%[1]s' AND until > %[2]d AND start <= %[2]d ORDER BY id DESC LIMIT 1) AS said)
				WHERE true ON CONFLICT (facility, start) DO NOTHING`, p.Facility, start, start+int64(60*p.Minutes), r.Capacity)
		}
	}
}

func (o *slotted) audit(deed Deed, booking int, d Detail) {
	o.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		o.Fatalf("%v", err)
	}
	o.must(`INSERT INTO audit (at, way, actor, deed, booking, detail) VALUES (%d, 'console', 'tanto', '%s', nullif(%d, 0), '%s')`,
		monday.Unix(), deed, booking, text)
}

const startsIn = `facility = '%s' AND start >= %d AND start < %d`

func (o *slotted) setOpen(facility string, from, until time.Time, open bool) {
	o.Helper()
	where := fmt.Sprintf(startsIn, facility, from.Unix(), until.Unix())
	o.must(`UPDATE slots SET open = %t, staff = 1 WHERE %s`, open, where)
	o.must(`INSERT INTO decisions (facility, start, until, open, made) VALUES ('%s', %d, %d, %t, 1)`, facility, from.Unix(), until.Unix(), open)
	deed := DidClose
	if open {
		deed = DidOpen
	}
	o.audit(deed, 0, Detail{Visit: Visit{Facility: facility, Start: from}, Until: until})
}

func (o *slotted) setCapacity(facility string, from, until time.Time, n int) {
	o.Helper()
	o.must(`UPDATE slots SET staff = 1, capacity = max(%[1]d, capacity - remaining), remaining = max(%[1]d - (capacity - remaining), 0) WHERE %[2]s`,
		n, fmt.Sprintf(startsIn, facility, from.Unix(), until.Unix()))
	o.audit(DidSize, 0, Detail{Visit: Visit{Facility: facility, Start: from}, Until: until, Capacity: n})
}

func (o *slotted) add(facility string, from, until time.Time, n int) {
	o.Helper()
	o.must(`INSERT INTO slots (facility, start, ends, capacity, remaining, open, staff) VALUES ('%s', %d, %d, %[4]d, %[4]d, 1, 1)`,
		facility, from.Unix(), until.Unix(), n)
	o.audit(DidAdd, 0, Detail{Visit: Visit{Facility: facility, Start: from}, Until: until, Capacity: n})
}

// claim claims seats of the slots that start in a range, for a booking or for a hold.
func (o *slotted) claim(owner string, id int, facility string, from, until time.Time, seats int) error {
	return o.c.script(fmt.Sprintf(`INSERT INTO claims (slot, seats, %s) SELECT id, %d, %d FROM slots WHERE `+startsIn,
		owner, seats, id, facility, from.Unix(), until.Unix()))
}

// book books so many seats in each slot from a moment until another. It returns the number
// of the booking, or 0 if there is no room.
func (o *slotted) book(facility string, from, until time.Time, seats, party int) int {
	o.Helper()
	n := o.bookings + 1
	o.must(`SAVEPOINT book;
		INSERT INTO bookings (id, receipt, phone, member, procedure, facility, start, ends, party, status, made)
		VALUES (%d, '%s', '%s', 1, 'renewal', '%s', %d, %d, %d, 1, %d)`,
		n, withCheckDigit(fmt.Sprintf("%05d", n)), phone(n), facility, from.Unix(), until.Unix(), party, monday.Unix())
	if err := o.claim("booking", n, facility, from, until, seats); err != nil {
		o.must(`ROLLBACK TO book; RELEASE book`)
		return 0
	}
	o.must(`RELEASE book`)
	o.audit(DidBook, n, Detail{Visit: Visit{Facility: facility, Start: from, Party: party}, Member: 1, Procedure: booking.Renewal})
	o.bookings = n
	return n
}

// hold holds a visit of which the slots from a moment until another are claimed. One for
// a change, or an undo, is of a booking.
func (o *slotted) hold(kind booking.HoldKind, of int, facility string, start, ends, from, until time.Time, seats, party int) {
	o.Helper()
	o.holds++
	n := of
	if of == 0 {
		n = 5000 + o.holds
	}
	o.must(`INSERT INTO holds (id, phone, kind, booking, facility, start, ends, party, expires) VALUES (%d, '%s', %d, nullif(%d, 0), '%s', %d, %d, %d, %d)`,
		o.holds, phone(n), kind, of, facility, start.Unix(), ends.Unix(), party, at(9, 30).Unix())
	if err := o.claim("hold", o.holds, facility, from, until, seats); err != nil {
		o.Fatalf("%v", err)
	}
}

// free returns what is free of each slot that is open, by facility and start.
func (o *slotted) free() map[string]int {
	o.Helper()
	free := map[string]int{}
	_, err := all(&Tx{ctx: bg, c: o.c}, func(_ *Tx, r row) (none struct{}, err error) {
		var facility string
		var start time.Time
		var n int
		err = r.Scan(&facility, (*instant)(&start), &n)
		free[facility+" "+stamp(start)] = n
		return none, err
	}, `SELECT facility, start, remaining FROM slots WHERE open = 1`)
	if err != nil {
		o.Fatalf("%v", err)
	}
	return free
}

// free returns what is free of each slot in which a desk is wanted, by facility and start.
func (w *town) freeByStart() map[string]int {
	w.Helper()
	free := map[string]int{}
	w.look(func(tx *Tx) error {
		slots, err := tx.Slots(SlotFilter{From: time.Unix(0, 0)})
		for _, s := range slots {
			if s.Open() {
				free[s.Facility+" "+stamp(s.Start)] = s.Free
			}
		}
		return err
	})
	return free
}

func differences(was, now map[string]int) (lines []string) {
	for at, n := range was {
		if m, there := now[at]; !there || m != n {
			lines = append(lines, fmt.Sprintf("%s had %d free and has %d", at, n, m))
		}
	}
	for at, n := range now {
		if _, there := was[at]; !there {
			lines = append(lines, fmt.Sprintf("%s has %d free and had no room at all", at, n))
		}
	}
	slices.Sort(lines)
	return lines
}

func (o *slotted) end() {
	o.Helper()
	if err := o.c.close(); err != nil {
		o.Fatalf("%v", err)
	}
}

// A ledger in which everything has happened that could.
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
		var lines []string
		for _, d := range found {
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
		if err != nil || !slices.Equal(lines, decisions) {
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
	// The holds go on: a booking, a change, and an undo come of them.
	w.do(func(tx *Tx) error {
		for _, c := range []struct {
			phone booking.Phone
			kind  booking.HoldKind
		}{{phone(5002), booking.ForBooking}, {phone(moving), booking.ForChange}, {phone(gone), booking.ForUndo}} {
			holds, err := tx.Holds(c.phone)
			if err != nil || len(holds) != 1 || holds[0].Kind != c.kind {
				t.Fatalf("found the holds %v, %v, expected one of kind %d", holds, err, c.kind)
			}
			h := holds[0]
			switch c.kind {
			case booking.ForBooking:
				_, err = city.RulesOf(kozoji).Book(tx, booking.Request{Phone: c.phone, Facility: kozoji, Start: h.Start, Party: 2})
			case booking.ForChange:
				_, err = city.ChangeOwn(tx, c.phone, h.Receipt, booking.Change{Facility: kozoji, Start: h.Start, Party: 2})
			case booking.ForUndo:
				_, err = booking.Undo(tx, c.phone, h.Receipt)
			}
			if err != nil {
				t.Errorf("what was held for %s: %v", c.phone, err)
			}
		}
		return nil
	})
	w.sound()
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

// starts returns when the slots begin.
func (o *slotted) starts() map[int64]bool {
	o.Helper()
	starts := map[int64]bool{}
	_, err := all(&Tx{ctx: bg, c: o.c}, func(_ *Tx, r row) (none struct{}, err error) {
		var start int64
		err = r.Scan(&start)
		starts[start] = true
		return none, err
	}, `SELECT start FROM slots`)
	if err != nil {
		o.Fatalf("%v", err)
	}
	return starts
}
