package bot

// What is known about a team's people when somebody prepares to talk with them. Which facts are worth a conversation, and
// how to ask about them, is decided in package coach; here they are gathered, for the digest, /coach and the Home alike.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

const (
	hurdleMemory = 14 // days for which a named hurdle is worth coming back to
	keptMemory   = 14 // days for which a kept commitment, or a deal that has ended, is worth a word
	coachWeeks   = 13 // full weeks of the ledger that briefs look back on
)

// coaching is what is known about a team's reps when somebody prepares to talk with them. But for the private notes of
// whoever reads it, nothing in it is hidden from the rep that it is about: /coach shows them the same.
type coaching struct {
	*figures
	since    coach.Day // first day of the ledger that was read
	among    int       // how many people are in the team
	about    string    // the one person whose numbers and deals were read; "" for everybody's
	hurdles  map[string][]coach.Hurdle
	promises map[string][]coach.Commitment // person → open commitments, the earliest due first; managers' too
	settled  map[string][]coach.Commitment // person → those of which it was said of late what became of them
	deals    map[string][]coach.DealRecord // person → their open deals, and those that ended of late
	book     coach.CoachingBook
	asked    map[string][]coach.AskedQuestion // person → what they were asked lately, and what others were shown to ask
	reader   string                           // who reads it, "" for several people
	given    []coach.AskedQuestion            // what the reader is shown and had not been shown today
	rows     []talk                           // the newest list of conversations that the reader is shown
}

// coaching reads a team's numbers, hurdles, commitments and conversations, each once for the whole team, for one reader,
// whose private notes are among it; "" for what several people read. The reads are not one snapshot: what is filed in
// between may show in one and not in another, which no sentence of a brief depends on. Of a team of many people the days of
// so many weeks are read as decide whom to talk with first: see manyPeople, and whole.
func (b *Bot) coaching(ctx context.Context, r *coach.Roster, t *coach.Team, at time.Time, reader string) (*coaching, error) {
	weeks, among := coachWeeks, len(r.Active(t))
	if among > manyPeople {
		weeks = fewWeeks
	}
	f, err := b.figuresLately(ctx, r, t, at, weeks, t.KPIs)
	if err != nil {
		return nil, err
	}
	c := &coaching{figures: f, since: f.fullWeeks(weeks), among: among, reader: reader}
	return c, c.read(ctx, b)
}

// coachingAbout is coaching for a conversation with one person. Of the team's days it reads theirs alone, and of its deals:
// those of five hundred people are a hundred thousand days, of which nothing is said. Of anybody else it knows no numbers.
func (b *Bot) coachingAbout(ctx context.Context, r *coach.Roster, t *coach.Team, about coach.Person, reader string) (*coaching, error) {
	f, err := b.figuresAbout(ctx, r, t, b.now(), coachWeeks, about)
	if err != nil {
		return nil, err
	}
	c := &coaching{figures: f, since: f.fullWeeks(coachWeeks), among: len(r.Active(t)), about: about.ID, reader: reader}
	return c, c.read(ctx, b)
}

// read reads all but the numbers.
func (c *coaching) read(ctx context.Context, b *Bot) error {
	today := coach.DayOf(c.at, teamZone(c.team))
	// One query for the commitments, and one for the hurdles: none a person.
	if err := c.readHurdles(ctx, b, today); err != nil {
		return err
	}
	if err := c.readPromises(ctx, b, today-keptMemory-7); err != nil {
		return err
	}
	if err := c.readDeals(ctx, b, today); err != nil {
		return err
	}
	return c.readBook(ctx, b)
}

// whole is what is known with all the days of some people that their briefs go by, so that a list says nothing of somebody
// which their brief does not. Of anybody else it knows no numbers. The error is the store's.
func (c *coaching) whole(ctx context.Context, b *Bot, people []coach.Person) (*coaching, error) {
	since := c.fullWeeks(coachWeeks)
	if c.since == since {
		return c, nil
	}
	f, err := b.figuresAbout(ctx, c.roster, c.team, c.at, coachWeeks, people...)
	if err != nil {
		return nil, err
	}
	whole := *c
	whole.figures, whole.since = f, since
	return &whole, nil
}

// coachingOf reads what is written down about the coaching in a team and nothing else, at an instant. Nobody is the reader: it
// has no private notes.
func (b *Bot) coachingOf(ctx context.Context, r *coach.Roster, t *coach.Team, at time.Time) (*coaching, error) {
	// A team's coaching without its ledger knows of no numbers, and says so of nobody: the caller asks for none.
	c := &coaching{figures: newFigures(r, t, at, nil)}
	return c, c.readBook(ctx, b)
}

// readBook reads what was talked about, and what was asked.
func (c *coaching) readBook(ctx context.Context, b *Bot) (err error) {
	since := coach.DayOf(c.at, teamZone(c.team)) - coach.CoachedWithin
	if c.book, err = b.store.Coaching(ctx, coach.BookFilter{Team: c.team.ID, Reader: c.reader, About: c.about, Since: since}); err != nil {
		return fmt.Errorf("coaching of team %s: %w", c.team.Name, err)
	}
	c.asked = make(map[string][]coach.AskedQuestion)
	for _, q := range c.book.Asked {
		c.asked[q.Person] = append(c.asked[q.Person], q)
	}
	return nil
}

// fullWeeks is the first day of some full weeks before the one that runs, or before the one that ended yesterday.
func (f *figures) fullWeeks(n int) coach.Day {
	return coach.Weekly.Span(coach.DayOf(f.at, teamZone(f.team))-1, f.team.Year()).From - coach.Day(7*n)
}

// sent tells whether a question went to somebody in a direct message: both were written down in one change.
func (c *coaching) sent(q coach.AskedQuestion) bool {
	return slices.ContainsFunc(c.book.Direct, func(d coach.DirectQuestion) bool {
		return d.Person == q.Person && d.Manager == q.By && d.At.Equal(q.At)
	})
}

// readHurdles reads what people named in the huddles of the last days.
func (c *coaching) readHurdles(ctx context.Context, b *Bot, today coach.Day) error {
	c.hurdles = make(map[string][]coach.Hurdle)
	all, err := b.store.Hurdles(ctx, c.team.ID, c.about, coach.Span{From: today - hurdleMemory, To: today})
	if err != nil {
		return fmt.Errorf("hurdles of team %s: %w", c.team.Name, err)
	}
	for _, h := range all { // the newest last
		c.hurdles[h.Person] = append(c.hurdles[h.Person], h.Hurdle)
	}
	return nil
}

// readPromises reads the team's commitments, of those that were settled the ones of a week or a later one.
func (c *coaching) readPromises(ctx context.Context, b *Bot, week coach.Day) error {
	all, err := b.promises(ctx, c.team, week)
	if err != nil {
		return err
	}
	c.promises, c.settled = make(map[string][]coach.Commitment), make(map[string][]coach.Commitment)
	for _, p := range all {
		// A moved one is open. What became of it is not known before it is settled.
		if p.Open() {
			c.promises[p.Person] = append(c.promises[p.Person], p)
		} else {
			c.settled[p.Person] = append(c.settled[p.Person], p)
		}
	}
	return nil
}

// readDeals reads the deals of the team, or of whom it is about, but for those that ended long ago.
func (c *coaching) readDeals(ctx context.Context, b *Bot, today coach.Day) error {
	c.deals = make(map[string][]coach.DealRecord)
	for _, f := range []coach.DealFilter{
		{Team: c.team.ID, Owner: c.about, State: coach.DealOpen},
		{Team: c.team.ID, Owner: c.about, Ended: coach.Span{From: today - keptMemory, To: today + 1}},
	} {
		deals, err := b.store.Deals(ctx, f)
		if err != nil {
			return fmt.Errorf("deals of team %s: %w", c.team.Name, err)
		}
		for _, d := range deals {
			c.deals[d.Owner] = append(c.deals[d.Owner], d)
		}
	}
	return nil
}

// facts gathers what package coach chooses observations from. Commitments count as due on their day and after it, not
// before: a manager who asks on Tuesday about what is due on Friday is chasing.
func (c *coaching) facts(p coach.Person) coach.RepFacts { return c.factsSince(p, c.since) }

// factsSince is facts with a past that begins on a day of those that were read.
func (c *coaching) factsSince(p coach.Person, since coach.Day) coach.RepFacts {
	today := c.today(p.ID) // in the rep's own zone, in which their days were logged
	facts := coach.RepFacts{
		Person: named(p), Today: today, Zone: c.roster.Zone(p.ID, c.team), Silent: c.silent(p), Hurdles: c.hurdles[p.ID],
		Deals: c.deals[p.ID], Process: c.team.Stages(),
	}
	// Huddles come by their days, so the last one is the newest.
	if n := len(facts.Hurdles); n > 0 {
		facts.Hurdle = facts.Hurdles[n-1].Words
	}
	rows := make(map[string][]coach.DayTotal, len(c.team.KPIs))
	for _, k := range c.team.KPIs {
		rows[k.ID] = c.sums[sumKey{p.ID, k.ID}]
		if len(coach.AimsOf(c.team, k, p)) > 0 {
			facts.Paces = append(facts.Paces, c.pace(p, k))
		}
	}
	facts.Past(c.team, rows, since)
	for _, promise := range c.promises[p.ID] {
		if promise.Due <= today {
			facts.Due = append(facts.Due, promise)
		}
	}
	for _, promise := range c.settled[p.ID] {
		if promise.State == coach.PromiseDone && coach.DayOf(promise.SettledAt, c.roster.Zone(p.ID, c.team)) > today-keptMemory {
			facts.Kept = append(facts.Kept, promise)
		}
	}
	return facts
}

// named gives a person whose name is not known yet a word to be called by. Slack is asked about everybody, but the
// answer can be late; sentences of package coach begin with the name.
func named(p coach.Person) coach.Person {
	if p.Name == "" {
		p.Name = "A teammate"
	}
	return p
}

// silent counts the working days without an entry since a person's last one; where the figures hold none, those of the last
// five weeks. Today is not over and does not count: who is read about on Monday at half past eight has Monday before them.
// Working days and not days: nobody is silent over a weekend or a holiday. Neither is anybody before the first entry of the
// team, which had not begun by then.
func (c *coaching) silent(p coach.Person) int {
	const longest = 35
	today := c.today(p.ID)
	// By any KPI: who logs meetings and no calls is not silent.
	last, ok := c.lastLogged(p.ID)
	if !ok || last < today-longest {
		last = max(today-longest, c.team.Began.FirstDay()-1)
	}
	cal := coach.CalendarOf(c.team, p)
	days := 0
	for d := last + 1; d < today; d++ {
		if cal.Expects(d) {
			days++
		}
	}
	return days
}

// ask chooses up to n questions for a person about what was seen; turn is how often others were asked for. Where all about
// it have been asked within weeks, those that fit anybody stand in, and behind these there are fewer, or none.
func (c *coaching) ask(p coach.Person, seen []coach.Observation, turn, n int) []coach.Question {
	a := c.asking(p, seen)
	// Another choice is the next ones in the same order, and not a draw: what was seen does not come again at once.
	a.Turn = turn
	return a.Questions(n)
}

// asking is what the choice of questions for a person depends on, for the reader. What the reader was given in this week
// stands: it may come to them again until the week is over, on the page where they found it and on any other, since it is
// still the same asking. To everybody else it was asked, and so it was to the reader once they have sent it. A week and not
// a day, because whoever looks each morning would be through with a bank of some dozens long before the six weeks are over.
func (c *coaching) asking(p coach.Person, seen []coach.Observation) coach.Asking {
	zone := teamZone(c.team)
	today := coach.DayOf(c.at, zone)
	a := coach.Asking{
		Seen: seen, Own: c.team.Questions, Asked: make(map[string]coach.Day), Elsewhere: make(map[string]bool),
		Today: today, Week: coach.Weekly.Span(today, c.team.Year()).From,
	}
	for _, q := range c.asked[p.ID] {
		on := coach.DayOf(q.At, zone)
		if q.By != c.reader || on < a.Week || c.sent(q) {
			a.Asked[q.Question] = max(a.Asked[q.Question], on)
		} else if on == today {
			a.Given = append(a.Given, q.Question)
		}
	}
	// What this reader was shown today about others: a list in which everybody is asked the same reads like a form letter.
	for person, all := range c.asked {
		for _, q := range all {
			if person != p.ID && q.By == c.reader && coach.DayOf(q.At, zone) == today {
				a.Elsewhere[q.Question] = true
			}
		}
	}
	return a
}

// askAbout is one question for the reader to ask a person about what was seen, which counts as given to them; ok is false where
// all about it were asked of late. Unlike a page that is looked at again it is about something new: what the reader was given
// before, and be it a moment ago in the same message, was about something else and does not come again. Neither do questions
// that are about anything: they would say nothing about this.
func (c *coaching) askAbout(p coach.Person, seen []coach.Observation) (q coach.Question, ok bool) {
	a := c.asking(p, seen)
	for _, asked := range c.asked[p.ID] {
		a.Asked[asked.Question] = max(a.Asked[asked.Question], coach.DayOf(asked.At, teamZone(c.team)))
	}
	a.Own, a.Given = nil, nil
	chosen := a.Questions(1)
	if len(chosen) == 0 || chosen[0].About.Kind == coach.ObservedNewcomer {
		return q, false
	}
	c.give(p, chosen[0])
	return chosen[0], true
}

// give notes that the reader is shown a question for somebody. What they were shown today is noted already, so that looking
// again writes nothing; on another day it is noted anew, as the six weeks are counted from the last time.
func (c *coaching) give(p coach.Person, q coach.Question) {
	zone := teamZone(c.team)
	today := coach.DayOf(c.at, zone)
	for _, asked := range c.asked[p.ID] {
		if asked.Question == q.ID && asked.By == c.reader && coach.DayOf(asked.At, zone) == today {
			return
		}
	}
	// Each a microsecond after the one before, which keeps the order in which they were shown.
	at := c.at.Add(time.Duration(len(c.asked[p.ID])) * time.Microsecond)
	given := coach.AskedQuestion{Person: p.ID, Question: q.ID, By: c.reader, At: at}
	c.given, c.asked[p.ID] = append(c.given, given), append(c.asked[p.ID], given)
}

// noteGiven remembers the questions that somebody was shown. It comes after they were shown, and still in the order of what
// this person does, so that what they look at next knows of it. What cannot be stored is left: a question that comes twice
// is the lesser evil, and the next look tries again. Nobody's Home is made anew for it, as none shows what was asked.
func (b *Bot) noteGiven(ctx context.Context, reader string, given []coach.AskedQuestion) {
	if len(given) == 0 {
		return
	}
	// The handler's time may be up; this is nothing that anybody waits for.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handleLimit)
	defer cancel()
	if err := b.store.Commit(ctx, coach.Change{At: b.now(), Asked: given}); err != nil {
		b.log.Warn("questions not remembered", "person", reader, "error", b.clean(err))
	}
}

// question finds what to ask a person by the id of a question, with the numbers of now. One that does not fit any more, that
// nobody knows, or that they were sent already, is the next one for them; the zero value where none is left.
func (c *coaching) question(p coach.Person, id string) coach.Question {
	a := c.asking(p, coach.Observe(c.facts(p)))
	if q, ok := a.Find(id); ok {
		if _, sent := c.sentOn(p.ID, id); !sent {
			return q
		}
	}
	for _, q := range a.Questions(1) {
		return q
	}
	return coach.Question{}
}

// sentOn is the day on which a question went to somebody in a direct message, of whichever manager; ok is false where that
// is long enough ago, or never was. What somebody was only shown may be sent for as long as it fits: that is what it was
// shown for.
func (c *coaching) sentOn(person, question string) (on coach.Day, ok bool) {
	zone := teamZone(c.team)
	for _, q := range c.asked[person] {
		if q.Question == question && c.sent(q) {
			on, ok = max(on, coach.DayOf(q.At, zone)), true
		}
	}
	return on, ok && coach.DayOf(c.at, zone)-on < coach.AskedAgainAfter
}

// deeds are what is open of a person's commitments that were made with another one, the earliest due first.
func (c *coaching) deeds(by, with string) (open []coach.Commitment) {
	for _, p := range c.promises[by] {
		if p.With == with {
			open = append(open, p)
		}
	}
	return open
}

// agenda is what is to be talked about with a rep: what they wrote first, then what their managers did.
func (c *coaching) agenda(person string) (own, others []coach.AgendaItem) {
	return agendaOf(c.book, person)
}

// agendaOf is what a book has on the agenda of a rep: what they wrote themselves, and what their managers did.
func agendaOf(book coach.CoachingBook, person string) (own, others []coach.AgendaItem) {
	for _, item := range book.Agenda {
		switch {
		case item.Person != person:
		case item.By == person:
			own = append(own, item)
		default:
			others = append(others, item)
		}
	}
	return own, others
}
