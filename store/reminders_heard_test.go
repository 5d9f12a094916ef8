package store

import (
	"errors"
	"testing"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// heardIn is a call of a number in which it hears of bookings.
func (w *town) heardIn(sid string, p booking.Phone, told ...booking.Receipt) {
	w.Helper()
	turn := ivr.Turn{SID: sid, Caller: booking.CallerFrom(string(p)), In: ivr.Input{Kind: ivr.Arrived}}
	_, err := w.Turn(bg, turn, func(tx ivr.Memory, call *ivr.Call, _ ivr.Input) (ivr.Reply, error) {
		call.Heard = told
		_, err := tx.Greet(p)
		return ivr.Reply{}, err
	})
	if err != nil {
		w.Errorf("call %s: %v", sid, err)
	}
}

// Whoever has missed the call, calls by themselves and hears of the booking, knows of it.
func TestWhoHasHeardOfTheBookingInACallOfTheirOwnIsNotCalledOnThatDay(t *testing.T) {
	for name, c := range map[string]struct {
		heard func(w *town, b booking.Booking)
		want  string
	}{
		"heard":                  {func(w *town, b booking.Booking) { w.heardIn("CA7", landline, b.Receipt) }, "cancelled"},
		"heard of another":       {func(w *town, _ booking.Booking) { w.heardIn("CA7", landline, "999999") }, "sending"},
		"turned away":            {func(w *town, _ booking.Booking) { w.heardIn("CA7", landline) }, "sending"},
		"another number":         {func(w *town, b booking.Booking) { w.heardIn("CA7", phone(3), b.Receipt) }, "sending"},
		"whoever the line rings": {func(w *town, _ booking.Booking) { w.do(func(tx *Tx) error { _, err := tx.Rung(landline); return err }) }, "sending"},
	} {
		w := remindedTown(t)
		w.tester = inCase{w.tester, name}
		b := w.book(landline, kozoji, on(4, 10, 0))
		w.until(on(1, 10, 0))
		w.remind(0, 1)
		m := w.send(takenAs("CA1"))
		w.report(m, "CA1", booking.CallOver, 0) // nobody took it
		w.until(on(1, 10, 5))
		c.heard(w, b)
		w.nothingDue()
		w.until(on(1, 14, 0))
		if c.want == "cancelled" {
			w.nothingDue()
			w.remind(0, 0) // nor is another written
		} else if again := w.send(booking.Outcome{State: booking.MessageSending}); again.ID != m.ID || again.Tries != 2 {
			t.Errorf("%s: found %+v, expected the second try", name, again)
		}
		w.expectOutbox("reminder call " + c.want)
		w.until(on(3, 10, 0))
		if c.want == "cancelled" {
			w.remind(0, 1) // on another day
		}
		w.sound()
	}
}

// A number that the line has called is as slow, and has done as much today, as if it had called.
func TestWhoIsRungIsKnownAndHasNotCalled(t *testing.T) {
	w := remindedTown(t)
	w.heardIn("CA1", landline)
	w.do(func(tx *Tx) error {
		_, err := tx.Count(landline, booking.Changed, 0)
		return errors.Join(err, tx.Slow(landline))
	})
	for day, want := range []booking.Tally{{Calls: 1, Changes: 1}, {}} {
		w.until(on(day, 12, 0))
		var known ivr.Acquaintance
		w.do(func(tx *Tx) (err error) {
			known, err = tx.Rung(landline)
			return err
		})
		if known.Today != want || !known.Slow {
			t.Errorf("on day %d it is %+v, expected %+v and slow", day, known, want)
		}
	}
	w.look(func(tx *Tx) error {
		last, known, err := tx.LastCall(landline)
		if last.SID != "CA1" || !known {
			t.Errorf("its last call is %q", last.SID)
		}
		return err
	})
}
