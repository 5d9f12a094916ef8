package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

// newTeller returns a town whose line sends texts, with a booking of a mobile number and one
// of a landline.
func newTeller(t *testing.T) (w *town, mobile, landline booking.Booking) {
	t.Helper()
	w = newTown(t)
	w.texts = true
	w.slot(ajiyoshi, at(11, 0), 2)
	w.slot(sakashita, at(12, 0), 2)
	return w, w.book(phone(1), ajiyoshi, at(11, 0)), w.book("+81568123456", sakashita, at(12, 0))
}

// morning is a window of the first day.
var morning = booking.Window{From: at(9, 0), Until: at(10, 0)}

// lives has which state of a message may follow which.
var lives = map[booking.MessageState][]booking.MessageState{
	booking.MessageDue:       {booking.MessageSending, booking.Withdrawn},
	booking.MessageSending:   {booking.MessageSent, booking.MessageDelivered, booking.MessageFailed, booking.MessageUnknown, booking.MessageDue},
	booking.MessageUnknown:   {booking.MessageSent, booking.MessageDelivered, booking.MessageFailed, booking.MessageDue},
	booking.MessageSent:      {booking.MessageDelivered, booking.MessageFailed, booking.MessageDue},
	booking.MessageDelivered: nil,
	booking.MessageFailed:    nil,
	booking.Withdrawn:        nil,
}

// TestTheSchemaItselfKeepsAMessageOnItsWay writes each state after each through the bare
// driver.
func TestTheSchemaItselfKeepsAMessageOnItsWay(t *testing.T) {
	w, b, _ := newTeller(t)
	c := bare(t, w.path)
	defer c.close()
	id := 0
	for from, next := range lives {
		for to := range lives {
			id++
			if err := c.script(fmt.Sprintf(`INSERT INTO messages (id, kind, days, means, booking, facility, start, party, phone, state, due, last, tries, began, made)
				VALUES (%d, 'reminder', %[1]d, 'text', %d, 'a', 9, 1, '%s', '%s', 1, 2, 1, 1, 1)`, id, b.ID, b.Phone, from)); err != nil {
				t.Fatalf("a message that is %s: %v", from, err)
			}
			err := c.script(fmt.Sprintf(`UPDATE messages SET state = '%s' WHERE id = %d`, to, id))
			if ok := from == to || slices.Contains(next, to); ok != (err == nil) || err != nil && !contains(err, "a message does not go that way") {
				t.Errorf("from %s to %s: %v", from, to, err)
			}
			if err := c.script(`DELETE FROM messages`); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestTheSchemaItselfRefusesAMessageThatCannotBe writes through the bare driver what no code
// would write.
func TestTheSchemaItselfRefusesAMessageThatCannotBe(t *testing.T) {
	w, b, l := newTeller(t)
	w.do(func(tx *Tx) error {
		return errors.Join(tx.SendText(b.Receipt), tx.WriteReminder(b, 1, morning), tx.WriteReminder(l, 1, morning))
	})
	w.sound()
	c := bare(t, w.path)
	defer c.close()
	const once = "UNIQUE constraint failed"
	const never = "CHECK constraint failed"
	const fixed = "a message tells what it was written for"
	for _, q := range []struct{ query, want string }{
		// Once.
		{`INSERT INTO messages (kind, days, means, booking, entry, facility, start, party, phone, state, due, last, made)
			SELECT kind, days, means, booking, entry, facility, start, party, phone, state, due, last, made FROM messages WHERE id = 1`, once},
		{`INSERT INTO messages (kind, days, means, booking, facility, start, party, phone, state, due, last, made)
			SELECT kind, days, means, booking, facility, start, party, phone, state, due, last, made FROM messages WHERE id = 2`, once},
		{`INSERT INTO taken VALUES (1, 1, 'SM1'), (2, 1, 'SM1')`, once},
		{`INSERT INTO taken VALUES (1, 1, 'SM1'), (1, 1, 'SM2')`, once},
		{`UPDATE messages SET state = 'sending', tries = 1, began = 1 WHERE id < 3`, once}, // both of one number

		// What it was written for.
		{`UPDATE messages SET kind = 'booked' WHERE id = 1`, fixed},
		{`UPDATE messages SET days = 2 WHERE id = 2`, fixed},
		{`UPDATE messages SET means = 'call' WHERE id = 1`, fixed},
		{`UPDATE messages SET booking = 2 WHERE id = 1`, fixed},
		{`UPDATE messages SET entry = 1 WHERE id = 1`, fixed},
		{`UPDATE messages SET facility = 'elsewhere' WHERE id = 1`, fixed},
		{`UPDATE messages SET start = start + 60 WHERE id = 1`, fixed},
		{`UPDATE messages SET party = 2 WHERE id = 1`, fixed},
		{`UPDATE messages SET made = made + 1 WHERE id = 1`, fixed},

		// How often it was sent.
		{`UPDATE messages SET tries = 1, began = 1 WHERE id = 1`, "a message is counted when it is sent"},
		{`UPDATE messages SET state = 'sending', tries = 2, began = 1 WHERE id = 1`, "a message is counted when it is sent"},
		{`UPDATE messages SET state = 'sending' WHERE id = 1`, never},
		{`UPDATE messages SET state = 'sending', tries = 1 WHERE id = 1`, never},
		{`UPDATE messages SET began = 1 WHERE id = 1`, never},
		{`UPDATE messages SET missed = 1 WHERE id = 1`, never},
		{`UPDATE messages SET refused = 1 WHERE id = 1`, never},

		// To whom, and until when.
		{`UPDATE messages SET phone = NULL WHERE id = 1`, never},
		{`UPDATE messages SET phone = '' WHERE id = 1`, never},
		{`UPDATE messages SET state = 'cancelled', phone = NULL, body = '…' WHERE id = 1`, never},
		{`INSERT INTO taken VALUES (1, 0, 'SM1')`, never},
		{`INSERT INTO taken VALUES (1, 1, '')`, never},
		{`INSERT INTO taken VALUES (99, 1, 'SM1')`, "FOREIGN KEY constraint failed"},
		{`UPDATE messages SET body = '…' WHERE id = 3`, never},
		{`UPDATE messages SET last = due WHERE id = 2`, never},
		{`UPDATE messages SET last = NULL WHERE id = 2`, "NOT NULL constraint failed"},
		{`UPDATE messages SET state = 'lost' WHERE id = 1`, "a message does not go that way"},
		{`INSERT INTO messages (kind, days, means, booking, facility, start, party, phone, state, due, last, made) VALUES ('copy', 0, 'text', 1, 'a', 1, 1, '+81', 'due', 1, 9, 1)`, never},
		{`INSERT INTO messages (kind, days, means, booking, facility, start, party, phone, state, due, last, made) VALUES ('reminder', 0, 'text', 1, 'a', 1, 1, '+81', 'due', 1, 2, 1)`, never},
		{`INSERT INTO messages (kind, days, means, booking, entry, facility, start, party, phone, state, due, last, made) VALUES ('reminder', 5, 'text', 1, 1, 'a', 1, 1, '+81', 'due', 1, 2, 1)`, never},
		{`INSERT INTO messages (kind, days, means, booking, entry, facility, start, party, phone, state, due, last, made) VALUES ('rumour', 0, 'text', 1, 1, 'a', 1, 1, '+81', 'due', 1, 9, 1)`, never},
		{`INSERT INTO messages (kind, days, means, booking, entry, facility, start, party, phone, state, due, last, made) VALUES ('booked', 0, 'letter', 1, 1, 'a', 1, 1, '+81', 'due', 1, 9, 1)`, never},
		{`INSERT INTO messages (kind, days, means, booking, entry, facility, start, party, phone, state, due, last, made) VALUES ('booked', 0, 'text', 1, 1, '', 1, 1, '+81', 'due', 1, 9, 1)`, never},
		{`INSERT INTO messages (kind, days, means, booking, entry, facility, start, party, phone, state, due, last, made) VALUES ('booked', 0, 'text', 1, 1, 'a', 1, 0, '+81', 'due', 1, 9, 1)`, never},
		{`INSERT INTO messages (kind, days, means, booking, entry, facility, start, party, phone, state, due, last, made) VALUES ('booked', 0, 'text', 99, 1, 'a', 1, 1, '+81', 'due', 1, 9, 1)`, "FOREIGN KEY constraint failed"},
		{`INSERT INTO messages (kind, days, means, booking, entry, facility, start, party, phone, state, due, last, made) VALUES ('booked', 0, 'text', 1, 99, 'a', 1, 1, '+81', 'due', 1, 9, 1)`, "FOREIGN KEY constraint failed"},
		{`INSERT INTO unreminded VALUES ('', 1)`, never},
		{`INSERT INTO unreminded VALUES ('+81', 1), ('+81', 2)`, once},
	} {
		if err := c.script(q.query); !contains(err, q.want) {
			t.Errorf("%s\nfound %v, expected %q", q.query, err, q.want)
		}
	}
	w.sound()
	// A reminder that was withdrawn may be written again, and what is sent is counted.
	for _, query := range []string{
		`UPDATE messages SET state = 'cancelled' WHERE id = 2`,
		`INSERT INTO messages (kind, days, means, booking, facility, start, party, phone, state, due, last, made)
			SELECT kind, days, means, booking, facility, start, party, phone, 'due', due, last, made FROM messages WHERE id = 2`,
		`UPDATE messages SET state = 'sending', tries = 1, began = 1 WHERE id = 1`,
	} {
		if err := c.script(query); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
	w.sound()
}

// With the number of a booking goes whom its messages were for, and what they said.
func TestAMessageForgetsWhomItWasForWithItsBooking(t *testing.T) {
	w, b, l := newTeller(t)
	w.do(func(tx *Tx) error {
		return errors.Join(tx.SendText(b.Receipt), tx.WriteReminder(b, 1, morning), tx.WriteReminder(l, 1, morning))
	})
	w.raw(`UPDATE messages SET state = 'sending', tries = 1, began = 1, body = 'あすのご予約' WHERE id = 1; INSERT INTO taken VALUES (1, 1, 'SM1')`)
	w.clock.Add(31 * day)
	if done := w.tidy(); done.Phones != 2 || done.Messages != 0 {
		t.Fatalf("found %+v, expected 2 phones", done)
	}
	var got []string
	w.look(func(tx *Tx) (err error) {
		got, err = all(tx, scanText, `SELECT kind || ' ' || state || ' ' || coalesce(phone, '-') || coalesce(body, '-') FROM messages ORDER BY id`)
		return err
	})
	expectTexts(t, "after the numbers", got, "copy sending --", "reminder cancelled --", "reminder cancelled --")
	if n := w.count(`SELECT count(*) FROM taken`); n != 0 {
		t.Errorf("the carrier's names of %d messages are left", n)
	}
}

func TestWhatWasToldIsForgottenAfterAYear(t *testing.T) {
	w, b, _ := newTeller(t)
	w.do(func(tx *Tx) error { return tx.SendText(b.Receipt) })
	w.raw(`UPDATE messages SET state = 'sending', tries = 1, began = 1 WHERE id = 1; INSERT INTO taken VALUES (1, 1, 'SM1')`)
	w.clock.at = at(9, 0).AddDate(1, 0, 0).Add(-time.Second)
	if done := w.tidy(); done.Messages != 0 {
		t.Errorf("a second before a year is over: %+v", done)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done != (Tidied{Messages: 1}) {
		t.Errorf("after a year: %+v", done)
	}
	if n := w.count(`SELECT count(*) FROM messages`); n != 0 {
		t.Errorf("%d messages are left", n)
	}
}

// Who does not want to be reminded says so once, for as long as the line knows the number.
func TestAWishNotToBeRemindedIsKeptAsLongAsABookingHasTheNumber(t *testing.T) {
	w, b, _ := newTeller(t)
	w.do(func(tx *Tx) error {
		return errors.Join(tx.SetReminded(b.Phone, false), tx.SetReminded(phone(9), false)) // who has no booking
	})
	wishes := func() int { return w.count(`SELECT count(*) FROM unreminded`) }
	for _, c := range []struct {
		clock time.Time
		want  int
	}{
		{at(9, 0).Add(30*day - time.Second), 2},
		{at(9, 0).Add(30 * day), 1},
		{at(11, 30).Add(30*day - time.Second), 1}, // 30 days after the visit, less a second
		{at(11, 30).Add(30 * day), 0},             // the number is erased, and the wish with it
	} {
		w.clock.at = c.clock
		before := wishes()
		if done := w.tidy(); wishes() != c.want || done.Wishes != before-c.want {
			t.Errorf("at %s: %d are left, expected %d (%+v)", c.clock, wishes(), c.want, done)
		}
	}
}

// Staff send a booking by text once in a minute, and only where a text can go.
func TestABookingIsSentByTextOnlyWhereATextCanGo(t *testing.T) {
	w, b, l := newTeller(t)
	gone := w.book(phone(2), sakashita, at(12, 0))
	w.do(func(tx *Tx) error { return tx.Cancel(gone, time.Time{}) })
	send := func(want error, r booking.Receipt) {
		t.Helper()
		if err := w.Update(bg, staff, ToServe.Do(func(tx Serving) error { return tx.SendText(r) })); !errors.Is(err, want) {
			t.Errorf("found %v, expected %v", err, want)
		}
	}
	send(ErrNoTexts, l.Receipt)
	send(booking.ErrNotFound, gone.Receipt)
	send(booking.ErrNotFound, "000000")
	w.texts = false
	send(ErrNoTexts, b.Receipt)
	w.texts = true
	send(nil, b.Receipt)
	w.clock.Add(time.Minute - time.Second)
	send(nil, b.Receipt)
	if n := w.count(`SELECT count(*) FROM messages`); n != 1 {
		t.Errorf("within a minute there are %d", n)
	}
	w.clock.Add(time.Second)
	send(nil, b.Receipt)
	if n := w.count(`SELECT count(*) FROM messages WHERE kind = 'copy'`); n != 2 {
		t.Errorf("after a minute there are %d", n)
	}
	if got := w.deedsOf(b.ID); !slices.Equal(got, []string{"book", "text", "text"}) {
		t.Errorf("the trail has %v", got)
	}
	w.sound()
}

// What staff read of a message is what it was for, and what became of it, the oldest first.
func TestStaffSeeWhatWasToldOfABooking(t *testing.T) {
	w, b, l := newTeller(t)
	w.do(func(tx *Tx) error { return tx.WriteReminder(b, 3, morning) })
	w.clock.Add(time.Second)
	w.do(func(tx *Tx) error { return errors.Join(tx.SendText(b.Receipt), tx.WriteReminder(l, 1, morning)) })
	w.raw(fmt.Sprintf(`UPDATE messages SET state = 'sending', tries = 1, began = %d WHERE id = 1`, at(9, 30).Unix()))
	w.look(ToFind.Do(func(tx Finding) error {
		found, err := tx.Messages(b.ID)
		want := []SeenMessage{
			{booking.Reminder, 3, booking.ByText, booking.MessageSending, at(9, 30)},
			{booking.Copied, 0, booking.ByText, booking.MessageDue, at(9, 0).Add(time.Second)},
		}
		if err != nil || !slices.EqualFunc(found, want, func(a, b SeenMessage) bool {
			same := a.At.Equal(b.At)
			a.At, b.At = time.Time{}, time.Time{}
			return same && a == b
		}) {
			t.Errorf("found %+v, %v, expected %+v", found, err, want)
		}
		if found, err := tx.Messages(99); len(found) != 0 || err != nil {
			t.Errorf("of no booking: %+v, %v", found, err)
		}
		return nil
	}))
}

// Staff say for a number whether it is reminded, and the trail has that once.
func TestStaffSayForANumberWhetherItIsReminded(t *testing.T) {
	w, b, _ := newTeller(t)
	for _, c := range []struct {
		on   bool
		said int
	}{{true, 0}, {false, 1}, {false, 1}, {true, 2}, {true, 2}} {
		err := w.Update(bg, staff, ToServe.Do(func(tx Serving) error { return tx.SetReminded(Mask(b.Phone), c.on) }))
		if err != nil {
			t.Fatal(err)
		}
		w.look(ToFind.Do(func(tx Finding) error {
			if on, err := tx.Reminded(Mask(b.Phone)); on != c.on || err != nil {
				t.Errorf("found %v, %v, expected %v", on, err, c.on)
			}
			return nil
		}))
		if n := w.count(`SELECT count(*) FROM audit WHERE deed IN ('no-reminders', 'reminders')`); n != c.said {
			t.Errorf("it was noted %d times, expected %d", n, c.said)
		}
	}
}
