package booking_test

import (
	"errors"
	"testing"

	"madoguchi/booking"
)

func (d *desk) attend(receipt booking.Receipt, came booking.Came) (b booking.Booking, err error) {
	d.Helper()
	err = d.do(func(tx booking.Tx) (err error) { b, err = booking.Attend(tx, receipt, came); return err })
	return b, err
}

// listed returns the booking as it is in the ledger.
func (d *desk) listed(receipt booking.Receipt) (b booking.Booking) {
	d.Helper()
	err := d.do(func(tx booking.Tx) (err error) { b, err = tx.BookingOf(receipt); return err })
	if err != nil {
		d.Fatal(err)
	}
	return b
}

func TestACounterSaysWhoCameOnTheDayOfTheVisit(t *testing.T) {
	for _, c := range []struct {
		name, now string
		came      booking.Came
		want      error
	}{
		{"came, the evening before", "2026-04-13 23:59:59", booking.Arrived, &booking.NotToday{}},
		{"came, at midnight", "2026-04-14 00:00", booking.Arrived, nil},
		{"came early", "2026-04-14 08:40", booking.Arrived, nil},
		{"missed a second early", "2026-04-14 08:59:59", booking.Absent, &booking.TooEarly{}},
		{"missed at the start", "2026-04-14 09:00", booking.Absent, nil},
		{"came, told when the visit is over", "2026-04-14 17:00", booking.Arrived, nil},
		{"missed, told at the end of the day", "2026-04-14 23:59:59", booking.Absent, nil},
		{"missed, told on the day after", "2026-04-15 00:00", booking.Absent, &booking.NotToday{}},
		{"nothing, on the day after", "2026-04-15 00:00", booking.NotSaid, &booking.NotToday{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			b := d.book(phoneA, tobu, "2026-04-14 09:00")
			d.now = at(c.now)
			said, err := d.attend(b.Receipt, c.came)
			switch c.want.(type) {
			case *booking.NotToday:
				if e := expect[*booking.NotToday](t, err); !e.Start.Equal(b.Start) {
					t.Errorf("the start is %s", e.Start)
				}
			case *booking.TooEarly:
				if e := expect[*booking.TooEarly](t, err); !e.Start.Equal(b.Start) {
					t.Errorf("the start is %s", e.Start)
				}
			default:
				if err != nil || said.Came != c.came || said.Receipt != b.Receipt {
					t.Fatalf("%+v, %v", said, err)
				}
				d.stands(said)
			}
			if now := d.listed(b.Receipt); (now.Came == booking.NotSaid) != (err != nil) {
				t.Errorf("the ledger says %d after %v", now.Came, err)
			}
		})
	}
}

func TestWhatACounterSaidIsTakenBackAndSaidOtherwise(t *testing.T) {
	d := newDesk(t)
	b := d.book(phoneA, seibu, "2026-04-14 09:00")
	d.now = at("2026-04-14 09:10")
	for _, came := range []booking.Came{booking.Absent, booking.Arrived, booking.Arrived, booking.NotSaid, booking.Absent} {
		said, err := d.attend(b.Receipt, came)
		if err != nil || said.Came != came {
			t.Fatalf("%d: %+v, %v", came, said, err)
		}
		d.stands(said)
	}
	_, err := d.attend(b.Receipt, booking.Came(3))
	if err == nil || errors.Is(err, booking.ErrNotFound) {
		t.Errorf("attendance 3: %v, expected a fault", err)
	}
}

func TestNobodyComesToABookingThatIsCancelledOrIsNot(t *testing.T) {
	d := newDesk(t)
	b := d.book(phoneA, tobu, "2026-04-14 09:00")
	d.now = at("2026-04-14 08:00")
	if _, err := d.attend(b.Receipt, booking.Arrived); err != nil {
		t.Fatal(err)
	}
	gone, err := d.cancelOwn(phoneA, b.Receipt)
	if err != nil || gone.Came != booking.NotSaid {
		t.Errorf("cancelled: %+v, %v", gone, err)
	}
	for _, receipt := range []booking.Receipt{b.Receipt, "000000"} {
		if _, err := d.attend(receipt, booking.Arrived); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("found %v, expected ErrNotFound", err)
		}
	}
	back, err := d.undo(phoneA, b.Receipt)
	if err != nil || back != b { // as if nobody had come
		t.Errorf("%+v, %v, expected %+v", back, err, b)
	}
}

func TestWhoCameGoesWithTheDayAndNotWithTheTime(t *testing.T) {
	d := newDesk(t)
	b := d.book(phoneA, tobu, "2026-04-14 09:30")
	d.now = at("2026-04-14 08:40")
	if _, err := d.attend(b.Receipt, booking.Arrived); err != nil {
		t.Fatal(err)
	}
	for start, want := range map[string]booking.Came{"2026-04-14 09:00": booking.Arrived, "2026-04-15 09:00": booking.NotSaid} {
		before, err := d.attend(b.Receipt, booking.Arrived)
		if err != nil {
			t.Fatal(err)
		}
		changed, err := d.change(b.Receipt, booking.Change{Facility: tobu, Start: at(start)})
		if err != nil || changed.Came != want {
			t.Errorf("%s: %+v, %v, expected attendance %d", start, changed, err, want)
		}
		d.stands(changed)
		if _, err := d.change(b.Receipt, booking.Change{Facility: tobu, Start: before.Start}); err != nil {
			t.Fatal(err)
		}
	}
}
