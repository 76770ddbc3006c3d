package bot

// What became of what: the rates of a team's steps, counted from the ledger by a few sums.

import (
	"context"
	"fmt"
	"slices"

	"example.com/pacer/bot/coach"
)

// planRates are the sums of a team over the days that its rates are counted on. It is read once for a request and asked
// about any person of the team.
type planRates struct {
	team  *coach.Team
	today coach.Day
	sums  map[sumOver]int64
	own   map[coach.TotalQuery]int64 // of those who began within the window
}

// A sumOver is whose count of what, over which days.
type sumOver struct {
	sumKey
	span coach.Span
}

// planRates reads what the rates of a team are made of: the window itself, and for each lag that a step has the window
// so many days before. Each day is read once for all reps, whatever their number, in one read for every run of days that
// lies in the same windows. Who began within a window has one of their own (see coach.LaggedSpans); their sums are one
// read more. Today is the day of whoever asks.
func (b *Bot) planRates(ctx context.Context, r *coach.Roster, t *coach.Team, today coach.Day) (*planRates, error) {
	p := &planRates{team: t, today: today, sums: map[sumOver]int64{}, own: map[coach.TotalQuery]int64{}}
	// Most teams have one lag or none, and then it is three reads or one.
	windows := map[coach.Span]bool{}
	for _, k := range t.KPIs {
		from, to := coach.LaggedSpans(today, coach.RateDays, k.Lag, 0)
		windows[from], windows[to] = true, true
	}
	for _, run := range runs(windows) {
		// Of all reps at once: their rates are all needed, for the team's.
		rows, err := b.store.PeriodTotals(ctx, t.ID, run)
		if err != nil {
			return nil, fmt.Errorf("rates of team %s: %w", t.Name, err)
		}
		for window := range windows {
			if !window.Contains(run.From) {
				continue
			}
			for _, row := range rows {
				// A run may lie in several windows and is added to each.
				p.sums[sumOver{sumKey{row.Person, row.KPI}, window}] += row.Count
			}
		}
	}
	// Theirs come last, as they are about a few people and the others do not wait for them.
	return p, p.readNewcomers(ctx, b.store, r)
}

// runs cuts some spans into runs of days of which none lies in a span only in part. Days of no span are in none. They
// come ascending and do not overlap.
func runs(spans map[coach.Span]bool) (cut []coach.Span) {
	// Windows that overlap by 60 of their 90 days would have these read twice; between two borders nothing changes.
	var borders []coach.Day
	for s := range spans {
		// The day after the last, as runs begin where others have ended.
		borders = append(borders, s.From, s.To+1)
	}
	slices.Sort(borders)
	borders = slices.Compact(borders)
	// A run ends where the next begins, so the first border opens one and closes none.
	for i, next := range borders[min(1, len(borders)):] {
		for s := range spans {
			if s.Contains(borders[i]) {
				cut = append(cut, coach.Span{From: borders[i], To: next - 1})
				break
			}
		}
	}
	return cut
}

// readNewcomers reads the sums of those whose windows are their own.
func (p *planRates) readNewcomers(ctx context.Context, store Store, r *coach.Roster) error {
	var queries []coach.TotalQuery
	// Nobody in most teams at most times; a team that begins with Pacer has all of its people here, for one read.
	for _, who := range r.Active(p.team) {
		for i := range p.team.KPIs[min(1, len(p.team.KPIs)):] {
			if upper, lower, own := p.queries(who.ID, i+1); own {
				queries = append(queries, upper, lower)
			}
		}
	}
	// No read for nothing: in most teams nobody has begun within three months.
	if len(queries) == 0 {
		return nil
	}
	sums, err := store.Totals(ctx, queries)
	if err != nil {
		return fmt.Errorf("rates of newcomers in team %s: %w", p.team.Name, err)
	}
	for i, q := range queries {
		p.own[q] = sums[i]
	}
	return nil
}

// queries are the two sums of a person's step into the KPI at a place; own tells that its days are not the team's.
func (p *planRates) queries(person string, place int) (upper, lower coach.TotalQuery, own bool) {
	k := p.team.KPIs[place]
	// The two sums of a rate are of different days where a step takes time: this week's meetings cannot be deals yet.
	from, to := coach.LaggedSpans(p.today, coach.RateDays, k.Lag, p.team.Starts[person].Day)
	usual, _ := coach.LaggedSpans(p.today, coach.RateDays, k.Lag, 0)
	upper = coach.TotalQuery{Team: p.team.ID, Person: person, KPI: p.team.KPIs[place-1].ID, Span: from}
	lower = coach.TotalQuery{Team: p.team.ID, Person: person, KPI: k.ID, Span: to}
	return upper, lower, from != usual
}

// rate is a person's own rate of the step into the KPI at a place. Of 0 of 0 nothing is known: Rate.Known says so.
func (p *planRates) rate(person string, place int) coach.Rate {
	upper, lower, own := p.queries(person, place)
	// Whoever began in the window is not held against the days before they were there.
	if own {
		return coach.Rate{Won: p.own[lower], Of: p.own[upper]}
	}
	// Nothing in the map is nothing logged, as every day of the window was read.
	at := func(q coach.TotalQuery) int64 { return p.sums[sumOver{sumKey{q.Person, q.KPI}, q.Span}] }
	return coach.Rate{Won: at(lower), Of: at(upper)}
}

// steps is what is known of each step of the funnel for a person, in the funnel's order: one less than there are KPIs.
func (p *planRates) steps(r *coach.Roster, person string) []coach.StepRate {
	var steps []coach.StepRate
	for place := 1; place < len(p.team.KPIs); place++ {
		// Everybody's rates are needed for one person's: what the team is like is what little of one's own is blended with.
		// The order of the reps has no part in what comes out; who has left is not asked about any more.
		var reps []coach.Rate
		for _, who := range r.Active(p.team) {
			reps = append(reps, p.rate(who.ID, place))
		}
		steps = append(steps, coach.StepRateOf(p.team.KPIs[place-1], p.team.KPIs[place], p.rate(person, place), reps))
	}
	return steps
}

// total is what all reps of the team together did of a KPI in the window.
func (p *planRates) total(r *coach.Roster, kpi string) (sum int64) {
	// Without a lag: what the page calls "the last 90 days" are just these, whatever a rate is counted on.
	_, to := coach.LaggedSpans(p.today, coach.RateDays, 0, 0)
	for _, who := range r.Active(p.team) {
		sum += p.sums[sumOver{sumKey{who.ID, kpi}, to}]
	}
	return sum
}

// bestWeeks is how many weeks back the best one is looked for.
const bestWeeks = 8

// bestDays is what a person did of each leading KPI on a working day of their best week of the last eight, rounded up, by
// the KPI's id. All of it is one read. Counts are in minor units where the KPI is money. The error is the store's.
func (b *Bot) bestDays(ctx context.Context, t *coach.Team, p coach.Person, today coach.Day) (map[string]int64, error) {
	// Weeks back from today rather than calendar weeks: on a Monday morning the best one may be the last seven days.
	var queries []coach.TotalQuery
	for _, k := range t.Leading() {
		for week := range coach.Day(bestWeeks) {
			span := coach.Span{From: today - 7*week - 6, To: today - 7*week}
			queries = append(queries, coach.TotalQuery{Team: t.ID, Person: p.ID, KPI: k.ID, Span: span})
		}
	}
	// Zero is not "unknown" here: whoever did none lately is asked only about what is much for anybody.
	best := map[string]int64{}
	if len(queries) == 0 {
		return best, nil
	}
	sums, err := b.store.Totals(ctx, queries)
	if err != nil {
		return nil, fmt.Errorf("best weeks of %s: %w", p.ID, err)
	}
	// Divided by the days of a usual week and not by those of that very week: what somebody did in four days, with a holiday
	// in between, is no measure of five.
	days := max(1, int64(coach.CalendarOf(t, p).UsualWeek()/2))
	for i, sum := range sums {
		best[queries[i].KPI] = max(best[queries[i].KPI], (sum+days-1)/days)
	}
	return best, nil
}

// A since is one step of one person before a plan and from it on.
type since struct{ before, after coach.Rate }

// stepSince counts one step before each of some plans, over the days that rates are counted on, and from the plan's day
// on to the next one's or to today. The steps are the plans' own focuses; plans without one, and those whose focus the
// team does not count any more, stay empty. All of it is one read.
func (b *Bot) stepSince(ctx context.Context, t *coach.Team, plans []coach.Plan, today coach.Day) ([]since, error) {
	all := make([]since, len(plans))
	var queries []coach.TotalQuery
	var into []*int64
	// Where each sum belongs is kept beside the question, as plans without a focus ask none.
	ask := func(plan coach.Plan, place int, from, to coach.Span, r *coach.Rate) {
		for _, half := range []struct {
			kpi  string
			span coach.Span
			n    *int64
		}{{t.KPIs[place-1].ID, from, &r.Of}, {t.KPIs[place].ID, to, &r.Won}} {
			// A plan of yesterday whose step takes a fortnight has no day yet on which anything could have come of it.
			if half.span.Days() > 0 {
				queries = append(queries, coach.TotalQuery{Team: t.ID, Person: plan.Person, KPI: half.kpi, Span: half.span})
				// Pointers into all, which grows no more.
				into = append(into, half.n)
			}
		}
	}
	for i, plan := range plans {
		// The top of the funnel is a step from nothing.
		place := placeOf(t, plan.Step)
		if place < 1 {
			continue
		}
		lag := t.KPIs[place].Lag
		// Before: as the rate was counted when the plan was made. Since: what began under the plan, so that a deal whose
		// meeting lies before it is no success of the new way.
		from, to := coach.LaggedSpans(plan.From-1, coach.RateDays, lag, t.Starts[plan.Person].Day)
		ask(plan, place, from, to, &all[i].before)
		if last := min(today, planEnd(plans, i)); last >= plan.From {
			from, to = coach.LaggedSpans(last, int(last-plan.From)+1, lag, plan.From)
			ask(plan, place, from, to, &all[i].after)
		}
	}
	if len(queries) == 0 {
		return all, nil
	}
	sums, err := b.store.Totals(ctx, queries)
	if err != nil {
		return nil, fmt.Errorf("steps of %s: %w", plans[0].Person, err)
	}
	// In the order of the questions, which is what the store promises.
	for i, n := range sums {
		*into[i] = n
	}
	return all, nil
}

// planEnd is the last day on which the plan at a place holds, of plans in the order in which they were made: the day
// before the first of those that were made later.
func planEnd(plans []coach.Plan, i int) coach.Day {
	// Not simply the next one's day: a plan for next month that is replaced before it began ends earlier than it starts.
	// What was proposed or declined ends nothing.
	end := coach.Forever
	for _, next := range plans[i+1:] {
		if next.State == coach.PlanActive {
			end = min(end, next.From-1)
		}
	}
	return end
}

// placeOf is the place of a KPI in a team's funnel, -1 when the team does not count it. An empty id has none either.
func placeOf(t *coach.Team, kpi string) int {
	for i, k := range t.KPIs {
		if k.ID == kpi {
			return i
		}
	}
	return -1
}
