package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
	"example.com/pacer/failpoint"
	"example.com/pacer/scheduler"
	"example.com/pacer/store"
)

// An applyCmd is "pacer apply FILE". It talks to the database alone, so that a team can be set up before there
// is an app in Slack.
// It is the second door to what /pacer setup does in Slack; both write the same, and the later one holds. It needs no
// token, and no Slack.
type applyCmd struct {
	File string // the team, described in YAML; README.md shows one
}

// Help is what "pacer apply --help" adds.
func (applyCmd) Help() string {
	return "Writes one team into the database (PACER_DATABASE) without asking Slack; a running pacer takes it up by itself. " +
		"Applying the same file again changes nothing. A file with a fault changes nothing either, and each fault is named with its line."
}

// Run reads the whole file before it opens the database: a bad file leaves not even an empty one behind. The log
// is quiet below warnings, for what happened is told on standard output.
// A serve that runs beside it sees the change within a moment, by the roster's revision; nothing has to be restarted.
func (c applyCmd) Run(ctx context.Context, w world) (err error) {
	s, err := loadSettings(w, false)
	if err != nil {
		return err
	}
	// The instant decides which years' holidays a calendar gives.
	team, err := loadTeamFile(c.File, w.Now())
	if err != nil {
		return err
	}
	// Made where there is none, and brought up to date: this may be the first command that is run.
	db, err := openStore(ctx, s.Database, w, newLogger(w.Stderr, max(s.Level, slog.LevelWarn)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return applyTeam(ctx, db, team, w)
}

// applyTeam writes the team and says what that changed, and when its rhythms run next. The store writes it in one
// transaction together with the line of the audit, so that two people who apply at once get one file or the other, never a
// mixture, and nothing changes that is not written down. W gives the time from which new rhythms count, and where to print.
// An error leaves everything as it was. What it prints goes to standard output alone; the same sentence is the line of
// the audit, so that whoever reads that later reads what was said then.
func applyTeam(ctx context.Context, db *store.DB, team coach.Team, w world) error {
	// Read outside of the transaction: who else applies at this moment is last or first, and either file is whole.
	before, err := teamNamed(ctx, db, team.Name)
	if err != nil {
		return err
	}
	team = joined(before, team, w.Now())
	if err := fits(ctx, db, before, team); err != nil {
		return err
	}
	// Said, and no line of the audit: nobody changed anything.
	said := fmt.Sprintf("Nothing changed: team %s is as the file says.", team.Name)
	if before == nil || !sameTeam(*before, team) {
		said = whatChanged(before, &team)
		// Where a test kills the program: before it nothing is written, after it everything.
		failpoint.Hit("apply.before")
		err := db.Commit(ctx, coach.Change{
			At: w.Now(), Team: &team, Audit: []coach.Audit{{By: coach.ByCommandLine, What: "team", Detail: said}},
		})
		failpoint.Hit("apply.after")
		if err != nil {
			return fmt.Errorf("team %s could not be written, and nothing was changed: %w", team.Name, err)
		}
	}
	_, err = fmt.Fprintf(w.Stdout, "%s\n\n%s", said, upcoming(&team, w.Now()))
	return err
}

// joined is what the file and the store say together at an instant: the ids, which only the store knows, holidays of years
// that the file does not speak of, and the people of a team that is kept in step with a user group. Of those the group
// decides who they are, and the file when they begin.
// The file alone cannot say them, for ids are not in it. Neither argument is changed.
func joined(before *coach.Team, team coach.Team, now time.Time) coach.Team {
	if before == nil {
		return team
	}
	team.ID = before.ID
	team.KPIs = slices.Clone(team.KPIs)
	for i, k := range team.KPIs {
		if j := slices.IndexFunc(before.KPIs, func(b coach.KPI) bool { return b.Name == k.Name }); j >= 0 {
			team.KPIs[i].ID = before.KPIs[j].ID
		}
	}
	team.Holidays = withPast(before.Holidays, team.Holidays, coach.DayOf(now, time.UTC))
	// Whoever the file lists and the group lacks stays until the group is looked at next.
	if team.Group != "" {
		team.Reps = append(slices.Clone(before.Reps), without(team.Reps, before.Reps)...)
	}
	return team
}

// withPast are a file's holidays, ascending, and those that were before the first year that it speaks of and are over: a
// calendar of this year says nothing of the last one, and what weeks of then asked stays what it was. A file without
// any speaks of the year of today. Where they are too many, the oldest go.
func withPast(before, now []coach.Holiday, today coach.Day) []coach.Holiday {
	first := today
	if len(now) > 0 {
		first = now[0].Day
	}
	year, _, _ := first.Date()
	until := min(coach.NewDay(year, time.January, 1), today)
	var past []coach.Holiday
	for _, h := range before {
		if h.Day < until {
			past = append(past, h)
		}
	}
	past = past[max(0, len(past)+len(now)-coach.MaxHolidays):]
	return append(past, now...)
}

// sameTeam tells whether two teams are set up alike. What is empty in one way is empty in every way.
// It is asked before the store is: an apply that changes nothing takes no turn among people's writes. An empty list
// and none are alike here, but not a rhythm that is off and one that is missing.
func sameTeam(a, b coach.Team) bool {
	plain := func(t coach.Team) coach.Team {
		// Neither set is January, and the first.
		t.Fiscal = coach.Fiscal{Month: max(t.Fiscal.Month, time.January), Day: max(t.Fiscal.Day, 1)}
		t.KPIs = slices.Clone(t.KPIs)
		for i, k := range t.KPIs {
			t.KPIs[i].Plural = cmp.Or(k.Plural, k.Name)
			t.KPIs[i].Aliases = append([]string{}, k.Aliases...)
		}
		rhythms := map[coach.RhythmKind][]string{}
		for kind, crons := range t.Rhythms {
			rhythms[kind] = append([]string{}, crons...)
		}
		starts := map[string]coach.Start{}
		for id, s := range t.Starts {
			if s != (coach.Start{}) {
				starts[id] = s
			}
		}
		t.Rhythms, t.Starts = rhythms, starts
		t.Segments = rolesIn(t)
		// The store's own, of which no file says anything.
		t.Began, t.Targets, t.Goals, t.Retired = coach.Beginning{}, nil, nil, nil
		t.SegmentsThen, t.DaysThen, t.Joined, t.Gaps = nil, nil, nil, nil
		t.Holidays = append([]coach.Holiday{}, t.Holidays...)
		t.Statuses = append([]string{}, t.Statuses...)
		return t
	}
	// A file has no ids, and says the default process where the store has none.
	if !a.Stages().Equal(b.Stages()) {
		return false
	}
	a.Process, b.Process = nil, nil
	return reflect.DeepEqual(plain(a), plain(b))
}

// rolesIn are the roles of those who are in a team: a file may name people who join by a user group later. What the
// file says of others stays in the file.
func rolesIn(t coach.Team) map[string]string {
	roles := map[string]string{}
	for _, id := range t.Reps {
		if word := t.Segments[id]; word != "" {
			roles[id] = word
		}
	}
	return roles
}

// fits refuses what one file cannot know: a name or a channel that is another team's, and a unit that would change
// what was already logged.
// What is wrong with the file alone was told when it was read, with its lines; here there are none to name. All of it
// is told at once. A file that fits today may not fit when it is applied again, and then nothing is changed.
func fits(ctx context.Context, db *store.DB, before *coach.Team, team coach.Team) error {
	roster, err := db.Roster(ctx)
	if err != nil {
		return fmt.Errorf("teams: %w", err)
	}
	var rules coach.TeamRules
	for _, t := range roster.Teams {
		// A team is not in its own way.
		if before == nil || t.ID != before.ID {
			rules.Others = append(rules.Others, t)
		}
	}
	if before != nil {
		// KPIs that were left out earlier count too: they come back with their history.
		if rules.Counted, err = db.Counted(ctx, before.ID); err != nil {
			return err
		}
	}
	faults := coach.CheckTeam(team, rules)
	if len(faults) == 0 {
		return nil
	}
	var b strings.Builder
	for _, f := range faults {
		fmt.Fprintf(&b, "\n  %s", f.Text)
	}
	return fmt.Errorf("team %s does not fit what there is; nothing was changed.%s", team.Name, &b)
}

// teamNamed returns the stored team of that name, or nil.
// Names are compared exactly: "west" beside "West" is no team, and is refused by fits.
func teamNamed(ctx context.Context, db *store.DB, name string) (*coach.Team, error) {
	roster, err := db.Roster(ctx)
	if err != nil {
		return nil, fmt.Errorf("teams: %w", err)
	}
	if i := slices.IndexFunc(roster.Teams, func(t *coach.Team) bool { return t.Name == name }); i >= 0 {
		return roster.Teams[i], nil
	}
	return nil, nil
}

// whatChanged tells in a sentence how a team differs from what it was; before is nil for a new one. It is what an
// admin reads to see that the file said what they meant: "Team West changed: U0CARL joined the members; the target of
// calls is now 30 a week." People are shown by id, as the file has them: Slack is not asked.
func whatChanged(before, after *coach.Team) string {
	if before == nil {
		return fmt.Sprintf("Team %s is set up in %s: %s, %s, %s, %d of them leading.", after.Name, after.Channel,
			counted(len(after.Managers), "manager"), counted(len(after.Reps), "member"), counted(len(after.KPIs), "KPI"), len(after.Leading()))
	}
	// With no names: nil shows ids.
	parts := coach.TeamChanges(before, after, nil)
	// The order of people or words; nothing that a sentence would help with.
	if len(parts) == 0 {
		parts = []string{"what the file says was written"}
	}
	return fmt.Sprintf("Team %s changed: %s.", after.Name, strings.Join(parts, "; "))
}

// counted puts a regular plural behind a number.
// "1 member", "2 members"; all nouns here are regular.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// without returns what is in a and not in b.
// In the order of a; neither is changed.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// shownDates is how many coming dates of a rhythm are shown.
const shownDates = 3

// upcoming lists when each rhythm of the team runs next, a line each. It is the proof of a cron expression: three
// dates show a slip ("0 9 * * 0") that no parser can find. Rhythms in people's own time are shown at the team's.
// Days off of the team's calendar are passed over in it, holidays too.
func upcoming(team *coach.Team, now time.Time) string {
	loc, err := tz.Load(team.Zone)
	if err != nil {
		return "" // the zone was checked when the file was read
	}
	var b strings.Builder
	for _, row := range coach.Rhythms {
		if row.Default == nil {
			continue
		}
		where := team.Zone
		if row.Personal {
			where = "in each person's own time"
		}
		dates := nextDates(team, row, now, loc)
		if len(dates) == 0 {
			dates, where = []string{"off"}, ""
		}
		fmt.Fprintf(&b, "%s\n", strings.TrimRight(fmt.Sprintf("  %-12s %s  %s", row.Kind, strings.Join(dates, ", "), where), " "))
	}
	return b.String()
}

// nextDates returns the next instants of a rhythm on working days, merged over its expressions. Dates are of the
// team's zone, "Mon 23 Nov 09:00". Days on which the team does not work are passed over, as the scheduler does when
// they come.
// At most three.
func nextDates(team *coach.Team, row coach.Rhythm, now time.Time, loc *time.Location) []string {
	// The team's own calendar: days off of single people change nothing about when a ritual is held.
	calendar := coach.CalendarOf(team, coach.Person{})
	var all []time.Time
	for _, text := range team.Rhythms[row.Kind] {
		spec, err := scheduler.ParseCron(text)
		if err != nil {
			continue // stored expressions were checked
		}
		found, at := 0, now
		for range 400 { // more than a year of days, so that a yearly rhythm is seen and an endless one ends
			next, ok := spec.Next(at, loc)
			if !ok || found == shownDates {
				break
			}
			if at = next; calendar.Works(coach.DayOf(at, loc)) {
				all = append(all, at)
				found++
			}
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	// Two expressions may name the same instant, which is held once.
	all = slices.CompactFunc(all, time.Time.Equal)
	out := make([]string, 0, shownDates)
	for _, at := range all[:min(shownDates, len(all))] {
		out = append(out, at.In(loc).Format("Mon 2 Jan 15:04"))
	}
	return out
}
