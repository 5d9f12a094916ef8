package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"net/netip"
	"time"
)

// How tries to sign in are answered. docs/rules.md, "Accounts".
const (
	freeTries   = 5           // in a row, of one name from one place, that cause no wait
	firstPause  = time.Minute // after the next one; it doubles each time
	longestWait = time.Hour
)

// pause returns how long no password is looked at after that many tries in a row.
func pause(tries int) time.Duration {
	if tries <= freeTries {
		return 0
	}
	doubled := min(tries-freeTries-1, 10) // by then it is long the longest
	return min(firstPause<<doubled, longestWait)
}

// A Try is somebody who types a name and a password. What is counted does not depend on
// whether an account has the name.
type Try struct {
	Name    string     // as it was typed
	Browser string     // one that has signed in under this name before, as it can prove; "" if it has not
	Address netip.Addr // of the machine; the zero Addr if it is not known
}

// Strangers are browsers that have not signed in under a name before. Beside what is
// counted of each name from each place, there are budgets that they share, so that with
// ever new names, or from ever new places, nobody guesses, writes or has hashed
// without end. A browser that is known needs none of them, so nobody can use them up for it.
var budgets = []struct {
	of     func(Try) (name, place string)
	most   int
	within time.Duration
}{
	{func(t Try) (string, string) { return "", t.place() }, 30, time.Minute},
	{func(t Try) (string, string) { return t.Name, "" }, 60, time.Hour},
	{func(Try) (string, string) { return "", "" }, 120, time.Minute},
}

// place returns from where somebody tries.
func (t Try) place() string {
	if t.Browser != "" {
		return "browser " + t.Browser
	}
	a := t.Address.Unmap()
	if a.Is6() { // a machine has all of them
		if net, err := a.WithZone("").Prefix(64); err == nil {
			return "address " + net.String()
		}
	}
	return "address " + a.String()
}

// triesKey is the name of the key with which names and places are hashed: people type their
// password into the wrong field.
const triesKey = "tries"

// A counted is a row of tries.
type counted struct {
	tries int
	since time.Time // of the first try of a budget; of a name, of its last
	retry time.Time // no password is looked at before then
}

const (
	triesOf   = `SELECT tries, since, retry FROM tries WHERE who = ? AND place = ?`
	putSignIn = `INSERT INTO tries (who, place, tries, since, retry) VALUES (?1, ?2, ?3, ?4, ?5)
		ON CONFLICT (who, place) DO UPDATE SET tries = excluded.tries, since = excluded.since, retry = excluded.retry`
	forgiveTry  = `DELETE FROM tries WHERE who = ? AND place = ?`
	forgiveName = `DELETE FROM tries WHERE who = ?`
)

// hashed returns what is kept of a name or a place: 16 bytes, all zero for any.
func hashed(key [32]byte, kind, text string) []byte {
	if text == "" {
		return make([]byte, 16)
	}
	h := hmac.New(sha256.New, key[:])
	h.Write([]byte(kind + "\x00" + text))
	return h.Sum(nil)[:16]
}

func (tx *Tx) triesSoFar(key [32]byte, name, place string) (c counted, err error) {
	c, _, err = first(tx, func(_ *Tx, r row) (c counted, err error) {
		err = r.Scan(&c.tries, (*instant)(&c.since), (*instant)(&c.retry))
		return c, err
	}, triesOf, hashed(key, "name", name), hashed(key, "place", place))
	return c, err
}

// SignInWait returns until when no password is looked at; the zero time means that one is.
// It writes nothing, so whoever must wait costs next to nothing.
func (tx *Tx) SignInWait(t Try) (retry time.Time, err error) {
	key, drawn, err := tx.drawn(triesKey)
	if err != nil || !drawn {
		return retry, err
	}
	own, err := tx.triesSoFar(key, t.Name, t.place())
	if err != nil || own.retry.After(tx.now) {
		return own.retry, err
	}
	if t.Browser != "" {
		return time.Time{}, nil
	}
	for _, b := range budgets {
		name, place := b.of(t)
		c, err := tx.triesSoFar(key, name, place)
		if err != nil {
			return retry, err
		}
		if ends := c.since.Add(b.within); c.tries >= b.most && ends.After(tx.now) {
			return ends.In(tx.Now().Location()), nil
		}
	}
	return time.Time{}, nil
}

// TrySignIn counts a try before the password is looked at, and returns until when none is
// looked at instead: then nothing was counted. Forgive takes the try back.
func (tx *Tx) TrySignIn(t Try) (retry time.Time, err error) {
	err = tx.step(func() error {
		if retry, err = tx.SignInWait(t); err != nil || !retry.IsZero() {
			return err
		}
		key, err := tx.secret(triesKey)
		if err != nil {
			return err
		}
		c, err := tx.triesSoFar(key, t.Name, t.place())
		if err != nil {
			return err
		}
		c.tries++
		c.since, c.retry = tx.now, time.Time{}
		if wait := pause(c.tries); wait > 0 {
			c.retry = tx.now.Add(wait)
		}
		if err := tx.putSignIn(key, t.Name, t.place(), c); err != nil || t.Browser != "" {
			return err
		}
		for _, b := range budgets {
			name, place := b.of(t)
			c, err := tx.triesSoFar(key, name, place)
			if err != nil {
				return err
			}
			if !c.since.Add(b.within).After(tx.now) {
				c = counted{since: tx.now}
			}
			c.tries++
			c.retry = time.Time{}
			if err := tx.putSignIn(key, name, place, c); err != nil {
				return err
			}
		}
		return nil
	})
	return retry, err
}

func (tx *Tx) putSignIn(key [32]byte, name, place string, c counted) error {
	_, err := tx.exec(putSignIn, hashed(key, "name", name), hashed(key, "place", place), c.tries, instant(c.since), instant(c.retry))
	return err
}

// Forgive takes back the tries of a name from one place: the password was right.
func (tx *Tx) Forgive(t Try) error {
	key, drawn, err := tx.drawn(triesKey)
	if err != nil || !drawn {
		return err
	}
	_, err = tx.exec(forgiveTry, hashed(key, "name", t.Name), hashed(key, "place", t.place()))
	return err
}

// forgiveAll takes back the tries of a name from everywhere.
func (tx *Tx) forgiveAll(name string) error {
	key, drawn, err := tx.drawn(triesKey)
	if err != nil || !drawn {
		return err
	}
	_, err = tx.exec(forgiveName, hashed(key, "name", name))
	return err
}

// WrongPassword notes that a password was wrong. If no account has the name, the trail does
// not have it either: it may be a password that was typed into the wrong field.
func (tx *Tx) WrongPassword(name string) error {
	exists, _, err := value[bool](tx, nameExists, name)
	if err != nil {
		return err
	}
	if !exists {
		return tx.note(DidMistype, 0, Detail{NoAccount: true})
	}
	return tx.note(DidMistype, 0, Detail{Account: name})
}
