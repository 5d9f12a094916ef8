package console_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"madoguchi/booking"
	"madoguchi/cmd/madoguchi/city"
	"madoguchi/store"
	"madoguchi/store/storetest"
)

// How much there is in the ledger of a city that has had the line for years.
const (
	pastBookings   = 1_000_000
	keptBookings   = 20_000 // of these, the newest: they ended in the last 30 days and have their number
	activeBookings = 4_000
	knownCallers   = 30_000
	keptCalls      = 16_500 // in the last 30 days, of 200,000 a year
	pastEvery      = 130    // seconds from one past booking to the next
)

// busyOffice returns an office whose ledger has all of that. It is filled in bulk and
// without the triggers; the check at the end of every test proves that it is sound.
func busyOffice(b *testing.B) *office {
	b.Helper()
	o := open(b)
	o.staffed(1 + activeBookings/len(o.slots()))
	slots := o.slots() // in the first two months, as many as there are bookings for
	if _, err := o.ledger.Materialise(b.Context(), o.config.City.Plan(o.now, booking.Ahead)); err != nil {
		b.Fatal(err)
	}
	call := o.calls("CA0", caller)           // what a call leaves is copied below
	for _, key := range []string{"1", "1"} { // it ends at the offer
		call.press(key)
	}
	past := beside(b, o)
	triggers := past.texts(`SELECT sql FROM sqlite_schema WHERE type = 'trigger'`)
	for _, drop := range past.texts(`SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'`) {
		past.do(drop)
	}
	past.do("BEGIN")
	past.bookings(o.config, slots)
	past.trail()
	past.calls()
	past.do("COMMIT")
	for _, trigger := range triggers {
		past.do(trigger)
	}
	past.do("UPDATE slots SET claimed = 0") // they count themselves
	past.do("ANALYZE")                      // as Tidy does, by PRAGMA optimize
	return o
}

// slots returns the slots to come.
func (o *office) slots() (slots []booking.Slot) {
	o.Helper()
	o.look(func(tx *store.Tx) (err error) {
		slots, err = tx.Slots(store.SlotFilter{})
		return err
	})
	return slots
}

// staffed gives every facility so many more desks, and the ledger the hours that it has.
func (o *office) staffed(more int) {
	o.Helper()
	for i := range o.config.City.Facilities {
		f := &o.config.City.Facilities[i]
		f.Capacity += more
		for _, opening := range f.Hours.Weekly {
			for j := range opening.Ranges {
				if opening.Ranges[j].Capacity > 0 {
					opening.Ranges[j].Capacity += more
				}
			}
		}
	}
	if _, err := o.ledger.Materialise(context.Background(), o.config.City.Plan(o.now, 60)); err != nil {
		o.Fatal(err)
	}
}

// A past is a connection to a ledger that writes what the store never would.
type past struct {
	testing.TB
	conn *sql.Conn
	now  int64
}

// beside opens the ledger of an office once more.
func beside(b *testing.B, o *office) *past {
	b.Helper()
	conn, err := storetest.Beside(b, o.file).Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return &past{b, conn, tuesday.Unix()}
}

func (p *past) do(query string, args ...any) {
	p.Helper()
	if _, err := p.conn.ExecContext(p.Context(), query, args...); err != nil {
		p.Fatalf("%.80s: %v", query, err)
	}
}

func (p *past) texts(query string) (found []string) {
	p.Helper()
	rows, err := p.conn.QueryContext(p.Context(), query)
	if err != nil {
		p.Fatal(err)
	}
	defer func() {
		if err := rows.Close(); err != nil {
			p.Error(err)
		}
	}()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			p.Fatal(err)
		}
		found = append(found, s)
	}
	if err := rows.Err(); err != nil {
		p.Fatal(err)
	}
	return found
}

// numbers returns the beginning of a query that counts from 0 to n-1, as n.i.
func numbers(n int) string {
	return fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ", n-1)
}

// numberOf returns the telephone number of a booking, and receiptOf its receipt number.
// Bookings count from 0: the active ones first, then the others, the newest first.
func numberOf(n int) booking.Phone { return booking.Phone(fmt.Sprintf("+8190%08d", 10_000_000+n*37)) }

func receiptOf(n int) booking.Receipt {
	for d := range 10 {
		if r, err := booking.ParseReceipt(fmt.Sprintf("%05d%d", n, d)); err == nil {
			return r
		}
	}
	panic(fmt.Sprintf("no check digit for %05d", n))
}

// bookings writes the past ones, every tenth of them cancelled, with the hours, desks and
// slots of the last month, and the active ones into the slots to come.
func (p *past) bookings(c *city.Config, slots []booking.Slot) {
	p.Helper()
	facility := "CASE i % 5"
	for i, f := range c.City.Facilities {
		facility += fmt.Sprintf(" WHEN %d THEN '%s'", i, f.ID)
	}
	facility += " END"
	for _, rows := range []string{"hours (desks, minutes,", "desks (wanted,", "slots (wanted, free,"} {
		figures := strings.Repeat("2, ", strings.Count(rows, ","))
		p.do(numbers(30*48*5)+`INSERT INTO `+rows+` facility, start, ends)
			SELECT `+figures+facility+`, ?1 - (i / 5 + 1) * 1800, ?1 - (i / 5) * 1800 FROM n`, booking.DateOf(tuesday).In(booking.JST).Unix())
	}
	p.do(numbers(pastBookings)+`INSERT INTO bookings (id, member, procedure, facility, start, ends, party, status, made, ended, came)
		SELECT ?2 - i, 1, 'renewal', `+facility+`, ?1 - i * ?3 - 1800, ?1 - i * ?3, 1 + i % 3, iif(i % 10 = 0, 3, 2),
			?1 - i * ?3 - 7 * 86400, ?1 - i * ?3, iif(i % 10 = 0, 0, i % 3) FROM n ORDER BY i DESC`, p.now, pastBookings, pastEvery)
	for i := range activeBookings {
		s := slots[i%len(slots)]
		p.do(`INSERT INTO bookings (id, receipt, phone, member, procedure, facility, start, ends, party, status, made) VALUES (?, ?, ?, 1, 'renewal', ?, ?, ?, 1, 1, ?)`,
			pastBookings+activeBookings-i, receiptOf(i), numberOf(i), s.Facility, s.Start.Unix(), s.End.Unix(), p.now-int64(i)*100)
		p.do(`INSERT INTO claims (facility, start, ends, seats, booking) VALUES (?, ?, ?, 1, ?)`, s.Facility, s.Start.Unix(), s.End.Unix(), pastBookings+activeBookings-i)
	}
	for i := range keptBookings {
		p.do(`UPDATE bookings SET phone = ?, receipt = ? WHERE id = ?`, numberOf(activeBookings+i), receiptOf(activeBookings+i), pastBookings-i)
	}
}

// trail writes who did all that, who came, and what staff looked at: everything of the
// last month three times.
func (p *past) trail() {
	p.Helper()
	p.do(`INSERT INTO audit (at, way, actor, call, deed, booking, detail) SELECT at, way, actor, call, deed, booking, detail FROM (
		SELECT made AS at, iif(id % 4, 'phone', 'console') AS way, iif(id % 4, '', 'agent') AS actor, iif(id % 4, 'CA' || id, NULL) AS call,
			'book' AS deed, id AS booking, json_object('facility', facility, 'start', '2026-04-14T09:00:00+09:00', 'party', party, 'member', member) AS detail
			FROM bookings WHERE id <= ?1
		UNION ALL SELECT ended, 'phone', '', 'CA' || id, 'cancel', id, json_object('facility', facility) FROM bookings WHERE status = 3
		UNION ALL SELECT start, 'console', 'counter', NULL, iif(came = 1, 'arrived', 'absent'), id, '{}' FROM bookings WHERE came > 0 AND phone IS NOT NULL
		UNION ALL SELECT made + column1, 'console', 'counter', NULL, 'see', id, json_object('look', json_object('page', column2))
			FROM bookings, (VALUES (3600, 'find'), (7200, 'card'), (9000, 'list')) WHERE phone IS NOT NULL
		) ORDER BY at`, pastBookings+activeBookings)
}

// calls writes what the calls of the last month left: each the turns and the words of
// the one that was made.
func (p *past) calls() {
	p.Helper()
	p.do(numbers(keptCalls)+`INSERT INTO calls (sid, phone, line, state, turn, data, erased, started, updated, ended)
		SELECT 'CB' || i, phone, line, state, turn, json_set(data, '$.sid', 'CB' || i), 0, at, at + 60, at + 70
		FROM calls, (SELECT i, ?1 - (?2 - i) * (30 * 86400 / ?2) AS at FROM n) WHERE sid = 'CA0'`, p.now, keptCalls)
	p.do(`INSERT INTO turns (sid, n, kind, input, reply, at)
		SELECT calls.sid, n, kind, input, reply, started + n * 15 FROM calls, turns WHERE turns.sid = 'CA0' AND calls.sid <> 'CA0' ORDER BY calls.started, n`)
	p.do(`INSERT INTO callers (phone, day, calls, bookings, changes, cancels, slow, seen, last)
		SELECT '+8190' || (10000000 + i * 37), ?1, 1, 0, 0, 0, 0, ?1, 'CB' || (i % ?2) FROM (`+numbers(knownCallers)+`SELECT i FROM n) WHERE true ON CONFLICT DO NOTHING`,
		p.now, keptCalls)
}
