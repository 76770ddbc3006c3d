package bot

import (
	"context"
	"maps"
	"time"

	"github.com/slack-go/slack"
)

// Here an answer becomes what Slack wants to have, by the way in which the question came.

// A command is answered in its acknowledgement: one frame, no call, nothing that could fail by itself. A press is answered
// through its response URL, because Slack ignores what an acknowledgement of a press holds. A submitted modal can only be
// mended, replaced or closed.

// An ackMessage is the answer to a command inside its acknowledgement.
type ackMessage struct {
	ResponseType string        `json:"response_type"`
	Text         string        `json:"text"`
	Blocks       []slack.Block `json:"blocks,omitempty"`
}

// ephemeral makes the payload that one person sees, nil for an answer that says nothing.
func ephemeral(a answer) any {
	if a.Text == "" && len(a.Blocks) == 0 {
		return nil
	}
	say := fit(body{a.Text, a.Blocks})
	return ackMessage{slack.ResponseTypeEphemeral, say.Text, say.Blocks}
}

// submissionAnswer makes the payload that answers a submitted modal; nil closes it.
func submissionAnswer(a answer) any {
	switch {
	case len(a.Errors) > 0:
		return slack.NewErrorsViewSubmissionResponse(cutAll(a.Errors))
	case a.Modal != nil:
		return slack.NewUpdateViewSubmissionResponse(a.Modal)
	case a.Text != "":
		return slack.NewUpdateViewSubmissionResponse(page(a))
	default:
		return nil
	}
}

// cutAll keeps errors within what Slack shows at a field.
func cutAll(errors map[string]string) map[string]string {
	errors = maps.Clone(errors)
	for block, text := range errors {
		errors[block] = cut(text, maxInputLabel)
	}
	return errors
}

// page is a modal that shows an answer and can only be closed.
func page(a answer) *slack.ModalViewRequest {
	// Modals have no text of their own, so an answer without blocks becomes a paragraph.
	blocks := a.Blocks
	if len(blocks) == 0 {
		blocks = []slack.Block{section(a.Text)}
	}
	return modal("page", "Pacer", "", "", blocks...)
}

// acknowledge tells Slack that the delivery arrived and was dealt with.
func (b *Bot) acknowledge(e envelope, payload any) {
	if err := e.ack(payload); err != nil {
		b.log.Warn("acknowledgement lost", "envelope", e.id, "error", b.clean(err))
	}
}

// open shows a modal to whoever pressed or typed, and says so when it came too late for that.
func (b *Bot) open(ctx context.Context, req *request, a answer) {
	err := b.api.OpenView(ctx, req.TriggerID, *a.Modal)
	if err == nil {
		return
	}
	text := b.explain(err, "modal", a.Modal.CallbackID, req.Person.ID)
	b.respond(ctx, req, answer{Text: text})
}

// answerInView answers a button inside a modal or the App Home, where there is no response URL: a modal takes the place of
// the one that holds the button; over the Home tab it opens.
func (b *Bot) answerInView(ctx context.Context, req *request, v slack.View, a answer) {
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
	if err := b.api.UpdateView(ctx, v.ID, v.Hash, *a.Modal); err != nil {
		b.log.Warn("modal not updated", "view", v.CallbackID, "person", req.Person.ID, "error", b.clean(err))
	}
}

// respondLimit bounds a private answer that nobody's acknowledgement waits for.
const respondLimit = 5 * time.Second

// respond says something to the person through the response URL. It is good for five answers in half an hour; one that
// gets lost is logged, and what it was about is committed all the same.
func (b *Bot) respond(ctx context.Context, req *request, a answer) {
	if req.ResponseURL == "" || (a.Text == "" && len(a.Blocks) == 0) {
		return
	}
	// The handler's time may be up; the answer is worth a little more.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), respondLimit)
	defer cancel()
	if err := b.api.Respond(ctx, req.ResponseURL, body{a.Text, a.Blocks}, a.Replace); err != nil {
		b.log.Warn("private answer lost", "person", req.Person.ID, "error", b.clean(err))
	}
}
