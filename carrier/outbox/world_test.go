package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier"
	"madoguchi/carrier/carriertest"
	"madoguchi/carrier/outbox"
	"madoguchi/store"
	"madoguchi/voice"
)

const (
	office = "office"
	ours   = booking.Phone("+815031234567")
	public = "https://yoyaku.example.jp"
	second = "https://yoyaku2.example.jp"
)

// phones are who has bookings: mobile numbers, others of Japan, and one from abroad.
var phones = []booking.Phone{"+819012345678", "+818012345678", "+817012345678", "+81568123456", "+815012345678", "+14155550100"}

var daily = booking.Hours{Weekly: []booking.Opening{{
	Days: booking.Days{Weekdays: 127}, Ranges: []booking.Range{{From: 10 * 60, To: 19 * 60}},
}}}

var town = &booking.City{
	Number: ours,
	Rules:  booking.Rules{Horizon: 20, Hold: 10 * time.Minute, UndoFor: 10 * time.Minute, SameSlot: true},
	Facilities: []booking.Facility{{ID: office, Minutes: 30, Capacity: 3, Hours: booking.Hours{Weekly: []booking.Opening{{
		Days: booking.Days{Weekdays: 127}, Ranges: []booking.Range{{From: 9 * 60, To: 17 * 60}},
	}}}}},
	Outreach: booking.Outreach{Texts: true, Remind: []int{3, 1}, Hours: daily},
}

// errDied is what becomes of whoever was being killed.
var errDied = errors.New("killed")

// A tester is a test, or a draw of one.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// A world is a ledger with its sender, and a carrier.
type world struct {
	tester
	testing testing.TB
	path    string
	now     time.Time
	ledger  *store.Store
	fake    *carriertest.Carrier
	sender  *outbox.Sender
	dies    int // before it writes down what came of so many messages; 0: it lives
	calls   int

	patience time.Duration // short where the carrier hangs; otherwise zero, and the client has its own
}

func newWorld(t testing.TB, at tester, now time.Time, patience time.Duration) *world {
	w := &world{tester: at, testing: t, path: filepath.Join(t.TempDir(), "ledger.db"), now: now, fake: carriertest.New(t), patience: patience}
	w.fake.AddNumber(string(ours))
	w.set(now)
	w.open()
	if _, err := w.ledger.Materialise(context.Background(), town.Plan(now, 60)); err != nil {
		t.Fatal(err)
	}
	return w
}

// open opens the ledger, as a process that has just begun.
func (w *world) open() {
	ledger, err := store.Open(w.path, store.Options{Now: func() time.Time { return w.now }, Texts: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		w.Fatalf("%v", err)
	}
	credentials, err := carrier.FromEnv(w.fake.Env)
	if err != nil {
		w.Fatalf("%v", err)
	}
	w.ledger = ledger
	w.sender = &outbox.Sender{
		Ledger: mortal{ledger, w}, From: ours, Words: words, Now: func() time.Time { return w.now },
		Client:    &carrier.Client{Credentials: credentials, Transport: w.fake.Transport(), Patience: w.patience},
		Addresses: func(m booking.Sending) (string, string, string) { return voice.Addresses(public, second, m) },
		Wait:      func(_ context.Context, d time.Duration) error { w.set(w.now.Add(d)); return nil },
	}
}

func (w *world) close() {
	if err := w.ledger.Close(); err != nil {
		w.Fatalf("%v", err)
	}
}

// set sets the clock of the line and of the carrier.
func (w *world) set(now time.Time) {
	w.now = now
	w.fake.SetClock(now)
}

// words are different for every message.
func words(m booking.Message) (string, error) {
	return fmt.Sprintf("%s %s %s", m.Kind, m.Booking.Receipt, m.Booking.Start.Format("01-02 15:04")), nil
}

// mortal is a ledger whose process may be killed.
type mortal struct {
	*store.Store
	world *world
}

func (m mortal) SettleMessage(ctx context.Context, id int64, tries int, o booking.Outcome) error {
	if m.world.dies > 0 {
		if m.world.dies--; m.world.dies == 0 {
			return errDied
		}
	}
	return m.Store.SettleMessage(ctx, id, tries, o)
}

// call does what a caller does in a call.
func (w *world) call(fn func(booking.Tx) error) error {
	w.calls++
	by := store.By{Way: store.ByPhone, Call: fmt.Sprintf("CA%032d", w.calls)}
	return w.ledger.Update(context.Background(), by, func(tx *store.Tx) error { return fn(tx) })
}

// book books the earliest time after a moment for a number.
func (w *world) book(p booking.Phone, after time.Time) (b booking.Booking, err error) {
	err = w.call(func(tx booking.Tx) error {
		rules := town.RulesOf(office)
		start, err := rules.Earliest(tx, booking.Want{Phone: p, Facility: office}, after)
		if err == nil {
			b, err = rules.Book(tx, booking.Request{Phone: p, Facility: office, Start: start})
		}
		return err
	})
	return b, err
}

// refusal returns err, unless it is a rule, or what a process says that was killed.
func refusal(err error) error {
	for _, rule := range []error{booking.ErrNotFound, booking.ErrNoRoom, errDied} {
		if errors.Is(err, rule) {
			return nil
		}
	}
	for _, is := range []func(error) bool{is[*booking.Already], is[*booking.TooLate], is[*booking.Full], is[*carrier.Error]} {
		if is(err) {
			return nil
		}
	}
	return err
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// messageOf returns which message a text or a call was sent for.
func messageOf(m carriertest.Created) (id string) {
	_, rest, _ := strings.Cut(m.Form.Get("StatusCallback"), "?m=")
	id, _, _ = strings.Cut(rest, "&")
	return id
}
