package store

import (
	"database/sql"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
)

// The newest occurrences are remembered, and what is remembered is what stands in the file: after any claims and skips,
// the first and the second of each, of schedules and of follow-ups, and after writes that failed.
func TestRememberedOccurrencesAreThoseOfTheFile(t *testing.T) {
	d := open(t)
	f := fixture{storage: d, t: t}
	f.apply(west(), monday)
	schedules := must(d.Schedules(t.Context()))(t)
	full := errors.New("the disk is full")
	rapid.Check(t, func(rt *rapid.T) {
		s := rapid.SampledFrom(schedules).Draw(rt, "schedule")
		o := coach.Occurrence{
			Rhythm: s.Rhythm, Team: s.Team, Kind: s.Kind, Zone: s.Zone, State: coach.Skipped, Reason: "late",
			Due: monday.Add(time.Duration(rapid.IntRange(0, 40).Draw(rt, "due")) * time.Hour),
		}
		switch rapid.IntRange(0, 4).Draw(rt, "what") {
		case 0:
			must(d.Claim(t.Context(), o, monday))(t)
		case 1:
			if err := d.RecordSkipped(t.Context(), []coach.Occurrence{o}, monday); err != nil {
				rt.Fatal(err)
			}
		case 2: // a follow-up, which is of another kind, and later
			o.Kind, o.Due = coach.HuddleClose, o.Due.Add(100*time.Hour)
			must(d.Claim(t.Context(), o, monday))(t)
		case 3: // a write that failed, with the row there or not
			if rapid.Bool().Draw(rt, "stored") {
				must(d.Claim(t.Context(), o, monday))(t)
			}
			d.lasts.wrote(full, o)
		case 4: // another process's, while nothing is remembered: as at the start
			d.lasts.wrote(full, o)
			err := d.write(t.Context(), func(s *session) error {
				_, err := s.exec(`INSERT INTO occurrence (rhythm_id, kind, zone, due, team_id, state, reason)
					VALUES ($1, $2, $3, $4, $5, 'planned', '') ON CONFLICT DO NOTHING`, o.Rhythm, o.Kind, o.Zone, micros(o.Due), o.Team)
				return err
			})
			if err != nil {
				rt.Fatal(err)
			}
		}
		for _, got := range must(d.Schedules(t.Context()))(t) {
			if want := newestOf(t, d, got); !got.Last.Equal(want) {
				rt.Fatalf("%s in %s: %s is remembered, and %s is the newest", got.Kind, got.Zone, got.Last, want)
			}
		}
	})
}

// newestOf asks the file.
func newestOf(t *testing.T, d *DB, o coach.Schedule) time.Time {
	t.Helper()
	o.Last = time.Time{}
	if err := d.read(t.Context(), func(s *session) error { return readLast(s, &o) }); err != nil {
		t.Fatal(err)
	}
	return o.Last
}

// What is read while somebody writes may be of before the write, and is not remembered.
func TestWhatIsReadBesideAWriteIsNotRemembered(t *testing.T) {
	var l lasts
	o := coach.Occurrence{Rhythm: "r", Kind: coach.Huddle, Zone: "Europe/London", Due: monday}
	fill := func(read time.Time, meanwhile func()) time.Time {
		t.Helper()
		all := []coach.Schedule{{Rhythm: "r", Kind: coach.Huddle, Zone: "Europe/London"}}
		err := l.fill(all, l.of(all), func(unknown []*coach.Schedule) error {
			if meanwhile != nil {
				meanwhile()
			}
			for _, s := range unknown {
				s.Last = read
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return all[0].Last
	}
	if got := fill(time.Time{}, func() { l.wrote(nil, o) }); !got.IsZero() {
		t.Errorf("read %s", got)
	}
	if got := fill(monday, nil); !got.Equal(monday) {
		t.Errorf("after the write %s: what was read beside it was remembered", got)
	}
	o.Due = monday.Add(time.Hour)
	l.wrote(nil, o)
	if got := fill(time.Time{}, func() { t.Error("read again") }); !got.Equal(o.Due) {
		t.Errorf("remembers %s, want what was written", got)
	}
	o.Due = monday
	l.wrote(nil, o)
	if got := fill(time.Time{}, nil); !got.Equal(monday.Add(time.Hour)) {
		t.Errorf("an older one that was written later is remembered: %s", got)
	}
	failed := []coach.Schedule{{Rhythm: "r", Kind: coach.Nudge, Zone: "Europe/London"}}
	if err := l.fill(failed, l.of(failed), func([]*coach.Schedule) error { return sql.ErrConnDone }); !errors.Is(err, sql.ErrConnDone) {
		t.Errorf("error %v", err)
	}
}

// TestOnlySchedulesThatThereAreAreRemembered: each change of an expression makes another series, for years on end. One that is
// switched on again is read again, for nobody took down what became of it meanwhile.
func TestOnlySchedulesThatThereAreAreRemembered(t *testing.T) {
	var l lasts
	one := []coach.Schedule{{Rhythm: "r", Kind: coach.Huddle, Zone: "Europe/London"}}
	learn := func(at time.Time) (reads int) {
		t.Helper()
		all := slices.Clone(one)
		err := l.fill(all, l.of(all), func(unknown []*coach.Schedule) error {
			reads++
			unknown[0].Last = at
			return nil
		})
		if err != nil || !all[0].Last.Equal(at) {
			t.Errorf("last %s, %v, want %s", all[0].Last, err, at)
		}
		return reads
	}
	if learn(monday) != 1 || learn(monday) != 0 {
		t.Error("what there is is not remembered")
	}
	l.of([]coach.Schedule{{Rhythm: "another", Kind: coach.Huddle, Zone: "Europe/London"}})
	if len(l.series) != 1 {
		t.Errorf("%d series are remembered, want 1", len(l.series))
	}
	l.wrote(nil, coach.Occurrence{Rhythm: "r", Kind: coach.Huddle, Zone: "Europe/London", Due: monday.Add(time.Hour)})
	if learn(monday.Add(time.Hour)) != 1 {
		t.Error("what was switched on again is not read again")
	}
}
