package coach

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of a team. They are far above what a team needs, and keep a wrong file from becoming a slow one. Lengths are in
// runes. They are checked when a team is written, not when it is read: a team that is over one, because a bound was
// lowered, goes on.
const (
	MaxPeople   = 500 // in each of its two roles
	MaxKPIs     = 20
	MaxAliases  = 20 // of a KPI
	MaxHolidays = 500
	MaxCrons    = 10 // of a rhythm
	MaxStatuses = 20
	MaxRamp     = 52 // weeks
	MaxName     = 80 // of a team, a holiday or a status
	MaxWord     = 40 // of what is typed after /log
	MaxCount    = 1_000_000
	MaxMoney    = 1_000_000_000 // of a target in money, whole units
)

// A TeamFault is one thing that is wrong with a team. Several faults may have the same field. Nothing in it is Slack
// markup.
type TeamFault struct {
	// Field is the path to it, in the words of a team file: "team", "channel", "timezone", "managers/0", "members",
	// "kpis/2/name", "kpis/2/plural", "kpis/2/aliases/0", "kpis/2/kind", "kpis/2/unit", "kpis/2/target",
	// "rhythms/huddle/0", "huddle/close_after", "working_days", "week_start", "fiscal_year", "holidays/3", "statuses/0",
	// "questions/0", "starts/U0ANN", "process/0/stage",
	// "process/0/milestones/1/name", "process/0/milestones/1/ask". A path
	// without an index is about the list as a whole.
	Field string
	// Text is a sentence in plain text that says what is wrong and what is allowed. People's own words in it are quoted.
	Text string
}

// TeamRules are what CheckTeam has to be told, because it is not in the team. A nil field is not checked.
// The team file's reader passes the zone and the cron of this machine, Slack's modals all of them. A rule that is not
// checked is for whoever knows already that it holds, such as a form with a menu of zones.
type TeamRules struct {
	Others  []*Team                 // all teams but this one, under whatever name it has
	Counted []KPI                   // what the team counts or ever counted
	Zone    func(name string) error // whether there is a zone of that name
	Cron    func(text string) error // whether a cron expression can run; its error is a sentence
}

// CheckTeam returns everything that is wrong with a team, in the order of a team file; nothing when the team may be. It is
// the one place where that is decided: a team file and the modals of Slack are two doors to it. Whether the people and
// the channel exist is not asked. The order of the KPIs is the team's own statement of what leads to what, so that any
// order may be. It changes nothing, asks nobody and does not know who edits; whether they may is asked before.
func CheckTeam(t Team, by TeamRules) []TeamFault {
	c := &teamCheck{team: t, rules: by}
	// In the order of a team file, so that whoever mends one goes down it once.
	c.name()
	c.channel()
	c.zone()
	c.people("managers", t.Managers, "")
	c.people("members", t.Reps, t.Group)
	c.kpis()
	c.rhythms()
	c.huddle()
	c.process()
	c.calendar()
	c.starts()
	c.board()
	c.questions()
	return c.faults
}

// A teamCheck gathers faults. One is made for each check and used up.
type teamCheck struct {
	team   Team
	rules  TeamRules
	faults []TeamFault
}

// The caller goes on: all faults are told at once, or a file would be mended in as many rounds as it has faults. The
// format is a sentence with its full stop; names in it are quoted by %q, which shows what is invisible.
func (c *teamCheck) at(field, format string, args ...any) {
	c.faults = append(c.faults, TeamFault{field, fmt.Sprintf(format, args...)})
}

// CheckName tells whether a text can be shown as a name of what: one line, not empty, of at most longest runes, nothing
// invisible in it, which could turn a line around. The error is a sentence.
// What is the subject of the sentence. Emoji are let pass.
func CheckName(what, text string, longest int) error {
	switch {
	case strings.TrimSpace(text) == "":
		return fmt.Errorf("%s is empty", what)
	case utf8.RuneCountInString(text) > longest:
		return fmt.Errorf("%s is too long: it may have up to %d characters", what, longest)
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }):
		return fmt.Errorf("%s holds a line break or an invisible character", what)
	}
	return nil
}

// named notes what is wrong with a name. A text that is at fault is not checked further by most callers, as one fault a
// field is enough to read.
func (c *teamCheck) named(field, what, text string, longest int) (fine bool) {
	err := CheckName(what, text, longest)
	if err != nil {
		c.at(field, "%s.", upperFirst(err.Error()))
	}
	return err == nil
}

// name is unique whatever the case: "west" beside "West" would be one team in every sentence.
func (c *teamCheck) name() {
	if !c.named("team", "the team's name", c.team.Name, MaxName) {
		return
	}
	for _, o := range c.rules.Others {
		if strings.EqualFold(o.Name, c.team.Name) {
			c.at("team", "There is a team called %q already: choose another name.", o.Name)
		}
	}
}

// The ids of Slack: of a channel (public C, private G), of a person, of a user group.
var (
	channelShape = regexp.MustCompile(`^[CG][A-Z0-9]{2,20}$`)
	personShape  = regexp.MustCompile(`^[UW][A-Z0-9]{2,20}$`)
	groupShape   = regexp.MustCompile(`^S[A-Z0-9]{2,20}$`)
)

// CheckID tells whether an id looks like Slack's of that kind, "channel", "person" or "user group". Names are refused,
// because they change and are not unique. The error is a sentence that says where to find the id.
func CheckID(kind, id string) error {
	shape, example := personShape, "U0ANN12345"
	switch kind {
	case "channel":
		shape, example = channelShape, "C0WEST1234"
	case "user group":
		shape, example = groupShape, "S0SALES123"
	}
	if shape.MatchString(id) {
		return nil
	}
	return fmt.Errorf("%q is no %s id of Slack: one looks like %s. In Slack, open the details and copy the id at the bottom",
		id, strings.Replace(kind, "person", "person's", 1), example)
}

// That it looks like an id is all that can be told without asking Slack.
func (c *teamCheck) id(field, kind, id string) {
	if err := CheckID(kind, id); err != nil {
		c.at(field, "%s.", err)
	}
}

// channel is the team's own: two huddles in one channel would be read as one.
func (c *teamCheck) channel() {
	c.id("channel", "channel", c.team.Channel)
	// A team that has no channel yet, as a draft, is nobody's.
	for _, o := range c.rules.Others {
		if o.Channel == c.team.Channel && o.Channel != "" {
			c.at("channel", "This is the channel of team %q already: a team has a channel of its own.", o.Name)
		}
	}
}

// zone asks whoever checks: which zones there are depends on the machine, and this package asks nobody.
func (c *teamCheck) zone() {
	if c.rules.Zone != nil && c.rules.Zone(c.team.Zone) != nil {
		c.at("timezone", "%q is no time zone: it is a name such as Europe/London, America/New_York or UTC.", c.team.Zone)
	}
}

// people checks one role. Somebody twice is a slip for which somebody else is probably missing. Whoever is in a user group
// comes from there, so that the list may still be empty then. Managers may be members as well: in a small team they sell
// too.
func (c *teamCheck) people(field string, ids []string, group string) {
	if group != "" {
		c.id("group", "user group", group)
	}
	if len(ids) == 0 && group == "" {
		c.at(field, "%s is empty: name at least one person.", field)
	}
	c.most(field, len(ids), MaxPeople)
	for i, id := range ids {
		at := fmt.Sprintf("%s/%d", field, i)
		c.id(at, "person", id)
		if slices.Contains(ids[:i], id) {
			c.at(at, "%s stands twice among the %s.", id, field)
		}
	}
}

// huddle checks how long it is open, and that its reminder leaves time to answer.
func (c *teamCheck) huddle() {
	h := c.team.Huddle
	if h.Close != 0 && (h.Close < 2*minHuddleSlice || h.Close > maxHuddleClose) {
		c.at("huddle/close_after", "A huddle is open for %d minutes: between %d and %d are possible.", h.Close, 2*minHuddleSlice, maxHuddleClose)
		return
	}
	if last := int(h.CloseAfter()/time.Minute) - minHuddleSlice; h.Remind != 0 && (h.Remind < minHuddleSlice || h.Remind > last) {
		c.at("huddle/remind_after", "The reminder of a huddle comes after %d minutes: between %d and %d are possible.", h.Remind, minHuddleSlice, last)
	}
}

// most notes a list that is too long.
// The limits are for slips and attacks; what a team can steer is asked in kind. At the field of the list, not of the
// one too many: which of them to take out is the team's to say.
func (c *teamCheck) most(field string, n, most int) {
	if n > most {
		c.at(field, "%s has %d entries: up to %d are allowed.", field, n, most)
	}
}

// rhythms checks the rituals that a cron expression can start; follow-ups such as the wrap-up have none.
func (c *teamCheck) rhythms() {
	for _, row := range Rhythms {
		crons := c.team.Rhythms[row.Kind]
		if row.Default == nil && crons != nil {
			c.at("rhythms/"+string(row.Kind), "%s has no time of its own: it follows another ritual.", row.Kind)
			continue
		}
		field := "rhythms/" + string(row.Kind)
		c.most(field, len(crons), MaxCrons)
		for i, cron := range crons {
			at := fmt.Sprintf("%s/%d", field, i)
			// The same twice would be held once, which is not what whoever wrote it meant.
			if slices.Contains(crons[:i], cron) {
				c.at(at, "%s has %q twice.", row.Kind, cron)
			} else if c.rules.Cron != nil {
				if err := c.rules.Cron(cron); err != nil {
					c.at(at, "%s: %s.", row.Kind, strings.TrimSuffix(err.Error(), "."))
				}
			}
		}
	}
}

// calendar checks the days, the year and what a status says of them.
func (c *teamCheck) calendar() {
	t := c.team
	if t.WorkingDays == (Weekdays{}) {
		c.at("working_days", "working_days is empty: name at least one of mon, tue, wed, thu, fri, sat, sun.")
	}
	if t.WeekStart < time.Sunday || t.WeekStart > time.Saturday {
		c.at("week_start", "%d is no day of the week.", int(t.WeekStart))
	}
	// Zero is what nobody has said: January, and the first.
	if t.Fiscal.Month < 0 || t.Fiscal.Month > time.December || t.Fiscal.Day < 0 || t.Fiscal.Day > 28 {
		c.at("fiscal_year", "A fiscal year begins in one of the twelve months, on its 1st to 28th day.")
	}
	c.most("holidays", len(t.Holidays), MaxHolidays)
	for i, h := range t.Holidays {
		field := fmt.Sprintf("holidays/%d", i)
		if slices.ContainsFunc(t.Holidays[:i], func(o Holiday) bool { return o.Day == h.Day }) {
			c.at(field, "%s stands twice among the holidays.", h.Day)
		}
		if h.Name != "" {
			c.named(field, "the name of "+h.Day.String(), h.Name, MaxName)
		}
	}
	c.most("statuses", len(t.Statuses), MaxStatuses)
	for i, s := range t.Statuses {
		c.named(fmt.Sprintf("statuses/%d", i), "a status", s, MaxName)
	}
}

// starts checks who grows into their targets.
// Each has one fault at most, the first: the others may come of it.
func (c *teamCheck) starts() {
	// Sorted, so that the same team has the same faults in the same order.
	var people []string
	for id := range c.team.Starts {
		people = append(people, id)
	}
	slices.Sort(people)
	for _, id := range people {
		s, field := c.team.Starts[id], "starts/"+id
		switch {
		// A start of somebody who has left would come back with them, years later.
		case !slices.Contains(c.team.Reps, id):
			c.at(field, "%s has a start and is no member of the team.", id)
		case s.Ramp < 0 || s.Ramp > MaxRamp:
			c.at(field, "A ramp of %d weeks is not possible: it may be 0 to %d.", s.Ramp, MaxRamp)
		case s.Ramp > 0 && s.Day == 0:
			c.at(field, "A ramp needs the day on which it starts.")
		}
	}
}

// upperFirst begins a sentence.
// The text is not empty. By runes, for a name may begin with any letter.
func upperFirst(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// SortHolidays puts holidays in the order that a Team has them in. Of two on one day the first is kept, with the name of
// the other when it has none.
// It is for whoever adds some, from a form or a calendar file. The list that it is given stays as it was.
func SortHolidays(holidays []Holiday) []Holiday {
	sorted := slices.Clone(holidays)
	slices.SortStableFunc(sorted, func(a, b Holiday) int { return cmp.Compare(a.Day, b.Day) })
	kept := sorted[:0]
	for _, h := range sorted {
		if n := len(kept); n > 0 && kept[n-1].Day == h.Day {
			kept[n-1].Name = cmp.Or(kept[n-1].Name, h.Name)
			continue
		}
		kept = append(kept, h)
	}
	return kept
}
