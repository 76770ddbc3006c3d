package main

import (
	"fmt"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// BenchmarkDigest composes and commits the coaching digest of a manager of 50, with a year of history: numbers, huddles,
// check-ins, commitments, a one-to-one a month with each, a question a week, and three deals each. Each round is a day of
// its own, on which all questions that were asked before are remembered. It has to stay below 100 ms.
func BenchmarkDigest(b *testing.B) {
	for _, reps := range []int{50, 200} {
		b.Run(fmt.Sprintf("reps=%d", reps), func(b *testing.B) {
			c := openCompany(b, 1, reps)
			today := coach.NewDay(2026, 11, 23)
			c.logs(coach.Span{From: today - 365, To: today + 60}) // the rounds go on for some weeks
			c.coached(today)
			team, manager := c.teams[0], c.teams[0].Managers[0]
			people := []coach.Person{{ID: manager, Name: "Maya", Zone: team.Zone}}
			if err := c.db.Commit(b.Context(), coach.Change{At: c.now, People: people}); err != nil {
				b.Fatal(err)
			}
			zone, err := time.LoadLocation(team.Zone)
			if err != nil {
				b.Fatal(err)
			}
			due := time.Date(2026, 11, 23, 8, 30, 0, 0, zone)
			for b.Loop() {
				c.now = due
				err := c.bot.RunOccurrence(b.Context(), coach.Occurrence{
					Rhythm: team.ID + "/digest", Team: team.ID, Kind: coach.Digest, Zone: team.Zone, Due: due,
				})
				if err != nil {
					b.Fatal(err)
				}
				for due = due.AddDate(0, 0, 1); due.Weekday() == time.Saturday || due.Weekday() == time.Sunday; {
					due = due.AddDate(0, 0, 1)
				}
			}
			counts, err := c.db.OutboxCounts(b.Context())
			if err != nil || counts[coach.Pending] < 1 {
				b.Fatalf("nothing was said: %v (%v)", counts, err)
			}
		})
	}
}

// coached is a year of coaching up to a day.
func (c *companyStore) coached(today coach.Day) {
	c.b.Helper()
	t := c.teams[0]
	manager := t.Managers[0]
	for week := today - 364; week < today; week += 7 {
		at := c.now.AddDate(0, 0, int(week-today))
		for i, id := range t.Reps {
			change := coach.Change{
				At:      at,
				CheckIn: &coach.WeeklyCheckIn{Team: t.ID, Person: id, Week: week, Answers: coach.Reflections{Try: "Call early", Need: "A word with legal"}, FiledAt: at},
				Entry:   &coach.HuddleFiling{Team: t.ID, Day: week, Entry: coach.HuddleEntry{Person: id, Hurdle: "A long queue", FiledAt: at}},
				Commitments: []coach.Commitment{{
					Team: t.ID, Person: id, Text: "Call early", Due: week + 7, MadeAt: at, State: coach.PromiseDone, SettledAt: at, SettledWeek: week,
				}},
				Direct: &coach.DirectQuestion{
					ID: fmt.Sprintf("q/%s/%s", week, id), Team: t.ID, Person: id, Manager: manager, Question: "How?", At: at, Answer: "So", AnsweredAt: at,
				},
				Asked: []coach.AskedQuestion{{Person: id, Question: fmt.Sprintf("question/%d", (int(week)/7+i)%120), By: manager, At: at}},
			}
			if int(week)/7%4 == i%4 {
				change.OneToOne = &coach.OneToOne{ID: fmt.Sprintf("o/%s/%s", week, id), Team: t.ID, Person: id, Manager: manager, Day: week, Learnt: "Much", At: at}
			}
			if week > today-28 {
				change.Deals = []coach.Deal{{Team: t.ID, ID: fmt.Sprintf("d/%s/%s", week, id), Owner: id, Name: "Acme", Stage: "discovery"}}
			}
			if err := c.db.Commit(c.b.Context(), change); err != nil {
				c.b.Fatal(err)
			}
		}
	}
}
