package playground

// A rule is a number that Slack enforces, and where it is written down.
//
// The source is for the reader who wonders whether a refusal is Slack's or ours.
type rule struct {
	limit  int
	source string
}

// Where the numbers come from. "reported" is not documented but was seen by users or said by Slack's staff.
const (
	docBlocks   = "docs.slack.dev, Block Kit reference"
	docViews    = "docs.slack.dev, views reference"
	docMessages = "docs.slack.dev, messaging reference"
	docSocket   = "docs.slack.dev, Socket Mode"
	docCommands = "docs.slack.dev, slash commands"
	docFiles    = "docs.slack.dev, files methods"
	docRates    = "docs.slack.dev, rate limits"
	validators  = "python-slack-sdk models and @slack/types"
	reported    = "reported"
	ours        = "not published; a strict reading"
)

// rules is the one table of limits. Lengths are in characters, where nothing else is said. blocks.go and the
// methods look a limit up by its name, and a refusal names it.
//
// A message that passes here passes in Slack, as far as is known; the reverse need not hold where a number is ours.
var rules = map[string]rule{
	// Messages.
	"message.blocks": {50, docBlocks},
	// Measured by users: 9,597 characters pass, 11,341 do not. See containerCost for the rest.
	"message.blocks.text": {12_000, reported}, // all text of all blocks, with room for their containers
	// Beyond it Slack takes the message, cuts it, and warns (message_truncated), which slack-go does not pass on.
	"message.text": {40_000, docMessages},
	// A post takes ten times as much as an update, so a long post cannot be edited.
	"update.text":       {4_000, docMessages},
	"ephemeral.text":    {4_000, docMessages}, // bytes
	"attachments":       {100, docMessages},
	"attachment.footer": {300, docMessages},
	"attachment.fields": {10, ours}, // Slack advises two or three
	// Beyond these: time_too_far, and restricted_too_many.
	"schedule.days":      {120, docMessages}, // ahead
	"schedule.window":    {30, docMessages},  // in five minutes of one channel
	"pins":               {100, reported},    // in one channel
	"conversation.users": {8, docMessages},   // of a group conversation, besides the app
	"markdown_text":      {12_000, docMessages},
	// Slack refuses metadata_too_large, and does not say from where on.
	"metadata.event_type": {255, ours},
	"metadata":            {8_000, ours}, // bytes of JSON
	"reaction.name":       {100, ours},
	// Slack says "about one a second", and that bursts are tolerated, but not how long ones.
	"post.rate":      {1, docRates}, // a second, in one channel
	"post.burst":     {5, ours},
	"post.workspace": {300, docRates}, // a minute
	// A response_url goes past the membership of a channel, and so is short-lived: five answers within half an hour.
	"response_url.uses": {5, docMessages},
	"response_url.life": {30, docMessages}, // minutes

	// Socket Mode and the Web API. Of one app, whatever runs it; beyond it come disconnects with too_many_websockets.
	"sockets": {10, docSocket},
	// Longer ones close the connection with 1009.
	"frame":        {20_480, reported}, // bytes from the app
	"body":         {4 << 20, ours},    // bytes of a call
	"page":         {999, docMessages}, // items of a listing
	"command.name": {32, docCommands},
	// Of the manifest.
	"command.count":       {50, docCommands},
	"command.description": {2_000, docCommands},
	"command.usage_hint":  {1_000, docCommands},
	// Calls a minute of one method. Slack writes "20+", and does not say how many more; the plain number is enforced.
	// auth.test and chat.postMessage have a limit of their own kind, which is not a number; this one is generous.
	"tier.special": {200, ours},
	"tier.1":       {1, docRates},
	"tier.2":       {20, docRates},
	"tier.3":       {50, docRates},
	"tier.4":       {100, docRates},

	// Files. The shorter one of two: an image block takes 2,000.
	"file.alt_txt":  {1_000, docFiles},
	"file.channels": {100, docFiles},
	"file.snippet":  {1 << 20, docFiles}, // bytes
	"file.size":     {8 << 20, ours},     // bytes; Slack takes a gigabyte, which this memory does not
	"files.bytes":   {64 << 20, ours},    // kept altogether
	"files.count":   {1_000, ours},

	// Views.
	"view.blocks":           {100, docBlocks},
	"view.size":             {250_000, docViews}, // bytes of JSON
	"view.title":            {24, docViews},
	"view.submit":           {24, docViews},
	"view.close":            {24, docViews},
	"view.private_metadata": {3_000, docViews},
	"view.callback_id":      {255, docViews},
	"view.external_id":      {255, docViews},
	// push_limit_reached beyond it: a form can lead to two more, and no further.
	"view.stack": {3, docViews},
	// Once, and within this time: a modal has to be opened before anything slow is done.
	"trigger.life": {3, docViews}, // seconds

	// Blocks. Ids are unique: a block_id in its message or view, an action_id in its block.
	"block_id":                 {255, docBlocks},
	"action_id":                {255, docBlocks},
	"text":                     {3_000, docBlocks},
	"section.text":             {3_000, docBlocks},
	"section.fields":           {10, docBlocks},
	"section.fields.text":      {2_000, docBlocks},
	"header.text":              {150, docBlocks},
	"header.level":             {4, validators},
	"context.elements":         {10, docBlocks},
	"actions.elements":         {25, docBlocks},
	"context_actions.elements": {5, validators},
	// The alternative text is required, for who cannot see the picture.
	"image.image_url":        {3_000, docBlocks},
	"image.alt_text":         {2_000, docBlocks},
	"image.title":            {2_000, docBlocks},
	"input.label":            {2_000, docBlocks},
	"input.hint":             {2_000, docBlocks},
	"markdown.text":          {12_000, docBlocks},
	"card.title":             {150, validators},
	"card.subtitle":          {150, validators},
	"card.body":              {200, validators},
	"carousel.elements":      {10, validators},
	"container.title":        {150, validators},
	"container.subtitle":     {150, validators},
	"container.child_blocks": {10, validators},
	"task_card.sources":      {20, ours},
	"plan.tasks":             {50, ours},
	"video.title":            {200, validators},
	"video.description":      {200, validators},
	"video.author_name":      {50, validators},
	// One table a message (only_one_table_allowed), which Slack draws at the bottom.
	"table.rows":            {100, docBlocks},
	"table.cells":           {20, docBlocks},
	"table.column_settings": {20, docBlocks},
	"table.count":           {1, docBlocks},
	// One source says 201; the smaller one is enforced.
	"data_table.rows":          {101, docBlocks}, // with the header
	"data_table.cells":         {20, docBlocks},
	"data_table.caption":       {255, ours},
	"data_table.page_size":     {100, docBlocks},
	"data_visualization.title": {50, docBlocks},
	// Charts are newer than most clients; some of their limits are still moving.
	"data_visualization.count":  {2, reported},
	"data_visualization.series": {6, docBlocks},
	"data_visualization.points": {20, docBlocks},
	"data_visualization.label":  {20, docBlocks},
	"data_visualization.axis":   {50, docBlocks},

	// Elements. Some thirty of them are shown on a phone.
	"button.text":                {75, validators},
	"button.value":               {2_000, validators},
	"button.url":                 {3_000, validators},
	"button.accessibility_label": {75, validators},
	"placeholder":                {150, validators},
	"confirm.title":              {100, validators},
	"confirm.text":               {300, validators},
	"confirm.button":             {30, validators},
	"option.text":                {75, docBlocks},
	"option.description":         {75, docBlocks},
	// The comment in @slack/types still says 75; the documentation and Slack itself take 150.
	"option.value": {150, docBlocks},
	"option.url":   {3_000, docBlocks},
	// Longer lists have to be asked for while somebody types: external_select.
	"select.options":          {100, validators},
	"select.option_groups":    {100, validators},
	"option_group.label":      {75, validators},
	"choice.options":          {10, validators}, // radio buttons, checkboxes
	"overflow.options":        {5, validators},
	"plain_text_input.length": {3_000, docBlocks},
	"file_input.max_files":    {10, validators},
	"workflow.parameters":     {50, ours},
	"rich_text_input.lines":   {100, validators},
}

// limit looks a rule up. One that is not in the table is a mistake in this package.
//
// It panics rather than return an error, so that a test which reaches the line finds it.
func limit(name string) int {
	r, ok := rules[name]
	if !ok {
		panic("playground: no rule is called " + name)
	}
	return r.limit
}
