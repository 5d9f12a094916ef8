//go:build browser

package browsertest

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a browser test waits for its pages.
const patience = 2 * time.Minute

// telephone is the width below which a window is that of a telephone.
const telephone = 600

// Options are how a window is.
type Options struct {
	Width, Height int64  // in CSS pixels; a height of 0 is that of a telephone
	Name          string // in the names of pictures; the width if ""
	Scripts       bool   // the pages' scripts run
	Zoom          int64  // the page is this many times as large, and the window as much smaller; 0 is 1
}

// A Window is that of a real browser. Its methods fail the test if the browser does not do what
// is asked.
type Window struct {
	Base string // the address of the pages, without a slash at its end
	Options

	t     testing.TB
	ctx   context.Context
	large bool // its letters are
}

// Open opens a browser at pages that are spoken to in plain HTTP, as the line is behind its
// proxy. Chromium takes a Secure cookie from its own machine all the same.
func Open(t testing.TB, pages http.Handler, o Options) *Window {
	t.Helper()
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	o.Height, o.Name, o.Zoom = cmp.Or(o.Height, 740), cmp.Or(o.Name, fmt.Sprint(o.Width)), cmp.Or(o.Zoom, 1)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("lang", "ja"), chromedp.WindowSize(int(o.Width), int(o.Height)))
	if path := os.Getenv("CHROMIUM"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	allocated, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	o.Width, o.Height = o.Width/o.Zoom, o.Height/o.Zoom
	w := &Window{Base: server.URL, Options: o, t: t, ctx: ctx}
	w.Do(chromedp.Navigate("about:blank")) // starts the browser, which must not end with the patience of a test
	w.ctx, cancel = context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	w.resize(o.Height)
	w.runScripts(o.Scripts)
	// A window of somebody who looks at it: otherwise nothing in it has the focus before a key is pressed.
	Call(w, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	Call(w, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Tokyo"})
	return w
}

// A Viewer has a window: one is, and so is whatever has one embedded.
type Viewer interface{ window() *Window }

func (w *Window) window() *Window { return w }

// Context is that of the browser, for what has no method here.
func (w *Window) Context() context.Context { return w.ctx }

// Call gives the browser a command of its protocol.
func Call[P, R any](v Viewer, command cdp.Command[P, R], params P) {
	w := v.window()
	w.t.Helper()
	if _, err := chromedp.Call(w.ctx, command, params); err != nil {
		w.t.Fatal(err)
	}
}

// Eval returns the value of an expression in the page.
func Eval[T any](v Viewer, expression string) T {
	w := v.window()
	w.t.Helper()
	found, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%.80s: %v; at %s", expression, err, w.where())
	}
	return found
}

// runScripts has the scripts of pages run, or not.
func (w *Window) runScripts(run bool) {
	w.t.Helper()
	Call(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !run})
}

// Do has the browser do something.
func (w *Window) Do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, steps...); err != nil {
		w.t.Fatalf("%v; at %s", err, w.where())
	}
}

// where returns what the browser shows, for whoever reads a failure.
func (w *Window) where() string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), 5*time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	return fmt.Sprintf("%.3000s (%v)", at, err)
}

// GoTo opens a page of the site.
func (w *Window) GoTo(path string) {
	w.t.Helper()
	w.Do(chromedp.Navigate(w.Base + path))
}

// See waits until the page shows an element, which is named by an XPath or a selector.
func (w *Window) See(element string) {
	w.t.Helper()
	w.Do(chromedp.WaitVisible(element))
}

// Keys presses keys, one after the other, as somebody without a mouse does.
func (w *Window) Keys(keys string) {
	w.t.Helper()
	w.Do(chromedp.KeyEvent(keys))
}

// EnterInPage presses Enter on a link that leads to a place in the page. Keys would send the
// letter of the key as well, which a real browser swallows once the link has been followed; here
// it would come to the field that has the focus by then.
func (w *Window) EnterInPage() {
	w.t.Helper()
	for _, what := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		Call(w, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: what, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13})
	}
}

// Focused returns the name of what has the focus, as a screen reader says it.
func (w *Window) Focused() string {
	w.t.Helper()
	return Eval[string](w, `(() => { const e = document.activeElement;
		if (!e || e === document.body) return "(nothing)";
		const label = e.labels && e.labels.length ? e.labels[0].textContent : "";
		return (e.getAttribute("aria-label") || label || e.textContent || "").trim().replace(/\s+/g, " "); })()`)
}

// FocusIsSeen fails the test unless what has the focus shows it.
func (w *Window) FocusIsSeen() {
	w.t.Helper()
	if !Eval[bool](w, `getComputedStyle(document.activeElement).outlineStyle !== "none"`) {
		w.t.Errorf("nobody sees that %q has the focus", w.Focused())
	}
}

// TabTo presses the tab key until the element whose name begins so has the focus, which must be
// visible.
func (w *Window) TabTo(name string) {
	w.t.Helper()
	var passed []string
	for range 150 {
		w.Keys(kb.Tab)
		now := w.Focused()
		if !strings.HasPrefix(now, name) {
			passed = append(passed, now)
			continue
		}
		w.FocusIsSeen()
		return
	}
	w.t.Fatalf("the tab key never comes to %q, but to %q", name, passed)
}

// resize makes the window so high.
func (w *Window) resize(height int64) {
	w.t.Helper()
	mobile := []chromedp.EmulateViewportOption{chromedp.EmulateScale(float64(w.Zoom))}
	if w.Width < telephone {
		mobile = append(mobile, chromedp.EmulateMobile)
	}
	w.Do(chromedp.EmulateViewport(w.Width, height, mobile...))
	if w.large { // the browser forgets it with its size
		w.enlarge()
	}
}

// LargeLetters sets the letters of the browser to twice their size, as somebody does who sees
// badly. The checks of a page fail the test unless the page follows.
func (w *Window) LargeLetters() {
	w.t.Helper()
	w.large = true
	w.enlarge()
}

func (w *Window) enlarge() {
	w.t.Helper()
	Call(w, devtools.SetFontSizes, devtools.SetFontSizesParams{FontSizes: &devtools.FontSizes{Standard: 32, Fixed: 26}})
}

// follows fails the test unless the letters of the page are as large as they were made: not all
// that a browser is asked for in between leaves them so.
func (w *Window) follows(name string) {
	w.t.Helper()
	if size := Eval[float64](w, `parseFloat(getComputedStyle(document.body).fontSize)`); w.large && size < 32 {
		w.t.Errorf("%s at %s: the letters are of %v pixels, expected 32 or more", name, w.Name, size)
	}
}
