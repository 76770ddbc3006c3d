-- What boards of days past go by beside targets and plans: roles, how teams cut the time, and people's own weeks, as they were.
--
-- Units are those of 00001. Each row holds from a day until the next one's; 0001-01-01 is from the beginning.

-- +goose Up

CREATE TABLE member_segment (
    team_id   TEXT NOT NULL REFERENCES team (id),
    person_id TEXT NOT NULL,
    from_day  TEXT NOT NULL CHECK (length(from_day) = 10), -- in the team's zone
    segment   TEXT NOT NULL, -- as in team_member
    PRIMARY KEY (team_id, person_id, from_day)
) STRICT, WITHOUT ROWID;
INSERT INTO member_segment (team_id, person_id, from_day, segment)
SELECT team_id, person_id, '0001-01-01', segment FROM team_member WHERE role = 'rep' AND segment <> '';

CREATE TABLE team_days (
    team_id      TEXT    NOT NULL REFERENCES team (id),
    from_day     TEXT    NOT NULL CHECK (length(from_day) = 10), -- in its zone
    working_days INTEGER NOT NULL, -- these four as in team
    week_start   INTEGER NOT NULL,
    fiscal_month INTEGER NOT NULL,
    fiscal_day   INTEGER NOT NULL,
    PRIMARY KEY (team_id, from_day)
) STRICT, WITHOUT ROWID;
INSERT INTO team_days (team_id, from_day, working_days, week_start, fiscal_month, fiscal_day)
SELECT id, '0001-01-01', working_days, week_start, fiscal_month, fiscal_day FROM team;

CREATE TABLE person_week (
    person_id TEXT    NOT NULL,
    from_day  TEXT    NOT NULL CHECK (length(from_day) = 10), -- in the person's zone
    week      INTEGER NOT NULL, -- as in person
    PRIMARY KEY (person_id, from_day)
) STRICT, WITHOUT ROWID;
INSERT INTO person_week (person_id, from_day, week) SELECT id, '0001-01-01', week FROM person WHERE week <> 0;
