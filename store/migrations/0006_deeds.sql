-- The ledger, version 6: the audit trail is data. A deed's detail is facts in JSON instead
-- of a sentence, and the call in which it was done has its own column.

-- The ways in which the ledger is changed. A new one needs a row here, not a new table.
CREATE TABLE ways (
  way TEXT PRIMARY KEY NOT NULL CHECK (way <> '')
) STRICT, WITHOUT ROWID;

INSERT INTO ways (way) VALUES ('phone'), ('terminal'), ('console'), ('clock');

-- Who changed what, when, in which way. No telephone number is ever in it. SQLite
-- cannot change a CHECK, so the table is built anew, with the same ids, because remarks
-- refers to them. https://sqlite.org/lang_altertable.html#otheralter
CREATE TABLE audit_anew (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  way     TEXT    NOT NULL REFERENCES ways (way),
  actor   TEXT    NOT NULL,                 -- '': a caller
  call    TEXT    CHECK (call <> ''),       -- the call's SID; NULL: outside of a call
  deed    TEXT    NOT NULL CHECK (deed <> ''),
  booking INTEGER REFERENCES bookings (id), -- NULL: it concerns something else
  detail  TEXT    NOT NULL CHECK (json_valid(detail) AND json_type(detail) = 'object' AND detail NOT GLOB '*+[0-9][0-9][0-9][0-9][0-9][0-9][0-9]*')
) STRICT;

-- detail_of is detailOf in sqlite_migrate_deeds.go, which finds the facts in the sentences
-- of earlier versions.
INSERT INTO audit_anew SELECT id, at, through,
    CASE through WHEN 'phone' THEN '' ELSE actor END, CASE through WHEN 'phone' THEN nullif(actor, '') END,
    CASE what WHEN 'move' THEN 'change' ELSE what END, booking, detail_of(what, detail)
  FROM audit;
DROP TABLE audit;
ALTER TABLE audit_anew RENAME TO audit;

CREATE INDEX audit_by_booking ON audit (booking);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;
