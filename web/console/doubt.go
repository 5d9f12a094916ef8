package console

import (
	"net/http"

	"madoguchi/web"
	"madoguchi/web/words"
)

// doubt answers with the banner that every page has while nothing can be written, or with
// its empty place.
func (r *request) doubt() (answer, error) {
	return web.View{Name: "login", Part: "doubt", Data: words.Doubt(r.Ledger.Doubt())}, nil
}

// stays leaves a part of a page as it is: the banner says why it cannot be renewed.
type stays struct{}

func (stays) Write(x *web.Exchange) error {
	x.Header("HX-Reswap", "none")
	x.Status(http.StatusServiceUnavailable)
	return nil
}
