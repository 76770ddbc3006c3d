package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
)

// A beat is when a rhythm is held, in a form that needs no parser of cron expressions: at a time of day, on weekdays or
// on a day of the month, and in some months only.
type beat struct {
	minutes  int // after midnight
	weekdays []time.Weekday
	monthDay int          // 0: by weekdays
	months   []time.Month // none: in all of them
}

// cron is the beat as a team file has it.
func (b beat) cron() string {
	monthDay := "*"
	if b.monthDay > 0 {
		monthDay = strconv.Itoa(b.monthDay)
	}
	return fmt.Sprintf("%d %d %s %s %s", b.minutes%60, b.minutes/60, monthDay, cronList(b.months), cronList(b.weekdays))
}

// cronList is a field of a cron expression; of none it is all.
func cronList[T ~int](values []T) string {
	if len(values) == 0 {
		return "*"
	}
	var names []string
	for _, v := range values {
		names = append(names, strconv.Itoa(int(v)))
	}
	return strings.Join(names, ",")
}

// on tells whether the beat comes on a civil date.
func (b beat) on(date time.Time) bool {
	switch {
	case len(b.months) > 0 && !slices.Contains(b.months, date.Month()):
		return false
	case b.monthDay > 0:
		return date.Day() == b.monthDay
	case len(b.weekdays) > 0:
		return slices.Contains(b.weekdays, date.Weekday())
	}
	return true
}

// step is how finely the oracle looks: all offsets of our days, and all changes of them, are whole quarters of an hour.
const step = 15 * time.Minute

// A look is what a wall clock shows at an instant.
type look struct {
	at      time.Time
	minutes int       // after midnight
	date    time.Time // midnight of the civil date, as if it were in UTC
}

// looksAt looks at a wall clock every quarter of an hour.
func looksAt(zone *time.Location, after, upTo time.Time) (all []look) {
	all = make([]look, 0, upTo.Sub(after)/step+2)
	for t := after.Truncate(step); !t.After(upTo); t = t.Add(step) {
		_, offset := t.In(zone).Zone()
		wall := t.Unix() + int64(offset)
		midnight := wall - wall%(24*60*60)
		all = append(all, look{t, int(wall-midnight) / 60, time.Unix(midnight, 0).UTC()})
	}
	return all
}

// beats finds each instant of a beat on a wall clock, by what it shows every quarter of an hour: on each civil
// date that exists the first instant that shows the time of day, or where the clocks skip it, as long after the gap began
// as it is after the last time that was shown; but in the last minute of its date where the gap reaches midnight.
func beats(b beat, looks []look, after, upTo time.Time) (all []time.Time) {
	found := map[time.Time]bool{}
	for i, now := range looks[1:] {
		was := looks[i]
		at, date, sameDate := now.at, now.date, now.date.Equal(was.date)
		switch {
		case now.minutes == b.minutes:
		case sameDate && was.minutes < b.minutes && b.minutes < now.minutes: // skipped by day
			at = was.at.Add(time.Duration(b.minutes-was.minutes) * time.Minute)
		case !sameDate && b.minutes < now.minutes: // skipped at midnight
			at = was.at.Add(time.Duration(b.minutes+24*60-was.minutes) * time.Minute)
		case !sameDate && was.minutes < b.minutes: // skipped before midnight
			at, date = now.at.Add(-time.Minute), was.date
		default:
			continue
		}
		if !b.on(date) || found[date] {
			continue
		}
		found[date] = true
		if at.After(after) && !at.After(upTo) {
			all = append(all, at.UTC())
		}
	}
	return all
}

// A due is a ritual that has to be held, or skipped with a reason.
type due struct {
	kind coach.RhythmKind
	team string
	zone string
	at   int64
}

// oracle compares the rituals that are recorded with those that must be. Those in the zones of people who travel must
// be while somebody was there for a while, and may be around their coming and going.
func (y *year) oracle(r records) (found []string) {
	must, may := y.dues()
	seen := map[due]int{}
	for _, o := range r.occurrences {
		row, _ := coach.RhythmOf(o.kind)
		if row.Default == nil || o.due.After(y.ends) { // follow-ups belong to what they follow
			continue
		}
		seen[due{o.kind, o.team, o.zone, o.due.Unix()}]++
	}
	describe := func(d due) string {
		return fmt.Sprintf("%s of %s in %s at %s", d.kind, y.names[d.team], d.zone, time.Unix(d.at, 0).UTC().Format(time.RFC3339))
	}
	for d, n := range must {
		if seen[d] < n {
			found = append(found, fmt.Sprintf("a hole: %s is recorded %d times and was due %d times", describe(d), seen[d], n))
		}
	}
	for d, n := range seen {
		if n > may[d] {
			found = append(found, fmt.Sprintf("too many: %s is recorded %d times and was due %d times", describe(d), n, may[d]))
		}
	}
	slices.Sort(found)
	return append(found, y.huddles(r)...)
}

// dues are the rituals that must be recorded, and those that may be, each with how many rhythms are due there at once.
func (y *year) dues() (must, may map[due]int) {
	must, may = map[due]int{}, map[due]int{}
	for _, team := range y.teams {
		for kind, list := range team.beats {
			for _, b := range list {
				for _, s := range team.stays(kind) {
					for _, at := range y.beats(b, s.zone) {
						d := due{kind, team.id, s.zone, at.Unix()}
						switch s.at(at) {
						case there:
							must[d], may[d] = must[d]+1, may[d]+1
						case perhaps:
							may[d]++
						}
					}
				}
			}
		}
	}
	return must, may
}

// beats is beats with a memory.
func (y *year) beats(b beat, zone string) []time.Time {
	key := b.cron() + " " + zone
	all, ok := y.memo[key]
	if !ok {
		if y.looks[zone] == nil {
			loc, err := tz.Load(zone)
			y.must(err)
			y.looks[zone] = looksAt(loc, y.began.Add(-48*time.Hour), y.ends)
		}
		all = beats(b, y.looks[zone], y.began, y.ends)
		y.memo[key] = all
	}
	return all
}

// A stay is somebody whom a rhythm addresses living in a zone: all the time, or between their travels.
type stay struct {
	zone  string
	spans []span
}

// A span is from and to an instant; a zero end is none.
type span struct{ from, to time.Time }

// How sure the oracle is that somebody is there.
const (
	gone = iota
	perhaps
	there
)

// A ritual of somebody who comes may be due or not for as long as their coming may be on its way to Pacer; one of
// somebody who went is skipped or forgotten, whichever it is when a process comes back that was away.
const (
	newsTakes = 30 * time.Minute
	awayFor   = 15 * time.Hour
)

// at tells whether somebody is there.
func (s stay) at(t time.Time) (sure int) {
	for _, x := range s.spans {
		switch {
		case t.Before(x.from) || !x.to.IsZero() && t.After(x.to.Add(awayFor)):
		case (x.from.IsZero() || t.After(x.from.Add(newsTakes))) && (x.to.IsZero() || t.Before(x.to.Add(-awayFor))):
			return there
		default:
			sure = perhaps
		}
	}
	return sure
}
