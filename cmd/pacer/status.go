package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/scheduler"
	"example.com/pacer/store"
)

// A statusCmd is "pacer status".
type statusCmd struct{}

// Help is what "pacer status --help" adds.
func (statusCmd) Help() string {
	return "Shows what /pacer status shows in Slack, from the database: whether it is served, what waits to be sent, and which " +
		"rituals were held, come next, and were not held. With PACER_HTTP_ADDR the running serve is asked how it is, too. Changes nothing."
}

// Run reads the database beside whoever serves it. Nothing is printed unless all of it could be read.
func (statusCmd) Run(ctx context.Context, w world) (err error) {
	s, err := loadSettings(w, false)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, s.Database, store.Options{Now: w.Now, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("the database cannot be read: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var p page
	if err := errors.Join(p.process(ctx, s, w), p.outbox(ctx, db, w.Now()), p.rituals(ctx, db, w.Now)); err != nil {
		return err
	}
	_, err = fmt.Fprint(w.Stdout, p.text.String())
	return err
}

// A page is what a status says, in parts that have a title.
type page struct{ text strings.Builder }

// part adds a title and its lines.
func (p *page) part(title string, lines ...string) {
	fmt.Fprintf(&p.text, "%s\n", title)
	for _, line := range lines {
		fmt.Fprintf(&p.text, "  %s\n", line)
	}
}

// process says who serves the database, what is in it, and how that process is, where it can be asked.
func (p *page) process(ctx context.Context, s settings, w world) error {
	by, served, err := store.Served(s.Database)
	if err != nil {
		return err
	}
	found, err := store.Look(ctx, s.Database)
	if err != nil {
		return err
	}
	said := s.Database + " is not served at the moment"
	if served {
		said = fmt.Sprintf("%s is served by %s, for %s", s.Database, by, shortly(w.Now().Sub(by.Started)))
	}
	p.part("Pacer", said, describeContents(found))
	if !served || s.HTTPAddr == "" {
		return nil
	}
	text, err := askReady(ctx, s.HTTPAddr)
	if err != nil && text == "" {
		text = err.Error()
	}
	p.part("Health", strings.Split(strings.TrimRight(text, "\n"), "\n")...)
	return nil
}

// outbox counts what waits, by the words that the database has for its states: this is for whoever looks after it.
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
const (
	statusShows   = 5
	statusLooksAt = 500
)

// rituals lists the last, the next and the missed ones. What comes next is computed as the scheduler does it.
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
	counts, err := db.OccurrenceCounts(ctx)
	if err != nil {
		return err
	}
	for i := range next {
		next[i].State = coach.Planned
	}
	p.part("Last rituals", occurrenceLines(roster, recent, coach.Done, "none yet")...)
	p.part("Next rituals", occurrenceLines(roster, next, coach.Planned, "none is planned")...)
	recent = slices.DeleteFunc(recent, func(o coach.Occurrence) bool { return o.State == coach.Skipped && !o.Missed() })
	p.part("Not held", occurrenceLines(roster, recent, coach.Skipped, "none: every ritual that was due was held")...)
	p.part("Rituals recorded", fmt.Sprintf("%d held, %d not held, %d running, %d planned",
		counts[coach.Done], counts[coach.Skipped], counts[coach.Claimed], counts[coach.Planned]))
	return nil
}

// occurrenceLines lists the first occurrences in one state, each in its own zone: "Huddle of West, Tue 24 Nov 09:00
// Europe/London: late".
func occurrenceLines(roster *coach.Roster, os []coach.Occurrence, state coach.OccurrenceState, none string) []string {
	var lines []string
	for _, o := range os {
		if o.State != state || len(lines) == statusShows {
			continue
		}
		team := "a team that is gone"
		if t := roster.Team(o.Team); t != nil {
			team = t.Name
		}
		zone, err := time.LoadLocation(o.Zone)
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
func shortly(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}
