package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"example.com/pacer/bot/coach"
)

// A picture is what one revision of the roster looks like: what everybody may see, and what only the
// schedules need beside it. It is shared and never changed. A new one is made for each change, and the old one goes
// when nobody holds it any more: readers need no lock, and a page never sees half a change.
type picture struct {
	roster  *coach.Roster
	rhythms []rhythm
	// What the rhythms come to in the zones of people, without Last; see schedule.go.
	schedules []coach.Schedule
	lasts     []*last               // of the schedules
	teams     map[string]*teamTimes // by team id
	began     beginnings            // of those who joined, taken over from the picture before
	today     coach.Day             // in UTC, when it was read
	zoned     map[string]time.Time  // person id → since when they are known to live in their zone
	moved     map[string]bool       // person id → they have lived elsewhere before, or were away; see zonesOf
}

// A rhythm is one cron expression of a team. Its id lasts as long as kind and expression do, through being switched off
// and on, so that its occurrences stay its own. Since is the later of being added and being switched on again.
// It is what a schedule is made of; the roster itself shows cron expressions without ids.
type rhythm struct {
	id    string
	team  string
	kind  coach.RhythmKind
	cron  string
	since time.Time
}

// teamTimes says since when a team is as it is. They decide what is due to whom since when, and nobody is shown them.
type teamTimes struct {
	zone     time.Time            // since when the team lives in its zone
	reps     map[string]time.Time // person id → since when they are a rep
	managers map[string]time.Time
}

// freshFor, by Options.Now, is how long a picture counts as the newest without another look. Every delivery asks for
// the roster, and at thousands a second the looks, each with the file's locks, would cost more than what is looked at.
// Only what another process has changed can be late by it; see Roster.
const freshFor = 50 * time.Millisecond

// A look is the instant at which a picture was known to be the newest. It is behind a pointer so that a goroutine can
// tell by its identity whether it is still the one that it began with.
type look struct{ at time.Time }

// Roster returns the newest picture of teams and people. What this process changed is seen at once, what
// another one changed within 50 ms. The roster is shared: it must not be changed. Whoever keeps one for the length of a
// request sees one state of things in all of it; nobody ought to keep it longer. ErrBusy when no reader was free in
// time. An error leaves the caller without any roster, not with an old one: a person who was taken out a moment ago
// must not be let in by it.
func (d *DB) Roster(ctx context.Context) (*coach.Roster, error) {
	p, err := d.currentPicture(ctx)
	if err != nil {
		return nil, err
	}
	return p.roster, nil
}

// currentPicture reads the picture again if the revision says so. One goroutine reads; the others that find it
// out of date meanwhile wait for it rather than read the same.
//
// The order matters: the clock and the mark are read before the revision. A change in between then makes the picture
// look older than it is, which costs one look, and never newer, which would show the caller of Commit a roster without
// their own change.
func (d *DB) currentPicture(ctx context.Context) (*picture, error) {
	last, now := d.look.Load(), d.now()
	p := d.picture.Load()
	// A clock that was set back must not make an old picture fresh for long.
	if age := now.Sub(last.at); p != nil && age >= 0 && age < freshFor {
		return p, nil
	}
	// One row: most looks end here, with the picture that there is.
	newest, err := d.revision(ctx)
	if err != nil {
		return nil, err
	}
	if p = d.picture.Load(); p != nil && p.roster.Revision >= newest {
		// Not if the roster was changed during the look: then that change's own mark stays.
		d.look.CompareAndSwap(last, &look{at: now})
		return p, nil
	}
	d.pictureMu.Lock()
	defer d.pictureMu.Unlock()
	// Somebody else may have read it while this one waited for the lock.
	if p := d.picture.Load(); p != nil && p.roster.Revision >= newest {
		return p, nil
	}
	// Asked before anything is read: what moves meanwhile is looked for once more by the next picture.
	began := beginnings{moves: d.moves()}
	if p != nil && p.began.moves == began.moves {
		began = p.began
	}
	err = d.snapshot(ctx, func(s *session) error {
		p, err = loadPicture(s, coach.DayOf(now, time.UTC), began)
		return err
	})
	if err != nil {
		return nil, err
	}
	// Kept from picture to picture, since when a rhythm last ran is no part of the roster.
	p.lasts = d.lasts.of(p.schedules)
	d.picture.Store(p)
	return p, nil
}

const revisionQuery = `SELECT number FROM revision WHERE id = 1`

// revision reads the number that every change of the roster raises, in this process or another. One row by its primary
// key.
func (d *DB) revision(ctx context.Context) (n int64, err error) {
	err = d.read(ctx, func(s *session) error { return s.row(revisionQuery, nil, &n) })
	return n, err
}

// checkRoster refuses a change that was composed from a roster which is another one by now: ErrStale. It is within the
// transaction of the write, where nobody else can raise the number. It is for forms over a whole team, in which a field
// that another admin has changed meanwhile would be put back.
func checkRoster(s *session, c coach.Change) error {
	if c.Roster == 0 {
		return nil
	}
	var now int64
	if err := s.row(revisionQuery, nil, &now); err != nil {
		return err
	}
	if now != c.Roster {
		return fmt.Errorf("revision %d of the roster: %w", c.Roster, coach.ErrStale)
	}
	return nil
}

// raiseRevision tells every reader, in this process and others, that the roster has changed. It belongs into the
// transaction of the change: committed alone, it would have them read the old picture under the new number. That the
// session notes it lets the committer have this process look at once, rather than after freshFor.
func raiseRevision(s *session) error {
	s.raised = true
	_, err := s.exec(`UPDATE revision SET number = number + 1 WHERE id = 1`)
	return err
}

// loadPicture reads everything of which a picture is made. S is in a snapshot, or the number might not be that of the
// rows. The teams come first, because the other loaders add to them; mutes come after the people for the same reason.
// An error of one loader is the whole picture's. A workspace of some hundred people is read in milliseconds; it is read
// again after a change alone.
func loadPicture(s *session, today coach.Day, began beginnings) (*picture, error) {
	p := &picture{
		roster: &coach.Roster{People: make(map[string]coach.Person), Since: today - absenceDays},
		teams:  make(map[string]*teamTimes),
		zoned:  make(map[string]time.Time),
		moved:  make(map[string]bool),
		began:  began,
		today:  today,
	}
	// In the snapshot that the rows are read in: the number is then theirs, whatever is committed meanwhile.
	if err := s.row(revisionQuery, nil, &p.roster.Revision); err != nil {
		return nil, err
	}
	for _, load := range []func(*session) error{
		p.loadTeams, p.loadHolidays, p.loadKPIs, p.loadProcess, p.loadMembers, p.loadRhythms, p.loadPeople, p.loadMutes, p.loadAbsences, p.loadWelcomed,
		p.loadBoards, p.loadRetired, p.loadPast, p.loadGoals, p.loadPlans, p.loadWorkspace,
	} {
		if err := load(s); err != nil {
			return nil, err
		}
	}
	p.roster.LoadZones() // once a picture, not once an answer
	p.plan()
	return p, nil
}

// loadTeams reads the teams, by name. Each kind of rhythm that a schedule starts gets an empty list, which is "off"
// unless loadRhythms finds any.
// Closed ones are not in it, and their people are in no team: to everything above the store they are gone.
func (p *picture) loadTeams(s *session) error {
	return s.each(`
		SELECT id, name, channel, zone, zone_since, week_start, working_days, fiscal_month, fiscal_day, user_group, statuses,
			remind_after, close_after, questions, made_day, made_part, first_day
		FROM team WHERE closed_at IS NULL ORDER BY name`,
		nil, func(rows *sql.Rows) error {
			var (
				t     = &coach.Team{Rhythms: make(map[coach.RhythmKind][]string)}
				since instant
				bits  int64
				made  date
				part  coach.Part
				first maybeDate
			)
			err := rows.Scan(&t.ID, &t.Name, &t.Channel, &t.Zone, &since, &t.WeekStart, &bits,
				&t.Fiscal.Month, &t.Fiscal.Day, &t.Group, (*list)(&t.Statuses), &t.Huddle.Remind, &t.Huddle.Close,
				(*list)(&t.Questions), &made, &part, &first)
			t.Began = beganOf(coach.Beginning{Day: made.Day, Part: part}, first.Day)
			t.WorkingDays = weekdaysOf(bits)
			for _, kind := range scheduledKinds() {
				t.Rhythms[kind] = []string{}
			}
			p.roster.Teams = append(p.roster.Teams, t)
			p.teams[t.ID] = &teamTimes{
				zone: since.Time, reps: make(map[string]time.Time), managers: make(map[string]time.Time),
			}
			return err
		})
}

// openTeams are the teams that a roster has.
const openTeams = `(SELECT id FROM team WHERE closed_at IS NULL)`

// loadHolidays reads the holidays of all teams, ascending. That each has its team, the foreign key sees to, here as in
// the loaders after it. All of them, those of past years too: calendars of days past are asked for.
func (p *picture) loadHolidays(s *session) error {
	return s.each(`
		SELECT team_id, day, name FROM team_holiday WHERE team_id IN `+openTeams+` ORDER BY team_id, day`, nil, func(rows *sql.Rows) error {
		var (
			team, name string
			day        date
		)
		err := rows.Scan(&team, &day, &name)
		t := p.roster.Team(team)
		t.Holidays = append(t.Holidays, coach.Holiday{Day: day.Day, Name: name})
		return err
	})
}

// loadKPIs reads what the teams count now, in funnel order. What they once counted is left to the ledger.
// Units and targets are as they hold now; what was logged under an earlier target is judged by today's.
func (p *picture) loadKPIs(s *session) error {
	return s.each(`
		SELECT team_id, id, name, plural, aliases, kind, unit, target_count, target_per, lag, minutes FROM kpi
		WHERE retired_at IS NULL AND team_id IN `+openTeams+` ORDER BY team_id, position`, nil, func(rows *sql.Rows) error {
		var (
			team string
			k    coach.KPI
		)
		err := rows.Scan(&team, &k.ID, &k.Name, &k.Plural, (*list)(&k.Aliases), &k.Kind, &k.Unit,
			&k.Target.Count, &k.Target.Per, &k.Lag, &k.Minutes)
		if err != nil {
			return err
		}
		t := p.roster.Team(team)
		t.KPIs = append(t.KPIs, k)
		return nil
	})
}

// loadMembers reads who manages and who sells, in the order of the team file. Somebody may do both. Whether they are
// still active in Slack is the person's matter, not the membership's. Who was taken out is not here; who is deactivated
// is, and Roster.Active leaves them out.
func (p *picture) loadMembers(s *session) error {
	return s.each(`
		SELECT team_id, person_id, role, since, start_day, ramp FROM team_member
		WHERE retired_at IS NULL AND team_id IN `+openTeams+` ORDER BY team_id, position`, nil, func(rows *sql.Rows) error {
		var (
			team, person, role string
			since              instant
			begun              maybeDate
			start              coach.Start
		)
		if err := rows.Scan(&team, &person, &role, &since, &begun, &start.Ramp); err != nil {
			return err
		}
		// NULL, no day, reads as 0: they have been there from the beginning.
		start.Day = begun.Day
		t, times := p.roster.Team(team), p.teams[team]
		if role == roleManager {
			t.Managers = append(t.Managers, person)
			times.managers[person] = since.Time
		} else {
			t.Reps = append(t.Reps, person)
			times.reps[person] = since.Time
			if start != (coach.Start{}) {
				if t.Starts == nil {
					t.Starts = make(map[string]coach.Start)
				}
				t.Starts[person] = start
			}
		}
		return nil
	})
}

// loadRhythms reads the active cron expressions, in the order of the team file. They are not parsed here: only the
// scheduler knows how, and it complains of one that it cannot read without stopping the others. Those that were
// switched off are not read; their occurrences stay under their ids.
func (p *picture) loadRhythms(s *session) error {
	return s.each(`
		SELECT id, team_id, kind, cron, since FROM rhythm
		WHERE retired_at IS NULL AND team_id IN `+openTeams+` ORDER BY team_id, kind, position`, nil, func(rows *sql.Rows) error {
		var (
			r     rhythm
			since instant
		)
		if err := rows.Scan(&r.id, &r.team, &r.kind, &r.cron, &since); err != nil {
			return err
		}
		r.since = since.Time
		p.rhythms = append(p.rhythms, r)
		t := p.roster.Team(r.team)
		t.Rhythms[r.kind] = append(t.Rhythms[r.kind], r.cron)
		return nil
	})
}

// scheduledKinds are the kinds of rhythm that a cron expression starts. The others are follow-ups, which have no place
// in a team file. From coach's own table, so that a rhythm which is added there needs nothing here.
func scheduledKinds() []coach.RhythmKind {
	var kinds []coach.RhythmKind
	for _, r := range coach.Rhythms {
		if r.Default != nil {
			kinds = append(kinds, r.Kind)
		}
	}
	return kinds
}

// weekdaysOf reads a set of weekdays from bits, Sunday the lowest: 62 is Monday to Friday.
// The numbers are those of time.Weekday, so that no table is between the two.
func weekdaysOf(bits int64) (days coach.Weekdays) {
	for i := range days {
		days[i] = bits&(1<<i) != 0
	}
	return days
}

// weekdayBits is the inverse of weekdaysOf.
func weekdayBits(days coach.Weekdays) (bits int64) {
	for i, on := range days {
		bits |= bit(on) << i
	}
	return bits
}
