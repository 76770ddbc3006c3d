package bot

// Deals where they are one thing among others: in the digest and on the Home.

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// dealLines are a rep's own open deals of a team, a line each, for somebody who has little room: those at risk first, then
// those that may close first. A line is mrkdwn, escaped, without a bullet and of at most some 350 characters: "*Acme*  ·
// €12,000  ·  Discovery  ·  closes Fri 18 Dec. To find out: Who is against it and 2 more". The deals are as store.Deals
// returns them for the owner, with answers; those that have ended are left out. At is now, zone the owner's
// (Roster.Zone). At most so many lines are made; more is how many deals are left off.
func dealLines(t *coach.Team, deals []coach.DealRecord, at time.Time, zone *time.Location, most int) (lines []string, more int) {
	looks := lookAt(t, deals, at, func(coach.Deal) *time.Location { return zone })
	slices.SortStableFunc(looks, func(a, b dealLook) int {
		return cmp.Or(cmp.Compare(b.urgency(), a.urgency()), cmp.Compare(closesOrNever(a.r), closesOrNever(b.r)))
	})
	for _, l := range looks[:min(len(looks), most)] {
		// Ended deals are not among them, so there is a stage to name.
		parts := append(l.named(), escape(l.stages[l.place].Name))
		if l.r.Closes != 0 {
			parts = append(parts, closesOn(l.r.Closes, l.today))
		}
		lines = append(lines, strings.Join(parts, "  ·  ")+l.toFindOut())
	}
	return lines, len(looks) - len(lines)
}

// atRisk are the team's open deals that are worth a look, the most pressing first, and of alike ones the larger. Deals
// come from the coaching's own reading, of all owners, those who have left the team among them: what nobody looks after
// any more is looked at first by a manager. Owners are gone through by their ids, so that the order of alike deals is
// the same each time.
func (c *coaching) atRisk() []dealLook {
	var all []coach.DealRecord
	for _, owner := range slices.Sorted(maps.Keys(c.deals)) {
		all = append(all, c.deals[owner]...)
	}
	looks := lookAt(c.team, all, c.at, func(d coach.Deal) *time.Location { return c.roster.Zone(d.Owner, c.team) })
	looks = slices.DeleteFunc(looks, func(l dealLook) bool { return len(l.risks) == 0 })
	slices.SortStableFunc(looks, func(a, b dealLook) int {
		return cmp.Or(cmp.Compare(b.urgency(), a.urgency()), cmp.Compare(b.r.Amount, a.r.Amount))
	})
	return looks
}

// riskLines are deals at risk, a line each, for the managers of the team. A line is mrkdwn, escaped, and of at most some 450
// characters: "*Acme*  ·  €12,000  ·  Ann: 16 days in Discovery and no movement for 23 days. To find out: …". At most so
// many lines are made, and a last one says how many deals are left off. Looks are those of atRisk; more than most are
// counted and not named. Names, amounts and stages are escaped here.
func (c *coaching) riskLines(looks []dealLook, most int) []string {
	var lines []string
	for _, l := range looks[:min(len(looks), most)] {
		owner := "nobody in the team owns it"
		if activeRep(c.roster, c.team, l.r.Owner) {
			owner = nameOf(c.roster.Person(l.r.Owner))
		}
		lines = append(lines, strings.Join(append(l.named(), owner), "  ·  ")+": "+escape(riskWords(l.risks))+l.toFindOut())
	}
	return bullets(andMore(lines, len(looks)-most))
}

// A dealLook is an open deal with what it takes to say a line about it. The process is the team's of now; place is an
// index of it (see Process.Place).
type dealLook struct {
	r      coach.DealRecord
	stages coach.Process
	place  int
	today  coach.Day // the owner's
	risks  []coach.DealRisk
}

// lookAt looks at the open ones of a team's deals, each on its owner's calendar. A manager in another zone sees the
// same days as the owner: "16 days" is the same number to both. It keeps the order of deals. Deals need their newest
// answers, or everything would look unproven.
func lookAt(t *coach.Team, deals []coach.DealRecord, at time.Time, zone func(coach.Deal) *time.Location) []dealLook {
	stages := t.Stages()
	var looks []dealLook
	for _, r := range deals {
		if !r.Open() {
			continue
		}
		loc := zone(r.Deal)
		today := coach.DayOf(at, loc)
		looks = append(looks, dealLook{r, stages, stages.Place(r.Deal), today, coach.DealRisks(r, stages, today, loc)})
	}
	return looks
}

// urgency orders deals: by how many reasons there are to look at one. Two reasons are more pressing than one, whichever
// they are; no risk is weighed against another.
func (l dealLook) urgency() int { return len(l.risks) }

// named is what a line begins with: the deal's name, and its amount where there is one. An amount of 0 is one that
// nobody named.
func (l dealLook) named() []string {
	parts := []string{"*" + gist(l.r.Called()) + "*"}
	if l.r.Amount > 0 {
		parts = append(parts, escape(coach.WriteAmount(l.r.Amount, l.r.Unit)))
	}
	return parts
}

// toFindOut is the end of a line: what is not proven, in the order of the process. Two are named, as there are several
// deals a list.
func (l dealLook) toFindOut() string {
	if open := toFindOut(l.r.Unproven(l.stages.Until(l.place)), 2); open != "" {
		return ". " + open
	}
	return ""
}

// closesOn says when a deal may close, or was to. Today is the owner's. The year is said where it is another one, since
// a deal may close a year from now.
func closesOn(closes, today coach.Day) string {
	day := shortDay(closes)
	if yearOf(closes) != yearOf(today) {
		day = closes.Format("Mon 2 Jan 2006")
	}
	if closes < today {
		return "was to close on " + day
	}
	return "closes " + day
}

// digestDeals is how many deals at risk a digest names: as many as can be talked about in a week. The others are
// counted, and the pipeline has all.
const digestDeals = 4

// showDeals writes which of the team's deals are worth a look, with a question about the first of them that there is
// one of. At most one question: each deal has its owner, and a digest with a question a deal would be a list of duties.
// Without deals at risk nothing is written.
func (c *coaching) showDeals(s *sheet) {
	looks := c.atRisk()
	lines := c.riskLines(looks, digestDeals)
	for _, l := range looks[:min(len(looks), digestDeals)] {
		if line := c.dealQuestion(l); line != "" {
			lines = append(lines, line)
			break
		}
	}
	s.titled("Deals worth a look", lines...)
}

// dealQuestion is a line with what could be asked about a deal, and whom: its owner; "" where that is the reader or nobody,
// where the list above asks about it already, and where all that fits was asked of late. That it was given is noted by askAbout, so that neither the brief nor the
// next digest asks the same at once. A manager is not asked about a deal of their own.
func (c *coaching) dealQuestion(l dealLook) string {
	p := c.roster.Person(l.r.Owner)
	if p.ID == c.reader || !activeRep(c.roster, c.team, p.ID) {
		return ""
	}
	facts := coach.RepFacts{Person: named(p), Today: l.today, Zone: c.roster.Zone(p.ID, c.team), Process: l.stages}
	o, ok := coach.ObserveRisk(facts, l.r)
	asked := func(t talk) bool { return t.About.Person.ID == p.ID && slices.Contains(t.About.Words, o.Words[0]) }
	// Two questions about one deal in one message would read as an examination.
	if !ok || slices.ContainsFunc(c.rows, asked) {
		return ""
	}
	q, ok := c.askAbout(p, []coach.Observation{o})
	if !ok {
		return ""
	}
	return "Ask " + nameOf(p) + ": " + escape(q.Text)
}
