-- The ledger, version 5: calls that are passed on, both ways.

-- Somebody whom nobody at the centre could speak to, and who is to be called back.
CREATE TABLE call_backs (
  id      INTEGER PRIMARY KEY,
  phone   TEXT    CHECK (phone <> ''),   -- NULL: erased
  asked   INTEGER NOT NULL,
  wants   TEXT    NOT NULL,              -- what was tried: the key of a phrase
  sid     TEXT    NOT NULL,              -- of the call
  staff   INTEGER REFERENCES staff (id), -- who has taken it; NULL: nobody yet
  tries   INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0), -- calls that were not answered
  ended   INTEGER,
  outcome TEXT    CHECK (outcome IN ('reached', 'unreached', 'dropped')),
  CHECK ((ended IS NULL) = (outcome IS NULL)),
  CHECK (ended IS NOT NULL OR phone IS NOT NULL)
) STRICT;

-- Nobody waits twice, and what waits is little.
CREATE UNIQUE INDEX call_backs_open ON call_backs (phone) WHERE ended IS NULL;
CREATE INDEX call_backs_to_erase ON call_backs (ended) WHERE phone IS NOT NULL AND ended IS NOT NULL;

-- A transfer code lets an agent speak to the line as a resident, once.
CREATE TABLE codes (
  code    TEXT    PRIMARY KEY NOT NULL CHECK (code GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]'),
  phone   TEXT    NOT NULL CHECK (phone <> ''),
  staff   INTEGER NOT NULL REFERENCES staff (id),
  expires INTEGER NOT NULL,
  used    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX codes_by_expiry ON codes (expires);

-- A wrong code or agent number that was keyed. Whoever guesses is slowed down by it.
CREATE TABLE guesses (
  id  INTEGER PRIMARY KEY,
  at  INTEGER NOT NULL,
  sid TEXT    NOT NULL
) STRICT;

CREATE INDEX guesses_by_time ON guesses (at);
