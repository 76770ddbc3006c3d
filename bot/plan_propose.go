package bot

// A manager's proposal, and what the rep makes of it. It counts for nothing before the rep takes it up.

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// Names under which the buttons of a proposal are found. Their values are "<team>/<proposal>", but for the first.
const (
	actPlanPropose = "plan_propose" // "<team>/<person>"
	actPlanTake    = "plan_take"
	actPlanAdapt   = "plan_adapt"
	actPlanDecline = "plan_decline"
)

// errNotOpen is shown for a proposal that was answered, or that is about a team that the person has left. One sentence
// for both: what is open to somebody else is theirs to know.
const errNotOpen = refusal("That proposal is not open any more, so there is nothing to decide. Your plan is what it was.")

// proposalOf finds an open proposal of a person. The roster has open ones alone; what was answered is found by
// proposalHere.
func proposalOf(p coach.Person, id string) (coach.Plan, bool) {
	// By id alone and never by place: a second proposal may have come in while the first one's message was read.
	i := slices.IndexFunc(p.Plans, func(plan coach.Plan) bool { return plan.ID == id && plan.State == coach.PlanProposed })
	if i < 0 {
		return coach.Plan{}, false
	}
	return p.Plans[i], true
}

// pressPlanPropose opens the form to propose a plan to a rep. The form is the one of a rep's own plan, with the rep's
// rates in it.
func pressPlanPropose(ctx context.Context, b *Bot, req *request) (answer, error) {
	// Whether they may propose to that person is the planner's to ask; the value only says whom it is about.
	team, person, _ := strings.Cut(req.Value, "/")
	p, err := b.planner(ctx, req, planRef{Team: team, Person: person})
	if err != nil {
		return answer{}, err
	}
	return answer{Modal: p.modal()}, nil
}

// propose stores a proposal and tells the rep, with what they can do about it. Proposals of several managers, or
// several of one, may wait side by side: each has its own message and is answered by itself.
func (p *planner) propose(ctx context.Context, plan coach.Plan) (answer, error) {
	// It reads as an offer: who, for what, what it would take, and last that nothing is decided.
	var s sheet
	s.say("*" + nameOf(p.req.Person) + " proposes a plan to you in " + escape(p.team.Name) + ":* " + goalLine(p.team, plan) + ".")
	s.say(p.needLines()...)
	if line := focusLine(p.team, plan); line != "" {
		s.say("With a focus on " + line + ".")
	}
	s.say("A plan is your own: nothing changes until you take it up, as it is or changed.")
	// The buttons name the proposal and nobody: whose it is, the store knows.
	value := p.team.ID + "/" + plan.ID
	s.buttons(primary(actPlanTake, "Take it up", value), press(actPlanAdapt, "Change it", value), press(actPlanDecline, "Decline", value))
	// The proposal and the word about it are one change: nobody is asked about a plan that is not there.
	change := coach.Change{
		At: p.b.now(), Inbound: p.req.Key, WorkBack: &plan, Over: p.ref.opened(),
		Messages: []coach.Message{direct("plan/"+plan.ID, p.person.ID, s.body(), time.Time{})},
	}
	if err := p.b.commit(ctx, change); err != nil {
		return answer{}, err
	}
	// The manager reads at once that nothing is decided, or they would count on it.
	name := nameOf(p.person)
	return answer{Text: "*Proposed:* " + goalLine(p.team, plan) + " for " + name + ".\n" + name +
		" reads it in a direct message and decides; you hear what becomes of it."}, nil
}

// proposalHere reads which proposal a button is about; it must be open, and to the person who presses. Errors are
// refusals, which say what became of one that was answered, or the store's. It is how "Take it up" pressed twice is
// told from one that is still open: the first press has made it a plan.
func proposalHere(ctx context.Context, b *Bot, req *request) (*coach.Team, coach.Plan, error) {
	// It is looked for among those of whoever presses, so that nobody can answer for somebody else. One that was answered
	// is not proposed any more. Its message loses the buttons, but not at once, and not where Slack refuses the edit.
	team, id, _ := strings.Cut(req.Value, "/")
	t := req.Roster.Team(team)
	if t == nil || !activeRep(req.Roster, t, req.Person.ID) {
		return nil, coach.Plan{}, errNotOpen
	}
	if plan, ok := proposalOf(req.Person, id); ok && plan.Team == t.ID {
		return t, plan, nil
	}
	// What was declined is in no roster.
	made, err := b.store.Plans(ctx, t.ID, req.Person.ID)
	if err != nil {
		return nil, coach.Plan{}, err
	}
	i := slices.IndexFunc(made, func(plan coach.Plan) bool { return plan.ID == id })
	if i < 0 {
		return nil, coach.Plan{}, errNotOpen
	}
	return nil, coach.Plan{}, refusal(becameLine(t, made[i]) + " There is nothing left to decide; `" + b.slash("plan") + " history` shows all your plans.")
}

// becameLine says what a rep made of a proposal: "You took it up: 4 deals a month from Mon 23 Nov." It is mrkdwn.
func becameLine(t *coach.Team, plan coach.Plan) string {
	// Without a word of thanks or regret: to decline is as good an answer as to accept.
	if plan.State == coach.PlanDeclined {
		return "You declined it, and your numbers stayed what they were."
	}
	return "You took it up: " + goalLine(t, plan) + " from " + shortDay(plan.From) + "."
}

// pressPlanTake takes a proposal up as it is: it is the rep's plan from today, or from the later day that it names. It
// has no form to be overtaken by, and the same press delivered twice is ErrDuplicate. What is due from then on goes by
// it; days before stay as they were judged.
func pressPlanTake(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, proposed, err := proposalHere(ctx, b, req)
	if err != nil {
		return answer{}, err
	}
	// It may have waited for weeks, in which the team changed what it counts.
	if _, counted := t.KPI(proposed.Goal); !counted {
		return answer{}, refusal("What it is for is not counted any more in " + escape(t.Name) + ". *Change it* makes a plan of what is.")
	}
	p, err := b.planner(ctx, req, planRef{Team: t.ID, Person: req.Person.ID, Proposal: proposed.ID})
	if err != nil {
		return answer{}, err
	}
	// As it was proposed, with the numbers that were read in the message: today's rates may be others. It is still by
	// whoever made it, but counts from when it became the rep's.
	plan := proposed
	plan.State, plan.From, plan.MadeAt = coach.PlanActive, max(p.today, plan.From), b.now()
	err = b.commit(ctx, coach.Change{
		At: b.now(), Inbound: req.Key, WorkBack: &plan,
		Messages: answeredProposal(req.Roster, t, req.Person, proposed, plan, "has taken up the plan that you proposed"),
	})
	if err != nil {
		return answer{}, err
	}
	// What follows is said of the plan as it was stored, not of what the form would make of it today.
	p.adopt(plan)
	return p.saved(ctx, plan), nil
}

// adopt has the planner say what a stored plan takes, whatever the rates of the moment are. The goal must still be
// counted: pressPlanTake has looked.
func (p *planner) adopt(plan coach.Plan) {
	p.goal, p.per, p.count = placeOf(p.team, plan.Goal), plan.Per, plan.Count
	p.span = p.per.Span(plan.From, p.team.Year())
	p.course, _ = plan.Course(p.team)
	// Unknown is not nothing: of what the plan does not say, the team's target goes on to count.
	p.needs = nil
	// The team may have put a KPI between two others since; the plan says nothing of it.
	for _, k := range p.course.KPIs {
		n, planned := plan.Needs[k.ID]
		if !planned {
			n = coach.NoCount
		}
		p.needs = append(p.needs, n)
	}
}

// pressPlanAdapt opens the form with what was proposed.
func pressPlanAdapt(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, plan, err := proposalHere(ctx, b, req)
	if err != nil {
		return answer{}, err
	}
	// The proposal stays open while its form is: whoever closes it again can still take it up or decline.
	p, err := b.planner(ctx, req, planRef{Team: t.ID, Person: req.Person.ID, Proposal: plan.ID})
	if err != nil {
		return answer{}, err
	}
	return answer{Modal: p.modal()}, nil
}

// pressPlanDecline declines a proposal. No reason is asked for. Nothing of the rep's own plan is touched.
func pressPlanDecline(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, proposed, err := proposalHere(ctx, b, req)
	if err != nil {
		return answer{}, err
	}
	// It is kept and not removed: both can look it up later, and nobody proposes the same twice by mistake.
	plan := proposed
	plan.State = coach.PlanDeclined
	err = b.commit(ctx, coach.Change{
		At: b.now(), Inbound: req.Key, WorkBack: &plan,
		Messages: answeredProposal(req.Roster, t, req.Person, proposed, plan, "has declined the plan that you proposed"),
	})
	if err != nil {
		return answer{}, err
	}
	return answer{Text: "Declined; your numbers stay what they were. " + nameOf(req.Roster.Person(proposed.By)) + " is told so, and nothing more."}, nil
}

// answeredProposal takes the buttons off the proposal's message, and tells whoever proposed it what became of it, while
// they are still the rep's manager: a plan is not theirs to see afterwards. Proposed is the plan as it was offered,
// plan as it is now; became is what the rep did, in words that follow their name.
func answeredProposal(r *coach.Roster, t *coach.Team, p coach.Person, proposed, plan coach.Plan, became string) []coach.Message {
	closed := []coach.Message{closedProposal(r, t, proposed, plan)}
	// By then they may have another team, or be nobody's manager at all.
	if !t.Manages(proposed.By) || permit(asManager, r.Person(proposed.By), r) != nil {
		return closed
	}
	// What was proposed is repeated: a manager of twelve does not remember what they proposed to whom.
	said := nameOf(p) + " " + became + ": " + goalLine(t, proposed) + "."
	if plan.State == coach.PlanActive && goalLine(t, plan) != goalLine(t, proposed) {
		said = nameOf(p) + " " + became + ": " + goalLine(t, plan) + " instead of " + insteadOf(t, proposed, plan) + "."
	}
	// A decline comes without a reason, and nobody is to go and ask for one.
	if plan.State == coach.PlanDeclined {
		said += " What would fit is worth a talk."
	}
	var s sheet
	s.say(said)
	return append(closed, direct("plan/"+plan.ID+"/"+string(plan.State), proposed.By, s.body(), time.Time{}))
}

// insteadOf is what was proposed, as short as it can stand behind what became of it: of the same thing in the same period
// the number alone.
func insteadOf(t *coach.Team, proposed, plan coach.Plan) string {
	if k, counted := t.KPI(proposed.Goal); counted && proposed.Goal == plan.Goal && proposed.Per == plan.Per {
		return escape(k.Number(proposed.Count))
	}
	return goalLine(t, proposed)
}

// closedProposal makes the message of a proposal say what became of it, where its buttons were. What was proposed stays
// readable; what it would have taken goes with the buttons. It is the same edit whichever answer it was, so a second
// one of it changes nothing.
func closedProposal(r *coach.Roster, t *coach.Team, proposed, plan coach.Plan) coach.Message {
	// An edit names the message by its key, so it finds it also where that has not been sent yet.
	var s sheet
	s.say("*" + nameOf(r.Person(proposed.By)) + " proposed a plan to you in " + escape(t.Name) + ":* " + goalLine(t, proposed) + ".")
	s.small(becameLine(t, plan))
	return rewrite(direct("plan/"+proposed.ID, plan.Person, s.body(), time.Time{}), "answered")
}
