package coach

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach/tz"
)

// soundTeam is a team with nothing wrong with it.
func soundTeam() Team {
	return Team{
		Name: "West", Channel: "C0WEST", Zone: "Europe/London", WeekStart: time.Monday,
		WorkingDays: Weekdays{time.Monday: true}, Managers: []string{"U0MAYA"}, Reps: []string{"U0ANN", "U0BOB"},
		KPIs:     Templates("EUR")[1].KPIs,
		Rhythms:  map[RhythmKind][]string{Huddle: {"0 9 * * 1-5"}, Nudge: {}},
		Holidays: []Holiday{{NewDay(2026, 12, 25), "Christmas Day"}},
		Starts:   map[string]Start{"U0ANN": {NewDay(2026, 11, 2), 6}},
	}
}

func soundRules() TeamRules {
	return TeamRules{Zone: tz.Check, Cron: func(string) error { return nil }}
}

func TestTemplatesAreTeamsThatMayBe(t *testing.T) {
	seen := map[string]bool{}
	for _, tpl := range Templates("GBP") {
		team := soundTeam()
		team.KPIs = tpl.KPIs
		for _, f := range CheckTeam(team, soundRules()) {
			t.Errorf("%s: %s: %s", tpl.ID, f.Field, f.Text)
		}
		for _, k := range tpl.KPIs {
			if k.Target.Count == 0 {
				t.Errorf("%s: %s has no target", tpl.ID, k.Name)
			}
		}
		if seen[tpl.ID] || tpl.Name == "" || tpl.About == "" {
			t.Errorf("%q is there twice, or has no name", tpl.ID)
		}
		seen[tpl.ID] = true
	}
	if len(seen) != 4 {
		t.Errorf("%d templates", len(seen))
	}
}

func TestWhatATeamMayBe(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Team, *TeamRules)
		want   string // "field: text", a part of it; "" for nothing
	}{
		"sound":            {func(*Team, *TeamRules) {}, ""},
		"no name":          {func(t *Team, _ *TeamRules) { t.Name = " " }, "team: The team's name is empty"},
		"invisible":        {func(t *Team, _ *TeamRules) { t.Name = "We\u202est" }, "team: The team's name holds"},
		"name of another":  {func(t *Team, r *TeamRules) { r.Others = []*Team{{Name: "WEST"}} }, `team: There is a team called "WEST"`},
		"channel of one":   {func(t *Team, r *TeamRules) { r.Others = []*Team{{Name: "E", Channel: "C0WEST"}} }, `channel: This is the channel of team "E"`},
		"channel's name":   {func(t *Team, _ *TeamRules) { t.Channel = "#west" }, "channel: \"#west\" is no channel id"},
		"no zone":          {func(t *Team, _ *TeamRules) { t.Zone = "Local" }, "timezone: \"Local\" is no time zone"},
		"no manager":       {func(t *Team, _ *TeamRules) { t.Managers = nil }, "managers: managers is empty"},
		"no rep":           {func(t *Team, _ *TeamRules) { t.Reps, t.Starts = nil, nil }, "members: members is empty"},
		"reps to come":     {func(t *Team, _ *TeamRules) { t.Reps, t.Starts, t.Group = nil, nil, "S0WEST" }, ""},
		"twice":            {func(t *Team, _ *TeamRules) { t.Reps = []string{"U0ANN", "U0ANN"} }, "members/1: U0ANN stands twice"},
		"a name":           {func(t *Team, _ *TeamRules) { t.Managers = []string{"Maya"} }, `managers/0: "Maya" is no person's id`},
		"a group's name":   {func(t *Team, _ *TeamRules) { t.Group = "@west" }, `group: "@west" is no user group id`},
		"no KPI":           {func(t *Team, _ *TeamRules) { t.KPIs = nil }, "kpis: kpis is empty"},
		"a fifth":          {func(t *Team, _ *TeamRules) { t.KPIs[4].Kind = Leading }, `kpis/4/kind: Few numbers are steered: a team has at most 4 leading KPIs, and "deal"`},
		"no kind":          {func(t *Team, _ *TeamRules) { t.KPIs[0].Kind = "some" }, `kpis/0/kind: "some" is no kind`},
		"words collide":    {func(t *Team, _ *TeamRules) { t.KPIs[1].Aliases = []string{"dials"} }, `kpis/1/aliases/0: "dials" already means "dial"`},
		"a number":         {func(t *Team, _ *TeamRules) { t.KPIs[0].Name = "five" }, `kpis/0/name: "five" cannot be typed`},
		"a capital":        {func(t *Team, _ *TeamRules) { t.KPIs[0].Name = "Dial" }, `kpis/0/name: "Dial" has capitals`},
		"twice in one":     {func(t *Team, _ *TeamRules) { t.KPIs[0].Aliases = []string{"dials"} }, `kpis/0/aliases/0: "dials" stands twice`},
		"no currency":      {func(t *Team, _ *TeamRules) { t.KPIs[5].Unit = "EURO" }, `kpis/5/unit: "EURO" is no currency`},
		"another unit":     {func(t *Team, r *TeamRules) { r.Counted = []KPI{{Name: "dial", Unit: "USD"}} }, "kpis/0/unit: dial was counted in USD"},
		"too much":         {func(t *Team, _ *TeamRules) { t.KPIs[0].Target.Count = 1_000_001 }, "kpis/0/target: A target of 1000001 is not possible"},
		"much money":       {func(t *Team, _ *TeamRules) { t.KPIs[5].Target.Count = 1_000_000_000_00 }, ""},
		"no period":        {func(t *Team, _ *TeamRules) { t.KPIs[0].Target.Per = "year" }, `kpis/0/target: "year" is no period`},
		"a cron":           {func(t *Team, r *TeamRules) { r.Cron = func(string) error { return errors.New("no good") } }, "rhythms/huddle/0: huddle: no good."},
		"a follow-up":      {func(t *Team, _ *TeamRules) { t.Rhythms[HuddleClose] = []string{"0 9 * * *"} }, "rhythms/huddle_close: huddle_close has no time of its own"},
		"no working day":   {func(t *Team, _ *TeamRules) { t.WorkingDays = Weekdays{} }, "working_days: working_days is empty"},
		"a holiday twice":  {func(t *Team, _ *TeamRules) { t.Holidays = append(t.Holidays, t.Holidays[0]) }, "holidays/1: 2026-12-25 stands twice"},
		"a year":           {func(t *Team, _ *TeamRules) { t.Fiscal = Fiscal{4, 31} }, "fiscal_year: A fiscal year"},
		"a status":         {func(t *Team, _ *TeamRules) { t.Statuses = []string{"off\nsick"} }, "statuses/0: A status holds"},
		"who is no member": {func(t *Team, _ *TeamRules) { t.Starts = map[string]Start{"U0CAL": {1, 1}} }, "starts/U0CAL: U0CAL has a start"},
		"a long ramp":      {func(t *Team, _ *TeamRules) { t.Starts = map[string]Start{"U0ANN": {1, 53}} }, "starts/U0ANN: A ramp of 53 weeks"},
	} {
		team, rules := soundTeam(), soundRules()
		c.change(&team, &rules)
		faults := CheckTeam(team, rules)
		var got []string
		for _, f := range faults {
			got = append(got, f.Field+": "+f.Text)
		}
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], c.want)) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestTargetsInWords(t *testing.T) {
	eur := KPI{Name: "revenue", Plural: "revenue", Unit: "EUR"}
	call := KPI{Name: "call", Plural: "calls"}
	for _, c := range []struct {
		text string
		kpi  KPI
		want Target
		said string
	}{
		{"20 a week", call, Target{20, Weekly}, "20 a week"},
		{"20/week", call, Target{20, Weekly}, "20 a week"},
		{"5 per day", call, Target{5, Daily}, "5 a day"},
		{"1,200 each quarter", call, Target{1200, Quarterly}, "1,200 a quarter"},
		{"5 daily", call, Target{5, Daily}, "5 a day"},
		{"20 calls a week", call, Target{20, Weekly}, "20 a week"},
		{"", call, Target{}, ""},
		{"none", call, Target{}, ""},
		{"€50,000 a quarter", eur, Target{50_000_00, Quarterly}, "€50,000 a quarter"},
		{"50k a month", eur, Target{50_000_00, Monthly}, "€50,000 a month"},
		{"€50,00 a month", eur, Target{50_00, Monthly}, "€50 a month"},
		{"1,250,000 a quarter", eur, Target{1_250_000_00, Quarterly}, "€1,250,000 a quarter"},
	} {
		got, err := ParseTarget(c.text, c.kpi)
		if err != nil || got != c.want || c.kpi.TargetWords() != "" {
			t.Errorf("%q: %+v, %v", c.text, got, err)
		}
		c.kpi.Target = got
		if said := c.kpi.TargetWords(); said != c.said {
			t.Errorf("%q is said as %q", c.text, said)
		}
		if again, err := ParseTarget(c.kpi.TargetWords(), c.kpi); err != nil || again != got {
			t.Errorf("%q reads back as %+v, %v", c.said, again, err)
		}
	}
	for _, text := range []string{"50,00 a month", "1,2345 a quarter"} {
		if got, err := ParseTarget(text, eur); err == nil {
			t.Errorf("%q: %+v", text, got)
		}
	}
	for _, text := range []string{"20", "a week", "20 a year", "many a week", "0 a week", "-5 a week", "2.5 a week", "1,5 a week", "12,34 a week"} {
		if got, err := ParseTarget(text, call); err == nil {
			t.Errorf("%q: %+v", text, got)
		}
	}
}
