//go:build browser

package console_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"madoguchi/booking"
	"madoguchi/store"

	"madoguchi/web/browsertest"
)

// A counter closes a time, has one desk less and an evening more, and takes all of it
// back, with the keyboard alone. Between, the month, the week and the day have the figures
// that are true then, at both widths, and axe finds nothing.
func TestBrowserTheCalendarIsChangedAndTakenBack(t *testing.T) {
	for width := range widths {
		t.Run(width, func(t *testing.T) {
			o := open(t)
			o.book(caller, "tobu", at(1, 9, 0))
			o.book(landline, "tobu", at(1, 9, 0))
			o.book("+818011112222", "tobu", at(1, 13, 0))
			w := windowOf(t, o, width, true)
			w.signInByKeys("counter")
			w.figures("before", "25 /28 予約 3", "09:00-09:30 2 2 0", "13:00-13:30 2 1 1")
			before := w.main()

			w.TabTo("この時刻から")
			w.Keys("1300")
			w.enter("受付を止める", "窓口のない予約")
			w.shot("plan-close")
			w.TabTo("理由")
			w.Keys("停電のため")
			w.enter("受付を止める", "受付を止めました")
			w.figures("closed", "14 /16 予約 3 窓口なし 決定あり", "09:00-09:30 2 2 0", "13:00-13:30 窓口なし なし 1 0")

			w.TabTo("窓口の数")
			w.Keys("1")
			w.enter("窓口の数を変える", "窓口の数をこえる予約")
			w.shot("plan-size")
			w.enter("窓口の数を変える", "窓口の数を変えました")
			w.figures("sized", "7 /8 予約 3 約束が多い 窓口なし 決定あり", "09:00-09:30 約束が多い 1 2 0", "13:00-13:30 窓口なし なし 1 0")

			w.TabTo("この時刻から")
			w.Keys("1715")
			w.TabTo("この時刻まで")
			w.Keys("1930")
			w.TabTo("窓口の数")
			w.Keys("3")
			w.enter("時間を足す", "いまは、変わりません")
			w.shot("plan-add")
			w.enter("時間を足す", "時間を足しました")
			w.figures("added", "7 /8 予約 3 約束が多い 窓口なし 決定あり", "09:00-09:30 約束が多い 1 2 0")
			// What is closed until midnight is closed, also where an evening is added.
			w.enter("取り消す…（受付を止める", "決定を取り消す")
			w.waitFor("17:15-19:30")
			w.shot("undo")
			w.enter("取り消す", "決定を取り消しました")
			w.figures("opened", "24 /26 予約 3 約束が多い 決定あり", "13:00-13:30 1 1 0", "17:15-17:45 3 0 3")
			o.book("+818033334444", "tobu", at(1, 18, 15))
			w.GoTo("/console/calendar/decisions?facility=tobu")
			w.shot("decisions")
			w.GoTo("/console/calendar/day?facility=tobu&day=2026-04-15")
			w.enter("取り消す…（窓口の数を 1", "09:00-16:00")
			w.enter("取り消す", "決定を取り消しました")
			w.figures("more", "36 /40 予約 4 決定あり", "09:00-09:30 2 2 0")
			w.enter("取り消す…（時間を足す", "窓口のない予約")
			w.enter("取り消す", "決定を取り消しました")
			w.figures("alone", "25 /28 予約 3 窓口なし", "18:15-18:45 枠の外 窓口なし なし 1")
			w.GoTo("/console/affected")
			w.shot("affected-one")
			o.do(func(tx *store.Tx) error {
				_, err := o.config.City.Rules.Cancel(tx, o.bookings("+818033334444")[0].Receipt)
				return err
			})
			w.figures("after", "25 /28 予約 3", "09:00-09:30 2 2 0", "13:00-13:30 2 1 1")
			if after := w.main(); after != before {
				t.Errorf("the day is\n%s\nand was\n%s", after, before)
			}
			if found := o.decisions(); len(found) != 0 {
				t.Errorf("found %+v", found)
			}
		})
	}
}

// figures looks at the month, the week and the day, and leaves the window at the day. The
// month must say of it what is wanted, and the day too.
func (w *window) figures(name, month string, day ...string) {
	w.Helper()
	w.GoTo("/console/calendar?facility=tobu")
	w.shot("month-" + name)
	if said := w.text(`document.querySelector('.month a[href*="day=2026-04-15"]')`); !strings.Contains(said, month) {
		w.Errorf("%s: the month says %q, expected %q", name, said, month)
	}
	if !browsertest.Eval[bool](w, `[...document.querySelectorAll(".month td")].every(td => {
		const th = td.closest("table").tHead.rows[0].cells[td.cellIndex].getBoundingClientRect(), at = td.getBoundingClientRect();
		return Math.abs(at.left - th.left) < 2 && Math.abs(at.right - th.right) < 2; })`) {
		w.Errorf("%s: a day of the month stands under another weekday", name)
	}
	w.GoTo("/console/calendar?facility=tobu&by=week&day=2026-04-15")
	w.shot("week-" + name)
	w.GoTo("/console/calendar/day?facility=tobu&day=2026-04-15")
	w.shot("day-" + name)
	said := w.main()
	for _, want := range day {
		if !strings.Contains(said, want) {
			w.Errorf("%s: the day says %q, expected %q", name, said, want)
		}
	}
}

// main returns what the page says, and text what an element says, without what only a
// screen reader says.
func (w *window) main() string { w.Helper(); return w.text(`document.getElementById("main")`) }

func (w *window) text(element string) string {
	w.Helper()
	return strings.Join(strings.Fields(browsertest.Eval[string](w, `(() => { const e = (`+element+`).cloneNode(true);
		for (const hidden of e.querySelectorAll(".sr, .done")) hidden.remove();
		return [...e.querySelectorAll("*")].filter(n => n.children.length === 0 || [...n.childNodes].some(c => c.nodeType === 3 && c.data.trim()))
			.map(n => [...n.childNodes].filter(c => c.nodeType === 3).map(c => c.data.trim()).join("")).join(" "); })()`)), " ")
}

// A day that is open on a screen follows what others decide, and the focus stays.
func TestBrowserADayFollowsWhatOthersDecide(t *testing.T) {
	o := open(t)
	w := windowOf(t, o, "desktop", true)
	w.signInByKeys("counter")
	w.GoTo("/console/calendar/day?facility=tobu&day=2026-04-15")
	o.looks()
	w.TabTo("窓口の数")
	w.Keys("4")
	o.do(func(tx *store.Tx) error {
		_, _, err := tx.SetOpen("tobu", booking.Date{Year: 2026, Month: 4, Day: 15}.In(booking.JST), at(2, 0, 0), false)
		return err
	})
	o.looks()
	w.waitFor("職員の決定：受付を止める")
	w.stays("窓口の数")
	if typed := browsertest.Eval[string](w, `document.activeElement.value`); typed != "4" {
		t.Errorf("what was typed is %q", typed)
	}
	w.Keys(kb.Tab)
	w.Do(chromedp.WaitVisible(`//main`))
}
