package residents_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
	"madoguchi/store/storetest"
	"madoguchi/voice"
	"madoguchi/web/residents"
)

// A counted ledger counts what is asked of it.
type counted struct {
	*store.Store
	views, updates atomic.Int64
}

func (c *counted) View(ctx context.Context, fn func(*store.Tx) error) error {
	c.views.Add(1)
	return c.Store.View(ctx, fn)
}

func (c *counted) Update(ctx context.Context, by store.By, fn func(*store.Tx) error) error {
	c.updates.Add(1)
	return c.Store.Update(ctx, by, fn)
}

// counted has the pages ask a ledger that counts, from now on.
func (s *street) counted() *counted {
	s.Helper()
	config, err := city.Default(s.clock())
	if err != nil {
		s.Fatal(err)
	}
	c := &counted{Store: s.ledger}
	door, err := residents.New(residents.Options{Ledger: c, Ready: s.relied, City: s.city, Where: config.Where, Texts: true, Reminds: true, Now: s.clock, Log: s.logger()})
	if err != nil {
		s.Fatal(err)
	}
	line := &voice.Server{Ledger: s.ledger, Answer: s.answer, PublicURL: "https://madoguchi.example.jp", Log: s.logger(), Now: s.clock, Beside: door.Routes}
	s.server.Config.Handler = line.Handler()
	return c
}

// relied returns why nothing can be told, as the line has it.
func (s *street) relied(ctx context.Context) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	return s.ledger.Doubt()
}

// tokenOf is what the browser of somebody shows whom knows has let in.
func tokenOf(n int) (token [32]byte) {
	binary.BigEndian.PutUint64(token[:], uint64(n)+1)
	return token
}

// cookieOf returns the cookie of a token.
func cookieOf(token [32]byte) *http.Cookie {
	return &http.Cookie{Name: "__Host-yoyaku", Value: base64.RawURLEncoding.EncodeToString(token[:]), Path: "/", Secure: true}
}

// proven writes into the ledger that a number was proven, past all limits, and returns the
// cookie of its visit.
func (s *street) proven(n int, phone booking.Phone) *http.Cookie {
	s.Helper()
	token := tokenOf(n)
	hash, now := sha256.Sum256(token[:]), s.clock().Unix()
	db := storetest.Beside(s, s.file)
	for _, do := range []struct {
		sql  string
		args []any
	}{
		{`INSERT INTO guests (token, began, seen) VALUES (?, ?, ?)`, []any{hash[:], now, now}},
		{`INSERT INTO proofs (guest, phone, means, code, place, began, expires, state) VALUES (?, ?, 'text', '123456', zeroblob(16), ?, ?, 'open')`, []any{hash[:], string(phone), now - 1, now + 599}},
		{`UPDATE proofs SET state = 'proven', code = NULL, proven = ? WHERE guest = ?`, []any{now, hash[:]}},
		{`UPDATE guests SET phone = ? WHERE token = ?`, []any{string(phone), hash[:]}},
	} {
		if _, err := db.ExecContext(s.Context(), do.sql, do.args...); err != nil {
			s.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		s.Fatal(err)
	}
	return cookieOf(token)
}

// A raw request is one that no browser would send.
type raw struct {
	method, path string
	body         string
	header       http.Header
	cookie       *http.Cookie
}

// answers returns the answer to a request, without the wire, which would refuse some of them.
func (s *street) answers(q raw) *httptest.ResponseRecorder {
	s.Helper()
	path, query, _ := strings.Cut(q.path, "?")
	r := httptest.NewRequestWithContext(s.Context(), q.method, "/", bytes.NewReader([]byte(q.body)))
	r.URL = &url.URL{Path: path, RawQuery: query}
	r.RequestURI = q.path
	r.RemoteAddr = "127.0.0.1:4711" // the proxy
	r.Header.Set("X-Forwarded-For", "192.0.2.1")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for name, values := range q.header {
		r.Header[name] = values
	}
	if q.cookie != nil {
		r.AddCookie(q.cookie)
	}
	answer := httptest.NewRecorder()
	s.server.Config.Handler.ServeHTTP(answer, r)
	return answer
}

// from returns the visitor as one of another address, behind the city's proxy.
func (v *visitor) from(address string) *visitor {
	v.client.Transport = forwarded{v.client.Transport, address}
	return v
}

type forwarded struct {
	http.RoundTripper
	address string
}

func (f forwarded) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Forwarded-For", f.address)
	return f.RoundTripper.RoundTrip(r)
}

// places is so many addresses, none of which is near another.
func places(n int) string { return fmt.Sprintf("198.51.%d.%d", n/200, n%200+1) }
