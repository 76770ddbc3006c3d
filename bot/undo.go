package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

const (
	undoWithin = 36 * time.Hour // "of the last day or so"
	undoLookAt = 50             // newest rows among which it is looked for
)

// Undo never removes anything: it writes entries that take others back and refer to them, each at most once. The
// ledger then tells what happened, and two people looking at it see the same.
//
// What can be taken back is what was logged by hand; see byHand. A check-in, a won deal or an import is corrected where
// it came from, or by logging a negative number.

// undoNewest takes back the newest thing that the person logged. "Thing" is one delivery: who logged two KPIs in one
// line takes back both. Of whichever team it was. Typed twice it takes back two things, the newest first; delivered
// twice it takes back one, which the look at the rows' keys is for.
func (b *Bot) undoNewest(ctx context.Context, req *request) (answer, error) {
	rows, err := b.store.Activities(ctx, coach.ActivityFilter{
		Person: req.Person.ID, Since: req.At.Add(-undoWithin), Limit: undoLookAt,
	})
	if err != nil {
		return answer{}, fmt.Errorf("newest entries of %s: %w", req.Person.ID, err)
	}
	// Delivered again: what this very command took back.
	if slices.ContainsFunc(rows, func(a coach.Activity) bool { return a.Inbound == req.Key }) {
		return b.undone(ctx, req)
	}
	newest := newestEntry(rows)
	if len(newest) == 0 {
		return answer{Text: "You have logged nothing since yesterday that could be taken back. " +
			"To correct an older day, log a negative number, such as `" + b.slash("log") + " -2 meetings 20 Nov`."}, nil
	}
	return b.undo(ctx, req, newest)
}

// pressLogUndo takes back what one delivery logged: the one that the button's message is about.
//
// The value is a delivery's key. It is looked up among the person's own rows only, so a forged one finds nothing; an
// empty one would be no condition at all and read the whole history of the person. There is no limit of age: the button
// says what it is about, unlike the typed word.
func pressLogUndo(ctx context.Context, b *Bot, req *request) (answer, error) {
	gone := refusal("What this button is about is not there any more; nothing was changed.")
	if req.Value == "" {
		return answer{}, gone
	}
	rows, err := b.store.Activities(ctx, coach.ActivityFilter{Person: req.Person.ID, Inbound: req.Value})
	if err != nil {
		return answer{}, fmt.Errorf("what was logged under %s: %w", req.Value, err)
	}
	// An undo has a key as well; taking that back would be a redo, which nobody asked for.
	rows = slices.DeleteFunc(rows, func(a coach.Activity) bool { return a.Corrects != "" })
	if len(rows) == 0 {
		return answer{}, gone
	}
	a, err := b.undo(ctx, req, rows)
	// Pressed twice, or typed meanwhile: what they wanted is so.
	if errors.Is(err, coach.ErrUndone) {
		a, err = answer{Text: "That was taken back already; nothing was changed."}, nil
	}
	a.Replace = true
	return a, err
}

// undo writes the entries that take others back. They are of the days of the originals, not of today, so that every
// day's total is right again. Rows are the person's own and not empty. ErrUndone is the caller's to word, because it
// means one thing to who typed undo and another to who pressed a button. All rows of a delivery go together or not at
// all; the store refuses a row that was taken back (ErrUndone).
func (b *Bot) undo(ctx context.Context, req *request, rows []coach.Activity) (answer, error) {
	change := coach.Change{At: req.At, Inbound: req.Key}
	for _, a := range rows {
		change.Activities = append(change.Activities, coach.Activity{
			Team: a.Team, Person: a.Person, KPI: a.KPI, Day: a.Day, Count: -a.Count, Source: "undo", Corrects: a.ID,
		})
	}
	err := b.commit(ctx, change)
	switch {
	case errors.Is(err, coach.ErrDuplicate):
		return b.undone(ctx, req)
	case errors.Is(err, coach.ErrBelowZero):
		return answer{}, refusal("It was corrected since, and taking it back would leave less than nothing on that day. Nothing was changed.")
	case err != nil:
		return answer{}, fmt.Errorf("undo of %s: %w", req.Person.ID, err)
	}
	// Typing the right line after an undo is no repetition.
	b.logged.forget(req.Person.ID)
	return b.undone(ctx, req)
}

// undone answers with what this delivery took back and where that leaves the person. It reads the ledger rather than
// what was just written, so that a redelivery says the same. It returns no error: what it follows is committed, and an
// apology would have the person take back the entry before it as well. The button of the answer is left out: an undo is
// not taken back, the line is typed again.
func (b *Bot) undone(ctx context.Context, req *request) (answer, error) {
	e, err := b.recall(ctx, req, req.Key, nil)
	if errors.Is(err, coach.ErrNotFound) {
		return answer{Text: "Taken back; it was about something that is not counted any more."}, nil
	} else if err != nil {
		b.log.WarnContext(ctx, "what was taken back cannot be read", "person", req.Person.ID, "error", b.clean(err))
		return answer{Text: "Taken back. `" + b.slash("pace") + "` shows where that leaves you."}, nil
	}
	for i := range e.items {
		e.items[i].Count = -e.items[i].Count
	}
	return b.payBack(ctx, req, e, "Taken back: "+e.said()+b.onDay(req, e)+".", "")
}
