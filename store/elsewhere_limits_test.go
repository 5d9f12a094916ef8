package store

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

// The attack: callers without a number ask without end, in ever new calls. They have thirty
// an hour; whoever shows a number is served as ever, the alarm is raised once, and the trail
// does not grow with what is not looked at.
func TestAFloodOfWithheldCallersLeavesTheOthersAlone(t *testing.T) {
	w := newTown(t)
	b, _ := w.booked(1)
	looked := 0
	for i := range 400 {
		if i%10 == 0 {
			if _, err := w.asks(fmt.Sprint("CB", i), b.Receipt, "0001", calledBy(2)); err != nil {
				t.Fatalf("whoever shows a number, after %d: %v", i, err)
			}
		}
		kind := booking.Nameless[i%len(booking.Nameless)]
		receipt := booking.Receipt(withCheckDigit(fmt.Sprintf("%05d", 40_000+i)))
		switch _, err := w.asks(fmt.Sprint("CA", i), receipt, "0001", booking.Caller{Kind: kind}); {
		case errors.Is(err, booking.ErrWrongPair):
			looked++
		case !errors.Is(err, booking.ErrBudget):
			t.Fatalf("%d: %v", i, err)
		}
		w.clock.Add(10 * time.Second)
	}
	// 30 at once, and those that an hour later take the places of the first.
	if most := booking.NamelessTries + 40; looked < booking.NamelessTries || looked > most {
		t.Errorf("%d were looked at in 67 minutes, expected 30 to %d", looked, most)
	}
	for deed, want := range map[Deed]int{DidStopNameless: 1, DidMiskeyReceipt: looked, DidDoubtReceipts: 1} {
		if n := w.count(`SELECT count(*) FROM audit WHERE deed = '` + string(deed) + `'`); n != want {
			t.Errorf("the trail has %q %d times, expected %d", deed, n, want)
		}
	}
	if n := w.count(`SELECT count(*) FROM receipt_tries WHERE nameless = 1 AND at > ?`, instant(w.clock.Now().Add(-booking.NamelessFor))); n > booking.NamelessTries {
		t.Errorf("%d were looked at in the last hour", n)
	}
	var last []Deed
	w.look(func(tx *Tx) error {
		found, err := tx.Alarms()
		for _, a := range found {
			last = append(last, a.Deed)
			if !a.Until.After(tx.Now()) || a.Since.After(tx.Now()) {
				t.Errorf("the alarm %+v does not last", a)
			}
		}
		return err
	})
	if !slices.Equal(last, []Deed{DidDoubtReceipts, DidStopNameless}) {
		t.Errorf("the alarms are %v", last)
	}
	w.reopen() // the budget is in the ledger
	if _, err := w.asks("CD", b.Receipt, "0001", withheld); !errors.Is(err, booking.ErrBudget) {
		t.Errorf("after a restart: %v", err)
	}
	w.clock.Add(booking.NamelessFor)
	if _, err := w.asks("CD", b.Receipt, "0001", withheld); err != nil {
		t.Errorf("after a quiet hour: %v", err)
	}
	w.sound()
}

// However tries come, what is looked at keeps within each limit, and within nothing else.
func TestTriesKeepWithinTheirLimitsWhateverTheirOrder(t *testing.T) {
	type try struct {
		at       time.Time
		call     int
		receipt  booking.Receipt
		nameless bool
		wrong    bool
	}
	w := newTown(t)
	b, free := w.booked(1)
	w.do(func(tx *Tx) error {
		_, err := tx.exec(`UPDATE bookings SET ends = ends + 864000000`)
		return err
	})
	evening := at(23, 0)
	rapid.Check(t, func(t *rapid.T) {
		for !evening.After(w.clock.Now()) {
			evening = evening.AddDate(0, 0, 1)
		}
		w.clock.Add(evening.Sub(w.clock.Now()))
		w.do(func(tx *Tx) error { // as the night does
			_, err := tx.exec(`DELETE FROM wrong_tries`)
			if err == nil {
				_, err = tx.exec(`DELETE FROM receipt_tries`)
			}
			return err
		})
		var looked []try
		for range rapid.IntRange(1, 80).Draw(t, "tries") {
			w.clock.Add(time.Duration(rapid.IntRange(0, 8).Draw(t, "minutes")) * time.Minute)
			now := w.clock.Now()
			x := try{at: now, call: rapid.IntRange(0, 25).Draw(t, "call"), receipt: b.Receipt, nameless: rapid.IntRange(0, 3).Draw(t, "nameless") > 0}
			x.wrong = rapid.IntRange(0, 3).Draw(t, "wrong") == 0
			if x.wrong && rapid.Bool().Draw(t, "receipt") {
				x.receipt = free
			}
			count := func(of func(try) bool) (n int) {
				for _, have := range looked {
					if of(have) {
						n++
					}
				}
				return n
			}
			today := booking.DateOf(now)
			var want error
			switch {
			case count(func(o try) bool { return o.wrong && o.call == x.call }) >= booking.CallTries:
				want = booking.ErrWrongPair
			case x.nameless && count(func(o try) bool { return o.nameless && o.at.After(now.Add(-time.Hour)) }) >= 30:
				want = booking.ErrBudget
			case count(func(o try) bool { return o.wrong && o.receipt == x.receipt && booking.DateOf(o.at) == today }) >= 5:
				want = booking.ErrStaffOnly
			default:
				looked = append(looked, x)
				if x.wrong {
					want = booking.ErrWrongPair
				}
			}
			last4, caller := "0001", calledBy(2)
			if x.wrong {
				last4 = "0009"
			}
			if x.nameless {
				caller = withheld
			}
			if _, err := w.asks(fmt.Sprint("CA", x.call), x.receipt, last4, caller); !errors.Is(err, want) || (want == nil) != (err == nil) {
				t.Fatalf("%+v: found %v, expected %v", x, err, want)
			}
		}
	})
}

// Whoever guesses, from ever new numbers and without a pause, is stopped at each booking: of
// a thousand bookings some are found in a year, with the alarm on all the time. Whoever shows
// no number finds hardly one.
func TestWhatGuessingReceiptNumbersFinds(t *testing.T) {
	const bookings, receipts, digits = 1000.0, 100_000.0, 10_000.0
	nameless := booking.NamelessTries * float64(365*24*time.Hour/booking.NamelessFor) * bookings / receipts / digits
	if nameless > 0.3 {
		t.Errorf("without a number, %.2f bookings are found in a year", nameless)
	}
	known := booking.ReceiptTries * 365 / digits // of one whose receipt number is known
	if odds := 1 - math.Exp(-known); odds > 0.2 {
		t.Errorf("one booking, asked for as often as is looked at for a year, is found with odds of %.2f", odds)
	}
}
