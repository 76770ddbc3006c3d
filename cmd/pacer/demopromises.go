package main

import (
	"strings"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
)

// askedPromise begins the label of a field that asks what became of something that was promised. The people of the
// playground read forms as a visitor does: by what stands there.
const askedPromise = "What became of: "

// settling is what a rep of the playground says of the commitments that come back in the check-in of a week: mostly that
// they were kept, now and then that one was dropped, or moved to the next week; and some are left open. One is moved only
// where it is the only one, as all have a field of the same name for the day. Drawn by person, week and promise, so
// that the same one has the same fate in every playground.
func settling(who string, friday coach.Day) func(form *playground.View) [][2]string {
	return func(form *playground.View) (fields [][2]string) {
		asked := promisesIn(form)
		for _, label := range asked {
			switch lot := diceOf(who, friday, "settles "+label).IntN(10); {
			case lot < 7:
				fields = append(fields, [2]string{label, "Done"})
			case lot < 8 && len(asked) == 1:
				fields = append(fields, [2]string{label, "Moved to another day"}, [2]string{"Moved to", (friday + 7).String()})
			case lot < 9:
				fields = append(fields, [2]string{label, "Dropped"})
			}
		}
		return fields
	}
}

// promisesIn are the labels of the fields that ask about commitments, as the form shows them.
func promisesIn(form *playground.View) (labels []string) {
	for line := range strings.Lines(form.Plain()) {
		if label, _, ok := strings.Cut(line, " (optional):"); ok && strings.HasPrefix(label, askedPromise) {
			labels = append(labels, label)
		}
	}
	return labels
}
