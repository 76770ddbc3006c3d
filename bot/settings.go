package bot

// What people set for themselves. The page shows what holds and leads to two forms, one for what Pacer writes to them and
// one for when they work; nobody sets anything for somebody else here. It is opened from the Home, from /pacer settings
// and from each other.
//
// Settings are written as a whole under the revision of the roster that the form was composed from; two windows are
// settled field by field (overtaken.go). What follows from a change is said in numbers before anybody has to look it
// up.

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Names under which the buttons of the settings and their forms are found.
const (
	actSettings       = "settings_open"
	actSettingsWords  = "settings_words"  // opens the form of what Pacer writes
	actSettingsTime   = "settings_time"   // opens the form of when the person works
	actSettingsSnooze = "settings_snooze" // the value is a length of a snooze
	actSettingsMute   = "settings_mute"   // the value is "<team>/<kpi>", as of a nudge's button
	actSettingsUnmute = "settings_unmute"

	formSettingsWords = "settings_words"
	formSettingsTime  = "settings_time"
)

// settingsRoles are those who have something to set: whoever is part of a team.
const settingsRoles = asRep | asManager

// settingsTopic is the row of /pacer settings. It takes no arguments: what can be set is too much for a line, and half
// of it needs a menu to be said without a mistake.
func settingsTopic() topic {
	return topic{"settings", "", "nudges, quiet hours, the leaderboard, your zone and your working days", settingsRoles, openSettings}
}

// settingsButtons is the table of buttons of the settings. Mute and unmute are those of a nudge's own buttons, whose
// answer is replaced by the page; the last row stands in the answer to a snooze and not in the settings, but it chooses
// among the same lengths.
func settingsButtons() []button {
	return []button{
		{Action: actSettings, Who: settingsRoles, Handle: openSettings},
		{Action: actSettingsWords, Who: settingsRoles, Handle: openSettingsWords},
		{Action: actSettingsTime, Who: settingsRoles, Handle: openSettingsTime},
		{Action: actSettingsSnooze, Who: asRep, Handle: pressSettingsSnooze},
		{Action: actSettingsMute, Who: asRep, Handle: thenSettings(pressNudgeMute)},
		{Action: actSettingsUnmute, Who: asRep, Handle: thenSettings(pressNudgeUnmute)},
		{Action: actNudgeSnoozeFor, Who: asRep, Handle: pressNudgeSnoozeFor},
	}
}

// settingsForms is the table of the settings' modals.
func settingsForms() []form {
	return []form{
		{Callback: formSettingsWords, Who: settingsRoles, Handle: submitSettingsWords, Now: settingsNow(openSettingsWords)},
		{Callback: formSettingsTime, Who: settingsRoles, Handle: submitSettingsTime, Now: settingsNow(openSettingsTime)},
	}
}

// settingsNow opens a form of the settings for the one that is handed in; see openedNow. Nobody else sets anything in it,
// but who has no week of their own is shown the team's.
func settingsNow(open handler) formNow {
	return func(ctx context.Context, b *Bot, req *request) (openedNow, error) {
		a, err := open(ctx, b, req)
		return openedNow{view: a.Modal, by: func(block string, _ time.Time) []string {
			if block == inOwnWeek && req.Person.Settings.Week == ([7]coach.Part{}) {
				return nil
			}
			return []string{req.Person.ID}
		}}, err
	}
}

// openSettings shows what holds for the person who asks. It reads the roster of the request alone, so that the modal
// opens well within the three seconds that a trigger is good for.
func openSettings(_ context.Context, b *Bot, req *request) (answer, error) {
	return answer{Modal: b.settingsPage(req)}, nil
}

// pressSettingsSnooze keeps nudges away for a while, or lets them come again, and says so on the page. The value is a
// length and no instant: an instant that stood in a button could be one of last week, or anybody's.
func pressSettingsSnooze(ctx context.Context, b *Bot, req *request) (answer, error) {
	said, err := b.snooze(ctx, req, settingsTeam(req), req.Value)
	if err != nil {
		return answer{}, err
	}
	return b.settingsAgain(ctx, req, said)
}

// thenSettings makes a handler whose answer is the page, as it is after what the given one changed. What the given
// handler answers is left out: it was written for a message and would say in a sentence what the page shows in the same
// moment. Its error is not, and takes the page's place.
func thenSettings(handle handler) handler {
	return func(ctx context.Context, b *Bot, req *request) (answer, error) {
		if _, err := handle(ctx, b, req); err != nil {
			return answer{}, err
		}
		return b.settingsAgain(ctx, req)
	}
}

// settingsAgain is the page of a person whose settings have just been changed, under what is said about that. The
// roster is read anew, as that of the request is from before the change. Where it cannot be read, what was set is
// stored all the same, and the person reads that something went wrong: they look again and find it done.
func (b *Bot) settingsAgain(ctx context.Context, req *request, said ...string) (answer, error) {
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return answer{}, err
	}
	// A copy, because the request's own roster is what everything else about this press was decided by.
	now := *req
	now.Roster, now.Person = roster, roster.Person(req.Person.ID)
	return answer{Modal: b.settingsPage(&now, said...)}, nil
}

// settingsTeam is the team by whose calendar a person's settings are shown: the first that they are a rep of, else the
// first that they manage. Whoever may set something has one. The row that leads here asks for a rep or a manager, which
// is what makes the first element safe to take. Of several teams one has to give the hours and the beginning of the
// week; targets are worked out team by team (see timeFollows).
func settingsTeam(req *request) *coach.Team {
	return teamsWith(req.Roster, req.Person.ID)[0]
}

// settingsPage shows a person's settings, with a button beside each part that leads to its form, under what was said.
// No input stands on it, so nothing that was typed is lost by a button. It stays far below the hundred blocks of a
// view: a row of mute buttons is one block, whatever a team counts.
func (b *Bot) settingsPage(req *request, said ...string) *slack.ModalViewRequest {
	var s sheet
	if len(said) > 0 {
		s.say(said...)
		s.blocks = append(s.blocks, slack.NewDividerBlock())
	}
	s.beside(press(actSettingsWords, "Messages…", ""), "What Pacer writes to you", wordsLines(req)...)
	// Only reps are nudged. A manager who does not sell would read of a thing that can never happen to them.
	if len(req.Roster.TeamsOf(req.Person.ID)) > 0 {
		b.showPeace(&s, req)
	}
	s.beside(press(actSettingsTime, "Working time…", ""), "When you work", timeLines(req)...)
	// It stands on the page where it is chosen, and not in a policy that nobody reads: the two halves of the settings
	// differ in who may see them, and somebody who is unsure of it would rather not set anything.
	s.small("Your manager sees when you work, because your targets follow from it. What you choose about nudges and quiet hours nobody sees but you.")
	return modal("page", "Your settings", "", "", s.blocks...)
}

// wordsLines are the settings of the form of what Pacer writes, as sentences. What is not asked of the person in the
// form is not said here either: a rep has no digest, a manager no nudges.
func wordsLines(req *request) []string {
	chosen := req.Person.Settings
	rep := len(req.Roster.TeamsOf(req.Person.ID)) > 0
	var lines []string
	if rep {
		lines = append(lines, "Nudges: "+labelOf(nudgeOptions(), nudgeValue(chosen.Nudges)))
	}
	quiet := chosen.Quiet.String()
	if quiet == "" {
		quiet = "none"
	}
	lines = append(lines, "Quiet hours: "+quiet)
	if rep {
		lines = append(lines, "On leaderboards you are seen by: "+labelOf(boardOptions(), boardValue(chosen.Hidden)))
	}
	if len(req.Roster.Managed(req.Person.ID)) > 0 {
		lines = append(lines, "Coaching digest: "+labelOf(digestOptions(), digestValue(chosen.DigestAt)))
	}
	return bullets(lines)
}

// labelOf is what people read of an option, in the middle of a line. A value that is none of the options is the first
// of them, which is the default of each: something that an older version stored is shown as what it does now. Labels
// begin with an ASCII letter, so that one byte is one letter.
func labelOf(options []option, value string) string {
	i := slices.IndexFunc(options, func(o option) bool { return o.value == value })
	label := options[max(0, i)].label
	return strings.ToLower(label[:1]) + label[1:]
}

// showPeace writes what the person has snoozed and muted, with the buttons to change it. It is the one place that shows
// it: the page is opened by its owner alone, and neither managers nor /pacer status say who is left in peace.
func (b *Bot) showPeace(s *sheet, req *request) {
	// A snooze holds in all teams; the first one's calendar says when work begins.
	t := settingsTeam(req)
	if until := req.Person.SnoozedUntil; until.After(b.now()) {
		s.titled("Snoozed", "No nudges until "+b.snoozedUntil(req, t, until)+".")
		s.buttons(press(actSettingsSnooze, "Nudge me again", snoozeOver))
	} else {
		s.say("*No nudges for a while*")
		s.buttons(snoozeButtons(actSettingsSnooze, b.snoozings(req, t))...)
	}
	var row []*slack.ButtonBlockElement
	for _, team := range req.Roster.TeamsOf(req.Person.ID) {
		for _, k := range team.Leading() {
			action, label := actSettingsMute, "Mute "+k.Plural
			if slices.Contains(req.Person.Muted, k.ID) {
				action, label = actSettingsUnmute, "Nudge me about "+k.Plural
			}
			// Action ids have to differ within a block, so they are numbered over all teams. A KPI that two teams count
			// in the same words stands here twice, as each is muted by itself.
			row = append(row, press(indexed(action, len(row)), label, team.ID+"/"+k.ID))
		}
	}
	const mostButtons = 25 // in one row, by Slack
	if len(row) > 0 {
		s.say("*No nudges about one thing.* It still counts.")
		s.buttons(row[:min(len(row), mostButtons)]...)
	}
}

// timeLines are the settings of the form of when somebody works, as sentences: what holds, and whose word it is. Whose
// word it is matters most for the zone: whoever has set one by hand stays in it when they travel, and may have
// forgotten that they did.
func timeLines(req *request) []string {
	p, t := req.Person, settingsTeam(req)
	zone := req.Roster.Zone(p.ID, t).String()
	switch {
	case p.Settings.Zone == "":
		zone += ", as Slack says"
	case p.Zone != p.Settings.Zone:
		zone += "; Slack says " + p.Zone
	}
	days := coach.WeekInWords(ownWeek(t, p), t.WeekStart)
	if p.Settings.Week == ([7]coach.Part{}) {
		days += ", as your team does"
	}
	return bullets([]string{"Zone: " + escape(zone), "Days: " + days, "Hours: " + coach.CalendarOf(t, p).Hours.String()})
}

// ownWeek is the week that a person works: their own, else the team's. A week in which nothing is worked cannot be
// said: it is how "as the team does" is stored. Somebody who works on no day at all is away, and says so there.
func ownWeek(t *coach.Team, p coach.Person) [7]coach.Part {
	if p.Settings.Week != ([7]coach.Part{}) {
		return p.Settings.Week
	}
	return coach.CalendarOf(t, coach.Person{}).Working.Whole()
}

// worksLine says in a brief when somebody works who has days, hours or a zone of their own: what their targets and their
// pace rest on. It is "" for who works as their team does. It stands in the manager's brief, because a target of 12
// beside others of 20 begs the question; the line answers it before somebody has to explain their part-time to anybody.
func worksLine(r *coach.Roster, t *coach.Team, p coach.Person) string {
	var parts []string
	if p.Settings.Week != ([7]coach.Part{}) {
		parts = append(parts, coach.WeekInWords(p.Settings.Week, t.WeekStart))
	}
	if p.Settings.Hours != (coach.Hours{}) {
		parts = append(parts, coach.CalendarOf(t, p).Hours.String())
	}
	if zone := r.Zone(p.ID, t).String(); zone != t.Zone {
		parts = append(parts, escape(coach.CityOf(zone))+" time")
	}
	if len(parts) == 0 {
		return ""
	}
	return "Working time: " + strings.Join(parts, ", ") + "."
}
