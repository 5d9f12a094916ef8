-- The ledger, version 5: calls that are passed on to people and come from them.

-- A number that nobody answered and that wants to be called back. The audit trail
-- names requests by id, so an id is never used again: https://sqlite.org/autoinc.html
CREATE TABLE call_backs (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  phone   TEXT    NOT NULL CHECK (phone <> ''),
  asked   INTEGER NOT NULL,
  wants   TEXT    NOT NULL,             -- the phrase for what they had called for
  state   TEXT    NOT NULL,             -- where they had asked for a person, or given up
  sid     TEXT    NOT NULL,             -- the call
  staff   INTEGER REFERENCES staff (id), -- who has taken it; NULL: nobody
  taken   INTEGER,
  tries   INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 3), -- nobody picked up
  done    INTEGER,
  outcome TEXT    CHECK (outcome IN ('reached', 'unreached', 'dropped')),
  CHECK ((staff IS NULL) = (taken IS NULL)),
  CHECK ((done IS NULL) = (outcome IS NULL))
) STRICT;

CREATE UNIQUE INDEX call_backs_open ON call_backs (phone) WHERE done IS NULL;
CREATE INDEX call_backs_by_end ON call_backs (done) WHERE done IS NOT NULL;

-- What an agent keys to hand a resident over to the line. A code that has been used
-- or is too old stays until the night, so that the audit trail can tell which it was.
CREATE TABLE codes (
  code    TEXT    PRIMARY KEY NOT NULL CHECK (code GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]'),
  phone   TEXT    NOT NULL CHECK (phone <> ''),
  staff   INTEGER NOT NULL REFERENCES staff (id),
  made    INTEGER NOT NULL,
  expires INTEGER NOT NULL CHECK (expires >= made),
  used    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX codes_by_expiry ON codes (expires);

-- Codes and agent numbers that were wrong: on the whole line, and in one call. What
-- was keyed is not here.
CREATE TABLE wrong_tries (
  id  INTEGER PRIMARY KEY,
  at  INTEGER NOT NULL,
  sid TEXT    NOT NULL
) STRICT;

CREATE INDEX wrong_tries_by_time ON wrong_tries (at);
CREATE INDEX wrong_tries_of_call ON wrong_tries (sid);
