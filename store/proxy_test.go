package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/booking"
)

// What whoever books says of the visit, that it is a new issue and that a proxy comes, is
// kept by the ledger, by a change, and by an undo.
func TestWhatAVisitIsForIsKept(t *testing.T) {
	for name, q := range map[string]booking.Request{
		"by telephone": {Procedure: booking.NewIssue, Proxy: true},
		"by staff":     {Procedure: booking.NewIssue, Proxy: true, Staff: true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			w.slot(ajiyoshi, at(11, 0), 2)
			w.slot(ajiyoshi, at(12, 0), 2)
			q.Phone, q.Facility, q.Start = phone(1), ajiyoshi, at(11, 0)
			w.do(func(tx *Tx) error { // as a caller does
				_, err := rules.Offer(tx, booking.Want{Phone: phone(1), Facility: ajiyoshi, Party: 1}, tx.Now())
				return err
			})
			b, err := w.tryBook(q)
			if err != nil {
				t.Fatal(err)
			}
			kept := func(when string) {
				t.Helper()
				w.look(func(tx *Tx) error {
					own, err := tx.Bookings(phone(1))
					if err != nil || len(own) != 1 || own[0].Procedure != booking.NewIssue || !own[0].Proxy {
						t.Errorf("%s: %+v, %v", when, own, err)
					}
					return nil
				})
			}
			kept("booked")
			w.do(func(tx *Tx) error {
				_, err := city.ChangeOwn(tx, phone(1), b.Receipt, booking.Change{Facility: ajiyoshi, Start: at(12, 0)})
				return err
			})
			kept("changed")
			w.do(func(tx *Tx) error { _, err := rules.CancelOwn(tx, phone(1), b.Receipt); return err })
			w.do(func(tx *Tx) error { _, err := booking.Undo(tx, phone(1), b.Receipt); return err })
			kept("undone")
			w.look(func(tx *Tx) error {
				trail, err := tx.Audit(b.ID)
				if made := trail[0].Detail; err != nil || made.Procedure != booking.NewIssue || !made.Proxy {
					t.Errorf("the trail has %+v, %v", made, err)
				}
				return nil
			})
			w.sound()
		})
	}
}

func TestAProxyIsSaidAndUnsaid(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	b := w.insert(phone(1), seats(1, w.slotNow(ajiyoshi, at(11, 0))))
	says := func(who booking.Phone, proxy bool) (err error) {
		t.Helper()
		if failed := w.inCall("CA1", func(tx *Tx) error { _, err = booking.ProxyOwn(tx, who, b.Receipt, proxy); return nil }); failed != nil {
			t.Fatal(failed)
		}
		return err
	}
	if err := says(phone(2), true); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("somebody else says so: %v", err)
	}
	for _, proxy := range []bool{false, true, true, false} {
		if err := says(phone(1), proxy); err != nil {
			t.Fatal(err)
		}
		w.look(func(tx *Tx) error {
			now, err := tx.Booking(b.ID)
			if err != nil || now.Proxy != proxy {
				t.Errorf("a proxy comes: %v, %v, expected %v", now.Proxy, err, proxy)
			}
			return nil
		})
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(b.ID)
		var deeds []Deed
		for _, e := range trail {
			deeds = append(deeds, e.Deed)
		}
		if !slices.Equal(deeds, []Deed{DidBook, DidSetProxy, DidUnsetProxy}) || trail[1].Detail != (Detail{Visit: visitTo(b)}) || trail[1].Call != "CA1" {
			t.Errorf("the trail has %+v, %v", trail, err)
		}
		return err
	})
	w.do(func(tx *Tx) error { return tx.Cancel(b, time.Time{}) })
	if err := says(phone(1), true); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("of a booking that was cancelled: %v", err)
	}
	if err := w.sql(`UPDATE bookings SET proxy = 2`); !contains(err, "CHECK") {
		t.Errorf("the ledger takes two proxies: %v", err)
	}
	w.sound()
}

// A ledger of the version before has bookings, of which none has a proxy, and wrong tries.
// Both are there when it is brought up to date, and its bookings are read before that.
func TestALedgerOfVersionTenLosesNothing(t *testing.T) {
	path := ledgerOf(t, 10, `
		INSERT INTO bookings (id, receipt, phone, member, procedure, facility, start, ends, party, status, made, ended)
			VALUES (1, '123455', '`+string(phone(1))+`', 1, 'new-issue', 'ajiyoshi', 1, 2, 1, 3, 0, 2000000000);
		INSERT INTO wrong_tries (id, at, sid, kind) VALUES (7, 1, 'CA1', 'code'), (8, 2, 'CA2', 'number');`)
	reading, err := Open(path, Options{Now: func() time.Time { return monday }, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	err = reading.View(bg, func(tx *Tx) error {
		if b, err := tx.BookingOf("123455"); err != nil || b.Phone != phone(1) || b.Proxy {
			t.Errorf("before it is brought up to date: %+v, %v", b, err)
		}
		return nil
	})
	if err := errors.Join(err, reading.Close()); err != nil {
		t.Fatal(err)
	}
	w := townAt(t, path)
	defer w.Close()
	w.look(func(tx *Tx) error {
		if b, err := tx.BookingOf("123455"); err != nil || b.Phone != phone(1) || b.Proxy || b.Procedure != booking.NewIssue {
			t.Errorf("the booking is %+v, %v", b, err)
		}
		tries, err := all(tx, scanText, `SELECT id || ' ' || at || ' ' || sid || ' ' || kind FROM wrong_tries ORDER BY id`)
		if !slices.Equal(tries, []string{"7 1 CA1 code", "8 2 CA2 number"}) {
			t.Errorf("the tries are %q, %v", tries, err)
		}
		return err
	})
}
