package coach

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func anyBeginning(from, to Day) *rapid.Generator[Beginning] {
	return rapid.Custom(func(t *rapid.T) Beginning {
		return Beginning{
			Day:  from + Day(rapid.IntRange(0, int(to-from)).Draw(t, "day")),
			Part: rapid.SampledFrom([]Part{0, Afternoon, WholeDay}).Draw(t, "part"),
		}
	})
}

func TestBeganAt(t *testing.T) {
	for made, want := range map[string]Part{
		"2026-11-18 00:00": WholeDay,
		"2026-11-18 09:00": WholeDay,
		"2026-11-18 09:01": Afternoon,
		"2026-11-18 13:14": Afternoon,
		"2026-11-18 13:15": 0,
		"2026-11-18 23:59": 0,
	} {
		got := BeganAt(at(t, made).UTC(), london(t))
		if want := (Beginning{day(t, "2026-11-18"), want}); got != want {
			t.Errorf("made %s: %v, want %v", made, got, want)
		}
		if first, whole := got.FirstDay(), want == WholeDay; whole != (first == got.Day) || first-got.Day > 1 {
			t.Errorf("made %s: the first whole day is %s", made, first)
		}
	}
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	// It is Thursday morning there.
	if got := BeganAt(at(t, "2026-11-18 23:30"), tokyo); got != (Beginning{day(t, "2026-11-19"), WholeDay}) {
		t.Errorf("in Tokyo: %v", got)
	}
	if (Beginning{}).FirstDay() != 0 {
		t.Error("a team that was always there has a first day")
	}
}

// newTeam is west, as it was made on a Wednesday: five days a week, 21 in this November, of which nine are left.
func newTeam(t *testing.T, made string) *Team {
	team := west()
	team.Began = BeganAt(at(t, made), london(t))
	return team
}

// Nobody is behind for Monday and Tuesday, nor for Wednesday before the team was there.
func TestTheFirstPeriodsOfATeam(t *testing.T) {
	k := west().named("conversation")
	for _, tt := range []struct {
		name, made string
		target     Target
		now        string
		want       string // of somebody who has done nothing
	}{
		{"made before work", "2026-11-18 08:30", Target{20, Weekly}, "2026-11-18 09:00", "0 of 12 this week · on pace"},
		{"the evening of that day", "2026-11-18 08:30", Target{20, Weekly}, "2026-11-18 17:30", "0 of 12 this week · 4 behind"},
		{"made in the morning", "2026-11-18 10:00", Target{20, Weekly}, "2026-11-18 13:15", "0 of 10 this week · on pace"},
		{"made in the afternoon", "2026-11-18 14:00", Target{20, Weekly}, "2026-11-18 23:59", "0 of 8 this week · on pace"},
		{"the morning after", "2026-11-18 14:00", Target{20, Weekly}, "2026-11-19 09:00", "0 of 8 this week · on pace"},
		{"the evening after", "2026-11-18 14:00", Target{20, Weekly}, "2026-11-19 17:30", "0 of 8 this week · 4 behind"},
		{"the week after", "2026-11-18 14:00", Target{20, Weekly}, "2026-11-23 09:00", "0 of 20 this week · on pace"},

		{"a day's target, on the first afternoon", "2026-11-18 14:00", Target{4, Daily}, "2026-11-18 15:00", "0 today · the target begins on Thu 19 Nov"},
		{"a day's target, from noon on", "2026-11-18 10:00", Target{4, Daily}, "2026-11-18 17:30", "0 of 2 today · 2 behind"},
		{"a week's target, made when it is over", "2026-11-20 14:00", Target{20, Weekly}, "2026-11-20 15:00", "0 this week · the target begins on Mon 23 Nov"},
		{"and on Saturday", "2026-11-20 14:00", Target{20, Weekly}, "2026-11-21 12:00", "0 this week · the target begins on Mon 23 Nov"},
		{"no target", "2026-11-20 14:00", Target{0, Weekly}, "2026-11-20 15:00", "0 this week"},

		{"a month's target", "2026-11-18 08:30", Target{84, Monthly}, "2026-11-18 09:00", "0 of 36 this month · on pace"},
		{"the month after", "2026-11-18 08:30", Target{92, Monthly}, "2026-12-01 09:00", "0 of 92 this month · on pace"},
		{"a quarter's target", "2026-11-18 08:30", Target{660, Quarterly}, "2026-11-18 09:00", "0 of 320 this quarter · on pace"},
		{"history was there before", "2026-06-01 08:30", Target{20, Weekly}, "2026-11-18 09:00", "0 of 20 this week · 8 behind"},
	} {
		p := PaceOf(k, tt.target, 0, 0, CalendarOf(newTeam(t, tt.made), Person{}), at(t, tt.now), london(t))
		if got := p.Brief(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Of the time in which a team was closed, or somebody was not in it, nothing is expected; what was before and what comes after
// count together, and periods without a gap are what they were. It is 20 a week, four a day.
func TestPaceWithAGap(t *testing.T) {
	k := west().named("conversation")
	from := day(t, "2026-11-17")
	for _, tt := range []struct {
		name, back string
		now        string
		done       int64
		want       string
	}{
		{"back on Thursday morning", "2026-11-19 08:00", "2026-11-19 09:00", 4, "4 of 12 this week · on pace"},
		{"in the evening of that day", "2026-11-19 08:00", "2026-11-19 17:30", 4, "4 of 12 this week · 4 behind"},
		{"with nothing on Monday", "2026-11-19 08:00", "2026-11-19 09:00", 0, "0 of 12 this week · 4 behind"},
		{"back at noon", "2026-11-19 11:00", "2026-11-19 13:15", 4, "4 of 10 this week · on pace"},
		{"back when the week is over", "2026-11-20 16:00", "2026-11-20 16:00", 4, "4 of 4 this week · target reached"},
		{"the week after", "2026-11-19 08:00", "2026-11-23 09:00", 0, "0 of 20 this week · on pace"},
		{"the week before", "2026-11-19 08:00", "2026-11-13 17:30", 16, "16 of 20 this week · 4 behind"},
	} {
		gap := Gap{from, BeganAt(at(t, tt.back), london(t))}
		for _, of := range []string{"", "U0ANN"} {
			team := west()
			team.Gaps = map[string][]Gap{of: {gap}}
			p := PaceOf(k, Target{20, Weekly}, tt.done, 0, CalendarOf(team, Person{ID: "U0ANN"}), at(t, tt.now), london(t))
			if got := p.Brief(); got != tt.want {
				t.Errorf("%s (%s): %q, want %q", tt.name, of, got, tt.want)
			}
			other := PaceOf(k, Target{20, Weekly}, tt.done, 0, CalendarOf(team, Person{ID: "U0BOB"}), at(t, tt.now), london(t))
			if without := PaceOf(k, Target{20, Weekly}, tt.done, 0, CalendarOf(west(), Person{}), at(t, tt.now), london(t)); of != "" && other.Line() != without.Line() {
				t.Errorf("%s: it is somebody else's: %q, want %q", tt.name, other.Line(), without.Line())
			}
		}
	}
	// A target of which nothing is asked in the week says when it begins.
	team := west()
	team.Gaps = map[string][]Gap{"": {{day(t, "2026-11-09"), BeganAt(at(t, "2026-11-20 16:00"), london(t))}}}
	p := PaceOf(k, Target{20, Weekly}, 0, 0, CalendarOf(team, Person{}), at(t, "2026-11-20 16:30"), london(t))
	if got := p.Brief(); got != "0 this week · the target begins on Mon 23 Nov" {
		t.Errorf("%q", got)
	}
}

// What was logged on the day on which the team was made counts, and puts nobody behind.
func TestTheFirstDayIsAGift(t *testing.T) {
	k, team := west().named("conversation"), newTeam(t, "2026-11-18 14:00")
	p := PaceOf(k, Target{20, Weekly}, 3, 3, CalendarOf(team, Person{}), at(t, "2026-11-18 16:00"), london(t))
	if got := p.Line(); got != "3 today · 3 of 8 this week · 3 ahead · 3 a day to go" {
		t.Errorf("%q", got)
	}
	if p.TodayNeeds() != 0 {
		t.Errorf("of today it wants %d", p.TodayNeeds())
	}
}

// A team that began before a period says nothing about it; otherwise it is as if everybody had started with it, and nothing
// is expected before. (Who works more than the team does is asked for no more a day than in any other week, either way.)
func TestPaceSinceTheTeamBegan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		s.cal.Start, s.cal.Week = Start{}, [7]Part{}
		today := DayOf(s.now, s.loc)
		aims := anyAims(today).Draw(t, "aims")
		for i := range aims {
			aims[i].Own = false
		}
		pace := func(c Calendar) Pace {
			p := PaceToward(s.kpi, s.target.Per, aims, s.done, s.today, c, s.now, s.loc)
			p.Begins = 0 // somebody who has not started is not told when their target begins
			return p
		}
		s.cal.Began = Beginning{}
		always := s.cal
		span := pace(always).Span

		before := always
		before.Began = anyBeginning(span.From-200, span.From-1).Draw(t, "before")
		if got, want := pace(before), pace(always); !reflect.DeepEqual(got, want) {
			t.Fatalf("a team that began on %v: %+v, want %+v", before.Began, got, want)
		}
		within, started := always, always
		within.Began = Beginning{Day: span.From + Day(rapid.IntRange(0, span.Days()).Draw(t, "on")), Part: WholeDay}
		started.Start.Day = within.Began.Day
		if got, want := pace(within), pace(started); !reflect.DeepEqual(got, want) {
			t.Fatalf("the team began on %s: %+v, want as of who started then: %+v", within.Began.Day, got, want)
		}
		if p := pace(within); today < within.Began.Day && (p.Expected > 0 || p.IsBehind()) {
			t.Fatalf("before the team there was, %d is expected: %s", p.Expected, p.Status)
		}
	})
}

// Boards of days before the team was there expect nothing of anybody; those of days since go by these.
func TestNothingIsExpectedBeforeTheTeam(t *testing.T) {
	team, now := newTeam(t, "2026-11-18 14:00"), at(t, "2026-11-27 18:00")
	k := team.named("conversation")
	k.Target = Target{20, Weekly}
	for days, want := range map[string]int64{
		"2026-11-09..2026-11-15": 0,
		"2026-11-16..2026-11-18": 0,
		"2026-11-16..2026-11-22": 8_000,
		"2026-11-19..2026-11-19": 4_000,
		"2026-11-01..2026-11-30": 28_000,
	} {
		got, aimed := ExpectedOver(team, k, Person{}, Span{day(t, days[:10]), day(t, days[12:])}, now, london(t))
		if got != want || !aimed {
			t.Errorf("%s: %d, %v; want %d", days, got, aimed, want)
		}
	}
}

// A plan spreads over all working days of its period, whenever the team began: 84 a month are four on each of 21 days.
func TestAPlanInTheFirstMonthOfATeam(t *testing.T) {
	team := newTeam(t, "2026-11-18 14:00")
	k := team.named("conversation")
	cal := CalendarOf(team, Person{})
	if takes := cal.Takes(k, 84, Monthly, Monthly.Span(team.Began.Day, team.Year())); takes.Day != 4 || takes.HalfDays != 42 {
		t.Errorf("it takes %+v", takes)
	}
	aims := []Aim{{From: -Forever, Count: 20, Per: Weekly}, {From: day(t, "2026-11-18"), Count: 84, Per: Monthly, Own: true}}
	for now, want := range map[string]string{
		"2026-11-19 09:00": "0 today · 0 of 8 this week · on pace · 4 a day to go",
		"2026-11-23 09:00": "0 today · 0 of 20 this week · on pace · 4 a day to go",
	} {
		if got := PaceToward(k, Weekly, aims, 0, 0, cal, at(t, now), london(t)).Line(); got != want {
			t.Errorf("%s: %q, want %q", now, got, want)
		}
	}
	if p := PaceToward(k, Monthly, aims, 0, 0, cal, at(t, "2026-12-01 09:00"), london(t)); p.Target != 84 {
		t.Errorf("in December it is %d", p.Target)
	}
}

// A goal for the month in which the team began grows from then on.
func TestAGoalOfAYoungTeam(t *testing.T) {
	team := newTeam(t, "2026-11-18 14:00")
	g := TeamGoal{Count: 80, Span: Monthly.Span(team.Began.Day, team.Year())}
	for now, want := range map[string]int64{"2026-11-18 18:00": 0, "2026-11-19 17:30": 10_000, "2026-11-30 17:30": 80_000} {
		if p := g.Pace(team, team.KPIs[0], 0, at(t, now), london(t)); p.Expected != want || p.Target != 80 {
			t.Errorf("%s: %d of %d expected, want %d", now, p.Expected, p.Target, want)
		}
	}
}

// The four weeks before are no past of a team that was not there.
func TestNobodyImprovesOnDaysBeforeTheTeam(t *testing.T) {
	team, now := newTeam(t, "2026-11-18 14:00"), at(t, "2026-11-27 18:00")
	cal := CalendarOf(team, Person{})
	if got := cal.WorkedIn(Span{day(t, "2026-10-19"), day(t, "2026-11-15")}, now, london(t)); got != 0 {
		t.Errorf("worked for %d before", got)
	}
	if got := cal.WorkedIn(Span{day(t, "2026-11-16"), day(t, "2026-11-22")}, now, london(t)); got != 4_000 {
		t.Errorf("worked for %d in the first week", got)
	}
}

// Nobody is nudged on the afternoon of the morning in which their team was made.
func TestNoNudgeOnTheFirstAfternoon(t *testing.T) {
	team := newTeam(t, "2026-11-16 10:00")
	k := team.named("conversation")
	for now, want := range map[string]bool{"2026-11-16 15:00": false, "2026-11-16 17:00": false, "2026-11-17 15:00": true} {
		f := ann(t, now, nil)
		f.Calendar = CalendarOf(team, f.Person)
		f.Paces = []Pace{PaceOf(k, Target{40, Weekly}, 0, 0, f.Calendar, f.Now, f.Zone)}
		if got := ChooseNudge(f); got.Say != want {
			t.Errorf("%s: %+v", now, got)
		}
	}
}

func TestBeganWithin(t *testing.T) {
	made := map[string]string{"wednesday": "2026-11-18 14:00", "monday": "2026-11-16 08:30", "sunday": "2026-11-01 12:00"}
	for name, want := range map[string][3]bool{"wednesday": {true, true, true}, "monday": {false, true, true}, "sunday": {false, false, true}} {
		cal := CalendarOf(newTeam(t, made[name]), Person{})
		for i, per := range []Period{Weekly, Monthly, Quarterly} {
			if got := cal.BeganWithin(per.Span(day(t, "2026-11-20"), cal.Year)); got != want[i] {
				t.Errorf("made on %s, in the %s: %v", name, per, got)
			}
		}
	}
	if CalendarOf(west(), Person{}).BeganWithin(Span{0, 30_000}) {
		t.Error("a team that was always there began")
	}
}

// Who is added in the middle of a week is judged by the rest of it, as with a first day that is given; one that is given is
// the truth, and who left and is back was there before.
func TestWhoIsAddedInTheMiddleOfAWeek(t *testing.T) {
	k := west().named("conversation")
	for _, tt := range []struct {
		name, added string
		start       Start
		back        []Gap
		now         string
		want        string // of somebody who has done nothing
	}{
		{name: "before work", added: "2026-11-18 08:30", now: "2026-11-18 09:00", want: "0 of 12 this week · on pace"},
		{name: "that evening", added: "2026-11-18 08:30", now: "2026-11-18 17:30", want: "0 of 12 this week · 4 behind"},
		{name: "in the afternoon", added: "2026-11-18 14:00", now: "2026-11-19 09:00", want: "0 of 8 this week · on pace"},
		{name: "on a Friday afternoon", added: "2026-11-20 14:00", now: "2026-11-20 15:00", want: "0 this week · the target begins on Mon 23 Nov"},
		{name: "the week after", added: "2026-11-18 14:00", now: "2026-11-23 09:00", want: "0 of 20 this week · on pace"},
		{name: "there since Monday", added: "2026-11-18 14:00", start: Start{Day: day(t, "2026-11-16")}, now: "2026-11-18 17:30", want: "0 of 20 this week · 12 behind"},
		{name: "beginning on Friday", added: "2026-11-18 14:00", start: Start{Day: day(t, "2026-11-20")}, now: "2026-11-20 09:00", want: "0 of 4 this week · on pace"},
		{
			name: "back after a year", added: "2026-11-18 08:00", back: []Gap{{day(t, "2025-11-18"), BeganAt(at(t, "2026-11-18 08:00"), london(t))}},
			now: "2026-11-18 09:00", want: "0 of 12 this week · on pace",
		},
	} {
		team := west()
		team.Joined = map[string]Beginning{"U0ANN": BeganAt(at(t, tt.added), london(t))}
		team.Starts, team.Gaps = map[string]Start{"U0ANN": tt.start}, map[string][]Gap{"U0ANN": tt.back}
		p := PaceOf(k, Target{20, Weekly}, 0, 0, CalendarOf(team, Person{ID: "U0ANN"}), at(t, tt.now), london(t))
		if got := p.Brief(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if other := CalendarOf(team, Person{ID: "U0BOB"}); len(other.Gaps) > 0 {
			t.Errorf("%s: somebody else has %v", tt.name, other.Gaps)
		}
	}
	// The year in which who is back was there before stays what it was.
	team := west()
	team.Joined = map[string]Beginning{"U0ANN": BeganAt(at(t, "2026-11-18 08:00"), london(t))}
	team.Gaps = map[string][]Gap{"U0ANN": {{day(t, "2026-06-01"), team.Joined["U0ANN"]}}}
	if cal := CalendarOf(team, Person{ID: "U0ANN"}); !cal.Expects(day(t, "2026-05-29")) || cal.Expects(day(t, "2026-06-01")) {
		t.Error("nothing was expected in May, or something in June")
	}
}

// What is expected of most is reckoned once: who was not there all the time is not among them, whoever is asked about first.
func TestExpectationsOfWhoWasNotThere(t *testing.T) {
	back := BeganAt(at(t, "2026-11-18 08:00"), london(t))
	team := west()
	team.Gaps = map[string][]Gap{"U0BACK": {{day(t, "2026-11-16"), back}}}
	team.Joined = map[string]Beginning{"U0NEW": back}
	k := team.named("conversation")
	k.Target = Target{20, Weekly}
	span, now := Span{day(t, "2026-11-16"), day(t, "2026-11-22")}, at(t, "2026-11-27 18:00")
	want := map[string]int64{"U0ANN": 20_000, "U0BACK": 12_000, "U0NEW": 12_000}
	for _, order := range [][]string{{"U0BACK", "U0NEW", "U0ANN"}, {"U0ANN", "U0NEW", "U0BACK"}} {
		all := team.Expectations(span, now)
		for _, id := range order {
			if got, _ := all.Of(k, Person{ID: id}, london(t)); got != want[id] {
				t.Errorf("%v: of %s %d is expected, want %d", order, id, got, want[id])
			}
		}
	}
}
