package scheduler_test

import (
	"fmt"
	"time"

	"example.com/pacer/scheduler"
)

// A ritual at half past two runs once on each date, also where the clocks skip that time.
func ExampleSpec_Next() {
	spec, err := scheduler.ParseCron("30 2 * * *")
	if err != nil {
		fmt.Println(err)
		return
	}
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, time.March, 7, 0, 0, 0, 0, newYork)
	for range 3 {
		at, _ = spec.Next(at, newYork)
		fmt.Println(at.Format("Mon 2 Jan 15:04 MST"))
	}
	// Output:
	// Sat 7 Mar 02:30 EST
	// Sun 8 Mar 03:30 EDT
	// Mon 9 Mar 02:30 EDT
}

func ExampleParseCron() {
	for _, text := range []string{"0 9 * * 1-5", "0 25 * * *", "@every 1h", "CRON_TZ=UTC 0 9 * * *", "0 9 30 2 *"} {
		if _, err := scheduler.ParseCron(text); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// cron "0 25 * * *": "25" does not fit the hour; want 0 to 23, a list (9,15), a range (9-17), a step (*/2) or *
	// cron "@every 1h": want five fields (minute hour day month weekday) such as "0 9 * * 1-5", or @hourly, @daily, @weekly or @monthly
	// cron "CRON_TZ=UTC 0 9 * * *": leave the zone out; the team's or the person's own is used
	// cron "0 9 30 2 *": no month has that day, so it would never run; want a day that exists
}
