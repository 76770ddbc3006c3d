package main

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
)

// A gatherer is asked for the numbers when somebody wants them. The parts count in words of their own, and know
// nothing of Prometheus: what nobody asks for costs nothing.
// It holds no number itself, so that nothing can be out of date, and restarts begin at zero as Prometheus expects of
// a counter.
type gatherer struct {
	p   *pacer
	now func() time.Time
}

// metricsHandler serves the numbers in Prometheus' format, with those of the process and of Go's runtime.
// A registry of its own, and not the library's global one, into which any import could put something. Four requests
// at once and five seconds bound what a scraper that hangs can cost.
func metricsHandler(p *pacer, now func() time.Time) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(gatherer{p, now}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 5 * time.Second})
}

// desc describes a metric. The names are a promise to whoever has drawn a chart of them.
// They end in their unit, or in _total for what only grows, as is the custom.
func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

// Describe sends nothing: which states there are is the database's to say, so that the gatherer is what Prometheus
// calls unchecked.
// The price is that doubled names are found when they are collected, and not at the start; a test collects.
func (gatherer) Describe(chan<- *prometheus.Desc) {}

// Collect sends the numbers of this moment. What cannot be read is left out, and shows as a gap.
// It is called by each request, several at a time perhaps. None of it names a person, a team or a channel: metrics go
// to people who are not in the workspace.
func (g gatherer) Collect(out chan<- prometheus.Metric) {
	v := g.p.bot.Vitals()
	g.plain(out, v)
	bounds, count := make(map[float64]uint64, len(v.Acks)), uint64(0)
	for _, class := range v.Acks {
		// Prometheus wants each class to hold all smaller ones; ours hold what is in them alone.
		count += uint64(class.Count) //nolint:gosec // a count
		// The last class has no bound, and is the histogram's own "+Inf".
		if class.Within > 0 {
			bounds[class.Within.Seconds()] = count
		}
	}
	out <- prometheus.MustNewConstHistogram(desc("pacer_ack_seconds",
		"Time from the arrival of an envelope to its acknowledgement; Slack waits three seconds."), count, v.AckTime.Seconds(), bounds)
	g.stored(out)
}

// plain sends what is one number each.
// Counters are since the start of the process.
func (g gatherer) plain(out chan<- prometheus.Metric, v bot.Vitals) {
	s := g.p.db.Stats()
	// Before the first look there is no age: 0, as Slack has not been reached yet, which the connections show.
	pulse := 0.0
	if at := g.p.scheduler.Pulse(); !at.IsZero() {
		pulse = g.now().Sub(at).Seconds()
	}
	for _, row := range []struct {
		kind       prometheus.ValueType
		name, help string
		value      float64
	}{
		{prometheus.GaugeValue, "pacer_slack_connections", "Connections to Slack that stand.", float64(v.Sockets)},
		{prometheus.GaugeValue, "pacer_slack_connections_wanted", "Connections to Slack that ought to stand.", float64(v.Wanted)},
		{prometheus.CounterValue, "pacer_slack_reconnects_total", "Connections that came about beyond the first ones.", float64(v.Reconnects)},
		{prometheus.CounterValue, "pacer_acks_lost_total", "Acknowledgements that no connection took.", float64(v.AcksLost)},
		{prometheus.CounterValue, "pacer_inbound_duplicates_total", "Deliveries that had been processed before, and were not counted again.", float64(v.Duplicates)},
		{prometheus.CounterValue, "pacer_inbound_turned_away_total", "Deliveries refused because too much waited.", float64(v.TurnedAway)},
		{prometheus.CounterValue, "pacer_inbound_hurried_total", "Deliveries refused because one person sent too much in too short a time.", float64(v.Hurried)},
		{prometheus.CounterValue, "pacer_panics_total", "Deliveries and rituals that ended in a panic, which was caught.", float64(v.Panics)},
		{prometheus.CounterValue, "pacer_inbound_undecodable_total", "Envelopes that nobody could read.", float64(v.Undecodable)},
		{prometheus.GaugeValue, "pacer_inbound_waiting", "Deliveries that were accepted and are not finished.", float64(v.Waiting)},
		{prometheus.CounterValue, "pacer_messages_resent_total", "Messages sent again after the settle window.", float64(v.Resent)},
		{prometheus.GaugeValue, "pacer_scheduler_pulse_seconds", "Time since the scheduler last knew what is due.", pulse},
		{prometheus.CounterValue, "pacer_store_commits_total", "Committed transactions, each a flush of the disk.", float64(s.Commits)},
		{prometheus.CounterValue, "pacer_store_writes_total", "Changes in them.", float64(s.Writes)},
		{prometheus.GaugeValue, "pacer_store_waiting", "Changes that wait to be committed.", float64(s.Queued)},
	} {
		out <- prometheus.MustNewConstMetric(desc(row.name, row.help), row.kind, row.value)
	}
	bounds, below := make(map[float64]uint64, len(s.Batches)), uint64(0)
	// Before the first commit there are no classes, and so an empty histogram.
	for size := 1; s.Commits > 0; size *= 2 {
		n, ok := s.Batches[size]
		if !ok {
			break
		}
		below += uint64(n) //nolint:gosec // a count
		bounds[float64(size)] = below
	}
	out <- prometheus.MustNewConstHistogram(desc("pacer_store_commit_writes", "Changes that share a commit."), below, float64(s.Writes), bounds)
}

// stored sends what the database knows. The deadline is for a database that does not answer: then these are missing.
// The scraper waits for it, hence the deadline of /readyz.
func (g gatherer) stored(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readyLimit)
	defer cancel()
	now := g.now()
	if backlog, err := g.p.db.Outbox(ctx, now); err == nil {
		count := desc("pacer_outbox_messages", "Messages that are not sent, by state.", "state")
		oldest := desc("pacer_outbox_oldest_seconds", "Age of the oldest message that could be sent, by state; 0 where there is none.", "state")
		// All states at all times: a series that comes and goes cannot be told from one that is broken.
		for _, state := range unsentStates {
			b, age := backlog[state], 0.0
			if !b.Oldest.IsZero() {
				age = now.Sub(b.Oldest).Seconds()
			}
			out <- prometheus.MustNewConstMetric(count, prometheus.GaugeValue, float64(b.Count), string(state))
			out <- prometheus.MustNewConstMetric(oldest, prometheus.GaugeValue, age, string(state))
		}
	}
	if counts, err := g.p.db.OccurrenceCounts(ctx); err == nil {
		recorded := desc("pacer_occurrences", "Recorded occurrences of rituals, by state.", "state")
		for _, state := range []coach.OccurrenceState{coach.Planned, coach.Claimed, coach.Done, coach.Skipped} {
			out <- prometheus.MustNewConstMetric(recorded, prometheus.GaugeValue, float64(counts[state]), string(state))
		}
	}
}

// unsentStates are the states of messages that somebody may have to look after.
var unsentStates = []coach.MessageState{coach.Pending, coach.Sending, coach.Unknown, coach.Failed}
