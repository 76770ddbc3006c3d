package coach

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// acme is an open deal of 80,000 euros in Discovery, of which one of its milestones there is not proven.
func acme() DealRecord {
	noon := time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)
	return DealRecord{
		Deal: Deal{
			ID: "acme", Team: "west", Owner: "U0ANN", Name: "Acme", Amount: 8_000_000, Unit: "EUR", Closes: NewDay(2026, time.December, 18),
			Stage: "discovery", MadeAt: noon, StageAt: noon, MovedAt: noon,
		},
		Answers: []DealAnswer{
			{Milestone: "measures", Text: "Fewer than 2% of orders late"},
			{Milestone: "occasion", Text: "TBD"},
			{Milestone: "for", Text: "Their controller, who gets her evenings back"},
			{Milestone: "against", Text: "TBD"},
			{Milestone: "against", Text: "The IT, who built what they have"},
			{Milestone: "retired", Text: "What nobody asks any more"},
		},
	}
}

func names(milestones []Milestone) (ids []string) {
	for _, m := range milestones {
		ids = append(ids, m.ID)
	}
	return ids
}

func TestUnprovenAndShare(t *testing.T) {
	p := DefaultProcess()
	deal := acme()
	if got := names(deal.Unproven(p.Until(1))); !slices.Equal(got, []string{"occasion", "quiet"}) {
		t.Errorf("unproven: %v", got)
	}
	if proven, of := deal.Share(p); proven != 3 || of != 5 {
		t.Errorf("%d of %d are proven", proven, of)
	}
	// The newest answer counts, also when it says less than the one before.
	deal.Answers = append(deal.Answers, DealAnswer{Milestone: "measures", Text: "?"})
	if proven, of := deal.Share(p); proven != 2 || of != 5 {
		t.Errorf("after a question mark, %d of %d are proven", proven, of)
	}
	deal.Stage = "retired"
	if proven, of := deal.Share(p); proven != 0 || of != 2 {
		t.Errorf("in a stage that there is no more, %d of %d are proven", proven, of)
	}
	if proven, of := deal.Share(Process{{ID: "only"}}); proven != 0 || of != 0 {
		t.Errorf("without milestones, %d of %d are proven", proven, of)
	}
}

func TestDealRisks(t *testing.T) {
	begun := NewDay(2026, time.November, 2)
	for _, row := range []struct {
		name  string
		today Day
		with  func(*DealRecord)
		want  []string
	}{
		{"on its first day", begun, nil, nil},
		{"a day before two weeks", begun + 13, nil, nil},
		{"two weeks unproven", begun + 14, nil, []string{"in Discovery for 14 days, and not yet proven: “Who decides quietly”"}},
		{"two weeks, and all is proven", begun + 14, func(r *DealRecord) {
			r.Answers = append(r.Answers, DealAnswer{Milestone: "quiet", Text: "The owner's brother, who wants no risk"})
		}, nil},
		{"what an earlier stage lacks is not this stage's", begun + 14, func(r *DealRecord) {
			r.Stage, r.Answers = "proposal", append(r.Answers, DealAnswer{Milestone: "criteria", Text: "How soon it runs"},
				DealAnswer{Milestone: "tie", Text: "Alerts lead to fewer late orders"}, DealAnswer{Milestone: "obstacles", Text: "Security review, their CISO"})
		}, nil},
		{"three weeks still", begun + 21, nil, []string{
			"in Discovery for 21 days, and not yet proven: “Who decides quietly”", "no movement for 21 days",
		}},
		{"an answer moves it", begun + 21, func(r *DealRecord) { r.MovedAt = r.MovedAt.AddDate(0, 0, 1) }, []string{
			"in Discovery for 21 days, and not yet proven: “Who decides quietly”",
		}},
		{"on the day of the decision", NewDay(2026, time.November, 5), func(r *DealRecord) { r.Closes = NewDay(2026, time.November, 5) }, nil},
		{"the day after", NewDay(2026, time.November, 6), func(r *DealRecord) { r.Closes = NewDay(2026, time.November, 5) }, []string{
			"was expected to be decided on 5 Nov",
		}},
		{"nobody said when", begun + 1, func(r *DealRecord) { r.Closes = 0 }, nil},
		{"it is won", begun + 100, func(r *DealRecord) { r.State = DealWon }, nil},
		{"it is lost", begun + 100, func(r *DealRecord) { r.State = DealLost }, nil},
	} {
		deal := acme()
		if row.with != nil {
			row.with(&deal)
		}
		var got []string
		for _, risk := range DealRisks(deal, DefaultProcess(), row.today, time.UTC) {
			got = append(got, risk.Words())
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row.name, diff)
		}
	}
}

// Noon in London is the next day in Auckland: days are the owner's.
func TestRisksCountTheOwnersDays(t *testing.T) {
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	deal := acme()
	today := DayOf(deal.StageAt, auckland) + 14
	if n := len(DealRisks(deal, DefaultProcess(), today, auckland)); n != 1 {
		t.Errorf("%d risks after 14 days there", n)
	}
	if n := len(DealRisks(deal, DefaultProcess(), today-1, auckland)); n != 0 {
		t.Errorf("%d risks after 13 days there", n)
	}
}

// Waiting makes no risk smaller, and what is known makes none larger.
func TestRisksGrowWithTime(t *testing.T) {
	p := DefaultProcess()
	rapid.Check(t, func(t *rapid.T) {
		deal := drawDeal(t, p)
		today := DayOf(deal.MadeAt, time.UTC) + Day(rapid.IntRange(0, 60).Draw(t, "days"))
		before := DealRisks(deal, p, today, time.UTC)
		if after := DealRisks(deal, p, today+1, time.UTC); len(after) < len(before) {
			t.Fatalf("%v a day after %v", after, before)
		}
		m := rapid.SampledFrom(p.Until(len(p))).Draw(t, "milestone")
		deal.Answers = append(deal.Answers, DealAnswer{Milestone: m.ID, Text: "Their controller wants it by May"})
		if after := DealRisks(deal, p, today, time.UTC); len(after) > len(before) {
			t.Fatalf("%v with an answer, %v without", after, before)
		}
	})
}

func drawDeal(t *rapid.T, p Process) DealRecord {
	made := time.Date(2026, time.January, 1, rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, time.UTC)
	r := DealRecord{Deal: Deal{
		Name: "Acme", Amount: rapid.Int64Range(0, 9_000).Draw(t, "amount"), Unit: rapid.SampledFrom([]string{"EUR", "USD"}).Draw(t, "unit"),
		State: rapid.SampledFrom([]DealState{"", DealOpen, DealWon, DealLost}).Draw(t, "state"), MadeAt: made, StageAt: made, MovedAt: made,
		Stage:  rapid.SampledFrom([]string{"qualified", "discovery", "proposal", "decision", "retired"}).Draw(t, "stage"),
		Closes: Day(rapid.IntRange(0, 1).Draw(t, "closing")) * (DayOf(made, time.UTC) + 30),
	}}
	for _, m := range p.Until(len(p)) {
		if rapid.Bool().Draw(t, m.ID) {
			text := rapid.SampledFrom([]string{"TBD", "Their controller wants it by May"}).Draw(t, "text")
			r.Answers = append(r.Answers, DealAnswer{Milestone: m.ID, Ask: m.Ask, Text: text})
		}
	}
	return r
}

func TestPipeline(t *testing.T) {
	beta, gamma, won := acme(), acme(), acme()
	beta.Stage, beta.Amount, beta.Answers = "qualified", 0, nil
	gamma.Unit, gamma.Amount = "CHF", 100
	won.State = DealWon
	rows, all := Pipeline(DefaultProcess(), []DealRecord{acme(), beta, gamma, won, acme()})
	if len(rows) != 4 || rows[0].Deals != 1 || rows[1].Deals != 3 || rows[2].Deals+rows[3].Deals != 0 || all.Deals != 4 {
		t.Fatalf("%+v\n%+v", rows, all)
	}
	want := PipelineRow{Deals: 4, Sums: []Sum{{"CHF", 100}, {"EUR", 16_000_000}}, Proven: 9, Of: 17}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	if percent, ok := all.Percent(); percent != 52 || !ok {
		t.Errorf("%d %%", percent)
	}
	if _, ok := rows[3].Percent(); ok || rows[0].Sums != nil {
		t.Errorf("nothing has a share or a sum: %+v", rows)
	}
}

// The rows are all the deals, and each open one is in exactly one.
func TestPipelineLosesNoDeal(t *testing.T) {
	p := DefaultProcess()
	rapid.Check(t, func(t *rapid.T) {
		var (
			deals    []DealRecord
			together PipelineRow
			open     int
			amount   int64
		)
		for range rapid.IntRange(0, 12).Draw(t, "deals") {
			d := drawDeal(t, p)
			if deals = append(deals, d); d.Open() {
				open++
				amount += d.Amount
			}
		}
		rows, all := Pipeline(p, deals)
		for _, row := range rows {
			together.Deals += row.Deals
			together.Proven += row.Proven
			together.Of += row.Of
		}
		if together.Deals != open || all.Deals != open || together.Proven != all.Proven || together.Of != all.Of {
			t.Fatalf("%d open, together %+v, all %+v", open, together, all)
		}
		for _, s := range all.Sums {
			amount -= s.Amount
		}
		if amount != 0 || all.Proven > all.Of {
			t.Fatalf("%d is missing of %+v", amount, all)
		}
	})
}
