package main

import (
	"bufio"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Somebody who follows the README makes an account, signs in, sees the day, and hears
// of a call; the line ends although a page is open.
func TestTheConsoleIsServedBesideTheLine(t *testing.T) {
	p := newPlace(t).withSecrets().withLedger()
	p.stdin = goodPassword + "\n"
	p.does("staff", "add", "madoguchi1", "--role", "counter", "--db", p.db)
	p.stdin = ""
	s := p.serve()
	if got := fmt.Sprint(s.first["console"]); got != s.url+"/console" {
		t.Errorf("the first log line has the console at %s", got)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	send := func(method, path string, form url.Values, cookie string) *http.Response {
		t.Helper()
		r, err := http.NewRequest(method, s.url+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		if cookie != "" {
			r.Header.Set("Cookie", cookie)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { answer.Body.Close() })
		return answer
	}
	in := send(http.MethodPost, "/console/login", url.Values{"name": {"madoguchi1"}, "password": {goodPassword}}, "")
	if in.StatusCode != http.StatusSeeOther || len(in.Cookies()) != 2 {
		t.Fatalf("signing in: %d, %v", in.StatusCode, in.Cookies())
	}
	session := ""
	for _, cookie := range in.Cookies() {
		if !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode {
			t.Errorf("the cookie is %s", cookie)
		}
		session += cookie.Name + "=" + cookie.Value + "; "
	}
	if list := send(http.MethodGet, "/console/today/koseki", nil, session); list.StatusCode != http.StatusOK {
		t.Errorf("the day's list: %d", list.StatusCode)
	}
	stream := bufio.NewScanner(send(http.MethodGet, "/console/events", nil, session).Body)
	hears := func(event string) {
		t.Helper()
		for stream.Scan() {
			if stream.Text() == "event: "+event {
				return
			}
		}
		t.Fatalf("the stream ended without %s", event)
	}
	hears("changed") // whatever was missed
	p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "1 1 1")
	hears("changed")

	lists, err := filepath.Glob(filepath.Join(strings.TrimSuffix(p.db, ".db")+"-paper", "*.html"))
	if err != nil || len(lists) != 10 {
		t.Errorf("paper lists: %v, %v", lists, err)
	}
	if status := s.stop(); status != done { // without the time that calls in flight have to end
		t.Errorf("status %d", status)
	}
	for stream.Scan() {
	}
	s.line("the line is closed")
	s = p.serve()
	if again := send(http.MethodGet, "/console/today/koseki", nil, session); again.StatusCode != http.StatusOK {
		t.Errorf("after a restart one must sign in again: %d", again.StatusCode)
	}
}

// Lists that cannot be written keep no caller waiting.
func TestTheLineOpensWithoutItsPaperLists(t *testing.T) {
	p := newPlace(t).withSecrets()
	blocked := filepath.Join(p.dir, "paper")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := p.serve("--paper", blocked)
	p.does("phone", "--url", s.url, "--from", "080-1111-2222", "--keys", "_")
	s.stop()
}
