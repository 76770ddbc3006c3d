package coach

import (
	"slices"
	"strings"
	"testing"
)

// Today is Friday 20 November 2026; demos were counted until Tuesday 10 November.
func TestABoardOfARetiredKPI(t *testing.T) {
	team := west()
	demo := KPI{ID: "k9", Name: "demo", Plural: "demos", Kind: Leading}
	old := KPI{ID: "k8", Name: "old call", Plural: "calls", Kind: Leading} // calls are conversations now
	team.Retired = []RetiredKPI{{KPI: demo, Until: day(t, "2026-11-10")}, {KPI: old, Until: day(t, "2026-11-10"), Place: 1}}
	for line, want := range map[string]string{
		"demos last month": "k9",
		"demos last week":  "k9", // Monday is in it
		"calls last month": "k1",
		"demos":            "West has not counted demos since 10 Nov 2026.",
		"demos 10 Nov":     "West has not counted demos since 10 Nov 2026.",
	} {
		req, err := ParseBoard(line, team, day(t, "2026-11-20"))
		if err == nil && req.KPI.ID != want || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, error %v; want %s", line, req.KPI, err, want)
		}
	}
	if _, err := ParseTeamGoal("10 demos", team, day(t, "2026-11-20")); err == nil {
		t.Error("there is a goal of what is not counted any more")
	}
	for d, want := range map[string]bool{"2026-11-09": true, "2026-11-10": false} {
		counted := slices.ContainsFunc(team.CountedOn(day(t, d)), func(k KPI) bool { return k.ID == demo.ID })
		if counted != want {
			t.Errorf("on %s demos were counted: %v", d, counted)
		}
	}
	if k, ok := team.EverKPI("k9"); !ok || k.Name != "demo" {
		t.Errorf("by its id it is %v, %v", k, ok)
	}
	if _, ok := team.EverKPI("k7"); ok {
		t.Error("a KPI that never was is there")
	}
}

// The funnel of then is put together again, whatever was taken out of it and in which order, and without what came later.
func TestTheFunnelOfThen(t *testing.T) {
	kpi := func(id string) KPI { return KPI{ID: id, Kind: Leading} }
	before, gone := day(t, "2026-11-02"), day(t, "2026-11-10")
	for name, team := range map[string]*Team{
		"the first":             {KPIs: []KPI{kpi("b"), kpi("c")}, Retired: []RetiredKPI{{KPI: kpi("a"), Until: gone, Place: 0}}},
		"the last":              {KPIs: []KPI{kpi("a"), kpi("b")}, Retired: []RetiredKPI{{KPI: kpi("c"), Until: gone, Place: 2}}},
		"two at once":           {KPIs: []KPI{kpi("c")}, Retired: []RetiredKPI{{KPI: kpi("a"), Until: gone, Place: 0}, {KPI: kpi("b"), Until: gone, Place: 1}}},
		"one after the other":   {KPIs: []KPI{kpi("c")}, Retired: []RetiredKPI{{KPI: kpi("b"), Until: gone + 1, Place: 0}, {KPI: kpi("a"), Until: gone, Place: 0}}},
		"and one that is newer": {KPIs: []KPI{kpi("a"), kpi("b"), kpi("c"), kpi("d")}, Targets: map[string][]TargetFrom{"d": {{From: gone}}}},
	} {
		var ids string
		for _, k := range team.CountedOn(before) {
			ids += k.ID
		}
		if ids != "abc" {
			t.Errorf("%s: %s", name, ids)
		}
	}
}
