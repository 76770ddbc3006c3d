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

CREATE TABLE activity (
    id        TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id   TEXT    NOT NULL,
    person_id TEXT    NOT NULL,
    kpi_id    TEXT    NOT NULL,
    day       TEXT    NOT NULL CHECK (length(day) = 10), -- in the person's zone, fixed when it was logged
    count     INTEGER NOT NULL CHECK (count <> 0),
    note      TEXT    NOT NULL,
    logged_at INTEGER NOT NULL,
    source    TEXT    NOT NULL,
    inbound   TEXT,
    corrects  TEXT REFERENCES activity (id),
    FOREIGN KEY (team_id, kpi_id) REFERENCES kpi (team_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX activity_by_age ON activity (logged_at);

CREATE UNIQUE INDEX activity_corrects ON activity (corrects) WHERE corrects IS NOT NULL;

CREATE TABLE agenda_item (
    id            TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id       TEXT    NOT NULL REFERENCES team (id),
    person_id     TEXT    NOT NULL, -- the rep whose one-to-one it is for
    said_by       TEXT    NOT NULL, -- the rep or a manager
    body          TEXT    NOT NULL,
    at            INTEGER NOT NULL,
    one_to_one_id TEXT    REFERENCES one_to_one (id) -- the record that took it up; NULL while it is open
) STRICT;

CREATE INDEX agenda_item_open ON agenda_item (team_id, at) WHERE one_to_one_id IS NULL;

CREATE INDEX agenda_item_taken ON agenda_item (one_to_one_id) WHERE one_to_one_id IS NOT NULL;

CREATE TABLE "asked" (
    person_id   TEXT    NOT NULL,
    question_id TEXT    NOT NULL,
    said_by     TEXT    NOT NULL, -- who asked or was shown it: a manager, or the person
    at          INTEGER NOT NULL,
    PRIMARY KEY (person_id, question_id, said_by)
) STRICT, WITHOUT ROWID;

CREATE TABLE asked_in_dm (
    id          TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id     TEXT    NOT NULL REFERENCES team (id),
    person_id   TEXT    NOT NULL, -- who is asked
    manager_id  TEXT    NOT NULL, -- who asks
    question    TEXT    NOT NULL, -- as it was sent
    at          INTEGER NOT NULL,
    answer      TEXT    NOT NULL, -- '' until there is one
    answered_at INTEGER
) STRICT;

CREATE INDEX asked_in_dm_newest ON asked_in_dm (team_id, at);

CREATE INDEX asked_in_dm_of ON asked_in_dm (team_id, person_id);

CREATE TABLE audit (
    id        TEXT    NOT NULL PRIMARY KEY, -- UUIDv7, in the order of the changes
    at        INTEGER NOT NULL,
    said_by   TEXT    NOT NULL, -- Slack user id, or 'command line'
    team_id   TEXT    NOT NULL, -- '' when it is about none
    person_id TEXT    NOT NULL, -- of whom it is about; '' for nobody
    what      TEXT    NOT NULL,
    detail    TEXT    NOT NULL
) STRICT;

CREATE TABLE check_in (
    team_id   TEXT    NOT NULL REFERENCES team (id),
    week      TEXT    NOT NULL CHECK (length(week) = 10), -- its first day
    person_id TEXT    NOT NULL,
    counts    TEXT    NOT NULL, -- JSON object: KPI id to the week's total as stated
    best      TEXT    NOT NULL,
    learnt    TEXT    NOT NULL,
    try       TEXT    NOT NULL,
    need      TEXT    NOT NULL,
    share_best     INTEGER NOT NULL CHECK (share_best IN (0, 1)),
    edited    INTEGER NOT NULL CHECK (edited IN (0, 1)),
    filed_at  INTEGER NOT NULL, promise_id TEXT NOT NULL DEFAULT '', question TEXT NOT NULL DEFAULT '', quality TEXT NOT NULL DEFAULT '', share_learnt INTEGER NOT NULL DEFAULT 0 CHECK (share_learnt IN (0, 1)),
    PRIMARY KEY (team_id, week, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE clarity (
    id         TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id    TEXT    NOT NULL REFERENCES team (id),
    asked_by   TEXT    NOT NULL,
    from_name  TEXT    NOT NULL, -- names of the stages, as they were
    to_name    TEXT    NOT NULL, -- '' for the end
    items      TEXT    NOT NULL, -- JSON array of the milestones, each with its stage and, once closed, how many picked it
    asked_at   INTEGER NOT NULL,
    closes_at  INTEGER NOT NULL,
    closed_at  INTEGER,
    asked      INTEGER NOT NULL, -- how many were asked, and how many of them picked; 0 until it is closed
    picked     INTEGER NOT NULL,
    rev        INTEGER NOT NULL  -- how often it was changed, from 1
) STRICT;

CREATE UNIQUE INDEX clarity_open ON clarity (team_id) WHERE closed_at IS NULL;

CREATE TABLE clarity_pick (
    clarity_id TEXT    NOT NULL REFERENCES clarity (id),
    person_id  TEXT    NOT NULL,
    items      TEXT    NOT NULL, -- JSON array of names of milestones
    other      TEXT    NOT NULL, -- people's text
    picked_at  INTEGER,          -- NULL until they picked
    PRIMARY KEY (clarity_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE commitment (
    id        TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id   TEXT    NOT NULL REFERENCES team (id),
    person_id TEXT    NOT NULL,
    body      TEXT    NOT NULL,
    due_day   TEXT    NOT NULL CHECK (length(due_day) = 10),
    made_at   INTEGER NOT NULL,
    state     TEXT    NOT NULL CHECK (state IN ('open', 'done', 'moved', 'dropped'))
, settled_at INTEGER, settled_week TEXT CHECK (length(settled_week) = 10), moved_from TEXT CHECK (length(moved_from) = 10), with_id TEXT NOT NULL DEFAULT '', one_to_one_id TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX commitment_open ON commitment (team_id, due_day) WHERE state IN ('open', 'moved');

CREATE INDEX commitment_settled ON commitment (team_id, settled_week) WHERE settled_week IS NOT NULL;

CREATE TABLE counter (
    id        INTEGER NOT NULL PRIMARY KEY, -- from 1, made by the program
    team_id   TEXT    NOT NULL,
    person_id TEXT    NOT NULL,
    kpi_id    TEXT    NOT NULL,
    UNIQUE (team_id, person_id, kpi_id)
) STRICT;

CREATE TABLE deal (
    id         TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id    TEXT    NOT NULL REFERENCES team (id),
    owner_id   TEXT    NOT NULL, -- Slack user id, or the nameless id of somebody who was forgotten
    name       TEXT    NOT NULL, -- '' when it is no longer kept
    amount     INTEGER NOT NULL CHECK (amount >= 0), -- 0: nobody said
    unit       TEXT    NOT NULL, -- an ISO 4217 code; '' when the team has no currency
    closes_day TEXT    CHECK (length(closes_day) = 10), -- NULL: nobody said
    stage_id   TEXT    NOT NULL, -- of the team's process, or of the default one
    state      TEXT    NOT NULL CHECK (state IN ('open', 'won', 'lost')),
    made_at    INTEGER NOT NULL,
    stage_at   INTEGER NOT NULL, -- since when it is in its stage
    moved_at   INTEGER NOT NULL, -- its last movement
    ended_at   INTEGER,
    ended_day  TEXT    CHECK (length(ended_day) = 10),
    learnt     TEXT    NOT NULL,
    counted    INTEGER NOT NULL CHECK (counted IN (0, 1)), -- that it was won is in the ledger
    rev        INTEGER NOT NULL, -- how often it was changed, from 1
    CHECK ((state = 'open') = (ended_day IS NULL))
) STRICT;

CREATE TABLE deal_answer (
    id           TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    deal_id      TEXT    NOT NULL REFERENCES deal (id),
    milestone_id TEXT    NOT NULL, -- of the team's process, or of the default one
    ask          TEXT    NOT NULL, -- the question as it was asked
    body         TEXT    NOT NULL,
    said_by      TEXT    NOT NULL,
    said_at      INTEGER NOT NULL,
    newest       INTEGER NOT NULL CHECK (newest IN (0, 1)) -- the one that counts
) STRICT;

CREATE UNIQUE INDEX deal_answer_newest ON deal_answer (deal_id, milestone_id) WHERE newest = 1;

CREATE INDEX deal_answer_of ON deal_answer (deal_id, said_at);

CREATE INDEX deal_ended ON deal (team_id, ended_day) WHERE state <> 'open';

CREATE TABLE deal_move (
    id         TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    deal_id    TEXT    NOT NULL REFERENCES deal (id),
    from_stage TEXT    NOT NULL, -- id of a stage, 'won' or 'lost'; '' when the deal was made
    to_stage   TEXT    NOT NULL, -- likewise, never ''
    said_by    TEXT    NOT NULL,
    moved_at   INTEGER NOT NULL,
    unproven   TEXT    NOT NULL, -- JSON array of names of milestones
    reason     TEXT    NOT NULL
) STRICT;

CREATE INDEX deal_move_of ON deal_move (deal_id, moved_at);

CREATE INDEX deal_open ON deal (team_id, owner_id) WHERE state = 'open';

CREATE TABLE deal_week (
    deal_id   TEXT    NOT NULL REFERENCES deal (id),
    week      TEXT    NOT NULL CHECK (length(week) = 10), -- its first day
    person_id TEXT    NOT NULL,
    what      TEXT    NOT NULL CHECK (what IN ('advanced', 'conversation', 'none')),
    words     TEXT    NOT NULL,
    said_at   INTEGER NOT NULL,
    PRIMARY KEY (deal_id, week)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    person_id TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    body      TEXT    NOT NULL, -- JSON
    at        INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE forgotten (
    hash TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE former_name (
    person_id TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    until_at  INTEGER NOT NULL,
    PRIMARY KEY (person_id, name)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE inbound (
    key TEXT    NOT NULL PRIMARY KEY,
    at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE kpi (
    id           TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id      TEXT    NOT NULL REFERENCES team (id),
    name         TEXT    NOT NULL,
    plural       TEXT    NOT NULL,
    aliases      TEXT    NOT NULL, -- JSON array of strings
    kind         TEXT    NOT NULL CHECK (kind IN ('leading', 'lagging')),
    unit         TEXT    NOT NULL, -- '' for a count, else an ISO 4217 code
    target_count INTEGER NOT NULL CHECK (target_count >= 0), -- 0: no target
    target_per   TEXT    NOT NULL CHECK (target_per IN ('', 'day', 'week', 'month', 'quarter')),
    position     INTEGER NOT NULL, -- place in the funnel, from 0, the top first
    retired_at   INTEGER, lag INTEGER NOT NULL DEFAULT 0 CHECK (lag BETWEEN 0 AND 366), minutes INTEGER NOT NULL DEFAULT 0 CHECK (minutes BETWEEN 0 AND 1440),
    UNIQUE (team_id, name),
    UNIQUE (team_id, id) -- lets the ledger prove in one look-up that a KPI is the team's
) STRICT;

CREATE TABLE kpi_target (
    kpi_id   TEXT    NOT NULL REFERENCES kpi (id),
    from_day TEXT    NOT NULL CHECK (length(from_day) = 10), -- 0001-01-01 is from the beginning
    count    INTEGER NOT NULL CHECK (count >= 0), -- 0: no target
    per      TEXT    NOT NULL CHECK (per IN ('', 'day', 'week', 'month', 'quarter')),
    PRIMARY KEY (kpi_id, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE member_segment (
    team_id   TEXT NOT NULL REFERENCES team (id),
    person_id TEXT NOT NULL,
    from_day  TEXT NOT NULL CHECK (length(from_day) = 10), -- in the team's zone
    segment   TEXT NOT NULL, -- as in team_member
    PRIMARY KEY (team_id, person_id, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
    key        TEXT    NOT NULL PRIMARY KEY,
    verb       TEXT    NOT NULL CHECK (verb = 'post' OR verb = 'edit' OR verb = 'react' OR verb = 'delete'),
    channel    TEXT    NOT NULL,
    parent     TEXT, -- key of the message it waits for: the thread of a post, the target of an edit or delete
    target_ts  TEXT    NOT NULL, -- react: Slack's ts of the person's message
    emoji      TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    blocks     TEXT    NOT NULL, -- Block Kit JSON
    render     TEXT    NOT NULL, -- name of what fills body and blocks at the moment of sending
    urgent     INTEGER NOT NULL CHECK (urgent IN (0, 1)),
    not_after  INTEGER, -- an instant: later it is not worth saying
    state      TEXT    NOT NULL CHECK (state = 'sent' OR state = 'pending' OR state = 'sending' OR state = 'unknown'
        OR state = 'failed' OR state = 'dropped' OR state = 'superseded'),
    nonce      TEXT    NOT NULL, -- opaque id that Slack shows in the message's metadata
    created_at INTEGER NOT NULL,
    place      INTEGER NOT NULL, -- order of the queue, made by the program: clocks are set back, this is not
    next_at    INTEGER NOT NULL, -- not to be sent before
    started_at INTEGER,
    attempts   INTEGER NOT NULL,
    reason     TEXT    NOT NULL,
    sent_to    TEXT    NOT NULL, -- channel id that Slack answered with
    sent_ts    TEXT    NOT NULL, -- Slack's ts; '' until sent
    priority   INTEGER NOT NULL DEFAULT 0 CHECK (priority >= 0) -- the lower goes first
) STRICT;

CREATE INDEX message_next ON message (next_at) WHERE state IN ('pending', 'unknown');

CREATE INDEX message_queue ON message (urgent DESC, priority, place) WHERE state IN ('pending', 'unknown');

CREATE UNIQUE INDEX message_sent ON message (sent_ts, sent_to) WHERE verb = 'post' AND sent_ts <> '';

CREATE INDEX message_unfinished ON message (state)
    WHERE state = 'pending' OR state = 'sending' OR state = 'unknown' OR state = 'failed';

CREATE INDEX message_waiting ON message (parent) WHERE state IN ('pending', 'unknown') AND parent IS NOT NULL;

CREATE TABLE milestone (
    team_id    TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    stage_id   TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    ask        TEXT    NOT NULL, -- the question whose answer proves it
    position   INTEGER NOT NULL, -- place in its stage, from 0
    retired_at INTEGER,
    PRIMARY KEY (team_id, id),
    FOREIGN KEY (team_id, stage_id) REFERENCES stage (team_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE occurrence (
    rhythm_id   TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    zone        TEXT    NOT NULL,
    due         INTEGER NOT NULL, -- the nominal instant
    team_id     TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state = 'done' OR state = 'claimed' OR state = 'skipped' OR state = 'planned'),
    reason      TEXT    NOT NULL,
    claimed_at  INTEGER,
    finished_at INTEGER,
    PRIMARY KEY (rhythm_id, kind, zone, due)
) STRICT, WITHOUT ROWID;

CREATE INDEX occurrence_by_due ON occurrence (due);

CREATE INDEX occurrence_claimed ON occurrence (due) WHERE state = 'claimed';

CREATE INDEX occurrence_planned ON occurrence (due) WHERE state = 'planned';

CREATE TABLE one_to_one (
    id           TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id      TEXT    NOT NULL REFERENCES team (id),
    person_id    TEXT    NOT NULL, -- the rep
    manager_id   TEXT    NOT NULL, -- who wrote it down
    day          TEXT    NOT NULL CHECK (length(day) = 10),
    learnt       TEXT    NOT NULL,
    private_note TEXT    NOT NULL, -- for the manager alone
    at           INTEGER NOT NULL
) STRICT;

CREATE INDEX one_to_one_newest ON one_to_one (team_id, person_id, day);

CREATE TABLE person (
    id            TEXT    NOT NULL PRIMARY KEY, -- Slack user id
    name          TEXT    NOT NULL,
    zone          TEXT    NOT NULL, -- IANA name; '' until Slack was asked
    zone_since    INTEGER NOT NULL, -- since when they are known to live there
    admin         INTEGER NOT NULL CHECK (admin IN (0, 1)),
    guest         INTEGER NOT NULL CHECK (guest IN (0, 1)),
    stranger      INTEGER NOT NULL CHECK (stranger IN (0, 1)),
    bot           INTEGER NOT NULL CHECK (bot IN (0, 1)),
    deleted       INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    snoozed_until INTEGER
, appointed INTEGER NOT NULL DEFAULT 0 CHECK (appointed IN (0, 1)), asked_at INTEGER, own_zone TEXT NOT NULL DEFAULT '', nudges TEXT NOT NULL DEFAULT '', hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)), hours_from INTEGER NOT NULL DEFAULT 0, hours_to INTEGER NOT NULL DEFAULT 0, quiet_from INTEGER NOT NULL DEFAULT 0, quiet_to INTEGER NOT NULL DEFAULT 0, digest_at INTEGER NOT NULL DEFAULT 0, week INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE person_mute (
    person_id TEXT NOT NULL,
    kpi_id    TEXT NOT NULL REFERENCES kpi (id),
    PRIMARY KEY (person_id, kpi_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_week (
    person_id TEXT    NOT NULL,
    from_day  TEXT    NOT NULL CHECK (length(from_day) = 10), -- in the person's zone
    week      INTEGER NOT NULL, -- as in person
    PRIMARY KEY (person_id, from_day)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE plan_step (
    plan_id  TEXT    NOT NULL REFERENCES plan (id),
    kpi_id   TEXT    NOT NULL REFERENCES kpi (id),
    rate_won INTEGER NOT NULL CHECK (rate_won >= 0), -- of the KPI, out of rate_of of the one above; 0 of 0 at the top
    rate_of  INTEGER NOT NULL CHECK (rate_of >= 0),
    need     INTEGER CHECK (need >= 0), -- in a period; NULL where it could not be worked back to
    PRIMARY KEY (plan_id, kpi_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE revision (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL
) STRICT;

CREATE TABLE rhythm (
    id         TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    team_id    TEXT    NOT NULL REFERENCES team (id),
    kind       TEXT    NOT NULL,
    cron       TEXT    NOT NULL, -- five fields, on the wall clock of the zone
    position   INTEGER NOT NULL, -- order among the expressions of the kind, from 0
    since      INTEGER NOT NULL, -- since when it is in effect; nothing before is due
    retired_at INTEGER,
    UNIQUE (team_id, kind, cron)
) STRICT;

CREATE TABLE schema_version (
    version    INTEGER NOT NULL PRIMARY KEY,
    applied_at INTEGER NOT NULL -- microseconds since 1970, UTC
) STRICT;

CREATE TABLE stage (
    team_id    TEXT    NOT NULL REFERENCES team (id),
    id         TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    position   INTEGER NOT NULL, -- place in the process, from 0
    retired_at INTEGER,
    PRIMARY KEY (team_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tally (
    counter_id INTEGER NOT NULL REFERENCES counter (id),
    period     TEXT    NOT NULL, -- a day, 2026-11-23, or a month, M2026-11: after all days, in none of their ranges
    count      INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (counter_id, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE team (
    id           TEXT    NOT NULL PRIMARY KEY, -- UUIDv7
    name         TEXT    NOT NULL UNIQUE,
    channel      TEXT    NOT NULL, -- Slack channel id
    zone         TEXT    NOT NULL, -- IANA name
    zone_since   INTEGER NOT NULL, -- since when the team lives in that zone
    week_start   INTEGER NOT NULL CHECK (week_start BETWEEN 0 AND 6),    -- 0 is Sunday
    working_days INTEGER NOT NULL CHECK (working_days BETWEEN 0 AND 127) -- bit 0 is Sunday
, fiscal_month INTEGER NOT NULL DEFAULT 0 CHECK (fiscal_month BETWEEN 0 AND 12), fiscal_day INTEGER NOT NULL DEFAULT 0 CHECK (fiscal_day BETWEEN 0 AND 28), user_group TEXT NOT NULL DEFAULT '', statuses TEXT NOT NULL DEFAULT '[]', closed_at INTEGER, remind_after INTEGER NOT NULL DEFAULT 0 CHECK (remind_after BETWEEN 0 AND 1440), close_after INTEGER NOT NULL DEFAULT 0 CHECK (close_after BETWEEN 0 AND 1440), questions TEXT NOT NULL DEFAULT '[]', board TEXT NOT NULL DEFAULT '' CHECK (board IN ('', 'count', 'improved', 'team', 'off')), compare INTEGER NOT NULL DEFAULT 0 CHECK (compare IN (0, 1)), made_day TEXT NOT NULL DEFAULT '0001-01-01' CHECK (length(made_day) = 10), made_part INTEGER NOT NULL DEFAULT 3 CHECK (made_part BETWEEN 0 AND 3), first_day TEXT CHECK (length(first_day) = 10)) STRICT;

CREATE TABLE team_days (
    team_id      TEXT    NOT NULL REFERENCES team (id),
    from_day     TEXT    NOT NULL CHECK (length(from_day) = 10), -- in its zone
    working_days INTEGER NOT NULL, -- these four as in team
    week_start   INTEGER NOT NULL,
    fiscal_month INTEGER NOT NULL,
    fiscal_day   INTEGER NOT NULL,
    PRIMARY KEY (team_id, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE team_gap (
    team_id   TEXT    NOT NULL REFERENCES team (id),
    person_id TEXT    NOT NULL, -- '' for the team as a whole
    from_day  TEXT    NOT NULL CHECK (length(from_day) = 10), -- in the team's zone, as back_day: the day on which it was closed, or they left
    back_day  TEXT    NOT NULL CHECK (length(back_day) = 10),
    back_part INTEGER NOT NULL CHECK (back_part BETWEEN 0 AND 3), -- what of that day counts
    PRIMARY KEY (team_id, person_id, from_day)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE team_holiday (
    team_id TEXT NOT NULL REFERENCES team (id),
    day     TEXT NOT NULL CHECK (length(day) = 10), name TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (team_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE team_member (
    team_id    TEXT    NOT NULL REFERENCES team (id),
    person_id  TEXT    NOT NULL, -- Slack user id
    role       TEXT    NOT NULL CHECK (role IN ('manager', 'rep')),
    position   INTEGER NOT NULL, -- order in the team, from 0
    since      INTEGER NOT NULL, -- since when they have the role
    retired_at INTEGER, start_day TEXT CHECK (length(start_day) = 10), ramp INTEGER NOT NULL DEFAULT 0 CHECK (ramp BETWEEN 0 AND 104), welcomed INTEGER NOT NULL DEFAULT 0 CHECK (welcomed IN (0, 1)), segment TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (team_id, role, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE workspace (
    id               INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    retention_months INTEGER NOT NULL CHECK (retention_months >= 0), -- 0: people's texts are kept for ever
    forget_key       TEXT    NOT NULL DEFAULT '', -- hexadecimal and random, of forgotten's hashes; '' until somebody is
    rewrite_due      INTEGER NOT NULL DEFAULT 0 CHECK (rewrite_due >= 0) -- erasures since the file was written anew
) STRICT;

