package bot

// The weekly check-in's form, and everything that filing it changes: the ledger is corrected,
// the reflections are kept, what will be tried becomes a commitment, and each reader gets what
// is for them. Filed again, all of it is changed in place.

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Block ids of the weekly check-in's form. Each KPI's is followed by its id.
const (
	inCount   = "count/"
	inBest    = "best"    // how the best result came about
	inLearnt  = "learnt"  // what was learnt
	inTry     = "try"     // the one thing to try: becomes a commitment
	inNeed    = "need"    // what the manager is asked for
	inShare   = "share"   // a box for each of the first two answers: it goes to the channel
	inQuality = "quality" // the answer to the question of the week
)

// What the boxes of inShare stand for.
const (
	shareBest   = "best"
	shareLearnt = "learnt"
)

// A checkInSheet is what the form remembers of how it was opened. Shown tells a number that
// the person changed from one that moved on while the form was open: only the former is a
// statement about the week. It travels as JSON in the form's private metadata, of which Slack takes 3,000 characters; a
// KPI takes about 60 of them. What comes back is only trusted to be what was shown: the team, the role and the days are
// checked again.
type checkInSheet struct {
	Ref   string           `json:"ref"`
	Shown map[string]int64 `json:"shown"` // KPI id → the prefilled number

	Question string `json:"question,omitempty"` // of the week, as it was asked
	Over     *int64 `json:"over,omitempty"`     // when that was filed which the form shows: see cutOver
}

// A checkInFiling is everything that one submission of the form is about. openCheckIn fills what is known when the
// form opens; submitCheckIn adds what the person answered and collects its effects in change, which is committed whole
// or not at all. It lives for one request. What is read into it is of that request's instant, change.At.
type checkInFiling struct {
	person coach.Person
	team   *coach.Team
	week   coach.Span          // all seven days, also while it lasts
	shown  map[string]int64    // as in checkInSheet
	f      *figures            // of this week and the one before
	before coach.WeeklyCheckIn // what was filed before; the zero value when nothing was
	again  bool                // filed before
	over   bool                // they were asked about the next week
	draft  formState           // what they kept of the form; nil for nothing
	asked  []coach.Commitment  // what comes back in this week, the earliest promised first
	own    coach.Commitment    // what an earlier filing promised; the zero value when nothing can be changed about it
	deals  *dealWalk           // their deals of the week, to be asked about next; nil when these are not known
	change coach.Change        // carries the request's key, so that a redelivery changes nothing
	filed  coach.WeeklyCheckIn // what is filed now
}

// pressCheckInFill opens the form, prefilled from the ledger and from what was filed before. Nothing is written: a form
// that is closed again leaves no trace.
func pressCheckInFill(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, err := b.checkInAsked(ctx, req)
	if err != nil {
		return answer{}, err
	}
	return answer{Modal: c.modal()}, nil
}

// checkInAsked is the check-in of the week in the request's value, refused once it cannot be filed any more. The button
// of the message, "Change" in the thanks and "Keep for later" go through it alike.
func (b *Bot) checkInAsked(ctx context.Context, req *request) (*checkInFiling, error) {
	t, week, err := checkInWeek(req, req.Value)
	if err != nil {
		return nil, err
	}
	c, err := b.openCheckIn(ctx, req, t, week)
	if err != nil {
		return nil, err
	}
	return c, c.open()
}

// checkInWeek reads which week of which team is meant, and refuses whoever is not a rep of it. Both the button and the
// form go through it, because somebody may leave the team while the form is open. Errors are refusals.
func checkInWeek(req *request, ref string) (*coach.Team, coach.Span, error) {
	id, first, _ := strings.Cut(ref, "/")
	from, err := coach.ParseDay(first)
	t := req.Roster.Team(id)
	switch {
	case err != nil || t == nil:
		return nil, coach.Span{}, refusal("This check-in is not there any more, so nothing was saved. " +
			"The next one comes at the end of your week.")
	case !activeRep(req.Roster, t, req.Person.ID):
		return nil, coach.Span{}, refusal("This check-in is for the reps of " + escape(t.Name) +
			", and you are not one of them.")
	}
	return t, coach.Span{From: from, To: from + 6}, nil
}

// openCheckIn reads what the form shows and what a submission is compared with. It reads at the press and again at the
// submission, as the ledger may have moved on; between that second reading and the commit only the same person's other
// requests could change their numbers, and these wait in the same lane.
func (b *Bot) openCheckIn(ctx context.Context, req *request, t *coach.Team, week coach.Span) (*checkInFiling, error) {
	at := b.now()
	f, err := b.figuresIn(ctx, req.Roster, t, at, coach.Span{From: week.From - 7, To: week.To})
	if err != nil {
		return nil, err
	}
	filed, err := b.store.CheckIns(ctx, t.ID, week.From)
	if err != nil {
		return nil, fmt.Errorf("check-ins of team %s: %w", t.Name, err)
	}
	c := &checkInFiling{person: req.Person, team: t, week: week, f: f, change: coach.Change{At: at, Inbound: req.Key}}
	c.before, c.again = checkInOf(filed, req.Person.ID)
	if c.over, err = b.posted(ctx, checkInKey(t.ID, week.From+7, req.Person.ID)); err != nil {
		return nil, err
	}
	if c.draft, err = b.readDraft(ctx, req.Person.ID, t, checkInRef(t.ID, week.From)); err != nil {
		return nil, err
	}
	// Of the whole team in one reading; those of this person are picked out below.
	promises, err := b.promises(ctx, t, week.From)
	if err != nil {
		return nil, err
	}
	for _, p := range promises {
		switch {
		case p.Person != req.Person.ID:
		// What this very week promised is in its own field and not asked about as one that has come due.
		case p.ID == c.before.Promise:
			c.own = p
		case p.Asked(week):
			c.asked = append(c.asked, p)
		}
	}
	// In the order in which they were promised, which what is said about them does not change.
	slices.SortFunc(c.asked, func(a, b coach.Commitment) int { return cmp.Or(a.MadeAt.Compare(b.MadeAt), cmp.Compare(a.ID, b.ID)) })
	// Two inputs each: more would push the questions out of sight.
	c.asked = c.asked[:min(len(c.asked), promisesAtOnce)]
	return c, nil
}

// open refuses a week that cannot be filed: one that has not begun, one after which the person was asked about the next,
// and, for who was away since, one so far back that its numbers stand. The limit is the ledger's own, 31 days, applied to the week's last day: a correction is booked
// there, and would be refused as an entry otherwise. For this the invitation to the next week is looked for in the
// outbox, sent or not.
func (c *checkInFiling) open() error {
	today := c.f.today(c.person.ID)
	switch {
	case c.week.From > today:
		return refusal("That week has not begun yet.")
	case c.over:
		return refusal("The week of " + spanName(c.week) + " is closed, because you were asked about the one after it. " +
			"What is still open comes back there.")
	case coach.CheckDay(c.end(), today) != nil:
		return refusal("The week of " + spanName(c.week) + " is more than a month back and is closed.")
	}
	return nil
}

// end is the last day of the week that may hold an entry: today, or the week's last day when
// it is over.
func (c *checkInFiling) end() coach.Day { return min(c.week.To, c.f.today(c.person.ID)) }

// modal is the form: a number for each KPI, results included, then the four questions, then who gets to read it. Its
// private metadata is the checkInSheet.
func (c *checkInFiling) modal() *slack.ModalViewRequest {
	var s sheet
	p := c.person
	s.say("Your week in "+escape(c.team.Name)+", *"+spanName(c.week)+"*.",
		"Change a number that is not right; the log is corrected with it.")
	held := checkInSheet{Ref: checkInRef(c.team.ID, c.week.From), Shown: make(map[string]int64), Question: c.question()}
	// 0 for a week that was not filed: what was filed since then is newer all the same.
	filed := filedMicros(c.before.FiledAt)
	held.Over = &filed
	for _, k := range c.team.KPIs {
		n := c.f.sum(p.ID, k.ID, c.week)
		held.Shown[k.ID] = n
		s.inputs(countInput(inCount+k.ID, k, "", typable(k, n)))
	}
	s.inputs(promiseInputs(c.asked, c.week.From)...)
	a := c.before.Answers
	// Nothing is required: a week with numbers and no words is a check-in too.
	s.inputs(
		textInput(inBest, "How did your best result come about?", "", a.Best, true),
		textInput(inLearnt, "What did you learn?", "", a.Learnt, true),
		textInput(inQuality, held.Question, "One question a week, about how and not how much.", a.Quality, true),
		c.tryInput(),
		textInput(inNeed, "What do you need from your manager?",
			// Who reads what is said before it is written.
			"Your manager reads all your answers. Your team reads only what you tick below.", a.Need, true),
		c.shareInput(),
	)
	refill(s.blocks, c.draft)
	s.buttons(press(actCheckInKeep, "Keep for later", held.Ref))
	if c.draft != nil {
		s.small("What you typed is kept for you alone. Save files it.")
	} else {
		s.small("In a hurry? *Keep for later* keeps what you have typed, for you alone, and files nothing yet.")
	}
	private, err := json.Marshal(held)
	// Strings and numbers always marshal. Without the shown numbers the form would still work: each number that differs
	// from the ledger would then count as stated.
	if err != nil {
		private = []byte(`{"ref":"` + held.Ref + `"}`)
	}
	return modal(formCheckIn, "Your week", "Save", string(private), s.blocks...)
}

// tryInput asks for one thing, in a line: it comes back in lists. What was filed when it could be more stays there to be changed.
func (c *checkInFiling) tryInput() *slack.InputBlock {
	const label = "What is the one thing you will try next week?"
	hint := "It comes back to you on " + longDay(commitmentDue(c.team, c.person, c.week)) + "."
	before := c.before.Answers.Try
	if c.mostToTry() > maxLine || strings.Contains(before, "\n") {
		return textInput(inTry, label, hint, before, true)
	}
	return lineInput(inTry, label, hint, before, maxLine)
}

// mostToTry is how many characters the one thing may have: those of a line, or as many as were filed before or kept for later.
func (c *checkInFiling) mostToTry() int {
	return max(maxLine, utf8.RuneCountInString(c.before.Answers.Try), utf8.RuneCountInString(c.draft[inTry].Value))
}

// question is what this week's form asks beside what all of them ask: what it asked before when it was filed already.
func (c *checkInFiling) question() string {
	if c.before.Question != "" {
		return c.before.Question
	}
	return c.team.QualityQuestion(c.week.From)
}

// shareInput asks which answers the team may read, each for itself. Nothing is ticked the first time; later it is as it
// was filed, so that a correction of a number shares no more and no less.
func (c *checkInFiling) shareInput() *slack.InputBlock {
	best := slack.NewOptionBlockObject(shareBest, plain("How my best result came about"), nil)
	learnt := slack.NewOptionBlockObject(shareLearnt, plain("What I learnt"), nil)
	// Two boxes of one group: each is ticked by itself.
	e := slack.NewCheckboxGroupsBlockElement(inputAction, best, learnt)
	if c.before.Share.Best {
		e.InitialOptions = append(e.InitialOptions, best)
	}
	if c.before.Share.Learnt {
		e.InitialOptions = append(e.InitialOptions, learnt)
	}
	return input(inShare, "Share with the team", "", e, true)
}

// submitCheckIn files the week: corrections, reflections, the commitment, and who gets to read what. All of it is one
// change: when it fails, the form stays open with what was typed and an apology at its first field. A fault in a
// number is shown at that number, and nothing is saved until all of them are mended. The answer asks about their
// open deals, or is empty, which closes the form; the thanks stand in the direct message that asked.
func submitCheckIn(ctx context.Context, b *Bot, req *request) (answer, error) {
	var held checkInSheet
	if err := json.Unmarshal([]byte(req.Value), &held); err != nil {
		return answer{}, refusal("This form is from an earlier version, so nothing was saved. " +
			"Please copy what you typed and press *Fill in* again.")
	}
	t, week, err := checkInWeek(req, held.Ref)
	if err != nil {
		return answer{}, err
	}
	c, err := b.openCheckIn(ctx, req, t, week)
	if err != nil {
		return answer{}, err
	}
	// Again, because a form may stay open for weeks.
	if err := c.open(); err != nil {
		return answer{}, err
	}
	// What the form showed when it was opened, which may be days ago.
	c.shown = held.Shown
	c.read(req.State, held.Question)
	faults := c.correct(req.State)
	settled, wrong := settlePromises(c.asked, req.State, c.f.today(req.Person.ID), c.change.At, week.From)
	// Faults of numbers and of commitments are shown together, each at its field.
	maps.Copy(faults, wrong)
	if utf8.RuneCountInString(c.filed.Answers.Try) > c.mostToTry() {
		faults[inTry] = "This is longer than the 200 characters that a list shows. Please keep it to a line; there is room for more under what you learnt."
	}
	if len(faults) > 0 {
		return answer{Errors: faults}, nil
	}
	// Before the messages are written, which say what became of each.
	c.settle(settled)
	c.commitTo()
	c.change.CheckIn, c.change.Over = &c.filed, filedAt(held.Over)
	if c.draft != nil { // it is finished
		c.change.Draft = &coach.Draft{Person: req.Person.ID, Kind: draftCheckIn(t.ID)}
	}
	c.deals = b.dealsOfWeek(ctx, req, t, week)
	// Nothing was stored by then, so an error leaves the form open with all of it.
	if err := b.checkInMessages(ctx, c); err != nil {
		return answer{}, err
	}
	if err := b.commit(ctx, c.change); err != nil {
		return answer{}, err
	}
	return c.deals.begin(), nil
}

// read takes the answers out of the form, in the person's own words. They are escaped where they are shown and not
// here: what is stored is what was typed. Each is at most maxTyped characters, by Slack's own check. Shown is the
// question of the week that the form says it asked; it is believed when it is one that Pacer asks.
func (c *checkInFiling) read(state formState, shown string) {
	typed := func(id string) string { return strings.TrimSpace(state[id].Value) }
	c.filed = coach.WeeklyCheckIn{
		Team: c.team.ID, Person: c.person.ID, Week: c.week.From, Counts: make(map[string]int64),
		Answers: coach.Reflections{
			Best: typed(inBest), Learnt: typed(inLearnt), Try: typed(inTry), Need: typed(inNeed), Quality: typed(inQuality),
		},
		Question: c.question(), Promise: c.before.Promise, FiledAt: c.change.At, Edited: c.again,
		Share: coach.Shares{
			Best:   slices.Contains(state[inShare].Options, shareBest),
			Learnt: slices.Contains(state[inShare].Options, shareLearnt),
		},
	}
	// The form comes back from outside, so a question that is none of the bank's is not kept as one.
	if slices.Contains(c.team.QualityBank(), shown) {
		c.filed.Question = shown
	}
}

// correct turns each changed number into entries of the ledger, and states the counts. A
// stated number is what the week comes to, also when something was logged while the form was
// open; a number that was left as it was shown states nothing, so that it cannot take back
// what came in meanwhile. Faults are sentences by block id.
//
// Shown 15, logged 2 meanwhile: typed 15 leaves 17; typed 20 books 3 and leaves 20; typed nothing leaves 17.
func (c *checkInFiling) correct(state formState) map[string]string {
	faults := make(map[string]string)
	for _, k := range c.team.KPIs {
		total := c.f.sum(c.person.ID, k.ID, c.week)
		// Also of a KPI that was added while the form was open.
		c.filed.Counts[k.ID] = total // unless something else is stated below
		typed := strings.TrimSpace(state[inCount+k.ID].Value)
		// Unknown in a form whose metadata could not be written, see modal.
		shown, known := c.shown[k.ID]
		if typed == "" || known && typed == typable(k, shown) {
			continue // nothing was said about it
		}
		stated, err := coach.ParseAmount(typed, k)
		if err != nil {
			faults[inCount+k.ID] = err.Error()
			continue
		}
		if known && stated == shown || stated == total {
			continue // the same number in another spelling
		}
		// The correction is an entry like any other and keeps to the same bounds.
		if err := coach.CheckCount(k, stated-total); err != nil {
			faults[inCount+k.ID] = err.Error()
			continue
		}
		c.filed.Counts[k.ID] = stated
		c.enter(k, stated-total)
	}
	return faults
}

// enter books a difference on the last day of the week. What is taken away is taken from the
// last days that have something, because no day's total may fall below zero. With 10 on Tuesday and 5 on Friday, -12
// becomes -5 on Friday and -7 on Tuesday. As a stated number is never negative, the days together have enough; should
// something be taken off them in between, the store refuses the change as a whole.
func (c *checkInFiling) enter(k coach.KPI, difference int64) {
	for day := c.end(); difference != 0 && day >= c.week.From; day-- {
		part := difference
		if difference < 0 {
			part = -min(-difference, c.f.sum(c.person.ID, k.ID, coach.Span{From: day, To: day}))
		}
		// Nothing was logged on that day.
		if part == 0 {
			continue
		}
		c.change.Activities = append(c.change.Activities, coach.Activity{
			Team: c.team.ID, Person: c.person.ID,
			KPI: k.ID, Day: day, Count: part, Source: "checkin",
		})
		difference -= part
	}
}

// settle puts what became of commitments into the change, and into what is shown of them. What is asked stays in its
// order.
func (c *checkInFiling) settle(settled []coach.Commitment) {
	c.change.Commitments = append(c.change.Commitments, settled...)
	for i, p := range c.asked {
		if at := slices.IndexFunc(settled, func(s coach.Commitment) bool { return s.ID == p.ID }); at >= 0 {
			c.asked[i] = settled[at]
		}
	}
}

// commitTo turns what a person will try into a commitment. Filed again, it changes the one that was made, whose id the
// check-in has; emptied, it is dropped, of no week's account. One that was closed in between is history: other words
// then make a new one, and the same words none, because nothing new was promised. A dropped commitment keeps its text,
// so that the record says what it was.
func (c *checkInFiling) commitTo() {
	try, promise := c.filed.Answers.Try, c.own
	open := promise.ID != "" && promise.Open()
	switch {
	case try == c.before.Answers.Try:
		return
	case try == "" && !open:
		c.filed.Promise = ""
		return
	case try == "":
		c.filed.Promise = ""
		// No week: it was taken back by whoever made it, and is in no account of a week.
		promise.State, promise.SettledAt, promise.SettledWeek, promise.MovedFrom = coach.PromiseDropped, c.change.At, 0, 0
	case open:
		// Its id stays, so whoever looks it up finds the newer words.
		promise.Text = try
		if promise.State != coach.PromiseMoved { // a day that they chose themselves is kept
			promise.Due = commitmentDue(c.team, c.person, c.week)
		}
	default:
		promise = coach.Commitment{
			ID: newID(), Team: c.team.ID, Person: c.person.ID, Text: try, State: coach.PromiseOpen,
			Due: commitmentDue(c.team, c.person, c.week), MadeAt: c.change.At,
		}
		c.filed.Promise = promise.ID
	}
	c.change.Commitments = append(c.change.Commitments, promise)
	c.own = promise
}
