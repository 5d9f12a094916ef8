package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"
)

// A Token is what a browser shows in every request of a session. The ledger keeps its
// Hash only, so that nobody who reads the ledger can show it.
type Token [32]byte

// NewToken draws a token. Whoever signs in gets a new one, so that nobody can have put
// it into the browser before.
func NewToken() (t Token, err error) {
	_, err = rand.Read(t[:])
	return t, err
}

// Hash returns what is kept of a token.
func (t Token) Hash() [32]byte { return sha256.Sum256(t[:]) }

// A Cookie keeps the token of one audience's sessions in the browser. Each audience has
// a name of its own, with the prefix __Host-, by which a browser only takes the cookie
// over TLS (or from its own machine), for this host alone and for all of it.
// https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
type Cookie struct {
	Name string
	For  time.Duration // after which the browser forgets it
}

// Hash returns the hash of the token that the browser shows; ok is false if it shows
// none, or something that is no token.
func (c Cookie) Hash(x *Exchange) (hash [32]byte, ok bool) {
	cookie, err := x.Request.Cookie(c.Name)
	if err != nil {
		return hash, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || len(raw) != len(Token{}) {
		return hash, false
	}
	return Token(raw).Hash(), true
}

// Text returns the text that the browser keeps in the cookie, or "".
func (c Cookie) Text(x *Exchange) string {
	cookie, err := x.Request.Cookie(c.Name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// KeepText has the browser keep a text, of characters that need no escape.
func (c Cookie) KeepText(x *Exchange, text string) { c.set(x, text, int(c.For/time.Second)) }

// Keep has the browser keep a token.
func (c Cookie) Keep(x *Exchange, t Token) {
	c.set(x, base64.RawURLEncoding.EncodeToString(t[:]), int(c.For/time.Second))
}

// Forget has the browser forget its token.
func (c Cookie) Forget(x *Exchange) { c.set(x, "", -1) }

func (c Cookie) set(x *Exchange, value string, age int) {
	http.SetCookie(x.Writer, &http.Cookie{
		Name: c.Name, Value: value, Path: "/", MaxAge: age,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}
