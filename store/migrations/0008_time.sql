-- The ledger, version 8: time itself is booked. A visit is one claim, on so many seats of
-- a facility from a start to an end; slots are only the grid that is searched. At no
-- instant may claims take more seats than desks are wanted, except those that were
-- promised before fewer were wanted.

-- The triggers of version 1 and 2 that name the tables which are built anew.
DROP TRIGGER bookings_give_back;

-- What the opening hours want: so many desks from start to ends, and visits that begin
-- there every so many minutes.
CREATE TABLE hours (
  facility TEXT    NOT NULL CHECK (facility <> ''),
  start    INTEGER NOT NULL,
  ends     INTEGER NOT NULL CHECK (ends > start AND ends - start <= 86400),
  desks    INTEGER NOT NULL CHECK (desks >= 1),
  minutes  INTEGER NOT NULL CHECK (minutes >= 1),
  PRIMARY KEY (facility, start)
) STRICT, WITHOUT ROWID;

-- The days that have their hours, and which these are, as one text to compare with. A day
-- is the unix seconds of its midnight in Japan.
CREATE TABLE days (
  facility TEXT    NOT NULL CHECK (facility <> ''),
  day      INTEGER NOT NULL,
  hours    TEXT    NOT NULL,
  PRIMARY KEY (facility, day)
) STRICT, WITHOUT ROWID;

-- What staff have decided about a time, as they decided it: 1 no desk, 2 so many desks
-- and visits every so many minutes, whatever the hours say, 3 so many desks where there
-- are any. It stands until it is taken back, also over days that have no hours yet. The
-- entry of the audit trail tells who decided it and why.
CREATE TABLE decisions_anew (
  id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never of another decision again
  facility TEXT    NOT NULL CHECK (facility <> ''),
  start    INTEGER NOT NULL,
  until    INTEGER NOT NULL CHECK (until > start),
  kind     INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
  desks    INTEGER CHECK (desks >= 1),
  minutes  INTEGER CHECK (minutes >= 1),
  entry    INTEGER REFERENCES audit (id),
  CHECK ((kind = 1) = (desks IS NULL)),
  CHECK ((kind = 2) = (minutes IS NOT NULL))
) STRICT;

-- How many desks are wanted, which is the hours with the decisions laid over them. A time
-- that is in no row has none.
CREATE TABLE desks (
  facility TEXT    NOT NULL CHECK (facility <> ''),
  start    INTEGER NOT NULL,
  ends     INTEGER NOT NULL CHECK (ends > start AND ends - start <= 86400),
  wanted   INTEGER NOT NULL CHECK (wanted >= 1),
  PRIMARY KEY (facility, start)
) STRICT, WITHOUT ROWID;

-- A slot's figures are those of its worst instant: the fewest desks wanted, the most
-- seats claimed, and the least that is left. A trigger keeps them true.
CREATE TABLE slots_anew (
  id       INTEGER PRIMARY KEY,
  facility TEXT    NOT NULL CHECK (facility <> ''),
  start    INTEGER NOT NULL,
  ends     INTEGER NOT NULL CHECK (ends > start AND ends - start <= 14400),
  wanted   INTEGER NOT NULL DEFAULT 0,
  claimed  INTEGER NOT NULL DEFAULT 0,
  free     INTEGER NOT NULL DEFAULT 0 CHECK (free >= 0),
  UNIQUE (facility, start)
) STRICT;

-- What an active booking or a hold takes.
CREATE TABLE claims_anew (
  id       INTEGER PRIMARY KEY,
  facility TEXT    NOT NULL CHECK (facility <> ''),
  start    INTEGER NOT NULL,
  ends     INTEGER NOT NULL CHECK (ends > start AND ends - start <= 129600), -- nine people, four hours each
  seats    INTEGER NOT NULL CHECK (seats >= 1),
  booking  INTEGER REFERENCES bookings (id),
  hold     INTEGER REFERENCES holds (id) ON DELETE CASCADE,
  CHECK ((booking IS NULL) <> (hold IS NULL))
) STRICT;

-- What staff have done, by the audit trail.
CREATE TEMP TABLE planned AS
  SELECT id, deed, detail ->> 'facility' AS facility, unixepoch(detail ->> 'start') AS start,
    unixepoch(detail ->> 'until') AS until, detail ->> 'capacity' AS capacity
  FROM audit WHERE deed IN ('close', 'open', 'capacity', 'add') AND way <> 'clock' AND detail ->> 'until' IS NOT NULL;
CREATE INDEX temp.planned_at ON planned (facility, deed, start);

-- A slot of the staff was added by them, or it is one of the hours that they opened, closed
-- or sized; a slot of which the trail tells nothing counts as added.
CREATE TEMP TABLE old AS
  SELECT facility, start, ends, capacity, open, staff, staff = 1 AND (
    EXISTS (SELECT 1 FROM planned p WHERE p.facility = s.facility AND p.deed = 'add' AND p.start = s.start)
    OR NOT EXISTS (SELECT 1 FROM planned p WHERE p.facility = s.facility AND p.start <= s.start AND p.until > s.start)) AS added
  FROM slots s WHERE open = 1 OR staff = 1;
CREATE INDEX temp.old_at ON old (facility, start);

-- Slots of the hours may overlap, where the grid has changed. Until the hours are read
-- again, there are as many desks as the largest of them has.
INSERT INTO hours (facility, start, ends, desks, minutes)
  WITH marks AS (
    SELECT facility, start AS at FROM old WHERE added = 0 UNION SELECT facility, ends FROM old WHERE added = 0
  ), spans AS (
    SELECT facility, at, lead(at) OVER (PARTITION BY facility ORDER BY at) AS next FROM marks
  ), sized AS (
    SELECT facility, at, next, (SELECT max(capacity) FROM old o
      WHERE o.facility = spans.facility AND o.added = 0 AND o.start > at - 14401 AND o.start <= at AND o.ends > at) AS desks
    FROM spans WHERE next IS NOT NULL
  )
  SELECT facility, at, next, desks, CASE WHEN next - at < 60 THEN 1 ELSE (next - at) / 60 END FROM sized WHERE desks >= 1;

-- These days are read again the next time, or dropped if the facility is not there any more.
INSERT INTO days (facility, day, hours)
  SELECT DISTINCT facility, (start + 32400) / 86400 * 86400 - 32400, 'of slots' FROM hours;

-- Closed is what the latest decision closed, and what was closed before there were
-- decisions; never a slot that is open, of which only the start counted.
INSERT INTO decisions_anew (facility, start, until, kind, entry)
  WITH marks AS (
    SELECT facility, start AS at FROM decisions UNION SELECT facility, until FROM decisions
    UNION SELECT facility, start FROM old WHERE facility IN (SELECT facility FROM decisions) OR staff = 1
    UNION SELECT facility, ends FROM old WHERE facility IN (SELECT facility FROM decisions) OR staff = 1
  ), spans AS (
    SELECT facility, at, lead(at) OVER (PARTITION BY facility ORDER BY at) AS next FROM marks
  ), judged AS (
    SELECT facility, at, next, coalesce(
      (SELECT 0 FROM old o WHERE o.facility = spans.facility AND o.open = 1 AND o.start > at - 14401 AND o.start <= at AND o.ends > at LIMIT 1),
      (SELECT 1 - d.open FROM decisions d WHERE d.facility = spans.facility AND d.start <= at AND d.until > at ORDER BY d.id DESC LIMIT 1),
      (SELECT 1 FROM old o WHERE o.facility = spans.facility AND o.staff = 1 AND o.open = 0 AND o.start > at - 14401 AND o.start <= at AND o.ends > at LIMIT 1),
      0) AS closed
    FROM spans WHERE next IS NOT NULL
  ), runs AS (
    SELECT *, sum(fresh) OVER (PARTITION BY facility ORDER BY at) AS run FROM (
      SELECT *, CASE lag(next) OVER (PARTITION BY facility ORDER BY at) WHEN at THEN 0 ELSE 1 END AS fresh FROM judged WHERE closed = 1)
  )
  SELECT facility, min(at), max(next), 1, (SELECT max(p.id) FROM planned p
    WHERE p.facility = runs.facility AND p.deed = 'close' AND p.start <= min(at) AND p.until > min(at))
  FROM runs GROUP BY facility, run ORDER BY min(at), facility;

-- Of the others the latest holds, so they are written in their order. A number of desks
-- was that of the slots that began in its time, wherever they end.
INSERT INTO decisions_anew (facility, start, until, kind, desks, minutes, entry)
  SELECT facility, start, ends, 2, CASE WHEN coalesce(asked, capacity) < 1 THEN 1 ELSE coalesce(asked, capacity) END,
    CASE WHEN ends - start < 60 THEN 1 ELSE (ends - start) / 60 END, entry
  FROM (SELECT o.*, p.id AS entry, p.capacity AS asked FROM old o
    LEFT JOIN planned p ON p.id = (SELECT max(id) FROM planned WHERE facility = o.facility AND deed = 'add' AND start = o.start) WHERE o.added = 1)
  UNION ALL
  SELECT facility, start, until, 3, capacity, NULL, id FROM (SELECT id, facility, capacity,
      coalesce((SELECT ends FROM old o WHERE o.facility = p.facility AND o.start > p.start - 14401 AND o.start < p.start AND o.ends > p.start), start) AS start,
      coalesce((SELECT ends FROM old o WHERE o.facility = p.facility AND o.start > p.until - 14401 AND o.start < p.until AND o.ends > p.until), until) AS until
    FROM planned p WHERE deed = 'capacity' AND capacity >= 1 AND until > start AND EXISTS (
      SELECT 1 FROM old o WHERE o.facility = p.facility AND o.staff = 1 AND o.start >= p.start AND o.start < p.until))
  WHERE start < until
  ORDER BY entry, start, facility;

DROP TABLE decisions;
ALTER TABLE decisions_anew RENAME TO decisions;
CREATE INDEX decisions_by_until ON decisions (facility, until);

INSERT INTO desks (facility, start, ends, wanted)
  WITH marks AS (
    SELECT facility, start AS at FROM hours UNION SELECT facility, ends FROM hours
    UNION SELECT facility, start FROM decisions UNION SELECT facility, until FROM decisions
  ), spans AS (
    SELECT facility, at, lead(at) OVER (PARTITION BY facility ORDER BY at) AS next FROM marks
  ), based AS (
    SELECT facility, at, next,
      coalesce((SELECT h.desks FROM hours h WHERE h.facility = spans.facility AND h.start > at - 86400 AND h.start <= at AND h.ends > at ORDER BY h.start DESC LIMIT 1), 0) AS desks,
      EXISTS (SELECT 1 FROM decisions d WHERE d.facility = spans.facility AND d.kind = 2 AND d.start <= at AND d.until > at) AS added,
      (SELECT d.id FROM decisions d WHERE d.facility = spans.facility AND d.kind > 1 AND d.start <= at AND d.until > at ORDER BY d.id DESC LIMIT 1) AS said
    FROM spans WHERE next - at <= 86400
      AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.facility = spans.facility AND d.kind = 1 AND d.start <= at AND d.until > at)
  )
  SELECT facility, at, next, coalesce((SELECT d.desks FROM decisions d WHERE d.id = based.said), desks) FROM based WHERE desks > 0 OR added;

INSERT INTO slots_anew (facility, start, ends) SELECT facility, start, ends FROM old;

-- Of a visit of several slots one seat was claimed in each.
INSERT INTO claims_anew (facility, start, ends, seats, booking)
  SELECT b.facility, b.start, b.ends, min(c.seats), b.id FROM bookings b JOIN claims c ON c.booking = b.id GROUP BY b.id;
INSERT INTO claims_anew (facility, start, ends, seats, hold)
  SELECT h.facility, h.start, h.ends, min(c.seats), h.id FROM holds h JOIN claims c ON c.hold = h.id WHERE h.kind <> 2 GROUP BY h.id;
INSERT INTO claims_anew (facility, start, ends, seats, hold)
  SELECT s.facility, s.start, s.ends, c.seats, h.id FROM holds h JOIN claims c ON c.hold = h.id JOIN slots s ON s.id = c.slot WHERE h.kind = 2;

DROP TABLE old;
DROP TABLE planned;
DROP TABLE claims;
DROP TABLE slots;
ALTER TABLE slots_anew RENAME TO slots;
ALTER TABLE claims_anew RENAME TO claims;

-- What overlaps a time began before it by less than the longest takes: that is how far
-- back one must look, which is an hour, not a day.
CREATE INDEX slots_free ON slots (facility, start) WHERE free > 0;
CREATE INDEX slots_by_end ON slots (ends);
CREATE INDEX slots_by_length ON slots (facility, ends - start);
CREATE INDEX claims_by_time ON claims (facility, start, ends, seats); -- all that is added up, so that nothing else is read
CREATE INDEX claims_by_length ON claims (facility, ends - start);
CREATE UNIQUE INDEX claims_by_booking ON claims (booking) WHERE booking IS NOT NULL;
CREATE INDEX claims_by_hold ON claims (hold) WHERE hold IS NOT NULL;

CREATE TRIGGER bookings_give_back AFTER UPDATE OF status ON bookings
WHEN new.status <> 1
BEGIN
  DELETE FROM claims WHERE booking = new.id;
END;

-- Whoever writes a figure of a slot, or only touches one, gets the true figures. They are
-- those of the instants at which more is claimed or less is wanted: the start, and where
-- a claim begins or desks end in between. A trigger does not set itself off:
-- https://sqlite.org/pragma.html#pragma_recursive_triggers
CREATE TRIGGER slots_are_counted AFTER UPDATE OF wanted, claimed, free ON slots
BEGIN
  UPDATE slots SET (wanted, claimed, free) = (
    SELECT min(wanted), max(claimed), max(0, min(wanted - claimed)) FROM (
      SELECT
        coalesce((SELECT wanted FROM desks WHERE facility = new.facility AND start > at - 86400 AND start <= at AND ends > at), 0) AS wanted,
        coalesce((SELECT sum(seats) FROM claims WHERE facility = new.facility AND start > at - (SELECT max(ends - start) FROM claims WHERE facility = new.facility) AND start <= at AND ends > at), 0) AS claimed
      FROM (
        SELECT new.start AS at
        UNION ALL SELECT start FROM claims WHERE facility = new.facility AND start > new.start AND start < new.ends
        UNION ALL SELECT ends FROM desks WHERE facility = new.facility AND start > new.start - 86400 AND start < new.ends AND ends > new.start AND ends < new.ends)))
  WHERE id = new.id;
END;

CREATE TRIGGER slots_begin AFTER INSERT ON slots
BEGIN
  UPDATE slots SET claimed = 0 WHERE id = new.id;
END;

CREATE TRIGGER slots_stay_where_they_are BEFORE UPDATE OF facility, start, ends ON slots
BEGIN
  SELECT RAISE(ABORT, 'a slot is never moved');
END;

CREATE TRIGGER desks_wanted AFTER INSERT ON desks
BEGIN
  UPDATE slots SET claimed = 0 WHERE facility = new.facility AND start > new.start - (SELECT max(ends - start) FROM slots WHERE facility = new.facility) AND start < new.ends AND ends > new.start;
END;

CREATE TRIGGER desks_not_wanted AFTER DELETE ON desks
BEGIN
  UPDATE slots SET claimed = 0 WHERE facility = old.facility AND start > old.start - (SELECT max(ends - start) FROM slots WHERE facility = old.facility) AND start < old.ends AND ends > old.start;
END;

CREATE TRIGGER desks_are_one_at_a_time BEFORE INSERT ON desks
WHEN EXISTS (SELECT 1 FROM desks WHERE facility = new.facility AND start > new.start - 86400 AND start < new.ends AND ends > new.start)
BEGIN
  SELECT RAISE(ABORT, 'how many desks are wanted is said already');
END;

CREATE TRIGGER desks_are_not_changed BEFORE UPDATE ON desks
BEGIN
  SELECT RAISE(ABORT, 'desks are said anew, not changed');
END;

-- A claim fits if, at every instant of it, all claims together take no more than is
-- wanted. It is enough to look where it begins, where others begin, and where desks end.
CREATE TRIGGER claims_fit AFTER INSERT ON claims
BEGIN
  SELECT RAISE(ABORT, 'no desk is free') FROM (
    SELECT new.start AS at
    UNION ALL SELECT start FROM claims WHERE facility = new.facility AND start > new.start AND start < new.ends
    UNION ALL SELECT ends FROM desks WHERE facility = new.facility AND start > new.start - 86400 AND start < new.ends AND ends > new.start AND ends < new.ends)
  WHERE (SELECT sum(seats) FROM claims WHERE facility = new.facility AND start > at - (SELECT max(ends - start) FROM claims WHERE facility = new.facility) AND start <= at AND ends > at)
    > coalesce((SELECT wanted FROM desks WHERE facility = new.facility AND start > at - 86400 AND start <= at AND ends > at), 0);
  UPDATE slots SET claimed = 0 WHERE facility = new.facility AND start > new.start - (SELECT max(ends - start) FROM slots WHERE facility = new.facility) AND start < new.ends AND ends > new.start;
END;

-- A claim that is changed keeps what it has, whatever is wanted, and takes more only
-- where there is more. What a hold keeps for that very change is its own as well, and the
-- hold ends with it.
CREATE TRIGGER claims_fit_anew AFTER UPDATE OF facility, start, ends, seats ON claims
BEGIN
  SELECT RAISE(ABORT, 'no desk is free') FROM (
    SELECT at, coalesce((SELECT sum(c.seats) FROM holds h JOIN claims c ON c.hold = h.id
      WHERE h.booking = new.booking AND h.kind = 2 AND h.facility = new.facility AND h.start = new.start AND h.ends = new.ends
        AND c.start <= at AND c.ends > at), 0) AS held
    FROM (
      SELECT new.start AS at
      UNION ALL SELECT old.ends WHERE old.ends > new.start AND old.ends < new.ends
      UNION ALL SELECT start FROM claims WHERE facility = new.facility AND start > new.start AND start < new.ends
      UNION ALL SELECT ends FROM claims WHERE hold IN (SELECT id FROM holds WHERE booking = new.booking AND kind = 2) AND ends > new.start AND ends < new.ends
      UNION ALL SELECT ends FROM desks WHERE facility = new.facility AND start > new.start - 86400 AND start < new.ends AND ends > new.start AND ends < new.ends))
  WHERE new.seats > held + CASE WHEN new.facility = old.facility AND old.start <= at AND old.ends > at THEN old.seats ELSE 0 END
    AND (SELECT sum(seats) FROM claims WHERE facility = new.facility AND start > at - (SELECT max(ends - start) FROM claims WHERE facility = new.facility) AND start <= at AND ends > at) - held
      > coalesce((SELECT wanted FROM desks WHERE facility = new.facility AND start > at - 86400 AND start <= at AND ends > at), 0);
  DELETE FROM claims WHERE hold IN (SELECT id FROM holds
    WHERE booking = new.booking AND kind = 2 AND facility = new.facility AND start = new.start AND ends = new.ends);
  DELETE FROM holds WHERE booking = new.booking AND kind = 2 AND facility = new.facility AND start = new.start AND ends = new.ends;
  UPDATE slots SET claimed = 0 WHERE facility = old.facility AND start > old.start - (SELECT max(ends - start) FROM slots WHERE facility = old.facility) AND start < old.ends AND ends > old.start;
  UPDATE slots SET claimed = 0 WHERE facility = new.facility AND start > new.start - (SELECT max(ends - start) FROM slots WHERE facility = new.facility) AND start < new.ends AND ends > new.start;
END;

CREATE TRIGGER claims_given_back AFTER DELETE ON claims
BEGIN
  UPDATE slots SET claimed = 0 WHERE facility = old.facility AND start > old.start - (SELECT max(ends - start) FROM slots WHERE facility = old.facility) AND start < old.ends AND ends > old.start;
END;

UPDATE slots SET claimed = 0;
