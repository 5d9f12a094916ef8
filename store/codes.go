package store

import (
	"errors"
	"fmt"
	"io"
	"time"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// How a transfer code is guarded. docs/rules.md, "Figures".
const (
	codeLife     = 5 * time.Minute
	mostGuesses  = 10 // on the whole line, within guessWindow
	guessWindow  = 10 * time.Minute
	codeDrawings = 64
)

const (
	forgetCodes = `DELETE FROM codes WHERE (staff = ? AND phone = ?) OR expires <= ?`
	addCode     = `INSERT INTO codes (code, phone, staff, expires) VALUES (?, ?, ?, ?) ON CONFLICT (code) DO NOTHING`
)

// keepCodes is how long a code that is used or dead is remembered: whoever keys it
// again is told the same as of any wrong one, and the audit trail tells which it was.
const keepCodes = 24 * time.Hour

// NewCode gives out a transfer code for a number: six digits, good once and for five
// minutes. What the same agent was given for it before is dead.
func (tx *Tx) NewCode(phone booking.Phone, staff int64) (code string, expires time.Time, err error) {
	if phone == "" {
		return "", expires, booking.ErrNoPhone
	}
	expires = tx.Now().Add(codeLife)
	err = tx.step(func() error {
		if _, err := tx.exec(forgetCodes, staff, phone, instant(tx.now.Add(-keepCodes))); err != nil {
			return err
		}
		for range codeDrawings {
			if code, err = drawCode(tx.rand); err != nil {
				return err
			}
			n, err := tx.change(addCode, code, phone, staff, instant(expires))
			if err != nil {
				return err
			}
			if n > 0 {
				return tx.note("code", 0, "for a number that ends with "+phone.Last4())
			}
		}
		return errors.New("store: nearly every transfer code is in use")
	})
	return code, expires, err
}

// drawCode draws six digits, each number as likely as any other.
func drawCode(r io.Reader) (string, error) {
	for range codeDrawings {
		var b [3]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return "", fmt.Errorf("drawing a transfer code: %w", err)
		}
		if n := (int(b[0])<<16 | int(b[1])<<8 | int(b[2])) >> 4; n < 1_000_000 { // 20 bits count to 1,048,575
			return fmt.Sprintf("%06d", n), nil
		}
	}
	return "", errors.New("drawing a transfer code: the source of chance is stuck")
}

const (
	guessesSince = `SELECT count(*) FROM guesses WHERE at > ?`
	addGuess     = `INSERT INTO guesses (at, sid) VALUES (?, ?)`
	codeOf       = `SELECT c.phone, c.expires, c.used IS NOT NULL, s.name FROM codes c JOIN staff s ON s.id = c.staff WHERE c.code = ?`
	useCode      = `UPDATE codes SET used = ? WHERE code = ? AND used IS NULL`
	agentOf      = `SELECT name FROM staff WHERE number = ? AND ended IS NULL AND role IN ('agent', 'counter', 'admin')`
)

// PassIn implements ivr.Memory. Whatever is wrong with what was keyed, it says
// ErrWrongCode: only the audit trail tells what it was.
func (tx *Tx) PassIn(keyed string) (ivr.PassedIn, error) {
	guesses, _, err := value[int](tx, guessesSince, instant(tx.now.Add(-guessWindow)))
	if err != nil {
		return ivr.PassedIn{}, err
	}
	if guesses >= mostGuesses {
		return ivr.PassedIn{}, ivr.ErrGuessing
	}
	switch len(keyed) {
	case 6:
		return tx.useCode(keyed)
	case 4:
		name, ok, err := value[string](tx, agentOf, keyed)
		if err == nil && !ok {
			err = tx.guessed("wrong-number", "an agent number that nobody has")
		}
		return ivr.PassedIn{Agent: name}, err
	}
	return ivr.PassedIn{}, tx.guessed("wrong-code", "neither a code nor a number")
}

func (tx *Tx) useCode(code string) (ivr.PassedIn, error) {
	type given struct {
		ivr.PassedIn
		expires time.Time
		used    bool
	}
	c, ok, err := first(tx, func(_ *Tx, r row) (c given, err error) {
		err = r.Scan(&c.Phone, (*instant)(&c.expires), &c.used, &c.Agent)
		return c, err
	}, codeOf, code)
	switch {
	case err != nil:
		return ivr.PassedIn{}, err
	case !ok:
		return ivr.PassedIn{}, tx.guessed("wrong-code", "a code that was not given out")
	case c.used:
		return ivr.PassedIn{}, tx.guessed("wrong-code", "a code that was used before, of "+c.Agent)
	case !c.expires.After(tx.now):
		return ivr.PassedIn{}, tx.guessed("wrong-code", "a code that has expired, of "+c.Agent)
	}
	_, err = tx.exec(useCode, instant(tx.now), code)
	return c.PassedIn, err
}

// guessed writes a wrong try down. It returns ErrWrongCode, unless that fails.
func (tx *Tx) guessed(what, detail string) error {
	if _, err := tx.exec(addGuess, instant(tx.now), cut(tx.by.Actor, maxSID)); err != nil {
		return err
	}
	if err := tx.note(what, 0, detail); err != nil {
		return err
	}
	return ivr.ErrWrongCode
}

// HandedOver implements ivr.Memory.
func (tx *Tx) HandedOver(p ivr.PassedIn) error {
	if _, err := tx.tally(p.Phone, booking.Tally{}, false, 0, tx.by.Actor); err != nil {
		return err
	}
	return tx.note("passed-in", 0, fmt.Sprintf("by %s, for a number that ends with %s", p.Agent, p.Phone.Last4()))
}
