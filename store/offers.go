package store

import "time"

// An Offer is what a browser that is signed in is in the middle of setting up.
type Offer struct {
	Made   time.Time
	Sealed []byte // the secret for an application; nil if it is about a passkey
	Asked  []byte // what is needed to check a new passkey; nil if it is about an application
}

const (
	putOffer = `INSERT INTO factor_offers (token, made, secret, asked) VALUES (?, ?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET made = excluded.made, secret = excluded.secret, asked = excluded.asked`
	offerTo    = `SELECT made, secret, asked FROM factor_offers WHERE token = ?`
	endOffer   = `DELETE FROM factor_offers WHERE token = ?`
	putApp     = `INSERT INTO apps (staff, secret, step, made) VALUES (?, ?, ?, ?)`
	putRecover = `INSERT INTO recovery_codes (staff, hash) VALUES (?, ?)`
	endOthers  = `DELETE FROM sessions WHERE staff = ? AND token <> ?`
)

// OfferApp keeps the sealed secret that a session is shown, in the place of what it was
// offered before.
func (tx *Tx) OfferApp(s Session, sealed []byte) error {
	_, err := tx.exec(putOffer, s.Token[:], instant(tx.now), sealed, nil)
	return err
}

// OfferPasskey keeps what is needed to check the passkey that a session makes, in the
// place of what it was offered before.
func (tx *Tx) OfferPasskey(s Session, asked []byte) error {
	_, err := tx.exec(putOffer, s.Token[:], instant(tx.now), nil, asked)
	return err
}

// OfferTo returns what a session is in the middle of; ok is false if it is nothing.
func (tx *Tx) OfferTo(s Session) (o Offer, ok bool, err error) {
	return first(tx, func(_ *Tx, r row) (o Offer, err error) {
		err = r.Scan((*instant)(&o.Made), &o.Sealed, &o.Asked)
		return o, err
	}, offerTo, s.Token[:])
}

// AddApp gives the account of a session the application that it was offered, in the place
// of the one that it had, and ends the account's other sessions. The code of step has
// shown that the application has the secret, and is used up by it. The first factor of an
// account brings recovery codes with it: their hashes. It returns ErrNoFactor if nothing was offered.
func (tx *Tx) AddApp(s Session, step int64, recovery [][32]byte) error {
	return tx.step(func() error {
		o, ok, err := tx.OfferTo(s)
		switch {
		case err != nil:
			return err
		case !ok || o.Sealed == nil:
			return ErrNoFactor
		}
		if _, err := tx.exec(dropApp, s.Account.ID); err != nil {
			return err
		}
		if _, err := tx.exec(putApp, s.Account.ID, o.Sealed, step, instant(tx.now)); err != nil {
			return err
		}
		return tx.added(s, ByApp, recovery)
	})
}

// DropApp takes the application away from the account of a session, and ends the
// account's other sessions. It returns ErrNoFactor.
func (tx *Tx) DropApp(s Session) error {
	return tx.dropped(s, ByApp, func() (int, error) { return tx.change(dropApp, s.Account.ID) })
}

// NewRecovery gives the account of a session other recovery codes. The old ones are of no
// use any more.
func (tx *Tx) NewRecovery(s Session, hashes [][32]byte) error {
	return tx.step(func() error {
		if err := tx.putRecovery(s.Account.ID, hashes); err != nil {
			return err
		}
		return tx.note(DidDrawRecovery, 0, Detail{Account: s.Account.Name})
	})
}

func (tx *Tx) putRecovery(staff int64, hashes [][32]byte) error {
	if _, err := tx.exec(dropRecovery, staff); err != nil {
		return err
	}
	for _, h := range hashes {
		if _, err := tx.exec(putRecover, staff, h[:]); err != nil {
			return err
		}
	}
	return nil
}

// added is what follows when an account has got a factor.
func (tx *Tx) added(s Session, factor Factor, recovery [][32]byte) error {
	if recovery != nil {
		if err := tx.putRecovery(s.Account.ID, recovery); err != nil {
			return err
		}
	}
	if _, err := tx.exec(endOffer, s.Token[:]); err != nil {
		return err
	}
	if _, err := tx.exec(endOthers, s.Account.ID, s.Token[:]); err != nil {
		return err
	}
	return tx.note(DidAddFactor, 0, Detail{Account: s.Account.Name, Factor: factor})
}

// dropped does drop and what follows. Recovery codes go with the last factor: there is
// nothing left that they could stand for.
func (tx *Tx) dropped(s Session, factor Factor, drop func() (int, error)) error {
	return tx.step(func() error {
		n, err := drop()
		switch {
		case err != nil:
			return err
		case n == 0:
			return ErrNoFactor
		}
		left, err := tx.FactorsOf(s.Account.ID)
		if err != nil {
			return err
		}
		if !left.Any() {
			if _, err := tx.exec(dropRecovery, s.Account.ID); err != nil {
				return err
			}
		}
		if _, err := tx.exec(endOthers, s.Account.ID, s.Token[:]); err != nil {
			return err
		}
		return tx.note(DidDropFactor, 0, Detail{Account: s.Account.Name, Factor: factor})
	})
}
