package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
	"example.com/pacer/scheduler"
)

// Bounds of a team file. They are far above what a team needs and keep a wrong file from becoming a slow one; what a
// team itself may be is coach.CheckTeam's.
const (
	maxTeamFile = 256 << 10 // bytes
	maxLine     = 8_000     // bytes
	maxDepth    = 50        // brackets that are open at once
	shownFaults = 20
	allowedDays = "mon, tue, wed, thu, fri, sat, sun"
)

// A teamFileError is a file that was refused, with each fault at its line.
// Faults are in the order of their lines. There is at least one.
type teamFileError struct {
	Path   string
	Faults []lineFault
}

// Error lists the faults, a line each. The list is cut at a length that fits a screen. "west.yaml has 2 faults;
// nothing was changed." and a line for each, with its number, so that an editor can jump there.
func (e *teamFileError) Error() string {
	var b strings.Builder
	plural := "a fault"
	if len(e.Faults) > 1 {
		plural = fmt.Sprintf("%d faults", len(e.Faults))
	}
	fmt.Fprintf(&b, "%s has %s; nothing was changed.", e.Path, plural)
	for i, f := range e.Faults {
		// A file of another kind has hundreds, and the first says so.
		if i == shownFaults {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Faults)-i)
			break
		}
		fmt.Fprintf(&b, "\n  line %d: %s", f.Line, f.Text)
	}
	return b.String()
}

// loadTeamFile reads a file of a bounded size and what it says at an instant. A refused file is a *teamFileError.
// Any path that this user may read: it is their own command line. Standard input is none, as the calendar beside it
// would be nowhere. Its bound is checked before the file is parsed, since YAML can make much of little.
func loadTeamFile(path string, now time.Time) (coach.Team, error) {
	f, err := os.Open(path)
	if err != nil {
		return coach.Team{}, fmt.Errorf("the team file cannot be read: %w", err)
	}
	defer f.Close()
	// One byte more than allowed shows that there is more, without reading a file of any size into memory.
	data, err := io.ReadAll(io.LimitReader(f, maxTeamFile+1))
	if err != nil {
		return coach.Team{}, fmt.Errorf("the team file cannot be read: %w", err)
	}
	return parseTeam(path, data, now)
}

// parseTeam reads the description of one team. The team has no ids yet: the store knows or makes them. Path is where the
// file lies, with a calendar of holidays beside it perhaps; now says of which years the calendar's days are.
// A refused file is a *teamFileError with all of its faults.
func parseTeam(path string, data []byte, now time.Time) (coach.Team, error) {
	// Checked in the order of what each protects: the memory, the text, the parser, and only then the meaning.
	r := teamReader{tree: newTree(), dir: filepath.Dir(path), now: now}
	// Windows editors put a byte order mark first, which the library would take for a part of the first key.
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(data) > maxTeamFile {
		r.faults = []lineFault{{1, fmt.Sprintf("the file has %d bytes: a team file may have up to %d.", len(data), maxTeamFile)}}
	} else if !utf8.Valid(data) {
		r.faults = []lineFault{{1, "the file is not UTF-8 text: save it as UTF-8."}}
	} else if line := tooDeep(data); line > 0 {
		r.faults = []lineFault{{line, "this line is too long, or too many brackets are open here: a team file is a short list."}}
	} else if root := r.parse(data); root != nil {
		r.read(root)
	}
	if len(r.faults) > 0 {
		return coach.Team{}, &teamFileError{path, r.sorted()}
	}
	return r.team, nil
}

// tooDeep returns the line, from 1, at which a file becomes one that the YAML library would take minutes for,
// its work growing faster than the depth; 0 when there is none. Brackets in quotes count too: no file has many.
// It counts before anything is parsed, because it is the parser that it protects.
func tooDeep(data []byte) int {
	depth, line := 0, 0
	for text := range bytes.Lines(data) {
		line++
		depth += bytes.Count(text, []byte("[")) + bytes.Count(text, []byte("{"))
		closed := bytes.Count(text, []byte("]")) + bytes.Count(text, []byte("}"))
		if len(text) > maxLine || depth-closed > maxDepth {
			return line
		}
		depth = max(0, depth-closed)
	}
	return 0
}

// A teamReader fills a team from a tree. It reads what stands there; whether that is a team that may be is
// coach.CheckTeam's to say, here as in Slack.
// A fault is noted and reading goes on, so that all of them are told at once; what could not be read is a zero value,
// and the file is refused whatever else is right in it.
type teamReader struct {
	tree
	team     coach.Team
	dir      string // of the file
	now      time.Time
	imported []coach.Holiday // from a calendar file
}

// read fills the team from the top of the file, starting from what holds where the file says nothing. The fields are
// read in the file's order, so that none may rely on another; what does is checked after all.
func (r *teamReader) read(root ast.Node) {
	t := &r.team
	t.WeekStart = time.Monday
	t.WorkingDays = coach.Weekdays{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true}
	t.Rhythms = defaultRhythms()
	r.mapping(root, "", "a team", []field{
		{"team", true, func(n ast.Node) { t.Name = r.plain(n, "the team's name") }},
		{"channel", true, func(n ast.Node) { t.Channel = r.plain(n, "channel") }},
		{"timezone", true, func(n ast.Node) { t.Zone = r.plain(n, "timezone") }},
		{"managers", true, func(n ast.Node) { t.Managers = r.plains(n, "managers", "a manager") }},
		{"members", false, r.members}, // without a user group they are missed by CheckTeam
		{"user_group", false, func(n ast.Node) { r.places["group"], t.Group = n, r.plain(n, "user_group") }},
		{"kpis", true, r.kpis},
		{"rhythms", false, r.rhythms},
		{"holidays", false, r.holidays},
		{"holidays_from", false, r.holidaysFrom},
		{"working_days", false, r.workingDays},
		{"week_start", false, func(n ast.Node) { t.WeekStart, _ = r.weekday(n) }},
		{"fiscal_year", false, r.fiscalYear},
		{"away_statuses", false, r.awayStatuses},
		{"huddle", false, r.huddle},
		{"questions", false, r.questions},
		{"process", false, r.process},
		{"board", false, r.board},
		{"compare", false, func(n ast.Node) { r.team.Compare = r.yes(n, "compare") }},
		{"roles", false, r.roles},
	})
	// A list or a text is no team, which mapping has said; every field would be missing as well.
	if _, ok := root.(ast.MapNode); !ok {
		return
	}
	// With what this program itself can run; what other teams there are is asked when the file is applied.
	for _, f := range coach.CheckTeam(*t, coach.TeamRules{Zone: tz.Check, Cron: cronError}) {
		r.judged(root, f.Field, f.Text)
	}
	// Last, so that each of the listed ones was judged at its own line.
	t.Holidays = coach.SortHolidays(append(t.Holidays, r.imported...))
	// A calendar of another country's hundred years is told as such, and not as many faults of days that nobody typed.
	if n := len(t.Holidays); n > coach.MaxHolidays && len(r.imported) > 0 {
		r.judged(root, "holidays_from", fmt.Sprintf("with those of the calendar there are %d holidays: up to %d are allowed.", n, coach.MaxHolidays))
	}
}

// cronError asks the scheduler's own parser: what is accepted here runs there. The package coach may not import the
// scheduler, so that its check is handed this.
func cronError(text string) error {
	_, err := scheduler.ParseCron(text)
	return err
}

// defaultRhythms are the cron expressions of a team that says nothing else.
// A fresh map for each team, with slices of its own: the reader overwrites entries, and the table is shared.
func defaultRhythms() map[coach.RhythmKind][]string {
	out := map[coach.RhythmKind][]string{}
	for _, row := range coach.Rhythms {
		if row.Default != nil {
			out[row.Kind] = slices.Clone(row.Default)
		}
	}
	return out
}

// plain reads a text; "" after a fault.
// CheckTeam then complains of nothing a second time, as judged passes over what was spoilt.
func (r *teamReader) plain(n ast.Node, what string) string {
	s, _ := r.text(n, what)
	return s
}

// plains reads a list of texts, each of them called item in a fault. One that is none is "", so that the others keep
// their places. Nil for a list of none.
func (r *teamReader) plains(n ast.Node, place, item string) []string {
	var out []string
	for _, value := range r.list(n, place, place) {
		out = append(out, r.plain(value, item))
	}
	return out
}

// members reads people by their ids, some with the day on which they begin and the weeks in which they grow into their
// targets. Somebody who is listed twice is a fault of the team's check. The day is a civil date, in the team's zone.
func (r *teamReader) members(n ast.Node) {
	for i, item := range r.list(n, "members", "members") {
		if _, ok := item.(ast.MapNode); !ok {
			r.team.Reps = append(r.team.Reps, r.plain(item, "a member"))
			continue
		}
		place := fmt.Sprintf("members/%d/", i)
		var id string
		var start coach.Start
		r.mapping(item, place, "a member", []field{
			{"id", true, func(n ast.Node) { id = r.plain(n, "id") }},
			{"start", false, func(n ast.Node) { start.Day, _ = r.day(n, "start") }},
			{"ramp_weeks", false, func(n ast.Node) { start.Ramp = r.few(n, "ramp_weeks") }},
		})
		// Also "" after a fault, so that the places of the others in the list are right.
		r.team.Reps = append(r.team.Reps, id)
		if start != (coach.Start{}) && id != "" {
			if r.team.Starts == nil {
				r.team.Starts = map[string]coach.Start{}
			}
			r.team.Starts[id], r.places["starts/"+id] = start, item
		}
	}
}

// rhythms reads the rituals that a cron expression can start; follow-ups such as the wrap-up have none.
// A rhythm that the file leaves out keeps its default, and one that is off is written down. A kind that nobody knows is
// a fault, with the list of those that there are.
func (r *teamReader) rhythms(n ast.Node) {
	var fields []field
	for _, row := range coach.Rhythms {
		if row.Default != nil {
			fields = append(fields, field{string(row.Kind), false, func(n ast.Node) {
				r.team.Rhythms[row.Kind] = r.crons(n, string(row.Kind))
			}})
		}
	}
	r.mapping(n, "rhythms/", "rhythms", fields)
}

// crons reads one expression, a list of them, or off. A rhythm that is off has an empty list, not none.
// Several in a list are one rhythm with several times, such as the nudge's default of 11:30 and 15:00.
func (r *teamReader) crons(n ast.Node, what string) []string {
	// off without quotes is a text in YAML 1.2 and false in 1.1; both mean the same here.
	if b, ok := n.(*ast.BoolNode); ok && !b.Value {
		return []string{}
	}
	// One expression may stand without brackets.
	items := []ast.Node{n}
	if s, ok := n.(*ast.SequenceNode); ok {
		if items = s.Values; len(items) == 0 {
			r.at(n, `%s is empty: write "off" to switch it off, or leave it out for the default.`, what)
		}
	}
	out := []string{} // not nil: the store takes an absent rhythm for the default
	for _, item := range items {
		text, ok := r.text(item, what)
		if !ok || text == "off" && len(items) == 1 {
			continue
		}
		// By its place among those that are kept, which is how CheckTeam counts them.
		r.places[fmt.Sprintf("rhythms/%s/%d", what, len(out))] = item
		out = append(out, text)
	}
	return out
}
