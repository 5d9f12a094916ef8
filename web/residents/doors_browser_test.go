//go:build browser

package residents_test

import (
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"madoguchi/booking"
	"madoguchi/ivr"
	"madoguchi/voice"
	"madoguchi/voice/phone"
	"madoguchi/web/browsertest"
)

// A telephone is one that is as strict as the carrier's, in front of the line of a street.
type telephone struct {
	*street
	*phone.Call
	before int // how many events had happened when the last key was pressed
}

// rings calls the line of the street, over HTTP and signed, from a number.
func (s *street) rings(from booking.Phone) *telephone {
	s.Helper()
	const token = "12345"
	dialogue, err := ivr.New(s.city, ivr.Options{})
	if err != nil {
		s.Fatal(err)
	}
	line := &voice.Server{
		Ledger: s.ledger, Answer: dialogue.Answer, PublicURL: s.options.PublicURL, Tokens: voice.Keys{token}, Deadline: time.Minute, Log: s.options.Log, Now: s.clock,
		Voices: voice.Voices{"ja": {Name: "Polly.Kazuha-Neural", Lang: "ja-JP", Rate: 90, Slow: 80}},
	}
	server := httptest.NewServer(line.Handler())
	s.Cleanup(server.Close)
	call, err := phone.Place(s.Context(), phone.Config{
		VoiceURL: server.URL + "/voice", StatusURL: server.URL + "/voice/status", PublicURL: s.options.PublicURL, Token: token,
		From: string(from), To: string(s.city.Number), Client: server.Client(), Start: s.clock(),
		Seconds: func(language, text string) float64 { return dialogue.SecondsAt(language, text, 100) },
	})
	if err != nil {
		s.Fatal(err)
	}
	return &telephone{s, call, 0}
}

// keys presses keys, one turn after the other, once everything was heard.
func (c *telephone) keys(keys ...string) *telephone {
	c.Helper()
	for _, key := range keys {
		if err := c.press(key); err != nil {
			c.Fatal(err)
		}
	}
	return c
}

// press presses keys; it may be done from any goroutine.
func (c *telephone) press(keys string) error {
	c.before = len(c.Events())
	return c.Press(c.Context(), keys)
}

// said returns what the line has said since the last key.
func (c *telephone) said() (said string) {
	for _, e := range c.Events()[c.before:] {
		if e.Kind == phone.Said {
			said += e.Text + "\n"
		}
	}
	return said
}

// hears fails unless the line has just said all of it.
func (c *telephone) hears(texts ...string) *telephone {
	c.Helper()
	for _, text := range texts {
		if !strings.Contains(c.said(), text) {
			c.Errorf("the line does not say %q:\n%s", text, c.said())
		}
	}
	return c
}

// ends hangs up.
func (c *telephone) ends() {
	c.Helper()
	if err := c.HangUp(c.Context()); err != nil {
		c.Fatal(err)
	}
}

// comesIn shows in the browser that a number is theirs.
func (w *window) comesIn(number booking.Phone) {
	w.Helper()
	w.GoTo("/yoyaku/mine")
	w.Do(chromedp.SendKeys("#phone", number.Domestic()), chromedp.Click(`//button[.="次へ"]`))
	w.waitFor("SMSの6けた")
	w.Do(chromedp.SendKeys("#code", w.code(number)), chromedp.Click(`//button[.="次へ"]`))
	w.waitFor("わたしの予約")
}

// clicks clicks an element, and waits for the page's title.
func (w *window) clicks(path, title string) {
	w.Helper()
	w.Do(chromedp.Click(path))
	w.waitFor(title)
}

// timetable opens that of a day at a facility, and returns whether it has the time.
func (w *window) timetable(facility string, start time.Time) bool {
	w.Helper()
	w.GoTo("/yoyaku/book/when?facility=" + facility + "&party=1&day=" + start.Format(time.DateOnly))
	return browsertest.Eval[bool](w, `document.querySelector('button[value="`+stamped(start)+`"]') !== null`)
}

// A call and a page want the last place in the same moment, with a telephone and a browser as
// people have them: one has it, and the other is told so and what is near.
func TestBrowserAndTelephoneRaceForTheLastPlace(t *testing.T) {
	s := streetOf(t, oneDesk)
	nine := on(1, 9, 0)
	call := s.rings(mother).keys("1", "4").hears("12月2日水曜日、午前9時なら1番")
	s.pass(11 * time.Minute) // nobody is kept it for any more
	w := windowOf(t, s, 360)
	w.comesIn(daughter)
	if !w.timetable("ajiyoshi", nine) {
		t.Fatal("the page lacks what is free")
	}
	var both sync.WaitGroup
	var failed error
	both.Go(func() { failed = call.press("1") })
	w.Do(chromedp.Click(`button[value="`+stamped(nine)+`"]`), chromedp.WaitVisible(`//h1[.="手続きと、来る人" or .="できませんでした"]`))
	both.Wait()
	if failed != nil {
		t.Fatal(failed)
	}
	if strings.Contains(call.said(), "予約が、できました") {
		w.waitFor("できませんでした")
		w.See(`//*[contains(., "その時間は、うまりました")]`)
		w.See(`//*[contains(., "近くの空き：12月2日(水) 午前9時30分")]`)
		return
	}
	call.hears("申し訳ありません。その時間は、うまりました", "なら1番")
	w.clicks(`//button[.="次へ"]`, "これでよいですか")
	w.clicks(`//button[.="予約する"]`, "予約ができました")
	if own := s.has(daughter); len(own) != 1 || !own[0].Start.Equal(nine) {
		t.Errorf("found %+v", own)
	}
	call.keys("1").hears("予約が、できました")
	if own := s.has(mother); len(own) != 1 || own[0].Start.Equal(nine) {
		t.Errorf("found %+v", own)
	}
}

// What a call is offered the browser does not show, and what the browser has chosen no call is
// offered.
func TestBrowserAndTelephoneKeepTimesFromEachOther(t *testing.T) {
	s := streetOf(t, oneDesk)
	nine, half := on(1, 9, 0), on(1, 9, 30)
	first := s.rings(mother).keys("1", "4").hears("12月2日水曜日、午前9時なら1番")
	w := windowOf(t, s, 360)
	w.comesIn(daughter)
	if w.timetable("ajiyoshi", nine) || !w.timetable("ajiyoshi", half) {
		t.Error("the page has what the caller is offered, or lacks what nobody is")
	}
	w.clicks(`button[value="`+stamped(half)+`"]`, "手続きと、来る人")
	third := s.rings(phoneOf(1)).keys("1", "4").hears("12月2日水曜日、午前10時なら1番")
	first.keys("1").hears("予約が、できました")
	w.clicks(`//button[.="次へ"]`, "これでよいですか")
	w.clicks(`//button[.="予約する"]`, "予約ができました")
	third.keys("1").hears("予約が、できました")
	for number, start := range map[booking.Phone]time.Time{mother: nine, daughter: half, phoneOf(1): on(1, 10, 0)} {
		if own := s.has(number); len(own) != 1 || !own[0].Start.Equal(start) {
			t.Errorf("%s has %+v, expected one at %s", number.Last4(), own, start)
		}
	}
}

// What is cancelled in a call is brought back in the browser, and the other way round.
func TestBrowserAndTelephoneUndoWhatWasCancelledAtTheOther(t *testing.T) {
	s := streetOf(t)
	b := s.books(mother, "tobu", on(2, 9, 0))
	w := windowOf(t, s, 360)
	w.comesIn(mother)
	s.rings(mother).keys("9", "1").hears("ご予約を、取り消しました").ends()
	w.GoTo("/yoyaku/mine")
	w.clicks(`//button[.="元に戻す"]`, "予約は元どおりです")
	if own := s.has(mother); len(own) != 1 || own[0] != b {
		t.Fatalf("found %+v, expected %+v", own, b)
	}
	w.clicks(`//a[.="予約を取り消す"]`, "予約を取り消しますか")
	w.Do(chromedp.Click(`//button[.="はい、取り消す"]`))
	w.See(`//p[contains(., "予約を取り消しました")]`)
	s.rings(mother).hears("先ほど、12月3日、木曜日。午前9時のご予約を、取り消しました").keys("2").hears("ご予約を、元に戻しました").ends()
	w.GoTo("/yoyaku/mine/1")
	w.waitFor("予約の内容")
	if own := s.has(mother); len(own) != 1 || own[0] != b {
		t.Errorf("found %+v, expected %+v", own, b)
	}
}
