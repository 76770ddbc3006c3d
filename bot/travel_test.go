package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// fliesTo has Slack say that somebody is in another zone now.
func (s *stage) fliesTo(person, zone string) {
	s.t.Helper()
	u := slack.User{ID: person, TZ: zone, Profile: slack.UserProfile{DisplayName: s.store.roster.Person(person).Name}}
	s.slack.people[person] = personOf(u)
	if err := s.bot.personChanged(s.t.Context(), u); err != nil {
		s.t.Fatal(err)
	}
}

// upcoming is what is due next in some zones: the check-in of Friday 15:00 and the digest of Monday 08:30.
func (s *stage) upcoming(zones ...string) {
	s.bot.cfg.Upcoming = func(context.Context, ...string) ([]coach.Occurrence, error) {
		var next []coach.Occurrence
		for _, name := range zones {
			zone, err := time.LoadLocation(name)
			if err != nil {
				return nil, err
			}
			for _, o := range []coach.Occurrence{
				{Rhythm: "r1", Team: "west", Kind: coach.CheckIn, Zone: name, Due: time.Date(2026, 11, 27, 15, 0, 0, 0, zone)},
				{Rhythm: "r2", Team: "west", Kind: coach.Digest, Zone: name, Due: time.Date(2026, 11, 30, 8, 30, 0, 0, zone)},
			} {
				if o.Due.After(s.clock) {
					next = append(next, o)
				}
			}
		}
		return next, nil
	}
}

// sent are the keys of what is in the outbox.
func (s *stage) sent() string { return strings.Join(s.outboxKeys(), ", ") }

// Ann leaves New York on Friday morning for Sydney, where Friday's check-in was over hours ago; nobody would ask her.
func TestFlyingEastMissesNothing(t *testing.T) {
	s := newStage(t)
	s.clock = time.Date(2026, 11, 27, 14, 0, 0, 0, time.UTC) // 09:00 in New York, 01:00 on Saturday in Sydney
	s.fliesTo("U0ANN", "America/New_York")
	s.upcoming("America/New_York")
	s.fliesTo("U0ANN", "Australia/Sydney")
	const want = "checkin/west/2026-11-23/U0ANN pending"
	if got := s.sent(); got != want {
		t.Fatalf("sent was %q, want %q", got, want)
	}
	if text := s.store.outbox[0].Text; !strings.HasPrefix(text, "Your week, 23 to 29 Nov.") {
		t.Errorf("asked was %q", text)
	}
	// On the way back the time comes once more, to New York as a whole: she has been asked.
	s.upcoming("Australia/Sydney")
	s.fliesTo("U0ANN", "America/New_York")
	s.clock = time.Date(2026, 11, 27, 20, 0, 0, 0, time.UTC)
	o := coach.Occurrence{Rhythm: "r1", Team: "west", Kind: coach.CheckIn, Zone: "America/New_York", Due: s.clock}
	if err := s.bot.RunOccurrence(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if got := s.sent(); got != want {
		t.Errorf("sent was %q, want %q", got, want)
	}
}

// A digest goes the same way, to managers alone; and what comes later where they are is left to come.
func TestAManagerFlyingEastHasTheDigest(t *testing.T) {
	s := newStage(t)
	s.clock = time.Date(2026, 11, 30, 2, 0, 0, 0, time.UTC) // Monday 02:00 in London, 13:00 in Sydney
	s.upcoming("Europe/London")
	s.fliesTo("U0MAYA", "Australia/Sydney")
	if got, want := s.sent(), "digest/west/2026-11-30/U0MAYA pending"; got != want {
		t.Errorf("sent was %q, want %q", got, want)
	}
	s.fliesTo("U0BOB", "Australia/Sydney")
	if got, want := s.sent(), "digest/west/2026-11-30/U0MAYA pending"; got != want {
		t.Errorf("sent was %q, want %q", got, want)
	}
}

func TestWhoFliesAndMissesNothing(t *testing.T) {
	for _, row := range []struct {
		what     string
		at       string
		from, to string
		away     bool
	}{
		{"west, after the time", "2026-11-27T16:00:00Z", "Europe/London", "America/New_York", false},
		{"west, before the time", "2026-11-27T14:00:00Z", "Europe/London", "America/New_York", false},
		{"east, and it comes there too", "2026-11-26T20:00:00Z", "Europe/London", "Europe/Athens", false},
		{"east, and away that day", "2026-11-27T14:00:00Z", "Europe/London", "Australia/Sydney", true},
		{"nowhere", "2026-11-27T14:00:00Z", "Europe/London", "Europe/London", false},
	} {
		s := newStage(t)
		if row.away {
			ann := s.store.roster.Person("U0ANN")
			ann.Absences = []coach.Absence{off(t, "2026-11-27", coach.WholeDay)}
			s.store.roster.People["U0ANN"] = ann
		}
		at, err := time.Parse(time.RFC3339, row.at)
		if err != nil {
			t.Fatal(err)
		}
		s.clock = at
		s.upcoming(row.from)
		s.fliesTo("U0ANN", row.to)
		if got := s.sent(); got != "" {
			t.Errorf("%s: sent was %q", row.what, got)
		}
	}
}

// What was logged on Tuesday in Sydney is Tuesday's, and part of the week, also where it is still Monday.
func TestALogStaysOnItsDay(t *testing.T) {
	s := newStage(t)
	s.clock = time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC) // Tuesday 10:00 in Sydney
	s.fliesTo("U0ANN", "Australia/Sydney")
	s.types("U0ANN", "C0WEST", "/log", "3 conversations")
	s.clock = s.clock.Add(time.Hour)
	s.fliesTo("U0ANN", "America/Los_Angeles") // Monday 16:00
	if got := s.types("U0ANN", "C0WEST", "/log", "1 conversation"); !strings.Contains(got, "1 today · 4 of 20 this week") {
		t.Errorf("in Los Angeles Ann reads %q", got)
	}
	if got := s.types("U0ANN", "C0WEST", "/pace", ""); !strings.Contains(got, "1 today · 4 of 20 this week") {
		t.Errorf("in Los Angeles Ann reads %q", got)
	}
	days := map[coach.Day]int64{}
	for _, a := range s.store.ledger {
		days[a.Day] += a.Count
	}
	if monday := coach.NewDay(2026, 11, 23); days[monday] != 1 || days[monday+1] != 3 {
		t.Errorf("the ledger has %v", days)
	}
}
