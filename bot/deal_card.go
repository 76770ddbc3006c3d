package bot

// The page of a deal: where it stands, what is known and what is not, and everything that can be done with it. It has no
// fields, so nothing that was typed can be lost on it.

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

const (
	answerShown = 280  // characters of an answer that the page of a deal shows; its history has all of it
	learntShown = 1500 // and of what was learned
)

// pressDealOpen shows a deal's page. It is the way to a deal from everywhere: lists, messages, the Home, the digest. In
// a modal it takes the place of what was there; from a message it opens one.
func pressDealOpen(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, err := b.dealCase(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	return answer{Modal: c.card()}, nil
}

// card is the page of a deal. What was just done stands above it, in lines of mrkdwn. It is always short enough to
// answer a form with (see shortened), as most forms about a deal end here. Done may be empty.
func (c *dealCase) card(done ...string) *slack.ModalViewRequest {
	return shortened(func(words int) *slack.ModalViewRequest { return c.page(words, done) })
}

// page is the page of a deal with so many characters of each answer. With 0 words even the questions and what was said
// about each answer go, and the page is a list of names: it has to fit whatever a process asks.
func (c *dealCase) page(words int, done []string) *slack.ModalViewRequest {
	var s sheet
	if words == 0 {
		// The first line says what was done, the others quote answers.
		done = done[:min(len(done), 1)] // the answers themselves stand on the page
	}
	if len(done) > 0 {
		s.say(done...)
		s.blocks = append(s.blocks, slack.NewDividerBlock())
	}
	s.head(c.r.Called())
	s.say(strings.Join(c.facts(), "  ·  "))
	if c.r.Open() {
		c.writeOpen(&s, words)
	} else {
		c.writeEnded(&s, words)
	}
	return modal("page", "Deal", "", "", s.blocks...)
}

// writeOpen is a deal that is worked on. What earlier stages left open stands first, each in its own stage's words: it
// was to be known before. From answersAtOnce such things on, a stage is only counted, since all of them with their
// questions would bury the stage that the deal is in. Days and risks are by the owner's calendar, whoever looks.
func (c *dealCase) writeOpen(s *sheet, words int) {
	all, open := c.stages.Until(c.place), c.unproven(c.place)
	s.small(fmt.Sprintf("Stage %d of %d, since %s  ·  %d of %d known", c.place+1, len(c.stages), c.day(c.r.StageAt), len(all)-len(open), len(all)))
	if risks := coach.DealRisks(c.r, c.stages, c.today, c.zone()); len(risks) > 0 {
		s.small("Worth a look: " + escape(riskWords(risks)) + ".")
	}
	shown := 0
	for _, stage := range c.stages[:c.place] {
		// Of earlier stages only what is open: what is proven there is behind the deal.
		before := c.r.Unproven(stage.Milestones)
		shown += len(before)
		// Counted over all earlier stages together.
		if shown <= answersAtOnce && words > 0 {
			c.writeMilestones(s, "Still open from "+stage.Name, before, words)
		} else if len(before) > 0 {
			s.small("Still open from " + escape(stage.Name) + ": " + plural(len(before), "thing", "things") + ".")
		}
	}
	title := "To know before it is decided"
	if next, ok := c.next(); ok {
		title = "To know before " + next.Name
	}
	c.writeMilestones(s, title, c.stages[c.place].Milestones, words)
	c.openButtons(s, len(open) > 0)
}

// riskWords are the reasons to look at a deal again that its page does not show by itself, in plain text; what is not
// proven stands right below. Hence RiskUnproven is said here by its days alone.
func riskWords(risks []coach.DealRisk) string {
	var words []string
	for _, risk := range risks {
		if risk.Kind == coach.RiskUnproven {
			words = append(words, plural(risk.Days, "day", "days")+" in "+risk.Stage)
		} else {
			words = append(words, risk.Words())
		}
	}
	return listed(words)
}

// next is the stage that follows; ok is false in the last.
func (c *dealCase) next() (stage coach.Stage, ok bool) {
	if c.place+1 >= len(c.stages) {
		return stage, false
	}
	return c.stages[c.place+1], true
}

// writeMilestones writes milestones under a title, which is plain text, each with its newest answer, or with its question
// where nothing is known. The mark is said in words, too: "still open" stands beside the circle, as a mark alone is
// nothing to a screen reader. An answer that proves nothing is shown with its milestone still open, so that it can be
// seen and put right.
func (c *dealCase) writeMilestones(s *sheet, title string, all []coach.Milestone, words int) {
	var lines []string
	for _, m := range all {
		proven := c.r.Proves(m)
		mark := "✓ *" + escape(m.Name) + "*"
		if !proven {
			mark = "○ *" + escape(m.Name) + "*, still open"
		}
		lines = append(lines, mark)
		// Said is escaped by itself; a question is people's text as well, as teams write their own.
		if said := c.said(m, words); said != "" {
			lines = append(lines, ">"+said)
		} else if words > 0 {
			lines = append(lines, "_"+escape(m.Ask)+"_")
		}
	}
	s.titled(escape(title), lines...)
}

// said is the beginning of the newest answer to a milestone, escaped; "" where there is none. Only the newest counts;
// those before it are in the history.
func (c *dealCase) said(m coach.Milestone, words int) string {
	a, _ := c.r.Newest(m.ID)
	return escape(briefly(a.Text, words))
}

// openButtons are what can be done with a deal that is worked on; what most people want now comes first. Primary is
// what the deal needs now: an answer while something is open, else the way on. Won and lost are there in every stage,
// as a deal may be decided at any time. A button of the next stage is shown although something is open: the way on
// leads to the gate then, not to a refusal.
func (c *dealCase) openButtons(s *sheet, open bool) {
	id := c.r.ID
	find := press(actDealAnswer, "Answer", id)
	row := []*slack.ButtonBlockElement{find}
	if next, ok := c.next(); ok {
		// A label is cut at 75 characters, which a stage's name leaves room for.
		on := press(actDealOn, "Move on to "+next.Name, c.moveValue(next.ID))
		if !open {
			on.WithStyle(slack.StylePrimary)
		}
		row = append(row, on)
	}
	if open {
		find.WithStyle(slack.StylePrimary)
	} else {
		// All is known: what may still be wanted is to correct it.
		find.Text.Text = "Change answers"
	}
	row = append(row, press(actDealWon, "Won", id), press(actDealLost, "Lost", id))
	s.buttons(row...)
	s.buttons(
		press(actDealFacts, "Amount, date, owner", id), press(actDealMove, "Another stage", id),
		press(actDealHistory, "All answers", id), press(actDealList, "All deals", ""))
}

// moveValue is the value of a button that moves the deal to a stage from the one in which it was seen. It says where
// the deal was seen, so that a step is made from there or not at all: see dealCase.step. Ids have no slash in them.
func (c *dealCase) moveValue(to string) string { return c.r.ID + "/" + c.r.Stage + "/" + to }

// writeEnded is a deal that was won or lost. What we learned is shortened with the rest of people's words, though it
// gets five times the room of an answer: it is what this page is read for.
func (c *dealCase) writeEnded(s *sheet, words int) {
	if c.r.Learnt != "" {
		// Never 0: cut needs room for its mark at least.
		lines, _ := quoted(c.r.Learnt, max(1, learntShown*words/answerShown))
		s.titled("What we learned", lines...)
	}
	// No blame for what is over: it is what to ask earlier in the next one.
	if open := milestoneNames(c.unproven(c.place)); len(open) > 0 {
		s.titled("Not known by then, and worth asking early in the next one", bullets(escaped(open[:min(len(open), answersAtOnce)]))...)
		s.more(len(open)-answersAtOnce, "one more was open", "more were open")
	}
	learnt := "Change what we learned"
	if c.r.Learnt == "" {
		learnt = "Add what we learned"
	}
	s.buttons(
		press(actDealLearnt, learnt, c.r.ID), press(actDealReopen, "Reopen", c.r.ID), press(actDealHistory, "All answers", c.r.ID), press(actDealList, "All deals", ""))
}
