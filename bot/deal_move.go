package bot

// How a deal moves from one stage to another. The way on asks for what is not known yet and takes a reason instead; the
// way back is free.

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Block ids of the forms about moving.
const (
	inDealReason = "deal_reason"
	inDealStage  = "deal_stage"
)

// fewestReason is how many words a reason has at least: enough for somebody else to know what is meant. It counts words
// and not letters, so that "ok" three times would pass: it helps somebody in a hurry and polices nobody.
const fewestReason = 3

// A dealStep is a step of a deal to another stage of the process. It is made by step alone, once the deal was seen to
// stand in from; take and make trust that.
type dealStep struct {
	c    *dealCase
	from string // the stage that the person saw it in
	to   int    // index of the stage
}

// stepPressed does something with the step of a button that moves a deal. Where the deal stands elsewhere by now, its
// page is shown as it is, with a word on that: a sentence in its place would lead nowhere. The value is
// "<deal>/<from>/<to>", see moveValue. Do gets a step that may be made; other errors than refusals are the store's.
func (b *Bot) stepPressed(ctx context.Context, req *request, do func(dealStep) (answer, error)) (answer, error) {
	parts := strings.SplitN(req.Value, "/", 3)
	if len(parts) != 3 {
		return answer{}, errNoDeal
	}
	c, err := b.dealCase(ctx, req, parts[0])
	if err != nil {
		return answer{}, err
	}
	// Before step, which would say "was moved meanwhile" to somebody who pressed twice.
	if c.r.Open() && c.r.Stage == parts[2] { // pressed twice, or somebody else took the same step
		return answer{Modal: c.card("*It is in " + escape(c.stages[c.place].Name) + ".*")}, nil
	}
	// Its errors are refusals alone.
	d, err := c.step(parts[1], parts[2])
	if late, ok := errors.AsType[refusal](err); ok {
		return answer{Modal: c.card(string(late))}, nil
	}
	return do(d)
}

// step is a step to a stage, if the deal stands where the person saw it; the error is a refusal. From is a stage's id
// and may be one that the team has retired since: a deal that stands there still can be moved out of it. To must be a
// stage of today's process, with its index in the step.
func (c *dealCase) step(from, to string) (dealStep, error) {
	at := c.stages.Index(to)
	switch {
	case !c.r.Open():
		return dealStep{}, refusal("*" + oneLine(c.r.Called()) + "* is decided already. Reopen it to move it.")
	case at < 0:
		return dealStep{}, refusal("That stage is not in the process of " + escape(c.team.Name) + " any more, so nothing was moved.")
	case c.r.Stage != from:
		// Somebody else was first; a second step on top of it is nobody's wish.
		return dealStep{}, refusal("*" + oneLine(c.r.Called()) + "* was moved meanwhile and is in " + escape(c.stages[c.place].Name) + " now. Nothing was changed.")
	}
	return dealStep{c, from, at}, nil
}

// stepOf is step for a form, which may come long after it was filled in. A form in which a deal is moved says since
// when it stood in its stage, so that a deal that went on and came back is not moved by a form from before that.
func (c *dealCase) stepOf(ref dealRef, to string) (dealStep, error) {
	if c.r.Open() && c.overtaken(ref) {
		ref.From = "" // it was moved meanwhile, wherever it stands now
	}
	return c.step(ref.From, to)
}

// unproven are the milestones that the step goes past and that are not proven: those of all stages before its end. A
// step back goes past none. A deal in a retired stage stands at the first place (see Process.Place), though nobody
// knows how far it had come: from there every step counts as one on, so that what the process asks today is asked.
func (d dealStep) unproven() []coach.Milestone {
	if d.to <= d.c.place && d.c.stages.Index(d.c.r.Stage) >= 0 {
		return nil
	}
	return d.c.unproven(d.to - 1)
}

// pressDealOn moves a deal, or shows what is not known yet. Run again after ErrStale (see dealButtons), it finds the
// deal elsewhere and shows its page.
func pressDealOn(ctx context.Context, b *Bot, req *request) (answer, error) {
	return b.stepPressed(ctx, req, func(d dealStep) (answer, error) { return d.take(ctx) })
}

// take makes the step where nothing is in its way, and shows the gate where something is. The form of another stage
// ends here as well, so that there is one way on whichever button leads to it.
func (d dealStep) take(ctx context.Context) (answer, error) {
	if open := d.unproven(); len(open) > 0 {
		return d.gate(open), nil
	}
	return d.make(ctx, "")
}

// gate lists what is not known yet, with the two ways on. It is no refusal: either way is the person's to choose.
// "Answer" opens the milestones that this step goes past, "Move all the same" asks for a reason.
func (d dealStep) gate(open []coach.Milestone) answer {
	return answer{Modal: shortened(func(words int) *slack.ModalViewRequest { return d.gatePage(open, words) })}
}

// gatePage is the gate with so many characters of each answer. An answer that does not prove is shown with what it
// leaves open, so that nobody wonders why it does not count. From answersAtOnce milestones on the rest is counted.
func (d dealStep) gatePage(open []coach.Milestone, words int) *slack.ModalViewRequest {
	c := d.c
	var s sheet
	s.head(c.r.Called())
	s.say("Before *" + escape(c.stages[d.to].Name) + "*, " + plural(len(open), "thing is", "things are") + " worth knowing:")
	for _, m := range open[:min(len(open), answersAtOnce)] {
		line := "○ *" + escape(m.Name) + "*\n_" + escape(m.Ask) + "_"
		if said := c.said(m, words); said != "" {
			line += "\n>" + said + "\n" + escape(c.hint(m))
		}
		s.say(line)
	}
	s.more(len(open)-answersAtOnce, "one more is open", "more are open")
	// d.from and not the stage of now, although they are equal here: the next press is compared with what this person
	// saw.
	value := c.r.ID + "/" + d.from + "/" + c.stages[d.to].ID
	s.buttons(
		primary(actDealAnswer, "Answer", c.r.ID+"/"+c.stages[d.to].ID), press(actDealAnyway, "Move all the same", value),
		press(indexed(actDealOpen, 0), "Back to the deal", c.r.ID))
	return modal("page", "Before it moves on", "", "", s.blocks...)
}

// pressDealAnyway asks for the reason to move on all the same. It changes nothing by itself, but where all was answered
// in another window meanwhile it moves the deal at once; the request's key keeps that single.
func pressDealAnyway(ctx context.Context, b *Bot, req *request) (answer, error) {
	return b.stepPressed(ctx, req, func(d dealStep) (answer, error) { return d.askReason(ctx) })
}

// askReason is the form for the reason.
func (d dealStep) askReason(ctx context.Context) (answer, error) {
	c, open := d.c, d.unproven()
	if len(open) == 0 { // answered in another window
		return d.make(ctx, "")
	}
	var s sheet
	s.say("*"+oneLine(c.r.Called())+"* moves on to *"+escape(c.stages[d.to].Name)+"* with this still open:", strings.Join(bullets(escaped(milestoneNames(open))), "\n"))
	hint := "A sentence will do. " + c.readers()
	reason := textInput(inDealReason, "What makes it right to move on now?", hint, "", true)
	// textInput makes every input optional; this one alone is asked for. Slack holds people to "something", and
	// submitDealReason to fewestReason words.
	reason.Optional = false
	s.inputs(reason)
	ref := dealRef{Deal: c.r.ID, From: d.from, To: c.stages[d.to].ID, At: filedMicros(c.r.StageAt)}
	return answer{Modal: modal(formDealReason, "Move all the same", "Move on", ref.String(), s.blocks...)}, nil
}

// readers says who reads a reason. It is plain text, for a hint; the team's name needs no escaping there. Said before
// they write it: words for oneself differ from words for a manager.
func (c *dealCase) readers() string {
	others := slices.DeleteFunc(managersOf(c.req.Roster, c.team), func(p coach.Person) bool { return p.ID == c.req.Person.ID })
	switch {
	case len(others) == 0:
		return "It stays with the deal."
	case !c.mine():
		return "It stays with the deal, where " + c.team.Name + "'s managers can read it."
	case len(others) == 1:
		return "Your manager can read it."
	}
	return "Your managers can read it."
}

// submitDealReason moves a deal on with what is still open, and tells the managers. Refusals of the step are shown at
// the form's field, so that the reason that was typed can be copied. If all was answered while the form was open, the
// deal moves and the reason is dropped: nothing was gone past.
func submitDealReason(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, ref, err := b.dealHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	d, err := c.stepOf(ref, ref.To)
	if err != nil {
		return answer{}, err
	}
	reason := strings.TrimSpace(req.State[inDealReason].Value)
	// Asked of the deal as it is now: what was answered meanwhile needs no reason.
	if len(d.unproven()) > 0 && wordsIn(reason) < fewestReason {
		return answer{Errors: map[string]string{inDealReason: "Please say it in a few words, so that whoever reads it knows what you mean."}}, nil
	}
	return d.make(ctx, reason)
}

// wordsIn is how many words a text has. Marks and blanks part words, an apostrophe does not: "can't" is one.
func wordsIn(text string) int {
	return len(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' }))
}

// make moves the deal. The reason is kept only where something was still open. Open is computed anew here, as take and
// askReason do, so that the move says what was open in the reading that the change rests on; answers of another window
// after that reading make it ErrStale. The move and the messages are made before the deal is changed, since both tell
// of the stage that it leaves.
func (d dealStep) make(ctx context.Context, reason string) (answer, error) {
	c := d.c
	open := d.unproven()
	if len(open) == 0 {
		reason = ""
	}
	// The stage's id goes into the move; its name may change later.
	change, to := c.change(), c.stages[d.to]
	move := coach.DealMove{
		ID: newID(), Deal: c.r.ID, From: c.r.Stage, To: to.ID, By: c.req.Person.ID, Unproven: milestoneNames(open), Reason: reason,
	}
	change.DealMoves = []coach.DealMove{move}
	// By places of today's process, for the words alone; what is gone past is unproven's to say.
	back := d.to < c.place
	change.Messages = d.messages(move, open, back)
	c.r.Stage, c.r.StageAt, c.r.MovedAt = to.ID, change.At, change.At
	c, err := c.save(ctx, change)
	if err != nil {
		return answer{}, err
	}
	said := "*Moved on to " + escape(to.Name) + ".*"
	switch {
	case back:
		said = "*Moved back to " + escape(to.Name) + ".*"
	case len(open) > 0:
		said += " What is still open stays on the page."
	}
	return answer{Modal: c.card(said)}, nil
}

// messages tell the managers about a step that left something open, and the owner about one that somebody else made. A
// clean step of one's own tells nobody: news for managers are the steps that rest on something else than the process.
// The question is theirs to ask, with how; the milestone's own question is quoted in it.
func (d dealStep) messages(move coach.DealMove, open []coach.Milestone, back bool) []coach.Message {
	c := d.c
	how := " on from "
	if back {
		how = " back from "
	}
	var s sheet
	s.say(nameOf(c.req.Person) + " moved *" + oneLine(c.r.Called()) + "*" + c.whose() + how + escape(c.stages[c.place].Name) + " to *" + escape(c.stages[d.to].Name) + "*.")
	// The owner of a clean step hears of it only where somebody else made it: tell leaves out who acts.
	people := []coach.Person{c.owner}
	if len(open) > 0 {
		s.titled("Still open", bullets(escaped(milestoneNames(open)))...)
		s.titled("What makes it right to move on now", quoteLines(move.Reason)...)
		s.say("A question for your next talk: how will you both find out “" + escape(open[0].Ask) + "”")
		people = append(managersOf(c.req.Roster, c.team), people...)
	}
	s.buttons(press(actDealOpen, "Open the deal", c.r.ID))
	return c.tell(move.ID, c.present(people), s.body())
}

// present leaves out who may not see the deal: an owner who has left the team. Managers see every deal of their team,
// reps their own. Nobody is told of a deal whose page would refuse them.
func (c *dealCase) present(people []coach.Person) []coach.Person {
	return slices.DeleteFunc(slices.Clone(people), func(p coach.Person) bool {
		return !c.team.Manages(p.ID) && !activeRep(c.req.Roster, c.team, p.ID)
	})
}

// whose names the owner, where that is not whoever acts: " (Ann)".
func (c *dealCase) whose() string {
	if c.mine() || c.ownerless() {
		return ""
	}
	return " (" + nameOf(c.owner) + ")"
}

// pressDealMove opens the form for any stage. It is for deals that do not go one stage at a time, and for the way back.
// Each stage says what choosing it means, so that the gate surprises nobody. The stage that the deal is in is no
// choice; one in a retired stage has all of them.
func pressDealMove(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, err := b.dealCase(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	if !c.r.Open() {
		return answer{Modal: c.card()}, nil
	}
	var choices []option
	for i, stage := range c.stages {
		if stage.ID == c.r.Stage {
			continue
		}
		// An option's label holds 75 characters, of which a name takes 40 at most.
		label := stage.Name
		switch open := len(c.unproven(i - 1)); {
		// "Back" is said first: what is open before an earlier stage does not stop a step back.
		case i < c.place:
			label += ", back"
		case open > 0:
			label += ", " + plural(open, "thing", "things") + " still open before it"
		}
		choices = append(choices, option{stage.ID, label})
	}
	if len(choices) == 0 {
		return answer{Modal: c.card("There is no other stage.")}, nil
	}
	var s sheet
	s.say("*" + oneLine(c.r.Called()) + "* is in *" + escape(c.stages[c.place].Name) + "*. Back is always free; what is known stays.")
	s.inputs(chooseInput(inDealStage, "Move it to", "", choices, ""))
	return answer{Modal: modal(formDealMove, "Another stage", "Move", dealRef{Deal: c.r.ID, From: c.r.Stage, At: filedMicros(c.r.StageAt)}.String(), s.blocks...)}, nil
}

// submitDealMove moves a deal to the stage that was chosen, or shows the gate. Where something is open the gate takes
// the form's place; nothing is lost with the form, as a choice is all that it holds.
func submitDealMove(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, ref, err := b.dealHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	d, err := c.stepOf(ref, req.State[inDealStage].Value)
	if err != nil {
		return answer{}, err
	}
	return d.take(ctx)
}
