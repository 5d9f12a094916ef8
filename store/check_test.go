package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"madoguchi/booking"
)

func contains(err error, text string) bool { return err != nil && strings.Contains(err.Error(), text) }

// fileHas reports whether the ledger's files contain text.
func (w *town) fileHas(text string) bool {
	w.Helper()
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(w.path + suffix)
		if err != nil {
			w.Fatalf("%v", err)
		}
		if bytes.Contains(data, []byte(text)) {
			return true
		}
	}
	return false
}

// corruptions are what can be wrong with a sound ledger, and what makes it so.
var corruptions = []struct{ broken, corruption string }{
	{"a slot has the figures of its worst instant: slot 1: wanted 3, claimed 2, free 2", `UPDATE slots SET free = 2 WHERE id = 1`},
	{"a slot has the figures of its worst instant: slot 1: wanted 3, claimed 1, free 1", `UPDATE slots SET claimed = 1 WHERE id = 1`},
	{"a slot has the figures of its worst instant: slot 1: wanted 2, claimed 2, free 1", `UPDATE slots SET wanted = 2 WHERE id = 1`},
	{"one slot per facility and start: slots", `UPDATE slots SET facility = 'ajiyoshi', start = (SELECT start FROM slots WHERE id = 1) WHERE id = 2`},
	{"hours do not overlap: hours of sakashita at", `INSERT INTO hours SELECT facility, start + 60, ends, desks, minutes FROM hours WHERE facility = 'sakashita'`},
	{"how many desks are wanted is said once: desks of sakashita at", `INSERT INTO desks SELECT facility, start + 60, ends, wanted FROM desks WHERE facility = 'sakashita'`},
	{"desks are the hours with the decisions laid over them: sakashita at", `UPDATE desks SET wanted = 9 WHERE facility = 'sakashita'`},
	{"desks are the hours with the decisions laid over them: sakashita at", `UPDATE desks SET ends = ends - 60 WHERE facility = 'sakashita'`},
	{"desks are the hours with the decisions laid over them: sakashita at", `DELETE FROM desks WHERE facility = 'sakashita'`},
	{"desks are the hours with the decisions laid over them: sakashita at", `UPDATE hours SET desks = 9 WHERE facility = 'sakashita'`},
	{"desks are the hours with the decisions laid over them: sakashita at", `DELETE FROM hours WHERE facility = 'sakashita'`},
	{"desks are the hours with the decisions laid over them: evening at", `DELETE FROM decisions`},
	{"desks are the hours with the decisions laid over them: evening at", `UPDATE decisions SET kind = 1, desks = NULL, minutes = NULL`},
	{"desks are the hours with the decisions laid over them: evening at", `UPDATE decisions SET desks = 9`},
	{"desks are the hours with the decisions laid over them: evening at", `UPDATE decisions SET until = until - 60`},
	{"one active booking per phone, member and service: bookings 1,2", `UPDATE bookings SET phone = '+819000000000', alone = 0`},
	{"one active booking per phone and member, of those that are not counted by service: bookings 1,2", `UPDATE bookings SET phone = '+819000000000', service = 'card' || id`},
	{"errands are of those who come: errand of booking 1, person 9", `INSERT INTO errands (booking, person, procedure) VALUES (1, 9, 'renewal')`},
	{"the procedure of a booking is that of the first who comes: booking 1", `INSERT INTO errands (booking, person, procedure) VALUES (1, 1, 'reissue')`},
	{"one hold for a booking or a change per phone: holds 1,2,4", `UPDATE holds SET phone = '+8190' WHERE kind < 3`},
	{"one hold of a kind per booking: holds 2,4", `UPDATE holds SET booking = 1, kind = 2 WHERE id = 4`},
	{"one booking per receipt number: bookings 1,2", `UPDATE bookings SET receipt = '000000'`},
	{"an active booking claims its visit: booking 1", `DELETE FROM claims WHERE booking = 1`},
	{"an active booking claims its visit: booking 2", `UPDATE claims SET seats = 3 WHERE booking = 2`},
	{"an active booking claims its visit: booking 3", `UPDATE claims SET start = start + 60 WHERE booking = 3`},
	{"an active booking claims its visit: booking 3", `UPDATE claims SET ends = ends - 60 WHERE booking = 3`},
	{"an active booking claims its visit: booking 3", `UPDATE claims SET facility = 'elsewhere' WHERE booking = 3`},
	{"an active booking claims its visit: booking 3", `UPDATE claims SET seats = 2 WHERE booking = 3`},
	{"an active booking claims its visit: booking 3", `UPDATE bookings SET start = start - 60 WHERE id = 3`},
	{"an active booking claims its visit: booking 3", `UPDATE bookings SET ends = ends + 60 WHERE id = 3`},
	{"an active booking claims its visit: booking 3", `INSERT INTO claims (facility, start, ends, seats, booking) SELECT facility, start, ends, seats, 3 FROM claims WHERE booking = 3`},
	{"a claim is of an active booking or of a hold: claim 1", `UPDATE bookings SET status = 3, ended = 1 WHERE id = 1`},
	{"a claim is of an active booking or of a hold: claim", `UPDATE claims SET hold = 1 WHERE booking = 1`},
	{"a booking and a hold claim a time once: claims", `INSERT INTO claims (facility, start, ends, seats, booking) SELECT facility, start + 60, ends, 1, 1 FROM claims WHERE booking = 1`},
	{"a booking and a hold claim a time once: claims", `INSERT INTO claims (facility, start, ends, seats, hold) SELECT facility, start + 60, ends, 1, 2 FROM claims WHERE hold = 2`},
	{"a hold for a booking or an undo claims its visit: hold 1", `DELETE FROM claims WHERE hold = 1`},
	{"a hold for a booking or an undo claims its visit: hold 3", `UPDATE claims SET ends = ends - 60 WHERE hold = 3`},
	{"a hold for a booking or an undo claims its visit: hold 4", `UPDATE claims SET seats = 3 WHERE hold = 4`},
	{"a hold for a change claims nothing outside its visit: hold 2", `UPDATE claims SET ends = ends + 60 WHERE hold = 2`},
	{"a hold for a change claims nothing outside its visit: hold 2", `UPDATE holds SET start = start + 60 WHERE id = 2`},
	{"a hold for a change claims nothing outside its visit: hold 2", `UPDATE holds SET ends = ends - 60 WHERE id = 2`},
	{"a hold for a change claims nothing outside its visit: hold 2", `UPDATE holds SET facility = 'elsewhere' WHERE id = 2`},
	{"a hold for a change is of an active booking of its phone: hold 2", `UPDATE holds SET booking = 4 WHERE id = 2`},
	{"a hold for a change is of an active booking of its phone: hold 2", `UPDATE holds SET booking = 2 WHERE id = 2`},
	{"a hold for a change is of an active booking of its phone: hold 2", `UPDATE holds SET booking = NULL WHERE id = 2`},
	{"a hold for an undo is of a cancelled booking of its phone: hold 3", `UPDATE holds SET booking = 2 WHERE id = 3`},
	{"a hold for an undo is of a cancelled booking of its phone: hold 3", `UPDATE holds SET phone = '+8190' WHERE id = 3`},
	{"the file is sound: CHECK constraint failed in holds", `UPDATE holds SET booking = NULL WHERE id = 3`},
	{"a booking that has ended says when, and an active one is somebody's: booking 2", `UPDATE bookings SET phone = NULL WHERE id = 2`},
	{"the audit trail knows how a booking was made: booking 1", `DELETE FROM audit WHERE booking = 1`},
	{"the audit trail knows how a booking was cancelled, and restored: booking 1", `INSERT INTO audit (at, way, actor, deed, booking, detail) VALUES (1, 'phone', '', 'cancel', 1, '{}')`},
	{"the audit trail knows how a booking was cancelled, and restored: booking 1", `INSERT INTO audit (at, way, actor, deed, booking, detail) VALUES (1, 'phone', '', 'restore', 1, '{}')`},
	{"the audit trail knows how a booking was cancelled, and restored: booking 4", `INSERT INTO audit (at, way, actor, deed, booking, detail) VALUES (1, 'phone', '', 'restore', 4, '{}')`},
	{"the audit trail knows how a booking was cancelled, and restored: booking 4", `DELETE FROM audit WHERE deed = 'cancel'`},
	{"nothing is said of the visit of a cancelled booking: booking 4", `UPDATE bookings SET came = 1`},
	{"no telephone number is in the audit trail: entry 1", `UPDATE audit SET detail = '{"text":"+819012345678"}' WHERE id = 1`},
	{"a reply can be read: call CA", `UPDATE turns SET reply = '{'`},
	{"what is referred to exists: audit 1 refers to no ways", `UPDATE audit SET way = 'telepathy' WHERE id = 1`},
	{"what is referred to exists: claims 1 refers to no bookings", `UPDATE claims SET booking = 99 WHERE id = 1`},
	{"what is referred to exists: turns 1 refers to no calls", `DELETE FROM calls`},
	{"a receipt number has its check digit: booking 1", `UPDATE bookings SET receipt = '000001' WHERE id = 1`},
	{"one account per number: accounts 1,2", `UPDATE staff SET number = '1234'`},
	{"a session is of an account that can be used: account 2", `UPDATE staff SET ended = made WHERE id = 2`},
	{"an account that has ended has no second factor: account 1", `INSERT INTO apps (staff, secret, step, made) VALUES (1, zeroblob(48), 1, 1);
			UPDATE staff SET ended = made WHERE id = 1`},
	{"recovery codes stand for another factor: account 1", `INSERT INTO recovery_codes (staff, hash) VALUES (1, zeroblob(32))`},
	{"what is referred to exists: sessions", `DELETE FROM staff WHERE id = 2`},
	{"what is referred to exists: call_backs", `DELETE FROM staff WHERE id = 1`},
	{"what is referred to exists: codes", `UPDATE codes SET staff = 3`},
	{"one open call-back request per phone: call-backs 1,2", `UPDATE call_backs SET phone = '+8190'`},
	{"a call-back request that is over says how, and one that is open has tries left: call-back 3", `UPDATE call_backs SET outcome = NULL WHERE id = 3`},
	{"a call-back request that is over says how, and one that is open has tries left: call-back 1", `UPDATE call_backs SET outcome = 'reached' WHERE id = 1`},
	{"a call-back request that is over says how, and one that is open has tries left: call-back 2", `UPDATE call_backs SET tries = 3 WHERE id = 2`},
	{"a transfer code lives for five minutes, and is used in its time: a code of account 1", `UPDATE codes SET expires = expires + 1`},
	{"a transfer code lives for five minutes, and is used in its time: a code of account 1", `UPDATE codes SET expires = made - 1`},
	{"a transfer code lives for five minutes, and is used in its time: a code of account 1", `UPDATE codes SET used = expires + 1`},
	{"a transfer code lives for five minutes, and is used in its time: a code of account 1", `UPDATE codes SET used = made - 1`},
	{"a message has the number of its booking, and forgets it with that: message 2", `UPDATE messages SET phone = '+819000000000' WHERE id = 2`},
	{"a message has the number of its booking, and forgets it with that: message 1", `UPDATE bookings SET status = 2, ended = 1, phone = NULL, receipt = NULL WHERE id = 1`},
	{"a message has the number of its booking, and forgets it with that: message 1", `UPDATE messages SET phone = NULL, state = 'cancelled' WHERE id = 1`},
	{"a message tells of the booking of its entry: message 1", `UPDATE messages SET entry = (SELECT min(id) FROM audit WHERE booking = 2) WHERE id = 1`},
	{"a text is for a Japanese mobile number, and a call for another Japanese one, or with a code for any: message 1", `UPDATE messages SET phone = '+81568123456'`},
	{"a text is for a Japanese mobile number, and a call for another Japanese one, or with a code for any: message 2", `UPDATE messages SET means = 'call' WHERE id = 2`},
	{"a text is for a Japanese mobile number, and a call for another Japanese one, or with a code for any: message 1", `UPDATE messages SET phone = '+12125550100', means = 'call'`},
	{"an entry is told of once: messages 1,2", `UPDATE messages SET kind = 'copy', days = 0, entry = (SELECT entry FROM messages WHERE id = 1)`},
	{"a visit is reminded of once, so many days before: messages 1,2", `UPDATE messages SET kind = 'reminder', days = 1, entry = NULL, last = (SELECT last FROM messages WHERE id = 2)`},
	{"nobody is reminded of a visit that has begun: message 2", `UPDATE messages SET last = start + 1 WHERE id = 2`},
	{"a number has at most one message of which it is not known whether it was taken: messages 1,2", `UPDATE messages SET tries = 1, began = 1, state = CASE id WHEN 1 THEN 'sending' ELSE 'unknown' END`},
	{"a guest has a number that they have proven: the guest of 7", `INSERT INTO guests (token, phone, began, seen) VALUES (zeroblob(32), '+81568123456', 7, 7)`},
	{"a number is proven by three texts, three calls of the line and ten calls a day at most: proofs 1,2,3,4", `INSERT INTO proofs (phone, means, place, began, expires, state)
			VALUES ('+81', 'text', zeroblob(16), 1, 2, 'over'), ('+81', 'text', zeroblob(16), 1, 2, 'over'), ('+81', 'text', zeroblob(16), 1, 2, 'over'), ('+81', 'text', zeroblob(16), 1, 2, 'over')`},
	{"a code goes to the number that it proves, and is forgotten with that: message 9", `INSERT INTO proofs (id, phone, means, code, place, began, expires, state)
			VALUES (1, '+819012345678', 'text', '123456', zeroblob(16), 1, 20, 'open');
			INSERT INTO messages (id, kind, days, means, proof, entry, phone, state, due, last, made)
			SELECT 9, 'code', 0, 'text', 1, max(id), '+819012345679', 'due', 1, 20, 1 FROM audit`},
	{"a code goes to the number that it proves, and is forgotten with that: message 9", `INSERT INTO proofs (id, phone, means, place, began, expires, state)
			VALUES (1, '+819012345678', 'text', zeroblob(16), 1, 20, 'over');
			INSERT INTO messages (id, kind, days, means, proof, entry, phone, state, due, last, made)
			SELECT 9, 'code', 0, 'text', 1, max(id), '+819012345678', 'cancelled', 1, 20, 1 FROM audit`},
	{"the carrier took what was sent, and is forgotten with the number: message 1, try 1", `INSERT INTO taken VALUES (1, 1, 'SM1')`},
	{"the carrier took what was sent, and is forgotten with the number: message 1, try 1", `INSERT INTO taken VALUES (1, 1, 'SM1');
			UPDATE messages SET tries = 1, began = 1, state = 'sent', phone = NULL WHERE id = 1`},
	{"what is referred to exists: taken", `INSERT INTO taken VALUES (99, 1, 'SM1')`},
	{"the file is sound: CHECK constraint failed in messages", `UPDATE messages SET phone = NULL`},
	{"the file is sound: CHECK constraint failed in messages", `UPDATE messages SET last = due WHERE id = 2`},
	{"what is referred to exists: messages", `UPDATE messages SET booking = 99`},
	{"the file is sound: CHECK constraint failed in bookings", `UPDATE bookings SET party = 0`},
	{"the file is sound: CHECK constraint failed in slots", `UPDATE slots SET free = -1`},
	{"the schema is that of the migrations: not there: trigger audit_is_not_changed", `SELECT 1`},
	{"the schema is that of the migrations: not theirs: index mine", `CREATE INDEX mine ON bookings (made)`},
}

// TestCheckFindsEachCorruption breaks a sound ledger in every way that its constraints
// would refuse, one at a time, with the constraints disabled.
func TestCheckFindsEachCorruption(t *testing.T) {
	sound := corruptible(t)
	for _, c := range corruptions {
		w := townWith(t, sound, nil)
		w.corrupt(c.corruption)
		if err := w.Check(bg); !contains(err, c.broken) {
			t.Errorf("after %s\nfound %v\nexpected %q", c.corruption, err, c.broken)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

// corruptible returns the file of a sound ledger that has something of everything.
func corruptible(t *testing.T) []byte {
	w := newTown(t)
	slot := w.slot(ajiyoshi, at(11, 0), 3)
	w.slot(sakashita, at(12, 0), 1)
	w.addTime("evening", at(18, 0), at(19, 0), 2, 30*time.Minute)
	one := w.book(phone(1), ajiyoshi, at(11, 0))
	w.book(phone(2), sakashita, at(12, 0))
	if err := w.hold(phone(3), slot, 1); err != nil {
		t.Fatal(err)
	}
	row := w.row(4, 3)
	w.do(func(tx *Tx) error {
		_, err := insert(tx, phone(4), seats(1, row[:3]...))
		if err != nil {
			return err
		}
		if err := putChange(tx, one, seats(1, row[2]), seats(1, row[2])); err != nil {
			return err
		}
		gone, err := insert(tx, phone(5), seats(1, row[:2]...))
		if err != nil {
			return err
		}
		if err := tx.Cancel(gone, at(10, 0)); err != nil {
			return err
		}
		return putHold(tx, phone(6), at(10, 0), seats(1, row[2:]...))
	})
	w.turn(turn(0, ""), echo)
	tanto := w.account("tanto", Agent, "482173905161")
	w.account("madoguchi1", Counter, "")
	w.signIn("madoguchi1", 1, 2)
	w.newCode(phone(1), tanto.ID)
	for n := range 3 {
		w.askBack(phone(n + 1))
	}
	w.do(func(tx *Tx) error {
		return errors.Join(tx.TakeBack(1, tanto.ID), tx.EndBack(3, tanto.ID, Reached))
	})
	w.texts = true
	w.do(func(tx *Tx) error {
		return errors.Join(tx.SendText(one.Receipt), tx.WriteReminder(one, 1, booking.Window{From: at(9, 0), Until: at(10, 0)}))
	})
	w.sound()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	ledger, err := os.ReadFile(w.path)
	if err != nil {
		t.Fatal(err)
	}
	return ledger
}

// corrupt does what the ledger refuses: it drops the triggers and the explicit indexes,
// and disables CHECK, UNIQUE and foreign keys.
func (w *town) corrupt(query string) {
	w.Helper()
	var drops []string
	w.look(func(tx *Tx) (err error) {
		drops, err = all(tx, scanText, `SELECT format('DROP %s %s', type, name) FROM sqlite_schema
			WHERE type IN ('trigger', 'index') AND sql IS NOT NULL`)
		return err
	})
	script := []string{"PRAGMA foreign_keys = 0", "PRAGMA ignore_check_constraints = 1", "PRAGMA writable_schema = 1"}
	script = append(script, drops...)
	script = append(script,
		`UPDATE sqlite_schema SET sql = replace(replace(sql, 'UNIQUE (facility, start)', 'CHECK (1)'), 'TEXT UNIQUE', 'TEXT') WHERE type = 'table'`,
		`DELETE FROM sqlite_schema WHERE name IN ('sqlite_autoindex_slots_1', 'sqlite_autoindex_bookings_1')`,
		"PRAGMA writable_schema = RESET",
		query,
		"PRAGMA ignore_check_constraints = 0",
		"PRAGMA foreign_keys = 1")
	for _, q := range script {
		w.raw(q)
	}
}

func TestCheckListsEverythingThatIsWrongWithoutEnd(t *testing.T) {
	w := newTown(t)
	w.plan(planOf(ajiyoshi, 0, 1, 1, fmt.Sprintf("10:00-10:%d", maxBroken+5)))
	w.corrupt(`UPDATE slots SET free = 0`)
	err := w.Check(bg)
	if !contains(err, "slot 1:") || !contains(err, "slot 20:") || contains(err, "slot 21:") || !contains(err, "a slot has the figures of its worst instant: and 5 more") {
		t.Errorf("found %v", err)
	}
	w = newTown(t)
	slot := w.slot(ajiyoshi, at(11, 0), maxBroken+5)
	for i := range maxBroken + 5 {
		w.book(phone(i), ajiyoshi, slot.Start)
	}
	w.corrupt(`UPDATE bookings SET receipt = 'x' || id`)
	if err := w.Check(bg); !contains(err, "check digit: booking 20:") || contains(err, "check digit: booking 21:") || !contains(err, "a receipt number has its check digit: and 5 more") {
		t.Errorf("found %v", err)
	}
}
