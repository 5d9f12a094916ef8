package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

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
	if err := c.migrate(7, nil); err != nil {
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

// freeByStart returns what is free of each slot in which a desk is wanted, by facility and start.
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
