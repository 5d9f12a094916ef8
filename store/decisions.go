package store

import "time"

const decide = `INSERT INTO decisions (facility, start, until, open, made) VALUES (?, ?, ?, ?, ?)`

// decide remembers whether staff opened or closed a range of starts, for slots that are
// added later.
func (tx *Tx) decide(facility string, from, until time.Time, open bool) error {
	_, err := tx.exec(decide, facility, instant(from), instant(until), open, instant(tx.now))
	return err
}

// addMissing adds a slot of the opening hours. The latest decision of staff about its
// start applies to it, and it is then the staff's. The CASTs keep the statement prepared;
// freeSlots tells why.
const addMissing = `INSERT INTO slots (facility, start, ends, capacity, remaining, open, staff)
	SELECT ?1, ?2, ?3, ?4, ?4, coalesce(said, 1), CASE WHEN said IS NULL THEN 0 ELSE 1 END FROM (
		SELECT (SELECT open FROM decisions WHERE facility = CAST(?1 AS TEXT) AND until > CAST(?2 AS BIGINT) AND start <= CAST(?2 AS BIGINT)
			ORDER BY id DESC LIMIT 1) AS said) latest
	WHERE true ON CONFLICT (facility, start) DO NOTHING`
