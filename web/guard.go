package web

import "net/http"

// maxBody is the most bytes that a form may have.
const maxBody = 64 << 10

// protection refuses what a page of another site makes a browser send here.
// https://pkg.go.dev/net/http#CrossOriginProtection
var protection = http.NewCrossOriginProtection()

// guard sets the headers that pages have besides those of every answer of the server
// (voice/headers.go), of which the policy is another: nothing is kept, nothing is shown
// inside another page, and no script runs but the site's own.
// https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
func guard(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
}

// admit reads the form of a request that comes from a page of ours, or from none.
// It returns ErrForeign or ErrForm.
func admit(x *Exchange) error {
	if err := protection.Check(x.Request); err != nil {
		return ErrForeign
	}
	x.Request.Body = http.MaxBytesReader(x.Writer, x.Request.Body, maxBody)
	if err := x.Request.ParseForm(); err != nil {
		return ErrForm
	}
	return nil
}
