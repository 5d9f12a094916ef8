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
)

var rules = booking.Rules{
	Horizon: 45, Hold: 10 * time.Minute, MaxParty: 4,
	BookUntil: booking.CutOff{Before: time.Hour},
}

var staff = By{Through: Terminal, Actor: "window"}

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

// tester is a test of package testing, or of rapid.
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
}

func newTown(t testing.TB) *town {
	t.Helper()
	w := townAt(t, filepath.Join(t.TempDir(), "ledger.db"))
	t.Cleanup(func() { w.Close() })
	return w
}

// townAt opens the ledger in path; its user closes it.
func townAt(t tester, path string) *town {
	t.Helper()
	w := &town{tester: t, clock: &clock{at: monday}, path: path}
	w.open()
	return w
}

func (w *town) open() {
	w.Helper()
	ledger, err := Open(w.path, Options{Now: w.clock.Now, Rand: rand.NewChaCha8([32]byte([]byte(fmt.Sprintf("%-32d", w.clock.Now().Unix()))))})
	if err != nil {
		w.Fatalf("open: %v", err)
	}
	w.Store = ledger
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

// sql runs what no code of the ledger would, in a transaction of its own.
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

// at is a time of the first day: at(10, 30).
func at(hour, minute int) time.Time {
	return time.Date(2026, 11, 30, hour, minute, 0, 0, booking.JST)
}

func slotAtTime(facility string, start time.Time, capacity int) booking.Slot {
	return booking.Slot{Facility: facility, Start: start, End: start.Add(30 * time.Minute), Capacity: capacity, Remaining: capacity, Open: true}
}

// slot adds a slot of the opening hours.
func (w *town) slot(facility string, start time.Time, capacity int) booking.Slot {
	w.Helper()
	var s booking.Slot
	w.do(func(tx *Tx) (err error) {
		if _, err = tx.exec(addSlot, facility, instant(start), instant(start.Add(30*time.Minute)), capacity, false); err != nil {
			return err
		}
		s, err = tx.SlotAt(facility, start)
		return err
	})
	return s
}

func (w *town) slotNow(facility string, start time.Time) (s booking.Slot) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		s, err = tx.SlotAt(facility, start)
		return err
	})
	return s
}

// book books by the rules of staff.
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
		b, err = rules.Book(tx, q)
		return err
	})
	return b, err
}

func (w *town) hold(phone booking.Phone, s booking.Slot, seats int) error {
	return w.Update(bg, staff, func(tx *Tx) error {
		return tx.PutHold(booking.Hold{Phone: phone, Slot: s, Seats: seats, Expires: tx.Now().Add(rules.Hold)})
	})
}

// phone is a mobile number for a number.
func phone(n int) booking.Phone { return booking.Phone(fmt.Sprintf("+8190%08d", 10_000_000+n)) }

// together runs operations in one group: the writer is kept busy until all of
// them wait. It returns their errors.
func (w *town) together(ops ...func(*Tx) error) []error {
	w.Helper()
	errs := make([]error, len(ops))
	var wg sync.WaitGroup
	err := w.Update(bg, staff, func(*Tx) error {
		for i, op := range ops {
			wg.Go(func() { errs[i] = w.Update(bg, staff, op) })
			for len(w.queue) <= i { // they wait in this order
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
