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

// coachMostReps is how many people the digest of check-ins lists; the others' come as messages of their own.
const coachMostReps = 15

// coachTeams is how many teams one answer shows: three have room for the list of what comes back, which ends each.
const coachTeams = 3

// coachLists is how many lines the lists below the people have at most; each begins with what is due the longest.
const coachLists = 8

// queue is the team's people in the order in which a conversation is useful, each with one fact and a question about it;
// without one of them, who reads it. It is an order of conversations and not of people: praise that is due can stand
// above a gap.
func (c *coaching) queue(without string) []coach.Question {
	var rows []coach.Question
	for _, p := range c.roster.Active(c.team) {
		if p.ID != without {
			rows = append(rows, c.row(p, coach.Observe(c.facts(p))))
		}
	}
	// Stable: of equals, the order is that of the team.
	slices.SortStableFunc(rows, func(a, b coach.Question) int { return cmp.Compare(b.About.Weight, a.About.Weight) })
	return rows
}

// row is the one question for a person, and with it the fact that it is about. A question of the team's own, and one that
// fits anybody, is about none, and comes with the most useful one.
func (c *coaching) row(p coach.Person, seen []coach.Observation) coach.Question {
	q := c.ask(p, seen, 0, 1)[0] // there is always one
	if q.About.Kind == "" || q.About.Kind == coach.ObservedNewcomer {
		q.About = seen[0]
	}
	q.About.Person = named(p)
	return q
}

// balanced makes at least a third of some rows good news, where there is any that there is a question left about: with those
// whose concern is the least urgent, what goes well takes its place.
func (c *coaching) balanced(rows []coach.Question) []coach.Question {
	rows = slices.Clone(rows)
	good := 0
	for _, row := range rows {
		if row.About.Good {
			good++
		}
	}
	for i := len(rows) - 1; i >= 0 && 3*good < len(rows); i-- {
		if rows[i].About.Good {
			continue
		}
		p := c.roster.Person(rows[i].About.Person.ID)
		seen := slices.DeleteFunc(coach.Observe(c.facts(p)), func(o coach.Observation) bool {
			return !o.Good || o.Kind == coach.ObservedNewcomer
		})
		if len(seen) == 0 {
			continue
		}
		if row := c.row(p, seen); !c.asking(p, seen).Recent(row.ID) {
			rows[i] = row
			good++
		}
	}
	return rows
}

// showQueue writes a page of the queue, from one of its places on: one fact and one question a person, with what a manager
// can do about it. More is the button that leads on; pages have different sizes, so that it carries the place.
func (c *coaching) showQueue(s *sheet, from, size int, more string) {
	queue := c.queue(c.reader)
	from = min(from, len(queue))
	shown := c.balanced(queue[from:min(from+size, len(queue))])
	for i, q := range shown {
		p := q.About.Person
		c.give(p, q)
		lines := []string{
			"*" + nameOf(p) + c.awayToday(p) + "*" + c.agendaNote(p.ID),
			escape(cut(q.About.Text, 220)), "Ask: " + escape(cut(q.Text, 260)),
		}
		s.blocks = append(s.blocks, section(strings.Join(lines, "\n")))
		s.lines = append(s.lines, nameOf(p)+c.awayToday(p)+":", lines[1], lines[2])
		s.buttons(c.rowButtons(p, q.ID, i)...)
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
}

// rowButtons are what a manager can do about a person; the label that a screen reader says names them.
func (c *coaching) rowButtons(p coach.Person, question string, i int) []*slack.ButtonBlockElement {
	ref := c.team.ID + "/" + p.ID
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
	more := len(lines) - coachLists
	lines = bullets(lines[:min(len(lines), coachLists)])
	if more > 0 {
		lines = append(lines, fmt.Sprintf("• and %d more%s", more, where))
	}
	return lines
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
		c, err := b.coaching(ctx, req.Roster, t, req.Person.ID)
		if err != nil {
			return answer{}, err
		}
		c.page(&s, 0, coachRows/len(shown))
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

// page writes a page of a team as a private answer. Only the first has what else there is to know.
func (c *coaching) page(s *sheet, from, size int) {
	s.head("Coaching in " + c.team.Name)
	c.showQueue(s, from, size, actCoachPage)
	if from > 0 {
		return
	}
	today := coach.DayOf(c.at, teamZone(c.team))
	c.showPromises(s, today)
	c.showAccount(s, c.reader, today, coachLists/2)
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
	c, err := b.coaching(ctx, req.Roster, t, req.Person.ID)
	if err != nil {
		return answer{}, err
	}
	var s sheet
	c.page(&s, n, coachRows)
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
