package bot

// The weekly check-in's form, and everything that filing it changes: the ledger is corrected,
// the reflections are kept, what will be tried becomes a commitment, and each reader gets what
// is for them. Filed again, all of it is changed in place.

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Block ids of the weekly check-in's form. Each KPI's is followed by its id.
const (
	inCount  = "count/"
	inBest   = "best"   // how the best result came about
	inLearnt = "learnt" // what was learnt
	inTry    = "try"    // the one thing to try: becomes a commitment
	inNeed   = "need"   // what the manager is asked for
	inShare  = "share"  // one box: the first two answers go to the channel
)

// A checkInSheet is what the form remembers of how it was opened. Shown tells a number that
// the person changed from one that moved on while the form was open: only the former is a
// statement about the week. It travels as JSON in the form's private metadata, of which Slack takes 3,000 characters; a
// KPI takes about 60 of them. What comes back is only trusted to be what was shown: the team, the role and the days are
// checked again.
type checkInSheet struct {
	Ref   string           `json:"ref"`
	Shown map[string]int64 `json:"shown"` // KPI id → the prefilled number
}

// A checkInFiling is everything that one submission of the form is about. openCheckIn fills what is known when the
// form opens; submitCheckIn adds what the person answered and collects its effects in change, which is committed whole
// or not at all.
type checkInFiling struct {
	person coach.Person
	team   *coach.Team
	week   coach.Span          // all seven days, also while it lasts
	shown  map[string]int64    // as in checkInSheet
	f      *figures            // of this week and the one before
	before coach.WeeklyCheckIn // what was filed before; the zero value when nothing was
	again  bool                // filed before
	change coach.Change        // carries the request's key, so that a redelivery changes nothing
	filed  coach.WeeklyCheckIn // what is filed now
}

// pressCheckInFill opens the form, prefilled from the ledger and from what was filed before. Nothing is written: a form
// that is closed again leaves no trace.
func pressCheckInFill(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, week, err := checkInWeek(req, req.Value)
	if err != nil {
		return answer{}, err
	}
	c, err := b.openCheckIn(ctx, req, t, week)
	if err != nil {
		return answer{}, err
	}
	if err := c.open(); err != nil {
		return answer{}, err
	}
	return answer{Modal: c.modal()}, nil
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
	return c, nil
}

// open refuses a week that cannot be filed: one that has not begun, and one so far back that
// its numbers stand. The limit is the ledger's own, 31 days, applied to the week's last day: a correction is booked
// there, and would be refused as an entry otherwise.
func (c *checkInFiling) open() error {
	today := c.f.today(c.person.ID)
	switch {
	case c.week.From > today:
		return refusal("That week has not begun yet.")
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
	held := checkInSheet{Ref: checkInRef(c.team.ID, c.week.From), Shown: make(map[string]int64)}
	for _, k := range c.team.KPIs {
		n := c.f.sum(p.ID, k.ID, c.week)
		held.Shown[k.ID] = n
		s.inputs(countInput(inCount+k.ID, k, "", typable(k, n)))
	}
	a := c.before.Answers
	// Nothing is required: a week with numbers and no words is a check-in too.
	s.inputs(
		textInput(inBest, "How did your best result come about?", "", a.Best, true),
		textInput(inLearnt, "What did you learn?", "", a.Learnt, true),
		textInput(inTry, "What is the one thing you will try next week?",
			"It comes back to you on "+longDay(commitmentDue(c.team, p, c.week))+".", a.Try, true),
		textInput(inNeed, "What do you need from your manager?",
			// Who reads what is said before it is written.
			"Your manager reads all your answers. Your team reads only the first two, and only if you share them.", a.Need, true),
		checkInput(inShare, "Share", "Share my best result and what I learnt", c.before.Share),
	)
	private, err := json.Marshal(held)
	// Strings and numbers always marshal. Without the shown numbers the form would still work: each number that differs
	// from the ledger would then count as stated.
	if err != nil {
		private = []byte(`{"ref":"` + held.Ref + `"}`)
	}
	return modal(formCheckIn, "Your week", "Save", string(private), s.blocks...)
}

// submitCheckIn files the week: corrections, reflections, the commitment, and who gets to read what. All of it is one
// change: when it fails, the form stays open with what was typed and an apology at its first field. A fault in a
// number is shown at that number, and nothing is saved until all of them are mended. The answer is empty, which closes
// the form; the thanks stand in the direct message that asked.
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
	c.shown = held.Shown
	c.filed = coach.WeeklyCheckIn{
		Team: t.ID, Person: req.Person.ID, Week: week.From, Counts: make(map[string]int64),
		Answers: readReflections(req.State), Share: len(req.State[inShare].Options) > 0, FiledAt: b.now(), Edited: c.again,
	}
	if faults := c.correct(req.State); len(faults) > 0 {
		return answer{Errors: faults}, nil
	}
	c.change.CheckIn = &c.filed
	if err := b.commitTo(ctx, c); err != nil {
		return answer{}, err
	}
	if err := b.checkInMessages(ctx, c); err != nil {
		return answer{}, err
	}
	return answer{}, b.commit(ctx, c.change)
}

// readReflections takes the four answers out of the form, in the person's own words. They are escaped where they are
// shown and not here: what is stored is what was typed. Each is at most maxTyped characters, by Slack's own check.
func readReflections(state formState) coach.Reflections {
	typed := func(id string) string { return strings.TrimSpace(state[id].Value) }
	return coach.Reflections{Best: typed(inBest), Learnt: typed(inLearnt), Try: typed(inTry), Need: typed(inNeed)}
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
		c.filed.Counts[k.ID] = total // unless something else is stated below
		typed := strings.TrimSpace(state[inCount+k.ID].Value)
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

// commitTo turns what a person will try into a commitment. Filed again, it changes the one that was made; emptied, it
// is dropped. One that was closed in between is history: other words then make a new one, and the same words none,
// because nothing new was promised. A dropped commitment keeps its text, so that the record says what it was.
func (b *Bot) commitTo(ctx context.Context, c *checkInFiling) error {
	if c.filed.Answers.Try == c.before.Answers.Try {
		return nil
	}
	promise := coach.Commitment{
		Team: c.team.ID, Person: c.person.ID, Text: c.filed.Answers.Try,
		Due: commitmentDue(c.team, c.person, c.week), MadeAt: c.change.At, State: "open",
	}
	open, err := b.store.Commitments(ctx, c.team.ID)
	if err != nil {
		return fmt.Errorf("commitments of team %s: %w", c.team.Name, err)
	}
	// The commitment of the earlier filing is known by its words and its date, for people have
	// others.
	for _, o := range open {
		if o.Person == c.person.ID && o.Due == promise.Due && o.Text == c.before.Answers.Try {
			promise.ID, promise.MadeAt = o.ID, o.MadeAt
		}
	}
	switch {
	case promise.Text == "" && promise.ID == "":
		return nil
	case promise.Text == "":
		promise.Text, promise.State = c.before.Answers.Try, "dropped"
	case promise.ID == "":
		promise.ID = newID()
	}
	c.change.Commitments = append(c.change.Commitments, promise)
	return nil
}

// checkInMessages says what was filed to whom it is for: thanks to the rep, what is shared to the channel, and
// everything to the managers. Each of these is one message a week, whose key says so; what is filed again edits it.
// None has an instant after which it is stale: it was written to be read.
func (b *Bot) checkInMessages(ctx context.Context, c *checkInFiling) error {
	own := checkInKey(c.team.ID, c.week.From, c.person.ID)
	// The invitation itself becomes the thanks, so that its button is not pressed twice by
	// mistake.
	thanks, err := b.postOrEdit(ctx, atOnce(direct(own, c.person.ID, c.thanks(), time.Time{})), c.change.Inbound)
	if err != nil {
		return err
	}
	c.change.Messages = append(c.change.Messages, thanks)
	for _, manager := range managersOf(c.f.roster, c.team) {
		if manager.ID == c.person.ID {
			continue // who manages themselves has read it
		}
		say := direct(own+"/manager/"+manager.ID, manager.ID, c.forManager(), time.Time{})
		m, err := b.postOrEdit(ctx, say, c.change.Inbound)
		if err != nil {
			return err
		}
		c.change.Messages = append(c.change.Messages, m)
	}
	return b.shareCheckIn(ctx, c, own+"/shared")
}

// shareCheckIn puts what is shared into the channel, changes it, or takes it back. Taken back, the message stays with
// a sentence in place of the words; shared once more, it is edited again and not posted anew, so the channel has at
// most one message a person and week. A share that is off and was off before costs no row.
func (b *Bot) shareCheckIn(ctx context.Context, c *checkInFiling, key string) error {
	there, err := b.posted(ctx, key)
	if err != nil {
		return err
	}
	wanted := c.shares()
	post := message(key, c.team.Channel, c.shared())
	switch {
	case wanted && there:
		post = rewrite(post, c.change.Inbound)
	case wanted: // for the first time
	case there && c.before.Share:
		// Deleting it would leave a hole that colleagues have read already, and answers
		// without a beginning.
		taken := body{Text: nameOf(c.person) + " took back what was shared here."}
		post = rewrite(message(key, c.team.Channel, taken), c.change.Inbound)
	default:
		return nil
	}
	c.change.Messages = append(c.change.Messages, post)
	return nil
}

// shares tells whether the filing puts anything into the channel. A ticked box beside two empty answers does not.
func (c *checkInFiling) shares() bool {
	a := c.filed.Answers
	return c.filed.Share && (a.Best != "" || a.Learnt != "") && c.team.Channel != ""
}

// thanks pays a check-in back: the week beside the one before, and what happens next. It says again who reads what, at
// the moment at which it can still be changed: the button opens the same form.
func (c *checkInFiling) thanks() body {
	var s sheet
	s.say("Thank you, your week of " + spanName(c.week) + " is in.")
	s.titled("Your week", bullets(c.stated())...)
	if try := c.filed.Answers.Try; try != "" {
		due := longDay(commitmentDue(c.team, c.person, c.week))
		s.titled("What you will try", quoteBlock(try), "It comes back to you on "+due+".")
	}
	line := "Your manager can read all your answers."
	if c.shares() {
		line += " What you shared is in the channel."
	}
	s.small(line)
	s.buttons(press(actCheckInFill, "Change", checkInRef(c.team.ID, c.week.From)))
	return s.body()
}

// stated is the week as the person stated it, beside the week before. The figures were read before the corrections of
// this filing, so its numbers are those of filed.Counts.
func (c *checkInFiling) stated() []string {
	return weekLines(c.f, c.person, c.week, func(k coach.KPI) int64 { return c.filed.Counts[k.ID] })
}

// shared is what a rep chose to tell the team: the two answers that are theirs to be proud of. What they will try and
// what they need from their manager never go to the channel, whatever is ticked.
func (c *checkInFiling) shared() body {
	var s sheet
	s.say(nameOf(c.person) + " shares from the week of " + spanName(c.week) + ":")
	if best := c.filed.Answers.Best; best != "" {
		s.titled("How the best result came about", quoteBlock(best))
	}
	if learnt := c.filed.Answers.Learnt; learnt != "" {
		s.titled("What was learnt", quoteBlock(learnt))
	}
	return s.body()
}

// forManager is the whole check-in, what is asked of the manager first. It holds nothing that
// the rep does not see.
func (c *checkInFiling) forManager() body {
	var s sheet
	s.head("Weekly check-in, " + spanName(c.week))
	s.say(nameOf(c.person) + " in " + escape(c.team.Name) + edited(c.filed.Edited) + ".")
	a := c.filed.Answers
	for _, part := range []struct{ title, text string }{
		{"Needs from you", a.Need},
		{"Will try next week", a.Try},
		{"How the best result came about", a.Best},
		{"Learnt", a.Learnt},
	} {
		if part.text != "" {
			s.titled(part.title, quoteBlock(part.text))
		}
	}
	s.titled("The week", bullets(c.stated())...)
	if a.Best == "" && a.Learnt == "" && a.Need == "" && a.Try == "" {
		s.small("No words this week, numbers only.")
	}
	return s.body()
}

// edited marks what was filed again. It begins with a space, as it follows a name.
func edited(again bool) string {
	if again {
		return " (changed)"
	}
	return ""
}
