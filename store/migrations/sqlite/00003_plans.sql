-- Plans: a rep's own work-back, and what the team says about the steps of its funnel.
--
-- Units are those of 00001.

-- +goose Up

ALTER TABLE kpi ADD COLUMN lag INTEGER NOT NULL DEFAULT 0 CHECK (lag BETWEEN 0 AND 366); -- days from one of the KPI above to one of this
ALTER TABLE kpi ADD COLUMN minutes INTEGER NOT NULL DEFAULT 0 CHECK (minutes BETWEEN 0 AND 1440); -- what one takes; 0: nobody said

CREATE TABLE plan (
    id         TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id    TEXT    NOT NULL REFERENCES team (id),
    person_id  TEXT    NOT NULL,
    from_day   TEXT    NOT NULL CHECK (length(from_day) = 10),
    per        TEXT    NOT NULL CHECK (per IN ('month', 'quarter')),
    goal_id    TEXT    NOT NULL REFERENCES kpi (id),
    goal_count INTEGER NOT NULL CHECK (goal_count > 0),
    step_id    TEXT    REFERENCES kpi (id), -- the step into this KPI is the focus
    focus      TEXT    NOT NULL,
    words      TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('active', 'proposed', 'declined')),
    made_by    TEXT    NOT NULL, -- Slack user id
    made_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX plan_by_person ON plan (person_id, team_id);

-- What a plan counts on and takes, for each KPI down to its goal.
CREATE TABLE plan_step (
    plan_id  TEXT    NOT NULL REFERENCES plan (id),
    kpi_id   TEXT    NOT NULL REFERENCES kpi (id),
    rate_won INTEGER NOT NULL CHECK (rate_won >= 0), -- of the KPI, out of rate_of of the one above; 0 of 0 at the top
    rate_of  INTEGER NOT NULL CHECK (rate_of >= 0),
    need     INTEGER CHECK (need >= 0), -- in a period; NULL where it could not be worked back to
    PRIMARY KEY (plan_id, kpi_id)
) STRICT, WITHOUT ROWID;
