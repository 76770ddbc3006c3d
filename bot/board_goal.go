package bot

// Goals of a team: one number that all work towards together, in the place of contests. A goal does not change once it is made,
// counts from the first of its days, and says nothing of who did how much.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// Names under which the goals' buttons are found. Values are "team/goal".
const (
	actGoalEnd   = "goal_end"
	actGoalShare = "goal_share"
)

// A progress is a goal with where the team stands.
type progress struct {
	goal coach.TeamGoal
	pace coach.Pace
	days string // by their dates
	soon bool   // its first day is still to come
	over bool   // its last day has passed
}

// goals reads where a team stands with its goals: all that was logged for their days, by whoever is or was in the team.
// Which ones is asked of each. Those of a KPI that is not counted any more are left out.
func (b *Bot) goals(ctx context.Context, t *coach.Team, which func(coach.TeamGoal) bool) ([]progress, error) {
	zone := teamZone(t)
	today := coach.DayOf(b.now(), zone)
	var all []progress
	for _, g := range t.Goals {
		// A goal of what is not counted any more can no longer be reached, and is nobody's fault.
		k, ok := t.KPI(g.KPI)
		if !ok || !g.EndedAt.IsZero() || !which(g) {
			continue
		}
		// A reading a goal: there are three at most, and their days differ.
		rows, err := b.store.PeriodTotals(ctx, t.ID, g.Span)
		if err != nil {
			return nil, fmt.Errorf("goal of team %s: %w", t.Name, err)
		}
		var done int64
		for _, row := range rows {
			if row.KPI == g.KPI {
				done += row.Count
			}
		}
		pace, days := g.Pace(t, k, done, b.now(), zone), datedSpan(g.Span, today)
		all = append(all, progress{goal: g, pace: pace, days: days, soon: g.Span.From > today, over: g.Span.To < today})
	}
	return all, nil
}

// runningGoals are those whose days it is, in the team's zone: everybody sees the same goals at the same instant.
func (b *Bot) runningGoals(ctx context.Context, t *coach.Team) ([]progress, error) {
	today := coach.DayOf(b.now(), teamZone(t))
	return b.goals(ctx, t, func(g coach.TeamGoal) bool { return g.Span.Contains(today) })
}

// words say where a goal stands: "42 of 100 meetings, 1 to 30 Nov: 42 %, on pace". What is over is said without a judgement,
// and of what has not begun there is nothing to say yet.
func (p progress) words() string {
	k := p.pace.KPI
	said := fmt.Sprintf("%s of %s, %s: %s", escape(k.Number(p.pace.Done)), amount(k, p.goal.Count), p.days, coach.InPercent(p.goal.Percent(p.pace.Done)))
	switch {
	case p.soon:
		said = amount(k, p.goal.Count) + ", " + p.days + ", still to come"
	case p.pace.Status == coach.Reached:
		said = fmt.Sprintf("reached, with %s of %s, %s", escape(k.Number(p.pace.Done)), amount(k, p.goal.Count), p.days)
	case p.over:
		said += " in the end"
	case p.pace.Status != coach.NoTarget:
		said += ", " + against(p.pace)
	}
	if p.goal.Name != "" {
		return oneLine(p.goal.Name) + ": " + said
	}
	return titled(said)
}

// barCells is how long a bar is.
const barCells = 20

// bar draws how much of a goal is done. It is beside the words, which say the same.
func (p progress) bar() string {
	// Rounded down, so that a full bar is a goal that is reached.
	full := min(barCells, p.goal.Percent(p.pace.Done)*barCells/100)
	return strings.Repeat("█", full) + strings.Repeat("░", barCells-full) // as code it would be red
}

// goal is a goal on a sheet: its bar, and the words, which are all of it where it is read aloud.
func (s *sheet) goal(p progress) {
	// The bar is in the blocks alone: in the text, which is read aloud, it would be twenty blocks one by one.
	s.blocks = append(s.blocks, section("*Team goal*\n"+p.bar()+"\n"+p.words()))
	s.lines = append(s.lines, "Team goal: "+p.words()+".")
}

// showGoals writes the goals whose days it is; nothing where there are none.
func (b *Bot) showGoals(ctx context.Context, w *sheet, t *coach.Team) error {
	running, err := b.runningGoals(ctx, t)
	for _, p := range running {
		w.goal(p)
	}
	return err
}

// goalsInShort is showGoals in a line each, for what people read every morning.
func (b *Bot) goalsInShort(ctx context.Context, w *sheet, t *coach.Team) error {
	running, err := b.runningGoals(ctx, t)
	for _, p := range running {
		w.small("Team goal: " + p.words() + ".")
	}
	return err
}

// boardGoal is /board goal: the team's goals, and for a manager who types one, a new one. Who is none is told so before the line
// is read, so that nobody mends a line that would be refused all the same.
func (b *Bot) boardGoal(ctx context.Context, req *request, t *coach.Team, text string) (answer, error) {
	if strings.TrimSpace(text) == "" {
		return b.listGoals(ctx, req, t)
	}
	if !t.Manages(req.Person.ID) {
		return answer{}, refusal("Only the managers of " + escape(t.Name) + " set its goals. `" + b.slash("board") + " goal` shows them.")
	}
	today := coach.DayOf(b.now(), teamZone(t))
	g, err := coach.ParseTeamGoal(text, t, today)
	if err != nil {
		return answer{}, refusal(escape(err.Error()))
	}
	// Who made it stands in the audit and on no board: it is the team's from here on.
	g.ID, g.MadeBy, g.MadeAt = newID(), req.Person.ID, b.now()
	k, _ := t.KPI(g.KPI)
	// Of two managers who set the same at once, the second is told by the first one's: the roster is read again by then.
	err = b.commit(ctx, coach.Change{At: b.now(), Inbound: req.Key, Goal: &g, Roster: req.Roster.Revision, Audit: []coach.Audit{{
		By: req.Person.ID, Team: t.ID, What: "goal", Detail: "A goal of " + t.Name + " was set: " + k.Amount(g.Count) + ", " + datedSpan(g.Span, today) + ".",
	}}})
	if err != nil {
		return answer{}, err
	}
	made, err := b.goals(ctx, withGoal(t, g), func(other coach.TeamGoal) bool { return other.ID == g.ID })
	if err != nil {
		return answer{}, err
	}
	// What was logged before counts from the start, so the answer has it at once.
	var w sheet
	w.say("That is a goal of " + escape(t.Name) + " now. All that was or will be logged for its days counts. It does not change any more; it can be ended.")
	for _, p := range made {
		w.goal(p)
	}
	w.buttons(goalButtons(t, g)...)
	return w.private(), nil
}

// withGoal is a team with one goal more: the roster of the request is older than it.
func withGoal(t *coach.Team, g coach.TeamGoal) *coach.Team {
	with := *t
	with.Goals = append(slices.Clone(t.Goals), g)
	return &with
}

// listGoals shows the goals that are running, to come, or not long over, with buttons for managers.
func (b *Bot) listGoals(ctx context.Context, req *request, t *coach.Team) (answer, error) {
	all, err := b.goals(ctx, t, func(coach.TeamGoal) bool { return true })
	if err != nil {
		return answer{}, err
	}
	manages := t.Manages(req.Person.ID)
	how := "`" + b.slash("board") + " goal 100 meetings this month` sets one."
	if len(all) == 0 && manages {
		return answer{Text: escape(t.Name) + " has no goal now. " + how}, nil
	} else if len(all) == 0 {
		return answer{Text: escape(t.Name) + " has no goal now. Its managers can set one."}, nil
	}
	var w sheet
	w.head("Goals of " + t.Name)
	for i, p := range all {
		w.goal(p)
		if manages {
			row := goalButtons(t, p.goal)
			if p.over {
				row = row[:1] // how it went can be told; there is nothing to end
			}
			// Slack wants each action of a message to have an id of its own.
			for j := range row {
				row[j].ActionID = indexed(row[j].ActionID, i)
			}
			w.buttons(row...)
		}
	}
	return w.private(), nil
}
