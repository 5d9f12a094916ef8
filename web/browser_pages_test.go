//go:build browser

package web_test

import (
	"testing"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/store"
)

// busy gives the office a day on which something goes on.
func busy(o *office) {
	for i, start := range []time.Time{at(0, 10, 30), at(0, 11, 0), at(0, 13, 0), at(0, 13, 30), at(0, 15, 0), at(1, 9, 0), at(1, 9, 0), at(2, 10, 0)} {
		o.book(booking.Phone("+8190000000"+string(rune('0'+i))+"1"), "koseki", start)
	}
	o.book(caller, "koseki", at(0, 14, 0))
	o.book(caller, "koseki", at(1, 14, 0), 2)
	call := o.calls("CA1", landline)
	call.press("1")
	call.press("0")
	o.do(func(tx *store.Tx) error {
		for _, party := range []int{1, 2} {
			if _, err := tx.AddVisitor("koseki", party); err != nil {
				return err
			}
		}
		if err := tx.AskBack(caller, "wants.book", ivr.Offer); err != nil {
			return err
		}
		_, err := tx.AddNotice(store.Notice{Text: "今日は、窓口がこんでいます。", Until: at(0, 17, 15)})
		return err
	})
}

// Every page is looked at, at both widths: it fits the window and axe finds nothing.
func TestBrowserEveryPageAtBothWidths(t *testing.T) {
	for width := range widths {
		t.Run(width, func(t *testing.T) {
			o := open(t)
			busy(o)
			w := windowOf(t, o, width, true)
			w.goTo("/console/login")
			w.shot("login")
			w.signInByKeys("admin")
			w.shot("home")
			w.keys("5678")
			w.waitFor("下4けた 5678")
			w.shot("found")
			card := "/console/card/" + o.cardOf(caller)
			for _, p := range []struct{ name, path string }{
				{"card", card},
				{"wishes", card + "/book"},
				{"confirm", card + "/book/confirm?facility=tobu&start=2026-04-14T13:00&party=2&member=3"},
				{"queue", "/console/queue"},
				{"today", "/console/today/koseki"},
				{"calendar", "/console/calendar?facility=koseki"},
				{"calendar-all", "/console/calendar"},
				{"week", "/console/calendar?facility=koseki&by=week"},
				{"day", "/console/calendar/day?facility=koseki&day=2026-04-15"},
				{"plan", "/console/calendar/plan?facility=koseki&day=2026-04-14&what=close"},
				{"affected", "/console/affected"},
				{"notices", "/console/notices"},
				{"phrases", "/console/phrases"},
				{"numbers", "/console/numbers"},
				{"blocked", "/console/blocked"},
				{"trail", "/console/trail"},
				{"refused", "/console/card/nobody"},
			} {
				w.goTo(p.path)
				w.shot(p.name)
			}
		})
	}
}
