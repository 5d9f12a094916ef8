package store

import (
	"crypto/subtle"
	"net/netip"
	"time"

	"madoguchi/booking"
)

// placesKey is the name of the key with which addresses are hashed, from which proofs were
// begun.
const placesKey = "places"

const (
	proofsOfDay   = `SELECT count(*) FROM proofs WHERE phone = CAST(? AS TEXT) AND means = ? AND began >= ?`
	proofsOfPlace = `SELECT began FROM proofs WHERE place = ? AND means = ? ORDER BY began DESC LIMIT 1 OFFSET ?`
	proofsOfAll   = `SELECT began FROM proofs WHERE means = ? ORDER BY began DESC LIMIT 1 OFFSET ?`

	endOldProofs = `UPDATE proofs SET state = 'over', code = NULL WHERE state = 'open' AND expires <= ?`
	endProofs    = `UPDATE proofs SET state = 'over', code = NULL WHERE state = 'open' AND guest = ?`

	putProof = `INSERT INTO proofs (guest, phone, means, code, place, began, expires, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'open')`

	sentProof  = `SELECT id, guest, phone, code, tries FROM proofs WHERE guest = ? AND state = 'open' AND means IN ('text', 'ring') AND expires > ?`
	shownProof = `SELECT id, guest, phone, code, tries FROM proofs WHERE phone = CAST(? AS TEXT) AND state = 'open' AND means = 'call' AND expires > ?`

	countGuess = `UPDATE proofs SET tries = tries + 1 WHERE id = ?`
	failProof  = `UPDATE proofs SET state = 'over', code = NULL, tries = tries + 1 WHERE id = ?`
	proveProof = `UPDATE proofs SET state = 'proven', code = NULL, proven = ? WHERE id = ?`
	ownPhone   = `UPDATE guests SET phone = ? WHERE token = ?`
)

// BeginProof implements Visiting.
func (tx *Tx) BeginProof(token [32]byte, phone booking.Phone, address string) (p booking.Proof, err error) {
	means, ok := phone.Reached()
	switch {
	case !ok || phone.IsAddress():
		return p, ErrNoMeans
	case !tx.texts: // the line sends none, but everybody can call it
		means = booking.ByCall
	}
	err = tx.attempts(func(int) (err error) {
		p, err = tx.beginProof(token, phone, means, address)
		return err
	})
	if err != nil {
		return booking.Proof{}, err
	}
	return p, nil
}

// BeginRing implements Visiting.
func (tx *Tx) BeginRing(token [32]byte, address string) (p booking.Proof, err error) {
	if _, err := booking.RingsUntil(tx.Now()); err != nil {
		return p, err
	}
	g, _, err := tx.guest(token)
	switch {
	case err != nil:
		return p, err
	case g.Proof == nil:
		return p, booking.ErrNoProof
	case g.Proof.Means == booking.ByRing: // the form was sent twice
		return *g.Proof, nil
	}
	err = tx.attempts(func(int) (err error) {
		p, err = tx.beginProof(token, g.Proof.Phone, booking.ByRing, address)
		return err
	})
	if err != nil {
		return booking.Proof{}, err
	}
	return p, nil
}

// beginProof begins a proof by a means. What the guest had begun before is over.
func (tx *Tx) beginProof(token [32]byte, phone booking.Phone, means booking.Means, address string) (p booking.Proof, err error) {
	place, err := tx.place(address)
	if err != nil {
		return p, err
	}
	if err := tx.mayProve(phone, means, place); err != nil {
		return p, err
	}
	if err := tx.welcome(token); err != nil {
		return p, err
	}
	if _, err := tx.exec(endOldProofs, instant(tx.now)); err != nil {
		return p, err
	}
	if _, err := tx.exec(endProofs, token[:]); err != nil {
		return p, err
	}
	p = booking.Proof{Phone: phone, Means: means, Expires: tx.Now().Add(booking.ProofFor)}
	return p, tx.putProof(token, place, &p)
}

// place returns what is kept of an address from which something is begun.
func (tx *Tx) place(address string) ([]byte, error) {
	key, err := tx.secret(placesKey)
	if err != nil {
		return nil, err
	}
	a, err := netip.ParseAddr(address)
	if err != nil {
		a = netip.Addr{} // they share one place
	}
	return hashed(key, "place", Try{Address: a}.place()), nil
}

// mayProve returns *booking.TooManyProofs if no other proof is begun now. It asks nothing
// about the number but how often one was.
func (tx *Tx) mayProve(phone booking.Phone, means booking.Means, place []byte) error {
	of := string(means)
	return tx.mayBegin(booking.LimitsOf(means), howMany{proofsOfDay, []any{phone, of}}, howMany{proofsOfPlace, []any{place, of}}, howMany{proofsOfAll, []any{of}})
}

// howMany is a statement that counts, and its parameters, but for the last.
type howMany struct {
	query string
	args  []any
}

// mayBegin returns *booking.TooManyProofs if so many were begun already: of one number or address
// on this day, from one place, or of all. ofDay counts from a moment on; the others tell when that
// many were begun ago.
func (tx *Tx) mayBegin(most booking.ProofLimits, ofDay, ofPlace, ofAll howMany) error {
	refusal := &booking.TooManyProofs{}
	today, _, err := value[int](tx, ofDay.query, append(ofDay.args, midnight(tx.today()))...)
	if err != nil {
		return err
	}
	if today >= most.Day {
		refusal.Until, refusal.OfNumber = tx.today().AddDays(1).In(booking.JST), true
	}
	for _, of := range []struct {
		howMany
		most int
	}{{ofPlace, most.Place}, {ofAll, most.All}} {
		at, _, err := value[instant](tx, of.query, append(of.args, of.most-1)...)
		if err != nil {
			return err
		}
		if ends := time.Time(at).Add(booking.ProofsFor); ends.After(tx.now) && ends.After(refusal.Until) {
			refusal.Until, refusal.OfNumber = ends, false
		}
	}
	if !refusal.Until.IsZero() {
		return refusal
	}
	return nil
}

// putProof draws the code of a proof and writes that down, with the text or the call that takes it
// to the number. No two pages show the same code for a number.
func (tx *Tx) putProof(token [32]byte, place []byte, p *booking.Proof) error {
	drawn, err := eightDigits(tx.rand)
	if err != nil {
		return err
	}
	code := drawn[:booking.TextDigits]
	if p.Means == booking.ByCall {
		code = drawn[:booking.ShownDigits]
		p.Code = code
	}
	id, err := tx.insert(putProof, token[:], p.Phone, string(p.Means), code, place, instant(tx.now), instant(p.Expires))
	if why(err) == unique {
		err = again("store: nearly every code of the number is in use")
	}
	if err != nil {
		return err
	}
	entry, err := tx.entry(DidBeginProof, 0, Detail{Last4: p.Phone.Last4()})
	if err == nil {
		err = tx.noteStop()
	}
	if err != nil || p.Means == booking.ByCall {
		return err
	}
	m := booking.Message{Kind: booking.ProofCode, Means: booking.ByText, Booking: booking.Booking{Phone: p.Phone}, Due: tx.now, Last: p.Expires}
	if p.Means == booking.ByRing {
		m.Means = booking.ByCall
		until, err := booking.RingsUntil(tx.Now())
		if err != nil {
			return err
		}
		if until.Before(m.Last) { // in the night it does not ring any more
			m.Last = until
		}
	}
	return tx.putAsked(m, asksOf{proof: id}, entry)
}

// proofsStopped returns until when no proof of one of the means is begun because there were too
// many of anybody.
func (tx *Tx) proofsStopped() (until time.Time, err error) {
	last := func(means booking.Means, query string, args ...any) error {
		at, many, err := value[instant](tx, query, append(args, booking.LimitsOf(means).All-1)...)
		if ends := time.Time(at).Add(booking.ProofsFor); many && ends.After(until) {
			until = ends
		}
		return err
	}
	for _, means := range []booking.Means{booking.ByText, booking.ByCall, booking.ByRing} {
		if err := last(means, proofsOfAll, string(means)); err != nil {
			return until, err
		}
	}
	return until, last(booking.ByMail, linksOfAll)
}

// noteStop raises the alarm when the newest proof was the last one for a while, unless it was
// raised within the hour before: one more is begun whenever an old one counts no longer.
func (tx *Tx) noteStop() error {
	until, err := tx.proofsStopped()
	if err != nil || !until.After(tx.now) {
		return err
	}
	raised, _, err := value[instant](tx, alarmRaised, string(DidStopProofs))
	if err != nil || time.Time(raised).After(tx.now.Add(-booking.ProofsFor)) {
		return err
	}
	tx.alarms = append(tx.alarms, DidStopProofs)
	return tx.note(DidStopProofs, 0, Detail{})
}

const endProofOf = `UPDATE proofs SET state = 'over', code = NULL WHERE state = 'open' AND id = (SELECT proof FROM messages WHERE id = ? AND kind = 'code')`

// Disown implements ivr.Outgoing.
func (tx *Tx) Disown(message int64, phone booking.Phone) error {
	return tx.step(func() error {
		n, err := tx.change(endProofOf, message)
		if err != nil || n == 0 {
			return err
		}
		return tx.note(DidDisown, 0, Detail{Last4: phone.Last4()})
	})
}

// An asked is an open proof, and what it asks for.
type asked struct {
	id    int64
	token []byte
	phone booking.Phone
	code  string
	tries int
}

func scanAsked(_ *Tx, r row) (a asked, err error) {
	err = r.Scan(&a.id, &a.token, &a.phone, &a.code, &a.tries)
	return a, err
}

// Prove implements Visiting.
func (tx *Tx) Prove(token [32]byte, code string) (refused, err error) {
	err = tx.step(func() error {
		_, known, err := tx.guest(token)
		if err != nil {
			return err
		}
		var open []asked
		if known {
			if open, err = all(tx, scanAsked, sentProof, token[:], instant(tx.now)); err != nil {
				return err
			}
		}
		refused, err = tx.answer(open, code)
		return err
	})
	return refused, err
}

// ProveByCall implements ivr.Memory.
func (tx *Tx) ProveByCall(phone booking.Phone, code string) (refused, err error) {
	err = tx.step(func() error {
		open, err := all(tx, scanAsked, shownProof, phone, instant(tx.now))
		if err != nil {
			return err
		}
		refused, err = tx.answer(open, code)
		return err
	})
	return refused, err
}

// answer proves what asks for the code. If nothing does, that counts for everything that asks
// for one: whoever guesses does not say which they mean.
func (tx *Tx) answer(open []asked, code string) (refused, err error) {
	if len(open) == 0 {
		return booking.ErrNoProof, nil
	}
	var right *asked
	for i, a := range open {
		if subtle.ConstantTimeCompare([]byte(a.code), []byte(code)) == 1 {
			right = &open[i]
		}
	}
	if right == nil {
		return booking.ErrWrongProof, tx.wrongProof(open)
	}
	if _, err := tx.exec(proveProof, instant(tx.now), right.id); err != nil {
		return nil, err
	}
	if _, err := tx.exec(ownPhone, right.phone, right.token); err != nil {
		return nil, err
	}
	if _, err := tx.exec(seeGuest, right.token, instant(tx.now)); err != nil {
		return nil, err
	}
	if err := tx.handOver(right.token, right.phone); err != nil {
		return nil, err
	}
	return nil, tx.note(DidProve, 0, Detail{Last4: right.phone.Last4()})
}

// wrongProof counts a wrong code. With the last one the proof is over.
func (tx *Tx) wrongProof(open []asked) error {
	for _, a := range open {
		var err error
		if a.tries+1 < booking.ProofTries {
			_, err = tx.exec(countGuess, a.id)
		} else {
			_, err = tx.exec(failProof, a.id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
