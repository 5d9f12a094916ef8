package store

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func contains(err error, text string) bool { return err != nil && strings.Contains(err.Error(), text) }

// fileHas reports whether the ledger's files have text in them.
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

// TestCheckFindsEachCorruption breaks a sound ledger in every way that its
// constraints would refuse, one at a time, with the constraints out of force.
func TestCheckFindsEachCorruption(t *testing.T) {
	for claim, corruption := range map[string]string{
		"remaining is capacity less claims: slot 1: capacity 3, claimed 2, remaining 2":  `UPDATE slots SET remaining = 2 WHERE id = 1`,
		"one slot per facility and start: slots":                                         `UPDATE slots SET facility = 'ajiyoshi', start = (SELECT start FROM slots WHERE id = 1) WHERE id = 2`,
		"one active booking per phone and member: bookings 1,2":                          `UPDATE bookings SET phone = '+819000000000'`,
		"one hold per phone: holds":                                                      `INSERT INTO holds (phone, expires) SELECT phone, expires FROM holds`,
		"one booking per receipt number: bookings 1,2":                                   `UPDATE bookings SET receipt = '000000'`,
		"an active booking has one claim, on its own slot, for its party: booking 1":     `UPDATE claims SET slot = 2 WHERE booking = 1`,
		"an active booking has one claim, on its own slot, for its party: booking 2":     `UPDATE claims SET seats = 3 WHERE booking = 2`,
		"a claim is of an active booking or of a hold: claim 1":                          `UPDATE bookings SET status = 3, ended = 1 WHERE id = 1`,
		"a claim is of an active booking or of a hold: claim":                            `UPDATE claims SET hold = 1 WHERE booking = 1`,
		"a claim is unique: claims":                                                      `INSERT INTO claims (slot, seats, booking) VALUES (1, 1, 1)`,
		"a hold has a claim: hold 1":                                                     `DELETE FROM claims WHERE hold = 1`,
		"a booking that has ended says when, and an active one is somebody's: booking 2": `UPDATE bookings SET phone = NULL WHERE id = 2`,
		"the audit trail knows how a booking was made: booking 1":                        `DELETE FROM audit WHERE booking = 1`,
		"the audit trail knows how a booking was cancelled: booking 1":                   `INSERT INTO audit (at, through, actor, what, booking, detail) VALUES (1, 'phone', 'CA', 'cancel', 1, '')`,
		"no telephone number is in the audit trail: entry 1":                             `UPDATE audit SET detail = '+819012345678' WHERE id = 1`,
		"a call stands where its last turn left it: call " + sid:                         `UPDATE calls SET turn = 7`,
		"a call stands where its last turn left it: call " + sid + ": turn 0":            `UPDATE calls SET data = json_set(data, '$.turn', 5)`,
		"what is referred to exists: claims 1 refers to no slots":                        `DELETE FROM slots WHERE id = 1`,
		"what is referred to exists: turns 1 refers to no calls":                         `DELETE FROM calls`,
		"a receipt number has its check digit: booking 1":                                `UPDATE bookings SET receipt = '000001' WHERE id = 1`,
		"the file is sound: CHECK constraint failed in bookings":                         `UPDATE bookings SET party = 0`,
		"the file is sound: CHECK constraint failed in slots":                            `UPDATE slots SET remaining = -1`,
		"the schema is that of the migrations: not there: trigger audit_is_not_changed":  `SELECT 1`,
		"the schema is that of the migrations: not theirs: index mine":                   `CREATE INDEX mine ON bookings (made)`,
	} {
		w := newTown(t)
		slot := w.slot(ajiyoshi, at(11, 0), 3)
		w.slot(sakashita, at(12, 0), 1)
		w.book(phone(1), ajiyoshi, at(11, 0))
		w.book(phone(2), sakashita, at(12, 0))
		if err := w.hold(phone(3), slot, 1); err != nil {
			t.Fatal(err)
		}
		w.turn(turn(0, ""), echo)
		w.sound()
		w.corrupt(corruption)
		if err := w.Check(bg); !contains(err, claim) {
			t.Errorf("after %s\nfound %v\nexpected %q", corruption, err, claim)
		}
	}
}

// corrupt does what the ledger refuses: its triggers and explicit indexes are
// dropped, and CHECK, UNIQUE and foreign keys are out of force.
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
		`UPDATE sqlite_schema SET sql = replace(replace(replace(sql, 'UNIQUE (facility, start)', 'CHECK (1)'), 'TEXT UNIQUE', 'TEXT'), 'NOT NULL UNIQUE', 'NOT NULL') WHERE type = 'table'`,
		`DELETE FROM sqlite_schema WHERE name IN ('sqlite_autoindex_slots_1', 'sqlite_autoindex_bookings_1', 'sqlite_autoindex_holds_1')`,
		"PRAGMA writable_schema = RESET",
		query,
		"PRAGMA ignore_check_constraints = 0",
		"PRAGMA foreign_keys = 1")
	for _, q := range script {
		if _, err := w.writer.sql.ExecContext(bg, q); err != nil {
			w.Fatalf("%s: %v", q, err)
		}
	}
}

func TestCheckListsEverythingThatIsWrongWithoutEnd(t *testing.T) {
	w := newTown(t)
	for i := range maxBroken + 5 {
		w.slot(ajiyoshi, at(10, i), 1)
	}
	w.corrupt(`UPDATE slots SET remaining = 0`)
	err := w.Check(bg)
	if !contains(err, "slot 1:") || !contains(err, "slot 20:") || contains(err, "slot 21:") || !contains(err, "remaining is capacity less claims: and 5 more") {
		t.Errorf("found %v", err)
	}
}
