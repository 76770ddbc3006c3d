-- Several huddles a day, reasons of those who skip one, and a team's own questions.
--
-- Units are those of 00001. A time of day is "16:00", on the clock of the team. The tables are made anew because a day is
-- no longer enough to tell huddles apart; what there was becomes the first of its day.

-- +goose Up

ALTER TABLE team ADD COLUMN questions TEXT NOT NULL DEFAULT '[]'; -- JSON array of texts

ALTER TABLE huddle_help RENAME TO huddle_help_before;
ALTER TABLE huddle_entry RENAME TO huddle_entry_before;
ALTER TABLE huddle RENAME TO huddle_before;

CREATE TABLE huddle (
    team_id   TEXT NOT NULL REFERENCES team (id),
    day       TEXT NOT NULL CHECK (length(day) = 10),
    slot      TEXT NOT NULL CHECK (slot = '' OR length(slot) = 5), -- '' is the first of the day; else a time of day, which names it for good
    due       TEXT NOT NULL CHECK (due = '' OR length(due) = 5), -- the time of day that it was opened for; '' until then
    opened_at INTEGER,
    closes_at INTEGER,
    closed_at INTEGER,
    PRIMARY KEY (team_id, day, slot)
) STRICT, WITHOUT ROWID;
INSERT INTO huddle (team_id, day, slot, due, opened_at, closes_at, closed_at)
SELECT team_id, day, '', '', opened_at, closes_at, closed_at FROM huddle_before;

CREATE TABLE huddle_entry (
    team_id        TEXT    NOT NULL,
    day            TEXT    NOT NULL,
    slot           TEXT    NOT NULL,
    person_id      TEXT    NOT NULL,
    planned        TEXT    NOT NULL, -- JSON object: KPI id to count
    hurdle         TEXT    NOT NULL,
    help           TEXT    NOT NULL,
    late           INTEGER NOT NULL CHECK (late IN (0, 1)),
    edited         INTEGER NOT NULL CHECK (edited IN (0, 1)),
    skipped        INTEGER NOT NULL CHECK (skipped IN (0, 1)),
    reason         TEXT    NOT NULL, -- of a skip, for the managers
    shown          INTEGER NOT NULL CHECK (shown IN (0, 1)), -- the reason is for the team, too
    filed_at       INTEGER NOT NULL, -- of the newest version
    first_filed_at INTEGER NOT NULL, -- of the first: the order in the thread
    PRIMARY KEY (team_id, day, slot, person_id),
    FOREIGN KEY (team_id, day, slot) REFERENCES huddle (team_id, day, slot)
) STRICT, WITHOUT ROWID;
INSERT INTO huddle_entry (team_id, day, slot, person_id, planned, hurdle, help, late, edited, skipped, reason, shown,
    filed_at, first_filed_at)
SELECT team_id, day, '', person_id, planned, hurdle, help, late, edited, skipped, '', 0, filed_at, first_filed_at
FROM huddle_entry_before;

CREATE TABLE huddle_help (
    team_id   TEXT    NOT NULL,
    day       TEXT    NOT NULL,
    slot      TEXT    NOT NULL,
    person_id TEXT    NOT NULL, -- who is helped
    helper_id TEXT    NOT NULL,
    said_at   INTEGER NOT NULL,
    PRIMARY KEY (team_id, day, slot, person_id, helper_id),
    FOREIGN KEY (team_id, day, slot) REFERENCES huddle (team_id, day, slot)
) STRICT, WITHOUT ROWID;
INSERT INTO huddle_help (team_id, day, slot, person_id, helper_id, said_at)
SELECT team_id, day, '', person_id, helper_id, said_at FROM huddle_help_before;

DROP TABLE huddle_help_before;
DROP TABLE huddle_entry_before;
DROP TABLE huddle_before;
