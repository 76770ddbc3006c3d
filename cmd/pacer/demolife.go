package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// A demoLife lets the people of the playground work while its clock moves: they log, file for the huddle, answer one
// another and look back on Fridays. They go through the same doors as the visitor, a [playground.Actor] each, over the
// bot as it is; nothing is written beside it. What they do at which instant is decided by their id and the day alone,
// and so is the same in every playground. Nobody acts whom a visitor has been.
//
// A nil *demoLife is a playground in which nobody acts.
type demoLife struct {
	company demoCompany
	server  *playground.Server
	clock   *clock
	db      *store.DB
	bot     *bot.Bot
	log     *slog.Logger

	turn chan struct{} // one at a time: a move of the clock, or what happens while it runs by itself
	// It may be behind the clock, which runs on while people act.
	lived   time.Time         // up to here everything was done
	huddles map[string]string // ts by channel and day, see huddle
}

// A deed is one thing that somebody does.
// It is a plan, and may come to nothing: see perform.
type deed struct {
	at   time.Time
	who  string // user id
	what string // for logs and tests: the command line, or what is done in a word or two
	do   func(ctx context.Context, l *demoLife) error
}

const (
	// deedWindow is how late something may be done. When the machine slept, people are not to do a night's work at once.
	deedWindow = 10 * time.Minute
	// lifeBeat is how often one looks, in real time, whether somebody has something to do.
	lifeBeat = 2 * time.Second
	// botPatience is how long somebody waits for what the bot does after the acknowledgement, in real time.
	botPatience = 2 * time.Second
)

// begin says that everything up to now is over. It is called once, when the clock stands where it begins.
// What the history holds was not lived here and is not done again.
func (l *demoLife) begin() {
	l.turn = make(chan struct{}, 1)
	l.lived, l.huddles = l.clock.Now(), map[string]string{}
}

// hold keeps everybody still until the function that it returns is called: so that two moves of the clock, or a move
// and the life beside it, do not do the same thing twice. A move takes its time, so this is a channel and no mutex: who
// waits for a mutex holds up the time of a test.
func (l *demoLife) hold() (release func()) {
	if l == nil {
		return func() {}
	}
	l.turn <- struct{}{}
	return func() { <-l.turn }
}

// run lets people act while the clock runs by itself, until the context ends. It looks every two seconds; between two
// looks the clock runs as fast as the real one.
func (l *demoLife) run(ctx context.Context) {
	beat := time.NewTicker(lifeBeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
		release := l.hold()
		err := l.until(ctx, l.clock.Now())
		release()
		if err != nil && ctx.Err() == nil {
			l.log.Warn("the people of the playground rest", "error", err)
		}
	}
}

// until does everything that is due up to an instant, in order, moving the clock to each. What the bot says to each is
// out before the next. The caller holds the life. The error is the context's or the store's: what one person could not
// do stops nobody else.
func (l *demoLife) until(ctx context.Context, to time.Time) error {
	if l == nil || !to.After(l.lived) {
		return nil
	}
	roster, err := l.db.Roster(ctx)
	if err != nil {
		return fmt.Errorf("teams: %w", err)
	}
	for _, d := range demoDeeds(l.company.teams, roster, l.lived, to) {
		l.lived = d.at
		if err := l.perform(ctx, d); err != nil {
			return err
		}
	}
	l.lived = to
	return nil
}

// perform lets one deed happen unless it is too late for it, or its person has become the visitor's. The error is the
// context's or the bot's that does not come to rest. So whoever a visitor once was stays still for good.
func (l *demoLife) perform(ctx context.Context, d deed) error {
	l.clock.forward(d.at)
	if l.clock.Now().Sub(d.at) > deedWindow || l.server.Visited(d.who) {
		return nil
	}
	// The visitor can break the wire, and then people's hands are tied as the visitor's own are: that is no fault.
	if err := d.do(ctx, l); err != nil {
		l.log.Info("somebody of the playground could not act", "person", d.who, "what", d.what, "at", d.at, "error", err)
	}
	return l.clock.drained(ctx, l.bot, d.at)
}

// await waits until something is to be seen, which the bot does a moment after its acknowledgement.
// In real time: the bot works on the machine's, whatever its clock shows.
func await(ctx context.Context, what string, seen func() bool) error {
	const look = 2 * time.Millisecond
	for range botPatience / look {
		if seen() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(look):
		}
	}
	return fmt.Errorf("%s did not appear", what)
}

// demoDeeds lists what the people of teams do after one instant and up to another, in order. It asks no clock
// and draws no lots but those of the person and the day. After is exclusive and upTo inclusive, so that two spans that
// meet have each deed once.
func demoDeeds(teams []demoTeam, roster *coach.Roster, after, upTo time.Time) []deed {
	var out []deed
	// A day of the calendar lasts up to 50 hours around the world; what lies outside of the span is dropped below.
	first, last := coach.DayOf(after, time.UTC)-2, coach.DayOf(upTo, time.UTC)+1
	for _, d := range teams {
		team := roster.TeamIn(d.Team.Channel)
		if team == nil {
			continue
		}
		crew := newCrew(roster, team, d)
		for day := first; day <= last; day++ {
			for _, x := range crew.day(day) {
				if x.at.After(after) && !x.at.After(upTo) && crew.atWork(x.who, x.at) {
					out = append(out, x)
				}
			}
		}
	}
	for day := first; day <= last; day++ {
		for _, x := range officeTalk(roster, day) {
			if x.at.After(after) && !x.at.After(upTo) {
				out = append(out, x)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b deed) int { return a.at.Compare(b.at) })
	return out
}

// A crew is a demo team with what the database holds of it: the ids of its KPIs, its calendar, who is still there.
// It is made for one span of days and thrown away, so that what the visitor changes about a team holds from the next
// on.
type crew struct {
	demoTeam
	team    *coach.Team
	roster  *coach.Roster
	zone    *time.Location // the team's
	zones   map[string]*time.Location
	offs    map[string]time.Weekday // a weekday on which somebody never works
	present []demoRep
}

// Somebody of the demo whom the visitor took out of the team is in no crew any more.
func newCrew(roster *coach.Roster, team *coach.Team, d demoTeam) *crew {
	c := &crew{demoTeam: d, team: team, roster: roster, zones: map[string]*time.Location{}, offs: map[string]time.Weekday{}}
	c.zone = roster.Zone(d.Manager.ID, team)
	c.zones[d.Manager.ID] = c.zone
	for _, p := range roster.Active(team) {
		i := slices.IndexFunc(d.Reps, func(r demoRep) bool { return r.ID == p.ID })
		if i < 0 {
			continue // somebody whom the visitor put into the team
		}
		c.present = append(c.present, d.Reps[i])
		c.zones[p.ID], c.offs[p.ID] = roster.Zone(p.ID, team), d.Reps[i].DayOff
	}
	return c
}

// day lists all that the crew does on one day of the calendar, each in their own zone or the team's. They are not in
// order, and some may lie on the day after.
func (c *crew) day(day coach.Day) []deed {
	out := c.managing(day)
	for _, rep := range c.present {
		voice := voiceOf(rep.ID)
		out = append(out, c.filing(rep, voice, day)...)
		out = append(out, c.logging(rep, voice, day)...)
		out = append(out, c.lookingBack(rep, voice, day)...)
	}
	return append(out, c.applause(day)...)
}

// works tells whether somebody works on a day of their own calendar. Who is away does nothing.
// Sunday stands for "no such day", as nobody of the demo works on Sundays in any case.
func (c *crew) works(who string, day coach.Day) bool {
	off := c.offs[who]
	return coach.CalendarOf(c.team, c.roster.Person(who)).Works(day) && (off == time.Sunday || day.Weekday() != off)
}

// atWork tells whether an instant is one at which somebody may be up and at work: on a working day, and by day. It is
// asked of every deed in the end, so that no list of deeds has to know where its people live.
func (c *crew) atWork(who string, at time.Time) bool {
	zone := c.zones[who]
	if zone == nil {
		return false
	}
	hour := at.In(zone).Hour()
	return hour >= 7 && hour < 22 && c.works(who, coach.DayOf(at, zone))
}

// on is an instant of a day: minutes after midnight on a wall clock, and seconds that tell people apart, so that no two
// of a team post into a channel at the same instant.
func on(day coach.Day, minutes int, who string, zone *time.Location) time.Time {
	year, month, date := day.Date()
	return time.Date(year, month, date, 0, minutes, int(seedOf(who)%50)+5, 0, zone).UTC()
}
