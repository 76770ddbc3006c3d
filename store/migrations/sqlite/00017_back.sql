-- Who was gone and is back, and what people were called before: of the one nothing is expected, by the other an erasure finds
-- what was written about somebody under an earlier name.
--
-- Units are those of 00001. A part is as in 00014.

-- +goose Up

-- A row for each time in which a team was closed, or in which somebody who is a rep again was none. It is written when they are
-- back; of whoever was back before this table was there, nothing is known.
CREATE TABLE team_gap (
    team_id   TEXT    NOT NULL REFERENCES team (id),
    person_id TEXT    NOT NULL, -- '' for the team as a whole
    from_day  TEXT    NOT NULL CHECK (length(from_day) = 10), -- in the team's zone, as back_day: the day on which it was closed, or they left
    back_day  TEXT    NOT NULL CHECK (length(back_day) = 10),
    back_part INTEGER NOT NULL CHECK (back_part BETWEEN 0 AND 3), -- what of that day counts
    PRIMARY KEY (team_id, person_id, from_day)
) STRICT, WITHOUT ROWID;

-- Kept until the texts are erased in which somebody may still be called so.
CREATE TABLE former_name (
    person_id TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    until_at  INTEGER NOT NULL,
    PRIMARY KEY (person_id, name)
) STRICT, WITHOUT ROWID;
