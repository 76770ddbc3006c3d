package bot

// The brief: what to know before a conversation, and three questions to choose from. About oneself it is the same, in the
// second person.

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Names under which the buttons about coaching are found. Their values are "<team>/<person>/<number>", those of the last
// two "<team>/<place in the queue>".
const (
	actCoachBrief   = "coach_brief"
	actCoachAnother = "coach_another" // the number is how often another question was asked for
	actCoachSeen    = "coach_seen"    // the number is a page
	actCoachMore    = "coach_more"
	actCoachPage    = "coach_page"
)

// A brief is read on the way to a conversation: three questions are a choice, ten would be homework.
const (
	coachQuestions = 3
	coachStandOut  = 5    // observations that a brief begins with
	coachSeenPage  = 12   // observations on a page of all of them
	coachMostTurns = 1000 // how often another question can be asked for before they begin again
	coachQuote     = 400  // characters of what people wrote that a brief quotes
	coachDeals     = 5    // open deals in a brief
)

// A brief is one person's, for one reader.
type brief struct {
	sheet
	*coaching
	req   *request
	who   coach.Person
	facts coach.RepFacts
	steps map[string]coach.Rate // of the whole team lately, by the lower KPI of each step that is told
	own   bool                  // they read about themselves
}

// coachBrief is what to know before a conversation with somebody, and three questions to choose from; turn is how often
// others were asked for. The caller has checked that whoever asks may read it. The numbers stand before the questions,
// because each question quotes one.
func (b *Bot) coachBrief(ctx context.Context, req *request, t *coach.Team, p coach.Person, turn int) (answer, error) {
	c, err := b.coachingAbout(ctx, req.Roster, t, p, req.Person.ID)
	if err != nil {
		return answer{}, err
	}
	s := &brief{coaching: c, req: req, who: p, facts: c.facts(p), own: p.ID == req.Person.ID}
	if s.steps, err = b.teamSteps(ctx, s); err != nil {
		return answer{}, err
	}
	if s.own {
		s.head("Your own coach" + s.inTeam())
	} else {
		s.head("Brief: " + named(p).Name + s.inTeam())
	}
	// Before any number: a target of half a week looks small beside the others.
	if line := worksLine(req.Roster, t, p); line != "" {
		s.small(line)
	}
	// Looked at once: what stands out and what is asked have to be of the same moment.
	seen := coach.Observe(s.facts)
	s.titled("What stands out", bullets(s.said(coach.Shown(seen, coachStandOut)))...)
	s.numbers()
	s.openDeals()
	s.words()
	s.promised()
	s.lastTime()
	known := s.blocks
	s.blocks = nil
	s.questions(seen, turn)
	// The questions are what the page is for, and the buttons the way on: what is known gives way to them.
	s.blocks = fitBefore(known, s.blocks)
	a := s.private()
	a.Given = s.given
	return a, nil
}

// readable are the teams that the person is in, of which the reader may read.
func (s *brief) readable() []*coach.Team {
	return slices.DeleteFunc(s.req.Roster.TeamsOf(s.who.ID), func(t *coach.Team) bool {
		// A manager of one team learns nothing about the others, not even that somebody is in them.
		return !s.own && !t.Manages(s.req.Person.ID)
	})
}

// inTeam names the team where the person is in several: the numbers of one are no news about the other.
func (s *brief) inTeam() string {
	if len(s.readable()) < 2 {
		return ""
	}
	return " in " + s.team.Name
}

// elsewhere are buttons to the same person in their other teams, of which nothing else here speaks.
func (s *brief) elsewhere() (row []*slack.ButtonBlockElement) {
	for i, t := range s.readable() {
		// It leads to a page of the same kind, in the place of this one, which is the way back as well.
		if t.ID != s.team.ID && len(row) < coachTeams {
			row = append(row, press(indexed(actCoachAnother, i+1), cut("In "+t.Name, maxLabel), coachValue(t.ID, s.who.ID, 0)))
		}
	}
	return row
}

// said are observations as sentences about the person, or to them.
func (s *brief) said(seen []coach.Observation) []string {
	lines := make([]string, len(seen))
	// Both sentences are made in one place, so that the two read the same facts.
	for i, o := range seen {
		lines[i] = escape(o.Text)
		if s.own {
			lines[i] = escape(o.You)
		}
	}
	return lines
}

// numbers are where they stand against the target first, then against their own past: somebody behind their target may
// well be better than ever.
func (s *brief) numbers() {
	var lines []string
	for _, pace := range s.facts.Paces {
		lines = append(lines, kpiTitle(pace.KPI)+": "+escape(pace.Line()))
	}
	s.titled("Against target", bullets(lines)...)
	// A person is compared with their own plan and past first, and with the team last; it is the order of the page.
	past := "Against their own past"
	if s.own {
		past = "Against your own past"
	}
	s.titled(past, bullets(pastLines(s.team, s.facts))...)
	s.titled("From step to step, in the last four weeks", bullets(s.funnelLines())...)
}

// pastLines puts last week beside the four weeks before this one, per leading KPI: "Meetings: 5 last week, 18 in the
// last four weeks (5 a week)". Last week is one of the four. The week that runs is left out of both: on a Monday it
// would make everybody look bad. Whoever began of late is shown the weeks that there were, and in the first one nothing:
// nobody has a past of zeros. An average is rounded to the nearest, half up.
func pastLines(t *coach.Team, facts coach.RepFacts) []string {
	weeks := facts.Reaches
	if weeks == 0 {
		return nil
	}
	var lines []string
	for _, k := range t.Leading() {
		line := kpiTitle(k) + ": " + escape(k.Number(facts.LastWeek[k.ID])) + " last week"
		if weeks > 1 {
			// With one week there is no average that is not that week.
			total := facts.FourWeeks[k.ID]
			line += fmt.Sprintf(", %s in the last %s weeks (%s a week)", escape(k.Number(total)),
				[]string{"two", "three", "four"}[weeks-2], escape(k.Number((total+int64(weeks)/2)/int64(weeks))))
		}
		lines = append(lines, line)
	}
	return lines
}

// teamSteps is how those steps of the funnel that are told of somebody went for their whole team in the last four weeks: in
// sums over these weeks, which all briefs of a team share, as nobody else's days are read for one. Who began of late is not
// among them, nor anybody whose counts make no rate. The error is the store's.
func (b *Bot) teamSteps(ctx context.Context, s *brief) (map[string]coach.Rate, error) {
	read := make(map[coach.Span]*figures)
	sum := func(person, kpi string, span coach.Span) (int64, error) {
		if read[span] == nil {
			f, err := b.sumsOver(ctx, s.roster, s.team, span)
			if err != nil {
				return 0, err
			}
			read[span] = f
		}
		return read[span].sum(person, kpi, span), nil
	}
	team := make(map[string]coach.Rate)
	for _, p := range s.roster.Active(s.team) {
		today, since := s.today(p.ID), max(s.since, s.team.Starts[p.ID].Day)
		for _, step := range s.facts.Steps {
			from, to, ok := coach.StepSpans(step.Above, step.KPI, today, since)
			if !ok {
				continue
			}
			// Days of the KPI above and of the one below are not the same: what is begun today bears fruit later.
			of, err := sum(p.ID, step.Above.ID, from)
			if err != nil {
				return nil, err
			}
			won, err := sum(p.ID, step.KPI.ID, to)
			if err != nil {
				return nil, err
			}
			if rate := (coach.Rate{Won: won, Of: of}); rate.IsChance() {
				all := team[step.KPI.ID]
				team[step.KPI.ID] = coach.Rate{Won: all.Won + won, Of: all.Of + of}
			}
		}
	}
	return team, nil
}

// funnelLines put each step of the funnel beside their own past and beside the team: "Meetings from conversations: 25 %
// (5 of 20), 18 % before, the team 21 %". Steps of which nothing was tried lately are left out.
func (s *brief) funnelLines() (lines []string) {
	for _, step := range s.facts.Steps {
		if step.Lately.Of <= 0 {
			continue
		}
		line := fmt.Sprintf("%s from %s: %s (%s)", kpiTitle(step.KPI), escape(step.Above.Plural),
			coach.InPercent(step.Lately.Percent()), step.Lately.Pair())
		// Nothing before is no 0 %: a newcomer has no past to be better than.
		if step.Before.Of > 0 {
			line += ", " + coach.InPercent(step.Before.Percent()) + " before"
		}
		// In a team of one, or one in which nobody else tried, the team would be the person once more.
		if all := s.steps[step.KPI.ID]; all.Of > step.Lately.Of {
			line += ", the team " + coach.InPercent(all.Percent())
		}
		lines = append(lines, line)
	}
	return lines
}

// openDeals are the open ones, with what is to be found out.
func (s *brief) openDeals() {
	lines, more := dealLines(s.team, s.deals[s.who.ID], s.at, s.roster.Zone(s.who.ID, s.team), coachDeals)
	s.titled("Open deals", bullets(andMore(lines, more))...)
}

// words are what they wrote for their manager to read: the newest hurdle, and what is to be talked about.
func (s *brief) words() {
	if s.facts.Hurdle != "" {
		lines, _ := quoted(s.facts.Hurdle, coachQuote)
		s.titled("Newest hurdle", lines...)
	}
	// Theirs first: it is their conversation.
	own, others := s.agenda(s.who.ID)
	var lines []string
	for _, item := range slices.Concat(own, others) {
		lines = append(lines, nameOf(s.roster.Person(item.By))+": "+gist(item.Text))
	}
	s.titled("For the next one-to-one", someLines(lines, "")...)
}

// promised are what they said that they will do, and what their managers promised them.
func (s *brief) promised() {
	var lines []string
	// Without a verdict, also where the day has passed: that is what the conversation is for.
	for _, promise := range s.promises[s.who.ID] {
		lines = append(lines, "due "+promiseLine(promise))
	}
	s.titled("Commitments", someLines(lines, "")...)
	managers := slices.DeleteFunc(managersOf(s.roster, s.team), func(m coach.Person) bool { return len(s.deeds(m.ID, s.who.ID)) == 0 })
	for _, m := range managers {
		title := nameOf(named(m)) + " promised"
		// Who reads what they have promised themselves is spoken to, as in the digest.
		if m.ID == s.req.Person.ID {
			title = "You promised"
		}
		lines = nil
		for _, promise := range s.deeds(m.ID, s.who.ID) {
			lines = append(lines, "for "+promiseLine(promise))
		}
		// As long as one list, however many managers there are, and of each what is due first.
		s.titled(title, bullets(firstLines(max(1, coachLists/len(managers)), lines))...)
	}
}

// lastTime is the last few one-to-ones, the newest note, and the newest question that was answered. A private note is in it
// for whoever wrote it, and an answer for the two whom it is between.
func (s *brief) lastTime() {
	s.talks()
	// It may be of an earlier conversation than the last one, which another manager may have had.
	note := slices.IndexFunc(s.book.OneToOnes, func(o coach.OneToOne) bool { return o.Person == s.who.ID && o.Private != "" })
	if note >= 0 {
		o := s.book.OneToOnes[note]
		lines, _ := quoted(o.Private, coachQuote)
		s.titled("Your own note of "+shortDay(o.Day)+", which nobody else reads", lines...)
	}
	for _, d := range s.book.Direct {
		// An answer was promised to one reader. Another manager of the team does not find it here.
		if d.Person != s.who.ID || d.Answer == "" || !s.own && d.Manager != s.req.Person.ID {
			continue
		}
		lines, _ := quoted(d.Answer, coachQuote)
		// With the question above it, since an answer alone says something else.
		asked := "Asked by " + nameOf(s.roster.Person(d.Manager)) + ": " + escape(cut(d.Question, 200))
		s.titled("The last answer", append([]string{asked}, lines...)...)
		break
	}
}

// talks are the last few one-to-ones, the newest as it was written down and those before it in a line each. Whoever wrote one
// down can change it; the rep reads all of them and changes none.
func (s *brief) talks() {
	var talks []coach.OneToOne
	for _, o := range s.book.OneToOnes {
		// They come the newest first, and a page is no archive.
		if o.Person == s.who.ID && len(talks) < coach.NewestTalks {
			talks = append(talks, o)
		}
	}
	var before []string
	var mend []*slack.ButtonBlockElement
	for i, o := range talks {
		by := shortDay(o.Day) + ", written down by " + nameOf(s.roster.Person(o.Manager))
		if i == 0 {
			lines := []string{by}
			if o.Learnt != "" {
				learnt, _ := quoted(o.Learnt, coachQuote)
				lines = append(lines, learnt...)
			}
			s.titled("The last one-to-one", lines...)
		} else if o.Learnt != "" {
			before = append(before, by+": "+gist(o.Learnt))
		} else {
			before = append(before, by)
		}
		if !s.own && o.Manager == s.req.Person.ID {
			// The index sets it apart from the button that begins a new record, and from those beside it.
			change := press(indexed(actCoachRecord, i+1), "Change "+shortDay(o.Day), s.team.ID+"/"+s.who.ID+"/"+o.ID)
			change.AccessibilityLabel = label("Change what you wrote down about " + shortDay(o.Day) + " with " + s.who.Name)
			mend = append(mend, change)
		}
	}
	s.titled("Before that", bullets(before)...)
	if len(mend) > 0 {
		s.buttons(mend...)
	}
}

// questions are three to choose from, and what to do with one. Other people's are asked with a press; one's own are there
// to be thought about.
func (s *brief) questions(seen []coach.Observation, turn int) {
	// They count as asked from here on, whichever of them is asked: who has read a question has been asked it.
	chosen := s.ask(s.who, seen, turn, coachQuestions)
	for _, q := range chosen {
		s.give(s.who, q)
	}
	ref := s.team.ID + "/" + s.who.ID
	const title, none = "Questions to choose from", "All that fit were asked in the last weeks. What would you like to ask"
	switch {
	case s.own && len(chosen) == 0:
		s.titled(title, none+" yourself?")
	case s.own:
		lines := make([]string, len(chosen))
		for i, q := range chosen {
			// Numbered, so that two people can speak of the second one.
			lines[i] = fmt.Sprintf("%d. %s", i+1, escape(q.Text))
		}
		s.titled(title, lines...)
	case len(chosen) == 0:
		s.beside(press(indexed(actCoachAsk, 0), "Ask in DM", ref+"/"), title, none+"?")
	default:
		s.blocks = append(s.blocks, section("*"+title+"*"))
		s.lines = append(s.lines, title+":")
		for i, q := range chosen {
			ask := press(indexed(actCoachAsk, i), "Ask in DM", ref+"/"+q.ID)
			// Read aloud, each button says which question it sends.
			ask.AccessibilityLabel = label("Ask in DM: " + q.Text)
			s.blocks = append(s.blocks, sectionWith(fmt.Sprintf("%d. %s", i+1, escape(q.Text)), ask))
			s.lines = append(s.lines, fmt.Sprintf("%d. %s", i+1, escape(q.Text)))
		}
	}
	if s.own {
		// Said on the page itself and not in a help text: a rep who wonders who reads this writes less.
		s.small("Your manager sees the same numbers and words, and may have notes of their own about your talks.")
	}
	row := []*slack.ButtonBlockElement{press(actCoachAnother, "Another question", coachValue(s.team.ID, s.who.ID, turn+1))}
	if !s.own {
		// A rep writes nothing down about themselves here; their agenda is the button beside it.
		row = append(row, press(actCoachRecord, "Record one-to-one", ref))
	}
	row = append(row, press(actAgenda, "Agenda", ref), press(actCoachSeen, "All observations", coachValue(s.team.ID, s.who.ID, 0)))
	s.buttons(append(row, s.elsewhere()...)...)
}

// coachValue is what the buttons about a rep carry; readCoachValue is its inverse. Ids hold no slash: a team's is a
// UUID and a person's is Slack's.
func coachValue(team, person string, n int) string {
	return team + "/" + person + "/" + strconv.Itoa(n)
}

// readCoachValue finds the rep that a button is about, if the person may read about them: their managers and they
// themselves may. It decides anew at each press, because a digest stands in a direct message for years and its reader
// may have another team by then. Errors are refusals; a number that is none of ours counts as 0.
func readCoachValue(req *request) (t *coach.Team, p coach.Person, n int, err error) {
	// A value comes back from Slack, and anybody can send one: nothing of it is believed before it is looked up.
	parts := strings.Split(req.Value, "/")
	if len(parts) != 3 {
		return nil, p, 0, refusal("This button is from an earlier version. The coach command has the current one.")
	}
	// The roster of this moment decides, so that whoever lost a team at nine reads nothing of it at five past.
	t = req.Roster.Team(parts[0])
	if t == nil || !activeRep(req.Roster, t, parts[1]) {
		return nil, p, 0, refusal("This person is not in the team any more.")
	}
	if parts[1] != req.Person.ID && !t.Manages(req.Person.ID) {
		return nil, p, 0, refusal("Only their manager can look at somebody else's numbers.")
	}
	n, err = strconv.Atoi(parts[2])
	if err != nil || n < 0 || n > coachMostTurns {
		n = 0 // begin again
	}
	return t, req.Roster.Person(parts[1]), n, nil
}

// pressCoachBrief answers with the brief of the rep beside whom the button stands.
func pressCoachBrief(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, p, turn, err := readCoachValue(req)
	if err != nil {
		return answer{}, err
	}
	return b.coachBrief(ctx, req, t, p, turn)
}

// pressCoachAnother replaces the brief by one with other questions. The numbers are read anew with it. Replacing works
// because the brief was a private answer; a digest's button goes to pressCoachBrief, which leaves the digest alone.
func pressCoachAnother(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, p, turn, err := readCoachValue(req)
	if err != nil {
		return answer{}, err
	}
	a, err := b.coachBrief(ctx, req, t, p, turn)
	a.Replace = true
	return a, err
}

// pressCoachSeen shows every observation about somebody, page by page, in the place of the brief: the rep reads all that
// their managers can.
func pressCoachSeen(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, p, page, err := readCoachValue(req)
	if err != nil {
		return answer{}, err
	}
	c, err := b.coachingAbout(ctx, req.Roster, t, p, req.Person.ID)
	if err != nil {
		return answer{}, err
	}
	s := &brief{coaching: c, req: req, who: p, own: p.ID == req.Person.ID}
	all := inPages(coach.Observe(c.facts(p)))
	// A page that is gone since, as something was settled, is the last one there is.
	from := min(page*coachSeenPage, (len(all)-1)/coachSeenPage*coachSeenPage)
	to := min(from+coachSeenPage, len(all))
	if s.own {
		s.head("Everything that is seen in your numbers" + s.inTeam())
		s.small("Your manager reads the same, about you.")
	} else {
		s.head("Everything that is seen about " + named(p).Name + s.inTeam())
		s.small(nameOf(named(p)) + " reads the same with `" + b.slash("coach") + "`.")
	}
	s.say(bullets(s.said(all[from:to]))...)
	var row []*slack.ButtonBlockElement
	if from > 0 {
		row = append(row, press(indexed(actCoachSeen, 1), "Back", coachValue(t.ID, p.ID, from/coachSeenPage-1)))
	}
	if to < len(all) {
		row = append(row, press(indexed(actCoachSeen, 2), fmt.Sprintf("Next of %d", len(all)), coachValue(t.ID, p.ID, from/coachSeenPage+1)))
	}
	s.buttons(append(row, press(actCoachAnother, "To the questions", coachValue(t.ID, p.ID, 0)))...)
	a := s.private()
	a.Replace = true
	return a, nil
}

// inPages puts observations in the order in which they stand on pages: on each, a third at least is good news while there is
// any left.
func inPages(all []coach.Observation) (ordered []coach.Observation) {
	for len(all) > 0 {
		shown := coach.Shown(all, coachSeenPage)
		ordered = append(ordered, shown...)
		all = slices.DeleteFunc(slices.Clone(all), func(o coach.Observation) bool {
			i := slices.IndexFunc(shown, func(s coach.Observation) bool { return s.Text == o.Text })
			if i >= 0 {
				shown = slices.Delete(shown, i, i+1) // two deals of one name are two
			}
			return i >= 0
		})
	}
	return ordered
}
