package bot

// What is said about being away: the list of what is known, the form, and what follows from it in numbers.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// subject begins a sentence about somebody: "You are", "Ann is". It is safe inside a message. Whose the sentence is
// decides on the verb, hence both are given: you "are", other "is".
func subject(req *request, p coach.Person, you, other string) string {
	if p.ID == req.Person.ID {
		return "You " + you
	}
	return titled(nameOf(p)) + " " + other
}

// timesInWords lists times away as the person reads them today. By the date of the one who is away, as everything about
// them; a manager far off reads "tomorrow" in the sense of theirs.
func timesInWords(req *request, p coach.Person, times []coach.AwayTime) string {
	words := make([]string, len(times))
	for i, t := range times {
		words[i] = t.Words(todayOf(req, p))
	}
	return strings.Join(words, "; ")
}

// awayLength says how much work falls into some times: ": 5 working days"; "" where there is no end or no team. It counts
// what the person would work if they were never away. It is the proof that the right days were understood: "24 Dec to 2
// Jan: 7 working days" is easily seen to be right, or not. The first team's calendar counts, as holidays may differ
// from team to team. It is given in half days where there are any.
func awayLength(r *coach.Roster, p coach.Person, times []coach.AwayTime) string {
	teams := teamsWith(r, p.ID)
	if len(teams) == 0 {
		return ""
	}
	// Without what they have planned already, or a second holiday within the first would be "0 working days" long.
	usual := p
	usual.Absences = nil
	cal := coach.CalendarOf(teams[0], usual)
	halves := 0
	for _, t := range times {
		if t.Span.To == coach.Forever {
			return ""
		}
		// Half days, as part-time and afternoons off come in halves.
		for d := t.Span.From; d <= t.Span.To; d++ {
			halves += (cal.Part(d) & t.Part).Halves()
		}
	}
	switch days, half := halves/2, halves%2 == 1; {
	// "0½ working days" is no number that anybody would say.
	case half && days == 0:
		return ": half a working day"
	case half:
		return fmt.Sprintf(": %d½ working days", days)
	default:
		return ": " + plural(days, "working day", "working days")
	}
}

// awayPeace says what does not come while somebody is away. A manager who does not sell is not nudged, and the digest
// is all that they would have got. It says what will not come, as somebody who goes on leave wants to know just that.
func awayPeace(r *coach.Roster, p coach.Person) string {
	if len(r.TeamsOf(p.ID)) == 0 {
		return "No coaching digest then."
	}
	return "No prompts or nudges then."
}

// awayPeriods is how many periods ahead it is looked whether a target changes. Thirteen weeks are a quarter; a holiday
// further off is told when it comes nearer, by the number itself.
const awayPeriods = 13

// awayEffect says how somebody's targets change, each in the first period in which it does: " The target for conversations
// goes from 20 to 12 and for meetings from 5 to 3 this week." It begins with a blank, and is "" when nothing changes.
// Only what people steer is told: nobody plans their holiday by a result. P and after are the person before and after
// the change, which need not be stored yet.
func awayEffect(req *request, p, after coach.Person) string {
	var periods []string
	changes := make(map[string][]string) // by period
	for _, t := range req.Roster.TeamsOf(p.ID) {
		for _, k := range t.Leading() {
			period, change := targetChange(req, t, k, p, after)
			if change == "" {
				continue
			}
			// In the order in which periods come up, which is that of the teams and of their funnels.
			if changes[period] == nil {
				periods = append(periods, period)
			} else {
				// Said in full the second KPI would read as a second sentence without a beginning.
				change = strings.Replace(change, " goes from ", " from ", 1)
			}
			changes[period] = append(changes[period], change)
		}
	}
	var said strings.Builder
	for _, period := range periods {
		said.WriteString(" The target " + listed(changes[period]) + " " + period + ".")
	}
	return said.String()
}

// targetChange says how one target of somebody changes, and in which period: "this week", "for conversations goes from 20
// to 12"; "" when it does not within awayPeriods. The change is looked for period by period from today on: a holiday in
// five weeks touches no week before. Numbers are of the whole period and not of what is left of it. They go by the
// person's own plan where they have one, as every page does.
func targetChange(req *request, t *coach.Team, k coach.KPI, p, after coach.Person) (period, change string) {
	// A target is reckoned for a period that holds an instant; the start of a day on the person's own clock stands for
	// it.
	zone := req.Roster.Zone(p.ID, t)
	today := coach.DayOf(req.At, zone)
	// Nothing done goes into it: the target alone is asked for.
	target := func(p coach.Person, d coach.Day) int64 {
		return coach.PaceIn(t, k, p, 0, 0, startOf(d, zone), zone).Target
	}
	day := today
	for range awayPeriods {
		// The first period that differs is told and no other: a holiday of three weeks would be a table.
		if was, is := target(p, day), target(after, day); was != is {
			change = fmt.Sprintf("for %s goes from %s to %s", escape(k.Plural), escape(k.Number(was)), escape(k.Number(is)))
			return inPeriod(t, k, day, today), change
		}
		// On to the first day of the next period.
		day = k.Period().Span(day, t.Year()).To + 1
	}
	return "", ""
}

// inPeriod names the period of a KPI that holds a day: "this week", "in the week from Mon 28 Dec on". "This week"
// for a holiday in January would be false, and a date alone does not say how long the other target holds.
func inPeriod(t *coach.Team, k coach.KPI, day, today coach.Day) string {
	per := k.Period()
	if day == today {
		return per.This()
	}
	if per == coach.Daily {
		return "on " + shortDay(day)
	}
	return "in the " + string(per) + " from " + shortDay(per.Span(day, t.Year()).From) + " on"
}

// awayKnown lists when somebody is away, now and later, each with the way back, and has the button to the form. A manager
// who looks at themselves reads who of their people is away as well. Buttons carry the absence's id, and "/list" so
// that the answer to a press is the list in the place of this one. What is over is not listed: nothing can be done
// about it.
func (b *Bot) awayKnown(req *request, p coach.Person) answer {
	today := todayOf(req, p)
	var s sheet
	ahead := absencesAhead(p, today)
	for i, a := range ahead[:min(len(ahead), awayListed)] {
		// A manager takes back for others in both cases: "I'm back" would be the wrong person speaking.
		label := "Take back"
		if a.Span.From <= today && p.ID == req.Person.ID {
			label = "I'm back"
		}
		s.beside(press(indexed(actAwayBack, i), label, a.ID+"/list"), titled(coach.AwayTime{Span: a.Span, Part: a.Part}.Words(today)), awaySource(req, p, a))
	}
	switch more := len(ahead) - awayListed; {
	case len(ahead) == 0:
		s.say(subject(req, p, "have", "has") + " no days away ahead.")
	case more > 0:
		s.small("And " + plural(more, "time", "times") + " after these.")
	}
	if p.ID == req.Person.ID {
		s.titled("Your people", b.peopleAway(req)...)
	}
	// No id means whoever presses, so that the button does the right thing for a manager who forwards nothing.
	whom := p.ID
	if p.ID == req.Person.ID {
		whom = ""
	}
	s.buttons(primary(actAwayOpen, "Set days away", whom))
	// The three examples show the three shapes that a line can have: days, a part of one, and an end.
	s.small("Or in one line: `" + b.slash("pacer") + " away 24 Dec..2 Jan`, `this afternoon`, `until Monday`; `" +
		b.slash("pacer") + " away off` to be back.")
	return s.private()
}

// awaySource says whose word an absence is. It is plain but for names, which are escaped.
func awaySource(req *request, p coach.Person, a coach.Absence) string {
	whose, said := "your", "You said so."
	if p.ID != req.Person.ID {
		whose, said = "their", "They said so themselves."
	}
	switch {
	case a.Source == coach.SaidByStatus:
		return "As " + whose + " Slack status says."
	// The manager may not be the one who looks: there may be two, or one who came later.
	case a.Source == coach.SaidByManager && a.By == req.Person.ID:
		return "You set it."
	case a.Source == coach.SaidByManager:
		return "Set by " + nameOf(req.Roster.Person(a.By)) + "."
	}
	return said
}

// peopleAway says which of a manager's people are away or will be, with the next time of each. In the order of the
// teams; an admin who manages nobody reads none.
func (b *Bot) peopleAway(req *request) []string {
	var lines []string
	listed := map[string]bool{}
	for _, t := range req.Roster.Managed(req.Person.ID) {
		for _, p := range req.Roster.Active(t) {
			today := todayOf(req, p)
			ahead := absencesAhead(p, today)
			if listed[p.ID] || p.ID == req.Person.ID || len(ahead) == 0 {
				continue
			}
			listed[p.ID] = true // in several of the teams, and away once
			lines = append(lines, nameOf(p)+": "+coach.AwayTime{Span: ahead[0].Span, Part: ahead[0].Part}.Words(today))
		}
	}
	lines = firstLines(awayListed, lines)
	// Only where there is somebody to name.
	if len(lines) > 0 {
		lines = append(bullets(lines), "`"+b.slash("pacer")+" away @name` shows all of somebody, and sets more.")
	}
	return lines
}

// absencesAhead are the absences of somebody that run or are to come, as a calendar has them: the first one first. They
// are stored in the order in which they were said, which is no order to read them in. Words against a status ("here")
// are no absence and left out.
func absencesAhead(p coach.Person, today coach.Day) []coach.Absence {
	ahead := slices.DeleteFunc(slices.Clone(p.Absences), func(a coach.Absence) bool { return a.Here || a.Span.To < today })
	slices.SortStableFunc(ahead, func(a, b coach.Absence) int { return cmp.Compare(a.Span.From, b.Span.From) })
	return ahead
}

// tellAway adds to a change that somebody else is told of it, and that it is on record. The person hears of it in their
// own message whether or not they were at work.
func tellAway(change *coach.Change, req *request, p coach.Person, text, record string) {
	// It is bulk, so quiet hours delay it: whoever is set away tonight reads so in the morning.
	change.Messages = append(change.Messages, direct("away/"+p.ID+"/"+req.Key, p.ID, body{Text: text}, req.At.Add(awayNewsStale)))
	auditAway(change, req, p, record)
}

// awayNewsStale is for how long it is worth telling somebody what was set for them; quiet hours are shorter.
const awayNewsStale = 72 * time.Hour

// auditAway puts on record who changed when somebody is away, in each team by which they may. Detail has days and no
// reason: there is none to write down.
func auditAway(change *coach.Change, req *request, p coach.Person, detail string) {
	for _, t := range req.Roster.TeamsOf(p.ID) {
		// An audit is read team by team, and a manager reads those of their own: what they did in one is none of
		// another's.
		if p.ID == req.Person.ID || t.Manages(req.Person.ID) {
			change.Audit = append(change.Audit, coach.Audit{By: req.Person.ID, Team: t.ID, Person: p.ID, What: "away", Detail: detail})
		}
	}
}

// wholeDay is the choice of the form that no word of a line stands for.
const wholeDay = "whole"

// Block ids of the form.
const (
	inAwayWho  = "away_who"
	inAwayFrom = "away_from"
	inAwayTo   = "away_to"
	inAwayPart = "away_part"
)

// pressAwayOpen opens the form in which days away are set. A manager chooses for whom. An id of somebody whom the
// presser does not manage is refused (awayFor), so a forged value opens no form about them.
func pressAwayOpen(_ context.Context, _ *Bot, req *request) (answer, error) {
	p, err := awayFor(req, req.Value)
	if err != nil {
		return answer{}, err
	}
	return answer{Modal: awayModal(req, p)}, nil
}

// awayModal is the form. The last day is left empty by who does not know it yet. Days are those of the person whom it
// is opened for; a manager who chooses another one has the first person's today in it, and may change it.
func awayModal(req *request, p coach.Person) *slack.ModalViewRequest {
	today := todayOf(req, p)
	var fields []slack.Block
	// The menu offers everybody in the workspace, as Slack has no narrower one without a round trip; who is none of the
	// manager's people is refused at the field when the form is handed in.
	if len(req.Roster.Managed(req.Person.ID)) > 0 {
		who := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain("Choose a person"), inputAction)
		who.InitialUser = p.ID
		fields = append(fields, input(inAwayWho, "Who is away", "You, or one of your people, who is told.", who, false))
	}
	// Today stands in both, as most absences begin with somebody falling ill.
	last := dateInput(inAwayTo, "Last day", "Leave it empty if it is not known yet.", today)
	last.Optional = true
	fields = append(fields,
		dateInput(inAwayFrom, "First day", "", today), last,
		chooseInput(inAwayPart, "Part of each day", "", []option{
			{wholeDay, "The whole day"}, {"morning", "The morning"}, {"afternoon", "The afternoon"},
		}, wholeDay))
	return modal(formAway, "Days away", "Save", p.ID, fields...)
}

// submitAway reads the form and does what the same words after /pacer away do, so that both have the same rules.
func submitAway(ctx context.Context, b *Bot, req *request) (answer, error) {
	// The form's metadata is whom it was opened for; a choice in it goes first. Neither is trusted: awayFor decides.
	whom := req.Value
	if chosen := req.State[inAwayWho].Value; chosen != "" {
		whom = chosen
	}
	p, err := awayFor(req, whom)
	if text, refused := errors.AsType[refusal](err); refused && req.State[inAwayWho].Value != "" {
		return answer{Errors: map[string]string{inAwayWho: string(text)}}, nil
	} else if err != nil {
		return answer{}, err
	}
	asked, err := readAway(req, p, awayLine(req.State))
	if err != nil {
		return answer{Errors: map[string]string{inAwayFrom: err.Error()}}, nil
	}
	return b.setAway(ctx, req, p, asked.Times)
}

// awayLine writes what the form says as a line. A last day before the first is the parser's to refuse, at the field of
// the first day.
func awayLine(state formState) string {
	from, to, part := state[inAwayFrom].Value, state[inAwayTo].Value, state[inAwayPart].Value
	if part == wholeDay {
		part = ""
	}
	// One day needs no end, and an end that is not known is said as in a line.
	line := from
	switch {
	case to == "":
		line += " until further notice"
	case to != from:
		line += " to " + to
	// A single day and a part of it are written in another order than parts of several days.
	case part != "":
		return from + " " + part
	}
	if part != "" {
		line += ", " + part + "s"
	}
	return line
}
