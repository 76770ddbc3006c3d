package bot

// The command /coach: for a manager the team and the briefs, for a rep the same questions
// about themselves. A rep can read in it everything that their manager reads about them.

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"example.com/pacer/bot/coach"
)

// A brief is read on the way to a conversation: three questions are a choice, ten would be homework.
const (
	coachQuestions = 3    // in a brief
	coachMostSeeds = 1000 // how often another question can be asked for before they begin again
)

// coachCommand is /coach: who to talk with and how to begin.
func coachCommand() command {
	return command{
		Name:        "coach",
		Description: "A good question to begin with, for yourself or for your people",
		Usage:       "[@rep]",
		Examples:    []string{""},
		ForManagers: []string{"@ann"},
		Who:         asRep | asManager, // whose numbers each of them may see is decided below
		Handle:      showCoach,
	}
}

// showCoach answers a manager with their team or with one rep's brief, and a rep with questions of their own. Who is
// both sees their team; "me" asks for their own questions. Anybody else's name is looked for among the people whom the
// caller manages and nowhere else, so that a refusal gives away nothing about other teams.
func showCoach(ctx context.Context, b *Bot, req *request) (answer, error) {
	managed := req.Roster.Managed(req.Person.ID)
	word := strings.TrimSpace(req.Text)
	switch {
	case word == "" && len(managed) > 0:
		return b.coachTeam(ctx, req, managed)
	case word == "" || strings.EqualFold(word, "me"):
		t := teamHere(req)
		if t == nil || !activeRep(req.Roster, t, req.Person.ID) {
			return answer{}, missing(asRep, req.Person, req.Roster)
		}
		return b.coachBrief(ctx, req, t, req.Person, 0)
	}
	t, p, err := repByName(req, managed, word)
	if err != nil {
		return answer{}, err
	}
	return b.coachBrief(ctx, req, t, p, 0)
}

// coachTeam shows the team of the channel, or every team that the person manages. Several large teams can be more than
// a message holds; it then ends with a line that says so, and typed in a team's own channel the command shows that
// team.
func (b *Bot) coachTeam(ctx context.Context, req *request, managed []*coach.Team) (answer, error) {
	if here := req.Roster.TeamIn(req.Channel); here != nil && slices.Contains(managed, here) {
		managed = []*coach.Team{here}
	}
	var s sheet
	for _, t := range managed {
		c, err := b.coaching(ctx, req.Roster, t)
		if err != nil {
			return answer{}, err
		}
		// The day seeds the questions, as in the digest: asked twice in a day they are the same, and tomorrow others.
		s.head("Coaching in " + t.Name)
		c.showQueue(&s, int(coach.DayOf(c.at, teamZone(t))), b.slash("coach"))
		c.showPromises(&s, coach.DayOf(c.at, teamZone(t)))
	}
	return s.private(), nil
}

// mentioned is a person as Slack writes them into the text of a command: "<@U0ANN|ann>", or "<@U0ANN>" without the
// name. It needs the manifest to ask for escaped entities; typed without, a mention comes as "@ann" and is read as a
// name. The ids of Enterprise Grid begin with W.
var mentioned = regexp.MustCompile(`^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$`)

// repByName finds the rep of one of some teams who is meant by a mention or by a name; the
// error, a refusal, says what to do when nobody or several are. The team that comes back is the one whose numbers are
// meant. Teams are those that the caller manages: it is what keeps everybody else's numbers from them.
func repByName(req *request, teams []*coach.Team, word string) (*coach.Team, coach.Person, error) {
	if len(teams) == 0 {
		return nil, coach.Person{}, refusal("Only a manager can look at somebody else's numbers. Without a name you see your own.")
	}
	var found []coach.Person
	var in []*coach.Team
	for _, t := range teams {
		for _, p := range req.Roster.Active(t) {
			if isMeant(p, word) {
				found, in = append(found, p), append(in, t)
			}
		}
	}
	// Who is in two of the teams is found twice; the channel decides, else the first.
	if len(found) > 1 && !slices.ContainsFunc(found, func(p coach.Person) bool { return p.ID != found[0].ID }) {
		here := max(0, slices.Index(in, req.Roster.TeamIn(req.Channel)))
		found, in = found[here:here+1], in[here:here+1]
	}
	switch len(found) {
	case 0:
		return nil, coach.Person{}, refusal("Nobody in your teams goes by " + quoteLine(word) +
			". Type @ and pick the person from the list.")
	case 1:
		return in[0], found[0], nil
	}
	// The names are those of the manager's own people, so naming them gives nothing away.
	return nil, coach.Person{}, refusal(quoteLine(word) + " could be any of " + namesOf(found) +
		". Type @ and pick the person from the list.")
}

// isMeant tells whether a word is a person's mention, their name, or the beginning of it, in any case: "ann" means Ann
// Lee and Anna. A mention means by its id alone, whatever name stands in it.
func isMeant(p coach.Person, word string) bool {
	if m := mentioned.FindStringSubmatch(word); m != nil {
		return m[1] == p.ID
	}
	word = strings.ToLower(strings.TrimPrefix(word, "@"))
	return word != "" && strings.HasPrefix(strings.ToLower(p.Name), word)
}

// coachBrief is what to know before a conversation, and three questions to choose from. About
// oneself it is the same, in the second person. The caller has checked that whoever asks may read it. The numbers stand
// before the questions, because each question quotes one. The seed is how often another question was asked for.
func (b *Bot) coachBrief(ctx context.Context, req *request, t *coach.Team, p coach.Person, seed int) (answer, error) {
	c, err := b.coaching(ctx, req.Roster, t)
	if err != nil {
		return answer{}, err
	}
	facts := c.facts(p)
	own := p.ID == req.Person.ID
	var s sheet
	past := "Against their own past"
	if own {
		s.head("Your own coach")
		past = "Against your own past"
	} else {
		s.head("Brief: " + named(p).Name)
	}
	if line := worksLine(req.Roster, t, p); line != "" {
		s.small(line)
	}
	// Against the target first, then against their own past: somebody behind their target may well be better than ever.
	if len(facts.Paces) > 0 {
		var lines []string
		for _, pace := range facts.Paces {
			lines = append(lines, kpiTitle(pace.KPI)+": "+escape(pace.Line()))
		}
		s.titled("Against target", bullets(lines)...)
	}
	s.titled(past, bullets(pastLines(t, facts))...)
	// In their own words, as they wrote them for their manager to read.
	if facts.Hurdle != "" {
		s.titled("Newest hurdle", quoteBlock(facts.Hurdle))
	}
	if promises := c.promises[p.ID]; len(promises) > 0 {
		var lines []string
		for _, promise := range promises {
			lines = append(lines, "due "+shortDay(promise.Due)+": "+oneLine(promise.Text)+movedFrom(promise))
		}
		s.titled("Commitments", bullets(lines)...)
	}
	s.titled("Questions to choose from", questions(facts, seed)...)
	s.buttons(press(actCoachAnother, "Another question", coachValue(t.ID, p.ID, seed+1)))
	return s.private(), nil
}

// pastLines puts last week beside the four weeks before this one, per leading KPI: "Meetings: 5 last week, 18 in the
// last four weeks (5 a week)". Last week is one of the four. The week that runs is left out of both: on a Monday it
// would make everybody look bad. An average is rounded to the nearest, half up.
func pastLines(t *coach.Team, facts coach.RepFacts) []string {
	const weeks = 4 // as in coach.RepFacts
	var lines []string
	for _, k := range t.Leading() {
		lines = append(lines, fmt.Sprintf("%s: %s last week, %s in the last four weeks (%s a week)", kpiTitle(k),
			escape(k.Number(facts.LastWeek[k.ID])), escape(k.Number(facts.FourWeeks[k.ID])),
			escape(k.Number((facts.FourWeeks[k.ID]+weeks/2)/weeks))))
	}
	return lines
}

// questions picks three different questions over what was observed. Each seed begins one
// further, so that another question comes up and the two others move along. The same facts and seed give the same
// questions: a brief that is delivered twice reads the same. What comes back is escaped and numbered.
func questions(facts coach.RepFacts, seed int) []string {
	seen := coach.Observe(facts) // never empty
	var asked []string
	// Once around the observations the next question about each comes up. Some have few; after
	// a few rounds fewer are enough.
	for i := 0; i < 4*coachQuestions && len(asked) < coachQuestions; i++ {
		n := seed + i
		question := escape(coach.QuestionAbout(seen[n%len(seen)], n/len(seen)))
		if !slices.Contains(asked, question) {
			asked = append(asked, question)
		}
	}
	for i := range asked {
		asked[i] = fmt.Sprintf("%d. %s", i+1, asked[i])
	}
	return asked
}

// coachValue is what the buttons about a rep carry; readCoachValue is its inverse. Ids hold no slash: a team's is a
// UUID and a person's is Slack's.
func coachValue(team, person string, seed int) string {
	return team + "/" + person + "/" + strconv.Itoa(seed)
}

// readCoachValue finds the rep that a button is about, if the person may read about them: their managers and they
// themselves may. It decides anew at each press, because a digest stands in a direct message for years and its reader
// may have another team by then. Errors are refusals; a seed that is none of ours counts as the first.
func readCoachValue(req *request) (t *coach.Team, p coach.Person, seed int, err error) {
	parts := strings.Split(req.Value, "/")
	if len(parts) != 3 {
		return nil, p, 0, refusal("This button is from an earlier version. The coach command has the current one.")
	}
	t = req.Roster.Team(parts[0])
	if t == nil || !activeRep(req.Roster, t, parts[1]) {
		return nil, p, 0, refusal("This person is not in the team any more.")
	}
	if parts[1] != req.Person.ID && !t.Manages(req.Person.ID) {
		return nil, p, 0, refusal("Only their manager can look at somebody else's numbers.")
	}
	seed, err = strconv.Atoi(parts[2])
	if err != nil || seed < 0 || seed > coachMostSeeds {
		seed = 0 // begin again
	}
	return t, req.Roster.Person(parts[1]), seed, nil
}

// pressCoachBrief answers with the brief of the rep beside whom the button stands.
func pressCoachBrief(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, p, seed, err := readCoachValue(req)
	if err != nil {
		return answer{}, err
	}
	return b.coachBrief(ctx, req, t, p, seed)
}

// pressCoachAnother replaces the brief by one with other questions. The numbers are read anew with it. Replacing works
// because the brief was a private answer; a digest's button goes to pressCoachBrief, which leaves the digest alone.
func pressCoachAnother(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, p, seed, err := readCoachValue(req)
	if err != nil {
		return answer{}, err
	}
	a, err := b.coachBrief(ctx, req, t, p, seed)
	a.Replace = true
	return a, err
}
