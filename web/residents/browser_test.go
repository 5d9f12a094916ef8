//go:build browser

package residents_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The browser tests need a Chromium, which .ci/run installs where there is none:
//
//	go test -tags browser ./web/residents -run Browser [-screens DIR]
var screens = flag.String("screens", "", "a directory to put screenshots into")

// axeFile is the checker that the tests of the console have; no page has it.
const axeFile = "../console/testdata/vendor/axe.min.js"

// browserPatience is how long a browser test waits for its pages.
const browserPatience = 2 * time.Minute

// A window is that of a real browser, at a width, that runs no scripts.
type window struct {
	*street
	ctx   context.Context
	base  string
	name  string
	width int64
}

// windowOf opens a browser at a street that speaks plain HTTP, as the line does behind its
// proxy.
func windowOf(t *testing.T, s *street, width int64) *window {
	t.Helper()
	server := httptest.NewServer(s.server.Config.Handler)
	t.Cleanup(server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("lang", "ja"), chromedp.WindowSize(int(width), 740))
	if path := os.Getenv("CHROMIUM"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	allocated, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	w := &window{s, ctx, server.URL, fmt.Sprint(width), width}
	w.do(chromedp.Navigate("about:blank")) // starts the browser, which must not end with the patience of a test
	w.ctx, cancel = context.WithTimeout(ctx, browserPatience)
	t.Cleanup(cancel)
	var mobile []chromedp.EmulateViewportOption
	if width < 600 {
		mobile = append(mobile, chromedp.EmulateMobile)
	}
	w.do(chromedp.EmulateViewport(width, 740, mobile...))
	devtool(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	return w
}

// devtool gives the browser a command of its protocol.
func devtool[P, R any](w *window, command cdp.Command[P, R], params P) {
	w.Helper()
	if _, err := chromedp.Call(w.ctx, command, params); err != nil {
		w.Fatal(err)
	}
}

func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	if err := chromedp.Do(w.ctx, steps...); err != nil {
		w.Fatalf("%v; at %s", err, w.where())
	}
}

// where returns what the browser shows, for whoever reads a failure.
func (w *window) where() string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), 5*time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	return fmt.Sprintf("%.2000s (%v)", at, err)
}

// eval returns the value of an expression in the page.
func eval[T any](w *window, expression string) T {
	w.Helper()
	v, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		w.Fatalf("%.80s: %v; at %s", expression, err, w.where())
	}
	return v
}

func (w *window) goTo(path string) {
	w.Helper()
	w.do(chromedp.Navigate(w.base + path))
}

func (w *window) keys(keys string) {
	w.Helper()
	w.do(chromedp.KeyEvent(keys))
}

// waitFor waits until the page has that title.
func (w *window) waitFor(title string) {
	w.Helper()
	w.do(chromedp.WaitVisible(fmt.Sprintf(`//h1[contains(normalize-space(.), %q)]`, title)))
}

// see waits until the page has an element: another page may have the same title.
func (w *window) see(path string) {
	w.Helper()
	w.do(chromedp.WaitVisible(path))
}

// tabTo presses the tab key until the element with the name has the focus, which must be
// visible.
func (w *window) tabTo(name string) {
	w.Helper()
	var passed []string
	for range 120 {
		w.keys(kb.Tab)
		now := eval[string](w, `(() => { const e = document.activeElement; if (!e || e === document.body) return "(nothing)";
			const label = e.labels && e.labels.length ? e.labels[0].textContent : "";
			return (label || e.textContent || "").trim().replace(/\s+/g, " "); })()`)
		if !strings.HasPrefix(now, name) {
			passed = append(passed, now)
			continue
		}
		if !eval[bool](w, `getComputedStyle(document.activeElement).outlineStyle !== "none"`) {
			w.Errorf("nobody sees that %q has the focus", name)
		}
		return
	}
	w.Fatalf("the tab key never comes to %q, but to %q", name, passed)
}

// enter goes to an element by the tab key, presses it, and waits for the page's title.
func (w *window) enter(name, title string) {
	w.Helper()
	w.tabTo(name)
	w.keys(kb.Enter)
	w.waitFor(title)
}

// shot looks at the whole page: a screenshot for people, and what a program can tell.
func (w *window) shot(name string) {
	w.Helper()
	if wide := eval[float64](w, `Math.max(innerWidth, document.documentElement.scrollWidth)`); wide > float64(w.width) {
		w.Errorf("%s is %v wide in a window of %d: %s", name, wide, w.width, eval[string](w, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > `+fmt.Sprint(w.width)+`).map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).slice(0, 8).join("\n")`))
	}
	if small := eval[string](w, `[...document.querySelectorAll("main a.button, main button, input:not([type=hidden]):not([type=radio]), .pick, summary, .tel")].filter(e => { const b = e.getBoundingClientRect(); return b.width && (b.height < 43.5 || b.width < 44); }).map(e => e.outerHTML.slice(0, 120)).join("\n")`); small != "" {
		w.Errorf("%s at %s: too small for a finger: %s", name, w.name, small)
	}
	if small := eval[string](w, `[...document.querySelectorAll("body *")].filter(e => e.tagName !== "RT" && e.tagName !== "RP" && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.outerHTML.slice(0, 120)).join("\n")`); small != "" {
		w.Errorf("%s at %s: too small to read: %s", name, w.name, small)
	}
	w.accessible(name)
	w.picture(name)
}

// picture writes a screenshot for people, if somebody wants it.
func (w *window) picture(name string) {
	w.Helper()
	if *screens != "" {
		picture, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
		if err == nil {
			err = os.MkdirAll(*screens, 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(*screens, name+"-"+w.name+".png"), picture, 0o644)
		}
		if err != nil {
			w.Fatalf("%s: %v", name, err)
		}
	}
}

// accessible checks the page for WCAG 2.2 AA with axe (https://github.com/dequelabs/axe-core).
func (w *window) accessible(name string) {
	w.Helper()
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		w.Fatal(err)
	}
	// Only for axe, which waits by timers: the page was loaded without scripts and under the policy.
	devtool(w, devtools.SetBypassCSP, devtools.SetBypassCSPParams{Enabled: true})
	devtool(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})
	w.do(chromedp.Evaluate[chromedp.Void](string(axe)))
	violations := eval[string](w, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => JSON.stringify(r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.html + " " + n.failureSummary)}))))`)
	devtool(w, devtools.SetBypassCSP, devtools.SetBypassCSPParams{})
	devtool(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	var found []struct {
		ID, Help string
		Nodes    []string
	}
	if err := json.Unmarshal([]byte(violations), &found); err != nil {
		w.Fatal(err)
	}
	for _, v := range found {
		w.Errorf("%s at %s: %s: %s:\n%s", name, w.name, v.ID, v.Help, strings.Join(v.Nodes, "\n"))
	}
}
