package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// A showCmd is "pacer show [TEAM]". Its output is a team file, so that a team that was set up in Slack can be kept in
// version control from then on. It reads the database alone, so that it works where no token is set.
type showCmd struct {
	Team string // its name, in any case of letters; "" lists the teams
}

// Help is what "pacer show --help" adds.
func (showCmd) Help() string {
	return "Prints a team as the file that pacer apply takes: applied as it is, it changes nothing. It shows what was set up in Slack as well. " +
		"Reads the database (PACER_DATABASE) without asking Slack; works while pacer serves."
}

// Run opens the database for reading alone, so that it is never made or brought to another version by looking.
func (c showCmd) Run(ctx context.Context, w world) (err error) {
	s, err := loadSettings(w, false)
	if err != nil {
		return err
	}
	if missing(s.Database) {
		return noDatabase(s.Database)
	}
	db, err := store.Open(ctx, s.Database, store.Options{
		Now: w.Now, ReadOnly: true, Logger: newLogger(w.Stderr, max(s.Level, slog.LevelWarn)),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return show(ctx, db, c.Team, w.Stdout)
}

// show prints the team of that name, or lists all for "". The list is for people, and aligned; a team is for pacer
// apply. Nothing is printed after an error.
func show(ctx context.Context, db *store.DB, name string, out io.Writer) error {
	roster, err := db.Roster(ctx)
	if err != nil {
		return fmt.Errorf("teams: %w", err)
	}
	text := teamList(roster)
	// Whole before anything is printed: whoever redirects it into a file gets a team or nothing.
	if name != "" {
		team, err := teamCalled(roster, name)
		if err != nil {
			return err
		}
		text = teamText(team)
	}
	_, err = io.WriteString(out, text)
	return err
}

// noDatabase refuses a database that is not there: opening would make one, and that of a mistyped name looks like lost
// data.
func noDatabase(path string) error {
	return fmt.Errorf("there is no database %s: set PACER_DATABASE to the file that pacer serve writes", path)
}

// teamCalled finds a team by its name, in any case of letters.
// Names are listed in the error: most of the time one was mistyped.
// It is how people name a team on the command line, where an id would have to be looked up. A team that was closed is
// not known.
func teamCalled(roster *coach.Roster, name string) (*coach.Team, error) {
	var names []string
	// Exactly first: databases of an older version may have "west" beside "West".
	// In any case of letters after that, since people type what they remember.
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		names = nil
		for _, t := range roster.Teams {
			if same(t.Name, name) {
				return t, nil
			}
			names = append(names, t.Name)
		}
	}
	if len(names) == 0 {
		return nil, errors.New("there is no team yet; pacer apply writes one, and so does /pacer setup in Slack")
	}
	slices.Sort(names)
	return nil, fmt.Errorf("team %q is not known: there are %s", name, strings.Join(names, ", "))
}

// teamList is a line a team.
// Ids of channels as they are: Slack is not asked for their names.
func teamList(roster *coach.Roster) string {
	if len(roster.Teams) == 0 {
		return "There is no team yet; pacer apply writes one, and so does /pacer setup in Slack.\n"
	}
	var b strings.Builder
	// Aligned for a terminal; whoever wants columns to read by a program takes an export.
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, team := range roster.Teams {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s, %s, %s\n", team.Name, team.Channel, team.Zone,
			counted(len(team.Managers), "manager"), counted(len(team.Reps), "member"), counted(len(team.KPIs), "KPI"))
	}
	_ = t.Flush() // a strings.Builder does not fail
	return b.String()
}

// teamText is the team as a file that parseTeam reads back as the same team. Everything is said, defaults too, so that
// it means the same under a version with others. A test applies what it prints and finds nothing changed, for teams of
// all kinds. Ids of the store are not in it: the file is known by names. The order of keys is fixed, and lists have the
// team's own order: two shows of a team that nobody has changed are the same bytes.
func teamText(t *coach.Team) string {
	b := &strings.Builder{}
	fmt.Fprintf(b, "team: %s\nchannel: %s\ntimezone: %s\n", yamlText(t.Name), yamlText(t.Channel), yamlText(t.Zone))
	// In the order of the README's example, which is how people know the file.
	writeItems(b, "managers", texts(t.Managers))
	writeMembers(b, t)
	// Always a line each, however short.
	b.WriteString("kpis:\n")
	for _, k := range t.KPIs {
		fmt.Fprintf(b, "  - %s\n", kpiText(k))
	}
	b.WriteString("rhythms:\n")
	for _, row := range coach.Rhythms {
		if row.Default != nil {
			fmt.Fprintf(b, "  %s: %s\n", row.Kind, cronsText(t.Rhythms[row.Kind]))
		}
	}
	var days []string
	// From Monday on, as most read a week.
	for i := range 7 {
		if day := time.Weekday((i + 1) % 7); t.WorkingDays[day] {
			days = append(days, shortDay(day))
		}
	}
	writeItems(b, "working_days", days)
	fmt.Fprintf(b, "week_start: %s\nfiscal_year: %s\n", shortDay(t.WeekStart), t.Fiscal)
	var holidays []string
	for _, h := range t.Holidays {
		text := h.Day.String()
		if h.Name != "" {
			text = fmt.Sprintf("{day: %s, name: %s}", h.Day, yamlText(h.Name))
		}
		holidays = append(holidays, text)
	}
	// All of them, also those that came from a calendar: the file alone is to be enough.
	writeItems(b, "holidays", holidays)
	// An empty list would be refused; a missing one is the usual words.
	if len(t.Statuses) > 0 {
		writeItems(b, "away_statuses", texts(t.Statuses))
	}
	fmt.Fprintf(b, "huddle: {remind_after: %d, close_after: %d}\n", int(t.Huddle.RemindAfter().Minutes()), int(t.Huddle.CloseAfter().Minutes()))
	writeBoard(b, t)
	writeQuestions(b, t)
	writeProcess(b, t)
	return b.String()
}

// writeMembers writes who is in the team. Where a user group says that, only those are listed who begin on a day.
// A list of the others would be out of date with the next person who joins the group, and take nobody out.
func writeMembers(b *strings.Builder, t *coach.Team) {
	var items []string
	for _, id := range t.Reps {
		item, start := yamlText(id), t.Starts[id]
		if start != (coach.Start{}) {
			item = "{id: " + item
			// A ramp without a day is refused by CheckTeam, and still shown as it is stored.
			if start.Day != 0 {
				item += ", start: " + start.Day.String()
			}
			if start.Ramp != 0 {
				item += fmt.Sprintf(", ramp_weeks: %d", start.Ramp)
			}
			item += "}"
		} else if t.Group != "" {
			continue
		}
		items = append(items, item)
	}
	if t.Group != "" {
		fmt.Fprintf(b, "user_group: %s  # its people are the members; below are those who begin on a day\n", yamlText(t.Group))
	}
	if len(items) > 0 || t.Group == "" {
		writeItems(b, "members", items)
	}
}

// kpiText is a KPI on one line. Its target is in whole units, as people set it.
// One line, so that the funnel can be seen as one. What is as it would be without being said, a plural that is the
// name or no lag, is left out.
func kpiText(k coach.KPI) string {
	// The order is that of the README.
	parts := []string{"name: " + yamlText(k.Name)}
	if k.Plural != k.Name && k.Plural != "" {
		parts = append(parts, "plural: "+yamlText(k.Plural))
	}
	// One that holds a comma is in quotes; see yamlText.
	if len(k.Aliases) > 0 {
		parts = append(parts, "aliases: ["+strings.Join(texts(k.Aliases), ", ")+"]")
	}
	parts = append(parts, "kind: "+string(k.Kind))
	if k.Unit != "" {
		parts = append(parts, "unit: "+k.Unit)
	}
	if k.Target.Count != 0 {
		parts = append(parts, fmt.Sprintf("target: {count: %d, per: %s}", k.Target.Count/k.Whole(), k.Target.Per))
	}
	if k.Lag != 0 {
		parts = append(parts, fmt.Sprintf("lag_days: %d", k.Lag))
	}
	if k.Minutes != 0 {
		parts = append(parts, fmt.Sprintf("minutes: %d", k.Minutes))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// cronsText is a rhythm's expressions, always in quotes: most begin with what means something in YAML. What they mean
// stands behind them, for whoever does not read cron. Behind a # it is a comment to YAML, and out of date as soon as
// somebody edits what is before it; the next show mends that. What is stored was checked when it was written, and is
// shown as it was written.
func cronsText(crons []string) string {
	// In quotes, for YAML 1.1 takes a bare off for false.
	if len(crons) == 0 {
		return `"off"`
	}
	quoted := make([]string, len(crons))
	for i, cron := range crons {
		quoted[i] = `"` + cron + `"`
	}
	text := quoted[0]
	if len(crons) > 1 {
		text = "[" + strings.Join(quoted, ", ") + "]"
	}
	return text + "  # " + coach.RhythmWords(crons)
}

// shortItems is how long a list may be, in bytes, to stand on the line of its key.
const shortItems = 80

// writeItems writes a list whose items are YAML already: on one line where it is short, else a line each. No trailing
// blanks, no tabs: YAML forbids the latter. The limit is of bytes and only for the eye; both forms mean the same.
func writeItems(b *strings.Builder, key string, items []string) {
	if line := strings.Join(items, ", "); len(line) <= shortItems {
		fmt.Fprintf(b, "%s: [%s]\n", key, line)
		return
	}
	fmt.Fprintf(b, "%s:\n", key)
	for _, item := range items {
		fmt.Fprintf(b, "  - %s\n", item)
	}
}

// shortDay is a day of the week as the file has it. The first three letters of the English name, which is how
// allowedDays has them.
func shortDay(d time.Weekday) string { return strings.ToLower(d.String()[:3]) }

// texts is yamlText of each.
// An empty list stays one, and is written as [].
func texts(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = yamlText(s)
	}
	return out
}

// The texts that mean themselves in YAML without quotes, and those of the shape that mean something else. A text is
// bare only if it begins with a letter and holds nothing that YAML gives a meaning.
var (
	bareText = regexp.MustCompile(`^\p{L}(?:[\p{L}\p{N}/._'’()-]| [\p{L}\p{N}(])*$`)
	bareWord = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|y|n|null|nan|inf)$`)
)

// yamlText writes a text as YAML: as it is where that is safe, else in quotes. In quotes, whatever does not print is
// escaped, and so are brackets, as a reader that counts them does not look whether they are quoted.
// Whatever it is given comes back the same through parseTeam; a property test says so for texts of all kinds.
func yamlText(s string) string {
	// What looks like a number, a date or a truth value is in quotes, or it would come back as one.
	if bareText.MatchString(s) && !bareWord.MatchString(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case strings.ContainsRune("[]{}", c) || !unicode.IsPrint(c):
			fmt.Fprintf(&b, `\U%08x`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
