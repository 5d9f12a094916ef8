package residents_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

// fresh is how long the first page is kept.
const fresh = 5 * time.Second

// The first page is kept and shown to everybody: nothing of what one visitor asks for, or is
// known by, is in what the next one reads.
func TestTheKeptFirstPageHasNothingOfOneVisitorForAnother(t *testing.T) {
	for _, how := range []string{"", "lang=en&", "furigana=on&"} {
		s := streetOf(t)
		s.books(mobile, "tobu", on(2, 9, 0))
		first := s.visitor().comesIn(mobile)
		s.pass(fresh)
		first.goTo("/yoyaku?" + how + "done=booked&phone=" + mobile.Domestic() + "&planted=%22%3E%3Cb%3E&facility=secret")
		next := s.visitor().goTo("/yoyaku?" + how)
		for _, of := range []string{"予約ができました", "Your visit is booked", mobile.Domestic(), mobile.Last4(), "secret", "planted", "12月3日"} {
			if strings.Contains(next.page, of) {
				t.Errorf("/yoyaku?%s: the next visitor reads %q of the one before", how, of)
			}
		}
		if next.header.Get("Set-Cookie") != "" && how == "" {
			t.Error("somebody who has chosen nothing gets a cookie")
		}
		// Each comes to the first page in the other language, whoever it was made for.
		if !strings.Contains(next.page, `href="/yoyaku?lang=`) {
			t.Errorf("/yoyaku?%s: the other language is elsewhere", how)
		}
	}
}

// The first page costs the ledger one look in five seconds, however it is asked for.
func TestARushOnTheFirstPageAsksTheLedgerOnceInFiveSeconds(t *testing.T) {
	s := streetOf(t)
	ledger := s.counted()
	for n := range 50 {
		for _, query := range []string{"", "?x=" + fmt.Sprint(n), "?done=booked", "?left=" + fmt.Sprint(n), "?lang=xx", "?furigana=xx"} {
			if got := s.answers(raw{method: http.MethodGet, path: "/yoyaku" + query, cookie: cookieOf(tokenOf(n))}); got.Code != http.StatusOK {
				t.Fatalf("%s is answered with %d", query, got.Code)
			}
		}
	}
	if views, updates := ledger.views.Load(), ledger.updates.Load(); views > 2 || updates > 0 {
		t.Errorf("300 visitors cost %d looks and %d transactions, expected 2 at most and none", views, updates)
	}
}

// Wrong codes are counted across everything that a guesser can change: pages, visits and
// addresses. A number is asked for three codes a day, and each takes five guesses.
func TestGuessingCodesEndsWhereverTheyComeFrom(t *testing.T) {
	s := streetOf(t)
	guessed := 0
	var visits []*visitor
	for n := range 8 {
		v := s.visitor().from(places(n)).goTo("/yoyaku/mine").send("/yoyaku/prove", "phone", mobile.Domestic())
		if n < booking.LimitsOf(booking.ByText).Day {
			v.is("/yoyaku/prove/code")
			right := s.code(mobile)
			for range 8 {
				if v.post("/yoyaku/prove/code", url.Values{"code": {wrongFor(right)}}); v.status == http.StatusUnprocessableEntity {
					guessed++
				}
			}
			if v.post("/yoyaku/prove/code", url.Values{"code": {right}}); v.status != http.StatusForbidden {
				t.Errorf("the right code, after all guesses, is answered with %d", v.status)
			}
			visits = append(visits, v)
			continue
		}
		if v.status != http.StatusTooManyRequests {
			t.Errorf("proof %d of the number, from another address, is answered with %d", n+1, v.status)
		}
	}
	// The fifth wrong one ends it, and says so: four were answered as wrong, and one as the last.
	if guessed > booking.LimitsOf(booking.ByText).Day*(booking.ProofTries-1)+booking.LimitsOf(booking.ByText).Day {
		t.Errorf("%d guesses were looked at", guessed)
	}
	for _, v := range visits {
		v.goTo("/yoyaku/mine").is("/yoyaku/prove")
	}
}

// Guesses at the same time are counted before they are compared.
func TestGuessesAtTheSameTimeAreCounted(t *testing.T) {
	h := houseOf(t)
	v := h.visitor().goTo("/yoyaku/mine").send("/yoyaku/prove", "phone", mobile.Domestic())
	right := h.code(mobile)
	var guessers []*visitor
	for range 40 {
		guessers = append(guessers, &visitor{street: h.street, client: v.client})
	}
	h.together(guessers, nil, func(g *visitor) error {
		return g.tries("/yoyaku/prove/code", url.Values{"code": {wrongFor(right)}})
	}, nil)
	wrong := 0
	for _, g := range guessers {
		if g.status == http.StatusUnprocessableEntity {
			wrong++
		}
	}
	if wrong > booking.ProofTries {
		t.Errorf("%d guesses were looked at, expected %d at most", wrong, booking.ProofTries)
	}
	if v.post("/yoyaku/prove/code", url.Values{"code": {right}}); v.status != http.StatusForbidden {
		t.Errorf("the right code is then answered with %d", v.status)
	}
	t.Logf("of 40 guesses at once %d were looked at", wrong)
}

// Proofs are begun ten times an hour from an address, whatever the number, and sixty times by all.
func TestProofsAreBegunSoOftenFromAnAddressAndByAll(t *testing.T) {
	s := streetOf(t)
	begun := 0
	for place := range 8 {
		for n := range booking.LimitsOf(booking.ByText).Place + 2 {
			v := s.visitor().from(places(place)).goTo("/yoyaku/mine").send("/yoyaku/prove", "phone", phoneOf(100*place+n).Domestic())
			switch {
			case v.status == http.StatusOK:
				begun++
				if n >= booking.LimitsOf(booking.ByText).Place {
					t.Fatalf("the address begins %d proofs", n+1)
				}
			case v.status != http.StatusTooManyRequests:
				t.Fatalf("found %d", v.status)
			}
		}
	}
	if begun != booking.LimitsOf(booking.ByText).All {
		t.Errorf("%d proofs were begun, expected %d", begun, booking.LimitsOf(booking.ByText).All)
	}
}

// What a browser shows that was not given to it opens nothing: neither what is guessed, nor
// what stands in the ledger, nor what somebody put there before the number was proven.
func TestACookieThatWasGuessedOrPlantedOpensNothing(t *testing.T) {
	s := streetOf(t)
	s.books(mobile, "tobu", on(2, 9, 0))
	good := s.proven(1, mobile)
	if got := s.answers(raw{method: http.MethodGet, path: "/yoyaku/mine", cookie: good}); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "12") {
		t.Fatalf("the visit itself is answered with %d", got.Code)
	}
	token := tokenOf(1)
	hash := sha256.Sum256(token[:])
	ledger := s.counted()
	for _, value := range []string{
		"", "x", strings.Repeat("A", 43), strings.Repeat("A", 42), strings.Repeat("A", 8000), good.Value + "A", good.Value[1:], strings.ToLower(good.Value),
		base64.RawURLEncoding.EncodeToString(hash[:]), fmt.Sprintf("%x", token), "%00", "..", mobile.Domestic(),
	} {
		for _, path := range []string{"/yoyaku/mine", "/yoyaku/mine/1", "/yoyaku/mine/1/visit.ics", "/yoyaku/mine/1/cancel"} {
			got := s.answers(raw{method: http.MethodGet, path: path, header: http.Header{"Cookie": {"__Host-yoyaku=" + value}}})
			if got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/yoyaku/prove" || got.Header().Get("Set-Cookie") != "" {
				t.Errorf("%.20q is answered with %d, %q", value, got.Code, got.Header())
			}
		}
	}
	if n := ledger.updates.Load(); n > 0 {
		t.Errorf("cookies that are worth nothing were worth %d transactions", n)
	}
}

func TestACookieThatIsPlantedBeforeTheNumberIsGivenIsWorthNothingAfter(t *testing.T) {
	s := streetOf(t)
	s.books(mobile, "tobu", on(2, 9, 0))
	base, err := url.Parse(s.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	// The planter has a visit of their own: an unknown one, one with a proof, one with a number.
	unknown := cookieOf(tokenOf(7))
	asking := s.visitor().goTo("/yoyaku/mine").send("/yoyaku/prove", "phone", phoneOf(1).Domestic())
	var begun *http.Cookie
	for _, c := range asking.client.Jar.Cookies(base) {
		if c.Name == unknown.Name {
			begun = cookieOf([32]byte{})
			begun.Value = c.Value
		}
	}
	for name, planted := range map[string]*http.Cookie{"nobody's": unknown, "of a proof": begun} {
		v := s.visitor()
		v.client.Jar.SetCookies(base, []*http.Cookie{planted})
		v.comesIn(mobile).says("12月3日(木)")
		for _, c := range v.client.Jar.Cookies(base) {
			if c.Name == planted.Name && c.Value == planted.Value {
				t.Errorf("%s: the cookie that was laid ready is in use", name)
			}
		}
		got := s.answers(raw{method: http.MethodGet, path: "/yoyaku/mine", cookie: planted})
		if got.Code != http.StatusSeeOther || strings.Contains(got.Body.String(), "12月3日") {
			t.Errorf("%s: the planter is answered with %d", name, got.Code)
		}
	}
}
