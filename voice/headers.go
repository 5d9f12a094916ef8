package voice

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
)

// What browsers are told with every answer, whoever asked for what. They are slices that
// all answers share, so that it costs no memory; nobody changes them, for Header.Set puts
// another in their place, as the pages of the staff do with their own policy.
var (
	nosniff  = []string{"nosniff"}
	unframed = []string{"DENY"}
	inert    = []string{"default-src 'none'; frame-ancestors 'none'"}

	tlsAlone     = []string{"max-age=31536000"} // a year
	tlsBelowThis = []string{"max-age=31536000; includeSubDomains"}
)

// strict returns what browsers are told about TLS at a public URL: nil if it is not
// https. A URL with a path shares its host with others, and nothing is said of the hosts
// below that. https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Strict-Transport-Security
func strict(public *url.URL) []string {
	switch {
	case public.Scheme != "https":
		return nil
	case public.Path != "":
		return tlsAlone
	}
	return tlsBelowThis
}

// head sets the headers of every answer.
func (e *edge) head(h http.Header) {
	h["X-Content-Type-Options"] = nosniff
	h["X-Frame-Options"] = unframed
	h["Content-Security-Policy"] = inert
	if e.strict != nil {
		h["Strict-Transport-Security"] = e.strict
	}
}

// nobody answers for what nobody has, an address or a method of it: gin's own answer
// does not tell its encoding.
func nobody(status int) gin.HandlerFunc {
	return func(c *gin.Context) { c.String(status, "%d %s\n", status, http.StatusText(status)) }
}
