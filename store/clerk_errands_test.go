package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"madoguchi/booking"
)

// Staff read errands without the application IDs, and the whole of them only together with an
// entry in the trail, which has none of the digits but the last four of the telephone.
func TestStaffSeeApplicationIDsOnRecordAlone(t *testing.T) {
	const id = "12345678901234567890123"
	w := newTown(t)
	w.plan(planOf(kozoji, 0, 5, 30, "09:00-17:00"))
	town := modelCity(9, booking.Most{}, 0, 0)
	var b Seen
	serve := func(fn func(Serving) error) error { return w.Update(bg, staff, ToServe.Do(fn)) }
	find := func(fn func(Finding) error) error { return w.Update(bg, staff, ToFind.Do(fn)) }
	set := func(edits ...ErrandEdit) error {
		return serve(func(tx Serving) (err error) {
			b, err = tx.SetErrands(town, b.Receipt, edits)
			return err
		})
	}
	if err := serve(func(tx Serving) (err error) {
		b, err = tx.Book(town.RulesFor("card", kozoji), Mask(phone(1)), booking.Request{Facility: kozoji, Start: at(10, 0), Party: 2})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	whole := func() (ids []booking.ApplicationID, looks int) {
		t.Helper()
		if err := find(func(tx Finding) (err error) {
			if ids, err = tx.Applications(b, Look{Page: ApplicationPage}); err != nil {
				return err
			}
			trail, err := tx.Audit(b.ID)
			for _, e := range trail {
				if e.Deed == DidSee && e.Detail.Look == (Look{Page: ApplicationPage, Last4: b.Phone.Last4()}) {
					looks++
				}
			}
			if strings.Contains(fmt.Sprintf("%+v", trail), id[:8]) {
				t.Errorf("the trail has an application ID: %+v", trail)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return ids, looks
	}
	if ids, looks := whole(); len(ids) != 0 || looks != 0 {
		t.Errorf("of nothing: %v, on record %d times", ids, looks)
	}
	renewal := booking.Errand{Procedure: booking.Renewal, Application: id}
	if err := set(ErrandEdit{Errand: booking.Errand{Procedure: booking.NewIssue}}, ErrandEdit{Errand: renewal}); err != nil {
		t.Fatal(err)
	}
	if err := find(func(tx Finding) error {
		seen, err := tx.Errands(b)
		if want := []SeenErrand{{Procedure: booking.NewIssue}, {Procedure: booking.Renewal, Application: strings.Repeat("*", 19) + "0123"}}; !slices.Equal(seen, want) {
			t.Errorf("found %+v, expected %+v", seen, want)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 2; n++ { // every time
		if ids, looks := whole(); !slices.Equal(ids, []booking.ApplicationID{"", id}) || looks != n {
			t.Errorf("%v, on record %d times, expected %d", ids, looks, n)
		}
	}
	keep := ErrandEdit{Errand: booking.Errand{Procedure: booking.Renewal}, Keep: true}
	if err := set(keep, keep); err != nil {
		t.Fatal(err)
	}
	if ids, _ := whole(); !slices.Equal(ids, []booking.ApplicationID{"", id}) {
		t.Errorf("kept: %v", ids)
	}
	if err := set(keep, ErrandEdit{Errand: booking.Errand{Procedure: booking.NewIssue}, Keep: true}); err != nil {
		t.Fatal(err)
	}
	if ids, looks := whole(); len(ids) != 0 || looks != 3 {
		t.Errorf("of a new card: %v, on record %d times", ids, looks)
	}
	if err := set(ErrandEdit{Errand: booking.Errand{Procedure: booking.Collection}}); !errors.Is(err, booking.ErrErrandKind) {
		t.Errorf("a pick-up of an application: %v", err)
	}
	b.Receipt = "000000"
	if err := set(keep); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("of no booking: %v", err)
	}
	w.sound()
}
