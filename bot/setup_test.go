package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// newSetup is West and an admin, with a calendar of every day at nine behind all cron expressions.
func newSetup(t *testing.T) *stage {
	s := newStage(t)
	s.store.roster.People["U0ADA"] = coach.Person{ID: "U0ADA", Name: "Ada", Zone: "Europe/London", Admin: true}
	s.slack.directory = fakeDirectory{members: map[string][]string{}, grouped: map[string][]string{}, files: map[string]string{}}
	s.bot.cfg.Dates = func(cron, zone string, after time.Time, n int) ([]time.Time, error) {
		if strings.HasPrefix(cron, "61 ") {
			return nil, errors.New("want a minute that exists")
		}
		var dates []time.Time
		for i := range n {
			dates = append(dates, time.Date(2026, 11, 26+i, 9, 0, 0, 0, time.UTC))
		}
		return dates, nil
	}
	return s
}

// hands has somebody hand in a page of the setup.
func (s *stage) hands(who string, ref setupRef, state map[string]slack.BlockAction) string {
	s.t.Helper()
	s.n++
	cb := s.submission(who, formSetup, ref.String(), nil)
	for block, v := range state {
		cb.View.State.Values[block] = map[string]slack.BlockAction{inputAction: v}
	}
	return s.served(who, cb)
}

func typing(text string) slack.BlockAction { return slack.BlockAction{Value: text} }

func picking(value string) slack.BlockAction {
	return slack.BlockAction{SelectedOption: slack.OptionBlockObject{Value: value}}
}

func (s *stage) west() *coach.Team { return s.store.roster.Team("west") }

func TestReferencesOfTheSetupReadBack(t *testing.T) {
	for _, want := range []setupRef{
		{Page: pageBasics},
		{Team: "west", Page: pageKPI, KPI: "k-conv"},
		{Team: "west", Page: pageCalendar, Span: coach.Span{From: coach.NewDay(2026, 11, 25), To: lastDay}},
	} {
		if got, ok := parseSetupRef(want.String()); !ok || got != want {
			t.Errorf("%q reads back as %+v", want, got)
		}
	}
	for _, text := range []string{"", "west", "west/kpis/1", "west/nowhere//1970-01-01/1970-01-01", "west/kpi//x/y", "a/b/c/d/e/f"} {
		if got, ok := parseSetupRef(text); ok {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}

// Two managers who change different pages at the same time both get what they want.
func TestAPageChangesItsOwnFieldsOnly(t *testing.T) {
	s := newSetup(t)
	target := func(kpi, text string) map[string]slack.BlockAction {
		return map[string]slack.BlockAction{
			inKPIName: typing(kpi), inKPIKind: picking("leading"), inKPIUnit: picking(wholeThings), inKPITarget: typing(text), inKPIPlace: picking("0"),
		}
	}
	got := s.hands("U0MAYA", setupRef{Team: "west", Page: pageKPI, KPI: "k-conv"}, target("talk", "30 a week"))
	wants(t, got, "Saved", "Conversation is now called talk")
	got = s.hands("U0ADA", setupRef{Team: "west", Page: pageKPI, KPI: "k-meet"}, target("meeting", "7 a week"))
	wants(t, got, "The target of meetings is now 7 a week", "at once")
	k, _ := s.west().KPI("k-conv")
	m, _ := s.west().KPI("k-meet")
	if k.Name != "talk" || k.Plural != "talks" || k.Target.Count != 30 || m.Target.Count != 7 || s.west().KPIs[0].ID != "k-meet" {
		t.Errorf("%+v", s.west().KPIs)
	}
	if n := len(s.store.audits); n != 2 || s.store.audits[1].By != "U0ADA" || s.store.audits[1].Team != "west" {
		t.Errorf("%+v", s.store.audits)
	}
}

// A button or a form that was changed on its way says no more than what it says.
func TestWhatComesBackIsOfThisVersion(t *testing.T) {
	s := newSetup(t)
	for _, ref := range []setupRef{{Team: "west", Page: "nowhere"}, {Team: "south", Page: pageTeam}} {
		got := s.hands("U0MAYA", ref, nil)
		wants(t, got, "!Saved")
		if s.store.audits != nil {
			t.Errorf("%+v changed something: %s", ref, got)
		}
	}
}

// Slack is slow to say who people are: what was chosen is kept, and the next press goes on.
func TestPeopleWhomSlackIsSlowToName(t *testing.T) {
	s := newSetup(t)
	s.slack.people["U0NEW"] = coach.Person{ID: "U0NEW", Name: "New", Zone: "Europe/London"}
	s.slack.people["U0OUT"] = coach.Person{ID: "U0OUT", Name: "Out", Zone: "Europe/London", Guest: true}
	chosen := map[string]slack.BlockAction{inPeopleFrom: picking(fromHand), inPeople: {SelectedUsers: []string{"U0ANN", "U0NEW", "U0OUT"}}}
	s.slack.fail = func(line string) error {
		if strings.HasPrefix(line, "person") {
			return errReset
		}
		return nil
	}
	ref := setupRef{Team: "west", Page: pagePeople}
	wants(t, s.hands("U0ADA", ref, chosen), "errors: ", inPeople, "still being asked about 2 of them")
	s.slack.fail = nil
	wants(t, s.hands("U0ADA", ref, chosen), "Left out: Out (a guest)", "New joined the members; Bob left the members", "!Out joined")
	if got := s.west().Reps; !slices.Equal(got, []string{"U0ANN", "U0NEW"}) {
		t.Errorf("%v", got)
	}
}

// A private channel that Pacer is not in, and a Slack that does not answer, are said at the field.
func TestPeopleOfAChannelThatCannotBeSeen(t *testing.T) {
	s := newSetup(t)
	ref, from := setupRef{Team: "west", Page: pagePeople}, map[string]slack.BlockAction{inPeopleFrom: picking(fromChannel)}
	wants(t, s.hands("U0ADA", ref, from), inPeopleFrom, "it is private, and I am not in it")
	s.slack.fail = func(line string) error { return errReset }
	wants(t, s.hands("U0ADA", ref, from), inPeopleFrom, "Slack did not answer")
	s.slack.fail = nil
	for i := range maxAcquaint + 1 {
		s.slack.directory.members["C0WEST"] = append(s.slack.directory.members["C0WEST"], fmt.Sprintf("U0P%d", i))
	}
	wants(t, s.hands("U0ADA", ref, from), inPeopleFrom, "More than 100 people")
	wants(t, s.hands("U0ADA", ref, map[string]slack.BlockAction{inPeopleFrom: picking(fromGroup)}), "has no user groups")
}

// calendarPage is the page as it is handed in when nothing was touched but the given fields.
func (s *stage) calendarPage(change map[string]slack.BlockAction) string {
	t := ownCopy(s.west())
	set := &setup{b: s.bot, before: s.west(), team: t}
	text, span := set.holidayText()
	days := slack.BlockAction{}
	for d := 1; d <= 5; d++ {
		days.SelectedOptions = append(days.SelectedOptions, slack.OptionBlockObject{Value: strconv.Itoa(int(d))})
	}
	state := map[string]slack.BlockAction{
		inWorkingDays: days, inWeekStart: picking("1"), inFiscal: picking("1"), inHolidays: typing(text), inStatuses: typing(""),
	}
	maps.Copy(state, change)
	return s.hands("U0MAYA", setupRef{Team: "west", Page: pageCalendar, Span: span}, state)
}

// A list of holidays that is longer than a field loses none: those of the past, and those that are too many to show.
func TestHolidaysThatAreNotShownAreKept(t *testing.T) {
	s := newSetup(t)
	today := wednesdayDay()
	for i := -3; i < 200; i++ {
		s.west().Holidays = append(s.west().Holidays, coach.Holiday{Day: today + coach.Day(7*i), Name: strings.Repeat("x", 40)})
	}
	wants(t, s.calendarPage(nil), "!errors", "*Saved.*", "!holidays now")
	if n := len(s.west().Holidays); n != 203 {
		t.Errorf("%d holidays are left", n)
	}
	wants(t, s.calendarPage(map[string]slack.BlockAction{inHolidays: typing("2026-12-25 Christmas Day")}), "156 holidays now")
	got := s.west().Holidays
	if len(got) < 100 || got[0].Day != today-21 || got[3].Name != "Christmas Day" {
		t.Errorf("%d holidays: %+v", len(got), got[:5])
	}
}

func TestHolidaysFromAFile(t *testing.T) {
	s := newSetup(t)
	s.slack.directory.files["good"] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n" +
		"DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261226\r\nSUMMARY:Christmas Day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	s.slack.directory.files["large"] = strings.Repeat("x", maxICS+1)
	s.slack.directory.files["none"] = "hello"
	file := func(name string) map[string]slack.BlockAction {
		return map[string]slack.BlockAction{inHolidayFile: {Files: []slack.File{{Name: name + ".ics", URLPrivate: name}}}}
	}
	wants(t, s.calendarPage(file("large")), inHolidays, "larger than 1024 KiB")
	wants(t, s.calendarPage(file("none")), inHolidays, "none.ics: ")
	wants(t, s.calendarPage(file("good")), "1 holiday was read from good.ics")
	if got := s.west().Holidays; len(got) != 1 || got[0].Name != "Christmas Day" {
		t.Errorf("%+v", got)
	}
	wants(t, s.calendarPage(map[string]slack.BlockAction{inHolidays: typing("Christmas 25 Dec")}), inHolidays, "does not begin with a date")
	wants(t, s.calendarPage(map[string]slack.BlockAction{inWorkingDays: {}}), inWorkingDays, "working_days is empty")
}

// An expression that cannot run is refused at its field, and words that were not touched leave the expressions alone.
func TestRhythmsOfAPage(t *testing.T) {
	s := newSetup(t)
	s.west().Rhythms = map[coach.RhythmKind][]string{coach.Huddle: {"0 9,10 * * MON-FRI"}, coach.Nudge: {}}
	page := func(huddle, nudge string) string {
		state := map[string]slack.BlockAction{inRhythm + "huddle": typing(huddle), inRhythm + "nudge": typing(nudge)}
		for _, kind := range []string{"checkin", "leaderboard", "digest"} {
			state[inRhythm+kind] = typing("off")
		}
		return s.hands("U0MAYA", setupRef{Team: "west", Page: pageRhythms}, state)
	}
	wants(t, page("weekdays at 09:00 and 10:00", "61 9 * * *"), inRhythm+"nudge", "Want a minute that exists")
	wants(t, page("weekdays at 09:00 and 10:00", "Mondays at 11"), "nudge is now Mondays at 11:00", "from now on")
	if got := s.west().Rhythms; !slices.Equal(got[coach.Huddle], []string{"0 9,10 * * MON-FRI"}) || !slices.Equal(got[coach.Nudge], []string{"0 11 * * 1"}) {
		t.Errorf("%q", got)
	}
}

// Each page keeps to Slack's limits, also for a team that is as large as it may be.
func TestPagesKeepToTheLimits(t *testing.T) {
	s := newSetup(t)
	w := s.west()
	for i := range coach.MaxKPIs - len(w.KPIs) {
		w.KPIs = append(w.KPIs, coach.KPI{
			ID: fmt.Sprint("k", i), Name: fmt.Sprint(strings.Repeat("n", 35), i), Plural: fmt.Sprint(strings.Repeat("m", 35), i),
			Kind: coach.Lagging, Aliases: slices.Repeat([]string{strings.Repeat("a", coach.MaxWord)}, coach.MaxAliases),
		})
	}
	for i := range coach.MaxPeople {
		id := fmt.Sprint("U0P", i)
		w.Reps = append(w.Reps, id)
		s.store.roster.People[id] = coach.Person{ID: id, Name: fmt.Sprint(strings.Repeat("三", 30), i), Zone: "Europe/London"}
	}
	w.Name = strings.Repeat("W", coach.MaxName)
	req := &request{Person: s.store.roster.Person("U0ADA"), Roster: &s.store.roster}
	for _, page := range setupPages() {
		ref := setupRef{Team: "west", Page: page.Name, KPI: "k-conv"}
		if page.Name == pageStage {
			ref.KPI = w.Stages()[0].ID
		}
		set, err := s.bot.setupOf(t.Context(), req, ref)
		if err != nil {
			t.Fatal(err)
		}
		m, err := set.modal()
		if err != nil {
			t.Fatal(err)
		}
		if text, err := json.Marshal(m); err != nil || len(text) > maxAckView { // most of them answer a form
			t.Errorf("%s has %d bytes (%v)", page.Name, len(text), err)
		}
		inputs := 0
		for _, b := range m.Blocks.BlockSet {
			if _, ok := b.(*slack.InputBlock); ok {
				inputs++
			}
		}
		if n := len(m.Blocks.BlockSet); n == 0 || n > maxViewBlocks || inputs > 6 || len(m.PrivateMetadata) > maxPrivate || inputs > 0 && m.Submit == nil {
			t.Errorf("%s: %d blocks, %d inputs, %d characters of metadata", page.Name, n, inputs, len(m.PrivateMetadata))
		}
	}
}

// A group that is gone is told to the managers once, however often it is looked at; and nothing else changes.
func TestAUserGroupThatIsGone(t *testing.T) {
	s := newSetup(t)
	s.west().Group = "S0WEST"
	before := slices.Clone(s.west().Reps)
	for range 3 {
		s.bot.followAll(t.Context())
	}
	if n := len(s.store.outbox); n != 1 || s.store.outbox[0].Channel != "U0MAYA" || !slices.Equal(s.west().Reps, before) {
		t.Errorf("%d messages, %v", n, s.west().Reps)
	}
	wants(t, s.store.outbox[0].Text, "is not there any more", "2 people")
}

// Whoever stays keeps their place, managers are left out, and half an answer of Slack's changes nothing.
func TestAUserGroupIsFollowed(t *testing.T) {
	s := newSetup(t)
	s.west().Group = "S0WEST"
	s.slack.directory.grouped["S0WEST"] = []string{"U0NEW", "U0MAYA", "U0BOB", "U0PACER"}
	s.slack.people["U0NEW"] = coach.Person{ID: "U0NEW", Name: "New", Zone: "Europe/London"}
	s.slack.people["U0PACER"] = coach.Person{ID: "U0PACER", Name: "Pacer", Zone: "Europe/London", Bot: true}
	s.slack.fail = func(line string) error {
		if line == "person U0NEW" {
			return errReset
		}
		return nil
	}
	s.bot.followAll(t.Context())
	if !slices.Equal(s.west().Reps, []string{"U0ANN", "U0BOB"}) {
		t.Errorf("half a group: %v", s.west().Reps)
	}
	s.slack.fail = nil
	s.bot.followAll(t.Context())
	if !slices.Equal(s.west().Reps, []string{"U0BOB", "U0NEW"}) {
		t.Errorf("%v", s.west().Reps)
	}
	if a := s.store.audits; len(a) != 1 || a[0].By != byGroup || a[0].Detail != "Team West changed: New joined the members; Ann left the members." {
		t.Errorf("%+v", a)
	}
	revision := s.store.roster.Revision
	s.bot.followAll(t.Context())
	if s.store.roster.Revision != revision || len(s.store.audits) != 1 {
		t.Error("nothing was different, and something was stored")
	}
}

// A manager saves the team in the very moment in which its group changed: what they saved stays, and the group is followed.
func TestAGroupUndoesNothingThatSomebodySaved(t *testing.T) {
	s := newSetup(t)
	s.west().Group = "S0WEST"
	s.slack.directory.grouped["S0WEST"] = []string{"U0BOB", "U0NEW"}
	s.slack.people["U0NEW"] = coach.Person{ID: "U0NEW", Name: "New", Zone: "Europe/London"}
	saved := false
	s.store.fail = func(method string) error {
		if method != "Commit" || saved || s.store.roster.Person("U0NEW").Zone == "" {
			return nil
		}
		saved = true // the team as it is composed rests on the roster of before
		team := ownCopy(s.store.roster.Team("west"))
		team.Zone = "Europe/Lisbon"
		s.store.applyTeam(team, s.now())
		s.store.roster.Revision++
		return nil
	}
	s.bot.followAll(t.Context())
	if west := s.west(); !slices.Equal(west.Reps, []string{"U0BOB", "U0NEW"}) || west.Zone != "Europe/Lisbon" {
		t.Errorf("%v in %s", west.Reps, west.Zone)
	}
}

// Whoever looks at a team that is kept in step with a user group reads which, as Slack shows it; and so does whoever chooses
// another one where somebody else just has.
func TestAUserGroupIsCalledByItsName(t *testing.T) {
	s := newSetup(t)
	s.west().Group = "S0WEST"
	s.presses("U0MAYA", "C0WEST", actSetupPage, setupRef{Team: "west", Page: pageTeam}.String())
	wants(t, strings.Join(s.slack.transcript(), "\n"), "Kept in step with <!subteam^S0WEST>.")
	s.slack.directory.groups = []userGroup{{"S0EAST", "east", "Eastern sales"}, {"S0NEW", "new", "New ones"}, {"S0WEST", "west", "Western sales"}}
	for _, test := range []struct {
		silent bool
		want   string
	}{{false, "“@east, Eastern sales”"}, {true, "“another user group”"}} {
		s.west().Group = "S0WEST"
		req := &request{At: s.now(), Person: s.store.roster.Person("U0ADA"), Roster: &s.store.roster}
		page, err := s.bot.setupOf(t.Context(), req, setupRef{Team: "west", Page: pageGroup})
		if err != nil {
			t.Fatal(err)
		}
		page.groups = s.slack.directory.groups
		shown, err := page.show()
		if err != nil {
			t.Fatal(err)
		}
		opened := s.bot.marked(&request{}, shown)
		s.west().Group = "S0EAST" // saved by somebody else
		s.slack.fail = func(line string) error {
			if test.silent {
				return errReset
			}
			return nil
		}
		req.Value, req.State = opened.Modal.PrivateMetadata, formState{inGroup: {Value: "S0NEW"}}
		a, err := setupForms()[0].submit(t.Context(), s.bot, req)
		s.slack.fail = nil
		if err != nil || !strings.Contains(a.Errors[inGroup], "was changed to "+test.want) {
			t.Errorf("%+v, %v", a.Errors, err)
		}
	}
	for _, id := range []string{"", "S0 <!channel>", "s0west"} {
		if said := groupMention(id); said != "a user group" {
			t.Error(said)
		}
	}
}

// Slack tells of one change in two events, and of more while the first is followed: it is followed once, and written down
// once.
func TestAGroupIsFollowedByOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup(t)
		s.west().Group = "S0WEST"
		s.slack.directory.grouped["S0WEST"] = []string{"U0BOB"}
		s.slack.fail = func(string) error { time.Sleep(time.Second); return nil } // Slack takes its time
		ctx, cancel := context.WithCancel(t.Context())
		go s.bot.followGroups(ctx)
		for range 4 {
			if err := s.bot.groupChanged(ctx, "S0WEST"); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(s.store.audits) != 1 || !slices.Equal(s.west().Reps, []string{"U0BOB"}) {
			t.Errorf("%+v, %v", s.store.audits, s.west().Reps)
		}
		s.slack.directory.grouped["S0WEST"] = []string{"U0BOB", "U0ANN"}
		if err := s.bot.groupChanged(ctx, "S0WEST"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if !slices.Equal(s.west().Reps, []string{"U0BOB", "U0ANN"}) {
			t.Errorf("a minute after the event the team is %v", s.west().Reps)
		}
		cancel()
		synctest.Wait()
	})
}

// A draft of an earlier version is begun anew, and a store that is away is no lost draft.
func TestADraftThatCannotBeRead(t *testing.T) {
	s := newSetup(t)
	draft := &coach.Draft{Person: "U0ADA", Kind: draftKind, Body: "{"}
	if err := s.bot.commit(context.Background(), coach.Change{Draft: draft}); err != nil {
		t.Fatal(err)
	}
	s.presses("U0ADA", "C0WEST", actSetup, "")
	wants(t, strings.Join(s.slack.transcript(), "\n"), "New team", "West")
}

// What only plans go by has a page of its own. It is said at its field when it is no number, and the first of the funnel is
// not asked what passes before it.
func TestMoreAboutAKPI(t *testing.T) {
	s := newSetup(t)
	more := setupRef{Team: "west", Page: pageKPIMore, KPI: "k-meet"}
	got := s.hands("U0MAYA", more, map[string]slack.BlockAction{inKPILag: typing("soon"), inKPIMinutes: typing("1441")})
	wants(t, got, "Please write a whole number of days, 0 to 365, or nothing.", "Please write a whole number of minutes, 0 to 1440, or nothing.", "!Saved")
	got = s.hands("U0MAYA", more, map[string]slack.BlockAction{inKPILag: typing(" 3 "), inKPIMinutes: typing("45")})
	wants(t, got, "Saved", "3 days after the one above, 45 minutes each")
	if k, _ := s.west().KPI("k-meet"); k.Lag != 3 || k.Minutes != 45 {
		t.Errorf("%+v", k)
	}
	got = s.hands("U0MAYA", more, map[string]slack.BlockAction{inKPILag: typing(""), inKPIMinutes: typing("45")})
	wants(t, got, "Saved")
	if k, _ := s.west().KPI("k-meet"); k.Lag != 0 || k.Minutes != 45 {
		t.Errorf("%+v", k)
	}
	got = s.hands("U0MAYA", setupRef{Team: "west", Page: pageKPIMore, KPI: "gone"}, nil)
	wants(t, got, "!Saved")
}
