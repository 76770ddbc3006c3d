package bot

// Who reads what of a filed check-in: the rep their thanks, the managers everything, the channel what is shared.

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// checkInMessages says what was filed to whom it is for: thanks to the rep, what is shared to the channel, and
// everything to the managers. Each of these is one message a week, whose key says so; what is filed again edits it.
// None has an instant after which it is stale: it was written to be read. All of them are part of the change that files
// the check-in, so nobody reads what was not filed. The channel comes last and is only told what its person ticked.
func (b *Bot) checkInMessages(ctx context.Context, c *checkInFiling) error {
	own := checkInKey(c.team.ID, c.week.From, c.person.ID)
	// The invitation itself becomes the thanks, so that its button is not pressed twice by
	// mistake.
	thanks, err := b.postOrEdit(ctx, atOnce(direct(own, c.person.ID, c.thanks(), time.Time{})), c.change.Inbound)
	if err != nil {
		return err
	}
	c.change.Messages = append(c.change.Messages, thanks)
	if err := b.toManagers(ctx, c); err != nil {
		return err
	}
	return b.shareCheckIn(ctx, c, own+"/shared")
}

// toManagers has each manager read the whole check-in, or changes what they have. They are those who manage the team
// now: who has come to manage it since an earlier filing gets a new message. An unsent message is edited all the same,
// in order
// behind it.
func (b *Bot) toManagers(ctx context.Context, c *checkInFiling) error {
	own := checkInKey(c.team.ID, c.week.From, c.person.ID)
	// Those of the request's roster, as with all that it decides.
	for _, manager := range managersOf(c.f.roster, c.team) {
		if manager.ID == c.person.ID {
			continue // who manages themselves has read it
		}
		say := direct(own+"/manager/"+manager.ID, manager.ID, c.forManager(), time.Time{})
		m, err := b.postOrEdit(ctx, say, c.change.Inbound)
		if err != nil {
			return err
		}
		c.change.Messages = append(c.change.Messages, m)
	}
	return nil
}

// shareCheckIn puts what is shared into the channel, changes it, or takes it back. Taken back, the message stays with
// a sentence in place of the words; shared once more, it is edited again and not posted anew, so the channel has at
// most one message a person and week. A share that is off and was off before costs no row. Before and there are both
// asked: a message that says "took back" already is not edited to say so again.
func (b *Bot) shareCheckIn(ctx context.Context, c *checkInFiling, key string) error {
	there, err := b.posted(ctx, key)
	if err != nil {
		return err
	}
	wanted := c.team.Channel != "" && shownToTeam(c.filed) != coach.Reflections{}
	post := message(key, c.team.Channel, c.shared())
	switch {
	case wanted && there:
		post = rewrite(post, c.change.Inbound)
	case wanted: // for the first time
	// It was shared before and is not now.
	case there && shownToTeam(c.before) != coach.Reflections{}:
		// Deleting it would leave a hole that colleagues have read already, and answers
		// without a beginning.
		taken := body{Text: nameOf(c.person) + " took back what was shared here."}
		post = rewrite(message(key, c.team.Channel, taken), c.change.Inbound)
	default:
		return nil
	}
	c.change.Messages = append(c.change.Messages, post)
	return nil
}

// shownToTeam are the answers of a check-in that its person shares. A ticked box beside an empty answer shares nothing.
// What they will try and what they need from their manager never go to the channel, whatever is ticked. It is the one
// place that decides what leaves the circle of person and managers.
func shownToTeam(w coach.WeeklyCheckIn) (a coach.Reflections) {
	if w.Share.Best {
		a.Best = w.Answers.Best
	}
	if w.Share.Learnt {
		a.Learnt = w.Answers.Learnt
	}
	return a
}

// thanks pays a check-in back: the week beside the one before, and what happens next. It says again who reads what, at
// the moment at which it can still be changed: the button opens the same form. Nothing in it is compared with others.
func (c *checkInFiling) thanks() body {
	var s sheet
	s.say("Thank you, your week of " + spanName(c.week) + " is in.")
	s.titled("Your week", bullets(c.stated())...)
	s.titled("Your commitments", bullets(promiseStates(c.asked))...)
	// In their own words, with the day on which it comes back.
	if try := c.filed.Answers.Try; try != "" {
		lines, _ := quoted(try, shortAnswer)
		if c.own.Open() && c.own.ID != "" {
			lines = append(lines, "It comes back to you on "+longDay(c.own.Due)+".")
		}
		s.titled("What you will try", lines...)
	}
	line := "Your manager can read all your answers."
	if c.team.Channel != "" && shownToTeam(c.filed) != (coach.Reflections{}) {
		line += " What you shared is in the channel."
	}
	s.small(line)
	ref := checkInRef(c.team.ID, c.week.From)
	row := []*slack.ButtonBlockElement{press(actCheckInFill, "Change", ref)}
	if c.deals != nil && len(c.deals.deals) > 0 {
		// For who closed the page before the last of them.
		row = append(row, press(actDealWeek, "My deals", dealWeekRef{Week: ref}.String()))
	}
	s.buttons(row...)
	return s.body()
}

// stated is the week as the person stated it, beside the week before. The figures were read before the corrections of
// this filing, so its numbers are those of filed.Counts. The week before is read from the ledger as it stands.
func (c *checkInFiling) stated() []string {
	return weekLines(c.f, c.person, c.week, func(k coach.KPI) int64 { return c.filed.Counts[k.ID] })
}

// shared is what a rep chose to tell the team: answers that are theirs to be proud of. Numbers are not in it: the team
// has those on the board, where somebody may have chosen not to be.
func (c *checkInFiling) shared() body {
	var s sheet
	s.say(nameOf(c.person) + " shares from the week of " + spanName(c.week) + ":")
	w := c.filed
	w.Answers = shownToTeam(c.filed)
	c.write(&s, sharedAnswers(w))
	return s.body()
}

// forManager is the whole check-in, what is asked of the manager first. It holds nothing that the rep does not see.
// Empty parts are left out by titled. The person is named and not mentioned, as the message is to somebody else.
func (c *checkInFiling) forManager() body {
	var s sheet
	s.head("Weekly check-in, " + spanName(c.week))
	s.say(nameOf(c.person) + " in " + escape(c.team.Name) + edited(c.filed.Edited) + ".")
	c.write(&s, allAnswers(c.filed))
	s.titled("Commitments", bullets(promiseStates(c.asked))...)
	s.titled("The week", bullets(c.stated())...)
	s.titled("Their deals", bullets(c.deals.newsLines())...)
	if c.filed.Answers == (coach.Reflections{}) {
		s.small("No words this week, numbers only.")
	}
	return s.body()
}

// write puts answers on a sheet. They may be longer than a message holds: then each is its beginning, and a button
// opens the rest. Both limits keep a message within maxBlockText: 6,000 characters of answers beside numbers and
// titles.
func (c *checkInFiling) write(s *sheet, answers []checkInAnswer) {
	limit := maxTyped
	if total := lengthOf(answers); total > wholeAnswers {
		limit = shortAnswer
	}
	shortened := false
	for _, a := range answers {
		lines, more := quoted(a.text, limit)
		shortened = shortened || more
		s.titled(escape(a.title), lines...)
	}
	if shortened {
		s.buttons(press(actCheckInRead, "Read all of it", checkInRef(c.team.ID, c.week.From)+"/"+c.person.ID))
	}
}

// edited marks what was filed again. It begins with a space, as it follows a name.
func edited(again bool) string {
	if again {
		return " (changed)"
	}
	return ""
}
