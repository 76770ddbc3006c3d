-- Boards: what a team's leaderboards rank by, roles within a team, what targets were, and what a team means to do together.
--
-- Units are those of 00001. A count is in what its KPI counts: whole things, or minor units of money.

-- +goose Up

ALTER TABLE team ADD COLUMN board TEXT NOT NULL DEFAULT '' CHECK (board IN ('', 'count', 'improved', 'team', 'off')); -- '': percent of own plan
ALTER TABLE team ADD COLUMN compare INTEGER NOT NULL DEFAULT 0 CHECK (compare IN (0, 1)); -- its share of plan may stand beside other teams'
ALTER TABLE team_member ADD COLUMN segment TEXT NOT NULL DEFAULT ''; -- a word for what somebody does in the team; '' for none

-- What a KPI's target was, each row from a day of the team's zone until the next one's. Boards of days past go by it.
CREATE TABLE kpi_target (
    kpi_id   TEXT    NOT NULL REFERENCES kpi (id),
    from_day TEXT    NOT NULL CHECK (length(from_day) = 10), -- 0001-01-01 is from the beginning
    count    INTEGER NOT NULL CHECK (count >= 0), -- 0: no target
    per      TEXT    NOT NULL CHECK (per IN ('', 'day', 'week', 'month', 'quarter')),
    PRIMARY KEY (kpi_id, from_day)
) STRICT, WITHOUT ROWID;
INSERT INTO kpi_target (kpi_id, from_day, count, per) SELECT id, '0001-01-01', target_count, target_per FROM kpi;

-- Goals are added and ended, never changed.
CREATE TABLE team_goal (
    id        TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id   TEXT    NOT NULL REFERENCES team (id),
    kpi_id    TEXT    NOT NULL REFERENCES kpi (id),
    count     INTEGER NOT NULL CHECK (count > 0),
    first_day TEXT    NOT NULL CHECK (length(first_day) = 10),
    last_day  TEXT    NOT NULL CHECK (length(last_day) = 10),
    name      TEXT    NOT NULL, -- '' for none
    made_by   TEXT    NOT NULL, -- Slack user id
    made_at   INTEGER NOT NULL,
    ended_at  INTEGER -- NULL while nobody has ended it
) STRICT;
CREATE INDEX team_goal_by_team ON team_goal (team_id, last_day);
