package store

import (
	"errors"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

func testHuddle(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	if _, err := f.Huddle(t.Context(), coach.HuddleRef{Team: team.ID, Day: today}); !errors.Is(err, coach.ErrNotFound) {
		t.Fatalf("a huddle that nobody opened: error %v", err)
	}
	evening := monday.Add(-13 * time.Hour)
	file := func(at time.Time, e coach.HuddleEntry) {
		t.Helper()
		f.commit(coach.Change{At: at, Entry: &coach.HuddleFiling{Team: team.ID, Day: today, Entry: e}})
	}
	file(evening, coach.HuddleEntry{Person: "U0BOB", Planned: map[string]int64{team.KPIs[0].ID: 4}})
	opens, closes := monday, monday.Add(2*time.Hour)
	f.commit(coach.Change{Huddle: &coach.HuddleDay{Team: team.ID, Day: today, OpenedAt: opens, ClosesAt: closes}})
	file(monday.Add(time.Minute), coach.HuddleEntry{Person: "U0ANN", Skipped: true})
	file(monday.Add(2*time.Minute), coach.HuddleEntry{
		Person: "U0BOB", Planned: map[string]int64{team.KPIs[0].ID: 6, team.KPIs[1].ID: 1}, Hurdle: "traffic",
		Help: "a list", Late: true, Edited: true, FiledAt: monday.Add(2 * time.Minute),
	})
	f.commit(coach.Change{Huddle: &coach.HuddleDay{Team: team.ID, Day: today, ClosedAt: closes}})
	help := func(helper string) coach.HuddleHelp {
		return coach.HuddleHelp{Team: team.ID, Day: today, Person: "U0BOB", Helper: helper}
	}
	for i, helper := range []string{"U0MAYA", "U0ANN", "U0MAYA"} { // again is no news
		h := help(helper)
		f.commit(coach.Change{At: closes.Add(time.Duration(i) * time.Minute), Help: &h})
	}
	f.refused(coach.Change{Help: &coach.HuddleHelp{Team: team.ID, Day: today + 99, Person: "U0BOB", Helper: "U0MAYA"}}, coach.ErrNotFound)

	same(t, "huddle", must(f.Huddle(t.Context(), coach.HuddleRef{Team: team.ID, Day: today}))(t), coach.HuddleDay{
		Team: team.ID, Day: today, OpenedAt: opens, ClosesAt: closes, ClosedAt: closes,
		Entries: []coach.HuddleEntry{
			{
				Person: "U0BOB", Planned: map[string]int64{team.KPIs[0].ID: 6, team.KPIs[1].ID: 1}, Hurdle: "traffic",
				Help: "a list", Late: true, Edited: true, FiledAt: monday.Add(2 * time.Minute), FirstAt: evening,
			},
			{Person: "U0ANN", Skipped: true, FiledAt: monday.Add(time.Minute), FirstAt: monday.Add(time.Minute)},
		},
		Helps: []coach.HuddleHelp{help("U0MAYA"), help("U0ANN")},
	})
}

// testHuddlesOfADay has several of a day, each with its own entries, in the order in which they opened.
func testHuddlesOfADay(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	file := func(day coach.Day, slot string, e coach.HuddleEntry) {
		t.Helper()
		e.FiledAt = monday
		f.commit(coach.Change{At: monday, Entry: &coach.HuddleFiling{Team: team.ID, Day: day, Slot: slot, Entry: e}})
	}
	opened := func(slot string, at time.Time) {
		t.Helper()
		f.commit(coach.Change{Huddle: &coach.HuddleDay{Team: team.ID, Day: today, Slot: slot, Due: at.Format("15:04"), OpenedAt: at}})
	}
	file(today, "", coach.HuddleEntry{Person: "U0ANN", Skipped: true, Reason: "the dentist", Shown: true})
	file(today, "", coach.HuddleEntry{Person: "U0BOB", Hurdle: "traffic"})
	file(today, "16:00", coach.HuddleEntry{Person: "U0BOB", Help: "a list"})
	file(today+1, "", coach.HuddleEntry{Person: "U0BOB"})
	opened("", monday)
	opened("12:00", monday.Add(3*time.Hour))
	help := coach.HuddleHelp{Team: team.ID, Day: today, Slot: "16:00", Person: "U0BOB", Helper: "U0MAYA"}
	f.commit(coach.Change{At: monday, Help: &help})

	filed := func(e coach.HuddleEntry) coach.HuddleEntry {
		e.FiledAt, e.FirstAt = monday, monday
		return e
	}
	bob := filed(coach.HuddleEntry{Person: "U0BOB", Help: "a list"})
	want := []coach.HuddleDay{
		{Team: team.ID, Day: today, Due: monday.Format("15:04"), OpenedAt: monday, Entries: []coach.HuddleEntry{
			filed(coach.HuddleEntry{Person: "U0ANN", Skipped: true, Reason: "the dentist", Shown: true}), filed(coach.HuddleEntry{Person: "U0BOB", Hurdle: "traffic"}),
		}},
		{Team: team.ID, Day: today, Slot: "12:00", Due: monday.Add(3 * time.Hour).Format("15:04"), OpenedAt: monday.Add(3 * time.Hour), Skipping: []string{"U0ANN"}},
		{Team: team.ID, Day: today, Slot: "16:00", Entries: []coach.HuddleEntry{bob}, Helps: []coach.HuddleHelp{help}, Skipping: []string{"U0ANN"}},
		{Team: team.ID, Day: today + 1, Entries: []coach.HuddleEntry{filed(coach.HuddleEntry{Person: "U0BOB"})}},
	}
	same(t, "huddles", must(f.Huddles(t.Context(), team.ID, coach.Span{From: today, To: today + 1}))(t), want)
	for about, want := range map[string][]coach.NamedHurdle{
		"": {{Person: "U0BOB", Hurdle: coach.Hurdle{Day: today, Words: "traffic"}}}, "U0BOB": {{Person: "U0BOB", Hurdle: coach.Hurdle{Day: today, Words: "traffic"}}}, "U0ANN": nil,
	} {
		same(t, "hurdles of "+about, must(f.Hurdles(t.Context(), team.ID, about, coach.Span{From: today, To: today + 1}))(t), want)
	}
	same(t, "the one at four", must(f.Huddle(t.Context(), want[2].Ref()))(t), want[2])
}

// testHuddleSeen has changes that rest on a huddle which somebody else has changed since it was read.
func testHuddleSeen(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	file := func(person string, at time.Time, seen *coach.HuddleDay) coach.Change {
		e := coach.HuddleEntry{Person: person, Hurdle: "late trains", FiledAt: at}
		return coach.Change{At: at, Inbound: "e/" + person + at.String(), Seen: seen, Entry: &coach.HuddleFiling{Team: team.ID, Day: today, Entry: e}}
	}
	closed := func(seen *coach.HuddleDay) coach.Change {
		return coach.Change{Seen: seen, Huddle: &coach.HuddleDay{Team: team.ID, Day: today, ClosedAt: monday.Add(time.Hour)}}
	}
	read := func() *coach.HuddleDay {
		h := must(f.Huddle(t.Context(), coach.HuddleRef{Team: team.ID, Day: today}))(t)
		return &h
	}

	f.commit(file("U0ANN", monday, &coach.HuddleDay{Team: team.ID, Day: today})) // the first finds no huddle
	before := read()
	f.commit(file("U0BOB", monday.Add(time.Second), before))
	f.refused(closed(before), coach.ErrStale) // Bob's hurdle would be told to nobody
	again := read()
	f.commit(file("U0ANN", monday.Add(time.Minute), again))
	f.refused(closed(again), coach.ErrStale) // and so would what Ann has changed
	last := read()
	f.commit(closed(last))
	late := file("U0ANN", monday.Add(time.Hour), last)
	f.refused(late, coach.ErrStale)
	late.Seen = read()
	f.commit(late) // under the key that the refused one has not used up
}

func testCheckIn(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	filed := coach.WeeklyCheckIn{
		Team: team.ID, Person: "U0BOB", Week: today, Counts: map[string]int64{team.KPIs[0].ID: 18},
		Answers:  coach.Reflections{Best: "b", Learnt: "l", Try: "t", Need: "n", Quality: "q"},
		Question: "How?", Promise: "0193-later", Share: coach.Shares{Best: true},
	}
	promise := coach.Commitment{Team: team.ID, Person: "U0BOB", Text: "call Acme", Due: today + 7}
	f.commit(coach.Change{CheckIn: &filed, Commitments: []coach.Commitment{promise}})
	again := filed
	again.Answers.Best, again.Edited, again.Share = "better", true, coach.Shares{Learnt: true}
	again.FiledAt = monday.Add(time.Hour)
	f.commit(coach.Change{At: again.FiledAt, CheckIn: &again, Commitments: []coach.Commitment{
		{ID: "0193-sooner", Team: team.ID, Person: "U0ANN", Text: "write", Due: today + 1, State: "open"},
	}})
	filed.Person, filed.FiledAt = "U0ANN", monday
	f.commit(coach.Change{CheckIn: &filed})
	same(t, "check-ins", must(f.CheckIns(t.Context(), team.ID, today))(t), []coach.WeeklyCheckIn{filed, again})
	same(t, "check-ins of another week", must(f.CheckIns(t.Context(), team.ID, today+7))(t), nil)

	open := must(f.Commitments(t.Context(), team.ID))(t)
	if len(open) != 2 || open[0].Person != "U0ANN" || open[1].Text != "call Acme" || open[1].ID == "" ||
		open[1].State != "open" || !open[1].MadeAt.Equal(monday) {
		t.Errorf("open commitments, the earliest due first: %+v", open)
	}
	open[0].State = "done"
	f.commit(coach.Change{Commitments: open[:1]})
	if left := must(f.Commitments(t.Context(), team.ID))(t); len(left) != 1 || left[0].Person != "U0BOB" {
		t.Errorf("after one was done: %+v", left)
	}
}

// huddleAt is an occurrence of the team's huddle.
func huddleAt(team *coach.Team, due time.Time) coach.Occurrence {
	return coach.Occurrence{Rhythm: "r1", Team: team.ID, Kind: coach.Huddle, Zone: "Europe/London", Due: due}
}

func in(state coach.OccurrenceState, o coach.Occurrence, reason string) coach.Occurrence {
	o.State, o.Reason = state, reason
	return o
}

func testClaim(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	o := huddleAt(team, monday)
	if !must(f.Claim(t.Context(), o, monday))(t) {
		t.Fatal("the first claim was refused")
	}
	if must(f.Claim(t.Context(), o, monday))(t) {
		t.Error("a second claim was granted")
	}
	later, elsewhere, other := o, o, o
	later.Due, elsewhere.Zone, other.Kind = monday.Add(24*time.Hour), "Asia/Tokyo", coach.HuddleReminder
	for _, o := range []coach.Occurrence{later, elsewhere, other} {
		if !must(f.Claim(t.Context(), o, monday))(t) {
			t.Errorf("%+v is another occurrence and was refused", o)
		}
	}
}

func testFinish(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	o := huddleAt(team, monday)
	must(f.Claim(t.Context(), o, monday))(t)
	o.State = coach.Done
	change := coach.Change{
		Finish: &o, Messages: []coach.Message{{Key: "huddle/1", Verb: coach.Post, Channel: "C0WEST", Text: "hi"}},
	}
	f.commit(change)
	change.Messages = []coach.Message{{Key: "huddle/2", Verb: coach.Post, Channel: "C0WEST", Text: "hi"}}
	f.refused(change, coach.ErrDuplicate)
	if _, err := f.Message(t.Context(), "huddle/2"); !errors.Is(err, coach.ErrNotFound) {
		t.Errorf("the message of the refused change: error %v", err)
	}
	if must(f.Claim(t.Context(), o, monday))(t) {
		t.Error("a finished occurrence was claimed")
	}
	byHand := in(coach.Skipped, huddleAt(team, monday.Add(time.Minute)), "nobody works")
	f.commit(coach.Change{Finish: &byHand})
	same(t, "occurrences", must(f.Occurrences(t.Context(), 10))(t), []coach.Occurrence{byHand, o})
	same(t, "the newest only", must(f.Occurrences(t.Context(), 1))(t), []coach.Occurrence{byHand})
	if err := f.try(coach.Change{Finish: new(in(coach.Claimed, o, ""))}); err == nil {
		t.Error("an occurrence was finished as claimed")
	}
}

func testOccurrences(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	reminder := huddleAt(team, monday.Add(45*time.Minute))
	reminder.Kind = coach.HuddleReminder
	closing := huddleAt(team, monday.Add(2*time.Hour))
	closing.Kind = coach.HuddleClose
	plan := coach.Change{Plan: []coach.Occurrence{reminder, closing}}
	f.commit(plan)
	f.commit(plan) // what is there already is left alone

	same(t, "planned", must(f.OpenOccurrences(t.Context(), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)))(t),
		[]coach.Occurrence{in(coach.Planned, reminder, ""), in(coach.Planned, closing, "")})
	same(t, "open too early", must(f.OpenOccurrences(t.Context(), reminder.Due.Add(-time.Second)))(t), nil)
	same(t, "open in time", must(f.OpenOccurrences(t.Context(), reminder.Due))(t),
		[]coach.Occurrence{in(coach.Planned, reminder, "")})

	if !must(f.Claim(t.Context(), reminder, reminder.Due))(t) {
		t.Fatal("what was planned could not be claimed")
	}
	same(t, "open while claimed", must(f.OpenOccurrences(t.Context(), reminder.Due))(t), nil)
	missed := huddleAt(team, monday.Add(-24*time.Hour))
	skipped := []coach.Occurrence{
		in(coach.Skipped, missed, "late"), in(coach.Skipped, reminder, "late"), in(coach.Skipped, closing, "late"),
	}
	if err := f.RecordSkipped(t.Context(), skipped, monday); err != nil {
		t.Fatal(err)
	}
	again := []coach.Occurrence{in(coach.Skipped, missed, "superseded")}
	if err := f.RecordSkipped(t.Context(), again, monday); err != nil {
		t.Fatal(err)
	}
	same(t, "recorded", must(f.Occurrences(t.Context(), 10))(t), []coach.Occurrence{
		skipped[2], in(coach.Claimed, reminder, ""), skipped[0],
	})
	if err := f.ReleaseOccurrences(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, "open after a restart", must(f.OpenOccurrences(t.Context(), reminder.Due))(t),
		[]coach.Occurrence{in(coach.Planned, reminder, "")})
}

// zonesOf lists the zones in which a kind of rhythm runs.
func zonesOf(t *testing.T, f fixture, kind coach.RhythmKind) (zones []string) {
	t.Helper()
	for _, s := range must(f.Schedules(t.Context()))(t) {
		if s.Kind == kind {
			zones = append(zones, s.Zone)
		}
	}
	return zones
}

func testSchedules(t *testing.T, f fixture) {
	team := west()
	team.Reps = []string{"U0ANN", "U0BOB", "U0CAL", "U0DEE", "U0GONE"}
	team.Rhythms[coach.Nudge] = []string{"0 15 * * *"}
	f.apply(team, monday)
	f.commit(coach.Change{People: []coach.Person{
		{ID: "U0ANN", Zone: "Asia/Tokyo"},
		{ID: "U0BOB"}, // Slack was not asked: the team's zone
		{ID: "U0CAL", Zone: "Asia/Tokyo"},
		{ID: "U0DEE", Zone: "Pacific/Chatham"},
		{ID: "U0GONE", Zone: "America/Lima", Deleted: true},
		{ID: "U0MAYA", Zone: "Europe/Paris"},
	}})
	same(t, "huddle", zonesOf(t, f, coach.Huddle), []string{"Europe/London"})
	same(t, "nudge", zonesOf(t, f, coach.Nudge), []string{"Asia/Tokyo", "Europe/London", "Pacific/Chatham"})
	same(t, "digest", zonesOf(t, f, coach.Digest), []string{"Europe/Paris"})
	same(t, "leaderboard is off", zonesOf(t, f, coach.Leaderboard), nil)

	team.Rhythms[coach.Nudge] = []string{"30 11 * * *", "0 15 * * *"}
	f.apply(team, monday)
	same(t, "two nudges a day", len(zonesOf(t, f, coach.Nudge)), 6)
}

// schedule returns the only schedule of a kind in a zone.
func schedule(t *testing.T, f fixture, kind coach.RhythmKind, zone string) coach.Schedule {
	t.Helper()
	for _, s := range must(f.Schedules(t.Context()))(t) {
		if s.Kind == kind && s.Zone == zone {
			return s
		}
	}
	t.Fatalf("no %s in %s", kind, zone)
	return coach.Schedule{}
}

func testScheduleTimes(t *testing.T, f fixture) {
	stored := f.apply(west(), monday)
	first := schedule(t, f, coach.Huddle, "Europe/London")
	same(t, "huddle", first, coach.Schedule{
		Rhythm: first.Rhythm, Team: stored.ID, Kind: coach.Huddle, Cron: "0 9 * * *", Zone: "Europe/London", Since: monday,
	})
	o := huddleAt(stored, monday)
	o.Rhythm = first.Rhythm
	must(f.Claim(t.Context(), o, monday))(t)
	followUp := o
	followUp.Kind, followUp.Due = coach.HuddleClose, monday.Add(2*time.Hour)
	f.commit(coach.Change{Plan: []coach.Occurrence{followUp}})
	same(t, "last, which is no follow-up", schedule(t, f, coach.Huddle, "Europe/London").Last, monday)

	// Another expression is another rhythm and begins anew; the same one goes on.
	tuesday := monday.Add(24 * time.Hour)
	moved := west()
	moved.Rhythms[coach.Huddle] = []string{"15 9 * * *"}
	f.apply(moved, tuesday)
	second := schedule(t, f, coach.Huddle, "Europe/London")
	if second.Rhythm == first.Rhythm || !second.Since.Equal(tuesday) || !second.Last.IsZero() {
		t.Errorf("after a new expression: %+v", second)
	}
	same(t, "an expression that stayed", schedule(t, f, coach.CheckIn, "Europe/London").Since, monday)

	// Who moves to a zone owes nothing there from before.
	wednesday := tuesday.Add(24 * time.Hour)
	f.commit(coach.Change{At: wednesday, People: []coach.Person{{ID: "U0ANN", Zone: "Asia/Tokyo"}}})
	same(t, "since in a new zone", schedule(t, f, coach.CheckIn, "Asia/Tokyo").Since, wednesday)
	// Nor who left the company and comes back, of the time in between.
	ann := coach.Person{ID: "U0ANN", Zone: "Asia/Tokyo", Deleted: true}
	f.commit(coach.Change{At: wednesday.Add(time.Hour), People: []coach.Person{ann}})
	ann.Deleted = false
	f.commit(coach.Change{At: wednesday.Add(9 * time.Hour), People: []coach.Person{ann}})
	same(t, "since the return", schedule(t, f, coach.CheckIn, "Asia/Tokyo").Since, wednesday.Add(9*time.Hour))
	// Nor does the first who joins in the team's own zone, where nobody was addressed before.
	moved.Reps = []string{"U0ANN"}
	f.apply(moved, wednesday)
	thursday := wednesday.Add(24 * time.Hour)
	moved.Reps = []string{"U0ANN", "U0CAL"}
	f.apply(moved, thursday)
	same(t, "since of the first in the team's zone", schedule(t, f, coach.CheckIn, "Europe/London").Since, thursday)
	f.commit(coach.Change{At: thursday.Add(time.Hour), People: []coach.Person{{ID: "U0CAL", Zone: "Europe/London"}}})
	same(t, "since, now that Slack was asked", schedule(t, f, coach.CheckIn, "Europe/London").Since, thursday)
	testScheduleReturns(t, f, "Europe/London", thursday.Add(2*time.Hour))
	moved.Zone = "Europe/Paris"
	f.apply(moved, wednesday)
	same(t, "since in the team's new zone", schedule(t, f, coach.Huddle, "Europe/Paris").Since, wednesday)
}

// testScheduleReturns sends Cal away and back, the only one who is addressed in a zone, which is the team's: what was due
// there meanwhile is due to nobody, and was recorded as late on the day of the return.
func testScheduleReturns(t *testing.T, f fixture, zone string, from time.Time) {
	t.Helper()
	is := func(what string, cal coach.Person) {
		t.Helper()
		cal.ID = "U0CAL"
		from = from.Add(time.Hour)
		f.commit(coach.Change{At: from, People: []coach.Person{cal}})
		if cal.Zone == zone && !cal.Deleted && !cal.Guest {
			same(t, "since "+what, schedule(t, f, coach.CheckIn, zone).Since, from)
		}
	}
	is("a journey", coach.Person{Zone: "Asia/Kathmandu"})
	is("the way home", coach.Person{Zone: zone})
	is("leaving", coach.Person{Zone: zone, Deleted: true})
	is("the return", coach.Person{Zone: zone})
	is("becoming a guest", coach.Person{Zone: zone, Guest: true})
	is("becoming a member again", coach.Person{Zone: zone})
	is("leaving on a journey", coach.Person{Zone: "Asia/Kathmandu", Deleted: true})
	is("coming back to somewhere else", coach.Person{Zone: "Asia/Kathmandu"})
	is("the way home", coach.Person{Zone: zone})
	home := from
	from = from.Add(time.Hour)
	f.commit(coach.Change{At: from, People: []coach.Person{{ID: "U0CAL", Zone: zone, Name: "Callum"}}})
	same(t, "since a new name", schedule(t, f, coach.CheckIn, zone).Since, home)
}

// testFiledOver has forms of a huddle, of a week, of a plan and of an answer that come after newer ones. What was filed since they
// were opened stands; under the key of the form that filed it, it is a redelivery all the same.
func testFiledOver(t *testing.T, f fixture) {
	team := f.apply(west(), monday)
	f.commit(coach.Change{At: monday, Direct: &coach.DirectQuestion{ID: "q", Team: team.ID, Person: "U0ANN", Manager: "U0MAYA", Question: "How was it?"}})
	for name, file := range map[string]func(words string, at time.Time) coach.Change{
		"huddle": func(words string, at time.Time) coach.Change {
			e := coach.HuddleEntry{Person: "U0ANN", Hurdle: words, FiledAt: at}
			return coach.Change{Entry: &coach.HuddleFiling{Team: team.ID, Day: today, Entry: e}}
		},
		"week": func(words string, at time.Time) coach.Change {
			return coach.Change{CheckIn: &coach.WeeklyCheckIn{Team: team.ID, Person: "U0ANN", Week: today, Answers: coach.Reflections{Best: words}, FiledAt: at}}
		},
		"plan": func(words string, at time.Time) coach.Change {
			return coach.Change{WorkBack: &coach.Plan{
				ID: words, Team: team.ID, Person: "U0ANN", From: today, Per: coach.Monthly, Goal: team.KPIs[0].ID, Count: 80,
				State: coach.PlanActive, By: "U0ANN", MadeAt: at,
			}}
		},
		"answer": func(words string, at time.Time) coach.Change {
			return coach.Change{Direct: &coach.DirectQuestion{ID: "q", Team: team.ID, Person: "U0ANN", Manager: "U0MAYA", Answer: words, AnsweredAt: at}}
		},
	} {
		form := func(words string, at time.Time, over *time.Time) coach.Change {
			c := file(words, at)
			c.At, c.Inbound, c.Over = at, name+words, over
			return c
		}
		nothing, first := time.Time{}, monday.Add(time.Minute).Add(999) // the store keeps microseconds
		f.commit(form("first", first, &nothing))
		f.refused(form("late", monday.Add(2*time.Minute), &nothing), coach.ErrNewer)
		f.refused(form("first", monday.Add(3*time.Minute), &nothing), coach.ErrDuplicate)
		f.commit(form("second", monday.Add(4*time.Minute), &first))
		f.refused(form("late", monday.Add(5*time.Minute), &first), coach.ErrNewer)
		f.commit(form("late", monday.Add(6*time.Minute), nil)) // a form that does not say, under a key that is free still
	}
}
