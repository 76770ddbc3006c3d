-- When teams began: of what was before it nothing is expected of anybody.
--
-- Units are those of 00001. A part is which halves of a day: 0 neither, 1 the morning, 2 the afternoon, 3 both.

-- +goose Up

ALTER TABLE team ADD COLUMN made_day TEXT NOT NULL DEFAULT '0001-01-01' CHECK (length(made_day) = 10); -- in its zone: the day on which it was set up
ALTER TABLE team ADD COLUMN made_part INTEGER NOT NULL DEFAULT 3 CHECK (made_part BETWEEN 0 AND 3); -- what of that day counts
ALTER TABLE team ADD COLUMN first_day TEXT CHECK (length(first_day) = 10); -- the first day before made_day of which the ledger has anything; NULL for none

-- Teams that are there were set up at the latest when the first thing of them was written down, by UTC. Whoever has nothing
-- that is dated has always been there.
UPDATE team SET made_day = date(dated.since / 1000000, 'unixepoch'), made_part = 0
FROM (
    SELECT team_id, MIN(since) AS since
    FROM (
        SELECT id AS team_id, zone_since AS since FROM team
        UNION ALL SELECT team_id, since FROM team_member
        UNION ALL SELECT team_id, since FROM rhythm
    ) AS dates GROUP BY team_id
) AS dated
WHERE dated.team_id = team.id;
UPDATE team SET first_day = (
    SELECT MIN(t.period) FROM counter c JOIN tally t ON t.counter_id = c.id
    WHERE c.team_id = team.id AND t.period < team.made_day AND t.count > 0
);
