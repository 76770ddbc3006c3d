package coach

import (
	"fmt"
	"strings"
	"testing"
)

func TestCheckProcess(t *testing.T) {
	ask := []Milestone{{Name: "Measures", Ask: "How will they measure success?"}}
	many := func(n int) (p Process) {
		for i := range n {
			p = append(p, Stage{Name: fmt.Sprint("Stage ", i)})
		}
		return p
	}
	full := Stage{Name: "Full"}
	for i := range MaxMilestones + 1 {
		full.Milestones = append(full.Milestones, Milestone{Name: fmt.Sprint("Thing ", i), Ask: "What is it?"})
	}
	for _, row := range []struct {
		name    string
		process Process
		want    string // "place: part of the sentence", a line each
	}{
		{"none is the default", nil, ""},
		{"the default", DefaultProcess(), ""},
		{"a stage alone", Process{{Name: "Open"}}, ""},
		{"as many as may be", many(MaxStages), ""},
		{"too many stages", many(MaxStages + 1), "process: up to 8"},
		{"too many milestones", Process{full}, "process/0/milestones: up to 8"},
		{"a stage without a name", Process{{}}, "process/0/stage: empty"},
		{"a long name", Process{{Name: strings.Repeat("x", MaxStage+1)}}, "process/0/stage: too long"},
		{"a stage twice", Process{{Name: "Open"}, {Name: "OPEN"}}, `process/1/stage: "OPEN" stands twice`},
		{"a milestone twice", Process{{Name: "A", Milestones: ask}, {Name: "B", Milestones: ask}}, `process/1/milestones/0/name: "Measures" stands twice`},
		{"a milestone without a name", Process{{Name: "A", Milestones: []Milestone{{Ask: "What is it?"}}}}, "process/0/milestones/0/name: empty"},
		{"a why", Process{{Name: "A", Milestones: []Milestone{{Name: "Reason", Ask: "Why do they want it?"}}}}, "process/0/milestones/0/ask: "},
		{"no question", Process{{Name: "A", Milestones: []Milestone{{Name: "Reason", Ask: "Budget"}}}}, "process/0/milestones/0/ask: "},
	} {
		team := Team{Process: row.process}
		c := teamCheck{team: team}
		c.process()
		var want []string
		if row.want != "" {
			want = strings.Split(row.want, "\n")
		}
		if len(c.faults) != len(want) {
			t.Errorf("%s: %+v", row.name, c.faults)
			continue
		}
		for i, f := range c.faults {
			if place, text, _ := strings.Cut(want[i], ": "); f.Field != place || !strings.Contains(f.Text, text) {
				t.Errorf("%s: %+v, want %s", row.name, f, want[i])
			}
		}
	}
}

func TestProcessChanges(t *testing.T) {
	var before, after Team
	after.Process = DefaultProcess()
	if got := processChanges(before.Stages(), after.Stages()); got != nil {
		t.Errorf("the default, said: %v", got)
	}
	after.Process[0].Milestones[0].Ask = "What do they count?"
	if got := processChanges(before.Stages(), after.Stages()); len(got) != 1 || !strings.Contains(got[0], "described anew") {
		t.Errorf("another question: %v", got)
	}
	after.Process = after.Process[1:]
	if got := processChanges(before.Stages(), after.Stages()); len(got) != 1 || !strings.Contains(got[0], "Discovery → Proposal → Decision") {
		t.Errorf("a stage less: %v", got)
	}
}
