-- Coaching: conversations that were had, what is to be talked about in the next one, questions asked in direct messages,
-- and which question of the bank was asked of whom.
--
-- Units are those of 00001.

-- +goose Up

CREATE TABLE one_to_one (
    id           TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id      TEXT    NOT NULL REFERENCES team (id),
    person_id    TEXT    NOT NULL, -- the rep
    manager_id   TEXT    NOT NULL, -- who wrote it down
    day          TEXT    NOT NULL CHECK (length(day) = 10),
    learnt       TEXT    NOT NULL,
    private_note TEXT    NOT NULL, -- for the manager alone
    at           INTEGER NOT NULL
) STRICT;
CREATE INDEX one_to_one_newest ON one_to_one (team_id, person_id, day);

CREATE TABLE agenda_item (
    id            TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id       TEXT    NOT NULL REFERENCES team (id),
    person_id     TEXT    NOT NULL, -- the rep whose one-to-one it is for
    said_by       TEXT    NOT NULL, -- the rep or a manager
    body          TEXT    NOT NULL,
    at            INTEGER NOT NULL,
    one_to_one_id TEXT    REFERENCES one_to_one (id) -- the record that took it up; NULL while it is open
) STRICT;
CREATE INDEX agenda_item_open ON agenda_item (team_id, at) WHERE one_to_one_id IS NULL;
CREATE INDEX agenda_item_taken ON agenda_item (one_to_one_id) WHERE one_to_one_id IS NOT NULL;

CREATE TABLE asked_in_dm (
    id          TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id     TEXT    NOT NULL REFERENCES team (id),
    person_id   TEXT    NOT NULL, -- who is asked
    manager_id  TEXT    NOT NULL, -- who asks
    question    TEXT    NOT NULL, -- as it was sent
    at          INTEGER NOT NULL,
    answer      TEXT    NOT NULL, -- '' until there is one
    answered_at INTEGER
) STRICT;
CREATE INDEX asked_in_dm_newest ON asked_in_dm (team_id, at);

-- When a question of the bank was last asked of somebody, so that it is not asked again within weeks.
CREATE TABLE asked (
    person_id   TEXT    NOT NULL,
    question_id TEXT    NOT NULL,
    said_by     TEXT    NOT NULL, -- the manager
    at          INTEGER NOT NULL,
    PRIMARY KEY (person_id, question_id)
) STRICT, WITHOUT ROWID;

-- A commitment that was made in a one-to-one knows with whom, and in which.
ALTER TABLE commitment ADD COLUMN with_id TEXT NOT NULL DEFAULT ''; -- the other one of the two; '' for one's own
ALTER TABLE commitment ADD COLUMN one_to_one_id TEXT NOT NULL DEFAULT ''; -- '' for none
