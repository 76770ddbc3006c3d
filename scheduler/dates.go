package scheduler

import (
	"time"

	"example.com/pacer/bot/coach/tz"
)

// Dates returns the next n instants after one at which a cron expression is due in a zone of an IANA name, fewer when it
// ends before. The error is a sentence about the expression, as of [ParseCron], or about the zone. It knows no team:
// neither holidays nor what was held are in it.
func Dates(cron, zone string, after time.Time, n int) ([]time.Time, error) {
	spec, err := ParseCron(cron)
	if err != nil {
		return nil, err
	}
	loc, err := tz.Load(zone)
	if err != nil {
		return nil, err
	}
	// Each is looked for from the one before it, which is how the scheduler itself goes on.
	var dates []time.Time
	for range n {
		next, ok := spec.Next(after, loc)
		if !ok {
			break
		}
		dates, after = append(dates, next), next
	}
	return dates, nil
}
