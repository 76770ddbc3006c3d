package bot

// What messages and modals are built of. Limits of single elements are kept here, those of a whole message in
// limits.go, so that no handler counts characters.

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// The builders below cut what is too long for Slack. Text that they take is mrkdwn: whatever a person wrote
// in it was escaped by the caller.

// inputAction is the action id of every input: each is alone in its block, and the block id names it.
const inputAction = "value"

// section is a paragraph.
func section(text string) slack.Block {
	return slack.NewSectionBlock(mrkdwn(cut(text, maxSection)), nil, nil)
}

// sectionWith is a paragraph with a button beside it.
func sectionWith(text string, b *slack.ButtonBlockElement) slack.Block {
	return slack.NewSectionBlock(mrkdwn(cut(text, maxSection)), nil, slack.NewAccessory(b))
}

// header is a heading; plain text, so nothing in it needs escaping.
func header(text string) slack.Block {
	return slack.NewHeaderBlock(plain(cut(text, maxHeader)))
}

// fine is a line in small print.
func fine(text string) slack.Block {
	return slack.NewContextBlock("", mrkdwn(cut(text, maxSection)))
}

// actions is a row of buttons.
func actions(buttons ...*slack.ButtonBlockElement) slack.Block {
	elements := make([]slack.BlockElement, len(buttons))
	for i, b := range buttons {
		elements[i] = b
	}
	return slack.NewActionBlock("", elements...)
}

// press is a button: pressing it runs the row of the table of buttons that has this action id. The value comes back
// with the press; as anybody could forge it, it may say what, never who. Buttons of one row need different action ids;
// see indexed.
func press(action, label, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, cut(value, maxButtonValue), plain(cut(label, maxLabel)))
}

// primary is the one button of a message that most people want.
func primary(action, label, value string) *slack.ButtonBlockElement {
	return press(action, label, value).WithStyle(slack.StylePrimary)
}

// indexed makes an action id unique within a row of alike buttons; dispatch looks it up without what follows the
// colon.
func indexed(action string, i int) string { return fmt.Sprintf("%s:%d", action, i) }

// plain is text without any markup, in which emoji names still become emoji.
func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, true, false)
}

// mrkdwn is text with Slack's markup.
func mrkdwn(text string) *slack.TextBlockObject {
	// Verbatim keeps Slack from turning words such as @everyone into mentions.
	return slack.NewTextBlockObject(slack.MarkdownType, text, false, true)
}

// modal is a form: submitting it runs the row of the table of forms with this callback id, with private as the
// request's Value. An empty submit makes it a page that can only be closed.
func modal(callback, title, submit, private string, blocks ...slack.Block) *slack.ModalViewRequest {
	m := &slack.ModalViewRequest{
		Type:            slack.VTModal,
		CallbackID:      callback,
		Title:           plain(cut(title, maxTitle)),
		Close:           plain("Close"),
		PrivateMetadata: private,
		Blocks:          slack.Blocks{BlockSet: blocks[:min(len(blocks), maxViewBlocks)]},
	}
	if submit != "" {
		m.Submit = plain(cut(submit, maxTitle))
		m.Close = plain("Cancel")
	}
	return m
}

// textInput is a line, or several, of people's own words. It may always be left empty: nobody is made to write.
func textInput(id, label, hint, initial string, lines bool) *slack.InputBlock {
	e := slack.NewPlainTextInputBlockElement(nil, inputAction)
	e.Multiline, e.MaxLength, e.InitialValue = lines, maxTyped, cut(initial, maxTyped)
	return input(id, label, hint, e, true)
}

// lineInput is a line of people's own words of at most so many characters: Slack's client stops them there. What stands in
// it already must not be longer.
func lineInput(id, label, hint, initial string, most int) *slack.InputBlock {
	in := textInput(id, label, hint, initial, false)
	in.Element.(*slack.PlainTextInputBlockElement).MaxLength = most
	return in
}

// countInput takes an amount of a KPI: whole things, or money with decimals.
func countInput(id string, kpi coach.KPI, hint, initial string) *slack.InputBlock {
	e := slack.NewNumberInputBlockElement(nil, inputAction, kpi.Money())
	e.InitialValue = initial
	label := kpi.Plural
	if kpi.Money() {
		label += " (" + kpi.Unit + ")"
	}
	return input(id, titled(label), hint, e, true)
}

// dateInput takes a day.
func dateInput(id, label, hint string, initial coach.Day) *slack.InputBlock {
	e := slack.NewDatePickerBlockElement(inputAction)
	e.InitialDate = initial.String()
	return input(id, label, hint, e, false)
}

// input is what all inputs have in common. An optional one says so in its label, by Slack's own hand.
func input(id, label, hint string, element slack.BlockElement, optional bool) *slack.InputBlock {
	var h *slack.TextBlockObject
	if hint != "" {
		h = plain(cut(hint, maxInputLabel))
	}
	in := slack.NewInputBlock(id, plain(cut(label, maxInputLabel)), h, element)
	in.Optional = optional
	return in
}

// message makes an outbox row that posts a body to a channel, or to a person by their user id. What the commit
// fills in (nonce, instants, state) is left open.
func message(key, channel string, say body) coach.Message {
	m := coach.Message{Key: key, Verb: coach.Post, Channel: channel}
	fill(&m, say)
	return m
}

// reply makes an outbox row that posts a body in the thread of the message with the key parent.
func reply(key, parent, channel string, say body) coach.Message {
	m := message(key, channel, say)
	m.Thread = parent
	return m
}

// direct makes an outbox row for one person's eyes that is not worth sending after notAfter (zero: always worth it).
func direct(key, person string, say body, notAfter time.Time) coach.Message {
	m := message(key, person, say)
	m.NotAfter = notAfter
	return m
}

// edit makes an outbox row that changes the message with the key target to what the renderer of that name makes of it
// at the moment of sending.
func edit(key, target, renderer string) coach.Message {
	return coach.Message{Key: key, Verb: coach.Edit, Target: target, Render: renderer, Urgent: true}
}

// fill puts what a body says into a message, within Slack's limits.
func fill(m *coach.Message, say body) {
	say = fit(say)
	// Rendered and stored now: what is sent after a restart is what was meant before it.
	m.Text = say.Text
	m.Blocks = ""
	if len(say.Blocks) == 0 {
		return
	}
	blocks, err := json.Marshal(say.Blocks)
	if err != nil { // our own structs; the text says the same
		return
	}
	m.Blocks = string(blocks)
}
