-- A brief reads what one person was asked in direct messages. Those of a large team's year are twenty thousand, and were all
-- gone through for it. A column with the instant in it would not help: an answer that comes late counts as well.

-- +goose Up

CREATE INDEX asked_in_dm_of ON asked_in_dm (team_id, person_id);
