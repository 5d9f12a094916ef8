package residents_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/store/storetest"
)

// An impatient finger sends the form twice, also at once: one text goes out, and its code is the
// one that the page asks for.
func TestAFormThatIsSentTwiceBeginsOneProof(t *testing.T) {
	h := houseOf(t)
	v := h.visitor().goTo("/yoyaku/prove")
	number := url.Values{"phone": {mobile.Domestic()}}
	taps := []*visitor{{street: h.street, client: v.client}, {street: h.street, client: v.client}, {street: h.street, client: v.client}}
	h.together(taps, nil, func(tap *visitor) error { return tap.tries("/yoyaku/prove", number) }, nil)
	if n := h.begun(); n != 1 {
		t.Errorf("%d proofs were begun", n)
	}
	v.goTo("/yoyaku/prove/code").send("/yoyaku/prove/code", "code", h.code(mobile)).is("/yoyaku/mine")
	// Another number is another form.
	other := h.visitor().goTo("/yoyaku/prove")
	for _, p := range []booking.Phone{phoneOf(7), phoneOf(8)} {
		other.goTo("/yoyaku/prove").send("/yoyaku/prove", "phone", p.Domestic()).is("/yoyaku/prove/code").says(p.Last4())
	}
	if n := h.begun(); n != 3 {
		t.Errorf("%d proofs were begun, expected one more for each number", n)
	}
}

// Whoever keeps no cookies is told so before anything is begun that could not be ended.
func TestABrowserWithoutCookiesIsToldSo(t *testing.T) {
	h := houseOf(t)
	v := h.visitor()
	v.client.Jar = nil
	v.goTo("/yoyaku/prove").send("/yoyaku/prove", "phone", mobile.Domestic()).says("Cookie", "お電話")
	if v.status != http.StatusForbidden || h.begun() != 0 {
		t.Errorf("found %d", v.status)
	}
	if !strings.Contains(v.page, "tel:") {
		t.Error("there is no telephone number")
	}
}

// A daughter books for her mother after herself: what was chosen goes along, the number does not.
func TestAnotherNumberGoesOnWithWhatWasChosen(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().chooses("tobu", 1, on(2, 9, 0)).proves(mobile).is("/yoyaku/book/who")
	v.send("/yoyaku/another").is("/yoyaku/prove").says("選んだ時間：12月3日(木) 午前9時", "まだとっていません")
	v.proves(phoneOf(7)).is("/yoyaku/book/who")
	v.goTo("/yoyaku/mine").says(phoneOf(7).Last4())
}

// Whoever asks for more time keeps what they have ticked.
func TestMoreTimeKeepsWhatWasTicked(t *testing.T) {
	s := streetOf(t)
	v := s.visitor().chooses("tobu", 1, on(2, 9, 0)).proves(mobile).is("/yoyaku/book/who")
	v.send("/yoyaku/book/extend", "procedure", "new-issue", "proxy", "yes").is("/yoyaku/book/who")
	v.send("/yoyaku/book/who").is("/yoyaku/book/confirm").says("新規発行", "代理の人")
}

// begun counts the proofs that were begun.
func (s *street) begun() (n int) {
	s.Helper()
	if err := storetest.Beside(s, s.file).QueryRowContext(s.Context(), `SELECT count(*) FROM proofs`).Scan(&n); err != nil {
		s.Fatal(err)
	}
	return n
}
