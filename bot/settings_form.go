package bot

// The two forms of the settings: what they ask, what is wrong with an answer, and what follows from it. Each changes its
// own part of the settings and leaves the other as it is.

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
)

// Block ids of the forms.
const (
	inNudges   = "nudges"
	inQuiet    = "quiet"
	inBoard    = "board"
	inDigest   = "digest"
	inOwnZone  = "zone"
	inOwnWeek  = "week"
	inOwnHours = "hours"
)

// nudgeOptions are the modes of nudges. The labels are read on the page as well (labelOf), in the middle of a line.
func nudgeOptions() []option {
	return []option{
		{nudgeValue(coach.NudgeDaily), "Once a day at most"},
		{nudgeValue(coach.NudgeEach), "At each of my team's times"},
		{nudgeValue(coach.NudgeOff), "Never"},
	}
}

// nudgeValue is a mode as an option carries it: Slack refuses an empty one, and the default is that.
func nudgeValue(mode coach.NudgeMode) string { return "mode/" + string(mode) }

// Values of the choice of who sees somebody on leaderboards.
const (
	boardAll    = "all"
	boardHidden = "hidden"
)

// boardOptions are those who can see somebody on leaderboards.
func boardOptions() []option {
	return []option{{boardAll, "Everybody in the team"}, {boardHidden, "My manager and me only"}}
}

// Booleans have no place in an option; words of ours are told apart from what a form of another version may send.
func boardValue(hidden bool) string {
	if hidden {
		return boardHidden
	}
	return boardAll
}

// digestOptions are the times at which a digest can come, every half hour of a working day; "0" is the team's time.
// Half hours from 07:00 to 20:00 are 28 options, of the hundred that a menu holds. None is earlier than the team's time
// although the menu offers some: the team's time may change, and "not before" stays true under any of them.
func digestOptions() []option {
	options := []option{{"0", "At the team's time"}}
	for at := 7 * 60; at <= 20*60; at += 30 {
		options = append(options, option{digestValue(at), "Not before " + coach.ClockTime(at)})
	}
	return options
}

// Minutes since midnight, on the manager's own clock.
func digestValue(at int) string { return strconv.Itoa(at) }

// openSettingsWords opens the form of what Pacer writes, with what holds filled in. Which fields there are depends on
// what the person is: a menu whose choice has no effect is worse than none. It writes nothing and reads the roster of
// the request alone.
func openSettingsWords(_ context.Context, _ *Bot, req *request) (answer, error) {
	var s sheet
	chosen := req.Person.Settings
	rep, manager := len(req.Roster.TeamsOf(req.Person.ID)) > 0, len(req.Roster.Managed(req.Person.ID)) > 0
	if rep {
		s.inputs(chooseInput(inNudges, "Nudges", "Only when a word can still help, in your working hours.",
			nudgeOptions(), nudgeValue(chosen.Nudges)))
	}
	// A line of text and not two time pickers: one field is emptied to have none, and two could be left half filled.
	s.inputs(textInput(inQuiet, "Quiet hours",
		"For example 18:30 to 08:00. Pacer begins nothing then; what you ask for is answered at once. Empty: none.",
		chosen.Quiet.String(), false))
	if rep {
		s.inputs(chooseInput(inBoard, "On leaderboards I am seen by", "The team's totals hold everybody's numbers either way.",
			boardOptions(), boardValue(chosen.Hidden)))
	}
	if manager {
		s.inputs(chooseInput(inDigest, "Coaching digest", "On the same day, and never before the team's time.",
			digestOptions(), digestValue(chosen.DigestAt)))
	}
	return answer{Modal: modal(formSettingsWords, "What Pacer writes", "Save", "", s.blocks...)}, nil
}

// submitSettingsWords saves the form of what Pacer writes. A field that the form does not have stays as it is. A fault
// is said at its field and nothing is saved, the right fields included: a form that is half saved shows neither what
// was nor what is.
func submitSettingsWords(ctx context.Context, b *Bot, req *request) (answer, error) {
	chosen := req.Person.Settings
	// A manager who does not sell has no such field.
	if f, ok := req.State[inNudges]; ok {
		chosen.Nudges = nudgeMode(f.Value)
	}
	if f, ok := req.State[inBoard]; ok {
		chosen.Hidden = f.Value == boardHidden
	}
	// What comes back is checked although it is a menu: state is part of an envelope, and an hour that does not exist
	// would be read by the schedule each day.
	if f, ok := req.State[inDigest]; ok {
		at, err := strconv.Atoi(f.Value)
		if err != nil || at < 0 || at >= 24*60 {
			return answer{Errors: map[string]string{inDigest: "Pick a time from the list."}}, nil
		}
		chosen.DigestAt = at
	}
	// Empty is a value here, and means that there are none.
	quiet, err := coach.ParseHours(req.State[inQuiet].Value)
	if err != nil {
		return answer{Errors: map[string]string{inQuiet: err.Error()}}, nil
	}
	// The parser refuses hours that are all of a day: a check-in would wait for their end for ever.
	chosen.Quiet = quiet
	return b.saveSettings(ctx, req, chosen, wordsFollow(req.Person.Settings, chosen))
}

// nudgeMode reads a mode; what is none is the default. Once a day is the safe side of anything unknown: it neither
// floods nor silences.
func nudgeMode(value string) coach.NudgeMode {
	switch mode := coach.NudgeMode(strings.TrimPrefix(value, nudgeValue(""))); mode {
	case coach.NudgeEach, coach.NudgeOff:
		return mode
	default:
		return coach.NudgeDaily
	}
}

// wordsFollow says what follows from new settings of what Pacer writes, and from when on. The settings are compared and
// not the fields, so that a form that was saved unchanged says nothing. Each line names from when on it holds, because
// what is due today may be composed already: "is it too late for today?" is what people ask.
func wordsFollow(old, chosen coach.Settings) []string {
	var lines []string
	if old.Nudges != chosen.Nudges {
		// The last of the three tells where the numbers are: whoever silences nudges may fear to lose sight of them.
		lines = append(lines, map[coach.NudgeMode]string{
			coach.NudgeDaily: "From now on you get one nudge a day at most.",
			coach.NudgeEach:  "From now on a nudge may come at each of your team's times.",
			coach.NudgeOff:   "From now on you get no nudges. Your numbers are where they were: in the answers to what you log, and on your Home.",
		}[chosen.Nudges])
	}
	switch {
	// Each part is compared by itself: three changes in one form are three sentences.
	case old.Quiet == chosen.Quiet:
	case chosen.Quiet == (coach.Hours{}):
		lines = append(lines, "You have no quiet hours any more.")
	default:
		lines = append(lines, "From now on Pacer begins nothing from "+chosen.Quiet.String()+": a check-in or a digest waits until "+
			// Quiet hours that end at midnight end at 24:00 in the store, which nobody has on a clock.
			coach.ClockTime(chosen.Quiet.To%(24*60))+", nudges and reminders are left out.")
	}
	switch {
	case old.Hidden == chosen.Hidden:
	// Boards that were posted are messages that others have read. To edit them would show that somebody hid, and since
	// when.
	case chosen.Hidden:
		lines = append(lines, "From the next leaderboard on only you and your manager see you on it; those that were posted stay as they are.")
	default:
		lines = append(lines, "From the next leaderboard on everybody in the team sees you on it.")
	}
	switch {
	case old.DigestAt == chosen.DigestAt:
	case chosen.DigestAt == 0:
		lines = append(lines, "From the next one on the coaching digest comes at the team's time.")
	default:
		lines = append(lines, "From the next one on the coaching digest comes at "+coach.ClockTime(chosen.DigestAt)+", or at the team's time where that is later.")
	}
	return lines
}

// openSettingsTime opens the form of when the person works, with what holds filled in. What is as the team has it is
// filled in too and not left empty, so that a change of one day begins with the week that holds.
func openSettingsTime(_ context.Context, _ *Bot, req *request) (answer, error) {
	var s sheet
	// Their week and hours are shown as they count now, whoever said so: the team's where nothing is theirs.
	p, t := req.Person, settingsTeam(req)
	// Said by what happens if the field is left empty, which differs for the few of whom Slack tells no zone.
	said := "Empty: by your team's clock."
	if p.Zone != "" {
		said = "Slack says " + p.Zone + ". Empty: as Slack says, also when you travel."
	}
	s.inputs(
		textInput(inOwnZone, "Zone", "A city such as Lisbon, or a name such as Europe/Lisbon. "+said, p.Settings.Zone, false),
		chooseSeveralInput(inOwnWeek, "Days", "Whole days, or one half of them. None: the days of your team.",
			weekOptions(t.WeekStart), weekValues(ownWeek(t, p))),
		textInput(inOwnHours, "Working hours", "For example 09:00 to 17:30. The morning is the first half of them.",
			coach.CalendarOf(t, p).Hours.String(), false),
	)
	// Who fills in two half days to have peace on a Friday should know what it does before it is done.
	s.small("Your targets follow from it: who works half the week has half the target. Your manager sees it too.")
	return answer{Modal: modal(formSettingsTime, "When you work", "Save", "", s.blocks...)}, nil
}

// weekOptions are the parts of a week that can be worked, in the order of a week that begins on first. Their values are
// the number of the day and that of the part: "4/1" is Thursday morning. Twenty-one options in one menu of several
// choices: two menus for each day would be fourteen fields, and people leave a form of that length.
func weekOptions(first time.Weekday) []option {
	var options []option
	for i := range 7 {
		day := (first + time.Weekday(i)) % 7
		for _, part := range []struct {
			part coach.Part
			said string
		}{{coach.WholeDay, ""}, {coach.Morning, " morning"}, {coach.Afternoon, " afternoon"}} {
			options = append(options, option{weekValue(day, part.part), day.String() + part.said})
		}
	}
	return options
}

// It is far shorter than the 150 characters of an option's value.
func weekValue(day time.Weekday, part coach.Part) string { return fmt.Sprintf("%d/%d", day, part) }

// weekValues are the options that a week is made of. It is the inverse of readWeek, but for halves that make a whole.
func weekValues(week [7]coach.Part) []string {
	var values []string
	for day, part := range week {
		if part != 0 {
			values = append(values, weekValue(time.Weekday(day), part))
		}
	}
	return values
}

// readWeek makes a week of the options that were chosen. A morning and an afternoon are a day; what is no option of ours
// is passed over. Whole day and morning of the same day are the whole day: parts are sets of halves, and chosen
// together they add up. An empty week means "as the team does".
func readWeek(values []string) (week [7]coach.Part) {
	for _, value := range values {
		d, p, _ := strings.Cut(value, "/")
		day, errDay := strconv.Atoi(d)
		part, errPart := strconv.Atoi(p)
		if errDay == nil && errPart == nil && 0 <= day && day < len(week) && 0 < part && part <= int(coach.WholeDay) {
			week[day] |= coach.Part(part)
		}
	}
	return week
}

// submitSettingsTime saves the form of when the person works. What is as their team has it is stored as nothing, so that
// it goes on following the team. Both fields are read before either fault is shown, so that nobody mends one to learn
// of the other. Hours are by the person's own clock, in minutes since midnight.
func submitSettingsTime(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, chosen := settingsTeam(req), req.Person.Settings
	wrong := map[string]string{}
	zone, fault := readZone(req.Roster, req.State[inOwnZone].Value)
	if fault != "" {
		wrong[inOwnZone] = fault
	}
	hours, err := coach.ParseHours(req.State[inOwnHours].Value)
	if err == nil {
		err = hours.CheckWorking()
	}
	if err != nil {
		wrong[inOwnHours] = err.Error()
	}
	if len(wrong) > 0 {
		return answer{Errors: wrong}, nil
	}
	// Nudges, quiet hours and the rest are the other form's and stay as they are.
	chosen.Zone, chosen.Hours, chosen.Week = zone, hours, readWeek(req.State[inOwnWeek].Options)
	// Typed as what everybody has, they are nobody's own: stored as such they would show in briefs as something
	// special.
	if chosen.Hours == coach.OfficeHours {
		chosen.Hours = coach.Hours{}
	}
	// The same for the days: whoever works as the team does goes on doing so when the team's week changes.
	if chosen.Week == ownWeek(t, coach.Person{}) {
		chosen.Week = [7]coach.Part{}
	}
	return b.saveSettings(ctx, req, chosen, b.timeFollows(req, chosen))
}

// readZone reads what was typed for a zone; "" stays that. The fault is a sentence for its field, in plain text, that
// names the zones which may have been meant. Zones that people of this workspace live in come first among those that
// may have been meant: "Lis" is Lisbon where somebody is in Lisbon. What is typed may be a city, a name or a part of
// one; what comes back is the IANA name.
func readZone(r *coach.Roster, typed string) (zone, fault string) {
	if strings.TrimSpace(typed) == "" {
		return "", ""
	}
	// What this program cannot load it cannot count days in, whatever Slack or a map calls it.
	known := func(name string) bool { return tz.Check(name) == nil }
	zone, near := coach.FindZone(typed, slices.Collect(maps.Keys(r.Zones)), known)
	switch {
	case zone != "":
		return zone, ""
	case len(near) > 0:
		return "", "There is no such zone. Did you mean " + strings.Join(near, " or ") + "?"
	}
	return "", "There is no such zone. Write the large city that has your clock, such as Lisbon or New York."
}

// timeFollows says what follows from new working times, and from when on: the days and hours in words, and each target
// of a period that runs which is another one now. Nothing is stored yet when it is called: the targets are worked out
// of a copy of the person, for all of their teams.
func (b *Bot) timeFollows(req *request, chosen coach.Settings) []string {
	old, t := req.Person, settingsTeam(req)
	changed := old
	changed.Settings = chosen
	var lines []string
	if old.ZoneName() != changed.ZoneName() {
		lines = append(lines, "From now on your days and what Pacer writes to you go by "+escape(coach.CityOf(cmp.Or(changed.ZoneName(), t.Zone)))+
			" time. What you have logged stays on its day.")
	}
	if before, now := old.Settings, chosen; before.Week != now.Week || before.Hours != now.Hours {
		lines = append(lines, "From now on you count as working "+coach.WeekInWords(ownWeek(t, changed), t.WeekStart)+", "+
			coach.CalendarOf(t, changed).Hours.String()+".")
	}
	var targets []string
	// All KPIs of all teams, results included: a target a month is as much the person's own as one a week.
	teams := req.Roster.TeamsOf(old.ID)
	for _, team := range teams {
		for _, k := range team.KPIs {
			was, is := b.targetOf(req.Roster, team, old, k), b.targetOf(req.Roster, team, changed, k)
			// A target a month changes less often than one a week, and may well be the same number after rounding.
			if was == is {
				continue
			}
			line := kpiTitle(k) + ": " + escape(k.Number(is)) + " " + periodOf(k).This() + " instead of " + escape(k.Number(was))
			if len(teams) > 1 {
				// Two teams may count the same thing with different targets.
				line += " in " + escape(team.Name)
			}
			targets = append(targets, line)
		}
	}
	if len(targets) > 0 {
		lines = append(append(lines, "Your targets follow from it:"), bullets(targets)...)
	}
	return lines
}

// targetOf is a person's target of a KPI in the period that runs, by the settings that they have in p. Nothing done and
// nothing planned goes into it, as the target does not depend on either. The zone decides which day it is, and with it
// which period runs: by a new zone it may already be Monday. It goes by the person's own plan where they have one.
func (b *Bot) targetOf(r *coach.Roster, t *coach.Team, p coach.Person, k coach.KPI) int64 {
	// The roster's own zone of the person is the stored one; p may have one that is only being chosen.
	zone, err := tz.Load(p.ZoneName())
	if err != nil {
		zone = r.Zone(p.ID, t)
	}
	return coach.PaceIn(t, k, p, 0, 0, b.now(), zone).Target
}

// saveSettings stores what was chosen and shows the page again, under what follows from it. Who moves to another zone by
// it gets what they would miss, as travellers do whom Slack tells of. The settings are written as a whole, under the
// press that saved them: delivered twice they are saved once. The roster's revision makes it ErrStale where the roster
// was changed since this request began, and form.submit runs it again.
func (b *Bot) saveSettings(ctx context.Context, req *request, chosen coach.Settings, follows []string) (answer, error) {
	// A copy: the roster's person stays as it is until the store says otherwise.
	changed := req.Person
	changed.Settings = chosen
	// Before the commit, as it is part of it.
	missed, err := b.arrived(ctx, req.Roster, req.Person, changed)
	if err != nil {
		return answer{}, err
	}
	err = b.commit(ctx, coach.Change{
		At: b.now(), Inbound: req.Key, Settings: &coach.PersonSettings{Person: req.Person.ID, Settings: chosen}, Messages: missed,
		Roster: req.Roster.Revision,
	})
	if err != nil {
		return answer{}, err
	}
	// Saved without a change is said too, or somebody would wonder whether it was.
	if len(follows) == 0 {
		follows = []string{"Nothing is different from before."}
	}
	return b.settingsAgain(ctx, req, append([]string{"*Saved.*"}, follows...)...)
}
