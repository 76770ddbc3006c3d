package scheduler

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
)

// instant reads "2026-11-23 09:00", in UTC, or with seconds.
func instant(tb testing.TB, text string) time.Time {
	tb.Helper()
	layout := "2006-01-02 15:04:05"
	at, err := time.Parse(layout[:min(len(text), len(layout))], text)
	if err != nil {
		tb.Fatal(err)
	}
	return at
}

// lines writes findings as a story: "run 2026-11-23 09:00", "skip 2026-11-20 09:00 late".
func (f findings) lines() []string {
	const layout = "2006-01-02 15:04"
	var lines []string
	for _, o := range f.skip {
		lines = append(lines, fmt.Sprintf("skip %s %s", o.Due.Format(layout), o.Reason))
	}
	for _, o := range f.run {
		lines = append(lines, "run "+o.Due.Format(layout))
	}
	return lines
}

func TestDue(t *testing.T) {
	tests := []struct {
		name                         string
		kind                         coach.RhythmKind
		cron, zone, since, last, now string
		want                         []string
	}{
		{"not yet", coach.Huddle, "0 9 * * *", "UTC", "2026-11-01 00:00", "2026-11-20 09:00", "2026-11-21 08:59:59", nil},
		{"to the second", coach.Huddle, "0 9 * * *", "UTC", "2026-11-01 00:00", "2026-11-20 09:00", "2026-11-21 09:00", []string{"run 2026-11-21 09:00"}},
		{"already recorded", coach.Huddle, "0 9 * * *", "UTC", "2026-11-01 00:00", "2026-11-21 09:00", "2026-11-21 09:00:30", nil},
		{"within the window", coach.Huddle, "0 9 * * *", "UTC", "2026-11-01 00:00", "2026-11-20 09:00", "2026-11-21 09:45", []string{"run 2026-11-21 09:00"}},
		{"after the window", coach.Huddle, "0 9 * * *", "UTC", "2026-11-01 00:00", "2026-11-20 09:00", "2026-11-21 09:45:01", []string{"skip 2026-11-21 09:00 late"}},
		{
			"a long sleep: the newest runs, the others do not", coach.Huddle, "0 9 * * *", "UTC", "2026-11-01 00:00", "2026-11-18 09:00", "2026-11-21 09:10",
			[]string{"skip 2026-11-19 09:00 late", "skip 2026-11-20 09:00 late", "run 2026-11-21 09:00"},
		},
		{
			"two within one window", coach.Nudge, "0 * * * *", "UTC", "2026-11-01 00:00", "2026-11-21 09:00", "2026-11-21 12:30",
			[]string{"skip 2026-11-21 10:00 late", "skip 2026-11-21 11:00 superseded", "run 2026-11-21 12:00"},
		},
		{"since is due itself", coach.Huddle, "0 9 * * *", "UTC", "2026-11-21 09:00", "", "2026-11-21 09:00", []string{"run 2026-11-21 09:00"}},
		{"nothing before since", coach.Huddle, "0 9 * * *", "UTC", "2026-11-21 09:00:01", "", "2026-11-21 09:10", nil},
		{
			"the skipped hour of spring", coach.Huddle, "30 1 * * *", "Europe/London", "2026-01-01 00:00", "2026-03-28 01:30", "2026-03-29 01:30",
			[]string{"run 2026-03-29 01:30"}, // 02:30 on the wall
		},
		{"the second 01:30 of autumn", coach.Huddle, "30 1 * * *", "Europe/London", "2026-01-01 00:00", "2026-10-25 00:30", "2026-10-25 01:30", nil},
		{"the leap day", coach.Leaderboard, "0 17 29 2 *", "UTC", "2026-01-01 00:00", "", "2028-02-29 18:00", []string{"run 2028-02-29 17:00"}},
		{
			"moved east: the same rule in a new zone", coach.CheckIn, "0 15 * * 5", "Asia/Tokyo", "2026-11-16 00:00", "", "2026-11-20 06:00",
			[]string{"run 2026-11-20 06:00"},
		},
		{"the clock went back an hour", coach.Huddle, "0 9 * * *", "UTC", "2026-11-01 00:00", "2026-11-21 09:00", "2026-11-21 08:00", nil},
		{
			"the clock went back to just after yesterday's: the claim will refuse it", coach.Huddle, "0 9 * * *", "UTC",
			"2026-11-01 00:00", "2026-11-21 09:00", "2026-11-20 09:01",
			[]string{"run 2026-11-20 09:00"},
		},
		{
			"the clock was in 2030 for a while", coach.Huddle, "0 9 * * *", "UTC", "2026-11-01 00:00", "2030-06-01 09:00", "2026-11-23 09:00",
			[]string{"run 2026-11-23 09:00"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := coach.Schedule{Rhythm: "r", Team: "t", Kind: test.kind, Cron: test.cron, Zone: test.zone, Since: instant(t, test.since)}
			if test.last != "" {
				s.Last = instant(t, test.last)
			}
			table, err := newTimetable(s.Cron, s.Zone)
			if err != nil {
				t.Fatal(err)
			}
			row, _ := coach.RhythmOf(s.Kind)
			got := due(&s, table, row.CatchUp, instant(t, test.now))
			if diff := cmp.Diff(test.want, got.lines()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDueIsBoundedAfterYears(t *testing.T) {
	now := instant(t, "2026-11-22 10:00")
	for _, cron := range []string{"* * * * *", "* * 1 * *", "0 9 * * *", "* 9-17 * 1-6 *"} {
		table, err := newTimetable(cron, "Europe/London")
		if err != nil {
			t.Fatal(err)
		}
		for _, since := range []time.Time{{}, now.AddDate(-8, 0, 0)} {
			got := due(&coach.Schedule{Kind: coach.Huddle, Since: since}, table, 45*time.Minute, now)
			if n := len(got.run) + len(got.skip); n != maxMissed {
				t.Errorf("%s since %v: %d occurrences; want %d", cron, since, n, maxMissed)
			}
			if first := got.skip[0]; first.Reason != Late+AndEarlier {
				t.Errorf("%s since %v: the oldest says %q", cron, since, first.Reason)
			}
			if cron == "* * * * *" && (len(got.run) != 1 || !got.run[0].Due.Equal(now)) {
				t.Errorf("%s: ran %v", cron, got.run)
			}
		}
	}
	table, err := newTimetable("* * * * *", "UTC")
	if err != nil {
		t.Fatal(err)
	}
	wide := due(&coach.Schedule{Kind: coach.CheckIn}, table, 12*time.Hour, now)
	if first := wide.skip[0]; first.Reason != Superseded+AndEarlier {
		t.Errorf("inside a wide window the oldest says %q", first.Reason)
	}
}

// TestDueLeavesNoHole holds for random schedules and moments: what is run and skipped is exactly what fired since the
// last one, at most one is run, it is the newest, and it is within its window.
func TestDueLeavesNoHole(t *testing.T) {
	loc := zone(t, "Europe/London")
	base := instant(t, "2026-03-27 12:00")
	rapid.Check(t, func(r *rapid.T) {
		cron := randomSpec(r)
		spec, err := ParseCron(cron)
		if err != nil {
			r.Fatal(err)
		}
		last := base.Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(r, "last")) * time.Minute)
		now := last.Add(time.Duration(rapid.IntRange(0, 24*3600).Draw(r, "later")) * time.Second)
		window := time.Duration(rapid.SampledFrom([]int{45, 120, 720}).Draw(r, "window")) * time.Minute
		got := due(&coach.Schedule{Kind: coach.Huddle, Last: last}, timetable{spec: spec, loc: loc}, window, now)

		fired := walk(r, cron, loc, last.Add(time.Second), now.Add(1))
		if len(got.run) > 1 {
			r.Fatalf("%d at once", len(got.run))
		}
		all := append(got.skip, got.run...)
		if want := min(len(fired), maxMissed); len(all) != want {
			r.Fatalf("%d occurrences; want %d", len(all), want)
		}
		for i, o := range all {
			if at := fired[len(fired)-len(all)+i]; o.Due.Unix() != at {
				r.Fatalf("occurrence %d is of %v; want %v", i, o.Due, time.Unix(at, 0).UTC())
			}
		}
		if len(all) > 0 {
			newest := all[len(all)-1]
			if inWindow := now.Sub(newest.Due) <= window; inWindow != (len(got.run) == 1) {
				r.Fatalf("the newest is %v old and the window %v; run %v", now.Sub(newest.Due), window, got.run)
			}
		}
	})
}

func TestDueOpen(t *testing.T) {
	open := []coach.Occurrence{
		{Rhythm: "a", Kind: coach.HuddleClose, Due: instant(t, "2026-11-20 11:00"), State: coach.Planned},
		{Rhythm: "b", Kind: coach.HuddleReminder, Due: instant(t, "2026-11-20 09:45"), State: coach.Planned},
		{Rhythm: "c", Kind: coach.HuddleReminder, Due: instant(t, "2026-11-20 10:45"), State: coach.Planned},
		{Rhythm: "d", Kind: "of a later version", Due: instant(t, "2026-11-20 10:45"), State: coach.Planned},
		{Rhythm: "e", Kind: coach.HuddleClose, Due: instant(t, "2026-11-20 12:00"), State: coach.Planned},
	}
	want := []string{"skip 2026-11-20 09:45 late", "run 2026-11-20 10:45", "run 2026-11-20 11:00"}
	if diff := cmp.Diff(want, dueOpen(open, instant(t, "2026-11-20 11:10")).lines()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMerge(t *testing.T) {
	at := func(kind coach.RhythmKind, zone, text string) coach.Occurrence {
		return coach.Occurrence{Rhythm: "r", Team: "t", Kind: kind, Zone: zone, Due: instant(t, text)}
	}
	tests := []struct {
		name     string
		old, new []coach.Occurrence
		want     []string
	}{
		{
			"a released nudge gives way to a new one",
			[]coach.Occurrence{at(coach.Nudge, "UTC", "2026-11-20 11:00")},
			[]coach.Occurrence{at(coach.Nudge, "UTC", "2026-11-20 12:00")},
			[]string{"skip 2026-11-20 11:00 superseded", "run 2026-11-20 12:00"},
		},
		{
			"in whatever order they come",
			[]coach.Occurrence{at(coach.Nudge, "UTC", "2026-11-20 12:00")},
			[]coach.Occurrence{at(coach.Nudge, "UTC", "2026-11-20 11:00")},
			[]string{"skip 2026-11-20 11:00 superseded", "run 2026-11-20 12:00"},
		},
		{
			"the same one twice is one",
			[]coach.Occurrence{at(coach.Nudge, "UTC", "2026-11-20 12:00")},
			[]coach.Occurrence{at(coach.Nudge, "UTC", "2026-11-20 12:00")},
			[]string{"run 2026-11-20 12:00"},
		},
		{
			"another zone is another series",
			[]coach.Occurrence{at(coach.Nudge, "UTC", "2026-11-20 12:00")},
			[]coach.Occurrence{at(coach.Nudge, "Europe/Rome", "2026-11-20 11:00")},
			[]string{"run 2026-11-20 11:00", "run 2026-11-20 12:00"},
		},
		{
			"each huddle gets its own wrap-up",
			[]coach.Occurrence{at(coach.HuddleClose, "UTC", "2026-11-20 11:00"), at(coach.HuddleClose, "UTC", "2026-11-20 18:00")},
			nil,
			[]string{"run 2026-11-20 11:00", "run 2026-11-20 18:00"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := merge(findings{run: test.old}, findings{run: test.new})
			if diff := cmp.Diff(test.want, got.lines()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestMergeOrdersWhatIsSkipped holds merge to the order that findings promise: the log calls the last the newest.
func TestMergeOrdersWhatIsSkipped(t *testing.T) {
	late := func(zone, text string) findings {
		return findings{skip: []coach.Occurrence{{Rhythm: "r", Team: "t", Kind: coach.Nudge, Zone: zone, Due: instant(t, text), Reason: Late}}}
	}
	got := merge(late("UTC", "2026-11-20 12:00"), late("Europe/Rome", "2026-11-20 11:00"))
	want := []string{"skip 2026-11-20 11:00 late", "skip 2026-11-20 12:00 late"}
	if diff := cmp.Diff(want, got.lines()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNewTimetableRefusesVagueZones(t *testing.T) {
	for _, zone := range []string{"", "Local", "Europe/Atlantis", "+01:00", "../etc/passwd"} {
		if _, err := newTimetable("@daily", zone); err == nil {
			t.Errorf("zone %q was taken", zone)
		}
	}
}

func BenchmarkDueAfterYears(b *testing.B) {
	table, err := newTimetable("* * * * *", "Europe/London")
	if err != nil {
		b.Fatal(err)
	}
	now := instant(b, "2026-11-22 10:00")
	for b.Loop() {
		due(&coach.Schedule{Kind: coach.Huddle, Since: now.AddDate(-8, 0, 0)}, table, 45*time.Minute, now)
	}
}

// A timetable that remembers the pause that it is in answers as one that works everything out.
func TestATimetableRemembersItsPause(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		table, err := newTimetable(rapid.SampledFrom([]string{"30 2 * * *", "*/20 * * * *", "0 9 * * 1-5", "15 0 1 * *"}).Draw(rt, "cron"),
			rapid.SampledFrom([]string{"Europe/London", "Pacific/Chatham", "Australia/Lord_Howe", "Asia/Kolkata"}).Draw(rt, "zone"))
		if err != nil {
			rt.Fatal(err)
		}
		at := time.Date(2027, time.March, 27, 0, 0, 0, 0, time.UTC)
		for _, minutes := range rapid.SliceOfN(rapid.IntRange(-3000, 3000), 1, 20).Draw(rt, "steps") {
			at = at.Add(time.Duration(minutes) * time.Minute)
			got, ok := table.next(at)
			want, exists := table.spec.Next(at, table.loc)
			if ok != exists || !got.Equal(want) {
				rt.Fatalf("after %s: %s, want %s", at, got, want)
			}
		}
	})
}
