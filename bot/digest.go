package bot

// What a manager reads before talking with their people: the digest on Monday, and the facts
// that /coach shows as well. Which facts are worth a conversation, and how to ask about them,
// is decided in package coach.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// Names under which the buttons about coaching are found. Their values are
// "<team>/<person>/<seed>".
const (
	actCoachBrief   = "coach_brief"
	actCoachAnother = "coach_another"
)

const (
	hurdleMemory  = 7  // days for which a named hurdle is worth coming back to
	coachMostReps = 15 // reps in one message; the rest have a brief of their own
	coachWeeks    = 5  // full weeks of the ledger that briefs look back on
)

// coaching is what is known about a team's reps when somebody prepares to talk with them. Nothing in it is hidden from
// the rep that it is about: /coach shows them the same.
type coaching struct {
	*figures
	hurdles  map[string]string             // person → newest hurdle
	promises map[string][]coach.Commitment // person → open commitments, the earliest due first
}

// coaching reads a team's numbers, hurdles and commitments, each once for the whole team. The reads are not one
// snapshot: what is filed in between may show in one and not in another, which no sentence of a brief depends on.
func (b *Bot) coaching(ctx context.Context, r *coach.Roster, t *coach.Team) (*coaching, error) {
	f, err := b.figures(ctx, r, t, b.now(), coachWeeks)
	if err != nil {
		return nil, err
	}
	// One query for the numbers, one for the commitments, and one a day for the hurdles: none
	// a person.
	c := &coaching{figures: f, hurdles: make(map[string]string), promises: make(map[string][]coach.Commitment)}
	today := coach.DayOf(f.at, teamZone(t))
	all, err := b.huddles(ctx, t, today-hurdleMemory, today)
	if err != nil {
		return nil, err
	}
	for _, hd := range all { // the newest last, so that it stays
		for _, e := range hd.Entries {
			if e.Hurdle != "" {
				c.hurdles[e.Person] = e.Hurdle
			}
		}
	}
	open, err := b.store.Commitments(ctx, t.ID)
	if err != nil {
		return nil, fmt.Errorf("commitments of team %s: %w", t.Name, err)
	}
	for _, promise := range open {
		c.promises[promise.Person] = append(c.promises[promise.Person], promise)
	}
	return c, nil
}

// facts gathers what package coach chooses observations from. Last week and the four weeks are those before the week
// that runs, whole, by the team's first day of the week. Commitments count as due on their day and after it, not
// before: a manager who asks on Tuesday about what is due on Friday is chasing.
func (c *coaching) facts(p coach.Person) coach.RepFacts {
	today := c.today(p.ID) // in the rep's own zone, in which their days were logged
	week := coach.Weekly.Span(today, c.team.Year())
	facts := coach.RepFacts{
		Person: named(p), LastWeek: make(map[string]int64), FourWeeks: make(map[string]int64),
		Silent: c.silent(p), Hurdle: c.hurdles[p.ID],
	}
	for _, k := range c.team.KPIs {
		if len(coach.AimsOf(c.team, k, p)) > 0 {
			facts.Paces = append(facts.Paces, c.pace(p, k))
		}
		facts.LastWeek[k.ID] = c.sum(p.ID, k.ID, coach.Span{From: week.From - 7, To: week.From - 1})
		facts.FourWeeks[k.ID] = c.sum(p.ID, k.ID, coach.Span{From: week.From - 28, To: week.From - 1})
	}
	for _, promise := range c.promises[p.ID] {
		if promise.Due <= today {
			facts.Due = append(facts.Due, promise)
		}
	}
	return facts
}

// named gives a person whose name is not known yet a word to be called by. Slack is asked about everybody, but the
// answer can be late; sentences of package coach begin with the name.
func named(p coach.Person) coach.Person {
	if p.Name == "" {
		p.Name = "A teammate"
	}
	return p
}

// silent counts the working days since a person's last entry; where the figures hold none, those of the last five
// weeks. Today counts, so that an entry of yesterday gives 1. Working days and not days: nobody is silent over a
// weekend or a holiday.
func (c *coaching) silent(p coach.Person) int {
	today := c.today(p.ID)
	last, ok := c.lastLogged(p.ID)
	if !ok {
		last = today - 7*coachWeeks
	}
	cal := coach.CalendarOf(c.team, p)
	days := 0
	for d := last + 1; d <= today; d++ {
		if cal.Works(d) {
			days++
		}
	}
	return days
}

// queue is the reps in the order in which a conversation is useful, each with the most useful
// fact. It is an order of conversations and not of people: praise that is due can stand above a gap.
func (c *coaching) queue() []coach.Observation {
	var queue []coach.Observation
	for _, p := range c.roster.Active(c.team) {
		if seen := coach.Observe(c.facts(p)); len(seen) > 0 {
			queue = append(queue, seen[0])
		}
	}
	// Stable: of equals, the order is that of the team.
	slices.SortStableFunc(queue, func(a, b coach.Observation) int { return cmp.Compare(b.Weight, a.Weight) })
	return queue
}

// sendDigests writes to every manager whose wall clock it is: one fact and one question about each of their reps. A
// manager of two teams gets one digest for each, as the conversations are different ones. The day is the nominal one,
// in the manager's zone; it seeds the questions, so that each week brings others. For who wants theirs later in the day a
// follow-up is planned, which is run here as well and composes it with the numbers of then.
func sendDigests(ctx context.Context, b *Bot, on occasion) (coach.Change, error) {
	t, roster, o := on.team, on.roster, on.Occurrence
	managers := digestReaders(on)
	switch {
	case len(managers) == 0:
		return coach.Change{}, skip("no manager lives in this zone")
	case len(roster.Active(t)) == 0:
		return coach.Change{}, skip("nobody is in the team")
	}
	if !on.moved.IsZero() {
		// It is composed then, with what is known then.
		return coach.Change{
			Plan:   []coach.Occurrence{followUp(o, coach.DigestLater, on.moved)},
			Finish: done("put off to " + shortDay(coach.DayOf(on.moved, on.zone)) + ", after a holiday"),
		}, nil
	}
	now, later, err := b.digestsDue(ctx, on, managers)
	if err != nil {
		return coach.Change{}, err
	}
	change, err := b.digestsFor(ctx, on, now)
	if err != nil || len(later) == 0 {
		return change, err
	}
	change.Plan = later
	change.Finish.Reason += fmt.Sprintf("; %d later today", len(later))
	return change, nil
}

// digestReaders are the managers whom an occurrence of the digest is for: those who live in its zone. A follow-up is also
// for whoever has flown east since it was planned, where the team's time had passed before they came, once the time
// that they have set has come there too.
func digestReaders(on occasion) []coach.Person {
	managers := managersOf(on.roster, on.team)
	if on.Kind != coach.DigestLater {
		return inZone(on.roster, on.team, managers, on.Zone)
	}
	_, here := on.Due.In(on.zone).Zone()
	return slices.DeleteFunc(managers, func(m coach.Person) bool {
		zone := on.roster.Zone(m.ID, on.team)
		if zone.String() == on.Zone {
			return false
		}
		_, there := on.Due.In(zone).Zone()
		return there <= here || m.Settings.DigestAt == 0 || wallTime(on.day, m.Settings.DigestAt, zone).After(on.Due)
	})
}

// digestsDue sorts managers into those whose digest is due now, without those who have it, and the follow-ups for the
// others. Who has changed their mind since the follow-up was planned is asked for the time that they want now: a time
// that has passed is now, a later one is planned anew.
func (b *Bot) digestsDue(
	ctx context.Context, on occasion, managers []coach.Person,
) (now []coach.Person, later []coach.Occurrence, err error) {
	for _, m := range managers {
		had, err := b.posted(ctx, digestKey(on.team.ID, on.day, m.ID))
		if err != nil {
			return nil, nil, err
		}
		at := digestTime(on.Due, m, on.zone)
		switch {
		case had:
		case at.After(on.Due):
			later = append(later, followUp(on.Occurrence, coach.DigestLater, at))
		default:
			now = append(now, m)
		}
	}
	return now, later, nil
}

// digestTime is when somebody has the digest that is due at an instant: then, or on the same day at the time that they
// have set, where that is later.
func digestTime(due time.Time, m coach.Person, zone *time.Location) time.Time {
	own := wallTime(coach.DayOf(due, zone), m.Settings.DigestAt, zone)
	if own.After(due) {
		return own
	}
	return due
}

// digestsFor composes the digest of some managers. Who is away all day gets none, then or later, because what it says is
// of its day; the next one says that there was none.
func (b *Bot) digestsFor(ctx context.Context, on occasion, managers []coach.Person) (coach.Change, error) {
	t, day := on.team, on.day
	c, err := b.coaching(ctx, on.roster, t)
	if err != nil {
		return coach.Change{}, err
	}
	row, _ := coach.RhythmOf(coach.Digest)
	stale := on.Due.Add(row.CatchUp) // as its occurrence would be
	var change coach.Change
	week, err := b.readWeek(ctx, c, day)
	if err != nil {
		return coach.Change{}, err
	}
	away := 0
	for _, m := range managers {
		if coach.CalendarOf(t, m).AwayAllDay(day) {
			away++
			change.Messages = append(change.Messages, direct(digestKey(t.ID, day, m.ID), m.ID, body{}, stale).Dropped(reasonAway))
			continue
		}
		missed, err := b.digestsMissed(ctx, t.ID, m.ID, day)
		if err != nil {
			return coach.Change{}, err
		}
		change.Messages = append(change.Messages, direct(digestKey(t.ID, day, m.ID), m.ID, c.digest(day, b.slash("coach"), missed), stale))
		if !week.empty() {
			change.Messages = append(change.Messages, direct(digestKey(t.ID, day, m.ID)+"/checkins", m.ID, week.body(int(day)), stale))
		}
	}
	change.Finish = done("sent to " + plural(len(managers)-away, "manager", "managers") + awayCount(away))
	return change, nil
}

// awayCount is the end of what is recorded about a ritual that left some people in peace: "; 2 away".
func awayCount(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; %d away", n)
}

// digestKey names a manager's digest about a team of a day, so that there is one a day, wherever they travel.
func digestKey(team string, day coach.Day, manager string) string {
	return "digest/" + team + "/" + day.String() + "/" + manager
}

// reasonAway is why a message was dropped that was for somebody who was away.
const reasonAway = "away"

// digestMemory is for how many days back a digest says that there was none.
const digestMemory = 35

// digestsMissed returns the days since a manager's newest digest on which they had none because they were away, the
// earliest first.
func (b *Bot) digestsMissed(ctx context.Context, team, manager string, day coach.Day) ([]coach.Day, error) {
	var missed []coach.Day
	for d := day - 1; d >= day-digestMemory; d-- {
		m, err := b.store.Message(ctx, digestKey(team, d, manager))
		switch {
		case errors.Is(err, coach.ErrNotFound):
		case err != nil:
			return nil, err
		case m.State == coach.Dropped && m.Reason == reasonAway:
			missed = slices.Insert(missed, 0, d)
		default:
			return missed, nil // what was before that one was said in it
		}
	}
	return missed, nil
}

// digest is what a manager reads on a day; command is the name of the one that opens briefs.
func (c *coaching) digest(day coach.Day, command string, missed []coach.Day) body {
	var s sheet
	s.head("Coaching, " + longDay(day))
	s.say("One fact and one question for each of your people in " + escape(c.team.Name) + ", the most useful conversation first.")
	if len(missed) > 0 {
		days := make([]string, len(missed))
		for i, d := range missed {
			days[i] = shortDay(d)
		}
		s.say("There was none on " + listed(days) + ", as you were away. What was due then is below if it still is.")
	}
	c.showQueue(&s, int(day), command)
	c.showPromises(&s, day)
	return s.body()
}

// managersOf are the team's managers who may use Pacer: those who are still in the workspace, and full members of it.
// Whatever is said to managers, or about them, goes by it: a guest whom a team file names by mistake reads nobody's
// numbers, and Slack takes no message for somebody who was deactivated.
func managersOf(r *coach.Roster, t *coach.Team) []coach.Person {
	var managers []coach.Person
	for _, id := range t.Managers {
		if p := r.Person(id); permit(asMember, p, r) == nil {
			managers = append(managers, p)
		}
	}
	return managers
}

// showQueue writes one fact and one question a rep, each with a button to their brief; command is the name of the one
// that opens the briefs of those for whom there is no room. Fifteen reps are fifteen blocks of about 200 characters, a
// third of what a message holds. They are the first of the queue, so who is left off needs it least.
func (c *coaching) showQueue(s *sheet, seed int, command string) {
	queue := c.queue()
	// The seed moves on from row to row, or people in the same situation would all be asked
	// the same.
	shown := queue[:min(len(queue), coachMostReps)]
	for i, o := range shown {
		brief := press(actCoachBrief, "Open brief", coachValue(c.team.ID, o.Person.ID, 0))
		s.beside(brief, nameOf(o.Person)+c.awayToday(o.Person), escape(o.Text), "Ask: "+escape(coach.QuestionAbout(o, seed+i)))
	}
	if more := len(queue) - len(shown); more > 0 {
		s.small(plural(more, "more person has", "more people have") + " a brief: `" + command + "` and their name opens it.")
	}
}

// awayToday says in brackets until when a rep is away who is away all of today, "" of anybody else: the conversation
// waits until they are back.
func (c *coaching) awayToday(p coach.Person) string {
	cal, today := coach.CalendarOf(c.team, p), c.today(p.ID)
	if !cal.AwayAllDay(today) {
		return ""
	}
	if back := awayNote(cal, today); back != "" {
		return back
	}
	return " (away)"
}

// showPromises lists the commitments that come back in the week from a day on, and those that
// did before. An open one of weeks ago stays listed until somebody closes it; that is what accountable means here.
func (c *coaching) showPromises(s *sheet, day coach.Day) {
	var lines []string
	for _, p := range c.roster.Active(c.team) {
		for _, promise := range c.promises[p.ID] {
			if promise.Due < day+7 {
				lines = append(lines, nameOf(p)+", due "+shortDay(promise.Due)+": "+oneLine(promise.Text)+movedFrom(promise))
			}
		}
	}
	if len(lines) > 0 {
		s.titled("Commitments that come back", bullets(lines[:min(len(lines), coachMostReps)])...)
	}
}
