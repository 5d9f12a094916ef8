-- The ledger, version 10: what it needs to be relied on.

-- ── Whose process serves it ──────────────────────────────────────────────────────────────

-- One row while a line is served: a key that its process has drawn, and a number, twice,
-- that rises. It tells the file from every copy of it that was made before, so that a line
-- whose file has been overwritten notices. A backup has no row.
CREATE TABLE serving (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  mark BLOB    NOT NULL CHECK (length(mark) = 32)
) STRICT;


-- ── The clock ────────────────────────────────────────────────────────────────────────────

-- One row, or none until a line has served the ledger: the newest moment that it has seen,
-- and the entry of the trail by which it was confirmed last. While the machine's clock is
-- far from it, nothing is written.
CREATE TABLE clock (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  newest INTEGER NOT NULL,
  entry  INTEGER REFERENCES audit (id)
) STRICT;

CREATE TRIGGER clock_is_not_forgotten BEFORE DELETE ON clock
BEGIN
  SELECT RAISE(ABORT, 'a ledger does not forget the newest moment that it has seen');
END;

CREATE TRIGGER clock_goes_back_when_confirmed BEFORE UPDATE ON clock
WHEN new.newest < old.newest AND coalesce(new.entry, 0) <= coalesce(old.entry, 0)
BEGIN
  SELECT RAISE(ABORT, 'the newest moment goes back only with an entry that confirms it');
END;

-- A line that served the ledger before told it its city, or drew the key of its console.
INSERT INTO clock (id, newest)
SELECT 1, max(moment) FROM (
  SELECT max(at) AS moment FROM audit
  UNION ALL SELECT max(updated) FROM calls
  UNION ALL SELECT max(seen) FROM callers
  UNION ALL SELECT max(seen) FROM sessions
  UNION ALL SELECT max(made) FROM bookings
  UNION ALL SELECT max(told) FROM city
)
WHERE EXISTS (SELECT 1 FROM secrets WHERE name = 'cards') OR EXISTS (SELECT 1 FROM city WHERE way = 'clock')
HAVING max(moment) IS NOT NULL;


-- ── Signing in ───────────────────────────────────────────────────────────────────────────

-- Tries to sign in, counted before the password is looked at. Of a name and a place only an
-- HMAC is kept, with a key of the ledger: people type their password into the wrong field.
CREATE TABLE tries (
  who   BLOB    NOT NULL CHECK (length(who) = 16),   -- the name; all zero: any
  place BLOB    NOT NULL CHECK (length(place) = 16), -- the browser or the machine; all zero: any
  tries INTEGER NOT NULL CHECK (tries > 0),
  since INTEGER NOT NULL, -- the last of a name from a place, or the first of those counted together
  retry INTEGER,          -- no password is looked at before then; NULL: one is
  PRIMARY KEY (who, place)
) STRICT, WITHOUT ROWID;

-- Wrong passwords were counted of the account, so that anybody could lock it.
ALTER TABLE staff DROP COLUMN failures;
ALTER TABLE staff DROP COLUMN retry;


-- ── A second factor ──────────────────────────────────────────────────────────────────────

-- What an account shares with an application that shows codes. The server computes the
-- codes itself, so this is no hash: it is sealed with a key of the ledger, for its account.
CREATE TABLE apps (
  staff    INTEGER PRIMARY KEY NOT NULL REFERENCES staff (id),
  secret   BLOB    NOT NULL CHECK (length(secret) = 48),
  step     INTEGER NOT NULL,                                    -- of time, whose code was taken last
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),    -- wrong codes since the last right one
  retry    INTEGER NOT NULL DEFAULT 0,                          -- no code is looked at before then
  made     INTEGER NOT NULL
) STRICT;

CREATE TRIGGER a_code_is_good_once BEFORE UPDATE OF step ON apps WHEN new.step <= old.step
BEGIN
  SELECT RAISE(ABORT, 'a code is good once');
END;

-- What proves itself by a signature. Only its public half is here.
CREATE TABLE passkeys (
  id         INTEGER PRIMARY KEY,
  staff      INTEGER NOT NULL REFERENCES staff (id),
  credential BLOB    NOT NULL UNIQUE CHECK (length(credential) BETWEEN 1 AND 1023),
  key        BLOB    NOT NULL CHECK (length(key) > 0),          -- public, as COSE has it
  signs      INTEGER NOT NULL CHECK (signs >= 0),               -- how often it has signed; 0 for ever if it does not count
  transports TEXT    NOT NULL,                                  -- how a browser reaches it, with blanks between
  synced     INTEGER NOT NULL CHECK (synced IN (0, 1)),
  name       TEXT    NOT NULL CHECK (name <> ''),
  made       INTEGER NOT NULL,
  used       INTEGER
) STRICT;

CREATE INDEX passkeys_of_staff ON passkeys (staff);

CREATE TRIGGER passkeys_are_few BEFORE INSERT ON passkeys WHEN (SELECT count(*) FROM passkeys WHERE staff = new.staff) >= 10
BEGIN
  SELECT RAISE(ABORT, 'an account has at most ten passkeys');
END;

CREATE TRIGGER a_passkey_counts_up BEFORE UPDATE OF signs ON passkeys WHEN new.signs < old.signs
BEGIN
  SELECT RAISE(ABORT, 'a passkey never counts down');
END;

-- For whoever has lost the rest: SHA-256 of each code, which is deleted when it is used.
CREATE TABLE recovery_codes (
  staff INTEGER NOT NULL REFERENCES staff (id),
  hash  BLOB    NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (staff, hash)
) STRICT, WITHOUT ROWID;

-- A browser that has shown a password, and not the second factor. It is signed in to nothing.
CREATE TABLE second_steps (
  token BLOB    PRIMARY KEY NOT NULL CHECK (length(token) = 32), -- SHA-256 of what it shows
  staff INTEGER NOT NULL REFERENCES staff (id),
  made  INTEGER NOT NULL,
  asked BLOB,                                                   -- what a passkey was asked to sign; NULL: none was
  alone INTEGER NOT NULL CHECK (alone IN (0, 1))                -- the account's other sessions end with it
) STRICT, WITHOUT ROWID;

CREATE INDEX second_steps_of_staff ON second_steps (staff);

-- What a browser that is signed in is in the middle of setting up.
CREATE TABLE factor_offers (
  token  BLOB    PRIMARY KEY NOT NULL REFERENCES sessions (token) ON DELETE CASCADE,
  made   INTEGER NOT NULL,
  secret BLOB CHECK (length(secret) = 48),                      -- for an application
  asked  BLOB,                                                  -- of a new passkey
  CHECK ((secret IS NULL) <> (asked IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER staff_end_their_second_steps AFTER UPDATE OF ended, secret, role ON staff
BEGIN
  DELETE FROM second_steps WHERE staff = new.id;
END;

CREATE TRIGGER staff_take_their_factors_along AFTER UPDATE OF ended ON staff WHEN new.ended IS NOT NULL
BEGIN
  DELETE FROM apps WHERE staff = new.id;
  DELETE FROM passkeys WHERE staff = new.id;
  DELETE FROM recovery_codes WHERE staff = new.id;
END;


-- ── Calls whose SID is forgotten ─────────────────────────────────────────────────────────

-- When a call is deleted, this is left of it for good: half of an HMAC of its SID, with a
-- key of the ledger. It tells only whether a SID that somebody sends was one of ours, so
-- that a webhook of years ago does nothing.
CREATE TABLE spent_calls (
  mac BLOB PRIMARY KEY NOT NULL CHECK (length(mac) = 16)
) STRICT, WITHOUT ROWID;

-- Of the calls that earlier versions deleted, the trail still names those that did something:
-- booked, changed, cancelled. The others are not known any more, and did nothing.
INSERT INTO secrets (name, key)
SELECT 'spent calls', drawn_key() WHERE EXISTS (SELECT 1 FROM audit WHERE call IS NOT NULL AND call NOT IN (SELECT sid FROM calls));

INSERT INTO spent_calls (mac)
SELECT DISTINCT mac_of((SELECT key FROM secrets WHERE name = 'spent calls'), call)
FROM audit WHERE call IS NOT NULL AND call NOT IN (SELECT sid FROM calls);


-- ── Agents' numbers ──────────────────────────────────────────────────────────────────────

-- A number of four digits can be guessed by calling: whoever had one has twelve from now
-- on, which staff list and the console tell.
DROP INDEX staff_by_number;
ALTER TABLE staff RENAME COLUMN number TO short;
ALTER TABLE staff ADD COLUMN number TEXT -- keyed on the telephone; NULL: none
  CHECK (length(number) = 12 AND number NOT GLOB '*[^0-9]*');
UPDATE staff SET number = printf('%06d%06d', abs(random() % 1000000), abs(random() % 1000000))
WHERE short IS NOT NULL AND ended IS NULL;
ALTER TABLE staff DROP COLUMN short;
CREATE UNIQUE INDEX staff_by_number ON staff (number) WHERE number IS NOT NULL AND ended IS NULL;

-- Codes had six digits, for five minutes each: none is good any more.
DROP TABLE codes;
CREATE TABLE codes (
  code    TEXT    PRIMARY KEY NOT NULL CHECK (length(code) = 8 AND code NOT GLOB '*[^0-9]*'),
  phone   TEXT    NOT NULL CHECK (phone <> ''),
  staff   INTEGER NOT NULL REFERENCES staff (id),
  made    INTEGER NOT NULL,
  expires INTEGER NOT NULL CHECK (expires >= made),
  used    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX codes_by_expiry ON codes (expires);

-- What was wrong: only codes are not looked at any more when many were.
ALTER TABLE wrong_tries ADD COLUMN kind TEXT NOT NULL DEFAULT 'code' CHECK (kind IN ('code', 'number'));
CREATE INDEX wrong_tries_of_kind ON wrong_tries (kind, at);


-- ── Holds of numbers without history ─────────────────────────────────────────────────────

CREATE INDEX holds_of_day ON holds (facility, start) WHERE kind = 1;
CREATE INDEX bookings_that_came ON bookings (phone) WHERE came = 1;


-- ── Backups and checks ───────────────────────────────────────────────────────────────────


