package rehearsal_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/carrier"
	"madoguchi/carrier/carriertest"
	"madoguchi/carrier/outbox"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/cmd/madoguchi/rehearsal"
	"madoguchi/ivr"
	"madoguchi/store"
	"madoguchi/voice"
)

// yearOf returns a stretch of a small city's year, over New Year.
func yearOf(t *testing.T, days int, seed uint64) *rehearsal.Year {
	t.Helper()
	from := booking.Date{Year: 2026, Month: time.December, Day: 1}
	config, err := city.Default(from.In(booking.JST))
	if err != nil {
		t.Fatal(err)
	}
	dialogue, err := ivr.New(&config.City, ivr.Options{})
	if err != nil {
		t.Fatal(err)
	}
	clock := &rehearsal.Clock{}
	clock.Set(from.In(booking.JST))
	ledger, err := store.Open(filepath.Join(t.TempDir(), "ledger.db"), store.Options{Now: clock.Now, Staged: true, Texts: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ledger.Close(); err != nil {
			t.Error(err)
		}
	})
	fake := carriertest.New(t)
	fake.SetClock(time.Time{})
	fake.Clock = clock.Now
	credentials, err := carrier.FromEnv(fake.Env)
	if err != nil {
		t.Fatal(err)
	}
	return &rehearsal.Year{
		City: &config.City, Answer: dialogue.Answer, Ledger: ledger, Carrier: fake, Clock: clock,
		Sender: &outbox.Sender{
			Ledger: ledger, Client: &carrier.Client{Credentials: credentials, Transport: fake.Lasting()}, From: config.City.Number,
			Words: dialogue.Text, Now: clock.Now,
			Addresses: func(m booking.Sending) (string, string, string) {
				return voice.Addresses("https://yoyaku.example.jp", "", m)
			},
			Wait: func(_ context.Context, d time.Duration) error { clock.Set(clock.Now().Add(d)); return nil },
		},
		People: 6000, Habits: rehearsal.Usual, Seed: seed, From: from, Days: days,
	}
}

func TestNothingGoesWrongInAYear(t *testing.T) {
	days := 0
	y := yearOf(t, 70, 1)
	y.Progress = func(lived int, _ *rehearsal.Figures) { days = lived }
	f, err := y.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := f.Sum()
	if days != y.Days || len(f.Weeks) != y.Days/7 {
		t.Errorf("found %d days and %d weeks, expected %d and %d", days, len(f.Weeks), y.Days, y.Days/7)
	}
	for what, n := range map[string]int{
		"calls": all.Calls, "booked": all.Booked, "changed": f.Changed, "cancelled": f.Cancelled, "passed on": f.Passed,
		"came": all.Came, "missed": all.Missed, "texts": all.Texts, "reminder calls": all.Rung, "reminded": all.Reminded, "heard": f.Heard, "minutes": f.Minutes,
	} {
		if n == 0 {
			t.Errorf("%s: nothing was counted", what)
		}
	}
	if f.Heard < all.Rung/5 || f.Heard > all.Rung*9/10 { // half of them are taken by whom they are for
		t.Errorf("%d of %d calls were heard", f.Heard, all.Rung)
	}
	if over := all.Came + all.Missed + f.Cancelled; over > all.Booked || all.Texts < all.Booked/2 {
		t.Errorf("found %+v", all)
	}
}

func TestTheSameSeedIsTheSameYear(t *testing.T) {
	told := map[uint64][2]string{}
	for _, seed := range []uint64{1, 2} {
		var both [2]string
		for i := range both {
			f, err := yearOf(t, 21, seed).Live(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(f)
			if err != nil {
				t.Fatal(err)
			}
			both[i] = string(text)
		}
		if both[0] != both[1] {
			t.Errorf("seed %d is\n%s\nand\n%s", seed, both[0], both[1])
		}
		told[seed] = both
	}
	if told[1] == told[2] {
		t.Error("two seeds are one year")
	}
}

// A booking that disappears behind a caller's back is what a year is there to find.
func TestAPromiseThatIsNotKeptEndsTheYear(t *testing.T) {
	y := yearOf(t, 30, 1)
	answer, gone := y.Answer, false
	y.Answer = func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
		reply, err := answer(tx, call, in)
		if err == nil && !gone && call.State == ivr.NotBooked && y.Clock.Now().Day() > 5 {
			own, lost := tx.Bookings("+819010000000")
			for n := 0; len(own) == 0 && lost == nil && n < y.People; n++ {
				own, lost = tx.Bookings(booking.Phone("+8190" + pad(10_000_000+n)))
			}
			if lost == nil && len(own) > 0 && own[0].Phone != call.Caller.Phone {
				gone = true
				lost = tx.Cancel(own[0], time.Time{})
			}
			err = lost
		}
		return reply, err
	}
	_, err := y.Live(t.Context())
	if err == nil || !gone || !strings.Contains(err.Error(), "was told of a booking on") || strings.Contains(err.Error(), "+8190") {
		t.Errorf("gone: %v; found %v, expected that somebody was told of a booking and does not have it", gone, err)
	}
}

func pad(n int) string {
	s := []byte("00000000")
	for i := len(s) - 1; n > 0; i-- {
		s[i] = byte('0' + n%10)
		n /= 10
	}
	return string(s)
}
