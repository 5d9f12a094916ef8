//go:build browser

package console_test

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

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
		if _, _, err := tx.SetOpen("koseki", at(1, 14, 0), at(1, 16, 0), false); err != nil {
			return err
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
			w.GoTo("/console/login")
			w.shot("login")
			w.signInByKeys("admin")
			w.shot("home")
			w.Keys("5678")
			w.waitFor("下4けた 5678")
			w.shot("found")
			for _, p := range pagesOf(o) {
				w.GoTo(p.path)
				w.shot(p.name)
			}
		})
	}
}

// A shown is a page of the console that a link or a form leads to.
type shown struct{ name, path string }

func pagesOf(o *office) []shown {
	card := "/console/card/" + o.cardOf(caller)
	return []shown{
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
		{"day-all", "/console/calendar/day?day=2026-04-15"},
		{"plan-all", "/console/calendar/plan?day=2026-04-14&through=2027-03-31&what=capacity&desks=1"},
		{"decisions", "/console/calendar/decisions"},
		{"undo", "/console/calendar/undo?decision=1"},
		{"affected", "/console/affected"},
		{"notices", "/console/notices"},
		{"phrases", "/console/phrases"},
		{"numbers", "/console/numbers"},
		{"blocked", "/console/blocked"},
		{"trail", "/console/trail"},
		{"factors", "/console/account/factor"},
		{"refused", "/console/card/nobody"},
	}
}

// Somebody who sees badly sets the letters of the browser to twice their size: no page
// becomes wider than the window, which on a telephone grows with the widest table of the
// page, and no text is cut off.
func TestBrowserLargeTextBreaksNothing(t *testing.T) {
	for width := range widths {
		t.Run(width, func(t *testing.T) {
			o := open(t)
			busy(o)
			w := windowOf(t, o, width, true)
			w.LargeLetters()
			w.signInByKeys("admin")
			for _, p := range append(pagesOf(o), shown{"home", "/console"}) {
				w.GoTo(p.path)
				w.Keep("large-"+p.name, chromedp.CaptureScreenshot())
				w.Accessible("large " + p.name)
				w.Fits("large " + p.name)
			}
		})
	}
}
