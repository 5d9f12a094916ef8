//go:build browser

package residents_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"

	"madoguchi/store"

	"madoguchi/web/browsertest"
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
	w.GoTo("/yoyaku")
	w.shot(prefix + "01-start")
	w.enter(say["book"], say["where"])
	w.shot(prefix + "02-place")
	w.enter(say["place"], say["how many"])
	w.shot(prefix + "03-people")
	w.enter(say["two"], say["when"])
	w.shot(prefix + "04-week")
	w.TabTo(say["month"])
	w.Keys(kb.Enter)
	w.See(`//table[@class="month"]`)
	w.shot(prefix + "05-month")
	w.TabTo(say["week"])
	w.Keys(kb.Enter)
	w.See(`//ul[@class="times"]`)
	w.enter(say["time"], say["number"])
	w.shot(prefix + "06-number")
	w.TabTo(say["telephone"])
	w.Keys("0120-123456" + kb.Enter)
	w.See(`//*[@id="wrong"]`)
	w.shot(prefix + "07-number-wrong")
	w.GoTo("/yoyaku/mine")
	w.TabTo(say["telephone"])
	w.Keys("0568-11-2222" + kb.Enter)
	w.waitFor(say["call"])
	w.shot(prefix + "08-call")
	w.GoTo(fmt.Sprintf("/yoyaku/prove?facility=ajiyoshi&party=2&start=%s", stamped(on(6, 10, 0))))
	w.TabTo(say["telephone"])
	w.Keys("090-1234-5678" + kb.Enter)
	w.waitFor(say["code"])
	w.shot(prefix + "09-code")
	w.TabTo(say["digits"])
	w.Keys(w.code(mobile) + kb.Enter)
	w.waitFor(say["who"])
	w.shot(prefix + "10-who")
	w.enter(say["next"], say["right"])
	w.shot(prefix + "11-confirm")
	w.enter(say["do"], say["booked"])
	w.shot(prefix + "12-booked")
	w.GoTo("/yoyaku/mine")
	w.shot(prefix + "13-mine")
	w.GoTo("/yoyaku/book/when?facility=ajiyoshi&party=2&of=1")
	w.shot(prefix + "14-change")
	w.GoTo("/yoyaku/mine/1/cancel")
	w.shot(prefix + "15-cancel")
	w.enter(say["cancel"], say["mine"])
	w.shot(prefix + "16-cancelled")
	w.GoTo("/yoyaku/mine/7")
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
				w.GoTo("/yoyaku?lang=" + code)
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
	w.GoTo("/yoyaku?furigana=on")
	w.shot("ruby-start")
	for name, path := range map[string]string{"place": "/yoyaku/book", "people": "/yoyaku/book/people?facility=koseki", "week": "/yoyaku/book/when?facility=ajiyoshi&party=2", "month": "/yoyaku/book/when?facility=ajiyoshi&party=2&by=month", "number": "/yoyaku/prove"} {
		w.GoTo(path)
		w.shot("ruby-" + name)
	}
}

// Somebody who sees badly sets the letters of the browser to twice their size: each page of the
// way is as wide as the window of a small telephone all the same, and nothing is cut off.
func TestBrowserLettersOfTwiceTheSizeFitTheWindow(t *testing.T) {
	for _, width := range []int64{320, 360} {
		for code, say := range saidIn {
			t.Run(fmt.Sprint(code, width), func(t *testing.T) {
				s := streetOf(t)
				lively(s)
				w := windowOf(t, s, width)
				w.LargeLetters()
				w.GoTo("/yoyaku?lang=" + code)
				w.walkedBy("large-"+code+"-", say)
			})
		}
	}
}

// Somebody else makes the whole page twice as large, as browsers of telephones can: the page has
// half the room, and fits it all the same.
func TestBrowserAPageOfTwiceTheSizeFitsTheWindow(t *testing.T) {
	for code, say := range saidIn {
		t.Run(code, func(t *testing.T) {
			s := streetOf(t)
			lively(s)
			w := &window{s, browsertest.Open(t, s.server.Config.Handler, browsertest.Options{Width: 360, Zoom: 2})}
			w.GoTo("/yoyaku?lang=" + code)
			if room := browsertest.Eval[float64](w, `innerWidth * 1000 + devicePixelRatio`); room != 180_002 {
				t.Fatalf("found %v, expected 180 pixels that are twice as large", room)
			}
			w.walkedBy("zoom-"+code+"-", say)
		})
	}
}

// A booking is printed on a sheet and on the roll of a receipt printer, which is 80 mm wide:
// what is to be kept, and nothing to press.
func TestBrowserABookingIsPrintedOnASheetAndOnARoll(t *testing.T) {
	s := streetOf(t)
	b := s.books(mobile, "koseki", on(2, 9, 0))
	for name, width := range map[string]int64{"sheet": 794, "roll": 302} { // at 96 dots an inch
		w := windowOf(t, s, width)
		w.GoTo("/yoyaku/mine")
		w.TabTo("電話番号")
		w.Keys("090-1234-5678" + kb.Enter)
		w.waitFor("SMSの6けた")
		w.TabTo("書いてある数字")
		w.Keys(w.code(mobile) + kb.Enter)
		w.waitFor("わたしの予約")
		w.GoTo("/yoyaku/mine/1")
		browsertest.Call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		if wide := browsertest.Eval[float64](w, `document.documentElement.scrollWidth`); wide > float64(width) {
			t.Errorf("%s is %v wide, expected at most %d", name, wide, width)
		}
		text := browsertest.Eval[string](w, `document.body.innerText`)
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
		w.Picture("print-" + name)
	}
}
