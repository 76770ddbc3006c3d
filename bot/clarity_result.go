package bot

// How a clarity check ends, and what a team reads of it: counts, and nobody's pick.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// clarityLines is how many items of a kind a result lists: with all kinds it fits a message. Three kinds of so many
// lines of some 150 characters stay below the 9,000 of maxBlockText; a section of its own is cut at 3,000.
const clarityLines = 15

// endClarity closes the check whose time is over. One that was closed before is left as it is. It is the follow-up that
// the asking planned, so it happens after a restart too. A close by hand, or by the last pick, leaves it in place: it
// then finds the check closed, and its occurrence is done without anything said twice. What was picked in the very
// moment between reading and commit makes the change ErrStale, and runRitual composes it again, so no pick is lost.
func endClarity(ctx context.Context, b *Bot, on occasion) (coach.Change, error) {
	c, err := b.store.Clarity(ctx, on.Rhythm)
	switch {
	case errors.Is(err, coach.ErrNotFound):
		return coach.Change{}, skip("no such clarity check")
	case err != nil:
		return coach.Change{}, fmt.Errorf("clarity check %s: %w", on.Rhythm, err)
	case !c.Open():
		return coach.Change{Finish: done("it had closed before")}, nil
	}
	change := b.clarityClosing(on.roster, on.team, c)
	change.Finish = done(fmt.Sprintf("%d of %d picked", change.Clarity.Picked, change.Clarity.Asked))
	return change, nil
}

// clarityClosing is the change that closes a check: picks are counted and forgotten, and whoever asked gets the result.
// It commits nothing: whoever calls it adds key and instant, and may find at the commit that somebody else was first
// (ErrStale). Both numbers of the result are of this moment: who left the team without picking is not counted as asked,
// who left after picking is counted as both.
func (b *Bot) clarityClosing(r *coach.Roster, t *coach.Team, c coach.Clarity) coach.Change {
	closed := c.Tally(b.now())
	closed.Asked, _ = b.clarityCount(r, t, c) // without those who have left the team
	change := coach.Change{Clarity: &closed}
	var s sheet
	s.say("The clarity check about the step from " + clarityStep(c) + " has closed. Thank you to everybody who picked.")
	// The question in each direct message becomes the thanks, its button with it, so that nobody picks into a closed
	// check. Of somebody whose question was never sent, the edit waits for it and is dropped with it.
	for _, p := range c.Picks {
		m := rewrite(direct(clarityKey(c.ID, p.Person), p.Person, s.body(), time.Time{}), "closed")
		m.Urgent = false // nobody waits for it
		change.Messages = append(change.Messages, m)
	}
	for _, m := range clarityReaders(r, t, c) {
		change.Messages = append(change.Messages, direct(clarityKey(c.ID, m.ID)+"/result", m.ID, clarityResult(t, closed), time.Time{}))
	}
	return change
}

// clarityReaders are who gets the result: whoever asked, as long as they manage the team, else its managers. The first
// is found in the roster of the closing, not of the asking: who managed the team then and does not now has lost the
// right to read about it.
func clarityReaders(r *coach.Roster, t *coach.Team, c coach.Clarity) []coach.Person {
	managers := managersOf(r, t)
	if i := slices.IndexFunc(managers, func(m coach.Person) bool { return m.ID == c.By }); i >= 0 {
		return managers[i : i+1]
	}
	return managers
}

// clarityResult is the result for a manager, with what can be done with it. Below MinClarity it has no buttons: there
// is neither anything to share nor are words shown, which few enough people could be told by. A team without a channel
// has nowhere to share it.
func clarityResult(t *coach.Team, c coach.Clarity) body {
	var s sheet
	writeClarityResult(&s, c)
	var row []*slack.ButtonBlockElement
	if _, ok := c.Result(); ok {
		if t.Channel != "" {
			row = append(row, primary(actClarityShare, "Share in channel", c.ID))
		}
		if len(c.Picks) > 0 {
			row = append(row, press(actClarityWords, "What else was said", c.ID))
		}
	}
	if len(row) > 0 {
		s.buttons(row...)
	}
	return s.body()
}

// writeClarityResult writes how far a team agrees, first where it does not, and what its process says. It is what the
// manager reads and, word for word, what a shared result says in the channel; a manager may therefore know before
// sharing what the team will see. Percents are whole, rounded down by package coach. A check of too few says that it
// has none, and why, rather than looking empty. Names of items are people's text and are escaped; the stages in the
// heading are not, since a heading is plain text.
func writeClarityResult(s *sheet, c coach.Clarity) {
	// A check remembers the stages by their names as they were when it was asked: the process may have changed since.
	to := c.To
	if to == "" {
		to = "the decision"
	}
	s.head("Clarity: " + c.From + " to " + to)
	r, ok := c.Result()
	if !ok {
		s.say(fmt.Sprintf("%d of %d picked. There is a result from %d picks on, so that nobody's pick can be told from it; what was picked is forgotten.",
			c.Picked, c.Asked, coach.MinClarity))
		s.say("Asked again, perhaps at the beginning of a meeting, it takes everybody two minutes.")
		return
	}
	s.say(fmt.Sprintf("What has to be known first? %d of %d picked, each unseen by the others. In all, *%s say the same*.", c.Picked, c.Asked, coach.InPercent(r.Overall)))
	s.titled("Where we don't agree yet", clarityItems(c, r.Apart)...)
	s.titled("What we agree has to be known", clarityItems(c, r.Needed)...)
	s.titled("What we agree can wait, or was known before", clarityItems(c, r.Spared)...)
	// A question to talk about and no verdict: that a team does not agree is what the check is there to find.
	if len(r.Apart) > 0 {
		s.say("To start from: what would each of us want to hear from a customer to call “" + escape(r.Apart[0].Name) + "” known?")
	} else {
		s.say("To start from: which of our deals is furthest from this today, and who knows what is missing?")
	}
}

// clarityItems are items with how many picked each, and where the process asks for it. The least agreed upon come
// first, as Result sorts them, so what is left off beyond clarityLines is what a team needs to talk about least. The
// item's stage is said because a check shows its items mixed: whether the process asks for it here, earlier or later is
// the news.
func clarityItems(c coach.Clarity, items []coach.ClarityItem) []string {
	var lines []string
	for _, item := range items[:min(len(items), clarityLines)] {
		// By name, like the stages of the check: see writeClarityResult.
		says := "the process asks for it here"
		if item.Stage != c.From {
			says = "the process asks for it in " + escape(item.Stage)
		}
		picked := fmt.Sprintf("%d of %d picked it, %s say the same", item.Count, c.Picked, coach.InPercent(item.Agreement(c.Picked)))
		switch item.Count {
		case 0:
			picked = "nobody picked it"
		case c.Picked:
			picked = "everybody picked it"
		}
		lines = append(lines, "*"+escape(item.Name)+"*: "+picked+"; "+says)
	}
	return bullets(andMore(lines, len(items)-clarityLines))
}

// clarityManaged is a check of a team that whoever asks manages; the error is a refusal otherwise. The check's id comes
// from a button and may be forged, and so may one of another team be sent on: what is not there and what is not theirs
// get the same answer, so that an id tells nothing. Whoever asked has no more rights here than any other manager of the
// team, and none once they manage it no more.
func (b *Bot) clarityManaged(ctx context.Context, req *request) (*coach.Team, coach.Clarity, error) {
	c, err := b.store.Clarity(ctx, req.Value)
	if errors.Is(err, coach.ErrNotFound) {
		return nil, c, errNoClarity
	} else if err != nil {
		return nil, c, fmt.Errorf("clarity check %s: %w", req.Value, err)
	}
	t := req.Roster.Team(c.Team)
	if t == nil || !t.Manages(req.Person.ID) {
		return nil, c, errNoClarity
	}
	return t, c, nil
}

// pressClarityClose closes a check before its time. It is run through again: a pick in the same moment is ErrStale, and
// the second try counts it. Pressed twice, or by two managers, the second finds it closed and is told where the result
// is.
func pressClarityClose(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, c, err := b.clarityManaged(ctx, req)
	if err != nil {
		return answer{}, err
	}
	var s sheet
	if !c.Open() {
		s.say("It has closed already; the result is in a direct message.")
		return answer{Modal: modal("page", "Clarity check", "", "", s.blocks...)}, nil
	}
	change := b.clarityClosing(req.Roster, t, c)
	change.At, change.Inbound = b.now(), req.Key
	if err := b.commit(ctx, change); err != nil {
		return answer{}, err
	}
	writeClarityResult(&s, *change.Clarity)
	s.small("The same is in a direct message, to share it from there.")
	return answer{Modal: modal("page", "Clarity check", "", "", s.blocks...)}, nil
}

// pressClarityShare puts the result into the team's channel, once. The key in the outbox is what makes it once: two
// managers who press at the same moment both find nothing posted, and the store keeps the first row. It is asked about
// beforehand only to say so. Only the counts go to the channel; what else was said is for managers, whom the form named
// as its readers.
func pressClarityShare(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, c, err := b.clarityManaged(ctx, req)
	if err != nil {
		return answer{}, err
	}
	if _, ok := c.Result(); !ok || t.Channel == "" {
		return answer{}, refusal("There is no result to share, or the team has no channel.")
	}
	key := "clarity/" + c.ID + "/shared"
	if there, err := b.posted(ctx, key); err != nil {
		return answer{}, err
	} else if there {
		return answer{Text: "It is in the channel of " + escape(t.Name) + " already."}, nil
	}
	var s sheet
	writeClarityResult(&s, c)
	s.small("Shared by " + nameOf(req.Person) + ". Nobody knows who picked what.")
	change := coach.Change{At: b.now(), Inbound: req.Key, Messages: []coach.Message{message(key, t.Channel, s.body())}}
	if err := b.commit(ctx, change); err != nil {
		return answer{}, err
	}
	return answer{Text: "Shared in the channel of " + escape(t.Name) + "."}, nil
}

// pressClarityWords shows what else was said, in an order that says nothing of who said it. Sorted by the alphabet and
// not as stored: the store answers by person, which would tell whose each is. Of a check without a result nothing is
// shown, even though the words are kept.
func pressClarityWords(ctx context.Context, b *Bot, req *request) (answer, error) {
	_, c, err := b.clarityManaged(ctx, req)
	if err != nil {
		return answer{}, err
	}
	var words []string
	if _, ok := c.Result(); ok {
		for _, p := range c.Picks {
			words = append(words, p.Other)
		}
	}
	slices.SortFunc(words, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	var s sheet
	s.say("What else has to be known before a deal moves from " + clarityStep(c) + ", in the words of the team and without their names:")
	// Each person has one, so only a team of more than fifty is ever cut here.
	for _, text := range words[:min(len(words), maxViewBlocks/2)] {
		s.say(quoteLines(text)...)
	}
	if len(words) == 0 {
		s.say("Nothing more is kept.")
	}
	return answer{Modal: modal("page", "What else was said", "", "", s.blocks...)}, nil
}
