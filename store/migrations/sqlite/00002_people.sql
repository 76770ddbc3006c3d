-- People and their time: what a team keeps in step with, when somebody began, who is away, what each chose for
-- themselves, who may set Pacer up, who changed what, and forms that were begun.
--
-- Units are those of 00001. A part is which halves of a day: 1 the morning, 2 the afternoon, 3 both.

-- +goose Up

ALTER TABLE team ADD COLUMN fiscal_month INTEGER NOT NULL DEFAULT 0 CHECK (fiscal_month BETWEEN 0 AND 12); -- 0 is January
ALTER TABLE team ADD COLUMN fiscal_day INTEGER NOT NULL DEFAULT 0 CHECK (fiscal_day BETWEEN 0 AND 28); -- 0 is the first
ALTER TABLE team ADD COLUMN user_group TEXT NOT NULL DEFAULT ''; -- Slack user group that the reps are kept in step with
ALTER TABLE team ADD COLUMN statuses TEXT NOT NULL DEFAULT '[]'; -- JSON array; empty means the usual ones
ALTER TABLE team ADD COLUMN closed_at INTEGER; -- an instant: the team is no more, and its history stays
ALTER TABLE team_holiday ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE team_member ADD COLUMN start_day TEXT CHECK (length(start_day) = 10);
ALTER TABLE team_member ADD COLUMN ramp INTEGER NOT NULL DEFAULT 0 CHECK (ramp BETWEEN 0 AND 104); -- weeks from start_day
ALTER TABLE team_member ADD COLUMN welcomed INTEGER NOT NULL DEFAULT 0 CHECK (welcomed IN (0, 1)); -- they have had Pacer's first word
UPDATE team_member SET welcomed = 1; -- whoever was there before there was such a word knows Pacer

ALTER TABLE person ADD COLUMN appointed INTEGER NOT NULL DEFAULT 0 CHECK (appointed IN (0, 1)); -- may set Pacer up
ALTER TABLE person ADD COLUMN asked_at INTEGER; -- when Slack first told their zone; NULL until it has
ALTER TABLE person ADD COLUMN own_zone TEXT NOT NULL DEFAULT ''; -- IANA name that beats zone
ALTER TABLE person ADD COLUMN nudges TEXT NOT NULL DEFAULT ''; -- how often; '' is once a day
ALTER TABLE person ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)); -- from boards
ALTER TABLE person ADD COLUMN hours_from INTEGER NOT NULL DEFAULT 0; -- minutes after midnight, as the next four
ALTER TABLE person ADD COLUMN hours_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN quiet_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN quiet_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN digest_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN week INTEGER NOT NULL DEFAULT 0; -- a part for each weekday, two bits each, Sunday's the lowest

CREATE TABLE absence (
    id        TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    person_id TEXT    NOT NULL,
    from_day  TEXT    NOT NULL CHECK (length(from_day) = 10),
    to_day    TEXT    CHECK (length(to_day) = 10), -- NULL while there is no end
    part      INTEGER NOT NULL CHECK (part BETWEEN 1 AND 3),
    here      INTEGER NOT NULL CHECK (here IN (0, 1)), -- 1: they work, whatever their Slack status says
    source    TEXT    NOT NULL CHECK (source IN ('self', 'manager', 'status')),
    said_by   TEXT    NOT NULL, -- Slack user id; '' for a status
    made_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX absence_by_person ON absence (person_id, to_day);

CREATE TABLE audit (
    id        TEXT    NOT NULL PRIMARY KEY, -- UUIDv7, in the order of the changes
    at        INTEGER NOT NULL,
    said_by   TEXT    NOT NULL, -- Slack user id, or 'command line'
    team_id   TEXT    NOT NULL, -- '' when it is about none
    person_id TEXT    NOT NULL, -- of whom it is about; '' for nobody
    what      TEXT    NOT NULL,
    detail    TEXT    NOT NULL
) STRICT;

-- A form that somebody has begun, as the form keeps it.
CREATE TABLE draft (
    person_id TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    body      TEXT    NOT NULL, -- JSON
    at        INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;

-- One row: what holds for the whole workspace.
CREATE TABLE workspace (
    id               INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    retention_months INTEGER NOT NULL CHECK (retention_months >= 0), -- 0: people's texts are kept for ever
    forget_key       TEXT    NOT NULL DEFAULT '', -- hexadecimal and random, of forgotten's hashes; '' until somebody is
    rewrite_due      INTEGER NOT NULL DEFAULT 0 CHECK (rewrite_due >= 0) -- erasures since the file was written anew
) STRICT;
INSERT INTO workspace (id, retention_months) VALUES (1, 0);

-- Who asked to be forgotten, so that nothing brings them back by itself: nothing but a keyed hash of their id.
CREATE TABLE forgotten (
    hash TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
