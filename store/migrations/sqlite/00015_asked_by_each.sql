-- What was asked of somebody is kept for each who asked or read it: of two readers, each finds again what they were shown.
--
-- Units are those of 00001.

-- +goose Up

-- When a question of the bank was last asked of somebody, or shown to them or to a manager of theirs.
CREATE TABLE asked_by_each (
    person_id   TEXT    NOT NULL,
    question_id TEXT    NOT NULL,
    said_by     TEXT    NOT NULL, -- who asked or was shown it: a manager, or the person
    at          INTEGER NOT NULL,
    PRIMARY KEY (person_id, question_id, said_by)
) STRICT, WITHOUT ROWID;
INSERT INTO asked_by_each SELECT person_id, question_id, said_by, at FROM asked;
DROP TABLE asked;
ALTER TABLE asked_by_each RENAME TO asked;
