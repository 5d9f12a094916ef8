package residents_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/web/residents"
)

// fields are all that any form or address of the pages has.
var fields = []string{
	"service", "facility", "party", "start", "procedure", "procedure2", "application", "reason", "proxy", "of", "more", "day", "by", "phone", "code", "receipt", "on", "from", "lang", "furigana", "done", "left",
	"address", "again", "end",
}

// right is a value of each field that is taken.
func right(name string) string {
	return map[string]string{
		"facility": "tobu", "party": "1", "start": stamped(on(3, 9, 0)), "procedure": "renewal", "of": "1", "day": "2026-12-04", "by": "month",
		"phone": mobile.Domestic(), "code": "123456", "receipt": "000001", "on": "yes", "from": "confirm", "lang": "ja", "furigana": "off", "done": "booked", "left": "yes",
		"address": "jiro@example.jp", "again": "jiro@example.jp", "end": strings.Repeat("A", 43),
	}[name]
}

// odd are values that no form of the pages sends.
var odd = []string{
	"", " ", "\x00", "tobu\x00", "\xff\xfe", "1\r\nSet-Cookie: x=y", "\r\n\r\n<script>", "//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)",
	"..", "../../etc/passwd", "' OR 1=1 --", "\"><script>alert(1)</script>", "{{.}}", "%zz", "%00", "%0d%0aX: y", "１２", "電話番号", "ا", "\u202e", "-1", "0", "99", "999999999999999999999", "1e3", "0x10", "NaN",
	"2026-13-45", "2026-12-04T25:61", "9999-12-31T23:59", "0001-01-01T00:00", "2026-12-04T09:00:00Z", "2026-12-04T09:07", "2099-12-31", "2000-01-01",
	strings.Repeat("9", 3000), strings.Repeat("あ", 5000), strings.Repeat("x", 60_000),
}

// A besieged street has a visit that has a booking, and one of somebody else. Nothing that is
// sent may end either, or lead the browser away.
type besieged struct {
	*street
	own, theirs booking.Booking
	visits      int
	shown       *http.Cookie
}

func besiege(t testing.TB) *besieged {
	t.Helper()
	b := &besieged{street: streetOf(t)}
	b.own, b.theirs = b.books(mobile, "ajiyoshi", on(2, 9, 0)), b.books(phoneOf(1), "tobu", on(2, 9, 0))
	b.shown = b.proven(0, mobile)
	return b
}

// shows sends what ends a visit with that of another number, which is done for then.
func (b *besieged) shows(path string) {
	b.Helper()
	b.shown = cookieOf(tokenOf(0))
	if path == "/leave" || path == "/another" || path == "/prove" {
		b.visits++
		b.shown = b.proven(b.visits, phoneOf(1000+b.visits))
	}
}

// bears sends something, and fails unless the answer is one that may be.
func (b *besieged) bears(q raw) *httptest.ResponseRecorder {
	b.Helper()
	q.cookie = b.shown
	got := b.answers(q)
	tells := func(format string, a ...any) {
		b.Helper()
		b.Errorf("%s %.200s, %.200q: %d: "+format, append([]any{q.method, q.path, q.body, got.Code}, a...)...)
	}
	if got.Code >= 500 {
		tells("it failed")
	}
	for name, values := range got.Header() {
		for _, value := range values {
			if strings.ContainsAny(value, "\r\n\x00") {
				tells("the header %s is %q", name, value)
			}
		}
	}
	if to := got.Header().Get("Location"); to != "" {
		u, err := url.Parse(to)
		if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || (u.Path != "/yoyaku" && !strings.HasPrefix(u.Path, "/yoyaku/")) || strings.Contains(u.Path, "//") || strings.Contains(u.Path, `\`) {
			tells("it leads to %q", to)
		}
	}
	for _, cookie := range got.Result().Cookies() {
		if !slices.Contains([]string{"__Host-yoyaku", "__Host-yoyaku-form", "__Host-yoyaku-lang", "__Host-yoyaku-ruby"}, cookie.Name) || !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" || len(cookie.Value) > 43 {
			tells("it sets the cookie %s", cookie)
		}
	}
	if strings.Contains(got.Body.String(), "<script") {
		tells("it has a script")
	}
	return got
}

// stands fails unless both bookings stand.
func (b *besieged) stands(after string) {
	b.Helper()
	own, theirs := b.has(mobile), b.has(b.theirs.Phone)
	if len(own) != 1 || own[0].Receipt != b.own.Receipt || !slices.Equal(theirs, []booking.Booking{b.theirs}) {
		b.Fatalf("after %.300s there are %+v and %+v", after, own, theirs)
	}
}

// Every field of every form, and of every address, in every way that no form sends it: nothing
// fails, nothing leads away, and no booking is lost.
func TestNoFieldOfAnyFormBreaksAnythingOrLosesABooking(t *testing.T) {
	b := besiege(t)
	asked := 0
	for i, route := range residents.Routes() {
		path := "/yoyaku" + strings.ReplaceAll(route[1], ":member", "1")
		b.shows(route[1])
		send := func(form string) {
			asked++
			if route[0] == http.MethodGet {
				b.bears(raw{method: route[0], path: path + "?" + form})
			} else {
				b.bears(raw{method: route[0], path: path, body: form})
			}
		}
		whole := func(name string, values ...string) string {
			form := url.Values{}
			for _, f := range fields {
				if v := right(f); v != "" && f != name {
					form.Set(f, v)
				}
			}
			if len(values) > 0 {
				form[name] = values
			}
			return form.Encode()
		}
		for j, name := range fields {
			send(whole(name)) // it is missing
			send(whole(name, "", right(name)))
			send(whole(name, right(name), right(name), "x"))
			for k, value := range odd {
				if (i+j+k)%3 == 0 { // each value in each field, and each on each page
					send(whole(name, value))
				}
			}
			b.stands(route[0] + " " + path + " with every odd " + name)
		}
		for _, form := range []string{"%", "%zz=1", "a=%zz&facility=tobu", "a;b", "&&&=&=", strings.Repeat("a=b&", 20_000), strings.Repeat("x", 70_000), "\x00", "facility", "facility[]=tobu", "{}", "<a/>"} {
			send(form)
		}
		for _, kind := range []string{"", "application/json", "multipart/form-data", "multipart/form-data; boundary=x", "text/plain", "x/\x01"} {
			b.bears(raw{method: route[0], path: path, body: whole(""), header: http.Header{"Content-Type": {kind}}})
		}
		b.stands(route[0] + " " + path)
	}
	t.Logf("%d requests", asked)
	b.shows("")
	if got := b.answers(raw{method: http.MethodGet, path: "/yoyaku/mine", cookie: b.shown}); got.Code != http.StatusOK {
		t.Errorf("the visit is over: %d", got.Code)
	}
}

// What a page tells a visitor no machine on the way keeps, nor the browser, whatever is
// answered: pages, refusals, ways on and files. Only the first page is kept, and what other
// sites show: both are the same for everybody.
func TestNothingThatIsAVisitorsMayBeKept(t *testing.T) {
	b := besiege(t)
	for _, route := range residents.Routes() {
		b.shows(route[1])
		for _, member := range []string{"1", "7", "x"} {
			for _, form := range []string{"", "facility=tobu&party=1&start=" + stamped(on(3, 9, 0)), "facility=none", "%zz"} {
				q := raw{method: route[0], path: "/yoyaku" + strings.ReplaceAll(route[1], ":member", member)}
				if q.method == http.MethodGet {
					q.path += "?" + form
				} else {
					q.body = form
				}
				got := b.bears(q)
				kept := got.Header().Get("Cache-Control")
				if first := route[1] == "" && got.Code == http.StatusOK; first && kept == "private, max-age=5" {
					continue
				}
				if route[1] == "/free.json" && got.Code == http.StatusOK && kept == "public, max-age=30" && got.Header().Get("Set-Cookie") == "" {
					continue // it is for other sites
				}
				if slices.Contains([]string{"/style.css", "/header", "/sitemap.xml"}, route[1]) && got.Code == http.StatusOK && kept == "no-cache" && got.Header().Get("Set-Cookie") == "" {
					continue // files that are the same for everybody
				}
				if kept != "no-store" {
					t.Errorf("%s %s?%s, %d, may be kept: %q", q.method, q.path, form, got.Code, kept)
				}
			}
		}
	}
	b.shows("")
	knows := b.answers(raw{method: http.MethodGet, path: "/yoyaku", cookie: b.shown})
	nobody := b.answers(raw{method: http.MethodGet, path: "/yoyaku"})
	if knows.Body.String() != nobody.Body.String() || knows.Header().Get("Set-Cookie") != "" {
		t.Error("the first page is another for whoever has proven a number")
	}
}

// A calendar's file has the lines that it should have, whatever a counter is called.
func TestNoNameWritesALineOfACalendarsFile(t *testing.T) {
	s := streetOf(t, func(c *booking.City) {
		for i := range c.Facilities {
			c.Facilities[i].Name = "東部; 市民, センター\\\r\nATTENDEE:mailto:x@evil.example\rX:1\n" + strings.Repeat("長い名前", 30)
		}
	})
	s.books(mobile, "tobu", on(2, 9, 0))
	got := s.answers(raw{method: http.MethodGet, path: "/yoyaku/mine/1/visit.ics?lang=ja%0d%0aX:1", cookie: s.proven(1, mobile)})
	if got.Code != http.StatusOK {
		t.Fatalf("found %d", got.Code)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(got.Body.String(), "\r\n"), "\r\n") {
		name, _, _ := strings.Cut(line, ":")
		known := []string{"BEGIN", "VERSION", "PRODID", "METHOD", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "END"}
		if strings.ContainsAny(line, "\r\n") || len(line) > 75 || (!strings.HasPrefix(line, " ") && !slices.Contains(known, name)) {
			t.Errorf("found the line %q of %d bytes", line, len(line))
		}
	}
	if got.Header().Get("Content-Disposition") != `attachment; filename="visit.ics"` {
		t.Errorf("found %q", got.Header())
	}
}

// FuzzWhatIsSentToThePages sends anything to any page, with a visit that has a booking: nothing
// fails or leads away, and both bookings stand.
func FuzzWhatIsSentToThePages(f *testing.F) {
	for i, route := range residents.Routes() {
		f.Add(uint8(i), "1", "facility=tobu&party=1&start=2026-12-04T09%3A00&of=1")
		if strings.Contains(route[1], ":member") {
			f.Add(uint8(i), "%00", "receipt=000001")
		}
	}
	f.Add(uint8(0), "1", "lang=%0d%0a&done=x&left=&furigana=on")
	b := besiege(f)
	f.Fuzz(func(t *testing.T, page uint8, member, form string) {
		all := residents.Routes()
		route := all[int(page)%len(all)]
		if route[1] == "/leave" || route[1] == "/another" || route[1] == "/prove" && route[0] == http.MethodPost || strings.Contains(form, string(b.own.Receipt)) {
			return // it ends the visit, or is allowed to cancel
		}
		q := raw{method: route[0], path: "/yoyaku" + strings.ReplaceAll(route[1], ":member", url.PathEscape(member)), body: form}
		if route[0] == http.MethodGet {
			q.path, q.body = q.path+"?"+form, ""
		}
		here := *b
		here.street = &street{TB: t, file: b.file, ledger: b.ledger, city: b.city, server: b.server, now: b.clock()}
		here.bears(q)
		here.stands(q.path + " " + form)
	})
}
