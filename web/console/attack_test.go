package console_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/store"
	"madoguchi/web/console"
)

// filled returns the address of a route with something in each of its places.
func (o *office) filled(path string) string {
	b := o.bookings(caller)[0]
	return "/console" + strings.NewReplacer(":card", o.cardOf(caller), ":booking", fmt.Sprint(b.ID), ":facility", "koseki",
		":number", "1", ":notice", "1", ":callback", "1").Replace(path)
}

// No page and no stream tells anything to anybody who is not signed in.
func TestNothingIsToldToWhoIsNotSignedIn(t *testing.T) {
	o := open(t)
	o.book(caller, "koseki", at(1, 9, 0))
	stranger := o.browser()
	stranger.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	asked := 0
	for _, r := range console.Routes() {
		if r.Path == "/login" {
			continue
		}
		asked++
		p := stranger.send(r.Method, o.filled(r.Path), "")
		switch {
		case r.Method == http.MethodGet && p.status == http.StatusSeeOther && p.header.Get("Location") == "/console/login":
		case r.Method == http.MethodPost && p.status == http.StatusUnauthorized:
		default:
			t.Errorf("%s %s: %d, %.300s", r.Method, r.Path, p.status, p.text())
		}
		p.silent("5678", "戸籍住民課", "4月15日")
	}
	if asked < 35 {
		t.Errorf("asked %d routes: the table must have changed", asked)
	}
	if own := o.bookings(caller); len(own) != 1 {
		t.Errorf("something was done: %+v", own)
	}
	for _, cookie := range []string{"", "x", strings.Repeat("A", 43), strings.Repeat("A", 8000), "%00"} {
		stranger.header["Cookie"] = []string{"__Host-madoguchi=" + cookie}
		if p := stranger.get("/console/trail"); p.status != http.StatusSeeOther && p.status != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("with the cookie %.20q: %d", cookie, p.status)
		}
	}
}

// lastFault returns the last line of the log that tells why a page failed.
func (o *office) lastFault() (line string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for l := range strings.Lines(o.log.String()) {
		if strings.Contains(l, "level=ERROR") {
			line = l
		}
	}
	return line
}

// Every route is for the roles that the table of rights says, and no other.
func TestNoRoleIsAboveItsRights(t *testing.T) {
	o := open(t)
	o.book(caller, "koseki", at(1, 9, 0))
	want := map[string][]store.Role{
		"":         {store.Agent, store.Counter, store.Admin},
		"/find":    {store.Agent, store.Counter, store.Admin},
		"/today":   {store.Counter, store.Admin},
		"/trail":   {store.Admin},
		"/numbers": {store.Admin},
		"/blocked": {store.Admin},
	}
	for _, role := range []store.Role{store.Agent, store.Counter, store.Admin} {
		b := o.signIn(string(role))
		for _, r := range console.Routes() {
			if strings.HasPrefix(r.Path, "/log") || r.Path == "/events" {
				continue
			}
			may := console.May(role, r)
			if roles, ok := want[r.Path]; ok && slices.Contains(roles, role) != may {
				t.Errorf("%s may %s: %v", role, r.Path, may)
			}
			p := b.send(r.Method, o.filled(r.Path), "")
			if (p.status == http.StatusForbidden) == may {
				t.Errorf("%s, %s %s: %d, and it may: %v", role, r.Method, r.Path, p.status, may)
			}
			if p.status >= 500 {
				t.Errorf("%s, %s %s: %d: %s\n%s", role, r.Method, r.Path, p.status, p.text(), o.lastFault())
			}
		}
	}
}

// A page of another site can do nothing here, whichever header the browser sends.
func TestOtherSitesHaveNothingDone(t *testing.T) {
	o := open(t)
	b := o.book(caller, "koseki", at(1, 9, 0))
	agent := o.signIn("agent")
	for _, header := range []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}},
		{"Sec-Fetch-Site": {"same-site"}},
		{"Origin": {"https://evil.example"}},
		{"Origin": {"null"}},
	} {
		agent.header = header
		agent.post(fmt.Sprintf("/console/booking/%d/cancel", b.ID), "seen", "1").says(403, "ほかのサイトからの操作")
	}
	if own := o.bookings(caller); len(own) != 1 {
		t.Errorf("found %+v", own)
	}
}

// Fields that a form does not have change nothing.
func TestForcedFieldsChangeNothing(t *testing.T) {
	o := open(t)
	agent := o.signIn("agent")
	card := agent.card(caller)
	action := card.at + "/book"
	agent.post(action, "facility", "tobu", "start", "2026-04-15T09:00", "party", "1", "member", "1", "procedure", "renewal",
		"phone", string(landline), "Phone", string(landline), "staff", "true", "state", "3", "role", "admin", "receipt", "000000").says(200, "予約しました")
	if len(o.bookings(caller)) != 1 || len(o.bookings(landline)) != 0 {
		t.Error("another number got the booking")
	}
	for _, fields := range [][]string{
		{"party", "100"}, {"party", "-1"}, {"party", "1e3"}, {"member", "0"}, {"procedure", "passport"}, {"facility", "../koseki"}, {"start", "2026-04-15"},
		{"start", "2026-04-15T09:00:00Z"}, {"facility", strings.Repeat("x", 60000)},
	} {
		p := agent.post(action, append(fields, "facility", "tobu", "start", "2026-04-15T10:00", "member", "2", "reason", "x")...)
		if p.status != 400 {
			t.Errorf("%.40q: %d: %.200s", fields, p.status, p.text())
		}
	}
	agent.send(http.MethodPost, action, strings.Repeat("a=b&", 20000)).says(400, "読み取れませんでした")
	agent.send(http.MethodPost, action, "a=%zz").says(400)
	agent.post(card.at[:len(card.at)-2] + "xx/book").says(404)
	agent.get("/console/card/" + url.PathEscape("../../etc/passwd")).says(404)
	agent.get("/console/booking/99999999999999999999/change").says(404)
	if len(o.bookings(caller)) != 1 {
		t.Error("something was booked")
	}
}

// What staff write is text, wherever it is shown.
func TestStoredScriptsStayText(t *testing.T) {
	o := open(t)
	b := o.book(caller, "koseki", at(1, 9, 0))
	admin := o.signIn("admin")
	const script = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	admin.post(fmt.Sprintf("/console/booking/%d/memo", b.ID), "text", script).says(200, "メモを残しました")
	o.do(func(tx *store.Tx) error { // past the check of the console, as another program could
		_, err := tx.AddNotice(store.Notice{Text: script, Until: at(0, 17, 0)})
		return err
	})
	for _, path := range []string{"/console/card/" + o.cardOf(caller), "/console/trail", "/console/notices"} {
		p := admin.get(path)
		if strings.Contains(p.body, "<script>alert") || strings.Contains(p.body, "<img src=x") {
			t.Errorf("%s runs it: %s", path, p.body)
		}
		if !strings.Contains(p.body, "&lt;script&gt;") {
			t.Errorf("%s does not show it", path)
		}
		policy := p.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s has the policy %q", path, policy)
		}
	}
	admin.post("/console/find", "q", script).silent("alert(1)</script>")
}

var style = regexp.MustCompile(`(?i)<[^>]+\s(?:style|on[a-z]+)=|<script>|javascript:`)

// No page has what its policy forbids, which a browser would leave out in silence.
func TestNoPageHasWhatItsPolicyForbids(t *testing.T) {
	o := open(t)
	o.book(caller, "koseki", at(0, 13, 0))
	admin := o.signIn("admin")
	for _, r := range console.Routes() {
		if r.Method != http.MethodGet || r.Path == "/events" {
			continue
		}
		p := admin.get(o.filled(r.Path))
		if found := style.FindString(p.body); found != "" {
			t.Errorf("%s: %s", r.Path, found)
		}
		for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"} {
			if got := p.header.Get(name); got != want {
				t.Errorf("%s: %s is %q", r.Path, name, got)
			}
		}
		if long.MatchString(p.at) {
			t.Errorf("the address %s has a number in it", p.at)
		}
	}
}

// Each sign-in begins a new session. Sessions end everywhere at once, and when nobody
// uses them.
func TestSessionsEnd(t *testing.T) {
	o := open(t)
	first := o.browser()
	laid := &http.Cookie{Name: "__Host-madoguchi", Value: strings.Repeat("A", 43), Path: "/", Secure: true}
	base, err := url.Parse(o.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	first.client.Jar.SetCookies(base, []*http.Cookie{laid})
	first.post("/console/login", "name", "agent", "password", passphrase).says(200, "さがす")
	now := first.client.Jar.Cookies(base)
	if !slices.ContainsFunc(now, func(c *http.Cookie) bool { return c.Name == laid.Name && c.Value != laid.Value }) {
		t.Errorf("the cookie that was laid ready is in use: %v", now)
	}
	second := o.signIn("agent")
	first.post("/console/logout/everywhere")
	second.get("/console").says(200, "サインイン")
	third := o.signIn("agent")
	third.post("/console/logout")
	third.get("/console").says(200, "サインイン")

	o.wait(59 * time.Minute)
	fourth := o.signIn("agent")
	for range 12 { // a shift of work
		o.wait(59 * time.Minute)
		fourth.get("/console").says(200, "さがす")
	}
	o.wait(30 * time.Minute)
	fourth.get("/console").says(200, "サインイン")

	idle := o.signIn("agent")
	idle.header["Hx-Request"] = []string{"true"}
	o.wait(40 * time.Minute)
	if p := idle.get("/console"); p.status != 200 { // the page asks by itself
		t.Fatalf("%d", p.status)
	}
	o.wait(40 * time.Minute)
	if p := idle.get("/console"); p.status != http.StatusUnauthorized || p.header.Get("HX-Redirect") != "/console/login" {
		t.Errorf("a page that is left open keeps the session alive: %d", p.status)
	}

	ended := o.signIn("counter")
	o.do(func(tx *store.Tx) error { return tx.EndAccount("counter") })
	ended.get("/console").says(200, "サインイン")
	o.browser().post("/console/login", "name", "counter", "password", passphrase).says(401, "名前かパスワードが、ちがいます")
}

// The telephone's webhooks need Twilio's signature: being signed in to the console does
// not open them.
func TestTheTelephonesWebhooksStaySigned(t *testing.T) {
	o := open(t)
	admin := o.signIn("admin")
	admin.post("/voice", "CallSid", "CA1", "From", string(caller)).says(403)
	admin.post("/voice/turn/1", "CallSid", "CA1").says(403)
}

// One session cannot take the streams of all: its own oldest makes room.
func TestASessionHasOnlySoManyStreams(t *testing.T) {
	o := open(t)
	b := o.signIn("agent")
	bodies := []io.Closer{}
	defer func() {
		for _, body := range bodies {
			if err := body.Close(); err != nil {
				t.Error(err)
			}
		}
	}()
	for range 40 {
		r, err := http.NewRequest(http.MethodGet, o.server.URL+"/console/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := b.client.Do(r)
		if err != nil || got.StatusCode != http.StatusOK {
			t.Fatalf("%v, %v", got, err)
		}
		bodies = append(bodies, got.Body)
	}
	if open := o.console.Watched(); open > 16 {
		t.Errorf("%d streams of one session are open, expected 16 at most", open)
	}
}
