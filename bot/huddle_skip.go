package bot

// "Skip today": one press, and nobody asks again on that day. Who wants to can say what is up in a second step; it is for
// their managers, and for the team only if they say so.

import (
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Names under which the second step is found, and the fields of its form.
const (
	actHuddleReason  = "huddle_reason"
	formHuddleReason = "huddle_reason"

	inReason = "reason"
	inShown  = "shown"

	// Not ticked, the words are for the managers alone: the careful choice is the one that needs no press.
	skipToTeam = "team" // the value of the box
)

// pressHuddleSkip takes somebody out of the day's count without a word more. No reason is asked for.
// Who is in cannot skip afterwards: their reply stands in the thread. A closed huddle cannot be skipped either, as
// nobody is going to be asked. The filing is an entry like any other: it replaces what there was, takes the reminder
// away, and has the parent counted anew without its person. Buttons in a channel are seen by everybody, so huddleOf
// decides whether they are in the team. Two presses at once: the huddle in Seen makes the second ErrStale only if it
// has closed in between, and again says so.
func pressHuddleSkip(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, ref, err := huddleOf(req)
	if err != nil {
		return answer{}, err
	}
	hd, err := b.huddle(ctx, t, ref)
	if err != nil {
		return answer{}, err
	}
	_, there := filedIn(hd, req.Person.ID)
	const closed = "This huddle has closed, so there is nothing to skip any more."
	switch {
	case !b.fileable(t, req.Person, hd):
		return answer{Text: closed}, nil
	case skips(hd, req.Person.ID):
		return skipping(hd, "You are skipping today already; nobody asks again."), nil
	// After skips, as a skip is an entry too.
	case there:
		return answer{Text: "You are in already, so there is nothing to skip. *Check in* changes what you filed."}, nil
	case !hd.ClosedAt.IsZero():
		return answer{Text: closed}, nil
	}
	// Nothing else is in it: whoever skips plans nothing.
	entry := coach.HuddleEntry{Person: req.Person.ID, Skipped: true, FiledAt: b.now()}
	change, err := b.huddleFiling(ctx, req, t, hd, entry)
	if err != nil {
		return answer{}, err
	}
	if err := b.commit(ctx, change); err != nil {
		return answer{}, err
	}
	return skipping(hd, "You are skipping today's huddle, and nobody asks again. *Check in* stays there if your day changes."), nil
}

// skips tells whether somebody skips a huddle, by itself or with an earlier one of the day. Who filed in a later huddle
// of the day is in it, whatever they said of an earlier one.
func skips(hd coach.HuddleDay, person string) bool {
	e, filed := filedIn(hd, person)
	return filed && e.Skipped || !filed && slices.Contains(hd.Skipping, person)
}

// skipping answers who skips, with the button for those who want to say more. The button leads to the second step;
// nobody who leaves it alone is asked again.
func skipping(hd coach.HuddleDay, said string) answer {
	var s sheet
	s.say(said)
	s.buttons(press(actHuddleReason, "Tell my manager more", hd.Ref().Key()))
	return s.private()
}

// pressHuddleReason opens the form of the second step, with what was said before. The form says over which version of
// the entry it was opened (over), so that of two windows the older does not take back what the newer said.
func pressHuddleReason(ctx context.Context, b *Bot, req *request) (answer, error) {
	_, hd, e, err := b.skipOf(ctx, req)
	if err != nil {
		return answer{}, err
	}
	var s sheet
	s.say("You are skipping *" + longDay(hd.Day) + "*. What you write here is up to you, and so is who reads it.")
	// It is ticked only where the person had ticked it before.
	box := slack.NewOptionBlockObject(skipToTeam, plain("My team in the thread"), nil)
	shown := slack.NewCheckboxGroupsBlockElement(inputAction, box)
	if e.Shown {
		shown.InitialOptions = append(shown.InitialOptions, box)
	}
	s.inputs(
		textInput(inReason, "What would you like your manager to know?", "Your manager gets it when the huddle closes.", e.Reason, true),
		input(inShown, "Who else reads it", "", shown, true),
	)
	return answer{Modal: modal(formHuddleReason, "Skip today", "Save", over(hd.Ref().Key(), e.FiledAt), s.blocks...)}, nil
}

// submitHuddleReason keeps what somebody says about skipping. Emptied, it is taken back; from the managers' message it
// goes only while they have not got it. It keeps the entry a skip whatever else was in it, as skipOf has seen that it
// is one. Without words nothing is shown to the team, even with the box ticked: "Ann skips" is nothing that anybody
// needs to read.
func submitHuddleReason(ctx context.Context, b *Bot, req *request) (answer, error) {
	req, shown := cutOver(req)
	t, hd, e, err := b.skipOf(ctx, req)
	if err != nil {
		return answer{}, err
	}
	// Everything else that an entry had stays: who skips by an earlier huddle gets an entry of this one with it.
	e.Person, e.Skipped, e.FiledAt = req.Person.ID, true, b.now()
	e.Reason = strings.TrimSpace(req.State[inReason].Value)
	e.Shown = e.Reason != "" && slices.Contains(req.State[inShown].Options, skipToTeam)
	change, err := b.huddleFiling(ctx, req, t, hd, e)
	if err != nil {
		return answer{}, err
	}
	// Nil for a form of an earlier version, which takes the place of whatever is there.
	change.Over = shown
	return answer{}, b.commit(ctx, change)
}

// skipOf finds the huddle that somebody skips, with what they said about it. Errors are refusals, or the store's. The
// entry is empty for who skips by an earlier huddle of the day: what they say now is said about this one.
func (b *Bot) skipOf(ctx context.Context, req *request) (*coach.Team, coach.HuddleDay, coach.HuddleEntry, error) {
	t, ref, err := huddleOf(req)
	if err != nil {
		return nil, coach.HuddleDay{}, coach.HuddleEntry{}, err
	}
	hd, err := b.huddle(ctx, t, ref)
	if err != nil {
		return nil, coach.HuddleDay{}, coach.HuddleEntry{}, err
	}
	e, _ := filedIn(hd, req.Person.ID)
	if !skips(hd, req.Person.ID) || !b.fileable(t, req.Person, hd) {
		return nil, hd, e, refusal("You are not skipping that huddle, so nothing was saved.")
	}
	return t, hd, e, nil
}
