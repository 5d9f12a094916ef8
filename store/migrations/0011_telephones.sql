-- The ledger, version 11: what the line asks besides when and where, and how it treats
-- whoever calls from another telephone, or from one that shows no number.

-- Somebody else comes in place of the person whose certificate it is.
ALTER TABLE bookings ADD COLUMN proxy INTEGER NOT NULL DEFAULT 0 CHECK (proxy IN (0, 1));


-- ── A booking that is heard from another telephone ───────────────────────────────────────

-- Receipt numbers are tried as well, so the table is built anew with that kind. Nothing
-- refers to it. https://sqlite.org/lang_altertable.html#otheralter
CREATE TABLE wrong_tries_anew (
  id   INTEGER PRIMARY KEY,
  at   INTEGER NOT NULL,
  sid  TEXT    NOT NULL,
  kind TEXT    NOT NULL CHECK (kind IN ('code', 'number', 'receipt'))
) STRICT;

INSERT INTO wrong_tries_anew (id, at, sid, kind) SELECT id, at, sid, kind FROM wrong_tries;
DROP TABLE wrong_tries;
ALTER TABLE wrong_tries_anew RENAME TO wrong_tries;

CREATE INDEX wrong_tries_by_time ON wrong_tries (at);
CREATE INDEX wrong_tries_of_call ON wrong_tries (sid);
CREATE INDEX wrong_tries_of_kind ON wrong_tries (kind, at);

-- Every receipt number that was looked at, with four digits, for another telephone. Of the
-- number only an HMAC is here, with a key of the ledger: it is counted, whether or not any
-- booking has it, and people key all sorts of things.
CREATE TABLE receipt_tries (
  id       INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  receipt  BLOB    NOT NULL CHECK (length(receipt) = 16),
  wrong    INTEGER NOT NULL CHECK (wrong IN (0, 1)),
  nameless INTEGER NOT NULL CHECK (nameless IN (0, 1)) -- the call showed no number
) STRICT;

CREATE INDEX receipt_tries_by_time ON receipt_tries (at);
CREATE INDEX receipt_tries_of_receipt ON receipt_tries (receipt, at) WHERE wrong = 1;
CREATE INDEX receipt_tries_nameless ON receipt_tries (at) WHERE nameless = 1;


-- ── Callers without a number ─────────────────────────────────────────────────────────────

-- Kinds of caller that staff want turned away, until staff say otherwise: beside blocked,
-- which has numbers.
CREATE TABLE blocked_kinds (
  kind  TEXT    PRIMARY KEY NOT NULL CHECK (kind IN ('withheld', 'payphone', 'malformed')),
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;


-- ── Slow speech ──────────────────────────────────────────────────────────────────────────

-- How many calls of the number there were since it last needed to be spoken to slowly. After
-- two that went well it is not spoken to slowly any more.
ALTER TABLE callers ADD COLUMN clean INTEGER NOT NULL DEFAULT 0 CHECK (clean >= 0);


-- ── What a held time is for ──────────────────────────────────────────────────────────────

-- Of a hold for a new booking: whoever is cut off and calls again books what they had begun.
ALTER TABLE holds ADD COLUMN procedure TEXT CHECK (procedure <> '' AND (kind = 1 OR procedure IS NULL));
