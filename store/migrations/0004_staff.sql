-- The ledger, version 4: the people who work with it, what they write down about a
-- booking, and who came.

-- The audit trail names accounts, so one is never deleted: it ends.
CREATE TABLE staff (
  id       INTEGER PRIMARY KEY,
  name     TEXT    NOT NULL UNIQUE CHECK (name <> ''),  -- to sign in with, and in the audit trail
  role     TEXT    NOT NULL CHECK (role IN ('agent', 'counter', 'admin')),
  number   TEXT    CHECK (number GLOB '[0-9][0-9][0-9][0-9]'), -- keyed on the telephone; NULL: none
  secret   TEXT    NOT NULL CHECK (secret GLOB '$argon2id$*'), -- what its password is held against
  made     INTEGER NOT NULL,
  ended    INTEGER,
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),   -- wrong passwords since the last right one
  retry    INTEGER NOT NULL DEFAULT 0                          -- no password is looked at before then
) STRICT;

CREATE UNIQUE INDEX staff_by_number ON staff (number) WHERE number IS NOT NULL AND ended IS NULL;

CREATE TRIGGER staff_stay BEFORE DELETE ON staff
BEGIN
  SELECT RAISE(ABORT, 'an account is never deleted');
END;

-- A browser that is signed in. What it shows is not here, but its SHA-256.
CREATE TABLE sessions (
  token BLOB    PRIMARY KEY NOT NULL CHECK (length(token) = 32),
  staff INTEGER NOT NULL REFERENCES staff (id),
  made  INTEGER NOT NULL,
  seen  INTEGER NOT NULL CHECK (seen >= made)
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_of_staff ON sessions (staff);

CREATE TRIGGER staff_end_their_sessions AFTER UPDATE OF ended, secret, role ON staff
BEGIN
  DELETE FROM sessions WHERE staff = new.id;
END;

-- Keys that every process at this ledger must have alike.
CREATE TABLE secrets (
  name TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
  key  BLOB NOT NULL CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID;

-- The audit trail takes a fourth way in. SQLite cannot change a CHECK, so the table
-- is built anew, under the same ids. https://sqlite.org/lang_altertable.html#otheralter
CREATE TABLE audit_anew (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  through TEXT    NOT NULL CHECK (through IN ('phone', 'terminal', 'console', 'clock')),
  actor   TEXT    NOT NULL,
  what    TEXT    NOT NULL CHECK (what <> ''),
  booking INTEGER REFERENCES bookings (id), -- NULL: it concerns something else
  detail  TEXT    NOT NULL CHECK (detail NOT GLOB '*+[0-9][0-9][0-9][0-9][0-9][0-9][0-9]*')
) STRICT;

INSERT INTO audit_anew SELECT id, at, through, actor, what, booking, detail FROM audit;
DROP TABLE audit;
ALTER TABLE audit_anew RENAME TO audit;

CREATE INDEX audit_by_booking ON audit (booking);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;

-- In their own words, why staff did what an entry of the trail says. The trail is
-- for good; these go with the booking's number. A My Number is not among them.
CREATE TABLE remarks (
  entry INTEGER PRIMARY KEY REFERENCES audit (id),
  text  TEXT    NOT NULL CHECK (text <> '' AND text NOT GLOB
    '*[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*')
) STRICT;

-- Whether the people of a booking came: 0 nobody has said, 1 they did, 2 they did not.
ALTER TABLE bookings ADD COLUMN came INTEGER NOT NULL DEFAULT 0 CHECK (came IN (0, 1, 2));

-- Who came without a booking, by the number on the slip that they hold: 1 they
-- wait, 2 they were served, 3 they left.
CREATE TABLE visitors (
  facility TEXT    NOT NULL CHECK (facility <> ''),
  day      INTEGER NOT NULL,
  number   INTEGER NOT NULL CHECK (number >= 1),
  party    INTEGER NOT NULL CHECK (party >= 1),
  came     INTEGER NOT NULL,
  state    INTEGER NOT NULL CHECK (state IN (1, 2, 3)),
  PRIMARY KEY (facility, day, number)
) STRICT, WITHOUT ROWID;

-- The last call of a number, which its card in the console shows.
ALTER TABLE callers ADD COLUMN last TEXT;
