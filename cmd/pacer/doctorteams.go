package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/scheduler"
	"example.com/pacer/store"
)

// missing tells whether there is no file of that name.
func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// teams checks what the team files have written: mostly what changes afterwards, as when people leave.
func (f *findings) teams(ctx context.Context, db *store.DB) {
	roster, err := db.Roster(ctx)
	if err != nil {
		f.say(wrong, "teams", "%v", err)
		return
	}
	if len(roster.Teams) == 0 {
		f.say(better, "teams", "there is none yet: write one with pacer apply team.yaml")
		return
	}
	for _, t := range roster.Teams {
		faults := teamFaults(roster, t)
		for _, fault := range faults {
			f.say(better, "teams", "%s: %s", t.Name, fault)
		}
		if broken := teamBroken(t); broken != nil {
			f.say(wrong, "teams", "%s: %v", t.Name, broken)
		} else if len(faults) == 0 {
			f.say(well, "teams", "%s: %s, %s, %s, in %s", t.Name, counted(len(t.Managers), "manager"),
				counted(len(t.Reps), "member"), counted(len(t.KPIs), "KPI"), t.Zone)
		}
	}
}

// teamBroken is what keeps a team's rituals from being held: a zone or an expression that this program cannot read,
// though one that wrote them could.
func teamBroken(t *coach.Team) error {
	_, err := time.LoadLocation(t.Zone)
	errs := []error{err}
	for _, row := range coach.Rhythms {
		for _, text := range t.Rhythms[row.Kind] {
			_, err := scheduler.ParseCron(text)
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// teamFaults are what a team can do without, and would rather not.
func teamFaults(roster *coach.Roster, t *coach.Team) (faults []string) {
	if len(t.Managers) == 0 {
		faults = append(faults, "has no manager, so that nobody gets the coaching digest")
	}
	if len(t.Reps) == 0 {
		faults = append(faults, "has no members, so that nobody is asked anything")
	}
	var left, guests []string
	for _, id := range append(append([]string(nil), t.Managers...), t.Reps...) {
		switch who := roster.Person(id); {
		case who.Deleted:
			left = append(left, id)
		case who.Guest, who.Stranger, who.Bot:
			guests = append(guests, id)
		}
	}
	if len(left) > 0 {
		faults = append(faults, "deactivated in Slack, take out of the team file: "+strings.Join(left, ", "))
	}
	if len(guests) > 0 {
		faults = append(faults, "guests, bots or people of another organisation, whom Pacer does not serve: "+strings.Join(guests, ", "))
	}
	return faults
}
