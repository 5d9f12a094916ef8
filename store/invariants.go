package store

import "strings"

// An invariant is a claim that is true of every ledger at every moment, and a query for
// what breaks it, which returns one line of text for each breach.
type invariant struct{ claim, broken string }

var invariants = []invariant{
	{"remaining is capacity less claims",
		`SELECT 'slot ' || id || ': capacity ' || capacity || ', claimed ' || claimed || ', remaining ' || remaining FROM (
			SELECT s.*, (SELECT coalesce(sum(seats), 0) FROM claims WHERE slot = s.id) AS claimed FROM slots s) counted
		WHERE remaining <> capacity - claimed OR remaining NOT BETWEEN 0 AND capacity`},
	{"one slot per facility and start",
		`SELECT 'slots ' || string_agg(CAST(id AS TEXT), ',') FROM slots GROUP BY facility, start HAVING count(*) > 1`},
	{"one active booking per phone and member",
		`SELECT 'bookings ' || string_agg(CAST(id AS TEXT), ',') FROM bookings WHERE status = 1 GROUP BY phone, member HAVING count(*) > 1`},
	{"one hold for a booking or a change per phone",
		`SELECT 'holds ' || string_agg(CAST(id AS TEXT), ',') FROM holds WHERE kind < 3 GROUP BY phone HAVING count(*) > 1`},
	{"one hold of a kind per booking",
		`SELECT 'holds ' || string_agg(CAST(id AS TEXT), ',') FROM holds WHERE booking IS NOT NULL GROUP BY booking, kind HAVING count(*) > 1`},
	{"one booking per receipt number",
		`SELECT 'bookings ' || string_agg(CAST(id AS TEXT), ',') FROM bookings WHERE receipt IS NOT NULL GROUP BY receipt HAVING count(*) > 1`},
	{"an active booking claims its visit",
		visits + `SELECT 'booking ' || b.id FROM bookings b LEFT JOIN visits v ON v.booking = b.id
		WHERE b.status = 1 AND NOT ` + whole("b")},
	{"a hold for a booking or an undo claims its visit",
		visits + `SELECT 'hold ' || h.id FROM holds h LEFT JOIN visits v ON v.hold = h.id
		WHERE h.kind <> 2 AND NOT ` + whole("h")},
	{"a hold for a change claims nothing outside its visit",
		`SELECT 'hold ' || h.id FROM holds h JOIN claims c ON c.hold = h.id JOIN slots s ON s.id = c.slot
		WHERE h.kind = 2 AND NOT (s.facility = h.facility AND s.start >= h.start AND s.ends <= h.ends)`},
	{"a hold for a change is of an active booking of its phone",
		`SELECT 'hold ' || h.id FROM holds h LEFT JOIN bookings b ON b.id = h.booking
		WHERE h.kind = 2 AND NOT (b.status IS NOT DISTINCT FROM 1 AND b.phone IS NOT DISTINCT FROM h.phone)`},
	{"a hold for an undo is of a cancelled booking of its phone",
		`SELECT 'hold ' || h.id FROM holds h LEFT JOIN bookings b ON b.id = h.booking
		WHERE h.kind = 3 AND NOT (b.status IS NOT DISTINCT FROM 3 AND b.phone IS NOT DISTINCT FROM h.phone)`},
	{"a claim is of an active booking or of a hold",
		`SELECT 'claim ' || c.id FROM claims c LEFT JOIN bookings b ON b.id = c.booking LEFT JOIN holds h ON h.id = c.hold
		WHERE (b.status IS NOT DISTINCT FROM 1) = (h.id IS NOT NULL) OR (c.booking IS NULL) = (c.hold IS NULL)`},
	{"a slot is claimed once",
		`SELECT 'claims ' || string_agg(CAST(id AS TEXT), ',') FROM claims GROUP BY booking, hold, slot HAVING count(*) > 1`},
	{"a booking that has ended says when, and an active one is somebody's",
		`SELECT 'booking ' || id FROM bookings WHERE (status = 1) <> (ended IS NULL)
			OR (phone IS NULL) <> (receipt IS NULL) OR (status = 1 AND phone IS NULL)`},
	{"the audit trail knows how a booking was made",
		`SELECT 'booking ' || id FROM bookings
		WHERE 1 <> (SELECT count(*) FROM audit WHERE booking = bookings.id AND deed = 'book')`},
	{"the audit trail knows how a booking was cancelled, and restored",
		`SELECT 'booking ' || id FROM bookings
		WHERE CASE status WHEN 3 THEN 1 ELSE 0 END <> (SELECT count(*) FILTER (WHERE deed = 'cancel') - count(*) FILTER (WHERE deed = 'restore')
			FROM audit WHERE booking = bookings.id)`},
	{"nothing is said of the visit of a cancelled booking",
		`SELECT 'booking ' || id FROM bookings WHERE status = 3 AND came <> 0`},
	{"one account per number",
		`SELECT 'accounts ' || string_agg(CAST(id AS TEXT), ',') FROM staff WHERE ended IS NULL AND number IS NOT NULL GROUP BY number HAVING count(*) > 1`},
	{"a session is of an account that can be used",
		`SELECT DISTINCT 'account ' || staff.id FROM sessions JOIN staff ON staff.id = sessions.staff WHERE ended IS NOT NULL`},
	{"one open call-back request per phone",
		`SELECT 'call-backs ' || string_agg(CAST(id AS TEXT), ',') FROM call_backs WHERE done IS NULL GROUP BY phone HAVING count(*) > 1`},
	{"a call-back request that is over says how, and one that is open has tries left",
		`SELECT 'call-back ' || id FROM call_backs WHERE (done IS NULL) <> (outcome IS NULL) OR (done IS NULL AND tries >= 3)`},
	{"a transfer code lives for five minutes, and is used in its time",
		`SELECT 'a code of account ' || staff FROM codes WHERE expires NOT BETWEEN made AND made + 300 OR used NOT BETWEEN made AND made + 300`},
	{"a call stands where its last turn left it",
		`SELECT 'call ' || sid || ': turn ' || turn FROM calls
		WHERE turn IS DISTINCT FROM (SELECT max(n) FROM turns WHERE sid = calls.sid)
			OR (data IS NOT NULL AND (data ->> 'sid' IS DISTINCT FROM sid OR CAST(data ->> 'turn' AS BIGINT) IS DISTINCT FROM turn))`},
}

// visits puts together the claims of each booking and of each hold. A visit is
// unbroken if each of its slots begins when the one before it ends.
const visits = `WITH taken AS (
	SELECT c.booking, c.hold, c.seats, s.facility, s.start, s.ends,
		CASE lag(s.ends, 1, s.start) OVER (PARTITION BY c.booking, c.hold ORDER BY s.start) WHEN s.start THEN 1 ELSE 0 END AS follows
	FROM claims c JOIN slots s ON s.id = c.slot
), visits AS (
	SELECT booking, hold, min(facility) AS first_facility, max(facility) AS last_facility, min(start) AS start, max(ends) AS ends,
		count(*) AS slots, min(seats) AS fewest, max(seats) AS most, min(follows) AS unbroken
	FROM taken GROUP BY booking, hold
) `

// whole returns the condition that the visit v matches its booking or hold: its place,
// its time, and either one slot with a seat for everybody, or a slot for each person.
func whole(of string) string {
	return strings.ReplaceAll(`(v.slots IS NOT NULL AND v.unbroken = 1 AND v.start = of.start AND v.ends = of.ends
			AND v.first_facility = of.facility AND v.last_facility = of.facility
			AND (v.slots = 1 AND v.most = of.party OR v.slots = of.party AND v.fewest = 1 AND v.most = 1))`, "of.", of+".")
}
