package bot

// Menus with options that we know beforehand.

import (
	"slices"

	"github.com/slack-go/slack"
)

// An option is one of the choices of an input: what comes back when it is chosen, and what people read. Values stand in
// the tables of the code and come back from outside, so whoever reads one looks it up and never trusts it.
type option struct{ value, label string }

// chooseInput takes one of some options, at most a hundred; chosen is the value of the one that it begins with, "" for
// none. Labels are plain text. It has to be answered, unless the caller makes it Optional. A chosen value that is no
// option begins with none, as of a stage that was taken out: somebody then has to choose. More than a hundred would be
// refused by Slack, so callers cut.
func chooseInput(id, label, hint string, options []option, chosen string) *slack.InputBlock {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, inputAction, optionObjects(options)...)
	if i := slices.IndexFunc(options, func(o option) bool { return o.value == chosen }); i >= 0 {
		e.InitialOption = e.Options[i]
	}
	return input(id, label, hint, e, false)
}

// chooseSeveralInput takes any number of some options, at most a hundred, none included. Whoever wants at least one
// asks for it by making it not Optional.
func chooseSeveralInput(id, label, hint string, options []option, chosen []string) *slack.InputBlock {
	e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, inputAction, optionObjects(options)...)
	for i, o := range options {
		if slices.Contains(chosen, o.value) {
			e.InitialOptions = append(e.InitialOptions, e.Options[i])
		}
	}
	return input(id, label, hint, e, true)
}

// optionObjects are options as Slack has them, within its limits. A value that is cut no longer names anything, so
// values are kept short where they are made; labels may be cut without harm.
func optionObjects(options []option) []*slack.OptionBlockObject {
	objects := make([]*slack.OptionBlockObject, len(options))
	for i, o := range options {
		objects[i] = slack.NewOptionBlockObject(cut(o.value, maxOptionValue), plain(cut(o.label, maxLabel)), nil)
	}
	return objects
}
