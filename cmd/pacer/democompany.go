package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// The size of the company in the playground. With more reps or weeks the start would be slow, and show nothing new.
const (
	demoReps, maxDemoReps   = 4, 200 // in the main team
	demoWeeks, maxDemoWeeks = 13, 26 // with a quarter no target is cut to what is left of it
)

// A demoCompany is who works in the playground, and for how long they have.
// The same sizes make the same company each time, and a larger one has all the people of a smaller one. It says who
// there is, and not what they do: that is demoLife's and demoHistory's.
type demoCompany struct {
	// The first is the main one, of the size that was asked for.
	teams []demoTeam
	weeks int  // of history; with 0 the teams begin today and nothing was ever logged
	bare  bool // there are only people and channels, and nobody acts by themselves
}

// newDemoCompany is the company with a number of reps in the main team, from 1 to maxDemoReps. The other team stays as
// small as it is. The other team is there for zones, for a board of teams, and to see what a manager of another team
// may not.
func newDemoCompany(reps, weeks int) demoCompany {
	main := demoWest
	main.Reps = slices.Clone(demoWest.Reps)
	for n := len(main.Reps); n < reps; n++ {
		main.Reps = append(main.Reps, crowdRep(n))
	}
	// Fewer than the named four are the first of them, so that the visitor is always Ann.
	main.Reps = main.Reps[:reps]
	return demoCompany{teams: dressed(main, demoNorth), weeks: weeks}
}

// kept is the company of a database of an earlier run, as far as the main team goes: everybody of it who was ever known,
// and at least those whom it has when nobody asks for another. An empty database changes nothing. So a database is gone
// on with by whoever was in it, whatever --reps says the second time.
func (c demoCompany) kept(r *coach.Roster) demoCompany {
	if len(r.Teams) == 0 {
		return c
	}
	all := newDemoCompany(maxDemoReps, c.weeks)
	reps := demoReps
	// By everybody who was ever known and not by who is in the team: somebody who was taken out, or has left, may come
	// back.
	for i, rep := range all.teams[0].Reps {
		if _, known := r.People[rep.ID]; known {
			reps = max(reps, i+1)
		}
	}
	kept := newDemoCompany(reps, c.weeks)
	kept.bare = c.bare
	return kept
}

// crowded tells whether a day of the company takes longer than somebody who opens the page waits.
func (c demoCompany) crowded() bool { return len(c.teams[0].Reps) > 25 }

// rest is what the clock goes on by at once while messages wait for Slack's rates: as many of them are sent in it as may
// be sent together, so that two hundred nudges are out in half a second of real time. A small company needs few.
func (c demoCompany) rest() time.Duration {
	if c.crowded() {
		return 5 * time.Second
	}
	return time.Second
}

// A demoLot is what is special about somebody of a larger team, beyond how much they do. What it is for: boards, briefs
// and calendars have cases that eight people with the same life would never show.
type demoLot int

// A team of eight has one of each but the last two; in a larger one a third have a plan, and some work part-time.
const (
	ordinary  demoLot = iota
	badWeek           // did as well as anybody, and next to nothing in the last week
	newcomer          // began some days ago, and grows into the target for four weeks
	onLeave           // away for a week and a half by now, and for as long again
	unseen            // is on boards for themselves and their manager only
	ownPlan           // has worked back from a result of their own
	shortWeek         // has every Friday off
)

// crowdNames are the people who join the main team first, with what is special about them. Those after them are named
// from the two lists below.
var crowdNames = []struct {
	First, Last string
	Lot         demoLot
}{
	{"Iris", "Novak", badWeek}, {"Jonas", "Weber", newcomer}, {"Keiko", "Tanaka", onLeave}, {"Lars", "Dahl", unseen},
}

// Names to be combined. The lengths of the lists have no common divisor, so that no full name comes twice among 200.
const (
	crowdFirst = "Amara Bruno Carla Daniel Elif Fiona Gabriel Hana Igor Julia Kofi Lena Marco Nadia Oscar Petra Quentin Rosa Samir " +
		"Tessa Umar Vera Wiktor Xenia Yusuf Zoe Anders Bianca Cyril"
	crowdLast = "Abara Bianchi Costa Duarte Eriksen Ferrari Garcia Horvat Ivanova Jensen Kowalski Laurent Moreau Nilsson O'Brien Papadakis " +
		"Quispe Rossi Schneider Takahashi Umarova Virtanen Wagner Yilmaz Zeman Andersson-Whitfield Boateng Castellanos"
	crowdZones = "Europe/London Europe/London Europe/London Europe/Lisbon Europe/Berlin America/New_York"
)

// crowdRep is the rep at a place of the main team beyond those that have a name and a voice of their own. How much they
// do is drawn by their id alone.
// Display names beyond the first few are whole names, as they are in workspaces of that size. Place counts from 0, the
// named ones included. The order of the draws must not change, or every company of this size would be another one.
func crowdRep(place int) demoRep {
	rep := demoRep{ID: fmt.Sprintf("U0REP%03d", place+1), Title: "Account executive"}
	i := place - len(demoWest.Reps)
	if i < len(crowdNames) {
		n := crowdNames[i]
		rep.Name, rep.RealName, rep.Lot, rep.Zone, rep.Strength = n.First, n.First+" "+n.Last, n.Lot, demoWest.Team.Zone, 0.95
		return rep
	}
	i -= len(crowdNames)
	first, last, zones := strings.Fields(crowdFirst), strings.Fields(crowdLast), strings.Fields(crowdZones)
	rep.RealName = first[i%len(first)] + " " + last[i%len(last)]
	rep.Name = rep.RealName
	dice := rand.New(rand.NewPCG(seedOf(rep.ID), 0))
	rep.Zone = zones[dice.IntN(len(zones))]
	// From far behind to somewhat ahead, falling or catching up by a fifth.
	rep.Strength, rep.Trend = 0.55+0.6*dice.Float64(), 0.4*dice.Float64()-0.2
	switch {
	// By place and not by lot, so that a third is a third in a team of any size.
	case i%3 == 0:
		rep.Lot = ownPlan
	case i%20 == 1:
		rep.Lot, rep.DayOff = shortWeek, time.Friday
	case i%25 == 2:
		rep.Lot = badWeek
	}
	return rep
}

// crowdVoice is how somebody of the crowd behaves: a dozen file for the huddle, and all log once a day. None names a
// hurdle or writes into the channel, which two hundred voices made up by a program would make unreadable. Those beyond
// the sixteenth place are in no thread: a huddle with two hundred entries is a thread that nobody reads, in the
// playground as in life.
func crowdVoice(id string) demoVoice {
	var place int
	if _, err := fmt.Sscanf(id, "U0REP%d", &place); err == nil && place <= 16 {
		return demoVoice{Files: filesPromptly, Style: demoStyle(place % 3)}
	}
	return demoVoice{Files: filesNothing, Style: demoStyle(place % 3)}
}

// voiceOf is how a rep of the playground behaves.
func voiceOf(id string) demoVoice {
	if v, ok := demoVoices[id]; ok {
		return v
	}
	return crowdVoice(id)
}

// seedLots writes what is special about the reps of a team into a database that has the team. Now is as in seed. The
// two that are of numbers, a bad week and a newcomer, are not written here: the history is made by them, and the start
// is the team's.
func seedLots(ctx context.Context, db *store.DB, team *coach.Team, reps []demoRep, weeks int, now time.Time) error {
	for _, rep := range reps {
		c := coach.Change{At: now}
		zone, err := time.LoadLocation(rep.Zone)
		if err != nil {
			return fmt.Errorf("zone of %s: %w", rep.ID, err)
		}
		today := coach.DayOf(now, zone)
		switch rep.Lot {
		case unseen:
			c.Settings = &coach.PersonSettings{Person: rep.ID, Settings: coach.Settings{Hidden: true}}
		// Their own week is the team's without their day off, as they would set it in Slack.
		case shortWeek:
			var week coach.Settings
			for day, works := range team.WorkingDays {
				if works && time.Weekday(day) != rep.DayOff {
					week.Week[day] = coach.WholeDay
				}
			}
			c.Settings = &coach.PersonSettings{Person: rep.ID, Settings: week}
		// In the middle of it, so that both that they were away and that they are can be seen.
		case onLeave:
			c.Absences = []coach.Absence{{
				ID: demoID(now, rep.ID, "leave"), Person: rep.ID, Span: coach.Span{From: today - 9, To: today + 9},
				Part: coach.WholeDay, Source: coach.SaidBySelf, By: rep.ID, MadeAt: now.AddDate(0, 0, -12),
			}}
		case ownPlan:
			c.WorkBack = crowdPlan(team, rep, today-coach.Day(7*weeks), now)
		default:
			continue
		}
		if err := db.Commit(ctx, c); err != nil {
			return fmt.Errorf("%s of team %s: %w", rep.ID, team.Name, err)
		}
	}
	return nil
}

// crowdPlan is the plan of somebody who wants two or three deals a month, from a day on: by the rates that the team's
// targets imply, so that about as many are ahead of their plan as behind it. It holds from the beginning of the
// history, and is made on the day before now.
func crowdPlan(team *coach.Team, rep demoRep, from coach.Day, now time.Time) *coach.Plan {
	p := &coach.Plan{
		ID: demoID(now, rep.ID, "plan"), Team: team.ID, Person: rep.ID, From: from, Per: coach.Monthly, Count: 2 + int64(seedOf(rep.ID)%2),
		Rates: map[string]coach.Rate{}, Needs: map[string]int64{}, State: coach.PlanActive, By: rep.ID, MadeAt: now.AddDate(0, 0, -1),
	}
	for i, k := range team.KPIs {
		if i > 0 {
			above := team.KPIs[i-1]
			p.Rates[k.ID] = coach.Rate{Won: int64(1000 * perDay(k.Target)), Of: int64(1000 * perDay(above.Target))}
		}
		// A plan is for a result that is counted in things; what comes after it in the funnel, the money, is no step of
		// it.
		if p.Goal = k.ID; k.Name == "deal" {
			break
		}
	}
	if course, ok := p.Course(team); ok {
		for i, n := range course.WorkBack(p.Count) {
			p.Needs[course.KPIs[i].ID] = n
		}
	}
	return p
}

// workspace is the Slack that the playground serves. Beside the teams there are an admin, a guest, somebody of another
// organisation and a channel without the bot: whom Pacer refuses, and where it says how to be invited. The ids are
// constants, because the database refers to them in the next run too. Whom Pacer refuses is there so that it can be
// tried: be Gus, type a command, and read the sentence.
func (c demoCompany) workspace() playground.Workspace {
	w := playground.Workspace{
		ID: "T0DEMO", Name: "Northwind Sales",
		Bot: playground.User{ID: demoBot, Name: "pacer", RealName: "Pacer", Bot: true, Zone: "Europe/London"},
	}
	// Everybody but the bot, so that its absence can be tried.
	everybody := []string{demoAdmin, "U0GUS", "U0ISLA"}
	var crowd []playground.User
	for _, d := range c.teams {
		w.Channels = append(w.Channels, d.Channel)
		// The page begins as the first person: a rep, whom /log answers. The crowd comes last: a visitor looks for the
		// managers more often than for the hundredth rep.
		for _, r := range d.Reps {
			u := playground.User{ID: r.ID, Name: r.Name, RealName: r.RealName, Title: r.Title, Zone: r.Zone}
			if _, named := demoVoices[r.ID]; named {
				w.Users = append(w.Users, u)
			} else {
				crowd = append(crowd, u)
			}
		}
		w.Users = append(w.Users, d.Manager)
		everybody = append(everybody, d.Channel.Members[2:]...)
	}
	w.Users = append(w.Users,
		playground.User{ID: demoAdmin, Name: "Ada", RealName: "Ada Berg", Title: "Workspace admin", Zone: "Europe/London", Admin: true},
		playground.User{ID: "U0GUS", Name: "Gus", RealName: "Gus Holm", Title: "Guest, agency", Zone: "Europe/London", Guest: true},
		playground.User{ID: "U0ISLA", Name: "Isla", RealName: "Isla Varga", Title: "Buyer at a customer's", Zone: "Europe/Budapest", Stranger: true})
	w.Users = append(w.Users, crowd...)
	// Of those who are there: a team of one has no Bob.
	closers := slices.DeleteFunc([]string{"U0MAYA", "U0ANN", "U0BOB", "U0GUS"}, func(id string) bool {
		return !slices.ContainsFunc(w.Users, func(u playground.User) bool { return u.ID == id })
	})
	// A group to keep a team in step with. A guest is in it, as in many a real one.
	w.Groups = []playground.UserGroup{{ID: "S0CLOSERS", Handle: "closers", Name: "Account executives", Members: closers}}
	w.Channels = append(w.Channels, playground.Channel{
		ID: "C0GENERAL", Name: "general", Purpose: "Everybody; Pacer was not invited here", Members: everybody,
	})
	return w
}
