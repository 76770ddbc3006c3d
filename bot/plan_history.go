package bot

// The plans that somebody has made, and what became of the step that each meant to get better at.

import (
	"context"
	"fmt"
	"slices"

	"example.com/pacer/bot/coach"
)

// planHistoryMost is how many plans are shown, the newest. Older ones are counted, so that nobody takes the list for
// all of them.
const planHistoryMost = 8

// planHistory shows a person's plans, the one that holds first. A manager reads what the rep reads, and can propose
// another; only the rep can change it.
func (b *Bot) planHistory(ctx context.Context, req *request, t *coach.Team, p coach.Person) (answer, error) {
	// From the store and not from the roster: the roster has what may still count, and a history is all of it, with what was
	// declined.
	made, err := b.store.Plans(ctx, t.ID, p.ID)
	if err != nil {
		return answer{}, err
	}
	// All of them are read, also those that are not shown: which one held until when follows from the later ones.
	slices.Reverse(made) // the store has the newest first; what a plan ended with is the one after it
	today := coach.DayOf(b.now(), req.Roster.Zone(p.ID, t))
	// One read for the focuses of all of them, whether they are shown or not.
	all, err := b.stepSince(ctx, t, made, today)
	if err != nil {
		return answer{}, err
	}
	// The same lines for both, word for word: a rep sees all that their manager sees about them.
	own := p.ID == req.Person.ID
	var s sheet
	title, none := "Your plans in "+t.Name, "You have made no plan yet, so the team's targets hold for you."
	if !own {
		title, none = "The plans of "+named(p).Name+" in "+t.Name, nameOf(p)+" has made no plan yet, so the team's targets hold."
	}
	s.head(title)
	// The newest first: whoever asks mostly means the plan that holds now.
	shown := 0
	for i, plan := range slices.Backward(made) {
		if shown == planHistoryMost {
			s.small(fmt.Sprintf("%d earlier ones are kept as well.", i+1))
			break
		}
		// Before its first day a plan has become nothing, and one that nobody took up, or that another one took the place of
		// before a day was over, never will.
		became := ""
		if plan.Step != "" && plan.State == coach.PlanActive && plan.From <= min(today, planEnd(made, i)) {
			became = all[i].words(t, plan.Step)
		}
		s.titled(planTitle(req.Roster, made, i, today), planLines(t, plan, became)...)
		shown++
	}
	// Also of who was only ever proposed nothing: the page is then the way to a first plan.
	if shown == 0 {
		s.say(none)
	}
	// A manager gets no button that changes: a plan is the rep's own.
	if own {
		s.buttons(primary(actPlanOpen, "Change my plan", t.ID))
	} else {
		s.buttons(primary(actPlanPropose, "Propose a plan", t.ID+"/"+p.ID))
	}
	return s.private(), nil
}

// planTitle says when a plan holds or held: "Since Mon 23 Nov", "2 to 22 Nov", "From Tue 1 Dec", "Proposed by Maya".
func planTitle(r *coach.Roster, made []coach.Plan, i int, today coach.Day) string {
	plan := made[i]
	end := planEnd(made, i)
	switch {
	// What was proposed holds from no day yet, so it is titled by who proposed it, and when.
	case plan.State == coach.PlanProposed:
		return "Proposed by " + nameOf(r.Person(plan.By)) + " on " + shortDay(coach.DayOf(plan.MadeAt, r.Zone(plan.Person, nil))) + ", not answered yet"
	case plan.State == coach.PlanDeclined:
		return "Proposed by " + nameOf(r.Person(plan.By)) + ", declined"
	// One that was made later begins no later. Whoever thought better of it on the same day did begin by it.
	case end < plan.From && plan.From == coach.DayOf(plan.MadeAt, r.Zone(plan.Person, nil)):
		return shortDay(plan.From) + ", replaced on the same day"
	case end < plan.From:
		return "From " + shortDay(plan.From) + ", replaced before it began"
	case plan.From > today:
		return "From " + shortDay(plan.From)
	case end < today:
		return spanName(coach.Span{From: plan.From, To: end})
	}
	return "Since " + shortDay(plan.From)
}

// planLines are what a plan is for, what it takes, its focus with what became of it, and the person's words.
func planLines(t *coach.Team, plan coach.Plan, became string) []string {
	// The numbers of the day on which it was made: by today's rates an old plan would say what nobody ever planned.
	line := goalLine(t, plan)
	if takes := takesLine(t, plan); takes != "" {
		line += ", from " + takes
	}
	// Focus, outcome and words stand together: the words are what was tried, and the outcome is whether it helped.
	lines := []string{line}
	if focus := focusLine(t, plan); focus != "" {
		lines = append(lines, "Focus: "+focus)
	}
	if became != "" {
		lines = append(lines, became)
	}
	if plan.Words != "" {
		lines = append(lines, "“"+oneLine(plan.Words)+"”")
	}
	return lines
}

// words says a step before and since: "Before: 25 % (3 of 12); since: 40 % (4 of 10)".
func (s since) words(t *coach.Team, step string) string {
	// A step is named by the KPI that it leads to; one that was moved to the top of the funnel follows from nothing.
	at := placeOf(t, step)
	if at < 1 {
		return "This step is not counted any more."
	}
	return "Before: " + stepWords(t, at, s.before) + "; since: " + stepWords(t, at, s.after) + "."
}

// fewSteps is how many things a step must have begun with for its rate to be a percentage. Of two meetings on the first day
// none has come to anything: "0 %" would be a verdict, and "0 of 2" is what there is.
const fewSteps = 5

// stepWords is one step's rate with what it is made of.
func stepWords(t *coach.Team, at int, r coach.Rate) string {
	above, k := t.KPIs[at-1], t.KPIs[at]
	switch {
	case r.Of == 0:
		return "no " + escape(above.Plural) + " yet"
	// Money is an average and no share: four deals of 50,000 are no rate of any per cent.
	case k.Money() && !above.Money():
		return escape(k.Number(r.Won)) + " from " + amount(above, r.Of)
	case above.Money():
		return amount(k, r.Won) + " from " + escape(above.Number(r.Of))
	case r.Of < fewSteps:
		return r.Pair()
	}
	return coach.InPercent(r.Percent()) + " (" + r.Pair() + ")"
}
