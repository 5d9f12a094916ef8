-- The ledger, version 12: what the line tells people by itself, by text or by a call.

-- A row is a message, which is written in the transaction of what it tells and sent later:
-- due, then sending, then what came of it. It tells of one booking as it stood; whether it
-- still does is judged when it is sent. Once the booking's number is erased, nothing is left
-- of a message but its outline.
CREATE TABLE messages (
  id       INTEGER PRIMARY KEY,
  kind     TEXT    NOT NULL CHECK (kind IN ('booked', 'changed', 'cancelled', 'restored', 'proxy', 'copy', 'reminder')),
  days     INTEGER NOT NULL CHECK ((kind = 'reminder') = (days > 0)), -- before the visit
  means    TEXT    NOT NULL CHECK (means IN ('text', 'call')),
  booking  INTEGER NOT NULL REFERENCES bookings (id),
  entry    INTEGER REFERENCES audit (id),                 -- of the trail, that it tells of; NULL: a reminder
  facility TEXT    NOT NULL CHECK (facility <> ''),       -- of the visit, as it stood
  start    INTEGER NOT NULL,
  party    INTEGER NOT NULL CHECK (party >= 1),
  phone    TEXT    CHECK (phone <> ''),
  state    TEXT    NOT NULL CHECK (state IN ('due', 'sending', 'sent', 'delivered', 'failed', 'unknown', 'cancelled')),
  due      INTEGER NOT NULL,                              -- it is not sent before
  last     INTEGER NOT NULL CHECK (last > due OR state <> 'due'), -- nor from then on
  tries    INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0), -- how often it has been sent
  missed   INTEGER NOT NULL DEFAULT 0 CHECK (missed >= 0), -- how often nobody took it
  refused  INTEGER NOT NULL DEFAULT 0 CHECK (refused >= 0), -- how often the carrier took none at all
  began    INTEGER,                                       -- when it was sent last
  body     TEXT,                                          -- of a text, when it was sent last
  code     INTEGER NOT NULL DEFAULT 0,                    -- of the carrier, why it failed
  made     INTEGER NOT NULL,
  CHECK ((entry IS NULL) = (kind = 'reminder')),
  CHECK (means = 'text' OR body IS NULL),
  CHECK ((tries = 0) = (began IS NULL)),
  CHECK (missed + refused <= tries),
  CHECK (tries > 0 OR state IN ('due', 'cancelled')),
  CHECK (phone IS NOT NULL OR (state <> 'due' AND body IS NULL))
) STRICT;

-- By which SID the carrier knows a message that it took: one each time that it was sent.
CREATE TABLE taken (
  message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  try     INTEGER NOT NULL CHECK (try >= 1),
  sid     TEXT    NOT NULL UNIQUE CHECK (sid <> ''),
  PRIMARY KEY (message, try)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX messages_once ON messages (entry, kind) WHERE entry IS NOT NULL;
CREATE UNIQUE INDEX messages_remind_once ON messages (booking, start, days) WHERE kind = 'reminder' AND (state <> 'cancelled' OR tries > refused);
CREATE INDEX messages_due ON messages (due) WHERE state = 'due';
CREATE INDEX messages_open ON messages (began) WHERE state IN ('sending', 'unknown') OR (state = 'sent' AND means = 'call');
CREATE UNIQUE INDEX messages_in_doubt ON messages (phone) WHERE state IN ('sending', 'unknown');
CREATE INDEX messages_of_booking ON messages (booking);

-- What has been sent may be due again only if it is known that nobody got it. That a call was
-- heard may become known after its end.
CREATE TRIGGER messages_go_their_way BEFORE UPDATE OF state ON messages
WHEN new.state <> old.state AND NOT (
  (old.state = 'due' AND new.state IN ('sending', 'cancelled'))
  OR (old.state = 'sending' AND new.state IN ('sent', 'delivered', 'failed', 'unknown', 'due'))
  OR (old.state = 'unknown' AND new.state IN ('sent', 'delivered', 'failed', 'due'))
  OR (old.state = 'sent' AND new.state IN ('delivered', 'failed', 'due'))
  OR (old.state IN ('due', 'failed') AND old.means = 'call' AND old.tries > 0 AND new.state = 'delivered'))
BEGIN
  SELECT RAISE(ABORT, 'a message does not go that way');
END;

CREATE TRIGGER messages_are_sent_once BEFORE UPDATE OF tries ON messages
WHEN new.tries <> old.tries AND NOT (new.tries = old.tries + 1 AND old.state = 'due' AND new.state = 'sending')
BEGIN
  SELECT RAISE(ABORT, 'a message is counted when it is sent');
END;

CREATE TRIGGER messages_tell_what_they_told BEFORE UPDATE OF kind, days, means, booking, entry, facility, start, party, made ON messages
BEGIN
  SELECT RAISE(ABORT, 'a message tells what it was written for');
END;

CREATE TRIGGER messages_forget_whom AFTER UPDATE OF phone ON bookings
WHEN new.phone IS NULL AND old.phone IS NOT NULL
BEGIN
  UPDATE messages SET phone = NULL, body = NULL, state = CASE state WHEN 'due' THEN 'cancelled' ELSE state END
  WHERE booking = new.id;
  DELETE FROM taken WHERE message IN (SELECT id FROM messages WHERE booking = new.id);
END;

-- One row in a ledger that was restored from a backup: when. What was due before may have been
-- told since the backup was taken, and nobody knows: it is not told again.
CREATE TABLE outbox (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  since INTEGER NOT NULL
) STRICT;

-- Numbers that do not want to be reminded of their bookings.
CREATE TABLE unreminded (
  phone TEXT    PRIMARY KEY NOT NULL CHECK (phone <> ''),
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
