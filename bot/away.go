package bot

// Being away. Whoever is away is not prompted, not counted as missing, not nudged and not ranked, and their targets are for
// the days that they work. A person says when they are away, or their manager does; nobody says why.
//
// Absences come from three sides: from the person, from their manager, and from their status in Slack (status.go). What
// was said by hand beats the status; of two words by hand the later one holds. Which days that leaves is package
// coach's to say (coach.CalendarOf), so nothing here reckons with working days. An absence is stored as said and cut,
// joined or taken back later; absences of the past are kept, as targets of then rest on them.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// Names under which the buttons and the form about being away are found.
const (
	actAwayOpen = "away_open" // opens the form; the value is whom it is about, "" for whoever presses
	actAwayBack = "away_back" // ends or takes back the absence in its value; see pressAwayBack
	actAwayHere = "away_here" // works today, whatever the status says
	formAway    = "away"
)

const (
	awayMostAhead = 100 // absences that somebody may have planned
	awayListed    = 20  // absences in one answer
)

// awayTopic is the row of /pacer about being away. For reps and managers: who is in no team has no rhythm to be away
// from.
func awayTopic() topic {
	return topic{"away", "24 Dec..2 Jan", "when you are away, or your people are; `off` when you are back", asRep | asManager, aboutAway}
}

// awayButtons is the table of buttons about being away. They stand in the answer to the command, on the Home, and the
// last one in the message about a status. Whose absence it is is decided by each handler from the id, as a manager may
// press for others.
func awayButtons() []button {
	return []button{
		{Action: actAwayOpen, Who: asRep | asManager, Handle: pressAwayOpen},
		{Action: actAwayBack, Who: asRep | asManager, Handle: pressAwayBack},
		{Action: actAwayHere, Who: asRep | asManager, Handle: pressAwayHere},
	}
}

// awayForms is the table of forms about being away.
func awayForms() []form {
	return []form{{Callback: formAway, Who: asRep | asManager, Handle: submitAway}}
}

// aboutAway is /pacer away: alone what is known, with days to be away on them, and with "off" to be back. A manager puts a
// name first. Nothing but the days is asked for, and nothing else is kept: a reason that is not stored can neither be
// shown nor leak.
func aboutAway(ctx context.Context, b *Bot, req *request) (answer, error) {
	whom, line, err := b.awayWhom(req)
	if err != nil {
		return answer{}, err
	}
	asked, err := readAway(req, whom, line)
	switch {
	case err != nil:
		// The parser's sentence quotes what was typed and names what it would have understood.
		return answer{}, refusal(escape(err.Error()) + " Nothing was changed.")
	// Alone it lists, as a command without words does everywhere.
	case asked.Empty:
		return b.awayKnown(req, whom), nil
	case asked.Back:
		return b.awayOff(ctx, req, whom)
	}
	return b.setAway(ctx, req, whom, asked.Times)
}

// readAway reads when somebody is away, by their own date and their team's weeks. Days and words such as "next week"
// are by the clock and the weeks of the one who will be away, and not of the manager who types: "tomorrow" said in
// London is still today in New York. The error is a sentence in plain text.
func readAway(req *request, p coach.Person, line string) (coach.AwayRequest, error) {
	var year coach.Year
	if teams := teamsWith(req.Roster, p.ID); len(teams) > 0 {
		year = teams[0].Year()
	}
	return coach.ParseAway(line, todayOf(req, p), year)
}

// teamsWith are the teams that somebody is a rep of, and then those that they manage.
func teamsWith(r *coach.Roster, person string) []*coach.Team {
	return append(r.TeamsOf(person), r.Managed(person)...) // the first is made anew at each call
}

// todayOf is somebody's own civil date. Two people's todays differ for some hours of each day, so it is asked for with
// the person, and never the request's alone.
func todayOf(req *request, p coach.Person) coach.Day {
	return coach.DayOf(req.At, homeZone(req.Roster, p.ID))
}

// awayWhom finds whom a line is about, and what of it says when: one of the manager's people whom it begins with, by a
// mention or by name, else the person who asks. The line comes from Slack with mentions as ids, because the manifest
// has commands escaped; a name that was typed without the menu is looked for among the manager's own people. The error
// is a refusal, and nothing was changed by then.
func (b *Bot) awayWhom(req *request) (coach.Person, string, error) {
	line := strings.TrimSpace(req.Text)
	word, rest, _ := strings.Cut(line, " ")
	// A mention by hand ("@ann") is one too, in meaning.
	byMention := strings.HasPrefix(word, "<@") || strings.HasPrefix(word, "@")
	// A name that is also a word of a date ("May") is the date; a mention is none.
	if _, err := readAway(req, req.Person, line); err == nil && !byMention {
		return req.Person, line, nil
	}
	// "ann tomorrow", typed by Ann herself, needs no manager.
	if isMeant(req.Person, word) {
		return req.Person, strings.TrimSpace(rest), nil
	}
	managed := req.Roster.Managed(req.Person.ID)
	if byMention && len(managed) == 0 {
		return coach.Person{}, "", refusal("Only a manager can say when somebody else is away. " +
			"For yourself leave the name out: `" + b.slash("pacer") + " away tomorrow`. Nothing was changed.")
	}
	// Of the manager's own people and of nobody else.
	_, p, err := repByName(req, managed, word)
	if err == nil || byMention {
		return p, strings.TrimSpace(rest), err
	}
	// Neither a day nor a name: what is behind it tells which was meant.
	if _, bad := readAway(req, req.Person, rest); bad == nil && rest != "" && len(managed) > 0 {
		return coach.Person{}, "", err
	}
	return req.Person, line, nil
}

// awayFor finds the person of an id for whom somebody may say when they are away; the error is a refusal. It is the
// check at the time of the action for ids that come out of forms and buttons; who may is looked up anew, as somebody
// may have ceased to manage between opening a form and handing it in.
func awayFor(req *request, id string) (coach.Person, error) {
	if id == "" || id == req.Person.ID {
		return req.Person, nil
	}
	if !marksAway(req.Person, id, req.Roster) {
		return coach.Person{}, refusal("You can say when you are away yourself, and a manager can say it of the people of their teams.")
	}
	return req.Roster.Person(id), nil
}

// marksAway tells whether somebody may say when another is away: their manager may. Managers may say it of those who
// take part in a team of theirs now. Of a fellow manager they may not, and admins may not of anybody: it moves targets,
// which are not theirs to see.
func marksAway(by coach.Person, person string, r *coach.Roster) bool {
	return slices.ContainsFunc(r.Managed(by.ID), func(t *coach.Team) bool { return activeRep(r, t, person) })
}

// setAway makes somebody be away, and answers with what follows from it. Several times may stand in a line; they are
// kept together or not at all. The answer tells what it does to targets in numbers, as that is what people are unsure
// of before a holiday.
func (b *Bot) setAway(ctx context.Context, req *request, p coach.Person, times []coach.AwayTime) (answer, error) {
	// A bound, as each absence is in memory with the roster and is gone through for each day of each calendar.
	if n := awayAhead(p, todayOf(req, p)); n+len(times) > awayMostAhead {
		return answer{}, refusal(fmt.Sprintf("There are %d times away planned already, and Pacer keeps %d. "+
			"Take some back first. Nothing was changed.", n, awayMostAhead))
	}
	change := coach.Change{At: req.At, Inbound: req.Key}
	after := p
	for _, t := range times {
		// Somebody who types it twice, or whose manager was faster, has done nothing wrong; it is passed over and said.
		if awayAlready(after, t) {
			continue
		}
		a := coach.Absence{
			ID: newID(), Person: p.ID, Span: t.Span, Part: t.Part, Source: coach.SaidBySelf, By: req.Person.ID, MadeAt: req.At,
		}
		if p.ID != req.Person.ID {
			// Whose word it is stays with it: on Ann's Home it reads "Set by Maya", and her own words do not melt into
			// it.
			a.Source = coach.SaidByManager
		}
		// Against what this line has made already, so that its own times join as well.
		whole, within := joined(after.Absences, a)
		change.Absences = append(change.Absences, whole)
		// What has become part of the new one is taken back in the same change, so that no instant has both or neither.
		change.Back = append(change.Back, within...)
		after = withAbsences(after, []coach.Absence{whole}, within)
	}
	// What was put and joined with the next within one line is neither put nor taken back.
	change.Absences = slices.DeleteFunc(change.Absences, func(a coach.Absence) bool { return slices.Contains(change.Back, a.ID) })
	words := timesInWords(req, p, times)
	if len(change.Absences) == 0 {
		return answer{Text: subject(req, p, "are", "is") + " away then already: " + words + "."}, nil
	}
	if p.ID != req.Person.ID {
		tellAway(&change, req, p, nameOf(req.Person)+" has set that you are away: "+words+". There are no prompts or nudges then, "+
			"and whatever you log still counts. `"+b.slash("pacer")+" away` shows it and takes it back.", "Away: "+words)
	}
	if err := b.commitAway(ctx, req, p, change); err != nil {
		return answer{}, err
	}
	text := subject(req, p, "are", "is") + " away " + words + awayLength(req.Roster, p, times) + ". " + awayPeace(req.Roster, p)
	return answer{Text: strings.TrimSpace(text + awayEffect(req, p, after))}, nil
}

// awayAhead is how many absences somebody has that are not over, those by their status left out. Those by a status are
// at most one and come and go by themselves; they must not keep anybody from planning.
func awayAhead(p coach.Person, today coach.Day) int {
	n := 0
	for _, a := range p.Absences {
		if a.Span.To >= today && a.Source != coach.SaidByStatus {
			n++
		}
	}
	return n
}

// awayAlready tells whether it is known by hand that somebody is away for all of a time. A part within a whole counts:
// who is away all Friday is away on Friday morning.
func awayAlready(p coach.Person, t coach.AwayTime) bool {
	covered := slices.ContainsFunc(p.Absences, func(a coach.Absence) bool {
		return !a.Here && a.Source != coach.SaidByStatus && a.Part&t.Part == t.Part &&
			a.Span.From <= t.Span.From && t.Span.To <= a.Span.To
	})
	// Where somebody said since then that they work, it is not.
	return covered && !slices.ContainsFunc(p.Absences, func(a coach.Absence) bool {
		return a.Here && a.Span.From <= t.Span.To && t.Span.From <= a.Span.To
	})
}

// awayOff is being back: what is said by hand of today ends now, and against a status that says away it is said that the
// person works. Back means from this half of the day on: what was before stays as it was, and with it the targets that
// were reckoned with it.
func (b *Bot) awayOff(ctx context.Context, req *request, p coach.Person) (answer, error) {
	// The day of the one who is away, as everything here.
	today := todayOf(req, p)
	a, away := awayNow(req, p)
	if !away {
		text := subject(req, p, "are", "is") + " not away today, so there is nothing to end."
		if ahead := absencesAhead(p, today+1); p.ID == req.Person.ID && len(ahead) > 0 && ahead[len(ahead)-1].Span.From > today {
			text += " `" + b.slash("pacer") + " away` lists the days to come, and takes them back."
		}
		return answer{Text: text}, nil
	}
	// By the beginning alone: endAbsences leaves those alone that were over before today.
	running := func(a coach.Absence) bool { return !a.Here && a.Source != coach.SaidByStatus && a.Span.From <= today }
	var change coach.Change
	change.Absences, change.Back = endAbsences(p.Absences, running, today, halfNow(req, p))
	// Slack's status is not Pacer's to change, and tomorrow's look at it must not send them away again; hence a word
	// against it.
	if byStatus := statusAbsence(p, today); byStatus != nil {
		change.Absences = append(change.Absences, hereFor(req, p, today, herePeriod(p, *byStatus, today)))
	}
	return b.endAway(ctx, req, p, change, a)
}

// awayNow is the absence for which somebody is away now or later today. In the afternoon a morning off is over, and
// "I'm back" about it would take back what was.
func awayNow(req *request, p coach.Person) (coach.Absence, bool) {
	a, away := (coach.Calendar{Absences: p.Absences}).Away(todayOf(req, p))
	if halfNow(req, p) == coach.Afternoon {
		away = away && a.Part&coach.Afternoon != 0
	}
	return a, away
}

// halfNow is the half of today in which somebody finds themselves. No team is given, as it is asked about the person:
// their own hours, or office hours, cut the day in halves.
func halfNow(req *request, p coach.Person) coach.Part {
	return halfOf(coach.CalendarOf(&coach.Team{}, p), todayOf(req, p), req.At, homeZone(req.Roster, p.ID))
}

// statusAbsence is the absence by which somebody is away on a day by their status, nil when there is none, whatever was
// said by hand.
func statusAbsence(p coach.Person, day coach.Day) *coach.Absence {
	i := slices.IndexFunc(p.Absences, func(a coach.Absence) bool {
		return a.Source == coach.SaidByStatus && a.Span.Contains(day)
	})
	if i < 0 {
		return nil
	}
	return &p.Absences[i]
}

// hereMost is for how many days at most "I'm back" holds against a status that nobody takes away.
const hereMost = 30

// herePeriod is the last day for which "I'm back" holds against a status: as long as that lasts, and never over what was
// said by hand of days to come. Somebody who says "I'm back" in December and forgets the palm tree beside their name is
// at work until it goes. What they have planned by hand after that still holds, which is why it ends before the first
// such day.
func herePeriod(p coach.Person, status coach.Absence, today coach.Day) coach.Day {
	last := min(status.Span.To, today+hereMost)
	for _, a := range p.Absences {
		if !a.Here && a.Source != coach.SaidByStatus && a.Span.From > today {
			last = min(last, a.Span.From-1)
		}
	}
	return last
}

// hereFor says that somebody works on some days, whatever their status says. It is stored as an absence that says the
// opposite, so that of two words of one side the later one holds, and a calendar has one list to go through.
func hereFor(req *request, p coach.Person, from, to coach.Day) coach.Absence {
	here := coach.Absence{
		ID: newID(), Person: p.ID, Span: coach.Span{From: from, To: to}, Part: coach.WholeDay, Here: true,
		Source: coach.SaidBySelf, By: req.Person.ID, MadeAt: req.At,
	}
	if p.ID != req.Person.ID {
		here.Source = coach.SaidByManager
	}
	return here
}

// endAway stores that an absence has ended, or does not take place, and answers with what follows from it. A is the
// absence as it was, for the words of the answer. What a manager does is told to the person, as when it was set; what
// somebody does against their manager's word is written down, and nobody is called about it.
func (b *Bot) endAway(ctx context.Context, req *request, p coach.Person, change coach.Change, a coach.Absence) (answer, error) {
	change.At, change.Inbound = req.At, req.Key
	words := timesInWords(req, p, []coach.AwayTime{{Span: a.Span, Part: a.Part}})
	switch {
	case p.ID != req.Person.ID:
		tellAway(&change, req, p, nameOf(req.Person)+" has taken back that you are away: "+words+".", "Not away after all: "+words)
	case a.Source == coach.SaidByManager:
		auditAway(&change, req, p, "Not away after all: "+words)
	}
	if err := b.commitAway(ctx, req, p, change); err != nil {
		return answer{}, err
	}
	// Of days to come nobody is welcomed back.
	said := "Taken back: " + words + "."
	if a.Span.From <= todayOf(req, p) {
		said = subject(req, p, "count", "counts") + " as working again from now on."
		if p.ID == req.Person.ID {
			said = "Welcome back. " + said
		}
	}
	return answer{Text: said + awayEffect(req, p, withAbsences(p, change.Absences, change.Back))}, nil
}

// pressAwayBack ends an absence that runs, or takes one back that is to come. The value is "<id>", or "<id>/list" in the
// list of somebody's absences, which the answer then renews. It is found again by its id at the time of the press: it
// may have been taken back, joined with another, or be over.
func pressAwayBack(ctx context.Context, b *Bot, req *request) (answer, error) {
	id, list, _ := strings.Cut(req.Value, "/")
	p, a, err := awayByID(req, id)
	if err != nil {
		return answer{}, err
	}
	today := todayOf(req, p)
	// What has been is left alone: targets of days that are past were met, or not, as they stood then.
	from := max(today, a.Span.From)
	var change coach.Change
	switch {
	case a.Span.To < today:
		return answer{}, refusal("That time is over, so there is nothing to take back.")
	case a.Source == coach.SaidByStatus:
		change.Absences = []coach.Absence{hereFor(req, p, from, herePeriod(p, a, from))}
	default:
		// Of days to come nothing is left; of an absence that runs, the half in which the button is pressed is worked.
		half := coach.Morning
		if a.Span.From <= today {
			half = halfNow(req, p)
		}
		only := func(other coach.Absence) bool { return other.ID == id }
		change.Absences, change.Back = endAbsences(p.Absences, only, from, half)
	}
	said, err := b.endAway(ctx, req, p, change, a)
	if err != nil || list == "" {
		return said, err
	}
	return b.renewed(ctx, req, p, said), nil
}

// awayByID finds an absence among the person's own and those of the people whom they manage; else the error is a
// refusal. The id alone opens nothing: what is not found among those people is refused in the same words as what is
// gone, so that nobody learns of others' absences by trying ids.
func awayByID(req *request, id string) (coach.Person, coach.Absence, error) {
	people := []coach.Person{req.Person}
	for _, t := range req.Roster.Managed(req.Person.ID) {
		people = append(people, req.Roster.Active(t)...)
	}
	for _, p := range people {
		if i := slices.IndexFunc(p.Absences, func(a coach.Absence) bool { return a.ID == id && !a.Here }); i >= 0 {
			return p, p.Absences[i], nil
		}
	}
	return coach.Person{}, coach.Absence{}, refusal("That was taken back already, or it is not yours to change, so nothing was changed.")
}

// renewed is the list of somebody's absences under what was just said of them, in the place of the list before. The
// list stands in a private message that would otherwise keep buttons for what is gone.
func (b *Bot) renewed(ctx context.Context, req *request, p coach.Person, said answer) answer {
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return said // it is stored; the list is a courtesy
	}
	now := *req
	now.Roster, now.Person = roster, roster.Person(req.Person.ID)
	list := b.awayKnown(&now, roster.Person(p.ID))
	list.Text = said.Text + "\n" + list.Text
	list.Blocks = slices.Insert(list.Blocks, 0, section(said.Text))
	list.Replace = true
	return list
}

// pressAwayHere says that the person works today, whatever their status says. For today alone, unlike "I'm back":
// somebody who is on holiday and helps for an hour goes on being on holiday. The button may be days old; whatever it
// says, it is about the day on which it is pressed.
func pressAwayHere(ctx context.Context, b *Bot, req *request) (answer, error) {
	p, today := req.Person, todayOf(req, req.Person)
	a, away := awayNow(req, p)
	switch {
	case !away:
		return answer{Text: "You count as working today already."}, nil
	// The day was said by hand since the message came, so it is ended as such.
	case a.Source != coach.SaidByStatus:
		return b.awayOff(ctx, req, p)
	}
	change := coach.Change{At: req.At, Inbound: req.Key, Absences: []coach.Absence{hereFor(req, p, today, today)}}
	if err := b.commitAway(ctx, req, p, change); err != nil {
		return answer{}, err
	}
	return answer{Text: "You count as working today." + awayEffect(req, p, withAbsences(p, change.Absences, nil)) +
		" If your status still says away tomorrow, I go by it again; `" + b.slash("pacer") + " away off` ends that."}, nil
}

// commitAway stores a change of when somebody is away, and what of today hangs on it: the count in the huddles of their
// teams is made anew, and a reminder that waits for somebody who has left goes away. The huddle of the day shows who is
// away: a parent that still waits for somebody who has said that they are gone would have their manager ask after them.
// Only what is open is edited; days to come are looked up when they come.
func (b *Bot) commitAway(ctx context.Context, req *request, p coach.Person, change coach.Change) error {
	after := withAbsences(p, change.Absences, change.Back)
	change.About = append(change.About, p.ID) // of what is taken back it has no more than an id
	for _, t := range req.Roster.TeamsOf(p.ID) {
		// The huddle's day is the team's, whatever day it is where the person is.
		day := coach.DayOf(req.At, teamZone(t))
		// In parts of the day: a morning off that is taken back at noon changes nothing today.
		was, is := coach.CalendarOf(t, p).Part(day), coach.CalendarOf(t, after).Part(day)
		hd, err := b.huddleToday(ctx, t, day)
		if err != nil {
			return err
		}
		if was == is || hd.OpenedAt.IsZero() {
			continue
		}
		// The text is made at the moment of sending (renderHuddle), so several changes in a row end in the same right
		// count.
		parent := hd.Ref().Key()
		change.Messages = append(change.Messages, edit(parent+"/count/"+req.Key, parent, renderHuddle))
		reminded, err := b.posted(ctx, huddleReminderKey(hd, p.ID))
		if err != nil {
			return err
		}
		// Whoever works the other half still has something to file.
		if reminded && is == 0 {
			change.Messages = append(change.Messages, remove(huddleReminderKey(hd, p.ID)))
		}
	}
	err := b.commit(ctx, change)
	if errors.Is(err, coach.ErrDuplicate) {
		return nil // delivered again; it is as it was meant to be
	}
	return err
}
