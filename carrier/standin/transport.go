package standin

import (
	"fmt"
	"net/http"
	"net/url"
)

// Transport reaches the carrier under the names of Twilio's hosts, and nobody else. It
// makes a connection for each request, as it would be over a network that rests in between.
func (c *Carrier) Transport() http.RoundTripper {
	return rewriter{c.at, &http.Transport{DisableKeepAlives: true, DialContext: c.asking.dial}}
}

// Lasting is a Transport whose connections last until the carrier is closed, for whoever
// has a great many requests.
func (c *Carrier) Lasting() http.RoundTripper { return rewriter{c.at, c.lasting} }

// atOnce is how many connections last at most.
const atOnce = 64

type rewriter struct {
	to   *url.URL
	over http.RoundTripper
}

func (w rewriter) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, ours := roots[r.URL.Host]; r.URL.Scheme != "https" || !ours {
		return nil, fmt.Errorf("found a request to %s://%s, expected one to the carrier", r.URL.Scheme, r.URL.Host)
	}
	to := r.Clone(r.Context())
	to.Host, to.URL.Scheme, to.URL.Host = r.URL.Host, w.to.Scheme, w.to.Host
	return w.over.RoundTrip(to)
}
