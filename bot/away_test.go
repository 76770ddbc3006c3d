package bot

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// absences writes when somebody is away, as is known on Wednesday 25 November: "tomorrow afternoon; here today".
func (s *stage) absences(person string) string {
	var words []string
	for _, a := range s.store.roster.Person(person).Absences {
		word := coach.AwayTime{Span: a.Span, Part: a.Part}.Words(wednesdayDay())
		if a.Here {
			word = "here " + word
		}
		words = append(words, word)
	}
	return strings.Join(words, "; ")
}

// away types "/pacer away …" and compares what is answered; an ellipsis stands for anything.
func (s *stage) away(person, line, want string) {
	s.t.Helper()
	if got := s.types(person, "C0WEST", "/pacer", strings.TrimSpace("away "+line)); !alike(want, flat(said(got))) {
		s.t.Errorf("%s away %s is answered\n%s\nwant\n%s", person, line, flat(said(got)), want)
	}
}

// said is the text of an answer.
func said(shown string) string {
	_, text, _ := strings.Cut(shown, ": ")
	return text
}

func TestAwayInOneLine(t *testing.T) {
	s := newStage(t)
	s.away("U0ANN", "24 Dec..2 Jan", "You are away Thu 24 Dec to Sat 2 Jan: 7 working days. No prompts or nudges then. "+
		"The target for conversations goes from 20 to 12 and for meetings from 5 to 3 in the week from Mon 21 Dec on.")
	s.away("U0ANN", "tomorrow afternoon", "You are away tomorrow afternoon: half a working day. No prompts or nudges then. "+
		"The target for conversations goes from 20 to 18 this week.")
	s.away("U0ANN", "28 Dec", "You are away then already: Mon 28 Dec.")
	s.away("U0ANN", "next week, friday", "You are away Mon 30 Nov to Sun 6 Dec; Fri 27 Nov: 6 working days. …")
	s.away("U0ANN", "some day", "I can't tell which days “some day” are. … Nothing was changed.…")
	if got, want := s.absences("U0ANN"), "Thu 24 Dec to Sat 2 Jan; tomorrow afternoon; Mon 30 Nov to Sun 6 Dec; Fri 27 Nov"; got != want {
		t.Errorf("Ann is away %s; want %s", got, want)
	}
	s.away("U0BOB", "", "You have no days away ahead. / Or in one line: …")
}

// Whoever has a plan reads of their own targets, those that the team has none for among them.
func TestAwayByOnesOwnPlan(t *testing.T) {
	team := westTeam()
	conv, meet := team.KPIs[0].ID, team.KPIs[1].ID
	team.KPIs[1].Target = coach.Target{}
	s := newStage(t, team)
	ann := s.store.roster.People["U0ANN"]
	ann.Plans = []coach.Plan{{
		ID: "p", Team: team.ID, Person: "U0ANN", Per: coach.Weekly, From: coach.NewDay(2026, 11, 2), State: coach.PlanActive,
		Needs: map[string]int64{conv: 40, meet: 10},
	}}
	s.store.roster.People["U0ANN"] = ann
	s.away("U0ANN", "24 Dec..2 Jan", "You are away Thu 24 Dec to Sat 2 Jan: 7 working days. No prompts or nudges then. "+
		"The target for conversations goes from 40 to 24 and for meetings from 10 to 6 in the week from Mon 21 Dec on.")
}

// What goes on, or lies within, is one absence; what another side has said stays apart.
func TestAbsencesThatTouchAreOne(t *testing.T) {
	s := newStage(t)
	for _, line := range []string{"27 Nov", "1 Dec afternoon", "30 Nov..2 Dec", "28 Nov..29 Nov"} {
		s.away("U0ANN", line, "You are away …")
	}
	s.away("U0MAYA", "@ann 3 Dec", "Ann is away Thu 3 Dec: 1 working day. …")
	if got, want := s.absences("U0ANN"), "Fri 27 Nov to Wed 2 Dec; Thu 3 Dec"; got != want {
		t.Errorf("Ann is away %s; want %s", got, want)
	}
}

func TestAManagerSaysWhoIsAway(t *testing.T) {
	s := newStage(t)
	s.away("U0MAYA", "<@U0ANN|ann> tomorrow", "Ann is away tomorrow: 1 working day. …")
	s.away("U0MAYA", "ann friday", "Ann is away Fri 27 Nov: 1 working day. …")
	s.away("U0MAYA", "zoe friday", "Nobody in your teams goes by `zoe`. …")
	s.away("U0MAYA", "<@U0CAL|cal> friday", "Cal is in none of your teams now. …")
	s.away("U0BOB", "<@U0ANN|ann> friday", "Only a manager can say when somebody else is away. …")
	s.away("U0MAYA", "<@U0ANN|ann>", "Tomorrow to Fri 27 Nov: / You set it. / …")
	s.away("U0MAYA", "", "You have no days away ahead. / Your people: / • Ann: tomorrow to Fri 27 Nov / …")
	s.away("U0ANN", "", "Tomorrow to Fri 27 Nov: / Set by Maya. / …")
	var told []string
	for _, m := range s.store.outbox {
		told = append(told, m.Channel+" "+m.Text)
	}
	if diff := cmp.Diff([]string{
		"U0ANN Maya has set that you are away: tomorrow. There are no prompts or nudges then, and whatever you log still counts. `/pacer away` shows it and takes it back.",
		"U0ANN Maya has set that you are away: Fri 27 Nov. There are no prompts or nudges then, and whatever you log still counts. `/pacer away` shows it and takes it back.",
	}, told); diff != "" {
		t.Error(diff)
	}
	var record []string
	for _, a := range s.store.audits {
		record = append(record, a.By+" "+a.Team+" "+a.Person+" "+a.What+": "+a.Detail)
	}
	if diff := cmp.Diff([]string{"U0MAYA west U0ANN away: Away: tomorrow", "U0MAYA west U0ANN away: Away: Fri 27 Nov"}, record); diff != "" {
		t.Error(diff)
	}
}

// Whoever is in two of a manager's teams is away once, and days are listed as a calendar has them, whenever they were said.
func TestTheListOfDaysAwayIsACalendar(t *testing.T) {
	west, east := westTeam(), eastTeam()
	east.Managers, east.Reps = append(east.Managers, "U0MAYA"), append(east.Reps, "U0ANN")
	s := newStage(t, west, east)
	s.away("U0ANN", "28 Dec", "You are away …")
	s.away("U0ANN", "24 Dec", "You are away …")
	s.away("U0ANN", "", "Thu 24 Dec: / You said so. / Mon 28 Dec: …")
	s.away("U0ANN", "off", "You are not away today, so there is nothing to end. `/pacer away` lists the days to come, and takes them back.")
	if list := said(s.types("U0MAYA", "C0WEST", "/pacer", "away")); strings.Count(list, "Ann: Thu 24 Dec") != 1 {
		t.Errorf("Maya reads of her people: %s", list)
	}
	for day := range awayListed + 1 {
		s.store.roster.People["U0ANN"] = withAbsences(s.store.roster.Person("U0ANN"), []coach.Absence{{
			ID: strconv.Itoa(day), Person: "U0ANN", Span: coach.Span{From: wednesdayDay() + 100 + 2*coach.Day(day), To: wednesdayDay() + 100 + 2*coach.Day(day)},
			Part: coach.WholeDay, Source: coach.SaidBySelf,
		}}, nil)
	}
	s.away("U0ANN", "", "Thu 24 Dec: / … / And 3 times after these. / …")
}

// Ann comes back on the Wednesday of a week off, once in the morning and once after lunch.
func TestBackBeforeTheEnd(t *testing.T) {
	for clock, want := range map[time.Duration]string{
		0:             "Mon 23 Nov to Tue 24 Nov",
		4 * time.Hour: "Mon 23 Nov to Tue 24 Nov; this morning",
	} {
		s := newStage(t)
		s.away("U0ANN", "23 Nov..29 Nov", "You are away Mon 23 Nov to Sun 29 Nov: 5 working days. …")
		s.clock = s.clock.Add(clock)
		s.away("U0ANN", "off", "Welcome back. You count as working again from now on. The target for conversations goes from 0 to …")
		if got := s.absences("U0ANN"); got != want {
			t.Errorf("back after %v, Ann was away %s; want %s", clock, got, want)
		}
		s.away("U0ANN", "back", "You are not away today, so there is nothing to end.")
	}
}

func TestTakingDaysBackInTheList(t *testing.T) {
	s := newStage(t)
	s.away("U0ANN", "24 Dec", "You are away Thu 24 Dec…")
	s.away("U0ANN", "28 Dec", "You are away Mon 28 Dec…")
	id := s.store.roster.Person("U0ANN").Absences[0].ID
	s.slack.transcript()
	s.presses("U0BOB", "C0WEST", actAwayBack, id+"/list")
	s.presses("U0ANN", "C0WEST", actAwayBack, id+"/list")
	s.presses("U0ANN", "C0WEST", actAwayBack, id+"/list")
	want := []string{
		"respond: That was taken back already, or it is not yours to change, so nothing was changed.",
		"replace: Taken back: Thu 24 Dec. … / Mon 28 Dec: / You said so. / …",
		"respond: That was taken back already, or it is not yours to change, so nothing was changed.",
	}
	got := s.slack.transcript()
	if len(got) != len(want) {
		t.Fatalf("read was %q", got)
	}
	for i := range want {
		if !alike(want[i], got[i]) {
			t.Errorf("read was %q, want %q", got[i], want[i])
		}
	}
	// Maya takes the other one back: Ann is told.
	s.presses("U0MAYA", "C0WEST", actAwayBack, s.store.roster.Person("U0ANN").Absences[0].ID)
	if n := len(s.store.outbox); n != 1 || s.store.outbox[0].Text != "Maya has taken back that you are away: Mon 28 Dec." {
		t.Errorf("told was %+v", s.store.outbox)
	}
	if got := s.absences("U0ANN"); got != "" {
		t.Errorf("Ann is away %s", got)
	}
}

func TestTheFormOfDaysAway(t *testing.T) {
	s := newStage(t)
	fill := func(person, who, from, to, part string) string {
		s.n++
		values := map[string]string{inAwayFrom: from, inAwayTo: to, inAwayPart: part}
		if who != "" {
			values[inAwayWho] = who
		}
		return flat(s.served(person, s.submission(person, formAway, person, values)))
	}
	for _, row := range []struct{ got, want string }{
		{fill("U0ANN", "", "2026-12-01", "2026-12-01", "afternoon"), "…You are away Tue 1 Dec afternoon: half a working day…"},
		{fill("U0ANN", "", "2026-12-07", "2026-12-08", "whole"), "…You are away Mon 7 Dec to Tue 8 Dec: 2 working days…"},
		{fill("U0ANN", "", "2026-12-14", "2026-12-18", "morning"), "…You are away Mon 14 Dec to Fri 18 Dec, mornings: 2½ working days…"},
		{fill("U0ANN", "", "2026-12-08", "2026-12-07", "whole"), "…ends before it begins…"},
		{fill("U0MAYA", "U0BOB", "2026-11-25", "", "whole"), "…Bob is away today until further notice. No prompts…"},
		{fill("U0MAYA", "U0CAL", "2026-11-25", "", "whole"), "…a manager can say it of the people of their teams…"},
	} {
		if !alike(row.want, row.got) {
			t.Errorf("the form answers %s, want %s", row.got, row.want)
		}
	}
}

func TestNobodyPlansMoreThanAHundredAbsences(t *testing.T) {
	s := newStage(t)
	ann := s.store.roster.Person("U0ANN")
	for i := range coach.Day(awayMostAhead) {
		day := wednesdayDay() + 2*i
		ann.Absences = append(ann.Absences, coach.Absence{ID: newID(), Span: coach.Span{From: day, To: day}, Part: coach.WholeDay, Source: coach.SaidBySelf})
	}
	s.store.roster.People["U0ANN"] = ann
	s.away("U0ANN", "tomorrow", "There are 100 times away planned already, and Pacer keeps 100. Take some back first. Nothing was changed.…")
}

// statusOf has Slack say of somebody what stands beside their name, and tell Pacer.
func (s *stage) statusOf(person, text, emoji string, until time.Time) {
	s.t.Helper()
	u := slack.User{ID: person, TZ: "Europe/London", Profile: slack.UserProfile{
		DisplayName: s.store.roster.Person(person).Name, StatusText: text, StatusEmoji: emoji,
	}}
	if !until.IsZero() {
		u.Profile.StatusExpiration = int(until.Unix())
	}
	p := profileOf(u)
	s.slack.people[person] = p.Person
	s.slack.statuses = map[string]slackStatus{person: p.status}
	if err := s.bot.personChanged(s.t.Context(), u); err != nil {
		s.t.Fatal(err)
	}
}

func TestAStatusIsAnAbsenceWhileItStands(t *testing.T) {
	s := newStage(t)
	s.clock = s.clock.Add(-2 * time.Hour) // before work
	s.statusOf("U0ANN", "In a meeting", ":spiral_calendar_pad:", s.clock.Add(time.Hour))
	if asked := s.slack.transcript(); len(asked) > 0 {
		t.Errorf("Slack was asked %q about a status that is none of Pacer's business", asked)
	}
	s.statusOf("U0ANN", "Vacationing", ":palm_tree:", time.Time{})
	if got := s.absences("U0ANN"); got != "today until further notice" {
		t.Fatalf("Ann is away %q", got)
	}
	if n := len(s.store.outbox); n != 1 || !strings.HasPrefix(s.store.outbox[0].Text,
		"Your Slack status says that you are away, so I leave you in peace until it changes: no prompts, no nudges") {
		t.Fatalf("told was %v", s.outboxKeys())
	}
	s.statusOf("U0ANN", "Vacationing", ":palm_tree:", time.Time{}) // told again by Slack
	// She works today after all.
	s.presses("U0ANN", "D0ANN", actAwayHere, "")
	cal := coach.CalendarOf(s.store.roster.Teams[0], s.store.roster.Person("U0ANN"))
	if !cal.Works(wednesdayDay()) || cal.Works(wednesdayDay()+1) {
		t.Errorf("Ann is away %q, and should be here today alone", s.absences("U0ANN"))
	}
	s.away("U0ANN", "off", "You are not away today, so there is nothing to end.")
	s.clock = s.clock.Add(24 * time.Hour)
	s.away("U0ANN", "off", "Welcome back. …")
	// The status goes two days later, and with it what was said against it.
	s.clock = s.clock.Add(24 * time.Hour)
	s.statusOf("U0ANN", "", "", time.Time{})
	if got := s.absences("U0ANN"); got != "here today; today to tomorrow; here tomorrow" {
		t.Errorf("Ann is away %q", got)
	}
	if n := len(s.store.outbox); n != 1 {
		t.Errorf("told was %v", s.outboxKeys())
	}
}

// What was said by hand needs no word from Pacer.
func TestAManualAbsenceBeatsTheStatus(t *testing.T) {
	s := newStage(t)
	s.away("U0ANN", "today", "You are away today…")
	s.statusOf("U0ANN", "", ":face_with_thermometer:", s.clock.Add(13*time.Hour))
	if len(s.store.outbox) != 0 {
		t.Errorf("told was %v", s.outboxKeys())
	}
	s.away("U0ANN", "off", "Welcome back. …")
	if cal := coach.CalendarOf(s.store.roster.Teams[0], s.store.roster.Person("U0ANN")); !cal.Works(wednesdayDay()) {
		t.Errorf("Ann is away %q", s.absences("U0ANN"))
	}
}

func TestTheWordsOfAStatusAreKeptNowhere(t *testing.T) {
	s := newStage(t)
	s.statusOf("U0ANN", "On holiday in Rome with 4711", ":palm_tree:", time.Time{})
	if s.absences("U0ANN") == "" {
		t.Fatal("Ann is not away")
	}
	if strings.Contains(s.stored(), "4711") || strings.Contains(s.logs.String(), "4711") {
		t.Error("the status was stored")
	}
}

// Whoever leaves the company on holiday keeps their status, and reads nothing any more.
func TestWhoHasLeftIsNotToldOfTheirStatus(t *testing.T) {
	s := newStage(t)
	u := slack.User{ID: "U0ANN", TZ: "Europe/London", Deleted: true, Profile: slack.UserProfile{DisplayName: "Ann", StatusText: "Vacationing"}}
	p := profileOf(u)
	s.slack.people["U0ANN"], s.slack.statuses = p.Person, map[string]slackStatus{"U0ANN": p.status}
	if err := s.bot.personChanged(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	for _, m := range s.store.outbox {
		if m.Channel == "U0ANN" {
			t.Errorf("told was %q", m.Text)
		}
	}
}

// A team has its own words, and who is in two teams is away by the words of either.
func TestStatusesOfTheTeam(t *testing.T) {
	west, east := westTeam(), eastTeam()
	west.Statuses, east.Statuses = []string{"gone fishing"}, []string{}
	s := newStage(t, west, east)
	for person, want := range map[string]string{"U0ANN": "this afternoon", "U0BOB": "this afternoon", "U0CAL": "", "U0MAYA": "this afternoon"} {
		s.clock = wednesday.Add(4 * time.Hour)
		s.statusOf(person, "Gone fishing", "", wednesday.Add(13*time.Hour))
		if got := s.absences(person); got != want {
			t.Errorf("%s is away %q, want %q", person, got, want)
		}
	}
	s.statusOf("U0ANN", "Vacationing", ":palm_tree:", time.Time{})
	if got := s.absences("U0ANN"); got != "" {
		t.Errorf("by a word of other teams Ann is away %q", got)
	}
}

// Nobody tells Pacer that a status has ended: it finds out within the hour, and asks about others once a day.
func TestWhoIsAwayByStatusIsAskedAboutEachHour(t *testing.T) {
	now := wednesday
	ann := coach.Person{Absences: []coach.Absence{{Source: coach.SaidByStatus, Span: coach.Span{From: wednesdayDay(), To: coach.Forever}}}}
	if got := refreshAfter(ann, now); got != time.Hour {
		t.Errorf("who is away by status is asked about after %v", got)
	}
	if got := refreshAfter(coach.Person{}, now); got != 24*time.Hour {
		t.Errorf("others are asked about after %v", got)
	}
}
