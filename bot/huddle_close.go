package bot

// The end of a huddle: the wrap-up for the team, the hurdles for the managers.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// closeHuddle turns the parent into the wrap-up, takes back the reminders that are still around, and tells the
// managers what could get in the way. All of it is one change with the closing itself: what is filed after it finds
// ClosedAt set and tells the managers by itself (see lateHurdles). A check-in that is committed between the reading
// here and the closing has the change refused as stale, and so does a closing between the reading of a check-in and its
// commit; either is then composed again, so that each hurdle is told once. It runs as a follow-up of the opening, so a
// huddle that opened closes also after downtime; the wrap-up then says what was filed until then. Closed twice is
// closed once: the second finds ClosedAt set.
func closeHuddle(ctx context.Context, b *Bot, on occasion) (coach.Change, error) {
	t, roster, o := on.team, on.roster, on.Occurrence
	hd, err := b.huddleBehind(ctx, t, o)
	if err != nil {
		return coach.Change{}, err
	}
	switch {
	case hd.OpenedAt.IsZero():
		// Closing it all the same would let it open closed when its time comes.
		return coach.Change{}, skip("no huddle was opened")
	case !hd.ClosedAt.IsZero():
		return coach.Change{}, skip("the huddle has closed")
	}
	in := present(roster, t, hd.Day, hd.OpenedAt)
	filed, expected := huddleTally(hd, in)
	seen := hd
	hd.ClosedAt = b.now()
	parent := hd.Ref().Key()
	change := coach.Change{
		Huddle:   &hd,
		Seen:     &seen,
		Messages: []coach.Message{edit(parent+"/closed", parent, renderHuddle)}, // sees ClosedAt when it is rendered
		Finish:   done(fmt.Sprintf("%d of %d in", filed, expected)),
	}
	// Whoever has not answered is not reminded of it all day long. A reminder that crossed
	// with a check-in is taken back here as well; the key of the deletion lets it happen once.
	for _, p := range roster.Active(t) { // whoever has gone home since the reminder has it as well
		reminded, err := b.posted(ctx, huddleReminderKey(hd, p.ID))
		if err != nil {
			return coach.Change{}, err
		}
		if reminded {
			change.Messages = append(change.Messages, remove(huddleReminderKey(hd, p.ID)))
		}
	}
	c, err := b.coachingOf(ctx, roster, t, hd.ClosedAt)
	if err != nil {
		return coach.Change{}, err
	}
	change.Messages = append(change.Messages, managerSummaries(c, hd, filed, expected)...)
	change.Asked = c.given
	return change, nil
}

// huddleWrapUp sums a closed huddle up. It names those who are in and those who skip, never those who are missing. A
// late check-in renews it, with the buttons still there, so it stays true all day. Planned numbers are summed per KPI
// and written in the funnel's order. Who skips by an earlier huddle of the day is named here, too.
func huddleWrapUp(s *sheet, f *figures, hd coach.HuddleDay, in []coach.Person) {
	planned := make(map[string]int64) // by KPI id, over everybody who is in
	var lines []string                // one a person, in the order of filing
	var skipping []coach.Person
	// Only what was filed is looked at. The missing are in no list, because such a list would
	// be read as a reproach.
	for _, e := range hd.Entries {
		p := f.roster.Person(e.Person)
		if e.Skipped {
			skipping = append(skipping, p)
			continue
		}
		for id, n := range e.Planned {
			planned[id] += n
		}
		lines = append(lines, wrapUpLine(f.team, p, e))
	}
	skipping = append(skipping, skippingSince(hd, in)...)
	s.say(huddleCount(hd, in) + " The huddle has closed; a late check-in is still welcome.")
	if all := counts(f.team.Leading(), planned); all != "" {
		if laterInDay(hd) {
			s.say("Together you still plan " + all + " today.")
		} else {
			s.say("Together you plan " + all + " today.")
		}
	}
	// The wrap-up of a team of 200 would fill the screen. The first to file are named, which is a small reward.
	named := lines[:min(len(lines), huddleMostNames)]
	s.titled("In today", bullets(andMoreIn(named, len(lines)-huddleMostNames, " in the thread"))...)
	if len(skipping) > 0 {
		s.say("Skipping today: " + namesOf(skipping) + ".")
	}
	// What is planned stands above what is done, for the plan is what was just made.
	teamSoFar(s, f)
	s.buttons(press(actHuddleCheckIn, "Check in", hd.Ref().Key()), press(actLog, "Log", hd.Team))
}

// wrapUpLine is one person's line of the wrap-up: "Ann: 5 conversations and 2 meetings (late)". Hurdles are left to the
// thread, where their writer put them: in a list of numbers they would read like excuses. Who plans nothing has their
// name alone. Late is a mark of when and not of how well.
func wrapUpLine(t *coach.Team, p coach.Person, e coach.HuddleEntry) string {
	line := nameOf(p)
	if planned := counts(t.Leading(), e.Planned); planned != "" {
		line += ": " + planned
	}
	if e.Late {
		line += " (late)"
	}
	return line
}

// huddleManagerKey names what a manager is told after a huddle: "huddle/west/2026-11-23/manager/U0MAYA". What is filed
// late has a key of its own, this one followed by the person's id. Keys that go on from it are found again by
// renderManagerMessage.
func huddleManagerKey(hd coach.HuddleDay, manager string) string {
	return hd.Ref().Key() + "/manager/" + manager
}

// managerSummaries tells each manager the hurdles and the help asked for, with a question each, and what those who skip
// said about it. Where nobody said any, there is nothing to say. Who is in and who is not stands there as a number
// only; a manager who wants names has the thread, as everybody has. Both hurdles and reasons are told to all managers
// at work that day, since one of them may be the one who can help.
func managerSummaries(c *coaching, hd coach.HuddleDay, filed, expected int) []coach.Message {
	if !slices.ContainsFunc(hd.Entries, func(e coach.HuddleEntry) bool { return hasHurdle(e) || e.Reason != "" }) {
		return nil
	}
	var told []coach.Message
	for _, manager := range managersAtWork(c.roster, c.team, hd.Day) {
		say := managerSummary(c, hd, filed, expected, manager.ID)
		// Worth reading at any time: no instant after which it is stale.
		told = append(told, direct(huddleManagerKey(hd, manager.ID), manager.ID, say, time.Time{}))
	}
	return told
}

// managerSummary is one manager's. It has what was filed until the huddle closed: what came after it has a message of
// its own. Filed and expected are as the wrap-up has them. It is made at the closing, and once more whenever somebody
// offers help: of then is what stood in the entries until ClosedAt, of now who helps.
func managerSummary(c *coaching, hd coach.HuddleDay, filed, expected int, reader string) body {
	var s sheet
	s.head("After the huddle of " + huddleName(hd))
	said := fmt.Sprintf("%s: %d of %d in.", escape(c.team.Name), filed, expected)
	if slices.ContainsFunc(hd.Entries, hasHurdle) {
		said += " This is what could get in the way, and the help that was asked for."
	}
	s.say(said)
	for _, e := range hd.Entries {
		// By the first filing: who was in and changes their words later stays in the summary, and the managers are told
		// of the new words apart.
		if hasHurdle(e) && !e.FirstAt.After(hd.ClosedAt) {
			c.hurdleLines(&s, hd, e, reader)
		}
	}
	for _, e := range hd.Entries {
		if e.Reason != "" && !e.FiledAt.After(hd.ClosedAt) {
			s.titled(nameOf(c.roster.Person(e.Person))+" skips today", quoteBlock(e.Reason))
		}
	}
	return s.body()
}

// hurdleLines shows one person's hurdle and wish to a manager, with a question to help with. The entry must have one of
// the two. Their words are quoted as they are, for a summary of ours would put words into their mouth. Under it stands
// who helps, or a button to do so for a reader who does not yet. Reader decides on the button and on the question:
// nobody is offered to help themselves.
func (c *coaching) hurdleLines(s *sheet, hd coach.HuddleDay, e coach.HuddleEntry, reader string) {
	p := c.roster.Person(e.Person)
	var lines []string
	if e.Hurdle != "" {
		lines = append(lines, "In the way:", quoteBlock(e.Hurdle))
	}
	if e.Help != "" {
		lines = append(lines, "Help wanted:", quoteBlock(e.Help))
	}
	if q, ok := c.hurdleQuestion(hd, p, e, reader); ok {
		lines = append(lines, "You could ask: "+escape(q.Text))
	}
	s.titled(nameOf(p), lines...)
	who := helpers(hd, e.Person)
	if len(who) > 0 {
		s.small(helpersLine(c.roster, who) + ".")
	}
	if reader != e.Person && !slices.Contains(who, reader) {
		s.buttons(press(actHuddleHelp, "I'll help", hd.Ref().EntryKey(e.Person)))
	}
}

// hurdleQuestion is what a manager could ask about what somebody named in a closed huddle, and notes that it was given to
// them; ok is false where all that fit were asked of late. A message that is made anew on the day of its huddle keeps the
// question that it was written with: the first about it that this reader was given since the huddle closed. What was
// given before was about something else that they named, even where it was this morning.
func (c *coaching) hurdleQuestion(hd coach.HuddleDay, p coach.Person, e coach.HuddleEntry, reader string) (q coach.Question, ok bool) {
	zone, seen := teamZone(c.team), coach.Named(p, e.Hurdle, e.Help)
	c.reader = reader
	a := c.asking(p, seen)
	for _, asked := range c.asked[p.ID] {
		if asked.By == reader && !asked.At.Before(hd.ClosedAt) && coach.DayOf(asked.At, zone) == coach.DayOf(hd.ClosedAt, zone) {
			if q, ok := a.Find(asked.Question); ok && len(q.About.Words) > 0 {
				return q, true
			}
		}
	}
	return c.askAbout(p, seen)
}
