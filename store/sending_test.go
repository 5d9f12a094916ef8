package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

var caller = By{Way: ByPhone, Call: "CA01"}

// texting returns a town whose callers are told by text what they do, with slots of three
// desks from ten on.
func texting(t testing.TB) *town {
	w := newTown(t)
	w.Store.texts = true
	w.row(4, 3)
	return w
}

// calls books by a call of the number.
func (w *town) calls(p booking.Phone, start time.Time) (b booking.Booking) {
	w.Helper()
	if err := w.Update(bg, caller, func(tx *Tx) (err error) {
		b, err = city.RulesOf(kozoji).Book(tx, booking.Request{Phone: p, Facility: kozoji, Start: start})
		return err
	}); err != nil {
		w.Fatalf("book: %v", err)
	}
	return b
}

// outbox returns the messages of the ledger, in order: kind, means and state.
func (w *town) outbox() (messages []string) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		messages, err = all(tx, scanText, `SELECT kind || ' ' || means || ' ' || state FROM messages ORDER BY id`)
		return err
	})
	return messages
}

func (w *town) expectOutbox(want ...string) {
	w.Helper()
	if found := w.outbox(); !slices.Equal(found, want) {
		w.Errorf("found the messages %q, expected %q", found, want)
	}
}

func plainWords(m booking.Message) (string, error) {
	return fmt.Sprint(m.Kind, " ", m.Booking.Receipt), nil
}

// send begins to send what is next, and says what came of it.
func (w *town) send(o booking.Outcome) booking.Sending {
	w.Helper()
	m, ok, err := w.BeginMessage(bg, plainWords)
	if err != nil || !ok {
		w.Fatalf("nothing is due: %v, %v", ok, err)
	}
	if err := w.SettleMessage(bg, m.ID, m.Tries, o); err != nil {
		w.Fatalf("settle: %v", err)
	}
	return m
}

func takenAs(sid string) booking.Outcome {
	return booking.Outcome{State: booking.MessageSent, SID: sid}
}

func (w *town) report(m booking.Sending, sid string, fate booking.Fate, code int) {
	w.Helper()
	if err := w.ReportMessage(bg, booking.Report{ID: m.ID, Tries: m.Tries, SID: sid, Fate: fate, Code: code}); err != nil {
		w.Fatalf("report: %v", err)
	}
}

func (w *town) nothingDue() {
	w.Helper()
	if m, ok, err := w.BeginMessage(bg, plainWords); ok || err != nil {
		w.Errorf("message %d, %s, is due: %v", m.ID, m.Kind, err)
	}
}

func TestWhatACallerDoesIsWrittenDownForTheirMobile(t *testing.T) {
	w := texting(t)
	b := w.calls(phone(1), at(10, 0))
	do := func(by By, fn func(*Tx) error) {
		t.Helper()
		if err := w.Update(bg, by, fn); err != nil {
			t.Fatal(err)
		}
	}
	do(caller, func(tx *Tx) error {
		_, err := changeTo(tx, b, w.slotOf(tx, at(10, 30)))
		return err
	})
	do(caller, func(tx *Tx) error { return tx.SetProxy(b, true) })
	do(caller, func(tx *Tx) error { return tx.SetProxy(b, true) }) // they know
	do(caller, func(tx *Tx) error { return tx.SetProxy(b, false) })
	do(caller, func(tx *Tx) error { return tx.Cancel(b, tx.Now().Add(10*time.Minute)) })
	do(caller, func(tx *Tx) error { _, err := tx.Restore(b); return err })
	want := []string{"booked text due", "changed text due", "proxy text due", "cancelled text due", "restored text due"}
	w.expectOutbox(want...)

	// Who asked at the counter, or cannot be sent a text, is told nothing.
	w.book(phone(2), kozoji, at(11, 0))
	w.calls("+81568123456", at(11, 0))
	w.calls("+14155550100", at(11, 0))
	w.expectOutbox(want...)

	// What is refused or taken back leaves no message.
	errAfter := errors.New("after all")
	if err := w.Update(bg, caller, func(tx *Tx) error {
		_, err := city.RulesOf(kozoji).Book(tx, booking.Request{Phone: phone(3), Facility: kozoji, Start: at(10, 0)})
		return errors.Join(err, errAfter)
	}); !errors.Is(err, errAfter) {
		t.Fatal(err)
	}
	w.expectOutbox(want...)
	w.sound()
}

func (w *town) slotOf(tx *Tx, start time.Time) booking.Slot {
	w.Helper()
	s, err := tx.SlotAt(kozoji, start)
	if err != nil {
		w.Fatalf("%v", err)
	}
	return s
}

func TestALineWithoutTextsWritesNone(t *testing.T) {
	w := newTown(t)
	w.row(1, 1)
	b := w.calls(phone(1), at(10, 0))
	w.expectOutbox()
	if err := w.Update(bg, staff, func(tx *Tx) error { return tx.SendText(b.Receipt) }); !errors.Is(err, ErrNoTexts) {
		t.Errorf("a text at the request of staff: %v", err)
	}
}

func TestStaffHaveABookingSentOnceAMinute(t *testing.T) {
	w := texting(t)
	mobile, landline := w.book(phone(1), kozoji, at(10, 0)), w.book("+81568123456", kozoji, at(10, 0))
	send := func(r booking.Receipt) error {
		return w.Update(bg, staff, func(tx *Tx) error { return tx.SendText(r) })
	}
	if err := errors.Join(send(mobile.Receipt), send(mobile.Receipt)); err != nil {
		t.Fatal(err)
	}
	w.expectOutbox("copy text due")
	w.clock.Add(time.Minute)
	if err := send(mobile.Receipt); err != nil {
		t.Fatal(err)
	}
	w.expectOutbox("copy text due", "copy text due")
	if err := send(landline.Receipt); !errors.Is(err, ErrNoTexts) {
		t.Errorf("to a landline: %v", err)
	}
	w.do(func(tx *Tx) error { return tx.Cancel(mobile, time.Time{}) })
	if err := send(mobile.Receipt); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("of a booking that is cancelled: %v", err)
	}
	w.nothingDue()
	w.expectOutbox("copy text cancelled", "copy text cancelled")
}

func TestAMessageGoesItsWay(t *testing.T) {
	for name, c := range map[string]struct {
		after func(*town)
		want  string
	}{
		"taken":     {func(w *town) { w.send(takenAs("SM1")) }, "sent"},
		"refused":   {func(w *town) { w.send(booking.Outcome{State: booking.MessageFailed, Code: 21610}) }, "failed"},
		"unknown":   {func(w *town) { w.send(booking.Outcome{State: booking.MessageUnknown}) }, "unknown"},
		"delivered": {func(w *town) { w.report(w.send(takenAs("SM1")), "SM1", booking.Delivered, 0) }, "delivered"},
		"delivered, and sent": {func(w *town) {
			m := w.send(takenAs("SM1"))
			w.report(m, "SM1", booking.Delivered, 0)
			w.report(m, "SM1", booking.Underway, 0)
		}, "delivered"},
		"not delivered": {func(w *town) { w.report(w.send(takenAs("SM1")), "SM1", booking.Undelivered, 30006) }, "failed"},
		"not delivered, and after": {func(w *town) {
			m := w.send(takenAs("SM1"))
			w.report(m, "SM1", booking.Undelivered, 30006)
			w.report(m, "SM1", booking.Delivered, 0)
		}, "failed"},
		"a report of another SID": {func(w *town) { w.report(w.send(takenAs("SM1")), "SM2", booking.Delivered, 0) }, "sent"},
		"a report before the answer": {func(w *town) {
			m, _, err := w.BeginMessage(bg, plainWords)
			if err != nil {
				w.Fatalf("%v", err)
			}
			w.report(m, "SM1", booking.Delivered, 0)
			if err := w.SettleMessage(bg, m.ID, m.Tries, takenAs("SM1")); err != nil {
				w.Fatalf("%v", err)
			}
		}, "delivered"},
		"a report instead of an answer": {func(w *town) {
			w.report(w.send(booking.Outcome{State: booking.MessageUnknown}), "SM1", booking.Underway, 0)
		}, "sent"},
		"the fate of a call": {func(w *town) { w.report(w.send(takenAs("SM1")), "SM1", booking.CallOver, 0) }, "sent"},
		"a telephone that was off": {func(w *town) {
			w.report(w.send(takenAs("SM1")), "SM1", booking.Undelivered, unreachable)
			w.nothingDue()
			w.clock.Add(resend)
			m := w.send(takenAs("SM2"))
			w.report(m, "SM1", booking.Delivered, 0) // of the first try
			w.report(m, "SM2", booking.Undelivered, unreachable)
		}, "failed"},
		"refused often": {func(w *town) {
			for range 2 * mostSent {
				w.send(booking.Outcome{State: booking.MessageDue, Due: w.clock.Now(), Refused: true})
			}
			w.send(takenAs("SM1"))
		}, "sent"},
		"asked too often": {func(w *town) {
			for range mostSent {
				w.send(booking.Outcome{State: booking.MessageDue, Due: w.clock.Now()})
			}
		}, "failed"},
		"without words": {func(w *town) {
			if _, ok, err := w.BeginMessage(bg, func(booking.Message) (string, error) { return "", errors.New("too long") }); ok || err == nil || !strings.Contains(err.Error(), "too long") {
				w.Errorf("a message without words: %v, %v", ok, err)
			}
		}, "failed"},
	} {
		w := texting(t)
		w.tester = inCase{w.tester, name}
		w.calls(phone(1), at(10, 0))
		c.after(w)
		w.nothingDue()
		w.expectOutbox("booked text " + c.want)
		w.reopen()
		w.expectOutbox("booked text " + c.want)
		w.sound()
	}
}

// inCase says of which case a fault is.
type inCase struct {
	tester
	name string
}

func (n inCase) Fatalf(format string, args ...any) { n.tester.Fatalf(n.name+": "+format, args...) }
func (n inCase) Errorf(format string, args ...any) { n.tester.Errorf(n.name+": "+format, args...) }

func TestANumberGetsNothingElseWhileSomethingIsInDoubt(t *testing.T) {
	w := texting(t)
	b := w.calls(phone(1), at(10, 0))
	first := w.send(booking.Outcome{State: booking.MessageUnknown})
	w.do(func(tx *Tx) error { return nil })
	if err := w.Update(bg, caller, func(tx *Tx) error { return tx.Cancel(b, time.Time{}) }); err != nil {
		t.Fatal(err)
	}
	w.calls(phone(2), at(10, 0))
	if m := w.send(takenAs("SM2")); m.Booking.Phone != phone(2) {
		t.Errorf("found a message to %s, expected one to whom nothing is in doubt", m.Booking.Phone)
	}
	w.nothingDue()
	w.clock.Add(5 * time.Minute)
	open, err := w.OpenMessages(bg, w.clock.Now().Add(-3*time.Minute))
	if err != nil || len(open) != 1 || open[0].ID != first.ID || open[0].Body != first.Body || open[0].SID != "" || !open[0].Began.Equal(first.Began) {
		t.Fatalf("found %+v, %v, expected message %d", open, err, first.ID)
	}
	if err := w.SettleMessage(bg, first.ID, first.Tries, booking.Outcome{State: booking.MessageDue, Due: w.clock.Now()}); err != nil {
		t.Fatal(err)
	}
	if m := w.send(takenAs("SM3")); m.Kind != booking.ToldCancelled {
		t.Errorf("found %s, expected what is still true", m.Kind)
	}
	w.nothingDue()
	w.expectOutbox("booked text cancelled", "cancelled text sent", "booked text sent")
}

func TestWhoDiesWhileSendingLeavesADoubt(t *testing.T) {
	w := texting(t)
	w.calls(phone(1), at(10, 0))
	if _, ok, err := w.BeginMessage(bg, plainWords); !ok || err != nil {
		t.Fatal(ok, err)
	}
	w.reopen()
	w.nothingDue()
	open := func(want int) {
		t.Helper()
		found, err := w.OpenMessages(bg, w.clock.Now().Add(-3*time.Minute))
		if err != nil || len(found) != want {
			t.Errorf("found %d open messages, %v, expected %d", len(found), err, want)
		}
	}
	open(0) // its request may be on its way
	w.clock.Add(3 * time.Minute)
	open(1)
	w.expectOutbox("booked text unknown")
}

func TestWhatIsErasedIsErasedInTheOutbox(t *testing.T) {
	w := texting(t)
	b := w.calls(phone(1), at(10, 0))
	w.send(takenAs("SM1"))
	if err := w.Update(bg, caller, func(tx *Tx) error { return tx.Cancel(b, time.Time{}) }); err != nil {
		t.Fatal(err)
	}
	w.clock.Add(keepPhone)
	if _, err := w.Tidy(bg); err != nil {
		t.Fatal(err)
	}
	w.expectOutbox("booked text sent", "cancelled text cancelled")
	if n := w.count(`SELECT count(*) FROM messages WHERE phone IS NOT NULL OR body IS NOT NULL`) + w.count(`SELECT count(*) FROM taken`); n != 0 {
		t.Errorf("found %d rows that name a number, a text or a SID", n)
	}
	w.sound()
}

func TestWrittenMessagesWakeTheirSender(t *testing.T) {
	w := texting(t)
	select {
	case <-w.Messages():
		t.Error("woken before anything was written")
	default:
	}
	w.calls(phone(1), at(10, 0))
	w.calls(phone(2), at(10, 0))
	<-w.Messages()
	w.book(phone(3), kozoji, at(10, 30))
	select {
	case <-w.Messages():
		t.Error("woken by what nobody is told")
	default:
	}
}

// What somebody has asked for in the afternoon is nothing for the night, and a booking nothing
// for after the visit.
func TestATextThatIsLateIsNotSent(t *testing.T) {
	w := texting(t)
	b := w.calls(phone(1), at(10, 0))
	w.calls(phone(2), at(11, 30))
	w.clock.Add(time.Hour) // the first visit begins
	if m := w.send(takenAs("SM1")); m.Booking.Phone != phone(2) {
		t.Errorf("found a text to %s, whose visit has begun", m.Booking.Phone)
	}
	w.expectOutbox("booked text cancelled", "booked text sent")
	if err := w.Update(bg, caller, func(tx *Tx) error { return tx.Cancel(b, time.Time{}) }); err != nil {
		t.Fatal(err)
	}
	w.clock.Add(useful)
	w.nothingDue()
	w.expectOutbox("booked text cancelled", "booked text sent", "cancelled text cancelled")
}

// What a booking has gone through while nothing could be sent is told once, as it stands then.
func TestOnlyTheLastOfWhatHappenedIsTold(t *testing.T) {
	restore := func(tx *Tx, b booking.Booking) error {
		_, err := tx.Restore(b)
		return err
	}
	for name, c := range map[string]struct {
		after func(*Tx, booking.Booking) error
		want  []string
	}{
		"cancelled, brought back, cancelled": {func(tx *Tx, b booking.Booking) error {
			keep := tx.Now().Add(time.Hour)
			return errors.Join(tx.Cancel(b, keep), restore(tx, b), tx.Cancel(b, keep))
		}, []string{"booked text cancelled", "cancelled text cancelled", "restored text cancelled", "cancelled text sent"}},
		"cancelled, brought back": {func(tx *Tx, b booking.Booking) error {
			return errors.Join(tx.Cancel(b, tx.Now().Add(time.Hour)), restore(tx, b))
		}, []string{"booked text cancelled", "cancelled text cancelled", "restored text sent"}},
		"changed, and back again": {func(tx *Tx, b booking.Booking) error {
			to := b
			to.Start, to.End = b.Start.Add(time.Hour), b.End.Add(time.Hour)
			moved, err := tx.Change(b, to, 1)
			if err == nil {
				_, err = tx.Change(moved, b, 1)
			}
			return err
		}, []string{"booked text cancelled", "changed text cancelled", "changed text sent"}},
	} {
		w := texting(t)
		w.tester = inCase{w.tester, name}
		b := w.calls(phone(1), at(10, 0))
		if err := w.Update(bg, caller, func(tx *Tx) error { return c.after(tx, b) }); err != nil {
			w.Fatalf("%v", err)
		}
		w.send(takenAs("SM1"))
		w.nothingDue()
		w.expectOutbox(c.want...)
		w.sound()
	}
}
