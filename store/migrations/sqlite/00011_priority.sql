-- The order of the outbox: among messages that nobody waits for, which go first.
--
-- Units are those of 00001.

-- +goose Up

ALTER TABLE message ADD COLUMN priority INTEGER NOT NULL DEFAULT 0 CHECK (priority >= 0); -- the lower goes first
DROP INDEX message_queue;
CREATE INDEX message_queue ON message (urgent DESC, priority, place) WHERE state IN ('pending', 'unknown');
