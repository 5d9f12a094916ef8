package store

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

func (w *town) tidy() Tidied {
	w.Helper()
	done, err := w.Tidy(bg)
	if err != nil {
		w.Fatalf("tidy: %v", err)
	}
	w.sound()
	return done
}

const day = 24 * time.Hour

func TestDataDiesOnSchedule(t *testing.T) {
	w := newTown(t)
	s := w.slot(ajiyoshi, at(11, 0), 4)
	visited := w.book(phone(1), ajiyoshi, at(11, 0))
	cancelled := w.book(phone(2), ajiyoshi, at(11, 0))
	w.do(func(tx *Tx) error { return tx.Cancel(cancelled, time.Time{}) })
	if err := w.hold(phone(3), s, 1); err != nil {
		t.Fatal(err)
	}
	w.turn(turn(0, ""), echo)
	w.turn(turn(1, "09012345678"), echo)
	if done := w.tidy(); done != (Tidied{}) {
		t.Errorf("at once: %+v", done)
	}

	w.clock.Add(day)
	if done := w.tidy(); done != (Tidied{Holds: 1, Over: 1, Slots: 1}) {
		t.Errorf("the next day: %+v", done)
	}

	w.clock.Add(day)
	if done := w.tidy(); done != (Tidied{Hours: 1}) {
		t.Errorf("two days later: %+v", done)
	}

	w.clock.Add(30*day - 2*day - time.Second) // 30 days after the cancellation, less a second
	if done := w.tidy(); done != (Tidied{}) {
		t.Errorf("a second too early: %+v", done)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done != (Tidied{Phones: 1, Calls: 1}) {
		t.Errorf("30 days after the cancellation and the call: %+v", done)
	}
	w.look(func(tx *Tx) error {
		if _, err := tx.BookingOf(visited.Receipt); err != nil {
			t.Errorf("the visit, two hours younger, is gone: %v", err)
		}
		if _, err := tx.BookingOf(cancelled.Receipt); err == nil {
			t.Error("the cancelled booking still has its receipt number")
		}
		return nil
	})
	w.clock.Add(2*time.Hour + 30*time.Minute) // 30 days after the end of the visit
	if done := w.tidy(); done != (Tidied{Phones: 1}) {
		t.Errorf("30 days after the visit: %+v", done)
	}
	if n := w.count(`SELECT count(*) FROM bookings WHERE phone IS NULL AND receipt IS NULL`); n != 2 {
		t.Errorf("%d bookings were erased, expected 2", n)
	}
	if n := w.count(`SELECT count(*) FROM turns WHERE input IS NULL AND reply IS NULL AND kind = 'pressed'`); n != 2 {
		t.Errorf("%d turns were erased, expected 2", n)
	}
	if _, ok, err := w.Reply(bg, sid); ok || err != nil {
		t.Errorf("the words of an erased call: %v, %v", ok, err)
	}

	w.clock.Add(335 * day)
	if done := w.tidy(); done != (Tidied{Gone: 1}) {
		t.Errorf("a year after the call: %+v", done)
	}
	if n := w.count(`SELECT count(*) FROM turns`); n != 0 {
		t.Errorf("%d turns are left", n)
	}
	if n := w.count(`SELECT count(*) FROM bookings`); n != 2 {
		t.Errorf("%d bookings are left as figures, expected 2", n)
	}
}

// A webhook carries no date that is signed, so whoever has kept one can send it for ever.
func TestAReplayOfAForgottenCallDoesNothing(t *testing.T) {
	w := newTown(t)
	for n := range 3 {
		w.turn(turn(n, "1"), echo)
	}
	for _, later := range []time.Duration{31 * day, 69 * day, 280 * day, 3000 * day} { // since the last
		w.clock.Add(later)
		w.tidy()
		w.reopen()
		before := w.dump()
		for _, n := range []int{0, 1, 2, 3, 99} {
			got := w.turn(turn(n, "1"), func(ivr.Memory, *ivr.Call, ivr.Input) (ivr.Reply, error) {
				t.Fatal("it is answered")
				return ivr.Reply{}, nil
			})
			if !reflect.DeepEqual(got, ivr.Reply{Turn: n}) {
				t.Errorf("turn %d: found %+v", n, got)
			}
		}
		if err := w.HangUp(bg, sid); err != nil {
			t.Error(err)
		}
		if w.dump() != before {
			t.Errorf("%s later, something has changed", later)
		}
	}
	if n := w.count(`SELECT count(*) FROM spent_calls`); n != 1 {
		t.Errorf("%d calls are remembered as spent, expected 1", n)
	}
	w.sound()
}

// What is kept of a call for good tells nobody who called, or that it was this call.
func TestOnlyAHashIsKeptOfACallForGood(t *testing.T) {
	w := newTown(t)
	quietly := func(ivr.Memory, *ivr.Call, ivr.Input) (ivr.Reply, error) { return ivr.Reply{}, nil }
	w.turn(turn(0, ""), quietly)
	w.clock.Add(366 * day)
	w.tidy()
	if dump := w.dump(); strings.Contains(dump, sid) {
		t.Errorf("found the SID in\n%s", dump)
	}
	other := newTown(t)
	other.turn(turn(0, ""), quietly)
	other.clock.Add(366 * day)
	other.tidy()
	kept := func(w *town) (macs []string) {
		w.look(func(tx *Tx) (err error) {
			macs, err = all(tx, scanText, `SELECT mac FROM spent_calls`)
			return err
		})
		return macs
	}
	if a, b := kept(w), kept(other); len(a) != 1 || len(b) != 1 || a[0] == b[0] {
		t.Errorf("two ledgers keep %q and %q of a call", a, b)
	}
}

func TestTidyTakesManyRowsInManyTransactions(t *testing.T) {
	w := newTown(t)
	const many = 2*batch + 1
	w.notice("知らせ", time.Time{}, at(17, 0))
	w.plan(planOf(ajiyoshi, 0, 2, 1, "10:00-16:41"))
	w.do(func(tx *Tx) error {
		for i := range many {
			start := at(10, 0).Add(time.Duration(i) * time.Minute)
			s, err := tx.SlotAt(ajiyoshi, start)
			if err != nil {
				return err
			}
			if _, err := insert(tx, phone(i), seats(1, s)); err != nil {
				return err
			}
			if err := putHold(tx, phone(i), at(9, 10), seats(1, s)); err != nil {
				return err
			}
			if _, err := tx.turn(ivr.Turn{SID: fmt.Sprintf("CA%d", i)}, echo, time.Now); err != nil {
				return err
			}
			if _, err := tx.Greet(phone(i)); err != nil {
				return err
			}
			if _, err := tx.Notices(phone(i)); err != nil {
				return err
			}
		}
		return nil
	})
	w.clock.Add(60 * day)
	commits := 0
	w.wire.fault = func(q string) error {
		if q == "COMMIT" {
			commits++
		}
		return nil
	}
	done := w.tidy()
	w.wire.fault = nil
	if done != (Tidied{Holds: many, Over: many, Phones: many, Calls: many, Slots: many, Hours: 1, Callers: many, Heard: many}) {
		t.Errorf("found %+v", done)
	}
	if want := 7*3 + 19 + 1; commits != want { // three batches each, nineteen tasks with nothing to do, optimize
		t.Errorf("%d transactions, expected %d", commits, want)
	}
	if done := w.tidy(); done != (Tidied{}) {
		t.Errorf("again: %+v", done)
	}
}

// Erased means erased: no telephone number is left anywhere in the files.
func TestAnErasedNumberIsNowhereInTheFile(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 4)
	number := booking.Phone("+819087654321")
	w.book(number, ajiyoshi, at(11, 0))
	w.notice("知らせ", time.Time{}, at(9, 0).Add(365*day))
	w.greet(number)
	w.told(number)
	call := turn(0, "")
	call.Caller.Phone = number
	w.turn(call, echo)
	if !w.fileHas(string(number)) {
		t.Fatal("the number is not in the file to begin with")
	}
	w.clock.Add(31 * day)
	w.tidy()
	if err := w.engine.rest(w.writer); err != nil {
		t.Fatal(err)
	}
	if w.fileHas(string(number)) {
		t.Error("the number is still in the file")
	}
}

func TestANumberIsForgottenAMonthAfterItWasLastHeardOf(t *testing.T) {
	w := newTown(t)
	w.do(func(tx *Tx) error { return tx.Slow(phone(1)) })
	w.did(phone(2), booking.Booked)
	w.clock.Add(time.Hour)
	w.greet(phone(2))
	w.clock.Add(30*day - time.Hour - time.Second)
	if done := w.tidy(); done != (Tidied{}) {
		t.Errorf("a second too early: %+v", done)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done != (Tidied{Callers: 1}) {
		t.Errorf("30 days after the first was heard of: %+v", done)
	}
	if w.greet(phone(1)).Slow {
		t.Error("the number is forgotten, but not that it needs slow speech")
	}
	w.clock.Add(time.Hour)
	if done := w.tidy(); done != (Tidied{Callers: 1}) {
		t.Errorf("30 days after the other was: %+v", done)
	}
}

func TestWhoWasToldIsForgottenWhenTheNoticeIsOver(t *testing.T) {
	w := newTown(t)
	w.notice("昼まで", time.Time{}, at(12, 0))
	w.notice("春まで", time.Time{}, at(9, 0).Add(100*day))
	w.told(phone(1))
	w.clock.at = at(12, 0).Add(-time.Second)
	if done := w.tidy(); done != (Tidied{}) {
		t.Errorf("a second too early: %+v", done)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done != (Tidied{Heard: 1}) {
		t.Errorf("at noon: %+v", done)
	}
	expectTexts(t, "after noon", w.told(phone(1)))
	w.clock.at = at(9, 0).Add(30*day - time.Second)
	if done := w.tidy(); done != (Tidied{}) {
		t.Errorf("a second before a month: %+v", done)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done != (Tidied{Heard: 1}) { // a long notice does not keep a number for longer
		t.Errorf("a month after the number was told: %+v", done)
	}
	expectTexts(t, "after a month", w.told(phone(1)), "春まで")
}

func TestANoticeIsKeptForAYearAfterItsEnd(t *testing.T) {
	w := newTown(t)
	w.notice("昼まで", time.Time{}, at(12, 0))
	w.told(phone(1))
	w.clock.at = at(12, 0).AddDate(1, 0, 0).Add(-time.Second)
	if done := w.tidy(); done != (Tidied{Heard: 1}) || len(w.notices(true)) != 1 {
		t.Errorf("a second too early: %+v", done)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done != (Tidied{Notices: 1}) || len(w.notices(true)) != 0 {
		t.Errorf("after a year: %+v", done)
	}
}

func TestWhatStaffSaidOfADayIsForgottenWhenItHasPassed(t *testing.T) {
	w := newTown(t)
	w.do(func(tx *Tx) error { _, err := tx.SetWalkIn(ajiyoshi, tx.today(), true); return err })
	w.setOpen(ajiyoshi, at(10, 0), at(12, 0), false)
	w.setOpen(ajiyoshi, at(13, 0), far(12, 0), false)
	for _, c := range []struct {
		clock time.Time
		want  Tidied
	}{
		{at(24, 0).Add(-time.Second), Tidied{}},
		{at(24, 0), Tidied{WalkIns: 1}},
		{at(48, 0).Add(-time.Second), Tidied{}},
		{at(48, 0), Tidied{Decisions: 1}},
		{far(48, 0).Add(-time.Second), Tidied{}},
		{far(48, 0), Tidied{Decisions: 1}},
	} {
		w.clock.at = c.clock
		if done := w.tidy(); done != c.want {
			t.Errorf("at %s: found %+v, expected %+v", c.clock, done, c.want)
		}
	}
}
