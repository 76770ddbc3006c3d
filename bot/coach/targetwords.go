package coach

import (
	"fmt"
	"strconv"
	"strings"
)

// TargetWords is the KPI's target as a person says it: "20 a week", "€50,000 a quarter"; "" for none.
// The unit is the KPI's. ParseTarget reads it back as the same target.
func (k KPI) TargetWords() string {
	if k.Target.Count == 0 {
		return ""
	}
	return k.Number(k.Target.Count) + " a " + string(k.Target.Per)
}

// ParseTarget reads a target in words: an amount of the KPI and a period, "20 a week", "5 per day", "€50,000 a quarter",
// "20 calls weekly". Nothing and "none" are no target. The error is a sentence.
// The count is in what the KPI counts: whole things, or minor units of money. It is above zero where there is a
// period. Bounds beyond that are CheckTeam's; the KPI needs its name, its plural, its aliases and its unit, and no
// id.
func ParseTarget(text string, k KPI) (Target, error) {
	words := strings.Fields(strings.ToLower(strings.ReplaceAll(text, "/", " per ")))
	// Nothing is typed where nothing is wanted, and "none" is what the form shows for it.
	if len(words) == 0 || len(words) == 1 && words[0] == "none" {
		return Target{}, nil
	}
	// The period stands last in every way of saying it.
	per, ok := periodWord(words[len(words)-1])
	if !ok {
		return Target{}, targetHelp(k)
	}
	words = words[:len(words)-1]
	// "20 a week", "20 per week", "20 each week": the word between means nothing more.
	if n := len(words); n > 1 && strings.Contains(" a an per each every the ", " "+words[n-1]+" ") {
		words = words[:n-1]
	}
	count, ok := targetAmount(words, k)
	if !ok {
		return Target{}, targetHelp(k)
	}
	return Target{Count: count, Per: per}, nil
}

// targetHelp says what a target looks like.
// The examples are in the KPI's own unit, which is half of the answer.
func targetHelp(k KPI) error {
	return rhythmError(fmt.Sprintf("Write an amount and a period, such as “%s a week”, “%s a month” or “none”.",
		k.Number(20*k.Whole()), k.Number(50*k.Whole())))
}

// periodWord reads a period: "week", "weeks" or "weekly".
// "fortnight" and "year" are none: there is no such target.
func periodWord(w string) (Period, bool) {
	for _, p := range []Period{Daily, Weekly, Monthly, Quarterly} {
		// "daily" is not "dayly".
		if w == string(p) || w == string(p)+"s" || w == string(p)+"ly" || p == Daily && w == "daily" {
			return p, true
		}
	}
	return "", false
}

// targetAmount reads the amount, with the KPI's own word behind it or without. A target may be larger than what one entry
// of the ledger holds.
func targetAmount(words []string, k KPI) (int64, bool) {
	text := strings.Join(words, " ")
	// "20 calls a week" is how many people say it; the word is the KPI's own.
	for name := range k.names {
		if amount, cut := strings.CutSuffix(text, " "+name); cut {
			text = amount
			break
		}
	}
	// Commas part thousands only where three digits stand behind each. "50,00" is fifty with its cents to many people, and
	// read without its comma it would be a target a hundred times as high, on everybody's board.
	if digits, _, ok := grouped(text, ""); ok && strings.Trim(text, "0123456789,") == "" {
		if n, err := strconv.ParseInt(digits, 10, 64); err == nil && n > 0 && n <= MaxMoney {
			return n * k.Whole(), true
		}
	}
	// k and m, currency signs and codes: the same grammar as a log has.
	n, err := ParseAmount(text, k)
	return n, err == nil && n > 0
}

// PluralOf guesses what several of a thing are called, as English makes it: "calls", "opportunities", "pitches".
// It is a suggestion in a form, which the person sees and may overwrite. "staff" and "children" are theirs to know.
func PluralOf(name string) string {
	switch {
	case name == "":
		return ""
	// y behind a consonant; "survey" has surveys.
	case strings.HasSuffix(name, "y") && !strings.ContainsAny(name[max(len(name)-2, 0):len(name)-1], "aeiou"):
		return strings.TrimSuffix(name, "y") + "ies"
	case strings.HasSuffix(name, "s"), strings.HasSuffix(name, "x"), strings.HasSuffix(name, "ch"), strings.HasSuffix(name, "sh"):
		return name + "es"
	}
	return name + "s"
}
