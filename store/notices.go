package store

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/booking"
)

// ErrNoNotice says that there is no notice with that ID, or that it is over.
var ErrNoNotice = errors.New("there is no such notice")

// maxNotice is how many characters a notice may have: nobody listens to more.
const maxNotice = 500

// A Notice is a text that staff want said to callers, to each number once.
type Notice struct {
	ID    int64
	Text  string
	From  time.Time // callers are told from then on
	Until time.Time // and from then on they are not
	Made  time.Time
}

const noticeColumns = `id, text, starts, ends, made`

func scanNotice(_ *Tx, r row) (n Notice, err error) {
	err = r.Scan(&n.ID, &n.Text, (*instant)(&n.From), (*instant)(&n.Until), (*instant)(&n.Made))
	return n, err
}

const (
	noticesFor = `SELECT ` + noticeColumns + ` FROM notices
		WHERE ends > ?1 AND starts <= ?1 AND NOT EXISTS (SELECT 1 FROM heard WHERE notice = notices.id AND phone = ?2)
		ORDER BY starts, id`

	hear = `INSERT INTO heard (notice, phone, told) VALUES (?, ?, ?)`
)

// Notices implements ivr.Memory. It returns the earliest start first.
func (tx *Tx) Notices(phone booking.Phone) (texts []string, err error) {
	current, err := all(tx, scanNotice, noticesFor, instant(tx.now), phone)
	if err != nil {
		return nil, err
	}
	for _, n := range current {
		if phone != "" {
			if _, err := tx.exec(hear, n.ID, phone, instant(tx.now)); err != nil {
				return nil, err
			}
		}
		texts = append(texts, n.Text)
	}
	return texts, nil
}

const addNotice = `INSERT INTO notices (text, starts, ends, made) VALUES (?, ?, ?, ?)`

// AddNotice has the Text of n said to callers from n.From, or from now on if that is
// zero, until n.Until. It returns the notice as it stands in the ledger.
func (tx *Tx) AddNotice(n Notice) (Notice, error) {
	n.Text, n.Made = strings.TrimSpace(n.Text), tx.Now()
	if n.From.IsZero() {
		n.From = n.Made
	}
	n.From, n.Until = n.From.In(booking.JST).Truncate(time.Second), n.Until.In(booking.JST).Truncate(time.Second)
	if err := n.checked(tx.now); err != nil {
		return Notice{}, err
	}
	err := tx.step(func() (err error) {
		if n.ID, err = tx.insert(addNotice, n.Text, instant(n.From), instant(n.Until), instant(n.Made)); err != nil {
			return err
		}
		// Without the text: the trail is kept for ever, and must have no number in it.
		return tx.note(DidNotice, 0, Detail{Notice: n.ID, Visit: Visit{Start: n.From}, Until: n.Until})
	})
	if err != nil {
		return Notice{}, err
	}
	return n, nil
}

func (n Notice) checked(now time.Time) error {
	switch {
	case n.Text == "":
		return errors.New("store: found a notice without text, expected a sentence")
	case !utf8.ValidString(n.Text) || strings.ContainsFunc(n.Text, unicode.IsControl):
		return errors.New("store: found a notice with characters that cannot be said, expected one line of text")
	case utf8.RuneCountInString(n.Text) > maxNotice:
		return fmt.Errorf("store: found a notice of %d characters, expected at most %d", utf8.RuneCountInString(n.Text), maxNotice)
	case !n.Until.After(n.From) || !n.Until.After(now):
		return fmt.Errorf("store: found a notice from %s until %s, expected an end after the beginning and after now", stamp(n.From), stamp(n.Until))
	}
	return nil
}

const (
	noticesToCome = `SELECT ` + noticeColumns + ` FROM notices WHERE ends > ? ORDER BY starts, id`
	everyNotice   = `SELECT ` + noticeColumns + ` FROM notices ORDER BY starts, id`
)

// ListNotices returns the notices that are not over, or all that the ledger still has if
// over is true; earliest beginning first.
func (tx *Tx) ListNotices(over bool) ([]Notice, error) {
	if over {
		return all(tx, scanNotice, everyNotice)
	}
	return all(tx, scanNotice, noticesToCome, instant(tx.now))
}

const (
	endNotice  = `UPDATE notices SET ends = ?2 WHERE id = ?1 AND ends > ?2 AND starts < ?2`
	dropNotice = `DELETE FROM notices WHERE id = ?1 AND starts >= ?2`
)

// EndNotice ends a notice now. It deletes one that has not begun before now. It returns
// ErrNoNotice if there is none, or if it is over.
func (tx *Tx) EndNotice(id int64) error {
	return tx.step(func() error {
		for _, query := range []string{endNotice, dropNotice} {
			n, err := tx.change(query, id, instant(tx.now))
			if err != nil {
				return err
			}
			if n > 0 {
				return tx.note(DidEndNotice, 0, Detail{Notice: id})
			}
		}
		return fmt.Errorf("notice %d: %w", id, ErrNoNotice)
	})
}
