-- Clarity checks: what a team thinks has to be known before a deal moves from one stage to the next.
--
-- Units are those of 00001.

-- +goose Up

CREATE TABLE clarity (
    id         TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id    TEXT    NOT NULL REFERENCES team (id),
    asked_by   TEXT    NOT NULL,
    from_name  TEXT    NOT NULL, -- names of the stages, as they were
    to_name    TEXT    NOT NULL, -- '' for the end
    items      TEXT    NOT NULL, -- JSON array of the milestones, each with its stage and, once closed, how many picked it
    asked_at   INTEGER NOT NULL,
    closes_at  INTEGER NOT NULL,
    closed_at  INTEGER,
    asked      INTEGER NOT NULL, -- how many were asked, and how many of them picked; 0 until it is closed
    picked     INTEGER NOT NULL,
    rev        INTEGER NOT NULL  -- how often it was changed, from 1
) STRICT;
CREATE UNIQUE INDEX clarity_open ON clarity (team_id) WHERE closed_at IS NULL; -- one at a time

-- Whoever is asked, and what they picked. When the check closes this is forgotten: a row stays only for words, with nothing
-- else in it, so that they go with whoever wrote them.
CREATE TABLE clarity_pick (
    clarity_id TEXT    NOT NULL REFERENCES clarity (id),
    person_id  TEXT    NOT NULL,
    items      TEXT    NOT NULL, -- JSON array of names of milestones
    other      TEXT    NOT NULL, -- people's text
    picked_at  INTEGER,          -- NULL until they picked
    PRIMARY KEY (clarity_id, person_id)
) STRICT, WITHOUT ROWID;
