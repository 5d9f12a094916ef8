package store

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

var bg = context.Background()

func TestABookingIsFoundByNumberAndByReceipt(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	made := w.book(phone(1), ajiyoshi, at(11, 0))
	if _, err := booking.ParseReceipt(string(made.Receipt)); err != nil {
		t.Errorf("receipt: %v", err)
	}
	if made.State != booking.Active || made.Member != 1 || made.Party != 1 || !made.Made.Equal(monday) || !made.End.Equal(at(11, 30)) {
		t.Errorf("made %+v", made)
	}
	w.reopen()
	w.look(func(tx *Tx) error {
		own, err := tx.Bookings(phone(1))
		if err != nil || len(own) != 1 || own[0] != made {
			t.Errorf("by number: %v, %v, expected %v", own, err, made)
		}
		if b, err := tx.BookingOf(made.Receipt); err != nil || b != made {
			t.Errorf("by receipt: %v, %v", b, err)
		}
		if _, err := tx.BookingOf("000000"); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("another receipt: %v", err)
		}
		if own, err := tx.Bookings(phone(2)); err != nil || len(own) != 0 {
			t.Errorf("another number: %v, %v", own, err)
		}
		return nil
	})
	if s := w.slotNow(ajiyoshi, at(11, 0)); s.Free != 1 {
		t.Errorf("free %d, expected 1", s.Free)
	}
	w.sound()
}

func TestAFullSlotTakesNoBooking(t *testing.T) {
	w := newTown(t)
	s := w.slot(ajiyoshi, at(11, 0), 2)
	w.book(phone(1), ajiyoshi, at(11, 0))
	// Insert itself refuses, whatever its caller believes about the slot. The
	// transaction goes on and commits nothing of the attempt.
	w.do(func(tx *Tx) error {
		_, err := insert(tx, phone(2), seats(2, s))
		if full, ok := errors.AsType[*booking.Full](err); !ok || full.Facility != ajiyoshi || !full.Start.Equal(at(11, 0)) {
			t.Errorf("found %v, expected *Full", err)
		}
		return nil
	})
	if n := w.count(`SELECT count(*) FROM bookings`); n != 1 {
		t.Errorf("%d bookings, expected 1", n)
	}
	w.sound()
}

func TestATimeThatNobodyWantsDesksForTakesNoBooking(t *testing.T) {
	w := newTown(t)
	err := w.Update(bg, staff, func(tx *Tx) error {
		_, err := insert(tx, phone(1), booking.Claim{Facility: ajiyoshi, Start: at(11, 0), End: at(11, 30), Seats: 1})
		return err
	})
	if _, ok := errors.AsType[*booking.Full](err); !ok {
		t.Errorf("found %v, expected *Full", err)
	}
	w.look(func(tx *Tx) error {
		if _, err := tx.SlotAt(ajiyoshi, at(11, 0)); !errors.As(err, new(*booking.NoSlot)) {
			t.Errorf("SlotAt: %v", err)
		}
		return nil
	})
	w.slot(ajiyoshi, at(11, 0), 1)
	w.look(func(tx *Tx) error {
		if s, err := tx.SlotAt(ajiyoshi, at(11, 0).Add(time.Nanosecond)); !errors.As(err, new(*booking.NoSlot)) {
			t.Errorf("a moment after a start: %v, %v", s, err)
		}
		return nil
	})
}

func TestOneActiveBookingPerNumberAndMember(t *testing.T) {
	w := newTown(t)
	s := w.slot(ajiyoshi, at(11, 0), 5)
	first := w.book(phone(1), ajiyoshi, at(11, 0))
	insert := func(member int) (err error) {
		return w.Update(bg, staff, func(tx *Tx) error {
			b := visitOf(phone(1), seats(1, s))
			b.Member = member
			_, err := tx.Insert(b, 1)
			return err
		})
	}
	if already, ok := errors.AsType[*booking.Already](insert(1)); !ok || already.Booking.Receipt != first.Receipt {
		t.Errorf("found %v, expected *Already with %s", already, first.Receipt)
	}
	if err := insert(2); err != nil {
		t.Errorf("a second member: %v", err)
	}
	w.sound()
}

func TestABookingPastItsEndNoLongerBlocksItsNumber(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	w.slot(ajiyoshi, at(14, 0), 1)
	old := w.book(phone(1), ajiyoshi, at(11, 0))
	w.clock.Add(2*time.Hour + 30*time.Minute - time.Second)
	w.look(func(tx *Tx) error {
		if own, err := tx.Bookings(phone(1)); err != nil || len(own) != 1 {
			t.Errorf("a second before the end: %v, %v", own, err)
		}
		return nil
	})
	w.clock.Add(time.Second)
	w.look(func(tx *Tx) error {
		if own, err := tx.Bookings(phone(1)); err != nil || len(own) != 0 {
			t.Errorf("at the end: %v, %v", own, err)
		}
		if b, err := tx.BookingOf(old.Receipt); err != nil || b.State != booking.Over {
			t.Errorf("at the end: %v, %v, expected it to be over", b, err)
		}
		return nil
	})
	w.book(phone(1), ajiyoshi, at(14, 0))
	if n := w.count(`SELECT status FROM bookings WHERE id = ?`, old.ID); n != int(booking.Over) {
		t.Errorf("status %d, expected over", n)
	}
	w.sound()
}

func TestCancelGivesTheSeatsBackAndEndsForEver(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	w.do(func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
	if s := w.slotNow(ajiyoshi, at(11, 0)); s.Free != 1 {
		t.Errorf("free %d, expected 1", s.Free)
	}
	for name, fn := range map[string]func(*Tx) error{
		"cancel again": func(tx *Tx) error { return tx.Cancel(b, time.Time{}) },
		"change it":    func(tx *Tx) error { _, err := tx.Change(b, b, 1); return err },
		"cancel none":  func(tx *Tx) error { return tx.Cancel(booking.Booking{}, time.Time{}) },
	} {
		if err := w.Update(bg, staff, fn); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("%s: found %v, expected ErrNotFound", name, err)
		}
	}
	if err := w.sql(`UPDATE bookings SET status = 1, ended = NULL`); why(err) != raised {
		t.Errorf("revived: %v", err)
	}
	if err := w.sql(`DELETE FROM bookings`); why(err) != raised {
		t.Errorf("deleted: %v", err)
	}
	w.book(phone(1), ajiyoshi, at(11, 0)) // the number and the slot are free again
	w.sound()
}

func TestAChangeKeepsReceiptAndOldSlotUntilTheNewIsCertain(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	full := w.slot(ajiyoshi, at(12, 0), 1)
	free := w.slot(sakashita, at(13, 0), 1)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	w.book(phone(2), ajiyoshi, at(12, 0))
	w.do(func(tx *Tx) error {
		if _, err := changeTo(tx, b, full); !errors.As(err, new(*booking.Full)) {
			t.Errorf("found %v, expected *Full", err)
		}
		return nil
	})
	w.look(func(tx *Tx) error {
		if now, err := tx.BookingOf(b.Receipt); err != nil || now != b {
			t.Errorf("after a refused change: %v, %v, expected %v", now, err, b)
		}
		return nil
	})
	w.sound()
	var changed booking.Booking
	w.do(func(tx *Tx) (err error) {
		changed, err = changeTo(tx, b, free)
		return err
	})
	if changed.Receipt != b.Receipt || changed.ID != b.ID || changed.Facility != sakashita || !changed.Start.Equal(at(13, 0)) || !changed.Made.Equal(b.Made) {
		t.Errorf("changed %v", changed)
	}
	w.do(func(tx *Tx) (err error) { // to where it is already: nothing changes
		changed, err = changeTo(tx, changed, free)
		return err
	})
	if s := w.slotNow(ajiyoshi, at(11, 0)); s.Free != 1 {
		t.Errorf("the old slot has %d, expected 1", s.Free)
	}
	if s := w.slotNow(sakashita, at(13, 0)); s.Free != 0 {
		t.Errorf("the new slot has %d, expected 0", s.Free)
	}
	w.sound()
}

func TestAReceiptNumberInUseIsDrawnAgain(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 3)
	w.rand = bytes.NewReader([]byte{1, 0, 0, 1, 0, 0, 1, 0, 0, 2, 0, 0})
	a := w.book(phone(1), ajiyoshi, at(11, 0))
	b := w.book(phone(2), ajiyoshi, at(11, 0))
	if a.Receipt == b.Receipt {
		t.Errorf("both have %s", a.Receipt)
	}
	w.rand = stuck{}
	w.book(phone(3), ajiyoshi, at(11, 0))
	w.slot(ajiyoshi, at(12, 0), 1)
	_, err := w.tryBook(booking.Request{Phone: phone(4), Facility: ajiyoshi, Start: at(12, 0), Staff: true})
	if err == nil || !strings.Contains(err.Error(), "receipt number") {
		t.Errorf("found %v, expected an error about receipt numbers", err)
	}
	w.sound()
}

// stuck is a source of chance that gives the same number for ever.
type stuck struct{}

func (stuck) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 7
	}
	return len(p), nil
}

func TestTheLedgerRefusesOverbookingOfCodeThatForgets(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	w.slot(ajiyoshi, at(12, 0), 1)
	w.book(phone(1), ajiyoshi, at(11, 0))
	w.book(phone(2), ajiyoshi, at(12, 0))
	w.do(func(tx *Tx) error { _, _, err := tx.SetOpen(ajiyoshi, at(12, 0), at(13, 0), false); return err })
	w.slot(sakashita, at(11, 0), 9)
	w.book(phone(3), sakashita, at(11, 0))
	const hold = `INSERT INTO holds (id, phone, kind, booking, facility, start, ends, party, expires) VALUES `
	for query, want := range map[string]refusal{
		`UPDATE claims SET seats = 2 WHERE booking = 1`:                                                  raised,
		`UPDATE claims SET start = start + 3600, ends = ends + 3600 WHERE booking = 1`:                   raised,    // closed
		`UPDATE claims SET start = start - 3600, ends = ends - 3600 WHERE booking = 2`:                   raised,    // taken
		`UPDATE claims SET ends = ends + 60 WHERE booking = 1`:                                           raised,    // after hours
		`UPDATE claims SET ends = ends - 60 WHERE booking = 2`:                                           otherwise, // it takes less
		`UPDATE claims SET seats = 0`:                                                                    check,
		`UPDATE claims SET ends = start`:                                                                 check,
		`UPDATE claims SET ends = start + 129601`:                                                        check,
		`UPDATE slots SET free = 1, claimed = 0, wanted = 9`:                                             otherwise, // counted anew
		`UPDATE slots SET start = start - 60`:                                                            raised,
		`UPDATE slots SET facility = 'sakashita'`:                                                        raised,
		`DELETE FROM slots`:                                                                              otherwise, // claims stand
		`INSERT INTO slots (facility, start, ends) VALUES ('a', 1, 1)`:                                   check,
		`INSERT INTO slots (facility, start, ends) VALUES ('a', 1, 14402)`:                               check,
		`UPDATE desks SET wanted = 5`:                                                                    raised,
		`INSERT INTO desks SELECT facility, start + 60, ends, 9 FROM desks`:                              raised,
		`INSERT INTO desks SELECT facility, start - 60, ends, 9 FROM desks`:                              raised,
		`INSERT INTO desks VALUES ('a', 1, 86402, 1)`:                                                    check,
		`INSERT INTO desks VALUES ('a', 1, 2, 0)`:                                                        check,
		`INSERT INTO hours VALUES ('a', 1, 1, 1, 1)`:                                                     check,
		`INSERT INTO hours VALUES ('a', 1, 2, 0, 1)`:                                                     check,
		`INSERT INTO decisions (facility, start, until, kind) VALUES ('a', 1, 2, 4)`:                     check,
		`INSERT INTO decisions (facility, start, until, kind) VALUES ('a', 2, 2, 1)`:                     check,
		`INSERT INTO decisions (facility, start, until, kind, desks) VALUES ('a', 1, 2, 1, 1)`:           check,
		`INSERT INTO decisions (facility, start, until, kind, desks) VALUES ('a', 1, 2, 2, 1)`:           check,
		`INSERT INTO decisions (facility, start, until, kind, minutes) VALUES ('a', 1, 2, 3, 1)`:         check,
		`UPDATE bookings SET phone = (SELECT phone FROM bookings WHERE id = 1)`:                          raised,
		`UPDATE bookings SET receipt = (SELECT receipt FROM bookings WHERE id = 1)`:                      unique,
		`UPDATE bookings SET party = 0`:                                                                  check,
		`UPDATE bookings SET member = 0`:                                                                 check,
		`UPDATE bookings SET ends = start`:                                                               check,
		`UPDATE bookings SET status = 4, ended = 1`:                                                      check,
		`UPDATE bookings SET phone = NULL, receipt = NULL`:                                               check,
		`UPDATE bookings SET start = 'noon'`:                                                             mistyped,
		`UPDATE audit SET actor = 'nobody'`:                                                              raised,
		`DELETE FROM audit`:                                                                              raised,
		`INSERT INTO audit VALUES (99, 1, 'phone', '', 'CA1', 'book', 1, '{"text":"of +819012345678"}')`: check,
		`INSERT INTO audit VALUES (99, 1, 'phone', '', 'CA1', 'book', 1, 'ajiyoshi')`:                    check,
		`INSERT INTO audit VALUES (99, 1, 'phone', '', 'CA1', 'book', 1, '["ajiyoshi"]')`:                check,
		`INSERT INTO audit VALUES (99, 1, 'phone', '', '', 'book', 1, '{}')`:                             check,
		`INSERT INTO audit VALUES (99, 1, 'telepathy', '', 'CA1', 'book', 1, '{}')`:                      missing,
		`DELETE FROM ways`: missing,
		`INSERT INTO turns (sid, n, kind, at) VALUES ('CA9', 0, 'arrived', 1)`:                                                            missing,
		`INSERT INTO claims (facility, start, ends, seats) SELECT facility, start, ends, 1 FROM claims WHERE booking = 3`:                 check,
		`INSERT INTO claims (facility, start, ends, seats, booking, hold) SELECT facility, start, ends, 1, 1, 1 FROM claims WHERE id = 3`: check,
		`INSERT INTO claims (facility, start, ends, seats, booking) SELECT facility, start, ends, 1, 1 FROM claims WHERE id = 3`:          unique,
		`INSERT INTO claims (facility, start, ends, seats, booking) SELECT facility, start, ends, 1, 99 FROM claims WHERE id = 1`:         raised,
		`INSERT INTO claims (facility, start, ends, seats, booking) SELECT facility, start, ends, 1, 99 FROM claims WHERE id = 3`:         missing,
		hold + `(1, '+8190', 1, NULL, 'a', 1, 2, 1, 1), (2, '+8190', 2, 1, 'a', 1, 2, 1, 1)`:                                              unique,
		hold + `(1, '+8190', 3, 1, 'a', 1, 2, 1, 1), (2, '+8191', 3, 1, 'a', 1, 2, 1, 1)`:                                                 unique,
		hold + `(1, '+8190', 1, 1, 'a', 1, 2, 1, 1)`:                                                                                      check,
		hold + `(1, '+8190', 2, NULL, 'a', 1, 2, 1, 1)`:                                                                                   check,
		hold + `(1, '+8190', 3, NULL, 'a', 1, 2, 1, 1)`:                                                                                   check,
		hold + `(1, '+8190', 4, 1, 'a', 1, 2, 1, 1)`:                                                                                      check,
		hold + `(1, '+8190', 3, 99, 'a', 1, 2, 1, 1)`:                                                                                     missing,
		`INSERT INTO calls (sid, line, state, turn, data, started, updated)
			VALUES ('CA1', '', '', 0, '{', 1, 1)`: check,
		`INSERT INTO bookings (id, member, procedure, facility, start, ends, party, status, made)
			VALUES (9, 1, 'renewal', 'a', 1, 2, 1, 1, 1)`: check,
	} {
		mine := errors.New("mine")
		err := w.Update(bg, staff, func(tx *Tx) error {
			if _, err := tx.exec(query); err != nil {
				return err
			}
			return mine // so that the next finds the same ledger
		})
		if errors.Is(err, mine) {
			err = nil
		}
		if why(err) != want || (err == nil) != (want == otherwise) {
			t.Errorf("%s: found %v (%d), expected refusal %d", query, err, why(err), want)
		}
		w.sound()
	}
}

func TestEveryChangeOfABookingIsInTheAuditTrail(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	other := w.slot(sakashita, at(12, 0), 1)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	w.clock.Add(time.Minute)
	byPhone := By{Way: ByPhone, Call: "CA" + strings.Repeat("1", 32)}
	for _, fn := range []func(*Tx) error{
		func(tx *Tx) error { _, err := changeTo(tx, b, other); return err },
		func(tx *Tx) error { return tx.Cancel(b, time.Time{}) },
	} {
		if err := w.Update(bg, byPhone, fn); err != nil {
			t.Fatal(err)
		}
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(b.ID)
		want := []Entry{
			{0, monday, ByTerminal, "window", "", DidBook, b.ID, Detail{Visit: Visit{ajiyoshi, at(11, 0), 1}, Member: 1, Procedure: booking.Renewal}, ""},
			{0, monday.Add(time.Minute), ByPhone, "", byPhone.Call, DidChange, b.ID,
				Detail{Visit: Visit{Facility: sakashita, Start: at(12, 0)}, Was: Visit{Facility: ajiyoshi, Start: at(11, 0)}}, ""},
			{0, monday.Add(time.Minute), ByPhone, "", byPhone.Call, DidCancel, b.ID, Detail{Visit: Visit{Facility: sakashita, Start: at(12, 0)}}, ""},
		}
		if err != nil || len(trail) != len(want) {
			t.Fatalf("%d entries, %v, expected %d", len(trail), err, len(want))
		}
		for i := range want {
			want[i].ID = trail[i].ID
			if trail[i] != want[i] || i > 0 && trail[i].ID <= trail[i-1].ID {
				t.Errorf("entry %d: %+v, expected %+v", i, trail[i], want[i])
			}
		}
		return nil
	})
}
