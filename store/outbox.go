package store

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"madoguchi/booking"
)

const insertMessage = `INSERT INTO messages (kind, days, means, booking, entry, facility, start, party, phone, state, due, last, made)
	VALUES (?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?, 'due', ?, ?, ?)`

// tell writes down that the number of a booking is told what has just been done, which the
// entry of the trail has. Nobody is told who asked at a counter, or whose number takes no
// texts: those have heard or seen it. An address is told whoever did it, because nobody can call it.
func (tx *Tx) tell(kind booking.MessageKind, entry int64, b booking.Booking) error {
	if !b.Phone.IsAddress() && tx.by.Way != ByPhone && tx.by.Way != ByWeb {
		return nil
	}
	return tx.write(kind, entry, b)
}

// write is tell, whoever asked.
func (tx *Tx) write(kind booking.MessageKind, entry int64, b booking.Booking) error {
	means, ok := b.Phone.Reached()
	if !ok || !tx.sends(means) {
		return nil
	}
	m := booking.Message{Kind: kind, Means: means, Booking: b, Due: tx.now, Last: tx.now.Add(useful)}
	if means == booking.ByMail {
		m.Last = tx.now.Add(usefulMail)
	}
	return tx.put(m, entry)
}

// sends reports whether what has just been done is told by those means.
func (tx *Tx) sends(means booking.Means) bool {
	return means == booking.ByText && tx.texts || means == booking.ByMail && tx.mails
}

// useful is how long a text is sent that tells what somebody has just asked for. Later, in the
// night or on another day, it would only confuse.
const useful = 4 * time.Hour

// usefulMail is useful for a mail, which rings nobody and says when it was written.
const usefulMail = 24 * time.Hour

// put writes a message that is not sent yet.
func (tx *Tx) put(m booking.Message, entry int64) error {
	b := m.Booking
	_, err := tx.exec(insertMessage, string(m.Kind), m.Days, string(m.Means), b.ID, entry, b.Facility, instant(b.Start), b.Party, b.Phone,
		instant(m.Due), instant(m.Last), instant(tx.now))
	tx.wrote = true
	return err
}

const insertAsked = `INSERT INTO messages (kind, days, means, proof, link, entry, phone, state, due, last, made)
	VALUES (?, 0, ?, nullif(?, 0), nullif(?, 0), ?, ?, 'due', ?, ?, ?)`

// asksOf says which proof or which link a message tells of.
type asksOf struct{ proof, link int64 }

// putAsked is put for a message that tells of a proof or a link.
func (tx *Tx) putAsked(m booking.Message, of asksOf, entry int64) error {
	_, err := tx.exec(insertAsked, string(m.Kind), string(m.Means), of.proof, of.link, entry, m.Booking.Phone, instant(m.Due), instant(m.Last), instant(tx.now))
	tx.wrote = true
	return err
}

// told is note, for what the number of the booking is told by text.
func (tx *Tx) told(kind booking.MessageKind, deed Deed, b booking.Booking, detail Detail) error {
	entry, err := tx.entry(deed, b.ID, detail)
	if err != nil {
		return err
	}
	return tx.tell(kind, entry, b)
}

const messageColumns = `m.id, m.kind, m.days, m.means, m.tries, m.missed, coalesce(m.facility, ''), m.start, coalesce(m.party, 0), m.due, m.last,
	coalesce(m.phone, ''), coalesce(m.booking, 0), coalesce((SELECT code FROM proofs WHERE id = m.proof), ''),
	(SELECT secret FROM links WHERE id = m.link), coalesce((SELECT lang FROM links WHERE id = m.link), (SELECT lang FROM addresses WHERE address = m.phone), '')`

// fieldsOf are what messageColumns are read into. Of the booking they have what the message
// has: stands completes it.
func fieldsOf(m *booking.Message) []any {
	b := &m.Booking
	return []any{&m.ID, &m.Kind, &m.Days, &m.Means, &m.Tries, &m.Missed, &b.Facility, (*instant)(&b.Start), &b.Party,
		(*instant)(&m.Due), (*instant)(&m.Last), &b.Phone, &b.ID, &m.Code, (*linkEnd)(&m.Link), &m.Lang}
}

// A linkEnd reads what a link has in it as it stands in its address.
type linkEnd string

// Scan implements sql.Scanner.
func (l *linkEnd) Scan(value any) error {
	secret, ok := value.([]byte)
	if !ok && value != nil {
		return fmt.Errorf("store: found a %T in a link, expected bytes", value)
	}
	*l = linkEnd(base64.RawURLEncoding.EncodeToString(secret))
	return nil
}

func scanMessage(_ *Tx, r row) (m booking.Message, err error) {
	err = r.Scan(fieldsOf(&m)...)
	return m, err
}

const (
	outboxSince = `SELECT since FROM outbox`
	outboxFrom  = `INSERT INTO outbox (id, since) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET since = excluded.since`
)

// restartOutbox has nothing told that was due before now.
func (tx *Tx) restartOutbox() error {
	_, err := tx.exec(outboxFrom, instant(tx.now))
	return err
}

// forgone reports whether what was due at a moment is not told any more, because it may have
// been: the ledger was restored later, from a backup of before.
func (tx *Tx) forgone(due time.Time) (bool, error) {
	since, restored, err := value[int64](tx, outboxSince)
	return restored && due.Unix() < since, err
}

// deedsTold are what a booking has gone through. Of several that have not been told yet the
// last one is: before it the booking stood otherwise, even if it stands so again.
var deedsTold = []booking.MessageKind{booking.ToldBooked, booking.ToldChanged, booking.ToldCancelled, booking.ToldRestored}

const toldSince = `SELECT EXISTS (SELECT 1 FROM messages WHERE booking = ? AND id > ? AND kind IN ('booked', 'changed', 'cancelled', 'restored'))`

// judged returns a message with its booking, and whether it is still to be sent: whether it is
// in time, and the booking stands as it stood.
func (tx *Tx) judged(m booking.Message) (booking.Message, bool, error) {
	late := !tx.now.Before(m.Last)
	forgone, err := tx.forgone(m.Due)
	if err != nil || late || forgone {
		return m, false, err
	}
	m, stands, err := tx.stands(m)
	if err == nil && stands && slices.Contains(deedsTold, m.Kind) {
		var newer bool
		newer, _, err = value[bool](tx, toldSince, m.Booking.ID, m.ID)
		stands = !newer
	}
	if err == nil && stands && m.Kind == booking.Reminder {
		stands, err = tx.reminds(m.Booking)
	}
	return m, stands, err
}

// stands returns a message with its booking, and whether that stands as the message tells.
func (tx *Tx) stands(m booking.Message) (booking.Message, bool, error) {
	if m.Kind == booking.ProofCode { // which has a code as long as its proof is open
		return m, m.Code != "" && tx.now.Before(m.Last), nil
	}
	if m.Kind == booking.ProofLink { // which has what is in it until it is on its way
		return m, m.Link != "" && tx.now.Before(m.Last), nil
	}
	b, found, err := first(tx, scanBooking, bookingOfID, m.Booking.ID)
	if err != nil || !found || b.Phone == "" || b.Phone != m.Booking.Phone {
		return m, false, err
	}
	same := b.Facility == m.Booking.Facility && b.Start.Equal(m.Booking.Start) && b.Party == m.Booking.Party
	m.Booking = b
	switch m.Kind {
	case booking.ToldCancelled:
		return m, b.State == booking.Cancelled && same, nil
	case booking.ToldProxy:
		return m, b.State == booking.Active && b.Proxy, nil
	case booking.Reminder:
		if b.State != booking.Active || !same || !b.Start.After(tx.now) {
			return m, false, nil
		}
		wanted, err := tx.Reminded(b.Phone)
		return m, wanted, err
	}
	return m, b.State == booking.Active && same && b.Start.After(tx.now), nil
}

const messageOfID = `SELECT ` + messageColumns + ` FROM messages m WHERE m.id = ?`

// Message implements ivr.Outgoing.
func (tx *Tx) Message(id int64) (booking.Message, error) {
	m, ok, err := first(tx, scanMessage, messageOfID, id)
	if err != nil {
		return m, err
	}
	stands := false
	if ok {
		m, stands, err = tx.stands(m)
	}
	if err == nil && !stands {
		err = booking.ErrNotFound
	}
	return m, err
}

const heardMessage = `UPDATE messages SET state = 'delivered' WHERE id = ? AND (state IN ('sending', 'unknown', 'sent')
	OR (state IN ('due', 'failed') AND means = 'call' AND tries > 0))`

// Heard implements ivr.Outgoing. The end of the call may have been reported before.
func (tx *Tx) Heard(id int64) error {
	_, err := tx.exec(heardMessage, id)
	return err
}

const unremindedPhone = `SELECT EXISTS (SELECT 1 FROM unreminded WHERE phone = CAST(? AS TEXT))`

// Reminded implements ivr.Outgoing.
func (tx *Tx) Reminded(phone booking.Phone) (bool, error) {
	not, _, err := value[bool](tx, unremindedPhone, phone)
	return !not, err
}

const (
	remindNoMore = `INSERT INTO unreminded (phone, since) VALUES (?, ?) ON CONFLICT (phone) DO NOTHING`
	remindAgain  = `DELETE FROM unreminded WHERE phone = ?`
)

// SetReminded implements ivr.Outgoing. It notes nothing if that was so already.
func (tx *Tx) SetReminded(phone booking.Phone, on bool) error {
	return tx.step(func() error {
		n, deed, err := 0, DidRemindAgain, error(nil)
		if on {
			n, err = tx.change(remindAgain, phone)
		} else {
			deed = DidRemindNoMore
			n, err = tx.change(remindNoMore, phone, instant(tx.now))
		}
		if err != nil || n == 0 {
			return err
		}
		return tx.note(deed, 0, Detail{Last4: phone.Last4(), Mail: phone.IsAddress()})
	})
}

// ErrNoTexts is the refusal to send a text or a mail where none can be sent: the number takes
// none, or the line sends none.
var ErrNoTexts = errors.New("no text can be sent there")

const copiedSince = `SELECT EXISTS (SELECT 1 FROM messages WHERE booking = ? AND kind = 'copy' AND made > ?)`

// SendText has the number or address of an active booking told by text or mail how it stands. Within a minute it
// is told once. It returns booking.ErrNotFound and ErrNoTexts.
func (tx *Tx) SendText(receipt booking.Receipt) error {
	return tx.step(func() error {
		b, err := tx.BookingOf(receipt)
		if err == nil {
			b, err = tx.active(b.ID)
		}
		if err != nil {
			return err
		}
		if means, ok := b.Phone.Reached(); !ok || !tx.sends(means) {
			return ErrNoTexts
		}
		just, _, err := value[bool](tx, copiedSince, b.ID, instant(tx.now.Add(-time.Minute)))
		if err != nil || just {
			return err
		}
		entry, err := tx.entry(DidSendText, b.ID, Detail{Visit: visitTo(b)})
		if err != nil {
			return err
		}
		return tx.write(booking.Copied, entry, b)
	})
}
