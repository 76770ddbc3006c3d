package store

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"example.com/pacer/bot/coach"
)

// What is remembered of sums and brought up to date is what the ledger says, whatever is logged, taken off, or forgotten in
// between: 400 steps in an order that the seed makes.
func TestSumsThatAreRememberedAreThoseOfTheLedger(t *testing.T) {
	d := open(t)
	f := fixture{storage: d, t: t}
	west := f.apply(west(), monday)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	people := []string{"U0ANN", "U0BOB", "U0CAT"}
	spans := []coach.Span{{From: today - 6, To: today}, {From: today, To: today}, {From: today - 60, To: today - 3}, {From: today + 1, To: today}}
	for step := range 400 {
		i := random.IntN(len(people))
		person := people[i]
		switch n := random.IntN(60); {
		case n == 0:
			f.commit(coach.Change{Forget: &coach.Forgetting{Person: person, As: coach.Nameless(strconv.Itoa(step), true)}})
			people[i] = fmt.Sprintf("U0REP%d", step) // somebody else comes
		case n < 30:
			a := on(today-coach.Day(random.IntN(70)), entry(west, person, random.IntN(2), int64(1+random.IntN(3))))
			f.commit(coach.Change{Activities: []coach.Activity{a}})
		case n < 36:
			_ = f.try(coach.Change{Activities: []coach.Activity{on(today-coach.Day(random.IntN(9)), entry(west, person, random.IntN(2), -1))}})
		}
		span := spans[random.IntN(len(spans))]
		got := must(d.PeriodTotals(t.Context(), west.ID, span))(t)
		var want []coach.DayTotal
		err := d.read(t.Context(), func(s *session) error {
			fresh, err := sumUp(s, sumsOf{west.ID, span}, "")
			want = fresh.totals
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "sums", got, want)
	}
}

// An answer that is many entries behind is summed up anew, and one that was asked for at the same time as somebody was
// forgotten is not kept.
func TestSumsFarBehindAreSummedUpAnew(t *testing.T) {
	d := open(t)
	f := fixture{storage: d, t: t}
	west := f.apply(west(), monday)
	of := sumsOf{west.ID, coach.Span{From: today, To: today}}
	log := func(n int) {
		change := coach.Change{}
		for range n {
			change.Activities = append(change.Activities, entry(west, "U0ANN", 0, 1))
		}
		f.commit(change)
	}
	total := int64(0)
	for _, more := range []int{-1, 0, 1} {
		before, _ := d.answers.find(of, d.erasures.Load())
		n := before.behind() + more
		total += int64(n)
		log(n)
		err := d.snapshot(t.Context(), func(s *session) error {
			var newest string
			if err := s.row(`SELECT MAX(id) FROM activity`, nil, &newest); err != nil {
				return err
			}
			_, ok, err := before.brought(s, of, newest)
			if want := more <= 0; ok != want {
				t.Errorf("%d entries behind: brought up to date %v", n, ok)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		must(d.PeriodTotals(t.Context(), of.team, of.span))(t)
	}
	if got := must(d.PeriodTotals(t.Context(), of.team, of.span))(t); len(got) != 1 || got[0].Count != total {
		t.Errorf("%+v", got)
	}
	var a answers
	a.find(of, 2)
	a.keep(of, answer{upTo: "1"}, 1)
	if _, ok := a.find(of, 2); ok {
		t.Error("an answer of before somebody was forgotten is kept")
	}
}

// Nobody asks for the sums while more is logged than is worth reading. They are summed up anew then, and the next who ask get
// the same: what is kept knows up to which entry it is true.
func TestSumsThatWereSummedUpAnewStayTrue(t *testing.T) {
	d := open(t)
	f := fixture{storage: d, t: t}
	west := f.apply(west(), monday)
	of := sumsOf{west.ID, coach.Span{From: today, To: today}}
	must(d.PeriodTotals(t.Context(), of.team, of.span))(t)
	n := answer{}.behind() + 1
	change := coach.Change{}
	for range n {
		change.Activities = append(change.Activities, entry(west, "U0ANN", 0, 1))
	}
	f.commit(change)
	for asked := range 3 {
		if got := must(d.PeriodTotals(t.Context(), of.team, of.span))(t); len(got) != 1 || got[0].Count != int64(n) {
			t.Errorf("asked %d times before: %+v, want %d", asked, got, n)
		}
	}
}

// However much is asked for, only so much of it is kept, and answers without a row take room as well. What is brought up to
// date takes the place of what it was, and drives out nothing; what is asked for again outlives what is not.
func TestAnswersAreForgottenAtTheLimit(t *testing.T) {
	for _, rows := range []int{0, 1, 99} {
		var a answers
		of := func(i int) sumsOf { return sumsOf{"team", coach.Span{From: today - coach.Day(i), To: today}} }
		is := answer{totals: make([]coach.DayTotal, rows)}
		fit := keptRows / 2 / (1 + rows)
		for i := range fit {
			a.keep(of(i), is, 0)
		}
		a.keep(of(0), is, 0)
		if len(a.kept) != fit || len(a.older) != 0 {
			t.Errorf("%d answers of %d rows are kept, want %d", len(a.kept), rows, fit)
		}
		for i := range 3 * fit {
			a.keep(of(fit+i), is, 0)
			again, ok := a.find(of(0), 0)
			if !ok {
				t.Fatalf("after %d more what is asked for all the time is forgotten", i+1)
			}
			a.keep(of(0), again, 0)
		}
		if n := len(a.kept) + len(a.older); n > 2*fit {
			t.Errorf("at the limit %d answers of %d rows are kept, want %d at most", n, rows, 2*fit)
		}
		if _, ok := a.find(of(1), 0); ok {
			t.Error("what nobody asks for is kept without end")
		}
	}
}
