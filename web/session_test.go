package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

func exchangeWith(t *testing.T, cookies string) (*Exchange, *httptest.ResponseRecorder) {
	t.Helper()
	w := httptest.NewRecorder()
	g, _ := gin.CreateTestContext(w)
	g.Request = httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://madoguchi.example.jp/", nil)
	if cookies != "" {
		g.Request.Header.Set("Cookie", cookies)
	}
	return &Exchange{Context: g}, w
}

func TestABrowserKeepsATokenOfOneAudience(t *testing.T) {
	staff, residents := Cookie{"__Host-madoguchi", time.Hour}, Cookie{"__Host-yoyaku", time.Minute}
	token, err := NewToken()
	other, err2 := NewToken()
	if err != nil || err2 != nil || token == other || token == (Token{}) {
		t.Fatalf("drew %x and %x: %v, %v", token, other, err, err2)
	}
	x, w := exchangeWith(t, "")
	residents.Keep(x, token)
	set := w.Result().Cookies()[0]
	if !set.Secure || !set.HttpOnly || set.SameSite != http.SameSiteStrictMode || set.Path != "/" || set.Domain != "" || set.MaxAge != 60 {
		t.Errorf("the browser is told %+v", set)
	}
	shown, _ := exchangeWith(t, set.Name+"="+set.Value)
	if hash, ok := residents.Hash(shown); !ok || hash != token.Hash() || hash == [32]byte(token) {
		t.Errorf("the browser shows %x, %t, expected the hash %x", hash, ok, token.Hash())
	}
	if _, ok := staff.Hash(shown); ok {
		t.Error("a token of residents is shown to staff")
	}
	x, w = exchangeWith(t, "")
	residents.Forget(x)
	if gone := w.Result().Cookies()[0]; gone.MaxAge >= 0 || gone.Value != "" || gone.Name != set.Name {
		t.Errorf("the browser is told %+v, expected that it forgets", gone)
	}
}

func TestWhatIsNoTokenIsNobodys(t *testing.T) {
	c := Cookie{"__Host-yoyaku", time.Minute}
	for _, value := range []string{"", "AAAA", strings.Repeat("A", 42), strings.Repeat("A", 44), strings.Repeat("A", 70_000), "漢字", `"`, strings.Repeat("=", 43)} {
		x, _ := exchangeWith(t, c.Name+"="+value)
		if _, ok := c.Hash(x); ok {
			t.Errorf("%.50q is taken for a token", value)
		}
	}
	x, _ := exchangeWith(t, "")
	if _, ok := c.Hash(x); ok {
		t.Error("nothing is taken for a token")
	}
}
