package bot

// The huddle's form: who may file it, for which day, what it holds, and everything that one
// filing changes. "Skip today" is a filing too, of an entry that says only that.

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Block ids of the huddle's form. Each KPI's is followed by its id.
const (
	inPlanned = "planned/" // the number planned for the day
	inHurdle  = "hurdle"   // what could get in the way; the managers get it with a question
	inHelp    = "help"     // what help is wanted; likewise
)

// pressHuddleCheckIn opens the form for the huddle that the button belongs to, or for the next one when that one is
// over. The form's title says which day it is for. Nothing is written: the form carries the day in its private
// metadata, and the submission decides for itself whether that day can still be filed for. The figures are read for
// this person's team as of filingInstant; a store that fails makes it an error, as a form without numbers would ask for
// what Pacer should know.
func pressHuddleCheckIn(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, pressed, err := huddleOf(req)
	if err != nil {
		return answer{}, err
	}
	hd, err := b.huddleToFile(ctx, req, t, pressed)
	if err != nil {
		return answer{}, err
	}
	// For a later day the figures look from its morning, so that a new week begins with its
	// own needs.
	f, err := b.figures(ctx, req.Roster, t, b.filingInstant(req, t, hd.Day), 0)
	if err != nil {
		return answer{}, err
	}
	return answer{Modal: huddleModal(f, req.Person, hd)}, nil
}

// huddleOf finds the huddle that a button or a form carries, with its team, and refuses whoever is not a rep of that
// team. Everybody in the channel sees the buttons, so managers and guests of the channel press them too; each reads
// what the button is for. Errors are refusals. It is asked again at the submission, as somebody may have left the team
// while the form was open.
func huddleOf(req *request) (*coach.Team, coach.HuddleRef, error) {
	ref, ok := coach.ParseHuddleRef(req.Value)
	if !ok {
		return nil, ref, refusal("This is from an earlier version, so nothing was saved. " +
			"Please use the button in your team's newest huddle.")
	}
	t := req.Roster.Team(ref.Team)
	switch {
	case t == nil:
		return nil, ref, refusal("This team does not exist any more, so there is no huddle to file for.")
	case activeRep(req.Roster, t, req.Person.ID):
		return t, ref, nil
	case t.Manages(req.Person.ID):
		return nil, ref, refusal("Checking in is for the reps of " + escape(t.Name) +
			". When the huddle closes, you get what could get in their way and the help they asked for.")
	}
	return nil, ref, refusal("Checking in is for the reps of " + escape(t.Name) + ", and you are not one of them.")
}

// filingInstant is the instant whose pace a form is prefilled from: now, or the start of work on a later day. On
// Friday evening the form for Monday so begins with a fifth of the new week's target and not with what the old week
// still lacks. Day is the huddle's, compared on the person's own calendar: for somebody west of the team it may still
// be tomorrow's.
func (b *Bot) filingInstant(req *request, t *coach.Team, day coach.Day) time.Time {
	zone := req.Roster.Zone(req.Person.ID, t)
	now := b.now()
	if day <= coach.DayOf(now, zone) {
		return now
	}
	return wallTime(day, coach.CalendarOf(t, req.Person).Hours.From, zone)
}

// huddleModal is the form: what was filed already, else what the target needs on that day. A number that the person
// agrees with costs them no typing; one that they empty is planned as nothing. Texts are limited to maxTyped characters
// by Slack. A form of a later huddle of the day asks for what is still planned, so that nobody adds up in their head
// what they have done. The private metadata says over which version it was filled in, see over. At most four leading
// KPIs and two texts stand in it, as many inputs as Slack advises for a form.
func huddleModal(f *figures, p coach.Person, hd coach.HuddleDay) *slack.ModalViewRequest {
	var s sheet
	filed, again := filedIn(hd, p.ID)
	again = again && !filed.Skipped // who skipped and comes back begins with an empty form
	about := "Your numbers for *" + longDay(hd.Day) + "* in " + escape(f.team.Name) + "."
	if laterInDay(hd) {
		about = "What you still plan for *" + longDay(hd.Day) + "* in " + escape(f.team.Name) + ", besides what is done."
	}
	s.say(about)
	for _, k := range f.team.Leading() {
		pace := f.pace(p, k)
		initial := pace.TodayNeeds()
		if laterInDay(hd) {
			// What is done today is done, whatever was planned this morning.
			initial = max(0, initial-pace.Today)
		}
		if again {
			initial = filed.Planned[k.ID]
		}
		// Zero is prefilled as such on a day on which nothing more is needed: an empty field would look forgotten.
		s.inputs(countInput(inPlanned+k.ID, k, planHint(pace), typable(k, initial)))
	}
	s.inputs(
		// Who reads it is said before it is written.
		textInput(inHurdle, "What could get in the way?",
			"Your team reads this and the next in the thread. Your manager gets both, with a question that helps.", filed.Hurdle, true),
		textInput(inHelp, "What help would you like?", "", filed.Help, true),
	)
	submit := "Check in"
	if again {
		submit = "Save changes"
	}
	return modal(formHuddle, "Huddle "+shortDay(hd.Day)+huddleTime(hd), submit, over(hd.Ref().Key(), filed.FiledAt), s.blocks...)
}

// planHint says under an input what its prefilled number rests on: "12 of 20 conversations this week so far."; plain
// text, so it is not escaped. It is for the person alone and so compares with nobody. Money comes with its currency,
// counts with their word.
func planHint(p coach.Pace) string {
	switch {
	case p.Begins != 0:
		return "The target begins on " + shortDay(p.Begins) + "; plan what you think is right."
	case p.Status == coach.NoTarget:
		return "No target is set; plan what you think is right."
	}
	return fmt.Sprintf("%s of %s %s so far.", p.KPI.Number(p.Done), p.KPI.Amount(p.Target), p.Per.This())
}

// typable is an amount as an input holds it: digits, and a point for money. Slack's number input takes neither a
// currency sign nor separators of thousands: €12,500.50 becomes 12500.50. coach.ParseAmount reads it back as the same
// number.
func typable(k coach.KPI, n int64) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return -1
	}, k.Number(n))
}

// submitHuddle files what a person plans. It is one reply in the thread, however often it is
// filed. The page that takes the form's place is the pay-back. Faults keep the form open, each at its field; so does an
// error of ours, with what was typed still in it. Delivered twice, the second is told that it was done already. Run
// again after ErrStale (see ritualForms): the huddle that it was composed from may have closed in the same moment, and
// then the entry is late and the managers are told by a message of its own. An older window of the same form is
// ErrNewer, with what was typed still in the form. Errors: refusals, faults at fields, or the store's.
func submitHuddle(ctx context.Context, b *Bot, req *request) (answer, error) {
	req, shown := cutOver(req)
	t, ref, err := huddleOf(req)
	if err != nil {
		return answer{}, err
	}
	hd, err := b.huddle(ctx, t, ref)
	if err != nil {
		return answer{}, err
	}
	if !b.fileable(t, req.Person, hd) {
		return answer{}, refusal("The huddle of " + huddleName(hd) + " cannot be filed any more. " +
			"Please use the button in your team's newest huddle.")
	}
	entry, faults := readHuddle(t, req)
	if len(faults) > 0 {
		return answer{Errors: faults}, nil
	}
	entry.FiledAt = b.now() // one instant for being late, for the record and for the change
	// Read before the commit and decided here: two submissions of one person wait for one another in their lane.
	before, again := filedIn(hd, req.Person.ID)
	again = again && !before.Skipped
	// An entry that was on time stays so when it is changed later. One changed before the huddle opened was never seen
	// otherwise, so it is not marked edited. Both marks are for the thread's readers; the numbers count either way.
	entry.Late = huddleLate(req.Roster, t, req.Person, hd, entry.FiledAt) && !(again && !before.Late)
	entry.Edited = again && (before.Edited || !hd.OpenedAt.IsZero())
	change, err := b.huddleFiling(ctx, req, t, hd, entry)
	if err != nil {
		return answer{}, err
	}
	change.Over = shown
	if err := b.commit(ctx, change); err != nil {
		return answer{}, err
	}
	return b.huddleThanks(ctx, req, t, hd, entry)
}

// readHuddle takes the form apart. What is left empty is planned as nothing. Faults are sentences by block id; the
// form shows each at its field, as plain text, so they are not escaped. A KPI that the form does not have, because it
// was added while the form was open, is planned as nothing as well. Amounts of money are in minor units, as everywhere.
// A number that Slack's field would not have let through comes from elsewhere and is read by the same rules as /log.
func readHuddle(t *coach.Team, req *request) (coach.HuddleEntry, map[string]string) {
	e := coach.HuddleEntry{
		Person:  req.Person.ID,
		Planned: make(map[string]int64),
		Hurdle:  strings.TrimSpace(req.State[inHurdle].Value),
		Help:    strings.TrimSpace(req.State[inHelp].Value),
	}
	faults := make(map[string]string)
	for _, k := range t.Leading() {
		typed := strings.TrimSpace(req.State[inPlanned+k.ID].Value)
		if typed == "" {
			continue
		}
		n, err := coach.ParseAmount(typed, k)
		if err != nil {
			faults[inPlanned+k.ID] = err.Error()
			continue
		}
		e.Planned[k.ID] = n
	}
	return e, faults
}

// huddleFiling composes everything that one filing changes: the entry, its reply in the
// thread, the count in the parent, the reminder that is not needed any more, and what the
// managers are told if they had their summary already.
//
// The reply and the count name the parent by its key and wait for it, so that the evening
// before needs no code of its own. When the parent ends unsent, the store drops them with it; the entry stays filed.
//
// Hd is the huddle before this filing. A skip (e.Skipped) has a reply only when its reason is for the team: nobody needs to
// read in the thread that somebody is not there.
func (b *Bot) huddleFiling(
	ctx context.Context, req *request, t *coach.Team, hd coach.HuddleDay, e coach.HuddleEntry,
) (coach.Change, error) {
	parent := hd.Ref().Key()
	// Should the huddle not take place, nothing waits for it for ever: until the end of the day after it, and for what
	// is filed later than that, a day from now.
	stale := startOf(hd.Day+2, teamZone(t))
	if late := e.FiledAt.Add(24 * time.Hour); stale.Before(late) {
		stale = late
	}
	change := coach.Change{
		At:      e.FiledAt,
		Inbound: req.Key,
		Entry:   &coach.HuddleFiling{Team: t.ID, Day: hd.Day, Slot: hd.Slot, Entry: e},
		Seen:    &hd,
	}
	key := hd.Ref().EntryKey(req.Person.ID)
	// Posted is "ever put in the outbox": an edit of a reply that waits for its parent waits as well.
	there, err := b.posted(ctx, key)
	if err != nil {
		return coach.Change{}, err
	}
	if there || !e.Skipped || e.Shown {
		said := reply(key, parent, t.Channel, huddleEntryBody(t, req.Person, hd, e))
		// Its writer is looking for it in the thread.
		said.NotAfter, said.Urgent = stale, true
		if there {
			said = rewrite(said, req.Key)
		}
		change.Messages = append(change.Messages, said)
	}
	// Each filing asks for the parent to be made anew; of several that wait, the newest does
	// for all.
	count := edit(parent+"/count/"+req.Key, parent, renderHuddle)
	count.NotAfter = stale
	change.Messages = append(change.Messages, count)
	reminded, err := b.posted(ctx, huddleReminderKey(hd, req.Person.ID))
	if err != nil {
		return coach.Change{}, err
	}
	// A reminder that stays after it was answered reads like another one.
	if reminded {
		change.Messages = append(change.Messages, remove(huddleReminderKey(hd, req.Person.ID)))
	}
	if err := b.lateHurdles(ctx, req, t, hd, e, &change); err != nil {
		return coach.Change{}, err
	}
	return change, nil
}

// lateHurdles adds to a change what tells the managers what was filed after their summary, one message a person: filed
// again, it is changed and not repeated. What they have read already is not told again: a check-in that only changes its
// numbers says nothing to them. Words that are taken out again stay in the message, which its reader has read. The
// questions in it are noted with the same change. Only a huddle that has closed is late for the managers: before, their
// summary has it. Managers who are away that day are left out, as with the summary.
func (b *Bot) lateHurdles(
	ctx context.Context, req *request, t *coach.Team, hd coach.HuddleDay, e coach.HuddleEntry, change *coach.Change,
) error {
	before, _ := filedIn(hd, e.Person)
	same := e.Hurdle == before.Hurdle && e.Help == before.Help && e.Reason == before.Reason
	if hd.ClosedAt.IsZero() || same || !hasHurdle(e) && e.Reason == "" {
		return nil
	}
	c, err := b.coachingOf(ctx, req.Roster, t, b.now())
	if err != nil {
		return err
	}
	for _, manager := range managersAtWork(req.Roster, t, hd.Day) {
		key := huddleManagerKey(hd, manager.ID) + "/" + e.Person
		m, err := b.postOrEdit(ctx, direct(key, manager.ID, lateHurdleBody(c, hd, e, manager.ID), time.Time{}), req.Key)
		if err != nil {
			return err
		}
		change.Messages = append(change.Messages, m)
	}
	// Questions that were given to managers are not given to them again so soon.
	change.Asked = append(change.Asked, c.given...)
	return nil
}

// lateHurdleBody is what a manager is told of one person who filed after the summary. The default is for the message of
// somebody who has emptied their words since: it is edited, and an edit cannot be empty.
func lateHurdleBody(c *coaching, hd coach.HuddleDay, e coach.HuddleEntry, reader string) body {
	var s sheet
	s.head("From the huddle of " + huddleName(hd))
	switch {
	case e.Reason != "":
		s.titled(nameOf(c.roster.Person(e.Person))+" skips today", quoteBlock(e.Reason))
	case hasHurdle(e):
		c.hurdleLines(&s, hd, e, reader)
	default:
		s.say("It was taken out again.")
	}
	return s.body()
}

// huddleEntryBody is one person's reply in the thread: what they plan, in a sentence, and
// their own words quoted. "Today" is right for what was filed the evening before, too, as it is posted in the morning.
// Somebody who plans nothing "is in"; a zero is not written out. After the first huddle of a day it is what is still
// planned. It is stored when it is filed, unlike the parent: what one person said changes by their hand alone. Names
// are escaped and no mention, so filing notifies nobody. The reason of a skip is in it only where its person shared it.
func huddleEntryBody(t *coach.Team, p coach.Person, hd coach.HuddleDay, e coach.HuddleEntry) body {
	var s sheet
	planned := counts(t.Leading(), e.Planned)
	switch {
	case e.Skipped && e.Shown:
		s.say(nameOf(p)+" skips today.", quoteBlock(e.Reason))
	case e.Skipped:
		s.say(nameOf(p) + " skips today.")
	case planned == "":
		s.say(nameOf(p) + " is in.")
	case laterInDay(hd):
		s.say(nameOf(p) + " still plans " + planned + " today.")
	default:
		s.say(nameOf(p) + " plans " + planned + " today.")
	}
	if e.Hurdle != "" {
		s.titled("In the way", quoteBlock(e.Hurdle))
	}
	if e.Help != "" {
		s.titled("Help wanted", quoteBlock(e.Help))
	}
	if marks := entryMarks(e); marks != "" {
		s.small(marks)
	}
	return s.body()
}

// entryMarks says how an entry was filed when it was not simply on time; "" when it was. The thread is read as a record
// of the morning, so what came in or changed later says so. It is said in words and small; neither mark is a reproach.
func entryMarks(e coach.HuddleEntry) string {
	switch {
	case e.Late && e.Edited:
		return "Filed late, edited"
	case e.Late:
		return "Filed late"
	case e.Edited:
		return "Edited"
	}
	return ""
}

// huddleThanks pays a check-in back: where what is planned would bring the person. Hd is the huddle before the filing;
// all that matters of it is whether it was opened. It never fails: what it follows is committed, and an error now would
// tell the person that it was not. Where there is nothing to say the page says that they are in, since a form that just
// closes leaves people wondering.
func (b *Bot) huddleThanks(
	ctx context.Context, req *request, t *coach.Team, hd coach.HuddleDay, e coach.HuddleEntry,
) (answer, error) {
	f, err := b.figures(ctx, req.Roster, t, b.filingInstant(req, t, hd.Day), 0)
	if err != nil {
		b.log.WarnContext(ctx, "no figures for the thanks after a check-in", "team", t.ID, "error", err)
		return answer{}, nil // the check-in is filed; only the courtesy is missing
	}
	var s sheet
	if hd.OpenedAt.IsZero() {
		s.say("You are in for " + huddleName(hd) + ". Your check-in goes into the thread when the huddle opens.")
	} else {
		s.say("You are in. Your check-in is in the thread, and *Check in* changes it.")
	}
	var lines []string
	for _, k := range t.Leading() {
		p := f.pace(req.Person, k)
		planned := e.Planned[k.ID]
		// Without a plan or a target there is no outlook, and a line that says so would pay nobody back.
		if planned == 0 || p.Status == coach.NoTarget {
			continue
		}
		lines = append(lines, planOutlook(p, planned, laterInDay(hd)))
	}
	if len(lines) > 0 {
		s.say(bullets(lines)...)
	}
	return answer{Modal: modal(formHuddle, "You are in", "", "", s.blocks...)}, nil
}

// planOutlook says where a number planned for today would bring the person. What is done today already is part of it,
// but for a number that is planned on top of it. The sum is of the KPI's own period (day, week, month), as its target
// is; numbers are written without their word, which stands in the title.
func planOutlook(p coach.Pace, planned int64, onTop bool) string {
	k := p.KPI
	if onTop {
		planned += p.Today
	}
	if p.Today >= planned {
		return fmt.Sprintf("%s: %s planned, and %s done today already.", kpiTitle(k), escape(k.Number(planned)), escape(k.Number(p.Today)))
	}
	return fmt.Sprintf("%s: %s would make it %s of %s %s.", kpiTitle(k), escape(k.Number(planned)),
		escape(k.Number(p.Done-p.Today+planned)), escape(k.Number(p.Target)), p.Per.This())
}
