-- The ledger, version 3: what it knows of callers, what staff want said, and
-- what staff have decided about days to come. A day is the unix seconds of its
-- midnight in Japan.

-- A number that has called or has been booked for, and how often it did what on
-- the day of its tallies. Every call writes its row, so no index is on it but
-- the one by which it is found.
CREATE TABLE callers (
  phone    TEXT    PRIMARY KEY NOT NULL CHECK (phone <> ''),
  day      INTEGER NOT NULL,
  calls    INTEGER NOT NULL CHECK (calls >= 0),
  bookings INTEGER NOT NULL CHECK (bookings >= 0),
  changes  INTEGER NOT NULL CHECK (changes >= 0),
  cancels  INTEGER NOT NULL CHECK (cancels >= 0),
  slow     INTEGER NOT NULL CHECK (slow IN (0, 1)), -- it is to be spoken to slowly
  seen     INTEGER NOT NULL                         -- when it was last heard of
) STRICT, WITHOUT ROWID;

-- Numbers that staff want turned away, until staff say otherwise.
CREATE TABLE blocked (
  phone TEXT    PRIMARY KEY NOT NULL CHECK (phone <> ''),
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What staff want said to callers. The audit trail names notices by id, so an id
-- is never used again: https://sqlite.org/autoinc.html
CREATE TABLE notices (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  text   TEXT    NOT NULL CHECK (text <> ''),
  starts INTEGER NOT NULL,
  ends   INTEGER NOT NULL CHECK (ends > starts),
  made   INTEGER NOT NULL
) STRICT;

CREATE INDEX notices_by_end ON notices (ends);

-- Who has been told, and when.
CREATE TABLE heard (
  notice INTEGER NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
  phone  TEXT    NOT NULL CHECK (phone <> ''),
  told   INTEGER NOT NULL,
  PRIMARY KEY (notice, phone)
) STRICT, WITHOUT ROWID;

-- A row says that staff have ended the walk-in hours of that day.
CREATE TABLE walk_in (
  facility TEXT    NOT NULL CHECK (facility <> ''),
  day      INTEGER NOT NULL,
  PRIMARY KEY (facility, day)
) STRICT, WITHOUT ROWID;

-- Ranges of starts that staff opened or closed. Of several about one start the
-- latest holds, also for slots that are only added later.
CREATE TABLE decisions (
  id       INTEGER PRIMARY KEY,
  facility TEXT    NOT NULL CHECK (facility <> ''),
  start    INTEGER NOT NULL,
  until    INTEGER NOT NULL CHECK (until > start),
  open     INTEGER NOT NULL CHECK (open IN (0, 1)),
  made     INTEGER NOT NULL
) STRICT;

CREATE INDEX decisions_by_until ON decisions (facility, until);
