package store

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// TestTextsExpireAndNumbersStay: what is old enough loses its words, and only those.
func TestTextsExpireAndNumbersStay(t *testing.T) {
	d := open(t)
	team := annEverywhere(t, d)
	for n := range 3 * expireBite / 2 { // more than one bite
		commit(t, d, coach.Change{At: monday, Activities: []coach.Activity{
			{Team: team.ID, Person: annID, KPI: team.KPIs[0].ID, Day: today, Count: 1, Note: annWords, Source: "command", LoggedAt: monday.Add(-time.Duration(n))},
		}})
	}
	later := monday.AddDate(0, 3, 0)
	commit(t, d, coach.Change{
		At:         later,
		Activities: []coach.Activity{{Team: team.ID, Person: annID, KPI: team.KPIs[0].ID, Day: today + 90, Count: 1, Note: "Heraldry", Source: "command"}},
		Messages:   []coach.Message{{Key: "new", Verb: coach.Post, Channel: annID, Text: "Heraldry too", State: coach.Sent}},
		Audit:      []coach.Audit{{By: "U0MAYA", What: "team", Detail: "Heraldry three"}},
	})
	// The words of a plan are in use until another one holds.
	commit(t, d, coach.Change{WorkBack: &coach.Plan{
		ID: "plan-3", Team: team.ID, Person: annID, From: today + 90, Per: coach.Monthly, Goal: team.KPIs[0].ID, Count: 40,
		State: coach.PlanActive, By: annID, MadeAt: later,
	}})
	before := teamSums(t, d, team)
	n, err := d.ExpireTexts(t.Context(), later.AddDate(0, -1, 0))
	if err != nil || n == 0 {
		t.Fatalf("%d erased, %v", n, err)
	}
	for line := range strings.Lines(dump(t, d)) {
		// Two are still on their way, and say what they were meant to say.
		if strings.Contains(line, annWords) && !strings.Contains(line, "sending") && !strings.Contains(line, "pending") {
			t.Errorf("still there: %s", line)
		}
	}
	if text := dump(t, d); strings.Count(text, "Heraldry") != 3 {
		t.Errorf("what is new went as well:\n%s", text)
	}
	if after := teamSums(t, d, team); after != before {
		t.Errorf("the team's sums were %s and are %s", before, after)
	}
	if n, err := d.ExpireTexts(t.Context(), later.AddDate(0, -1, 0)); err != nil || n != 0 {
		t.Errorf("once more: %d, %v", n, err)
	}
}

// TestWhatIsWrittenAnewDoesNotExpire: a form that is saved again between the look for old texts and their erasure stays.
func TestWhatIsWrittenAnewDoesNotExpire(t *testing.T) {
	d := open(t)
	team := annEverywhere(t, d)
	later := monday.AddDate(0, 3, 0)
	bound := later.AddDate(0, -1, 0)
	found := make(map[string][][]any)
	for _, e := range expiries() {
		found[e.what] = must(d.expired(t.Context(), e, bound))(t)
	}
	commit(t, d, coach.Change{
		At:    later,
		Draft: &coach.Draft{Person: annID, Kind: "setup", Body: `{"name":"Heraldry"}`},
		Entry: &coach.HuddleFiling{Team: team.ID, Day: today, Entry: coach.HuddleEntry{Person: annID, Hurdle: "Heraldry too"}},
	})
	for _, e := range expiries() {
		if err := d.expire(t.Context(), e, found[e.what], bound); err != nil {
			t.Fatalf("%s: %v", e.what, err)
		}
	}
	if text := dump(t, d); strings.Count(text, "Heraldry") != 2 {
		t.Errorf("what was written anew went with the old:\n%s", text)
	}
}

// BenchmarkPrivacy measures a database of 150 MB: how long others wait while somebody is forgotten, while the file is
// written anew, and while texts expire.
func BenchmarkPrivacy(b *testing.B) {
	d, team := ledgerOf(b, 700_000)
	commit(b, d, coach.Change{People: []coach.Person{{ID: "U0REP007", Name: annName, Zone: "UTC"}}})
	worst := func(what string, during func() error) {
		slowest := make(chan time.Duration)
		stop := make(chan struct{})
		go func() {
			var worst time.Duration
			for {
				select {
				case <-stop:
					slowest <- worst
					return
				default:
				}
				began := time.Now()
				if err := d.Commit(b.Context(), logged(team, "U0REP001", serial.Add(1))); err != nil {
					b.Error(err)
				}
				worst = max(worst, time.Since(began))
			}
		}()
		began := time.Now()
		if err := during(); err != nil {
			b.Error(err)
		}
		took := time.Since(began)
		close(stop)
		b.ReportMetric(float64((<-slowest).Milliseconds()), what+"-slowest-write-ms")
		b.ReportMetric(float64(took.Milliseconds()), what+"-ms")
	}
	b.ResetTimer()
	for range b.N {
		worst("forget", func() error {
			return d.Commit(b.Context(), coach.Change{At: monday, Forget: &coach.Forgetting{Person: "U0REP007", As: coach.Nameless(strconv.FormatInt(serial.Add(1), 10), true)}})
		})
		worst("rewrite", func() error {
			_, err := d.Rewrite(b.Context())
			return err
		})
		worst("expire", func() error {
			_, err := d.ExpireTexts(b.Context(), monday.AddDate(-1, 0, 0))
			return err
		})
	}
}
