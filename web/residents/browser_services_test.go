//go:build browser

package residents_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"madoguchi/web/browsertest"
)

// Two people apply for cards in a city with several errands: the pages that ask for each of them
// fit the window of a small telephone, also in letters of twice the size and with readings.
func TestBrowserAFamilyAppliesForCards(t *testing.T) {
	for name, on3 := range map[string]string{"ja": "lang=ja", "en": "lang=en", "ruby": "lang=ja&furigana=on"} {
		for _, large := range []bool{false, true} {
			t.Run(fmt.Sprint(name, large), func(t *testing.T) {
				s := streetOf(t, threeServices)
				w := windowOf(t, s, 320)
				w.comesIn(mobile)
				prefix := name + "-services-"
				if large {
					w.LargeLetters()
					prefix = "large-" + prefix
				}
				w.GoTo("/yoyaku?" + on3)
				w.shot(prefix + "1-start")
				w.GoTo("/yoyaku/book")
				w.shot(prefix + "2-service")
				w.GoTo("/yoyaku/book/when?service=application&facility=koseki&party=2&day=2026-12-03")
				w.shot(prefix + "3-when")
				w.Do(chromedp.Click(`button[value="`+stamped(on(2, 9, 0))+`"]`), chromedp.WaitVisible(`//input[@name="procedure"]`))
				w.shot(prefix + "4-who")
				if asked := browsertest.Eval[int](w, `[...document.querySelectorAll("[name^=application], [name^=reason]")].filter(e => e.checkVisibility()).length`); asked != 0 {
					t.Errorf("somebody who has chosen nothing is asked %d more things", asked)
				}
				w.Do(chromedp.Click(`//input[@name="procedure" and @value="renewal"]`), chromedp.SendKeys(`//input[@name="application"]`, "1234 5678"), chromedp.Click(`main form button.main`))
				w.See(`//*[contains(@class, "fault")]`)
				w.FocusIsSeen()
				w.shot(prefix + "5-wrong")
				w.Do(chromedp.SendKeys(`//input[@name="application"]`, kb.End+" 9012 3456 7890 123"), chromedp.Click(`//input[@name="procedure2" and @value="reissue"]`),
					chromedp.Click(`//input[@name="reason2" and @value="lost"]`), chromedp.Click(`main form button.main`), chromedp.WaitVisible(`form[action="/yoyaku/book"]`))
				w.shot(prefix + "6-confirm")
				w.Do(chromedp.Click(`form[action="/yoyaku/book"] button.main`), chromedp.WaitVisible(`h1.done`))
				w.shot(prefix + "7-booked")
				w.GoTo("/yoyaku/mine/1/comes")
				w.shot(prefix + "8-comes")
			})
		}
	}
}
