package bot

// The tables of the rhythms, and what all of them have in common: how an occurrence is run and
// ended, who works on a day, and how a message that was said once is changed.
//
// An occurrence comes from the scheduler, which knows when; here is what. RunOccurrence finds the row of its kind,
// composes a change, and commits it together with the occurrence's end. A ritual therefore writes nothing itself, may
// be composed again when something changed before the commit, and says by a skip that it has nothing to do. What has to
// happen later, it plans as occurrences of its own (followUp).

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
	"example.com/pacer/failpoint"
)

// ritualRows is the table of rhythms and their follow-ups. Every kind that coach.Rhythms knows has a row; a test holds
// the two together. Working rows stop at holidays and at days on which the team never works. Those that also move are
// the weekly ones, of which a holiday would otherwise take a whole week: huddles and nudges are back on the next
// working day by themselves.
func ritualRows() []ritual {
	return []ritual{
		{Kind: coach.Huddle, Working: true, Run: openHuddle},
		{Kind: coach.HuddleReminder, Run: remindHuddle},
		{Kind: coach.HuddleClose, Run: closeHuddle},
		{Kind: coach.CheckIn, Working: true, Moves: true, Run: askCheckIns},
		{Kind: coach.Leaderboard, Working: true, Moves: true, Run: postLeaderboard},
		{Kind: coach.Nudge, Working: true, Run: nudgeReps},
		{Kind: coach.Digest, Working: true, Moves: true, Run: sendDigests},
		{Kind: coach.DigestLater, Run: sendDigests},
		{Kind: coach.ClarityClose, Run: endClarity},
	}
}

// ritualButtons is the table of buttons in what the rhythms and their commands say. Who is not part of the team that a
// button is about is told so by the handler, which knows the team. Buttons that stand in a channel are for any member
// for that reason: "managers only" would be a poor answer to somebody of another team. Again stands at what composes
// from a huddle's state and would otherwise be refused when it closes in the same moment.
func ritualButtons() []button {
	return []button{
		{Action: actHuddleCheckIn, Who: asMember, Handle: pressHuddleCheckIn},
		{Action: actHuddleSkip, Who: asMember, Handle: again(pressHuddleSkip)},
		{Action: actHuddleReason, Who: asMember, Handle: pressHuddleReason},
		{Action: actHuddleHelp, Who: asManager, Handle: pressHuddleHelp},
		{Action: actCheckInFill, Who: asMember, Handle: pressCheckInFill},
		{Action: actCheckInKeep, Who: asMember, Handle: pressCheckInKeep},
		{Action: actCheckInRead, Who: asMember, Handle: pressCheckInRead},
		{Action: actNudgeSnooze, Who: asRep, Handle: pressNudgeSnooze},
		{Action: actNudgePlan, Who: asRep, Handle: pressNudgePlan},
		{Action: actNudgeMute, Who: asRep, Handle: pressNudgeMute},
		{Action: actNudgeUnmute, Who: asRep, Handle: pressNudgeUnmute},
	}
}

// ritualForms is the table of modals that the rhythms open. A check-in is its person's own and is held by Over alone;
// nobody else writes what it rests on.
func ritualForms() []form {
	return []form{
		{Callback: formHuddle, Who: asMember, Handle: again(submitHuddle)},
		{Callback: formHuddleReason, Who: asMember, Handle: again(submitHuddleReason)},
		{Callback: formCheckIn, Who: asMember, Handle: submitCheckIn},
	}
}

// ritualCommands is the table of the commands that look at what the rhythms look at. They are in the order of help.
func ritualCommands() []command {
	return []command{paceCommand(), boardCommand(), coachCommand()}
}

// rendererRows is the table of messages whose body is made at the moment of sending. Both are numbers or states that
// change while an edit waits; everything else is rendered and stored with its row.
func rendererRows() []renderer {
	return []renderer{
		{Name: renderHuddle, Render: renderHuddleParent},
		{Name: renderHuddleManager, Render: renderManagerMessage},
	}
}

// staleTries is how often something is composed that keeps changing before it is committed. Three in a row need three
// others in the same few milliseconds; then the person is asked to send it again.
const staleTries = 3

// again makes a handler that is run again when what it read was changed by somebody else before it committed. Its
// refused change has left nothing behind, the request's key included. The handler must read all that its change rests
// on by itself, the roster aside, which is renewed here. It may be called up to staleTries times and must have no
// effect but its commit. All tries share the request's time.
func again(h handler) handler {
	return func(ctx context.Context, b *Bot, req *request) (a answer, err error) {
		for range staleTries {
			if a, err = h(ctx, b, req); !errors.Is(err, coach.ErrStale) {
				break
			}
			// What changed may be in the roster.
			if r, failed := b.store.Roster(ctx); failed == nil {
				anew := *req
				anew.Roster, anew.Person = r, r.Person(req.Person.ID)
				req = &anew
			}
		}
		return a, err
	}
}

// runRitual runs an occurrence, and again when what it read was changed before the commit: a huddle closes with
// everything that was filed until then. An error leaves the occurrence to be run again later.
func (b *Bot) runRitual(ctx context.Context, o coach.Occurrence) (err error) {
	for range staleTries {
		if err = b.tryRitual(ctx, o); !errors.Is(err, coach.ErrStale) {
			break
		}
	}
	return err
}

// tryRitual composes what an occurrence leads to and commits it together with the occurrence's
// end, so that it either happened and is recorded, or neither. A skip's own change is thrown away with it: what is
// skipped says nothing to anybody. An occurrence that was finished before, by another process or an earlier try whose
// answer was lost, is refused by the store, and the messages with it.
func (b *Bot) tryRitual(ctx context.Context, o coach.Occurrence) error {
	change, err := b.composeRitual(ctx, o)
	o.State, o.Reason = coach.Done, ""
	var reason skip
	switch {
	case errors.As(err, &reason):
		change = coach.Change{}
		o.State, o.Reason = coach.Skipped, string(reason)
	case err != nil:
		return fmt.Errorf("%s of team %s due %s: %w", o.Kind, o.Team, o.Due.UTC().Format(time.RFC3339), err)
	case change.Finish != nil:
		o.Reason = change.Finish.Reason
	}
	// The end of the occurrence is part of the change. A crash before the commit leaves both
	// undone, one after it neither.
	change.At, change.Finish = b.now(), &o
	failpoint.Hit("bot.ritual.composed")
	err = b.commit(ctx, change)
	failpoint.Hit("bot.ritual.committed")
	return err
}

// composeRitual finds the row of the occurrence's kind and has it compose the change. A kind or a team that is gone is
// a skip and no error: an occurrence that was planned before an upgrade or a change of the team file would be tried
// again and again. Nothing is written here. A ritual without Working goes by what it follows: a reminder belongs to a
// huddle that did open.
func (b *Bot) composeRitual(ctx context.Context, o coach.Occurrence) (coach.Change, error) {
	rows := ritualRows()
	// A walk of nine rows; rituals are too few for a map.
	i := slices.IndexFunc(rows, func(r ritual) bool { return r.Kind == o.Kind })
	if i < 0 {
		return coach.Change{}, skip("unknown kind of rhythm")
	}
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return coach.Change{}, err
	}
	team := roster.Team(o.Team)
	if team == nil {
		return coach.Change{}, skip("no such team")
	}
	day, zone, err := occurrenceDay(o)
	if err != nil {
		return coach.Change{}, err
	}
	// Everything of one moment, so that a ritual cannot mix two rosters.
	on := occasion{Occurrence: o, team: team, roster: roster, zone: zone, day: day}
	if rows[i].Working {
		if err := mustWork(team, day); err != nil {
			if on.moved = afterHoliday(on); !rows[i].Moves || on.moved.IsZero() {
				return coach.Change{}, err
			}
		}
	}
	return rows[i].Run(ctx, b, on)
}

// Missed tells whether an occurrence was not held that somebody may have waited for. What Pacer finds after a weekend on
// which it did not run is recorded as late, since only a ritual that runs asks for its team's days; on those it would not
// have been held in time either.
func Missed(r *coach.Roster, o coach.Occurrence) bool {
	t := r.Team(o.Team)
	day, _, err := occurrenceDay(o)
	if !o.Missed() || t == nil || err != nil {
		return o.Missed()
	}
	rows := ritualRows()
	i := slices.IndexFunc(rows, func(row ritual) bool { return row.Kind == o.Kind && row.Working })
	return i < 0 || coach.CalendarOf(t, coach.Person{}).Working[day.Weekday()]
}

// afterHoliday is the same time of the first working day after a holiday; the zero time when the day is none, but one on
// which the team never works, or when no working day follows within a week: then the next of its kind is there as soon.
// Two holidays in a row move it behind both. The wall time stays, in the occurrence's zone; a clock change in between
// moves the instant and not the hour.
func afterHoliday(on occasion) time.Time {
	cal := coach.CalendarOf(on.team, coach.Person{})
	next, ok := cal.Next(on.day)
	if _, holiday := coach.HolidayOn(on.team.Holidays, on.day); !holiday || !cal.Working[on.day.Weekday()] || !ok || next >= on.day+7 {
		return time.Time{}
	}
	wall := on.Due.In(on.zone)
	return wallTime(next, wall.Hour()*60+wall.Minute(), on.zone)
}

// followUp is an occurrence of another kind that an occurrence plans. It carries the rhythm of what it follows, and its
// kind tells it apart. Stored as planned and not as a timer, it happens after a restart too; planned twice, it is once.
// Its zone is that of what it follows, also where it addresses people.
func followUp(o coach.Occurrence, kind coach.RhythmKind, due time.Time) coach.Occurrence {
	return coach.Occurrence{Rhythm: o.Rhythm, Team: o.Team, Kind: kind, Zone: o.Zone, Due: due, State: coach.Planned}
}

// done is how a ritual says that it ran, with what is worth recording about it: "asked 3 people". Of the occurrence
// that it returns, runRitual takes the reason alone. A change without one is done too. It is read by admins in /pacer
// status and holds no names and no words of people.
func done(reason string) *coach.Occurrence {
	return &coach.Occurrence{State: coach.Done, Reason: reason}
}

// occurrenceDay is the civil date of an occurrence in its own zone. It is the nominal date: what was due on Friday
// evening is Friday's, even if it runs after midnight. The zone comes with it. A zone that does not load is an error:
// the occurrence is tried again, as the zone data may be back. It is a day of the occurrence's zone, not of any
// person's.
func occurrenceDay(o coach.Occurrence) (coach.Day, *time.Location, error) {
	zone, err := tz.Load(o.Zone)
	if err != nil {
		return 0, nil, err
	}
	return coach.DayOf(o.Due, zone), zone, nil
}

// mustWork answers with a skip when the team as a whole does not work on that day. Cron expressions fire daily and
// know no holidays; this is where they stop. Days off of one person are looked at where people are picked. The reason
// is shown to admins as it stands; a holiday has the name that the team gave it.
func mustWork(t *coach.Team, d coach.Day) error {
	holiday, off := coach.HolidayOn(t.Holidays, d)
	switch {
	case off && holiday.Name != "":
		return skip("holiday: " + holiday.Name)
	case off:
		return skip("holiday")
	// The calendar knows what a team that names no days means by it; nobody's own days off are asked for here.
	case !coach.CalendarOf(t, coach.Person{}).Working[d.Weekday()]:
		return skip(coach.NotWorkingDay)
	}
	return nil
}

// inZone keeps those whose own wall clock is that of the zone: a personal rhythm runs once in each zone. Zones are
// compared by name, so London and Belfast are two runs at the same instant. People is left as it was.
func inZone(r *coach.Roster, t *coach.Team, people []coach.Person, zone string) []coach.Person {
	return slices.DeleteFunc(slices.Clone(people), func(p coach.Person) bool {
		return r.Zone(p.ID, t).String() != zone
	})
}

// activeRep tells whether the person takes part in the team as a rep: listed in the team file, and neither
// deactivated, nor a guest, a bot or of another organisation. It is what handlers ask before they show or change a
// person's own numbers. It costs a walk over the team's reps, which for a team of some dozens is nothing.
func activeRep(r *coach.Roster, t *coach.Team, person string) bool {
	return slices.ContainsFunc(r.Active(t), func(p coach.Person) bool { return p.ID == person })
}

// teamHere is the team that a command is about: the one whose channel it was typed in, else
// the first that the person is a rep of, else the first that they manage; nil when there is
// none. A channel of a team that they are not part of decides nothing: their own numbers come with them everywhere.
// Whoever needs a manager has to ask for it apart: the first team may be one in which the person is a rep.
func teamHere(req *request) *coach.Team {
	mine := append(slices.Clone(req.Roster.TeamsOf(req.Person.ID)), req.Roster.Managed(req.Person.ID)...)
	// Nil in a direct message.
	here := req.Roster.TeamIn(req.Channel)
	switch {
	case here != nil && slices.Contains(mine, here):
		return here
	case len(mine) > 0:
		return mine[0]
	}
	return nil
}

// errNoTeam is what somebody in no team reads who asks for what those in one have.
const errNoTeam = refusal("You are not in a team yet, so there is nothing of yours to show or to set. Ask your manager, or whoever set Pacer up, to add you to one.")

// posted tells whether a message with that key was ever put in the outbox, sent or not. An edit or a deletion of one
// that is still unsent waits for it, and is dropped with it. Other errors are the store's.
func (b *Bot) posted(ctx context.Context, key string) (bool, error) {
	_, err := b.store.Message(ctx, key)
	if errors.Is(err, coach.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// postOrEdit makes the row that says something under a key for the first time, or changes what
// was said. Change is the request's key: it names the delivery, so that each edit has a key of its own. Two deliveries
// at the same instant may both find nothing; the store then keeps the first, as it does with
// every key that is there already.
func (b *Bot) postOrEdit(ctx context.Context, m coach.Message, change string) (coach.Message, error) {
	there, err := b.posted(ctx, m.Key)
	if err != nil || !there {
		return m, err
	}
	return rewrite(m, change), nil
}

// rewrite turns the posting of a message into an edit of it. Who edits is waiting to see it, hence urgent. The edit
// waits for the posting if that is still on its way, and of several edits the newest is sent. The body is that of m,
// rendered now; NotAfter is taken over, so an edit of what is stale is stale, too.
func rewrite(m coach.Message, change string) coach.Message {
	return coach.Message{
		Key: m.Key + "/edit/" + change, Verb: coach.Edit, Target: m.Key,
		Text: m.Text, Blocks: m.Blocks, Urgent: true, NotAfter: m.NotAfter,
	}
}

// remove makes the row that deletes a message of ours; asked for twice, it is done once. Only what has become
// pointless is deleted, such as a reminder that was answered: what people may have read and replied to is edited
// instead.
func remove(key string) coach.Message {
	return coach.Message{Key: key + "/gone", Verb: coach.Delete, Target: key, Urgent: true}
}
