-- Deals: the stages that a team's deals go through, the deals, and what is known about each.
--
-- Units are those of 00001. An amount is in minor units (cents) of its currency.

-- +goose Up

-- A team without rows that are in use has the default process, whose ids are words ("discovery") and are in deals all
-- the same; a stage or milestone that a team takes over from there keeps them. Others are UUIDv7. What is retired stays,
-- for deals and answers name it.
CREATE TABLE stage (
    team_id    TEXT    NOT NULL REFERENCES team (id),
    id         TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    position   INTEGER NOT NULL, -- place in the process, from 0
    retired_at INTEGER,
    PRIMARY KEY (team_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE milestone (
    team_id    TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    stage_id   TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    ask        TEXT    NOT NULL, -- the question whose answer proves it
    position   INTEGER NOT NULL, -- place in its stage, from 0
    retired_at INTEGER,
    PRIMARY KEY (team_id, id),
    FOREIGN KEY (team_id, stage_id) REFERENCES stage (team_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE deal (
    id         TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id    TEXT    NOT NULL REFERENCES team (id),
    owner_id   TEXT    NOT NULL, -- Slack user id, or the nameless id of somebody who was forgotten
    name       TEXT    NOT NULL, -- '' when it is no longer kept
    amount     INTEGER NOT NULL CHECK (amount >= 0), -- 0: nobody said
    unit       TEXT    NOT NULL, -- an ISO 4217 code; '' when the team has no currency
    closes_day TEXT    CHECK (length(closes_day) = 10), -- NULL: nobody said
    stage_id   TEXT    NOT NULL, -- of the team's process, or of the default one
    state      TEXT    NOT NULL CHECK (state IN ('open', 'won', 'lost')),
    made_at    INTEGER NOT NULL,
    stage_at   INTEGER NOT NULL, -- since when it is in its stage
    moved_at   INTEGER NOT NULL, -- its last movement
    ended_at   INTEGER,
    ended_day  TEXT    CHECK (length(ended_day) = 10),
    learnt     TEXT    NOT NULL,
    counted    INTEGER NOT NULL CHECK (counted IN (0, 1)), -- that it was won is in the ledger
    rev        INTEGER NOT NULL, -- how often it was changed, from 1
    CHECK ((state = 'open') = (ended_day IS NULL))
) STRICT;
CREATE INDEX deal_open ON deal (team_id, owner_id) WHERE state = 'open';
CREATE INDEX deal_ended ON deal (team_id, ended_day) WHERE state <> 'open';

-- Append-only: a newer answer stands beside those before it.
CREATE TABLE deal_answer (
    id           TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    deal_id      TEXT    NOT NULL REFERENCES deal (id),
    milestone_id TEXT    NOT NULL, -- of the team's process, or of the default one
    ask          TEXT    NOT NULL, -- the question as it was asked
    body         TEXT    NOT NULL,
    said_by      TEXT    NOT NULL,
    said_at      INTEGER NOT NULL,
    newest       INTEGER NOT NULL CHECK (newest IN (0, 1)) -- the one that counts
) STRICT;
CREATE INDEX deal_answer_of ON deal_answer (deal_id, said_at);
CREATE UNIQUE INDEX deal_answer_newest ON deal_answer (deal_id, milestone_id) WHERE newest = 1;

CREATE TABLE deal_move (
    id         TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    deal_id    TEXT    NOT NULL REFERENCES deal (id),
    from_stage TEXT    NOT NULL, -- id of a stage, 'won' or 'lost'; '' when the deal was made
    to_stage   TEXT    NOT NULL, -- likewise, never ''
    said_by    TEXT    NOT NULL,
    moved_at   INTEGER NOT NULL,
    unproven   TEXT    NOT NULL, -- JSON array of names of milestones
    reason     TEXT    NOT NULL
) STRICT;
CREATE INDEX deal_move_of ON deal_move (deal_id, moved_at);

-- What was said about a deal after a weekly check-in.
CREATE TABLE deal_week (
    deal_id   TEXT    NOT NULL REFERENCES deal (id),
    week      TEXT    NOT NULL CHECK (length(week) = 10), -- its first day
    person_id TEXT    NOT NULL,
    what      TEXT    NOT NULL CHECK (what IN ('advanced', 'conversation', 'none')),
    words     TEXT    NOT NULL,
    said_at   INTEGER NOT NULL,
    PRIMARY KEY (deal_id, week)
) STRICT, WITHOUT ROWID;
