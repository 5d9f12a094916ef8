package store

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

// A doorway is what must be true of the ledger, said once more: who is on the web, what they
// have begun to prove, and what they have proven.
type doorway struct {
	*town
	guests map[int]*doorGuest
	begun  []doorProof // in order
	proven int
}

type doorGuest struct {
	phone       booking.Phone
	began, seen time.Time
	proof       *doorProof // the last one
}

type doorProof struct {
	phone   booking.Phone
	means   booking.Means
	address string
	code    string
	began   time.Time
	wrong   int
}

// there returns a guest whose visit is not over.
func (d *doorway) there(n int) *doorGuest {
	g, now := d.guests[n], d.clock.Now()
	if g == nil || now.Sub(g.seen) >= 30*time.Minute || now.Sub(g.began) >= 2*time.Hour {
		return nil
	}
	return g
}

// open returns the proof of a guest that is open.
func (d *doorway) open(n int) *doorProof {
	if g := d.guests[n]; g != nil && g.proof != nil && g.proof.wrong < 5 && d.clock.Now().Sub(g.proof.began) < 10*time.Minute {
		return g.proof
	}
	return nil
}

// refuses reports whether no proof by those means may be begun now.
func (d *doorway) refuses(phone booking.Phone, means booking.Means, address string) bool {
	ofDay, ofPlace, ofAll := 0, 0, 0
	now := d.clock.Now()
	for _, p := range d.begun {
		if p.means != means {
			continue
		}
		if p.phone == phone && booking.DateOf(p.began.In(booking.JST)) == booking.DateOf(now.In(booking.JST)) {
			ofDay++
		}
		if now.Sub(p.began) < time.Hour {
			ofAll++
			if p.address == address {
				ofPlace++
			}
		}
	}
	if means == booking.ByCall {
		return ofDay >= 10 || ofPlace >= 60 || ofAll >= 600
	}
	return ofDay >= 3 || ofPlace >= 10 || ofAll >= 60
}

// begins begins a proof, unless there were too many.
func (d *doorway) begins(t *rapid.T, n int, phone booking.Phone, address string) {
	means, _ := phone.Reached()
	refused := d.refuses(phone, means, address)
	p, err := d.tryBegin(n, phone, address)
	d.began(t, n, p, err, refused, address)
}

// rings has the line call, unless it is night, nothing was begun, or there were too many calls.
func (d *doorway) rings(t *rapid.T, n int, address string) {
	open, hour := d.open(n), d.clock.Now().In(booking.JST).Hour()
	p, err := d.town.rings(n, address)
	_, night := errors.AsType[*booking.NoRings](err)
	switch {
	case night != (hour < 8 || hour >= 21):
		t.Fatalf("guest %d has the line call at %d: %v", n, hour, err)
	case night:
	case open == nil || d.there(n) == nil:
		if !errors.Is(err, booking.ErrNoProof) {
			t.Fatalf("guest %d, who has begun nothing, has the line call: %v", n, err)
		}
	case open.means == booking.ByRing:
		if err != nil || d.codeOf(n) != open.code {
			t.Fatalf("guest %d has the line call twice: %v", n, err)
		}
	default:
		d.began(t, n, p, err, d.refuses(open.phone, booking.ByRing, address), address)
	}
}

// began notes what was begun.
func (d *doorway) began(t *rapid.T, n int, p booking.Proof, err error, refused bool, address string) {
	phone := p.Phone
	many, is := errors.AsType[*booking.TooManyProofs](err)
	switch {
	case is != refused || err != nil && !is:
		t.Fatalf("guest %d begins to prove a number from %s: %v, expected a refusal: %t", n, address, err, refused)
	case refused:
		if !many.Until.After(d.clock.Now()) {
			t.Fatalf("refused until %s, which is past", many.Until)
		}
		return
	}
	begun := doorProof{phone: phone, means: p.Means, address: address, code: d.codeOf(n), began: d.clock.Now()}
	if p.Means == booking.ByCall && p.Code != begun.code || p.Means != booking.ByCall && p.Code != "" {
		t.Fatalf("the page is told the code %q, which is %q", p.Code, begun.code)
	}
	g := d.there(n)
	if g == nil {
		g = &doorGuest{began: begun.began}
		d.guests[n] = g
	}
	g.seen, g.proof = begun.began, &begun
	d.begun = append(d.begun, begun)
}

// answered is what must become of a code, which so many proofs ask for.
func (d *doorway) answered(t *rapid.T, what string, refused error, asking []int, code string) {
	var want error = booking.ErrNoProof
	for _, n := range asking {
		if !errors.Is(want, booking.ErrWrongProof) && want != nil {
			want = booking.ErrWrongProof
		}
		if g := d.guests[n]; g.proof.code == code {
			want = nil
			g.phone, g.proof, g.seen = g.proof.phone, nil, d.clock.Now()
			d.proven++
			break
		}
	}
	if errors.Is(want, booking.ErrWrongProof) {
		for _, n := range asking {
			d.guests[n].proof.wrong++
		}
	}
	if !errors.Is(refused, want) {
		t.Fatalf("%s with %q: %v, expected %v", what, code, refused, want)
	}
}

// agrees looks at every guest, and at who is asked in a call.
func (d *doorway) agrees(t *rapid.T, numbers []booking.Phone) {
	asked := map[booking.Phone]bool{}
	for n := range d.guests {
		if p := d.open(n); p != nil && p.means == booking.ByCall {
			asked[p.phone] = true
		}
	}
	d.look(func(tx *Tx) error {
		for n := range 4 {
			found, err := tx.GuestOf(browser(n))
			if err != nil {
				return err
			}
			var want Guest
			if g := d.there(n); g != nil {
				want.Phone = g.phone
				if p := d.open(n); p != nil {
					want.Proof = &booking.Proof{Phone: p.phone, Means: p.means, Expires: p.began.Add(10 * time.Minute).In(booking.JST)}
					if p.means == booking.ByCall {
						want.Proof.Code = p.code
					}
				}
			}
			same := found.Phone == want.Phone && (found.Proof == nil) == (want.Proof == nil) && (found.Proof == nil || *found.Proof == *want.Proof)
			if !same {
				t.Fatalf("guest %d is %+v (%+v), expected %+v (%+v)", n, found, found.Proof, want, want.Proof)
			}
		}
		for _, p := range numbers {
			open, err := all(tx, scanAsked, shownProof, p, instant(tx.now))
			if err != nil || (len(open) > 0) != asked[p] {
				t.Fatalf("a call from %s would be asked: %t, %v, expected %t", p.Masked(), len(open) > 0, err, asked[p])
			}
		}
		return nil
	})
}

// TestNoNumberIsProvenWithoutItsCodeItsGuestAndItsTime plays guests who begin, guess, call,
// leave and wait, on numbers that they share.
func TestNoNumberIsProvenWithoutItsCodeItsGuestAndItsTime(t *testing.T) {
	proven, games := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		w := townAt(r, filepath.Join(t.TempDir(), "ledger.db"))
		w.pages.waits = 0 // for turns that come no sooner: each step is done before the next
		defer func() { w.Close() }()
		w.texts = true
		d := &doorway{town: w, guests: map[int]*doorGuest{}}
		numbers := []booking.Phone{mobile, "+818011112222", landline, "+81568999999"}
		guest, number := rapid.IntRange(0, 3), rapid.SampledFrom(numbers)
		address := rapid.SampledFrom([]string{home, "192.0.2.8", "192.0.2.9"})
		// a code is mostly one that is asked for, of whomever
		code := func(r *rapid.T) string {
			if n := guest.Draw(r, "code of"); d.guests[n] != nil && d.guests[n].proof != nil {
				return d.guests[n].proof.code
			}
			return rapid.SampledFrom([]string{"", "0000", "000000", "1234567"}).Draw(r, "code")
		}
		r.Repeat(map[string]func(*rapid.T){
			"": func(r *rapid.T) { d.agrees(r, numbers) },
			"begin": func(r *rapid.T) {
				d.begins(r, guest.Draw(r, "guest"), number.Draw(r, "number"), address.Draw(r, "address"))
			},
			"ring": func(r *rapid.T) { d.rings(r, guest.Draw(r, "guest"), address.Draw(r, "address")) },
			"prove": func(r *rapid.T) {
				n, code := guest.Draw(r, "guest"), code(r)
				if p := d.open(n); p != nil && rapid.Bool().Draw(r, "its own") {
					code = p.code
				}
				var asking []int
				if p := d.open(n); p != nil && p.means != booking.ByCall && d.there(n) != nil {
					asking = []int{n}
				}
				d.answered(r, "a guest", d.proves(n, code), asking, code)
			},
			"call": func(r *rapid.T) {
				phone, code := number.Draw(r, "number"), code(r)
				if p := d.open(guest.Draw(r, "guest")); p != nil && rapid.Bool().Draw(r, "its own") {
					phone, code = p.phone, p.code
				}
				var asking []int
				for n := range d.guests {
					if p := d.open(n); p != nil && p.means == booking.ByCall && p.phone == phone {
						asking = append(asking, n)
					}
				}
				d.answered(r, "a call", d.provesByCall(phone, code), asking, code)
			},
			"visit": func(r *rapid.T) {
				n := guest.Draw(r, "guest")
				w.guest(n)
				if g := d.there(n); g != nil {
					g.seen = w.clock.Now()
				}
			},
			"leave": func(r *rapid.T) {
				n := guest.Draw(r, "guest")
				if err := w.web(func(tx Visiting) error { return tx.EndVisit(browser(n)) }); err != nil {
					r.Fatalf("%v", err)
				}
				delete(d.guests, n)
			},
			"send": func(r *rapid.T) {
				m, ok, err := w.BeginMessage(bg, codeWords)
				if err != nil {
					r.Fatalf("%v", err)
				}
				stands := false
				for n := range d.guests {
					p := d.open(n)
					stands = stands || ok && p != nil && (p.means == booking.ByText) == (m.Means == booking.ByText) && p.means != booking.ByCall && p.phone == m.Booking.Phone && p.code == m.Code
				}
				if ok && !stands {
					r.Fatalf("a code is sent to %s that proves nothing", m.Booking.Phone.Masked())
				}
			},
			"wait": func(r *rapid.T) {
				w.clock.Add(rapid.SampledFrom([]time.Duration{
					time.Second, time.Minute, 3 * time.Minute, 10*time.Minute - time.Second, 10 * time.Minute, 29 * time.Minute, 30 * time.Minute, time.Hour, 9 * time.Hour,
				}).Draw(r, "for"))
			},
		})
		w.sound()
		proven += d.proven
		games++
	})
	t.Logf("%d numbers were proven in %d games", proven, games)
	if proven == 0 {
		t.Error("none was ever proven")
	}
}
