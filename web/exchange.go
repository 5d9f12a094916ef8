package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
)

// An Exchange is one request that somebody makes of a site, and its answer. Its form
// has been read before anybody is admitted.
type Exchange struct {
	*gin.Context
	Root string // of the site
	Live bool   // the page asks by itself: perhaps nobody sits before it

	pages *Pages
	frame func(data any) any
}

// An Answer is what a request gets: a view, or the address of one.
type Answer interface{ Write(*Exchange) error }

// Moved is the address, below the root, to which the browser is sent on with a GET,
// so that a page that is loaded again does nothing again.
type Moved string

// Write sends the browser on.
func (m Moved) Write(x *Exchange) error {
	x.Redirect(http.StatusSeeOther, x.Root+string(m))
	return nil
}

// With adds fields, given as name, value, …, to an address.
func With(address string, fields ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		q.Set(fields[i], fields[i+1])
	}
	return address + "?" + q.Encode()
}
