// Package browsertest is a real browser in front of pages, for the tests of other packages. It
// looks at a page as people do who have it on a telephone, in large letters, by the keyboard
// alone, or without scripts; and as a checker of accessibility does.
//
// It must not know whose pages they are. All of it has the build tag browser, and needs a
// Chromium, which .ci/run installs where there is none:
//
//	go test -tags browser ./web/... -run Browser [-screens DIR]
//
//	w := browsertest.Open(t, handler, browsertest.Options{Width: 360})
//	w.GoTo("/yoyaku")
//	w.Fits("start")
package browsertest
