package bot

// The second page of a KPI: what only plans go by. The first has six fields, and most teams never need these.

import (
	"fmt"
	"strconv"
	"strings"

	"example.com/pacer/bot/coach"
)

// Block ids of the second page of a KPI.
const (
	inKPILag     = "kpi_more:lag"
	inKPIMinutes = "kpi_more:minutes"
)

// writeKPIMore asks how long a step takes, and how long one of the KPI does. Both may stay empty: then a step counts as
// done at once, and the work of a plan is weighed by numbers alone. It is reached from a KPI that is there and never
// while one is added, hence errNoKPI. What plans make of the two is package coach's.
func writeKPIMore(s *setup, w *sheet) error {
	k, place := s.kpi()
	if place < 0 {
		return errNoKPI
	}
	// It is said first, so that nobody invents a number to fill a field.
	w.small("Plans go by what is known here, and do without what is not.")
	// The first of the funnel follows from nothing, so nothing passes before it.
	if place > 0 {
		// The KPI above it in the funnel of now, whose days it follows.
		above := s.team.KPIs[place-1]
		w.inputs(textInput(inKPILag, cut("Days from "+above.Name+" to "+k.Name, maxLabel),
			"What usually passes in between, such as 30. The last so many "+above.Plural+" are left out of the rate: they cannot have become anything yet.", numberOrNone(k.Lag), false))
	}
	w.inputs(textInput(inKPIMinutes, cut("Minutes for one "+k.Name, maxLabel),
		"What one takes a rep, such as 45. Then a plan says which step would save the most time.", numberOrNone(k.Minutes), false))
	// Back to the list and not to the first page: each of the two is saved by itself.
	s.back(w, pageKPIs)
	return nil
}

// numberOrNone is what a field of a number that may be missing begins with. Zero and nothing mean the same here.
func numberOrNone(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// readKPIMore puts the two numbers into the KPI. Its place in the funnel stays. Both are bounded here and not by
// CheckTeam's faults alone, so that a fault stands at its own field. A field that is not on the page leaves its number
// as it was.
func readKPIMore(s *setup, state formState) (wrong map[string]string, next string, err error) {
	_, at := s.kpi()
	if at < 0 {
		return nil, "", errNoKPI
	}
	// Both fields are read before a fault is shown.
	wrong = map[string]string{}
	// The setup's own copy, see ownCopy.
	k := &s.team.KPIs[at]
	for _, field := range []struct {
		id, what string
		most     int
		into     *int
	}{{inKPILag, "days", coach.MaxLag, &k.Lag}, {inKPIMinutes, "minutes", coach.MaxMinutes, &k.Minutes}} {
		// A block that was not on the page is not in its state.
		typed, there := state[field.id]
		if !there { // the days of the first KPI are not asked for
			continue
		}
		text := strings.TrimSpace(typed.Value)
		n, err := strconv.Atoi(text)
		switch {
		case text == "":
			*field.into = 0
		// A fraction is refused as well: Atoi reads whole numbers only.
		case err != nil || n < 0 || n > field.most:
			wrong[field.id] = fmt.Sprintf("Please write a whole number of %s, 0 to %d, or nothing.", field.what, field.most)
		default:
			*field.into = n
		}
	}
	return wrong, pageKPIs, nil
}
