package bot

// Questions that were asked in a direct message and can no longer be answered: whoever asked does not manage the team any
// more, or whoever was asked has left it. The two messages about such a question would go on promising an answer, and the
// button under one of them would refuse it.

import (
	"context"
	"errors"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// An unanswerable says what keeps a question from being answered, to whom it was asked and to who asked; zero where
// nothing does. Both are the end of a sentence, escaped.
type unanswerable struct{ toAsked, toAsker string }

// unanswerableNow looks at a question with the teams of now. It is asked again each time, as a manager may come back.
func unanswerableNow(r *coach.Roster, a coach.DirectQuestion) unanswerable {
	t, manager := r.Team(a.Team), r.Person(a.Manager)
	switch {
	// A team that was closed is none that anybody is in.
	case t == nil || !activeRep(r, t, a.Person):
		return unanswerable{"you are no longer in the team where this was asked", nameOf(r.Person(a.Person)) + " is no longer in the team"}
	// By the list that all messages to managers go by: one who was deactivated is not in it.
	case !slices.ContainsFunc(managersOf(r, t), func(m coach.Person) bool { return m.ID == manager.ID }):
		return unanswerable{nameOf(manager) + " no longer manages your team", "you no longer manage their team"}
	}
	return unanswerable{}
}

// closeQuestions has the messages about questions that nobody can answer any more say so. The question itself stays as it
// is: should its manager have the team again, the Home offers it to be answered, and an answer mends both messages.
func (b *Bot) closeQuestions(ctx context.Context, r *coach.Roster) error {
	open, err := b.store.OpenQuestions(ctx)
	if err != nil {
		return err
	}
	var all error
	for _, a := range open {
		if over := unanswerableNow(r, a); over != (unanswerable{}) {
			// One by one, so that one that cannot be stored keeps no other from it.
			all = errors.Join(all, b.closeQuestion(ctx, r, a, over))
		}
	}
	return all
}

// closeQuestion rewords the two messages about one question, once: the key of the edits is the same each time.
func (b *Bot) closeQuestion(ctx context.Context, r *coach.Roster, a coach.DirectQuestion, over unanswerable) error {
	person, manager := r.Person(a.Person), r.Person(a.Manager)
	var change coach.Change
	for _, m := range []coach.Message{
		direct(askedKey(a), a.Person, askedOver(manager, a, over), time.Time{}),
		direct(askerKey(a), a.Manager, askerOver(person, a, over), time.Time{}),
	} {
		// Slack takes nothing for an account that is deactivated, and nobody reads there.
		if permit(asMember, r.Person(m.Channel), r) != nil {
			continue
		}
		// A message may be gone, as those to and about whoever was forgotten are.
		there, err := b.posted(ctx, m.Key)
		if err != nil {
			return err
		}
		edit := rewrite(m, "over")
		said, err := b.posted(ctx, edit.Key)
		if err != nil {
			return err
		}
		if there && !said {
			edit.Urgent = false // nobody waits for it
			change.Messages = append(change.Messages, edit)
		}
	}
	if len(change.Messages) == 0 {
		return nil
	}
	return b.commit(ctx, change)
}

// askedOver is what whoever was asked reads from then on: the question as it was, without a button that would refuse.
func askedOver(manager coach.Person, a coach.DirectQuestion, over unanswerable) body {
	var s sheet
	// In the past, and without the button: what is left is a question that was worth asking.
	s.titled(nameOf(named(manager))+" asked you", quoteLines(a.Question)...)
	s.small("It needs no answer any more: " + over.toAsked + ".")
	return s.body()
}

// askerOver is what is left of it for whoever asked.
func askerOver(person coach.Person, a coach.DirectQuestion, over unanswerable) body {
	var s sheet
	s.titled("You asked "+nameOf(person), quoteLines(a.Question)...)
	s.small("No answer comes any more: " + over.toAsker + ".")
	return s.body()
}
