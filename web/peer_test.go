package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"

	"madoguchi/web"
)

func TestWhoeverSentARequestIsWhatTheProxyBesideUsSays(t *testing.T) {
	for _, c := range []struct {
		remote string
		said   []string
		want   string
	}{
		{"192.0.2.7:1234", nil, "192.0.2.7"},
		{"192.0.2.7:1234", []string{"10.0.0.1"}, "192.0.2.7"}, // nobody else is believed
		{"127.0.0.1:1234", nil, "127.0.0.1"},
		{"127.0.0.1:1234", []string{"10.0.0.1"}, "10.0.0.1"},
		{"[::1]:1234", []string{"10.9.9.9, 10.0.0.1"}, "10.0.0.1"},
		{"127.0.0.1:1234", []string{"10.9.9.9", "10.8.8.8,10.0.0.1"}, "10.0.0.1"},
		{"127.0.0.1:1234", []string{"10.0.0.1, nonsense"}, "127.0.0.1"},
		{"127.0.0.1:1234", []string{""}, "127.0.0.1"},
		{"@", nil, "invalid IP"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		r.Header["X-Forwarded-For"] = c.said
		if got := (&web.Exchange{Context: &gin.Context{Request: r}}).Peer().String(); got != c.want {
			t.Errorf("%s, %q: found %s, expected %s", c.remote, c.said, got, c.want)
		}
	}
}
