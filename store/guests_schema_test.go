package store

import (
	"fmt"
	"slices"
	"testing"

	"madoguchi/booking"
)

func TestTheSchemaItselfRefusesWhatNobodyProved(t *testing.T) {
	w := visited(t)
	c := bare(t, w.path)
	defer c.close()
	begun := fmt.Sprintf(`INSERT INTO guests (token, began, seen) VALUES (zeroblob(32), 10, 10);
		INSERT INTO proofs (guest, phone, means, code, place, began, expires, state) VALUES (zeroblob(32), '%s', 'call', '0123', zeroblob(16), 10, 20, 'open')`, landline)
	if err := c.script(begun); err != nil {
		t.Fatal(err)
	}
	const never, once = "CHECK constraint failed", "UNIQUE constraint failed"
	put := func(guest, means, code string, tries, began, expires int, state string) string {
		return fmt.Sprintf(`INSERT INTO proofs (guest, phone, means, code, tries, place, began, expires, state) VALUES (%s, '+81568999999', '%s', %s, %d, zeroblob(16), %d, %d, '%s')`,
			guest, means, code, tries, began, expires, state)
	}
	const other = `INSERT INTO guests (token, began, seen) VALUES (randomblob(32), 1, 1);`
	const its = `(SELECT token FROM guests WHERE began = 1)`
	for _, q := range []struct{ query, want string }{
		{`INSERT INTO guests (token, began, seen) VALUES (zeroblob(31), 1, 1)`, never},
		{`INSERT INTO guests (token, began, seen) VALUES (zeroblob(32), 1, 1)`, once},
		{`INSERT INTO guests (token, began, seen) VALUES (randomblob(32), 2, 1)`, never},
		{`INSERT INTO guests (token, phone, began, seen) VALUES (randomblob(32), '+81', 1, 1)`, "a telephone is proven first"},
		{`UPDATE guests SET phone = '+81568123456'`, "a telephone is proven first"},
		{`UPDATE proofs SET state = 'proven', code = NULL, proven = 15; UPDATE guests SET phone = '+81568123457'`, "a telephone is proven first"}, // another
		{`UPDATE guests SET token = randomblob(32)`, "a visit stays what it is"},
		{`UPDATE guests SET began = 9`, "a visit stays what it is"},

		{put("zeroblob(32)", "call", "'4444'", 0, 1, 2, "open"), once}, // a second one of a guest
		{other + put("randomblob(32)", "call", "'4444'", 0, 1, 2, "open"), "FOREIGN KEY constraint failed"},
		{other + put(its, "letter", "'4444'", 0, 1, 2, "open"), never},
		{other + put(its, "call", "'444'", 0, 1, 2, "open"), never},
		{other + put(its, "call", "'444x'", 0, 1, 2, "open"), never},
		{other + put(its, "text", "'4444'", 0, 1, 2, "open"), never},
		{other + put(its, "ring", "'4444'", 0, 1, 2, "open"), never},
		{other + put(its, "ring", "'444444'", 0, 43200, 43201, "open"), "nobody is called in the night"},
		{other + put(its, "ring", "'444444'", 0, 82799, 82800, "open"), "nobody is called in the night"},
		{other + put(its, "call", "NULL", 0, 1, 2, "open"), never},
		{other + put("NULL", "call", "'4444'", 0, 1, 2, "open"), never},
		{other + put(its, "call", "'4444'", 0, 1, 1, "open"), never},
		{other + put(its, "call", "'4444'", 0, 1, 602, "open"), never},
		{other + put(its, "call", "'4444'", 1, 1, 2, "open"), "a proof begins open"},
		{other + put(its, "call", "NULL", 0, 1, 2, "over"), "a proof begins open"},
		{other + put(its, "call", "NULL", 0, 1, 2, "proven"), "a proof begins open"},
		{fmt.Sprintf(other+`INSERT INTO proofs (guest, phone, means, code, place, began, expires, state) VALUES (%s, '%s', 'call', '0123', zeroblob(16), 1, 2, 'open')`, its, landline), once}, // the same code on two pages
		{other + fmt.Sprintf(`INSERT INTO proofs (guest, phone, means, code, place, began, expires, state) VALUES (%s, '', 'call', '4444', zeroblob(16), 1, 2, 'open')`, its), never},

		{`UPDATE proofs SET tries = 2`, "wrong codes are counted one by one"},
		{`UPDATE proofs SET state = 'proven', code = NULL`, never},
		{`UPDATE proofs SET state = 'proven', code = NULL, proven = 20`, never}, // too late
		{`UPDATE proofs SET state = 'proven', proven = 15`, never},              // with its code
		{`UPDATE proofs SET proven = 15`, never},
		{`UPDATE proofs SET code = NULL`, never},
		{`UPDATE proofs SET state = 'lost', code = NULL`, never},
		{`UPDATE proofs SET phone = '+81'`, "a proof stays what it is"},
		{`UPDATE proofs SET means = 'text'`, "a proof stays what it is"},
		{`UPDATE proofs SET place = zeroblob(16)`, "a proof stays what it is"},
		{`UPDATE proofs SET expires = 21`, "a proof stays what it is"},
		{other + `UPDATE proofs SET guest = ` + its, "a proof stays whose it is"},
		{`UPDATE proofs SET state = 'over', code = NULL; UPDATE proofs SET state = 'proven', proven = 15`, "a proof ends once"},
		{`UPDATE proofs SET state = 'over', code = NULL; UPDATE proofs SET tries = 1`, "wrong codes are counted one by one"},
	} {
		if err := c.script(`BEGIN;` + q.query); !contains(err, q.want) {
			t.Errorf("%s\nfound %v, expected %q", q.query, err, q.want)
		}
		if !c.ended() {
			if err := c.script(`ROLLBACK`); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.sound()
}

// However it comes to be asked, no number is proven by a seventh text within a day and night,
// nor by a seventh call of the line, nor by a twenty-first call.
func TestTheSchemaItselfLimitsProofsOfANumber(t *testing.T) {
	w := visited(t)
	c := bare(t, w.path)
	defer c.close()
	put := func(means string, n int) error {
		began, digits := n, 6
		switch means {
		case "call":
			began, digits = n+100, 4
		case "ring":
			began = n + 200
		}
		return c.script(fmt.Sprintf(`INSERT INTO guests (token, began, seen) VALUES (randomblob(32), %[1]d, %[1]d);
			INSERT INTO proofs (guest, phone, means, code, place, began, expires, state)
			VALUES ((SELECT token FROM guests WHERE began = %[1]d), '+81', '%[2]s', '%0[3]*[4]d', zeroblob(16), %[1]d, 500, 'open')`, began, means, digits, n))
	}
	for means, most := range map[string]int{"text": 6, "ring": 6, "call": 20} {
		for n := 1; n <= most; n++ {
			if err := put(means, n); err != nil {
				t.Fatal(err)
			}
		}
		if err := put(means, most+1); !contains(err, "a number is not proven that often") {
			t.Errorf("by %s: %v", means, err)
		}
	}
}

// A ledger of the version before has messages in every state, and whom they went to. They are
// there when it is brought up to date, and go on from where they were.
func TestMessagesOfVersionTwelveGoOn(t *testing.T) {
	was := `SELECT concat_ws(' ', id, kind, days, means, booking, entry, facility, start, party, coalesce(phone, '-'), state, due, last, tries, missed, refused, began, body, code, made) FROM messages ORDER BY id`
	path := ledgerOf(t, 12, fmt.Sprintf(`
		INSERT INTO bookings (id, receipt, phone, member, procedure, facility, start, ends, party, status, made)
			VALUES (1, '123455', '%s', 1, 'renewal', 'ajiyoshi', %d, %d, 2, 1, 1);
		INSERT INTO audit (id, at, way, actor, deed, booking, detail) VALUES (1, 1, 'phone', '', 'book', 1, '{}'), (2, 2, 'phone', '', 'change', 1, '{}');
		INSERT INTO messages (id, kind, days, means, booking, entry, facility, start, party, phone, state, due, last, tries, missed, refused, began, body, code, made) VALUES
			(3, 'booked', 0, 'text', 1, 1, 'ajiyoshi', 9, 1, '%[1]s', 'sent', 1, 2, 2, 1, 1, 5, 'words', 0, 1),
			(4, 'changed', 0, 'text', 1, 2, 'ajiyoshi', 9, 2, '%[1]s', 'unknown', 1, 2, 1, 0, 0, 6, 'words', 30003, 1),
			(6, 'reminder', 1, 'call', 1, NULL, 'ajiyoshi', 9, 2, '%[1]s', 'due', %[4]d, %[5]d, 0, 0, 0, NULL, NULL, 0, 1),
			(8, 'reminder', 3, 'text', 1, NULL, 'ajiyoshi', 9, 2, NULL, 'cancelled', 1, 2, 0, 0, 0, NULL, NULL, 0, 1);
		INSERT INTO taken VALUES (3, 1, 'SM1'), (3, 2, 'SM2');`, mobile, at(11, 0).Unix(), at(11, 30).Unix(), at(9, 0).Unix(), at(17, 0).Unix()))
	c := bare(t, path)
	read := func(query string) (lines []string) {
		rows, err := c.sql.QueryContext(bg, query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, line)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return lines
	}
	before, taken := read(was), read(`SELECT message || ' ' || try || ' ' || sid FROM taken ORDER BY sid`)
	if err := c.close(); err != nil {
		t.Fatal(err)
	}

	w := townAt(t, path)
	defer w.Close()
	w.texts = true
	w.look(func(tx *Tx) error {
		after, err := all(tx, scanText, was)
		if err != nil || len(before) != 4 || !slices.Equal(before, after) {
			t.Errorf("the messages are\n%q, %v, expected\n%q", after, err, before)
		}
		still, err := all(tx, scanText, `SELECT message || ' ' || try || ' ' || sid FROM taken ORDER BY sid`)
		if err != nil || len(taken) != 2 || !slices.Equal(taken, still) {
			t.Errorf("the carrier took %q, %v, expected %q", still, err, taken)
		}
		return nil
	})
	if err := w.ReportMessage(bg, booking.Report{ID: 3, Tries: 2, SID: "SM2", Fate: booking.Delivered}); err != nil {
		t.Error(err)
	}
	w.expectOutbox("booked text delivered", "changed text unknown", "reminder call due", "reminder text cancelled")
	w.do(func(tx *Tx) error {
		_, err := tx.exec(`UPDATE bookings SET status = 2, ended = 3, phone = NULL, receipt = NULL`)
		return err
	})
	if n := w.count(`SELECT count(*) FROM messages WHERE phone IS NOT NULL OR body IS NOT NULL`) + w.count(`SELECT count(*) FROM taken`); n != 0 {
		t.Errorf("the number was erased, and %d rows still know it", n)
	}
}

// A text with a code tells of its proof alone, once, and not for longer than that lasts.
func TestTheSchemaItselfRefusesACodeThatTellsOfAnythingElse(t *testing.T) {
	w := visited(t)
	w.slot(ajiyoshi, at(11, 0), 2)
	w.book(mobile, ajiyoshi, at(11, 0))
	w.begins(1, mobile, home)
	c := bare(t, w.path)
	defer c.close()
	put := func(columns, values string) string {
		return fmt.Sprintf(`DELETE FROM messages WHERE kind = 'code';
			INSERT INTO messages (kind, days, entry, phone, state, due, made, %s) VALUES ('code', 0, 1, '%s', 'due', 1, 1, %s)`, columns, mobile, values)
	}
	const never, fixed = "CHECK constraint failed", "a message tells what it was written for"
	for _, q := range []struct{ query, want string }{
		{put("means, last", "'text', 600"), never},
		{put("means, last, proof", "'call', 600, 1"), "a code goes as its number is proven"},
		{put("means, last, proof", "'text', 602, 1"), never},
		{put("means, last, proof, booking", "'text', 600, 1, 1"), never},
		{put("means, last, proof, facility", "'text', 600, 1, 'a'"), never},
		{put("means, last, proof, start", "'text', 600, 1, 1"), never},
		{put("means, last, proof, party", "'text', 600, 1, 1"), never},
		{put("means, last, proof", "'text', 600, 99"), "FOREIGN KEY constraint failed"},
		{`INSERT INTO messages (kind, days, means, proof, entry, phone, state, due, last, made) SELECT kind, days, means, proof, 1, phone, state, due, last, made FROM messages`, "UNIQUE constraint failed"},
		{`INSERT INTO messages (kind, days, means, proof, entry, phone, state, due, last, made) SELECT 'copy', days, means, proof, 1, phone, state, due, last, made FROM messages`, never},
		{`UPDATE messages SET proof = NULL`, fixed},
		{`UPDATE messages SET kind = 'copy'`, fixed},
	} {
		if err := c.script(`BEGIN;` + q.query); !contains(err, q.want) {
			t.Errorf("%s\nfound %v, expected %q", q.query, err, q.want)
		}
		if !c.ended() {
			if err := c.script(`ROLLBACK`); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.sound()
}
