package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
)

// monday is when every test begins: nine in the morning of 30 November 2026.
var monday = time.Date(2026, 11, 30, 9, 0, 0, 0, booking.JST)

const (
	ajiyoshi  = "ajiyoshi"
	sakashita = "sakashita"
	kozoji    = "kozoji" // where a party takes slots in a row
)

var rules = booking.Rules{
	Horizon: 45, Hold: 10 * time.Minute, UndoFor: 10 * time.Minute, MaxParty: 4, SameSlot: true,
	BookUntil: booking.CutOff{Before: time.Hour},
}

var inARow = func() booking.Rules {
	r := rules
	r.SameSlot = false
	return r
}()

var city = &booking.City{Rules: rules, Facilities: []booking.Facility{{ID: kozoji, Rules: &inARow}}}

var staff = By{Way: ByTerminal, Actor: "window"}

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// tester is a test of package testing or of rapid, or a shell.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// town is a ledger in a real file, with a clock that stands still.
type town struct {
	tester
	*Store
	clock *clock
	path  string
	wire  *strict
}

func newTown(t testing.TB) *town {
	t.Helper()
	w := townAt(t, filepath.Join(t.TempDir(), "ledger.db"))
	t.Cleanup(func() { w.Close() })
	return w
}

// townAt opens the ledger in path; its caller closes it.
func townAt(t tester, path string) *town {
	t.Helper()
	w := &town{tester: t, clock: &clock{at: monday}, path: path}
	w.open()
	return w
}

func (w *town) open() {
	w.Helper()
	ledger, err := Open(w.path, w.options())
	if err != nil {
		w.Fatalf("open: %v", err)
	}
	w.Store, w.wire = ledger, &strict{}
	if _, measured := w.tester.(*testing.B); !measured {
		ledger.writer.wire = w.wire
	}
}

func (w *town) options() Options {
	return Options{Now: w.clock.Now, Upgrade: true, Rand: rand.NewChaCha8([32]byte([]byte(fmt.Sprintf("%-32d", w.clock.Now().Unix()))))}
}

func (w *town) reopen() {
	w.Helper()
	if err := w.Close(); err != nil {
		w.Fatalf("close: %v", err)
	}
	w.open()
}

func (w *town) do(fn func(*Tx) error) {
	w.Helper()
	if err := w.Update(bg, staff, fn); err != nil {
		w.Fatalf("update: %v", err)
	}
}

func (w *town) look(fn func(*Tx) error) {
	w.Helper()
	if err := w.View(bg, fn); err != nil {
		w.Fatalf("view: %v", err)
	}
}

func (w *town) sound() {
	w.Helper()
	if err := w.Check(bg); err != nil {
		w.Fatalf("check: %v", err)
	}
}

// sql runs queries that the code itself never runs, in a transaction of their own.
func (w *town) sql(queries ...string) error {
	return w.Update(bg, staff, func(tx *Tx) error {
		for _, q := range queries {
			if _, err := tx.exec(q); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *town) count(query string, args ...any) (n int) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		n, _, err = value[int](tx, query, args...)
		return err
	})
	return n
}

// at returns a time of the first day, such as at(10, 30).
func at(hour, minute int) time.Time {
	return time.Date(2026, 11, 30, hour, minute, 0, 0, booking.JST)
}

// slot adds half an hour to the opening hours, with a slot in it.
func (w *town) slot(facility string, start time.Time, desks int) booking.Slot {
	w.Helper()
	var s booking.Slot
	w.do(func(tx *Tx) (err error) {
		end := start.Add(30 * time.Minute)
		if _, err = tx.exec(addHours, facility, instant(start), instant(end), desks, 30); err != nil {
			return err
		}
		if err = tx.replan(facility, start, end); err != nil {
			return err
		}
		s, err = tx.SlotAt(facility, start)
		return err
	})
	return s
}

// planOf returns a plan of the first day, or of days after it, with slots of so many
// minutes in ranges such as "09:00-12:00".
func planOf(facility string, after, desks, minutes int, ranges ...string) booking.DayPlan {
	p := booking.DayPlan{Facility: facility, Day: booking.DateOf(monday).AddDays(after), Minutes: minutes}
	for _, text := range ranges {
		r, err := booking.ParseRange(text)
		if err != nil {
			panic(err)
		}
		r.Capacity = desks
		p.Ranges = append(p.Ranges, r)
	}
	return p
}

// plan makes the ledger's days those plans.
func (w *town) plan(plans ...booking.DayPlan) Materialised {
	w.Helper()
	done, err := w.Materialise(bg, plans)
	if err != nil {
		w.Fatalf("materialise: %v", err)
	}
	return done
}

// row adds n slots of half an hour at kozoji, from ten on.
func (w *town) row(n, capacity int) (slots []booking.Slot) {
	w.Helper()
	for i := range n {
		slots = append(slots, w.slot(kozoji, at(10, 30*i), capacity))
	}
	return slots
}

func (w *town) slotNow(facility string, start time.Time) (s booking.Slot) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		s, err = tx.SlotAt(facility, start)
		return err
	})
	return s
}

// book books by the rules for staff.
func (w *town) book(phone booking.Phone, facility string, start time.Time) booking.Booking {
	w.Helper()
	b, err := w.tryBook(booking.Request{Phone: phone, Facility: facility, Start: start, Staff: true})
	if err != nil {
		w.Fatalf("book: %v", err)
	}
	return b
}

func (w *town) tryBook(q booking.Request) (b booking.Booking, err error) {
	err = w.Update(bg, staff, func(tx *Tx) (err error) {
		b, err = city.RulesOf(q.Facility).Book(tx, q)
		return err
	})
	return b, err
}

func (w *town) hold(phone booking.Phone, s booking.Slot, n int) error {
	return w.Update(bg, staff, func(tx *Tx) error {
		return putHold(tx, phone, tx.Now().Add(rules.Hold), seats(n, s))
	})
}

// seats returns a claim of n seats from the first slot to the end of the last.
func seats(n int, slots ...booking.Slot) booking.Claim {
	return booking.Claim{Facility: slots[0].Facility, Start: slots[0].Start, End: slots[len(slots)-1].End, Seats: n}
}

// visitOf returns the visit of the phone's first member that has that claim. It is of as
// many people as seats, or as half hours.
func visitOf(phone booking.Phone, c booking.Claim) booking.Booking {
	party := max(c.Seats, int(c.End.Sub(c.Start)/(30*time.Minute)))
	return booking.Booking{Phone: phone, Member: 1, Procedure: booking.Renewal, Facility: c.Facility, Start: c.Start, End: c.End, Party: party}
}

// insert, changeTo and putHold use the ledger without the rules.
func insert(tx *Tx, phone booking.Phone, c booking.Claim) (booking.Booking, error) {
	return tx.Insert(visitOf(phone, c), c.Seats)
}

func changeTo(tx *Tx, b booking.Booking, slots ...booking.Slot) (booking.Booking, error) {
	c := seats(b.Party/len(slots), slots...)
	return tx.Change(b, visitOf(b.Phone, c), c.Seats)
}

func putHold(tx *Tx, phone booking.Phone, expires time.Time, c booking.Claim) error {
	v := visitOf(phone, c)
	return tx.PutHold(booking.Hold{
		Phone: phone, Kind: booking.ForBooking, Facility: v.Facility, Start: v.Start, End: v.End, Party: v.Party, Expires: expires,
	}, []booking.Claim{c})
}

// putChange holds a visit in place of a booking; more are the claims that the booking
// lacks.
func putChange(tx *Tx, b booking.Booking, visit booking.Claim, more ...booking.Claim) error {
	v := visitOf(b.Phone, visit)
	return tx.PutHold(booking.Hold{
		Phone: b.Phone, Kind: booking.ForChange, Booking: b.ID,
		Facility: v.Facility, Start: v.Start, End: v.End, Party: v.Party, Expires: tx.Now().Add(rules.Hold),
	}, more)
}

// phone returns the n-th mobile number.
func phone(n int) booking.Phone { return booking.Phone(fmt.Sprintf("+8190%08d", 10_000_000+n)) }

// together runs operations in one group, by keeping the writer busy until all of them
// wait. It returns their errors.
func (w *town) together(ops ...func(*Tx) error) []error {
	w.Helper()
	errs := make([]error, len(ops))
	var wg sync.WaitGroup
	err := w.Update(bg, staff, func(*Tx) error {
		for i, op := range ops {
			wg.Go(func() { errs[i] = w.Update(bg, staff, op) })
			for len(w.queue) <= i { // so that they wait in this order
				runtime.Gosched()
			}
		}
		return nil
	})
	wg.Wait()
	if err != nil && errors.Join(errs...) == nil { // it shares their group
		w.Errorf("the operation before: %v", err)
	}
	return errs
}
