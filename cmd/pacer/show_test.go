package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
)

// Whatever a team is, its file says it: read again it is the same team, and applied it changes nothing.
func TestShowIsWhatApplyTakes(t *testing.T) {
	db := newStore(t)
	rapid.Check(t, func(t *rapid.T) {
		team := anyTeam(t)
		text := teamText(&team)
		read, err := parseTeamFile("shown.yaml", []byte(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		want := team
		want.Fiscal, _ = coach.ParseFiscal(team.Fiscal.String()) // a day of 0 is the first, and January's first is none
		if team.Group != "" {
			want.Reps = nil // the group says who they are
			for _, id := range team.Reps {
				if _, ok := team.Starts[id]; ok {
					want.Reps = append(want.Reps, id)
				}
			}
		}
		if diff := cmp.Diff(want, read, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-want +got):\n%s\n%s", diff, text)
		}
		if _, err := db.ApplyTeam(t.Context(), team, londonNoon); err != nil {
			t.Fatal(err)
		}
		stored, err := teamNamed(t.Context(), db, team.Name)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		read, err = parseTeamFile("shown.yaml", []byte(teamText(stored)))
		if err == nil {
			err = applyTeam(t.Context(), db, read, world{Stdout: &out, Now: func() time.Time { return londonNoon }})
		}
		if err != nil || !strings.HasPrefix(out.String(), "Nothing changed") {
			t.Fatalf("%v\n%s\n%s", err, &out, text)
		}
	})
}

// anyTeam draws a team that may be: one of a few, so that they take turns in one database.
func anyTeam(t *rapid.T) coach.Team {
	names := []string{"West", "North: two", "Ost # 1", "[Süd]", "null"}
	n := rapid.IntRange(0, len(names)-1).Draw(t, "team")
	text := rapid.OneOf(
		rapid.SampledFrom([]string{"true", "Off", "null", "~", "- x", "a: b", "a # b", "New Year’s Day", `"quoted"`, `back\slash`, "[[[[", "{{", "%", "@x", "!x", "&x", "*x", "1e3", "0x1f", "2026-12-25", "'s", "a,b", "Müller & Co.", "日本", "a\u2028b", "a\u00a0b", "?", "|", ">"}),
		rapid.StringOfN(rapid.RuneFrom([]rune("ab Zé'\"\\:#,-[]{}&*!|>%@`?~0.😀")), 1, 40, -1),
	).Filter(func(s string) bool {
		return coach.CheckName("it", s, coach.MaxName) == nil && strings.TrimSpace(s) == s
	})
	team := coach.Team{
		Name: names[n], Channel: fmt.Sprintf("C0TEAM%d", n),
		Zone:        rapid.SampledFrom([]string{"UTC", "Europe/London", "America/Argentina/Buenos_Aires"}).Draw(t, "zone"),
		WeekStart:   time.Weekday(rapid.IntRange(0, 6).Draw(t, "week start")),
		WorkingDays: coach.Weekdays(rapid.SliceOfN(rapid.Bool(), 7, 7).Draw(t, "working days")),
		Managers:    rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"U0MAYA", "W0MIKE", "U0ANN"}), 1, 3, rapid.ID).Draw(t, "managers"),
		Reps:        rapid.SliceOfNDistinct(rapid.StringMatching(`[UW][A-Z0-9]{2,10}`), 1, 12, rapid.ID).Draw(t, "members"),
		Questions:   rapid.SliceOfNDistinct(rapid.SampledFrom(coach.QualityBank()), 0, 4, rapid.ID).Draw(t, "questions"),
		Statuses:    rapid.SliceOfNDistinct(rapid.Map(text, coach.FoldWord), 0, 4, rapid.ID).Draw(t, "statuses"),
		Rhythms:     defaultRhythms(),
	}
	team.WorkingDays[time.Tuesday] = true
	if rapid.Bool().Draw(t, "fiscal") {
		team.Fiscal = coach.Fiscal{Month: time.Month(rapid.IntRange(1, 12).Draw(t, "month")), Day: rapid.IntRange(0, 28).Draw(t, "day")}
	}
	if rapid.Bool().Draw(t, "group") {
		team.Group = "S0GROUP"
	}
	for _, id := range team.Reps {
		if day := coach.NewDay(2026, time.January, rapid.IntRange(-300, 900).Draw(t, "start")); day%3 == 0 {
			if team.Starts == nil {
				team.Starts = map[string]coach.Start{}
			}
			team.Starts[id] = coach.Start{Day: day, Ramp: rapid.IntRange(0, coach.MaxRamp).Draw(t, "ramp")}
		}
	}
	for _, row := range coach.Rhythms {
		if row.Default != nil && rapid.Bool().Draw(t, "own times") {
			team.Rhythms[row.Kind] = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"0 9 * * *", "*/5 9-17 * * 1-5", "@daily", "30 15 1,15 * *"}), 0, 3, rapid.ID).Draw(t, "crons")
		}
	}
	for _, day := range rapid.SliceOfNDistinct(rapid.IntRange(1, 900), 0, 20, rapid.ID).Draw(t, "holidays") {
		h := coach.Holiday{Day: coach.NewDay(2026, time.January, day)}
		if rapid.Bool().Draw(t, "named") {
			h.Name = text.Draw(t, "holiday")
		}
		team.Holidays = append(team.Holidays, h)
	}
	team.Holidays = coach.SortHolidays(team.Holidays)
	team.KPIs = anyKPIs(t)
	team.Board = rapid.SampledFrom(coach.BoardRules).Draw(t, "board").Mode
	team.Compare = rapid.Bool().Draw(t, "compare")
	word := rapid.SampledFrom([]string{"", "SDR", "no", "Account: exec", "[x]"})
	for _, id := range team.Reps {
		if role := word.Draw(t, "role"); role != "" {
			if team.Segments == nil {
				team.Segments = map[string]string{}
			}
			team.Segments[id] = role
		}
	}
	team.Process = anyProcess(t, text)
	return team
}

// anyProcess draws the stages of a team's deals, or none.
func anyProcess(t *rapid.T, text *rapid.Generator[string]) coach.Process {
	names := rapid.SliceOfNDistinct(text, 0, 9, strings.ToLower).Draw(t, "stages and milestones")
	asks := rapid.SampledFrom([]string{"How will they measure it: in time, or # of calls?", "Who’s “for” it?", "What's in it, {x} [y]?"})
	var p coach.Process
	for i, name := range names {
		if i == 0 || len(p) < coach.MaxStages && rapid.Bool().Draw(t, "stage") {
			p = append(p, coach.Stage{Name: name})
			continue
		}
		s := &p[len(p)-1]
		if len(s.Milestones) < coach.MaxMilestones {
			s.Milestones = append(s.Milestones, coach.Milestone{Name: name, Ask: asks.Draw(t, "question")})
		}
	}
	if (&coach.Team{Process: p}).Stages().Equal(coach.DefaultProcess()) {
		return nil
	}
	return p
}

// anyKPIs draws a funnel. What its words may be is tested where they are checked; here they come from a list.
func anyKPIs(t *rapid.T) []coach.KPI {
	words := rapid.Permutation([]string{"call", "calls", "demo", "coffee chats", "kontakt", "besuch", "müsli", "offer", "true", "null", "c&a", "deal", "o'clock"}).Draw(t, "words")
	var kpis []coach.KPI
	for i := range rapid.IntRange(1, 4).Draw(t, "KPIs") {
		k := coach.KPI{Name: words[3*i], Kind: coach.Leading, Plural: words[3*i]}
		if rapid.Bool().Draw(t, "words of their own") {
			k.Plural, k.Aliases = words[3*i+1], []string{words[3*i+2]}
		}
		// A unit belongs to the name for good, as what was logged is in it.
		switch k.Name {
		case "deal", "offer":
			k.Unit = "EUR"
		case "demo":
			k.Unit = "JPY"
		}
		if rapid.Bool().Draw(t, "lagging") {
			k.Kind = coach.Lagging
		}
		if rapid.Bool().Draw(t, "target") {
			k.Target = coach.Target{Count: k.Whole() * rapid.Int64Range(1, coach.MaxCount).Draw(t, "count"), Per: rapid.SampledFrom([]coach.Period{coach.Daily, coach.Weekly, coach.Monthly, coach.Quarterly}).Draw(t, "per")}
		}
		k.Lag, k.Minutes = rapid.IntRange(0, coach.MaxLag).Draw(t, "lag"), rapid.IntRange(0, 90).Draw(t, "minutes")
		kpis = append(kpis, k)
	}
	return kpis
}

// What a person reads: short lists on a line, long ones below one another, names as they are where they may be.
func TestShowReadsWell(t *testing.T) {
	west := demoTeams()[0].Team
	west.Starts = map[string]coach.Start{west.Reps[0]: {Day: coach.NewDay(2026, time.November, 2), Ramp: 6}}
	west.Holidays = []coach.Holiday{{Day: coach.NewDay(2026, time.December, 25), Name: "Christmas Day"}, {Day: coach.NewDay(2026, time.December, 28)}}
	west.Rhythms[coach.Nudge] = nil
	west.Fiscal = coach.Fiscal{Month: time.February, Day: 1}
	text := teamText(&west)
	for _, want := range []string{
		"team: West\n", "fiscal_year: 1 Feb\n", "  nudge: \"off\"\n", "working_days: [mon, tue, wed, thu, fri]\n",
		"holidays: [{day: 2026-12-25, name: Christmas Day}, 2026-12-28]\n", "start: 2026-11-02, ramp_weeks: 6}",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
