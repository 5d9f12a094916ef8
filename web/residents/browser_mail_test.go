//go:build browser

package residents_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// What the pages of the way by mail are called.
var mailSaidIn = map[string]map[string]string{
	"ja": {"instead": "電話番号のかわりに", "address": "メールアドレス", "sent": "メールを送りました", "link": "このメールアドレスで", "go": "進む", "who": "手続きと、来る人"},
	"en": {"instead": "Go on with a mail address", "address": "Mail address", "sent": "We have sent", "link": "Go on with this", "go": "Go on", "who": "What for"},
}

// Somebody books by a mail with a link in it, by the keyboard and without scripts: each page
// fits the window of a small telephone, also in letters of twice the size.
func TestBrowserAResidentBooksByAMail(t *testing.T) {
	for code, say := range mailSaidIn {
		for _, large := range []bool{false, true} {
			t.Run(fmt.Sprint(code, large), func(t *testing.T) {
				s := streetOf(t)
				w := windowOf(t, s, 320)
				name := code + "-mail-"
				if large {
					w.LargeLetters()
					name = "large-" + name
				}
				w.GoTo("/yoyaku?lang=" + code)
				w.GoTo("/yoyaku/prove?facility=tobu&party=1&start=" + stamped(on(2, 9, 0)))
				w.TabTo(say["instead"])
				w.Keys(kb.Enter)
				w.See(`//input[@id="again"]`)
				w.shot(name + "1-address")
				w.TabTo(say["address"])
				w.Keys("hanako@example" + kb.Tab + "hanako@example" + kb.Enter)
				w.See(`//*[@id="wrong"]`)
				w.FocusIsSeen()
				w.shot(name + "2-wrong")
				w.GoTo("/yoyaku/prove/mail?facility=tobu&party=1&start=" + stamped(on(2, 9, 0)))
				w.TabTo(say["address"])
				w.Keys(hanako.Address() + kb.Tab + hanako.Address() + kb.Enter)
				w.waitFor(say["sent"])
				w.begins(say["sent"])
				w.shot(name + "3-sent")
				w.GoTo(s.link(hanako))
				w.waitFor(say["link"])
				w.shot(name + "4-link")
				w.TabTo(say["go"])
				w.Keys(kb.Enter)
				w.waitFor(say["who"])
				w.begins(say["who"])
				w.shot(name + "5-who")
			})
		}
	}
}
