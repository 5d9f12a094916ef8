package store

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/booking"
)

// An Entry is one line of the audit trail: who did what, when, through what. Of a
// telephone number it has the last four digits at most.
type Entry struct {
	ID      int64
	At      time.Time
	Through string // "phone", "terminal", "console" or "clock"
	Actor   string // the call SID, the operating system's user, the account's name, the job
	What    string // "book", "move", "cancel", "restore"; "open", "close", "add"; "notice", "end-notice"; "walk-in-over", "walk-in"; "block", "unblock"; "see", "memo", "arrived", "absent", "not-said", "visitor"; "ask-back", "take-back", "back-reached", "back-unreached", "back-dropped"; "new-code", "passed-in", "wrong-code", "wrong-number"; "account", "sign-in" and what else happens to accounts
	Booking int64  // booking.Booking.ID; 0 if it concerns something else
	Detail  string // for people
	Remark  string // why, in the words of who did it; "" once it has been erased
}

const (
	insertNote   = `INSERT INTO audit (at, through, actor, what, booking, detail) VALUES (?, ?, ?, ?, nullif(?, 0), ?)`
	insertRemark = `INSERT INTO remarks (entry, text) VALUES (?, ?)`
)

// note adds to the audit trail, with why, if somebody said so. What changes a
// booking or a slot calls it, so that no caller can forget. It returns what
// CheckRemark says of the why.
func (tx *Tx) note(what string, id int64, detail string) error {
	entry, err := tx.insert(insertNote, instant(tx.now), tx.by.Through, cut(tx.by.Actor, 128), what, id, detail)
	if err != nil || tx.by.Why == "" {
		return err
	}
	if err := CheckRemark(tx.by.Why); err != nil {
		return err
	}
	_, err = tx.exec(insertRemark, entry, tx.by.Why)
	return err
}

// Remark leaves words on a booking. It returns what CheckRemark does, and
// booking.ErrNotFound if there is no such booking or its number has been erased.
func (tx *Tx) Remark(id int64, text string) error {
	if err := CheckRemark(text); err != nil {
		return err
	}
	b, err := tx.Booking(id)
	if err == nil && b.Phone == "" {
		err = booking.ErrNotFound
	}
	if err != nil {
		return err
	}
	defer func(by By) { tx.by = by }(tx.by)
	tx.by.Why = text
	return tx.step(func() error { return tx.note("memo", id, "") })
}

const entryColumns = `a.id, a.at, a.through, a.actor, a.what, coalesce(a.booking, 0), a.detail, coalesce(r.text, '')
	FROM audit a LEFT JOIN remarks r ON r.entry = a.id`

func scanEntry(_ *Tx, r row) (e Entry, err error) {
	err = r.Scan(&e.ID, (*instant)(&e.At), &e.Through, &e.Actor, &e.What, &e.Booking, &e.Detail, &e.Remark)
	return e, err
}

const auditOfBooking = `SELECT ` + entryColumns + ` WHERE a.booking IS NOT DISTINCT FROM nullif(?, 0) ORDER BY a.id`

// Audit returns the audit trail of the booking with that ID, oldest first; of
// ID 0, what was done to slots.
func (tx *Tx) Audit(id int64) ([]Entry, error) { return all(tx, scanEntry, auditOfBooking, id) }

const lastChange = `SELECT ` + entryColumns + ` WHERE a.booking = ? AND a.what <> 'see' ORDER BY a.id DESC LIMIT 1`

// LastChange returns the newest entry of a booking's trail that is more than
// somebody's look; false if there is none.
func (tx *Tx) LastChange(id int64) (Entry, bool, error) { return first(tx, scanEntry, lastChange, id) }

const newest = `SELECT id FROM audit WHERE what <> 'see' ORDER BY id DESC LIMIT 1`

// Changed returns the ID of the newest entry that is more than somebody's look; 0 if
// there is none. While it stays, nothing has changed that staff can see.
func (tx *Tx) Changed() (int64, error) {
	id, _, err := value[int64](tx, newest)
	return id, err
}

// fiveDigits are more than the last four of a telephone number.
var fiveDigits = regexp.MustCompile(`\p{Nd}{5}`)

// See notes that somebody looked at bookings, or, of none, at what the detail says.
// A detail that could have a telephone or receipt number in it is refused, and not
// repeated.
func (tx *Tx) See(bookings []int64, detail string) error {
	if fiveDigits.MatchString(detail) || slices.ContainsFunc(strings.Fields(detail), isLine) {
		return errors.New("store: found a number in what somebody looked at, expected its last four digits at most")
	}
	if len(bookings) == 0 {
		return tx.note("see", 0, detail)
	}
	return tx.step(func() error {
		for _, id := range bookings {
			if err := tx.note("see", id, detail); err != nil {
				return err
			}
		}
		return nil
	})
}

// isLine says whether a word is a telephone number.
func isLine(word string) bool {
	_, err := booking.ParseLine(word)
	return err == nil
}

// A TrailFilter narrows the audit trail. The zero TrailFilter is all of it.
type TrailFilter struct {
	Actor, What, Through string
	Day                  booking.Date
}

// Trail returns n entries of the audit trail, newest first, of those that are older
// than the one with the ID before; 0 is from the newest on.
func (tx *Tx) Trail(before int64, n int, f TrailFilter) ([]Entry, error) {
	where, args := []string{"true"}, []any{}
	narrow := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if before > 0 {
		narrow("a.id < ?", before)
	}
	if f.Actor != "" {
		narrow("a.actor = ?", f.Actor)
	}
	if f.What != "" {
		narrow("a.what = ?", f.What)
	}
	if f.Through != "" {
		narrow("a.through = ?", f.Through)
	}
	if f.Day != (booking.Date{}) {
		narrow("a.at >= ? AND a.at < ?", midnight(f.Day), midnight(f.Day.AddDays(1)))
	}
	return all(tx, scanEntry, `SELECT `+entryColumns+` WHERE `+strings.Join(where, " AND ")+` ORDER BY a.id DESC LIMIT ?`, append(args, n)...)
}

// cut returns at most n bytes of s, and no half character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
