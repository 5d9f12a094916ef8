package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/booking"
)

// outreach reminds people every day from ten until seven, three days and
// one day before.
var outreach = booking.Outreach{Remind: []int{3, 1}, Hours: booking.Hours{Weekly: []booking.Opening{{
	Days: booking.Days{Weekdays: 127}, Ranges: []booking.Range{{From: 10 * 60, To: 19 * 60}},
}}}}

const landline = booking.Phone("+81568123456")

// remindedTown has slots on each of ten days, of which the first is a Monday in November.
func remindedTown(t testing.TB) *town {
	w := newTown(t)
	var plans []booking.DayPlan
	for day := range 10 {
		plans = append(plans, planOf(kozoji, day, 3, 30, "10:00-12:00"))
	}
	w.plan(plans...)
	return w
}

// on returns a time of a day after the first one.
func on(day, hour, minute int) time.Time { return at(hour, minute).AddDate(0, 0, day) }

func (w *town) until(t time.Time) {
	w.Helper()
	w.clock.Add(t.Sub(w.clock.Now()))
}

func (w *town) remind(texts, calls int) {
	w.Helper()
	plan, err := w.ForeseeReminders(bg, outreach)
	if err != nil || plan != (Reminded{Texts: texts, Calls: calls}) {
		w.Errorf("planned on %s: %+v, %v, expected %d texts and %d calls", stamp(w.clock.Now()), plan, err, texts, calls)
	}
	before := len(w.outbox())
	for again := range 2 {
		done, err := w.Remind(bg, outreach)
		if want := (Reminded{Texts: texts * (1 - again), Calls: calls * (1 - again)}); err != nil || done != want {
			w.Errorf("on %s, time %d: %+v, %v, expected %+v", stamp(w.clock.Now()), again+1, done, err, want)
		}
	}
	if after := len(w.outbox()); after != before+texts+calls {
		w.Errorf("found %d messages more, expected %d", after-before, texts+calls)
	}
}

func TestPeopleAreRemindedThreeDaysAndOneDayBefore(t *testing.T) {
	w := remindedTown(t)
	w.book(phone(1), kozoji, on(4, 10, 0))
	w.book(landline, kozoji, on(4, 11, 0))
	w.book("+14155550100", kozoji, on(4, 11, 0))
	w.remind(0, 0)
	w.until(on(1, 9, 59))
	w.remind(0, 0) // too early in the day
	w.until(on(1, 10, 0))
	w.remind(1, 1)
	w.until(on(2, 12, 0))
	w.remind(0, 0)
	w.until(on(3, 18, 59))
	w.remind(1, 1)
	w.until(on(4, 9, 0))
	w.remind(0, 0)
	w.sound()
}

func TestAMachineThatSleptRemindsNobodyLate(t *testing.T) {
	w := remindedTown(t)
	for n := range 5 {
		w.book(phone(n), kozoji, on(4, 10, 0).Add(time.Duration(n/3)*30*time.Minute))
	}
	w.until(on(1, 10, 0))
	w.remind(5, 0) // written and not sent
	w.until(on(3, 12, 0))
	w.nothingDue() // they were for two days ago
	w.remind(5, 0) // and these are for today
	w.until(on(3, 19, 0))
	w.nothingDue()
	for _, m := range w.outbox() {
		if m != "reminder text cancelled" {
			t.Errorf("found %q", m)
		}
	}
}

func TestWhoHasJustHeardIsNotReminded(t *testing.T) {
	w := remindedTown(t)
	w.until(on(2, 10, 1))
	w.book(phone(1), kozoji, on(4, 10, 0)) // a day and some hours before: not a day before the reminder
	b := w.book(phone(2), kozoji, on(5, 10, 0))
	w.until(on(3, 10, 0))
	w.remind(0, 0)
	w.do(func(tx *Tx) error {
		s, err := tx.SlotAt(kozoji, on(6, 10, 0))
		if err == nil {
			_, err = changeTo(tx, b, s)
		}
		return err
	})
	w.until(on(3, 18, 0))
	w.remind(0, 0) // three days before, and heard of it today
	w.until(on(5, 10, 0))
	w.remind(1, 0)
}

func TestNobodyIsRemindedWhoDoesNotWantIt(t *testing.T) {
	w := remindedTown(t)
	w.book(phone(1), kozoji, on(4, 10, 0))
	w.book(phone(2), kozoji, on(4, 10, 0))
	want := func(p booking.Phone, on bool) {
		t.Helper()
		for range 2 {
			w.do(func(tx *Tx) error { return tx.SetReminded(p, on) })
		}
		w.look(func(tx *Tx) error {
			found, err := tx.Reminded(p)
			if found != on {
				t.Errorf("%s wants to be reminded: %v, expected %v", p.Masked(), found, on)
			}
			return err
		})
	}
	want(phone(1), false)
	w.until(on(1, 10, 0))
	w.remind(1, 0)
	want(phone(2), false) // after it was written
	w.nothingDue()
	want(phone(1), true)
	want(phone(2), true)
	w.remind(2, 0) // that of the second was withdrawn
	if found := w.count(`SELECT count(*) FROM audit WHERE deed IN ('no-reminders', 'reminders')`); found != 4 {
		t.Errorf("the trail has %d entries, expected 4", found)
	}
}

func TestAReminderIsOfABookingThatStandsAtAnOpenCounter(t *testing.T) {
	for name, change := range map[string]func(*town, booking.Booking) error{
		"cancelled": func(w *town, b booking.Booking) error {
			return w.Update(bg, staff, func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
		},
		"moved": func(w *town, b booking.Booking) error {
			return w.Update(bg, staff, func(tx *Tx) error {
				s, err := tx.SlotAt(kozoji, on(8, 10, 0))
				if err == nil {
					_, err = changeTo(tx, b, s)
				}
				return err
			})
		},
		"closed": func(w *town, b booking.Booking) error {
			return w.Update(bg, staff, func(tx *Tx) error {
				_, _, err := tx.SetOpen(kozoji, on(4, 0, 0), on(5, 0, 0), false)
				return err
			})
		},
	} {
		w := remindedTown(t)
		w.tester = inCase{w.tester, name}
		b := w.book(phone(1), kozoji, on(4, 10, 0))
		w.until(on(1, 10, 0))
		w.remind(1, 0)
		if err := change(w, b); err != nil {
			t.Fatal(err)
		}
		w.look(func(tx *Tx) error {
			_, err := tx.Message(1)
			if closed := name == "closed"; closed != (err == nil) || !closed && !errors.Is(err, booking.ErrNotFound) {
				t.Errorf("%s: told to whoever listens: %v, expected that only of a closed counter", name, err)
			}
			return nil
		})
		w.nothingDue()
		w.expectOutbox("reminder text cancelled")
		w.until(on(3, 10, 0))
		w.remind(0, 0)
	}
}

func TestAHouseholdIsCalledOnce(t *testing.T) {
	w := remindedTown(t)
	w.book(landline, kozoji, on(4, 10, 0))
	if _, err := w.tryBook(booking.Request{Phone: landline, Member: 2, Facility: kozoji, Start: on(4, 10, 30), Staff: true}); err != nil {
		t.Fatal(err)
	}
	w.until(on(1, 10, 0))
	w.remind(0, 1)
	w.until(on(3, 10, 0))
	w.remind(0, 1)
}

// Whoever cancels in the call is not called again about another visit five minutes later.
func TestAHouseholdThatCancelsInTheCallIsNotCalledAgain(t *testing.T) {
	w := remindedTown(t)
	first := w.book(landline, kozoji, on(2, 10, 0))
	if _, err := w.tryBook(booking.Request{Phone: landline, Member: 2, Facility: kozoji, Start: on(4, 10, 30), Staff: true}); err != nil {
		t.Fatal(err)
	}
	w.until(on(1, 10, 0)) // a day before the one, three before the other
	w.remind(0, 1)
	m := w.send(takenAs("CA1"))
	w.do(func(tx *Tx) error { return errors.Join(tx.Heard(m.ID), tx.Cancel(first, time.Time{})) })
	w.report(m, "CA1", booking.CallOver, 0)
	w.until(on(1, 10, 5))
	w.remind(0, 0)
	w.until(on(3, 10, 0))
	w.remind(0, 1)
	w.sound()
}

// Of two visits on other days a household hears of the one that comes first, whichever was
// booked first.
func TestAHouseholdIsCalledAboutTheVisitThatComesFirst(t *testing.T) {
	w := remindedTown(t)
	later := w.book(landline, kozoji, on(6, 10, 0))
	if _, err := w.tryBook(booking.Request{Phone: landline, Member: 2, Facility: kozoji, Start: on(4, 10, 30), Staff: true}); err != nil {
		t.Fatal(err)
	}
	w.until(on(3, 10, 0)) // a day before the one, three before the other
	w.remind(0, 1)
	if m := w.send(takenAs("CA1")); m.Booking.ID == later.ID || m.Days != 1 {
		t.Errorf("found a reminder of the visit on %s", stamp(m.Booking.Start))
	}
}

func TestACallThatNobodyTakesIsTriedOnceMoreOnThatDay(t *testing.T) {
	call := func(w *town) booking.Sending { return w.send(takenAs("CA" + stamp(w.clock.Now()))) }
	over := func(w *town, m booking.Sending) {
		w.report(m, "CA"+stamp(m.Began), booking.CallOver, 0)
		w.report(m, "CA"+stamp(m.Began), booking.CallOver, 0)
	}
	for name, c := range map[string]struct {
		play func(*town)
		want string
	}{
		"nobody, twice": {func(w *town) {
			over(w, call(w))
			w.nothingDue()
			w.until(on(1, 14, 0))
			m := call(w)
			if m.Tries != 2 {
				w.Errorf("found try %d, expected 2", m.Tries)
			}
			over(w, m)
			w.until(on(1, 18, 0))
		}, "failed"},
		"nobody, then somebody": {func(w *town) {
			over(w, call(w))
			w.until(on(1, 14, 0))
			m := call(w)
			w.do(func(tx *Tx) error { return tx.Heard(m.ID) })
			over(w, m)
		}, "delivered"},
		"somebody": {func(w *town) {
			m := call(w)
			w.do(func(tx *Tx) error { return tx.Heard(m.ID) })
			w.do(func(tx *Tx) error { return tx.Heard(m.ID) })
			over(w, m)
		}, "delivered"},
		"somebody, and the end is told first": {func(w *town) {
			m := call(w)
			over(w, m)
			w.do(func(tx *Tx) error { return tx.Heard(m.ID) })
			w.until(on(1, 14, 0))
		}, "delivered"},
		"nobody, then somebody, and the end is told first": {func(w *town) {
			over(w, call(w))
			w.until(on(1, 14, 0))
			m := call(w)
			over(w, m)
			w.do(func(tx *Tx) error { return tx.Heard(m.ID) })
		}, "delivered"},
		"nobody, and then they want no reminders, and then they do": {func(w *town) {
			over(w, call(w))
			w.do(func(tx *Tx) error { return tx.SetReminded(landline, false) })
			w.until(on(1, 14, 0))
			w.nothingDue()
			w.do(func(tx *Tx) error { return tx.SetReminded(landline, true) })
			w.remind(0, 0)
		}, "cancelled"},
		"nobody in the evening": {func(w *town) {
			w.until(on(1, 18, 30))
			over(w, call(w))
		}, "failed"},
		"nobody, and then it is too late": {func(w *town) {
			over(w, call(w))
			w.until(on(1, 19, 0))
		}, "cancelled"},
	} {
		w := remindedTown(t)
		w.tester = inCase{w.tester, name}
		w.book(landline, kozoji, on(4, 10, 0))
		w.until(on(1, 10, 0))
		w.remind(0, 1)
		c.play(w)
		w.nothingDue()
		w.expectOutbox("reminder call " + c.want)
		w.sound()
	}
}

// What was told between a backup and its restoration is not in the backup.
func TestARestoredLedgerTellsNothingTwice(t *testing.T) {
	w := remindedTown(t)
	w.Store.texts = true
	w.book(phone(1), kozoji, on(4, 10, 0))
	w.calls(phone(2), on(8, 10, 0))
	w.calls(phone(3), on(8, 10, 0))
	first := w.send(booking.Outcome{State: booking.MessageUnknown})
	w.expectOutbox("booked text unknown", "booked text due")
	to := filepath.Join(t.TempDir(), "copy.db")
	if _, err := Copy(bg, w.path, to, w.options()); err != nil {
		t.Fatal(err)
	}
	w.send(takenAs("SM2"))
	w.until(on(1, 10, 0))
	w.remind(1, 0)
	w.send(takenAs("SM3"))
	w.until(on(1, 12, 0))
	backup, err := os.Open(to)
	if err != nil {
		t.Fatal(err)
	}
	defer backup.Close()
	restored := &town{tester: t, clock: w.clock, path: filepath.Join(t.TempDir(), "new.db")}
	if _, err := Restore(bg, backup, restored.path, staff, w.options()); err != nil {
		t.Fatal(err)
	}
	restored.open()
	defer restored.Close()
	restored.nothingDue()
	restored.remind(0, 0) // today's has been sent
	restored.expectOutbox("booked text unknown", "booked text cancelled")
	// What was in doubt is looked for, and not sent any more: it would come a day late.
	if err := restored.SettleMessage(bg, first.ID, first.Tries, booking.Outcome{State: booking.MessageDue, Due: w.clock.Now()}); err != nil {
		t.Fatal(err)
	}
	restored.nothingDue()
	restored.expectOutbox("booked text failed", "booked text cancelled")
	restored.until(on(3, 10, 0))
	restored.remind(1, 0)
	restored.sound()
}

func TestAClockThatIsSetBackRemindsNobody(t *testing.T) {
	w := remindedTown(t)
	w.book(phone(1), kozoji, on(4, 10, 0))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	o := w.options()
	o.Serve = true
	served, err := Open(w.path, o)
	if err != nil {
		t.Fatal(err)
	}
	w.Store = served
	w.until(on(1, 10, 30))
	w.remind(1, 0)
	w.clock.Add(-time.Hour)
	if _, err := w.Remind(bg, outreach); !errors.Is(err, ErrDoubt) {
		t.Errorf("an hour back, reminders are planned: %v", err)
	}
	if _, ok, err := w.BeginMessage(bg, plainWords); ok || !errors.Is(err, ErrDoubt) {
		t.Errorf("an hour back, messages are sent: %v, %v", ok, err)
	}
	w.clock.Add(time.Hour)
	w.remind(0, 0)
	w.send(takenAs("SM1"))
	w.nothingDue()
}
