package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
	"example.com/pacer/failpoint"
)

// Dispatch is the one place between an envelope and a handler. It decides who it is, whether they may, under which
// key the change is made, how long it may take, and what becomes of an error or a panic. A handler is then a few lines.

// Acknowledged means committed: every path below acknowledges after the handler returned. If the program dies in
// between, Slack delivers again or the person tries again, and the inbound key keeps the second time from counting.

// handleLimit leaves Slack's three seconds enough room for the acknowledgement.
const handleLimit = 2500 * time.Millisecond

// ackWithin is how long after its arrival a command is still answered in the acknowledgement: it may have waited in the
// queue before handleLimit began.
const ackWithin = 2800 * time.Millisecond

// accept takes an envelope off the socket. It never blocks. Events of one person share a lane with their commands, so
// that a reply in a thread and an undo typed after it happen in that order.
func (b *Bot) accept(e envelope) {
	e.at = b.now()
	// Before it may be turned away, so that those acknowledgements are counted as well.
	e = b.metrics.timed(e, b.now)
	if trigger, ok := asks(e); ok {
		if granted, first := b.rates.take(e.person, trigger, e.at); !granted {
			b.slowDown(e, first)
			return
		}
	}
	lane := e.person
	if lane == "" {
		lane = e.id // nobody's order to keep
	}
	if b.queue.put(lane, func() { b.serve(e) }) {
		return
	}
	// Counted and logged one by one: it is rare, unlike what a single person sends too fast.
	b.health.turnedAway.Add(1)
	b.log.Warn("turned away", "envelope", e.id, "person", e.person)
	err := coach.ErrBusy
	if b.queue.isClosed() {
		err = context.Canceled
	}
	b.aside(func() { b.turnAway(e, err) })
}

// slowDown turns somebody away who asked for too much in too short a time. The log has a line a spell and not one for
// each, or whoever floods Pacer would flood its log. First is as rates.take tells it.
func (b *Bot) slowDown(e envelope, first bool) {
	b.metrics.hurried.Add(1)
	if first {
		b.log.Warn("too much at once", "envelope", e.id, "person", e.person)
	}
	b.aside(func() {
		b.turnAway(e, errHurried)
		// A press has no answer in its acknowledgement. Without one Slack marks it as failed, which is true; what it was
		// about is said once.
		if cb, ok := e.data.(slack.InteractionCallback); ok && first && cb.Type == slack.InteractionTypeBlockActions {
			text, _ := apology(errHurried)
			b.respond(b.work, &request{Person: coach.Person{ID: e.person}, ResponseURL: cb.ResponseURL}, answer{Text: text})
		}
	})
}

// aside runs what must not wait for the queue, or for the reader of a socket. A panic in it ends nothing else: a goroutine
// of its own has nobody above it who would catch that, and the process would end.
func (b *Bot) aside(do func()) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				_ = b.panicked("envelope", v)
			}
		}()
		do()
	}()
}

// turnAway tells somebody that what they sent was not taken, and gives them back what they typed: a command is repeated,
// a form stays open. Whatever is not acknowledged, Slack delivers again (events) or marks as failed (buttons). It runs
// beside the queue, and it lasts at most ackLimit, so no more of them pile up than Slack delivers in a second.
func (b *Bot) turnAway(e envelope, err error) {
	text, _ := apology(err)
	switch d := e.data.(type) {
	case slack.SlashCommand:
		b.acknowledge(e, ephemeral(answer{Text: text + typed(d.Command, unescape(d.Text))}))
	case slack.InteractionCallback:
		// A press has no field to show it at; it is left without an acknowledgement, which Slack marks at the button.
		if d.Type == slack.InteractionTypeViewSubmission {
			b.acknowledge(e, submissionAnswer(b.keepOpen(d.View, text)))
		}
	}
}

// serve handles one envelope to its end. It is the last place where a panic can be caught: handlers have their own,
// but reading the payload and wording the answer come before and after them, and an envelope that ended the process
// would be delivered to the next one as well. Nothing is acknowledged then, so Slack says itself that it did not
// work.
func (b *Bot) serve(e envelope) {
	defer func() {
		if v := recover(); v != nil {
			_ = b.panicked("envelope", v)
		}
	}()
	ctx, cancel := context.WithTimeout(b.work, handleLimit)
	defer cancel()
	failpoint.Hit("bot.inbound.received")
	switch d := e.data.(type) {
	case slack.SlashCommand:
		b.serveCommand(ctx, e, d)
	case slack.InteractionCallback:
		b.serveInteraction(ctx, e, d)
	case slackevents.EventsAPIEvent:
		b.serveEvent(ctx, e, d)
	default:
		b.acknowledge(e, nil)
	}
}

// serveInteraction tells presses from submissions. What is neither is acknowledged, or Slack would show the person an
// error for something that Pacer has no part in.
func (b *Bot) serveInteraction(ctx context.Context, e envelope, cb slack.InteractionCallback) {
	// The types are Slack's words for what somebody did; views that are closed come only where a view asks for it, and
	// ours do not.
	switch cb.Type {
	case slack.InteractionTypeBlockActions:
		b.serveButton(ctx, e, cb)
	case slack.InteractionTypeViewSubmission:
		b.serveForm(ctx, e, cb)
	default: // shortcuts, closed views: none of ours
		b.acknowledge(e, nil)
	}
}

// serveCommand answers a slash command in its acknowledgement. An error is answered there as well, with the line that
// was typed, because Slack takes the line out of the box when it is sent.
func (b *Bot) serveCommand(ctx context.Context, e envelope, cmd slack.SlashCommand) {
	req := &request{
		Key:     inboundKey("command", cmd.TriggerID, e.id),
		At:      b.now(),
		Channel: cmd.ChannelID, Text: unescape(cmd.Text),
		TriggerID: cmd.TriggerID, ResponseURL: cmd.ResponseURL,
	}
	// By the name in Slack, which the operator may have changed. Another app's command never comes here.
	row, ok := b.tables.commands[cmd.Command]
	a, err := b.handle(ctx, req, cmd.UserID, row.Who, func() (answer, error) {
		if !ok {
			return answer{}, refusal("Pacer does not know " + quoteLine(cmd.Command) + ". " + b.helpHint())
		}
		return row.Handle(ctx, b, req)
	})
	if err != nil {
		a = answer{Text: b.explain(err, "command", cmd.Command, cmd.UserID) + b.repeat(err, cmd.Command, req.Text)}
	}
	defer b.noteGiven(ctx, cmd.UserID, a.Given)
	// The trigger is good for three seconds from now, the acknowledgement for three from the typing: it goes first.
	if a.Modal != nil {
		b.acknowledge(e, nil)
		b.open(ctx, req, a)
		return
	}
	if b.charted(ctx, e, req, a) {
		b.acknowledge(e, nil)
		return
	}
	// After three seconds Slack has told the person that it failed, and throws an answer in the acknowledgement away.
	late := b.now().Sub(e.at) > ackWithin
	if late || e.ack(ephemeral(a)) != nil {
		// Too late or too large for an acknowledgement, or the socket is gone; the response URL takes more.
		b.acknowledge(e, nil)
		b.respond(ctx, req, a)
	}
}

// serveButton runs the row of a pressed button. The press is acknowledged once its effect is committed; what there is
// to say follows through the response URL, or a modal opens.
func (b *Bot) serveButton(ctx context.Context, e envelope, cb slack.InteractionCallback) {
	if len(cb.ActionCallback.BlockActions) == 0 {
		b.acknowledge(e, nil)
		return
	}
	// Slack's format has a list, but a press is one action.
	act := cb.ActionCallback.BlockActions[0]
	row, ok := b.tables.button(act.ActionID)
	if !ok && act.Type != slack.ActionType(slack.METButton) {
		b.acknowledge(e, nil) // an input that reports each change
		return
	}
	req := b.pressed(e, cb, act)
	a, err := b.handle(ctx, req, cb.User.ID, row.Who, func() (answer, error) {
		if !ok {
			return answer{}, refusal("That button is from an earlier version of Pacer, so nothing was changed. " + b.helpHint())
		}
		return row.Handle(ctx, b, req)
	})
	if err != nil {
		// In words, which stand as a page in a modal and go through the response URL elsewhere.
		a = answer{Text: b.explain(err, "button", act.ActionID, cb.User.ID)}
		if cb.View.Type == slack.VTModal && act.Type != slack.ActionType(slack.METButton) {
			a = answer{} // nobody pressed anything: a sentence in the form's place would take what was typed with it
		}
	}
	defer b.noteGiven(ctx, cb.User.ID, a.Given)
	b.acknowledge(e, nil)
	if cb.View.Type == slack.VTHomeTab {
		// The tab itself shows what the press has changed.
		b.homes.pressed(cb.User.ID)
	}
	// Three places a button can be in, and each has another way to answer.
	switch {
	// A modal or the Home: there is no response URL.
	case cb.View.ID != "":
		b.answerInView(ctx, req, cb.View, a)
	case a.Modal != nil:
		b.open(ctx, req, a)
	case a.Text != "":
		b.respond(ctx, req, a)
	}
}

// pressed reads the request out of a button's envelope. The key names the press and not the button: pressing again is a
// new intent, delivering again is not.
func (b *Bot) pressed(e envelope, cb slack.InteractionCallback, act *slack.BlockAction) *request {
	form, _, _ := cutMarks(cb.View.PrivateMetadata)
	req := &request{
		Key:     inboundKey("action", act.ActionTs, act.BlockID, act.ActionID, cb.User.ID),
		At:      b.now(),
		Channel: cb.Channel.ID, MessageTS: cb.Container.MessageTs, ThreadTS: cb.Container.ThreadTs,
		Value:     pressedValue(act),
		Form:      form,
		Held:      cb.View.PrivateMetadata,
		TriggerID: cb.TriggerID, ResponseURL: cb.ResponseURL,
	}
	// Without its instant a press looks like the one before.
	if act.ActionTs == "" {
		req.Key = inboundKey("action", e.id)
	}
	// Where something happened stands in different places for messages, ephemeral messages and views.
	if req.Channel == "" {
		req.Channel = cb.Container.ChannelID
	}
	if req.ThreadTS == "" {
		req.ThreadTS = cb.Message.ThreadTimestamp
	}
	if cb.View.State != nil {
		req.State = stateOf(cb.View.State.Values)
	}
	return req
}

// pressedValue is what a press says: the chosen option or person of a select, else the button's own value. It is
// untrusted like every payload: a handler that takes an id out of it looks up whether this person may use it.
func pressedValue(act *slack.BlockAction) string {
	switch {
	case act.SelectedOption.Value != "":
		return act.SelectedOption.Value
	case act.SelectedUser != "":
		return act.SelectedUser
	default:
		return act.Value
	}
}

// serveForm runs the row of a submitted modal. Its answer can show errors at the fields, take the modal's place, or
// close it. An error of ours is shown at the first field, so that what was typed stays.
func (b *Bot) serveForm(ctx context.Context, e envelope, cb slack.InteractionCallback) {
	req := &request{
		Key:   inboundKey("view", cb.View.ID, cb.View.Hash),
		At:    b.now(),
		Value: cb.View.PrivateMetadata, TriggerID: cb.TriggerID,
	}
	if cb.View.State != nil {
		req.State = stateOf(cb.View.State.Values)
	}
	if wrong := tooLong(req.State); len(wrong) > 0 {
		b.acknowledge(e, submissionAnswer(answer{Errors: wrong}))
		return
	}
	// The hash changes whenever the view does, so a modal that was mended after an error is a new submission, and one
	// that was submitted twice is the same. A page without fields is never handed in; "page" has no row.
	row, ok := b.tables.forms[cb.View.CallbackID]
	a, err := b.handle(ctx, req, cb.User.ID, row.Who, func() (answer, error) {
		if !ok {
			return answer{}, refusal("This form is from an earlier version of Pacer, so nothing was saved. Please copy what you typed and open it again.")
		}
		return row.submit(ctx, b, req)
	})
	if err != nil {
		a = b.keepOpen(cb.View, b.explain(err, "form", cb.View.CallbackID, cb.User.ID))
	}
	failpoint.Hit("bot.form.ack")
	err = e.ack(submissionAnswer(a))
	if err == nil {
		return
	}
	b.log.Warn("answer to a form lost", "envelope", e.id, "form", cb.View.CallbackID, "error", b.clean(err))
	// An answer too large for the socket would be as large at the next try, and Slack would ask to try for ever. What
	// was saved may close without a word; what has to be mended stays open, because closing loses what was typed.
	if len(a.Errors) == 0 {
		b.acknowledge(e, nil)
	}
}

// keepOpen shows a sentence at the first field of a submitted modal; a modal without a field shows it in its place.
// Slack accepts errors at input blocks only, so a section that comes first is passed over. Text is mrkdwn, escaped.
func (b *Bot) keepOpen(v slack.View, text string) answer {
	for _, block := range v.Blocks.BlockSet {
		if in, ok := block.(*slack.InputBlock); ok {
			// Shown as plain text there, so entities would be read out as such.
			return answer{Errors: map[string]string{in.BlockID: unescape(text)}}
		}
	}
	return answer{Text: text}
}

// handle runs a handler for whoever asked, if they may. It fills in the request's Person and Roster before the
// handler sees it. A panic becomes an error. Needs is 0 where no row was found; run then refuses with words of its
// own, to members only, so that a guest hears that they are a guest and not what there would have been.
func (b *Bot) handle(ctx context.Context, req *request, user string, needs access, run func() (answer, error)) (a answer, err error) {
	defer func() {
		if v := recover(); v != nil {
			a, err = answer{}, b.panicked("handler", v)
		}
	}()
	req.Person, req.Roster, err = b.who(ctx, user)
	if err != nil {
		return answer{}, err
	}
	if needs == 0 {
		// Who may not use Pacer at all is still told so first.
		needs = asMember // no row: the handler says so itself
	}
	if err := permit(needs, req.Person, req.Roster); err != nil {
		return answer{}, err
	}
	a, err = run()
	a = b.marked(req, a)
	failpoint.Hit("bot.inbound.handled")
	// Whatever a late handler failed with, the person has to hear that it was late: it may have been saved.
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return a, err
}

// panicked logs a panic with its stack and returns it as an error that tells the person nothing of it, but that their
// change may be stored: nobody knows how far the handler had come. It must be called in the deferred function that recovered, or
// the stack is another.
func (b *Bot) panicked(where string, v any) error {
	b.metrics.panics.Add(1)
	// Cleaned here and not by whoever logs it: the scheduler does, and knows no tokens.
	err := fmt.Errorf("%w in %s: %s", errPanicked, where, b.clean(fmt.Errorf("%v", v)))
	b.log.Error("panic", "where", where, "panic", b.clean(err), "stack", string(debug.Stack()))
	return err
}

// explain turns an error into what the person reads. A fault is logged under a reference that the sentence ends with.
// Refusals are normal and go to the debug log, without a reference that nobody would look up.
func (b *Bot) explain(err error, kind, name, person string) string {
	text, known := apology(err)
	if known {
		b.log.Debug("refused", "kind", kind, "name", name, "person", person, "error", b.unquoted(err))
		return text
	}
	ref := reference()
	b.log.Error("request failed", "kind", kind, "name", name, "person", person, "reference", ref, "error", b.clean(err))
	return text + " (Reference " + ref + ".)"
}

// unquoted is clean for errors whose text was written for the person who asked: those quote what was typed, and
// people's words do not belong in the log at any level.
func (b *Bot) unquoted(err error) string {
	if _, ok := errors.AsType[refusal](err); ok {
		return "refusal"
	}
	if _, ok := errors.AsType[*coach.LogError](err); ok {
		return "line not understood"
	}
	return b.clean(err)
}

// repeat gives a person back what they typed, unless the answer quotes it already.
func (b *Bot) repeat(err error, command, text string) string {
	if _, ok := errors.AsType[*coach.LogError](err); ok {
		return ""
	}
	return typed(command, text)
}

// typed repeats a command line, so that nothing that somebody wrote is lost because we failed. It repeats all of it:
// a line is at most coach.MaxLine long, and what is cut off here is what would have to be written again. With the
// sentence before it that still fits maxText.
func typed(command, text string) string {
	if text == "" {
		return ""
	}
	return "\nYou typed " + quoteUpTo(command+" "+text, coach.MaxLine+maxTypedCommand)
}

// maxTypedCommand is the room for a command's name, in characters; Slack allows 32.
const maxTypedCommand = 40

// helpHint tells where to read what Pacer can do.
func (b *Bot) helpHint() string { return "`" + b.slash("pacer") + " help` lists what there is." }

// inboundKey names a delivery by parts that stay the same when it is delivered again. The envelope's id is the last
// resort: a repeated delivery may carry a new one. Empty parts are left out, and of a command the first part that is
// there is the whole key. The store keeps keys for 24 hours; Slack delivers again for six minutes, or after a
// reconnection.
//
//	command/13345224609.738474920.8088930838d88f008e0
//	action/1764066600.123456/b1/log_undo/U0ANN
//	view/V0LOG/1764066600.AbCdEf
func inboundKey(kind string, parts ...string) string {
	var key strings.Builder
	key.WriteString(kind)
	for _, p := range parts {
		if p == "" {
			continue
		}
		key.WriteString("/" + p)
		if kind == "command" {
			break
		}
	}
	return key.String()
}

// stateOf reads a modal's inputs; each is alone in its block. Blocks that Slack names and we did not make are in it
// as well: handlers ask for the ids that they know.
func stateOf(values map[string]map[string]slack.BlockAction) formState {
	state := formState{}
	for block, inputs := range values {
		for _, in := range inputs {
			state[block] = fieldOf(in)
		}
	}
	return state
}

// tooLong says, by block id, which texts are longer than a field takes. Slack's client holds people to that already; what
// comes by another way is held to it here, so that nothing longer is ever stored.
func tooLong(state formState) map[string]string {
	var wrong map[string]string
	for block, f := range state {
		if len(f.Value) > maxTyped && utf8.RuneCountInString(f.Value) > maxTyped {
			if wrong == nil {
				wrong = map[string]string{}
			}
			wrong[block] = "This is longer than 3,000 characters. Please shorten it."
		}
	}
	return wrong
}

// fieldOf reads one input. Which part of Slack's answer is filled depends on the kind of input; an untouched one fills
// none.
func fieldOf(in slack.BlockAction) field {
	f := field{Value: in.Value}
	for _, v := range []string{in.SelectedOption.Value, in.SelectedDate, in.SelectedUser, in.SelectedTime, in.SelectedConversation} {
		if v != "" {
			f.Value = v
		}
	}
	for _, o := range in.SelectedOptions {
		f.Options = append(f.Options, o.Value)
	}
	f.Options = append(f.Options, in.SelectedUsers...)
	for _, file := range in.Files {
		f.Files = append(f.Files, handed{file.Name, cmp.Or(file.URLPrivateDownload, file.URLPrivate)})
	}
	return f
}
