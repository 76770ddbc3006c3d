package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// crowd is a team of so many reps with names as long as Slack allows and words in them that could be markup.
func crowd(s *stage, id string, reps int) *coach.Team {
	t := westTeam()
	t.ID, t.Name, t.Channel, t.Reps = id, "Team <"+id+"> & "+strings.Repeat("n", 60), "C"+id, nil
	t.KPIs[2].Kind, t.KPIs[3].Kind = coach.Leading, coach.Leading // as many as a team may steer by
	for i := range t.KPIs {
		t.KPIs[i].ID = id + t.KPIs[i].ID
	}
	for i := range reps {
		p := coach.Person{ID: fmt.Sprintf("U%s%d", id, i), Name: "<!channel> & " + strings.Repeat("é", 67), Zone: "Europe/London"}
		t.Reps = append(t.Reps, p.ID)
		s.store.roster.People[p.ID] = p
	}
	s.store.roster.Teams = append(s.store.roster.Teams, t)
	return t
}

// absent puts everybody in the crowd but for the first away, and leaves something open of one who has gone.
func absent(s *stage, team *coach.Team) {
	day := wednesdayDay()
	for i, id := range team.Reps {
		p := s.store.roster.Person(id)
		if i > 0 {
			p.Absences = append(p.Absences, coach.Absence{ID: "a-" + id, Person: id, Span: coach.Span{From: day + coach.Day(i%3), To: day + 9}, Part: coach.WholeDay, Source: coach.SaidBySelf})
		}
		p.Deleted = i == 1
		p.Settings.Week = [7]coach.Part{1: coach.WholeDay, 3: coach.Morning}
		s.store.roster.People[id] = p
	}
	for i := range 12 {
		s.store.promises = append(s.store.promises, coach.Commitment{
			ID: fmt.Sprint(team.ID, i), Team: team.ID, Person: team.Reps[1], Text: strings.Repeat("<é>", 300), Due: day, State: "open",
		})
		s.store.audits = append(s.store.audits, coach.Audit{At: s.clock, By: "U0BOSS", Team: team.ID, Person: team.Reps[0], What: "team", Detail: strings.Repeat("&", 300)})
	}
}

// boss is somebody who sells for five teams, manages seven of 200 people, and sets Pacer up, and of whom there is as much
// of everything as there can be.
func boss(s *stage) {
	p := coach.Person{ID: "U0BOSS", Name: "Boss", Zone: "Europe/London", Admin: true, SnoozedUntil: s.clock.Add(time.Hour)}
	for i := range 9 {
		p.Absences = append(p.Absences, coach.Absence{ID: strconv.Itoa(i), Person: "U0BOSS", Span: coach.Span{From: wednesdayDay() + coach.Day(9*i), To: wednesdayDay() + coach.Day(9*i)}, Part: coach.Morning, Source: coach.SaidBySelf})
	}
	s.bot.cfg.Upcoming = func(context.Context, ...string) ([]coach.Occurrence, error) {
		var all []coach.Occurrence
		for i := range 7 {
			all = append(all, coach.Occurrence{Team: fmt.Sprintf("T%d", i), Kind: coach.Huddle, Zone: "Europe/London", Due: s.clock})
		}
		return all, nil
	}
	for i := range 7 {
		team := crowd(s, fmt.Sprintf("T%d", i), 200)
		team.Managers = []string{"U0BOSS", "U0MAYA"}
		absent(s, team)
		if i < 5 {
			team.Reps = append(team.Reps, "U0BOSS")
			p.Plans = append(p.Plans, coach.Plan{ID: team.ID, Team: team.ID, Person: "U0BOSS", Goal: team.KPIs[0].ID, Count: 9, Per: coach.Monthly, State: coach.PlanProposed, By: "U0MAYA"})
		}
		team.KPIs = append(team.KPIs, coach.KPI{ID: team.ID + "won", Name: "win", Plural: "wins", Kind: coach.Lagging})
		bossTeam(s, team)
	}
	s.store.roster.People["U0BOSS"] = p
}

// bossTeam gives one of the boss's teams a past, goals, deals, commitments, and what the boss was asked in it.
func bossTeam(s *stage, team *coach.Team) {
	day := wednesdayDay()
	long := strings.Repeat("<!channel> & é", 100)
	s.store.huddles[coach.HuddleKey(team.ID, day)] = coach.HuddleDay{
		Team: team.ID, Day: day, OpenedAt: s.clock, Entries: []coach.HuddleEntry{{Person: team.Reps[0], FiledAt: s.clock}},
	}
	week := coach.Weekly.Span(day, team.Year())
	for n := range coach.MaxGoals {
		team.Goals = append(team.Goals, coach.TeamGoal{ID: fmt.Sprint(team.ID, n), Team: team.ID, KPI: team.KPIs[0].ID, Count: 100, Span: week, Name: long[:60]})
	}
	for i, who := range append([]string{"U0BOSS"}, team.Reps[2:50]...) {
		s.store.checkIns = append(s.store.checkIns, coach.WeeklyCheckIn{Team: team.ID, Person: who, Week: week.From, Answers: coach.Reflections{Need: long}})
		s.store.outbox = append(s.store.outbox, coach.Message{Key: checkInKey(team.ID, week.From, team.Reps[60+i]), State: coach.Sent})
		for d := day - 70; d <= day; d++ {
			for _, k := range team.KPIs {
				s.store.ledger = append(s.store.ledger, coach.Activity{
					ID: newID(), Team: team.ID, Person: who, KPI: k.ID, Day: d, Count: int64(1+d%3) * k.Whole(), Note: long, LoggedAt: s.clock, Source: "command", Inbound: fmt.Sprint(who, d),
				})
			}
		}
	}
	for n := range 5 {
		id := fmt.Sprint(team.ID, n)
		for _, who := range []string{"U0BOSS", team.Reps[2+n]} {
			s.store.promises = append(s.store.promises, coach.Commitment{ID: newID(), Team: team.ID, Person: who, Text: long, Due: day, State: coach.PromiseOpen})
		}
		s.store.coaching.direct = append(s.store.coaching.direct, coach.DirectQuestion{ID: id, Team: team.ID, Person: "U0BOSS", Manager: "U0MAYA", Question: "How " + long, At: s.clock})
		for _, by := range []string{"U0BOSS", "U0MAYA"} {
			s.store.coaching.agenda = append(s.store.coaching.agenda, coach.AgendaItem{ID: id + by, Team: team.ID, Person: "U0BOSS", By: by, Text: long, At: s.clock})
		}
	}
	for n := range 100 {
		for _, who := range []string{"U0BOSS", team.Reps[2]} {
			s.store.deals = append(s.store.deals, coach.DealRecord{Deal: coach.Deal{
				ID: newID(), Team: team.ID, Owner: who, Name: long, Amount: int64(n) * 1e12, Unit: "EUR", Closes: day - 9, MadeAt: s.clock.AddDate(0, -2, 0), StageAt: s.clock.AddDate(0, -2, 0), MovedAt: s.clock.AddDate(0, -2, 0),
			}})
		}
	}
}

// The largest Homes that there are fit into a view, whatever page of each list is seen, with charts and without.
func TestHomeOfAnySizeFits(t *testing.T) {
	s := newStage(t)
	boss(s)
	for _, pages := range []homePages{nil, {homeOwn: 1, homeManaged: 1, homeAllTeams: 1, "T1": 10, "T5": 19, "T6": 99}} {
		for _, charted := range []bool{true, false} {
			said := fits(t, s, "U0BOSS", pages, charted)
			for _, word := range []string{
				"Your numbers in", "Results", "Your plan", "Maya proposes", "Team goal", "Maya asks you", "Commitment due", "Logged last", "Your deals", "Your next one-to-one",
				"Together", "Not checked in today", "Today: ", "Soon: ", "Whom to talk with first", "Works Mon, Wed mornings", "49 of 98 in", "Deals worth a look", "Commitments that come back",
				"Your own coaching", "Left open by those who are gone", "You are away", "You will be away", "Coming up", "How Pacer is doing", "Changed lately",
			} {
				if !strings.Contains(said, word) {
					t.Errorf("%q is not in it", word)
				}
			}
			if strings.Contains(said, "Week by week") == charted {
				t.Errorf("charts: %v, and yet numbers instead of them: %v", charted, !charted)
			}
		}
	}
}

// Whoever has fewer parts sees more teams at a time; that fits as well.
func TestHomeOfTwoTeamsAtATimeFits(t *testing.T) {
	for _, row := range []struct {
		name         string
		sells, leads bool
		admin        bool
		own, managed int // teams at a time
	}{
		{"a rep who sets Pacer up", true, false, true, 2, 0},
		{"a manager who sets Pacer up", false, true, true, 0, 2},
		{"both", true, true, false, 2, 1},
	} {
		s := newStage(t)
		boss(s)
		p := s.store.roster.People["U0BOSS"]
		p.Admin = row.admin
		s.store.roster.People["U0BOSS"] = p
		for _, team := range s.store.roster.Teams {
			if !row.sells {
				team.Reps = slices.DeleteFunc(team.Reps, func(id string) bool { return id == "U0BOSS" })
			}
			if !row.leads {
				team.Managers = []string{"U0MAYA"}
			}
		}
		said := fits(t, s, "U0BOSS", nil, true)
		own, managed := strings.Count(said, "Your numbers in"), strings.Count(said, "the team that you manage")
		if own != row.own || managed != row.managed {
			t.Errorf("%s: %d own teams and %d managed ones, want %d and %d", row.name, own, managed, row.own, row.managed)
		}
	}
}

// fits makes somebody's Home, and holds it to Slack's limits and to people's names being no markup; it answers what it says.
func fits(t *testing.T, s *stage, person string, pages homePages, charted bool) string {
	t.Helper()
	view, err := s.bot.homeWith(t.Context(), person, pages, charted)
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(view)
	if err != nil {
		t.Fatal(err)
	}
	charts := 0
	for _, block := range view.Blocks.BlockSet {
		if block.BlockType() == slack.MBTDataVisualization {
			charts++
		}
	}
	said := blockText(view.Blocks.BlockSet)
	t.Logf("%d blocks, %d of them charts, %d bytes", len(view.Blocks.BlockSet), charts, len(out))
	if len(view.Blocks.BlockSet) >= maxViewBlocks || len(out) > 250_000 || charts > homeCharts || strings.Contains(said, "more than a Home can hold") {
		t.Errorf("%d blocks, %d of them charts, %d bytes", len(view.Blocks.BlockSet), charts, len(out))
	}
	if strings.Contains(said, "<!channel>") {
		t.Error("somebody's words are markup")
	}
	return said
}
