//go:build browser

package console_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"madoguchi/web/browsertest"
)

// complaints are what a browser has to say about the pages that it shows.
type complaints struct {
	mu   sync.Mutex
	said []string
}

func (c *complaints) add(complaint string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.said = append(c.said, complaint)
}

// take returns what has been said, and forgets it.
func (c *complaints) take() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	said := strings.Join(c.said, "\n")
	c.said = nil
	return said
}

// listens hears what the browser writes into its console from now on.
func (w *window) listens() *complaints {
	w.Helper()
	c := &complaints{}
	err := chromedp.Listen(w.Context(), func(event any) {
		switch e := event.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelInfo || e.Entry.Level == log.EntryLevelVerbose {
				return // it did not act, for example because somebody has moved the focus
			}
			c.add(fmt.Sprintf("%s, %s: %s %s", e.Entry.Source, e.Entry.Level, e.Entry.Text, e.Entry.URL))
		case *runtime.EventConsoleAPICalled:
			c.add(fmt.Sprintf("a script writes a line: %s", e.Type))
		case *runtime.EventExceptionThrown:
			c.add("a script breaks: " + e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// The browser has nothing to say about any page: no script breaks, and no page asks for
// what its policy refuses.
func TestBrowserHasNothingToSay(t *testing.T) {
	o := open(t)
	busy(o)
	w := windowOf(t, o, "desktop", true)
	heard := w.listens()
	w.signInByKeys("admin")
	w.find("5678", true)
	for _, p := range pagesOf(o) {
		if p.name == "refused" {
			continue // a browser complains about its status alone
		}
		w.GoTo(p.path)
		o.looks() // live parts reload themselves
		browsertest.Eval[bool](w, `new Promise(r => requestAnimationFrame(() => r(true)))`)
		if said := heard.take(); said != "" {
			t.Errorf("%s: the browser says:\n%s", p.name, said)
		}
	}
	// It would complain: a script in the page itself is refused, and that is heard.
	ran := browsertest.Eval[bool](w, `(() => {
		const script = document.createElement("script");
		script.textContent = "window.ran = true";
		document.body.append(script);
		return window.ran === true; })()`)
	if said := heard.take(); ran || !strings.Contains(said, "Content Security Policy") {
		t.Errorf("a script in the page ran: %v; the browser says %q", ran, said)
	}
}

// What only a script can do is not offered where none runs.
func TestBrowserOffersNothingThatNeedsAScript(t *testing.T) {
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			w := windowOf(t, o, "desktop", scripts)
			w.signIn("counter", scripts)
			for path, button := range map[string]string{"/console/today/koseki": "print", "/console/phrases": "speak"} {
				w.GoTo(path)
				there := browsertest.Eval[int](w, `document.querySelectorAll("button.`+button+`").length`)
				seen := browsertest.Eval[int](w, `[...document.querySelectorAll("button.`+button+`")].filter(b => b.checkVisibility()).length`)
				if there == 0 || seen != 0 && !scripts || seen != there && scripts {
					t.Errorf("%s has %d buttons to %s, and shows %d", path, there, button, seen)
				}
			}
		})
	}
}

// The browser keeps nothing of what it has shown where a script, or whoever sits there next,
// could read it, but the address that it is at, which tells no number.
func TestBrowserKeepsNothingButTheAddress(t *testing.T) {
	o := open(t)
	busy(o)
	w := windowOf(t, o, "desktop", true)
	w.signInByKeys("admin")
	w.find("5678", true)
	for _, p := range pagesOf(o) {
		w.GoTo(p.path)
		o.looks()
		kept := browsertest.Eval[string](w, `(async () => {
			const address = "htmx-current-path-for-history";
			const session = Object.entries(sessionStorage).filter(([k, v]) => k !== address || v !== location.pathname + location.search);
			return JSON.stringify([Object.entries(localStorage), session, document.cookie, await indexedDB.databases(), await caches.keys()]);
		})()`)
		if kept != `[[],[],"",[],[]]` || long.MatchString(p.path) {
			t.Errorf("%s: the browser keeps %s", p.name, kept)
		}
	}
}
