package main

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// The sheets of what people wrote about their work: check-ins, deals, what is known about deals, and how they moved.

// checkInRows writes the weekly check-ins, the oldest week first. An answer is empty where none was given, and where it
// is no longer kept. Days of a span are compared with the first day of the week. Both private and shared answers are in
// it, as in all of an export: it is for whoever may read the database file. Which were shared is a column.
func checkInRows(ctx context.Context, b book) error {
	// With what was once counted: a check-in of last year speaks of the KPIs of last year.
	kpis, err := everCounted(ctx, b.db)
	if err != nil {
		return err
	}
	// "" asks the store for all teams.
	team := ""
	if b.team != nil {
		team = b.team.ID
	}
	// Row by row, as years of a workspace may not fit into memory.
	return b.db.ExportCheckIns(ctx, team, b.span, func(c coach.WeeklyCheckIn) error {
		var shared []string
		if c.Share.Best {
			shared = append(shared, "best")
		}
		if c.Share.Learnt {
			shared = append(shared, "learnt")
		}
		return b.write([]string{
			c.Week.String(), b.teamName(c.Team), b.name(c.Person), cell(statedText(kpis, c.Counts)), cell(c.Answers.Best), cell(c.Answers.Learnt),
			cell(c.Answers.Try), cell(c.Answers.Need), cell(c.Question), cell(c.Answers.Quality), strings.Join(shared, " "), csvTime(c.FiledAt), c.Person,
		})
	})
}

// statedText is what somebody stated in numbers: "12 conversations, 3 meetings". In the order of their names, so that the
// same is the same text. A KPI that the ledger has and nobody knows is called by its id, so that no number is lost.
func statedText(kpis map[string]coach.KPI, counts map[string]int64) string {
	var said []string
	for id, n := range counts {
		kpi, known := kpis[id]
		if !known {
			kpi = coach.KPI{Name: id, Plural: id}
		}
		said = append(said, kpi.Amount(n))
	}
	slices.Sort(said)
	return strings.Join(said, ", ")
}

// exportedDeals are the deals that are asked for, the oldest first. Days of a span are compared with the day on which a
// deal was made, in UTC. That day and no other, so that the three sheets of deals have the same deals for the same
// span: an answer of December about a deal of October is in October's.
func exportedDeals(ctx context.Context, b book) ([]coach.DealRecord, error) {
	var filter coach.DealFilter
	if b.team != nil {
		filter.Team = b.team.ID
	}
	// Of people who have left as well, whose deals are a part of the team's past.
	deals, err := b.db.Deals(ctx, filter)
	if err != nil {
		return nil, err
	}
	// In memory and not by the store's filter, whose span is of the days on which deals ended.
	return slices.DeleteFunc(deals, func(r coach.DealRecord) bool {
		return b.span != (coach.Span{}) && !b.span.Contains(coach.DayOf(r.MadeAt, time.UTC))
	}), nil
}

// stages is the process that a deal goes by. That of a closed team is not known any more, so that its deals are shown in
// the default one. It decides what counts as proven in the sheet, and what a milestone is called.
func (b book) stages(team string) coach.Process {
	if t := b.roster.Team(team); t != nil {
		return t.Stages()
	}
	return coach.DefaultProcess()
}

// dealRows writes the deals. A stage that was taken out since is written as its id; a day that nobody said is empty.
// Each has its newest answers alone, which is what Share needs. An amount that nobody named is empty and not 0.
func dealRows(ctx context.Context, b book) error {
	deals, err := exportedDeals(ctx, b)
	if err != nil {
		return err
	}
	for _, r := range deals {
		process := b.stages(r.Team)
		proven, of := r.Share(process)
		// The number and its currency are two columns, as in the ledger.
		amount := ""
		if r.Amount != 0 {
			amount = csvCount(coach.AmountIn(r.Unit), r.Amount)
		}
		err := b.write([]string{
			cell(r.Name), b.teamName(r.Team), b.name(r.Owner), string(cmp.Or(r.State, coach.DealOpen)), stageText(process, r.Stage), amount, r.Unit, csvDay(r.Closes),
			strconv.Itoa(proven), strconv.Itoa(of), csvTime(r.MadeAt), csvTime(r.StageAt), csvTime(r.MovedAt), csvDay(r.EndedDay),
			cell(r.Learnt), r.Owner, r.ID,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// answerRows writes what is known about the deals, with the history: each answer as it was given, by deal. The question
// is written as it was asked, and the milestone as it is called today, by its id where the process has lost it. An
// answer whose words are no longer kept is there with an empty cell.
func answerRows(ctx context.Context, b book) error {
	return eachWholeDeal(ctx, b, func(r coach.DealRecord, process coach.Process) error {
		for _, a := range r.Answers {
			milestone := a.Milestone
			if m, _, ok := process.Milestone(a.Milestone); ok {
				milestone = m.Name
			}
			// Which one counts, told by the same rule as in the bot.
			newest, _ := r.Newest(a.Milestone)
			err := b.write([]string{
				csvTime(a.At), cell(r.Name), b.teamName(r.Team), cell(milestone), cell(a.Ask), cell(a.Text), b.name(a.By),
				strconv.FormatBool(newest.ID == a.ID), a.By, r.ID, a.ID,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// moveRows writes how the deals moved, by deal, from where each was made to its end. From is empty in the row of the
// making; to is "won" or "lost" in that of the end.
func moveRows(ctx context.Context, b book) error {
	return eachWholeDeal(ctx, b, func(r coach.DealRecord, process coach.Process) error {
		for _, m := range r.Moves {
			err := b.write([]string{
				csvTime(m.At), cell(r.Name), b.teamName(r.Team), stageText(process, m.From), stageText(process, m.To), b.name(m.By),
				cell(strings.Join(m.Unproven, "; ")), cell(m.Reason), m.By, r.ID, m.ID,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// eachWholeDeal calls f for each deal that the book is about, with its history and its team's process, until f fails. One is
// read at a time: the answers of years are not held in memory together. The list itself is read first, without the
// history; a deal that is erased in between ends the export with an error.
func eachWholeDeal(ctx context.Context, b book, f func(coach.DealRecord, coach.Process) error) error {
	deals, err := exportedDeals(ctx, b)
	if err != nil {
		return err
	}
	for _, d := range deals {
		r, err := b.db.Deal(ctx, d.ID)
		if err != nil {
			return err
		}
		if err := f(r, b.stages(r.Team)); err != nil {
			return err
		}
	}
	return nil
}

// stageText is the name of a stage or of an end, for a cell; the id of a stage that was taken out since. "won", "lost"
// and "" pass through as they are. The id of a default stage is a word that can be read; that of one's own is not, and
// still tells two of them apart.
func stageText(process coach.Process, id string) string {
	if i := process.Index(id); i >= 0 {
		return cell(process[i].Name)
	}
	return cell(id)
}

// csvDay writes a day, empty where there is none. Day 0, the first of 1970, is "not said" in a deal, and no deal is
// from then.
func csvDay(day coach.Day) string {
	if day == 0 {
		return ""
	}
	return day.String()
}
