package store

import (
	"errors"
	"testing"
	"time"

	"madoguchi/booking"
)

func TestAHoldKeepsItsSeatsForTenMinutes(t *testing.T) {
	w := newTown(t)
	s := w.slot(ajiyoshi, at(11, 0), 2)
	if err := w.hold(phone(1), s, 2); err != nil {
		t.Fatal(err)
	}
	if now := w.slotNow(ajiyoshi, at(11, 0)); now.Free != 0 {
		t.Errorf("free %d while it is held, expected 0", now.Free)
	}
	w.clock.Add(10*time.Minute - time.Second)
	w.do(func(tx *Tx) error {
		want := booking.Hold{Phone: phone(1), Kind: booking.ForBooking, Service: booking.CertificateService, Facility: ajiyoshi, Start: at(11, 0), End: at(11, 30), Party: 2, Expires: at(9, 10)}
		if holds, err := tx.Holds(phone(1)); err != nil || len(holds) != 1 || holds[0] != want {
			t.Errorf("a second before it is dead: %v, %v, expected %v", holds, err, want)
		}
		if _, err := tx.NextFree(ajiyoshi, at(9, 0), at(17, 0), 1); !errors.Is(err, booking.ErrNoRoom) {
			t.Errorf("a second before it is dead: %v", err)
		}
		return nil
	})
	w.sound()
	w.clock.Add(time.Second)
	// A view does not return it, though it is still written down.
	w.look(func(tx *Tx) error {
		if holds, err := tx.Holds(phone(1)); err != nil || len(holds) != 0 {
			t.Errorf("a dead hold is found: %v, %v", holds, err)
		}
		slots, err := tx.Slots(SlotFilter{FreeOnly: true})
		if err != nil || len(slots) != 1 || slots[0].Free != 2 {
			t.Errorf("a dead hold counts in %v, %v", slots, err)
		}
		return nil
	})
	// Whoever needs the room finds it, with no job in between.
	w.do(func(tx *Tx) error {
		free, err := tx.NextFree(ajiyoshi, at(9, 0), at(17, 0), 2)
		if err != nil || free.Free != 2 {
			t.Errorf("found %v, %v, expected two seats", free, err)
		}
		return nil
	})
	w.sound()
}

func TestDeadHoldsGiveWayWhereverRoomIsNeeded(t *testing.T) {
	for name, need := range map[string]func(*Tx, booking.Slot) error{
		"SlotAt": func(tx *Tx, s booking.Slot) error {
			s, err := tx.SlotAt(s.Facility, s.Start)
			if s.Free != 1 {
				return errors.Join(err, booking.ErrNoRoom)
			}
			return err
		},
		"NextFree": func(tx *Tx, s booking.Slot) error {
			_, err := tx.NextFree(s.Facility, s.Start, s.End, 1)
			return err
		},
		"PutHold": func(tx *Tx, s booking.Slot) error {
			return putHold(tx, phone(2), tx.Now().Add(time.Minute), seats(1, s))
		},
		"PutHold of the same number": func(tx *Tx, s booking.Slot) error {
			return putHold(tx, phone(1), tx.Now().Add(time.Minute), seats(1, s))
		},
		"Insert": func(tx *Tx, s booking.Slot) error {
			_, err := insert(tx, phone(2), seats(1, s))
			return err
		},
		"Change": func(tx *Tx, s booking.Slot) error {
			own, err := tx.Bookings(phone(3))
			if err != nil {
				return err
			}
			_, err = changeTo(tx, own[0], s)
			return err
		},
	} {
		w := newTown(t)
		s := w.slot(ajiyoshi, at(11, 0), 1)
		w.slot(sakashita, at(11, 0), 1)
		w.book(phone(3), sakashita, at(11, 0))
		if err := w.hold(phone(1), s, 1); err != nil {
			t.Fatal(err)
		}
		w.clock.Add(rules.Hold)
		if err := w.Update(bg, staff, func(tx *Tx) error { return need(tx, s) }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		w.sound()
	}
}

// A hold that could not be given back is no reason not to look for dead ones.
func TestDeadHoldsGiveWayAfterAHoldCouldNotBeGivenBack(t *testing.T) {
	w := newTown(t)
	if err := w.hold(phone(1), w.slot(ajiyoshi, at(11, 0), 1), 1); err != nil {
		t.Fatal(err)
	}
	w.clock.Add(rules.Hold)
	w.do(func(tx *Tx) error {
		w.wire.fault, _ = failing(1)
		if err := tx.DropHold(phone(2)); !errors.Is(err, errInjected) {
			t.Errorf("found %v, expected the injected fault", err)
		}
		w.wire.fault = nil
		_, err := tx.NextFree(ajiyoshi, at(9, 0), at(17, 0), 1)
		return err
	})
	w.sound()
}

func TestANumberHoldsAtMostOnce(t *testing.T) {
	w := newTown(t)
	s := w.slot(ajiyoshi, at(11, 0), 5)
	if err := w.hold(phone(1), s, 1); err != nil {
		t.Fatal(err)
	}
	if err := w.hold(phone(1), s, 1); why(err) != unique {
		t.Errorf("found %v, expected a refusal", err)
	}
	w.do(func(tx *Tx) error {
		return errors.Join(tx.DropHold(phone(1)), tx.DropHold(phone(1)), tx.DropHold(phone(2)))
	})
	if now := w.slotNow(ajiyoshi, at(11, 0)); now.Free != 5 {
		t.Errorf("free %d, expected 5", now.Free)
	}
	w.sound()
}

func TestAHoldNeedsADeskThroughoutAndAFuture(t *testing.T) {
	w := newTown(t)
	s := w.slot(ajiyoshi, at(11, 0), 1)
	shut := w.slot(ajiyoshi, at(12, 0), 1)
	w.do(func(tx *Tx) error { _, _, err := tx.SetOpen(ajiyoshi, at(12, 0), at(13, 0), false); return err })
	w.do(func(tx *Tx) error {
		never := booking.Claim{Facility: ajiyoshi, Start: at(13, 0), End: at(13, 30), Seats: 1}
		for _, claim := range []booking.Claim{seats(2, s), seats(1, shut), seats(1, s, shut), never} {
			if err := putHold(tx, phone(1), at(10, 0), claim); !errors.As(err, new(*booking.Full)) {
				t.Errorf("found %v, expected *Full", err)
			}
		}
		if err := putHold(tx, phone(1), tx.Now(), seats(1, s)); err == nil {
			t.Error("a hold that is dead at once")
		}
		return nil
	})
	if n := w.count(`SELECT count(*) FROM holds`); n != 0 {
		t.Errorf("%d holds are left of refusals", n)
	}
	w.sound()
}
