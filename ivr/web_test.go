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
