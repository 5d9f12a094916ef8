//go:build browser

package console_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"madoguchi/booking"
	"madoguchi/web/browsertest"
)

// The pages of a city with several services fit the window, also with letters of twice their
// size, and axe finds nothing; with and without what cannot be taken.
func TestBrowserThePagesOfSeveralServices(t *testing.T) {
	for width := range widths {
		t.Run(width, func(t *testing.T) {
			o := open(t, withServices)
			o.bookFor("application", caller, "koseki", at(0, 13, 0), 3)
			o.bookFor("certificate", landline, "koseki", at(0, 13, 0), 1)
			o.bookFor("pick-up", "+818011112222", "koseki", at(0, 14, 0), 1)
			w := windowOf(t, o, width, true)
			w.signInByKeys("admin")
			card := "/console/card/" + o.cardOf(caller)
			pages := []shown{
				{"services-today", "/console/today/koseki"}, {"services-today-one", "/console/today/koseki?service=application"},
				{"services-asked", card + "/book"}, {"services-wishes", card + "/book?service=application"},
				{"services-confirm", card + "/book/confirm?service=pick-up&facility=tobu&start=2026-04-14T13:00&party=2&member=3"},
				{"services-free", "/console/free"}, {"services-numbers", "/console/numbers"}, {"services-card", card},
			}
			for _, p := range pages {
				w.GoTo(p.path)
				w.Do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("main details").forEach(d => d.open = true)`))
				w.shot(p.name)
			}
			w.Do(chromedp.SendKeys("#application1-1", "1234"), chromedp.Click(`//main//button[normalize-space(.)="手続きを残す"]`))
			w.waitFor("更新の方だけのものです")
			w.shot("services-wrong")
			w.LargeLetters()
			for _, p := range pages {
				w.GoTo(p.path)
				w.Do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("main details").forEach(d => d.open = true)`))
				w.Keep("large-"+p.name, chromedp.CaptureScreenshot())
				w.Accessible("large " + p.name)
				w.Fits("large " + p.name)
			}
		})
	}
}

// An agent books a service and writes what for with the keyboard alone, with and without
// scripts.
func TestBrowserAServiceIsBookedWithTheKeyboardAlone(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		name := "with scripts"
		if !scripts {
			name = "without scripts"
		}
		t.Run(name, func(t *testing.T) {
			o := open(t, withServices)
			w := windowOf(t, o, "desktop", scripts)
			w.signIn("agent", scripts)
			w.GoTo("/console/card/" + o.cardOf(caller))
			w.enter("予約をとる", "次へ")
			w.TabTo("電子証明書の更新")
			w.Keys(kb.ArrowDown)
			w.enter("次へ", "マイナンバーカードの申請")
			w.enter("4月15日（水） 09:00", "用件は未確認")
			w.enter("予約する", "予約しました")
			w.enter("手続きを書く", "申請書ID（更新の方、23けた）")
			w.TabTo("手続き")
			w.Keys(kb.ArrowDown)
			w.TabTo("申請書ID（更新の方、23けた）")
			w.Keys("1234 5678 9012 3456 7890 123")
			w.enter("手続きを残す", "手続きを、書きました")
			w.waitFor("*******************0123")
			w.enter("申請書IDを、全部見る", "1234 5678 9012 3456 7890 123")
			own := o.bookings(caller)
			if len(own) != 1 || own[0].Service != "application" || own[0].Procedure != booking.Renewal {
				t.Fatalf("%+v", own)
			}
			if browsertest.Eval[int](w, `document.querySelectorAll("main [role=alert]").length`) != 0 {
				t.Error("something is wrong on the page")
			}
		})
	}
}
