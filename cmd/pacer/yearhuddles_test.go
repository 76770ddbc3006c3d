package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
)

// A huddleRow is one huddle that was opened.
type huddleRow struct {
	team, day, slot, due   string
	opened, closes, closed time.Time // closed is zero while it is open
}

// ref names the huddle.
func (h huddleRow) ref() coach.HuddleRef {
	day, _ := coach.ParseDay(h.day) // of the database
	return coach.HuddleRef{Team: h.team, Day: day, Slot: h.slot}
}

func (h huddleRow) String() string {
	return fmt.Sprintf("the huddle %s, opened at %s for %s", h.ref().Key(), h.opened.UTC().Format(time.RFC3339), h.due)
}

// huddleOpen is for how long a huddle is open when no other is due before that.
const huddleOpen = 2 * time.Hour

// huddles compares the huddles that were opened with when they are due: each is opened for one of its team's times, soon
// after it; the first of a day is the day's, and each other one has a message of its own. It closes when its time is over,
// at the latest when the next one of the day is due, and no other opens before that. It has one reminder, within that time,
// and one end; nothing else is recorded of reminders and ends.
func (y *year) huddles(r records) (found []string) {
	follow, ended := map[due]int{}, map[due]bool{}
	reminders := map[string][]int64{} // by team, when they were due
	held := map[string]int{}
	for _, o := range r.occurrences {
		switch {
		case o.kind == coach.HuddleReminder || o.kind == coach.HuddleClose:
			f := due{o.kind, o.team, o.zone, o.due.Unix()}
			if follow[f]++; o.kind == coach.HuddleReminder {
				reminders[o.team] = append(reminders[o.team], f.at)
			}
			ended[f] = o.state == "done"
			// Late: Pacer was away for half a day. One that is to come belongs to a huddle that is open when the year ends.
			if o.kind == coach.HuddleClose && !ended[f] && o.reason != "late" && !o.due.After(y.clock.Now()) {
				found = append(found, fmt.Sprintf("the end of a huddle of %s at %s is %s: %s", y.names[o.team], o.due.UTC(), o.state, o.reason))
			}
		case o.kind == coach.Huddle && o.state == "done":
			held[o.team]++
		}
	}
	for _, team := range y.teams {
		all := slices.DeleteFunc(slices.Clone(r.huddles), func(h huddleRow) bool { return h.team != team.id })
		slices.SortFunc(all, func(a, b huddleRow) int { return cmp.Compare(a.opened.UnixNano(), b.opened.UnixNano()) })
		if len(all) != held[team.id] {
			found = append(found, fmt.Sprintf("%d huddles of %s are done, and %d were opened", held[team.id], team.Name, len(all)))
		}
		times := y.huddleTimes(team)
		slices.Sort(reminders[team.id])
		for i, h := range all {
			found = append(found, y.huddle(h, team, times, reminders[team.id], follow, r)...)
			if end := (due{coach.HuddleClose, h.team, team.Zone, h.closes.Unix()}); ended[end] == h.closed.IsZero() {
				found = append(found, fmt.Sprintf("%s closes at %s, and closed at %s", h, h.closes.UTC(), h.closed.UTC()))
			}
			if _, wrapped := r.byKey[h.ref().Key()+"/closed"]; wrapped == h.closed.IsZero() {
				found = append(found, fmt.Sprintf("%s closed at %s, and its wrap-up is there: %v", h, h.closed.UTC(), wrapped))
			}
			if i == 0 {
				continue
			}
			before := all[i-1]
			if h.opened.Before(before.closes) {
				found = append(found, fmt.Sprintf("%s opened while %s was open", h, before))
			}
			if first := h.day != before.day; first != (h.slot == "") {
				found = append(found, fmt.Sprintf("%s follows %s", h, before))
			}
		}
	}
	for f, n := range follow {
		if n != 0 {
			found = append(found, fmt.Sprintf("%d times: %s of %s at %s belongs to no huddle", n, f.kind, y.names[f.team], time.Unix(f.at, 0).UTC()))
		}
	}
	return found
}

// huddleTimes are the instants at which a team's huddles are due, in order.
func (y *year) huddleTimes(team *yearTeam) (times []time.Time) {
	for _, b := range team.beats[coach.Huddle] {
		times = append(times, y.beats(b, team.Zone)...)
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

// huddle looks at one huddle and takes its reminder, of those that its team had, and its end out of what is recorded.
func (y *year) huddle(h huddleRow, team *yearTeam, times []time.Time, reminders []int64, follow map[due]int, r records) (found []string) {
	zone, err := tz.Load(team.Zone)
	y.must(err)
	next, _ := slices.BinarySearchFunc(times, h.opened.Add(time.Second), time.Time.Compare)
	if next == 0 || h.opened.Sub(times[next-1]) > 46*time.Minute || times[next-1].In(zone).Format("15:04") != h.due {
		found = append(found, fmt.Sprintf("%s is for no time of its team", h))
	}
	closes := h.opened.Add(huddleOpen)
	if next < len(times) && times[next].Before(closes) {
		closes = times[next]
	}
	if !h.closes.Equal(closes) {
		found = append(found, fmt.Sprintf("%s is open until %s, and ought to be until %s", h, h.closes.UTC(), closes))
	}
	if h.slot != "" && h.slot != h.due {
		found = append(found, fmt.Sprintf("%s has the name of another time", h))
	}
	if _, posted := r.byKey[h.ref().Key()]; !posted {
		found = append(found, fmt.Sprintf("%s has no message", h))
	}
	reminded := 0
	first, _ := slices.BinarySearch(reminders, h.opened.Unix()+1)
	for _, at := range reminders[first:] {
		if at >= h.closes.Unix() {
			break
		}
		d := due{coach.HuddleReminder, h.team, team.Zone, at}
		reminded += follow[d]
		delete(follow, d)
	}
	end := due{coach.HuddleClose, h.team, team.Zone, h.closes.Unix()}
	if reminded != 1 || follow[end] != 1 {
		found = append(found, fmt.Sprintf("%s has %d reminders and %d ends", h, reminded, follow[end]))
	}
	delete(follow, end)
	return found
}
