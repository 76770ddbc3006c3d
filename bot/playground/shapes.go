package playground

import "slices"

// A kind says what a field of a block is.
//
// Kinds are few on purpose: whatever ties several properties together is in the shape's check.
type kind int

const (
	anything kind = iota // not looked into
	str                  // a string; rule is its greatest length
	number               // a number
	boolean              //
	plain                // a plain_text object; rule is the greatest length of its text
	text                 // a plain_text or mrkdwn object
	object               // an object of one of the shapes in of
	list                 // a list of objects of the shapes in of; rule is the greatest number of them
	textList             // a list of text objects; rule is the greatest number of them
)

// A field is one property of a block, an element or another object of Block Kit.
//
// A property that is in no row is refused: Slack does so too ("invalid additional property"), and a misspelt one would
// otherwise be lost without a word.
type field struct {
	name     string
	is       kind
	rule     string // in the table of limits; "" where Slack names none
	required bool
	of       []string
}

// A shape is what Slack knows about one type of block: its properties, and what ties them to one another.
//
// The tables of shapes are data, so that a limit can be read beside Slack's documentation line by line.
type shape struct {
	fields []field
	check  func(c *checker, at string, m map[string]any)
	modal  bool // not in messages
	open   bool // more properties are let through unseen
}

// Groups of elements that go into the same places.
var (
	// Which of these may stand where is Slack's table of interactive components.
	selects = []string{
		"static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select",
	}
	pickers = []string{"datepicker", "timepicker", "datetimepicker"}
	choices = []string{"radio_buttons", "checkboxes"}
	typing  = []string{"plain_text_input", "rich_text_input", "email_text_input", "url_text_input", "number_input", "file_input"}
	buttons = []string{"button", "overflow", "workflow_button"}
)

// inActions is what may stand in an actions block: what acts at once. Fields for text stand only in inputs.
func inActions() []string { return slices.Concat(buttons, selects, pickers, choices) }

// inInputs is what may stand in an input block.
func inInputs() []string { return slices.Concat(selects, pickers, choices, typing) }

// beside is what may stand beside the text of a section.
func beside() []string { return append(inActions(), "image") }

// blockShapes are the blocks. Those that are listed as open are newer than their published limits, or of no use to
// an app of counts; they are passed on as they are.
var blockShapes = map[string]shape{
	"section": {check: checkSection, fields: []field{
		{name: "text", is: text, rule: "section.text"},
		{name: "fields", is: textList, rule: "section.fields"},
		{name: "accessory", is: object, of: beside()},
		{name: "expand", is: boolean},
	}},
	"divider": {},
	"header":  {fields: []field{{name: "text", is: plain, rule: "header.text", required: true}, {name: "level", is: number}}},
	"image":   {check: checkImage, fields: append(imageFields, field{name: "title", is: plain, rule: "image.title"})},
	"actions": {fields: []field{{name: "elements", is: list, rule: "actions.elements", required: true, of: inActions()}}},
	"context": {fields: []field{{name: "elements", is: list, rule: "context.elements", required: true, of: []string{"image", "plain_text", "mrkdwn"}}}},
	"context_actions": {fields: []field{
		{name: "elements", is: list, rule: "context_actions.elements", required: true, of: []string{"feedback_buttons", "icon_button"}},
	}},
	"input": {check: checkInput, fields: []field{
		{name: "label", is: plain, rule: "input.label", required: true},
		{name: "element", is: object, required: true, of: inInputs()},
		{name: "hint", is: plain, rule: "input.hint"},
		{name: "optional", is: boolean},
		{name: "dispatch_action", is: boolean},
	}},
	"markdown":  {check: checkMarkdown, fields: []field{{name: "text", is: str, rule: "markdown.text", required: true}}},
	"rich_text": {check: checkRichText, fields: []field{{name: "elements", is: anything, required: true}}},
	"table": {check: checkTable, fields: []field{
		{name: "rows", is: anything, required: true}, {name: "column_settings", is: anything},
	}},
	"data_table": {check: checkDataTable, fields: []field{
		{name: "rows", is: anything, required: true},
		{name: "caption", is: str, rule: "data_table.caption", required: true},
		{name: "page_size", is: number},
		{name: "row_header_column_index", is: number},
		{name: "column_settings", is: anything},
	}, open: true},
	"data_visualization": {check: checkChart, fields: []field{
		{name: "title", is: str, rule: "data_visualization.title", required: true}, {name: "chart", is: anything, required: true},
	}, open: true},
	// Not in a message: chat.postMessage refuses it.
	"alert": {open: true, modal: true},
	"video": {open: true}, "file": {open: true}, "call": {open: true}, "card": {open: true}, "carousel": {open: true},
	"container": {open: true}, "task_card": {open: true}, "plan": {open: true},
}

// Fields that several elements share.
var (
	actionID    = field{name: "action_id", is: str, rule: "action_id"}
	confirm     = field{name: "confirm", is: object, of: []string{"confirm"}}
	focus       = field{name: "focus_on_load", is: boolean}
	placeholder = field{name: "placeholder", is: plain, rule: "placeholder"}
	// The picture itself is never fetched; only its description and where it would come from are checked.
	imageFields = []field{
		{name: "image_url", is: str, rule: "image.image_url"},
		{name: "slack_file", is: anything},
		{name: "alt_text", is: str, rule: "image.alt_text", required: true},
	}
	// A select takes options or groups of them; checkStatic sees to it that it is one of the two.
	options      = field{name: "options", is: list, rule: "select.options", of: []string{"option"}}
	optionGroups = field{name: "option_groups", is: list, rule: "select.option_groups", of: []string{"option_group"}}
	initial1     = field{name: "initial_option", is: object, of: []string{"option"}}
	initialN     = field{name: "initial_options", is: list, rule: "select.options", of: []string{"option"}}
	maxItems     = field{name: "max_selected_items", is: number}
	dispatch     = field{name: "dispatch_action_config", is: anything}
)

// choose gives the fields of a select: what they all have, and its own.
//
// All of them may ask for confirmation and show a placeholder.
func choose(own ...field) []field {
	return append([]field{actionID, confirm, focus, placeholder}, own...)
}

// textInput gives the fields of an input for text, and its own.
//
// dispatch_action_config says when the app hears of what is typed; the page honours it.
func textInput(own ...field) []field {
	return append([]field{actionID, focus, placeholder, dispatch, {name: "initial_value", is: anything}}, own...)
}

// elementShapes are the interactive elements, and the objects inside them, which carry no type of their own.
//
// A type that is not here is refused. That is stricter than it seems: some Slack libraries never acknowledge an
// interaction whose message has an element that they do not know, so an app had better not send one.
var elementShapes = map[string]shape{
	"button": {fields: []field{
		actionID, confirm,
		{name: "text", is: plain, rule: "button.text", required: true},
		{name: "value", is: str, rule: "button.value"},
		{name: "url", is: str, rule: "button.url"},
		{name: "style", is: str},
		{name: "accessibility_label", is: str, rule: "button.accessibility_label"},
	}, check: checkButton},
	"overflow": {fields: []field{actionID, confirm, {name: "options", is: list, rule: "overflow.options", required: true, of: []string{"option"}}}},
	"image":    {fields: imageFields, check: checkImage},

	"static_select":       {fields: choose(options, optionGroups, initial1), check: checkStatic},
	"multi_static_select": {fields: choose(options, optionGroups, initialN, maxItems), check: checkStatic},
	"external_select":     {fields: choose(initial1, field{name: "min_query_length", is: number})},
	"multi_external_select": {fields: choose(initialN, maxItems,
		field{name: "min_query_length", is: number})},
	"users_select":       {fields: choose(field{name: "initial_user", is: str})},
	"multi_users_select": {fields: choose(maxItems, field{name: "initial_users", is: anything})},
	"conversations_select": {fields: choose(field{name: "initial_conversation", is: str}, field{name: "default_to_current_conversation", is: boolean},
		field{name: "response_url_enabled", is: boolean}, field{name: "filter", is: anything})},
	"multi_conversations_select": {fields: choose(maxItems, field{name: "initial_conversations", is: anything},
		field{name: "default_to_current_conversation", is: boolean}, field{name: "filter", is: anything})},
	"channels_select":       {fields: choose(field{name: "initial_channel", is: str}, field{name: "response_url_enabled", is: boolean})},
	"multi_channels_select": {fields: choose(maxItems, field{name: "initial_channels", is: anything})},

	"radio_buttons": {fields: []field{actionID, confirm, focus, initial1, {name: "options", is: list, rule: "choice.options", required: true, of: []string{"option"}}}},
	"checkboxes":    {fields: []field{actionID, confirm, focus, initialN, {name: "options", is: list, rule: "choice.options", required: true, of: []string{"option"}}}},

	"datepicker":     {fields: choose(field{name: "initial_date", is: str}), check: checkDate},
	"timepicker":     {fields: choose(field{name: "initial_time", is: str}, field{name: "timezone", is: str})},
	"datetimepicker": {fields: []field{actionID, confirm, focus, {name: "initial_date_time", is: number}}},

	"plain_text_input": {fields: textInput(field{name: "multiline", is: boolean}, field{name: "min_length", is: number},
		field{name: "max_length", is: number}), check: checkTextInput},
	"number_input": {fields: textInput(field{name: "is_decimal_allowed", is: boolean, required: true}, field{name: "min_value", is: str},
		field{name: "max_value", is: str}), check: checkNumberInput},
	"email_text_input": {fields: textInput()},
	"url_text_input":   {fields: textInput()},
	"rich_text_input":  {fields: textInput(field{name: "min_lines", is: number}, field{name: "max_lines", is: number})},
	"file_input":       {fields: []field{actionID, {name: "filetypes", is: anything}, {name: "max_files", is: number}}},
	"workflow_button":  {open: true}, "feedback_buttons": {open: true}, "icon_button": {open: true},

	"option": {fields: []field{
		{name: "text", is: text, rule: "option.text", required: true},
		{name: "value", is: str, rule: "option.value"},
		{name: "description", is: text, rule: "option.description"},
		{name: "url", is: str, rule: "option.url"},
	}},
	"option_group": {fields: []field{
		{name: "label", is: plain, rule: "option_group.label", required: true},
		{name: "options", is: list, rule: "select.options", required: true, of: []string{"option"}},
	}},
	"confirm": {fields: []field{
		{name: "title", is: plain, rule: "confirm.title", required: true},
		{name: "text", is: text, rule: "confirm.text", required: true},
		{name: "confirm", is: plain, rule: "confirm.button", required: true},
		{name: "deny", is: plain, rule: "confirm.button", required: true},
		{name: "style", is: str},
	}},
}

// untyped are the shapes whose objects carry no "type".
//
// Which of them is meant follows from where they stand.
var untyped = map[string]bool{"option": true, "option_group": true, "confirm": true}

// viewShapes are the two kinds of view.
//
// The blocks are checked by the caller, as their pointers begin at the view.
var viewShapes = map[string]shape{
	"modal": {check: checkModal, fields: []field{
		{name: "title", is: plain, rule: "view.title", required: true},
		{name: "submit", is: plain, rule: "view.submit"},
		{name: "close", is: plain, rule: "view.close"},
		{name: "blocks", is: anything, required: true},
		{name: "private_metadata", is: str, rule: "view.private_metadata"},
		{name: "callback_id", is: str, rule: "view.callback_id"},
		{name: "external_id", is: str, rule: "view.external_id"},
		{name: "clear_on_close", is: boolean},
		{name: "notify_on_close", is: boolean},
		{name: "submit_disabled", is: boolean},
	}},
	"home": {fields: []field{
		{name: "blocks", is: anything, required: true},
		{name: "private_metadata", is: str, rule: "view.private_metadata"},
		{name: "callback_id", is: str, rule: "view.callback_id"},
		{name: "external_id", is: str, rule: "view.external_id"},
	}},
}
