package store

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"time"

	"madoguchi/booking"
)

// A Key of a link is what stands at the end of its address.
const linkBytes = 32

const (
	linksOfDay   = `SELECT count(*) FROM links WHERE address = CAST(? AS TEXT) AND began >= ?`
	linksOfPlace = `SELECT began FROM links WHERE place = ? ORDER BY began DESC LIMIT 1 OFFSET ?`
	linksOfAll   = `SELECT began FROM links ORDER BY began DESC LIMIT 1 OFFSET ?`

	putLink  = `INSERT INTO links (hash, secret, address, lang, wish, place, began, expires, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open')`
	linkOf   = `SELECT id, address, lang, wish, state, expires FROM links WHERE hash = ?`
	useLink  = `UPDATE links SET state = 'used', secret = NULL, used = ?, guest = ? WHERE id = ?`
	ownMail  = `UPDATE guests SET address = ? WHERE token = ?`
	noteMail = `INSERT INTO addresses (address, lang, seen) VALUES (?, ?, ?) ON CONFLICT (address) DO UPDATE SET lang = excluded.lang, seen = excluded.seen`

	endOldLinks = `UPDATE links SET state = 'over', secret = NULL WHERE state = 'open' AND expires <= ?`

	followLinks = `UPDATE links SET guest = ? WHERE guest = ? AND state = 'used'`
)

// BeginLink implements Visiting.
func (tx *Tx) BeginLink(l booking.Link, place string, goodFor time.Duration) error {
	if !l.Address.IsAddress() || !tx.mails {
		return ErrNoMeans
	}
	return tx.attempts(func(int) error {
		from, err := tx.place(place)
		if err != nil {
			return err
		}
		if err := tx.mayLink(l.Address, from); err != nil {
			return err
		}
		if _, err := tx.exec(endOldLinks, instant(tx.now)); err != nil {
			return err
		}
		return tx.putLink(l, from, tx.now.Add(goodFor))
	})
}

// mayLink returns *booking.TooManyProofs if no other link is sent now. It asks nothing about the
// address but how often one was.
func (tx *Tx) mayLink(address booking.Phone, place []byte) error {
	return tx.mayBegin(booking.LimitsOf(booking.ByMail), howMany{linksOfDay, []any{address}}, howMany{linksOfPlace, []any{place}}, howMany{linksOfAll, nil})
}

// putLink draws what is in the link and writes that down, with the mail that takes it to the
// address.
func (tx *Tx) putLink(l booking.Link, place []byte, expires time.Time) error {
	secret := make([]byte, linkBytes)
	if _, err := io.ReadFull(tx.rand, secret); err != nil {
		return err
	}
	hash := sha256.Sum256(secret)
	id, err := tx.insert(putLink, hash[:], secret, l.Address, l.Lang, l.Wish, place, instant(tx.now), instant(expires))
	if why(err) == unique {
		err = again("store: what was drawn for a link is in use")
	}
	if err != nil {
		return err
	}
	entry, err := tx.entry(DidBeginProof, 0, Detail{Mail: true})
	if err == nil {
		err = tx.noteStop()
	}
	if err != nil {
		return err
	}
	return tx.putAsked(booking.Message{
		Kind: booking.ProofLink, Means: booking.ByMail, Booking: booking.Booking{Phone: l.Address}, Due: tx.now, Last: expires,
	}, asksOf{link: id}, entry)
}

// hashOfLink returns the hash of what stands at the end of a link's address; false if none does.
func hashOfLink(end string) (hash [32]byte, ok bool) {
	secret, err := base64.RawURLEncoding.Strict().DecodeString(end)
	if err != nil || len(secret) != linkBytes {
		return hash, false
	}
	return sha256.Sum256(secret), true
}

// A found link is what the ledger has of it.
type foundLink struct {
	booking.Link
	id      int64
	state   string
	expires time.Time
}

// link returns a link, and why it is no good: booking.ErrNoLink, ErrLinkUsed or ErrLinkOld.
func (tx *Tx) link(end string) (l foundLink, refused, err error) {
	hash, ok := hashOfLink(end)
	if !ok {
		return l, booking.ErrNoLink, nil
	}
	l, known, err := first(tx, func(_ *Tx, r row) (l foundLink, err error) {
		err = r.Scan(&l.id, &l.Address, &l.Lang, &l.Wish, &l.state, (*instant)(&l.expires))
		return l, err
	}, linkOf, hash[:])
	switch {
	case err != nil:
		return l, nil, err
	case !known:
		return l, booking.ErrNoLink, nil
	case l.state == "used":
		return l, booking.ErrLinkUsed, nil
	case l.state != "open" || !l.expires.After(tx.now):
		return l, booking.ErrLinkOld, nil
	}
	return l, nil, nil
}

// LinkOf implements Visiting.
func (tx *Tx) LinkOf(end string) (booking.Link, error) {
	l, refused, err := tx.link(end)
	if err == nil {
		err = refused
	}
	return l.Link, err
}

// UseLink implements Visiting.
func (tx *Tx) UseLink(token [32]byte, end string) (used booking.Link, err error) {
	err = tx.step(func() error {
		l, refused, err := tx.link(end)
		if err != nil || refused != nil {
			return errorOr(err, refused)
		}
		if err := tx.welcome(token); err != nil {
			return err
		}
		if _, err := tx.exec(useLink, instant(tx.now), token[:], l.id); err != nil {
			return err
		}
		if _, err := tx.exec(ownMail, l.Address, token[:]); err != nil {
			return err
		}
		if _, err := tx.exec(noteMail, l.Address, l.Lang, instant(tx.now)); err != nil {
			return err
		}
		used = l.Link
		return tx.note(DidProve, 0, Detail{Mail: true})
	})
	return used, err
}

func errorOr(err, refused error) error {
	if err != nil {
		return err
	}
	return refused
}

// Follow implements Visiting.
func (tx *Tx) Follow(from, to [32]byte) error {
	return tx.step(func() error {
		g, known, err := tx.guest(from)
		if err != nil || !known || g.Address == "" {
			return err
		}
		if err := tx.welcome(to); err != nil {
			return err
		}
		if _, err := tx.exec(followLinks, to[:], from[:]); err != nil {
			return err
		}
		if _, err := tx.exec(ownMail, g.Address, to[:]); err != nil {
			return err
		}
		return tx.EndVisit(from)
	})
}

const (
	addressOfGuest = `SELECT coalesce(address, '') FROM guests WHERE token = ?`

	// Whoever has both chooses a time with the number from now on.
	dropOffers = `DELETE FROM holds WHERE phone = CAST(? AS TEXT) AND kind < 3`

	rename = `UPDATE bookings SET phone = ?, alone = (SELECT 1 - per_service FROM counting WHERE id = 1) WHERE id = ? AND status = 1`
)

// handOver has the bookings of a guest's address be those of the number that they have just
// proven, but for those for whose member the number has one already.
func (tx *Tx) handOver(token []byte, to booking.Phone) error {
	address, _, err := value[booking.Phone](tx, addressOfGuest, token)
	if err != nil || address == "" {
		return err
	}
	if _, err := tx.exec(dropOffers, address); err != nil {
		return err
	}
	own, err := tx.Bookings(address)
	if err != nil {
		return err
	}
	if _, err := tx.exec(endOver, to, instant(tx.now)); err != nil {
		return err
	}
	for _, b := range own {
		theirs := b
		theirs.Phone = to
		err := tx.inTheWay(theirs)
		if _, taken := errors.AsType[*booking.Already](err); taken {
			continue
		}
		if err != nil {
			return err
		}
		err = tx.step(func() error { _, err := tx.exec(rename, to, b.ID); return err })
		if reason := why(err); reason == unique || reason == raised {
			continue // it was made, or the number's was, while the city counted otherwise
		}
		if err != nil {
			return err
		}
		if err := tx.note(DidHandOver, b.ID, Detail{Last4: to.Last4()}); err != nil {
			return err
		}
	}
	return nil
}
