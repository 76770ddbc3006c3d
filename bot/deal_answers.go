package bot

// What is known about a deal: the form in which milestones are answered, and all that was answered before.

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// inDealAnswer is the block id of an answer; it goes on with the milestone's id.
const inDealAnswer = "deal_answer/"

// answersAtOnce is how many milestones one form asks about. Slack's advice is six inputs a form; ten are a stage of
// eight milestones with two that were left open before. Of more, the form asks for the rest once these are answered.
const answersAtOnce = 10

// pressDealAnswer opens the form of what is still to be found out, by the stage that the deal is in or by one that it
// was to move to, or of what the deal's stage asks where all of it is known. To is an id and may be of a stage that is
// gone (Index -1, so max takes the deal's own place). It changes nothing, so it needs no second try.
func pressDealAnswer(ctx context.Context, b *Bot, req *request) (answer, error) {
	id, to, _ := strings.Cut(req.Value, "/")
	c, err := b.dealCase(ctx, req, id)
	if err != nil {
		return answer{}, err
	}
	// A step to a stage asks for what all stages before that one ask for; without a stage to go to, or with an earlier
	// one, for the deal's own.
	ask := c.unproven(max(c.place, c.stages.Index(to)-1))
	if len(ask) == 0 {
		ask = c.stages[c.place].Milestones
	}
	return c.answering(ask, "")
}

// pressDealStage opens the form of what one stage asks. Unlike pressDealAnswer it asks about proven ones as well, to
// put them right, and of a decided deal too: what was answered may be mended after the end.
func pressDealStage(ctx context.Context, b *Bot, req *request) (answer, error) {
	id, stage, _ := strings.Cut(req.Value, "/")
	c, err := b.dealCase(ctx, req, id)
	if err != nil {
		return answer{}, err
	}
	at := c.stages.Index(stage)
	if at < 0 {
		return answer{}, refusal("That stage is not in the process of " + escape(c.team.Name) + " any more.")
	}
	return c.answering(c.stages[at].Milestones, "")
}

// answering is the form in which milestones are answered; week is the dealWeekRef to go on from, "" to show the deal.
// Each field holds the newest answer, so that handing it in unchanged changes nothing (readAnswers). The hint has the
// milestone's name and, where an answer is there that proves nothing, what it leaves open. Ask may be longer than
// answersAtOnce: the rest is said to follow.
func (c *dealCase) answering(ask []coach.Milestone, week string) (answer, error) {
	if len(ask) == 0 {
		return answer{Modal: c.card("This stage asks nothing.")}, nil
	}
	var s sheet
	s.say("*" + oneLine(c.r.Called()) + "*: what you know by now. What you leave empty stays open.")
	for _, m := range ask[:min(len(ask), answersAtOnce)] {
		// The zero answer where there is none: the field is empty then.
		a, _ := c.r.Newest(m.ID)
		s.inputs(textInput(inDealAnswer+m.ID, m.Ask, strings.TrimSpace(m.Name+". "+c.hint(m)), a.Text, true))
	}
	s.more(len(ask)-answersAtOnce, "one more is asked when these are answered", "more are asked when these are answered")
	return answer{Modal: modal(formDealAnswer, "What we know", "Save", dealRef{Deal: c.r.ID, Week: week}.String(), s.blocks...)}, nil
}

// dealAnswersNow is the form with the milestones that it asked about, as it would be opened now. The form asked about
// what was open then, which may be proven by now: the milestones are taken from the fields that came back and not from
// what is open. By names who gave the newest answer, for the sentence at a field that both changed.
func dealAnswersNow(ctx context.Context, b *Bot, req *request) (openedNow, error) {
	c, ref, err := b.dealHere(ctx, req)
	if err != nil {
		return openedNow{}, err
	}
	var asked []coach.Milestone
	// Over the whole process, as a milestone may have moved to another stage since the form was opened.
	for _, m := range c.stages.Until(len(c.stages)) {
		if _, there := req.State[inDealAnswer+m.ID]; there {
			asked = append(asked, m)
		}
	}
	a, err := c.answering(asked, ref.Week)
	return openedNow{view: a.Modal, of: dealRev(c.r), by: func(block string, _ time.Time) []string {
		newest, _ := c.r.Newest(strings.TrimPrefix(block, inDealAnswer))
		return []string{newest.By}
	}}, err
}

// submitDealAnswers keeps what was answered. An answer that says nothing is kept as well, and asked about kindly: it is
// the person's to decide what they know. Fields that somebody else answered meanwhile are settled before. A decided
// deal takes answers, but does not move by them. MovedAt counts answers that prove and no others: three question marks
// are no movement, and RiskStill would be hidden by them.
func submitDealAnswers(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, ref, err := b.dealHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	answers, wrong := c.readAnswers()
	if len(wrong) > 0 {
		return answer{Errors: wrong}, nil
	}
	switch {
	// Nothing said is an answer on the way through the week: it goes on.
	case len(answers) == 0 && ref.Week != "":
		return c.answered(ctx, ref)
	case len(answers) == 0:
		return c.answered(ctx, ref, "Nothing was changed.")
	}
	change := c.change()
	change.Answers = answers
	if c.r.Open() && slices.ContainsFunc(answers, func(a coach.DealAnswer) bool { return c.doubt(a) == "" && a.Text != "" }) {
		c.r.MovedAt = change.At
	}
	if c, err = c.save(ctx, change); err != nil {
		return answer{}, err
	}
	return c.answered(ctx, ref, c.kept(answers)...)
}

// answered is what follows answers: the deal's page, or the next deal of the week. Done stands above either, and is
// empty where nothing was typed on the way through the week: "Nothing was changed" would scold somebody who only goes
// on.
func (c *dealCase) answered(ctx context.Context, ref dealRef, done ...string) (answer, error) {
	if ref.Week != "" {
		return c.b.dealAnswered(ctx, c.req, ref.Week, done...)
	}
	return answer{Modal: c.card(done...)}, nil
}

// doubt says what an answer that was just given leaves open, in plain text; "" where it proves its milestone. It is
// what hint is for a stored answer, and differs from it in an emptied one, for which it has a hint as well; callers
// look at the text first.
func (c *dealCase) doubt(a coach.DealAnswer) string {
	m, _, _ := c.stages.Milestone(a.Milestone)
	_, hint := coach.Proves(a.Text, a.Ask, m.Name, c.r.Name)
	return hint
}

// readAnswers are the answers of the form that differ from what is known, in the order of the process. An emptied one
// is among them: it takes an answer back, and what was answered stays in the history. Wrong says, by block id, what to
// mend. A milestone that was retired while the form was open has its words refused at its field, and is passed over
// where it is empty. Ask is kept with each answer as it was asked, so that the history can show what was answered to.
// The instant and the id are the store's to fill in.
func (c *dealCase) readAnswers() (answers []coach.DealAnswer, wrong map[string]string) {
	wrong = map[string]string{}
	for block, f := range c.req.State {
		id, ok := strings.CutPrefix(block, inDealAnswer)
		text := strings.TrimSpace(f.Value)
		if !ok {
			continue
		}
		// By id and not by place: a milestone that was renamed or moved is still the same.
		m, _, asked := c.stages.Milestone(id)
		now, _ := c.r.Newest(id)
		switch {
		// Compared with what is stored and not with what the form showed: an answer that is there already is not stored
		// twice.
		case text == now.Text:
		case !asked && text != "":
			// What was typed must not vanish without a word.
			wrong[block] = "This is not asked in your team any more. Empty the field to save the rest."
		case asked:
			answers = append(answers, coach.DealAnswer{
				Deal: c.r.ID, Milestone: id, Ask: m.Ask, Text: text, By: c.req.Person.ID,
			})
		}
	}
	slices.SortFunc(answers, func(a, b coach.DealAnswer) int { return c.order(a.Milestone) - c.order(b.Milestone) })
	return answers, wrong
}

// order is the place of a milestone in the process. -1 for one that was retired; no answer of readAnswers is.
func (c *dealCase) order(milestone string) int {
	return slices.IndexFunc(c.stages.Until(len(c.stages)), func(m coach.Milestone) bool { return m.ID == milestone })
}

// kept says what became of answers: how many were given and taken back, and of each that leaves something open, what.
// Doubts are questions and never a refusal: the answer stands as it was typed. The first line is a sentence of its own,
// since a page that is too large keeps that alone.
func (c *dealCase) kept(answers []coach.DealAnswer) []string {
	var asked, said []string
	given := 0
	for _, a := range answers {
		m, _, _ := c.stages.Milestone(a.Milestone)
		if a.Text != "" {
			given++
		}
		// An answer that was taken back is not asked about: its person has just decided.
		if hint := c.doubt(a); hint != "" && a.Text != "" {
			asked = append(asked, "• "+escape(m.Name)+": “"+escape(briefly(a.Text, 80))+"”. "+escape(hint))
		}
	}
	if given > 0 {
		said = append(said, plural(given, "answer", "answers")+" kept")
	}
	if back := len(answers) - given; back > 0 {
		said = append(said, plural(back, "answer", "answers")+" taken back")
	}
	lines := []string{"*" + listed(said) + ".*"}
	if len(asked) > 0 {
		lines[0] += " There is still something to find out:"
	}
	return append(lines, asked...)
}

// pressDealHistory shows all that was answered to what a stage asks, the newest first, and how the deal moved. A stage
// that is gone is the deal's own; the answers to what it asked stand on that page, among the retired ones.
func pressDealHistory(ctx context.Context, b *Bot, req *request) (answer, error) {
	id, stage, named := strings.Cut(req.Value, "/")
	c, err := b.dealCase(ctx, req, id)
	if err != nil {
		return answer{}, err
	}
	at := c.place
	// Without a stage in the value it is the deal's own.
	if i := c.stages.Index(stage); named && i >= 0 {
		at = i
	}
	return answer{Modal: c.history(at)}, nil
}

// historyWords is how many characters of answers a page of the history shows, the newest answers to each question: half
// of what a modal's hundred blocks hold. In characters of people's words, shared out evenly among the questions of a
// stage, as nobody knows beforehand which of them was talked about most. A modal may have 250 kB.
const historyWords = 48_000

// history is a page of what was answered to what a stage asks, and how the deal moved. That of the stage in which the deal
// is has the answers to what the team asks no more as well. It goes to a press and never into an acknowledgement, so
// maxAckView does not bind it; the number of blocks is held by a test with the largest process that there may be.
func (c *dealCase) history(at int) *slack.ModalViewRequest {
	var s sheet
	stage := c.stages[at]
	s.head(c.r.Called())
	s.blocks = append(s.blocks, c.historyButtons(at)...)
	for _, m := range stage.Milestones {
		c.writeHistory(&s, m, historyWords/len(stage.Milestones))
	}
	if len(stage.Milestones) == 0 {
		s.say("This stage asks nothing.")
	}
	if c.place == at {
		gone := c.retired()
		for _, m := range gone[:min(len(gone), answersAtOnce)] {
			c.writeHistory(&s, m, historyWords/2/answersAtOnce)
		}
		s.more(len(gone)-answersAtOnce, "one more question was asked once; its answers are kept", "more questions were asked once; their answers are kept")
	}
	if c.r.Learnt != "" {
		s.titled("What we learned", quoteLines(c.r.Learnt)...)
	}
	s.titled("How it moved", bullets(c.moveLines())...)
	if c.r.Open() {
		s.buttons(primary(actDealStage, "Answer", c.r.ID+"/"+stage.ID), press(indexed(actDealOpen, 0), "Back to the deal", c.r.ID))
	} else {
		s.buttons(press(indexed(actDealOpen, 0), "Back to the deal", c.r.ID))
	}
	return modal("page", "All answers", "", "", s.blocks...)
}

// retired are the questions that have answers and are asked no more, under the words in which they were asked last. The
// newest first, so that each is found once under its last wording; it has no name any more, as names of retired
// milestones are not in the roster.
func (c *dealCase) retired() (gone []coach.Milestone) {
	for _, a := range slices.Backward(c.r.Answers) {
		_, _, asked := c.stages.Milestone(a.Milestone)
		if !asked && !slices.ContainsFunc(gone, func(m coach.Milestone) bool { return m.ID == a.Milestone }) {
			gone = append(gone, coach.Milestone{ID: a.Milestone, Name: "Not asked any more", Ask: a.Ask})
		}
	}
	return gone
}

// historyButtons lead to the other stages. A row holds 25 buttons and a process has at most eight stages. The chosen
// one is primary, and so the heading need not repeat it.
func (c *dealCase) historyButtons(at int) []slack.Block {
	var row []*slack.ButtonBlockElement
	for i, stage := range c.stages {
		b := press(indexed(actDealHistory, i), stage.Name, c.r.ID+"/"+stage.ID)
		if i == at {
			b.WithStyle(slack.StylePrimary)
		}
		row = append(row, b)
	}
	return []slack.Block{actions(row...)}
}

// writeHistory writes a question with its answers, the newest first, in so many characters. Room is in characters. Who
// said what is shown to all who see the deal: answers are the team's knowledge about a customer, not a person's own. A
// wording that has changed since is quoted, as an answer to another question reads oddly.
func (c *dealCase) writeHistory(s *sheet, m coach.Milestone, room int) {
	lines := []string{"_" + escape(m.Ask) + "_"}
	answers, hidden := 0, 0
	for _, a := range slices.Backward(c.r.Answers) {
		if a.Milestone != m.ID {
			continue
		}
		// The newest is shown whatever its length.
		answers++
		// A hundred is about what the line above an answer takes.
		if room -= utf8.RuneCountInString(a.Text) + 100; room < 0 && answers > 1 {
			hidden++
			continue
		}
		said := nameOf(c.req.Roster.Person(a.By)) + ", " + c.day(a.At)
		if a.Ask != m.Ask {
			said += ", asked “" + oneLine(a.Ask) + "”"
		}
		lines = append(lines, said+":")
		// Either it was taken back, or people's texts are only kept for so many months (see retention.go); the row does
		// not tell which.
		if a.Text == "" {
			lines = append(lines, ">(left empty, or no longer kept)")
			continue
		}
		lines = append(lines, quoteLines(a.Text)...)
	}
	if answers == 0 {
		lines = append(lines, "Nothing yet.")
	}
	if hidden > 0 {
		lines = append(lines, plural(hidden, "earlier answer is", "earlier answers are")+" kept as well.")
	}
	s.titled(escape(m.Name), lines...)
}

// day is the day of an instant on the owner's calendar: "Mon 23 Nov".
func (c *dealCase) day(at time.Time) string {
	return shortDay(coach.DayOf(at, c.zone()))
}

// movesShown is how many steps of a deal are shown, the newest. A list of blocks has a bound, and a deal that goes back
// and forth has none; older steps stay in the store and in `/pacer my data`.
const movesShown = 20

// moveLines say how the deal moved, the newest first: "Mon 23 Nov: Qualified to Discovery, by Ann". Stages of that day
// are shown under the names of today; what was open is kept by name and shown as it was called.
func (c *dealCase) moveLines() []string {
	var lines []string
	for i, m := range slices.Backward(c.r.Moves) {
		// Backward yields places in the slice, so this counts from the newest.
		if len(c.r.Moves)-i > movesShown {
			break
		}
		by := ", by " + nameOf(c.req.Roster.Person(m.By))
		line := c.day(m.At) + ": from " + c.stageName(m.From) + " to " + c.stageName(m.To) + by
		if m.From == "" {
			line = c.day(m.At) + ": made in " + c.stageName(m.To) + by
		}
		if len(m.Unproven) > 0 {
			line += ". Still open: " + escape(strings.Join(m.Unproven, ", "))
		}
		if m.Reason != "" {
			line += ". “" + oneLine(m.Reason) + "”"
		}
		lines = append(lines, line)
	}
	return lines
}

// stageName is the name of a stage or of an end, escaped; a stage that was taken out has none any more. Renaming a
// stage keeps its id, so its earlier moves follow the new name.
func (c *dealCase) stageName(id string) string {
	switch i := c.stages.Index(id); {
	case i >= 0:
		return "*" + escape(c.stages[i].Name) + "*"
	case id == string(coach.DealWon) || id == string(coach.DealLost):
		return "*" + id + "*"
	}
	return "an earlier stage"
}
