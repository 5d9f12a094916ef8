package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

var _ ivr.Elsewhere = (*Tx)(nil)

var withheld = booking.Caller{Kind: booking.Withheld}

func calledBy(n int) booking.Caller {
	return booking.Caller{Kind: booking.Identified, Phone: phone(n)}
}

// asks keys a receipt number and four digits in a call. The transaction commits even after
// a refusal, as the dialogue does.
func (w *town) asks(sid string, r booking.Receipt, last4 string, caller booking.Caller) (b booking.Booking, refused error) {
	w.Helper()
	err := w.inCall(sid, func(tx *Tx) error {
		b, refused = tx.Shown(r, last4, caller)
		return nil
	})
	if err != nil {
		w.Fatalf("ask for a booking: %v", err)
	}
	if refused != nil && b != (booking.Booking{}) {
		w.Errorf("refused with %v, and told of %+v", refused, b)
	}
	return b, refused
}

// booked makes a booking of phone(n) at eleven, and returns it and a receipt number that no
// booking has.
func (w *town) booked(n int) (b booking.Booking, free booking.Receipt) {
	w.Helper()
	w.slot(ajiyoshi, at(11, 0), 9)
	b = w.insert(phone(n), seats(1, w.slotNow(ajiyoshi, at(11, 0))))
	for i := 0; ; i++ {
		free = booking.Receipt(withCheckDigit(fmt.Sprintf("%05d", i)))
		if free != b.Receipt {
			return b, free
		}
	}
}

func TestABookingIsShownToWhoKnowsReceiptAndLastDigits(t *testing.T) {
	for name, caller := range map[string]booking.Caller{
		"another number": calledBy(2), "withheld": withheld, "payphone": {Kind: booking.Payphone}, "unreadable": {Kind: booking.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			b, _ := w.booked(1)
			shown, err := w.asks("CA1", b.Receipt, "0001", caller)
			want := b
			want.Phone = ""
			if err != nil || shown != want {
				t.Fatalf("shown %+v, %v, expected %+v", shown, err, want)
			}
			w.look(func(tx *Tx) error {
				trail, err := tx.Audit(b.ID)
				last := trail[len(trail)-1]
				if err != nil || last.Deed != DidShow || last.Call != "CA1" ||
					last.Detail != (Detail{Visit: visitTo(b), Elsewhere: true, Kind: caller.Kind.String(), Last4: caller.Phone.Last4()}) {
					t.Errorf("the trail has %+v, %v", last, err)
				}
				change, _, err := tx.LastChange(b.ID)
				if err != nil || change.Deed != DidBook {
					t.Errorf("to be shown is a change: %+v, %v", change, err)
				}
				return nil
			})
			w.sound()
		})
	}
}

// Whatever is wrong, the answer is the same, and as much is read and written.
func TestNothingTellsWhichOfThePairWasWrong(t *testing.T) {
	seen := map[string][]string{}
	for name, key := range map[string]func(w *town, b booking.Booking, free booking.Receipt) (booking.Receipt, string){
		"wrong digits": func(_ *town, b booking.Booking, _ booking.Receipt) (booking.Receipt, string) {
			return b.Receipt, "0002"
		},
		"no such receipt": func(_ *town, _ booking.Booking, free booking.Receipt) (booking.Receipt, string) { return free, "0001" },
		"both":            func(_ *town, _ booking.Booking, free booking.Receipt) (booking.Receipt, string) { return free, "0002" },
		"no digits":       func(_ *town, b booking.Booking, _ booking.Receipt) (booking.Receipt, string) { return b.Receipt, "" },
		"few digits":      func(_ *town, b booking.Booking, _ booking.Receipt) (booking.Receipt, string) { return b.Receipt, "001" },
		"many digits": func(_ *town, b booking.Booking, _ booking.Receipt) (booking.Receipt, string) {
			return b.Receipt, "00001"
		},
		"no receipt": func(*town, booking.Booking, booking.Receipt) (booking.Receipt, string) { return "", "0001" },
		"cancelled": func(w *town, b booking.Booking, _ booking.Receipt) (booking.Receipt, string) {
			w.do(func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
			return b.Receipt, "0001"
		},
		"over": func(w *town, b booking.Booking, _ booking.Receipt) (booking.Receipt, string) {
			w.clock.Add(3 * time.Hour)
			return b.Receipt, "0001"
		},
	} {
		w := newTown(t)
		b, free := w.booked(1)
		receipt, last4 := key(w, b, free)
		_, _ = w.asks("CA0", free, "9999", calledBy(3)) // draws the key
		var passed []string
		w.wire.fault = func(query string) error { passed = append(passed, query); return nil }
		_, err := w.asks("CA1", receipt, last4, calledBy(2))
		w.wire.fault = nil
		w.wrong(err, booking.ErrWrongPair, 2)
		seen[name] = passed
		for other, queries := range seen {
			if !slices.Equal(queries, passed) {
				t.Errorf("%s: %q, %s: %q", name, passed, other, queries)
			}
		}
		if len(passed) < 8 {
			t.Errorf("%s: only %d statements were seen", name, len(passed))
		}
	}
}

func TestTheTrailHasEachTryAndNothingThatWasKeyed(t *testing.T) {
	w := newTown(t)
	b, free := w.booked(1)
	_, err := w.asks("CA1", b.Receipt, "7391", calledBy(2))
	w.wrong(err, booking.ErrWrongPair, 2)
	_, err = w.asks("CA1", free, "7391", withheld)
	w.wrong(err, booking.ErrWrongPair, 1)
	hit := w.trail(0, 2, TrailFilter{})
	for i, want := range []Entry{
		{Booking: 0, Detail: Detail{Elsewhere: true, Kind: "withheld"}},
		{Booking: b.ID, Detail: Detail{Elsewhere: true, Kind: "identified", Last4: "0002"}},
	} {
		e := hit[i]
		facts, err := e.Detail.stored()
		if err != nil || e.Deed != DidMiskeyReceipt || e.Booking != want.Booking || e.Detail != want.Detail || strings.Contains(facts, "7391") || strings.Contains(facts, string(free)) {
			t.Errorf("the trail has %+v, %v, expected %+v", e, err, want)
		}
	}
	if n := w.count(`SELECT count(*) FROM receipt_tries WHERE instr(receipt, ?) > 0`, string(free)); n != 0 {
		t.Error("a receipt number that was keyed stands in the ledger")
	}
	w.look(func(tx *Tx) error {
		if change, _, err := tx.LastChange(b.ID); err != nil || change.Deed != DidBook {
			t.Errorf("a wrong try is a change of the booking: %+v, %v", change, err)
		}
		return nil
	})
}

// Codes, agent numbers and receipt numbers that are wrong count together.
func TestACallHasThreeTriesOfWhateverKind(t *testing.T) {
	w := newTown(t)
	b, free := w.booked(1)
	_, _, err := w.uses("CA1", "00000000")
	w.wrong(err, booking.ErrWrongCode, 2)
	_, err = w.asks("CA1", free, "0001", calledBy(2))
	w.wrong(err, booking.ErrWrongPair, 1)
	if _, err = w.asks("CA1", b.Receipt, "0001", calledBy(2)); err != nil {
		t.Errorf("the right one: %v", err)
	}
	_, err = w.asks("CA1", b.Receipt, "0009", calledBy(2))
	w.wrong(err, booking.ErrWrongPair, 0)
	_, err = w.asks("CA1", b.Receipt, "0001", calledBy(2)) // the fourth is not looked at
	w.wrong(err, booking.ErrWrongPair, 0)
	if _, err = w.asks("CA2", b.Receipt, "0001", calledBy(2)); err != nil {
		t.Errorf("in another call: %v", err)
	}
}

// After five wrong ones with a receipt number, whether or not a booking has it, only staff
// look, until midnight in Japan. Its own telephone, and other bookings, are as ever.
func TestAfterFiveWrongOnesOnlyStaffLookUntilMidnight(t *testing.T) {
	for _, exists := range []bool{true, false} {
		w := newTown(t)
		b, receipt := w.booked(1)
		other := w.insert(phone(5), seats(1, w.slotNow(ajiyoshi, at(11, 0))))
		w.do(func(tx *Tx) error { // so that it is there tomorrow
			_, err := tx.exec(`UPDATE bookings SET ends = ends + 864000`)
			return err
		})
		if exists {
			receipt = b.Receipt
		}
		for i := range booking.ReceiptTries {
			_, err := w.asks(fmt.Sprint("CA", i), receipt, "0009", calledBy(10+i))
			w.wrong(err, booking.ErrWrongPair, 2)
		}
		for _, last4 := range []string{"0001", "0009"} {
			if _, err := w.asks("CB", receipt, last4, calledBy(2)); !errors.Is(err, booking.ErrStaffOnly) {
				t.Errorf("exists %v, the sixth: %v", exists, err)
			}
		}
		if n := w.count(`SELECT count(*) FROM audit WHERE deed = 'receipt-stopped' AND coalesce(booking, 0) = ?`, map[bool]int64{true: b.ID}[exists]); n != 1 {
			t.Errorf("exists %v: the trail tells %d times that it was stopped", exists, n)
		}
		if _, err := w.asks("CC", other.Receipt, "0005", calledBy(2)); err != nil {
			t.Errorf("another booking: %v", err)
		}
		w.look(func(tx *Tx) error {
			if own, err := tx.Bookings(phone(1)); err != nil || len(own) != 1 {
				t.Errorf("for its own telephone there are %d, %v", len(own), err)
			}
			return nil
		})
		w.clock.Add(15*time.Hour - time.Second) // 23:59:59
		if _, err := w.asks("CD", receipt, "0001", calledBy(2)); !errors.Is(err, booking.ErrStaffOnly) {
			t.Errorf("a second before midnight: %v", err)
		}
		w.clock.Add(time.Second)
		_, err := w.asks("CD", receipt, "0001", calledBy(2))
		if exists && err != nil || !exists && !errors.Is(err, booking.ErrWrongPair) {
			t.Errorf("exists %v, the next day: %v", exists, err)
		}
	}
}

// Eight calls key wrong digits at the same moment: five are looked at.
func TestFiveAreLookedAtOfManyCallsAtOnce(t *testing.T) {
	w := newTown(t)
	b, _ := w.booked(1)
	refused := make([]error, 8)
	var calls sync.WaitGroup
	for i := range refused {
		calls.Go(func() {
			err := w.inCall(fmt.Sprint("CA", i), func(tx *Tx) error {
				_, refused[i] = tx.Shown(b.Receipt, "0009", calledBy(10+i))
				return nil
			})
			if err != nil {
				refused[i] = err
			}
		})
	}
	calls.Wait()
	count := func(why error) (n int) {
		for _, err := range refused {
			if errors.Is(err, why) {
				n++
			}
		}
		return n
	}
	if count(booking.ErrWrongPair) != booking.ReceiptTries || count(booking.ErrStaffOnly) != 3 {
		t.Errorf("they were told %v", refused)
	}
}

func TestTriesWithReceiptNumbersAreForgotten(t *testing.T) {
	w := newTown(t)
	b, _ := w.booked(1)
	_, _ = w.asks("CA1", b.Receipt, "0009", withheld)
	w.clock.Add(day - time.Second)
	w.tidy()
	if n := w.count(`SELECT count(*) FROM receipt_tries`); n != 1 {
		t.Errorf("within the day %d are left, expected 1", n)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done.Tries != 1 || w.count(`SELECT count(*) FROM receipt_tries`) != 0 {
		t.Errorf("after a day: %+v", done)
	}
}

// What another telephone cancels, its own telephone hears of, and may undo; the trail does
// not say that its own telephone did it.
func TestWhatAnotherTelephoneCancelsIsUndoneByItsOwn(t *testing.T) {
	w := newTown(t)
	b, _ := w.booked(1)
	if _, err := w.asks("CA1", b.Receipt, "0001", withheld); err != nil {
		t.Fatal(err)
	}
	in := func(sid string, fn func(*Tx) (booking.Booking, error)) (b booking.Booking) {
		t.Helper()
		if err := w.inCall(sid, func(tx *Tx) (err error) { b, err = fn(tx); return err }); err != nil {
			t.Fatal(err)
		}
		return b
	}
	gone := in("CA1", func(tx *Tx) (booking.Booking, error) { return rules.CancelShown(tx, b.Receipt) })
	if gone.Phone != "" || gone.State != booking.Cancelled {
		t.Errorf("it is told of %+v", gone)
	}
	back := in("CA1", func(tx *Tx) (booking.Booking, error) { return booking.UndoShown(tx, b.Receipt) })
	if back.Phone != "" || back.State != booking.Active {
		t.Errorf("it is told of %+v", back)
	}
	in("CA1", func(tx *Tx) (booking.Booking, error) { return rules.CancelShown(tx, b.Receipt) })
	w.look(func(tx *Tx) error {
		holds, err := tx.Holds(phone(1))
		if h, ok := booking.Undoable(holds, tx.Now()); !ok || h.Receipt != b.Receipt || err != nil {
			t.Errorf("its own telephone can undo %+v, %v", holds, err)
		}
		return nil
	})
	if own := in("CA2", func(tx *Tx) (booking.Booking, error) { return booking.Undo(tx, phone(1), b.Receipt) }); own != b {
		t.Errorf("brought back %+v, expected %+v", own, b)
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(b.ID)
		for i, want := range []struct {
			deed      Deed
			elsewhere bool
		}{{DidBook, false}, {DidShow, true}, {DidCancel, true}, {DidRestore, true}, {DidCancel, true}, {DidRestore, false}} {
			if trail[i].Deed != want.deed || trail[i].Detail.Elsewhere != want.elsewhere {
				t.Errorf("entry %d of the trail is %+v, expected %+v", i, trail[i], want)
			}
		}
		return err
	})
	w.sound()
}
