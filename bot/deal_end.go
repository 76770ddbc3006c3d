package bot

// How a deal ends: won or lost, what was learned, and the win in the ledger, once.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Block ids of the forms of the end.
const (
	inDealEnded  = "deal_ended" // the day
	inDealLearnt = "deal_learnt"
	// It is an option with the value "yes"; an empty box comes back without options.
	inDealCount = "deal_count" // a box: the win is logged
	inDealWorth = "deal_worth" // what it brought
)

// sourceDeal is the source of entries of the ledger that a won deal made; see coach.Activity.
const sourceDeal = "deal"

// pressDealWon opens the form of a deal that was won. Anybody who sees the deal may end it; a manager does so for
// somebody who is away. What it brings begins as the amount that was expected, and what is saved becomes the deal's
// amount: from then on it is what was won. The day begins as the owner's today.
func pressDealWon(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, err := b.dealCase(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	// Two people may press it, or one from an old message: the page shows how it ended.
	if !c.r.Open() {
		return answer{Modal: c.card()}, nil
	}
	var s sheet
	s.say("*Congratulations!* " + oneLine(c.r.Called()) + " is won.")
	s.inputs(
		dateInput(inDealEnded, "Won on", "", c.today),
		textInput(inDealWorth, "What it brings"+inUnit(c.r.Unit), "Such as 12k or 12,500.", c.typable(), false))
	if box := c.countInput(); box != nil {
		s.inputs(box)
	} else if c.r.Counted {
		// Reopened deals alone come here. A win is counted once in a deal's life: taking the first entry back by itself
		// would take it from a day that may be reported already. Who wants that types a correction.
		s.small("It was logged when it was won before, so it is not counted again.")
	}
	s.inputs(textInput(inDealLearnt, "What did we learn?", "What made the difference, for the next deal like it.", c.r.Learnt, true))
	return answer{Modal: modal(formDealWon, "Won", "Save", c.ending(), s.blocks...)}, nil
}

// pressDealLost opens the form of a deal that was lost. No field asks for a reason why, and none for who: what is worth
// having of a lost deal is what to ask earlier. It stays optional, since on that day some would rather not write.
func pressDealLost(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, err := b.dealCase(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	if !c.r.Open() {
		return answer{Modal: c.card()}, nil
	}
	var s sheet
	s.say("*" + oneLine(c.r.Called()) + "* is not going ahead. Thank you for the work that went into it.")
	s.inputs(
		dateInput(inDealEnded, "Decided on", "", c.today),
		textInput(inDealLearnt, "What did we learn?", "What to ask, or to do, earlier the next time.", c.r.Learnt, true))
	return answer{Modal: modal(formDealLost, "Lost", "Save", c.ending(), s.blocks...)}, nil
}

// wonKPIs are what a won deal counts for: the last result of the team that is counted in things, and the last that is
// counted in the deal's currency. A KPI without an id is one that there is not. The last, as the funnel goes from cause
// to result: of "meetings held" and "deals", both lagging, the deal is the later one. Amounts in another currency than
// the KPI's are not converted, and so not counted.
func (c *dealCase) wonKPIs() (deals, revenue coach.KPI) {
	for _, k := range c.team.KPIs {
		switch {
		case k.Kind != coach.Lagging:
		case !k.Money():
			deals = k
		case strings.EqualFold(k.Unit, c.r.Unit):
			revenue = k
		}
	}
	return deals, revenue
}

// countInput is the box that logs the win; nil where it cannot be, or was already. It says whom it logs for, as a
// manager who ends somebody's deal writes into that person's numbers. Who has left the team has no ledger to write
// into. It is ticked at first: most wins are to be counted, and a forgotten one is noticed late; the hint is for those
// who log each deal by hand.
func (c *dealCase) countInput() *slack.InputBlock {
	deals, revenue := c.wonKPIs()
	if c.r.Counted || c.ownerless() || deals.ID == "" && revenue.ID == "" {
		return nil
	}
	var what []string
	if deals.ID != "" {
		what = append(what, deals.Amount(1))
	}
	if revenue.ID != "" {
		what = append(what, "what it brings as "+revenue.Plural)
	}
	whom := "you"
	if !c.mine() {
		whom = named(c.owner).Name
	}
	// What is counted is named in the box itself, and in whose ledger, before it is done.
	box := slack.NewOptionBlockObject("yes", plain(cut("Log "+listed(what)+" for "+whom, maxLabel)), nil)
	e := slack.NewCheckboxGroupsBlockElement(inputAction, box)
	e.InitialOptions = []*slack.OptionBlockObject{box}
	return input(inDealCount, "Count it", "Leave it out if it is logged already.", e, true)
}

// inUnit says in brackets which currency an amount is in.
func inUnit(unit string) string {
	if unit == "" {
		return ""
	}
	return " (" + unit + ")"
}

// typable is the deal's amount as a field takes it; "" for none. Written so that ParseDealAmount reads it back to the
// same number.
func (c *dealCase) typable() string {
	if c.r.Amount == 0 {
		return ""
	}
	return coach.WriteAmount(c.r.Amount, c.r.Unit)
}

// submitDealWon ends a deal as won. One change holds the deal's end, its move, the entries of the ledger and the word
// to the owner, so that a win is never counted without its deal being won or the other way round. Counted is decided
// anew here: the box is a wish, and whether it can be granted is looked at again (uncounted says so when not). All
// faults of the form are shown at once, each at its field. The day of a win may be up to a year back, that of an entry
// of the ledger 31 days; so a late one may be saved without the log.
func submitDealWon(ctx context.Context, b *Bot, req *request) (answer, error) {
	// Rights first: whoever may not see the deal learns nothing of how it stands.
	c, ref, err := b.dealHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	if !c.r.Open() || c.reopenedSince(ref) {
		return c.decided()
	}
	wrong := map[string]string{}
	// All fields are read before any fault is shown, so that nobody mends one to learn of the next.
	day := c.endedDay(wrong)
	worth, err := coach.ParseDealAmount(req.State[inDealWorth].Value, c.r.Unit)
	if err != nil {
		wrong[inDealWorth] = err.Error()
	}
	// Wanted is what the person ticked, count whether it can be done now: the two are told apart in what is said
	// afterwards.
	wanted := slices.Contains(req.State[inDealCount].Options, "yes")
	count := wanted && c.countInput() != nil
	if err := coach.CheckDay(day, c.today); err != nil && count && wrong[inDealEnded] == "" {
		wrong[inDealEnded] = err.Error() + " Without the log any day will do."
	}
	if len(wrong) > 0 {
		return answer{Errors: wrong}, nil
	}
	change := c.change()
	// Also where it was emptied: 0 is "nobody said".
	c.r.Amount = worth
	said := []string{"*Won!* " + oneLine(c.r.Called()) + " is on the list of won deals."}
	if count {
		change.Activities = c.entries(day)
		// A deal that is worth nothing, in a team that counts no deals, writes nothing: it may still be counted at a
		// later win.
		c.r.Counted = len(change.Activities) > 0
	}
	switch {
	case len(change.Activities) > 0:
		said = append(said, "Logged for "+shortDay(day)+": "+c.loggedWords(change.Activities)+".")
	case count:
		said = append(said, "Nothing was logged, as there is no amount.")
	case wanted:
		said = append(said, "It was not logged: "+c.uncounted()+".")
	}
	return c.end(ctx, change, coach.DealWon, day, said)
}

// uncounted says what became of the box since somebody ticked it. The order is that of countInput's conditions; the
// last is what remains.
func (c *dealCase) uncounted() string {
	switch {
	case c.r.Counted:
		return "it is counted already"
	case c.ownerless():
		return "nobody in the team owns it any more"
	}
	return escape(c.team.Name) + " has no KPI for it any more"
}

// ending is the reference of a form that ends the deal. It carries since when the deal stands in its stage, which
// reopenedSince compares; unlike a move it does not carry the stage, as a deal may be won from any.
func (c *dealCase) ending() string {
	return dealRef{Deal: c.r.ID, At: filedMicros(c.r.StageAt)}.String()
}

// reopenedSince tells whether the deal was decided and opened again since a form was opened: what the form decides was
// decided, and is not so any more. A mere move to another stage does not matter: a deal can be won wherever it stands.
func (c *dealCase) reopenedSince(ref dealRef) bool {
	// A move to another stage makes it overtaken as well, and is no reason: hence the look at how it moved.
	return c.overtaken(ref) && slices.ContainsFunc(c.r.Moves, func(m coach.DealMove) bool {
		return filedMicros(m.At) > ref.At && (m.From == string(coach.DealWon) || m.From == string(coach.DealLost))
	})
}

// endNow is the form of an end as it would be opened now, with the fields that hold what is stored: the day is that of the
// person who hands it in. For the same reason the box is left out: whether it is offered at all changes with the deal,
// and a box has no other hand in it. Fields that the view does not have are taken as they were handed in.
func endNow(press handler) formNow {
	return func(ctx context.Context, b *Bot, req *request) (openedNow, error) {
		// The view may be nil with an error, and without fields where the deal has ended.
		now, err := dealNow(press)(ctx, b, req)
		if now.view != nil {
			now.view.Blocks.BlockSet = slices.DeleteFunc(now.view.Blocks.BlockSet, func(block slack.Block) bool {
				return block.ID() == inDealEnded || block.ID() == inDealCount
			})
		}
		return now, err
	}
}

// decided is the answer to a form about the end of a deal that was ended meanwhile. What was learned stays in the form, to
// be copied; without it there is nothing to lose. It is no error of the person: both outcomes name what the deal is
// now. What was learned is shown at its field rather than saved into the end that somebody else wrote, which is theirs.
func (c *dealCase) decided() (answer, error) {
	what, then := "marked as "+string(c.r.State), "close this form and add it on the deal's page."
	if c.r.Open() {
		what, then = "decided and reopened", "close this form and open it anew."
	}
	learnt := strings.TrimSpace(c.req.State[inDealLearnt].Value)
	// Nothing was typed that is not stored already, so the page can take the form's place.
	if learnt == "" || learnt == c.r.Learnt {
		return answer{Modal: c.card("It was " + what + " meanwhile; nothing was changed.")}, nil
	}
	return answer{Errors: map[string]string{
		inDealLearnt: "This deal was " + what + " meanwhile, so nothing was saved. Copy what you wrote, " + then,
	}}, nil
}

// entries are what a won deal writes into the ledger of its owner. They are the owner's whoever ends the deal, on the
// day of the end, with the deal's name as the note. An amount of 0 makes no entry, as the ledger has none of zero. Id,
// instant and inbound key are filled in by commit.
func (c *dealCase) entries(day coach.Day) []coach.Activity {
	deals, revenue := c.wonKPIs()
	var entries []coach.Activity
	add := func(k coach.KPI, n int64) {
		// The zero KPI is one that the team does not have.
		if k.ID != "" && n > 0 {
			entries = append(entries, coach.Activity{
				Team: c.team.ID, Person: c.r.Owner, KPI: k.ID, Day: day, Count: n, Note: c.r.Name, Source: sourceDeal,
			})
		}
	}
	add(deals, 1)
	add(revenue, c.r.Amount)
	return entries
}

// loggedWords says what was logged: "1 deal and €12,000".
func (c *dealCase) loggedWords(entries []coach.Activity) string {
	var words []string
	for _, a := range entries {
		if k, ok := c.team.KPI(a.KPI); ok {
			words = append(words, amount(k, a.Count))
		}
	}
	return listed(words)
}

// submitDealLost ends a deal as lost. A loss writes nothing into the ledger. The amount stays what it was expected to
// be.
func submitDealLost(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, ref, err := b.dealHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	if !c.r.Open() || c.reopenedSince(ref) {
		return c.decided()
	}
	wrong := map[string]string{}
	if day := c.endedDay(wrong); len(wrong) == 0 {
		return c.end(ctx, c.change(), coach.DealLost, day, []string{"*Kept.* " + oneLine(c.r.Called()) + " is closed, with all that is known about it."})
	}
	return answer{Errors: wrong}, nil
}

// endedDay reads the day on which it was decided, on the owner's calendar: not one to come, and none more than 366 days
// back, which would be a slip in the year. Nothing compares it with the day on which the deal was made: deals are often
// put in after they have begun. A fault is written into wrong at its field, and the day is then of no use.
func (c *dealCase) endedDay(wrong map[string]string) coach.Day {
	day, err := coach.ParseDay(c.req.State[inDealEnded].Value)
	switch {
	case err != nil:
		wrong[inDealEnded] = "Please pick the day on which it was decided."
	case day > c.today:
		wrong[inDealEnded] = shortDay(day) + " is still ahead. Please pick the day on which it was decided."
	case day < c.today-366:
		wrong[inDealEnded] = fmt.Sprintf("%s is more than a year back. Please check the date.", day.Format("Mon 2 Jan 2006"))
	}
	return day
}

// end closes the deal, with what was learned. Change may hold entries already; it is completed with the move and the
// messages. The stage stays the one in which it ended, so that reopening leads back there. What was not known by then
// is kept in the move under the names of that day, which the history shows also after the process was changed. MovedAt
// counts an end as a movement. Said stands above the deal's page.
func (c *dealCase) end(ctx context.Context, change coach.Change, state coach.DealState, day coach.Day, said []string) (answer, error) {
	change.DealMoves = []coach.DealMove{{
		ID: newID(), Deal: c.r.ID, From: c.r.Stage, To: string(state), By: c.req.Person.ID, Unproven: milestoneNames(c.unproven(c.place)),
	}}
	c.r.State, c.r.EndedAt, c.r.EndedDay, c.r.MovedAt = state, change.At, day, change.At
	c.r.Learnt = strings.TrimSpace(c.req.State[inDealLearnt].Value)
	change.Messages = c.endMessages(change)
	c, err := c.save(ctx, change)
	if err != nil {
		return answer{}, err
	}
	return answer{Modal: c.card(said...)}, nil
}

// endMessages tell the owner of a deal that somebody else closed or reopened, with what it wrote into their numbers.
// The owner who acts themselves is told nothing (see tell), nor is one who has left the team (see present). Managers
// are not told: their digest and the pipeline have it.
func (c *dealCase) endMessages(change coach.Change) []coach.Message {
	what := "reopened"
	if !c.r.Open() {
		what = "marked as " + string(c.r.State)
	}
	var s sheet
	s.say("*" + oneLine(c.r.Called()) + "* was " + what + " by " + nameOf(c.req.Person) + ".")
	if logged := c.loggedWords(change.Activities); logged != "" {
		s.say("Logged for you: " + logged + ", on " + shortDay(c.r.EndedDay) + ".")
	}
	s.buttons(press(actDealOpen, "Open the deal", c.r.ID))
	return c.tell(change.DealMoves[0].ID, c.present([]coach.Person{c.owner}), s.body())
}

// pressDealReopen opens a deal again, in the stage in which it ended. What was counted stays counted. A new StageAt
// begins the stage anew, so that the days of its first time do not make it a deal at risk at once; it is also what
// tells an end's form that was open meanwhile. Counted stays true for good: see pressDealWon. Amount and what was
// learned stay as well, to begin the next form with.
func pressDealReopen(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, err := b.dealCase(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	if c.r.Open() {
		return answer{Modal: c.card()}, nil
	}
	change := c.change()
	// From the end back to the stage: that is what reopenedSince looks for.
	change.DealMoves = []coach.DealMove{{ID: newID(), Deal: c.r.ID, From: string(c.r.State), To: c.r.Stage, By: req.Person.ID}}
	said := "*Open again.*"
	if c.r.Counted {
		said += " What was logged when it was won stays logged, and is not counted a second time."
	}
	c.r.State, c.r.EndedDay = coach.DealOpen, 0
	c.r.EndedAt, c.r.StageAt, c.r.MovedAt = time.Time{}, change.At, change.At
	change.Messages = c.endMessages(change)
	if c, err = c.save(ctx, change); err != nil {
		return answer{}, err
	}
	return answer{Modal: c.card(said)}, nil
}

// pressDealLearnt opens the form for what was learned from a deal that is decided. What we learned can be added for as
// long as the deal is kept, since the customer's own reason is often heard weeks later.
func pressDealLearnt(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, err := b.dealCase(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	if c.r.Open() {
		return answer{Modal: c.card()}, nil
	}
	// Of a lost deal it asks for the next one, of a won one for what to keep doing.
	hint := "What to ask, or to do, earlier the next time."
	if c.r.State == coach.DealWon {
		hint = "What made the difference, for the next deal like it."
	}
	var s sheet
	s.say("*" + oneLine(c.r.Called()) + "* was " + string(c.r.State) + " on " + shortDay(c.r.EndedDay) + ".")
	s.inputs(textInput(inDealLearnt, "What did we learn?", hint, c.r.Learnt, true))
	return answer{Modal: modal(formDealLearnt, "What we learned", "Save", dealRef{Deal: c.r.ID}.String(), s.blocks...)}, nil
}

// submitDealLearnt keeps what was learned, in the place of what was said before. The deal stays decided as it is. It
// may be emptied: people's own words are theirs to take back. Two windows of it are settled by the form's Now, so
// nobody writes over what they have not seen.
func submitDealLearnt(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, _, err := b.dealHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	learnt := strings.TrimSpace(req.State[inDealLearnt].Value)
	if learnt == c.r.Learnt {
		return answer{Modal: c.card("Nothing was changed.")}, nil
	}
	said := "*Kept.*"
	if c.r.Open() {
		said += " The deal was reopened meanwhile; this stands in the form when it is decided."
	}
	c.r.Learnt = learnt
	if c, err = c.save(ctx, c.change()); err != nil {
		return answer{}, err
	}
	return answer{Modal: c.card(said)}, nil
}
