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

// demoWeeks is how many weeks of history the playground's teams begin with.
// Six are enough for personal bests and for "against own last four weeks".
const demoWeeks = 6

// importBatch is how many entries are committed at once.
const importBatch = 500

// seedDemo writes the playground's teams, people and history into an empty database, as if they had been
// logged in the weeks before now.
func seedDemo(ctx context.Context, db *store.DB, now time.Time) error {
	for _, d := range demoTeams() {
		if _, err := db.ApplyTeam(ctx, d.Team, now); err != nil {
			return fmt.Errorf("team %s: %w", d.Team.Name, err)
		}
	}
	// The store has given the teams and their KPIs ids meanwhile, which the entries refer to.
	roster, err := db.Roster(ctx)
	if err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	people := coach.Change{At: now, People: demoPeople()}
	for _, d := range demoTeams() {
		people.Welcomed = append(people.Welcomed, d.Team.Reps...) // they have been here for weeks
	}
	if err := db.Commit(ctx, people); err != nil {
		return fmt.Errorf("people: %w", err)
	}
	for _, d := range demoTeams() {
		i := slices.IndexFunc(roster.Teams, func(t *coach.Team) bool { return t.Name == d.Team.Name })
		entries := demoHistory(roster.Teams[i], d.Reps, now)
		for batch := range slices.Chunk(entries, importBatch) {
			if err := db.Commit(ctx, coach.Change{At: now, Activities: batch}); err != nil {
				return fmt.Errorf("history of %s: %w", d.Team.Name, err)
			}
		}
		if err := db.Commit(ctx, demoDealChange(roster.Teams[i], d.Reps, now)); err != nil {
			return fmt.Errorf("deals of %s: %w", d.Team.Name, err)
		}
	}
	return nil
}

// demoPeople are the people of the workspace as Slack describes them.
func demoPeople() []coach.Person {
	var out []coach.Person
	for _, u := range demoWorkspace().Users {
		out = append(out, coach.Person{ID: u.ID, Name: u.Name, Zone: u.Zone, Admin: u.Admin, Guest: u.Guest, Stranger: u.Stranger})
	}
	return out
}

// demoHistory makes the entries of a team's last weeks, oldest first. The same team at the same instant has
// the same history.
// Today has none, in the rep's own zone: whoever is somebody in the playground begins their day with a clean sheet.
func demoHistory(team *coach.Team, reps []demoRep, now time.Time) []coach.Activity {
	var out []coach.Activity
	for _, rep := range reps {
		loc, err := time.LoadLocation(rep.Zone)
		if err != nil {
			continue // the zones are constants that a test loads
		}
		today := coach.DayOf(now, loc)
		monday := coach.Weekly.Span(today, coach.Year{Week: time.Monday}).From
		for day := monday - 7*demoWeeks; day < today; day++ {
			if !team.WorkingDays[day.Weekday()] || day.Weekday() == rep.DayOff && rep.DayOff != time.Sunday {
				continue
			}
			// From 0 in the first week to 1 today: how far somebody's trend has come.
			progress := float64(day-monday+7*demoWeeks) / (7 * demoWeeks)
			out = append(out, demoDay(team, rep, day, progress, loc)...)
		}
	}
	slices.SortStableFunc(out, func(a, b coach.Activity) int { return a.LoggedAt.Compare(b.LoggedAt) })
	return out
}

// demoMood is how much of an average day's work a weekday sees: slow Mondays, early Fridays.
var demoMood = [7]float64{time.Monday: 0.85, time.Tuesday: 1.15, time.Wednesday: 1.10, time.Thursday: 1.05, time.Friday: 0.85}

// demoDay makes what one rep logged on one day: each KPI once, in the late afternoon, a deal with its revenue.
// Progress is 0 to 1, from the first week of history to today. Revenue comes from deals alone, which is why the KPIs
// are taken in the order of the funnel: a deal stands before its money. A KPI with nothing to count has no row, as
// nobody logs a zero.
func demoDay(team *coach.Team, rep demoRep, day coach.Day, progress float64, loc *time.Location) []coach.Activity {
	// Seeded by person and day, so that a day is the same however long the history before it is.
	dice := rand.New(rand.NewPCG(seedOf(rep.ID), uint64(day)))
	year, month, date := day.Date()
	// In the afternoon, when people write down what they did.
	at := time.Date(year, month, date, 16, 10+dice.IntN(45), 0, 0, loc).UTC()
	share := (rep.Strength + rep.Trend*progress) * demoMood[day.Weekday()]
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
	id[6] = 0x70 | id[6]&0x0f
	return id.String()
}

// seedOf makes the dice of one person their own.
func seedOf(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // a hash does not fail
	return h.Sum64()
}
