package bot

// The command /plan.

import (
	"context"
	"strings"

	"example.com/pacer/bot/coach"
)

// planCommand is /plan: the work-back. Somebody else's plan is read and never written: what a manager can do is
// propose.
func planCommand() command {
	return command{
		Name:        "plan",
		Description: "The result that you want, and what it takes",
		Usage:       "[history | team]",
		Examples:    []string{"", "history", "team"},
		ForManagers: []string{"@ann"},
		Who:         asRep | asManager,
		Handle:      showPlan,
	}
}

// Names under which the other buttons of plans are found.
const (
	// Values name a team and never a person: it is the presser's own plan.
	actPlanOpen    = "plan_open"    // the form of one's own plan; the value is the team's id
	actPlanHistory = "plan_history" // the value is the team's id
	actPlanShare   = "plan_share"   // the value is the team's id
)

// planButtons is the table of buttons of plans.
func planButtons() []button {
	// A manager fills the form in as well, to propose; what is about one's own plan is for reps alone.
	return []button{
		{Action: actPlanChange, Who: asRep | asManager, Handle: changePlan},
		{Action: actPlanOpen, Who: asRep, Handle: pressPlanOpen},
		{Action: actPlanHistory, Who: asRep, Handle: pressPlanHistory},
		{Action: actPlanPropose, Who: asManager, Handle: pressPlanPropose},
		{Action: actPlanTake, Who: asRep, Handle: pressPlanTake},
		{Action: actPlanAdapt, Who: asRep, Handle: pressPlanAdapt},
		{Action: actPlanDecline, Who: asRep, Handle: pressPlanDecline},
		{Action: actPlanShare, Who: asRep | asManager, Handle: pressPlanShare},
	}
}

// planForms is the table of the forms of plans. One form for making, changing, proposing and adapting: what it is about
// stands in its planRef.
func planForms() []form {
	return []form{{Callback: formPlan, Who: asRep | asManager, Handle: submitPlan}}
}

// showPlan opens the form of one's own plan; with a word it shows the earlier ones, the team's page, or to a manager
// the plan of one of their people. Which plan may be seen is decided word by word below; the row only asks for somebody
// who is in a team or manages one.
func showPlan(ctx context.Context, b *Bot, req *request) (answer, error) {
	// The words of the command come before people's names; whoever is called Team is found by their mention.
	t, word := teamHere(req), strings.TrimSpace(req.Text)
	if t == nil {
		return answer{}, errNoTeam
	}
	// In this team: a rep of another one has their plan there.
	own := activeRep(req.Roster, t, req.Person.ID)
	// Some managers sell, too; they have a plan like everybody who counts.
	switch {
	// Open to everybody in the team: it has sums and no names.
	case strings.EqualFold(word, "team"):
		return b.teamPlan(ctx, req, t)
	// The usual case, in one step: whoever manages a team and counts in it, too, plans for themselves first.
	case word == "" && own:
		return b.openPlan(ctx, req, t)
	case strings.EqualFold(word, "history") && own:
		return b.planHistory(ctx, req, t, req.Person)
	case word == "" || strings.EqualFold(word, "history"):
		return answer{Text: "You manage " + escape(t.Name) + " and count nothing yourself, so there is no plan of yours. " +
			"`" + b.slash("plan") + " @name` shows the plan of one of your people; `" + b.slash("plan") + " team` the team's page."}, nil
	// Naming oneself is the same as naming nobody.
	case own && isMeant(req.Person, word):
		return b.openPlan(ctx, req, t)
	}
	// From here on it is about somebody else, and the people that the caller manages are all that is looked at.
	t, p, err := repByName(req, req.Roster.Managed(req.Person.ID), word)
	if err != nil {
		return answer{}, err
	}
	return b.planHistory(ctx, req, t, p)
}

// openPlan opens the form of the person's own plan in a team. It is the same from the command, a nudge and the Home.
func (b *Bot) openPlan(ctx context.Context, req *request, t *coach.Team) (answer, error) {
	// A team that somebody is just setting up.
	if len(t.KPIs) == 0 {
		return answer{}, refusal(escape(t.Name) + " counts nothing yet, so there is nothing to plan.")
	}
	// A form has three seconds from the press to the screen, and all that it needs is a handful of reads.
	p, err := b.planner(ctx, req, planRef{Team: t.ID, Person: req.Person.ID})
	if err != nil {
		return answer{}, err
	}
	return answer{Modal: p.modal()}, nil
}

// ownPlanTeam is the team that a button about one's own plan names; the error is a refusal. Managers are refused here
// unless they count in that team too.
func ownPlanTeam(req *request) (*coach.Team, error) {
	// The button may be on a message of last year, and so name a team that is closed.
	t := req.Roster.Team(req.Value)
	if t == nil || !activeRep(req.Roster, t, req.Person.ID) {
		return nil, refusal("You are not in that team any more, so there is no plan of yours in it.")
	}
	return t, nil
}

// pressPlanOpen opens the form of one's own plan.
func pressPlanOpen(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, err := ownPlanTeam(req)
	if err != nil {
		return answer{}, err
	}
	return b.openPlan(ctx, req, t)
}

// pressPlanHistory shows one's own plans.
func pressPlanHistory(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, err := ownPlanTeam(req)
	if err != nil {
		return answer{}, err
	}
	return b.planHistory(ctx, req, t, req.Person)
}
