package bot

// Inputs that only forms of the setup and of deals have; those of all forms are in blocks.go and choices.go.

import (
	"github.com/slack-go/slack"
)

// radioInput is a choice of at most ten that are all seen at once. A choice may say more about itself in a second line.
// Initial is a value; one that is no choice leaves none chosen, and Slack asks for one.
func radioInput(id, label, hint, initial string, choices []explained) *slack.InputBlock {
	e := slack.NewRadioButtonsBlockElement(inputAction)
	for _, c := range choices {
		o := slack.NewOptionBlockObject(c.value, plain(cut(c.label, maxLabel)), nil)
		if c.about != "" {
			o.Description = plain(cut(c.about, maxLabel))
		}
		if e.Options = append(e.Options, o); c.value == initial {
			e.InitialOption = o
		}
	}
	return input(id, label, hint, e, false)
}

// explained is an option with a second line; "" has none.
type explained struct{ value, label, about string }

// channelInput is a menu of the channels that the person may see. It is one of conversations and not of channels,
// because only that kind of menu shows private ones.
func channelInput(id, label, hint, initial string) *slack.InputBlock {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, plain("Choose a channel"), inputAction)
	e.InitialConversation = initial
	// No direct messages, and no channels with people of other organisations: numbers of people are shown in it.
	e.Filter = &slack.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeExternalSharedChannels: true}
	return input(id, label, hint, e, false)
}

// usersInput is a menu of people, of whom several may be chosen. Slack's menu offers guests and bots as well, and
// cannot be told otherwise; whoever reads it sorts them out.
func usersInput(id, label, hint string, initial []string, optional bool) *slack.InputBlock {
	e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, plain("Choose people"), inputAction)
	e.InitialUsers = initial
	return input(id, label, hint, e, optional)
}

// nameInput is a line of at most so many characters that has to be filled in.
func nameInput(id, label, hint, initial string, most int) *slack.InputBlock {
	in := lineInput(id, label, hint, initial, most)
	in.Optional = false
	return in
}

// fileInput takes one file of a kind.
func fileInput(id, label, hint, kind string) *slack.InputBlock {
	e := slack.NewFileInputBlockElement(inputAction)
	// Of two files one might be of another country; whoever has two hands the page in twice.
	e.FileTypes, e.MaxFiles = []string{kind}, 1
	return input(id, label, hint, e, true)
}
