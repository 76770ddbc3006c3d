package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// importBatch is how many entries are committed at once. One transaction each: few enough to be short, and many enough
// for a start of some seconds.
const importBatch = 500

// seedDemo seeds the company that the playground has unless another is asked for.
func seedDemo(ctx context.Context, db *store.DB, now time.Time) error {
	return newDemoCompany(demoReps, demoWeeks).seed(ctx, db, now)
}

// seed writes the company's teams, people and history into an empty database, as if they had been logged in the weeks
// before now. It goes past Slack and the bot, straight into the store, as if the weeks had been lived; from now on
// everything goes through them.
func (c demoCompany) seed(ctx context.Context, db *store.DB, now time.Time) error {
	for _, d := range c.teams {
		d.Team.Starts = c.starts(d, now)
		if _, err := db.ApplyTeam(ctx, d.Team, now); err != nil {
			return fmt.Errorf("team %s: %w", d.Team.Name, err)
		}
	}
	// The store has given the teams and their KPIs ids meanwhile, which the entries refer to.
	roster, err := db.Roster(ctx)
	if err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	people := coach.Change{At: now, People: c.people()}
	for _, d := range c.teams {
		if c.weeks > 0 {
			people.Welcomed = append(people.Welcomed, d.Team.Reps...) // they have been here for weeks
		}
	}
	if err := db.Commit(ctx, people); err != nil {
		return fmt.Errorf("people: %w", err)
	}
	for _, d := range c.teams {
		if err := c.seedTeam(ctx, db, roster.TeamIn(d.Channel.ID), d, now); err != nil {
			return err
		}
	}
	return nil
}

// seedTeam writes what the reps of a team did before now, and what is special about some.
func (c demoCompany) seedTeam(ctx context.Context, db *store.DB, team *coach.Team, d demoTeam, now time.Time) error {
	if err := seedLots(ctx, db, team, d.Reps, c.weeks, now); err != nil || c.weeks == 0 {
		return err
	}
	// In parts, as one change holds the store's writer for as long as it takes.
	for batch := range slices.Chunk(demoHistory(team, d.Reps, c.weeks, now), importBatch) {
		if err := db.Commit(ctx, coach.Change{At: now, Activities: batch}); err != nil {
			return fmt.Errorf("history of %s: %w", team.Name, err)
		}
	}
	for _, change := range append(demoClarity(team, now), demoDealChange(team, d.Reps, now)) {
		if err := db.Commit(ctx, change); err != nil {
			return fmt.Errorf("deals of %s: %w", team.Name, err)
		}
	}
	return nil
}

// starts are the first days of those who are new in a team: five days before the playground opens, or the Monday after.
// In a company that begins today nobody is newer than the others.
func (c demoCompany) starts(d demoTeam, now time.Time) map[string]coach.Start {
	starts := map[string]coach.Start{}
	for _, rep := range d.Reps {
		if rep.Lot == newcomer && c.weeks > 0 {
			day := coach.DayOf(workingMorning(london(now), 1), time.UTC) - 5
			for !d.Team.WorkingDays[day.Weekday()] {
				day++
			}
			starts[rep.ID] = coach.Start{Day: day, Ramp: 4}
		}
	}
	return starts
}

// demoPeople are the people of the company that the playground has unless another is asked for.
func demoPeople() []coach.Person { return newDemoCompany(demoReps, demoWeeks).people() }

// people are the people of the workspace as Slack describes them. As Slack would tell them, so that nobody has to be
// asked about before the first command.
func (c demoCompany) people() []coach.Person {
	var out []coach.Person
	for _, u := range c.workspace().Users {
		out = append(out, coach.Person{ID: u.ID, Name: u.Name, Zone: u.Zone, Admin: u.Admin, Guest: u.Guest, Stranger: u.Stranger})
	}
	return out
}

// demoHistory makes the entries of a team's last weeks, oldest first. The same team at the same instant has
// the same history.
// Of today there is what they have logged by now, which is nothing in the morning.
func demoHistory(team *coach.Team, reps []demoRep, weeks int, now time.Time) []coach.Activity {
	var out []coach.Activity
	for _, rep := range reps {
		loc, err := time.LoadLocation(rep.Zone)
		if err != nil {
			continue // the zones are constants that a test loads
		}
		today := coach.DayOf(now, loc)
		monday := coach.Weekly.Span(today, coach.Year{Week: time.Monday}).From
		// Whole weeks before this one, and of this one what is over.
		span := coach.Day(7 * weeks)
		for day := max(monday-span, team.Starts[rep.ID].Day); day <= today; day++ {
			if !team.WorkingDays[day.Weekday()] || day.Weekday() == rep.DayOff && rep.DayOff != time.Sunday || rep.Lot == onLeave && day >= today-9 {
				continue
			}
			// From 0 in the first week to 1 today: how far somebody's trend has come.
			progress := float64(day-monday+span) / float64(span)
			out = append(out, demoDay(team, rep, day, rep.share(progress, day >= today-7), loc)...)
		}
	}
	// Nothing may lie in the future of the playground's clock: today has only begun.
	out = slices.DeleteFunc(out, func(a coach.Activity) bool { return a.LoggedAt.After(now) })
	// By the instant, as ids of entries are: the ledger is read in their order.
	slices.SortStableFunc(out, func(a, b coach.Activity) int { return a.LoggedAt.Compare(b.LoggedAt) })
	return out
}

// demoMood is how much of an average day's work a weekday sees: slow Mondays, early Fridays.
var demoMood = [7]float64{time.Monday: 0.85, time.Tuesday: 1.15, time.Wednesday: 1.10, time.Thursday: 1.05, time.Friday: 0.85}

// demoDay makes what one rep logged on one day: each KPI once, in the late afternoon, a deal with its revenue.
// Share is the part of the target that they do on an average day. Revenue comes from deals alone, which is why the KPIs
// are taken in the order of the funnel: a deal stands before its money. A KPI with nothing to count has no row, as
// nobody logs a zero.
func demoDay(team *coach.Team, rep demoRep, day coach.Day, share float64, loc *time.Location) []coach.Activity {
	// Seeded by person and day, so that a day is the same however long the history before it is.
	dice := rand.New(rand.NewPCG(seedOf(rep.ID), uint64(day)))
	year, month, date := day.Date()
	// In the afternoon, when people write down what they did.
	at := time.Date(year, month, date, 16, 10+dice.IntN(45), 0, 0, loc).UTC()
	share *= demoMood[day.Weekday()]
	var out []coach.Activity
	var deals int64
	for _, k := range team.KPIs {
		var count int64
		switch {
		case k.Money():
			// 6,000 to 20,000 whole units a deal; 100_00 is a hundred of them in cents, which both currencies have.
			count = deals * int64(60+dice.IntN(140)) * 100_00
		default:
			count = roll(dice, perDay(k.Target)*share)
		}
		if k.Name == "deal" {
			deals = count
		}
		if count == 0 {
			continue
		}
		out = append(out, coach.Activity{
			ID: demoID(at, rep.ID, k.Name, day), Team: team.ID, Person: rep.ID, KPI: k.ID, Day: day, Count: count,
			Note: demoNote(dice, k.Name), LoggedAt: at.Add(time.Duration(len(out)) * time.Second), Source: "import",
		})
	}
	return out
}

// perDay spreads a target over the working days of its period, roughly.
// The figures are working days: 5 a week, 21 a month, 63 a quarter. The product counts real ones; for history that is
// made up, roughly is right.
func perDay(t coach.Target) float64 {
	days := map[coach.Period]float64{coach.Daily: 1, coach.Weekly: 5, coach.Monthly: 21, coach.Quarterly: 63}
	return float64(t.Count) / days[t.Per]
}

// roll turns an expected count into a whole one: what is left of it is a chance, and large counts sway a little.
// Expected 0.3 gives 1 in about three of ten days; expected 6 gives 4 to 8. Without the chance, rare things such as
// deals would be rounded away and never happen.
func roll(dice *rand.Rand, expected float64) int64 {
	if expected <= 0 {
		return 0
	}
	swayed := expected * (0.75 + 0.5*dice.Float64())
	whole := int64(swayed)
	if dice.Float64() < swayed-float64(whole) {
		whole++
	}
	return whole
}

// demoNotes are what reps of the playground write behind a #.
var demoNotes = []string{"Acme and Globex", "warm intro from a customer", "they asked for references", "budget opens in spring", "follow-up booked"}

// demoNote gives one entry in six a note; nobody writes one about a dial.
func demoNote(dice *rand.Rand, kpi string) string {
	if kpi == "dial" || dice.IntN(6) > 0 {
		return ""
	}
	return demoNotes[dice.IntN(len(demoNotes))]
}

// demoID names an entry by what it is, so that the same history has the same ids. The parts must tell entries apart
// within a database: person, KPI and day do. It is a UUIDv7 of the instant of logging, because the ledger is read in the
// order of ids, and what comes after the history has a later one.
func demoID(at time.Time, parts ...any) string {
	id := uuid.NewSHA1(uuid.NameSpaceOID, []byte(fmt.Sprint(parts...)))
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(at.UnixMilli())<<16)
	copy(id[:6], ms[:6])
	// The first 48 bits are the instant in milliseconds, as in every UUIDv7; the rest tells entries apart, where chance
	// would have been.
	id[6] = 0x70 | id[6]&0x0f
	return id.String()
}

// seedOf makes the dice of one person their own.
func seedOf(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // a hash does not fail
	return h.Sum64()
}
