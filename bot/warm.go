package bot

import (
	"context"

	"example.com/pacer/bot/coach"
)

// Warm reads the sums that the first board and the first brief of each team go by, this week's and those of the last four
// weeks, which the store then has at hand: for a team of hundreds it takes some hundredths of a second to sum them up, and
// for a board of ten such teams that is what somebody would wait for. One team after the other is read, so that it stands in
// nobody's way, until the context ends. It changes nothing and says nothing: what cannot be read is read by whoever asks.
// It may be called at any time and as often as one likes, also before Run.
func (b *Bot) Warm(ctx context.Context) {
	_ = b.safely(func() error {
		roster, err := b.store.Roster(ctx)
		if err != nil {
			return err
		}
		for _, t := range roster.Teams {
			for _, span := range warmSpans(t, coach.DayOf(b.now(), teamZone(t))) {
				if ctx.Err() != nil {
					return nil
				}
				if _, err := b.store.PeriodTotals(ctx, t.ID, span); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// warmSpans are the days of which somebody will ask for a team's sums on one of its days: the week, by which boards go unless
// they are asked for others, and what teamSteps sums up for nearly everybody.
func warmSpans(t *coach.Team, today coach.Day) []coach.Span {
	spans := []coach.Span{coach.Weekly.Span(today, t.Year())}
	seen := map[coach.Span]bool{}
	for i := 1; i < len(t.KPIs); i++ {
		from, to, ok := coach.StepSpans(t.KPIs[i-1], t.KPIs[i], today, 0)
		for _, span := range []coach.Span{from, to} {
			if ok && !seen[span] {
				seen[span] = true
				spans = append(spans, span)
			}
		}
	}
	return spans
}
