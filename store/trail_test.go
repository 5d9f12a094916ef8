package store

import (
	"fmt"
	"testing"
	"time"

	"madoguchi/booking"
)

// noted writes entries into the trail, one a minute.
func (w *town) noted(by By, deeds ...Deed) {
	w.Helper()
	for i, deed := range deeds {
		by := by
		if by.Call == "" { // by which the entries are told apart
			by.Call = fmt.Sprint(10 + i)
		}
		if err := w.Update(bg, by, func(tx *Tx) error { return tx.note(deed, 0, Detail{}) }); err != nil {
			w.Fatalf("note: %v", err)
		}
		w.clock.Add(time.Minute)
	}
}

func (w *town) trail(before int64, n int, f TrailFilter) (found []Entry) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		found, err = tx.Trail(before, n, f)
		return err
	})
	return found
}

// deedsOf returns what was done to a booking, oldest first.
func (w *town) deedsOf(id int64) (deeds []string) {
	w.Helper()
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(id)
		for _, e := range trail {
			deeds = append(deeds, string(e.Deed))
		}
		return err
	})
	return deeds
}

func (w *town) changed() (id int64) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		id, err = tx.Changed()
		return err
	})
	return id
}

func TestTheTrailIsReadPageByPageNewestFirst(t *testing.T) {
	w := newTown(t)
	w.noted(By{Way: ByConsole, Actor: "tanto", Why: "電話で"}, DidOpen, DidClose, DidOpen)
	w.noted(staff, DidClose, DidNotice)
	var pages []string
	var before int64
	for range 4 {
		page := w.trail(before, 2, TrailFilter{})
		line := ""
		for _, e := range page {
			line += fmt.Sprint(e.Deed, " ", e.Actor, e.Call, " ", e.Remark, "; ")
			before = e.ID
		}
		pages = append(pages, line)
	}
	expectTexts(t, "pages of two", pages, "notice window11 ; close window10 ; ", "open tanto12 電話で; close tanto11 電話で; ", "open tanto10 電話で; ", "")
	first := w.trail(0, 1, TrailFilter{})[0]
	if want := (Entry{first.ID, at(9, 4), ByTerminal, "window", "11", DidNotice, 0, Detail{}, ""}); first != want || first.ID == 0 {
		t.Errorf("found %+v, expected %+v", first, want)
	}
}

func TestTheTrailIsNarrowedByWhoWhatHowAndWhen(t *testing.T) {
	w := newTown(t)
	tanto := By{Way: ByConsole, Actor: "tanto"}
	w.noted(staff, DidOpen)
	w.noted(tanto, DidSee, DidOpen)
	w.clock.at = at(23, 59)
	w.noted(tanto, DidClose, DidOpen) // the second one at midnight
	w.noted(By{Way: ByPhone, Call: "CA1"}, DidMiskeyNumber)
	tuesday := booking.DateOf(monday).AddDays(1)
	for _, c := range []struct {
		filter TrailFilter
		want   []string
	}{
		{TrailFilter{}, []string{"CA1", "tanto11", "tanto10", "tanto11", "tanto10", "window10"}},
		{TrailFilter{Actor: "window"}, []string{"window10"}},
		{TrailFilter{Actor: "CA1"}, []string{"CA1"}}, // a caller has no name, but a call
		{TrailFilter{Way: ByConsole, Deed: DidOpen}, []string{"tanto11", "tanto11"}},
		{TrailFilter{Deed: DidSee}, []string{"tanto10"}},
		{TrailFilter{Day: tuesday, Way: ByConsole}, []string{"tanto11"}},
		{TrailFilter{Day: tuesday.AddDays(-1), Actor: "tanto"}, []string{"tanto10", "tanto11", "tanto10"}},
		{TrailFilter{Day: tuesday, Deed: DidClose}, nil},
		{TrailFilter{Actor: "tant"}, nil},
	} {
		var found []string
		for _, e := range w.trail(0, 10, c.filter) {
			found = append(found, fmt.Sprint(e.Actor, e.Call))
		}
		expectTexts(t, fmt.Sprintf("%+v", c.filter), found, c.want...)
	}
}

// Every second a console asks whether anything has changed: a look is not a change.
func TestALookIsNotedAndChangesNothing(t *testing.T) {
	w := newTown(t)
	if id := w.changed(); id != 0 {
		t.Errorf("of an empty trail: %d", id)
	}
	w.slot(ajiyoshi, at(11, 0), 2)
	one, two := w.book(phone(1), ajiyoshi, at(11, 0)), w.book(phone(2), ajiyoshi, at(11, 0))
	before := w.changed()
	lastOf := func(id int64) (e Entry, ok bool) {
		w.look(func(tx *Tx) (err error) {
			e, ok, err = tx.LastChange(id)
			return err
		})
		return e, ok
	}
	w.do(func(tx *Tx) error { return tx.See([]int64{one.ID, two.ID}, Look{Page: CardPage, Last4: "5678"}) })
	list := Look{Page: DayPage, Facility: ajiyoshi, Day: booking.DateOf(monday)}
	w.do(func(tx *Tx) error { return tx.See(nil, list) })
	if now := w.changed(); now != before {
		t.Errorf("a look is a change: %d, expected %d", now, before)
	}
	for _, b := range []booking.Booking{one, two} {
		if e, ok := lastOf(b.ID); !ok || e.Deed != DidBook || e.Booking != b.ID {
			t.Errorf("booking %d changed last by %+v, %v", b.ID, e, ok)
		}
	}
	seen := w.trail(0, 3, TrailFilter{Deed: DidSee})
	if len(seen) != 3 || seen[0].Booking != 0 || seen[0].Detail != (Detail{Look: list}) || seen[1].Detail.Look.Last4 != "5678" || seen[1].Booking != two.ID || seen[2].Booking != one.ID {
		t.Errorf("seen: %+v", seen)
	}
	w.do(func(tx *Tx) error { return tx.Attend(two, booking.Arrived) })
	if e, ok := lastOf(two.ID); !ok || e.Deed != DidArrive || e.ID != w.changed() || e.ID <= before {
		t.Errorf("then %+v, %v, and %d", e, ok, w.changed())
	}
	if e, ok := lastOf(two.ID + 1); ok {
		t.Errorf("of no booking: %+v", e)
	}
	before = w.changed()
	w.visitor(ajiyoshi, 1)
	if w.changed() <= before {
		t.Error("a visitor who comes is no change")
	}
}

// What is kept of a long name, or of a call's, is cut between characters.
func TestACutTextKeepsItsCharactersWhole(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"", 4, ""},
		{"tanto", 6, "tanto"},
		{"tanto", 5, "tanto"},
		{"tanto", 4, "tant"},
		{"担当", 6, "担当"},
		{"担当", 5, "担"},
		{"担当", 4, "担"},
		{"担当", 3, "担"},
		{"担当", 2, ""},
		{"\x80\x80\x80", 2, ""}, // the inner bytes of a character, and no first one
	} {
		if got := cut(c.text, c.n); got != c.want {
			t.Errorf("%d bytes of %q: %q, expected %q", c.n, c.text, got, c.want)
		}
	}
}

func TestALookTellsNoNumber(t *testing.T) {
	w := newTown(t)
	for _, number := range []string{"09012345678", "+819012345678", "090-1234-5678", "+81-568-11-2222", "12345", "１２３４", "１２３４５６７", "123"} {
		for _, look := range []Look{{Page: CardPage, Last4: number}, {Page: DayPage, Facility: number}, {Page: DayPage, Facility: "tobu " + number}, {Page: Page(number)}, {Page: PlanPage, Plan: Deed(number)}} {
			err := w.Update(bg, staff, func(tx *Tx) error { return tx.See(nil, look) })
			if err == nil || look.Page == CardPage && contains(err, number) || len(w.trail(0, 1, TrailFilter{})) != 0 {
				t.Errorf("%+v: %v, and the trail has %+v", look, err, w.trail(0, 1, TrailFilter{}))
			}
		}
	}
	for _, page := range Pages {
		for _, id := range []string{"", "tobu-1", "annex-486-0857", "kita-12345"} { // as city.yaml may have them
			w.do(func(tx *Tx) error {
				return tx.See(nil, Look{Page: page, Facility: id, Last4: "0123", Plan: DidSize})
			})
		}
	}
}
