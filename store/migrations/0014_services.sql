-- The ledger, version 14: a city has several services, and who comes for which procedure is
-- known person by person. Every booking before was of the certificate.

-- Whether a number may have one active booking of all services, or one of each. What was
-- booked while the city had it otherwise stands.
CREATE TABLE counting (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  per_service INTEGER NOT NULL CHECK (per_service IN (0, 1))
) STRICT;

INSERT INTO counting (id, per_service) VALUES (1, 0);

CREATE TRIGGER counting_is_always_known BEFORE DELETE ON counting
BEGIN
  SELECT RAISE(ABORT, 'whether bookings are counted by service is always known');
END;

ALTER TABLE bookings ADD COLUMN service TEXT NOT NULL DEFAULT 'certificate' CHECK (service <> '');
ALTER TABLE bookings ADD COLUMN alone INTEGER NOT NULL DEFAULT 1 CHECK (alone IN (0, 1)); -- no other of its number and member, of whatever service
ALTER TABLE holds ADD COLUMN service TEXT NOT NULL DEFAULT 'certificate' CHECK (service <> '');

-- One of each service, whatever the city says; and, unless it says otherwise, one of all.
DROP INDEX bookings_active_phone;
CREATE UNIQUE INDEX bookings_active_phone ON bookings (phone, member, service) WHERE status = 1;
CREATE UNIQUE INDEX bookings_active_alone ON bookings (phone, member) WHERE status = 1 AND alone = 1;

-- Who wants to be one of several is refused where a number has one of all. One that is alone
-- is also refused beside those that were made while the city counted by service: the index
-- does not have them.
CREATE TRIGGER bookings_are_counted BEFORE INSERT ON bookings
WHEN new.status = 1 AND (
  new.alone = 0 AND (SELECT per_service FROM counting WHERE id = 1) = 0
  OR new.alone = 1 AND EXISTS (SELECT 1 FROM bookings WHERE phone = new.phone AND member = new.member AND status = 1))
BEGIN
  SELECT RAISE(ABORT, 'the number has an active booking');
END;

CREATE TRIGGER bookings_are_counted_anew BEFORE UPDATE OF status, phone, member, alone ON bookings
WHEN new.status = 1 AND (old.status <> 1 OR new.phone IS NOT old.phone OR new.member <> old.member OR new.alone <> old.alone) AND (
  new.alone = 0 AND (SELECT per_service FROM counting WHERE id = 1) = 0
  OR new.alone = 1 AND EXISTS (SELECT 1 FROM bookings WHERE phone = new.phone AND member = new.member AND status = 1 AND id <> new.id))
BEGIN
  SELECT RAISE(ABORT, 'the number has an active booking');
END;

CREATE TRIGGER bookings_keep_their_service BEFORE UPDATE OF service ON bookings
WHEN new.service <> old.service
BEGIN
  SELECT RAISE(ABORT, 'a booking keeps its service');
END;

-- Whoever books again cannot undo any more, unless that was another service, of which there
-- may be one as well.
DROP TRIGGER bookings_end_the_undo;
CREATE TRIGGER bookings_end_the_undo AFTER INSERT ON bookings
WHEN EXISTS (SELECT 1 FROM holds WHERE phone = new.phone AND kind = 3)
BEGIN
  DELETE FROM holds WHERE phone = new.phone AND kind = 3 AND (new.alone = 1 OR service = new.service)
    AND (SELECT member FROM bookings WHERE id = holds.booking) = new.member;
END;

-- What each of those who come is there for. An application ID is nobody else's business: it is
-- erased the night after the visit or the cancellation.
CREATE TABLE errands (
  booking     INTEGER NOT NULL REFERENCES bookings (id),
  person      INTEGER NOT NULL CHECK (person BETWEEN 1 AND 99),
  procedure   TEXT    NOT NULL CHECK (procedure <> ''),
  application TEXT    CHECK (length(application) = 23 AND application NOT GLOB '*[^0-9]*'), -- NULL: none, or erased
  reason      TEXT    CHECK (reason <> ''),
  PRIMARY KEY (booking, person),
  CHECK (application IS NULL OR procedure = 'renewal'),
  CHECK (reason IS NULL OR procedure = 'reissue')
) STRICT, WITHOUT ROWID;

-- What is to be erased is little, and this is how it is found.
CREATE INDEX errands_to_erase ON errands (booking) WHERE application IS NOT NULL;

CREATE TRIGGER errands_are_of_active_bookings BEFORE INSERT ON errands
WHEN (SELECT status FROM bookings WHERE id = new.booking) <> 1
BEGIN
  SELECT RAISE(ABORT, 'errands are of active bookings');
END;

CREATE TRIGGER bookings_of_fewer_people AFTER UPDATE OF party ON bookings
WHEN new.party < old.party
BEGIN
  DELETE FROM errands WHERE booking = new.id AND person > new.party;
END;

CREATE TRIGGER errands_are_only_erased BEFORE UPDATE ON errands
WHEN new.booking <> old.booking OR new.person <> old.person OR new.procedure <> old.procedure OR new.reason IS NOT old.reason OR new.application IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'errands are said anew, or erased');
END;

-- What a guest has typed of those who come, until it is booked: nothing of it stands in an
-- address. It is erased with the visit, and the night after it was last here.
ALTER TABLE guests ADD COLUMN errands TEXT CHECK (json_valid(errands));
