package booking_test

import (
	"errors"
	"testing"
	"time"

	"madoguchi/booking"
)

func (d *desk) cancelShown(receipt booking.Receipt) (b booking.Booking, err error) {
	d.Helper()
	err = d.do(func(tx booking.Tx) (err error) { b, err = d.rules.CancelShown(tx, receipt); return err })
	return b, err
}

func (d *desk) undoShown(receipt booking.Receipt) (b booking.Booking, err error) {
	d.Helper()
	err = d.do(func(tx booking.Tx) (err error) { b, err = booking.UndoShown(tx, receipt); return err })
	return b, err
}

// A booking that was shown to another telephone is cancelled there as at its own: until the
// same moment, as often on a day, and so that its own telephone may undo it.
func TestAShownBookingIsCancelledAsItsOwnNumberWould(t *testing.T) {
	for _, c := range []struct {
		name string
		now  string
		done bool
	}{
		{"in time", "2026-04-13 16:59", true},
		{"at the last moment", "2026-04-13 17:00", true},
		{"after it", "2026-04-13 17:01", false},
		{"when it has begun", "2026-04-14 09:00", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, shown := range []bool{true, false} {
				d := newDesk(t)
				d.rules.CancelUntil = evening
				b := d.book(phoneA, tobu, "2026-04-14 09:00")
				d.now = at(c.now)
				cancel := func() (booking.Booking, error) { return d.cancelOwn(phoneA, b.Receipt) }
				if shown {
					cancel = func() (booking.Booking, error) { return d.cancelShown(b.Receipt) }
				}
				gone, err := cancel()
				if !c.done {
					expect[*booking.TooLate](t, err)
					continue
				}
				if err != nil || gone.State != booking.Cancelled || (gone.Phone == "") != shown {
					t.Errorf("shown %v: %+v, %v", shown, gone, err)
				}
				if h, ok := d.undoable(phoneA); !ok || h.Receipt != b.Receipt || !h.Expires.Equal(d.now.Add(10*time.Minute)) {
					t.Errorf("shown %v: its own telephone may undo %+v, %v", shown, h, ok)
				}
				if _, err := cancel(); !errors.Is(err, booking.ErrNotFound) {
					t.Errorf("shown %v, cancelled twice: %v", shown, err)
				}
				if back, err := d.undo(phoneA, b.Receipt); err != nil || back != b {
					t.Errorf("shown %v: brought back %+v, %v", shown, back, err)
				}
			}
		})
	}
}

func TestWhatOthersCancelCountsForTheNumberOfTheBooking(t *testing.T) {
	d := newDesk(t)
	d.rules.Limits.Cancels = 2
	for range 2 {
		b := d.book(phoneA, tobu, "2026-04-14 09:00")
		if _, err := d.cancelShown(b.Receipt); err != nil {
			t.Fatal(err)
		}
	}
	b := d.book(phoneA, tobu, "2026-04-14 09:00")
	gone, err := d.cancelShown(b.Receipt)
	if e := expect[*booking.TooOften](t, err); e.What != booking.GaveUp || e.Max != 2 || gone.Phone != "" {
		t.Errorf("%+v, of %+v", e, gone)
	}
	d.stands(b)
	other := d.book(phoneB, tobu, "2026-04-14 09:00")
	if _, err := d.cancelShown(other.Receipt); err != nil {
		t.Errorf("of another number: %v", err)
	}
}

// Neither what is done nor a refusal tells another telephone the number.
func TestAnotherTelephoneNeverLearnsTheNumber(t *testing.T) {
	d := newDesk(t)
	b := d.book(phoneA, tobu, "2026-04-14 09:00")
	if _, err := d.cancelShown(b.Receipt); err != nil {
		t.Fatal(err)
	}
	back, err := d.undoShown(b.Receipt)
	want := b
	want.Phone = ""
	if err != nil || back != want {
		t.Errorf("brought back %+v, %v, expected %+v", back, err, want)
	}
	d.stands(b)
	if _, err := d.cancelShown(b.Receipt); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(10 * time.Minute)
	if gone, err := d.undoShown(b.Receipt); !errors.Is(err, booking.ErrNotFound) || gone.Phone != "" {
		t.Errorf("after its time: %+v, %v", gone, err)
	}
	if gone, err := d.undoShown("000000"); !errors.Is(err, booking.ErrNotFound) || gone != (booking.Booking{}) {
		t.Errorf("of nothing: %+v, %v", gone, err)
	}
	d.now = at("2026-04-13 10:30")
	gone, err := d.cancelShown(b.Receipt)
	if !errors.Is(err, booking.ErrNotFound) || gone.Phone != "" {
		t.Errorf("of what is cancelled: %+v, %v", gone, err)
	}
}

func TestAProxyIsKeptByAChange(t *testing.T) {
	d := newDesk(t)
	said := func(q *booking.Request) { q.Proxy, q.Procedure = true, booking.NewIssue }
	b := d.book(phoneA, tobu, "2026-04-15 09:00", said)
	if !b.Proxy || b.Procedure != booking.NewIssue {
		t.Fatalf("booked %+v", b)
	}
	for facility, do := range map[string]func(booking.Tx, booking.Change) (booking.Booking, error){
		seibu: func(tx booking.Tx, to booking.Change) (booking.Booking, error) {
			return d.city.ChangeOwn(tx, phoneA, b.Receipt, to)
		},
		tobu: func(tx booking.Tx, to booking.Change) (booking.Booking, error) {
			return d.city.Change(tx, b.Receipt, to)
		},
	} {
		var moved booking.Booking
		err := d.do(func(tx booking.Tx) (err error) {
			moved, err = do(tx, booking.Change{Facility: facility, Start: at("2026-04-16 09:30")})
			return err
		})
		if err != nil || !moved.Proxy || moved.Procedure != booking.NewIssue || moved.Facility != facility {
			t.Errorf("moved to %s: %+v, %v", facility, moved, err)
		}
	}
	var own booking.Booking
	err := d.do(func(tx booking.Tx) (err error) { own, err = booking.ProxyOwn(tx, phoneA, b.Receipt, false); return err })
	if err != nil || own.Proxy {
		t.Errorf("the person comes after all: %+v, %v", own, err)
	}
	d.stands(own)
}
