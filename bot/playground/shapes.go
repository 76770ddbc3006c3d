package playground

import "slices"

// A kind says what a field of a block is.
//
// Kinds are few on purpose: whatever ties several properties together is in the shape's check.
//
// A value of the wrong type is refused with a pointer to it before any length is looked at.
type kind int

const (
	anything  kind = iota // not looked into
	str                   // a string; rule is its greatest length
	number                // a number
	boolean               //
	plain                 // a plain_text object; rule is the greatest length of its text
	text                  // a plain_text or mrkdwn object
	object                // an object of one of the shapes in of
	list                  // a list of objects of the shapes in of; rule is the greatest number of them
	textList              // a list of text objects; rule is the greatest number of them
	strs                  // a list of strings, of those in of if there are any; rule is the greatest number of them
	enum                  // a string that is one of those in of; rule is the name of the refusal
	rich                  // a rich_text block
	blockList             // one or more blocks of the types in of; rule is the greatest number of them
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
	nulls    bool // entries of the list may be null
}

// A shape is what Slack knows about one type of block: its properties, and what ties them to one another.
//
// The tables of shapes are data, so that a limit can be read beside Slack's documentation line by line.
type shape struct {
	fields []field
	check  func(c *checker, at string, m map[string]any)
	modal  bool // only in modals
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
//
// An input that is to act at once stays an input, and says so by dispatch_action.
func inActions() []string { return slices.Concat(buttons, selects, pickers, choices) }

// inInputs is what may stand in an input block.
//
// A button is not among them: what is to be pressed is no value of a form.
func inInputs() []string { return slices.Concat(selects, pickers, choices, typing) }

// beside is what may stand beside the text of a section.
//
// A new slice each time, as append would else write into the array of another.
func beside() []string { return append(inActions(), "image") }

// blockShapes are the blocks. All of them have type and block_id as well, which are checked before the row.
var blockShapes = map[string]shape{
	"section": {check: checkSection, fields: []field{
		{name: "text", is: text, rule: "section.text"},
		{name: "fields", is: textList, rule: "section.fields"},
		{name: "accessory", is: object, of: beside()},
		{name: "expand", is: boolean},
	}},
	"divider": {},
	"header":  {fields: []field{{name: "text", is: plain, rule: "header.text", required: true}, {name: "level", is: number}}, check: checkHeader},
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
	// Twelve thousand characters over all markdown blocks of a message together, see checkMarkdown.
	"markdown":  {check: checkMarkdown, fields: []field{{name: "text", is: str, rule: "markdown.text", required: true}}},
	"rich_text": {check: checkRichText, fields: []field{{name: "elements", is: anything, required: true}}},
	// Rows are lists of lists, which no kind of field describes: tablechecks.go looks into them.
	"table": {check: checkTable, fields: []field{
		{name: "rows", is: anything, required: true},
		{name: "column_settings", is: list, rule: "table.column_settings", of: []string{"column_setting"}, nulls: true},
	}},
	"data_table": {check: checkDataTable, fields: []field{
		{name: "rows", is: anything, required: true},
		{name: "caption", is: str, rule: "data_table.caption", required: true},
		{name: "page_size", is: number},
		{name: "row_header_column_index", is: number},
	}},
	// A new block, which a workspace may not have yet: see the fault no_charts.
	"data_visualization": {check: checkChart, fields: []field{
		{name: "title", is: str, rule: "data_visualization.title", required: true}, {name: "chart", is: anything, required: true},
	}},
	// Not in a message: chat.postMessage refuses it.
	"alert": {modal: true, fields: []field{
		{name: "text", is: text, required: true},
		{name: "level", is: enum, rule: "alert.level", of: []string{"default", "info", "warning", "error", "success"}},
	}},
	"card": {check: checkCard, fields: []field{
		{name: "hero_image", is: object, of: []string{"image"}},
		{name: "icon", is: object, of: []string{"image"}},
		{name: "slack_icon", is: anything},
		{name: "title", is: text, rule: "card.title"},
		{name: "subtitle", is: text, rule: "card.subtitle"},
		{name: "body", is: text, rule: "card.body"},
		// Newer than its published limit; that of the body is the larger one of a card.
		{name: "subtext", is: text, rule: "card.body"},
		{name: "actions", is: list, rule: "actions.elements", of: []string{"button"}},
	}},
	"carousel": {fields: []field{{name: "elements", is: blockList, rule: "carousel.elements", required: true, of: []string{"card"}}}},
	"container": {check: checkContainer, fields: []field{
		{name: "title", is: plain, rule: "container.title"},
		{name: "rich_text_title", is: rich}, // wins over the title
		{name: "subtitle", is: text, rule: "container.subtitle"},
		{name: "child_blocks", is: blockList, rule: "container.child_blocks", required: true, of: inContainers},
		{name: "width", is: enum, rule: "container.width", of: []string{"narrow", "standard", "wide", "full"}},
		{name: "icon", is: object, of: []string{"image"}},
		{name: "is_collapsible", is: boolean},
		{name: "default_collapsed", is: boolean},
		{name: "has_header_divider", is: boolean},
	}},
	// It shows what comes from elsewhere, so Slack wants the domain in the manifest and links.embed:write.
	"video": {check: checkVideo, fields: []field{
		{name: "title", is: plain, rule: "video.title", required: true},
		{name: "title_url", is: str},
		{name: "description", is: plain, rule: "video.description"},
		{name: "video_url", is: str, required: true},
		{name: "thumbnail_url", is: str, required: true},
		{name: "alt_text", is: str, required: true},
		{name: "author_name", is: str, rule: "video.author_name"},
		{name: "provider_name", is: str},
		{name: "provider_icon_url", is: str},
	}},
	// A file block is what Slack shows for a remote file; no app can send one. The id of a call is one of calls.add, which
	// is not played here, and so not looked up.
	"call": {fields: []field{{name: "call_id", is: str, required: true}}},
	"task_card": {fields: []field{
		{name: "task_id", is: str, required: true},
		{name: "title", is: str, required: true},
		{name: "details", is: rich},
		{name: "output", is: rich},
		{name: "sources", is: list, rule: "task_card.sources", of: []string{"url"}},
		{name: "status", is: enum, rule: "task_card.status", required: true, of: []string{"pending", "in_progress", "complete", "error"}},
	}},
	"plan": {fields: []field{
		{name: "title", is: str, required: true},
		{name: "tasks", is: blockList, rule: "plan.tasks", of: []string{"task_card"}},
	}},
}

// inContainers are the blocks that a container takes, as @slack/types lists them.
//
// No container in a container, and nothing that wants a person's answer from a form.
var inContainers = []string{"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table", "video"}

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
	dispatch     = field{name: "dispatch_action_config", is: object, of: []string{"dispatch_action_config"}}
	filter       = field{name: "filter", is: object, of: []string{"filter"}}
	minQuery     = field{name: "min_query_length", is: number}
	current      = field{name: "default_to_current_conversation", is: boolean}
	// The one way for a submission to bring a response_url.
	responseHere = field{name: "response_url_enabled", is: boolean}
	// Radio buttons and checkboxes may have marks in their texts, which menus may not.
	choiceOptions = field{name: "options", is: list, rule: "choice.options", required: true, of: []string{"choice"}}
	choice1       = field{name: "initial_option", is: object, of: []string{"choice"}}
	choiceN       = field{name: "initial_options", is: list, rule: "choice.options", of: []string{"choice"}}
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
	return append([]field{actionID, focus, placeholder, dispatch}, own...)
}

// elementShapes are the interactive elements, and the objects inside them, which carry no type of their own.
//
// A type that is not here is refused. That is stricter than it seems: some Slack libraries never acknowledge an
// interaction whose message has an element that they do not know, so an app had better not send one.
var elementShapes = map[string]shape{
	"button": {fields: pressable(
		actionID, confirm,
		field{name: "value", is: str, rule: "button.value"},
		field{name: "url", is: str, rule: "button.url"},
		field{name: "style", is: enum, rule: "button.style", of: styles},
	)},
	"overflow": {fields: []field{actionID, confirm, {name: "options", is: list, rule: "overflow.options", required: true, of: []string{"overflow_option"}}}},
	"image":    {fields: imageFields, check: checkImage},

	"static_select":       {fields: choose(options, optionGroups, initial1), check: checkStatic},
	"multi_static_select": {fields: choose(options, optionGroups, initialN, maxItems), check: checkStatic},
	// What they begin with need not be among anything: the app is not asked until the person types.
	"external_select":            {fields: choose(initial1, minQuery)},
	"multi_external_select":      {fields: choose(initialN, maxItems, minQuery), check: checkMost},
	"users_select":               {fields: choose(field{name: "initial_user", is: str})},
	"multi_users_select":         {fields: choose(maxItems, field{name: "initial_users", is: strs}), check: checkMost},
	"conversations_select":       {fields: choose(field{name: "initial_conversation", is: str}, current, responseHere, filter), check: checkConversations},
	"multi_conversations_select": {fields: choose(maxItems, field{name: "initial_conversations", is: strs}, current, filter), check: checkConversations},
	"channels_select":            {fields: choose(field{name: "initial_channel", is: str}, responseHere)},
	"multi_channels_select":      {fields: choose(maxItems, field{name: "initial_channels", is: strs}), check: checkMost},

	"radio_buttons": {fields: []field{actionID, confirm, focus, choice1, choiceOptions}, check: checkInitial},
	"checkboxes":    {fields: []field{actionID, confirm, focus, choiceN, choiceOptions}, check: checkInitial},

	"datepicker":     {fields: choose(field{name: "initial_date", is: str}), check: checkDate},
	"timepicker":     {fields: choose(field{name: "initial_time", is: str}, field{name: "timezone", is: str}), check: checkTime},
	"datetimepicker": {fields: []field{actionID, confirm, focus, {name: "initial_date_time", is: number}}, check: checkDateTime},

	"plain_text_input": {fields: textInput(firstText, field{name: "multiline", is: boolean}, field{name: "min_length", is: number},
		field{name: "max_length", is: number}), check: checkTextInput},
	"number_input": {fields: textInput(firstText, field{name: "is_decimal_allowed", is: boolean, required: true}, field{name: "min_value", is: str},
		field{name: "max_value", is: str}), check: checkNumberInput},
	"email_text_input": {fields: textInput(firstText)},
	"url_text_input":   {fields: textInput(firstText)},
	"rich_text_input": {fields: textInput(field{name: "initial_value", is: rich}, field{name: "min_lines", is: number},
		field{name: "max_lines", is: number}), check: checkRichInput},
	"file_input": {fields: []field{actionID, {name: "filetypes", is: strs}, {name: "max_files", is: number}}, check: checkFileInput},

	"workflow_button": {fields: append(pressable(actionID, confirm), field{name: "workflow", is: object, required: true, of: []string{"workflow"}},
		field{name: "style", is: enum, rule: "button.style", of: styles})},
	"feedback_buttons": {fields: []field{
		actionID,
		{name: "positive_button", is: object, required: true, of: []string{"feedback_button"}},
		{name: "negative_button", is: object, required: true, of: []string{"feedback_button"}},
	}},
	"icon_button": {fields: append(pressable(actionID, confirm), field{name: "value", is: str, rule: "button.value"},
		// The one icon that Slack documents.
		field{name: "icon", is: enum, rule: "icon_button.icon", required: true, of: []string{"trash"}},
		field{name: "visible_to_user_ids", is: strs})},
	// A source of a task.
	"url": {fields: []field{{name: "url", is: str, rule: "button.url", required: true}, {name: "text", is: str, required: true}}},

	"attachment_field": {fields: []field{{name: "title", is: str}, {name: "value", is: str}, {name: "short", is: boolean}}},
	"feedback_button":  {fields: pressable(field{name: "value", is: str, rule: "button.value", required: true})},
	"workflow":         {fields: []field{{name: "trigger", is: object, required: true, of: []string{"workflow_trigger"}}}},
	"workflow_trigger": {fields: []field{
		{name: "url", is: str, rule: "button.url", required: true},
		{name: "customizable_input_parameters", is: list, rule: "workflow.parameters", of: []string{"workflow_parameter"}},
	}},
	"workflow_parameter": {fields: []field{{name: "name", is: str, required: true}, {name: "value", is: str, required: true}}},

	"dispatch_action_config": {fields: []field{{name: "trigger_actions_on", is: strs, required: true, of: []string{"on_enter_pressed", "on_character_entered"}}}},
	"filter": {fields: []field{
		{name: "include", is: strs, of: []string{"im", "mpim", "private", "public"}},
		{name: "exclude_external_shared_channels", is: boolean},
		{name: "exclude_bot_users", is: boolean},
	}},
	"column_setting": {fields: []field{
		{name: "align", is: enum, rule: "table.align", of: []string{"left", "center", "right"}},
		{name: "is_wrapped", is: boolean},
	}},

	// Three shapes for what Slack calls an option, as it depends on the element what may be in one: a link only in an
	// overflow menu, marks of style only beside a box or a circle.
	"option":          {fields: option(plain)},
	"choice":          {fields: option(text)},
	"overflow_option": {fields: append(option(plain), field{name: "url", is: str, rule: "option.url"})},
	"option_group": {fields: []field{
		{name: "label", is: plain, rule: "option_group.label", required: true},
		{name: "options", is: list, rule: "select.options", required: true, of: []string{"option"}},
	}},
	"confirm": {fields: []field{
		{name: "title", is: plain, rule: "confirm.title", required: true},
		{name: "text", is: text, rule: "confirm.text", required: true},
		{name: "confirm", is: plain, rule: "confirm.button", required: true},
		{name: "deny", is: plain, rule: "confirm.button", required: true},
		{name: "style", is: enum, rule: "confirm.style", of: styles},
	}},
}

// pressable gives the fields of what is pressed: a text for the eye, another for the ear, and its own.
//
// The text is what is seen, some thirty characters of it; the label is read aloud in its place.
func pressable(own ...field) []field {
	return append([]field{
		{name: "text", is: plain, rule: "button.text", required: true},
		{name: "accessibility_label", is: str, rule: "button.accessibility_label"},
	}, own...)
}

// styles are those of a button, besides the plain one. A confirmation has the same two for its own button.
//
// One primary button a message is Slack's advice and no rule, so it is not enforced.
var styles = []string{"primary", "danger"}

// firstText is what an input for text begins with. In a number input it is text as well: "5", not 5.
var firstText = field{name: "initial_value", is: str}

// option gives the fields of an option. In a menu its texts are plain, beside a box or a circle they may have marks.
//
// The value is the app's own and comes back as it is; 150 characters are little for what a page has to remember, hence
// ids.
func option(texts kind) []field {
	return []field{
		{name: "text", is: texts, rule: "option.text", required: true},
		{name: "value", is: str, rule: "option.value", required: true},
		{name: "description", is: texts, rule: "option.description"},
	}
}

// untyped are the shapes whose objects carry no "type".
//
// Which of them is meant follows from where they stand.
var untyped = map[string]bool{
	"option": true, "choice": true, "overflow_option": true, "option_group": true, "confirm": true,
	"dispatch_action_config": true, "filter": true, "column_setting": true,
	"feedback_button": true, "workflow": true, "workflow_trigger": true, "workflow_parameter": true,
	"attachment_field": true,
}

// viewShapes are the two kinds of view.
//
// The blocks are checked by the caller, as their pointers begin at the view. A modal with inputs needs a submit; title
// and buttons are plain text of 24 characters at most.
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
