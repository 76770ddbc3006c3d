package bot

// The pages of the KPIs: the funnel as a list, and one KPI. A KPI is known by its id, so that it can be renamed, moved
// and taken off with all that was logged kept; what only plans go by is in setup_kpi_more.go.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Block ids of the page of a KPI.
const (
	inKPIName   = "kpi:name"
	inKPIWords  = "kpi:words"
	inKPIKind   = "kpi:kind"
	inKPIUnit   = "kpi:unit"
	inKPITarget = "kpi:target"
	inKPIPlace  = "kpi:place"
)

// maxAliasesListed is how many characters of the other words for a KPI stand in the list of all: with those of twenty KPIs the
// page would be too large to answer the form of one (see maxAckView). The KPI's own page has all.
const maxAliasesListed = 120

// writeKPIs lists the funnel, with a button to each KPI. Each KPI is a block with its button. There are four leading
// ones at most and some results, so it stays far from the limit of a view.
func writeKPIs(s *setup, w *sheet) error {
	if s.live() {
		w.small("Each change takes effect as soon as it is saved. What was logged is kept, whatever is changed or taken off.")
	} else {
		w.small("Step 3 of 5. The order is the funnel: what comes first leads to what comes after.")
	}
	// The buttons say the same to the eye, and which KPI each is for to whoever listens.
	for i, k := range s.team.KPIs {
		edit := press(indexed(actSetupPage, 10+i), "Edit "+k.Plural, setupRef{Team: s.ref.Team, Page: pageKPI, KPI: cmp.Or(k.ID, strconv.Itoa(i))}.String())
		edit.Text = plain("Edit")
		edit.AccessibilityLabel = cut("Edit "+k.Plural, maxLabel)
		line := kpiLine(k) + "."
		// Aliases stand in the list, as two words for one thing are what teams argue about.
		if len(k.Aliases) > 0 {
			line += " Also typed as " + cut(strings.Join(k.Aliases, ", "), maxAliasesListed) + "."
		}
		w.beside(edit, fmt.Sprintf("%d. %s", i+1, kpiTitle(k)), escape(line))
	}
	if len(s.team.KPIs) == 0 {
		w.say("Nothing is counted yet. A team begins with two or three things that its people can steer.")
	}
	// It is said before somebody adds a fifth in vain, with the reason of the limit.
	w.small(fmt.Sprintf("%d of %d leading KPIs. Few numbers are steered; results can be counted beside them.", len(s.team.Leading()), coach.MaxLeading))
	// There is always a button to add one: that a fifth leading KPI is one too many is said at its field, with the
	// reason, and a result may still be added.
	add := press(indexed(actSetupPage, 2), "Add a KPI", setupRef{Team: s.ref.Team, Page: pageKPI}.String())
	page := pagePeople
	if s.live() {
		w.buttons(add, press(indexed(actSetupPage, 1), "Back", s.to(pageTeam).String()))
		return nil
	}
	s.back(w, page, add)
	return nil
}

// kpiLine is what a KPI is, in a line: "Leading, 20 a week". Plain text. It stands in the list and on the page of what
// there is, so that both say it in the same words.
func kpiLine(k coach.KPI) string {
	line := "A result"
	if k.Kind == coach.Leading {
		line = "Leading"
	}
	// The unit is said with money only: what is counted says by its name what it is.
	if k.Money() {
		line += ", in " + k.Unit
	}
	line += ", " + cmp.Or(k.TargetWords(), "no target")
	if k.Lag > 0 {
		line += fmt.Sprintf(", %s after the one above", plural(k.Lag, "day", "days"))
	}
	if k.Minutes > 0 {
		line += fmt.Sprintf(", %s each", plural(k.Minutes, "minute", "minutes"))
	}
	return line
}

// readKPIs lets nobody go on with a team that counts nothing. It is a draft's only: of a team that lives the page has
// no Next, as each KPI is saved by itself.
func readKPIs(s *setup, _ formState) (wrong map[string]string, next string, err error) {
	faults, err := s.faults()
	if err != nil {
		return nil, "", err
	}
	// The page has no field that a fault could stand at, so it is shown anew with the faults above it.
	for _, f := range faults {
		if strings.HasPrefix(f.Field, "kpis") {
			s.notes = append(s.notes, "*"+escape(f.Text)+"*")
		}
	}
	if len(s.notes) > 0 {
		return nil, pageKPIs, nil
	}
	return nil, "", nil
}

// errNoKPI is shown for a KPI that somebody else took off, and for the second press.
const errNoKPI = refusal("That KPI is not on the list any more; nothing was changed.")

// kpi is the one that the page is about, and its place; a new one has the place -1, and so has one that is not on the list any
// more. A new one is leading, as what people steer is what a team begins with.
func (s *setup) kpi() (k coach.KPI, place int) {
	for i, k := range s.team.KPIs {
		// Ids are made by the store; a draft's KPIs are known by their places, which only its own person changes.
		if cmp.Or(k.ID, strconv.Itoa(i)) == s.ref.KPI {
			return k, i
		}
	}
	return coach.KPI{Kind: coach.Leading}, -1
}

// writeKPI asks for one KPI. Six fields fit onto a phone with one scroll. A new KPI is shown the place that most have
// in mind for it.
func writeKPI(s *setup, w *sheet) error {
	k, place := s.kpi()
	there := place >= 0
	if !there && s.ref.KPI != "" {
		return errNoKPI
	}
	// One field holds the plural and the aliases, as a page should not ask for more than six things. A copy: the team's
	// list is shared with the roster unless ownCopy has copied it, and its KPIs' lists are not.
	words := slices.Clone(k.Aliases)
	// A new KPI has neither.
	if k.Plural != "" {
		words = append([]string{k.Plural}, words...)
	}
	choices := s.placeChoices(place)
	if !there { // an activity leads to the results, so it stands before them
		place = len(s.team.KPIs)
		for place > 0 && s.team.KPIs[place-1].Kind == coach.Lagging {
			place--
		}
	}
	w.inputs(
		nameInput(inKPIName, "Name", "One of it, as people type it after "+s.b.slash("log")+": conversation", k.Name, coach.MaxWord),
		textInput(inKPIWords, "More than one, and other words", "First what several are called, then short forms: conversations, convo, calls", strings.Join(words, ", "), false),
		radioInput(inKPIKind, "What it is", "", string(k.Kind), []explained{
			{string(coach.Leading), "Leading: something that people do and can steer", ""},
			{string(coach.Lagging), "Lagging: a result that follows from it", ""},
		}),
		chooseInput(inKPIUnit, "Counted in", "", unitChoices(k.Unit), cmp.Or(k.Unit, wholeThings)),
		textInput(inKPITarget, "Target for each person", "20 a week, 5 a day, 50,000 a quarter; empty for none.", k.TargetWords(), false),
		chooseInput(inKPIPlace, "Place in the funnel", "", choices, strconv.Itoa(place)))
	if !there {
		s.back(w, pageKPIs)
		return nil
	}
	// A KPI that lives takes its history out of sight when it goes, which is worth a question.
	remove := sure(press(actSetupRemove, "Take off the list", s.ref.String()).WithStyle(slack.StyleDanger),
		"Take it off the list?", cut(titled(k.Plural)+" are not counted any more. What was logged is kept, and comes back with the name.", 300), "Take off")
	more := press(indexed(actSetupPage, 3), "Lag and minutes", setupRef{Team: s.ref.Team, Page: pageKPIMore, KPI: s.ref.KPI}.String())
	s.back(w, pageKPIs, more, remove)
	return nil
}

// wholeThings is the choice of what is not money.
const wholeThings = "things"

// unitChoices are whole things and the currencies that most teams count in, with the KPI's own. A menu holds a hundred;
// these are some forty. The KPI's own comes first where it is none of them.
func unitChoices(own string) []option {
	choices := []option{{wholeThings, "Whole things"}}
	codes := strings.Fields("EUR USD GBP CHF SEK NOK DKK PLN CZK HUF RON BGN TRY AED SAR ILS ZAR NGN KES EGP INR PKR BDT SGD MYR THB IDR PHP VND HKD TWD CNY JPY KRW AUD NZD CAD MXN BRL ARS CLP COP PEN")
	if own != "" && !slices.Contains(codes, own) {
		codes = append([]string{own}, codes...)
	}
	// Any other currency comes from a team file and is kept as long as nobody chooses another one here.
	for _, code := range codes {
		choices = append(choices, option{code, "Money, in " + code})
	}
	return choices
}

// placeChoices are the places in the funnel. The KPI itself stands in none of them. Values are places among the others,
// from 0 on: "after the third" means the same whatever place the KPI has itself.
func (s *setup) placeChoices(own int) []option {
	choices := []option{{"0", "At the top"}}
	n := 0
	for i, k := range s.team.KPIs {
		if i == own {
			continue
		}
		n++
		choices = append(choices, option{strconv.Itoa(n), "After " + k.Plural})
	}
	return choices
}

// readKPI puts the KPI in its place. The faults of the team that are about it are said at its fields. The KPI may be
// renamed: what was logged goes by its id. In a draft, and of a team that lives alike, the list of KPIs is where it
// goes on.
func readKPI(s *setup, state formState) (wrong map[string]string, next string, err error) {
	k, at := s.kpi()
	k.Name = coach.FoldWord(state[inKPIName].Value)
	// Words are folded as people may type them, so that nobody is told of capitals.
	k.Plural, k.Aliases = readWords(state[inKPIWords].Value, k.Name)
	// Neither of the two is the check's to refuse. What the menus of the page cannot say would come from elsewhere, and
	// is refused there.
	k.Kind = coach.Kind(state[inKPIKind].Value)
	k.Unit = strings.TrimPrefix(state[inKPIUnit].Value, wholeThings)
	// Read after the unit, because 50,000 means cents or things by it.
	target, err := coach.ParseTarget(state[inKPITarget].Value, k)
	if err != nil {
		return map[string]string{inKPITarget: err.Error()}, "", nil
	}
	k.Target = target
	// Of the same list, as the check below needs both: all others, and this one behind them.
	rest := slices.Clone(s.team.KPIs)
	if at >= 0 {
		rest = slices.Delete(rest, at, at+1)
	}
	// Places are among the others, so that none of them is the KPI's own.
	place := 0
	_, _ = fmt.Sscan(state[inKPIPlace].Value, &place) // what is no number is the top
	place = min(max(place, 0), len(rest))
	// Checked at the end of the list, so that it is this one that is one too many.
	s.team.KPIs = append(slices.Clone(rest), k)
	faults, err := s.faults()
	if err != nil {
		return nil, "", err
	}
	// Faults of other KPIs, which a team of an earlier version may have, are not this page's to mend.
	last := fmt.Sprintf("kpis/%d", len(rest))
	wrong = under(faults, map[string]string{
		last + "/name": inKPIName, last + "/plural": inKPIWords, last + "/aliases": inKPIWords, last + "/kind": inKPIKind,
		last + "/unit": inKPIUnit, last + "/target": inKPITarget, last: inKPIName,
	})
	// Whatever was wrong, the copy ends in the order that was asked for; it is kept only if nothing was.
	s.team.KPIs = slices.Insert(rest, place, k)
	return wrong, pageKPIs, nil
}

// readWords reads what several are called, and the short forms behind it. Without any, the plural is guessed, as English
// makes it. Words that are the name or the plural again are left out without a word, as people repeat them to be safe.
// All are folded as /log folds what is typed, or a capital would never match.
func readWords(text, name string) (plural string, aliases []string) {
	// Lines part words as well: people paste a list.
	for word := range strings.SplitSeq(strings.ReplaceAll(text, "\n", ","), ",") {
		word = coach.FoldWord(word)
		switch {
		// Commas too many, and empty lines, are how people end a list.
		case word == "":
		case plural == "":
			plural = word
		case word != name && word != plural && !slices.Contains(aliases, word):
			aliases = append(aliases, word)
		}
	}
	return cmp.Or(plural, coach.PluralOf(name)), aliases
}

// removeSetupKPI takes a KPI off the list. Of a team that lives it takes effect at once; the press was asked about. The
// reference says which; that it is still there, and that the person still may, is looked up now. Errors are refusals,
// or the store's, and then the KPI is still there.
func removeSetupKPI(ctx context.Context, b *Bot, req *request) (answer, error) {
	s, err := b.setupHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	k, at := s.kpi()
	if at < 0 {
		return answer{}, errNoKPI
	}
	s.team.KPIs = slices.Delete(s.team.KPIs, at, at+1)
	s.notes = append(s.notes, "*"+kpiTitle(k)+"* was taken off the list.")
	// A draft may be empty on the way; a team that lives may not be, for one moment of which every log would be
	// refused.
	if s.live() {
		if len(s.team.KPIs) == 0 {
			return answer{}, refusal("A team counts at least one thing, so the last one stays. Add another first.")
		}
		// For the words of "takes effect".
		page, _ := setupPageOf(pageKPI)
		return s.save(page, pageKPIs)
	}
	if err := b.commit(ctx, coach.Change{Inbound: req.Key, Draft: s.kept()}); err != nil {
		return answer{}, err
	}
	s.ref = s.to(pageKPIs)
	return s.show()
}
