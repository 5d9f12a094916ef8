-- The ledger, version 15: whoever has shown that a mail address is theirs books with it, where
-- a booking has a number otherwise: 'mail:' and the address stand where a telephone does, which
-- no number ever is.

-- What is known of an address besides its bookings: the language of whoever has shown that it
-- is theirs.
CREATE TABLE addresses (
  address TEXT    PRIMARY KEY NOT NULL CHECK (address GLOB 'mail:?*@?*'),
  lang    TEXT    NOT NULL CHECK (length(lang) BETWEEN 2 AND 8),
  seen    INTEGER NOT NULL -- when a link was last used
) STRICT, WITHOUT ROWID;

-- What somebody has asked for to show that an address is theirs: a link, which was sent to it
-- and is good once. Who opens it need not be the browser in which it was asked for. The secret
-- is in it, and is forgotten once the mail is on its way; its hash stays.
CREATE TABLE links (
  id      INTEGER PRIMARY KEY,
  hash    BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
  secret  BLOB    CHECK (length(secret) = 32),
  address TEXT    NOT NULL CHECK (address GLOB 'mail:?*@?*'),
  lang    TEXT    NOT NULL CHECK (length(lang) BETWEEN 2 AND 8),
  wish    TEXT    NOT NULL CHECK (length(wish) <= 400), -- what was chosen before, as the pages write it
  place   BLOB    NOT NULL CHECK (length(place) = 16),  -- as that of proofs
  began   INTEGER NOT NULL,
  expires INTEGER NOT NULL CHECK (expires > began AND expires <= began + 172800),
  state   TEXT    NOT NULL CHECK (state IN ('open', 'used', 'over')),
  used    INTEGER CHECK (used < expires),               -- when
  guest   BLOB    REFERENCES guests (token) ON DELETE SET NULL, -- who has used it, as long as the visit lasts
  CHECK ((state = 'used') = (used IS NOT NULL)),
  CHECK (state = 'open' OR secret IS NULL),
  CHECK (state = 'used' OR guest IS NULL)
) STRICT;

CREATE INDEX links_of_guest ON links (guest) WHERE guest IS NOT NULL;
CREATE INDEX links_of_address ON links (address, began);
CREATE INDEX links_of_place ON links (place, began);
CREATE INDEX links_by_beginning ON links (began);
CREATE INDEX links_by_end ON links (expires);

-- Three on one day, so twice as many at most within 24 hours.
CREATE TRIGGER links_are_few BEFORE INSERT ON links
WHEN (SELECT count(*) FROM links WHERE address = new.address AND began > new.began - 86400) >= 6
BEGIN
  SELECT RAISE(ABORT, 'an address is not proven that often');
END;

CREATE TRIGGER links_begin_open BEFORE INSERT ON links
WHEN new.state <> 'open' OR new.secret IS NULL
BEGIN
  SELECT RAISE(ABORT, 'a link begins open');
END;

CREATE TRIGGER links_end_once BEFORE UPDATE OF state ON links
WHEN old.state <> 'open' AND new.state <> old.state
BEGIN
  SELECT RAISE(ABORT, 'a link is good once');
END;

CREATE TRIGGER links_stay_what_they_are BEFORE UPDATE OF hash, address, lang, wish, place, began, expires ON links
BEGIN
  SELECT RAISE(ABORT, 'a link stays what it is');
END;

CREATE TRIGGER links_keep_no_secret_anew BEFORE UPDATE OF secret ON links WHEN new.secret IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'a link stays what it is');
END;

-- The address that a guest has shown to be theirs. Of a guest who has shown a number as well
-- the bookings are those of the number.
ALTER TABLE guests ADD COLUMN address TEXT CHECK (address GLOB 'mail:?*@?*');

CREATE TRIGGER guests_begin_without_address BEFORE INSERT ON guests WHEN new.address IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'an address is proven first');
END;

CREATE TRIGGER guests_have_used_a_link BEFORE UPDATE OF address ON guests
WHEN new.address IS NOT NULL AND new.address IS NOT old.address
  AND NOT EXISTS (SELECT 1 FROM links WHERE guest = new.token AND address = new.address AND state = 'used')
BEGIN
  SELECT RAISE(ABORT, 'an address is proven first');
END;

-- Nobody is proven to have a number that is an address, nor the other way round.
CREATE TRIGGER proofs_are_of_numbers BEFORE INSERT ON proofs WHEN new.phone GLOB 'mail:*'
BEGIN
  SELECT RAISE(ABORT, 'an address is proven by a link');
END;

-- No call is that of an address, and nobody is passed to the line as one.
CREATE TRIGGER calls_come_from_numbers BEFORE INSERT ON calls WHEN new.phone GLOB 'mail:*'
BEGIN
  SELECT RAISE(ABORT, 'an address does not call');
END;

CREATE TRIGGER codes_are_for_numbers BEFORE INSERT ON codes WHEN new.phone GLOB 'mail:*'
BEGIN
  SELECT RAISE(ABORT, 'an address does not call');
END;


-- ── The outbox ───────────────────────────────────────────────────────────────────────────

-- A mail is one more means, and one with a link tells of no booking. The table is built anew
-- for that. https://sqlite.org/lang_altertable.html#otheralter
DROP TRIGGER messages_forget_whom;
DROP TRIGGER messages_forget_codes;

CREATE TABLE messages_anew (
  id       INTEGER PRIMARY KEY,
  kind     TEXT    NOT NULL CHECK (kind IN ('booked', 'changed', 'cancelled', 'restored', 'proxy', 'copy', 'reminder', 'code', 'link')),
  days     INTEGER NOT NULL CHECK ((kind = 'reminder') = (days > 0)), -- before the visit
  means    TEXT    NOT NULL CHECK (means IN ('text', 'call', 'mail')),
  booking  INTEGER REFERENCES bookings (id),
  proof    INTEGER REFERENCES proofs (id) ON DELETE CASCADE,
  link     INTEGER REFERENCES links (id) ON DELETE CASCADE,
  entry    INTEGER REFERENCES audit (id),                 -- of the trail, that it tells of; NULL: a reminder
  facility TEXT    CHECK (facility <> ''),                -- of the visit, as it stood
  start    INTEGER,
  party    INTEGER CHECK (party >= 1),
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
  CHECK ((booking IS NULL) = (kind IN ('code', 'link'))),
  CHECK ((proof IS NOT NULL) = (kind = 'code')),
  CHECK ((link IS NOT NULL) = (kind = 'link')),
  CHECK ((facility IS NULL) = (booking IS NULL) AND (start IS NULL) = (booking IS NULL) AND (party IS NULL) = (booking IS NULL)),
  CHECK (kind <> 'code' OR (means = 'text' AND last <= made + 600)),
  CHECK (kind <> 'link' OR means = 'mail'),
  CHECK (phone IS NULL OR (means = 'mail') = (phone GLOB 'mail:*')),
  CHECK ((entry IS NULL) = (kind = 'reminder')),
  CHECK (means = 'text' OR body IS NULL),
  CHECK ((tries = 0) = (began IS NULL)),
  CHECK (missed + refused <= tries),
  CHECK (tries > 0 OR state IN ('due', 'cancelled')),
  CHECK (phone IS NOT NULL OR (state <> 'due' AND body IS NULL))
) STRICT;

INSERT INTO messages_anew (id, kind, days, means, booking, proof, entry, facility, start, party, phone, state, due, last, tries, missed, refused, began, body, code, made)
SELECT id, kind, days, means, booking, proof, entry, facility, start, party, phone, state, due, last, tries, missed, refused, began, body, code, made FROM messages;

DROP TABLE messages;
ALTER TABLE messages_anew RENAME TO messages;

CREATE UNIQUE INDEX messages_once ON messages (entry, kind) WHERE entry IS NOT NULL;
CREATE UNIQUE INDEX messages_remind_once ON messages (booking, start, days) WHERE kind = 'reminder' AND (state <> 'cancelled' OR tries > refused);
CREATE UNIQUE INDEX messages_of_proof ON messages (proof) WHERE proof IS NOT NULL;
CREATE UNIQUE INDEX messages_of_link ON messages (link) WHERE link IS NOT NULL;
CREATE INDEX messages_due ON messages (due) WHERE state = 'due';
CREATE INDEX messages_open ON messages (began) WHERE state IN ('sending', 'unknown') OR (state = 'sent' AND means = 'call');
CREATE UNIQUE INDEX messages_in_doubt ON messages (phone) WHERE state IN ('sending', 'unknown') AND means <> 'mail'; -- a mail is looked for in no list
CREATE INDEX messages_of_booking ON messages (booking);

-- What has been sent may be due again only if it is known that nobody got it. That a call was
-- heard may become known after its end. What became of a mail of which that is not known, nobody
-- can find out.
CREATE TRIGGER messages_go_their_way BEFORE UPDATE OF state ON messages
WHEN new.state <> old.state AND NOT (
  (old.state = 'due' AND new.state IN ('sending', 'cancelled'))
  OR (old.state = 'sending' AND new.state IN ('sent', 'delivered', 'failed', 'unknown', 'due'))
  OR (old.state = 'unknown' AND new.state IN ('sent', 'delivered', 'failed'))
  OR (old.state = 'unknown' AND old.means <> 'mail' AND new.state = 'due')
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

CREATE TRIGGER messages_tell_what_they_told BEFORE UPDATE OF kind, days, means, booking, proof, link, entry, facility, start, party, made ON messages
BEGIN
  SELECT RAISE(ABORT, 'a message tells what it was written for');
END;

-- Nor does a message know an address any more whose booking has become that of a number.
CREATE TRIGGER messages_forget_whom AFTER UPDATE OF phone ON bookings
WHEN new.phone IS NOT old.phone AND old.phone IS NOT NULL
BEGIN
  UPDATE messages SET phone = NULL, body = NULL, state = CASE state WHEN 'due' THEN 'cancelled' ELSE state END
  WHERE booking = new.id;
  DELETE FROM taken WHERE message IN (SELECT id FROM messages WHERE booking = new.id);
END;

-- Once a proof is over, nobody needs its code any more; whoever has proven it has got it.
CREATE TRIGGER messages_forget_codes AFTER UPDATE OF state ON proofs
WHEN new.state <> 'open' AND old.state = 'open'
BEGIN
  UPDATE messages SET phone = NULL, body = NULL, state = CASE
    WHEN state = 'due' THEN 'cancelled'
    WHEN new.state = 'proven' AND state IN ('sending', 'unknown', 'sent') THEN 'delivered'
    WHEN state IN ('sending', 'unknown') THEN 'failed'
    ELSE state END
  WHERE proof = new.id AND kind = 'code';
  DELETE FROM taken WHERE message IN (SELECT id FROM messages WHERE proof = new.id AND kind = 'code');
END;

-- Likewise a link; and nobody needs its secret once it is not sent again.
CREATE TRIGGER messages_forget_links AFTER UPDATE OF state ON links
WHEN new.state <> 'open' AND old.state = 'open'
BEGIN
  UPDATE messages SET phone = NULL, state = CASE
    WHEN state = 'due' THEN 'cancelled'
    WHEN new.state = 'used' AND state IN ('sending', 'unknown', 'sent') THEN 'delivered'
    WHEN state IN ('sending', 'unknown') THEN 'failed'
    ELSE state END
  WHERE link = new.id;
END;

CREATE TRIGGER links_forget_secrets AFTER UPDATE OF state ON messages
WHEN new.link IS NOT NULL AND new.state NOT IN ('due', 'sending')
BEGIN
  UPDATE links SET secret = NULL WHERE id = new.link AND secret IS NOT NULL;
END;
