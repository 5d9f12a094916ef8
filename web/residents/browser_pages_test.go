//go:build browser

package residents_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp/kb"

	"madoguchi/store"
)

// lively gives the street a few days on which something goes on.
func lively(s *street) {
	for i := range 60 {
		s.books(phoneOf(i), "ajiyoshi", on(1+i/28, 9, 0).Add(time.Duration(i%28/2)*30*time.Minute))
	}
	s.do(func(tx *store.Tx) error {
		_, err := tx.AddNotice(store.Notice{Text: "12月7日は、システムの点検のため、午後の受付を休みます。", Until: on(10, 17, 15)})
		return err
	})
}

// walkedBy goes from the first page to a cancelled booking by the keyboard, as the buttons of a
// language are called, and looks at each page.
func (w *window) walkedBy(prefix string, say map[string]string) {
	w.Helper()
	w.goTo("/yoyaku")
	w.shot(prefix + "01-start")
	w.enter(say["book"], say["where"])
	w.shot(prefix + "02-place")
	w.enter(say["place"], say["how many"])
	w.shot(prefix + "03-people")
	w.enter(say["two"], say["when"])
	w.shot(prefix + "04-week")
	w.tabTo(say["month"])
	w.keys(kb.Enter)
	w.see(`//table[@class="month"]`)
	w.shot(prefix + "05-month")
	w.tabTo(say["week"])
	w.keys(kb.Enter)
	w.see(`//ul[@class="times"]`)
	w.enter(say["time"], say["number"])
	w.shot(prefix + "06-number")
	w.tabTo(say["telephone"])
	w.keys("0120-123456" + kb.Enter)
	w.see(`//*[@id="wrong"]`)
	w.shot(prefix + "07-number-wrong")
	w.goTo("/yoyaku/mine")
	w.tabTo(say["telephone"])
	w.keys("0568-11-2222" + kb.Enter)
	w.waitFor(say["call"])
	w.shot(prefix + "08-call")
	w.goTo(fmt.Sprintf("/yoyaku/prove?facility=ajiyoshi&party=2&start=%s", stamped(on(6, 10, 0))))
	w.tabTo(say["telephone"])
	w.keys("090-1234-5678" + kb.Enter)
	w.waitFor(say["code"])
	w.shot(prefix + "09-code")
	w.tabTo(say["digits"])
	w.keys(w.code(mobile) + kb.Enter)
	w.waitFor(say["who"])
	w.shot(prefix + "10-who")
	w.enter(say["next"], say["right"])
	w.shot(prefix + "11-confirm")
	w.enter(say["do"], say["booked"])
	w.shot(prefix + "12-booked")
	w.goTo("/yoyaku/mine")
	w.shot(prefix + "13-mine")
	w.goTo("/yoyaku/book/when?facility=ajiyoshi&party=2&of=1")
	w.shot(prefix + "14-change")
	w.goTo("/yoyaku/mine/1/cancel")
	w.shot(prefix + "15-cancel")
	w.enter(say["cancel"], say["mine"])
	w.shot(prefix + "16-cancelled")
	w.goTo("/yoyaku/mine/7")
	w.shot(prefix + "17-refused")
}

var saidIn = map[string]map[string]string{
	"ja": {
		"book": "予約する", "where": "どの窓口", "place": "味美", "how many": "何人で", "two": "2人", "when": "いつ行きますか", "month": "1か月ずつ", "week": "1週間ずつ",
		"time": "午前", "number": "電話番号を教えて", "telephone": "電話番号", "call": "電話をかけて", "code": "SMSの6けた", "digits": "書いてある数字", "who": "手続きと、来る人",
		"next": "次へ", "right": "これでよいですか", "do": "予約する", "booked": "予約ができました", "cancel": "はい、取り消す", "mine": "わたしの予約",
	},
	"en": {
		"book": "Book a visit", "where": "Which counter", "place": "味美", "how many": "How many", "two": "2 people", "when": "When will", "month": "By month", "week": "By week",
		"time": "10:", "number": "What is your", "telephone": "Telephone number", "call": "Please make a call", "code": "Enter the 6 digits", "digits": "The digits", "who": "What for",
		"next": "Next", "right": "Is this right", "do": "Book", "booked": "It is booked", "cancel": "Yes, cancel", "mine": "My bookings",
	},
}

// Every page is walked through by the keyboard alone, without scripts, in both languages and
// at three widths: it fits the window, can be read and pressed, and axe finds nothing.
func TestBrowserAResidentBooksAndCancelsWithoutScriptsAtEachWidth(t *testing.T) {
	for _, width := range []int64{320, 360, 1280} {
		for code, say := range saidIn {
			t.Run(fmt.Sprint(code, width), func(t *testing.T) {
				s := streetOf(t)
				lively(s)
				w := windowOf(t, s, width)
				w.goTo("/yoyaku?lang=" + code)
				w.walkedBy(code+"-", say)
			})
		}
	}
}

// With readings, the pages are as wide as their window all the same.
func TestBrowserReadingsFitTheWindow(t *testing.T) {
	s := streetOf(t)
	lively(s)
	w := windowOf(t, s, 320)
	w.goTo("/yoyaku?furigana=on")
	w.shot("ruby-start")
	for name, path := range map[string]string{"place": "/yoyaku/book", "people": "/yoyaku/book/people?facility=koseki", "week": "/yoyaku/book/when?facility=ajiyoshi&party=2", "month": "/yoyaku/book/when?facility=ajiyoshi&party=2&by=month", "number": "/yoyaku/prove"} {
		w.goTo(path)
		w.shot("ruby-" + name)
	}
}

// Somebody who sees badly sets the letters of the browser to twice their size.
func TestBrowserLettersOfTwiceTheSizeFitTheWindow(t *testing.T) {
	s := streetOf(t)
	lively(s)
	w := windowOf(t, s, 360)
	devtool(w, devtools.SetFontSizes, devtools.SetFontSizesParams{FontSizes: &devtools.FontSizes{Standard: 32, Fixed: 26}})
	for name, path := range map[string]string{"start": "/yoyaku", "place": "/yoyaku/book", "week": "/yoyaku/book/when?facility=ajiyoshi&party=2", "month": "/yoyaku/book/when?facility=ajiyoshi&party=2&by=month", "number": "/yoyaku/prove"} {
		w.goTo(path)
		w.shot("large-" + name)
	}
}

// A booking is printed on a sheet and on the roll of a receipt printer, which is 80 mm wide:
// what is to be kept, and nothing to press.
func TestBrowserABookingIsPrintedOnASheetAndOnARoll(t *testing.T) {
	s := streetOf(t)
	b := s.books(mobile, "koseki", on(2, 9, 0))
	for name, width := range map[string]int64{"sheet": 794, "roll": 302} { // at 96 dots an inch
		w := windowOf(t, s, width)
		w.goTo("/yoyaku/mine")
		w.tabTo("電話番号")
		w.keys("090-1234-5678" + kb.Enter)
		w.waitFor("SMSの6けた")
		w.tabTo("書いてある数字")
		w.keys(w.code(mobile) + kb.Enter)
		w.waitFor("わたしの予約")
		w.goTo("/yoyaku/mine/1")
		devtool(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		if wide := eval[float64](w, `document.documentElement.scrollWidth`); wide > float64(width) {
			t.Errorf("%s is %v wide, expected at most %d", name, wide, width)
		}
		text := eval[string](w, `document.body.innerText`)
		for _, want := range []string{string(b.Receipt[:3] + " " + b.Receipt[3:]), "12月3日(木) 午前9時", "市役所1階 戸籍住民課", "マイナンバーカード", "050-3821-0921"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %s:\n%s", name, want, text)
			}
		}
		for _, button := range []string{"取り消す", "English", "カレンダー"} {
			if strings.Contains(text, button) {
				t.Errorf("%s has %s, which paper cannot be pressed for", name, button)
			}
		}
		w.picture("print-" + name)
	}
}
