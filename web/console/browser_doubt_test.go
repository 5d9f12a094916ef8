//go:build browser

package console_test

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A page that is open says by itself that the ledger is in doubt, and that it is no longer.
func TestBrowserADoubtIsOnEveryPage(t *testing.T) {
	for width := range widths {
		t.Run(width, func(t *testing.T) {
			o := open(t)
			busy(o)
			o.served()
			w := windowOf(t, o, width, true)
			w.signInByKeys("admin")
			w.GoTo("/console/calendar")
			o.wait(-40 * time.Minute)
			o.looks()
			w.waitFor(wrongClock)
			w.shot("doubt-calendar")
			o.wait(40 * time.Minute)
			o.looks()
			if _, err := chromedp.Run(w.Context(), chromedp.Poll[bool](`!document.querySelector("#doubt [role=alert]")`)); err != nil {
				t.Fatalf("the page goes on saying it: %v", err)
			}
			o.wait(-40 * time.Minute)
			w.GoTo("/console/notices")
			w.waitFor(wrongClock)
			w.shot("doubt-notices")
			w.GoTo("/console/card/" + o.cardOf(caller))
			w.waitFor("何も変えていません。")
			w.shot("doubt-refused")
			o.wait(40*time.Minute + 60*24*time.Hour) // the session is over as well
			w.GoTo("/console/login")
			w.waitFor(wrongClock)
			w.shot("doubt-login")
		})
	}
}
