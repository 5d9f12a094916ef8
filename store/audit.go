package store

import (
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/booking"
)

// An Entry is one line of the audit trail: who did what, when, in which way. It has at
// most the last four digits of a telephone number.
type Entry struct {
	ID      int64
	At      time.Time
	Way     Way
	Actor   string // see By
	Call    string // see By
	Deed    Deed
	Booking int64 // booking.Booking.ID; 0 if it concerns something else
	Detail  Detail
	Remark  string // why, in the words of whoever did it; "" if nobody said why, or once it is erased
}

const (
	insertNote = `INSERT INTO audit (at, way, actor, call, deed, booking, detail)
		VALUES (?, ?, ?, nullif(?, ''), ?, nullif(?, 0), ?)`
	insertRemark = `INSERT INTO remarks (entry, text) VALUES (?, ?)`
)

// note adds an entry to the audit trail, with the reason if one was given. The methods
// that change a booking or the calendar call it, so that their callers cannot forget.
func (tx *Tx) note(deed Deed, id int64, detail Detail) error {
	_, err := tx.entry(deed, id, detail)
	return err
}

// entry is note, for what refers to the entry that was added.
func (tx *Tx) entry(deed Deed, id int64, detail Detail) (entry int64, err error) {
	if deed == DidBook || deed == DidChange || deed == DidCancel {
		detail.Despite = tx.setAside
	}
	if err := detail.of(deed); err != nil {
		return 0, err
	}
	facts, err := detail.stored()
	if err != nil {
		return 0, err
	}
	entry, err = tx.insert(insertNote, instant(tx.now), string(tx.by.Way), cut(tx.by.Actor, maxActor), cut(tx.by.Call, maxSID),
		string(deed), id, facts)
	if err != nil || tx.by.Why == "" {
		return entry, err
	}
	_, err = tx.exec(insertRemark, entry, tx.by.Why)
	return entry, err
}

const maxActor = 128 // bytes of an actor that are kept

// Remark leaves words on a booking. It returns the errors of CheckRemark, and
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
	return tx.step(func() error { return tx.note(DidRemark, id, Detail{}) })
}

const entryColumns = `a.id, a.at, a.way, a.actor, coalesce(a.call, ''), a.deed, coalesce(a.booking, 0), a.detail, coalesce(r.text, '')
	FROM audit a LEFT JOIN remarks r ON r.entry = a.id`

func scanEntry(_ *Tx, r row) (e Entry, err error) {
	var facts []byte
	if err := r.Scan(&e.ID, (*instant)(&e.At), &e.Way, &e.Actor, &e.Call, &e.Deed, &e.Booking, &facts, &e.Remark); err != nil {
		return e, err
	}
	e.Detail, err = readDetail(facts)
	return e, err
}

const auditOfBooking = `SELECT ` + entryColumns + ` WHERE a.booking IS NOT DISTINCT FROM nullif(?, 0) ORDER BY a.id`

// Audit returns the audit trail of the booking with that ID, oldest first. For ID 0 it
// returns the entries that concern no booking.
func (tx *Tx) Audit(id int64) ([]Entry, error) { return all(tx, scanEntry, auditOfBooking, id) }

const lastChange = `SELECT ` + entryColumns + ` WHERE a.booking = ? AND a.deed NOT IN ('see', 'shown', 'wrong-receipt', 'receipt-stopped') ORDER BY a.id DESC LIMIT 1`

// LastChange returns the newest entry of a booking's trail that is not just a look, or a try
// to look, and false if there is none.
func (tx *Tx) LastChange(id int64) (Entry, bool, error) { return first(tx, scanEntry, lastChange, id) }

const newest = `SELECT id FROM audit WHERE deed <> 'see' ORDER BY id DESC LIMIT 1`

// Changed returns the ID of the newest entry that is not just a look, or 0 if there is
// none. While it stays the same, nothing has changed that staff can see.
func (tx *Tx) Changed() (int64, error) {
	id, _, err := value[int64](tx, newest)
	return id, err
}

// See notes that somebody looked at bookings, or at a page that could have shown some.
// It refuses a look that could have a telephone number in it.
func (tx *Tx) See(bookings []int64, look Look) error {
	if err := look.checked(); err != nil {
		return err
	}
	if len(bookings) == 0 {
		return tx.note(DidSee, 0, Detail{Look: look})
	}
	return tx.step(func() error {
		for _, id := range bookings {
			if err := tx.note(DidSee, id, Detail{Look: look}); err != nil {
				return err
			}
		}
		return nil
	})
}

// A TrailFilter narrows the audit trail. The zero TrailFilter selects all of it.
type TrailFilter struct {
	Actor string // or the SID of a call
	Deed  Deed
	Way   Way
	Day   booking.Date
}

// Trail returns at most n entries of the audit trail, newest first, that are older than
// the entry with the ID before. If before is 0, it starts with the newest entry.
func (tx *Tx) Trail(before int64, n int, f TrailFilter) ([]Entry, error) {
	where, args := []string{"true"}, []any{}
	narrow := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if before > 0 {
		narrow("a.id < ?", before)
	}
	if f.Actor != "" {
		narrow("(a.actor = ? OR a.call = ?)", f.Actor, f.Actor)
	}
	if f.Deed != "" {
		narrow("a.deed = ?", string(f.Deed))
	}
	if f.Way != "" {
		narrow("a.way = ?", string(f.Way))
	}
	if f.Day != (booking.Date{}) {
		narrow("a.at >= ? AND a.at < ?", midnight(f.Day), midnight(f.Day.AddDays(1)))
	}
	return all(tx, scanEntry, `SELECT `+entryColumns+` WHERE `+strings.Join(where, " AND ")+` ORDER BY a.id DESC LIMIT ?`, append(args, n)...)
}

// cut returns at most the first n bytes of s, and never cuts a character in half.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
