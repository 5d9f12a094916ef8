-- The ledger, version 17: the line calls a number that somebody says is theirs, and reads the
-- code, where the city wants that. The tables are built anew for that: a proof is by one more
-- means, and a code goes by call as well. https://sqlite.org/lang_altertable.html#otheralter

DROP TRIGGER messages_forget_whom;
DROP TRIGGER messages_forget_links;
DROP TRIGGER messages_forget_codes;
DROP TRIGGER guests_have_proven;
DROP TRIGGER guests_leave_nothing_open;

CREATE TABLE proofs_anew (
  id      INTEGER PRIMARY KEY,
  guest   BLOB    REFERENCES guests (token) ON DELETE SET NULL, -- NULL: the visit is over
  phone   TEXT    NOT NULL CHECK (phone <> ''),
  means   TEXT    NOT NULL CHECK (means IN ('text', 'call', 'ring')),
  code    TEXT    CHECK (length(code) = CASE means WHEN 'call' THEN 4 ELSE 6 END AND code NOT GLOB '*[^0-9]*'),
  tries   INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5), -- wrong ones
  place   BLOB    NOT NULL CHECK (length(place) = 16),             -- of an HMAC of the address from which it was begun, with a key of the ledger
  began   INTEGER NOT NULL,
  expires INTEGER NOT NULL CHECK (expires > began AND expires <= began + 600),
  state   TEXT    NOT NULL CHECK (state IN ('open', 'proven', 'over')),
  proven  INTEGER CHECK (proven < expires),                        -- when
  CHECK ((state = 'proven') = (proven IS NOT NULL)),
  CHECK ((state = 'open') = (code IS NOT NULL)),
  CHECK (state <> 'open' OR (guest IS NOT NULL AND tries < 5))
) STRICT;

INSERT INTO proofs_anew (id, guest, phone, means, code, tries, place, began, expires, state, proven)
SELECT id, guest, phone, means, code, tries, place, began, expires, state, proven FROM proofs;

DROP TABLE proofs;
ALTER TABLE proofs_anew RENAME TO proofs;

CREATE UNIQUE INDEX proofs_of_guest ON proofs (guest) WHERE state = 'open';
CREATE UNIQUE INDEX proofs_by_call ON proofs (phone, code) WHERE state = 'open' AND means = 'call';
CREATE INDEX proofs_by_guest ON proofs (guest) WHERE guest IS NOT NULL;
CREATE INDEX proofs_open ON proofs (expires) WHERE state = 'open';
CREATE INDEX proofs_of_phone ON proofs (phone, means, began);
CREATE INDEX proofs_of_place ON proofs (place, means, began);
CREATE INDEX proofs_of_means ON proofs (means, began);
CREATE INDEX proofs_by_beginning ON proofs (began);

-- Three texts on one day, three calls of the line and ten of the number, so twice as many at most
-- within 24 hours.
CREATE TRIGGER proofs_are_few BEFORE INSERT ON proofs
WHEN (SELECT count(*) FROM proofs WHERE phone = new.phone AND means = new.means AND began > new.began - 86400)
  >= CASE new.means WHEN 'call' THEN 20 ELSE 6 END
BEGIN
  SELECT RAISE(ABORT, 'a number is not proven that often');
END;

-- Nobody is called in the night: from 8:00 to 21:00, which in UTC is from 23:00 to 12:00.
CREATE TRIGGER proofs_ring_by_day BEFORE INSERT ON proofs
WHEN new.means = 'ring' AND (new.began + 32400) % 86400 NOT BETWEEN 28800 AND 75599
BEGIN
  SELECT RAISE(ABORT, 'nobody is called in the night');
END;

CREATE TRIGGER proofs_begin_open BEFORE INSERT ON proofs
WHEN new.state <> 'open' OR new.tries <> 0
BEGIN
  SELECT RAISE(ABORT, 'a proof begins open');
END;

CREATE TRIGGER proofs_end_once BEFORE UPDATE OF state ON proofs
WHEN old.state <> 'open' AND new.state <> old.state
BEGIN
  SELECT RAISE(ABORT, 'a proof ends once');
END;

CREATE TRIGGER proofs_count_up BEFORE UPDATE OF tries ON proofs
WHEN new.tries <> old.tries AND NOT (old.state = 'open' AND new.tries = old.tries + 1)
BEGIN
  SELECT RAISE(ABORT, 'wrong codes are counted one by one');
END;

CREATE TRIGGER proofs_stay_what_they_are BEFORE UPDATE OF phone, means, place, began, expires ON proofs
BEGIN
  SELECT RAISE(ABORT, 'a proof stays what it is');
END;

CREATE TRIGGER proofs_stay_whose_they_are BEFORE UPDATE OF guest ON proofs WHEN new.guest IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'a proof stays whose it is');
END;

-- Nobody is proven to have a number that is an address, nor the other way round.
CREATE TRIGGER proofs_are_of_numbers BEFORE INSERT ON proofs WHEN new.phone GLOB 'mail:*'
BEGIN
  SELECT RAISE(ABORT, 'an address is proven by a link');
END;

CREATE TRIGGER guests_have_proven BEFORE UPDATE OF phone ON guests
WHEN new.phone IS NOT NULL AND new.phone IS NOT old.phone
  AND NOT EXISTS (SELECT 1 FROM proofs WHERE guest = new.token AND phone = new.phone AND state = 'proven')
BEGIN
  SELECT RAISE(ABORT, 'a telephone is proven first');
END;

CREATE TRIGGER guests_leave_nothing_open BEFORE DELETE ON guests
BEGIN
  UPDATE proofs SET state = 'over', code = NULL WHERE guest = old.token AND state = 'open';
END;


-- ── The outbox ───────────────────────────────────────────────────────────────────────────

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
  CHECK (kind <> 'code' OR (means <> 'mail' AND last <= made + 600)),
  CHECK (kind <> 'link' OR means = 'mail'),
  CHECK (phone IS NULL OR (means = 'mail') = (phone GLOB 'mail:*')),
  CHECK ((entry IS NULL) = (kind = 'reminder')),
  CHECK (means = 'text' OR body IS NULL),
  CHECK ((tries = 0) = (began IS NULL)),
  CHECK (missed + refused <= tries),
  CHECK (tries > 0 OR state IN ('due', 'cancelled')),
  CHECK (phone IS NOT NULL OR (state <> 'due' AND body IS NULL))
) STRICT;

INSERT INTO messages_anew (id, kind, days, means, booking, proof, link, entry, facility, start, party, phone, state, due, last, tries, missed, refused, began, body, code, made)
SELECT id, kind, days, means, booking, proof, link, entry, facility, start, party, phone, state, due, last, tries, missed, refused, began, body, code, made FROM messages;

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
-- can find out. A number is called once with a code, whether or not anybody answers.
CREATE TRIGGER messages_go_their_way BEFORE UPDATE OF state ON messages
WHEN new.state <> old.state AND NOT (
  (old.state = 'due' AND new.state IN ('sending', 'cancelled'))
  OR (old.state = 'sending' AND new.state IN ('sent', 'delivered', 'failed', 'unknown', 'due'))
  OR (old.state = 'unknown' AND new.state IN ('sent', 'delivered', 'failed'))
  OR (old.state = 'unknown' AND old.means <> 'mail' AND new.state = 'due')
  OR (old.state = 'sent' AND new.state IN ('delivered', 'failed'))
  OR (old.state = 'sent' AND old.kind <> 'code' AND new.state = 'due')
  OR (old.state = 'sent' AND old.means = 'text' AND new.state = 'due')
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

CREATE TRIGGER messages_go_as_is_proven BEFORE INSERT ON messages
WHEN EXISTS (SELECT 1 FROM proofs WHERE id = new.proof AND means <> CASE new.means WHEN 'call' THEN 'ring' ELSE 'text' END)
BEGIN
  SELECT RAISE(ABORT, 'a code goes as its number is proven');
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
