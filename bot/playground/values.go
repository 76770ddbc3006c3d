package playground

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// values is what stands in the inputs: block id → action id → the state as Slack sends it.
//
// This is the very form of view.state.values, so it goes out as it is.
type values map[string]map[string]map[string]any

// A form says how the value of an element is written: the key in its state, the key of what it begins with, and
// whether it is text, rich text, one option, several options, several ids, files, or seconds.
//
// Slack has a different key for nearly every element; this table is the only place that knows them.
type form struct{ key, initial, as string }

// forms are the elements that hold a value.
var forms = map[string]form{
	"plain_text_input": {"value", "initial_value", "text"},
	"email_text_input": {"value", "initial_value", "text"},
	"url_text_input":   {"value", "initial_value", "text"},
	"number_input":     {"value", "initial_value", "text"},
	"rich_text_input":  {"rich_text_value", "initial_value", "rich"},
	"datepicker":       {"selected_date", "initial_date", "text"},
	"timepicker":       {"selected_time", "initial_time", "text"},
	"datetimepicker":   {"selected_date_time", "initial_date_time", "seconds"},

	"static_select":              {"selected_option", "initial_option", "option"},
	"external_select":            {"selected_option", "initial_option", "option"},
	"radio_buttons":              {"selected_option", "initial_option", "option"},
	"multi_static_select":        {"selected_options", "initial_options", "options"},
	"multi_external_select":      {"selected_options", "initial_options", "options"},
	"checkboxes":                 {"selected_options", "initial_options", "options"},
	"users_select":               {"selected_user", "initial_user", "text"},
	"conversations_select":       {"selected_conversation", "initial_conversation", "text"},
	"channels_select":            {"selected_channel", "initial_channel", "text"},
	"multi_users_select":         {"selected_users", "initial_users", "ids"},
	"multi_conversations_select": {"selected_conversations", "initial_conversations", "ids"},
	"multi_channels_select":      {"selected_channels", "initial_channels", "ids"},

	"file_input": {"files", "", "files"},
}

// An input is an element that holds a value, and where it stands.
//
// An element in an actions block or beside a section holds a value as well, and its value is in the state; but only one
// in an input block has a label, can be required, and can be complained about.
type input struct {
	block, element    map[string]any
	blockID, actionID string
	kind, label       string
	required          bool // of an input block that is not optional
	// offered is the app's answer to a block_suggestion, as checkOptions took it: what an external select may choose
	// from. Nil where the app was not asked; then only what the app put there at the start can be chosen.
	offered map[string]any
	// keep uploads a file that a person hands in, and gives it as the app sees it. Nil where nobody is there to do so.
	keep func(f handed) map[string]any
}

// A handed file is what a person puts into a file_input: its name and what is in it.
type handed struct {
	name string
	body []byte
}

// readHanded reads a file as the page and scripts give it: {"name": …, "data": base64}, or a name alone.
func readHanded(v any) (handed, error) {
	m := obj(v)
	if m == nil {
		return handed{name: textOf(v), body: []byte(textOf(v))}, nil
	}
	body, err := base64.StdEncoding.DecodeString(textOf(m["data"]))
	if err != nil || textOf(m["name"]) == "" || len(body) > limit("file.size") {
		return handed{}, fmt.Errorf("%q cannot be read, or is larger than %d bytes", textOf(m["name"]), limit("file.size"))
	}
	return handed{name: textOf(m["name"]), body: body}, nil
}

// files are the states of files that a person hands in; the error names the one that does not fit.
//
// Slack's client offers only files of the wanted types, and no more than the element takes; so what is refused here is
// the person's or the script's mistake, and the app never hears of it.
func (in input) files(v any) ([]any, error) {
	list, out := listOf(v), []any{}
	kinds := items(in.element["filetypes"])
	if most := whole(in.element["max_files"], limit("file_input.max_files")); len(list) > most {
		return nil, fmt.Errorf("no more than %d files can be handed in", most)
	}
	for _, x := range list {
		f, err := readHanded(x)
		ext := strings.TrimPrefix(path.Ext(f.name), ".")
		switch {
		case err != nil:
			return nil, err
		case len(kinds) > 0 && !slices.Contains(kinds, any(ext)):
			return nil, fmt.Errorf("a file of type %q is not taken here", ext)
		case in.keep == nil:
			return nil, errors.New("files cannot be handed in here")
		}
		out = append(out, in.keep(f))
	}
	return out, nil
}

// tooMany says that more was chosen than the element allows; nil if not.
func (in input) tooMany(chosen []any) error {
	if most := whole(in.element["max_selected_items"], 0); most > 0 && len(chosen) > most {
		return fmt.Errorf("no more than %d can be chosen", most)
	}
	return nil
}

// choices is the object whose options a person chooses from.
//
// The options of an external select are not in the element but with the app, which is asked as the person types.
func (in input) choices() map[string]any {
	if !isExternal(in.kind) {
		return in.element
	}
	first := slices.Clone(items(in.element["initial_options"]))
	if o := in.element["initial_option"]; o != nil {
		first = append(first, o)
	}
	return map[string]any{"options": slices.Concat(items(in.offered["options"]), first), "option_groups": in.offered["option_groups"]}
}

// isExternal reports whether the options of an element come from the app, by block_suggestion.
func isExternal(kind string) bool {
	return kind == "external_select" || kind == "multi_external_select"
}

// inputsOf lists everything in blocks that holds a value.
//
// In the order in which they are shown.
func inputsOf(blocks []any) []input {
	var list []input
	for _, b := range blocks {
		block := obj(b)
		for _, e := range elementsOf(block) {
			kind, _ := e["type"].(string)
			if _, holds := forms[kind]; !holds {
				continue
			}
			in := input{block: block, element: e, kind: kind}
			in.blockID, _ = block["block_id"].(string)
			in.actionID, _ = e["action_id"].(string)
			in.label = plainText(block["label"])
			in.required = block["type"] == "input" && block["optional"] != true
			list = append(list, in)
		}
	}
	return list
}

// plainText is the text of a text object; "" if it is none.
//
// Marks in it are not read: use text or plain for what may be mrkdwn.
func plainText(v any) string {
	t, _ := obj(v)["text"].(string)
	return t
}

// start is the state that an element begins with: what the app put there, else null.
//
// Slack sends an untouched input as null, and an untouched list as an empty one. An app that takes "missing" for
// "not asked" goes wrong here.
func (in input) start() map[string]any {
	f := forms[in.kind]
	v := in.element[f.initial]
	if v == nil && (f.as == "options" || f.as == "ids" || f.as == "files") {
		v = []any{}
	}
	return map[string]any{"type": in.kind, f.key: v}
}

// startValues is the state of all inputs of new blocks. Where the old state has an input with the same block id,
// action id and type, what was typed stays.
//
// For an update this decides what a person loses.
func startValues(blocks []any, old values) values {
	v := values{}
	for _, in := range inputsOf(blocks) {
		state := in.start()
		if before := old[in.blockID][in.actionID]; before != nil && before["type"] == in.kind {
			state = before
		}
		v.set(in, state)
	}
	return v
}

// set puts the state of one input.
//
// state is kept, not copied; enter and start make a new one each time.
func (v values) set(in input, state map[string]any) {
	if v[in.blockID] == nil {
		v[in.blockID] = map[string]map[string]any{}
	}
	v[in.blockID][in.actionID] = state
}

// enter makes a state of what a person chose or typed: a string, a list of strings, or a number; nil empties.
//
// A choice that is not among the options is refused: the client could not have offered it. Numbers are not looked at
// until the form is sent, as people may type anything on the way.
func (in input) enter(v any) (map[string]any, error) {
	f := forms[in.kind]
	if v == nil || v == "" {
		e := in
		e.element = map[string]any{}
		return e.start(), nil
	}
	value, err := in.value(f, v)
	if err != nil {
		return nil, err
	}
	return map[string]any{"type": in.kind, f.key: value}, nil
}

// value is what was chosen or typed as it stands in the state.
//
// The errors are sentences for the person. What several elements share is told apart by the table of forms alone.
func (in input) value(f form, v any) (any, error) {
	switch f.as {
	case "rich":
		return richText(textOf(v)), nil
	case "seconds":
		n, err := strconv.ParseInt(textOf(v), 10, 64)
		if err != nil || !isInstant(int(n)) {
			return nil, fmt.Errorf("%q is no time: it is given in seconds", textOf(v))
		}
		return n, nil
	case "ids":
		return listOf(v), in.tooMany(listOf(v))
	case "files":
		return in.files(v)
	case "option":
		o := findOption(in.choices(), textOf(v))
		if o == nil {
			return nil, fmt.Errorf("%q is not one of the options", textOf(v))
		}
		return o, nil
	case "options":
		chosen := []any{}
		for _, x := range listOf(v) {
			o := findOption(in.choices(), x)
			if o == nil {
				return nil, fmt.Errorf("%q is not one of the options", textOf(x))
			}
			chosen = append(chosen, o)
		}
		return chosen, in.tooMany(chosen)
	}
	return textOf(v), nil
}

// textOf is a value as text.
//
// JSON numbers are float64 here, so seconds since 1970 have to be written out in full.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case nil:
		return ""
	case float64: // never as 1e+09
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// listOf is a value as a list.
//
// One value is a list of one: a page may send either for a select that takes several.
func listOf(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case []string:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = x
		}
		return list
	}
	return []any{v}
}

// richText is plain text as a rich_text block.
//
// The page has a plain field for rich_text_input; what is typed there comes as one section without styles.
func richText(text string) map[string]any {
	return map[string]any{"type": "rich_text", "elements": []any{map[string]any{
		"type": "rich_text_section", "elements": []any{map[string]any{"type": "text", "text": text}},
	}}}
}

// optionsIn lists the options of an element, those in groups too. Those of feedback are its two buttons, which have a
// text and a value as options have.
func optionsIn(element map[string]any) []map[string]any {
	var list []map[string]any
	for _, name := range []string{"positive_button", "negative_button"} {
		if side := obj(element[name]); side != nil {
			list = append(list, side)
		}
	}
	for _, o := range items(element["options"]) {
		list = append(list, obj(o))
	}
	for _, g := range items(element["option_groups"]) {
		list = append(list, optionsIn(obj(g))...)
	}
	return list
}

// findOption finds an option by its value, else by its text; nil if there is none.
//
// Scripts write the text, the page sends the value; the value wins where both would fit.
func findOption(element map[string]any, want any) map[string]any {
	list := optionsIn(element)
	for _, same := range []func(o map[string]any) bool{
		func(o map[string]any) bool { return o["value"] == want },
		func(o map[string]any) bool { return plainText(o["text"]) == want },
		func(o map[string]any) bool { return strings.EqualFold(plainText(o["text"]), textOf(want)) },
	} {
		if i := slices.IndexFunc(list, same); i >= 0 {
			return list[i]
		}
	}
	return nil
}

// simple is a state as the page wants it: text, a number, a list of texts, or nil for nothing.
//
// It is the inverse of enter.
func simple(state map[string]any) any {
	kind, _ := state["type"].(string)
	f := forms[kind]
	v := state[f.key]
	switch f.as {
	case "option":
		return obj(v)["value"]
	case "options":
		list := []any{}
		for _, o := range items(v) {
			list = append(list, obj(o)["value"])
		}
		return list
	case "files":
		list := []any{}
		for _, f := range items(v) {
			list = append(list, obj(f)["name"])
		}
		return list
	case "rich":
		if v == nil {
			return nil
		}
		return strings.TrimRight(richPlain(obj(v)), "\n")
	}
	return v
}

// empty reports whether a state holds nothing.
//
// A number is never empty, not even 0. Text of blanks alone is not empty either; an app has to trim it.
func empty(state map[string]any) bool {
	switch v := simple(state).(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	}
	return false
}

// Shapes of what Slack's client takes for a number, an address and a link.
var (
	isNumber = regexp.MustCompile(`^-?(\d+\.?\d*|\.\d+)$`)
	isEmail  = regexp.MustCompile(`^\S+@\S+\.\S+$`)
	isURL    = regexp.MustCompile(`(?i)^https?://\S+$`)
)

// fault is what Slack's client says about an input before it sends a form; "" if nothing.
//
// Slack's client checks these before the app hears of anything, so an app never sees a required field empty or a number
// out of bounds, as long as the person uses a client that is up to date. The words are close to Slack's own.
func (in input) fault(state map[string]any) string {
	if empty(state) {
		if !in.required {
			return ""
		}
		// Selects of people and channels are "text" in the table, since they hold one id, but a person chooses there.
		if as := forms[in.kind].as; as == "text" && !strings.Contains(in.kind, "select") {
			return "Please complete this required field."
		}
		return "Please choose an option."
	}
	value := textOf(simple(state))
	switch in.kind {
	case "number_input":
		return numberFault(in.element, value)
	case "email_text_input":
		if !isEmail.MatchString(value) {
			return "Please enter a valid email address."
		}
	case "url_text_input":
		if !isURL.MatchString(value) {
			return "Please enter a valid URL, starting with http:// or https://."
		}
	case "datepicker":
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return "Please enter a valid date."
		}
	case "timepicker":
		if !isTime(value) {
			return "Please enter a valid time."
		}
	case "plain_text_input":
		return lengthFault(in.element, value)
	}
	return ""
}

// numberFault checks what was typed into a number_input. Numbers are compared as they are written, not as floats.
//
// 0.1 and 0.10 are the same number, and 9007199254740993 is not rounded.
func numberFault(element map[string]any, value string) string {
	value = strings.TrimSpace(value)
	n, ok := new(big.Rat).SetString(value)
	if !ok || !isNumber.MatchString(value) {
		return "Please enter a number."
	}
	if element["is_decimal_allowed"] != true && strings.Contains(value, ".") {
		return "Please enter a whole number."
	}
	if t, given := element["min_value"].(string); given {
		// A bound that is no number was refused with the view; here it bounds nothing.
		if least, ok := new(big.Rat).SetString(t); ok && n.Cmp(least) < 0 {
			return "Please enter a number that is at least " + t + "."
		}
	}
	if t, given := element["max_value"].(string); given {
		if most, ok := new(big.Rat).SetString(t); ok && n.Cmp(most) > 0 {
			return "Please enter a number that is at most " + t + "."
		}
	}
	return ""
}

// lengthFault checks the length of a text.
//
// Without bounds in the element Slack's own hold.
func lengthFault(element map[string]any, value string) string {
	n := utf8.RuneCountInString(value)
	least, most := whole(element["min_length"], 0), whole(element["max_length"], limit("plain_text_input.length"))
	switch {
	case n < least:
		return fmt.Sprintf("Please enter at least %d characters.", least)
	case n > most:
		return fmt.Sprintf("Please enter at most %d characters.", most)
	}
	return ""
}

// state is one input's state as JSON for the app.
func (v values) wire() json.RawMessage { return encode(map[string]any{"values": v}) }
