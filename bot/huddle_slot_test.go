package bot

import (
	"errors"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// Which huddle of Monday opens for a time of the day, by those that there are already. Times are UTC.
func TestWhichHuddleOpens(t *testing.T) {
	at := func(clock string) time.Time {
		when, err := time.Parse("2006-01-02 15:04", storyMonday+" "+clock)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	monday := coach.NewDay(2026, 11, 23)
	held := func(slot, due, from, to string) coach.HuddleDay {
		return coach.HuddleDay{Team: "west", Day: monday, Slot: slot, Due: due, OpenedAt: at(from), ClosesAt: at(to)}
	}
	ahead := func(slot string) coach.HuddleDay { // filed for, and not opened
		return coach.HuddleDay{Team: "west", Day: monday, Slot: slot, Entries: []coach.HuddleEntry{{Person: "U0ANN"}}}
	}
	morning := held("", "09:00", "09:00", "11:00")
	times := []string{"09:00", "16:00"}
	for _, c := range []struct {
		name  string
		all   []coach.HuddleDay
		times []string
		due   string
		want  string // slot; "none" when none opens
	}{
		{"the first of the day", nil, times, "09:00", ""},
		{"with what was filed the evening before", []coach.HuddleDay{ahead("")}, []string{"09:30"}, "09:30", ""},
		{"the morning's was missed: the day's first is the afternoon's", []coach.HuddleDay{ahead("")}, times, "16:00", ""},
		{"the second", []coach.HuddleDay{morning}, times, "16:00", "16:00"},
		{"the second, filed for ahead", []coach.HuddleDay{morning, ahead("16:00")}, times, "16:00", "16:00"},
		{"the second was moved after it was filed for", []coach.HuddleDay{morning, ahead("16:00")}, []string{"09:00", "16:30"}, "16:30", "16:00"},
		{"one that was filed for is still to come", []coach.HuddleDay{morning, ahead("16:00")}, []string{"09:00", "13:00", "16:00"}, "13:00", "13:00"},
		{"by hand before its time", []coach.HuddleDay{held("", "09:00", "07:00", "08:30")}, times, "09:00", "none"},
		{"another one is open", []coach.HuddleDay{morning}, []string{"09:00", "10:30"}, "10:30", "none"},
		{"another one has just been", []coach.HuddleDay{held("", "09:00", "09:00", "09:20")}, []string{"09:00", "09:30"}, "09:30", "none"},
		{"the morning's is not held any more", []coach.HuddleDay{morning}, []string{"16:00"}, "16:00", "16:00"},
		{"of an older version: it was the only one", []coach.HuddleDay{held("", "", "08:00", "08:30")}, []string{"09:00"}, "09:00", "none"},
		{"of an older version: the second", []coach.HuddleDay{held("", "", "09:00", "11:00")}, times, "16:00", "16:00"},
		{"moved, and moved back", []coach.HuddleDay{morning, held("16:00", "13:00", "13:00", "14:00")}, times, "16:00", "none"},
	} {
		got, err := huddleDueAt(&coach.Team{ID: "west"}, monday, c.due, c.times, c.all, at(c.due))
		slot := got.Slot
		if errors.Is(err, skipOpened) {
			slot = "none"
		} else if err != nil || got.Due != c.due || got.Team != "west" || got.Day != monday {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
		if slot != c.want {
			t.Errorf("%s: %q opens, want %q", c.name, slot, c.want)
		}
	}
}

// A huddle closes when the next one of the day is due, and its reminder leaves time to answer.
func TestHuddleIsCutShort(t *testing.T) {
	opened := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	hd := coach.HuddleDay{Due: "09:00", OpenedAt: opened}
	due := []time.Time{opened, opened.Add(time.Hour), opened.Add(7 * time.Hour)}
	hd.ClosesAt = closingOf(hd, coach.HuddleTimes{Remind: 60}, due, time.UTC)
	if !hd.ClosesAt.Equal(opened.Add(time.Hour)) {
		t.Errorf("it closes at %s", hd.ClosesAt)
	}
	follow := huddleFollowUps(coach.Occurrence{Rhythm: "r"}, coach.HuddleTimes{Remind: 60}, hd)
	if got := follow[0].Due; !got.Equal(opened.Add(30 * time.Minute)) {
		t.Errorf("the reminder comes at %s", got)
	}
	if got := closingOf(hd, coach.HuddleTimes{}, due[2:], time.UTC); !got.Equal(opened.Add(2 * time.Hour)) {
		t.Errorf("with time to the next one it closes at %s", got)
	}
}

// What is due within an hour of another opens nothing, whatever the expressions say.
func TestHuddleTimes(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		team.Rhythms = map[coach.RhythmKind][]string{coach.Huddle: {"every quarter", "at four"}}
	})
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	s.b.cfg.Dates = func(cron, _ string, after time.Time, n int) (dates []time.Time, err error) {
		step := 24 * time.Hour
		next := monday.Add(16 * time.Hour)
		if cron == "every quarter" {
			step, next = 15*time.Minute, monday.Add(9*time.Hour)
		}
		for ; len(dates) < n; next = next.Add(step) {
			if cron == "every quarter" && next.After(monday.Add(10*time.Hour)) {
				return dates, nil
			}
			if next.After(after) {
				dates = append(dates, next)
			}
		}
		return dates, nil
	}
	got := clocks(s.b.huddleTimes(s.team, coach.NewDay(2026, 11, 23)), time.UTC)
	if len(got) != 3 || got[0] != "09:00" || got[1] != "10:00" || got[2] != "16:00" {
		t.Errorf("%v", got)
	}
}
