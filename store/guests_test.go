package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/booking"
)

// onTheWeb is whoever does something on the web.
var onTheWeb = By{Way: ByWeb}

const (
	mobile = booking.Phone("+819012345678")
	home   = "192.0.2.7"
)

// browser returns the token of a guest.
func browser(n int) [32]byte { return [32]byte{byte(n), byte(n >> 8), 1} }

// web does something on the web, and returns its error after a commit.
func (w *town) web(fn func(Visiting) error) (refused error) {
	w.Helper()
	if err := w.Update(bg, onTheWeb, ToVisit.Do(func(tx Visiting) error {
		refused = fn(tx)
		return nil
	})); err != nil {
		w.Fatalf("on the web: %v", err)
	}
	return refused
}

func (w *town) guest(n int) (g Guest) {
	w.Helper()
	if err := w.web(func(tx Visiting) (err error) { g, err = tx.GuestOf(browser(n)); return err }); err != nil {
		w.Fatalf("guest %d: %v", n, err)
	}
	return g
}

// begins begins to prove a number, which no limit forbids.
func (w *town) begins(n int, phone booking.Phone, address string) booking.Proof {
	w.Helper()
	p, err := w.tryBegin(n, phone, address)
	if err != nil {
		w.Fatalf("begin: %v", err)
	}
	return p
}

func (w *town) tryBegin(n int, phone booking.Phone, address string) (p booking.Proof, err error) {
	w.Helper()
	err = w.web(func(tx Visiting) (err error) { p, err = tx.BeginProof(browser(n), phone, address); return err })
	return p, err
}

func (w *town) proves(n int, code string) (refused error) {
	w.Helper()
	if err := w.web(func(tx Visiting) (err error) { refused, err = tx.Prove(browser(n), code); return err }); err != nil {
		w.Fatalf("prove: %v", err)
	}
	return refused
}

func (w *town) provesByCall(phone booking.Phone, code string) (refused error) {
	w.Helper()
	if err := w.inCall("CA77", func(tx *Tx) (err error) { refused, err = tx.ProveByCall(phone, code); return err }); err != nil {
		w.Fatalf("prove by a call: %v", err)
	}
	return refused
}

// codeOf returns the code that a guest is asked for.
func (w *town) codeOf(n int) (code string) {
	w.Helper()
	token := browser(n)
	w.look(func(tx *Tx) (err error) {
		code, _, err = value[string](tx, `SELECT code FROM proofs WHERE guest = ? AND state = 'open'`, token[:])
		return err
	})
	return code
}

// another returns a code that is not that one.
func another(code string) string {
	if code == "" {
		return "0000"
	}
	return string('0'+(code[0]-'0'+1)%10) + code[1:]
}

// visited returns a town whose mobile numbers are sent texts.
func visited(t testing.TB) *town {
	w := newTown(t)
	w.texts = true
	return w
}

func TestAVisitLastsAsLongAsItsGuestIsThere(t *testing.T) {
	w := visited(t)
	if g := w.guest(1); g != (Guest{}) {
		t.Errorf("nobody: %+v", g)
	}
	w.begins(1, mobile, home)
	if err := w.proves(1, w.codeOf(1)); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		w.clock.Add(booking.VisitIdle - time.Second)
		if g := w.guest(1); g != (Guest{Phone: mobile}) {
			t.Errorf("within %s: %+v", booking.VisitIdle, g)
		}
	}
	w.clock.Add(4 * time.Second) // two hours since the guest came
	if g := w.guest(1); g != (Guest{}) {
		t.Errorf("after %s: %+v", booking.VisitLongest, g)
	}

	// A visit that is over begins anew, without the number.
	w.begins(1, landline, home)
	if g := w.guest(1); g.Phone != "" || g.Proof == nil || g.Proof.Phone != landline {
		t.Errorf("anew: %+v", g)
	}
	if err := w.provesByCall(landline, w.codeOf(1)); err != nil {
		t.Fatal(err)
	}
	w.clock.Add(booking.VisitIdle)
	if g := w.guest(1); g != (Guest{}) {
		t.Errorf("after %s without anything: %+v", booking.VisitIdle, g)
	}
	w.sound()
}

func TestAGuestWhoLeavesIsForgotten(t *testing.T) {
	w := visited(t)
	w.begins(1, mobile, home)
	w.begins(2, landline, home)
	for n := range 3 { // the last is nobody
		if err := w.web(func(tx Visiting) error { return tx.EndVisit(browser(n + 1)) }); err != nil {
			t.Error(err)
		}
		if g := w.guest(n + 1); g != (Guest{}) {
			t.Errorf("guest %d: %+v", n+1, g)
		}
	}
	if n := w.count(`SELECT count(*) FROM proofs WHERE state <> 'over' OR guest IS NOT NULL OR code IS NOT NULL`); n != 0 {
		t.Errorf("%d proofs are left open", n)
	}
	w.expectOutbox("code text cancelled")
	w.sound()
}

// Whether a number is turned away is told once it is proven, and not before.
func TestAGuestWhoseNumberIsTurnedAwayIsToldOnlyThen(t *testing.T) {
	w := visited(t)
	w.do(func(tx *Tx) error { _, err := tx.Block(mobile, true); return err })
	w.begins(1, mobile, home)
	if g := w.guest(1); g.Blocked || g.Proof == nil {
		t.Errorf("before: %+v", g)
	}
	if err := w.proves(1, w.codeOf(1)); err != nil {
		t.Fatal(err)
	}
	if g := w.guest(1); g != (Guest{Phone: mobile, Blocked: true}) {
		t.Errorf("after: %+v", g)
	}
}

// A look does not write, and so does not count as being there.
func TestAGuestIsLookedUpWithoutWriting(t *testing.T) {
	w := visited(t)
	w.begins(1, mobile, home)
	w.clock.Add(booking.VisitIdle - time.Second)
	w.look(ToVisit.Do(func(tx Visiting) error {
		g, err := tx.GuestOf(browser(1))
		if err == nil && g.Proof != nil {
			t.Errorf("the proof is still open: %+v", g)
		}
		return err
	}))
	w.clock.Add(time.Second)
	w.begins(2, landline, home)
	if g := w.guest(1); g != (Guest{}) {
		t.Errorf("%+v", g)
	}
}

func TestWhatIsDoneOnTheWebIsToldByText(t *testing.T) {
	w := texting(t)
	var b booking.Booking
	for _, do := range []func(Visiting) error{
		func(tx Visiting) (err error) {
			b, err = city.RulesOf(kozoji).Book(tx, booking.Request{Phone: mobile, Facility: kozoji, Start: at(10, 0)})
			return err
		},
		func(tx Visiting) error { _, err := city.RulesOf(kozoji).CancelOwn(tx, mobile, b.Receipt); return err },
		func(tx Visiting) error { _, err := booking.Undo(tx, mobile, b.Receipt); return err },
	} {
		if err := w.web(do); err != nil {
			t.Fatal(err)
		}
	}
	w.expectOutbox("booked text due", "cancelled text due", "restored text due")
	if n := w.count(`SELECT count(*) FROM audit WHERE way = 'web' AND call IS NULL AND actor = ''`); n != 3 {
		t.Errorf("the trail has %d deeds of the web, expected 3", n)
	}
	day := booking.DateOf(w.clock.Now().In(booking.JST))
	if f := w.figures(day, day.AddDays(1)); len(f) != 1 || f[0].ByWeb != (Done{Bookings: 1, Cancels: 1, Restored: 1}) || f[0].ByWeb != f[0].Done {
		t.Errorf("found the figures %+v", f)
	}
}

func TestGuestsAndProofsAreForgottenAfterADay(t *testing.T) {
	w := visited(t)
	w.begins(1, mobile, home)
	w.begins(2, landline, home)
	if err := w.provesByCall(landline, w.codeOf(2)); err != nil {
		t.Fatal(err)
	}
	w.send(takenAs("SM1"))
	w.clock.Add(day - time.Second)
	if done := w.tidy(); done != (Tidied{}) {
		t.Errorf("too early: %+v", done)
	}
	w.clock.Add(time.Second)
	if done := w.tidy(); done != (Tidied{Guests: 2, Proofs: 2}) {
		t.Errorf("after a day: %+v", done)
	}
	w.expectOutbox()
	if err := w.engine.rest(w.writer); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(mobile), string(landline), home} {
		if w.fileHas(text) {
			t.Errorf("the file still has %s", text)
		}
	}
	w.sound()
}

// No address is in the ledger, and of a number four digits at most are in the trail.
func TestOfAGuestNoMoreIsKeptThanIsNeeded(t *testing.T) {
	w := visited(t)
	w.begins(1, mobile, home)
	w.begins(2, landline, "2001:db8:1:2:3:4:5:6")
	if err := w.proves(1, w.codeOf(1)); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{home, "2001:db8:1:2"} {
		if w.fileHas(address) {
			t.Errorf("the file has the address %s", address)
		}
	}
	if found := w.count(`SELECT count(*) FROM proofs WHERE state <> 'open' AND code IS NOT NULL`); found != 0 {
		t.Errorf("%d codes are left", found)
	}
	if found := w.count(`SELECT count(*) FROM audit WHERE detail LIKE '%12345%'`); found != 0 {
		t.Errorf("%d entries have a number", found)
	}
	var entries []Entry
	w.look(func(tx *Tx) (err error) { entries, err = tx.Audit(0); return err })
	var deeds []string
	for _, e := range entries {
		if e.Deed != DidDrawSecret {
			deeds = append(deeds, fmt.Sprintf("%s %s %s", e.Way, e.Deed, e.Detail.Last4))
		}
	}
	if want := "[web proof 5678 web proof 3456 web proven 5678]"; fmt.Sprint(deeds) != want {
		t.Errorf("the trail has %s, expected %s", deeds, want)
	}
}

// A guest who was signed in when a backup was taken is nobody in what is restored from it.
func TestNoGuestIsRestored(t *testing.T) {
	w := visited(t)
	w.begins(1, mobile, home)
	if err := w.proves(1, w.codeOf(1)); err != nil {
		t.Fatal(err)
	}
	w.begins(2, landline, home)
	copied := filepath.Join(t.TempDir(), "copy.db")
	if _, err := Copy(bg, w.path, copied, w.options()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "new.db")
	if _, err := Restore(bg, bytes.NewReader(text), to, staff, w.options()); err != nil {
		t.Fatal(err)
	}
	w = townAt(t, to)
	defer w.Close()
	for n := range 2 {
		if g := w.guest(n + 1); g != (Guest{}) {
			t.Errorf("guest %d: %+v", n+1, g)
		}
	}
	w.sound()
}

func TestNumbersThatTakeNothingAreRefused(t *testing.T) {
	w := visited(t)
	for _, p := range []booking.Phone{"", "+14155550100", "+81120123456", "+81201234567"} {
		if _, err := w.tryBegin(1, p, home); !errors.Is(err, ErrNoMeans) {
			t.Errorf("%s: %v", p.Masked(), err)
		}
	}
	if n := w.count(`SELECT count(*) FROM proofs`) + w.count(`SELECT count(*) FROM guests`); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}
