-- The ledger, version 1. Migrations are never edited: the next change is 0002.
--
-- Times are unix seconds. What must never happen is refused here and not only
-- in Go: a program that forgets a rule gets an error, not a double booking.

PRAGMA application_id = 1835099239; -- "madg"

-- A slot's remaining is its capacity less what claims take of it. The CHECK is
-- what refuses overbooking; the triggers below keep the figure true.
CREATE TABLE slots (
  id        INTEGER PRIMARY KEY,
  facility  TEXT    NOT NULL CHECK (facility <> ''),
  start     INTEGER NOT NULL,
  ends      INTEGER NOT NULL CHECK (ends > start),
  capacity  INTEGER NOT NULL,
  remaining INTEGER NOT NULL CHECK (remaining BETWEEN 0 AND capacity),
  open      INTEGER NOT NULL CHECK (open IN (0, 1)),
  staff     INTEGER NOT NULL DEFAULT 0 CHECK (staff IN (0, 1)), -- staff decided; the opening hours no longer do
  UNIQUE (facility, start)
) STRICT;

CREATE INDEX slots_free ON slots (facility, start) WHERE remaining > 0 AND open = 1;
CREATE INDEX slots_by_end ON slots (ends);

-- A booking is 1 active, 2 over or 3 cancelled, and ends once. Its number and
-- its receipt number go together, 30 days after it ended.
CREATE TABLE bookings (
  id        INTEGER PRIMARY KEY,
  receipt   TEXT UNIQUE CHECK (receipt GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]'),
  phone     TEXT    CHECK (phone <> ''),
  member    INTEGER NOT NULL CHECK (member >= 1),
  procedure TEXT    NOT NULL CHECK (procedure <> ''),
  facility  TEXT    NOT NULL CHECK (facility <> ''),
  start     INTEGER NOT NULL,
  ends      INTEGER NOT NULL CHECK (ends > start),
  party     INTEGER NOT NULL CHECK (party >= 1),
  status    INTEGER NOT NULL CHECK (status IN (1, 2, 3)),
  made      INTEGER NOT NULL,
  ended     INTEGER,
  CHECK ((status = 1) = (ended IS NULL)),
  CHECK ((phone IS NULL) = (receipt IS NULL)),
  CHECK (status <> 1 OR phone IS NOT NULL)
) STRICT;

-- What is active is little, so this index is also how all of it is found. More
-- indexes would make every booking dearer for lists that staff ask for rarely.
CREATE UNIQUE INDEX bookings_active_phone ON bookings (phone, member) WHERE status = 1;
CREATE INDEX bookings_to_erase ON bookings (ended) WHERE phone IS NOT NULL AND ended IS NOT NULL;

CREATE TRIGGER bookings_end_once BEFORE UPDATE OF status ON bookings
WHEN old.status <> 1 AND new.status <> old.status
BEGIN
  SELECT RAISE(ABORT, 'a booking that has ended stays so');
END;

CREATE TRIGGER bookings_give_back AFTER UPDATE OF status ON bookings
WHEN new.status <> 1
BEGIN
  DELETE FROM claims WHERE booking = new.id;
END;

CREATE TRIGGER bookings_stay BEFORE DELETE ON bookings
BEGIN
  SELECT RAISE(ABORT, 'a booking is never deleted');
END;

CREATE TABLE holds (
  id      INTEGER PRIMARY KEY,
  phone   TEXT    NOT NULL UNIQUE CHECK (phone <> ''),
  expires INTEGER NOT NULL
) STRICT;

CREATE INDEX holds_by_expiry ON holds (expires);

-- What is taken of a slot, by an active booking or by a hold.
CREATE TABLE claims (
  id      INTEGER PRIMARY KEY,
  slot    INTEGER NOT NULL REFERENCES slots (id),
  seats   INTEGER NOT NULL CHECK (seats >= 1),
  booking INTEGER REFERENCES bookings (id),
  hold    INTEGER REFERENCES holds (id) ON DELETE CASCADE,
  CHECK ((booking IS NULL) <> (hold IS NULL))
) STRICT;

CREATE INDEX claims_by_slot ON claims (slot, seats); -- with the seats, so that adding them up reads nothing else
CREATE UNIQUE INDEX claims_by_booking ON claims (booking) WHERE booking IS NOT NULL;
CREATE UNIQUE INDEX claims_by_hold ON claims (hold) WHERE hold IS NOT NULL;

CREATE TRIGGER claims_need_an_open_slot BEFORE INSERT ON claims
WHEN (SELECT open FROM slots WHERE id = new.slot) = 0
BEGIN
  SELECT RAISE(ABORT, 'the slot is closed');
END;

CREATE TRIGGER claims_move_to_an_open_slot BEFORE UPDATE OF slot ON claims
WHEN new.slot <> old.slot AND (SELECT open FROM slots WHERE id = new.slot) = 0
BEGIN
  SELECT RAISE(ABORT, 'the slot is closed');
END;

CREATE TRIGGER claims_taken AFTER INSERT ON claims
BEGIN
  UPDATE slots SET remaining = capacity - (SELECT sum(seats) FROM claims WHERE slot = new.slot) WHERE id = new.slot;
END;

CREATE TRIGGER claims_changed AFTER UPDATE OF slot, seats ON claims
BEGIN
  UPDATE slots SET remaining = capacity - (SELECT coalesce(sum(seats), 0) FROM claims WHERE slot = old.slot) WHERE id = old.slot;
  UPDATE slots SET remaining = capacity - (SELECT sum(seats) FROM claims WHERE slot = new.slot) WHERE id = new.slot;
END;

CREATE TRIGGER claims_given_back AFTER DELETE ON claims
BEGIN
  UPDATE slots SET remaining = capacity - (SELECT coalesce(sum(seats), 0) FROM claims WHERE slot = old.slot) WHERE id = old.slot;
END;

CREATE TRIGGER slots_begin_free AFTER INSERT ON slots
WHEN new.remaining <> new.capacity
BEGIN
  SELECT RAISE(ABORT, 'a new slot is wholly free');
END;

CREATE TRIGGER slots_count_claims AFTER UPDATE OF capacity, remaining ON slots
WHEN new.remaining <> new.capacity - (SELECT coalesce(sum(seats), 0) FROM claims WHERE slot = new.id)
BEGIN
  SELECT RAISE(ABORT, 'remaining is capacity less claims');
END;

-- The call journal. Rows are too big to be worth WITHOUT ROWID, and call SIDs
-- are random: https://sqlite.org/withoutrowid.html, "When To Use WITHOUT ROWID".
CREATE TABLE calls (
  sid     TEXT    PRIMARY KEY NOT NULL CHECK (sid <> ''),
  phone   TEXT    CHECK (phone <> ''),  -- NULL: withheld, or erased
  line    TEXT    NOT NULL,
  state   TEXT    NOT NULL,
  turn    INTEGER NOT NULL,             -- the last that was answered
  data    TEXT    CHECK (json_valid(data)), -- NULL: erased
  erased  INTEGER NOT NULL DEFAULT 0 CHECK (erased = (data IS NULL)),
  started INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  ended   INTEGER
) STRICT;

-- Of what never changes while a call goes on: a turn touches no index.
CREATE INDEX calls_to_erase ON calls (started) WHERE erased = 0;
CREATE INDEX calls_by_start ON calls (started);

CREATE TABLE turns (
  sid   TEXT    NOT NULL REFERENCES calls (sid) ON DELETE CASCADE,
  n     INTEGER NOT NULL CHECK (n >= 0),
  kind  TEXT    NOT NULL,               -- what the caller did: arrived, pressed, silent …
  input TEXT,                           -- NULL: erased
  reply TEXT,                           -- NULL: erased
  at    INTEGER NOT NULL,
  PRIMARY KEY (sid, n),
  CHECK ((input IS NULL) = (reply IS NULL))
) STRICT;

-- Who changed what, when, through what. No telephone number is ever in it.
CREATE TABLE audit (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  through TEXT    NOT NULL CHECK (through IN ('phone', 'terminal', 'clock')),
  actor   TEXT    NOT NULL,
  what    TEXT    NOT NULL CHECK (what <> ''),
  booking INTEGER REFERENCES bookings (id), -- NULL: it concerns slots
  detail  TEXT    NOT NULL CHECK (detail NOT GLOB '*+[0-9][0-9][0-9][0-9][0-9][0-9][0-9]*')
) STRICT;

CREATE INDEX audit_by_booking ON audit (booking);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;

-- One row, written to find out whether the ledger can be written. It counts,
-- because SQLite does not write a row that stays the same.
CREATE TABLE pulse (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  beats INTEGER NOT NULL
) STRICT;
