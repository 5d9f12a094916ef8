-- The ledger, version 16: what is held for somebody is held longer only as often as it may.

-- A resident on the web has a time held for longer, twice at most. A caller who was cut off goes
-- on with what was held for them, and that is counted apart: each time has cost a call.
ALTER TABLE holds ADD COLUMN extended INTEGER NOT NULL DEFAULT 0 CHECK (extended BETWEEN 0 AND 2);
ALTER TABLE holds ADD COLUMN resumed INTEGER NOT NULL DEFAULT 0 CHECK (resumed >= 0);

CREATE TRIGGER holds_are_counted_one_by_one BEFORE UPDATE OF extended, resumed ON holds
WHEN new.extended - old.extended NOT IN (0, 1) OR new.resumed - old.resumed NOT IN (0, 1)
BEGIN
  SELECT RAISE(ABORT, 'how often a hold got longer is counted one by one');
END;

CREATE TRIGGER holds_last_as_long_as_counted BEFORE UPDATE OF expires ON holds
WHEN new.expires > old.expires AND new.extended + new.resumed = old.extended + old.resumed
BEGIN
  SELECT RAISE(ABORT, 'a hold gets longer only if that is counted');
END;
