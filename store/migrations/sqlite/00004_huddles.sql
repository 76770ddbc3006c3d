-- Huddles: their times as a team wants them, and who helps with what is in somebody's way.
--
-- Units are those of 00001.

-- +goose Up

ALTER TABLE team ADD COLUMN remind_after INTEGER NOT NULL DEFAULT 0 CHECK (remind_after BETWEEN 0 AND 1440); -- minutes from a huddle's opening; 0: as usual
ALTER TABLE team ADD COLUMN close_after INTEGER NOT NULL DEFAULT 0 CHECK (close_after BETWEEN 0 AND 1440); -- likewise

-- What somebody named in a huddle, and who offered to help with it. The words are in huddle_entry.
CREATE TABLE huddle_help (
    team_id   TEXT    NOT NULL,
    day       TEXT    NOT NULL,
    person_id TEXT    NOT NULL, -- who is helped
    helper_id TEXT    NOT NULL,
    said_at   INTEGER NOT NULL,
    PRIMARY KEY (team_id, day, person_id, helper_id),
    FOREIGN KEY (team_id, day) REFERENCES huddle (team_id, day)
) STRICT, WITHOUT ROWID;
