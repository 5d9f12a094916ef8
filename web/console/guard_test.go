package console_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"madoguchi/web/console"
)

// direct has a browser stay at the first answer, also if that leads elsewhere.
func (o *office) direct(b *browser) *browser {
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return b
}

// Each page and each file of the console has the whole policy, a type with its encoding, no
// leave for other sites, and leads nowhere else.
func TestEveryAnswerHasThePolicy(t *testing.T) {
	o := open(t)
	o.book(caller, "koseki", at(1, 9, 0))
	signedIn, stranger := o.direct(o.signIn("admin")), o.direct(o.browser())
	asked := 0
	check := func(p page, where string) {
		t.Helper()
		asked++
		h := p.header
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
			if !strings.Contains(policy+";", part+";") {
				t.Errorf("%s: the policy %q has no %s", where, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") || strings.Contains(policy, "object-src") {
			t.Errorf("%s: the policy %q lets in more than our own", where, policy)
		}
		for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Strict-Transport-Security", "Content-Type"} {
			if got := h.Values(name); len(got) != 1 && (name != "Content-Type" || p.body != "") {
				t.Errorf("%s: found the %s %q, expected one", where, name, got)
			}
		}
		kind := h.Get("Content-Type")
		text := strings.HasPrefix(kind, "text/") || strings.Contains(kind, "xml")
		if p.body != "" && (kind == "" || text && !strings.HasSuffix(kind, "; charset=utf-8")) {
			t.Errorf("%s: the type is %q", where, kind)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: the headers are %v", where, h)
		}
		if to := h.Get("Location"); to != "" && !strings.HasPrefix(to, "/console") {
			t.Errorf("%s leads to %s", where, to)
		}
	}
	for _, r := range console.Routes() {
		if r.Path == "/events" || strings.HasPrefix(r.Path, "/logout") {
			continue
		}
		for name, b := range map[string]*browser{"signed in": signedIn, "a stranger": stranger} {
			check(b.send(r.Method, o.filled(r.Path)+"?next=https://evil.example&url=//evil.example", ""), name+", "+r.Method+" "+r.Path)
		}
	}
	err := fs.WalkDir(os.DirFS("static"), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			check(stranger.get("/console/static/"+path), path)
		}
		return err
	})
	if err != nil || asked < 100 {
		t.Errorf("asked %d times, %v", asked, err)
	}
}

// The server shows its public files, and no list of them.
func TestNoDirectoryIsListed(t *testing.T) {
	b := open(t).browser()
	for _, path := range []string{"", ".", "/", "vendor", "vendor/", "vendor/.", "vendor/../", "?v=1", "vendor/?v=1", "index.html"} {
		b.get("/console/static/"+path).says(404).silent("console.css", "href")
	}
	b.get("/console/static").says(404)
	b.get("/console/static/console.css").says(200)
}

// Nothing is answered but what the table has: no other method, and no form as an address.
func TestOnlyTheMethodsOfTheTableAreAnswered(t *testing.T) {
	o := open(t)
	b := o.book(caller, "koseki", at(1, 9, 0))
	admin := o.direct(o.signIn("admin"))
	reads := map[string]bool{}
	for _, r := range console.Routes() {
		reads[r.Path] = reads[r.Path] || r.Method == http.MethodGet
	}
	for _, r := range console.Routes() {
		methods := []string{http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodTrace, http.MethodOptions}
		if !reads[r.Path] {
			methods = append(methods, http.MethodGet, http.MethodHead)
		}
		for _, method := range methods {
			p := admin.send(method, o.filled(r.Path)+"?seen=1&what=close&facility=koseki&day=2026-04-15", "")
			if p.status != http.StatusMethodNotAllowed || strings.Contains(p.body, "__Host-") {
				t.Errorf("%s %s: %d %.100s", method, r.Path, p.status, p.body)
			}
		}
	}
	if own := o.bookings(caller); len(own) != 1 || own[0] != b {
		t.Errorf("something was done: %+v", own)
	}
}

// Who is refused, and why, is in the log, with the name of the account if there is one.
func TestWhoIsRefusedIsInTheLog(t *testing.T) {
	o := open(t)
	counter := o.signIn("counter")
	counter.get("/console/trail").says(403)
	counter.header.Set("Sec-Fetch-Site", "cross-site")
	counter.post("/console/walk-in").says(403)
	o.browser().post("/console/login", "name", "counter", "password", "wrong").says(401)
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, want := range []string{
		`page="GET /console/trail" who=counter status=403`, `page="POST /console/walk-in" who=- status=403`, `page="POST /console/login" who=- status=401`,
	} {
		if !strings.Contains(o.log.String(), want) {
			t.Errorf("the log has no %s:\n%s", want, o.log)
		}
	}
}

// Nobody writes a line of the log, whatever they send and wherever they write it.
func TestNobodyWritesALineOfTheLog(t *testing.T) {
	o := open(t)
	const forged = "x\r\nlevel=ERROR msg=forged"
	b := o.browser()
	b.header["User-Agent"] = []string{"forged"}
	b.post("/console/login", "name", forged, "password", forged)
	b.get("/console/card/x%0d%0alevel=ERROR%20msg=forged")
	b.get("/console?q=%0alevel=ERROR%20msg=forged")
	agent := o.signIn("agent")
	agent.post("/console/find", "q", forged)
	agent.post("/console/account/factor/passkey/1/name", "name", forged)
	o.mu.Lock()
	defer o.mu.Unlock()
	for line := range strings.Lines(o.log.String()) {
		if !strings.HasPrefix(line, "time=") || strings.Contains(line, "forged") {
			t.Errorf("found the line %q", line)
		}
	}
}

// What is sent is decoded once: what is encoded twice is another name.
func TestWhatIsSentIsDecodedOnce(t *testing.T) {
	o := open(t)
	right := "&password=" + strings.ReplaceAll(passphrase, " ", "+")
	o.browser().send(http.MethodPost, "/console/login", "name=%2561gent"+right).says(401)
	o.browser().send(http.MethodPost, "/console/login", "name=%61gent"+right).says(200, "さがす")
}

// What is typed never becomes a part of a statement, in whichever field it stands.
func TestWhatIsTypedIsNoSQL(t *testing.T) {
	o := open(t)
	b := o.book(caller, "koseki", at(1, 9, 0))
	const typed = `x' OR 1=1; DELETE FROM bookings; --"`
	o.browser().post("/console/login", "name", `agent' --`, "password", "x").says(401)
	o.browser().post("/console/login", "name", typed, "password", typed).says(401)
	admin := o.signIn("admin")
	admin.post("/console/find", "q", typed).silent(o.cardOf(caller))
	admin.post(fmt.Sprintf("/console/booking/%d/memo", b.ID), "text", typed).says(200, "メモを残しました", "DELETE FROM bookings")
	admin.get("/console/trail?actor=x'+OR+'1'='1").silent("DELETE FROM bookings")
	if own := o.bookings(caller); len(own) != 1 {
		t.Errorf("found %+v", own)
	}
}

// Every page has the way out, as a form that needs no script.
func TestEveryPageHasTheWayOut(t *testing.T) {
	o := open(t)
	o.book(caller, "koseki", at(1, 9, 0))
	admin := o.signIn("admin")
	found := 0
	for _, r := range console.Routes() {
		if r.Method != http.MethodGet || r.Path == "/events" {
			continue
		}
		p := admin.get(o.filled(r.Path))
		if !strings.Contains(p.body, "<!DOCTYPE html>") {
			continue
		}
		found++
		if !strings.Contains(p.body, `<form method="post" action="/console/logout"><button>サインアウト</button></form>`) {
			t.Errorf("%s has no way out", r.Path)
		}
	}
	if found < 20 {
		t.Errorf("found %d pages", found)
	}
}

// A file that is saved has a name of ours, whatever the address says.
func TestASavedFileHasANameOfOurs(t *testing.T) {
	o := open(t)
	admin := o.signIn("admin")
	ours := regexp.MustCompile(`^attachment; filename="[a-z0-9.-]+\.csv"$`)
	for _, path := range []string{"/console/today/koseki/csv", "/console/numbers/csv"} {
		for _, more := range []string{"", "?filename=../x.html&name=x%22%0d%0aX-Y:1"} {
			p := admin.get(path + more).says(200)
			if got := p.header.Get("Content-Disposition"); !ours.MatchString(got) || strings.Contains(got, "x") {
				t.Errorf("%s is saved as %s", path+more, got)
			}
		}
	}
	admin.get("/console/today/..%2f..%2fetc/csv").says(404)
}
