package bot

// The one-page plan of a team: its result, its funnel, its few KPIs with targets, its process and its rhythms, on one screen.

import (
	"context"
	"fmt"
	"strings"

	"example.com/pacer/bot/coach"
)

// teamPlan shows the page to whoever asks, with the button that posts it. Everybody in the team may look, and share it.
func (b *Bot) teamPlan(ctx context.Context, req *request, t *coach.Team) (answer, error) {
	// Shown to the one who asks, and posted only by a press: a channel is not filled by somebody who wanted to look.
	var s sheet
	if err := b.writeTeamPlan(ctx, req.Roster, t, &s); err != nil {
		return answer{}, err
	}
	// A button that can only fail is not offered.
	if t.Channel != "" {
		s.buttons(press(actPlanShare, "Share", t.ID))
	}
	return s.private(), nil
}

// writeTeamPlan writes the page. It has sums and no names: whose plan says what is for them and their managers.
func (b *Bot) writeTeamPlan(ctx context.Context, r *coach.Roster, t *coach.Team, s *sheet) error {
	// Five weeks hold any month, also where no target is for one.
	f, err := b.figures(ctx, r, t, b.now(), 5)
	if err != nil {
		return err
	}
	// The team's own day: the page is the same for whoever asks. For the funnel's rates, which are of all reps
	// together.
	rates, err := b.planRates(ctx, r, t, coach.DayOf(b.now(), teamZone(t)))
	if err != nil {
		return err
	}
	// In the order in which a team talks about it: where we want to be, how we get there, what we do each day, when we meet.
	s.head(t.Name + " on one page")
	// The last of the funnel is the result.
	reps := r.Active(t)
	// A team that is being set up counts nothing yet, and has a page all the same.
	if n := len(t.KPIs); n > 0 {
		s.titled("Our result", paceLine(f.resultPace(reps, t.KPIs[n-1])))
	}
	s.titled(fmt.Sprintf("Our way there, by the last %d days", coach.RateDays), rates.funnelLines(r)...)
	var lines []string
	veiled := false
	for _, k := range t.Leading() {
		lines = append(lines, f.targetLine(reps, k))
		veiled = veiled || len(f.planned(k, reps)) < tellsPlans
	}
	s.titled("What we steer by", bullets(lines)...)
	s.showBegan(t, coach.Person{}, coach.DayOf(b.now(), teamZone(t)))
	// Whoever has a plan misses it here. It is said whether anybody has one or not, or the line itself would tell.
	if veiled {
		s.small("By the team's targets: a plan is somebody's own, and is in these sums only where three people or more go by one.")
	}
	s.titled("Our process", b.processLine(t))
	s.titled("Our rhythms", bullets(b.rhythmLines(t, coach.Huddle, coach.CheckIn, coach.Leaderboard))...)
	return nil
}

// processLine is how a deal goes, stage by stage. What must be known to leave each would be a page of its own, and is one
// command away. Names are escaped; the stages are the team's own or the default.
func (b *Bot) processLine(t *coach.Team) string {
	var names []string
	for _, stage := range t.Stages() {
		names = append(names, escape(stage.Name))
	}
	return strings.Join(names, " → ") + "; `" + b.slash("deal") + " stages` shows what must be known to leave each"
}

// resultPace is where the team stands with its result in the period of the target, and this month where that is shorter
// or there is none: a result of a week says nothing.
func (f *figures) resultPace(reps []coach.Person, k coach.KPI) coach.Pace {
	per := coach.Monthly
	if k.Target.Per == coach.Quarterly {
		per = coach.Quarterly
	}
	// Not coach.PaceIn, which goes by the KPI's own period.
	toward := func(p coach.Person) coach.Pace {
		// Each on their own clock: on the last evening of a month some are in the next one already.
		zone := f.roster.Zone(p.ID, f.team)
		today := coach.DayOf(f.at, zone)
		done := f.sum(p.ID, k.ID, coach.Span{From: per.Span(today, f.team.Year()).From, To: today + f.ahead})
		return coach.PaceToward(k, per, coach.AimsOf(f.team, k, p), done, 0, coach.CalendarOf(f.team, p), f.at, zone)
	}
	paces := make([]coach.Pace, len(reps))
	for i, p := range reps {
		paces[i] = toward(p)
	}
	// A result can be planned for as well, so the same few are not to be read off this sum either.
	sum := f.addShown(k, reps, paces, toward)
	sum.Per = per
	return sum
}

// funnelLines are the steps of the team's funnel with the rates of all reps together: "1,200 dials → 84 conversations, 7 % of
// the dials".
func (p *planRates) funnelLines(r *coach.Roster) []string {
	var lines []string
	// Of nobody in particular: the rates of the team are the same for everybody.
	for i, step := range p.steps(r, "") {
		// The first line has both ends; each that follows begins where the one above it stops.
		line := amount(step.Above, p.total(r, step.Above.ID)) + " → " + amount(step.KPI, p.total(r, step.KPI.ID))
		if i > 0 {
			line = "→ " + amount(step.KPI, p.total(r, step.KPI.ID))
		}
		// A step at which nothing has begun yet has its counts and no rate.
		switch {
		case !step.Team.Known():
		case step.KPI.Money() != step.Above.Money():
			line += ", " + escape(step.WriteRate(step.Team)) + " for each " + escape(oneOf(step))
		default:
			line += ", " + step.Team.InPercent() + " of the " + escape(step.Above.Plural)
		}
		lines = append(lines, line)
	}
	return lines
}

// oneOf is the thing that an average amount of money is for. In the singular, unescaped.
func oneOf(step coach.StepRate) string {
	// Money mostly ends a funnel, but a team may count its budget first.
	if step.KPI.Money() {
		return step.Above.Name
	}
	return step.KPI.Name
}

// targetLine is what the team means to do of a KPI in its period, by the plans of those who have one and the team's
// target for the others: "Conversations: 12 of 74 this week, on pace; the team asks for 20 a week each, 3 of 5 go by a
// plan of their own".
func (f *figures) targetLine(reps []coach.Person, k coach.KPI) string {
	line := paceLine(f.teamPace(reps, k))
	var more []string
	// Per person, beside a sum of all: otherwise people divide the one by their number and wonder about part-time.
	if team := k.TargetWords(); team != "" {
		more = append(more, "the team asks for "+escape(team)+" each")
	}
	// As of today: a plan for next month is no one's yet.
	planned := 0
	for _, p := range reps {
		if plan, ok := coach.PlanOf(f.team, p, f.today(p.ID)); ok {
			if _, about := plan.Needs[k.ID]; about {
				planned++
			}
		}
	}
	if planned >= tellsPlans {
		more = append(more, fmt.Sprintf("%d of %d go by a plan of their own", planned, len(reps)))
	}
	if len(more) == 0 {
		return line
	}
	return line + "; " + strings.Join(more, ", ")
}

// pressPlanShare posts the page to the team's channel. Delivered twice it is posted once. A team's channel may be
// another one by now: it goes to that of the press.
func pressPlanShare(ctx context.Context, b *Bot, req *request) (answer, error) {
	t := req.Roster.Team(req.Value)
	// The page may have stood open while the person left the team, or the team its channel.
	switch {
	case t == nil || !activeRep(req.Roster, t, req.Person.ID) && !t.Manages(req.Person.ID):
		return answer{}, refusal("Only the people of a team can share its page.")
	case t.Channel == "":
		return answer{}, refusal(escape(t.Name) + " has no home channel yet, so there is nowhere to share this.")
	}
	var s sheet
	// Written anew: what is posted is as of now, however old the page is from which it was shared.
	if err := b.writeTeamPlan(ctx, req.Roster, t, &s); err != nil {
		return answer{}, err
	}
	s.small("Shared by " + nameOf(req.Person) + ".")
	// The key of the press names the post: a second press is a second wish, the same one delivered twice is not.
	post := message("team-plan/"+req.Key, t.Channel, s.body())
	post.Urgent = true // somebody is looking at the channel for it
	if err := b.commit(ctx, coach.Change{At: b.now(), Inbound: req.Key, Messages: []coach.Message{post}}); err != nil {
		return answer{}, err
	}
	return answer{Text: fmt.Sprintf("Shared in <#%s>.", t.Channel), Replace: true}, nil
}
