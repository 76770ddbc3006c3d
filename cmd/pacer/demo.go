package main

import (
	"fmt"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
)

// The people of the playground. Their ids say who they are, as ids in Slack do not.
const (
	demoBot   = "U0PACER"
	demoAdmin = "U0ADA"
)

// A demoRep is one rep of the playground with the character that their history is made from.
// The characters differ on purpose: one ahead, one falling back, one catching up, one far away. A board on which all
// are alike shows nothing, and a coaching digest needs something to ask about.
type demoRep struct {
	ID, Name, RealName, Title, Zone string
	// 0.5 to 1.15 in use: with chance on top, somebody at 1 reaches a weekly target in about half of the weeks.
	Strength float64 // share of the target that they do in an average week
	Trend    float64 // change of that share from the first week to the last
	DayOff   time.Weekday
	Lot      demoLot
}

// share is the part of the target that they do on an average day. Progress is 0 to 1, from the first week of history to
// today; lately says whether the day is of the last week, or of those that are lived after it. It may be above 1, and
// is never below 0 for those that there are.
func (r demoRep) share(progress float64, lately bool) float64 {
	if r.Lot == badWeek && lately {
		return 0.12
	}
	return r.Strength + r.Trend*progress
}

// A demoTeam is a team of the playground. What dressed fills in is missing in the two below.
type demoTeam struct {
	Team    coach.Team
	Channel playground.Channel
	Manager playground.User
	Reps    []demoRep
}

// demoWest sells to customers who are met: conversations, meetings, proposals. Its reps live in three zones.
var demoWest = demoTeam{
	Team: coach.Team{
		// The channel's id is how a database of the playground is told from a real one; see prepareDemo.
		Name: "West", Channel: "C0WEST", Zone: "Europe/London", WeekStart: time.Monday,
		KPIs: []coach.KPI{
			{Name: "conversation", Plural: "conversations", Aliases: []string{"convo", "convos", "call", "calls"}, Kind: coach.Leading, Target: coach.Target{Count: 20, Per: coach.Weekly}},
			{Name: "meeting", Plural: "meetings", Aliases: []string{"mtg", "demo", "demos"}, Kind: coach.Leading, Target: coach.Target{Count: 5, Per: coach.Weekly}},
			{Name: "proposal", Plural: "proposals", Aliases: []string{"offer", "offers"}, Kind: coach.Leading, Target: coach.Target{Count: 2, Per: coach.Weekly}},
			{Name: "deal", Plural: "deals", Kind: coach.Lagging, Target: coach.Target{Count: 2, Per: coach.Monthly}},
			// In cents, and last, where demoUnit looks for the currency.
			{Name: "revenue", Plural: "revenue", Kind: coach.Lagging, Unit: "EUR", Target: coach.Target{Count: 50_000_00, Per: coach.Quarterly}},
		},
	},
	Channel: playground.Channel{ID: "C0WEST", Name: "sales-west", Purpose: "Team West: huddles, wins and the board"},
	Manager: playground.User{ID: "U0MAYA", Name: "Maya", RealName: "Maya Okafor", Title: "Manager, West", Zone: "Europe/London"},
	Reps: []demoRep{
		// The visitor begins as the first.
		{ID: "U0ANN", Name: "Ann", RealName: "Ann Lindqvist", Title: "Account executive", Zone: "Europe/London", Strength: 0.95, Trend: 0.15},
		{ID: "U0BOB", Name: "Bob", RealName: "Bob Marsh", Title: "Account executive", Zone: "Europe/London", Strength: 0.60, Trend: -0.10},
		{ID: "U0CHLOE", Name: "Chloé", RealName: "Chloé Martin", Title: "Account executive", Zone: "Europe/Lisbon", Strength: 1.15},
		{ID: "U0DEV", Name: "Dev", RealName: "Dev Patel", Title: "Account executive", Zone: "America/New_York", Strength: 0.80, Trend: 0.30},
	},
}

// demoNorth sells by telephone: its first KPI has a target a day, and its reps live around the world, so that rituals
// in people's own time can be seen to be at different instants.
var demoNorth = demoTeam{
	Team: coach.Team{
		Name: "North", Channel: "C0NORTH", Zone: "America/New_York", WeekStart: time.Monday,
		KPIs: []coach.KPI{
			{Name: "dial", Plural: "dials", Aliases: []string{"ring", "rings"}, Kind: coach.Leading, Target: coach.Target{Count: 30, Per: coach.Daily}},
			{Name: "conversation", Plural: "conversations", Aliases: []string{"convo", "convos"}, Kind: coach.Leading, Target: coach.Target{Count: 25, Per: coach.Weekly}},
			{Name: "meeting", Plural: "meetings", Aliases: []string{"mtg"}, Kind: coach.Leading, Target: coach.Target{Count: 6, Per: coach.Weekly}},
			{Name: "opportunity", Plural: "opportunities", Aliases: []string{"opp", "opps"}, Kind: coach.Leading, Target: coach.Target{Count: 8, Per: coach.Monthly}},
			{Name: "deal", Plural: "deals", Kind: coach.Lagging, Target: coach.Target{Count: 3, Per: coach.Monthly}},
			{Name: "revenue", Plural: "revenue", Kind: coach.Lagging, Unit: "USD", Target: coach.Target{Count: 90_000_00, Per: coach.Quarterly}},
		},
	},
	Channel: playground.Channel{ID: "C0NORTH", Name: "sales-north", Purpose: "Team North: huddles, wins and the board"},
	Manager: playground.User{ID: "U0NOAH", Name: "Noah", RealName: "Noah Fischer", Title: "Manager, North", Zone: "America/New_York"},
	Reps: []demoRep{
		{ID: "U0EMMA", Name: "Emma", RealName: "Emma Castillo", Title: "Sales development", Zone: "America/New_York", Strength: 1.05},
		{ID: "U0FARID", Name: "Farid", RealName: "Farid Haddad", Title: "Sales development", Zone: "America/Chicago", Strength: 0.75, Trend: 0.20},
		// She has Fridays off and has not told Pacer, as happens: it asks her for five days.
		{ID: "U0GRACE", Name: "Grace", RealName: "Grace Liu", Title: "Sales development", Zone: "Australia/Sydney", Strength: 0.90, DayOff: time.Friday},
		{ID: "U0HUGO", Name: "Hugo", RealName: "Hugo Brandt", Title: "Sales development", Zone: "Europe/Berlin", Strength: 0.50, Trend: -0.15},
	},
}

// demoTeams are the teams of the company that the playground has unless another is asked for.
func demoTeams() []demoTeam { return newDemoCompany(demoReps, demoWeeks).teams }

// dressed returns teams with what all have in common filled in.
// All have every rhythm at its default times, so that each ritual of the product can be reached by moving the clock.
// The slices that it is given are changed and handed back.
func dressed(teams ...demoTeam) []demoTeam {
	for i := range teams {
		d := &teams[i]
		d.Team.WorkingDays = coach.Weekdays{time.Monday: true, time.Tuesday: true, time.Wednesday: true, time.Thursday: true, time.Friday: true}
		d.Team.Rhythms = workdayRhythms()
		d.Team.Compare = true // so that there is a board of teams
		d.Team.Managers = []string{d.Manager.ID}
		d.Channel.Members = []string{demoBot, demoAdmin, d.Manager.ID}
		// Begun anew, as the two teams above are shared by all companies that are made of them.
		d.Team.Reps = nil
		for _, r := range d.Reps {
			d.Team.Reps = append(d.Team.Reps, r.ID)
			d.Channel.Members = append(d.Channel.Members, r.ID)
		}
	}
	return teams
}

// workdayRhythms are the default rhythms from Monday to Friday. By default some are due every day, and held where
// somebody works; whoever moves the clock to the next ritual wants one that is held. Only the fields of days change:
// the times are the product's.
func workdayRhythms() map[coach.RhythmKind][]string {
	rhythms := defaultRhythms()
	for _, expressions := range rhythms {
		for i, text := range expressions {
			if daily, ok := strings.CutSuffix(text, " * * *"); ok {
				expressions[i] = daily + " * * 1-5"
			}
		}
	}
	return rhythms
}

// demoWorkspace is the Slack of the company that the playground has unless another is asked for.
func demoWorkspace() playground.Workspace { return newDemoCompany(demoReps, demoWeeks).workspace() }

// demoStart returns the instant at which a new playground begins: ten minutes before the first huddle of a
// working day in London, today's where today is one. With a database that already knows a later instant,
// it is the first such morning after that, for nothing that happened may lie in the future.
// Now is the real time. In the evening of a working day the start lies hours back, which is meant: there is nothing to
// try in a playground at night. Latest is zero for a new database. The result is always a Monday to Friday, 08:50 in
// London, whether that is 08:50 or 07:50 UTC.
func demoStart(now, latest time.Time) (time.Time, error) {
	london, err := time.LoadLocation(demoWest.Team.Zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("zone: %w", err)
	}
	from := now
	if latest.After(now) {
		from = latest
	}
	if at := workingMorning(from.In(london), 0); at.After(latest) {
		return at, nil
	}
	return workingMorning(from.In(london), 1), nil
}

// workingMorning returns 08:50 on a working day, in the zone of the instant: with step 1 on the first after its own day,
// with -1 on the last before it, with 0 on its own day or, at a weekend, on the first after it.
func workingMorning(of time.Time, step int) time.Time {
	// By calendar days and not by 24 hours: clocks change on some.
	year, month, day := of.Date()
	for i := step; ; {
		at := time.Date(year, month, day+i, 8, 50, 0, 0, of.Location())
		if at.Weekday() != time.Saturday && at.Weekday() != time.Sunday {
			return at
		}
		if i += step; step == 0 {
			i++
		}
	}
}
