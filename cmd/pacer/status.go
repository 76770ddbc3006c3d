package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
	"example.com/pacer/scheduler"
	"example.com/pacer/store"
)

// A statusCmd is "pacer status".
// It is for the terminal of whoever looks after the machine; /pacer status in Slack shows an admin the same without
// the files and addresses. It needs no token.
type statusCmd struct{}

// Help is what "pacer status --help" adds.
func (statusCmd) Help() string {
	return "Shows what /pacer status shows in Slack, from the database: whether it is served, what waits to be sent, and which " +
		"rituals were held, come next, and were not held. With PACER_HTTP_ADDR the running serve is asked how it is, too. Changes nothing."
}

// Run shows the database of the settings.
func (statusCmd) Run(ctx context.Context, w world) error {
	s, err := loadSettings(w, false)
	if err != nil {
		return err
	}
	return overview(ctx, s, w)
}

// overview reads the database beside whoever serves it. Nothing is printed unless all of it could be read.
func overview(ctx context.Context, s settings, w world) (err error) {
	// For reading alone: a look must not migrate the database of an older Pacer that is still serving it.
	db, err := store.Open(ctx, s.Database, store.Options{Now: w.Now, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("the database cannot be read: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	// All three parts are tried, so that the error names everything that is wrong at once.
	var p page
	if err := errors.Join(p.process(ctx, s, w), p.outbox(ctx, db, w.Now()), p.rituals(ctx, db, w.Now)); err != nil {
		return err
	}
	_, err = fmt.Fprint(w.Stdout, p.text.String())
	return err
}

// A page is what a status says, in parts that have a title.
// It is gathered and printed whole: half a status would be read as a whole one.
type page struct{ text strings.Builder }

// part adds a title and its lines.
func (p *page) part(title string, lines ...string) {
	fmt.Fprintf(&p.text, "%s\n", title)
	for _, line := range lines {
		fmt.Fprintf(&p.text, "  %s\n", line)
	}
}

// process says who serves the database, what is in it, and how that process is, where it can be asked.
// The health part is missing, and not bad, where there is nothing to ask. That serve does not answer is a line of it
// and no error of status: to see that is what one runs it for.
func (p *page) process(ctx context.Context, s settings, w world) error {
	by, served, err := store.Served(s.Database)
	if err != nil {
		return err
	}
	found, err := store.Look(ctx, s.Database)
	if err != nil {
		return err
	}
	// The path first: the most common surprise is to look at another file than serve does.
	said := s.Database + " is not served at the moment"
	if served {
		said = fmt.Sprintf("%s is served by %s, for %s", s.Database, by, shortly(w.Now().Sub(by.Started)))
	}
	p.part("Pacer", said, describeContents(found))
	// Nobody is there, or nobody can be asked.
	if !served || s.HTTPAddr == "" {
		return nil
	}
	// Over HTTP, since only the process itself knows whether it is connected.
	text, err := askReady(ctx, s.HTTPAddr)
	if err != nil && text == "" {
		text = err.Error()
	}
	p.part("Health", strings.Split(strings.TrimRight(text, "\n"), "\n")...)
	return nil
}

// outbox counts what waits, by the words that the database has for its states: this is for whoever looks after it.
// Failed ones are listed too, though nothing waits: somebody may want to know whom they were for. No text of them is
// shown, for what is said to people is theirs. A message that waits for its own hour is counted, and is not the oldest.
func (p *page) outbox(ctx context.Context, db *store.DB, now time.Time) error {
	backlog, err := db.Outbox(ctx, now)
	if err != nil {
		return err
	}
	var lines []string
	for _, state := range unsentStates {
		b := backlog[state]
		if b.Count == 0 {
			continue
		}
		// Pending, sending, unknown, failed: the words by which the log and the metrics know them.
		line := fmt.Sprintf("%s %s", counted(b.Count, "message"), state)
		if !b.Oldest.IsZero() {
			line += ", the oldest for " + shortly(now.Sub(b.Oldest))
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		lines = []string{"nothing"}
	}
	p.part("Waiting to be sent", lines...)
	return nil
}

// What is shown of rituals: so many of each kind, out of so many that are looked at.
// Five of each fit on a screen. 500 occurrences are some weeks of a few teams, so that a missed ritual of this week
// is among them.
const (
	statusShows   = 5
	statusLooksAt = 500
)

// rituals lists the last, the next and the missed ones. What comes next is computed as the scheduler does it.
// It makes a scheduler that is never run, for what it would do next: two ways to compute that would differ one day.
// Missed ones are "not held" with their reason; what was skipped on a day off was not missed, and is left out.
func (p *page) rituals(ctx context.Context, db *store.DB, now func() time.Time) error {
	roster, err := db.Roster(ctx)
	if err != nil {
		return err
	}
	recent, err := db.Occurrences(ctx, statusLooksAt)
	if err != nil {
		return err
	}
	next, err := scheduler.New(db, nil, scheduler.Config{Now: now, Logger: slog.New(slog.DiscardHandler), Held: heldBy(db)}).Upcoming(ctx)
	if err != nil {
		return err
	}
	// Since the database was made: two of these lines, a day apart, show whether anything happens at all.
	counts, err := db.OccurrenceCounts(ctx)
	if err != nil {
		return err
	}
	// What is to come has no state yet; with one it goes through the same list as what was.
	for i := range next {
		next[i].State = coach.Planned
	}
	p.part("Last rituals", occurrenceLines(roster, recent, coach.Done, "none yet")...)
	p.part("Next rituals", occurrenceLines(roster, next, coach.Planned, "none is planned")...)
	// Otherwise every weekend would fill the list.
	recent = slices.DeleteFunc(recent, func(o coach.Occurrence) bool { return o.State == coach.Skipped && !bot.Missed(roster, o) })
	p.part("Not held", occurrenceLines(roster, recent, coach.Skipped, "none: every ritual that was due was held")...)
	p.part("Rituals recorded", fmt.Sprintf("%d held, %d not held, %d running, %d planned",
		counts[coach.Done], counts[coach.Skipped], counts[coach.Claimed], counts[coach.Planned]))
	return nil
}

// occurrenceLines lists the first occurrences in one state, each in its own zone: "Huddle of West, Tue 24 Nov 09:00
// Europe/London: late".
// They come in the order in which they are to be shown, so that the first are the newest or the next. A zone that
// this machine does not know is shown as UTC, with that name.
func occurrenceLines(roster *coach.Roster, os []coach.Occurrence, state coach.OccurrenceState, none string) []string {
	var lines []string
	for _, o := range os {
		if o.State != state || len(lines) == statusShows {
			continue
		}
		// Closed since: what was held of it is still on record.
		team := "a team that is gone"
		if t := roster.Team(o.Team); t != nil {
			team = t.Name
		}
		// Each in the zone in which it is held: nine o'clock is what people know a huddle by.
		zone, err := tz.Load(o.Zone)
		if err != nil {
			zone = time.UTC
		}
		line := fmt.Sprintf("%s of %s, %s %s", ritualName(o.Kind), team, o.Due.In(zone).Format("Mon 2 Jan 2006 15:04"), zone)
		if o.Reason != "" {
			line += ": " + o.Reason
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return []string{none}
	}
	return lines
}

// shortly is a length of time as a person wants it: "240ms", "3s", "2h5m10s".
// To the millisecond below a second, and to the second above: nobody acts on less.
func shortly(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}
