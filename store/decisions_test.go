package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) setOpen(facility string, from, until time.Time, open bool) {
	w.Helper()
	w.do(func(tx *Tx) error { _, _, err := tx.SetOpen(facility, from, until, open); return err })
}

// far returns a time on a day that the horizon has not reached.
func far(hour, minute int) time.Time { return at(hour, minute).AddDate(0, 0, 90) }

func TestARangeThatIsClosedBeyondTheHorizonIsClosedWhenItComes(t *testing.T) {
	w := newTown(t)
	var changed []booking.Slot
	var affected []booking.Booking
	w.do(func(tx *Tx) (err error) {
		changed, affected, err = tx.SetOpen(ajiyoshi, far(10, 0), far(12, 0), false)
		return err
	})
	if len(changed) != 0 || len(affected) != 0 {
		t.Errorf("changed %v, affected %v, expected none", changed, affected)
	}
	hours := []booking.Slot{
		slotAtTime(ajiyoshi, far(9, 59), 1), slotAtTime(ajiyoshi, far(10, 0), 1), slotAtTime(ajiyoshi, far(11, 59), 1),
		slotAtTime(ajiyoshi, far(12, 0), 1), slotAtTime(sakashita, far(10, 0), 1),
	}
	if m := w.materialise(hours...); m != (Materialised{Added: 5}) {
		t.Errorf("found %+v", m)
	}
	for i, want := range []bool{true, false, false, true, true} {
		if s := w.slotNow(hours[i].Facility, hours[i].Start); s.Open != want {
			t.Errorf("%s %s: open %t, expected %t", s.Facility, stamp(s.Start), s.Open, want)
		}
	}
	before := w.dump()
	if m := w.materialise(hours...); m != (Materialised{}) || w.dump() != before {
		t.Errorf("again: %+v", m)
	}
	if m := w.materialise(); m != (Materialised{Removed: 3}) { // those of staff stay
		t.Errorf("with no hours: %+v", m)
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(0)
		far := time.Date(2027, 2, 28, 10, 0, 0, 0, booking.JST)
		if err != nil || len(trail) == 0 || trail[0].Detail != (Detail{Visit: Visit{Facility: ajiyoshi, Start: far}, Until: far.Add(2 * time.Hour)}) {
			t.Errorf("the trail is %v, %v", trail, err)
		}
		return nil
	})
}

func TestTheLatestDecisionHolds(t *testing.T) {
	w := newTown(t)
	w.setOpen(ajiyoshi, far(0, 0), far(24, 0), true)
	w.setOpen(ajiyoshi, far(9, 0), far(17, 0), false)
	w.setOpen(ajiyoshi, far(12, 0), far(13, 0), true)
	w.setOpen(sakashita, far(0, 0), far(24, 0), false) // another facility
	starts := map[time.Time]bool{far(8, 0): true, far(9, 0): false, far(12, 0): true, far(13, 0): false, far(17, 0): true}
	var hours []booking.Slot
	for start := range starts {
		hours = append(hours, slotAtTime(ajiyoshi, start, 1))
	}
	w.materialise(hours...)
	for start, want := range starts {
		if s := w.slotNow(ajiyoshi, start); s.Open != want {
			t.Errorf("%s: open %t, expected %t", stamp(start), s.Open, want)
		}
	}
	if m := w.materialise(hours...); m != (Materialised{}) {
		t.Errorf("again: %+v", m)
	}
	if m := w.materialise(); m != (Materialised{}) {
		t.Errorf("with no hours: %+v, but all of them are the staff's", m)
	}
}

func TestADecisionLeavesSlotsAloneThatExist(t *testing.T) {
	w := newTown(t)
	w.setOpen(ajiyoshi, far(9, 0), far(17, 0), false)
	w.do(func(tx *Tx) error { return tx.AddSlot(slotAtTime(ajiyoshi, far(10, 0), 2)) }) // an exception
	hours := []booking.Slot{slotAtTime(ajiyoshi, far(10, 0), 5), slotAtTime(ajiyoshi, far(11, 0), 5)}
	if m := w.materialise(hours...); m != (Materialised{Added: 1}) {
		t.Errorf("found %+v", m)
	}
	if s := w.slotNow(ajiyoshi, far(10, 0)); !s.Open || s.Capacity != 2 {
		t.Errorf("the slot that staff added is %+v", s)
	}
	w.setOpen(ajiyoshi, far(11, 0), far(11, 1), true)
	if m := w.materialise(hours...); m != (Materialised{}) || !w.slotNow(ajiyoshi, far(11, 0)).Open {
		t.Errorf("once it is opened: %+v", m)
	}
}

// staffWords returns what the ledger has of callers and of the decisions of staff.
func (w *town) staffWords() (text string) {
	w.Helper()
	for _, rows := range []string{
		"phone, day, calls, bookings, changes, cancels, slow, seen) FROM callers", "phone, since) FROM blocked",
		"id, text, starts, ends) FROM notices", "notice, phone, told) FROM heard",
		"facility, day) FROM walk_in", "id, facility, start, until, open) FROM decisions",
	} {
		w.look(func(tx *Tx) error {
			lines, err := all(tx, scanText, "SELECT concat_ws(' ', "+rows+" ORDER BY 1")
			text += strings.Join(lines, "; ") + "\n"
			return err
		})
	}
	return text
}

// What staff say is in the audit trail, or it has no effect, even if the caller swallows
// the error.
func TestWhatStaffSayIsAuditedOrNotSaid(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 1)
	w.notice("知らせ", at(8, 0), at(17, 0))
	w.do(func(tx *Tx) error { _, err := tx.Block(phone(1), true); return err })
	full := errors.New("no more room")
	for name, say := range map[string]func(*Tx) error{
		"SetOpen": func(tx *Tx) error { _, _, err := tx.SetOpen(ajiyoshi, at(9, 0), far(9, 0), false); return err },
		"AddSlot": func(tx *Tx) error { return tx.AddSlot(slotAtTime(ajiyoshi, at(12, 0), 1)) },
		"Block": func(tx *Tx) error {
			changed, err := tx.Block(phone(2), true)
			if changed {
				t.Error("Block says that it changed something")
			}
			return err
		},
		"unblock": func(tx *Tx) error { _, err := tx.Block(phone(1), false); return err },
		"SetWalkIn": func(tx *Tx) error {
			changed, err := tx.SetWalkIn(ajiyoshi, tx.today(), true)
			if changed {
				t.Error("SetWalkIn says that it changed something")
			}
			return err
		},
		"AddNotice": func(tx *Tx) error { _, err := tx.AddNotice(Notice{Text: "次", Until: at(17, 0)}); return err },
		"EndNotice": func(tx *Tx) error { return tx.EndNotice(1) },
	} {
		before := w.dump() + w.staffWords()
		w.do(func(tx *Tx) error {
			w.wire.fault = func(query string) error {
				if query == insertNote {
					return full
				}
				return nil
			}
			defer func() { w.wire.fault = nil }()
			if err := say(tx); !errors.Is(err, full) {
				t.Errorf("%s: found %v, expected %v", name, err, full)
			}
			return nil
		})
		if w.dump()+w.staffWords() != before {
			t.Errorf("%s has changed the ledger", name)
		}
	}
	w.sound()
}

// The opening hours lose slots and have them again; one of them staff have closed in the
// meantime.
func TestASlotThatComesBackComesBackAsStaffSaid(t *testing.T) {
	w := newTown(t)
	hours := []booking.Slot{slotAtTime(ajiyoshi, at(11, 0), 1), slotAtTime(ajiyoshi, at(12, 0), 1)}
	w.materialise(hours...)
	w.materialise()
	w.setOpen(ajiyoshi, at(12, 0), at(13, 0), false)
	if m := w.materialise(hours...); m != (Materialised{Added: 2}) {
		t.Errorf("found %+v", m)
	}
	if !w.slotNow(ajiyoshi, at(11, 0)).Open || w.slotNow(ajiyoshi, at(12, 0)).Open {
		t.Error("expected the first open and the second closed")
	}
}
