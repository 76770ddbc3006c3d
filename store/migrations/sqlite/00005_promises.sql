-- Commitments come back and end, check-ins have a question of the week, and each answer is shared or not.
--
-- Units are those of 00001. A commitment in state moved is open, with another day than was promised.

-- +goose Up

ALTER TABLE commitment ADD COLUMN settled_at INTEGER; -- an instant: when it was said what became of it; NULL until then
ALTER TABLE commitment ADD COLUMN settled_week TEXT CHECK (length(settled_week) = 10); -- first day of the week that this was said about
ALTER TABLE commitment ADD COLUMN moved_from TEXT CHECK (length(moved_from) = 10); -- the due day before it was moved last
DROP INDEX commitment_open;
CREATE INDEX commitment_open ON commitment (team_id, due_day) WHERE state IN ('open', 'moved');
CREATE INDEX commitment_settled ON commitment (team_id, settled_week) WHERE settled_week IS NOT NULL;

ALTER TABLE check_in ADD COLUMN promise_id TEXT NOT NULL DEFAULT ''; -- the commitment that try became; '' for none
ALTER TABLE check_in ADD COLUMN question TEXT NOT NULL DEFAULT ''; -- of the week, as it was asked
ALTER TABLE check_in ADD COLUMN quality TEXT NOT NULL DEFAULT ''; -- the answer to it
ALTER TABLE check_in RENAME COLUMN share TO share_best;
ALTER TABLE check_in ADD COLUMN share_learnt INTEGER NOT NULL DEFAULT 0 CHECK (share_learnt IN (0, 1));
UPDATE check_in SET share_learnt = share_best; -- one box was for both

-- Check-ins of before knew their commitments by words and date.
CREATE INDEX commitment_of_before ON commitment (person_id);
UPDATE check_in SET promise_id = COALESCE((
    SELECT c.id FROM commitment c
    WHERE c.team_id = check_in.team_id AND c.person_id = check_in.person_id AND c.body = check_in.try
        AND c.due_day > check_in.week
    ORDER BY c.made_at DESC LIMIT 1), '')
WHERE try <> '';
DROP INDEX commitment_of_before;
