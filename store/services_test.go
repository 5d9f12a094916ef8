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

// raw returns a statement that books beside all code: a service of a number, alone or not.
func raw(receipt, service string, alone int) string {
	return fmt.Sprintf(`INSERT INTO bookings (receipt, phone, member, service, alone, procedure, facility, start, ends, party, status, made)
		VALUES ('%s', '%s', 1, '%s', %d, 'renewal', '%s', %d, %d, 1, 1, 1)`, receipt, phone(1), service, alone, ajiyoshi, at(15, 0).Unix(), at(15, 30).Unix())
}

// The schema itself keeps a number to one booking: of all services, or of each, as the city
// counts; what was booked while it counted otherwise stands, and makes no room.
func TestTheSchemaRefusesASecondBookingHoweverTheCityCounts(t *testing.T) {
	const of = `UPDATE counting SET per_service = %d;`
	byNumber, byService := fmt.Sprintf(of, 0), fmt.Sprintf(of, 1)
	for _, c := range []struct{ name, first, then, want string }{
		{"of the same service", "", raw("000000", "certificate", 1), "UNIQUE or counted"},
		{"of another service", "", raw("000000", "card", 1), "UNIQUE or counted"},
		{"that says it is one of several", "", raw("000000", "card", 0), "UNIQUE or counted"},
		{"that leaves it to the table", "", strings.Replace(strings.Replace(raw("000000", "card", 1), ", alone", "", 1), ", 1, 'renewal'", ", 'renewal'", 1), "UNIQUE or counted"},
		{"of the same service, counted by service", byService, raw("000000", "certificate", 0), "UNIQUE or counted"},
		{"alone, counted by service", byService, raw("000000", "card", 1), "UNIQUE or counted"},
		{"of another service, counted by service", byService, raw("000000", "card", 0), ""},
		{"a third, after the city has changed its mind", byService + raw("000000", "card", 0) + ";" + byNumber, raw("111111", "pick-up", 1), "UNIQUE or counted"},
		{"a third, of several", byService + raw("000000", "card", 0) + ";" + byNumber, raw("111111", "pick-up", 0), "UNIQUE or counted"},
		{"a service that is made another", byService + raw("000000", "card", 0), `UPDATE bookings SET service = 'certificate'`, "a booking keeps its service"},
		{"several that are made one", byService + raw("000000", "card", 0), `UPDATE bookings SET alone = 1`, "UNIQUE or counted"},
		{"counting that is forgotten", "", `DELETE FROM counting`, "is always known"},
		{"counting in a third way", "", `UPDATE counting SET per_service = 2`, "CHECK"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTown(t)
			w.slot(ajiyoshi, at(11, 0), 5)
			w.book(phone(1), ajiyoshi, at(11, 0))
			db := bare(t, w.path)
			defer db.close()
			if err := db.script(c.first); c.first != "" && err != nil {
				t.Fatal(err)
			}
			err := db.script(c.then)
			text := fmt.Sprint(err)
			switch {
			case c.want == "" && err != nil, c.want != "" && err == nil:
				t.Errorf("found %v, expected %q", err, c.want)
			case c.want == "UNIQUE or counted" && !strings.Contains(text, "UNIQUE constraint failed") && !strings.Contains(text, "the number has an active booking"):
				t.Errorf("found %v", err)
			case c.want != "UNIQUE or counted" && !strings.Contains(text, c.want) && c.want != "":
				t.Errorf("found %v, expected %q", err, c.want)
			}
		})
	}
}

func TestTheSchemaRefusesErrandsOfNobody(t *testing.T) {
	w := newTown(t)
	w.slot(ajiyoshi, at(11, 0), 5)
	b := w.book(phone(1), ajiyoshi, at(11, 0))
	db := bare(t, w.path)
	defer db.close()
	const put = `INSERT INTO errands (booking, person, procedure, application, reason) VALUES (%d, %d, %s)`
	id := "'12345678901234567890123'"
	for _, c := range []struct {
		query string
		fits  bool
	}{
		{fmt.Sprintf(put, b.ID, 1, "'renewal', "+id+", NULL"), true},
		{fmt.Sprintf(put, b.ID, 1, "'renewal', NULL, NULL"), false}, // a second of the first person
		{fmt.Sprintf(put, b.ID, 0, "'renewal', NULL, NULL"), false},
		{fmt.Sprintf(put, 99, 1, "'renewal', NULL, NULL"), false},
		{fmt.Sprintf(put, b.ID, 2, "'', NULL, NULL"), false},
		{fmt.Sprintf(put, b.ID, 2, "'new-issue', "+id+", NULL"), false},
		{fmt.Sprintf(put, b.ID, 2, "'renewal', '1234', NULL"), false},
		{fmt.Sprintf(put, b.ID, 2, "'renewal', '1234567890123456789012x', NULL"), false},
		{fmt.Sprintf(put, b.ID, 2, "'renewal', NULL, 'lost'"), false},
		{fmt.Sprintf(put, b.ID, 2, "'reissue', NULL, ''"), false},
		{fmt.Sprintf(put, b.ID, 2, "'reissue', NULL, 'lost'"), true},
		{`UPDATE errands SET application = '99999999999999999999999' WHERE person = 1`, false},
		{`UPDATE errands SET procedure = 'reissue' WHERE person = 1`, false},
		{`UPDATE errands SET application = NULL WHERE person = 1`, true},
		{`UPDATE bookings SET status = 3, ended = 5; INSERT INTO errands (booking, person, procedure) VALUES (1, 3, 'renewal')`, false},
	} {
		if err := db.script(c.query); (err == nil) != c.fits {
			t.Errorf("%s: %v", c.query, err)
		}
	}
}

// The services of a city share desks, each for as long as it takes; a number has one booking
// of all, or of each, and hears which one is in the way.
func TestANumberHasOneBookingOfAllServicesOrOfEach(t *testing.T) {
	for _, each := range []bool{false, true} {
		t.Run(fmt.Sprint("of each: ", each), func(t *testing.T) {
			w := newTown(t)
			w.plan(planOf(kozoji, 0, 1, 10, "09:00-12:00"))
			town := modelCity(2, booking.Most{}, 0, 0)
			town.PerService = each
			w.do(func(tx *Tx) error { return tx.CountPerService(each) })
			book := func(service booking.ServiceID, start time.Time) (b booking.Booking, err error) {
				err = w.Update(bg, staff, func(tx *Tx) error {
					b, err = town.RulesFor(service, kozoji).Book(tx, booking.Request{Phone: phone(1), Facility: kozoji, Start: start})
					return err
				})
				return b, err
			}
			card, err := book("card", at(10, 0))
			if err != nil || !card.End.Equal(at(10, 25)) {
				t.Fatalf("%+v, %v", card, err)
			}
			if _, err = book("pick-up", at(10, 20)); each { // its desk is taken for five minutes more
				if full, ok := errors.AsType[*booking.Full](err); !ok || len(full.Nearest) != 1 || !full.Nearest[0].Equal(at(10, 30)) {
					t.Fatalf("%v", err)
				}
			}
			pickUp, err := book("pick-up", at(10, 30))
			already, refused := errors.AsType[*booking.Already](err)
			if each && err != nil || !each && (!refused || already.Booking.Receipt != card.Receipt) {
				t.Fatalf("%+v, %v", pickUp, err)
			}
			if _, err := book("card", at(11, 0)); err == nil {
				t.Error("a second card was booked")
			}
			if each { // a cancelled one comes back beside the other, also while that one is booked anew
				w.do(func(tx *Tx) error { _, err := rules.CancelOwn(tx, phone(1), card.Receipt); return err })
				w.do(func(tx *Tx) error { _, err := rules.Cancel(tx, pickUp.Receipt); return err })
				if _, err := book("pick-up", at(10, 40)); err != nil {
					t.Fatal(err)
				}
				w.do(func(tx *Tx) error { _, err := booking.Undo(tx, phone(1), card.Receipt); return err })
			}
			w.sound()
		})
	}
}

// An application ID is gone from every byte of the ledger the night after the visit, or after
// the cancellation, and not before; the rest of an errand stays.
func TestAnApplicationIDIsErasedTheNightAfter(t *testing.T) {
	const visited, cancelled, coming = "11111222223333344444555", "99999888887777766666555", "12121212121212121212121"
	w := newTown(t)
	w.plan(planOf(kozoji, 0, 5, 30, "09:00-17:00"), planOf(kozoji, 1, 5, 30, "09:00-17:00"))
	town := modelCity(9, booking.Most{}, 0, 0)
	book := func(n int, start time.Time, id string) (b booking.Booking) {
		w.do(func(tx *Tx) (err error) {
			b, err = town.RulesFor("card", kozoji).Book(tx, booking.Request{
				Phone: phone(n), Facility: kozoji, Start: start, Staff: true, Party: 2,
				Errands: []booking.Errand{{Procedure: booking.Renewal, Application: booking.ApplicationID(id)}, {Procedure: booking.NewIssue}},
			})
			return err
		})
		return b
	}
	book(1, at(10, 0), visited)
	gone := book(2, at(10, 0).AddDate(0, 0, 1), cancelled)
	still := book(3, at(11, 0).AddDate(0, 0, 1), coming)
	w.do(func(tx *Tx) error { _, err := rules.Cancel(tx, gone.Receipt); return err })
	has := w.fileHas
	w.clock.Add(8 * time.Hour) // in the evening after
	if done := w.tidy(); done.Errands != 0 || !has(visited) || !has(cancelled) {
		t.Errorf("erased %d on the day itself", done.Errands)
	}
	w.clock.Add(9 * time.Hour) // in the night
	if done := w.tidy(); done.Errands != 2 {
		t.Errorf("erased %d in the night, expected 2", done.Errands)
	}
	if _, err := w.Compact(bg); err != nil {
		t.Fatal(err)
	}
	if has(visited) || has(cancelled) || !has(coming) {
		t.Errorf("found %v, %v and %v in the file, expected the last alone", has(visited), has(cancelled), has(coming))
	}
	w.look(func(tx *Tx) error {
		said, err := tx.Errands(gone)
		if err != nil || len(said) != 2 || said[0] != (booking.Errand{Procedure: booking.Renewal}) || said[1].Procedure != booking.NewIssue {
			t.Errorf("%+v, %v", said, err)
		}
		said, err = tx.Errands(still)
		if err != nil || len(said) != 2 || string(said[0].Application) != coming {
			t.Errorf("%+v, %v", said, err)
		}
		return nil
	})
	w.sound()
}

// Who comes with fewer people no longer has the errands of the others; and what is said
// of them is on record without what nobody else may read.
func TestErrandsGoWithThePeople(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(kozoji, 0, 5, 30, "09:00-17:00"))
	town := modelCity(9, booking.Most{}, 0, 0)
	var b booking.Booking
	w.do(func(tx *Tx) (err error) {
		b, err = town.RulesFor("card", kozoji).Book(tx, booking.Request{Phone: phone(1), Facility: kozoji, Start: at(10, 0), Party: 2})
		return err
	})
	if b.Procedure != booking.Renewal {
		t.Errorf("booked for %s", b.Procedure)
	}
	three := []booking.Errand{{Procedure: booking.Reissue, Reason: ""}, {Procedure: booking.Renewal, Application: "12345678901234567890123"}}
	w.do(func(tx *Tx) (err error) {
		b, err = town.SetErrandsOwn(tx, phone(1), b.Receipt, three)
		return err
	})
	w.do(func(tx *Tx) error {
		if _, err := town.SetErrandsOwn(tx, phone(2), b.Receipt, nil); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("somebody else: %v", err)
		}
		_, err := town.SetErrands(tx, b.Receipt, append(three, three...))
		if wrong, ok := errors.AsType[*booking.ErrandError](err); !ok || !errors.Is(wrong, booking.ErrErrandCount) {
			t.Errorf("of four people: %v", err)
		}
		return nil
	})
	w.do(func(tx *Tx) error {
		_, err := town.ChangeOwn(tx, phone(1), b.Receipt, booking.Change{Facility: kozoji, Start: at(11, 0), Party: 1})
		return err
	})
	w.look(func(tx *Tx) error {
		said, err := tx.Errands(b)
		own, err2 := tx.Bookings(phone(1))
		if err != nil || err2 != nil || len(said) != 1 || said[0].Procedure != booking.Reissue || own[0].Procedure != booking.Reissue {
			t.Errorf("%+v, %+v, %v", said, own, errors.Join(err, err2))
		}
		trail, err := tx.Audit(b.ID)
		if err != nil || len(trail) < 2 || trail[1].Deed != DidSetErrands || strings.Contains(fmt.Sprintf("%+v", trail), "12345678901234567890123") {
			t.Errorf("%+v, %v", trail, err)
		}
		return nil
	})
	w.sound()
}

// What a guest has typed of those who come is there for as long as the visit, and no longer.
func TestADraftIsOfItsGuestAlone(t *testing.T) {
	w := newTown(t)
	w.begins(1, phone(1), "192.0.2.1")
	w.begins(2, phone(2), "192.0.2.1")
	typed := []booking.Errand{{Procedure: booking.Renewal, Application: "12345678901234567890123"}, {Procedure: booking.Reissue, Reason: "lost"}}
	set := func(n int, errands []booking.Errand) {
		if err := w.web(func(tx Visiting) error { return tx.SetDraft(browser(n), errands) }); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(when string, n int, want []booking.Errand) {
		t.Helper()
		var got []booking.Errand
		err := w.web(func(tx Visiting) (err error) { got, err = tx.Draft(browser(n)); return err })
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %+v, %v, expected %+v", when, got, err, want)
		}
	}
	expect("before", 1, nil)
	set(1, typed)
	set(9, typed) // of whom nothing is known
	expect("typed", 1, typed)
	expect("another's", 2, nil)
	expect("nobody's", 9, nil)
	set(1, typed[:1])
	expect("typed anew", 1, typed[:1])
	if done := w.tidy(); done.Errands != 0 {
		t.Errorf("erased %d while somebody is here", done.Errands)
	}
	w.clock.Add(booking.VisitIdle)
	expect("left", 1, nil)
	if done := w.tidy(); done.Errands != 1 {
		t.Errorf("erased %d after the visit, expected 1", done.Errands)
	}
	w.sound()
}
