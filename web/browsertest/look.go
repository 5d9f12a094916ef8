//go:build browser

package browsertest

import (
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// screens is where pictures go.
var screens = flag.String("screens", "", "a directory to put screenshots into")

// axe is the checker of accessibility, which no page has.
//
//go:embed testdata/vendor/axe.min.js
var axe string

// Picture writes a picture of the whole page for people to look at, if somebody wants it.
func (w *Window) Picture(name string) {
	w.t.Helper()
	if *screens == "" {
		return
	}
	if !w.large {
		w.Keep(name, chromedp.FullScreenshot(100))
		return
	}
	// A full screenshot is taken in letters of the usual size.
	w.resize(Eval[int64](w, `document.documentElement.scrollHeight`))
	w.follows(name)
	w.Keep(name, chromedp.CaptureScreenshot())
	w.resize(w.Height)
}

// Keep writes a picture that is taken otherwise.
func (w *Window) Keep(name string, take chromedp.Action[[]byte]) {
	w.t.Helper()
	if *screens == "" {
		return
	}
	picture, err := chromedp.Run(w.ctx, take)
	if err != nil {
		w.t.Fatalf("%s: %v", name, err)
	}
	w.Save(name+"-"+w.Name+".png", picture)
}

// Save writes a file for people to look at, if somebody wants it.
func (w *Window) Save(file string, content []byte) {
	w.t.Helper()
	if *screens == "" {
		return
	}
	if err := errors.Join(os.MkdirAll(*screens, 0o755), os.WriteFile(filepath.Join(*screens, file), content, 0o644)); err != nil {
		w.t.Fatalf("%s: %v", file, err)
	}
}

// Fits fails the test if the page is wider than the window was made: innerWidth grows with a
// page that is.
func (w *Window) Fits(name string) {
	w.t.Helper()
	w.follows(name)
	if wide := Eval[float64](w, `Math.max(innerWidth, document.documentElement.scrollWidth)`); wide > float64(w.Width) {
		w.t.Errorf("%s is %v wide in a window of %d: %s", name, wide, w.Width, w.elements(fmt.Sprintf(`e.getBoundingClientRect().right > %d`, w.Width)))
	}
	if cut := w.elements(`getComputedStyle(e).overflowX === "hidden" && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1`); cut != "" {
		w.t.Errorf("%s at %s cuts off %s", name, w.Name, cut)
	}
}

// Pressable fails the test if something to press is too small for a finger.
// https://www.w3.org/WAI/WCAG22/Understanding/target-size-enhanced.html
func (w *Window) Pressable(name, selector string) {
	w.t.Helper()
	if small := w.elements(fmt.Sprintf(`e.matches(%q) && e.getBoundingClientRect().width && (e.getBoundingClientRect().height < 43.5 || e.getBoundingClientRect().width < 44)`, selector)); small != "" {
		w.t.Errorf("%s at %s: too small for a finger: %s", name, w.Name, small)
	}
}

// Legible fails the test if letters are smaller than so many pixels, but for readings.
func (w *Window) Legible(name string, least int) {
	w.t.Helper()
	if small := w.elements(fmt.Sprintf(`e.tagName !== "RT" && e.tagName !== "RP" && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && parseFloat(getComputedStyle(e).fontSize) < %d`, least)); small != "" {
		w.t.Errorf("%s at %s: too small to read: %s", name, w.Name, small)
	}
}

// elements returns the first elements of the page of which an expression is true, in words for
// whoever reads a failure.
func (w *Window) elements(which string) string {
	w.t.Helper()
	return Eval[string](w, `[...document.querySelectorAll("body *")].filter(e => `+which+`).map(e =>
		Math.round(e.getBoundingClientRect().right) + " " + e.outerHTML.slice(0, 160)).slice(0, 12).join("\n")`)
}

// Accessible checks the page for WCAG 2.2 AA with axe (https://github.com/dequelabs/axe-core).
// What has the focus keeps it.
func (w *Window) Accessible(name string) {
	w.t.Helper()
	// Only for axe, which is a script: the page was loaded under the policy, and perhaps without any.
	Call(w, devtools.SetBypassCSP, devtools.SetBypassCSPParams{Enabled: true})
	w.runScripts(true)
	w.Do(chromedp.Evaluate[chromedp.Void](axe))
	told := Eval[string](w, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => JSON.stringify(r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.html + " " + n.failureSummary)}))))`)
	Call(w, devtools.SetBypassCSP, devtools.SetBypassCSPParams{})
	w.runScripts(w.Scripts)
	var found []struct {
		ID, Help string
		Nodes    []string
	}
	if err := json.Unmarshal([]byte(told), &found); err != nil {
		w.t.Fatal(err)
	}
	for _, v := range found {
		w.t.Errorf("%s at %s: %s: %s:\n%s", name, w.Name, v.ID, v.Help, strings.Join(v.Nodes, "\n"))
	}
}
