//go:build browser

package residents_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"madoguchi/web/browsertest"
)

// A window is that of a real browser at a street, at a width, that runs no scripts.
type window struct {
	*street
	*browsertest.Window
}

// windowOf opens a browser at a street.
func windowOf(t *testing.T, s *street, width int64) *window {
	t.Helper()
	return &window{s, browsertest.Open(t, s.server.Config.Handler, browsertest.Options{Width: width})}
}

// waitFor waits until the page has that title.
func (w *window) waitFor(title string) {
	w.Helper()
	w.See(fmt.Sprintf(`//h1[contains(normalize-space(.), %q)]`, title))
}

// enter goes to an element by the tab key, presses it, and waits for the page's title.
func (w *window) enter(name, title string) {
	w.Helper()
	w.TabTo(name)
	w.Keys(kb.Enter)
	w.waitFor(title)
}

// pressed is what somebody presses on a page.
const pressed = "main a.button, main button, input:not([type=hidden]):not([type=radio]), .pick, summary, .tel"

// shot looks at the whole page: a screenshot for people, and what a program can tell.
func (w *window) shot(name string) {
	w.Helper()
	w.Fits(name)
	w.Pressable(name, pressed)
	w.Legible(name, 16)
	w.Accessible(name)
	w.Picture(name)
}
