package bot

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// What becomes of each field of a form, by what it showed, what it holds by now, and what was put there.
func TestWhatIsSettledFieldByField(t *testing.T) {
	for _, test := range []struct {
		name, shown, now, typed string
		want, wrong             string
	}{
		{"nobody touched it", "a", "a", "a", "a", ""},
		{"it was typed", "a", "a", "b", "b", ""},
		{"somebody else changed it", "a", "b", "a", "b", ""},
		{"somebody else emptied it", "a", "", "a", "", ""},
		{"both say the same", "a", "b", " b\n", " b\n", ""},
		{"both changed it", "a", "b", "c", "c", "This was changed to “b” while the form was open, so nothing was saved. To use what you put here all the same, copy it, close this form, and open it anew."},
		{"emptied and changed", "a", "", "c", "c", "This was emptied while the form was open, so nothing was saved. To use what you put here all the same, copy it, close this form, and open it anew."},
	} {
		view := func(text string) *slack.ModalViewRequest {
			return modal(formDealFacts, "A form", "Save", "{}", textInput("field", "Field", "", text, false), textInput("new", "New", "", text, false))
		}
		b := newBot(Config{Now: func() time.Time { return time.Unix(1, 0) }}, newMemory(coach.Roster{}))
		private := b.marked(&request{}, answer{Modal: view(test.shown)}).Modal.PrivateMetadata
		value, since, marks := cutMarks(private)
		if value != "{}" || !since.Equal(time.Unix(1, 0)) {
			t.Fatalf("%q is %q since %s", private, value, since)
		}
		delete(marks, "new") // asked since then
		req := &request{Roster: &coach.Roster{}, State: formState{"field": {Value: test.typed}, "new": {Value: "typed"}, "gone": {Value: "typed"}}}
		state, wrong := openedNow{view: view(test.now)}.settle(req, since, marks)
		if state["field"].Value != test.want || wrong["field"] != test.wrong || len(wrong) > 1 || state["new"].Value != "typed" || state["gone"].Value != "typed" {
			t.Errorf("%s: %+v, %v", test.name, state, wrong)
		}
		if req.State["field"].Value != test.typed {
			t.Errorf("%s: the request was changed", test.name)
		}
	}
}

// Every kind of field says what it holds as Slack would send it back, and as people read it.
func TestWhatStandsInAField(t *testing.T) {
	r := &coach.Roster{People: map[string]coach.Person{"U0ANN": {ID: "U0ANN", Name: "Ann"}}}
	choices := []option{{"1", "One"}, {"2", "Two"}}
	box := slack.NewOptionBlockObject("yes", plain("Count it"), nil)
	boxes := slack.NewCheckboxGroupsBlockElement(inputAction, box)
	boxes.InitialOptions = []*slack.OptionBlockObject{box}
	user := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain("Who"), inputAction)
	user.InitialUser = "U0ANN"
	for _, test := range []struct {
		in    *slack.InputBlock
		value string
		some  []string
		words string
	}{
		{textInput("x", "X", "", "two\nlines", true), "two\nlines", nil, "two lines"},
		{countInput("x", coach.KPI{}, "", "12"), "12", nil, "12"},
		{dateInput("x", "X", "", coach.NewDay(2026, 11, 23)), "2026-11-23", nil, "Mon 23 Nov"},
		{chooseInput("x", "X", "", choices, "2"), "2", nil, "Two"},
		{radioInput("x", "X", "", "1", []explained{{"1", "One", ""}, {"2", "Two", ""}}), "1", nil, "One"},
		{chooseSeveralInput("x", "X", "", choices, []string{"1", "2"}), "", []string{"1", "2"}, "One, Two"},
		{usersInput("x", "X", "", []string{"U0ANN"}, true), "", []string{"U0ANN"}, "Ann"},
		{channelInput("x", "X", "", "C0WEST"), "C0WEST", nil, "C0WEST"},
		{input("x", "X", "", boxes, true), "", []string{"yes"}, "Count it"},
		{input("x", "X", "", user, true), "U0ANN", nil, "Ann"},
		{fileInput("x", "X", "", "ics"), "", nil, ""},
		{chooseInput("x", "X", "", choices, ""), "", nil, ""},
	} {
		f := filledIn(test.in)
		if f.Value != test.value || f.mark() != (field{Value: test.value, Options: test.some}).mark() || shownIn(r, test.in) != test.words {
			t.Errorf("%T: %+v, %q", test.in.Element, f, shownIn(r, test.in))
		}
	}
	if a, b := (field{Options: []string{"1", "2"}}), (field{Options: []string{"2", "1"}}); a.mark() != b.mark() {
		t.Error("the order in which things are chosen makes a difference")
	}
}

// A deal that was moved, decided or reopened since a form about it was opened is not moved by the form, though it stands
// again where the form saw it.
func TestDealFormsOfBeforeAreOvertaken(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.pressPanel("U0ANN", "Answer")
	s.answers("U0ANN", "m1", "By returns below 2 % in March", "m2", "Their head of logistics wants it")
	s.pressPage("U0ANN", "Another stage")
	move := s.form
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Won")
	won := s.form
	s.at(storyMonday, "09:00")
	for _, to := range []string{"s2", "s1"} {
		s.deals("U0ANN", "acme")
		s.pressPage("U0ANN", "Another stage")
		s.submit("U0ANN", inDealStage, to)
	}
	s.forget()
	s.submitForm("U0ANN", move, inDealStage, "s2")
	s.tells("ann alone sees: *Acme* was moved meanwhile and is in Qualified now. Nothing was changed.")
	s.at(storyMonday, "09:30")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Lost")
	s.submit("U0ANN", inDealLearnt, "Their budget is made in May.")
	s.pressPage("U0ANN", "Reopen")
	s.forget()
	s.submitForm("U0ANN", won)
	s.tells(`ann gets the page "Deal": It was decided and reopened meanwhile; nothing was changed. …`)
	s.submitForm("U0ANN", won, inDealLearnt, "To call twice")
	s.tells("ann is told at deal_learnt: This was changed to “Their budget is made in May.” while the form was open, so nothing was saved. …")
	if r := s.deal(); !r.Open() || r.Stage != "s1" {
		t.Errorf("the deal is %+v", r)
	}
}

// Two save a deal in the same instant: one commits after the other's fields were settled and before these are kept. Both
// changes stand, for the facts of a deal and for its answers.
func TestAnotherCommitsBetweenSettlingAndKeeping(t *testing.T) {
	for _, test := range []struct {
		button      string
		anns, mayas []string
		both        func(r coach.DealRecord) bool
	}{
		{"Amount, date, owner", []string{inDealAmount, "15k"}, []string{inDealName, "Acme Ltd"}, func(r coach.DealRecord) bool {
			return r.Amount == 1_500_000 && r.Name == "Acme Ltd"
		}},
		{"Answer", []string{inDealAnswer + "m1", "By returns below 2 % in March"}, []string{inDealAnswer + "m2", "Their head of logistics wants it"}, func(r coach.DealRecord) bool {
			return len(r.Answers) == 2
		}},
	} {
		s := dealStory(t)
		s.deals("U0ANN", "new Acme 12k")
		s.deals("U0MAYA", "acme")
		s.pressPage("U0MAYA", test.button)
		mayas := s.form
		s.deals("U0ANN", "acme")
		s.pressPage("U0ANN", test.button)
		anns := s.form
		f := s.b.tables.forms[anns.CallbackID]
		now, settled := f.Now, 0
		f.Now = func(ctx context.Context, b *Bot, req *request) (openedNow, error) {
			opened, err := now(ctx, b, req)
			if settled++; req.Person.ID == "U0ANN" && settled == 1 {
				s.submitForm("U0MAYA", mayas, test.mayas...)
			}
			return opened, err
		}
		s.b.tables.forms[anns.CallbackID] = f
		s.submitForm("U0ANN", anns, test.anns...)
		if r := s.deal(); !test.both(r) || settled != 3 {
			t.Errorf("%s: settled %d times, the deal is %+v", test.button, settled, r)
		}
	}
}

// What was learned comes to mind later: it is added without reopening the deal, by its owner and by their manager.
func TestWhatWasLearntIsAddedLater(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Lost")
	s.submit("U0ANN")
	s.pressPage("U0ANN", "Add what we learned")
	anns := s.form
	s.deals("U0MAYA", "acme")
	s.pressPage("U0MAYA", "Add what we learned")
	s.forget()
	s.submit("U0MAYA", inDealLearnt, "To ask for the budget early")
	s.tells(`maya gets the page "Deal": *Kept.* €12,000  ·  lost on Mon 23 Nov  ·  Ann *What we learned* / >To ask for the budget early *Not known by then…`)
	s.form = anns
	s.submit("U0ANN", inDealLearnt, "Their budget is made in May")
	s.tells("ann is told at deal_learnt: This was changed to “To ask for the budget early” while the form was open, so nothing was saved. …")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Change what we learned")
	s.forget()
	s.submit("U0ANN", inDealLearnt, "Their budget is made in May")
	s.tells(`ann gets the page "Deal": *Kept.* …>Their budget is made in May…`)
	s.pressPage("U0ANN", "Change what we learned")
	late := s.form
	s.submit("U0ANN")
	s.pressPage("U0ANN", "Reopen")
	s.forget()
	s.submitForm("U0ANN", late, inDealLearnt, "To ask in April")
	s.tells(`ann gets the page "Deal": *Kept.* The deal was reopened meanwhile; this stands in the form when it is decided. …`)
	if r := s.deal(); !r.Open() || r.Learnt != "To ask in April" {
		t.Errorf("the deal is %+v", r)
	}
}

// A page that is drawn anew while it is filled in, by a button on it, keeps what stands in its fields: Slack does. What
// nobody touched there gives way to what was changed since the form was opened, all the same.
func TestAPageThatIsDrawnAnewKnowsWhatItShowedFirst(t *testing.T) {
	view := func(text string) answer {
		return answer{Modal: modal(formSetup, "A form", "Save", "west/rhythms", textInput("field", "Field", "", text, false))}
	}
	now := time.Unix(1, 0)
	b := newBot(Config{Now: func() time.Time { return now }}, newMemory(coach.Roster{}))
	first := b.marked(&request{}, view("a")).Modal.PrivateMetadata
	for _, test := range []struct {
		name, now, typed string
		want             string
		wrong            bool
	}{
		{"untouched, and changed by somebody else", "b", "a", "b", false},
		{"touched, and changed by somebody else", "b", "c", "c", true},
		{"touched alone", "a", "c", "c", false},
	} {
		now = time.Unix(2, 0)
		pressed := &request{Held: first}
		value, since, marks := cutMarks(b.marked(pressed, view(test.now)).Modal.PrivateMetadata)
		if value != "west/rhythms" || !since.Equal(time.Unix(1, 0)) {
			t.Errorf("%s: %q since %s", test.name, value, since)
		}
		req := &request{Roster: &coach.Roster{}, State: formState{"field": {Value: test.typed}}}
		state, wrong := openedNow{view: view(test.now).Modal}.settle(req, since, marks)
		if state["field"].Value != test.want || (len(wrong) > 0) != test.wrong {
			t.Errorf("%s: %+v, %v", test.name, state, wrong)
		}
	}
	// Another page is another form, though it has the same fields.
	pressed := &request{Held: first}
	other := view("b")
	other.Modal.PrivateMetadata = "east/rhythms"
	if _, since, marks := cutMarks(b.marked(pressed, other).Modal.PrivateMetadata); !since.Equal(now) || marks["field"] != (field{Value: "b"}).mark() {
		t.Errorf("%v since %s", marks, since)
	}
}

// Who is said to have changed a field has set up the team, and not entered somebody's day off in the meantime.
func TestWhoChangedATeamHasSetItUp(t *testing.T) {
	s := newStory(t)
	opened := s.now
	err := s.b.commit(t.Context(), coach.Change{At: s.now, Audit: []coach.Audit{
		{By: "U0BOB", Team: s.team.ID, Person: "U0ANN", What: "away", Detail: "Ann is away."},
		{By: "U0MIA", Team: s.team.ID, What: "team", Detail: "Team West changed."},
	}})
	if err != nil {
		t.Fatal(err)
	}
	set, err := s.b.setupOf(t.Context(), s.request("U0MAYA"), setupRef{Team: s.team.ID, Page: pageBasics})
	if err != nil {
		t.Fatal(err)
	}
	if who := set.changers("", opened); !slices.Equal(who, []string{"U0MIA"}) {
		t.Errorf("changed by %v", who)
	}
}

// What a person finds changed though they did not change it themselves is not said to be by them: the week that their team
// works, and an agenda of which something was talked about.
func TestWhatOthersChangedIsNotSaidToBeOnesOwn(t *testing.T) {
	s := newStory(t)
	s.opensSettings("U0ANN")
	s.pressPage("U0ANN", "Working time…")
	own := s.form
	team := ownCopy(s.request("U0MAYA").Roster.Team(s.team.ID))
	team.WorkingDays[time.Friday] = false
	if err := s.b.commit(t.Context(), coach.Change{At: s.now, Team: &team}); err != nil {
		t.Fatal(err)
	}
	s.forget()
	s.submitForm("U0ANN", own, inOwnWeek, "1/3,2/3")
	s.tells("ann is told at week: This was changed to “Monday, Tuesday, Wednesday, Thursday” while the form was open, …")

	s.command("U0ANN", "coach", "agenda")
	s.submit("U0ANN", inAgenda, "The fair\nPrices")
	s.command("U0ANN", "coach", "agenda")
	list := s.form
	s.now = s.now.Add(time.Minute)
	s.recordForm("U0MAYA", s.team.ID+"/U0ANN")
	s.submit("U0MAYA", inTaught, "That the fair is worth it")
	s.forget()
	s.submitForm("U0ANN", list, inAgenda, "The fair\nPrices\nHolidays")
	s.tells("ann is told at agenda: This was emptied by Maya while the form was open, …")
}

// A page about a KPI or a stage that was taken off the list while it was open puts nothing back: what was done since stands,
// also where Slack brings the form minutes late. It says who took it off and keeps what was typed; and a button of an old list
// opens no page of it. Added by hand, it is itself again.
func TestWhatWasTakenOffMeanwhileStaysOff(t *testing.T) {
	s := newStory(t)
	sets := func(by string, c coach.Team) {
		t.Helper()
		s.now = s.now.Add(time.Minute)
		err := s.b.commit(t.Context(), coach.Change{At: s.now, Team: &c, Audit: []coach.Audit{{By: by, Team: s.team.ID, What: "team", Detail: "Team West changed."}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	west := func() *coach.Team { return s.request("U0MAYA").Roster.Team(s.team.ID) }
	team := ownCopy(west())
	team.Process = slices.Clone(team.Stages())
	sets("U0MAYA", team)
	s.now = s.now.Add(time.Minute)
	team = ownCopy(west())
	was, stage := team.KPIs[1], team.Process[1]
	opens := func(page, id string) *slack.ModalViewRequest {
		req := s.request("U0MAYA")
		req.Value = setupRef{Team: s.team.ID, Page: page, KPI: id}.String()
		s.answered("U0MAYA", req, turnSetup)
		return s.form
	}
	late := []struct {
		form  *slack.ModalViewRequest
		field string
		typed []string
	}{
		{opens(pageKPI, was.ID), inKPIName, nil},
		{opens(pageKPI, was.ID), inKPIName, []string{inKPIName, "demo", inKPIWords, "demos"}},
		{opens(pageKPIMore, was.ID), inKPIMinutes, []string{inKPIMinutes, "45"}},
		{opens(pageStage, stage.ID), inStageName, []string{inStageName, "First call"}},
	}
	without := team
	without.KPIs, without.Process = slices.Delete(slices.Clone(team.KPIs), 1, 2), slices.Delete(slices.Clone(team.Process), 1, 2)
	sets("U0BOB", without)
	for _, form := range late {
		s.forget()
		s.submitForm("U0MAYA", form.form, form.typed...)
		s.tells("maya is told at " + form.field + ": This was taken away by Bob while the form was open, so nothing was saved. …")
	}
	s.forget()
	for page, id := range map[string]string{pageKPI: was.ID, pageStage: stage.ID} {
		opens(page, id)
	}
	if now := west(); len(now.KPIs) != len(without.KPIs) || len(now.Process) != len(without.Process) {
		t.Errorf("%+v, %+v", now.KPIs, now.Process)
	}
}

// A new KPI whose form comes late is not added again once it was added by another form and taken off. Whoever opens the form
// after that counts it again.
func TestANewKPIThatWasTakenOffMeanwhileStaysOff(t *testing.T) {
	s := newStory(t)
	west := func() *coach.Team { return s.request("U0MAYA").Roster.Team(s.team.ID) }
	opens := func() *slack.ModalViewRequest {
		s.now = s.now.Add(time.Minute)
		req := s.request("U0MAYA")
		req.Value = setupRef{Team: s.team.ID, Page: pageKPI}.String()
		s.answered("U0MAYA", req, turnSetup)
		return s.form
	}
	counted := func() bool {
		return slices.ContainsFunc(west().KPIs, func(k coach.KPI) bool { return k.Name == "demo" })
	}
	typed := []string{inKPIName, "Demo", inKPIWords, "demos"}
	late := opens()
	s.submitForm("U0MAYA", opens(), typed...)
	if !counted() {
		t.Fatalf("it was not added: %v", s.lines)
	}
	s.now = s.now.Add(time.Minute)
	without := ownCopy(west())
	without.KPIs = slices.DeleteFunc(without.KPIs, func(k coach.KPI) bool { return k.Name == "demo" })
	err := s.b.commit(t.Context(), coach.Change{At: s.now, Team: &without, Audit: []coach.Audit{{By: "U0BOB", Team: s.team.ID, What: "team", Detail: "Team West changed."}}})
	if err != nil {
		t.Fatal(err)
	}
	s.forget()
	s.submitForm("U0MAYA", late, typed...)
	s.tells("maya is told at " + inKPIName + ": This was taken away by Bob or you while the form was open, so nothing was saved. To have it all the same, copy what you put here, close this form, and add it.")
	if counted() {
		t.Error("it is counted again")
	}
	s.submitForm("U0MAYA", late, inKPIName, "Pitch", inKPIWords, "pitches")
	if n := len(west().KPIs); n != len(without.KPIs)+1 {
		t.Errorf("of another name it is not added: %v", s.lines)
	}
	s.submitForm("U0MAYA", opens(), typed...)
	if !counted() {
		t.Errorf("whoever means it does not get it: %v", s.lines)
	}
}

// More holidays than a field shows, and two who have the page open, over New Year: what one adds to the days that the other was
// shown stays, also where that other has changed something else, or another of these days. Both at once is said at the field.
func TestALargeCalendarIsSettledAsAnyOther(t *testing.T) {
	s := newStory(t)
	s.at("2026-12-31", "17:00")
	day := func(i int) coach.Holiday {
		return coach.Holiday{Day: coach.NewDay(2027, time.January, 2+3*i), Name: strings.Repeat("Public holiday ", 3)}
	}
	sets := func(change func(t *coach.Team)) {
		team := ownCopy(s.request("U0MAYA").Roster.Team(s.team.ID))
		change(&team)
		if err := s.b.commit(t.Context(), coach.Change{At: s.now, Team: &team}); err != nil {
			t.Fatal(err)
		}
	}
	sets(func(t *coach.Team) {
		t.Holidays = nil
		for i := range 100 {
			t.Holidays = append(t.Holidays, day(i))
		}
	})
	opens := func() *slack.ModalViewRequest {
		req := s.request("U0MAYA")
		req.Value = setupRef{Team: s.team.ID, Page: pageCalendar}.String()
		s.answered("U0MAYA", req, turnSetup)
		return s.form
	}
	first, second := opens(), opens()
	shown := ""
	for _, block := range first.Blocks.BlockSet {
		if in, ok := block.(*slack.InputBlock); ok && in.BlockID == inHolidays {
			shown = filledIn(in).Value
		}
	}
	if n := len(strings.Split(shown, "\n")); n >= 100 {
		t.Fatalf("all of %d days are shown", n)
	}
	added := coach.Holiday{Day: coach.NewDay(2027, time.January, 4), Name: "The day after, " + strings.Repeat("and one more ", 4)}
	sets(func(t *coach.Team) { t.Holidays = coach.SortHolidays(append(t.Holidays, added)) })
	s.at("2027-01-01", "09:00")
	s.forget()
	s.submitForm("U0MAYA", first, inHolidays, shown+"\n2027-01-07 Mine")
	s.tells("maya is told at calendar:holidays: This was changed to “…” while the form was open, so nothing was saved. …")
	s.submitForm("U0MAYA", second, inWeekStart, "0")
	west := s.request("U0MAYA").Roster.Team(s.team.ID)
	if _, there := coach.HolidayOn(west.Holidays, added.Day); !there || len(west.Holidays) != 101 || west.WeekStart != time.Sunday {
		t.Errorf("%d holidays, %v among them: %v; weeks from %s", len(west.Holidays), added, there, west.WeekStart)
	}
}

// A question may quote what somebody wrote. The form that asks it holds the words in its field alone, and knows all the same
// whether they were sent as they were.
func TestTheFormOfAQuestionRemembersNoWords(t *testing.T) {
	s := coachingStory(t)
	s.command("U0MAYA", "coach", "@cat")
	s.pressPanel("U0MAYA", "Ask in DM")
	for _, block := range s.form.Blocks.BlockSet {
		if in, ok := block.(*slack.InputBlock); ok && strings.Contains(s.form.PrivateMetadata, filledIn(in).Value) {
			t.Errorf("%s stands in %s", filledIn(in).Value, s.form.PrivateMetadata)
		}
	}
	s.now = s.now.Add(time.Minute)
	s.submit("U0MAYA")
	sent := func(a coach.AskedQuestion) bool { return a.Person == "U0CAT" && a.At.Equal(s.now) }
	if asked := s.b.store.(*memory).coaching.asked; !slices.ContainsFunc(asked, sent) {
		t.Errorf("what was sent is not known as one of the bank: %+v", asked)
	}
}
