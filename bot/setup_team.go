package bot

// The page that shows all of a team: the last of a draft, with Start, and the first of a team that lives. Starting,
// saving and closing are here as well, each one change with its line in the audit.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// writeTeam shows what the team is, with a button to each page. Of a draft it is the last page, and says what will happen
// when; of a team that lives it is the first. A manager and an admin see the same page, but for how to end the team. It
// only shows, so that nothing typed can be lost on it; each part's button leads to its page.
func writeTeam(s *setup, w *sheet) error {
	t := &s.team
	if !s.live() {
		w.say("*" + escape(t.Name) + "* is ready. This is what happens when you press *Start*:")
		w.say(bullets(s.whatHappens())...)
	}
	// Each part is one block, so that the page of the largest team that there may be is far from Slack's hundred.
	part := func(i int, title, page string, lines ...string) {
		change := press(indexed(actSetupPage, 20+i), "Change", s.to(page).String())
		change.AccessibilityLabel = cut("Change "+strings.ToLower(title), maxLabel)
		w.beside(change, title, lines...)
	}
	part(0, "Team", pageBasics, escape(t.Name)+" in <#"+t.Channel+">, "+escape(t.Zone),
		"Managed by "+s.names(t.Managers))
	people := s.names(t.Reps)
	if t.Group != "" {
		people += ". Kept in step with " + groupMention(t.Group) + "."
	}
	part(1, "People", pagePeople, plural(len(t.Reps), "person", "people")+": "+people)
	var kpis []string
	for _, k := range t.KPIs {
		kpis = append(kpis, kpiTitle(k)+": "+escape(lowerFirst(kpiLine(k))))
	}
	part(2, "KPIs", pageKPIs, kpis...)
	part(3, "Rhythms", pageRhythms, s.rhythmLines()...)
	part(4, "Calendar", pageCalendar, s.calendarLines()...)
	part(5, "Deals", pageProcess, s.processLines()...)
	part(7, "Boards", pageBoards, boardLines(t)...)
	part(6, "Question of the week", pageQuestions, questionLine(t))
	// Managers change their teams; whether there is one is for those who set Pacer up.
	if s.live() && s.req.Person.SetsUp() {
		w.buttons(
			press(actSetup, "All teams", ""),
			sure(press(actSetupClose, "Close this team", s.ref.String()).WithStyle(slack.StyleDanger), "Close "+cut(t.Name, 60)+"?",
				"Nobody in it is asked or reminded any more, and nothing is posted. What was logged is kept; a team of the same name takes it up again.", "Close it"))
	}
	return nil
}

// groupMention names a user group inside a message, for Slack to show by its handle. An id that is none of Slack's, which
// a team file may hold, is markup of nobody's.
func groupMention(id string) string {
	if id == "" || strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return "a user group"
	}
	return "<!subteam^" + id + ">"
}

// lowerFirst makes the beginning of a sentence one of its parts. The text begins with a letter of ASCII.
func lowerFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}

// shownNames is how many people are named one by one.
const shownNames = 15

// names are some people as a sentence has them, the first of many; mrkdwn. In the team's own order, which is that of
// the boards before anybody has logged.
func (s *setup) names(ids []string) string {
	var names []string
	// People whom Slack has not described yet are "a teammate"; they are asked about when they are shown next.
	for _, id := range ids[:min(len(ids), shownNames)] {
		names = append(names, nameOf(s.req.Roster.Person(id)))
	}
	if more := len(ids) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	if len(names) == 0 {
		return "nobody yet"
	}
	return listed(names)
}

// rhythmLines say when each ritual is held, and next: "Huddle: weekdays at 09:00; next Mon 23 Nov 09:00". What is off
// is in it as "off": on this page a line that is missing would be looked for. The greeting in a channel leaves it out
// (see Bot.rhythmLines).
func (s *setup) rhythmLines() []string {
	var lines []string
	for _, row := range coach.Rhythms {
		if row.Default == nil {
			continue
		}
		crons := s.team.Rhythms[row.Kind]
		line := ritualName(row.Kind) + ": " + escape(coach.RhythmWords(crons))
		if next := s.b.nextDates(&s.team, crons, 1); len(next) > 0 {
			line += "; next " + next[0].In(teamZone(&s.team)).Format("Mon 2 Jan 15:04")
		}
		lines = append(lines, line)
	}
	return lines
}

// calendarLines say when the team works, how it cuts the year, and what the next holiday is; mrkdwn. Two lines of what
// is asked about most; the page itself has the rest. Holidays are stored in order, see coach.SortHolidays.
func (s *setup) calendarLines() []string {
	t := &s.team
	today := coach.DayOf(s.b.now(), teamZone(t))
	// It is said in so many words: a calendar without holidays is what teams forget, and then wonder at a huddle on
	// Christmas.
	line := "No holidays to come"
	i := slices.IndexFunc(t.Holidays, func(h coach.Holiday) bool { return h.Day >= today })
	if i >= 0 {
		h := t.Holidays[i]
		line = plural(len(t.Holidays)-i, "holiday", "holidays") + " to come, the next on " + shortDay(h.Day)
		if h.Name != "" {
			line += " (" + escape(h.Name) + ")"
		}
	}
	// From Monday on, whatever day the team's weeks start on: days of work are read in that order everywhere.
	var days []string
	for d := range 7 {
		if day := (d + 1) % 7; t.WorkingDays[day] {
			days = append(days, time.Weekday(day).String()[:3])
		}
	}
	// A year that begins in January is everybody's, and not said.
	year := ""
	if t.Fiscal.Month > 1 {
		year = "; the year begins in " + t.Fiscal.Month.String()
	}
	return []string{"Works " + listed(days) + "; weeks start on " + t.WeekStart.String() + year, line}
}

// whatHappens says what a start leads to, and what is left to do for it; mrkdwn. Each line is a thing that other people
// will see, with its time, because that is what somebody wants to know before they press a button that they cannot take
// back unnoticed.
func (s *setup) whatHappens() []string {
	t := &s.team
	var lines []string
	// What is left to do comes first: without it the first huddle is lost.
	if s.ask.asked && !s.ask.inside {
		// It cannot be done from here: a bot that joins by itself would need a scope more, and may not enter private
		// channels anyway.
		lines = append(lines, "I am not in <#"+t.Channel+"> yet. Type `/invite` there and pick Pacer, or the huddle cannot be posted.")
	} else if s.ask.inside {
		lines = append(lines, "I say hello in <#"+t.Channel+">, and what I will post there.")
	}
	// The three that somebody is sure to notice when they come unannounced.
	for _, kind := range []coach.RhythmKind{coach.Huddle, coach.CheckIn, coach.Digest} {
		if next := s.b.nextDates(t, t.Rhythms[kind], 1); len(next) > 0 {
			lines = append(lines, "First "+strings.ToLower(ritualName(kind))+": "+next[0].In(teamZone(t)).Format("Mon 2 Jan 15:04"))
		}
	}
	return append(lines, "Each of the "+plural(len(t.Reps), "person", "people")+" gets a short first word when they are next at work, and can log from then on.")
}

// askSlack finds out whether Pacer is in the team's channel; what cannot be found out is not said. One call, for a
// draft only: of a team that lives, pacer doctor and the undeliverable huddle tell the same. It costs a call within the
// three seconds of an acknowledgement.
func (s *setup) askSlack() {
	if s.live() || s.team.Channel == "" {
		return
	}
	inside, err := s.b.api.InChannel(s.ctx, s.team.Channel)
	// Not knowing keeps nobody from starting; the huddle finds out, and the managers hear of it then.
	if err != nil {
		s.b.log.Warn("channel of a team", "channel", s.team.Channel, "error", s.b.clean(err))
		return
	}
	s.ask.asked, s.ask.inside = true, inside
}

// start makes the draft a team. Everything is checked once more, for the world may have changed since it was handed in.
// The team, the end of the draft, the greeting and the audit are one change, so that pressing Start twice starts one
// team. Errors are refusals, or the store's, and leave the draft as it was.
func (s *setup) start() (answer, error) {
	faults, err := s.faults()
	if err != nil {
		return answer{}, err
	}
	// All of them at once, above the page: any of the five pages may be where they are mended.
	for _, f := range faults {
		s.notes = append(s.notes, "*"+escape(f.Text)+"*")
	}
	s.askSlack()
	if len(faults) > 0 {
		return s.show()
	}
	// A team without an id is a new one, or the closed one of that name, whose history it takes up.
	s.team.ID = ""
	change := coach.Change{
		Inbound: s.req.Key, Team: &s.team, Draft: &coach.Draft{Person: s.req.Person.ID, Kind: draftKind},
		Audit: []coach.Audit{{By: s.req.Person.ID, What: "team", Detail: "Team " + s.team.Name + " was set up in Slack."}},
	}
	if s.ask.inside { // else the greeting follows the invitation
		change.Messages = append(change.Messages, s.b.greeting(s.req.Roster, s.team.Channel, []*coach.Team{&s.team}))
	}
	if err := s.b.commit(s.ctx, change); err != nil {
		return answer{}, taken(err)
	}
	return answer{Modal: s.started()}, nil
}

// taken says of a name that the store knows what to do about it. The check sees the names of teams that live; that a
// closed one has the name and cannot give it up, only the store knows.
func taken(err error) error {
	if errors.Is(err, coach.ErrTaken) {
		return refusal("That name was used before, by a team or a KPI that is kept for its history. Please choose another; nothing was changed. Two teams swap their names by way of a third name: give it to one of them first.")
	}
	return err
}

// started is what stands in the place of the draft when the team lives. It says once more what comes next, as it stands
// there for whoever will be asked about it by their team.
func (s *setup) started() *slack.ModalViewRequest {
	var w sheet
	w.say("*" + escape(s.team.Name) + "* has started.")
	w.say(bullets(s.whatHappens())...)
	w.say("You can change everything of it with `" + s.b.slash("pacer") + " setup`.")
	// Whoever has made one team often has another to make.
	w.buttons(press(actSetup, "All teams", ""))
	return modal("page", "Started", "", "", w.blocks...)
}

// save makes the team that lives what it is to be, with a line of who changed what, and goes on to a page. Two people
// who change the same team at once do not undo one another: each begins from the roster of their own request, and where
// that is not the newest any more, the request is run again. Errors are refusals, ErrStale, or the store's; the setup
// has not changed what is stored then.
func (s *setup) save(page setupPage, next string) (answer, error) {
	// Nothing is chosen yet: the page of groups follows first.
	if next == pageGroup {
		s.ref = s.to(next)
		return s.show()
	}
	// The audit is read months later, when an id says nothing to anybody.
	name := func(id string) string { return plainName(s.req.Roster.Person(id)) }
	// The team as a whole is written, as composed from the roster of this request and this page alone; the store
	// changes only rows that differ.
	change := coach.Change{Inbound: s.req.Key, Team: &s.team, Roster: s.roster}
	said := "*Saved.*"
	// What has no words, such as the order of people, is kept all the same. In words that the audit keeps and the page
	// shows.
	if parts := coach.TeamChanges(s.before, &s.team, name); len(parts) > 0 {
		line := strings.Join(parts, "; ") + "."
		change.Audit = []coach.Audit{{By: s.req.Person.ID, Team: s.before.ID, What: "team", Detail: "Team " + s.team.Name + " changed: " + line}}
		said += " " + escape(titled(line)) + " " + takesEffect(page.Name)
	}
	if err := s.b.commit(s.ctx, change); err != nil {
		return answer{}, taken(err)
	}
	// Ids of what is new come with the roster of now.
	if roster, err := s.b.store.Roster(s.ctx); err == nil {
		s.req.Roster = roster
	}
	return s.b.openSetupPage(s.ctx, s.req, s.to(next), append(s.notes, said)...)
}

// takesEffect says when what was saved on a page is felt. Whoever changes a time at five to nine asks whether nine
// o'clock is old or new.
func takesEffect(page string) string {
	switch page {
	case pageRhythms:
		return "The new times count from now on."
	case pagePeople, pageGroup:
		return "It takes effect with the next ritual."
	default:
		return "It takes effect at once."
	}
}

// closeSetupTeam ends a team. The press was asked about. Its history stays under its id, so that a team of the same
// name takes it up again; occurrences of it that were planned already are skipped, with the reason. Only asAdmin comes
// here, by its row: a manager cannot end their own team.
func closeSetupTeam(ctx context.Context, b *Bot, req *request) (answer, error) {
	s, err := b.setupHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	if !s.live() {
		return answer{}, errOldSetup
	}
	// One change, so that a team is never closed without a line of who did it.
	err = b.commit(ctx, coach.Change{
		Inbound: req.Key, Close: s.before.ID,
		Audit: []coach.Audit{{By: req.Person.ID, Team: s.before.ID, What: "team", Detail: "Team " + s.before.Name + " was closed."}},
	})
	if err != nil {
		return answer{}, err
	}
	// The list that follows must not show the team any more.
	if req.Roster, err = b.store.Roster(ctx); err != nil {
		return answer{}, fmt.Errorf("roster: %w", err)
	}
	draft, err := b.setupOf(ctx, req, setupRef{Page: pageBasics})
	if err != nil {
		return answer{}, err
	}
	return answer{Modal: b.setupList(req, setupTeams(req), draft, "*"+escape(s.before.Name)+"* is closed. What was logged is kept.")}, nil
}
