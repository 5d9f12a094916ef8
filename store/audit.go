package store

import (
	"time"
	"unicode/utf8"
)

// An Entry is one line of the audit trail: who did what, when, through what. Of a
// telephone number it has the last four digits at most.
type Entry struct {
	At      time.Time
	Through string // "phone", "terminal", "console" or "clock"
	Actor   string // the call SID, the operating system's user, the account's name, the job
	What    string // "book", "move", "cancel", "restore"; "open", "close", "add"; "notice", "end-notice"; "walk-in-over", "walk-in"; "block", "unblock"; "account", "end-account", "password", "role", "number"; "sign-in", "sign-out", "wrong-password"; "secret"
	Booking int64  // booking.Booking.ID; 0 if it concerns something else
	Detail  string // for people
}

const insertNote = `INSERT INTO audit (at, through, actor, what, booking, detail) VALUES (?, ?, ?, ?, nullif(?, 0), ?)`

// note adds to the audit trail. What changes a booking or a slot calls it, so
// that no caller can forget.
func (tx *Tx) note(what string, id int64, detail string) error {
	_, err := tx.exec(insertNote, instant(tx.now), tx.by.Through, cut(tx.by.Actor, 128), what, id, detail)
	return err
}

const auditOfBooking = `SELECT at, through, actor, what, coalesce(booking, 0), detail FROM audit
	WHERE booking IS nullif(?, 0) ORDER BY id`

// Audit returns the audit trail of the booking with that ID, oldest first; of
// ID 0, what was done to slots.
func (tx *Tx) Audit(id int64) ([]Entry, error) {
	return all(tx, func(_ *Tx, r row) (e Entry, err error) {
		err = r.Scan((*instant)(&e.At), &e.Through, &e.Actor, &e.What, &e.Booking, &e.Detail)
		return e, err
	}, auditOfBooking, id)
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
