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

// filledIn is what an input holds before anybody touches it, as it would come back. It has to agree with fieldOf for
// every kind of input that a form with a Now uses: a kind that is missing here reads as empty, so that its field would
// count as changed by others. Times and rich texts are not among them.
func filledIn(in *slack.InputBlock) field {
	switch e := in.Element.(type) {
	case *slack.PlainTextInputBlockElement:
		return field{Value: e.InitialValue}
	// As text, in the form in which Slack hands numbers back.
	case *slack.NumberInputBlockElement:
		return field{Value: e.InitialValue}
	case *slack.DatePickerBlockElement:
		return field{Value: e.InitialDate}
	case *slack.RadioButtonsBlockElement:
		return field{Value: chosenValue(e.InitialOption)}
	case *slack.SelectBlockElement:
		f := field{Value: chosenValue(e.InitialOption)}
		// A select has one of the three, by its kind.
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

// chosenValues are the values of options. Nil for none, as fieldOf has it.
func chosenValues(options []*slack.OptionBlockObject) []string {
	var values []string
	for _, o := range options {
		values = append(values, o.Value)
	}
	return values
}

// mark names what a field holds, so that it can be told whether it is the same later. Two contents of one mark would
// pass for the same, once in some thousand million. It has 32 bits, since the marks of all fields of a form stand in
// its private metadata, which holds 3,000 characters. It guards against overwriting by accident, not against anybody.
// Blanks around a text do not count: Slack and our handlers trim them.
func (f field) mark() string {
	// Short, and the same in every process: forms outlive restarts.
	h := fnv.New32a()
	_, _ = h.Write([]byte(strings.TrimSpace(f.Value))) // never fails
	// In which order things were chosen says nothing.
	for _, option := range slices.Sorted(slices.Values(f.Options)) {
		_, _ = h.Write([]byte("\x00" + option))
	}
	return fmt.Sprintf("%08x", h.Sum32())
}

// maxShownIn is how many characters of what a field holds are said at it. Enough to recognise a colleague's answer by;
// an error at a field has to be read whole.
const maxShownIn = 120

// shownIn is what an input holds before anybody touches it, as people read it, in a line of plain text; "" for nothing.
// It is not escaped, since errors at fields are plain text, and names of people come as plainName. A day that cannot be
// read is shown as it stands.
func shownIn(r *coach.Roster, in *slack.InputBlock) string {
	f := filledIn(in)
	words := []string{f.Value}
	switch e := in.Element.(type) {
	case *slack.DatePickerBlockElement:
		// People know a day by its name; "2026-11-23" is the program's.
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
			// Otherwise an id would be read out.
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

// optionWords are what people read of options. Nil ones are passed over, as of a choice in which nothing is chosen.
func optionWords(options ...*slack.OptionBlockObject) []string {
	var words []string
	for _, o := range options {
		if o != nil {
			words = append(words, o.Text.Text)
		}
	}
	return words
}
