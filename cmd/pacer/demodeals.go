package main

import (
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// A demoDeal is a deal of the playground, told in days before the playground begins. Days are counted back from the
// instant at which the database is filled, so that a visitor of any date finds deals of this month. What is "" or 0 is
// as in coach.Deal.
type demoDeal struct {
	Owner, Name string
	Whole       int64 // amount in whole units of the team's currency
	Made        int   // days ago
	// Where it is now, or was when it ended; the steps before it are made up from the days.
	Stage     string // id in the default process
	In, Moved int    // days ago: since when it is in the stage, and when it last moved
	Closes    int    // in how many days it may be decided, below zero if that has passed; 0 is not said
	// The zero value is an open one.
	State    coach.DealState
	Learnt   string
	Override string            // why it was moved into its stage with something unproven
	Week     coach.DealNews    // what the last week brought
	Known    map[string]string // milestone → the newest answer
	Before   map[string]string // milestone → an answer before that
}

// demoDeals are those of both teams. One of each kind that there is to see: well known, moved on without knowing, long
// still, past its day, won and counted, lost with something learnt. Stages and milestones go by the ids of the default
// process, which the teams of the playground have. The answers are the quality that the product asks for; where one is
// poor, it is there to be caught. Everybody and every company in them is made up.
var demoDeals = []demoDeal{
	{
		// One answer that took the place of a weaker one, so that there is a history, and one that proves nothing.
		Owner: "U0ANN", Name: "Acme Berlin", Whole: 24_000, Made: 26, Stage: "discovery", In: 9, Moved: 3, Closes: 30, Week: coach.DealAdvanced,
		Known: map[string]string{
			"measures": "Fewer than 2% of orders late by June; Petra reports it to her board each month.",
			"occasion": "Two big customers named late orders when they left in September.",
			"for":      "Petra in logistics: she gets her weekends back. Jonas in IT wants one system less.",
			"against":  "TBD",
		},
		Before: map[string]string{"measures": "Better delivery."},
	},
	{
		// Won, and every milestone was proven: what a deal looks like that was understood. It counts in the ledger.
		Owner: "U0ANN", Name: "Harbour Logistics", Whole: 18_400, Made: 41, Stage: "decision", In: 16, Moved: 12, Closes: -12, State: coach.DealWon,
		Learnt: "The pilot in one depot said more than three presentations.",
		Known: map[string]string{
			"measures": "Loading time per lorry, from 50 minutes to 35.", "occasion": "A second depot opens in spring.",
			"for": "The depot manager, who is short of people on the night shift.", "against": "The works council feared cameras; there are none.",
			"quiet": "The owner's daughter, who runs the numbers.", "criteria": "That drivers need no training.",
			"tie": "The slot planner leads to shorter loading.", "obstacles": "Wi-Fi in the yard; their IT had it mended.",
			"path": "Offer, owner, contract, all within a week.", "next": "Signature on Thursday, both sides in the diary.",
		},
	},
	{
		// All that a manager would want to talk about: moved on with two things unknown and a reason for it, past its
		// day, and nothing for 24 days.
		Owner: "U0BOB", Name: "Globex", Whole: 40_000, Made: 52, Stage: "proposal", In: 24, Moved: 24, Closes: -6, Week: coach.DealNothing,
		Override: "They asked for the offer before their budget round; I will meet the finance side afterwards.",
		Known: map[string]string{
			"measures": "Handling a claim in three days rather than nine.", "occasion": "Their insurer audits them in March.",
			"for": "Ms Adeyemi, head of claims.", "quiet": "n/a",
		},
	},
	{
		// New. Its one answer is a placeholder, and its name has a sign that has to be escaped.
		Owner: "U0BOB", Name: "Stone & Sons", Whole: 7_500, Made: 4, Stage: "qualified", In: 4, Moved: 4, Closes: 50,
		Known: map[string]string{"measures": "tbd"},
	},
	{
		// One milestone short of all: the next step.
		Owner: "U0CHLOE", Name: "Vinhos do Tejo", Whole: 32_000, Made: 47, Stage: "decision", In: 6, Moved: 2, Closes: 9, Week: coach.DealAdvanced,
		Known: map[string]string{
			"measures": "Export orders without a phone call, 80% by summer.", "occasion": "The new importer in Canada takes orders by portal only.",
			"for": "Sofia in export, who types every order twice today.", "against": "The sales agents, who fear for their commission.",
			"quiet": "The founder, who asks his old accountant.", "criteria": "Somebody who speaks Portuguese when it breaks.",
			"tie": "The portal leads to orders without a call.", "obstacles": "Harvest: nobody has time in September.",
			"path": "Founder and accountant on Monday, contract by the end of that week.",
		},
	},
	{
		// Lost, by what was not asked in time, which is what it taught.
		Owner: "U0CHLOE", Name: "Atelier Nord", Whole: 15_000, Made: 38, Stage: "proposal", In: 20, Moved: 8, Closes: -8, State: coach.DealLost,
		Learnt: "Ask in the first week who signs. We met her in the last one.",
		Known:  map[string]string{"measures": "Fewer returns.", "for": "The shop managers, who pack them."},
	},
	{
		// Longer in its stage than two weeks with one question open: at risk, and nothing else is the matter.
		Owner: "U0DEV", Name: "Hudson Freight", Whole: 55_000, Made: 30, Stage: "discovery", In: 17, Moved: 5, Closes: 45, Week: coach.DealConversation,
		Known: map[string]string{
			"measures": "Empty miles under 12%, they are at 19% now.", "occasion": "Diesel takes their margin this winter.",
			"for": "Ray in dispatch, who wants to stop guessing.", "against": "Two of the older dispatchers, who trust their own lists.",
		},
	},
	{
		// Without a day, as most are in the beginning.
		Owner: "U0DEV", Name: "Brightside Clinics", Whole: 12_000, Made: 3, Stage: "qualified", In: 3, Moved: 3,
		Known: map[string]string{"occasion": "They merge with a second group in April."},
	},
	{
		// From here on those of the other team, in its currency.
		Owner: "U0EMMA", Name: "Maple Foods", Whole: 21_000, Made: 33, Stage: "proposal", In: 7, Moved: 4, Closes: 21, Week: coach.DealAdvanced,
		Known: map[string]string{
			"measures": "Shelf gaps below 3%.", "occasion": "Their largest grocer fines gaps from January on.", "for": "Category managers, who pay the fines.",
			"against": "Purchasing, who would rather squeeze prices.", "quiet": "The grocer's own buyer.", "criteria": "A second store as a reference.",
		},
	},
	{
		// Still for three weeks, and past its day: of several reasons the most pressing one is told.
		Owner: "U0FARID", Name: "Lakeshore Dental", Whole: 9_000, Made: 29, Stage: "discovery", In: 22, Moved: 22, Closes: -2,
		Known: map[string]string{"measures": "Missed appointments, 8% to 4%.", "occasion": "A chain opened across the street."},
	},
	{
		// Everything is known.
		Owner: "U0GRACE", Name: "Southern Cross Solar", Whole: 48_000, Made: 44, Stage: "decision", In: 5, Moved: 1, Closes: 12, Week: coach.DealAdvanced,
		Known: map[string]string{
			"measures": "Days from survey to roof, 40 to 25.", "occasion": "The subsidy ends in June.", "for": "The installers' foreman, who redoes drawings by hand.",
			"against": "Nobody so far; the surveyors are new.", "quiet": "Their bank, which pays by milestone.", "criteria": "That it works without reception.",
			"tie": "Drawings from the survey lead to orders on the same day.", "obstacles": "The crane schedule; the foreman clears it.",
			"path": "Bank on Tuesday, board on Friday.", "next": "A day on the roof with both foremen, Wednesday next week.",
		},
	},
	{
		// Of the rep who writes little.
		Owner: "U0HUGO", Name: "Elbe Werke", Whole: 30_000, Made: 18, Stage: "qualified", In: 18, Moved: 18, Closes: 60,
		Known: map[string]string{"measures": "?"},
	},
}

// demoDealChange is what the deals of a team add to an empty database: the deals with their answers and moves, and the
// entries of the ledger that a won one counts as. One change, so that a deal is never there without its answers. Owners
// who are not among reps, as in a smaller company, have none.
func demoDealChange(team *coach.Team, reps []demoRep, now time.Time) coach.Change {
	c := coach.Change{At: now}
	for _, d := range demoDeals {
		// By the owner's place, whose zone the days of the deal are told in.
		i := slices.IndexFunc(reps, func(r demoRep) bool { return r.ID == d.Owner })
		if i < 0 {
			continue
		}
		loc, err := time.LoadLocation(reps[i].Zone)
		if err != nil {
			continue // the zones are constants that a test loads
		}
		d.add(&c, team, loc, now)
	}
	return c
}

// add writes one deal into the change. Money is told in hundredths, which both currencies have. What is told has to
// hold together as if people had done it: nothing before the deal was made, answers before the move that they allowed,
// and no instant in the future. Zones are the owner's.
func (d demoDeal) add(c *coach.Change, team *coach.Team, loc *time.Location, now time.Time) {
	// An hour before the instant of the seeding, so that nothing of it lies at that very instant or behind it.
	ago := func(days int) time.Time {
		at := now.AddDate(0, 0, -days).Add(-time.Hour)
		// Nobody works on a weekend here: what would fall on one is of the Friday before.
		back := map[time.Weekday]int{time.Saturday: 1, time.Sunday: 2}[at.In(loc).Weekday()]
		return at.AddDate(0, 0, -back)
	}
	// The owner's today: the days of a deal are those of who works on it.
	today := coach.DayOf(now, loc)
	deal := coach.Deal{
		ID: demoID(ago(d.Made), d.Owner, d.Name), Team: team.ID, Owner: d.Owner, Name: d.Name, Amount: d.Whole * 100, Unit: demoUnit(team),
		Stage: d.Stage, State: d.State, MadeAt: ago(d.Made), StageAt: ago(d.In), MovedAt: ago(d.Moved), Learnt: d.Learnt,
	}
	if d.Closes != 0 {
		deal.Closes = today + coach.Day(d.Closes)
		// Nobody means to close on a Sunday.
		for !team.WorkingDays[deal.Closes.Weekday()] {
			deal.Closes--
		}
	}
	// In the order of the process; the minutes keep answers of one day in it.
	process := team.Stages()
	for i, m := range process.Until(len(process)) {
		// The older answer first: of two to one question the last that is written counts.
		for j, text := range []string{d.Before[m.ID], d.Known[m.ID]} {
			if text == "" {
				continue
			}
			// One a day from the day after it was made, but none after its last movement.
			at := ago(max(d.Made-1-i, d.Moved+1-j)).Add(time.Duration(i) * time.Minute)
			c.Answers = append(c.Answers, coach.DealAnswer{
				ID: demoID(at, deal.ID, m.ID, j), Deal: deal.ID, Milestone: m.ID, Ask: m.Ask, Text: text, By: d.Owner, At: at,
			})
		}
	}
	c.DealMoves = append(c.DealMoves, d.moves(deal, process, ago)...)
	if d.State == coach.DealWon || d.State == coach.DealLost {
		deal.EndedAt = ago(d.Moved)
		deal.EndedDay = coach.DayOf(deal.EndedAt, loc)
	}
	// The deal and the ledger say the same: what counts as a won deal was counted once.
	if d.State == coach.DealWon {
		deal.Counted = true
		c.Activities = append(c.Activities, d.counted(deal, team)...)
	}
	// About the week before this one, and said two days ago.
	if d.Week != "" {
		c.DealWeeks = append(c.DealWeeks, coach.DealWeek{
			Deal: deal.ID, Week: coach.Weekly.Span(today-7, team.Year()).From, Person: d.Owner, What: d.Week, At: ago(2),
		})
	}
	c.Deals = append(c.Deals, deal)
}

// moves are the steps from the first stage to the deal's own, and to its end, spread over its days. Evenly, and the
// last of them on the day since when it is in its stage. Only the step into that stage can have gone past something
// unproven.
func (d demoDeal) moves(deal coach.Deal, process coach.Process, ago func(days int) time.Time) []coach.DealMove {
	var moves []coach.DealMove
	add := func(from, to string, at time.Time) *coach.DealMove {
		moves = append(moves, coach.DealMove{ID: demoID(at, deal.ID, from, to), Deal: deal.ID, From: from, To: to, By: d.Owner, At: at})
		return &moves[len(moves)-1]
	}
	last, before := process.Index(d.Stage), ""
	for i, stage := range process[:last+1] {
		m := add(before, stage.ID, ago(d.Made-(d.Made-d.In)*i/max(last, 1)))
		before = stage.ID
		if i == last && d.Override != "" {
			m.Unproven, m.Reason = []string{"Who is against it", "Who decides quietly"}, d.Override
		}
	}
	// An end is a move as well, to a stage that is called by the end.
	if d.State != "" && d.State != coach.DealOpen {
		add(before, string(d.State), ago(d.Moved))
	}
	return moves
}

// counted are the entries of a deal that was won: one of the results that are counted in things, and its money. So the
// ledger of a team with two results has two entries, as when somebody wins a deal in Slack. Their Source says that they
// were not typed.
func (d demoDeal) counted(deal coach.Deal, team *coach.Team) []coach.Activity {
	var out []coach.Activity
	for _, k := range team.KPIs {
		count := int64(1)
		if k.Money() {
			count = deal.Amount
		}
		// Results alone: the meetings that led to it were logged on their own days.
		if k.Kind == coach.Lagging {
			out = append(out, coach.Activity{
				ID: demoID(deal.EndedAt, d.Owner, "won", d.Name, k.Name), Team: team.ID, Person: d.Owner, KPI: k.ID, Day: deal.EndedDay, Count: count,
				Note: d.Name, LoggedAt: deal.EndedAt, Source: "deal",
			})
		}
	}
	return out
}

// demoUnit is the currency of a team of the playground. The last KPI of both teams is their revenue.
func demoUnit(team *coach.Team) string { return team.KPIs[len(team.KPIs)-1].Unit }
