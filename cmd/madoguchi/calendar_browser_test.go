//go:build browser

package main

import (
	"net/http"
	"testing"

	"madoguchi/web/browsertest"
)

// The page of the year fits a telephone, and axe finds nothing in it (WCAG 2.2 AA).
func TestBrowserTheYearIsReadable(t *testing.T) {
	page := newPlace(t).does("calendar", "--config", townYear, "--year", "2027", "--html")
	for _, width := range []int64{360, 1920} {
		w := browsertest.Open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			if _, err := w.Write([]byte(page)); err != nil {
				t.Error(err)
			}
		}), browsertest.Options{Width: width, Height: 900, Scripts: true})
		w.GoTo("/")
		w.Fits("year")
		w.Accessible("year")
		w.Picture("year")
	}
}
