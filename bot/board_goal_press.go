package bot

// The buttons of goals.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// goalButtons are what a manager can do with a goal. The end is asked about, as there is no way back; a new goal for the same days
// is one.
func goalButtons(t *coach.Team, g coach.TeamGoal) []*slack.ButtonBlockElement {
	value := t.ID + "/" + g.ID
	return []*slack.ButtonBlockElement{
		press(actGoalShare, "Tell the channel", value),
		sure(press(actGoalEnd, "End this goal", value).WithStyle(slack.StyleDanger), "End this goal?",
			"Nobody sees it any more. What was logged is kept, and a new goal for the same days would count all of it.", "End it"),
	}
}

// goalOf finds the goal that a button is about, for somebody who manages its team now: the answer that holds the button may
// be weeks old, and a forged one may name any team. The error is a refusal.
func goalOf(req *request) (*coach.Team, coach.TeamGoal, error) {
	team, id, _ := strings.Cut(req.Value, "/")
	t := req.Roster.Team(team)
	if t == nil || !t.Manages(req.Person.ID) {
		return nil, coach.TeamGoal{}, refusal("Only the managers of a team can do that with its goals.")
	}
	for _, g := range t.Goals {
		if g.ID == id && g.EndedAt.IsZero() {
			return t, g, nil
		}
	}
	return nil, coach.TeamGoal{}, refusal("That goal is not there any more.")
}

// pressGoalEnd ends a goal. The press was asked about. Pressed by two at once it ends once: the store keeps the first end, and
// the second finds no goal.
func pressGoalEnd(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, g, err := goalOf(req)
	if err != nil {
		return answer{}, err
	}
	g.EndedAt = b.now()
	k, _ := t.KPI(g.KPI)
	days := datedSpan(g.Span, coach.DayOf(b.now(), teamZone(t)))
	err = b.commit(ctx, coach.Change{At: b.now(), Inbound: req.Key, Goal: &g, Audit: []coach.Audit{{
		By: req.Person.ID, Team: t.ID, What: "goal", Detail: "A goal of " + t.Name + " was ended: " + k.Amount(g.Count) + ", " + days + ".",
	}}})
	if err != nil {
		return answer{}, err
	}
	return answer{Text: "The goal of " + amount(k, g.Count) + ", " + days + ", is ended. What was logged is kept.", Replace: true}, nil
}

// pressGoalShare posts a goal to the team's channel, with where it stands at the press. A goal that is over may be told too:
// a team wants to hear how it went.
func pressGoalShare(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, g, err := goalOf(req)
	if err != nil {
		return answer{}, err
	}
	if t.Channel == "" {
		return answer{}, refusal(escape(t.Name) + " has no home channel yet, so there is nowhere to share this.")
	}
	shared, err := b.goals(ctx, t, func(other coach.TeamGoal) bool { return other.ID == g.ID })
	if err != nil {
		return answer{}, err
	}
	var w sheet
	for _, p := range shared {
		w.goal(p)
	}
	logs := "logs"
	if slices.ContainsFunc(shared, func(p progress) bool { return p.over }) {
		logs = "logged"
	}
	w.small("All that the team " + logs + " for these days counts. Shared by " + nameOf(req.Person) + ".")
	post := message("goal/"+req.Key, t.Channel, w.body())
	post.Urgent = true // somebody is looking at the channel for it
	if err := b.commit(ctx, coach.Change{At: b.now(), Inbound: req.Key, Messages: []coach.Message{post}}); err != nil {
		return answer{}, err
	}
	return answer{Text: fmt.Sprintf("Shared in <#%s>.", t.Channel)}, nil
}
