-- The ledger, version 7: the phrase with which the state of a call began. A state may begin
-- with one of several phrases, which tell booked from changed, and too late from too often.
-- said is the key of a phrase and tells nothing about the caller, so it stays when the
-- words of a call are erased. It is not known for earlier calls.
ALTER TABLE calls ADD COLUMN said TEXT CHECK (said <> '');  -- NULL: no phrase, or not known
