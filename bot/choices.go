package bot

import (
	"slices"

	"github.com/slack-go/slack"
)

// An option is one of the choices of an input: what comes back when it is chosen, and what people read.
type option struct{ value, label string }

// chooseInput takes one of some options, at most a hundred; chosen is the value of the one that it begins with, "" for
// none. Labels are plain text.
func chooseInput(id, label, hint string, options []option, chosen string) *slack.InputBlock {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, inputAction, optionObjects(options)...)
	if i := slices.IndexFunc(options, func(o option) bool { return o.value == chosen }); i >= 0 {
		e.InitialOption = e.Options[i]
	}
	return input(id, label, hint, e, false)
}

// chooseSeveralInput takes any number of some options, at most a hundred, none included.
func chooseSeveralInput(id, label, hint string, options []option, chosen []string) *slack.InputBlock {
	e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, inputAction, optionObjects(options)...)
	for i, o := range options {
		if slices.Contains(chosen, o.value) {
			e.InitialOptions = append(e.InitialOptions, e.Options[i])
		}
	}
	return input(id, label, hint, e, true)
}

// optionObjects are options as Slack has them, within its limits.
func optionObjects(options []option) []*slack.OptionBlockObject {
	objects := make([]*slack.OptionBlockObject, len(options))
	for i, o := range options {
		objects[i] = slack.NewOptionBlockObject(cut(o.value, maxOptionValue), plain(cut(o.label, maxLabel)), nil)
	}
	return objects
}
