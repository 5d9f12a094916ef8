//go:build browser

package console_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
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
//	go test -tags browser ./web/console -run Browser [-screens DIR]
var screens = flag.String("screens", "", "a directory to put screenshots into")

//go:embed testdata/vendor/axe.min.js
var axe string

// browserPatience is how long a browser test waits for its pages.
const browserPatience = 90 * time.Second

// A window is that of a real browser, at a width.
type window struct {
	*office
	ctx  context.Context
	base string
	name string
}

// widths are those at which every page is looked at.
var widths = map[string][2]int64{"phone": {360, 740}, "desktop": {1920, 1080}}

// windowOf opens a browser at an office that speaks plain HTTP, as the line does
// behind its proxy. Chromium takes a Secure cookie from its own machine all the
// same.
func windowOf(t *testing.T, o *office, width string, scripts bool) *window {
	t.Helper()
	server := httptest.NewServer(o.server.Config.Handler)
	t.Cleanup(server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("lang", "ja"),
		chromedp.WindowSize(int(widths[width][0]), int(widths[width][1])))
	if path := os.Getenv("CHROMIUM"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	allocated, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	w := &window{o, ctx, server.URL, width}
	w.do(chromedp.Navigate("about:blank")) // starts the browser, which must not end with the patience of a test
	w.ctx, cancel = context.WithTimeout(ctx, browserPatience)
	t.Cleanup(cancel)
	var mobile []chromedp.EmulateViewportOption
	if width == "phone" {
		mobile = append(mobile, chromedp.EmulateMobile)
	}
	w.do(chromedp.EmulateViewport(widths[width][0], widths[width][1], mobile...))
	devtool(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
	devtool(w, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Tokyo"})
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
	return fmt.Sprintf("%.3000s (%v)", at, err)
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

// keys presses keys, one after the other, as somebody without a mouse does.
func (w *window) keys(keys string) {
	w.Helper()
	w.do(chromedp.KeyEvent(keys))
}

// waitFor waits until the page says something.
func (w *window) waitFor(text string) {
	w.Helper()
	w.do(chromedp.WaitVisible(fmt.Sprintf(`//main//*[contains(normalize-space(.), %q)]`, text)))
}

// focused returns the name of what has the focus, as a screen reader says it.
func (w *window) focused() string {
	w.Helper()
	return eval[string](w, `(() => { const e = document.activeElement;
		if (!e || e === document.body) return "(nothing)";
		const label = e.labels && e.labels.length ? e.labels[0].textContent : "";
		return (e.getAttribute("aria-label") || label || e.textContent || "").trim().replace(/\s+/g, " "); })()`)
}

// tabTo presses the tab key until the element with the name has the focus, which must
// be visible.
func (w *window) tabTo(name string) {
	w.Helper()
	var passed []string
	for range 150 {
		w.keys(kb.Tab)
		now := w.focused()
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

// enter goes to an element by the tab key, presses it, and waits for what the page says.
func (w *window) enter(name, says string) {
	w.Helper()
	w.tabTo(name)
	w.keys(kb.Enter)
	w.waitFor(says)
}

// signInByKeys signs in without a mouse.
func (w *window) signInByKeys(name string) {
	w.Helper()
	w.goTo("/console/login")
	w.focusOn("name")
	w.keys(name + kb.Tab + passphrase + kb.Enter)
	w.do(chromedp.WaitVisible(`//summary[contains(., "` + name + `")]`))
}

// focusOn waits until the page has set the focus by itself.
func (w *window) focusOn(id string) {
	w.Helper()
	if _, err := chromedp.Run(w.ctx, chromedp.Poll[bool](`document.activeElement.id === "`+id+`"`)); err != nil {
		w.Fatalf("%s has not the focus: %v; at %s", id, err, w.where())
	}
}

// shot looks at the whole page: a screenshot for people, and what a program can tell.
func (w *window) shot(name string) {
	w.Helper()
	w.keep(name, chromedp.FullScreenshot(100))
	w.inspect(name)
}

// keep writes a picture of the page for people to look at, if somebody wants it.
func (w *window) keep(name string, take chromedp.Action[[]byte]) {
	w.Helper()
	if *screens == "" {
		return
	}
	picture, err := chromedp.Run(w.ctx, take)
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

// inspect checks the page for WCAG 2.2 AA with axe (https://github.com/dequelabs/axe-core),
// and that it is not wider than the window was made: innerWidth grows with a page that is.
func (w *window) inspect(name string) {
	w.Helper()
	if eval[bool](w, `document.documentElement.scrollWidth > `+strconv.FormatInt(widths[w.name][0], 10)) {
		widest := eval[string](w, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth && e.getBoundingClientRect().right > 370).map(e => e.tagName + "." + e.className + " " + Math.round(e.getBoundingClientRect().right) + " " + e.textContent.trim().slice(0, 40)).slice(0, 12).join("\n")`)
		w.Errorf("%s is wider than the window at %s: %s", name, w.name, widest)
	}
	w.accessible(name)
}

func (w *window) accessible(name string) {
	w.Helper()
	devtool(w, devtools.SetBypassCSP, devtools.SetBypassCSPParams{Enabled: true}) // only for axe: the page was loaded under the policy
	w.do(chromedp.Evaluate[chromedp.Void](axe))
	violations := eval[string](w, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => JSON.stringify(r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.html + " " + n.failureSummary)}))))`)
	devtool(w, devtools.SetBypassCSP, devtools.SetBypassCSPParams{})
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
