package coach_test

import (
	"fmt"
	"time"

	"example.com/pacer/bot/coach"
)

// The KPIs of the examples, in funnel order.
var kpis = []coach.KPI{
	{ID: "1", Name: "conversation", Plural: "conversations", Aliases: []string{"call", "calls"}, Kind: coach.Leading},
	{ID: "2", Name: "meeting", Plural: "meetings", Kind: coach.Leading},
}

func ExampleParseLog() {
	friday := coach.NewDay(2026, time.November, 20)

	req, _ := coach.ParseLog("five calls and 2 meetings yesterday # Acme", kpis, friday)
	for _, item := range req.Items {
		fmt.Println(req.Day, item.KPI.Amount(item.Count), req.Note)
	}

	_, err := coach.ParseLog("5 meatings", kpis, friday)
	fmt.Println(err)
	// Output:
	// 2026-11-19 5 conversations Acme
	// 2026-11-19 2 meetings Acme
	// I don't know “meatings”. Did you mean meetings? You can log conversations and meetings, for example 5 conversations. Nothing was logged.
}

func ExamplePaceOf() {
	team := &coach.Team{WeekStart: time.Monday} // Monday to Friday, 09:00 to 17:30
	target := coach.Target{Count: 20, Per: coach.Weekly}
	wednesday := time.Date(2026, time.November, 18, 13, 15, 0, 0, time.UTC)

	pace := coach.PaceOf(kpis[0], target, 7, 1, coach.CalendarOf(team, coach.Person{}), wednesday, time.UTC)
	fmt.Println(pace.Line())
	fmt.Println(pace.Status, "by", kpis[0].Amount(pace.Gap))
	// Output:
	// 1 today · 7 of 20 this week · 3 behind · 5 a day to go
	// behind by 3 conversations
}

func ExampleRank() {
	for _, row := range coach.Rank([]coach.Standing{
		{Person: "U0DAN", Percent: 80},
		{Person: "U0ANN", Percent: 120},
		{Person: "U0CAT", Percent: 110},
		{Person: "U0BOB", Percent: 110},
	}, coach.BoardPercent) {
		fmt.Println(row.Rank, row.Person, row.Percent)
	}
	// Output:
	// 1 U0ANN 120
	// 2 U0BOB 110
	// 2 U0CAT 110
	// 4 U0DAN 80
}
