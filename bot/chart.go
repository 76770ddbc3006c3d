package bot

// Charts, and what becomes of an answer that has one. Slack's chart blocks are new (June 2026), and a workspace that does
// not have them yet refuses the whole message. The words beside a chart say the same, so that nothing is lost then.
//
// A picture is the second way out, for whoever asks for one: see picture_weeks.go.

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Slack's limits of a chart. Some clients were seen to take more; these are the published ones.
const (
	maxChartTitle = 50
	maxChartLabel = 20 // of a series and of a category
	maxChartAxis  = 50
)

// flatRatio is how many times as large the numbers of one KPI may be as those of another in the same chart: the smaller
// one would be a flat line on the floor. In whole units, so that cents do not make money large.
const flatRatio = 8

// A weekly is one KPI's counts, week by week.
type weekly struct {
	kpi    coach.KPI
	counts []int64
}

// top is the largest count in whole units, at least 1.
func (w weekly) top() int64 { return max(1, slices.Max(w.counts)/w.kpi.Whole()) }

// weeklies are a person's counts of the leading KPIs by weeks, this one last, and the names of these weeks: from their
// first week with anything in it, at most paceWeeks. There are none where there is nothing before this week. Figures
// must hold the last paceWeeks weeks of the person. Weeks before their first are cut off: a beginner's chart would
// begin with a row of zeros.
func (f *figures) weeklies(p coach.Person) (all []weekly, weeks []string) {
	// Weeks are counted from the oldest; this one has the last place.
	first := paceWeeks
	for _, k := range f.team.Leading() {
		w := weekly{kpi: k, counts: f.byWeek(p, k)}
		if i := slices.IndexFunc(w.counts, func(n int64) bool { return n != 0 }); i >= 0 {
			first = min(first, i)
		}
		all = append(all, w)
	}
	if first >= paceWeeks-1 {
		return nil, nil
	}
	for i := range all {
		all[i].counts = all[i].counts[first:]
	}
	return all, f.weekNames(p)[first:]
}

// weekCharts draws these weeks. There is one chart or two (more than two a message are refused), or none. They need no
// words: whoever shows them puts the same numbers beside them.
func (f *figures) weekCharts(p coach.Person) []slack.Block {
	all, weeks := f.weeklies(p)
	if len(all) == 0 {
		return nil
	}
	var charts []slack.Block
	for _, together := range sameScale(all) {
		charts = append(charts, weekChart(together, weeks))
	}
	return charts
}

// byWeek is a person's counts in the last weeks, the running one up to today included. Days are the person's own. A
// correction of an old day counts in that day's week.
func (f *figures) byWeek(p coach.Person, k coach.KPI) []int64 {
	counts := make([]int64, paceWeeks)
	today := f.today(p.ID)
	week := coach.Weekly.Span(today, f.team.Year())
	for i := range counts {
		from := week.From - coach.Day(7*(paceWeeks-1-i))
		counts[i] = f.sum(p.ID, k.ID, coach.Span{From: from, To: min(from+6, today)})
	}
	return counts
}

// weekNames says on which day each of these weeks began; the last one is not over. Each has its day and month, which
// within eight weeks are unique, as a chart's categories have to be.
func (f *figures) weekNames(p coach.Person) []string {
	names := make([]string, paceWeeks)
	week := coach.Weekly.Span(f.today(p.ID), f.team.Year())
	for i := range names {
		names[i] = (week.From - coach.Day(7*(paceWeeks-1-i))).Format("2 Jan")
	}
	names[paceWeeks-1] = "So far"
	return names
}

// sameScale sorts KPIs into one chart, or two where one axis would not do for all: what is money and what is counted, else
// the large numbers and the small ones, parted where they are furthest apart. In each the order is the funnel's. The
// first KPI's unit decides between money and counts: all others go into the second chart.
func sameScale(all []weekly) [][]weekly {
	part := func(other func(w weekly) bool) [][]weekly {
		same := slices.DeleteFunc(slices.Clone(all), other)
		rest := slices.DeleteFunc(slices.Clone(all), func(w weekly) bool { return !other(w) })
		return slices.DeleteFunc([][]weekly{same, rest}, func(c []weekly) bool { return len(c) == 0 })
	}
	if charts := part(func(w weekly) bool { return w.kpi.Unit != all[0].kpi.Unit }); len(charts) > 1 {
		return charts
	}
	tops := make([]int64, len(all))
	for i, w := range all {
		tops[i] = w.top()
	}
	slices.Sort(tops)
	var border, widest int64
	// Top is at least 1, so nothing is divided by zero.
	for i := 1; i < len(tops); i++ {
		if apart := tops[i] / tops[i-1]; apart > widest {
			border, widest = tops[i], apart
		}
	}
	if widest < flatRatio {
		return [][]weekly{all}
	}
	return part(func(w weekly) bool { return w.top() < border })
}

// weekChart draws some KPIs on one axis, as bars: a line would fall to the floor at the beginning of each week. Points
// are in whole units: Slack writes them as they are and knows no currency. The title names what fits into 50
// characters.
func weekChart(kpis []weekly, weeks []string) slack.Block {
	// The axis names the weeks once for all series; every series has a point for each.
	axis := slack.NewDataVisualizationAxisConfig(weeks...).WithXLabel("Week that began on")
	if unit := kpis[0].kpi.Unit; unit != "" {
		axis = axis.WithYLabel(cut(unit, maxChartAxis))
	}
	var series []slack.DataVisualizationDataSeries
	var names []string
	for _, w := range kpis {
		points := make([]slack.DataVisualizationDataPoint, len(weeks))
		for i, n := range w.counts {
			points[i] = slack.NewDataVisualizationDataPoint(weeks[i], float64(n)/float64(w.kpi.Whole()))
		}
		name := seriesName(w.kpi, names)
		names = append(names, name)
		series = append(series, slack.NewDataVisualizationDataSeries(name, points...))
	}
	title := cut(listed(names)+" by week", maxChartTitle)
	return slack.NewDataVisualizationBlock(title, slack.NewDataVisualizationBarChart(axis, series...))
}

// seriesName is what a KPI is called in a legend, where no two may be called the same once they are cut. Slack refuses
// a chart whose series have the same name.
func seriesName(k coach.KPI, taken []string) string {
	name := cut(titled(k.Plural), maxChartLabel)
	for n := 2; slices.Contains(taken, name); n++ {
		// "Conversations on th II": short, and no number that could be read as one.
		mark := " " + strings.Repeat("I", n)
		name = cut(titled(k.Plural), maxChartLabel-len(mark)) + mark
	}
	return name
}

// chartLimit bounds the one try to show charts: the words still have to go out in the acknowledgement after it, within
// three seconds of the typing. It is taken out of ackWithin, so an answer that is late already tries no chart.
const chartLimit = time.Second

// chartRest is how long no chart is tried after the workspace has refused one. Slack brings them to more and more. In
// the memory of the process alone: a restart tries again.
const chartRest = 24 * time.Hour

// A chartDoor remembers whether the workspace takes charts, for as long as the process runs. Its zero value is open.
// Two answers at once may both be refused, and close it twice.
type chartDoor struct {
	mu     sync.Mutex
	closed time.Time // until when none is tried
}

// open tells whether a chart may be tried.
func (d *chartDoor) open(now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !now.Before(d.closed)
}

// close keeps charts back for a while.
func (d *chartDoor) close(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = now.Add(chartRest)
}

// charted says a command's answer with its charts, and tells whether Slack took it. An acknowledgement is never answered,
// so a refusal of one would go unseen, and the person would read nothing. Charts therefore go out through the response URL,
// whose answer is seen, and before the acknowledgement: whatever becomes of them, the words can still go that way. On
// true the answer is out and the acknowledgement must carry nothing more. A try whose answer was lost may have been
// shown, so its words may then be read twice, which is better than not at all. It costs one of the five uses of the
// response URL.
func (b *Bot) charted(ctx context.Context, e envelope, req *request, a answer) bool {
	now := b.now()
	door := b.doorFor(a.Charted)
	if len(a.Charted) == 0 || req.ResponseURL == "" || !door.open(now) || now.Sub(e.at) > ackWithin-chartLimit {
		return false
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), chartLimit)
	defer cancel()
	err := b.api.Respond(ctx, req.ResponseURL, body{a.Text, a.Charted}, false)
	switch {
	case err == nil:
		return true
	// The workspace has no charts yet; any other error says nothing about that.
	case refusesBlocks(err):
		door.close(now)
		b.log.Info("charts are not taken here, words go out alone", "error", b.clean(err))
	default:
		b.log.Warn("answer with charts lost, words go out alone", "person", req.Person.ID, "error", b.clean(err))
	}
	return false
}

// doorFor is the door that blocks go through. Tables are older than charts, so that a workspace may take the ones and not the
// others.
func (b *Bot) doorFor(blocks []slack.Block) *chartDoor {
	if slices.ContainsFunc(blocks, func(block slack.Block) bool { return block.BlockType() == slack.MBTDataTable }) {
		return &b.grids
	}
	return &b.charts
}

// refusesBlocks tells whether it was the message that was refused. Which word Slack has for it at a response URL is
// written nowhere; with the methods it is invalid_blocks, and a bad request where the answer is no word.
func refusesBlocks(err error) bool {
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return status.Code == http.StatusBadRequest
	}
	code := refused(err)
	return strings.Contains(code, "block") || code == "invalid_payload"
}
