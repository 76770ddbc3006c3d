package coach

import (
	"slices"
	"testing"
)

// Each question of the default process may be asked, and every id and name is there once.
func TestDefaultProcess(t *testing.T) {
	p := DefaultProcess()
	seen := map[string]bool{}
	once := func(word string) {
		if seen[word] {
			t.Errorf("%q is there twice", word)
		}
		seen[word] = true
	}
	for _, s := range p {
		once(s.ID)
		once(s.Name)
		for _, m := range s.Milestones {
			once(m.ID)
			once(m.Name)
			if err := CheckQuestion(m.Ask); err != nil {
				t.Errorf("%s: %v", m.Ask, err)
			}
		}
	}
	if len(p) != 4 {
		t.Errorf("%d stages", len(p))
	}
}

func TestProcess(t *testing.T) {
	var (
		team     Team
		standard = team.Stages()
	)
	if !standard.Equal(DefaultProcess()) {
		t.Error("a team that made no process has another than the default one")
	}
	team.Process = Process{{ID: "one", Name: "One", Milestones: []Milestone{{ID: "a"}, {ID: "b"}}}, {ID: "two", Name: "Two", Milestones: []Milestone{{ID: "c"}}}}
	own := team.Stages()
	if own.Equal(standard) || own.Index("two") != 1 || own.Index("discovery") != -1 {
		t.Errorf("its own process: %+v", own)
	}
	if own.Place(Deal{Stage: "two"}) != 1 || own.Place(Deal{Stage: "discovery"}) != 0 {
		t.Error("a deal of a retired stage stands at the beginning")
	}
	for index, want := range [][]string{{"a", "b"}, {"a", "b", "c"}, {"a", "b", "c"}} {
		if got := names(own.Until(index)); !slices.Equal(got, want) {
			t.Errorf("until %d: %v", index, got)
		}
	}
	if m, stage, ok := own.Milestone("c"); !ok || stage != 1 || m.ID != "c" {
		t.Errorf("c: %+v in %d, %v", m, stage, ok)
	}
	if _, _, ok := own.Milestone("quiet"); ok {
		t.Error("it has a milestone of the default process")
	}
}

func TestDealFilter(t *testing.T) {
	won := Deal{Team: "west", Owner: "U0ANN", State: DealWon, EndedDay: 100}
	open := Deal{Team: "west", Owner: "U0BOB"}
	for _, row := range []struct {
		filter    DealFilter
		won, open bool
	}{
		{DealFilter{Team: "west"}, true, true},
		{DealFilter{Team: "east"}, false, false},
		{DealFilter{Team: "west", Owner: "U0ANN"}, true, false},
		{DealFilter{Team: "west", State: DealOpen}, false, true},
		{DealFilter{Team: "west", State: DealLost}, false, false},
		{DealFilter{Team: "west", Ended: Span{From: 99, To: 100}}, true, false},
		{DealFilter{Team: "west", Ended: Span{From: 101, To: 110}}, false, false},
	} {
		if row.filter.Selects(won) != row.won || row.filter.Selects(open) != row.open {
			t.Errorf("%+v selects the won one: %v, the open one: %v", row.filter, !row.won, !row.open)
		}
	}
}
