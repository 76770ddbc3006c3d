package bot

// What stands in the fields of a form that is opened: the counterpart of fieldOf, which reads what comes back.

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// filledIn is what an input holds before anybody touches it, as it would come back.
func filledIn(in *slack.InputBlock) field {
	switch e := in.Element.(type) {
	case *slack.PlainTextInputBlockElement:
		return field{Value: e.InitialValue}
	case *slack.NumberInputBlockElement:
		return field{Value: e.InitialValue}
	case *slack.DatePickerBlockElement:
		return field{Value: e.InitialDate}
	case *slack.RadioButtonsBlockElement:
		return field{Value: chosenValue(e.InitialOption)}
	case *slack.SelectBlockElement:
		f := field{Value: chosenValue(e.InitialOption)}
		for _, v := range []string{e.InitialUser, e.InitialConversation} {
			if v != "" {
				f.Value = v
			}
		}
		return f
	case *slack.CheckboxGroupsBlockElement:
		return field{Options: chosenValues(e.InitialOptions)}
	case *slack.MultiSelectBlockElement:
		return field{Options: append(chosenValues(e.InitialOptions), e.InitialUsers...)}
	}
	return field{}
}

// chosenValue is the value of an option; "" for none.
func chosenValue(o *slack.OptionBlockObject) string {
	if o == nil {
		return ""
	}
	return o.Value
}

// chosenValues are the values of options.
func chosenValues(options []*slack.OptionBlockObject) []string {
	var values []string
	for _, o := range options {
		values = append(values, o.Value)
	}
	return values
}

// mark names what a field holds, so that it can be told whether it is the same later. Two contents of one mark would pass
// for the same, once in some thousand million.
func (f field) mark() string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(strings.TrimSpace(f.Value))) // never fails
	// In which order things were chosen says nothing.
	for _, option := range slices.Sorted(slices.Values(f.Options)) {
		_, _ = h.Write([]byte("\x00" + option))
	}
	return fmt.Sprintf("%08x", h.Sum32())
}

// maxShownIn is how many characters of what a field holds are said at it.
const maxShownIn = 120

// shownIn is what an input holds before anybody touches it, as people read it, in a line of plain text; "" for nothing.
func shownIn(r *coach.Roster, in *slack.InputBlock) string {
	f := filledIn(in)
	words := []string{f.Value}
	switch e := in.Element.(type) {
	case *slack.DatePickerBlockElement:
		if day, err := coach.ParseDay(e.InitialDate); err == nil {
			words = []string{shortDay(day)}
		}
	case *slack.RadioButtonsBlockElement:
		words = optionWords(e.InitialOption)
	case *slack.SelectBlockElement:
		switch {
		case e.InitialOption != nil:
			words = optionWords(e.InitialOption)
		case e.InitialUser != "":
			words = []string{plainName(r.Person(e.InitialUser))}
		}
	case *slack.CheckboxGroupsBlockElement:
		words = optionWords(e.InitialOptions...)
	case *slack.MultiSelectBlockElement:
		words = optionWords(e.InitialOptions...)
		for _, id := range e.InitialUsers {
			words = append(words, plainName(r.Person(id)))
		}
	}
	return briefly(strings.Join(words, ", "), maxShownIn)
}

// optionWords are what people read of options.
func optionWords(options ...*slack.OptionBlockObject) []string {
	var words []string
	for _, o := range options {
		if o != nil {
			words = append(words, o.Text.Text)
		}
	}
	return words
}
