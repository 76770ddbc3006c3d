package bot

// Logging: the command /log, the buttons that log, and the one path that all of them take. A line is read by package
// coach; here it is decided which team it is about, it is committed (enter), and paid back with where the person stands
// (payBack). The form is in form_log.go, undo in undo.go, replies in a huddle's thread in huddle_reply.go.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Action ids and the callback id of logging.
const (
	actLog     = "log"      // opens the modal; the value is a team id
	actLogLine = "log_line" // logs the line in its value: see lineValue
	actLogUndo = "log_undo" // takes back what the delivery in its value logged
	formLog    = "log"
)

// logCommand is /log: count something in one line. Help and the manifest show the examples, and logUsage shows them
// again to whoever asks /log itself.
func logCommand() command {
	return command{
		Name:        "log",
		Description: "Log what you did in one line, or alone for a form",
		Usage:       "5 conversations 2 meetings [yesterday] [# note] | undo",
		Examples:    []string{"5 conversations", "conversations 5, meetings 2", "3 meetings yesterday", "-2 meetings", "2 meetings # Acme and Globex", "undo", ""},
		Who:         asRep,
		Handle:      typeLog,
	}
}

// logButtons is the table of buttons that log.
func logButtons() []button {
	return []button{
		{Action: actLog, Who: asRep, Handle: pressLog},
		{Action: actLogLine, Who: asRep, Handle: pressLogLine},
		{Action: actLogUndo, Who: asRep, Handle: pressLogUndo},
	}
}

// An entry is what one delivery logs: all of it or nothing. A line with one bad part would otherwise leave the person
// to find out which half counted. Items has at least one; counts are in minor units for money, and negative in a
// correction.
type entry struct {
	team   *coach.Team
	items  []coach.LogItem
	day    coach.Day
	note   string
	source string // as in coach.Activity
}

// typeLog reads a /log line and does what it says. The order matters: a line is read before the team is known, because
// which team is meant can follow from what the line counts, and undo comes before the question for the team, because it
// needs no answer to that. Whoever gets here is a rep of a team at least; see logCommand. Errors that are no LogError
// are the store's.
func typeLog(ctx context.Context, b *Bot, req *request) (answer, error) {
	if word := strings.TrimSpace(strings.ToLower(req.Text)); word == "help" || word == "?" {
		return b.logUsage(req), nil
	}
	// At least one, as the row asks for a rep.
	teams := req.Roster.TeamsOf(req.Person.ID)
	read, team, err := b.readLine(req, teams)
	// A line that is not understood is a normal answer and no fault: it is not logged and carries no reference.
	if bad, ok := errors.AsType[*coach.LogError](err); ok {
		return b.notUnderstood(req, team, bad), nil
	} else if err != nil {
		return answer{}, err
	}
	switch {
	case read.Undo:
		// Before the team is asked for: the newest entry knows its team.
		return b.undoNewest(ctx, req)
	case team == nil:
		return b.askTeam(req, teams, read.Empty), nil
	case read.Empty:
		return answer{Modal: b.logModal(req, team)}, nil
	}
	return b.enter(ctx, req, entry{team, read.Items, read.Day, read.Note, "command"})
}

// readLine reads a line as the team understands it that is meant: the only one, the one whose channel it was typed
// in, or the only one that understands it. The team is nil when several do. Teams must not be empty. An error is a
// *coach.LogError, and the team is then the one whose words the answer names. Example: Bob sells for West, which counts
// meetings, and for East, which counts demos; "2 demos" typed anywhere is East's, "2 calls" is asked about.
func (b *Bot) readLine(req *request, teams []*coach.Team) (coach.LogRequest, *coach.Team, error) {
	here := req.Roster.TeamIn(req.Channel)
	// The channel's team goes first, so that it decides where it understands, and its error is the one that is shown
	// where nobody does.
	if i := slices.Index(teams, here); i > 0 {
		teams = slices.Concat(teams[i:i+1], teams[:i], teams[i+1:])
	}
	var read coach.LogRequest
	var team *coach.Team
	var first error
	for i, t := range teams {
		r, err := coach.ParseLog(req.Text, t.KPIs, b.today(req, t))
		switch {
		case err != nil && i == 0:
			first = err
		case err != nil:
		// The channel's team decides alone, whatever the others could read.
		case i == 0 && (t == here || len(teams) == 1):
			return r, t, nil
		case team != nil:
			return r, nil, nil // more than one understands it
		default:
			read, team = r, t
		}
	}
	if team == nil {
		return read, teams[0], first
	}
	return read, team, nil
}

// today is the day that it is for the person. It is fixed when they log: whoever travels later does not move what
// they did.
func (b *Bot) today(req *request, t *coach.Team) coach.Day {
	return coach.DayOf(req.At, req.Roster.Zone(req.Person.ID, t))
}

// enter commits an entry and pays it back. Delivered again, it changes nothing and gives the same answer: the store
// answers ErrDuplicate, and what is shown is then read out of the ledger.
//
// This is the path that everything else is measured by: one commit, one query for the totals, and no JSON before the
// acknowledgement is written. The entry was checked by whoever read it: known KPIs, bounds, and a day that may be
// logged. ErrBelowZero and the day's total are decided in the store, within the transaction.
func (b *Bot) enter(ctx context.Context, req *request, e entry) (answer, error) {
	change := coach.Change{At: req.At, Inbound: req.Key, Activities: make([]coach.Activity, len(e.items))}
	for i, item := range e.items {
		change.Activities[i] = coach.Activity{
			Team: e.team.ID, Person: req.Person.ID, KPI: item.KPI.ID,
			Day: e.day, Count: item.Count, Note: e.note, Source: e.source,
		}
	}
	err := b.commit(ctx, change)
	hint := ""
	switch {
	case err == nil:
		// Only what was logged now can be a repetition. A redelivery that comes after the next line is none.
		hint = b.logged.hint(req, e)
	case errors.Is(err, coach.ErrDuplicate):
		if e, err = b.recall(ctx, req, req.Key, e.team); err != nil {
			return answer{}, errors.Join(coach.ErrDuplicate, err) // it is logged, whatever cannot be read now
		}
	case errors.Is(err, coach.ErrBelowZero):
		// Only now, off the fast path, is it worth asking which total it was.
		return answer{}, b.belowZero(ctx, req, e)
	default:
		return answer{}, fmt.Errorf("log of %s: %w", req.Person.ID, err)
	}
	return b.payBack(ctx, req, e, "Logged "+e.said()+b.onDay(req, e)+"."+hint, req.Key)
}

// recall reads back what a delivery logged. It asks for the person's own rows only, so that a key out of a button can
// never show somebody else's. A person's own redelivered line whose rows were taken back meanwhile is recalled as it
// was logged.
func (b *Bot) recall(ctx context.Context, req *request, key string, team *coach.Team) (entry, error) {
	rows, err := b.store.Activities(ctx, coach.ActivityFilter{Person: req.Person.ID, Inbound: key})
	if err != nil {
		return entry{}, fmt.Errorf("what was logged under %s: %w", key, err)
	}
	return ledgerEntry(req.Roster, rows, team)
}

// ledgerEntry makes one entry of the ledger's rows of one delivery. A KPI or a team that is gone meanwhile is
// coach.ErrNotFound. No rows are coach.ErrDuplicate: the key was used, and not for an entry.
func ledgerEntry(r *coach.Roster, rows []coach.Activity, team *coach.Team) (entry, error) {
	if len(rows) == 0 {
		return entry{}, coach.ErrDuplicate
	}
	// The rows say which team it was; the caller's is only a shortcut.
	if team == nil || team.ID != rows[0].Team {
		team = r.Team(rows[0].Team)
	}
	if team == nil {
		return entry{}, coach.ErrNotFound
	}
	e := entry{team: team, day: rows[0].Day, note: rows[0].Note, source: rows[0].Source}
	for _, a := range rows {
		kpi, ok := team.KPI(a.KPI)
		if !ok {
			return entry{}, coach.ErrNotFound
		}
		e.items = append(e.items, coach.LogItem{KPI: kpi, Count: a.Count})
	}
	return e, nil
}

// said lists what is logged: "5 conversations and 2 meetings". It is escaped, and money has its currency.
func (e entry) said() string {
	words := make([]string, len(e.items))
	for i, item := range e.items {
		words[i] = amount(item.KPI, item.Count)
	}
	return listed(words)
}

// onDay says for which day, unless it is today: most lines are about today, and the shorter answer is read.
func (b *Bot) onDay(req *request, e entry) string {
	if e.day == b.today(req, e.team) {
		return ""
	}
	return " for " + shortDay(e.day)
}

// payBack answers with where the person now stands in each KPI that was logged, and with Undo for the delivery key;
// an empty key leaves the button out. Said is the first line, escaped by the caller. It returns no error once
// something was committed: an apology in its place would make the person log it again. Example of an answer:
//
//	Logged 5 conversations.
//	*Conversations*: 5 today · 12 of 20 this week · on pace · 4 a day to go
//
// The KPIs are those of the entry, in its order, and one query for all of them; the rest of the team's are on /pace.
func (b *Bot) payBack(ctx context.Context, req *request, e entry, said, key string) (answer, error) {
	var text strings.Builder
	text.WriteString(said)
	kpis := make([]coach.KPI, len(e.items))
	for i, item := range e.items {
		kpis[i] = item.KPI
	}
	paces, err := b.standing(ctx, req, b.teamAfter(ctx, e, req.Person.ID), kpis)
	if err != nil {
		// It is logged; that must not sound as if it were not.
		b.log.Error("totals after a log", "person", req.Person.ID, "error", b.clean(err))
		text.WriteString("\nYour totals cannot be shown right now.")
	}
	for _, p := range paces {
		text.WriteString("\n*" + kpiTitle(p.KPI) + "*: " + escape(p.Line()))
	}
	// Screen readers have the text, everybody else the blocks, which are needed for the button alone.
	a := answer{Text: text.String()}
	a.Blocks = []slack.Block{section(a.Text)}
	if key != "" {
		a.Blocks = append(a.Blocks, actions(press(actLogUndo, "Undo", key)))
	}
	return a, nil
}

// teamAfter is the team of an entry as it is once the entry is committed or taken back. What is of a day before somebody
// came moves their first day, and with it the targets that the answer names; all else leaves the team as it was. An answer
// with the target of before is better than none, so a roster that cannot be read is only logged.
func (b *Bot) teamAfter(ctx context.Context, e entry, person string) *coach.Team {
	if e.day > max(e.team.Came(person), e.team.Began.FirstDay()) {
		return e.team
	}
	roster, err := b.store.Roster(ctx)
	if err != nil {
		b.log.Error("team after a log", "person", person, "error", b.clean(err))
		return e.team
	}
	return cmp.Or(roster.Team(e.team.ID), e.team) // closed meanwhile
}

// standing is where the person stands with some KPIs of a team: two sums a KPI, the period and today, in one round trip.
// It is about where they stand now, even when an entry was about last week. Of the period, days to come hold nothing
// but what whoever has flown west logged where it was tomorrow. The result has one pace a KPI, in their order.
func (b *Bot) standing(ctx context.Context, req *request, team *coach.Team, kpis []coach.KPI) ([]coach.Pace, error) {
	zone := req.Roster.Zone(req.Person.ID, team)
	today := coach.DayOf(req.At, zone)
	queries := make([]coach.TotalQuery, 0, 2*len(kpis))
	for _, k := range kpis {
		// A KPI without a target is looked at by the week, see periodOf.
		span := periodOf(k).Span(today, team.Year())
		queries = append(queries,
			coach.TotalQuery{Team: team.ID, Person: req.Person.ID, KPI: k.ID, Span: span},
			coach.TotalQuery{Team: team.ID, Person: req.Person.ID, KPI: k.ID, Span: coach.Span{From: today, To: today}})
	}
	sums, err := b.store.Totals(ctx, queries)
	if err != nil {
		return nil, err
	}
	paces := make([]coach.Pace, len(kpis))
	for i, k := range kpis {
		paces[i] = coach.PaceIn(team, k, req.Person, sums[2*i], sums[2*i+1], req.At, zone)
	}
	return paces, nil
}

// belowZero says which total stood in the way. By the time that it looks, the total may have changed again; then the
// plain sentence has to do. It is called after the store refused the change, so nothing is logged, and it always
// returns an error.
func (b *Bot) belowZero(ctx context.Context, req *request, e entry) error {
	queries := make([]coach.TotalQuery, len(e.items))
	for i, item := range e.items {
		queries[i] = coach.TotalQuery{Team: e.team.ID, Person: req.Person.ID, KPI: item.KPI.ID, Span: coach.Span{From: e.day, To: e.day}}
	}
	sums, err := b.store.Totals(ctx, queries)
	if err != nil {
		return coach.ErrBelowZero
	}
	for i, item := range e.items {
		// The first that would, as one is enough to know what to mend.
		if sums[i]+item.Count < 0 {
			return refusal(fmt.Sprintf("On %s you have %s logged, so %s cannot be taken off. Nothing was changed.",
				shortDay(e.day), amount(item.KPI, sums[i]), escape(item.KPI.Number(-item.Count))))
		}
	}
	return coach.ErrBelowZero
}

// notUnderstood says what was not, offers what may have been meant, and names what there is. The team's KPIs are listed
// only if the error's own sentence does not name them all already. A mended line that is too long for a button is left
// out; the person still has what they typed. It is no error, so that buttons can stand in it. Team must not be nil.
func (b *Bot) notUnderstood(req *request, team *coach.Team, bad *coach.LogError) answer {
	lines := []string{escape(bad.Text)}
	named := func(k coach.KPI) bool { return strings.Contains(bad.Text, k.Plural) }
	if slices.IndexFunc(team.KPIs, func(k coach.KPI) bool { return !named(k) }) >= 0 {
		lines = append(lines, counted(team))
	}
	lines = append(lines, b.typed(req))
	a := answer{Text: strings.Join(lines, "\n")}
	a.Blocks = []slack.Block{section(a.Text)}
	// The buttons are offered, never pressed for the person: a guess that logs by itself would have to be noticed to
	// be taken back.
	var meant []*slack.ButtonBlockElement
	for i, k := range bad.Nearest {
		line := bad.Mended(k)
		if value := b.lineValue(req, team, line); line != "" && len(value) <= maxButtonValue {
			meant = append(meant, press(indexed(actLogLine, i), "Log "+line, value))
		}
	}
	if len(meant) > 0 {
		a.Text += "\nYou can press a button to log what you meant."
		a.Blocks = append(a.Blocks, actions(meant...))
	}
	return a
}

// typed gives a line back to whoever typed it, so that they can mend it: as a command, or as the words that it was.
func (b *Bot) typed(req *request) string {
	if req.Said != "" {
		return "You wrote " + quoteLine(req.Said)
	}
	return "You typed " + quoteLine(b.slash("log")+" "+req.Text)
}

// askTeam asks whose numbers a line is about when several teams count the same thing; empty tells that nothing was
// typed and the choice opens the form. Nothing is stored while the question stands: the line waits in the buttons'
// values. The names of the teams are the person's own, so nothing is given away.
func (b *Bot) askTeam(req *request, teams []*coach.Team, empty bool) answer {
	// A row of buttons holds twenty-five; nobody is in more teams than that.
	var names []string
	var choices []*slack.ButtonBlockElement
	for i, t := range teams[:min(len(teams), 25)] {
		names = append(names, escape(t.Name))
		action, value := indexed(actLogLine, i), b.lineValue(req, t, req.Text)
		if empty {
			action, value = indexed(actLog, i), t.ID
		}
		if len(value) <= maxButtonValue {
			choices = append(choices, press(action, t.Name, value))
		}
	}
	a := answer{Text: "For which team, " + strings.Join(names, " or ") + "? Nothing is logged yet."}
	if !empty {
		a.Text += "\n" + b.typed(req)
	}
	// A note can be longer than what a button carries; the channel then says what the button cannot.
	if len(choices) < len(names) {
		a.Text += "\nType it again in the team's own channel."
		return a
	}
	a.Blocks = []slack.Block{section(a.Text), actions(choices...)}
	return a
}

// lineValue is the value of a button that logs a line for a team: "<team>/<day> <line>". The line itself travels, not
// what was understood of it, so that it is read again under the rules of the moment in which the button is pressed. The
// day is the one on which it was typed: "yesterday" means the same after midnight.
func (b *Bot) lineValue(req *request, t *coach.Team, line string) string {
	return t.ID + "/" + b.typedOn(req, t).String() + " " + line
}

// typedOn is the day that a line is read on: the one that it was typed on, also when a button brings it later.
func (b *Bot) typedOn(req *request, t *coach.Team) coach.Day {
	head, _, _ := strings.Cut(req.Value, " ")
	if _, typed, ok := strings.Cut(head, "/"); ok {
		if day, err := coach.ParseDay(typed); err == nil {
			return day
		}
	}
	return b.today(req, t)
}

// pressLogLine logs the line that a button carries, as if it had been typed. The answer takes the place of the
// question, so that nobody presses it a second time. It is checked again as if it were typed now: the team's KPIs, the
// bounds and the 31 days are those of the press.
func pressLogLine(ctx context.Context, b *Bot, req *request) (answer, error) {
	head, line, _ := strings.Cut(req.Value, " ")
	// The day behind it is read by typedOn.
	id, _, _ := strings.Cut(head, "/")
	team, err := ownTeam(req, id)
	if err != nil {
		return answer{}, err
	}
	req.Text = line
	read, err := coach.ParseLog(line, team.KPIs, b.typedOn(req, team))
	if err == nil {
		err = coach.CheckDay(read.Day, b.today(req, team)) // the button may be weeks old
	}
	if bad, ok := errors.AsType[*coach.LogError](err); ok {
		return b.notUnderstood(req, team, bad), nil
	} else if err != nil {
		return answer{}, err
	}
	a, err := b.enter(ctx, req, entry{team, read.Items, read.Day, read.Note, "command"})
	a.Replace = true
	return a, err
}

// ownTeam returns the team with that id if the person is a rep of it. The id came out of a button or a modal, which may
// be old; membership is looked up now. Guests and the deactivated were turned away by permit before.
func ownTeam(req *request, id string) (*coach.Team, error) {
	t := req.Roster.Team(id)
	if t == nil {
		return nil, refusal("That team is not there any more, so nothing was logged.")
	}
	if !slices.Contains(t.Reps, req.Person.ID) {
		return nil, refusal("You are not in " + escape(t.Name) + ", so nothing was logged there.")
	}
	return t, nil
}

// logUsage shows what a line may look like, and the team's own words. It answers "/log help", which nobody means as a
// KPI. The command's own name stands in the examples, which the operator may have changed.
func (b *Bot) logUsage(req *request) answer {
	var lines []string
	for _, example := range logCommand().Examples {
		lines = append(lines, "`"+strings.TrimSpace(b.slash("log")+" "+example)+"`")
	}
	// The last example is the empty one: the command alone.
	text := "Any of these will do; the last opens a form:\n" + strings.Join(lines, "\n")
	if team := teamHere(req); team != nil {
		text += "\n" + counted(team)
	}
	return answer{Text: text, Blocks: []slack.Block{section(text)}}
}

// counted says what a team counts: "West counts conversations, meetings and deals." It is mrkdwn, names escaped.
func counted(team *coach.Team) string {
	names := make([]string, len(team.KPIs))
	for i, k := range team.KPIs {
		names[i] = escape(k.Plural)
	}
	return escape(team.Name) + " counts " + listed(names) + "."
}
