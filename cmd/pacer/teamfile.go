package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
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
	r := teamReader{words: map[string]claim{}}
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
func defaultRhythms() map[coach.RhythmKind][]string {
	out := map[coach.RhythmKind][]string{}
	for _, row := range coach.Rhythms {
		if row.Default != nil {
			out[row.Kind] = slices.Clone(row.Default)
		}
	}
	return out
}

// name reads a text of one line that people will see.
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

func (r *teamReader) id(n ast.Node, what string, shape *regexp.Regexp, example string) string {
	s, ok := r.text(n, what)
	if ok && !shape.MatchString(s) {
		r.at(n, "%q is no %s id of Slack: one looks like %s. In Slack, open the details and copy the id at the bottom.", s, what, example)
	}
	return s
}

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

// crons reads one expression, a list of them, or off. A rhythm that is off has an empty list, not none.
func (r *teamReader) crons(n ast.Node, what string) []string {
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
	out := []string{}
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

func (r *teamReader) holidays(n ast.Node) {
	for _, item := range r.bounded(n, r.list(n, "holidays"), "holidays", maxHolidays) {
		text, ok := r.text(item, "a holiday")
		if !ok {
			continue
		}
		day, err := coach.ParseDay(text)
		if err != nil {
			r.at(item, "%q is no date: a holiday is a date that exists, such as 2026-12-25.", text)
		} else if slices.Contains(r.team.Holidays, day) {
			r.at(item, "%s stands twice among the holidays.", day)
		}
		r.team.Holidays = append(r.team.Holidays, day)
	}
	slices.Sort(r.team.Holidays)
}

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

func (r *teamReader) kpis(n ast.Node) {
	items := r.bounded(n, r.list(n, "kpis"), "kpis", maxKPIs)
	for _, item := range items {
		r.team.KPIs = append(r.team.KPIs, r.kpi(item))
	}
	if _, ok := n.(*ast.SequenceNode); ok && len(items) == 0 {
		r.at(n, "kpis is empty: a team needs at least one.")
	}
}

func (r *teamReader) kpi(n ast.Node) coach.KPI {
	var k coach.KPI
	var kindNode, targetNode ast.Node
	var words []ast.Node
	r.mapping(n, "a KPI", []field{
		{"name", true, func(n ast.Node) { k.Name = r.word(n); words = append(words, n) }},
		{"plural", false, func(n ast.Node) { k.Plural = r.word(n); words = append(words, n) }},
		{"aliases", false, func(n ast.Node) {
			for _, item := range r.bounded(n, r.list(n, "aliases"), "aliases", maxAliases) {
				k.Aliases = append(k.Aliases, r.word(item))
				words = append(words, item)
			}
		}},
		{"kind", true, func(n ast.Node) { k.Kind = r.kind(n); kindNode = n }},
		{"unit", false, func(n ast.Node) { k.Unit = r.unit(n) }},
		{"target", false, func(n ast.Node) { targetNode = n }},
	})
	k.Plural = cmp.Or(k.Plural, k.Name)
	r.claimWords(k, words)
	if k.Kind == coach.Leading {
		if r.leading++; r.leading > coach.MaxLeading {
			r.at(kindNode, "%s is a fifth leading KPI: a team has at most %d; make one lagging, or leave one out.", orThis(k.Name), coach.MaxLeading)
		}
	}
	if targetNode != nil {
		k.Target = r.target(targetNode, k) // last: what a count means depends on the unit
	}
	return k
}

func orThis(name string) string {
	if name == "" {
		return "this"
	}
	return fmt.Sprintf("%q", name)
}

// word reads a word that people type after /log, folded to lower case as they may type it.
func (r *teamReader) word(n ast.Node) string {
	return strings.Join(strings.Fields(strings.ToLower(r.name(n, "a KPI's word", maxWord))), " ")
}

// claimWords notes the KPI's words, refuses those that another KPI has, and tries each as people would.
func (r *teamReader) claimWords(k coach.KPI, nodes []ast.Node) {
	own := map[string]claim{}
	for _, n := range nodes {
		word, ok := wordOf(n)
		if !ok {
			continue // a fault already
		}
		_, twice := own[word]
		earlier, taken := r.words[word]
		switch {
		case twice && k.Name != k.Plural:
			r.at(n, "%q stands twice in the same KPI.", word)
		case twice:
		case taken:
			r.at(n, "%q already means %q (line %d): each word can mean one KPI.", word, earlier.kpi, earlier.line)
		case !understood(word):
			r.at(n, "%q cannot be typed after /log: choose a word that begins with a letter and is no number, day or command.", word)
		default:
			own[word] = claim{k.Name, n.GetToken().Position.Line}
		}
	}
	maps.Copy(r.words, own)
}

func wordOf(n ast.Node) (string, bool) {
	s, ok := n.(*ast.StringNode)
	if !ok {
		return "", false
	}
	word := strings.Join(strings.Fields(strings.ToLower(s.Value)), " ")
	return word, word != ""
}

// understood asks the grammar of /log itself whether it takes the word for a KPI wherever it stands, and for
// nothing else: "five", "friday" or "undo" would be read as something that they are not meant for.
func understood(word string) bool {
	today := coach.NewDay(2026, time.January, 15)
	own := coach.KPI{ID: word, Name: word, Plural: word}
	for _, line := range []string{"5 " + word, word + " 5"} {
		req, err := coach.ParseLog(line, []coach.KPI{own}, today)
		if err != nil || len(req.Items) != 1 || req.Items[0].Count != 5 || req.Day != today || req.Note != "" {
			return false
		}
	}
	other := coach.KPI{ID: "other", Name: "zqxjkv", Plural: "zqxjkv"}
	if strings.HasPrefix(word, "z") {
		other.Name, other.Plural = "qzxjkv", "qzxjkv" // or the word could pass for the beginning of the other
	}
	for _, line := range []string{word, word + " " + other.Name, word + " 5 " + other.Name, "5 " + other.Name + " " + word} {
		if _, err := coach.ParseLog(line, []coach.KPI{other}, today); err == nil {
			return false // it says something without being a KPI
		}
	}
	return true
}

func (r *teamReader) kind(n ast.Node) coach.Kind {
	text, ok := r.text(n, "kind")
	kind := coach.Kind(text)
	if ok && kind != coach.Leading && kind != coach.Lagging {
		r.at(n, "%q is no kind: a KPI is leading (an activity) or lagging (a result).", text)
	}
	return kind
}

func (r *teamReader) unit(n ast.Node) string {
	text, ok := r.text(n, "unit")
	if ok && !isCurrency(text) {
		r.at(n, "%q is no currency code: money has one of three capitals, such as EUR, GBP or USD; leave unit out for what is counted.", text)
		return ""
	}
	return text
}

// target reads how much is meant to be done in a period; money in whole units.
func (r *teamReader) target(n ast.Node, k coach.KPI) coach.Target {
	var t coach.Target
	most := int64(maxCount)
	if k.Money() {
		most = maxMoney
	}
	r.mapping(n, "a target", []field{
		{"count", true, func(n ast.Node) {
			count, ok := r.number(n, "a target's count")
			if ok && (count < 1 || count > most) {
				r.at(n, "a target's count of %d is not possible: it may be 1 to %d; leave target out for none.", count, most)
			}
			t.Count = count * k.Whole()
		}},
		{"per", true, func(n ast.Node) {
			text, ok := r.text(n, "per")
			t.Per = coach.Period(text)
			if ok && !slices.Contains([]coach.Period{coach.Daily, coach.Weekly, coach.Monthly, coach.Quarterly}, t.Per) {
				r.at(n, "%q is no period: per may be %s.", text, allowedPeriod)
			}
		}},
	})
	return t
}
