package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// A target counts from the day on which it is set, in the team's zone; what was before stays known.
func testTargets(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	k := team.KPIs[0]
	always := coach.NewDay(1, time.January, 1)
	same(t, "at first", team.Targets[k.ID], []coach.TargetFrom{{From: always, Target: k.Target}})

	set := func(target coach.Target, at time.Time) []coach.TargetFrom {
		t.Helper()
		changed := west()
		changed.KPIs[0].Target = target
		return f.apply(changed, at).Targets[k.ID]
	}
	more, most := coach.Target{Count: 30, Per: coach.Weekly}, coach.Target{Count: 99, Per: coach.Monthly}
	first := coach.TargetFrom{From: always, Target: k.Target}
	day := coach.DayOf(monday, time.UTC)
	same(t, "changed", set(more, monday.Add(24*time.Hour)), []coach.TargetFrom{first, {From: day + 1, Target: more}})
	same(t, "the same again", set(more, monday.Add(48*time.Hour)), []coach.TargetFrom{first, {From: day + 1, Target: more}})
	same(t, "twice on a day", set(most, monday.Add(30*time.Hour)), []coach.TargetFrom{first, {From: day + 1, Target: most}})
	same(t, "taken away", set(coach.Target{}, monday.Add(96*time.Hour)), []coach.TargetFrom{first, {From: day + 1, Target: most}, {From: day + 4}})
	// The clock was set back.
	same(t, "from an earlier day", set(more, monday.Add(72*time.Hour)), []coach.TargetFrom{first, {From: day + 1, Target: most}, {From: day + 3, Target: more}})

	// What is counted later has no target before.
	later := west()
	later.KPIs = append(later.KPIs, coach.KPI{Name: "demo", Plural: "demos", Kind: coach.Leading, Target: more})
	now := f.apply(later, monday.Add(200*time.Hour))
	added := now.KPIs[len(now.KPIs)-1]
	same(t, "a KPI that is added", now.Targets[added.ID], []coach.TargetFrom{{From: day + 8, Target: more}})
}

// What is not counted any more is still known, with its targets of then and none since; also when it comes back.
func testRetired(t *testing.T, f fixture) {
	first := west()
	first.KPIs[1].Lag, first.KPIs[1].Minutes = 30, 45
	began := f.apply(first, monday)
	k := began.KPIs[1]
	always, day := coach.NewDay(1, time.January, 1), coach.DayOf(monday, time.UTC)
	without := west()
	without.KPIs = append(without.KPIs[:1:1], without.KPIs[2:]...)
	left := f.apply(without, monday.Add(48*time.Hour))
	same(t, "what was retired", left.Retired, []coach.RetiredKPI{{KPI: k, Until: day + 2, Place: 1, At: monday.Add(48 * time.Hour)}})
	ended := []coach.TargetFrom{{From: always, Target: k.Target}, {From: day + 2}}
	same(t, "its targets", left.Targets[k.ID], ended)
	same(t, "a day later", f.apply(without, monday.Add(72*time.Hour)).Targets[k.ID], ended)
	back := f.apply(west(), monday.Add(240*time.Hour))
	same(t, "when it is back", len(back.Retired), 0)
	same(t, "its targets then", back.Targets[k.ID], append(ended, coach.TargetFrom{From: day + 10, Target: k.Target}))
	renamed := *f.apply(without, monday.Add(264*time.Hour))
	k.Name = "demo"
	renamed.KPIs = append(slices.Clip(renamed.KPIs), k)
	again := f.apply(renamed, monday.Add(288*time.Hour))
	same(t, "called otherwise, it is itself", again.KPIs[len(again.KPIs)-1].ID, k.ID)
}

func testBoards(t *testing.T, f fixture) {
	want := west()
	want.Board, want.Compare = coach.BoardImproved, true
	want.Segments = map[string]string{want.Reps[0]: "SDR", "U0NOBODY": "AE"}
	got := f.apply(want, monday)
	if got.Board != coach.BoardImproved || !got.Compare || len(got.Segments) != 1 || got.Segments[want.Reps[0]] != "SDR" {
		t.Errorf("stored: %q, %v, %v", got.Board, got.Compare, got.Segments)
	}
	want.Board, want.Compare, want.Segments = coach.BoardPercent, false, nil
	if got = f.apply(want, monday); got.Board != coach.BoardPercent || got.Compare || got.Segments != nil {
		t.Errorf("taken back: %q, %v, %v", got.Board, got.Compare, got.Segments)
	}
}

// A goal is frozen: the same id again changes nothing but its end, and that once.
func testGoals(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	goal := coach.TeamGoal{
		ID: "g1", Team: team.ID, KPI: team.KPIs[0].ID, Count: 100, Span: coach.Span{From: today - 3, To: today + 3}, Name: "Sprint",
		MadeBy: "U0MAYA", MadeAt: monday,
	}
	f.commit(coach.Change{Goal: &goal})
	same(t, "made", f.roster().Team(team.ID).Goals, []coach.TeamGoal{goal})
	other := goal
	other.Count, other.Name = 5, "Easier"
	f.commit(coach.Change{Goal: &other})
	same(t, "made again", f.roster().Team(team.ID).Goals, []coach.TeamGoal{goal})
	other.EndedAt = monday.Add(time.Hour)
	f.commit(coach.Change{Goal: &other})
	same(t, "ended", len(f.roster().Team(team.ID).Goals), 0)
	long := goal
	long.ID, long.Span = "g2", coach.Span{From: today - 80, To: today - 60}
	f.commit(coach.Change{Goal: &long})
	same(t, "long over", len(f.roster().Team(team.ID).Goals), 0)
	lost := goal
	lost.ID, lost.KPI = "g3", "of no team"
	if err := f.try(coach.Change{Goal: &lost}); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("a goal of what nobody counts: %v", err)
	}
}

func testPersonTotals(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	f.commit(coach.Change{Activities: []coach.Activity{
		entry(team, "U0BOB", 0, 3), entry(team, "U0BOB", 0, 2), entry(team, "U0BOB", 1, 1), entry(team, "U0ANN", 0, 9),
	}})
	got, err := f.PersonTotals(t.Context(), team.ID, "U0BOB", coach.Span{From: today - 7, To: today})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int64{}
	for _, row := range got {
		if row.Person != "U0BOB" || row.Day != today {
			t.Errorf("%+v", row)
		}
		counts[row.KPI] = row.Count
	}
	same(t, "Bob's days", counts, map[string]int64{team.KPIs[0].ID: 5, team.KPIs[1].ID: 1})
	if got, err := f.PersonTotals(t.Context(), team.ID, "U0BOB", coach.Span{From: today - 7, To: today - 1}); err != nil || len(got) != 0 {
		t.Errorf("the days before: %v, error %v", got, err)
	}
}
