package main

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/metrics"

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

// metricsHandler serves the numbers in Prometheus' text format, with those of the process and of Go's runtime.
// A set of its own, and not the library's global one, into which any import could put something. Four requests at once
// and five seconds bound what a scraper that hangs can cost.
func metricsHandler(p *pacer, now func() time.Time) http.Handler {
	set, seats := metrics.NewSet(), make(chan struct{}, 4)
	for _, write := range []func(io.Writer){gatherer{p, now}.write, metrics.WriteGoMetrics, metrics.WriteProcMetrics, metrics.WriteFDMetrics} {
		set.RegisterMetricsWriter(write)
	}
	answer := func(w http.ResponseWriter, _ *http.Request) {
		select {
		case seats <- struct{}{}:
			defer func() { <-seats }()
		// Refused at once and not queued: a scraper asks again by itself.
		default:
			http.Error(w, "too many ask at once", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		set.WritePrometheus(w)
	}
	return http.TimeoutHandler(http.HandlerFunc(answer), 5*time.Second, "the numbers took too long")
}

// The types of metrics, in Prometheus' words.
const (
	gauge     = "gauge"
	counter   = "counter"
	histogram = "histogram"
)

// family begins a metric. The names are a promise to whoever has drawn a chart of them.
// They end in their unit, or in _total for what only grows, as is the custom. The library can write these two lines, too,
// but has no words for what a number means.
func family(w io.Writer, name, kind, help string) {
	_, _ = io.WriteString(w, "# HELP "+name+" "+help+"\n# TYPE "+name+" "+kind+"\n") // a buffer of the library's
}

// A bucket is how many values of a histogram are at most so large, smaller classes included. Within is in the unit of
// its metric: seconds, or changes.
type bucket struct {
	within float64
	count  int64
}

// writeHistogram writes classes that were counted elsewhere. The library's own histograms want to see each value, under
// a lock, which an acknowledgement is not to wait for. Count is of all values, those above the last bound included; sum
// is of the values themselves.
func writeHistogram(w io.Writer, name, help string, buckets []bucket, count int64, sum float64) {
	family(w, name, histogram, help)
	for _, b := range buckets {
		metrics.WriteCounterFloat64(w, name+`_bucket{le="`+strconv.FormatFloat(b.within, 'g', -1, 64)+`"}`, float64(b.count))
	}
	// What is larger than all bounds is in no other class.
	metrics.WriteCounterFloat64(w, name+`_bucket{le="+Inf"}`, float64(count))
	metrics.WriteCounterFloat64(w, name+"_sum", sum)
	metrics.WriteCounterFloat64(w, name+"_count", float64(count))
}

// write writes the numbers of this moment. What cannot be read is left out, and shows as a gap.
// It is called by each request, several at a time perhaps. None of it names a person, a team or a channel: metrics go
// to people who are not in the workspace.
func (g gatherer) write(w io.Writer) {
	v := g.p.bot.Vitals()
	g.plain(w, v)
	var buckets []bucket
	var count int64
	for _, class := range v.Acks {
		// Prometheus wants each class to hold all smaller ones; ours hold what is in them alone.
		count += class.Count
		// The last class has no bound, and is the histogram's own "+Inf".
		if class.Within > 0 {
			buckets = append(buckets, bucket{class.Within.Seconds(), count})
		}
	}
	writeHistogram(w, "pacer_ack_seconds",
		"Time from the arrival of an envelope to its acknowledgement; Slack waits three seconds.", buckets, count, v.AckTime.Seconds())
	g.stored(w)
}

// plain writes what is one number each. Counters are since the start of the process. They cost no query: all of it is
// in memory.
func (g gatherer) plain(w io.Writer, v bot.Vitals) {
	s := g.p.db.Stats()
	// Before the first look there is no age: 0, as Slack has not been reached yet, which the connections show.
	pulse := 0.0
	if at := g.p.scheduler.Pulse(); !at.IsZero() {
		pulse = g.now().Sub(at).Seconds()
	}
	for _, row := range []struct {
		kind, name, help string
		value            float64
	}{
		{gauge, "pacer_slack_connections", "Connections to Slack that stand.", float64(v.Sockets)},
		{gauge, "pacer_slack_connections_wanted", "Connections to Slack that ought to stand.", float64(v.Wanted)},
		{counter, "pacer_slack_reconnects_total", "Connections that came about beyond the first ones.", float64(v.Reconnects)},
		{counter, "pacer_acks_lost_total", "Acknowledgements that no connection took.", float64(v.AcksLost)},
		{counter, "pacer_inbound_duplicates_total", "Deliveries that had been processed before, and were not counted again.", float64(v.Duplicates)},
		{counter, "pacer_inbound_turned_away_total", "Deliveries refused because too much waited.", float64(v.TurnedAway)},
		{counter, "pacer_inbound_hurried_total", "Deliveries refused because one person sent too much in too short a time.", float64(v.Hurried)},
		{counter, "pacer_panics_total", "Deliveries and rituals that ended in a panic, which was caught.", float64(v.Panics)},
		{counter, "pacer_inbound_undecodable_total", "Envelopes that nobody could read.", float64(v.Undecodable)},
		{gauge, "pacer_inbound_waiting", "Deliveries that were accepted and are not finished.", float64(v.Waiting)},
		{counter, "pacer_messages_resent_total", "Messages sent again after the settle window.", float64(v.Resent)},
		{gauge, "pacer_scheduler_pulse_seconds", "Time since the scheduler last knew what is due.", pulse},
		{counter, "pacer_store_commits_total", "Committed transactions, each a flush of the disk.", float64(s.Commits)},
		{counter, "pacer_store_writes_total", "Changes in them.", float64(s.Writes)},
		{gauge, "pacer_store_waiting", "Changes that wait to be committed.", float64(s.Queued)},
	} {
		family(w, row.name, row.kind, row.help)
		metrics.WriteGaugeFloat64(w, row.name, row.value)
	}
	var buckets []bucket
	var below int64
	// Before the first commit there are no classes, and so an empty histogram.
	for size := 1; s.Commits > 0; size *= 2 {
		// By powers of two; the first size that is not in it lies behind the last class.
		n, ok := s.Batches[size]
		if !ok {
			break
		}
		below += n
		buckets = append(buckets, bucket{float64(size), below})
	}
	writeHistogram(w, "pacer_store_commit_writes", "Changes that share a commit.", buckets, below, float64(s.Writes))
}

// stored writes what the database knows. The deadline is for a database that does not answer: then these are missing.
// The scraper waits for it, hence the deadline of /readyz. The states are asked of the store once a scrape; a scrape
// every few seconds is more than this is for.
func (g gatherer) stored(w io.Writer) {
	ctx, cancel := context.WithTimeout(context.Background(), readyLimit)
	defer cancel()
	now := g.now()
	// All states at all times: a series that comes and goes cannot be told from one that is broken. The lines of one metric
	// stand together, as the format demands.
	if backlog, err := g.p.db.Outbox(ctx, now); err == nil {
		family(w, "pacer_outbox_messages", gauge, "Messages that are not sent, by state.")
		for _, state := range unsentStates {
			metrics.WriteGaugeFloat64(w, byState("pacer_outbox_messages", string(state)), float64(backlog[state].Count))
		}
		family(w, "pacer_outbox_oldest_seconds", gauge, "Age of the oldest message that could be sent, by state; 0 where there is none.")
		for _, state := range unsentStates {
			age := 0.0
			if oldest := backlog[state].Oldest; !oldest.IsZero() {
				age = now.Sub(oldest).Seconds()
			}
			metrics.WriteGaugeFloat64(w, byState("pacer_outbox_oldest_seconds", string(state)), age)
		}
	}
	if counts, err := g.p.db.OccurrenceCounts(ctx); err == nil {
		family(w, "pacer_occurrences", gauge, "Recorded occurrences of rituals, by state.")
		for _, state := range []coach.OccurrenceState{coach.Planned, coach.Claimed, coach.Done, coach.Skipped} {
			metrics.WriteGaugeFloat64(w, byState("pacer_occurrences", string(state)), float64(counts[state]))
		}
	}
}

// byState is one series of a metric. States are our own words, with nothing in them to escape.
func byState(name, state string) string { return name + `{state="` + state + `"}` }

// unsentStates are the states of messages that somebody may have to look after.
var unsentStates = []coach.MessageState{coach.Pending, coach.Sending, coach.Unknown, coach.Failed}
