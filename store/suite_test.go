package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.com/pacer/bot/coach"
)

// storage is all that a store of Pacer does: what the bot and the scheduler ask for, and what the commands
// do with the file. The suite knows only this, so that another database can be held to it.
type storage interface {
	ApplyTeam(ctx context.Context, t coach.Team, now time.Time) (bool, error)
	Export(ctx context.Context, f coach.ActivityFilter, each func(coach.Activity) error) error

	Roster(ctx context.Context) (*coach.Roster, error)
	Commit(ctx context.Context, c coach.Change) error
	Totals(ctx context.Context, queries []coach.TotalQuery) ([]int64, error)
	DayTotals(ctx context.Context, team string, span coach.Span) ([]coach.DayTotal, error)
	PeriodTotals(ctx context.Context, team string, span coach.Span) ([]coach.DayTotal, error)
	PersonTotals(ctx context.Context, team, person string, span coach.Span) ([]coach.DayTotal, error)
	Activities(ctx context.Context, f coach.ActivityFilter) ([]coach.Activity, error)
	Huddle(ctx context.Context, ref coach.HuddleRef) (coach.HuddleDay, error)
	Huddles(ctx context.Context, team string, span coach.Span) ([]coach.HuddleDay, error)
	Hurdles(ctx context.Context, team, about string, span coach.Span) ([]coach.NamedHurdle, error)
	CheckIns(ctx context.Context, team string, week coach.Day) ([]coach.WeeklyCheckIn, error)
	Commitments(ctx context.Context, team string) ([]coach.Commitment, error)
	Settled(ctx context.Context, team string, week coach.Day) ([]coach.Commitment, error)
	Coaching(ctx context.Context, f coach.BookFilter) (coach.CoachingBook, error)
	DirectQuestion(ctx context.Context, id string) (coach.DirectQuestion, error)
	OpenQuestions(ctx context.Context) ([]coach.DirectQuestion, error)
	Deals(ctx context.Context, f coach.DealFilter) ([]coach.DealRecord, error)
	Deal(ctx context.Context, id string) (coach.DealRecord, error)
	DealWeeks(ctx context.Context, team string, week coach.Day) ([]coach.DealWeek, error)
	Occurrences(ctx context.Context, limit int) ([]coach.Occurrence, error)
	Counted(ctx context.Context, team string) ([]coach.KPI, error)
	Plans(ctx context.Context, team, person string) ([]coach.Plan, error)
	Draft(ctx context.Context, person, kind string) (coach.Draft, error)
	Audits(ctx context.Context, team string, limit int) ([]coach.Audit, error)
	Absences(ctx context.Context, span coach.Span) ([]coach.Absence, error)
	Past(ctx context.Context, team string, since coach.Day) (coach.Past, error)

	DueMessages(ctx context.Context, now time.Time, limit int) ([]coach.Message, error)
	NextMessageAt(ctx context.Context) (at time.Time, ok bool, err error)
	MarkMessage(ctx context.Context, m coach.Message, from coach.MessageState) error
	Message(ctx context.Context, key string) (coach.Message, error)
	MessagesUnder(ctx context.Context, key string) ([]coach.Message, error)
	MessageAt(ctx context.Context, channel, ts string) (coach.Message, error)
	RecoverMessages(ctx context.Context, now time.Time) error
	OutboxCounts(ctx context.Context) (map[coach.MessageState]int, error)

	Schedules(ctx context.Context) ([]coach.Schedule, error)
	OpenOccurrences(ctx context.Context, now time.Time) ([]coach.Occurrence, error)
	Claim(ctx context.Context, o coach.Occurrence, now time.Time) (bool, error)
	RecordSkipped(ctx context.Context, os []coach.Occurrence, now time.Time) error
	ReleaseOccurrences(ctx context.Context) error
}

// TestSQLite holds SQLite to the suite.
func TestSQLite(t *testing.T) {
	testStorage(t, func(t *testing.T) storage { return open(t) })
}

// testStorage is the suite. Open returns an empty store.
func testStorage(t *testing.T, open func(*testing.T) storage) {
	for _, row := range []struct {
		name string
		test func(*testing.T, fixture)
	}{
		{"team/is stored as given", testTeamRoundTrip},
		{"team/applied again changes nothing", testTeamIdempotent},
		{"team/what leaves is retired and comes back as itself", testTeamRetires},
		{"team/a default rhythm, an unknown one", testTeamRhythms},
		{"team/a new name keeps the history", testTeamRenames},
		{"team/closes and opens again", testTeamCloses},
		{"team/its calendar, its group, when people began", testTeamCalendar},
		{"people/settings and appointment", testSettings},
		{"people/a zone of their own", testOwnZone},
		{"people/absences", testAbsences},
		{"people/all absences, of long ago too", testAllAbsences},
		{"people/plans", testPlans},
		{"team/targets as they were", testTargets},
		{"team/KPIs that were retired", testRetired},
		{"team/roles as they were", testSegmentsThen},
		{"team/how it cut the time", testDaysThen},
		{"team/who came later", testJoined},
		{"team/who came later and was at work before", testJoinedEarlier},
		{"people/their weeks as they were", testWeeksThen},
		{"people/what is long ago", testPast},
		{"team/when it began", testBeginning},
		{"team/when it was not there", testGaps},
		{"team/how its boards are made", testBoards},
		{"team/goals", testGoals},
		{"ledger/one person's days", testPersonTotals},
		{"records/retention, audit, drafts", testRecords},
		{"records/an audit is about the team of its change", testAuditOfATeam},
		{"people/are known until they change", testPeople},
		{"people/snooze and mute survive a new look at Slack", testSnoozeAndMute},
		{"ledger/counts, corrects, refuses to go below zero", testLedger},
		{"ledger/an entry is taken back once", testUndo},
		{"ledger/a delivery counts once", testDuplicate},
		{"ledger/filters", testActivities},
		{"ledger/knows only the team's KPIs", testUnknownKPI},
		{"ledger/speaks of what is no longer counted", testCounted},
		{"huddle/from the evening before to the close", testHuddle},
		{"huddle/nothing rests on what has changed", testHuddleSeen},
		{"filings/none takes the place of what it did not show", testFiledOver},
		{"teams/names are swapped in one change", testNamesAreSwapped},
		{"people/what rests on a roster that has changed is refused", testRosterRests},
		{"huddle/several a day", testHuddlesOfADay},
		{"check-in and commitments", testCheckIn},
		{"commitments that come back", testPromises},
		{"coaching/what was talked about", testOneToOnes},
		{"coaching/the last few conversations", testManyOneToOnes},
		{"coaching/what is asked and answered", testDirectQuestions},
		{"team/its process", testProcess},
		{"deals/from the first call on", testDeals},
		{"deals/nobody writes over anybody", testDealStale},
		{"deals/filters", testDealFilters},
		{"occurrence/is claimed once", testClaim},
		{"occurrence/finishes once, with what it leads to", testFinish},
		{"occurrence/skipped, planned, released", testOccurrences},
		{"schedules/in whose zones", testSchedules},
		{"schedules/since when, and the last", testScheduleTimes},
		{"outbox/urgent first, then the oldest", testOutboxOrder},
		{"outbox/the most urgent of forty teams first", testOutboxPriority},
		{"outbox/found by the beginning of the key", testOutboxUnder},
		{"outbox/waits for the parent", testOutboxWaits},
		{"outbox/what waits in vain is dropped", testOutboxStranded},
		{"outbox/a newer edit takes the older one's place", testOutboxSupersedes},
		{"outbox/an edit hears of the calls that may undo it", testOutboxDoubts},
		{"outbox/a clock that is set back changes nothing", testOutboxClockSetBack},
		{"ledger/the newest entry is the last one written", testLedgerClockSetBack},
		{"outbox/marks only what is as expected", testOutboxMark},
		{"outbox/recovers after a crash", testOutboxRecovers},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := open(t)
			row.test(t, fixture{storage: s, t: t})
		})
	}
}

// A fixture is a store under test with the steps that tests share; each fails the test on an error.
type fixture struct {
	storage
	t *testing.T
}

func (f fixture) apply(team coach.Team, now time.Time) *coach.Team {
	f.t.Helper()
	if _, err := f.ApplyTeam(f.t.Context(), team, now); err != nil {
		f.t.Fatal(err)
	}
	for _, found := range f.roster().Teams {
		if found.Name == team.Name {
			return found
		}
	}
	f.t.Fatalf("team %s is not in the roster", team.Name)
	return nil
}

func (f fixture) roster() *coach.Roster {
	f.t.Helper()
	r, err := f.Roster(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

// commit commits what must succeed, at monday unless the change says otherwise.
func (f fixture) commit(c coach.Change) {
	f.t.Helper()
	if err := f.try(c); err != nil {
		f.t.Fatal(err)
	}
}

func (f fixture) try(c coach.Change) error {
	if c.At.IsZero() {
		c.At = monday
	}
	return f.Commit(f.t.Context(), c)
}

// refused checks that a change is refused with an error.
func (f fixture) refused(c coach.Change, want error) {
	f.t.Helper()
	if err := f.try(c); !errors.Is(err, want) {
		f.t.Errorf("got error %v, want %v", err, want)
	}
}

func (f fixture) total(team *coach.Team, person string, kpi int, from, to coach.Day) int64 {
	f.t.Helper()
	sums, err := f.Totals(f.t.Context(), []coach.TotalQuery{
		{Team: team.ID, Person: person, KPI: team.KPIs[kpi].ID, Span: coach.Span{From: from, To: to}},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return sums[0]
}

// same fails the test when two values differ, apart from nil and empty.
func same[T any](t *testing.T, what string, got, want T, opts ...cmp.Option) {
	t.Helper()
	if diff := cmp.Diff(want, got, append(opts, cmpopts.EquateEmpty())...); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// must returns a value that came without an error.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func testTeamRoundTrip(t *testing.T, f fixture) {
	want := west()
	got := *f.apply(want, monday)
	// what the team did not say is the default
	maps.Copy(want.Rhythms, map[coach.RhythmKind][]string{
		coach.Nudge:   {"30 11 * * *", "0 15 * * *"},
		coach.CheckIn: {"0 15 * * 5"},
		coach.Digest:  {"30 8 * * 1"},
	})
	want.Began = coach.BeganAt(monday, time.UTC)
	same(t, "team", got, want, cmpopts.IgnoreFields(coach.Team{}, "ID", "Targets", "DaysThen"), cmpopts.IgnoreFields(coach.KPI{}, "ID"))
	if got.Rhythms[coach.Leaderboard] == nil || len(got.Rhythms[coach.Leaderboard]) != 0 {
		t.Errorf("a rhythm that is off: got %v, want an empty list", got.Rhythms[coach.Leaderboard])
	}
	ids := map[string]bool{got.ID: true}
	for _, k := range got.KPIs {
		ids[k.ID] = true
	}
	if len(ids) != 4 || ids[""] {
		t.Errorf("ids of a team and its three KPIs: %v", ids)
	}
}

func testTeamIdempotent(t *testing.T, f fixture) {
	f.apply(west(), monday)
	before := f.roster()
	changed, err := f.ApplyTeam(t.Context(), west(), monday.Add(time.Hour))
	if err != nil || changed {
		t.Errorf("the same team again: changed %v, error %v", changed, err)
	}
	if after := f.roster(); after != before {
		t.Errorf("the roster was read again: revision %d, then %d", before.Revision, after.Revision)
	}
	mutations := map[string]func(*coach.Team){
		"channel":  func(t *coach.Team) { t.Channel = "C0NEW" },
		"zone":     func(t *coach.Team) { t.Zone = "Europe/Paris" },
		"week":     func(t *coach.Team) { t.WeekStart = time.Sunday },
		"days":     func(t *coach.Team) { t.WorkingDays[6] = true },
		"holiday":  func(t *coach.Team) { t.Holidays = nil },
		"its name": func(t *coach.Team) { t.Holidays[0].Name = "" },
		"fiscal":   func(t *coach.Team) { t.Fiscal.Day = 6 },
		"group":    func(t *coach.Team) { t.Group = "S0CLOSERS" },
		"statuses": func(t *coach.Team) { t.Statuses = []string{"on leave"} },
		"start":    func(t *coach.Team) { t.Starts = map[string]coach.Start{"U0ANN": {Day: today}} },
		"ramp":     func(t *coach.Team) { t.Starts = map[string]coach.Start{"U0ANN": {Ramp: 3}} },
		"alias":    func(t *coach.Team) { t.KPIs[0].Aliases = []string{"chat"} },
		"lag":      func(t *coach.Team) { t.KPIs[1].Lag = 30 },
		"minutes":  func(t *coach.Team) { t.KPIs[1].Minutes = 45 },
		"target":   func(t *coach.Team) { t.KPIs[1].Target.Count++ },
		"order":    func(t *coach.Team) { t.KPIs[0], t.KPIs[1] = t.KPIs[1], t.KPIs[0] },
		"managers": func(t *coach.Team) { t.Managers = append(t.Managers, "U0BOB") },
		"reps":     func(t *coach.Team) { t.Reps = t.Reps[:1] },
		"rhythm":   func(t *coach.Team) { t.Rhythms[coach.Huddle] = []string{"15 9 * * *"} },
		"off":      func(t *coach.Team) { t.Rhythms[coach.Huddle] = nil },
	}
	for name, mutate := range mutations {
		f.apply(west(), monday)
		team := west()
		mutate(&team)
		before := f.roster().Revision
		changed, err := f.ApplyTeam(t.Context(), team, monday)
		if err != nil || !changed || f.roster().Revision <= before {
			t.Errorf("%s: changed %v, error %v, revision %d after %d", name, changed, err, f.roster().Revision, before)
		}
	}
}

func testTeamRetires(t *testing.T, f fixture) {
	before := f.apply(west(), monday)
	f.commit(coach.Change{Activities: []coach.Activity{entry(before, "U0BOB", 1, 3)}})

	smaller := west()
	smaller.KPIs = append(smaller.KPIs[:1:1], smaller.KPIs[2])
	smaller.Reps = []string{"U0ANN"}
	now := f.apply(smaller, monday)
	same(t, "KPIs without meetings", names(now.KPIs), []string{"conversation", "revenue"})
	same(t, "reps without Bob", now.Reps, []string{"U0ANN"})
	if n := f.total(before, "U0BOB", 1, today, today); n != 3 {
		t.Errorf("Bob's meetings after both were retired: got %d, want 3", n)
	}

	after := f.apply(west(), monday)
	same(t, "team after its return", after, before)
}

func names(kpis []coach.KPI) (all []string) {
	for _, k := range kpis {
		all = append(all, k.Name)
	}
	return all
}

func testTeamRhythms(t *testing.T, f fixture) {
	team := west()
	team.Rhythms = nil
	same(t, "default huddle", f.apply(team, monday).Rhythms[coach.Huddle], []string{"0 9 * * *"})
	team.Rhythms = map[coach.RhythmKind][]string{coach.HuddleClose: {"0 11 * * *"}}
	if _, err := f.ApplyTeam(t.Context(), team, monday); err == nil {
		t.Error("a follow-up with a schedule of its own was accepted")
	}
}

func testPeople(t *testing.T, f fixture) {
	ann := coach.Person{ID: "U0ANN", Name: "Ann", Zone: "Asia/Tokyo", Admin: true}
	f.commit(coach.Change{People: []coach.Person{ann}})
	same(t, "Ann", f.roster().Person("U0ANN"), ann)

	before := f.roster().Revision
	f.commit(coach.Change{People: []coach.Person{ann}})
	if got := f.roster().Revision; got != before {
		t.Errorf("Slack said the same again: revision %d became %d", before, got)
	}
	ann = coach.Person{
		ID: "U0ANN", Name: "Ann B", Zone: "Europe/London", Guest: true, Stranger: true, Bot: true,
		Deleted: true,
	}
	f.commit(coach.Change{People: []coach.Person{ann}})
	same(t, "Ann, changed", f.roster().Person("U0ANN"), ann)
}

func testSnoozeAndMute(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	kpi := team.KPIs[0].ID
	until := monday.Add(48 * time.Hour)
	f.commit(coach.Change{ // before Slack was ever asked about her
		Snooze: &coach.Snooze{Person: "U0ANN", Until: until},
		Mute:   &coach.Mute{Person: "U0ANN", KPI: kpi, Muted: true},
	})
	f.commit(coach.Change{People: []coach.Person{{ID: "U0ANN", Name: "Ann", Zone: "Europe/London"}}})
	want := coach.Person{ID: "U0ANN", Name: "Ann", Zone: "Europe/London", SnoozedUntil: until, Muted: []string{kpi}}
	same(t, "Ann", f.roster().Person("U0ANN"), want)

	f.commit(coach.Change{
		Snooze: &coach.Snooze{Person: "U0ANN"},
		Mute:   &coach.Mute{Person: "U0ANN", KPI: kpi},
	})
	same(t, "Ann", f.roster().Person("U0ANN"), coach.Person{ID: "U0ANN", Name: "Ann", Zone: "Europe/London"})
}

// entry is one entry of the ledger, of today.
func entry(team *coach.Team, person string, kpi int, count int64) coach.Activity {
	return coach.Activity{
		Team: team.ID, Person: person, KPI: team.KPIs[kpi].ID, Day: today, Count: count, Source: "command",
	}
}

func on(day coach.Day, a coach.Activity) coach.Activity {
	a.Day = day
	return a
}

func testLedger(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	f.commit(coach.Change{Activities: []coach.Activity{
		entry(team, "U0ANN", 0, 5), entry(team, "U0ANN", 1, 2), on(today-1, entry(team, "U0ANN", 0, 4)),
	}})
	f.commit(coach.Change{Activities: []coach.Activity{entry(team, "U0BOB", 0, 7), entry(team, "U0ANN", 0, -2)}})
	f.refused(coach.Change{Activities: []coach.Activity{entry(team, "U0BOB", 0, 9), entry(team, "U0ANN", 0, -4)}},
		coach.ErrBelowZero)
	f.refused(coach.Change{Activities: []coach.Activity{entry(team, "U0BOB", 1, -1)}}, coach.ErrBelowZero)

	same(t, "Ann's two days", f.total(team, "U0ANN", 0, today-1, today), 7)
	same(t, "Ann's today", f.total(team, "U0ANN", 0, today, today), 3)
	same(t, "Bob's today, without what was refused", f.total(team, "U0BOB", 0, today, today), 7)
	same(t, "an empty span", f.total(team, "U0BOB", 0, today+1, today), 0)

	f.commit(coach.Change{Activities: []coach.Activity{entry(team, "U0ANN", 1, -2)}}) // down to zero is allowed
	kpi := team.KPIs[0].ID
	span := coach.Span{From: today - 6, To: today}
	same(t, "day totals", must(f.DayTotals(t.Context(), team.ID, span))(t), []coach.DayTotal{
		{Person: "U0ANN", KPI: kpi, Day: today - 1, Count: 4},
		{Person: "U0ANN", KPI: kpi, Day: today, Count: 3},
		{Person: "U0BOB", KPI: kpi, Day: today, Count: 7},
	})
	same(t, "period totals", must(f.PeriodTotals(t.Context(), team.ID, span))(t), []coach.DayTotal{
		{Person: "U0ANN", KPI: kpi, Day: span.From, Count: 7},
		{Person: "U0BOB", KPI: kpi, Day: span.From, Count: 7},
	})
	sums, err := f.Totals(t.Context(), nil)
	if err != nil || len(sums) != 0 {
		t.Errorf("no queries: %v, %v", sums, err)
	}
}

func testUndo(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	first := entry(team, "U0ANN", 0, 5)
	first.ID = "0193-first"
	f.commit(coach.Change{Activities: []coach.Activity{first, entry(team, "U0ANN", 0, 1)}})
	undo := entry(team, "U0ANN", 0, -5)
	undo.Corrects = first.ID
	f.commit(coach.Change{Activities: []coach.Activity{undo}})
	f.refused(coach.Change{Activities: []coach.Activity{undo}}, coach.ErrUndone)
	same(t, "after one undo", f.total(team, "U0ANN", 0, today, today), 1)

	undo.Corrects = "0193-nothing"
	f.refused(coach.Change{Activities: []coach.Activity{undo}}, coach.ErrNotFound)
}

func testDuplicate(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	change := coach.Change{
		Inbound: "envelope/1", Activities: []coach.Activity{entry(team, "U0ANN", 0, 5)},
		Messages: []coach.Message{{Key: "m/1", Verb: coach.Post, Channel: "C0WEST", Text: "hello"}},
	}
	f.commit(change)
	change.Messages[0].Key = "m/2"
	f.refused(change, coach.ErrDuplicate)
	same(t, "counted once", f.total(team, "U0ANN", 0, today, today), 5)
	if _, err := f.Message(t.Context(), "m/2"); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("a message of the duplicate: error %v", err)
	}
	// What was refused has used up no key: the same delivery may succeed later.
	change = coach.Change{Inbound: "envelope/2", Activities: []coach.Activity{entry(team, "U0BOB", 0, -1)}}
	f.refused(change, coach.ErrBelowZero)
	change.Activities[0].Count = 1
	f.commit(change)
}

func testActivities(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	east := west()
	east.Name = "East"
	other := f.apply(east, monday)
	for i := range 4 {
		a := on(today-coach.Day(3-i), entry(team, "U0ANN", 0, int64(i+1)))
		a.Note = fmt.Sprintf("note %d", i)
		f.commit(coach.Change{
			At: monday.Add(time.Duration(i) * time.Minute), Inbound: fmt.Sprintf("e/%d", i),
			Activities: []coach.Activity{a, entry(other, "U0BOB", 1, 9)},
		})
	}
	for _, row := range []struct {
		filter coach.ActivityFilter
		want   []int64
	}{
		{coach.ActivityFilter{Team: team.ID}, []int64{1, 2, 3, 4}},
		{coach.ActivityFilter{Person: "U0ANN", Limit: 3}, []int64{4, 3, 2}},
		{coach.ActivityFilter{Team: team.ID, Span: coach.Span{From: today - 2, To: today - 1}}, []int64{2, 3}},
		{coach.ActivityFilter{Inbound: "e/2", Person: "U0ANN"}, []int64{3}},
		{coach.ActivityFilter{Inbound: "e/2", Team: other.ID, Limit: 5}, []int64{9}},
		{coach.ActivityFilter{Inbound: "e/9"}, nil},
		{coach.ActivityFilter{Person: "U0NOBODY"}, nil},
		{coach.ActivityFilter{Limit: 2}, []int64{9, 4}},
		{coach.ActivityFilter{Team: team.ID, Since: monday.Add(2 * time.Minute)}, []int64{3, 4}},
	} {
		var got, exported []int64
		for _, a := range must(f.Activities(t.Context(), row.filter))(t) {
			got = append(got, a.Count)
		}
		same(t, fmt.Sprintf("%+v", row.filter), got, row.want)
		if row.filter.Limit > 0 {
			continue
		}
		err := f.Export(t.Context(), row.filter, func(a coach.Activity) error {
			exported = append(exported, a.Count)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		same(t, fmt.Sprintf("export of %+v", row.filter), exported, row.want)
	}
	got := must(f.Activities(t.Context(), coach.ActivityFilter{Team: team.ID, Limit: 1}))(t)[0]
	want := on(today, entry(team, "U0ANN", 0, 4))
	want.Note, want.Inbound, want.LoggedAt, want.ID = "note 3", "e/3", monday.Add(3*time.Minute), got.ID
	same(t, "newest entry", got, want)

	stop := errors.New("enough")
	if err := f.Export(t.Context(), coach.ActivityFilter{}, func(coach.Activity) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("an export that was stopped: error %v", err)
	}
}

// testLedgerClockSetBack has entries that are written after the clock was set back, in the same life of the process and
// in one whose UUIDs begin lower.
func testLedgerClockSetBack(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	log := func(at time.Time, count int64, id string) {
		t.Helper()
		a := entry(team, "U0ANN", 0, count)
		a.ID = id
		f.commit(coach.Change{At: at, Activities: []coach.Activity{a}})
	}
	log(monday, 1, "")
	log(monday.Add(-time.Hour), 2, "")
	log(monday, 3, "f0000000-0000-7000-8000-00000000ffff") // as of a clock that was years ahead
	log(monday.Add(-2*time.Hour), 4, "")
	log(monday.Add(-3*time.Hour), 5, "")
	for name, filter := range map[string]coach.ActivityFilter{
		"of the team": {Team: team.ID, Limit: 9}, "since": {Team: team.ID, Since: monday.Add(-24 * time.Hour), Limit: 9},
	} {
		var got []int64
		for _, a := range must(f.Activities(t.Context(), filter))(t) {
			got = append(got, a.Count)
		}
		same(t, "newest first "+name, got, []int64{5, 4, 3, 2, 1})
	}
}

func testUnknownKPI(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	east := west()
	east.Name = "East"
	other := f.apply(east, monday)
	stray := entry(team, "U0ANN", 0, 1)
	stray.KPI = other.KPIs[0].ID // a button of the other team
	f.refused(coach.Change{Activities: []coach.Activity{stray}}, coach.ErrNotFound)
	if err := f.try(coach.Change{Activities: []coach.Activity{entry(team, "U0ANN", 0, 0)}}); err == nil {
		t.Error("an entry that counts nothing was accepted")
	}
}

func testCounted(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	smaller := west()
	smaller.KPIs = smaller.KPIs[1:]
	f.apply(smaller, monday)
	kpis := must(f.Counted(t.Context(), team.ID))(t)
	same(t, "KPIs, those of now first", names(kpis), []string{"meeting", "revenue", "conversation"})
}
