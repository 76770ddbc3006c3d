package bot

// The command /pacer with its table of topics, and the two of them that are about the program: help and status. The
// other topics stand with what they are about: away.go, settings.go, setup.go, privacy.go and so on.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// pacerName is our own name of the command that is about Pacer itself. Slack's name of it may be another, which the
// operator chooses; texts use b.slash.
const pacerName = "pacer"

// pacerCommand is /pacer. Its usage is the rows of the table of topics, so that a new topic shows in help by itself.
// Guests are refused by asMember before any topic is looked at. Its examples are those of the topics, which help writes
// itself.
func pacerCommand() command {
	var usage []string
	for _, t := range topics() {
		usage = append(usage, t.Word)
	}
	return command{
		Name:        pacerName,
		Description: "What Pacer can do, and how it is doing",
		Usage:       strings.Join(usage, " | "),
		Who:         asMember,
		Handle:      aboutPacer,
	}
}

// A topic is a row of the table of what /pacer can be asked. The word is what is typed, one word or several, in lower
// case; help shows the example with the description. Who is asked for before Handle, and by help, which leaves out what
// somebody may not do. A topic that takes no arguments must leave Arguments empty: it is what tells "status" from
// "status of West".
type topic struct {
	Word        string
	Arguments   string // an example of what follows the word: "24 Dec..2 Jan"; "" where nothing may follow
	Description string
	Who         access
	Handle      handler // finds what followed the word in the request's Text
}

// example is how the topic is typed.
func (t topic) example() string { return strings.TrimSpace(t.Word + " " + t.Arguments) }

// asked tells whether a line asks for the topic, and what follows its word in it. Blanks and capitals do not matter, as
// a phone makes both by itself. A topic that takes nothing is not asked for by a line that goes on: "help me log" is no
// call for help that could be half understood. What follows comes with single blanks; a topic that cares about blanks
// in a quotation would have to read the request.
func (t topic) asked(line string) (rest string, ok bool) {
	words, wanted := strings.Fields(line), strings.Fields(t.Word)
	if len(words) < len(wanted) || len(words) > len(wanted) && t.Arguments == "" {
		return "", false
	}
	for i, w := range wanted {
		if !strings.EqualFold(words[i], w) {
			return "", false
		}
	}
	return strings.Join(words[len(wanted):], " "), true
}

// topics is the table of what /pacer can be asked; the first is the default. Order matters twice: help lists them in
// it, and of "forget me" and "forget" the longer one has to be tried first.
func topics() []topic {
	return slices.Concat([]topic{
		{"help", "", "what you can do here", asMember, showHelp},
		{"status", "", "how Pacer is doing: its connection, the last and the next rituals, what waits to be sent", asAdmin | asManager, showStatus},
		awayTopic(),
		settingsTopic(),
		{"admins", "@ann", "who may set Pacer up; admins of the workspace name others, or take it back", asAdmin, showAdmins},
		setupTopic(),
		runTopic(),
	}, privacyTopics())
}

// aboutPacer answers with the topic that was asked for. Topics have roles of their own: everybody may ask for help, and
// only some for the status. The handler gets a copy of the request whose Text is what followed the word; the key stays
// that of the delivery. A topic that somebody may not ask for is refused by its role and not denied: help has left it
// out already.
func aboutPacer(ctx context.Context, b *Bot, req *request) (answer, error) {
	rows := topics()
	// Alone, the command is a question: what is this?
	line := cmp.Or(strings.TrimSpace(req.Text), rows[0].Word)
	for _, t := range rows {
		rest, ok := t.asked(line)
		if !ok {
			continue
		}
		if err := permit(t.Who, req.Person, req.Roster); err != nil {
			return answer{}, err
		}
		about := *req
		about.Text = rest
		return t.Handle(ctx, b, &about)
	}
	return answer{}, refusal("`" + b.slash("pacer") + "` cannot be asked " + quoteLine(req.Text) + ". " + b.helpHint())
}

// showHelp lists the commands that this person may use, from the tables. What they may not do is left out rather than
// greyed out: it would only raise the question. It reads nothing but the request, so it is there when everything else
// is down. It needs no store: only the roster that the request came with.
func showHelp(_ context.Context, b *Bot, req *request) (answer, error) {
	// A sheet says everything as text as well; help is what a screen reader needs most.
	var s sheet
	s.head("What you can do with Pacer")
	for _, c := range commands() {
		if permit(c.Who, req.Person, req.Roster) == nil {
			s.titled(b.slash(c.Name), b.helpLines(c, req)...)
		}
	}
	s.say(b.whereabouts(req))
	return s.private(), nil
}

// helpLines is what a command does, with examples of what this person may type. Lines are mrkdwn, with what is typed in
// code, so that it can be copied. The command is called what it is called here.
func (b *Bot) helpLines(c command, req *request) []string {
	typed := func(rest string) string { return "`" + strings.TrimSpace(b.slash(c.Name)+" "+rest) + "`" }
	lines := []string{c.Description}
	// Its examples are its topics, each with who may.
	if c.Name == pacerName {
		for _, t := range topics() {
			if permit(t.Who, req.Person, req.Roster) == nil {
				lines = append(lines, typed(t.example())+": "+t.Description)
			}
		}
		return lines
	}
	examples := c.Examples
	if holds(req.Person, req.Roster)&asManager != 0 {
		examples = slices.Concat(examples, c.ForManagers)
	}
	for _, example := range examples {
		lines = append(lines, typed(example))
	}
	return lines
}

// whereabouts says which teams the person belongs to, which is the first thing to know when something is refused:
// "You are in West and you manage East." It is mrkdwn, with the teams' names escaped. It stands in help and in refusals
// alike. Whoever is in no team reads who can change that, by name where one is known.
func (b *Bot) whereabouts(req *request) string {
	var parts []string
	for _, t := range req.Roster.TeamsOf(req.Person.ID) {
		parts = append(parts, "you are in "+escape(t.Name))
	}
	for _, t := range req.Roster.Managed(req.Person.ID) {
		parts = append(parts, "you manage "+escape(t.Name))
	}
	switch {
	case len(parts) > 0:
		return titled(listed(parts)) + "."
	case req.Person.SetsUp():
		return "You are in no team; `" + b.slash("pacer") + " setup` makes one and says who is in it."
	default:
		return "You are not in a team yet. " + b.whoSetsUp(req.Roster) + " can add you to one."
	}
}

// Reading is bounded because status is asked for when something is wrong, and showing because it is read on phones. Two
// hundred occurrences are some weeks of a team.
const (
	statusLooksAt = 200 // newest occurrences
	statusShows   = 5   // of each kind
)

// showStatus tells an admin how Pacer is doing, and a manager how it is for their own teams. There is no silent hole: a
// ritual that was not held stands here with its reason. Managers are accountable too: last comes how many of their people each
// has coached, as counts. Errors are the store's. It is also a part of the admin's Home,
// made anew there when something changes; so it asks Slack nothing.
func showStatus(ctx context.Context, b *Bot, req *request) (answer, error) {
	recent, err := b.store.Occurrences(ctx, statusLooksAt)
	if err != nil {
		return answer{}, fmt.Errorf("occurrences: %w", err)
	}
	counts, err := b.outboxCounts(ctx)
	if err != nil {
		return answer{}, fmt.Errorf("outbox: %w", err)
	}
	// What others' teams did or missed is not a manager's to see. It is sorted out after reading, so a manager of one
	// team among many sees less far back than an admin.
	mine := visible(req, recent)
	var s sheet
	s.head("How Pacer is doing")
	s.titled("Connection", b.connectionLines()...)
	s.titled("Waiting to be sent", outboxLines(counts)...)
	s.titled("Last rituals", b.occurrenceLines(req, mine, coach.Done, "none yet")...)
	if b.cfg.Upcoming != nil {
		s.titled("Next rituals", b.upcomingLines(ctx, req)...)
	}
	// Skipped for a good reason, such as a holiday, is no hole: only what was missed is listed as not held.
	mine = slices.DeleteFunc(mine, func(o coach.Occurrence) bool { return o.State == coach.Skipped && !Missed(req.Roster, o) })
	s.titled("Not held", b.occurrenceLines(req, mine, coach.Skipped, "none: every ritual that was due was held")...)
	coached, err := b.coachingLines(ctx, req)
	s.titled("Coached this month", bullets(coached)...)
	return s.private(), err
}

// visible keeps the occurrences that are the reader's business: all are of whoever sets Pacer up, a manager's those
// of their own teams. Those of a team that is gone are nobody's else. It reuses the slice, which both callers made for
// this one answer.
func visible(req *request, os []coach.Occurrence) []coach.Occurrence {
	return slices.DeleteFunc(os, func(o coach.Occurrence) bool {
		t := req.Roster.Team(o.Team)
		return !req.Person.SetsUp() && (t == nil || !t.Manages(req.Person.ID))
	})
}

// upcomingLines lists what is due next. Only the scheduler knows; the program hands its knowledge in. That it cannot be
// told does not spoil the rest of the status, which is read most when something is broken. Config.Upcoming must be set.
// It is asked for all teams and sorted out afterwards, as what went before is.
func (b *Bot) upcomingLines(ctx context.Context, req *request) []string {
	next, err := b.cfg.Upcoming(ctx)
	if err != nil {
		b.log.Error("upcoming rituals", "error", b.clean(err))
		return []string{"cannot be told right now"}
	}
	// The scheduler's own list has no states, and occurrenceLines picks by them.
	for i := range next {
		next[i].State = coach.Planned
	}
	return b.occurrenceLines(req, visible(req, next), coach.Planned, "none is planned")
}

// connectionLines says how Pacer and Slack get on, since the program started: the counts are in memory, and a restart
// begins anew. What is zero is left out: a status that lists ten noughts hides the one number that is not.
func (b *Bot) connectionLines() []string {
	up := int(b.health.sockets.Load())
	// Fewer than there should be is no outage while one is open: Slack sends everything to any that is.
	lines := []string{fmt.Sprintf("%d of %s to Slack, up for %s", up,
		plural(b.cfg.Sockets, "connection", "connections"), roughly(b.now().Sub(b.health.since)))}
	if reason := b.health.newest(); up < b.cfg.Sockets && reason != "" {
		lines = append(lines, "the last attempt ended with "+quoteLine(reason))
	}
	// Each is said by what it means for people and not by the name of its counter; the counters are in /metrics.
	for _, row := range []struct {
		n    int64
		said string
	}{
		{b.health.resent.Load(), "sent again because Slack did not show them in its history"},
		{b.health.turnedAway.Load(), "turned away because too much came at once"},
		{b.health.undecodable.Load(), "not understood: Slack sent something newer than this version"},
	} {
		if row.n > 0 {
			lines = append(lines, fmt.Sprintf("%d %s", row.n, row.said))
		}
	}
	return lines
}

// outboxCounts is how many messages are in each state, those left out that are pending and wait for their time: they are
// nobody's trouble, and who has quiet hours that they wait for is nobody else's business. Of more than statusLooksAt it
// counts no further. It is read for status alone. An error is the store's.
func (b *Bot) outboxCounts(ctx context.Context) (map[coach.MessageState]int, error) {
	counts, err := b.store.OutboxCounts(ctx)
	if err != nil || counts[coach.Pending] == 0 {
		return counts, err
	}
	// Reading them changes nothing but dropping what waits for a message that ended unsent, as the deliverer's own
	// reading does.
	due, err := b.store.DueMessages(ctx, b.now(), statusLooksAt)
	counts[coach.Pending] = 0
	for _, m := range due {
		if m.State == coach.Pending {
			counts[coach.Pending]++
		}
	}
	return counts, err
}

// outboxLines says how many messages are where, in words. The texts of messages are nobody's business here. The
// numbers are of the whole workspace, for managers too: a message does not say which team it belongs to. States that
// need nobody's thought, sent and dropped, are left out. Failed ones are counted for as long as their rows are kept.
func outboxLines(counts map[coach.MessageState]int) []string {
	words := []struct {
		state coach.MessageState
		said  string
	}{
		{coach.Pending, "not sent yet"},
		{coach.Sending, "being sent"},
		{coach.Unknown, "being looked for in Slack's history after a broken call"},
		{coach.Failed, "refused by Slack for good; the log has the reasons"},
	}
	var lines []string
	for _, w := range words {
		if n := counts[w.state]; n > 0 {
			lines = append(lines, plural(n, "message", "messages")+" "+w.said)
		}
	}
	if len(lines) == 0 {
		return []string{"nothing"}
	}
	return lines
}

// occurrenceLines lists the first occurrences in one state, at most statusShows, in the reader's own time; none is
// the line when there are none. The order is the caller's: newest first for what was, earliest first for what comes.
// Example: "Huddle of West, Tue 24 Nov 09:00: late". Reason is a few words of ours, never of a person's; it is escaped
// all the same, as a holiday in it has a name that somebody typed.
func (b *Bot) occurrenceLines(req *request, os []coach.Occurrence, state coach.OccurrenceState, none string) []string {
	// The reader's own zone, not the ritual's: "at 15:00" must mean what their clock shows.
	zone := req.Roster.Zone(req.Person.ID, nil)
	var lines []string
	for _, o := range os {
		if o.State != state || len(lines) == statusShows {
			continue
		}
		team := "a team that is gone"
		if t := req.Roster.Team(o.Team); t != nil {
			team = escape(t.Name)
		}
		line := fmt.Sprintf("%s of %s, %s", ritualName(o.Kind), team, o.Due.In(zone).Format("Mon 2 Jan 15:04"))
		if o.Reason != "" {
			line += ": " + escape(o.Reason)
		}
		// One that is held in several zones at the same instant is one to whoever reads of it.
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return []string{none}
	}
	return lines
}

// ritualName is a ritual in words. The kinds that need none are words already: "nudge" becomes "Nudge". It is the same
// word in status, in the setup and on the Home; kinds are part of the store and may not be renamed with it.
func ritualName(k coach.RhythmKind) string {
	switch k {
	case coach.HuddleReminder:
		return "Huddle reminder"
	case coach.HuddleClose:
		return "Huddle wrap-up"
	case coach.CheckIn:
		return "Weekly check-in"
	case coach.DigestLater:
		return "Digest for later"
	case coach.ClarityClose:
		return "End of a clarity check"
	default:
		return titled(string(k))
	}
}

// roughly says a length of time in its largest unit, rounded down. Two of a unit are needed, so that 25 hours are not
// "1 day". Less than a minute is one, and so is a negative length, which a clock that was set back leads to. It is for
// reading, not for reckoning: "2 hours" is anything up to three.
func roughly(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day:
		return plural(int(d/day), "day", "days")
	case d >= 2*time.Hour:
		return plural(int(d/time.Hour), "hour", "hours")
	default:
		return plural(max(1, int(d/time.Minute)), "minute", "minutes")
	}
}
