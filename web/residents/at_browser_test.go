//go:build browser

package residents_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"madoguchi/web/browsertest"
)

// The page of a facility, and where its address stands, fit the window in both languages.
func TestBrowserTheWayToAFacilityFitsEachWidth(t *testing.T) {
	for _, width := range []int64{320, 360, 1280} {
		for _, code := range []string{"ja", "en"} {
			t.Run(fmt.Sprint(code, width), func(t *testing.T) {
				s := streetOf(t, found)
				b := s.books(mobile, "koseki", on(2, 9, 0))
				w := windowOf(t, s, width)
				w.GoTo("/yoyaku/at/koseki?lang=" + code)
				w.shot(code + "-at-koseki")
				w.enter(saidIn[code]["book"], saidIn[code]["how many"])
				for name, path := range map[string]string{"tobu": "/yoyaku/at/tobu", "place": "/yoyaku/book", "nowhere": "/yoyaku/at/nowhere"} {
					w.GoTo(path)
					w.shot(code + "-at-" + name)
				}
				w.GoTo("/yoyaku/mine")
				w.TabTo(saidIn[code]["telephone"])
				w.Keys(mobile.Domestic() + kb.Enter)
				w.waitFor(saidIn[code]["code"])
				w.TabTo(saidIn[code]["digits"])
				w.Keys(w.code(mobile) + kb.Enter)
				w.waitFor(saidIn[code]["mine"])
				w.GoTo(fmt.Sprint("/yoyaku/mine/", b.Member))
				w.shot(code + "-at-card")
				if code == "ja" {
					w.GoTo("/yoyaku/at/koseki?furigana=on")
					w.shot(code + "-at-ruby")
				}
			})
		}
	}
}

// Somebody who sees badly reads the page of a facility in letters of twice the size.
func TestBrowserTheWayToAFacilityFitsInLargeLetters(t *testing.T) {
	s := streetOf(t, found)
	w := windowOf(t, s, 360)
	w.LargeLetters()
	for name, path := range map[string]string{"at": "/yoyaku/at/koseki", "at-place": "/yoyaku/book"} {
		w.GoTo(path)
		w.shot("large-" + name)
	}
}

// What programs read of a facility is data: the browser has nothing to say about it, with
// scripts or without. And what is free can be read by a page of another site, as nothing else.
func TestBrowserTheDataOfAFacilityBreaksNoPolicy(t *testing.T) {
	s := streetOf(t, found)
	w := windowOf(t, s, 1280)
	var mu sync.Mutex
	var said []string
	err := chromedp.Listen(w.Context(), func(event any) {
		if e, ok := event.(*log.EventEntryAdded); ok && e.Entry.Level != log.EntryLevelVerbose {
			mu.Lock()
			defer mu.Unlock()
			said = append(said, e.Entry.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	take := func() string {
		mu.Lock()
		defer mu.Unlock()
		all := strings.Join(said, "\n")
		said = nil
		return all
	}
	for _, off := range []bool{true, false} {
		browsertest.Call(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
		w.GoTo("/yoyaku/at/koseki")
		if found := browsertest.Eval[string](w, `JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent).name`); found != "市役所1階 戸籍住民課" {
			t.Errorf("programs read the name %q", found)
		}
		if complaint := take(); complaint != "" {
			t.Errorf("with scripts off %t the browser says:\n%s", off, complaint)
		}
	}
	// It would complain: a script in the page is refused, and that is heard.
	browsertest.Eval[bool](w, `(() => { const s = document.createElement("script"); s.textContent = "window.ran = true"; document.body.append(s); return true; })()`)
	if complaint := take(); !strings.Contains(complaint, "Content Security Policy") {
		t.Errorf("a script in the page is not refused: %q", complaint)
	}
	city := httptest.NewServer(http.HandlerFunc(func(a http.ResponseWriter, _ *http.Request) {
		a.Header().Set("Content-Type", "text/html")
		_, err := io.WriteString(a, "<!DOCTYPE html><title>a city's own page</title>")
		if err != nil {
			t.Error(err)
		}
	}))
	defer city.Close()
	w.Do(chromedp.Navigate(city.URL))
	for path, want := range map[string]string{"/yoyaku/free.json": "koseki", "/yoyaku/at/koseki": "refused", "/yoyaku": "refused"} {
		got := browsertest.Eval[string](w, fmt.Sprintf(`fetch(%q).then(r => r.json()).then(all => all.facilities[0].id).catch(() => "refused")`, w.Base+path))
		if got != want {
			t.Errorf("another site reads of %s: %s, expected %s", path, got, want)
		}
	}
}
