package bot

import (
	"context"
	"maps"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/failpoint"
)

// Here an answer becomes what Slack wants to have, by the way in which the question came.

// A command is answered in its acknowledgement: one frame, no call, nothing that could fail by itself. A press is
// answered through its response URL, because Slack ignores what an acknowledgement of a press holds. A submitted
// modal can only be mended, replaced or closed.

// An ackMessage is the answer to a command inside its acknowledgement. slack-go's own type for private
// answers writes out empty metadata and null blocks, and every byte counts towards the 20,480 of a frame.
type ackMessage struct {
	ResponseType string        `json:"response_type"`
	Text         string        `json:"text"`
	Blocks       []slack.Block `json:"blocks,omitempty"`
}

// ephemeral makes the payload that one person sees, nil for an answer that says nothing: Slack then shows nothing
// either. The type of response is written out although private is the default, as in Respond. What is left after fit
// can still be too large for a frame when its characters take four bytes each; the caller sees that as an error of
// the acknowledgement.
func ephemeral(a answer) any {
	if a.Text == "" && len(a.Blocks) == 0 {
		return nil
	}
	say := fit(body{a.Text, a.Blocks})
	return ackMessage{slack.ResponseTypeEphemeral, say.Text, say.Blocks}
}

// submissionAnswer makes the payload that answers a submitted modal; nil closes it. Errors win over everything else,
// since they are the only answer that keeps what was typed. Their keys have to be block ids of inputs in that very
// modal: Slack takes any other for an invalid answer and tells the person that it had trouble connecting.
func submissionAnswer(a answer) any {
	switch {
	case len(a.Errors) > 0:
		return slack.NewErrorsViewSubmissionResponse(cutAll(a.Errors))
	case a.Modal != nil:
		return slack.NewUpdateViewSubmissionResponse(a.Modal)
	// Words alone stand on a page, as a submission can only be answered by errors or by a view.
	case a.Text != "":
		return slack.NewUpdateViewSubmissionResponse(page(a))
	default:
		return nil
	}
}

// cutAll keeps errors within what Slack shows at a field. It works on a copy, because a handler may hold on to its map.
func cutAll(errors map[string]string) map[string]string {
	errors = maps.Clone(errors)
	for block, text := range errors {
		errors[block] = cut(text, maxInputLabel)
	}
	return errors
}

// page is a modal that shows an answer and can only be closed. Nothing is ever submitted from it, so its callback id
// has no row; its buttons, such as Undo, are found by their action ids like those of a message.
func page(a answer) *slack.ModalViewRequest {
	// Modals have no text of their own, so an answer without blocks becomes a paragraph.
	blocks := a.Blocks
	if len(blocks) == 0 {
		blocks = []slack.Block{section(a.Text)}
	}
	return modal("page", "Pacer", "", "", blocks...)
}

// acknowledge tells Slack that the delivery arrived and was dealt with. A failure is only logged: what the delivery
// did is committed by now, and if Slack delivers it again, its key finds it done.
func (b *Bot) acknowledge(e envelope, payload any) {
	if err := e.ack(payload); err != nil {
		b.log.Warn("acknowledgement lost", "envelope", e.id, "error", b.clean(err))
	}
}

// open shows a modal to whoever pressed or typed, and says so when it came too late for that. A trigger lives three
// seconds and is good for one try, so nothing is tried twice: the person's next press brings a fresh one. The answer
// must have a modal.
func (b *Bot) open(ctx context.Context, req *request, a answer) {
	failpoint.Hit("bot.modal.before")
	err := b.api.OpenView(ctx, req.TriggerID, *a.Modal)
	failpoint.Hit("bot.modal.after")
	if err == nil {
		return
	}
	text := b.explain(err, "modal", a.Modal.CallbackID, req.Person.ID)
	b.respond(ctx, req, answer{Text: text})
}

// answerInView answers a button inside a modal or the App Home, where there is no response URL: a modal takes the
// place of the one that holds the button; over the Home tab it opens. An answer without a modal is shown as a page,
// so what had been typed into the modal goes with it: no button stands in a modal that has inputs. The view's hash
// makes Slack refuse the update when the person has moved on meanwhile; the button's effect is committed all the
// same, and only logged.
func (b *Bot) answerInView(ctx context.Context, req *request, v slack.View, a answer) {
	// An answer in words becomes a page, since a view can only be replaced by a view.
	if a.Modal == nil {
		if a.Text == "" {
			return
		}
		a.Modal = page(a)
	}
	if v.Type != slack.VTModal {
		b.open(ctx, req, a)
		return
	}
	err := b.api.UpdateView(ctx, v.ID, v.Hash, *a.Modal)
	// What one person does is served in its order, so nothing newer than this is on the way.
	if a.Newest && refused(err) == "hash_conflict" {
		err = b.api.UpdateView(ctx, v.ID, "", *a.Modal)
	}
	if err != nil {
		b.log.Warn("modal not updated", "view", v.CallbackID, "person", req.Person.ID, "error", b.clean(err))
	}
}

// respondLimit bounds a private answer that nobody's acknowledgement waits for.
const respondLimit = 5 * time.Second

// respond says something to the person through the response URL. It is good for five answers in half an hour; one that
// gets lost is logged, and what it was about is committed all the same.
func (b *Bot) respond(ctx context.Context, req *request, a answer) {
	// A press in a view has no such URL; events have none either.
	if req.ResponseURL == "" || (a.Text == "" && len(a.Blocks) == 0) {
		return
	}
	// The handler's time may be up; the answer is worth a little more.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), respondLimit)
	defer cancel()
	failpoint.Hit("bot.answer.before")
	err := b.api.Respond(ctx, req.ResponseURL, body{a.Text, a.Blocks}, a.Replace)
	failpoint.Hit("bot.answer.after")
	if err != nil {
		b.log.Warn("private answer lost", "person", req.Person.ID, "error", b.clean(err))
	}
}
