package main

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"example.com/pacer/bot/coach"
	"example.com/pacer/scheduler"
)

// Bounds of a team file. They are far above what a team needs and keep a wrong file from becoming a slow one.
const (
	maxTeamFile   = 64 << 10 // bytes
	maxPeople     = 500
	maxKPIs       = 20
	maxLine       = 8_000 // bytes
	maxDepth      = 50    // brackets that are open at once
	maxAliases    = 20
	maxHolidays   = 500
	maxCrons      = 10
	maxName       = 80            // runes
	maxWord       = 40            // runes
	maxCount      = 1_000_000     // of a target that counts things
	maxMoney      = 1_000_000_000 // of a target in money, whole units
	shownFaults   = 20
	allowedPeriod = "day, week, month or quarter"
	allowedDays   = "mon, tue, wed, thu, fri, sat, sun"
)

// A teamFileError is a file that was refused, with each fault at its line.
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
		if i == shownFaults {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Faults)-i)
			break
		}
		fmt.Fprintf(&b, "\n  line %d: %s", f.Line, f.Text)
	}
	return b.String()
}

// parseTeamFile reads the description of one team. The team has no ids yet: the store knows or makes them.
// A refused file is a *teamFileError with all of its faults.
func parseTeamFile(path string, data []byte) (coach.Team, error) {
	// Checked in the order of what each protects: the memory, the text, the parser, and only then the meaning.
	r := teamReader{words: map[string]claim{}}
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

// A teamReader fills a team from a tree.
type teamReader struct {
	tree
	team    coach.Team
	leading int
	words   map[string]claim // what /log understands → which KPI it belongs to
}

// A claim is a word that a KPI answers to, and the line that says so.
type claim struct {
	kpi  string
	line int
}

// read fills the team from the top of the file, starting from what holds where the file says nothing.
// The fields are read in the file's order, so that none may rely on another; what does is checked after all.
func (r *teamReader) read(root ast.Node) {
	t := &r.team
	t.WeekStart = time.Monday
	t.WorkingDays = coach.Weekdays{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true}
	t.Rhythms = defaultRhythms()
	r.mapping(root, "a team", []field{
		{"team", true, func(n ast.Node) { t.Name = r.name(n, "the team's name", maxName) }},
		{"channel", true, func(n ast.Node) { t.Channel = r.id(n, "channel", channelShape, "C0WEST1234") }},
		{"timezone", true, func(n ast.Node) { t.Zone = r.zone(n) }},
		{"managers", true, func(n ast.Node) { t.Managers = r.people(n, "managers") }},
		{"members", true, func(n ast.Node) { t.Reps = r.people(n, "members") }},
		{"kpis", true, r.kpis},
		{"rhythms", false, r.rhythms},
		{"holidays", false, r.holidays},
		{"working_days", false, r.workingDays},
		{"week_start", false, func(n ast.Node) { t.WeekStart, _ = r.weekday(n) }},
	})
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

// name reads a text of one line that people will see. What names the thing in the sentence. Length counts characters
// and not bytes, as people do. Control and format characters are refused because names are shown in Slack, where an
// invisible one could turn a line around. It returns "" after a fault.
func (r *teamReader) name(n ast.Node, what string, longest int) string {
	s, ok := r.text(n, what)
	switch {
	case !ok:
	case s == "":
		r.at(n, "%s is empty.", what)
	case utf8.RuneCountInString(s) > longest:
		r.at(n, "%s is too long: it may have up to %d characters.", what, longest)
	case strings.ContainsFunc(s, func(c rune) bool { return unicode.IsControl(c) || unicode.Is(unicode.Cf, c) }):
		r.at(n, "%s holds a line break or an invisible character.", what)
	default:
		return s
	}
	return ""
}

// The ids of Slack: of a channel (public C, private G), and of a person.
var (
	channelShape = regexp.MustCompile(`^[CG][A-Z0-9]{2,20}$`)
	personShape  = regexp.MustCompile(`^[UW][A-Z0-9]{2,20}$`)
)

// id reads an id of Slack. Names are refused, because they change and are not unique; an id says nothing by itself, so
// that the fault says where to find it.
// Whether there is such a person or channel is not asked: apply works without Slack, and before the app is installed.
func (r *teamReader) id(n ast.Node, what string, shape *regexp.Regexp, example string) string {
	s, ok := r.text(n, what)
	if ok && !shape.MatchString(s) {
		r.at(n, "%q is no %s id of Slack: one looks like %s. In Slack, open the details and copy the id at the bottom.", s, what, example)
	}
	return s
}

// zone reads the name of a zone. "Local" would be the zone of whichever machine reads the file.
// The zones are compiled in for machines that have none. Abbreviations such as "CET" pass where the
// database has them; an offset such as "+01:00" does not, as it knows no summer time.
func (r *teamReader) zone(n ast.Node) string {
	s, ok := r.text(n, "timezone")
	if !ok {
		return ""
	}
	if _, err := time.LoadLocation(s); err != nil || s == "" || s == "Local" {
		r.at(n, "%q is no time zone: it is a name such as Europe/London, America/New_York or UTC.", s)
	}
	return s
}

// people reads a list of people. Somebody twice is a slip for which somebody else is probably missing.
// Managers may be members as well: in a small team they sell too. The order is kept; it is the one of the file.
func (r *teamReader) people(n ast.Node, what string) []string {
	var out []string
	items := r.list(n, what)
	for _, item := range r.bounded(n, items, what, maxPeople) {
		id := r.id(item, "person's", personShape, "U0ANN12345")
		if slices.Contains(out, id) {
			r.at(item, "%s stands twice among the %s.", id, what)
		}
		out = append(out, id)
	}
	if items != nil && len(items) == 0 {
		r.at(n, "%s is empty: name at least one person.", what)
	}
	return out
}

// bounded cuts a list that is too long and says so.
func (r *teamReader) bounded(n ast.Node, items []ast.Node, what string, most int) []ast.Node {
	if len(items) <= most {
		return items
	}
	r.at(n, "%s has %d entries: up to %d are allowed.", what, len(items), most)
	return items[:most]
}

// rhythms reads the rituals that a cron expression can start; follow-ups such as the wrap-up have none.
func (r *teamReader) rhythms(n ast.Node) {
	var fields []field
	for _, row := range coach.Rhythms {
		if row.Default != nil {
			fields = append(fields, field{string(row.Kind), false, func(n ast.Node) {
				r.team.Rhythms[row.Kind] = r.crons(n, string(row.Kind))
			}})
		}
	}
	r.mapping(n, "rhythms", fields)
}

// crons reads one expression, a list of them, or off. A rhythm that is off has an empty list, not none. Each
// expression is parsed by the scheduler's own parser, whose sentence is passed on: what is accepted here runs there.
// Several in a list are one rhythm with several times, such as the nudge's default of 11:30 and 15:00.
func (r *teamReader) crons(n ast.Node, what string) []string {
	// off without quotes is a text in YAML 1.2 and false in 1.1; both mean the same here.
	if b, ok := n.(*ast.BoolNode); ok && !b.Value {
		return []string{}
	}
	items := []ast.Node{n}
	if s, ok := n.(*ast.SequenceNode); ok {
		items = r.bounded(n, s.Values, what, maxCrons)
		if len(items) == 0 {
			r.at(n, `%s is empty: write "off" to switch it off, or leave it out for the default.`, what)
		}
	}
	out := []string{} // not nil: the store takes an absent rhythm for the default
	for _, item := range items {
		text, ok := r.text(item, what)
		if !ok || text == "off" && len(items) == 1 {
			continue
		}
		if _, err := scheduler.ParseCron(text); err != nil {
			r.at(item, "%s: %s.", what, strings.TrimSuffix(err.Error(), "."))
		} else if slices.Contains(out, text) {
			r.at(item, "%s has %q twice.", what, text)
		}
		out = append(out, text)
	}
	return out
}

// holidays reads dates and sorts them, as the calendar wants them.
func (r *teamReader) holidays(n ast.Node) {
	for _, item := range r.bounded(n, r.list(n, "holidays"), "holidays", maxHolidays) {
		text, ok := r.text(item, "a holiday")
		if !ok {
			continue
		}
		day, err := coach.ParseDay(text)
		if err != nil {
			r.at(item, "%q is no date: a holiday is a date that exists, such as 2026-12-25.", text)
		} else if slices.ContainsFunc(r.team.Holidays, func(h coach.Holiday) bool { return h.Day == day }) {
			r.at(item, "%s stands twice among the holidays.", day)
		}
		r.team.Holidays = append(r.team.Holidays, coach.Holiday{Day: day})
	}
	slices.SortFunc(r.team.Holidays, func(a, b coach.Holiday) int { return cmp.Compare(a.Day, b.Day) })
}

// workingDays replaces the default as a whole.
// A team that sells on Saturdays names all of its days, not only the one more.
func (r *teamReader) workingDays(n ast.Node) {
	var days coach.Weekdays
	items := r.list(n, "working_days")
	for _, item := range items {
		if day, ok := r.weekday(item); ok {
			if days[day] {
				r.at(item, "%s stands twice among the working days.", strings.ToLower(day.String()))
			}
			days[day] = true
		}
	}
	if items != nil && len(items) == 0 {
		r.at(n, "working_days is empty: name at least one of %s.", allowedDays)
	}
	r.team.WorkingDays = days
}

// weekday reads a day by its English name or the first three letters of it.
// "Fri", "fri" and "Friday" are the same; "fr" and "5" are none, for some weeks start with 0 and others with 1.
func (r *teamReader) weekday(n ast.Node) (time.Weekday, bool) {
	text, ok := r.text(n, "a day of the week")
	if !ok {
		return 0, false
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		full := strings.ToLower(day.String())
		if s := strings.ToLower(text); s == full || s == full[:3] {
			return day, true
		}
	}
	r.at(n, "%q is no day of the week: there are %s.", text, allowedDays)
	return 0, false
}
