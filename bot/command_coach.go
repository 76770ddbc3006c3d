package bot

// The command /coach: for a manager the team and the briefs, for a rep the same questions
// about themselves. A rep can read in it everything that their manager reads about them.

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// coachCommand is /coach: who to talk with and how to begin. Reps may type it because they read the same about
// themselves; the agenda of the next one-to-one belongs to both sides.
func coachCommand() command {
	return command{
		Name:        "coach",
		Description: "A good question to begin with, for yourself or for your people",
		Usage:       "[@rep] [agenda]",
		Examples:    []string{"", "agenda"},
		ForManagers: []string{"@ann", "agenda @ann"},
		Who:         asRep | asManager, // whose numbers each of them may see is decided below
		Handle:      showCoach,
	}
}

// showCoach answers a manager with their team or with one rep's brief, and a rep with questions of their own. Who is
// both sees their team; "me" asks for their own questions, and "agenda" before any of it opens the agenda of the next
// one-to-one. Anybody else's name is looked for among the people whom the caller manages and nowhere else, so that a
// refusal gives away nothing about other teams. "Agenda" is cut off first, so nobody who is called so can be named
// without a mention. A manager who does not sell and types "me" is told what to type instead.
func showCoach(ctx context.Context, b *Bot, req *request) (answer, error) {
	managed := req.Roster.Managed(req.Person.ID)
	word, show := strings.TrimSpace(req.Text), briefOf
	if first, rest, _ := strings.Cut(word, " "); strings.EqualFold(first, "agenda") {
		word, show = strings.TrimSpace(rest), agendaIn
	} else if word == "" && len(managed) > 0 {
		return b.coachTeam(ctx, req, managed)
	}
	if word == "" || strings.EqualFold(word, "me") {
		// Of somebody in several teams it is the channel's team, else their first.
		t := teamHere(req)
		switch {
		case t != nil && activeRep(req.Roster, t, req.Person.ID):
			return show(ctx, b, req, t, req.Person)
		case len(managed) > 0:
			return answer{}, refusal("You have no numbers of your own. Name one of your people, such as `" + b.slash("coach") + " @name`.")
		}
		return answer{}, missing(asRep, req.Person, req.Roster)
	}
	t, p, err := repByName(req, managed, word)
	if err != nil {
		return answer{}, err
	}
	return show(ctx, b, req, t, p)
}

// briefOf and agendaIn are what can be shown of somebody whom the caller may see.
func briefOf(ctx context.Context, b *Bot, req *request, t *coach.Team, p coach.Person) (answer, error) {
	return b.coachBrief(ctx, req, t, p, 0)
}

func agendaIn(ctx context.Context, b *Bot, req *request, t *coach.Team, p coach.Person) (answer, error) {
	return b.openAgenda(ctx, req, t, p)
}

// mentioned is a person as Slack writes them into the text of a command: "<@U0ANN|ann>", or "<@U0ANN>" without the
// name. It needs the manifest to ask for escaped entities; typed without, a mention comes as "@ann" and is read as a
// name. The ids of Enterprise Grid begin with W. It matches a whole word and nothing around it; the first group is the
// id.
var mentioned = regexp.MustCompile(`^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$`)

// repByName finds the rep of one of some teams who is meant by a mention or by a name; the
// error, a refusal, says what to do when nobody or several are. The team that comes back is the one whose numbers are
// meant. Teams are those that the caller manages: it is what keeps everybody else's numbers from them. A name counts
// from its beginning (isMeant), so "an" may mean several. Only active reps are looked at: somebody deactivated in Slack
// is found by nobody.
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
		// Picked from Slack's list, they are somebody who has left, or whom others manage: which of the two is not said.
		if m := mentioned.FindStringSubmatch(word); m != nil {
			return nil, coach.Person{}, refusal(nameOf(named(req.Roster.Person(m[1]))) + " is in none of your teams now.")
		}
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
// Lee and Anna. A mention means by its id alone, whatever name stands in it. An empty word means nobody. Names are
// compared as Slack shows them, without folding accents.
func isMeant(p coach.Person, word string) bool {
	if m := mentioned.FindStringSubmatch(word); m != nil {
		return m[1] == p.ID
	}
	word = strings.ToLower(strings.TrimPrefix(word, "@"))
	return word != "" && strings.HasPrefix(strings.ToLower(p.Name), word)
}
