package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// acme is a new deal of Ann's.
func acme(team *coach.Team) coach.Deal {
	return coach.Deal{
		ID: "d1", Team: team.ID, Owner: "U0ANN", Name: "Acme", Amount: 8_000_000, Unit: "EUR", Closes: today + 30, Stage: "qualified",
	}
}

func testDeals(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	deal := acme(team)
	answer := coach.DealAnswer{ID: "a1", Deal: "d1", Milestone: "measures", Ask: "How?", Text: "Fewer late orders", By: "U0ANN", At: monday}
	made := coach.DealMove{ID: "m1", Deal: "d1", To: "qualified", By: "U0ANN", At: monday}
	f.commit(coach.Change{At: monday, Deals: []coach.Deal{deal}, Answers: []coach.DealAnswer{answer}, DealMoves: []coach.DealMove{made}})

	deal = deal.Complete(monday)
	deal.Rev = 1
	want := coach.DealRecord{Deal: deal, Answers: []coach.DealAnswer{answer}, Moves: []coach.DealMove{made}}
	same(t, "as it was made", must(f.Deal(t.Context(), "d1"))(t), want)

	// It moves on without an answer to its second milestone, and a better one to its first.
	later := monday.Add(time.Hour)
	deal.Stage, deal.StageAt, deal.MovedAt = "discovery", later, later
	better := coach.DealAnswer{ID: "a2", Deal: "d1", Milestone: "measures", Ask: "How?", Text: "Below 2% late", By: "U0MAYA", At: later}
	moved := coach.DealMove{
		ID: "m2", Deal: "d1", From: "qualified", To: "discovery", By: "U0MAYA", At: later, Unproven: []string{"What makes it matter now"}, Reason: "They asked for it",
	}
	week := coach.DealWeek{Deal: "d1", Week: today - 7, Person: "U0ANN", What: coach.DealConversation, At: later}
	f.commit(coach.Change{
		At: later, Deals: []coach.Deal{deal}, Answers: []coach.DealAnswer{better}, DealMoves: []coach.DealMove{moved}, DealWeeks: []coach.DealWeek{week},
	})
	deal.Rev = 2
	want = coach.DealRecord{Deal: deal, Answers: []coach.DealAnswer{answer, better}, Moves: []coach.DealMove{made, moved}, Weeks: []coach.DealWeek{week}}
	same(t, "with its history", must(f.Deal(t.Context(), "d1"))(t), want)
	listed := coach.DealRecord{Deal: deal, Answers: []coach.DealAnswer{better}}
	same(t, "in a list", must(f.Deals(t.Context(), coach.DealFilter{Team: team.ID}))(t), []coach.DealRecord{listed})

	// What is said about the same week again takes the place of what was said.
	week.What, week.At = coach.DealAdvanced, later.Add(time.Minute)
	f.commit(coach.Change{DealWeeks: []coach.DealWeek{week}})
	same(t, "the week", must(f.DealWeeks(t.Context(), team.ID, today-7))(t), []coach.DealWeek{week})
	if other := must(f.DealWeeks(t.Context(), team.ID, today))(t); other != nil {
		t.Errorf("another week has %v", other)
	}

	if _, err := f.Deal(t.Context(), "d2"); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("a deal that there is not: %v", err)
	}
}

// Two people who change the same deal at once hear of each other, and what was won is counted once.
func testDealStale(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	f.commit(coach.Change{At: monday, Deals: []coach.Deal{acme(team)}})
	read := must(f.Deal(t.Context(), "d1"))(t).Deal

	win := func(person string) coach.Change {
		won := read
		won.State, won.EndedAt, won.EndedDay, won.Counted = coach.DealWon, monday, today, true
		return coach.Change{At: monday, Deals: []coach.Deal{won}, Activities: []coach.Activity{
			{Team: team.ID, Person: person, KPI: team.KPIs[2].ID, Day: today, Count: won.Amount, Source: "deal"},
		}}
	}
	f.commit(win("U0ANN"))
	f.refused(win("U0ANN"), coach.ErrStale)
	f.refused(coach.Change{At: monday, Deals: []coach.Deal{acme(team)}}, coach.ErrStale)
	if n := f.total(team, "U0ANN", 2, today, today); n != read.Amount {
		t.Errorf("%d is counted", n)
	}
	// Whose team it is and when it was made do not change.
	again := must(f.Deal(t.Context(), "d1"))(t).Deal
	again.State, again.EndedAt, again.EndedDay, again.Team, again.MadeAt = coach.DealOpen, time.Time{}, 0, "another", monday.Add(time.Hour)
	f.commit(coach.Change{At: monday, Deals: []coach.Deal{again}})
	after := must(f.Deal(t.Context(), "d1"))(t).Deal
	if after.Team != team.ID || !after.MadeAt.Equal(monday) || !after.Counted || !after.Open() || after.Rev != 3 {
		t.Errorf("opened again: %+v", after)
	}

	gone := coach.Change{Answers: []coach.DealAnswer{{Deal: "d2", Milestone: "measures", Text: "…"}}}
	f.refused(gone, coach.ErrNotFound)
	f.refused(coach.Change{DealMoves: []coach.DealMove{{Deal: "d2", To: "won"}}}, coach.ErrNotFound)
	f.refused(coach.Change{DealWeeks: []coach.DealWeek{{Deal: "d2", Week: today, What: coach.DealNothing}}}, coach.ErrNotFound)
	f.refused(coach.Change{Deals: []coach.Deal{{ID: "d3", Team: "nobody's"}}}, coach.ErrNotFound)
}

// A filter in SQL is the filter in Go.
func testDealFilters(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	var all []coach.Deal
	for i, state := range []coach.DealState{coach.DealOpen, coach.DealWon, coach.DealLost, coach.DealOpen, coach.DealWon, coach.DealLost} {
		d := acme(team)
		d.ID, d.State, d.MadeAt = fmt.Sprintf("d%d", i), state, monday.Add(-time.Duration(i)*time.Hour)
		if i%2 == 1 {
			d.Owner = "U0BOB"
		}
		if state != coach.DealOpen {
			d.EndedAt, d.EndedDay = monday, today-coach.Day(i)
		}
		all = append(all, d.Complete(monday))
	}
	f.commit(coach.Change{At: monday, Deals: all})
	f.commit(coach.Change{At: monday, Answers: []coach.DealAnswer{{Deal: "d3", Milestone: "measures", Text: "Fewer late orders", By: "U0BOB"}}})
	for _, owner := range []string{"", "U0ANN", "U0BOB", "U0CAL"} {
		for _, state := range []coach.DealState{"", coach.DealOpen, coach.DealWon, coach.DealLost} {
			for _, ended := range []coach.Span{{}, {From: today - 2, To: today}, {From: today + 1, To: today + 9}} {
				filter := coach.DealFilter{Team: team.ID, Owner: owner, State: state, Ended: ended}
				var want, got []string
				for _, d := range slices.Backward(all) { // the last was made first
					if filter.Selects(d) {
						want = append(want, d.ID)
					}
				}
				for _, r := range must(f.Deals(t.Context(), filter))(t) {
					got = append(got, r.ID)
					if (len(r.Answers) == 1) != (r.ID == "d3") {
						t.Errorf("%+v: %s has %d answers", filter, r.ID, len(r.Answers))
					}
				}
				same(t, fmt.Sprintf("%+v", filter), got, want)
			}
		}
	}
	bare := must(f.Deals(t.Context(), coach.DealFilter{Team: team.ID, Bare: true}))(t)
	if len(bare) != len(all) || slices.ContainsFunc(bare, func(r coach.DealRecord) bool { return r.Answers != nil }) {
		t.Errorf("bare: %+v", bare)
	}
	if none := must(f.Deals(t.Context(), coach.DealFilter{Team: "another"}))(t); none != nil {
		t.Errorf("another team's: %+v", none)
	}
}

// Ids stay with names: through an edit, a rename, a retirement and a return, from the default process on.
func testProcess(t *testing.T, f fixture) {
	w := west()
	team := f.apply(w, monday)
	if team.Process != nil {
		t.Fatalf("a team that made none has %v", team.Process)
	}
	id := func(p coach.Process, name string) string {
		t.Helper()
		for _, s := range p {
			if s.Name == name {
				return s.ID
			}
			for _, m := range s.Milestones {
				if m.Name == name {
					return m.ID
				}
			}
		}
		t.Fatalf("there is no %q in %+v", name, p)
		return ""
	}
	ask := func(names ...string) (all []coach.Milestone) {
		for _, n := range names {
			all = append(all, coach.Milestone{Name: n, Ask: "What about " + n + "?"})
		}
		return all
	}
	w.Process = coach.Process{
		{Name: "First call", Milestones: ask("Measures of success", "Their budget")},
		{Name: "Discovery", Milestones: ask("Who is for it")},
		{Name: "Bare"},
	}
	first := f.apply(w, monday).Process
	if len(first) != 3 || id(first, "Discovery") != "discovery" || id(first, "Who is for it") != "for" || len(id(first, "First call")) < 30 {
		t.Fatalf("what has a name of the default process is what it was there: %+v", first)
	}
	same(t, "stages", []string{first[0].Name, first[1].Name, first[2].Name}, []string{"First call", "Discovery", "Bare"})
	if again, err := f.ApplyTeam(t.Context(), w, monday); err != nil || again {
		t.Errorf("applied again, it changed: %v, %v", again, err)
	}

	// A new name under the old id, as a form has it; a milestone in another stage; a stage that goes.
	w.ID = team.ID
	w.Process = coach.Process{
		{ID: id(first, "Discovery"), Name: "Finding out", Milestones: ask("Their budget", "Who is for it")},
		{Name: "Discovery"},
	}
	second := f.apply(w, monday).Process
	if id(second, "Finding out") != "discovery" || id(second, "Discovery") == "discovery" ||
		id(second, "Their budget") != id(first, "Their budget") || second[0].Milestones[0].Name != "Their budget" {
		t.Errorf("renamed: %+v, before %+v", second, first)
	}

	// What was gone comes back as itself; the default process is nobody's own.
	w.ID, w.Process = "", coach.Process{{Name: "First call", Milestones: ask("Measures of success")}}
	if third := f.apply(w, monday).Process; id(third, "First call") != id(first, "First call") || id(third, "Measures of success") != "measures" {
		t.Errorf("came back: %+v, before %+v", third, first)
	}
	w.Process = coach.DefaultProcess()
	if team := f.apply(w, monday); team.Process != nil {
		t.Errorf("the default process is stored: %+v", team.Process)
	}
	w.Process = nil
	if again, err := f.ApplyTeam(t.Context(), w, monday); err != nil || again {
		t.Errorf("none is the default: %v, %v", again, err)
	}
}
