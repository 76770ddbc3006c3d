package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// deals gives Ann so many open deals, each with an answer, as a year of selling would.
func (s *story) deals(args []string) error {
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	return s.withStore(func(db *store.DB) error {
		roster, err := db.Roster(context.Background())
		if err != nil {
			return err
		}
		return db.Commit(context.Background(), manyDeals(roster.Teams[0], "U0ANN", n, time.Now()))
	})
}

// manyDeals are open deals of one person, named "Customer 000" and on, each with an answer to all that its stage asks but
// one.
func manyDeals(t *coach.Team, owner string, n int, at time.Time) coach.Change {
	change := coach.Change{At: at}
	stages := t.Stages()
	for i := range n {
		d := coach.Deal{
			ID: fmt.Sprintf("019ab000-0000-7000-8000-%s%06d", owner[len(owner)-3:], i), Team: t.ID, Owner: owner, Name: fmt.Sprintf("Customer %03d", i),
			Amount: int64(i) * 1000, Unit: "EUR", Closes: coach.DayOf(at, time.UTC) + coach.Day(i%90), Stage: stages[i%len(stages)].ID,
		}
		change.Deals = append(change.Deals, d)
		for _, m := range stages.Until(i % len(stages))[1:] {
			change.Answers = append(change.Answers, coach.DealAnswer{
				Deal: d.ID, Milestone: m.ID, Ask: m.Ask, Text: "Their head of logistics said so in the second meeting.", By: owner,
			})
		}
	}
	return change
}
