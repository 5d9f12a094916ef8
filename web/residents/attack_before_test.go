package residents_test

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/store"
	"madoguchi/web/residents"
)

var (
	cookies = regexp.MustCompile(`__Host-yoyaku=[^;]*`)
	code4   = regexp.MustCompile(`\d \d \d \d`)
)

// seen is all of an answer that somebody can see, without what is drawn and what they typed.
func seen(got *httptest.ResponseRecorder, phone booking.Phone) string {
	var out strings.Builder
	fmt.Fprintln(&out, got.Code)
	for _, name := range slices.Sorted(maps.Keys(got.Header())) {
		for _, value := range got.Header()[name] {
			fmt.Fprintf(&out, "%s: %s\n", name, cookies.ReplaceAllString(value, "__Host-yoyaku=…"))
		}
	}
	body := strings.ReplaceAll(got.Body.String(), phone.Domestic(), "NUMBER")
	return out.String() + code4.ReplaceAllString(body, "CODE")
}

// Before a number is proven, each answers alike: status, headers, bytes, and how much is asked
// of the ledger. Only what is drawn, and what was typed, differ.
func TestBeforeItIsProvenANumberIsAnsweredLikeEachOther(t *testing.T) {
	for _, kind := range []string{"+8190%04d5678", "+81568%02d5678"} {
		s := streetOf(t)
		number := func(n int) booking.Phone { return booking.Phone(fmt.Sprintf(kind, 11+n)) }
		s.books(number(1), "tobu", on(2, 9, 0))
		s.books(number(2), "tobu", on(2, 9, 0), 1)
		s.books(number(2), "ajiyoshi", on(3, 9, 0), 2)
		s.do(func(tx *store.Tx) error {
			_, err := tx.Block(number(3), true)
			return err
		})
		gone := s.books(number(4), "kozoji", on(2, 9, 0))
		s.do(func(tx *store.Tx) error {
			_, err := s.city.RulesOf("kozoji").CancelOwn(tx, number(4), gone.Receipt)
			return err
		})
		s.do(func(tx *store.Tx) error {
			_, err := s.city.RulesOf("koseki").Offer(tx, booking.Want{Phone: number(5), Facility: "koseki"}, tx.Now())
			return err
		})
		ledger := s.counted()
		var first []string
		for n := range 6 {
			phone := number(n)
			var story []string
			var shown *http.Cookie
			ask := func(method, path string, form url.Values) {
				views, updates := ledger.views.Load(), ledger.updates.Load()
				got := s.answers(raw{method: method, path: path, body: form.Encode(), cookie: shown, header: http.Header{"X-Forwarded-For": {places(n)}}})
				for _, c := range got.Result().Cookies() {
					if c.Name == "__Host-yoyaku" {
						shown = c
					}
				}
				story = append(story, fmt.Sprintf("%s %s: %d looks, %d transactions\n%s", method, path, ledger.views.Load()-views, ledger.updates.Load()-updates, seen(got, phone)))
			}
			wished := url.Values{"phone": {phone.Domestic()}, "facility": {"tobu"}, "party": {"1"}, "start": {stamped(on(4, 9, 0))}}
			ask("POST", "/yoyaku/prove", wished)
			ask("GET", "/yoyaku/prove/code", nil)
			ask("GET", "/yoyaku/mine", nil)
			ask("GET", "/yoyaku/mine/1", nil)
			ask("GET", "/yoyaku/book/when?facility=tobu&party=1&of=1", nil)
			ask("POST", "/yoyaku/book", wished)
			ask("POST", "/yoyaku/book/at", wished)
			ask("POST", "/yoyaku/mine/1/cancel", url.Values{"receipt": {string(gone.Receipt)}})
			ask("POST", "/yoyaku/mine/1/comes", url.Values{"receipt": {string(gone.Receipt)}, "proxy": {"yes"}})
			ask("POST", "/yoyaku/mine/undo", url.Values{"receipt": {string(gone.Receipt)}})
			ask("POST", "/yoyaku/prove/called", wished)
			for range booking.ProofTries + 1 {
				ask("POST", "/yoyaku/prove/code", url.Values{"code": {"00"}})
			}
			for range booking.LimitsOf(booking.ByText).Day { // the last is one too many
				ask("POST", "/yoyaku/prove", url.Values{"phone": {phone.Domestic()}})
			}
			if first == nil {
				first = story
			}
			for i := range story {
				if story[i] != first[i] {
					t.Errorf("%d of %s is answered otherwise than the one without anything:\n%s\n%s", n, kind, story[i], first[i])
				}
			}
		}
	}
}

// A proven number learns nothing of another's booking, nor does anything to it: by any field of
// any form, or by the address, it is answered as if there were none.
func TestAProvenNumberReachesNoOtherNumbersBookingByAnyField(t *testing.T) {
	s := streetOf(t)
	const other booking.Phone = "+819099998888"
	theirs := s.books(other, "tobu", on(2, 9, 0))
	second := s.books(other, "tobu", on(3, 9, 0), 2)
	gone := s.books(phoneOf(9), "kozoji", on(2, 9, 0))
	s.do(func(tx *store.Tx) error {
		_, err := s.city.RulesOf("kozoji").CancelOwn(tx, phoneOf(9), gone.Receipt)
		return err
	})
	own := s.books(mobile, "ajiyoshi", on(7, 9, 0))
	shown := s.proven(1, mobile)
	never := booking.Receipt("000001")
	for _, path := range []string{"/yoyaku/mine/1/cancel", "/yoyaku/mine/2/cancel", "/yoyaku/mine/undo", "/yoyaku/mine/1/comes", "/yoyaku/mine/2/comes"} {
		answer := func(of booking.Receipt) string {
			form := url.Values{"receipt": {string(of)}, "phone": {string(other)}, "member": {"1"}, "token": {"x"}, "proxy": {"yes"}, "procedure": {"new-issue"}}
			return strings.ReplaceAll(seen(s.answers(raw{method: "POST", path: path, body: form.Encode(), cookie: shown}), mobile), string(of), "RECEIPT")
		}
		want := answer(never)
		for _, of := range []booking.Receipt{theirs.Receipt, second.Receipt, gone.Receipt} {
			if got := answer(of); got != want {
				t.Errorf("%s: a receipt number of somebody else is answered otherwise than one of nobody:\n%s\n%s", path, got, want)
			}
		}
	}
	for _, path := range []string{"/yoyaku/mine/2", "/yoyaku/mine/2/visit.ics", "/yoyaku/mine/2/cancel", "/yoyaku/mine/2/comes", "/yoyaku/mine/0", "/yoyaku/mine/-1", "/yoyaku/mine/99999999999999999999", "/yoyaku/mine/%31", "/yoyaku/mine/１", "/yoyaku/mine/1;2"} {
		got := s.answers(raw{method: "GET", path: path + "?receipt=" + string(theirs.Receipt), cookie: shown})
		if got.Code != http.StatusNotFound || strings.Contains(got.Body.String(), "8888") || strings.Contains(got.Body.String(), "12月3日") {
			t.Errorf("%s is answered with %d", path, got.Code)
		}
	}
	wished := url.Values{"facility": {"tobu"}, "party": {"1"}, "start": {stamped(on(6, 9, 0))}, "of": {"2"}, "phone": {string(other)}, "receipt": {string(theirs.Receipt)}}
	for _, path := range []string{"/yoyaku/book/at", "/yoyaku/book"} {
		if got := s.answers(raw{method: "POST", path: path, body: wished.Encode(), cookie: shown}); got.Code != http.StatusNotFound {
			t.Errorf("%s: a change of a second booking that the number does not have is answered with %d", path, got.Code)
		}
	}
	if got := s.answers(raw{method: "POST", path: "/yoyaku/mine/reminders", body: "on=no&phone=" + url.QueryEscape(string(other)), cookie: shown}); got.Code != http.StatusSeeOther {
		t.Errorf("found %d", got.Code)
	}
	s.reminded(other, true)
	s.reminded(mobile, false)
	if now := s.has(other); !slices.Equal(now, []booking.Booking{theirs, second}) {
		t.Errorf("found %+v", now)
	}
	if now := s.has(mobile); !slices.Equal(now, []booking.Booking{own}) {
		t.Errorf("found %+v", now)
	}
}

// A form of another site does nothing, whichever header the browser sends with it.
func TestAFormOfAnotherSiteDoesNothingOnAnyPage(t *testing.T) {
	s := streetOf(t)
	b := s.books(mobile, "tobu", on(2, 9, 0))
	shown := s.proven(1, mobile)
	form := url.Values{
		"receipt": {string(b.Receipt)}, "facility": {"tobu"}, "party": {"1"}, "start": {stamped(on(3, 9, 0))}, "of": {"1"}, "phone": {mobile.Domestic()}, "on": {"no"}, "code": {"123456"},
	}
	asked := 0
	for _, route := range residents.Routes() {
		if route[0] != http.MethodPost {
			continue
		}
		asked++
		path := "/yoyaku" + strings.ReplaceAll(route[1], ":member", "1")
		for _, header := range []http.Header{
			{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Sec-Fetch-Site": {""}, "Origin": {"https://evil.example"}},
			{"Sec-Fetch-Site": {""}, "Origin": {"null"}}, {"Sec-Fetch-Site": {""}, "Origin": {"http://example.com.evil.example"}},
		} {
			got := s.answers(raw{method: "POST", path: path, body: form.Encode(), header: header, cookie: shown})
			if got.Code != http.StatusForbidden || !strings.Contains(got.Body.String(), "ほかのサイトからの操作") {
				t.Errorf("%s with %v is answered with %d", path, header, got.Code)
			}
		}
		// What changes something is no address that a link or a picture could have.
		if got := s.answers(raw{method: "GET", path: path + "?" + form.Encode(), cookie: shown}); got.Code == http.StatusSeeOther && strings.Contains(got.Header().Get("Location"), "done=") {
			t.Errorf("GET %s does it", path)
		}
	}
	if asked < 10 {
		t.Errorf("asked %d pages", asked)
	}
	if now := s.has(mobile); !slices.Equal(now, []booking.Booking{b}) {
		t.Errorf("found %+v", now)
	}
	s.reminded(mobile, true)
	if got := s.answers(raw{method: "GET", path: "/yoyaku/mine", cookie: shown}); got.Code != http.StatusOK {
		t.Errorf("the visit has ended: %d", got.Code)
	}
}

var anywhere = regexp.MustCompile(`(?:href|action)="(/yoyaku[^"#]*)`)

// Who proves nothing may read when there is time, and nothing else: whatever leads anywhere,
// no page has a number, a receipt number or the time of somebody's visit.
func TestWhoReadsEveryPageFindsNobodyInThem(t *testing.T) {
	s := streetOf(t, oneDesk)
	var found []string
	for n := range 12 {
		b := s.books(phoneOf(n), "tobu", on(2, 9+n/2, n%2*30))
		found = append(found, string(b.Receipt), string(b.Receipt[:3]+" "+b.Receipt[3:]), number(b.Phone), b.Phone.Domestic(), string(b.Phone), b.Phone.Last4()+"で終わる")
	}
	todo, known := []string{"/yoyaku"}, map[string]bool{}
	const most = 400
	for len(todo) > 0 && len(known) < most {
		at := todo[0]
		todo = todo[1:]
		if known[at] {
			continue
		}
		known[at] = true
		got := s.answers(raw{method: "GET", path: at})
		if got.Code >= 500 {
			t.Errorf("%s is answered with %d", at, got.Code)
		}
		page := got.Body.String()
		for _, of := range found {
			if strings.Contains(page, of) {
				t.Errorf("%s has %q", at, of)
			}
		}
		for _, m := range anywhere.FindAllStringSubmatch(page, -1) {
			if to := html.UnescapeString(m[1]); !strings.Contains(to, "/static/") && !known[to] {
				todo = append(todo, to)
			}
		}
	}
	if len(known) < 100 {
		t.Errorf("read %d pages", len(known))
	}
	t.Logf("read %d pages", len(known))
}

// number writes a number in groups.
func number(p booking.Phone) string {
	d := p.Domestic()
	return d[:3] + "-" + d[3:7] + "-" + d[7:]
}
