package store

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
)

// Whatever is made of a process in whichever order: no two have one id, and each name keeps its own unless an id was given.
func TestIDsSettle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"})
		list := func(what string, ids bool) (all []named) {
			names := rapid.SliceOfDistinct(word, rapid.ID).Draw(t, what)
			numbers := rapid.SliceOfNDistinct(rapid.IntRange(0, 9), len(names), len(names), rapid.ID).Draw(t, what+" ids")
			for i, name := range names {
				n := named{name: name}
				if ids || rapid.Bool().Draw(t, "by id") {
					n.id = strconv.Itoa(numbers[i])
				}
				all = append(all, n)
			}
			return all
		}
		wanted, had, usual := list("wanted", false), list("had", true), list("usual", true)
		ids, err := settle(wanted, had, usual)
		if err != nil || len(ids) != len(wanted) {
			t.Fatalf("%v, %v", ids, err)
		}
		seen := map[string]bool{}
		for i, w := range wanted {
			if ids[i] == "" || seen[ids[i]] {
				t.Fatalf("%v of %v", ids, wanted)
			}
			seen[ids[i]] = true
			for _, h := range had {
				if w.id == h.id && ids[i] != h.id {
					t.Fatalf("%v was %v and is %s", w, h, ids[i])
				}
			}
		}
	})
}

// The deal of whoever is forgotten is the team's: somebody else goes on with it, and with what others said about it.
func TestTheDealOfWhoeverIsForgottenStays(t *testing.T) {
	d := open(t)
	team := annEverywhere(t, d)
	deal := coach.Deal{ID: "deal-2", Team: team.ID, Owner: annID, Name: "Beta", Amount: 100, Unit: "GBP", Stage: "proposal"}
	commit(t, d, coach.Change{At: monday, Deals: []coach.Deal{deal}, Answers: []coach.DealAnswer{
		{Deal: "deal-2", Milestone: "for", Ask: "Who?", Text: "Bob's own words", By: "U0BOB"},
		{Deal: "deal-2", Milestone: "quiet", Ask: "Who?", Text: annWords, By: annID},
	}})
	as := coach.Nameless("0198", true)
	commit(t, d, coach.Change{At: monday, Forget: &coach.Forgetting{Person: annID, As: as}})
	r := must(d.Deal(t.Context(), "deal-2"))(t)
	if r.Owner != as || r.Name != "Beta" || r.Amount != 100 || len(r.Answers) != 2 || r.Answers[0].Text != "Bob's own words" || r.Answers[1].Text != "" {
		t.Errorf("%+v", r)
	}
	if ok := r.Proves(coach.Milestone{ID: "quiet"}); ok {
		t.Error("an answer without words proves")
	}
	// A change that was composed before is composed again.
	deal.Rev, deal.Owner = 1, "U0BOB"
	if err := d.Commit(t.Context(), coach.Change{At: monday, Deals: []coach.Deal{deal}}); err == nil {
		t.Error("it was written over")
	}
}

// What is known about an open deal is kept for as long as it is worked on.
func TestAnswersOfOpenDealsDoNotExpire(t *testing.T) {
	d := open(t)
	team := applied(t, d, west())
	open := coach.Deal{ID: "open", Team: team.ID, Owner: "U0ANN", Name: "Acme", Stage: "proposal"}
	ended := coach.Deal{
		ID: "ended", Team: team.ID, Owner: "U0ANN", Name: "Mrs. Quill", Amount: 7, Unit: "EUR", Stage: "proposal", State: coach.DealWon,
		EndedAt: monday, EndedDay: today, Learnt: "old words",
	}
	answer := func(deal, text string, at time.Time) coach.DealAnswer {
		return coach.DealAnswer{Deal: deal, Milestone: "quiet", Ask: "Who?", Text: text, By: "U0ANN", At: at}
	}
	commit(t, d, coach.Change{
		At: monday, Deals: []coach.Deal{open, ended},
		Answers: []coach.DealAnswer{answer("open", "old words", monday), answer("open", "in use", monday.Add(1)), answer("ended", "old words", monday)},
	})
	if n := must(d.ExpireTexts(t.Context(), monday.AddDate(0, 1, 0)))(t); n != 3 {
		t.Errorf("%d rows had texts", n)
	}
	text := dump(t, d)
	for word, want := range map[string]bool{"old words": false, "Quill": false, "in use": true, "Acme": true} {
		if strings.Contains(text, word) != want {
			t.Errorf("%q is there: %v", word, !want)
		}
	}
	r := must(d.Deal(t.Context(), "ended"))(t)
	if r.Amount != 7 || r.Called() == "" {
		t.Errorf("its numbers stay, and it is called something: %+v", r)
	}
}

// BenchmarkDeals measures what opening a list of 500 open deals reads, each with ten answers that count and as many before
// them, among 5,000 deals that have ended; and what one deal reads.
func BenchmarkDeals(b *testing.B) {
	d := open(b)
	team := applied(b, d, west())
	milestones := coach.DefaultProcess().Until(4)
	for n := range 5_500 {
		deal := coach.Deal{
			ID: fmt.Sprintf("deal-%04d", n), Team: team.ID, Owner: fmt.Sprintf("U0REP%02d", n%10), Name: fmt.Sprintf("Customer %d", n),
			Amount: 100, Unit: "EUR", Stage: "decision",
		}
		if n >= 500 {
			deal.State, deal.EndedAt, deal.EndedDay = coach.DealWon, monday, today-coach.Day(n)
		}
		c := coach.Change{At: monday, Deals: []coach.Deal{deal}}
		for range 2 {
			for _, m := range milestones {
				c.Answers = append(c.Answers, coach.DealAnswer{
					Deal: deal.ID, Milestone: m.ID, Ask: m.Ask, By: deal.Owner, Text: strings.Repeat("Their controller wants fewer suppliers. ", 5),
				})
			}
		}
		commit(b, d, c)
	}
	process := coach.DefaultProcess()
	for _, row := range []struct {
		name   string
		filter coach.DealFilter
	}{
		{"team", coach.DealFilter{Team: team.ID, State: coach.DealOpen}},
		{"rep", coach.DealFilter{Team: team.ID, State: coach.DealOpen, Owner: "U0REP03"}},
		{"ended-names", coach.DealFilter{Team: team.ID, Bare: true}},
	} {
		b.Run(row.name, func(b *testing.B) {
			for b.Loop() {
				records, err := d.Deals(b.Context(), row.filter)
				if err != nil || len(records) == 0 {
					b.Fatal(len(records), err)
				}
				coach.Pipeline(process, records)
			}
		})
	}
	b.Run("one", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.Deal(b.Context(), "deal-0007"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
