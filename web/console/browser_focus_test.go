//go:build browser

package console_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"madoguchi/store"

	"madoguchi/web/browsertest"
)

// A list that changes under somebody's hands leaves them where they were, and what
// they have chosen as it is.
func TestBrowserTheFocusOutlivesAChange(t *testing.T) {
	o := open(t)
	b := o.book(landline, "koseki", at(0, 10, 30))
	w := windowOf(t, o, "desktop", true)
	w.signInByKeys("counter")
	w.GoTo("/console/today/koseki")
	o.looks()

	w.TabTo("予約なしの方")
	w.Keys(kb.ArrowDown)
	o.book(caller, "koseki", at(0, 13, 0))
	o.looks()
	w.waitFor("予約 2件")
	w.stays("予約なしの方")
	if party := browsertest.Eval[string](w, `document.activeElement.value`); party != "2" {
		t.Errorf("a party of %q is chosen, expected the 2 that was", party)
	}
	w.enter("番号を出す", "1番")
	w.stays("番号を出す")

	w.TabTo("10:30、下4けた 2222の方が、来られた")
	w.Keys(kb.Enter)
	w.waitFor("来庁 1件")
	w.stays("10:30、下4けた 2222の方の記録を、戻す")
	w.Keys(kb.Enter)
	w.waitFor("来庁 0件")
	w.stays("10:30、下4けた 2222の方が、来られた")

	// One caller's two bookings are two links to one card.
	o.book(landline, "koseki", at(0, 15, 0), 2)
	o.looks()
	w.waitFor("予約 3件")
	w.TabTo("2222") // the second: the focus was beyond the first
	o.book("+818011112222", "koseki", at(0, 15, 30))
	o.looks()
	w.waitFor("予約 4件")
	if at := browsertest.Eval[string](w, `document.activeElement.closest("tr").innerText`); !strings.HasPrefix(at, "15:00") {
		t.Errorf("the focus has moved to the row %q", at)
	}

	// What has gone from the list leaves the focus in the page, not at its head.
	w.TabTo("10:30、下4けた 2222の方が、来られた")
	o.do(func(tx *store.Tx) error {
		_, err := o.config.City.Rules.Cancel(tx, b.Receipt)
		return err
	})
	o.looks()
	w.waitFor("予約 3件")
	if at := browsertest.Eval[string](w, `document.activeElement.id`); at != "main" {
		t.Errorf("the focus is at %q, called %q", at, w.Focused())
	}
}

// stays fails the test unless the element with the name has the focus, and shows it.
func (w *window) stays(name string) {
	w.Helper()
	if now := w.Focused(); !strings.HasPrefix(now, name) {
		w.Errorf("the focus is on %q, expected %q", now, name)
	}
	if !browsertest.Eval[bool](w, `getComputedStyle(document.activeElement).outlineStyle !== "none"`) {
		w.Errorf("nobody sees that %q has the focus", name)
	}
}

// The first stop of every page leads past what all pages have, and no stop after it
// is lost or unseen.
func TestBrowserTheFirstStopLeadsToThePage(t *testing.T) {
	o := open(t)
	busy(o)
	w := windowOf(t, o, "desktop", true)
	w.signInByKeys("counter")
	for _, path := range []string{"/console/today/koseki", "/console/calendar?facility=koseki", "/console/notices"} {
		w.GoTo(path)
		w.Keys(kb.Tab)
		w.stays("本文へ")
		w.Keys(kb.Enter)
		if at := browsertest.Eval[string](w, `document.activeElement.id`); at != "main" {
			t.Errorf("%s: the first stop leads to %q, called %q", path, at, w.Focused())
		}
		w.Keys(kb.Tab)
		if !browsertest.Eval[bool](w, `document.activeElement.closest("main") !== null`) {
			t.Errorf("%s: past the head is %q", path, w.Focused())
		}
		w.stays(w.Focused())
	}
}
