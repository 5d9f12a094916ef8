package store

// An invariant is a claim that is true of every ledger at every moment, and a query for
// what breaks it, which returns one line of text for each breach.
type invariant struct{ claim, broken string }

var invariants = []invariant{
	{"a slot has the figures of its worst instant",
		`WITH moments AS (
			SELECT id, facility, start AS at FROM slots
			UNION SELECT s.id, s.facility, c.start FROM slots s JOIN claims c ON c.facility = s.facility AND c.start > s.start AND c.start < s.ends
			UNION SELECT s.id, s.facility, k.start FROM slots s JOIN desks k ON k.facility = s.facility AND k.start > s.start AND k.start < s.ends
			UNION SELECT s.id, s.facility, k.ends FROM slots s JOIN desks k ON k.facility = s.facility AND k.start > s.start - 86400 AND k.start < s.ends AND k.ends > s.start AND k.ends < s.ends
		), figures AS (
			SELECT id,
				coalesce((SELECT wanted FROM desks k WHERE k.facility = m.facility AND k.start > at - 86400 AND k.start <= at AND k.ends > at), 0) AS w,
				coalesce((SELECT sum(seats) FROM claims c WHERE c.facility = m.facility AND c.start > at - 129600 AND c.start <= at AND c.ends > at), 0) AS c
			FROM moments m
		), worst AS (
			SELECT id, min(w) AS wanted, max(c) AS claimed, min(CASE WHEN w > c THEN w - c ELSE 0 END) AS free FROM figures GROUP BY id
		)
		SELECT 'slot ' || s.id || ': wanted ' || s.wanted || ', claimed ' || s.claimed || ', free ' || s.free FROM slots s JOIN worst ON worst.id = s.id
		WHERE s.wanted <> worst.wanted OR s.claimed <> worst.claimed OR s.free <> worst.free ORDER BY s.id`},
	{"one slot per facility and start",
		`SELECT 'slots ' || string_agg(CAST(id AS TEXT), ',') FROM slots GROUP BY facility, start HAVING count(*) > 1`},
	{"hours do not overlap",
		`SELECT 'hours of ' || a.facility || ' at ' || a.start || ' and ' || b.start FROM hours a JOIN hours b
		ON b.facility = a.facility AND b.start > a.start AND b.start < a.ends`},
	{"how many desks are wanted is said once",
		`SELECT 'desks of ' || a.facility || ' at ' || a.start || ' and ' || b.start FROM desks a JOIN desks b
		ON b.facility = a.facility AND b.start > a.start AND b.start < a.ends`},
	{"desks are the hours with the decisions laid over them",
		`WITH moments AS (
			SELECT facility, start AS at FROM hours UNION SELECT facility, ends FROM hours
			UNION SELECT facility, start FROM desks UNION SELECT facility, ends FROM desks
			UNION SELECT facility, start FROM decisions UNION SELECT facility, until FROM decisions
		), judged AS (
			SELECT facility, at, coalesce((SELECT wanted FROM desks k WHERE k.facility = m.facility AND k.start > at - 86400 AND k.start <= at AND k.ends > at), 0) AS wanted,
				coalesce((SELECT desks FROM hours h WHERE h.facility = m.facility AND h.start > at - 86400 AND h.start <= at AND h.ends > at), 0) AS desks,
				EXISTS (SELECT 1 FROM decisions d WHERE d.facility = m.facility AND d.kind = 1 AND d.start <= at AND d.until > at) AS closed,
				EXISTS (SELECT 1 FROM decisions d WHERE d.facility = m.facility AND d.kind = 2 AND d.start <= at AND d.until > at) AS added,
				(SELECT d.desks FROM decisions d WHERE d.facility = m.facility AND d.kind > 1 AND d.start <= at AND d.until > at ORDER BY d.id DESC LIMIT 1) AS said
			FROM moments m
		)
		SELECT facility || ' at ' || at || ': wanted ' || wanted FROM judged
		WHERE at >= (SELECT coalesce(min(start), 0) FROM desks) -- of days that are past, only decisions are left
			AND wanted <> CASE WHEN closed OR NOT (desks > 0 OR added) THEN 0 ELSE coalesce(said, desks) END`},
	{"one active booking per phone, member and service",
		`SELECT 'bookings ' || string_agg(CAST(id AS TEXT), ',') FROM bookings WHERE status = 1 GROUP BY phone, member, service HAVING count(*) > 1`},
	{"one active booking per phone and member, of those that are not counted by service",
		`SELECT 'bookings ' || string_agg(CAST(id AS TEXT), ',') FROM bookings WHERE status = 1 AND alone = 1 GROUP BY phone, member HAVING count(*) > 1`},
	{"errands are of those who come",
		`SELECT 'errand of booking ' || e.booking || ', person ' || e.person FROM errands e LEFT JOIN bookings b ON b.id = e.booking
		WHERE b.id IS NULL OR e.person > b.party`},
	{"the procedure of a booking is that of the first who comes",
		`SELECT 'booking ' || b.id FROM bookings b JOIN errands e ON e.booking = b.id AND e.person = 1 WHERE e.procedure <> b.procedure`},
	{"one hold for a booking or a change per phone",
		`SELECT 'holds ' || string_agg(CAST(id AS TEXT), ',') FROM holds WHERE kind < 3 GROUP BY phone HAVING count(*) > 1`},
	{"one hold of a kind per booking",
		`SELECT 'holds ' || string_agg(CAST(id AS TEXT), ',') FROM holds WHERE booking IS NOT NULL GROUP BY booking, kind HAVING count(*) > 1`},
	{"one booking per receipt number",
		`SELECT 'bookings ' || string_agg(CAST(id AS TEXT), ',') FROM bookings WHERE receipt IS NOT NULL GROUP BY receipt HAVING count(*) > 1`},
	{"an active booking claims its visit",
		`SELECT 'booking ' || b.id FROM bookings b WHERE b.status = 1 AND 1 <> (SELECT count(*) FROM claims c
			WHERE c.booking = b.id AND c.facility = b.facility AND c.start = b.start AND c.ends = b.ends AND c.seats IN (1, b.party))`},
	{"a hold for a booking or an undo claims its visit",
		`SELECT 'hold ' || h.id FROM holds h WHERE h.kind <> 2 AND 1 <> (SELECT count(*) FROM claims c
			WHERE c.hold = h.id AND c.facility = h.facility AND c.start = h.start AND c.ends = h.ends AND c.seats IN (1, h.party))`},
	{"a hold for a change claims nothing outside its visit",
		`SELECT 'hold ' || h.id FROM holds h JOIN claims c ON c.hold = h.id
		WHERE h.kind = 2 AND NOT (c.facility = h.facility AND c.start >= h.start AND c.ends <= h.ends)`},
	{"a hold for a change is of an active booking of its phone",
		`SELECT 'hold ' || h.id FROM holds h LEFT JOIN bookings b ON b.id = h.booking
		WHERE h.kind = 2 AND NOT (b.status IS NOT DISTINCT FROM 1 AND b.phone IS NOT DISTINCT FROM h.phone)`},
	{"a hold for an undo is of a cancelled booking of its phone",
		`SELECT 'hold ' || h.id FROM holds h LEFT JOIN bookings b ON b.id = h.booking
		WHERE h.kind = 3 AND NOT (b.status IS NOT DISTINCT FROM 3 AND b.phone IS NOT DISTINCT FROM h.phone)`},
	{"a claim is of an active booking or of a hold",
		`SELECT 'claim ' || c.id FROM claims c LEFT JOIN bookings b ON b.id = c.booking LEFT JOIN holds h ON h.id = c.hold
		WHERE (b.status IS NOT DISTINCT FROM 1) = (h.id IS NOT NULL) OR (c.booking IS NULL) = (c.hold IS NULL)`},
	{"a booking and a hold claim a time once",
		`SELECT 'claims ' || a.id || ',' || b.id FROM claims a JOIN claims b ON b.id > a.id
			AND b.booking IS NOT DISTINCT FROM a.booking AND b.hold IS NOT DISTINCT FROM a.hold
			AND b.facility = a.facility AND b.start < a.ends AND a.start < b.ends`},
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
	{"a message has the number of its booking, and forgets it with that",
		`SELECT 'message ' || m.id FROM messages m JOIN bookings b ON b.id = m.booking WHERE m.phone IS DISTINCT FROM b.phone AND NOT (m.means = 'mail' AND m.phone IS NULL)`},
	{"a message tells of the booking of its entry",
		`SELECT 'message ' || m.id FROM messages m JOIN audit a ON a.id = m.entry WHERE a.booking IS DISTINCT FROM m.booking`},
	{"a text is for a Japanese mobile number, and a call for another Japanese one, or with a code for any",
		`SELECT 'message ' || id FROM messages WHERE means <> 'mail' AND phone IS NOT NULL AND (substr(phone, 1, 3) <> '+81'
			OR NOT (kind = 'code' AND means = 'call') AND (means = 'text') <> (length(phone) = 13 AND substr(phone, 4, 1) BETWEEN '6' AND '9' AND substr(phone, 5, 1) = '0' AND substr(phone, 6, 1) <> '0'))`},
	{"a mail is for an address",
		`SELECT 'message ' || id FROM messages WHERE phone IS NOT NULL AND (means = 'mail') <> (substr(phone, 1, 5) = 'mail:')`},
	{"an entry is told of once",
		`SELECT 'messages ' || string_agg(CAST(id AS TEXT), ',') FROM messages WHERE entry IS NOT NULL GROUP BY entry, kind HAVING count(*) > 1`},
	{"a visit is reminded of once, so many days before",
		`SELECT 'messages ' || string_agg(CAST(id AS TEXT), ',') FROM messages WHERE kind = 'reminder' AND state <> 'cancelled'
			GROUP BY booking, start, days HAVING count(*) > 1`},
	{"nobody is reminded of a visit that has begun",
		`SELECT 'message ' || id FROM messages WHERE kind = 'reminder' AND last > start`},
	{"a number has at most one message of which it is not known whether it was taken",
		`SELECT 'messages ' || string_agg(CAST(id AS TEXT), ',') FROM messages WHERE phone IS NOT NULL AND means <> 'mail' AND state IN ('sending', 'unknown')
			GROUP BY phone HAVING count(*) > 1`},
	{"a guest has a number that they have proven",
		`SELECT 'the guest of ' || began FROM guests g WHERE phone IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM proofs WHERE guest = g.token AND phone = g.phone AND state = 'proven')`},
	{"a guest has an address that they have proven by a link",
		`SELECT 'the guest of ' || began FROM guests g WHERE address IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM links WHERE guest = g.token AND address = g.address AND state = 'used')`},
	{"an address is sent three links a day at most",
		`SELECT 'links ' || string_agg(CAST(id AS TEXT), ',') FROM links GROUP BY address, (began + 32400) / 86400 HAVING count(*) > 3`},
	{"a link goes to its address, and is forgotten once it is over",
		`SELECT 'message ' || m.id FROM messages m JOIN links l ON l.id = m.link
			WHERE m.phone IS DISTINCT FROM CASE l.state WHEN 'open' THEN l.address END OR m.last <> l.expires
				OR (l.secret IS NULL) <> (l.state <> 'open' OR m.state NOT IN ('due', 'sending'))`},
	{"a number is proven by three texts, three calls of the line and ten calls a day at most",
		`SELECT 'proofs ' || string_agg(CAST(id AS TEXT), ',') FROM proofs GROUP BY phone, means, (began + 32400) / 86400
			HAVING count(*) > CASE means WHEN 'call' THEN 10 ELSE 3 END`},
	{"a code goes to the number that it proves, and is forgotten with that",
		`SELECT 'message ' || m.id FROM messages m JOIN proofs p ON p.id = m.proof
			WHERE m.phone IS DISTINCT FROM CASE p.state WHEN 'open' THEN p.phone END OR m.last > p.expires OR m.means <> CASE p.means WHEN 'ring' THEN 'call' ELSE p.means END
				OR p.means = 'call' OR p.means = 'text' AND m.last <> p.expires`},
	{"nobody is called with a code in the night",
		`SELECT 'proof ' || id FROM proofs WHERE means = 'ring' AND ((began + 32400) % 86400 < 28800 OR (began + 32400) % 86400 >= 75600)
			UNION ALL SELECT 'message ' || id FROM messages WHERE kind = 'code' AND means = 'call' AND ((last + 32399) % 86400 < 28800 OR (last + 32399) % 86400 >= 75600)`},
	{"the carrier took what was sent, and is forgotten with the number",
		`SELECT 'message ' || m.id || ', try ' || t.try FROM taken t JOIN messages m ON m.id = t.message WHERE t.try > m.tries OR m.phone IS NULL`},
	{"a call stands where its last turn left it",
		`SELECT 'call ' || sid || ': turn ' || turn FROM calls
		WHERE turn IS DISTINCT FROM (SELECT max(n) FROM turns WHERE sid = calls.sid)
			OR (data IS NOT NULL AND (data ->> 'sid' IS DISTINCT FROM sid OR CAST(data ->> 'turn' AS BIGINT) IS DISTINCT FROM turn))`},
	{"an account that has ended has no second factor",
		`SELECT 'account ' || id FROM staff WHERE ended IS NOT NULL AND (id IN (SELECT staff FROM apps) OR id IN (SELECT staff FROM passkeys)
			OR id IN (SELECT staff FROM recovery_codes) OR id IN (SELECT staff FROM second_steps))`},
	{"recovery codes stand for another factor",
		`SELECT 'account ' || staff FROM recovery_codes WHERE staff NOT IN (SELECT staff FROM apps) AND staff NOT IN (SELECT staff FROM passkeys) GROUP BY staff`},
}
