package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

var errInjected = errors.New("injected fault")

// failing returns a fault that fails the n-th statement, counted from 1, and hit, which
// returns that statement and reports whether it was reached.
func failing(n int) (fault func(string) error, hit func() (string, bool)) {
	var query string
	return func(q string) error {
			if n--; n == 0 {
				query = q
				return errInjected
			}
			return nil
		}, func() (string, bool) {
			return query, query != ""
		}
}

// TestAnyStatementMayFail fails each statement of a day's work in turn, including BEGIN
// and COMMIT: the caller gets an error, the ledger stays sound, and the same work succeeds
// afterwards.
func TestAnyStatementMayFail(t *testing.T) {
	for name, work := range map[string]func(*Tx) error{
		"offer, book, move, cancel": func(tx *Tx) error {
			s, err := rules.Offer(tx, booking.Want{Phone: phone(7), Facility: ajiyoshi}, tx.Now())
			if err != nil {
				return err
			}
			b, err := rules.Book(tx, booking.Request{Phone: phone(7), Facility: s.Facility, Start: s.Start})
			if err != nil {
				return err
			}
			if b, err = city.Change(tx, b.Receipt, booking.Change{Facility: sakashita, Start: at(12, 0)}); err != nil {
				return err
			}
			_, err = rules.Cancel(tx, b.Receipt)
			return err
		},
		"offer another time to three, change, cancel, undo": func(tx *Tx) error {
			own, err := tx.Bookings(phone(3))
			if err != nil {
				return err
			}
			h, err := inARow.Offer(tx, booking.Want{Phone: phone(3), Facility: kozoji, Party: 3, Instead: &own[0]}, at(10, 30))
			if err != nil {
				return err
			}
			b, err := city.ChangeOwn(tx, h.Phone, h.Receipt, booking.Change{Facility: h.Facility, Start: h.Start, Party: h.Party})
			if err != nil {
				return err
			}
			if b, err = inARow.CancelOwn(tx, b.Phone, b.Receipt); err != nil {
				return err
			}
			_, err = booking.Undo(tx, b.Phone, b.Receipt)
			return err
		},
		"close, add, size and take back": func(tx *Tx) error {
			if _, _, err := tx.SetOpen(ajiyoshi, at(9, 0), at(17, 0), false); err != nil {
				return err
			}
			if _, err := tx.AddTime(sakashita, at(15, 0), at(16, 0), 2, 30*time.Minute); err != nil {
				return err
			}
			if _, _, err := tx.SetCapacity(sakashita, at(12, 0), at(16, 0), 1); err != nil {
				return err
			}
			if _, _, err := tx.SetOpen(ajiyoshi, at(11, 15), at(12, 0), true); err != nil {
				return err
			}
			_, _, err := tx.Retract(2)
			return err
		},
		"pass in, guess, pass on, call back": func(tx *Tx) error {
			code, err := tx.NewCode(phone(8), 1)
			if err != nil {
				return err
			}
			p, agent, err := tx.UseCode(code)
			if err != nil {
				return err
			}
			if _, err := tx.TakeIn(p, agent); err != nil {
				return err
			}
			if _, _, err := tx.UseCode(code); !errors.Is(err, booking.ErrOldCode) {
				return fmt.Errorf("a code that has been used: %w", err)
			}
			return errors.Join(tx.AskBack(p, "wants.check", ivr.Booked), tx.TakeBack(1, 1), tx.EndBack(1, 1, Reached))
		},
		"a turn": func(tx *Tx) error {
			_, err := tx.turn(ivr.Turn{SID: "CA7"}, func(tx ivr.Memory, call *ivr.Call, in ivr.Input) (ivr.Reply, error) {
				_, err := rules.Offer(tx, booking.Want{Phone: phone(8), Facility: ajiyoshi}, tx.Now())
				return ivr.Reply{Lang: "ja"}, err
			}, time.Now)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.slot(ajiyoshi, at(11, 0), 2)
			w.slot(sakashita, at(12, 0), 2)
			w.account("tanto", Agent, "482173905161")
			w.book(phone(1), ajiyoshi, at(11, 0))
			w.insert(phone(3), seats(1, w.row(4, 1)[:2]...))
			if err := w.hold(phone(2), w.slotNow(sakashita, at(12, 0)), 1); err != nil {
				t.Fatal(err)
			}
			dump := w.dump()
			n := 1
			for ; ; n++ {
				fault, hit := failing(n)
				w.wire.fault = fault
				err := w.Update(bg, staff, work)
				w.wire.fault = nil
				query, failed := hit()
				if !failed {
					if err != nil {
						t.Errorf("with no fault: %v", err)
					}
					break
				}
				if !errors.Is(err, errInjected) {
					t.Errorf("statement %d, %.40s: found %v, expected the injected fault", n, query, err)
				}
				w.sound()
				if now := w.dump(); now != dump {
					t.Fatalf("statement %d, %.40s failed and left\n%s\nexpected\n%s", n, query, now, dump)
				}
			}
			if n < 8 {
				t.Errorf("only %d statements", n)
			}
			w.sound()
		})
	}
}

// A step that fails half-way is undone even if its caller goes on and commits.
func TestAStepIsAllOrNothingEvenIfItsErrorIsSwallowed(t *testing.T) {
	for name, step := range map[string]struct {
		least int // statements at least
		do    func(tx *Tx, active, cancelled booking.Booking, free []booking.Slot) error
	}{
		"Insert": {6, func(tx *Tx, _, _ booking.Booking, free []booking.Slot) error {
			_, err := insert(tx, phone(3), seats(1, free...))
			return err
		}},
		"PutHold": {6, func(tx *Tx, active, _ booking.Booking, free []booking.Slot) error {
			return putChange(tx, active, seats(1, free...), seats(1, free...))
		}},
		"Change": {7, func(tx *Tx, active, _ booking.Booking, free []booking.Slot) error {
			_, err := tx.Change(active, visitOf(active.Phone, seats(1, free...)), 1)
			return err
		}},
		"Attend": {4, func(tx *Tx, active, _ booking.Booking, _ []booking.Slot) error {
			return tx.Attend(active, booking.Arrived)
		}},
		"Remark": {5, func(tx *Tx, active, _ booking.Booking, _ []booking.Slot) error {
			return tx.Remark(active.ID, "車いすの方")
		}},
		"See": {4, func(tx *Tx, active, cancelled booking.Booking, _ []booking.Slot) error {
			return tx.See([]int64{active.ID, cancelled.ID}, Look{Page: FoundPage})
		}},
		"AddVisitor": {5, func(tx *Tx, _, _ booking.Booking, _ []booking.Slot) error {
			_, err := tx.AddVisitor(ajiyoshi, 2)
			return err
		}},
		"SetCapacity": {7, func(tx *Tx, _, _ booking.Booking, _ []booking.Slot) error {
			_, _, err := tx.SetCapacity(kozoji, at(9, 0), at(17, 0), 3)
			return err
		}},
		"NewCode": {5, func(tx *Tx, active, _ booking.Booking, _ []booking.Slot) error {
			_, err := tx.NewCode(active.Phone, 1)
			return err
		}},
		"AskBack": {5, func(tx *Tx, active, _ booking.Booking, _ []booking.Slot) error {
			return tx.AskBack(active.Phone, "wants.check", ivr.Booked)
		}},
		"TakeBack": {5, func(tx *Tx, _, _ booking.Booking, _ []booking.Slot) error {
			return tx.TakeBack(1, 1)
		}},
		"EndBack": {5, func(tx *Tx, _, _ booking.Booking, _ []booking.Slot) error {
			return tx.EndBack(1, 1, Unreached)
		}},
		"SpokenWith": {6, func(tx *Tx, _, cancelled booking.Booking, _ []booking.Slot) error {
			return tx.SpokenWith(cancelled.Phone)
		}},
		"Cancel": {7, func(tx *Tx, active, _ booking.Booking, _ []booking.Slot) error {
			return tx.Cancel(active, at(9, 10))
		}},
		"Restore": {8, func(tx *Tx, _, cancelled booking.Booking, _ []booking.Slot) error {
			_, err := tx.Restore(cancelled)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			row := w.row(6, 1)
			active := w.insert(phone(1), seats(1, row[:2]...))
			cancelled := w.insert(phone(2), seats(1, row[2:4]...))
			w.cancel(cancelled, at(9, 10))
			w.newCode(active.Phone, w.account("tanto", Agent, "482173905161").ID)
			w.askBack(cancelled.Phone)
			before := w.dump()
			for n := 1; ; n++ {
				fault, hit := failing(n)
				err := w.Update(bg, staff, func(tx *Tx) error {
					w.wire.fault = fault
					err := step.do(tx, active, cancelled, row[4:])
					w.wire.fault = nil
					if _, failed := hit(); failed != (err != nil) {
						return fmt.Errorf("statement %d: %w", n, err)
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				w.sound()
				_, failed := hit()
				if now := w.dump(); (now == before) != failed {
					t.Errorf("statement %d left\n%s", n, now)
				}
				if !failed {
					if n <= step.least {
						t.Errorf("only %d statements", n-1)
					}
					return
				}
			}
		})
	}
}

// Half a step that cannot be undone fails its whole operation, even if that swallows the
// error.
func TestAStepThatCannotBeUndoneIsNeverCommitted(t *testing.T) {
	w := newTown(t)
	slot := w.slot(ajiyoshi, at(11, 0), 1)
	dump := w.dump()
	for _, stuck := range []string{"ROLLBACK TO step", "RELEASE step"} {
		err := w.Update(bg, staff, func(tx *Tx) error {
			w.wire.fault = func(q string) error {
				if q == stuck {
					return errInjected
				}
				return nil
			}
			_, err := insert(tx, phone(1), seats(2, slot))
			w.wire.fault = nil
			if err == nil {
				t.Error("two people were booked into one seat")
			}
			return nil
		})
		if !errors.Is(err, errInjected) || w.dump() != dump {
			t.Errorf("with %s failing: %v, and left\n%s", stuck, err, w.dump())
		}
		w.sound()
	}
}

// dump returns all that the ledger holds, as text.
func (w *town) dump() string {
	w.Helper()
	var out strings.Builder
	w.look(func(tx *Tx) error {
		for _, table := range []string{
			"'slot', id, facility, start, ends, wanted, claimed, free FROM slots", "'hours', facility, start, ends, desks, minutes FROM hours",
			"'day', facility, day, hours FROM days", "'desks', facility, start, ends, wanted FROM desks",
			"'decision', id, facility, start, until, kind, desks, minutes, entry FROM decisions",
			"'booking', id, receipt, phone, member, facility, start, ends, party, proxy, status, came, ended FROM bookings",
			"'hold', id, phone, kind, booking, facility, start, ends, party, expires FROM holds", "'claim', id, facility, start, ends, seats, booking, hold FROM claims",
			"'call', sid, turn, data, ended FROM calls", "'turn', sid, n, input, reply FROM turns",
			"'audit', id, way, actor, call, deed, booking, detail FROM audit", "'remark', entry, text FROM remarks",
			"'visitor', facility, day, number, party, state FROM visitors",
			"'call-back', id, phone, asked, wants, state, sid, staff, taken, tries, done, outcome FROM call_backs",
			"'code', code, phone, staff, made, expires, used FROM codes", "'try', id, at, sid, kind FROM wrong_tries",
			"'receipt', id, at, receipt, wrong, nameless FROM receipt_tries", "'kind', kind, since FROM blocked_kinds",
			"'guest', began, seen, phone FROM guests", "'proof', id, phone, means, code, tries, state FROM proofs",
			"'message', id, kind, phone, state, tries, body FROM messages",
		} {
			columns, from, _ := strings.Cut(table, " FROM ")
			lines, err := all(tx, scanText, "SELECT concat_ws(' ', "+columns+") FROM "+from+" ORDER BY 1")
			if err != nil {
				return err
			}
			fmt.Fprintln(&out, strings.Join(lines, "\n"))
		}
		return nil
	})
	return out.String()
}
