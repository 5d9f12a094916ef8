package ivr_test

import (
	"crypto/sha256"

	"madoguchi/booking"
	"madoguchi/store"
)

// browser is that of whoever looks at a page of the web.
var browser = sha256.Sum256([]byte("a browser"))

// shows has a page of the web show a code that is to be keyed in a call from a number.
func (s *scene) shows(phone booking.Phone) {
	s.t.Helper()
	err := s.store.Update(s.t.Context(), store.By{Way: store.ByWeb}, store.ToVisit.Do(func(tx store.Visiting) error {
		p, err := tx.BeginProof(browser, phone, "192.0.2.7")
		s.shown = p.Code
		return err
	}))
	if err != nil {
		s.t.Fatal(err)
	}
}

// ringsFor has a page of the web have the line call a number with a code.
func (s *scene) ringsFor(phone booking.Phone) {
	s.t.Helper()
	s.from = string(phone)
	s.shows(phone)
	err := s.store.Update(s.t.Context(), store.By{Way: store.ByWeb}, store.ToVisit.Do(func(tx store.Visiting) error {
		_, err := tx.BeginRing(browser, "192.0.2.7")
		return err
	}))
	if err != nil {
		s.t.Fatal(err)
	}
	m, ok, err := s.store.BeginMessage(s.t.Context(), func(booking.Message) (string, error) { return "words", nil })
	if err != nil || !ok {
		s.t.Fatalf("no call is placed: %v", err)
	}
	s.calls, s.shown = m.ID, m.Code
}

// types has whoever looks at the page type a code into it.
func (s *scene) types(code string) {
	s.t.Helper()
	err := s.store.Update(s.t.Context(), store.By{Way: store.ByWeb}, store.ToVisit.Do(func(tx store.Visiting) error {
		_, err := tx.Prove(browser, code) // refused, the page shows nothing
		return err
	}))
	if err != nil {
		s.t.Fatal(err)
	}
}

// unlike returns a code that is another one.
func unlike(code string) string {
	if code == "" {
		return ""
	}
	return string('0'+(code[0]-'0'+1)%10) + code[1:]
}

// guest returns what the browser has shown, for the end of a conversation.
func (s *scene) guest() (g store.Guest) {
	s.t.Helper()
	err := s.store.View(s.t.Context(), store.ToVisit.Do(func(tx store.Visiting) (err error) {
		g, err = tx.GuestOf(browser)
		return err
	}))
	if err != nil {
		s.t.Fatal(err)
	}
	return g
}
