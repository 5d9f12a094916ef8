package store

import (
	"fmt"
	"testing"
	"time"

	"madoguchi/booking"
)

// noted writes entries into the trail, one a minute.
func (w *town) noted(by By, what ...string) {
	w.Helper()
	for i, word := range what {
		if err := w.Update(bg, by, func(tx *Tx) error { return tx.note(word, 0, fmt.Sprint(by.Actor, " ", i)) }); err != nil {
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
	w.noted(By{Through: Console, Actor: "tanto", Why: "電話で"}, "open", "close", "open")
	w.noted(staff, "close", "notice")
	var pages []string
	var before int64
	for range 4 {
		page := w.trail(before, 2, TrailFilter{})
		line := ""
		for _, e := range page {
			line += e.What + " " + e.Detail + " " + e.Remark + "; "
			before = e.ID
		}
		pages = append(pages, line)
	}
	expectTexts(t, "pages of two", pages, "notice window 1 ; close window 0 ; ", "open tanto 2 電話で; close tanto 1 電話で; ", "open tanto 0 電話で; ", "")
	first := w.trail(0, 1, TrailFilter{})[0]
	if want := (Entry{first.ID, at(9, 4), Terminal, "window", "notice", 0, "window 1", ""}); first != want || first.ID == 0 {
		t.Errorf("found %+v, expected %+v", first, want)
	}
}

func TestTheTrailIsNarrowedByWhoWhatHowAndWhen(t *testing.T) {
	w := newTown(t)
	tanto := By{Through: Console, Actor: "tanto"}
	w.noted(staff, "open")
	w.noted(tanto, "see", "open")
	w.clock.at = at(23, 59)
	w.noted(tanto, "close", "open") // the second at midnight
	tuesday := booking.DateOf(monday).AddDays(1)
	for _, c := range []struct {
		filter TrailFilter
		want   []string
	}{
		{TrailFilter{}, []string{"tanto 1", "tanto 0", "tanto 1", "tanto 0", "window 0"}},
		{TrailFilter{Actor: "window"}, []string{"window 0"}},
		{TrailFilter{Through: Console, What: "open"}, []string{"tanto 1", "tanto 1"}},
		{TrailFilter{What: "see"}, []string{"tanto 0"}},
		{TrailFilter{Day: tuesday}, []string{"tanto 1"}},
		{TrailFilter{Day: tuesday.AddDays(-1), Actor: "tanto"}, []string{"tanto 0", "tanto 1", "tanto 0"}},
		{TrailFilter{Day: tuesday, What: "close"}, nil},
		{TrailFilter{Actor: "tant"}, nil},
	} {
		var found []string
		for _, e := range w.trail(0, 10, c.filter) {
			found = append(found, e.Detail)
		}
		expectTexts(t, fmt.Sprintf("%+v", c.filter), found, c.want...)
	}
}

// A console asks for what has changed every second: looking is not changing.
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
	w.do(func(tx *Tx) error { return tx.See([]int64{one.ID, two.ID}, "find 5678") })
	w.do(func(tx *Tx) error { return tx.See(nil, "ajiyoshi 2026-11-30") })
	if now := w.changed(); now != before {
		t.Errorf("a look is a change: %d, expected %d", now, before)
	}
	for _, b := range []booking.Booking{one, two} {
		if e, ok := lastOf(b.ID); !ok || e.What != "book" || e.Booking != b.ID {
			t.Errorf("booking %d changed last by %+v, %v", b.ID, e, ok)
		}
	}
	seen := w.trail(0, 3, TrailFilter{What: "see"})
	if len(seen) != 3 || seen[0].Booking != 0 || seen[0].Detail != "ajiyoshi 2026-11-30" || seen[1].Booking != two.ID || seen[2].Booking != one.ID {
		t.Errorf("seen: %+v", seen)
	}
	w.do(func(tx *Tx) error { return tx.Attend(two, booking.Arrived) })
	if e, ok := lastOf(two.ID); !ok || e.What != "arrived" || e.ID != w.changed() || e.ID <= before {
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

func TestALookTellsNoNumber(t *testing.T) {
	w := newTown(t)
	for _, detail := range []string{"find 09012345678", "find 123456", "find 090-1234-5678", "find +81-568-11-2222", "find 12345", "１２３４５"} {
		err := w.Update(bg, staff, func(tx *Tx) error { return tx.See(nil, detail) })
		if err == nil || contains(err, detail) || w.changed() != 0 || len(w.trail(0, 1, TrailFilter{})) != 0 {
			t.Errorf("%q: %v, and the trail has %+v", detail, err, w.trail(0, 1, TrailFilter{}))
		}
	}
}
