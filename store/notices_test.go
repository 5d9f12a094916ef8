package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func (w *town) notice(text string, from, until time.Time) (n Notice) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		n, err = tx.AddNotice(Notice{Text: text, From: from, Until: until})
		return err
	})
	return n
}

func (w *town) told(phone booking.Phone) (texts []string) {
	w.Helper()
	w.do(func(tx *Tx) (err error) {
		texts, err = tx.Notices(phone)
		return err
	})
	return texts
}

func (w *town) notices(over bool) (found []Notice) {
	w.Helper()
	w.look(func(tx *Tx) (err error) {
		found, err = tx.ListNotices(over)
		return err
	})
	return found
}

func expectTexts(t *testing.T, when string, found []string, want ...string) {
	t.Helper()
	if !slices.Equal(found, want) {
		t.Errorf("%s: found %q, expected %q", when, found, want)
	}
}

func TestANumberIsToldANoticeOnce(t *testing.T) {
	w := newTown(t)
	expectTexts(t, "with no notice", w.told(phone(1)))
	w.notice("後の知らせ", at(8, 30), at(17, 0))
	w.notice("先の知らせ", at(8, 0), at(17, 0))
	expectTexts(t, "the first time", w.told(phone(1)), "先の知らせ", "後の知らせ")
	expectTexts(t, "the second time", w.told(phone(1)))
	w.notice("新しい知らせ", time.Time{}, at(17, 0))
	expectTexts(t, "a new one", w.told(phone(1)), "新しい知らせ")
	expectTexts(t, "another number", w.told(phone(2)), "先の知らせ", "後の知らせ", "新しい知らせ")
	for range 2 {
		expectTexts(t, "no number", w.told(""), "先の知らせ", "後の知らせ", "新しい知らせ")
	}
	w.sound()
}

func TestANoticeIsToldFromItsBeginningToItsEnd(t *testing.T) {
	w := newTown(t)
	n := w.notice(" 午後はとても混みます\n", at(10, 0), at(11, 0))
	if want := (Notice{ID: 1, Text: "午後はとても混みます", From: at(10, 0), Until: at(11, 0), Made: monday}); n != want {
		t.Errorf("found %+v, expected %+v", n, want)
	}
	for i, c := range []struct {
		clock time.Time
		told  bool
	}{
		{at(10, 0).Add(-time.Second), false}, {at(10, 0), true}, {at(11, 0).Add(-time.Second), true}, {at(11, 0), false},
	} {
		w.clock.at = c.clock
		if told := len(w.told(phone(i))) == 1; told != c.told {
			t.Errorf("at %s: told %t, expected %t", c.clock.Format(time.TimeOnly), told, c.told)
		}
	}
}

func TestWhatIsRolledBackWasNotTold(t *testing.T) {
	w := newTown(t)
	w.notice("知らせ", time.Time{}, at(17, 0))
	fault := errors.New("the turn failed")
	err := w.Update(bg, staff, func(tx *Tx) error {
		if texts, err := tx.Notices(phone(1)); err != nil || len(texts) != 1 {
			t.Errorf("found %q, %v", texts, err)
		}
		return fault
	})
	if !errors.Is(err, fault) {
		t.Fatal(err)
	}
	expectTexts(t, "after a turn that failed", w.told(phone(1)), "知らせ")
}

func TestStaffEndANotice(t *testing.T) {
	w := newTown(t)
	end := func(id int64) error { return w.Update(bg, staff, func(tx *Tx) error { return tx.EndNotice(id) }) }
	running := w.notice("今の知らせ", at(8, 0), at(17, 0))
	coming := w.notice("明日の知らせ", at(9, 1), at(17, 0))
	fresh := w.notice("今からの知らせ", time.Time{}, at(17, 0))
	w.told(phone(1))
	for _, n := range []Notice{running, coming, fresh} {
		if err := end(n.ID); err != nil {
			t.Errorf("notice %d: %v", n.ID, err)
		}
	}
	expectTexts(t, "after the end", w.told(phone(2)))
	for _, id := range []int64{running.ID, coming.ID, fresh.ID, 0, -1, 99} {
		if err := end(id); !errors.Is(err, ErrNoNotice) {
			t.Errorf("notice %d: found %v, expected ErrNoNotice", id, err)
		}
	}
	if left := w.notices(true); len(left) != 1 || left[0].ID != running.ID || !left[0].Until.Equal(monday) {
		t.Errorf("found %+v", left)
	}
	if again := w.notice("次の知らせ", time.Time{}, at(17, 0)); again.ID <= fresh.ID {
		t.Errorf("ID %d was used before", again.ID)
	}
	w.look(func(tx *Tx) error {
		trail, err := tx.Audit(0)
		if err != nil || len(trail) != 7 || trail[0].Deed != DidNotice || trail[3].Deed != DidEndNotice || trail[3].Detail != (Detail{Notice: 1}) {
			t.Errorf("the trail is %v, %v", trail, err)
		}
		return nil
	})
	w.sound()
}

func TestTheListHasNoticesThatAreNotOver(t *testing.T) {
	w := newTown(t)
	w.notice("明日まで", at(9, 0), at(12, 0).Add(day))
	w.notice("昼から", at(12, 0), at(13, 0))
	w.notice("昼まで", at(8, 0), at(12, 0))
	texts := func(over bool) (texts []string) {
		for _, n := range w.notices(over) {
			texts = append(texts, n.Text)
		}
		return texts
	}
	expectTexts(t, "in the morning", texts(false), "昼まで", "明日まで", "昼から")
	w.clock.at = at(12, 0)
	expectTexts(t, "at noon", texts(false), "明日まで", "昼から")
	expectTexts(t, "all at noon", texts(true), "昼まで", "明日まで", "昼から")
}

func TestANoticeThatCannotBeSaidIsRefused(t *testing.T) {
	w := newTown(t)
	for _, c := range []struct {
		notice Notice
		want   string
	}{
		{Notice{}, "without text"},
		{Notice{Text: " \t ", Until: at(17, 0)}, "without text"},
		{Notice{Text: "一\x00二", Until: at(17, 0)}, "cannot be said"},
		{Notice{Text: "一\n二", Until: at(17, 0)}, "cannot be said"},
		{Notice{Text: "\xff", Until: at(17, 0)}, "cannot be said"},
		{Notice{Text: strings.Repeat("長", 501), Until: at(17, 0)}, "501 characters, expected at most 500"},
		{Notice{Text: "知らせ"}, "expected an end"},
		{Notice{Text: "知らせ", Until: at(9, 0)}, "expected an end"},
		{Notice{Text: "知らせ", From: at(12, 0), Until: at(12, 0).Add(time.Millisecond)}, "expected an end"},
		{Notice{Text: "知らせ", From: at(7, 0), Until: at(8, 0)}, "expected an end"},
	} {
		err := w.Update(bg, staff, func(tx *Tx) error { _, err := tx.AddNotice(c.notice); return err })
		if !contains(err, c.want) {
			t.Errorf("%.20q: found %v, expected %q", c.notice.Text, err, c.want)
		}
	}
	w.notice(strings.Repeat("長", 500), time.Time{}, at(17, 0))
	w.notice("お問い合わせは、+819012345678まで。", time.Time{}, at(17, 0)) // the trail refuses a number
	w.sound()
}

// A call knows whether there is a notice without reading its text.
func TestACallKnowsWhetherThereIsANotice(t *testing.T) {
	w := newTown(t)
	now := w.clock.Now()
	w.do(func(tx *Tx) error {
		_, err := tx.AddNotice(Notice{Text: "あすは、お休みです。", From: now.Add(time.Hour), Until: now.Add(2 * time.Hour)})
		return err
	})
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{0, false}, {time.Hour - time.Second, false}, {time.Hour, true}, {2*time.Hour - time.Second, true}, {2 * time.Hour, false}} {
		w.clock.Add(now.Add(c.after).Sub(w.clock.Now()))
		if known := w.greet(phone(1)); known.Notices != c.want {
			t.Errorf("after %s: a notice is known: %v, expected %v", c.after, known.Notices, c.want)
		}
	}
}
