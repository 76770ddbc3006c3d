package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
	"example.com/pacer/store"
)

// missing tells whether there is no file of that name.
// Anything else that keeps it from being opened is not "missing", and is told by whoever opens it.
func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// teams checks what was set up, and returns it: mostly what changes afterwards, as when people leave.
// It reads what the database holds and asks Slack nothing; places does. Nil after a database that cannot be read.
func (f *findings) teams(ctx context.Context, db *store.DB, now time.Time) []*coach.Team {
	roster, err := db.Roster(ctx)
	if err != nil {
		f.say(wrong, "teams", "%v", err)
		return nil
	}
	// No fault: it is how every installation begins.
	if len(roster.Teams) == 0 {
		f.say(better, "teams", "there is none yet: write one with pacer apply team.yaml, or set one up with /pacer setup in Slack")
		return nil
	}
	for _, t := range roster.Teams {
		faults := append(teamFaults(roster, t), dayFaults(roster, t, now)...)
		for _, fault := range faults {
			f.say(better, "teams", "%s: %s", t.Name, fault)
		}
		// What is well is said only where nothing else was: a line a team that works, and one for each fault of the
		// others.
		if broken := teamBroken(t); broken != nil {
			f.say(wrong, "teams", "%s: %v", t.Name, broken)
		} else if len(faults) == 0 {
			f.say(well, "teams", "%s: %s, %s, %s, in %s", t.Name, counted(len(t.Managers), "manager"),
				counted(len(t.Reps), "member"), counted(len(t.KPIs), "KPI"), t.Zone)
		}
	}
	return roster.Teams
}

// places asks Slack about the channels and user groups that the teams are bound to. A channel without the bot is wrong, for
// nothing of the team's arrives; without its group a team goes on with the people that it has.
// A channel that was archived is one of its faults, and so is one that is gone.
func (f *findings) places(ctx context.Context, cfg bot.Config, teams []*coach.Team) {
	var channels, groups []string
	for _, t := range teams {
		channels = append(channels, t.Channel)
		if t.Group != "" {
			groups = append(groups, t.Group)
		}
	}
	// To ask about nothing would be answered "the bot is in the channel of every team".
	if len(channels) == 0 {
		return
	}
	faults := bot.ExaminePlaces(ctx, cfg, channels, groups)
	for _, t := range teams {
		for _, place := range []struct {
			id  string
			bad grade
		}{{t.Channel, wrong}, {t.Group, better}} {
			switch err := faults[place.id]; {
			// Slack was out of reach or asked to wait: that says nothing about the channel, and a nightly run is not
			// to cry.
			case errors.Is(err, bot.ErrNotTold):
				f.say(better, "channels", "%s: whether all is well with %s %v", t.Name, place.id, err)
			case err != nil:
				f.say(place.bad, "channels", "%s: %v", t.Name, err)
			}
		}
	}
	// One line for all of them: who has forty teams does not want forty.
	if len(faults) == 0 {
		f.say(well, "channels", "the bot is in the channel of every team")
	}
}

// teamBroken is what keeps a team's rituals from being held: a zone or an expression that this program cannot read,
// though one that wrote them could.
// It comes about by a downgrade of Pacer, an older image with older zones, or a hand in the database. Nobody would hear
// of it otherwise but from the log: a team whose huddles stop simply hears nothing.
func teamBroken(t *coach.Team) error {
	var errs []error
	if tz.Check(t.Zone) != nil {
		errs = append(errs, fmt.Errorf("%q is no time zone that this program knows, so that none of its rituals is held: give the team another", t.Zone))
	}
	for _, row := range coach.Rhythms {
		for _, text := range t.Rhythms[row.Kind] {
			// nil is dropped by Join.
			errs = append(errs, cronError(text))
		}
	}
	return errors.Join(errs...)
}

// teamFaults are what a team can do without, and would rather not.
// People are shown by id, since the output may go into a ticket. Whether they are active is what Slack said last.
func teamFaults(roster *coach.Roster, t *coach.Team) (faults []string) {
	// It works: huddles are held and numbers counted.
	if len(t.Managers) == 0 {
		faults = append(faults, "has no manager, so that nobody gets the coaching digest")
	}
	if len(t.Reps) == 0 {
		faults = append(faults, "has no members, so that nobody is asked anything")
	}
	// A person who manages and sells is named twice, once for each list to take them out of.
	var left, guests []string
	for _, id := range append(append([]string(nil), t.Managers...), t.Reps...) {
		switch who := roster.Person(id); {
		// Somebody deactivated is not called a guest as well, which they may have been.
		case who.Deleted:
			left = append(left, id)
		case who.Guest, who.Stranger, who.Bot:
			guests = append(guests, id)
		}
	}
	if len(left) > 0 {
		faults = append(faults, "deactivated in Slack, take out of the team: "+strings.Join(left, ", "))
	}
	if len(guests) > 0 {
		faults = append(faults, "guests, bots or people of another organisation, whom Pacer does not serve: "+strings.Join(guests, ", "))
	}
	return faults
}

// fewHolidays is how many days ahead a team's holidays should reach: until somebody has read this and found a calendar.
// In days.
const fewHolidays = 60

// dayFaults are what makes days the wrong ones: zones that are not known, and holidays that run out.
// Both come with time: zones are renamed by the world, and lists of holidays end with the year.
func dayFaults(roster *coach.Roster, t *coach.Team, now time.Time) (faults []string) {
	var lost []string
	// Sorted, so that two runs can be compared line by line.
	for _, id := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(t.Managers, t.Reps)))) {
		if zone := roster.Person(id).ZoneName(); zone != "" && tz.Check(zone) != nil {
			lost = append(lost, fmt.Sprintf("%s (%s)", id, zone))
		}
	}
	if len(lost) > 0 {
		// Their own clock is not known, so the team's stands in for it; nothing is lost.
		faults = append(faults, "live in time zones that this program does not know, and get what is theirs at the team's time: "+
			strings.Join(lost, ", ")+"; they may choose another with /pacer settings")
	}
	// A team without any has none on purpose; one whose list ends has been forgotten.
	if n := len(t.Holidays); n > 0 {
		// A zone that is not known is teamBroken's to say; here a day more or less does not matter.
		loc, err := tz.Load(t.Zone)
		if err != nil {
			loc = time.UTC
		}
		// The list is in order of days.
		if last := t.Holidays[n-1].Day; last < coach.DayOf(now, loc)+fewHolidays {
			faults = append(faults, fmt.Sprintf("has no holidays after %s: add the coming ones, in its file or with /pacer setup", last.Format("2 Jan 2006")))
		}
	}
	return faults
}
