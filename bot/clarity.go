package bot

// The clarity check: everybody in a team picks, unseen by the others, what has to be known before a deal moves on from a
// stage; the result says how far they agree. Nobody but the person themselves ever sees what they picked, so that it says
// what they think.
//
// A check is asked, is open, and closes: by its time (a planned occurrence), by a manager, or by the last pick,
// whichever comes first. Until then picks stand under their persons' ids; the change that closes it counts them and
// deletes them, so that nobody's pick can be read afterwards, in the database either; what somebody wrote beside it is
// kept and shown without their name. The result is in clarity_result.go.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Names under which the buttons and forms are found. But for the first form the value is the check's id.
const (
	// A button and a form may have the same name: they are looked up in two tables.
	actClarityPick  = "clarity_pick"
	actClarityClose = "clarity_close"
	actClarityShare = "clarity_share"
	actClarityWords = "clarity_words"
	formClarityAsk  = "clarity_ask" // its private metadata is empty
	formClarityPick = "clarity_pick"
)

// Block ids of the forms.
const (
	inClarityStep  = "clarity_step"
	inClarityItems = "clarity_items/" // goes on with the number of the group
	inClarityOther = "clarity_other"
)

// clarityDays is how many working days a check is open. Long enough for who is away a day, short enough that nobody has
// forgotten what it was about. Who is away for longer is not waited for: the closing counts who picked.
const clarityDays = 2

// checksInGroup is how many boxes Slack shows in one group. A check of more is asked in several groups of one form,
// each an input of its own.
const checksInGroup = 10

// errNoClarity is shown for a check that is not there, and for one that is not theirs to see. One sentence for both, so
// that trying ids tells nobody which checks there are.
const errNoClarity = refusal("That clarity check is not there any more, or it is not for you.")

// clarityButtons is the table of buttons of clarity checks. Closing alone is tried again after ErrStale: it is the one
// press that writes over what others are just doing. A pick opens a form, and sharing is kept single by its key.
func clarityButtons() []button {
	return []button{
		{Action: actClarityPick, Who: asRep | asManager, Handle: pressClarityPick},
		{Action: actClarityClose, Who: asManager, Handle: again(pressClarityClose)},
		{Action: actClarityShare, Who: asManager, Handle: pressClarityShare},
		{Action: actClarityWords, Who: asManager, Handle: pressClarityWords},
	}
}

// clarityForms is the table of forms of clarity checks.
func clarityForms() []form {
	return []form{
		{Callback: formClarityAsk, Who: asManager, Handle: submitClarityAsk},
		{Callback: formClarityPick, Who: asRep | asManager, Handle: submitClarityPick},
	}
}

// showClarity opens the form that asks a team, or shows how the open check of the only team stands. A team has one open
// check at a time, which the store holds with a unique index; where one is open, there is nothing to ask. A manager of
// several teams reads both in one modal: how the open ones stand, and below them the steps of the other teams. Reps are
// refused with where the process can be read: what a check says to a rep is in its direct message.
func showClarity(ctx context.Context, b *Bot, req *request) (answer, error) {
	teams := req.Roster.Managed(req.Person.ID)
	if len(teams) == 0 {
		return answer{}, refusal("A clarity check is asked by a manager of the team. `" + b.slash("deal") + " stages` shows what each stage asks.")
	}
	var s sheet
	var choices []option
	for _, t := range teams {
		c, err := b.store.OpenClarity(ctx, t.ID)
		switch {
		case err == nil:
			b.writeClarity(&s, req, t, c, len(choices))
		case errors.Is(err, coach.ErrNotFound):
			choices = append(choices, clarityChoices(t, len(teams) > 1)...)
		default:
			return answer{}, fmt.Errorf("clarity check of team %s: %w", t.Name, err)
		}
	}
	if len(choices) == 0 {
		return answer{Modal: modal("page", "Clarity check", "", "", s.blocks...)}, nil
	}
	s.say("Everybody in the team, managers too, picks what has to be known before a deal moves on from a stage. " +
		"Nobody sees who picked what; the result is how far you agree, and where you do not.")
	// A menu has at most 100 options: with eight stages a team, twelve teams fit whole.
	s.inputs(chooseInput(inClarityStep, "Which step", "Whoever is asked has two working days.", choices[:min(len(choices), maxChoices)], ""))
	return answer{Modal: modal(formClarityAsk, "Clarity check", "Ask the team", "", s.blocks...)}, nil
}

// clarityChoices are the steps of a team's process; the value is "<team>/<stage>". Stages have ids, not places: a
// process that is edited while the form is open either still has that stage or the form says so. The team's name is
// added only where there are several, as it takes room from the 75 characters of an option.
func clarityChoices(t *coach.Team, several bool) []option {
	stages := t.Stages()
	var choices []option
	for i, stage := range stages {
		label := stage.Name + " to the decision"
		if i+1 < len(stages) {
			label = stage.Name + " to " + stages[i+1].Name
		}
		if several {
			label += " (" + t.Name + ")"
		}
		choices = append(choices, option{t.ID + "/" + stage.ID, label})
	}
	return choices
}

// clarityStep is a step in words, escaped: "*Discovery* to *Proposal*". An empty To is the last stage, from which a
// deal moves to being won or lost.
func clarityStep(c coach.Clarity) string {
	if c.To == "" {
		return "*" + escape(c.From) + "* to the decision"
	}
	return "*" + escape(c.From) + "* to *" + escape(c.To) + "*"
}

// writeClarity says how an open check of a team stands: how many have picked, and never who. The index i makes the
// action ids of several teams' rows unique within the modal, as Slack asks for. The end is in the zone of whoever reads
// it. A manager who joined the team after the asking has no pick of their own, and so no button for one.
func (b *Bot) writeClarity(s *sheet, req *request, t *coach.Team, c coach.Clarity, i int) {
	// Counts alone: the picks themselves are not looked at here.
	here, picked := b.clarityCount(req.Roster, t, c)
	line := fmt.Sprintf("*%s*, from %s: %d of %d have picked so far. It closes %s.", escape(t.Name), clarityStep(c), picked, here,
		clarityEnd(c, req.Roster.Zone(req.Person.ID, t)))
	if picked < coach.MinClarity {
		line += fmt.Sprintf(" There is a result from %d picks on, so that nobody's pick can be told from it.", coach.MinClarity)
	}
	s.say(line)
	row := []*slack.ButtonBlockElement{press(indexed(actClarityClose, i), "Close it now", c.ID)}
	if _, asked := c.Pick(req.Person.ID); asked {
		row = append(row, press(indexed(actClarityPick, i), "My pick", c.ID))
	}
	s.buttons(row...)
}

// clarityCount is how many of those who are asked are still in the team, and how many people picked. Who picked counts
// as here even after leaving: their pick is counted in the result, and `5 of 4 have picked` would be read as a fault.
func (b *Bot) clarityCount(r *coach.Roster, t *coach.Team, c coach.Clarity) (here, picked int) {
	for _, p := range c.Picks {
		switch {
		case !p.At.IsZero():
			picked++
			here++
		case inTeam(r, t, p.Person):
			here++
		}
	}
	return here, picked
}

// inTeam tells whether somebody is a rep of a team or manages it, and may use Pacer.
func inTeam(r *coach.Roster, t *coach.Team, person string) bool {
	return activeRep(r, t, person) || slices.ContainsFunc(managersOf(r, t), func(p coach.Person) bool { return p.ID == person })
}

// clarityEnd is when a check closes at the latest: "on Fri 27 Nov at 10:00".
func clarityEnd(c coach.Clarity, zone *time.Location) string {
	return "on " + shortDay(coach.DayOf(c.ClosesAt, zone)) + " at " + clock(c.ClosesAt, zone)
}

// submitClarityAsk asks everybody in a team. Every person of the team gets a direct message; its NotAfter is the
// closing, after which a question that could not be sent yet is not worth sending. The check, its messages and the
// occurrence that closes it are one change, so that no check can stay open for ever. Two managers who ask at once: the
// store's index lets one in, and the other hears so. At the asking the process is copied into the check (names of
// stages, and items in a mixed order), and later edits of the process leave it alone.
func submitClarityAsk(ctx context.Context, b *Bot, req *request) (answer, error) {
	// The value was composed by us, but comes back from outside: the team is looked up among those of this moment, and
	// whether they manage it is decided here.
	id, stage, _ := strings.Cut(req.State[inClarityStep].Value, "/")
	t := req.Roster.Team(id)
	if t == nil || !t.Manages(req.Person.ID) {
		return answer{}, refusal("Only the managers of the team can ask it.")
	}
	stages := t.Stages()
	at := stages.Index(stage)
	if at < 0 {
		return answer{Errors: map[string]string{inClarityStep: "That stage is not in the process any more. Please open the form again."}}, nil
	}
	c := coach.Clarity{ID: newID(), Team: t.ID, By: req.Person.ID, From: stages[at].Name, ClosesAt: clarityClose(t, b.now())}
	if at+1 < len(stages) {
		c.To = stages[at+1].Name
	}
	// The id mixes them, so it must be made before.
	c.Items = coach.ClarityItems(stages, c.ID)
	people := wholeTeam(req.Roster, t)
	switch {
	case len(c.Items) == 0:
		return answer{Errors: map[string]string{inClarityStep: "The process asks nothing yet, so there is nothing to pick."}}, nil
	// Before anybody is asked: a check that can have no result would waste everybody's two minutes.
	case len(people) < coach.MinClarity:
		return answer{Errors: map[string]string{inClarityStep: fmt.Sprintf("It takes %d people at least: of fewer, everybody would know who picked what.", coach.MinClarity)}}, nil
	}
	change := coach.Change{At: b.now(), Inbound: req.Key, Clarity: &c, Plan: []coach.Occurrence{{
		Rhythm: c.ID, Team: t.ID, Kind: coach.ClarityClose, Zone: teamZone(t).String(), Due: c.ClosesAt, State: coach.Planned,
	}}}
	for _, p := range people {
		c.Picks = append(c.Picks, coach.ClarityPick{Clarity: c.ID, Person: p.ID})
		say := clarityQuestion(nameOf(req.Person), t, c, req.Roster.Zone(p.ID, t))
		change.Messages = append(change.Messages, direct(clarityKey(c.ID, p.ID), p.ID, say, c.ClosesAt))
	}
	if err := b.commit(ctx, change); errors.Is(err, coach.ErrStale) {
		return answer{}, refusal("The team was asked by somebody else at this moment. `" + b.slash("deal") + " clarity` shows how it stands.")
	} else if err != nil {
		return answer{}, err
	}
	var s sheet
	s.say(fmt.Sprintf("*Asked.* %d people have the question in a direct message, you too. The result comes to you when all have picked, or %s.",
		len(people), clarityEnd(c, req.Roster.Zone(req.Person.ID, t))))
	s.buttons(primary(actClarityPick, "My pick", c.ID))
	return answer{Modal: modal("page", "Clarity check", "", "", s.blocks...)}, nil
}

// wholeTeam are the reps and the managers of a team, each once. Managers pick as well: they may see a deal otherwise
// than their people, and that is what a check is to find. Reps are the active ones, so nobody is asked whom Slack has
// deactivated.
func wholeTeam(r *coach.Roster, t *coach.Team) []coach.Person {
	people := slices.Clone(r.Active(t))
	for _, m := range managersOf(r, t) {
		if !slices.ContainsFunc(people, func(p coach.Person) bool { return p.ID == m.ID }) {
			people = append(people, m)
		}
	}
	return people
}

// clarityClose is the same time of day some working days of the team later. Days are those of the team's calendar,
// without anybody's own days off: it is one instant for all. A calendar on which no working day follows (one of
// holidays alone) counts plain days, so that a check always ends. The wall time is kept and not the distance in hours,
// so that a change of the clocks moves nothing.
func clarityClose(t *coach.Team, now time.Time) time.Time {
	cal, zone := coach.CalendarOf(t, coach.Person{}), teamZone(t)
	day := coach.DayOf(now, zone)
	for range clarityDays {
		next, ok := cal.Next(day)
		if !ok {
			next = day + 1
		}
		day = next
	}
	wall := now.In(zone)
	return wallTime(day, wall.Hour()*60+wall.Minute(), zone)
}

// clarityKey names the question to somebody, and what takes its place. The key of a question holds the person, which is
// how it is taken back when they are forgotten; the result to a manager goes on from it with "/result".
func clarityKey(id, person string) string { return "clarity/" + id + "/" + person }

// clarityQuestion is the question as somebody gets it. It names who asks, as the answer depends on who will read it,
// and says before anything is picked what becomes of it.
func clarityQuestion(by string, t *coach.Team, c coach.Clarity, zone *time.Location) body {
	var s sheet
	s.say(by+" asks everybody in "+escape(t.Name)+": what has to be known before a deal moves from "+clarityStep(c)+"?",
		"Pick for yourself, before you talk about it. Nobody sees who picked what; the result is how far the team agrees.")
	s.small("Open until all have picked, or " + clarityEnd(c, zone) + ".")
	s.buttons(primary(actClarityPick, "Pick", c.ID))
	return s.body()
}

// clarityFor is an open check for somebody who is asked in it; the error is a refusal where it is not for them. The
// order of the refusals matters: who is in no team of the check must not learn from the answer that it has closed. Who
// was added to the team later is told so.
func (b *Bot) clarityFor(ctx context.Context, req *request, id string) (t *coach.Team, c coach.Clarity, own coach.ClarityPick, err error) {
	c, err = b.store.Clarity(ctx, id)
	if errors.Is(err, coach.ErrNotFound) {
		return nil, c, own, errNoClarity
	} else if err != nil {
		return nil, c, own, fmt.Errorf("clarity check %s: %w", id, err)
	}
	t = req.Roster.Team(c.Team)
	if t == nil || !inTeam(req.Roster, t, req.Person.ID) {
		return nil, c, own, errNoClarity
	}
	if !c.Open() {
		return nil, c, own, refusal("This clarity check has closed, so nothing was changed. What became of it comes from whoever asked.")
	}
	// By id, so it is their own pick or none.
	own, asked := c.Pick(req.Person.ID)
	if !asked {
		return nil, c, own, refusal("You came to the team after this was asked, so it is for the others.")
	}
	return t, c, own, nil
}

// pressClarityPick opens the form, with what they picked before. It shows their own pick and nobody else's, not even a
// manager of the team's. The form carries the check's id alone: who picks is taken from the envelope when it is handed
// in.
func pressClarityPick(ctx context.Context, b *Bot, req *request) (answer, error) {
	_, c, own, err := b.clarityFor(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	var s sheet
	s.say("What has to be known before a deal moves from " + clarityStep(c) + "? Tick what it takes, and leave the rest.")
	for from := 0; from < len(c.Items); from += checksInGroup {
		s.inputs(clarityGroup(c, own, from))
	}
	s.inputs(textInput(inClarityOther, "Something else", "Your managers read it without your name.", own.Other, true))
	return answer{Modal: modal(formClarityPick, "What has to be known", "Save", c.ID, s.blocks...)}, nil
}

// clarityGroup is one group of boxes; the value of each is its place in the check. The items of a check never change
// after the asking, so a place is a safe value. The block id has the group's number: a check of more than ten items has
// several groups, and block ids are unique in a view. Every group is optional, as all that somebody means may be in
// one.
func clarityGroup(c coach.Clarity, own coach.ClarityPick, from int) *slack.InputBlock {
	e := slack.NewCheckboxGroupsBlockElement(inputAction)
	to := min(len(c.Items), from+checksInGroup)
	for i, item := range c.Items[from:to] {
		o := slack.NewOptionBlockObject(strconv.Itoa(from+i), plain(cut(item.Name, maxLabel)), nil)
		e.Options = append(e.Options, o)
		if slices.Contains(own.Items, item.Name) {
			e.InitialOptions = append(e.InitialOptions, o)
		}
	}
	label := "What it takes"
	if len(c.Items) > checksInGroup {
		label = fmt.Sprintf("What it takes, %d to %d of %d", from+1, to, len(c.Items))
	}
	return input(inClarityItems+strconv.Itoa(from/checksInGroup), label, "", e, true)
}

// submitClarityPick keeps what somebody picked, and closes the check when they were the last. The last pick of somebody
// counts, as long as the check is open; the same form handed in twice is the same pick. Their direct message is edited
// in the change of the pick, so it never says that a pick is in that is not. ErrStale from the store means that the
// check closed between reading and writing: what was picked is then in no count, and the person is told rather than
// thanked.
func submitClarityPick(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, c, _, err := b.clarityFor(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	pick := coach.ClarityPick{Clarity: c.ID, Person: req.Person.ID, Other: strings.TrimSpace(req.State[inClarityOther].Value)}
	for i, item := range c.Items {
		if slices.Contains(req.State[inClarityItems+strconv.Itoa(i/checksInGroup)].Options, strconv.Itoa(i)) {
			pick.Items = append(pick.Items, item.Name)
		}
	}
	// An empty form would count as "nothing is needed", which nobody means who only pressed Save.
	if len(pick.Items) == 0 && pick.Other == "" {
		return answer{Errors: map[string]string{inClarityItems + "0": "Please tick at least one, or say below what it takes."}}, nil
	}
	var s sheet
	s.say("*Your pick is in.* Thank you.", "What has to be known before a deal moves from "+clarityStep(c)+"? Nobody sees what you picked; the result is how far the team agrees.")
	s.small("You can change it until all have picked, or " + clarityEnd(c, req.Roster.Zone(req.Person.ID, t)) + ".")
	s.buttons(press(actClarityPick, "Change my pick", c.ID))
	key := clarityKey(c.ID, req.Person.ID)
	change := coach.Change{At: b.now(), Inbound: req.Key, Pick: &pick, Messages: []coach.Message{
		rewrite(direct(key, req.Person.ID, s.body(), time.Time{}), req.Key),
	}}
	if err := b.commit(ctx, change); errors.Is(err, coach.ErrStale) {
		return answer{}, refusal("It closed at this moment, so your pick was not counted.")
	} else if err != nil {
		return answer{}, err
	}
	// After the commit, and whatever becomes of it the pick is in.
	b.closeWhenAll(ctx, req, t, c.ID)
	return answer{}, nil
}

// closeWhenAll closes a check in which everybody has picked by now. It is looked for after the pick is there, so that of two
// last ones at the same instant the later finds the other's; what goes wrong is mended when the time is over. It has no
// inbound key and no error for the person: their pick is in whatever happens here.
func (b *Bot) closeWhenAll(ctx context.Context, req *request, t *coach.Team, id string) {
	c, err := b.store.Clarity(ctx, id)
	if err == nil && c.Open() {
		if here, picked := b.clarityCount(req.Roster, t, c); picked == here {
			change := b.clarityClosing(req.Roster, t, c)
			change.At = b.now()
			err = b.commit(ctx, change)
		}
	}
	if err != nil && !errors.Is(err, coach.ErrStale) {
		b.log.Warn("clarity check not closed yet", "check", id, "error", b.clean(err))
	}
}
