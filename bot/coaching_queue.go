package bot

// The list of a team's people as a manager reads it before talking with them: in the digest, in answer to /coach, and
// page by page where there are many.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// coachRows is how many people stand on one page: two blocks and some 550 characters each, which leaves half of what a
// message holds to everything else in it.
const coachRows = 10

// A Home is made anew after every change, and 13 weeks of 200 people are 40,000 rows. In a team of more than manyPeople, whom
// to talk with first is therefore decided by fewWeeks full weeks, and not by deals; what is said of somebody goes by all that
// their brief does. Five weeks hold every working day that silence is counted over, and deals have a list of their own.
// Who reads more all the same, as the digest does, goes by as many: the order is one. The bound is by people and not by
// rows, so that a team does not change its mind about whom to talk with as it logs.
const (
	manyPeople = 50
	fewWeeks   = 5
)

// coachMostReps is how many people the digest of check-ins lists; the others' come as messages of their own.
const coachMostReps = 15

// coachTeams is how many teams one answer shows: three have room for the list of what comes back, which ends each.
const coachTeams = 3

// coachLists is how many lines the lists below the people have at most; each begins with what is due the longest.
const coachLists = 8

// A talk is a conversation that a manager could have: a fact about one of their people, and a question about it. The
// question's ID and Text are "" where all that fit were asked of late.
type talk struct {
	coach.Question
	praise coach.Observation // the best news about a person whose fact is a concern; of no kind where there is none
	also   bool              // the praise is said, too
}

// inOrder is the team's people but for one, who reads it, in the order in which a conversation is useful. It is an order
// of conversations and not of people: praise that is due can stand above a gap. All lists go by it, whatever else they
// read, and it does not depend on what anybody was asked, so that the first of one is the first of each.
func (c *coaching) inOrder(without string) []coach.Person {
	// The order does not depend on who reads, but for leaving them out: two managers talk about the same list.
	people := c.others(without)
	// Of many, what is said of one is looked for in five weeks, and not in deals: see manyPeople.
	since, many := c.since, c.among > manyPeople
	if many {
		since = max(since, c.fullWeeks(fewWeeks))
	}
	first := make(map[string]coach.Observation, len(people))
	for _, p := range people {
		facts := c.factsSince(p, since)
		if many {
			facts.Deals = nil
		}
		first[p.ID] = coach.Observe(c.ofMany(facts))[0] // there is always one
	}
	// Stable: of equals, the order is that of the team.
	slices.SortStableFunc(people, func(a, b coach.Person) int { return cmp.Compare(first[b.ID].Weight, first[a.ID].Weight) })
	// That a week begins, or somebody does, is neither good news nor a concern.
	return withConcerns(people, func(p coach.Person) bool {
		o := first[p.ID]
		return !o.Good && o.Kind != coach.ObservedStart && o.Kind != coach.ObservedNewcomer
	})
}

// withConcerns puts concerns into the order of a list: of its first people, however many are shown, a third at least are those
// with whom there is something to look at, the most useful first, while there are any. In a large team ten who have just had
// their best week would otherwise be all that its manager reads. Nobody else changes places.
func withConcerns(people []coach.Person, concern func(coach.Person) bool) []coach.Person {
	ordered := make([]coach.Person, 0, len(people))
	rest, concerns := slices.Clone(people), 0
	for len(rest) > 0 {
		next := 0
		if (len(ordered)+1)/3 > concerns {
			next = max(0, slices.IndexFunc(rest, concern))
		}
		if concern(rest[next]) {
			concerns++
		}
		ordered, rest = append(ordered, rest[next]), slices.Delete(rest, next, next+1)
	}
	return ordered
}

// ofMany are the facts about a person who is looked at as one of the team's people, and not by themselves: in a list of
// them, chance alone would have something to tell of somebody.
func (c *coaching) ofMany(facts coach.RepFacts) coach.RepFacts {
	facts.Among = c.among
	return facts
}

// talks are the conversations with some people, in their order, who stand in one list. The questions count as given to the
// reader from here on, and no two of one list are the same while there are others about their facts. The error is the store's.
func (c *coaching) talks(ctx context.Context, b *Bot, people []coach.Person) ([]talk, error) {
	whole, err := c.whole(ctx, b, people)
	if err != nil {
		return nil, err
	}
	all := make([]talk, len(people))
	for i, p := range people {
		all[i] = c.talk(p, coach.Observe(c.ofMany(whole.facts(p))))
		if all[i].ID != "" {
			c.give(p, all[i].Question)
		}
	}
	praised(all)
	c.rows = all
	return all, nil
}

// talk is the one question for a person, and with it the fact that it is about. A question of the team's own, and one that
// fits anybody, is about none, and comes with the most useful one.
func (c *coaching) talk(p coach.Person, seen []coach.Observation) (t talk) {
	// Somebody about whom all was asked keeps their row: the fact is worth a look without a question as well.
	if chosen := c.ask(p, seen, 0, 1); len(chosen) > 0 {
		t.Question = chosen[0]
	}
	if t.About.Kind == "" || t.About.Kind == coach.ObservedNewcomer {
		t.About = seen[0]
	}
	// The sentences were made with this name, and the row stands under it.
	t.About.Person = named(p)
	if i := slices.IndexFunc(seen, func(o coach.Observation) bool { return o.Good }); i >= 0 && !t.About.Good {
		t.praise = seen[i]
	}
	return t
}

// praised adds good news to a list until a third of all facts in it are, where there is any: the best of it first, below the
// concern about the same person. It takes nothing's place. The row that gave way would be that of somebody who had a bad
// week, of whom their manager would read that all is well.
func praised(all []talk) {
	good, facts := 0, len(all)
	var more []*talk
	for i := range all {
		// Those that begin with good news count; to the others it may be added.
		if all[i].About.Good {
			good++
		} else if all[i].praise.Kind != "" {
			more = append(more, &all[i])
		}
	}
	slices.SortStableFunc(more, func(a, b *talk) int { return cmp.Compare(b.praise.Weight, a.praise.Weight) })
	for _, t := range more {
		if 3*good >= facts {
			return
		}
		t.also = true
		good, facts = good+1, facts+1
	}
}

// lines are a conversation as it is read, escaped: the fact, the good news where it is said, and the question.
func (t talk) lines() []string {
	lines := []string{escape(cut(t.About.Text, 220))}
	if t.also {
		lines = append(lines, "Also: "+escape(cut(t.praise.Text, 220)))
	}
	if t.Text != "" {
		lines = append(lines, "Ask: "+escape(cut(t.Text, 260)))
	}
	return lines
}

// showQueue writes a page of the queue, from one of its places on: one fact and one question a person, with what a manager
// can do about it. More is the button that leads on; pages have different sizes, so that it carries the place. The error is
// the store's.
func (c *coaching) showQueue(ctx context.Context, b *Bot, s *sheet, from, size int, more string) error {
	queue := c.inOrder(c.reader)
	// A button of last month may point behind a team that has become smaller.
	from = min(from, len(queue))
	shown, err := c.talks(ctx, b, queue[from:min(from+size, len(queue))])
	if err != nil {
		return err
	}
	for i, t := range shown {
		p := t.About.Person
		// Who is away keeps their place in the list, since they come back, and the reader is told when.
		name, lines := nameOf(p)+c.awayToday(p), t.lines()
		s.blocks = append(s.blocks, section("*"+name+"*"+c.agendaNote(p.ID)+"\n"+strings.Join(lines, "\n")))
		s.lines = append(append(s.lines, name+":"), lines...)
		s.buttons(c.rowButtons(p, t.ID, i)...)
	}
	var turns []*slack.ButtonBlockElement
	if rest := len(queue) - from - len(shown); rest > 0 {
		turns = append(turns, press(more, fmt.Sprintf("Next %d of %d more", min(coachRows, rest), rest), c.team.ID+"/"+strconv.Itoa(from+len(shown))))
	}
	if from > 0 {
		back := press(indexed(more, 1), "Back", c.team.ID+"/"+strconv.Itoa(max(0, from-size)))
		turns = append([]*slack.ButtonBlockElement{back}, turns...)
	}
	if len(turns) > 0 {
		s.buttons(turns...)
	}
	return nil
}

// rowButtons are what a manager can do about a person; the label that a screen reader says names them.
func (c *coaching) rowButtons(p coach.Person, question string, i int) []*slack.ButtonBlockElement {
	ref := c.team.ID + "/" + p.ID
	// The first button is what to read before the other two are of any use.
	brief := press(indexed(actCoachBrief, i), "Open brief", coachValue(c.team.ID, p.ID, 0))
	ask := press(indexed(actCoachAsk, i), "Ask in DM", ref+"/"+question)
	record := press(indexed(actCoachRecord, i), "Record one-to-one", ref)
	for _, b := range []*slack.ButtonBlockElement{brief, ask, record} {
		b.AccessibilityLabel = label(b.Text.Text + ": " + p.Name)
	}
	return []*slack.ButtonBlockElement{brief, ask, record}
}

// label is what a screen reader says of a button, people's words in it included. It is plain text; what would begin a
// mention elsewhere is left out all the same.
func label(text string) string { return cut(strings.ReplaceAll(text, "<", ""), maxLabel) }

// agendaNote says how much waits to be talked about with somebody; "" for nothing.
func (c *coaching) agendaNote(person string) string {
	own, others := c.agenda(person)
	if n := len(own) + len(others); n > 0 {
		return fmt.Sprintf(" · %d on the agenda", n)
	}
	return ""
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

// showPromises lists the commitments of the team's people that come back in the week from a day on, and those that did
// before. An open one of weeks ago stays listed until somebody closes it; that is what accountable means here.
func (c *coaching) showPromises(s *sheet, day coach.Day) {
	var due []coach.Commitment
	for _, p := range c.roster.Active(c.team) {
		for _, promise := range c.promises[p.ID] {
			if promise.Due < day+7 {
				due = append(due, promise)
			}
		}
	}
	slices.SortStableFunc(due, func(a, b coach.Commitment) int { return cmp.Compare(a.Due, b.Due) })
	lines := make([]string, len(due))
	for i, promise := range due {
		lines[i] = nameOf(c.roster.Person(promise.Person)) + ", due " + promiseLine(promise)
	}
	s.titled("Commitments that come back", someLines(lines, ", each in its brief")...)
}

// promiseLine is a commitment in a list: "Thu 19 Nov: call the twelve (moved from Mon 16 Nov)".
func promiseLine(p coach.Commitment) string {
	return shortDay(p.Due) + ": " + gist(p.Text) + movedFrom(p)
}

// someLines are the first of some lines as a list, and how many there are more; where says where these stand.
func someLines(lines []string, where string) []string {
	return bullets(andMoreIn(lines[:min(len(lines), coachLists)], len(lines)-coachLists, where))
}

// coachTeam shows the team of the channel, or every team that the person manages. Typed in a team's own channel the
// command shows that team alone, which has room for more of its people.
func (b *Bot) coachTeam(ctx context.Context, req *request, managed []*coach.Team) (answer, error) {
	if here := req.Roster.TeamIn(req.Channel); here != nil && slices.Contains(managed, here) {
		managed = []*coach.Team{here}
	}
	shown := managed[:min(len(managed), coachTeams)]
	var s sheet
	var given []coach.AskedQuestion
	for _, t := range shown {
		c, err := b.coaching(ctx, req.Roster, t, b.now(), req.Person.ID)
		if err != nil {
			return answer{}, err
		}
		if err := c.page(ctx, b, &s, 0, coachRows/len(shown)); err != nil {
			return answer{}, err
		}
		given = append(given, c.given...)
	}
	if rest := managed[len(shown):]; len(rest) > 0 {
		names := make([]string, len(rest))
		for i, t := range rest {
			names[i] = escape(t.Name)
		}
		s.small("You manage " + someOf(names) + " as well: `" + b.slash("coach") + "` in the channel of a team shows its people.")
	}
	a := s.private()
	a.Given = given
	return a, nil
}

// page writes a page of a team as a private answer. Only the first has what else there is to know. The error is the store's.
func (c *coaching) page(ctx context.Context, b *Bot, s *sheet, from, size int) error {
	s.head("Coaching in " + c.team.Name)
	if err := c.showQueue(ctx, b, s, from, size, actCoachPage); err != nil || from > 0 {
		return err
	}
	today := coach.DayOf(c.at, teamZone(c.team))
	c.showPromises(s, today)
	c.showAccount(s, c.reader, today, coachLists/2)
	return nil
}

// pressCoachMore opens a page of a team that the person manages, and leaves the digest as it is.
func pressCoachMore(ctx context.Context, b *Bot, req *request) (answer, error) {
	id, from, _ := strings.Cut(req.Value, "/")
	t := req.Roster.Team(id)
	if t == nil || !t.Manages(req.Person.ID) {
		return answer{}, refusal("This list is for the managers of the team.")
	}
	n, err := strconv.Atoi(from)
	if err != nil || n < 0 || n > len(t.Reps) {
		n = 0 // begin again
	}
	c, err := b.coaching(ctx, req.Roster, t, b.now(), req.Person.ID)
	if err != nil {
		return answer{}, err
	}
	var s sheet
	if err := c.page(ctx, b, &s, n, coachRows); err != nil {
		return answer{}, err
	}
	a := s.private()
	a.Given = c.given
	return a, nil
}

// pressCoachPage turns the page of a private list.
func pressCoachPage(ctx context.Context, b *Bot, req *request) (answer, error) {
	a, err := pressCoachMore(ctx, b, req)
	a.Replace = true
	return a, err
}
