//go:build browser

package console_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"madoguchi/booking"
	"madoguchi/store"

	"madoguchi/web/browsertest"
)

// The day's list follows a phone call, in the page that is open, and leaves alone
// what somebody is typing.
func TestBrowserTheListFollowsACall(t *testing.T) {
	o := open(t)
	o.book(landline, "koseki", at(0, 13, 0))
	w := windowOf(t, o, "desktop", true)
	w.signInByKeys("admin")
	w.GoTo("/console/today/koseki?day=2026-04-15")
	w.waitFor("この日の予約は、ありません")
	o.looks()
	browsertest.Eval[bool](w, `(window.opened = "once") === "once"`)
	call := o.calls("CA1", caller)
	call.press("1")
	call.press("1")
	call.press("1")
	if len(o.bookings(caller)) != 1 {
		t.Fatal("the call booked nothing")
	}
	o.looks()
	w.waitFor("5678")
	if browsertest.Eval[string](w, `window.opened`) != "once" {
		t.Error("the page was loaded again")
	}

	// A call that is passed on pops up while somebody is in the middle of typing.
	w.GoTo("/console")
	w.TabTo("電話番号")
	w.Keys("22")
	passed := o.calls("CA2", landline)
	passed.press("0")
	o.looks()
	w.waitFor("いま転送中")
	w.Keys("22")
	w.waitFor("下4けた 2222")
	if got := browsertest.Eval[string](w, `document.activeElement.value`); got != "2222" {
		t.Errorf("what was typed is %q", got)
	}
}

// A page whose session has ended elsewhere leads to the sign-in page.
func TestBrowserAPageLeadsToTheWayInWhenItsSessionEnds(t *testing.T) {
	o := open(t)
	w := windowOf(t, o, "desktop", true)
	w.signInByKeys("counter")
	w.GoTo("/console/today/koseki")
	w.waitFor("戸籍住民課")
	o.looks()
	o.do(func(tx *store.Tx) error {
		a, _, err := tx.AccountOf("counter")
		if err == nil {
			_, err = tx.SignOutEverywhere(a.ID)
		}
		return err
	})
	o.looks()
	w.Do(chromedp.WaitVisible(`//h1[contains(., "サインイン")]`))
}

// A day is one page of paper, however full: from the screen, and from the disk.
func TestBrowserADayPrintsOnOnePage(t *testing.T) {
	for rows, capacity := range map[int]int{28: 2, 29: 3, 56: 4, 80: 6, 112: 8, 120: 9} {
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			o := open(t)
			w := windowOf(t, o, "desktop", true)
			o.do(func(tx *store.Tx) error {
				if _, _, err := tx.SetCapacity("tobu", at(1, 0, 0), at(2, 0, 0), capacity); err != nil {
					return err
				}
				for i := range rows {
					start := at(1, 9, 0).Add(booking30(i / capacity))
					q := booking.Request{Phone: booking.Phone(fmt.Sprintf("+8190%08d", i)), Facility: "tobu", Start: start, Staff: true}
					if _, err := o.config.City.RulesOf("tobu").Book(tx, q); err != nil {
						return err
					}
				}
				return nil
			})
			w.signInByKeys("counter")
			w.GoTo("/console/today/tobu?day=2026-04-15")
			w.waitFor(fmt.Sprintf("予約 %d件", rows))
			w.onePage(fmt.Sprint("print-", rows))
			dir := t.TempDir()
			if _, err := o.console.Paper(t.Context(), dir); err != nil {
				t.Fatal(err)
			}
			w.Do(chromedp.Navigate("file://" + filepath.Join(dir, "tobu-2026-04-15.html")))
			w.onePage(fmt.Sprint("paper-", rows))
		})
	}
}

// onePage fails the test unless the page prints on one sheet.
func (w *window) onePage(name string) {
	w.Helper()
	pdf, err := chromedp.Run(w.Context(), chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		w.Fatal(err)
	}
	w.Save(name+".pdf", pdf)
	if n := bytes.Count(pdf, []byte("/Type /Page\n")) + bytes.Count(pdf, []byte("/Type /Page/")) + bytes.Count(pdf, []byte("/Type /Page ")); n != 1 {
		w.Errorf("%s takes %d pages", name, n)
	}
}

// booking30 returns how long after the first the nth slot of half an hour begins.
func booking30(n int) time.Duration { return time.Duration(n) * 30 * time.Minute }
