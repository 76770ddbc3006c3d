package bot

// The list of deals, in pages of a modal: one press leads from it to a deal, and from there back.

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

const (
	// Each deal takes a section with its button, so a page has some twenty blocks; of more, a phone shows nothing but
	// scrolling.
	dealsOnPage  = 15 // deals of a page; a modal holds a hundred blocks
	dealsFound   = 10 // deals that a name may mean, at most so many of which are offered
	dealsClosed  = 92 // days back to which those that were won or lost are listed
	dealsUnknown = 3  // milestones that are named in a line; the others are counted
)

// A dealListRef says which deals a list shows; it is the value of what leads to it. Whoever reads it sees what they may
// whatever it says. It stands in buttons and in the options of a menu, whose values are shorter (150 characters): hence
// the one-letter names, and an owner's id rather than a name.
type dealListRef struct {
	Owner  string `json:"o,omitempty"` // "" is everybody
	Closed bool   `json:"c,omitempty"`
	Page   int    `json:"p,omitempty"` // from 0
}

// String writes the reference.
func (r dealListRef) String() string { return metadata(r) }

// pressDealList shows the list in the place of the page that the button is on.
func pressDealList(ctx context.Context, b *Bot, req *request) (answer, error) {
	var ref dealListRef
	// Nothing is lost by that: a list writes nothing.
	_ = json.Unmarshal([]byte(req.Value), &ref) // what cannot be read is the beginning of the list
	return b.dealList(ctx, req, ref)
}

// showDealsClosed lists what was won and lost lately.
func showDealsClosed(ctx context.Context, b *Bot, req *request) (answer, error) {
	return b.dealList(ctx, req, dealListRef{Closed: true})
}

// dealList is a page of the list. The sums are of all deals of the list, and answers are read for the page alone. A
// deal that was given away, or forgotten, between the two readings is left out, so a page may be one short. A page
// beyond the end, from an old button, is the last; see coach.PageOf.
func (b *Bot) dealList(ctx context.Context, req *request, ref dealListRef) (answer, error) {
	all, err := b.dealsListed(ctx, req, ref)
	if err != nil {
		return answer{}, err
	}
	page := coach.PageOf(len(all), dealsOnPage, ref.Page)
	var s sheet
	s.say(dealSum(all, ref))
	b.dealListButtons(req, ref, &s)
	for i, r := range all[page.From:page.To] {
		// Answers are read for those that are seen, and not for five hundred.
		c, err := b.dealCase(ctx, req, r.ID)
		if errors.Is(err, errNoDeal) { // it was given away in between
			continue
		} else if err != nil {
			return answer{}, err
		}
		// A reader of a screen hears fifteen times "Open" otherwise.
		open := press(indexed(actDealOpen, i), "Open", r.ID)
		open.AccessibilityLabel = cut("Open "+r.Called(), maxLabel)
		s.blocks = append(s.blocks, sectionWith(strings.Join(c.lines(), "\n"), open))
	}
	b.dealListTurn(&s, ref, len(all), page)
	return answer{Modal: modal("page", "Deals", "", "", s.blocks...)}, nil
}

// dealsListed are the deals of a list, without their answers, in its order: one's own first, then by owner; open ones by
// the day on which they may close, those without one last, and closed ones the newest first. Today, for what "lately"
// means, is that of whoever looks: the list may have owners in several zones. The span has a day more, for an end that
// was dated in a zone which is ahead. The sort is stable, so that of alike deals the order of making stands.
func (b *Bot) dealsListed(ctx context.Context, req *request, ref dealListRef) ([]coach.DealRecord, error) {
	// Open ones are one query by the store's partial index; answers are left out.
	f := coach.DealFilter{Owner: ref.Owner, State: coach.DealOpen, Bare: true}
	if ref.Closed {
		// Outside of every team it is the person's own zone all the same.
		today := coach.DayOf(b.now(), req.Roster.Zone(req.Person.ID, teamHere(req)))
		f.State, f.Ended = "", coach.Span{From: today - dealsClosed, To: today + 1}
	}
	all, err := b.dealsSeen(ctx, req, f)
	if err != nil {
		return nil, err
	}
	// The name with the id behind it: two people of one name must not have their deals mixed.
	rank := func(r coach.DealRecord) string {
		if r.Owner == req.Person.ID {
			return ""
		}
		return strings.ToLower(req.Roster.Person(r.Owner).Name) + "/" + r.Owner
	}
	slices.SortStableFunc(all, func(x, y coach.DealRecord) int {
		if ref.Closed {
			return cmp.Compare(y.EndedDay, x.EndedDay)
		}
		return cmp.Or(cmp.Compare(rank(x), rank(y)), cmp.Compare(closesOrNever(x), closesOrNever(y)))
	})
	return all, nil
}

// closesOrNever is the day on which a deal may close; where nobody named one it is after all others. A Day is an int32
// below, so nothing sorts behind it.
func closesOrNever(r coach.DealRecord) coach.Day {
	if r.Closes == 0 {
		return math.MaxInt32
	}
	return r.Closes
}

// dealSum is the first line of a list: how many there are, and what they come to in each currency. Amounts of several
// currencies are never added up. Of decided deals only won ones are summed: what was lost is not something to have a
// total of. Sorted by the currency's code, so that the line does not change between two looks.
func dealSum(all []coach.DealRecord, ref dealListRef) string {
	what := "open deal"
	if ref.Closed {
		what = "deal won or lost in the last three months"
	}
	if len(all) == 0 {
		if ref.Closed {
			return "No deal was won or lost in the last three months."
		}
		return "*No open deals.* A new one needs no more than a name."
	}
	sums := map[string]int64{}
	for _, r := range all {
		if !ref.Closed || r.State == coach.DealWon {
			sums[r.Unit] += r.Amount
		}
	}
	var worth []string
	for _, unit := range slices.Sorted(maps.Keys(sums)) {
		if sums[unit] > 0 {
			// Even an amount has a currency's code in it, which a team typed once.
			worth = append(worth, escape(coach.WriteAmount(sums[unit], unit)))
		}
	}
	line := "*" + plural(len(all), what, strings.Replace(what, "deal", "deals", 1)) + "*"
	if len(worth) > 0 && ref.Closed {
		// What was lost is in the list, and in no sum.
		return line + ", " + listed(worth) + " won"
	} else if len(worth) > 0 {
		return line + ", " + listed(worth)
	}
	return line
}

// dealListButtons are what stands above a list: a new deal, the closed ones or the open ones, and for a manager whose
// deals are shown. The numbers from 100 on keep their action ids apart from those of the list's other buttons of the
// same name, which begin at 0.
func (b *Bot) dealListButtons(req *request, ref dealListRef, s *sheet) {
	// From the open ones to the closed ones of the same owner, and back.
	turn := press(indexed(actDealList, 100), "Won and lost", dealListRef{Owner: ref.Owner, Closed: true}.String())
	if ref.Closed {
		turn = press(indexed(actDealList, 100), "Open deals", dealListRef{Owner: ref.Owner}.String())
	}
	row := []slack.BlockElement{primary(actDealNew, "New deal", ""), turn, press(actDealPipeline, "Pipeline", "")}
	if whose := dealOwnersSelect(req, ref); whose != nil {
		row = append(row, whose)
	}
	s.blocks = append(s.blocks, slack.NewActionBlock("", row...))
}

// dealOwnersSelect lets a manager choose whose deals are shown; nil for whoever sees only their own. Only managers have
// one, with the people whom they manage, and themselves where they sell as well; of more than a hundred the last are
// left off, whom `/deal @name` still finds. Choosing runs the same row as the buttons: its value is a dealListRef, and
// what somebody may see is decided when it is read.
func dealOwnersSelect(req *request, ref dealListRef) *slack.SelectBlockElement {
	choices := []option{{dealListRef{Closed: ref.Closed}.String(), "Everybody"}}
	seen := map[string]bool{}
	add := func(p coach.Person) {
		if !seen[p.ID] {
			seen[p.ID] = true
			choices = append(choices, option{dealListRef{Owner: p.ID, Closed: ref.Closed}.String(), titled(named(p).Name)})
		}
	}
	managed := req.Roster.Managed(req.Person.ID)
	if len(managed) == 0 {
		return nil
	}
	if len(req.Roster.TeamsOf(req.Person.ID)) > 0 {
		// A manager who sells too finds their own deals first.
		add(req.Person)
	}
	for _, t := range managed {
		for _, p := range req.Roster.Active(t) {
			add(p)
		}
	}
	choices = choices[:min(len(choices), maxChoices)]
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Whose deals"), indexed(actDealList, 101), optionObjects(choices)...)
	// Without the page, as the options have none.
	chosen := dealListRef{Owner: ref.Owner, Closed: ref.Closed}.String()
	if i := slices.IndexFunc(choices, func(o option) bool { return o.value == chosen }); i >= 0 {
		e.InitialOption = e.Options[i]
	}
	return e
}

// dealListTurn writes which part of a list is seen, and the buttons to the others; nothing where the list is whole. The
// last page leads back to the start, so that one button can always be pressed on. Pages are numbered from 0 in the
// reference and absolute, so a press that is delivered twice turns once.
func (b *Bot) dealListTurn(s *sheet, ref dealListRef, n int, p coach.Page) {
	if p.Count == 1 {
		return
	}
	s.small(fmt.Sprintf("Deals %d to %d of %d. `%s` and the beginning of a name opens one.", p.From+1, p.To, n, b.slash("deal")))
	to := func(i int, label string, number int) *slack.ButtonBlockElement {
		return press(indexed(actDealList, i), label, dealListRef{ref.Owner, ref.Closed, number}.String())
	}
	row := []*slack.ButtonBlockElement{to(0, "Next", p.Number+1)}
	if p.Number == p.Count-1 {
		// The same button in the same place, so that it can be pressed on without looking.
		row[0] = to(0, "From the start", 0)
	}
	if p.Number > 0 {
		row = append(row, to(1, "Previous", p.Number-1))
	}
	s.buttons(row...)
}

// dealsFound lists the deals that a text may mean, the first of them. Text is what was typed, found are indexes of all.
// The deals have no answers here (they were read Bare), so it shows line and not lines: "to find out" of a deal without
// its answers would be everything.
func (b *Bot) dealsFound(req *request, text string, all []coach.DealRecord, found []int) answer {
	var s sheet
	s.say("*" + plural(len(found), "deal", "deals") + "* could be meant by " + quoteLine(text) + ".")
	for i, at := range found[:min(len(found), dealsFound)] {
		// dealsSeen has them from teams of the same roster, so there is a team.
		c := b.caseOf(req, req.Roster.Team(all[at].Team), all[at])
		open := press(indexed(actDealOpen, i), "Open", c.r.ID)
		open.AccessibilityLabel = cut("Open "+c.r.Called(), maxLabel)
		s.blocks = append(s.blocks, sectionWith(c.line(), open))
	}
	s.more(len(found)-dealsFound, "one more deal fits; some more letters of the name tell them apart", "more deals fit; some more letters of the name tell them apart")
	s.buttons(press(actDealList, "All deals", ""))
	return answer{Modal: modal("page", "Deals", "", "", s.blocks...)}
}

// lines are a deal in a list: what it is, and what is not known about it. A decided deal has only the first: what was
// not known no longer asks anybody for anything.
func (c *dealCase) lines() []string {
	lines := []string{c.line()}
	if !c.r.Open() {
		return lines
	}
	if open := toFindOut(c.unproven(c.place), dealsUnknown); open != "" {
		return append(lines, open)
	}
	return append(lines, "All known that "+escape(c.stages[c.place].Name)+" asks for")
}

// toFindOut names the first of some milestones that are not proven, escaped: "To find out: Obstacles and 2 more"; "" where
// there are none. They come in the order of the process, so what should have been known first is named.
func toFindOut(open []coach.Milestone, most int) string {
	if len(open) == 0 {
		return ""
	}
	names := milestoneNames(open)
	said := strings.Join(names, ", ") // they begin with capitals, so that "and" between two would read as a part of one
	if len(names) > most {
		said = listed(firstNames(most, names))
	}
	return "To find out: " + escape(said)
}

// line is a deal in one line: its name, amount, stage or end, day, and whose it is where it is not theirs who look.
func (c *dealCase) line() string {
	parts := []string{"*" + oneLine(c.r.Called()) + "*"}
	return strings.Join(append(parts, c.facts()...), "  ·  ")
}

// facts are what is known of a deal beside its answers, in a few words each, escaped. The team is named only to who is
// in several, the owner only where it is somebody else: to a rep of one team each line would say the same. Every part
// is escaped here, the day aside, which is ours.
func (c *dealCase) facts() []string {
	var parts []string
	if c.r.Amount > 0 {
		parts = append(parts, escape(coach.WriteAmount(c.r.Amount, c.r.Unit)))
	}
	switch {
	case c.r.State == coach.DealWon:
		parts = append(parts, "won on "+shortDay(c.r.EndedDay))
	case c.r.State == coach.DealLost:
		parts = append(parts, "lost on "+shortDay(c.r.EndedDay))
	default:
		parts = append(parts, escape(c.stages[c.place].Name))
		// A day that nobody named is not said to be missing.
		if c.r.Closes != 0 {
			parts = append(parts, c.closes())
		}
	}
	switch {
	// Before mine: a manager who was its owner and left the team reads that nobody owns it.
	case c.ownerless():
		parts = append(parts, "nobody in the team owns it")
	case !c.mine():
		parts = append(parts, nameOf(c.owner))
	}
	if !c.only {
		parts = append(parts, escape(c.team.Name))
	}
	return parts
}

// closes says when the deal may close, or was to.
func (c *dealCase) closes() string {
	return closesOn(c.r.Closes, c.today)
}

// yearOf is the year that a day is in.
func yearOf(d coach.Day) int {
	year, _, _ := d.Date()
	return year
}
