-- The ledger, version 7: what callers heard where they are. A state may begin with one of
-- several phrases, and by them booked and changed, too late and too often are told
-- apart. It is the key of a phrase and nothing of the caller, so it stays when the
-- words of a call are erased. Of calls from before it is not known.
ALTER TABLE calls ADD COLUMN said TEXT CHECK (said <> '');  -- NULL: no phrase, or not known
