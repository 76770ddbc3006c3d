package coach

import (
	"slices"
	"testing"
)

func TestWhatChangedOfATeamIsSaid(t *testing.T) {
	before := soundTeam()
	for _, c := range []struct {
		change func(*Team)
		want   string
	}{
		{func(*Team) {}, ""},
		{func(t *Team) { t.Name = "South" }, "it is now called South"},
		{func(t *Team) { t.Reps = []string{"U0BOB", "U0CAL"} }, "Cal joined the members|Ann left the members"},
		{func(t *Team) { t.KPIs[0].Target.Count = 25 }, "the target of dials is now 25 a day"},
		{func(t *Team) { t.KPIs = t.KPIs[:5] }, "revenue is no longer counted; what was logged is kept"},
		{func(t *Team) { t.KPIs = slices.Delete(t.KPIs, 1, 2) }, "conversations are no longer counted; what was logged is kept"},
		{func(t *Team) { t.KPIs[0], t.KPIs[1] = t.KPIs[1], t.KPIs[0] }, "the funnel has another order"},
		{func(t *Team) { t.Rhythms = map[RhythmKind][]string{Huddle: {"0 10 * * 1-5"}, Nudge: {}} }, "the huddle is now weekdays at 10:00"},
		{func(t *Team) { t.Group = "S0WEST" }, "its people are kept in step with a user group"},
	} {
		after := soundTeam()
		after.Starts = nil
		base := before
		base.Starts = nil
		c.change(&after)
		got := ""
		for i, part := range TeamChanges(&base, &after, func(id string) string { return map[string]string{"U0ANN": "Ann", "U0CAL": "Cal"}[id] }) {
			if i > 0 {
				got += "|"
			}
			got += part
		}
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
