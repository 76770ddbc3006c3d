package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// The table of who may do what: each thing that somebody can do to Pacer, and the roles that may. Whoever may not is
// refused with a sentence; nothing is stored and nobody else reads anything. A command, a button or a form that is new
// needs a row here.

// A surface is one row. Everything is about Ann of West, whose day it is.
type surface struct {
	name   string
	kind   string // command, button, form, topic or other; with row it names the row of the product's own table
	row    string
	do     func(s *stage, who string)
	may    string // the roles that may, parted by blanks
	silent bool   // for the others it is no business of Pacer's: it says nothing
}

// The roles of the table, by the id of who has it. The last four are named by West's team file all the same, as its reps
// and its managers: a file can be wrong.
var roleIDs = map[string]string{
	"rep": "U0ANN", "otherrep": "U0CAL", "manager": "U0MAYA", "othermanager": "U0MIA", "admin": "U0ADA", "none": "U0NON",
	"appointed": "U0APP", "repOfTwo": "U0TWO", "managerOfBoth": "U0TOP",
	"guest": "U0GUS", "stranger": "U0STR", "bot": "U0BOT", "gone": "U0GON",
}

const (
	westReps     = "rep repOfTwo"
	westManagers = "manager managerOfBoth"
	west         = westReps + " " + westManagers
	reps         = "rep otherrep repOfTwo"
	managers     = "manager othermanager managerOfBoth"
	people       = reps + " " + managers
	setUp        = "admin appointed"
	everyone     = people + " " + setUp + " none"
)

// annsHoliday is the id of an absence that Ann has planned.
const annsHoliday = "a-holiday"

// annsPromise is the id of a commitment of Ann's that is due.
const annsPromise = "a-promise"

// westGoal is the id of a goal of West's.
const westGoal = "a-goal"

// secretCount is a number of Ann's that can be told from all others.
const secretCount = "4,711"

func surfaces() []surface {
	monday := wednesdayDay() - 2
	huddle := coach.HuddleKey("west", wednesdayDay())
	board := "west//" + monday.String() + "/" + wednesdayDay().String()
	types := func(command, text string) func(s *stage, who string) {
		return func(s *stage, who string) { s.told(s.types(who, "C0WEST", command, text)) }
	}
	presses := func(action, value string) func(s *stage, who string) {
		return func(s *stage, who string) { s.presses(who, "C0WEST", action, value) }
	}
	submits := func(callback, private string, values map[string]string) func(s *stage, who string) {
		return func(s *stage, who string) {
			s.told(s.served(who, s.submission(who, callback, private, values)))
		}
	}
	sheet, _ := json.Marshal(checkInSheet{Ref: checkInRef("west", monday), Shown: map[string]int64{}})
	own := slices.Concat(huddleSurfaces(presses, submits), settingsSurfaces(), privacySurfaces(types, presses, submits), setupSurfaces(types, presses, submits), planSurfaces(types, presses, submits), dealSurfaces(types, presses, submits),
		coachingSurfaces(types, presses, submits), dealAroundSurfaces(types, presses, submits))
	return append(own, []surface{
		{name: "/log 5 conversations", kind: "command", row: "log", do: types("/log", "5 conversations"), may: reps},
		{name: "/log", kind: "command", row: "log", do: types("/log", ""), may: reps},
		{name: "/log undo", kind: "command", row: "log", do: types("/log", "undo"), may: reps},
		{name: "/pace", kind: "command", row: "pace", do: types("/pace", ""), may: people},
		{name: "/board", kind: "command", row: "board", do: types("/board", ""), may: people},
		{name: "/board all", kind: "command", row: "board", do: types("/board", "all"), may: people},
		{name: "/board teams", kind: "command", row: "board", do: types("/board", "teams"), may: people},
		{name: "/board goal", kind: "command", row: "board", do: types("/board", "goal"), may: people},
		{name: "/board goal 100 conversations", kind: "command", row: "board", do: types("/board", "goal 100 conversations this month"), may: managers},
		{name: "/pacer", kind: "command", row: "pacer", do: types("/pacer", ""), may: everyone},
		{name: "/pacer help", kind: "topic", row: "help", do: types("/pacer", "help"), may: everyone},
		{name: "/pacer status", kind: "topic", row: "status", do: types("/pacer", "status"), may: managers + " " + setUp},

		{name: "/pacer run huddle", kind: "topic", row: "run huddle", do: types("/pacer", "run huddle"), may: managers},
		{name: "/pacer admins", kind: "topic", row: "admins", do: types("/pacer", "admins"), may: setUp},
		{name: "/pacer admins @bob", kind: "topic", row: "admins", do: types("/pacer", "admins <@U0BOB|bob>"), may: "admin"},
		{name: "/pacer admins remove", kind: "topic", row: "admins", do: types("/pacer", "admins remove <@U0APP|app>"), may: "admin"},

		{name: "/pacer away", kind: "topic", row: "away", do: types("/pacer", "away"), may: people},
		{name: "/pacer away tomorrow", kind: "topic", row: "away", do: types("/pacer", "away tomorrow"), may: people},
		{name: "/pacer away @ann tomorrow", kind: "topic", row: "away", do: types("/pacer", "away <@U0ANN|ann> tomorrow"), may: "rep " + westManagers},
		{name: "Set days away", kind: "button", row: actAwayOpen, do: presses(actAwayOpen, ""), may: people},
		{name: "Set days away of Ann", kind: "button", row: actAwayOpen, do: presses(actAwayOpen, "U0ANN"), may: "rep " + westManagers},
		{name: "Take back", kind: "button", row: actAwayBack, do: presses(actAwayBack, annsHoliday), may: "rep " + westManagers},
		{name: "I'm here today", kind: "button", row: actAwayHere, do: presses(actAwayHere, ""), may: people},
		{name: "the form of days away", kind: "form", row: formAway, may: people, do: submits(formAway, "",
			map[string]string{inAwayFrom: "2026-12-01", inAwayTo: "2026-12-01"})},
		{name: "the form of Ann's days away", kind: "form", row: formAway, may: "rep " + westManagers, do: submits(formAway, "U0ANN",
			map[string]string{inAwayFrom: "2026-12-01", inAwayTo: "2026-12-01"})},

		{name: "Log", kind: "button", row: actLog, do: presses(actLog, "west"), may: reps},
		{name: "Show as a picture", kind: "button", row: actPaceDraw, do: presses(actPaceDraw, "west"), may: westReps},
		{name: "log this line", kind: "button", row: actLogLine, do: presses(actLogLine, "west/"+wednesdayDay().String()+" 5 conversations"), may: westReps},
		{name: "Undo", kind: "button", row: actLogUndo, do: presses(actLogUndo, "command/of-ann"), may: "rep"},
		{name: "+1", kind: "button", row: actHomePlus, do: presses(actHomePlus, "west/k-conv"), may: westReps},
		{name: "Undo on the Home", kind: "button", row: actHomeUndo, do: presses(actHomeUndo, "command/of-ann"), may: "rep"},
		{name: "Mute on the Home", kind: "button", row: actHomeMute, do: presses(actHomeMute, "west/k-conv"), may: westReps},
		{name: "Unmute on the Home", kind: "button", row: actHomeUnmute, do: presses(actHomeUnmute, "west/k-conv"), may: westReps},
		{name: "a page of the team", kind: "button", row: actHomePage, do: presses(actHomePage, "west/1"), may: westManagers},
		{name: "a page of one's teams", kind: "button", row: actHomePage, do: presses(actHomePage, "own/1"), may: everyone},
		{name: "Check in", kind: "button", row: actHuddleCheckIn, do: presses(actHuddleCheckIn, huddle), may: westReps},
		{name: "Skip today", kind: "button", row: actHuddleSkip, do: presses(actHuddleSkip, huddle), may: westReps},
		{name: "I'll help", kind: "button", row: actHuddleHelp, do: presses(actHuddleHelp, huddle+"/U0BOB"), may: westManagers},
		{name: "Fill in", kind: "button", row: actCheckInFill, do: presses(actCheckInFill, checkInRef("west", monday)), may: westReps},
		{name: "Keep for later", kind: "button", row: actCheckInKeep, do: presses(actCheckInKeep, checkInRef("west", monday)), may: westReps},
		{name: "Read all of it", kind: "button", row: actCheckInRead, do: presses(actCheckInRead, checkInRef("west", monday-7)+"/U0ANN"), may: west},
		{name: "Done", kind: "button", row: actPromiseDone, do: presses(actPromiseDone, "west/"+annsPromise), may: "rep"},
		{name: "Moved or dropped", kind: "button", row: actPromiseForm, do: presses(actPromiseForm, "west"), may: "rep"},
		{name: "the form of commitments", kind: "form", row: formPromises, may: westReps, do: submits(formPromises, "west",
			map[string]string{inPromise + annsPromise: "done"})},
		{name: "Where am I?", kind: "button", row: actBoardMine, do: presses(actBoardMine, board), may: westReps},
		{name: "Share", kind: "button", row: actBoardShare, do: presses(actBoardShare, board), may: west},
		{name: "Tell the channel of a goal", kind: "button", row: actGoalShare, do: presses(actGoalShare, "west/"+westGoal), may: westManagers},
		{name: "End this goal", kind: "button", row: actGoalEnd, do: presses(actGoalEnd, "west/"+westGoal), may: westManagers},
		{name: "Snooze", kind: "button", row: actNudgeSnooze, do: presses(actNudgeSnooze, "west/k-conv"), may: westReps},
		{name: "Adjust my plan", kind: "button", row: actNudgePlan, do: presses(actNudgePlan, "west/k-conv"), may: westReps},
		{name: "Mute", kind: "button", row: actNudgeMute, do: presses(actNudgeMute, "west/k-conv"), may: westReps},
		{name: "Nudge me again", kind: "button", row: actNudgeUnmute, do: presses(actNudgeUnmute, "west/k-conv"), may: westReps},
		{name: "a button that there was", kind: "other", do: presses("of_last_year", "west"), may: ""},

		{name: "the log form", kind: "form", row: formLog, may: westReps, do: submits(formLog, "west",
			map[string]string{"count:k-conv": "5", "day": wednesdayDay().String()})},
		{name: "the huddle's form", kind: "form", row: formHuddle, may: westReps, do: submits(formHuddle, huddle,
			map[string]string{inPlanned + "k-conv": "5"})},
		{name: "the week's form", kind: "form", row: formCheckIn, may: westReps, do: submits(formCheckIn, string(sheet),
			map[string]string{inCount + "k-conv": "4800"})},
		{name: "a form that there was", kind: "other", do: submits("of_last_year", "west", map[string]string{"a": "b"}), may: ""},

		{name: "a shortcut", kind: "other", silent: true, do: shortcut(slack.InteractionTypeShortcut)},
		{name: "a shortcut of a message", kind: "other", silent: true, do: shortcut(slack.InteractionTypeMessageAction)},
		{name: "a log in the huddle's thread", kind: "other", silent: true, may: westReps, do: func(s *stage, who string) {
			s.writes(slackevents.MessageEvent{User: who, Channel: "C0WEST", TimeStamp: "3.3", ThreadTimeStamp: "2.2", Text: "5 conversations"})
		}},
		{name: "the Home", kind: "other", may: everyone, do: func(s *stage, who string) {
			view, err := s.bot.homeWith(s.t.Context(), who, nil, true)
			if err != nil {
				s.t.Fatal(err)
			}
			text := blockText(view.Blocks.BlockSet)
			s.told(text)
			if p := s.store.roster.Person(who); permit(asMember, p, &s.store.roster) != nil && len(view.Blocks.BlockSet) == 2 {
				fmt.Fprintln(s.logs, "msg=refused") // by the sheet itself, which has no error to log
			}
		}},
	}...)
}

func shortcut(kind slack.InteractionType) func(s *stage, who string) {
	return func(s *stage, who string) {
		s.told(s.served(who, slack.InteractionCallback{
			Type: kind, User: slack.User{ID: who}, CallbackID: "log", TriggerID: "t", ResponseURL: "https://hooks.example.com/secret",
		}))
	}
}

func wednesdayDay() coach.Day { return coach.DayOf(wednesday, wednesday.Location()) }

// told adds what a person read in an acknowledgement to what Slack was asked to show them.
func (s *stage) told(text string) {
	if text != "" {
		_ = s.slack.say(nil, "acknowledged: %s", text)
	}
}

// newRoles is West and East with somebody of each role. Ann has logged, and the huddle of the day stands.
func newRoles(t *testing.T) *stage {
	west := westTeam()
	outsiders := []string{roleIDs["guest"], roleIDs["stranger"], roleIDs["bot"], roleIDs["gone"]}
	west.Reps, west.Managers = append(west.Reps, outsiders...), append(west.Managers, outsiders...)
	west.Goals = []coach.TeamGoal{{ID: westGoal, Team: "west", KPI: "k-conv", Count: 100, Span: coach.Weekly.Span(wednesdayDay(), west.Year())}}
	east := eastTeam()
	east.Reps = []string{"U0CAL", "U0TWO"}
	west.Reps, west.Managers = append(west.Reps, "U0TWO"), append(west.Managers, "U0TOP")
	east.Managers = append(east.Managers, "U0TOP")
	s := newStage(t, west, east)
	for role, id := range roleIDs {
		p := s.store.roster.Person(id)
		p.Name, p.Zone = role, "Europe/London"
		p.Admin, p.Guest, p.Stranger, p.Bot, p.Deleted = role == "admin", role == "guest", role == "stranger", role == "bot", role == "gone"
		p.Appointed = role == "appointed"
		s.store.roster.People[id] = p
	}
	s.proposes()
	s.sells()
	s.clarifies(append(west.Reps, west.Managers...)...)
	holiday := coach.Absence{
		ID: annsHoliday, Person: "U0ANN", Span: coach.Span{From: wednesdayDay() + 7, To: wednesdayDay() + 9}, Part: coach.WholeDay, Source: coach.SaidBySelf,
	}
	err := s.bot.commit(t.Context(), coach.Change{Inbound: "command/of-ann", Absences: []coach.Absence{holiday}, Activities: []coach.Activity{
		{Team: "west", Person: "U0ANN", KPI: "k-conv", Day: wednesdayDay(), Count: 4711, Source: "command"},
		{Team: "west", Person: "U0BOB", KPI: "k-conv", Day: wednesdayDay(), Count: 1, Source: "command"}, // or hers were the team's
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.store.promises = []coach.Commitment{{ID: annsPromise, Team: "west", Person: "U0ANN", Text: "Call early", Due: wednesdayDay(), State: coach.PromiseOpen}}
	s.coaches()
	s.store.checkIns = []coach.WeeklyCheckIn{{
		Team: "west", Person: "U0ANN", Week: wednesdayDay() - 9, Share: coach.Shares{Best: true},
		Answers: coach.Reflections{Best: "By asking", Need: secretCount + " things"},
	}}
	s.store.huddles[coach.HuddleKey("west", wednesdayDay())] = coach.HuddleDay{
		Team: "west", Day: wednesdayDay(), OpenedAt: s.clock.Add(-1), ClosesAt: s.clock.Add(1 << 40),
		Entries: []coach.HuddleEntry{{Person: "U0BOB", Hurdle: "A long queue", FiledAt: s.clock}},
	}
	s.store.outbox = append(s.store.outbox, coach.Message{
		Key: coach.HuddleKey("west", wednesdayDay()), Verb: coach.Post, State: coach.Sent, Channel: "C0WEST", SentTo: "C0WEST", SentTS: "2.2",
	})
	return s
}

// stored is all that the store holds, but for which deliveries it has seen: a refusal may be remembered.
func (s *stage) stored() string {
	s.t.Helper()
	roster := s.store.roster
	roster.Revision = 0
	text, err := json.Marshal([]any{
		s.store.ledger, s.store.huddles, s.store.checkIns, s.store.promises, s.store.occurred, s.store.outbox, roster, s.store.audits, s.store.drafts, s.store.deals,
		s.store.coaching.records, s.store.coaching.agenda, s.store.coaching.direct, s.store.coaching.asked,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// fork shows two texts where they begin to differ.
func fork(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	around := func(s string) string { return s[max(0, i-150):min(len(s), i+150)] }
	return around(a) + "\nto\n" + around(b)
}

func TestEveryoneMayDoWhatTheTableSays(t *testing.T) {
	for _, row := range surfaces() {
		for role, id := range roleIDs {
			t.Run(row.name+" by "+role, func(t *testing.T) {
				s := newRoles(t)
				before := s.stored()
				row.do(s, id)
				seen := strings.Join(s.slack.transcript(), "\n")
				may := slices.Contains(strings.Fields(row.may), role)
				if refused := strings.Contains(s.logs.String(), "msg=refused"); refused == may && !row.silent {
					t.Errorf("refused: %v; read was %q", refused, seen)
				}
				if strings.Contains(s.logs.String(), "request failed") || strings.Contains(s.logs.String(), "panic") {
					t.Errorf("the log:\n%s", s.logs)
				}
				if after := s.stored(); !may && after != before {
					t.Errorf("refused, and the store changed from\n%s", fork(before, after))
				}
				if !may && (row.silent && seen != "" || !row.silent && len(seen) < len("acknowledged: a sentence.")) {
					t.Errorf("what was read is %q", seen)
				}
				if strings.Contains(seen, secretCount) && !slices.Contains(strings.Fields("rep "+westManagers), role) {
					t.Errorf("read Ann's number: %q", seen)
				}
				for line := range strings.Lines(seen) { // to this person alone, or a form before them
					if verb, _, _ := strings.Cut(line, " "); !slices.Contains([]string{"acknowledged:", "respond:", "replace:", "open", "update"}, verb) && !may {
						t.Errorf("refused, and Slack was asked: %s", line)
					}
				}
			})
		}
	}
}

func TestEveryRowIsInTheTableOfRoles(t *testing.T) {
	known := map[string]bool{}
	for _, row := range surfaces() {
		known[row.kind+" "+row.row] = true
	}
	want := func(kind, row string) {
		if !known[kind+" "+row] {
			t.Errorf("the %s %q has no row in the table of who may do what", kind, row)
		}
		delete(known, kind+" "+row)
	}
	for _, r := range commands() {
		want("command", r.Name)
	}
	for _, r := range topics() {
		want("topic", r.Word)
	}
	for _, r := range buttons() {
		want("button", r.Action)
	}
	for _, r := range forms() {
		want("form", r.Callback)
	}
	delete(known, "other ")
	for row := range known {
		t.Errorf("the table has a row for the %s, which there is not", row)
	}
}

// Whoever writes to Pacer reads an answer in a direct message: what it can do, or the refusal.
func TestOutsidersWhoWriteReadTheRefusal(t *testing.T) {
	for role, id := range roleIDs {
		s := newRoles(t)
		before := len(s.store.outbox)
		s.writes(slackevents.MessageEvent{User: id, Channel: "D1", ChannelType: "im", TimeStamp: "9.9", Text: "hello"})
		said := s.store.outbox[before:]
		switch {
		case role == "bot":
			if len(said) > 0 {
				t.Errorf("a bot was answered: %q", said[0].Text)
			}
		case len(said) != 1 || said[0].Channel != id:
			t.Errorf("%s: %d answers", role, len(said))
		case strings.Contains(said[0].Text, "keep the team's rhythm") != strings.Contains(everyone, role):
			t.Errorf("%s reads %q", role, said[0].Text)
		}
	}
}

// A team file can name a guest, or somebody who became one. What managers get is about people; it is not for them.
func TestOutsidersGetNothingOfTheTeam(t *testing.T) {
	s := newRoles(t)
	managers := managersOf(&s.store.roster, s.store.roster.Team("west"))
	if len(managers) != 2 || managers[0].ID != "U0MAYA" || managers[1].ID != "U0TOP" {
		t.Errorf("what is for managers goes to %v", managers)
	}
	for _, p := range s.store.roster.Active(s.store.roster.Team("west")) {
		if !slices.Contains([]string{"U0ANN", "U0BOB", "U0TWO"}, p.ID) {
			t.Errorf("%s takes part", p.Name)
		}
	}
}
