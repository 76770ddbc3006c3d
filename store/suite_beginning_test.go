package store

import (
	"path/filepath"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// A team begins when it is made, or with the first thing that the ledger has of it.
func testBeginning(t *testing.T, f fixture) {
	made := monday.Add(5 * time.Hour) // Monday at 14:00
	team := f.apply(west(), made)
	day := coach.DayOf(made, time.UTC)
	began := func(what string, want coach.Beginning) {
		t.Helper()
		same(t, what, f.roster().Team(team.ID).Began, want)
	}
	atFirst, whole := coach.Beginning{Day: day}, func(d coach.Day) coach.Beginning { return coach.Beginning{Day: d, Part: coach.WholeDay} }
	began("made in the afternoon", atFirst)
	f.apply(west(), made.Add(72*time.Hour))
	began("said again later", atFirst)

	log := func(id, person string, kpi int, d coach.Day, count int64) coach.Activity {
		a := on(d, entry(team, person, kpi, count))
		a.ID = id
		return a
	}
	revision := f.roster().Revision
	f.commit(coach.Change{Activities: []coach.Activity{log("e1", "U0ANN", 0, day, 3), log("e2", "U0ANN", 0, day+1, 3)}})
	began("logged on the day itself", atFirst)
	if now := f.roster().Revision; now != revision {
		t.Errorf("an entry of today is revision %d of the roster, want %d still", now, revision)
	}

	f.commit(coach.Change{Activities: []coach.Activity{log("e3", "U0ANN", 0, day-1, 5)}})
	began("yesterday", whole(day-1))
	f.commit(coach.Change{Activities: []coach.Activity{log("e4", "U0BOB", 1, day-400, 1)}})
	f.commit(coach.Change{Activities: []coach.Activity{log("e5", "U0BOB", 1, day-30, 1)}})
	began("a year ago, and then a month", whole(day-400))

	undo := func(id, what string, a coach.Activity) {
		a.Count, a.Corrects = -a.Count, what
		a.ID = id
		f.commit(coach.Change{Activities: []coach.Activity{a}})
	}
	undo("e6", "e4", log("", "U0BOB", 1, day-400, 1))
	began("the wrong year was undone", whole(day-30))
	undo("e7", "e3", log("", "U0ANN", 0, day-1, 5))
	began("something later was undone", whole(day-30))
	undo("e8", "e5", log("", "U0BOB", 1, day-30, 1))
	began("all of it was undone", atFirst)
	f.commit(coach.Change{Activities: []coach.Activity{log("e9", "U0ANN", 0, day-1, 2)}})
	began("and yesterday was logged again", whole(day-1))

	// What is refused moves nothing, also together with something that would, and nothing of it is remembered.
	f.refused(coach.Change{Activities: []coach.Activity{
		log("", "U0ANN", 0, day-2, 2), log("", "U0ANN", 0, day-2, 1), log("", "U0ANN", 0, day-3, -2),
	}}, coach.ErrBelowZero)
	began("what was refused", whole(day-1))
	f.commit(coach.Change{Activities: []coach.Activity{log("e10", "U0ANN", 0, day-2, 2)}})
	began("what was refused was logged again", whole(day-2))
}

// Of the time in which a team was closed, and of that in which somebody was not in it, the roster knows once they are back. What is
// undone on the same day is no gap, and the beginning stays what it was.
func testGaps(t *testing.T, f fixture) {
	made := monday.Add(-90 * aDay)
	team := f.apply(west(), made)
	began := team.Began
	closes := func(at time.Time) { f.commit(coach.Change{At: at, Close: team.ID}) }
	gaps := func(what string, want map[string][]coach.Gap) {
		t.Helper()
		now := f.roster().Team(team.ID)
		same(t, what, now.Gaps, want)
		same(t, what+": the beginning", now.Began, began)
	}
	without := west()
	without.Reps = without.Reps[1:] // without Ann

	closes(monday)
	f.apply(west(), monday.Add(3*time.Hour))
	gaps("closed by mistake", nil)
	f.apply(without, monday.Add(4*time.Hour))
	f.apply(west(), monday.Add(5*time.Hour))
	gaps("taken out by mistake", nil)

	closes(monday.Add(8 * time.Hour))
	f.apply(west(), monday.Add(2*aDay)) // at 9 in London
	shut := coach.Gap{From: today, Back: coach.Beginning{Day: today + 2, Part: coach.WholeDay}}
	gaps("closed for two days", map[string][]coach.Gap{"": {shut}})

	f.apply(without, monday.Add(3*aDay))
	closes(monday.Add(4 * aDay))
	f.apply(without, monday.Add(5*aDay))
	again := coach.Gap{From: today + 4, Back: coach.Beginning{Day: today + 5, Part: coach.WholeDay}}
	gaps("closed again, without somebody who had left", map[string][]coach.Gap{"": {shut, again}})
	f.apply(west(), monday.Add(7*aDay+5*time.Hour)) // in the afternoon
	left := coach.Gap{From: today + 3, Back: coach.Beginning{Day: today + 7}}
	gaps("who is back", map[string][]coach.Gap{"": {shut, again}, "U0ANN": {left}})
	f.apply(west(), monday.Add(9*aDay))
	gaps("the same again", map[string][]coach.Gap{"": {shut, again}, "U0ANN": {left}})
}

// Teams of before there was a beginning began with the first thing of them that has a date, or with their ledger.
func TestTeamsThatWereThereBegan(t *testing.T) {
	for _, test := range []struct {
		name, rows string
		want       coach.Beginning
	}{
		{"as the oldest member did", ``, coach.Beginning{Day: coach.NewDay(2025, time.October, 9)}},
		{
			"with the ledger", `
			INSERT INTO tally VALUES (1, '2025-10-07', 2), (1, '2025-10-06', 0), (1, 'M2025-10', 2);
			INSERT INTO activity VALUES ('a0', 't1', 'U0ANN', 'k1', '2025-10-07', 2, '', 1760000000000000, 'import', NULL, NULL);`,
			coach.Beginning{Day: coach.NewDay(2025, time.October, 7), Part: coach.WholeDay},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "pacer.db")
			released(t, path, 12)
			pool := must(openPool(path, writerPragmas, 1))(t)
			if _, err := pool.ExecContext(t.Context(), test.rows); err != nil {
				t.Fatal(err)
			}
			if err := pool.Close(); err != nil {
				t.Fatal(err)
			}
			r := must(openAt(t, path).Roster(t.Context()))(t)
			same(t, "began", r.Teams[0].Began, test.want)
		})
	}
}
