package bot

// A form that comes late. Slack brings a form again, minutes after its person was told that it did not work; by then they
// may have filled in another one. And two people may have the same form open. In both cases what was filed since the form
// was opened stands, and nobody loses what they typed.
//
// What one person files as a whole (a huddle, a week, an answer) says over which version it was filled in: see over and
// [coach.Change]'s Over. A form whose fields hold what others change as well (a deal, a team, settings) is settled field
// by field, below: it is opened with a mark of what each field showed, and when it is handed in, it is looked at how it
// would be opened now. What was not touched gives way to what is there; what was touched on both sides is said at its
// field. Which forms those are is said in the table of forms, by their Now.

import (
	"context"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// over writes into a form's private metadata when that was filed which the form shows, zero for nothing.
func over(value string, filed time.Time) string {
	return value + "@" + strconv.FormatInt(filedMicros(filed), 10)
}

// cutOver is the inverse of over: the request with the metadata as it was, and the instant for [coach.Change]'s Over; nil
// for a form of an earlier version, which does not say.
func cutOver(req *request) (*request, *time.Time) {
	value, text, _ := strings.Cut(req.Value, "@")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return req, nil
	}
	bare := *req
	bare.Value = value
	return &bare, filedAt(&n)
}

// filedMicros is an instant as a form carries it, in microseconds as the store keeps it; 0 for none.
func filedMicros(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMicro()
}

// filedAt is the inverse of filedMicros; nil for nil.
func filedAt(micros *int64) *time.Time {
	if micros == nil {
		return nil
	}
	at := time.Time{}
	if *micros > 0 {
		at = time.UnixMicro(*micros)
	}
	return &at
}

// A formNow opens a form as it would be opened at this moment, for the request that hands it in. Without a view it is one
// that would not be opened any more: the form's handler says why, or gone does.
type formNow func(ctx context.Context, b *Bot, req *request) (openedNow, error)

// An openedNow is a form as it would be opened now.
type openedNow struct {
	view *slack.ModalViewRequest
	by   func(block string, since time.Time) []string // who may have changed a field since: ids; nil where nobody wrote it down
	of   string                                       // what was read for view; a handler that reads another commits nothing and answers ErrStale
	gone func(since time.Time) string                 // the field at which it is said that what the form is about was taken away; "" or nil where it is there
}

// marksBegin parts the private metadata of a form from the marks of its fields, which follow a line each.
const marksBegin = "\n"

// marked writes into a modal what its fields show, if what others change stands in it. The fields are left out where they
// would be too long for Slack: the form then says nothing about what it was filled in over.
//
// A button may draw the form anew that it stands in. Slack then leaves in the fields what was there, so that these go on
// being filled in over what they showed first. A button that has kept what was typed takes Held away from its request.
func (b *Bot) marked(req *request, a answer) answer {
	if a.Modal == nil || b.tables.forms[a.Modal.CallbackID].Now == nil {
		return a
	}
	form, since, first := cutMarks(req.Held)
	if first == nil || form != a.Modal.PrivateMetadata {
		since, first = b.now(), nil
	}
	marks := []string{strconv.FormatInt(filedMicros(since), 10)}
	for _, block := range a.Modal.Blocks.BlockSet {
		if in, ok := block.(*slack.InputBlock); ok {
			mark := filledIn(in).mark()
			if shown, ok := first[in.BlockID]; ok {
				mark = shown
			}
			marks = append(marks, in.BlockID+"="+mark)
		}
	}
	private := a.Modal.PrivateMetadata + marksBegin + strings.Join(marks, marksBegin)
	if len(marks) == 1 || len(private) > maxPrivate {
		return a
	}
	view := *a.Modal
	view.PrivateMetadata = private
	a.Modal = &view
	return a
}

// cutMarks is the inverse of marked: the metadata as it was, since when the form is open, and the marks by block id; none
// of a form that was not marked.
func cutMarks(private string) (value string, since time.Time, marks map[string]string) {
	value, rest, _ := strings.Cut(private, marksBegin)
	first, rest, _ := strings.Cut(rest, marksBegin)
	n, err := strconv.ParseInt(first, 10, 64)
	if err != nil {
		return value, time.Time{}, nil
	}
	marks = make(map[string]string)
	for line := range strings.SplitSeq(rest, marksBegin) {
		id, mark, _ := strings.Cut(line, "=")
		marks[id] = mark
	}
	return value, time.UnixMicro(n), marks
}

// submit hands a form in: what its handler gets is settled with what changed since it was opened. What changes in the very
// moment of the commit is settled again.
func (f form) submit(ctx context.Context, b *Bot, req *request) (answer, error) {
	if f.Now == nil {
		return f.Handle(ctx, b, req)
	}
	bare := *req
	value, since, marks := cutMarks(req.Value)
	bare.Value = value
	return again(func(ctx context.Context, b *Bot, req *request) (answer, error) {
		now, err := f.Now(ctx, b, req)
		if err != nil {
			return answer{}, err
		}
		state, wrong := now.settle(req, since, marks)
		if len(wrong) > 0 {
			return answer{Errors: wrong}, nil
		}
		settled := *req
		settled.State, settled.Settled = state, now.of
		return f.Handle(ctx, b, &settled)
	})(ctx, b, &bare)
}

// settle is what a form that is handed in says about each field: what was typed where it was touched, else what the field
// holds now. Wrong says, by block id, where both changed.
func (n openedNow) settle(req *request, since time.Time, marks map[string]string) (state formState, wrong map[string]string) {
	state, wrong = maps.Clone(req.State), map[string]string{}
	gone := ""
	if n.gone != nil {
		gone = n.gone(since)
	}
	if gone != "" {
		wrong[gone] = "This was taken away" + n.byWhom(req, gone, since) + " while the form was open, so nothing was saved. " +
			"To have it all the same, copy what you put here, close this form, and add it."
	}
	if n.view == nil {
		return state, wrong
	}
	for _, block := range n.view.Blocks.BlockSet {
		in, _ := block.(*slack.InputBlock)
		if in == nil {
			continue
		}
		shown, marked := marks[in.BlockID]
		typed, there := state[in.BlockID]
		now := filledIn(in)
		switch {
		case !marked || !there || now.mark() == shown, now.mark() == typed.mark():
		case typed.mark() == shown:
			state[in.BlockID] = now
		default:
			wrong[in.BlockID] = n.said(req, in, since)
		}
	}
	return state, wrong
}

// said tells, in plain text, what a field holds since the form was opened, who did that, and what to do.
func (n openedNow) said(req *request, in *slack.InputBlock, since time.Time) string {
	did := "was changed" + n.byWhom(req, in.BlockID, since)
	if now := shownIn(req.Roster, in); now != "" {
		did += " to “" + now + "”"
	} else {
		did = strings.Replace(did, "changed", "emptied", 1)
	}
	return "This " + did + " while the form was open, so nothing was saved. To use what you put here all the same, copy it, close this form, and open it anew."
}

// byWhom names who may have changed a field since the form was opened: " by Maya or you"; "" where it is not known.
func (n openedNow) byWhom(req *request, block string, since time.Time) string {
	if n.by == nil || since.IsZero() {
		return ""
	}
	var names []string
	for _, id := range n.by(block, since) {
		switch p := req.Roster.Person(id); {
		case id == req.Person.ID:
			names = append(names, "you")
		case p.Name != "":
			names = append(names, plainName(p))
		default:
			names = append(names, "somebody else")
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " by " + strings.Join(names, " or ")
}
