-- The ledger, version 9: whose it is. With another city's file it would lose its free
-- slots, so it remembers its city, and a line is refused that would serve another one.

-- One row, or none until a line has been served: what the file called the city, and who
-- said that the ledger is this city's.
CREATE TABLE city (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  name   TEXT    NOT NULL CHECK (name <> ''),
  sample INTEGER NOT NULL CHECK (sample IN (0, 1)), -- it is the sample city: nobody named a file
  told   INTEGER NOT NULL,                          -- when name and sample were last changed
  way    TEXT    NOT NULL REFERENCES ways (way),
  actor  TEXT    NOT NULL
) STRICT;

CREATE TRIGGER city_is_not_forgotten BEFORE DELETE ON city
BEGIN
  SELECT RAISE(ABORT, 'a ledger does not forget its city');
END;

-- The facilities that the file had when the line was last served. Bookings may stand at
-- others, which it no longer has.
CREATE TABLE city_facilities (
  id TEXT PRIMARY KEY NOT NULL CHECK (id <> '')
) STRICT, WITHOUT ROWID;
