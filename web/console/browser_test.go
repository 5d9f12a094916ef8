//go:build browser

package console_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"madoguchi/web/browsertest"
)

// A window is that of a real browser at an office, at a width.
type window struct {
	*office
	*browsertest.Window
}

// widths are those at which every page is looked at.
var widths = map[string][2]int64{"phone": {360, 740}, "desktop": {1920, 1080}}

// windowOf opens a browser at an office.
func windowOf(t *testing.T, o *office, width string, scripts bool) *window {
	t.Helper()
	return &window{o, browsertest.Open(t, o.server.Config.Handler, browsertest.Options{Width: widths[width][0], Height: widths[width][1], Name: width, Scripts: scripts})}
}

// waitFor waits until the page says something.
func (w *window) waitFor(text string) {
	w.Helper()
	w.See(fmt.Sprintf(`//main//*[contains(normalize-space(.), %q)]`, text))
}

// enter goes to an element by the tab key, presses it, and waits for what the page says.
func (w *window) enter(name, says string) {
	w.Helper()
	w.TabTo(name)
	w.Keys(kb.Enter)
	w.waitFor(says)
}

// signInByKeys signs in without a mouse.
func (w *window) signInByKeys(name string) {
	w.Helper()
	w.GoTo("/console/login")
	w.focusOn("name")
	w.Keys(name + kb.Tab + passphrase + kb.Enter)
	w.See(`//summary[contains(., "` + name + `")]`)
}

// focusOn waits until the page has set the focus by itself.
func (w *window) focusOn(id string) {
	w.Helper()
	if _, err := chromedp.Run(w.Context(), chromedp.Poll[bool](`document.activeElement.id === "`+id+`"`)); err != nil {
		w.Fatalf("%s has not the focus: %v", id, err)
	}
}

// shot looks at the whole page: a screenshot for people, and what a program can tell.
func (w *window) shot(name string) {
	w.Helper()
	w.Picture(name)
	w.Fits(name)
	w.Accessible(name)
}
