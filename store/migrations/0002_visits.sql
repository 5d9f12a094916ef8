-- The ledger, version 2: a visit may take several slots that follow one another,
-- and a hold keeps one for a booking, for a change, or for an undo.

DROP INDEX claims_by_booking;
DROP INDEX claims_by_hold;
CREATE UNIQUE INDEX claims_by_booking ON claims (booking, slot) WHERE booking IS NOT NULL;
CREATE UNIQUE INDEX claims_by_hold ON claims (hold, slot) WHERE hold IS NOT NULL;

-- A hold is 1 for a new booking, 2 for another time of a booking, or 3 for a
-- booking that has been cancelled, which may come back. SQLite cannot take the
-- UNIQUE off a column, so the table is built anew, under the same ids: claims
-- refers to them. https://sqlite.org/lang_altertable.html#otheralter
CREATE TABLE holds_anew (
  id       INTEGER PRIMARY KEY,
  phone    TEXT    NOT NULL CHECK (phone <> ''),
  kind     INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
  booking  INTEGER REFERENCES bookings (id),
  facility TEXT    NOT NULL CHECK (facility <> ''),
  start    INTEGER NOT NULL,
  ends     INTEGER NOT NULL CHECK (ends > start),
  party    INTEGER NOT NULL CHECK (party >= 1),
  expires  INTEGER NOT NULL,
  CHECK ((kind = 1) = (booking IS NULL))
) STRICT;

INSERT INTO holds_anew (id, phone, kind, facility, start, ends, party, expires)
  SELECT h.id, h.phone, 1, s.facility, s.start, s.ends, c.seats, h.expires
  FROM holds h JOIN claims c ON c.hold = h.id JOIN slots s ON s.id = c.slot;
DROP TABLE holds;
ALTER TABLE holds_anew RENAME TO holds;

CREATE INDEX holds_by_expiry ON holds (expires);
CREATE UNIQUE INDEX holds_offered ON holds (phone) WHERE kind < 3;
CREATE INDEX holds_to_undo ON holds (phone) WHERE kind = 3;
CREATE UNIQUE INDEX holds_of_booking ON holds (booking, kind) WHERE booking IS NOT NULL;

DROP TRIGGER bookings_end_once;
CREATE TRIGGER bookings_end_once BEFORE UPDATE OF status ON bookings
WHEN old.status <> 1 AND new.status <> old.status AND NOT (old.status = 3 AND new.status = 1
  AND EXISTS (SELECT 1 FROM holds WHERE booking = old.id AND kind = 3))
BEGIN
  SELECT RAISE(ABORT, 'a booking that has ended stays so, unless its seats are held');
END;

CREATE TRIGGER bookings_end_their_change AFTER UPDATE OF status ON bookings
WHEN new.status <> 1
BEGIN
  DELETE FROM holds WHERE booking = new.id AND kind = 2;
END;

-- Whoever books again cannot undo any more: the seats are for others.
CREATE TRIGGER bookings_end_the_undo AFTER INSERT ON bookings
WHEN EXISTS (SELECT 1 FROM holds WHERE phone = new.phone AND kind = 3)
BEGIN
  DELETE FROM holds WHERE phone = new.phone AND kind = 3
    AND (SELECT member FROM bookings WHERE id = holds.booking) = new.member;
END;

-- The opening hours may give a slot another end. Visits that end with it follow;
-- where one goes on in the next slot, the slot stays as it is.
UPDATE bookings SET ends = s.ends FROM claims c JOIN slots s ON s.id = c.slot
WHERE c.booking = bookings.id AND bookings.ends <> s.ends;

CREATE TRIGGER slots_end_where_visits_go_on BEFORE UPDATE OF ends ON slots
WHEN new.ends <> old.ends AND EXISTS (SELECT 1 FROM claims c
  JOIN claims d ON d.booking = c.booking OR d.hold = c.hold JOIN slots n ON n.id = d.slot
  WHERE c.slot = old.id AND n.start = old.ends)
BEGIN
  SELECT RAISE(IGNORE);
END;

CREATE TRIGGER visits_end_with_their_slot AFTER UPDATE OF ends ON slots
WHEN new.ends <> old.ends
BEGIN
  UPDATE bookings SET ends = new.ends WHERE id IN (SELECT booking FROM claims WHERE slot = new.id);
  UPDATE holds SET ends = new.ends WHERE ends = old.ends AND id IN (SELECT hold FROM claims WHERE slot = new.id);
END;
