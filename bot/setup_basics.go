package bot

// The first page of the setup: name, channel, managers and zone, and of a new team what it begins to count with.

import (
	"cmp"
	"strings"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
)

// Block ids of the page. They begin with the page's name, which tells which page a state is of.
const (
	inTeamName     = "basics:name"
	inTeamChannel  = "basics:channel"
	inTeamManagers = "basics:managers"
	inTeamZone     = "basics:zone"
	inTeamTemplate = "basics:template"
)

// ownKPIs is the template of whoever wants none. No template of package coach has that id.
const ownKPIs = "own"

// writeBasics asks for what a team is. The template is asked for only while there is nothing that it would overwrite.
// The error is always nil here; it has the shape of all pages.
func writeBasics(s *setup, w *sheet) error {
	if s.live() {
		w.small("What you save takes effect at once. In another zone, times count from now on, and nothing that was due before is held again.")
	} else {
		w.small("Step 1 of 5. Nothing is live before you press Start at the end, and what you have handed in is kept if you close this.")
	}
	// Five questions, all of which a team cannot do without. Everything else has a default and can wait for its page.
	w.inputs(
		nameInput(inTeamName, "Name of the team", "", s.team.Name, coach.MaxName),
		channelInput(inTeamChannel, "Channel", "Where the huddle and the leaderboard are posted. A team has a channel of its own.", s.team.Channel),
		usersInput(inTeamManagers, "Managers", "They get the digest, and may change this team.", s.team.Managers, false),
		nameInput(inTeamZone, "Time zone", "Of the channel: Europe/London, America/New_York … People live in the zone of their Slack profile.", s.team.Zone, coach.MaxName))
	if s.live() {
		return nil
	}
	var choices []explained
	// The currency is of no account for names.
	for _, t := range coach.Templates("EUR") {
		choices = append(choices, explained{t.ID, t.Name, t.About})
	}
	choices = append(choices, explained{ownKPIs, "Our own", "Begin with an empty list"})
	// A draft of which the KPIs were never taken from a template.
	initial := s.draft.Template
	if initial == "" {
		initial = ownKPIs
	}
	w.inputs(radioInput(inTeamTemplate, "What the team counts", "A set to begin with; you can change each of them on a later page.", initial, choices))
	return nil
}

// readBasics takes the page. The zone is read before the template is taken, because the currency of a template's money
// follows from it. A template that was chosen anew takes the place of all KPIs, also of those that somebody has
// changed: that is what choosing another one says. The managers come last, as they are the only part that Slack may
// have to be asked about. Wrong is by block id, in plain text. The team is checked as a whole and only this page's
// faults are shown: the people, who come on the next page, are still missing of a draft.
func readBasics(s *setup, state formState) (wrong map[string]string, next string, err error) {
	t := &s.team
	// Blanks that nobody sees would make two teams of one name.
	t.Name = strings.Join(strings.Fields(state[inTeamName].Value), " ")
	var near []string
	// An id out of Slack's menu; whether another team has it is the check's to say.
	t.Channel = state[inTeamChannel].Value
	t.Zone, near = s.readZone(state[inTeamZone].Value)
	t.Managers = state[inTeamManagers].Options
	// Coming back to this page without touching the choice keeps what was made of it meanwhile.
	if template := state[inTeamTemplate].Value; !s.live() && template != s.draft.Template {
		s.draft.Template, t.KPIs = template, nil
		for _, tpl := range coach.Templates(currencyIn(t.Zone)) {
			if tpl.ID == template {
				t.KPIs = tpl.KPIs
			}
		}
	}
	faults, err := s.faults()
	if err != nil {
		return nil, "", err
	}
	// By the fields of the team file, as CheckTeam names them.
	wrong = under(faults, map[string]string{
		"team": inTeamName, "channel": inTeamChannel, "timezone": inTeamZone, "managers": inTeamManagers,
	})
	// The rule says what a zone looks like; which one was meant, only the names of zones can tell.
	if wrong[inTeamZone] != "" && len(near) > 0 {
		wrong[inTeamZone] += " Did you mean " + strings.Join(near, " or ") + "?"
	}
	if len(wrong) > 0 {
		return wrong, "", nil
	}
	return s.askManagers(), "", nil
}

// readZone reads a zone as people type it: a city is enough. What is none comes back as it is, with those that it may
// have meant.
func (s *setup) readZone(typed string) (zone string, near []string) {
	// Only zones that this program can load are zones.
	known := func(name string) bool { return tz.Check(name) == nil }
	// The person's own zone is the first guess: most teams are where their admin is.
	zone, near = coach.FindZone(typed, []string{s.req.Person.ZoneName()}, known)
	return cmp.Or(zone, strings.TrimSpace(typed)), near
}

// currencyIn guesses what is earned where a team is; it stands in the KPI and can be changed there. Zones are matched
// by their beginning, so single cities stand before their continent. Where it is wrong, it is one press on the KPI's
// own page; where nothing is known it is the dollar. A code of ISO 4217, never "".
func currencyIn(zone string) string {
	for _, row := range [][2]string{
		{"Europe/London", "GBP"},
		{"Europe/Zurich", "CHF"},
		{"Europe/Stockholm", "SEK"},
		{"Europe/Oslo", "NOK"},
		{"Europe/Copenhagen", "DKK"},
		{"Europe/Warsaw", "PLN"},
		{"Europe/Prague", "CZK"},
		{"Europe/", "EUR"},
		{"America/Toronto", "CAD"},
		{"America/Vancouver", "CAD"},
		{"America/Mexico_City", "MXN"},
		{"America/Sao_Paulo", "BRL"},
		{"Australia/", "AUD"},
		{"Pacific/Auckland", "NZD"},
		{"Asia/Tokyo", "JPY"},
		{"Asia/Kolkata", "INR"},
		{"Asia/Singapore", "SGD"},
	} {
		if strings.HasPrefix(zone, row[0]) {
			return row[1]
		}
	}
	return "USD"
}

// askManagers refuses managers who can manage nothing: guests, bots, people who are gone. It answers at the field, or
// nil. People whom Slack has not described yet hold the page up for some seconds at most (see acquaint); what was
// chosen stays.
func (s *setup) askManagers() map[string]string {
	// A guest who manages would read numbers that they may not see, so they are refused here and not left out: the team
	// would be without the manager that somebody counts on.
	if waiting := s.b.acquaint(s.ctx, s.req, s.team.Managers); waiting > 0 {
		return map[string]string{inTeamManagers: stillAsking(waiting)}
	}
	var out []string
	for _, id := range s.team.Managers {
		if reason := outsider(s.req.Roster.Person(id)); reason != "" {
			out = append(out, plainName(s.req.Roster.Person(id))+" ("+reason+")")
		}
	}
	if len(out) == 0 {
		return nil
	}
	// All of them in one sentence, so that the form is handed in once more and not once for each.
	return map[string]string{inTeamManagers: "A manager is a full member of this workspace. Please leave out " + listed(out) + "."}
}

// plainName is a person's name where nothing is markup, as at a field. Slack shows errors at fields as plain text: an
// escaped name would be read with its entities.
func plainName(p coach.Person) string {
	if p.Name == "" {
		return "somebody whom Slack does not name"
	}
	return cut(p.Name, maxLabel)
}
