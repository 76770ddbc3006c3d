package coach

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// TeamChanges tells how a team differs from what it was, a part of a sentence each, in plain text: "Cal joined the
// members", "the target of calls is now 30 a week". Each says the new state, and what becomes of what goes. Name says who
// a user id is; nil shows ids. A difference that no sentence would help with, such as the order of people, has none.
func TeamChanges(before, after *Team, name func(id string) string) []string {
	if name == nil {
		name = func(id string) string { return id }
	}
	// In the order in which a team is described, here and in a team file.
	var parts []string
	say := func(differs bool, format string, args ...any) {
		if differs {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	say(before.Name != after.Name, "it is now called %s", after.Name)
	say(before.Channel != after.Channel, "the channel is now %s", after.Channel)
	say(before.Zone != after.Zone, "the time zone is now %s", after.Zone)
	say(before.WeekStart != after.WeekStart, "weeks start on %s", after.WeekStart)
	say(before.Fiscal.String() != after.Fiscal.String(), "the year begins on %s", after.Fiscal)
	say(before.WorkingDays != after.WorkingDays, "it works on %s", setWords(after.WorkingDays))
	say(!slices.Equal(before.Holidays, after.Holidays), "%s", holidayChange(after.Holidays))
	say(!slices.Equal(before.Statuses, after.Statuses), "other words of a status mean away")
	say(before.Huddle != after.Huddle, "a huddle is open for %s, with a reminder after %s",
		minutes(after.Huddle.CloseAfter()), minutes(after.Huddle.RemindAfter()))
	say(before.Group != after.Group && after.Group != "", "its people are kept in step with a user group")
	say(before.Group != after.Group && after.Group == "", "its people are set by hand")
	parts = append(parts, peopleChanges("managers", before.Managers, after.Managers, name)...)
	parts = append(parts, peopleChanges("members", before.Reps, after.Reps, name)...)
	parts = append(parts, startChanges(before, after, name)...)
	parts = append(parts, kpiChanges(before.KPIs, after.KPIs)...)
	for _, row := range Rhythms {
		if !slices.Equal(before.Rhythms[row.Kind], after.Rhythms[row.Kind]) {
			parts = append(parts, fmt.Sprintf("the %s is now %s", row.Kind, RhythmWords(after.Rhythms[row.Kind])))
		}
	}
	return parts
}

// holidayChange says how many there are, and until when: a list that runs out is noticed too late.
func holidayChange(holidays []Holiday) string {
	switch n := len(holidays); n {
	case 0:
		return "it has no holidays now"
	case 1:
		return "it has 1 holiday now, on " + holidays[0].Day.Format("2 Jan 2006")
	default:
		return fmt.Sprintf("it has %d holidays now, the last on %s", n, holidays[n-1].Day.Format("2 Jan 2006"))
	}
}

// startChanges tells of the members when they begin now, and how they grow into their targets.
func startChanges(before, after *Team, name func(string) string) []string {
	var parts []string
	for _, id := range after.Reps {
		start := after.Starts[id]
		switch {
		case start == before.Starts[id]:
		case start.Day == 0:
			parts = append(parts, name(id)+" has been there from the beginning")
		case start.Ramp > 0:
			parts = append(parts, fmt.Sprintf("%s begins on %s and has the whole target after %s", name(id), start.Day.Format("2 Jan 2006"), weeks(start.Ramp)))
		default:
			parts = append(parts, fmt.Sprintf("%s begins on %s", name(id), start.Day.Format("2 Jan 2006")))
		}
	}
	return parts
}

// minutes says how long something takes: "45 minutes".
func minutes(d time.Duration) string { return fmt.Sprintf("%d minutes", int(d.Minutes())) }

func weeks(n int) string {
	if n == 1 {
		return "a week"
	}
	return fmt.Sprintf("%d weeks", n)
}

// peopleChanges tells who came and who left.
func peopleChanges(what string, before, after []string, name func(string) string) []string {
	var parts []string
	say := func(ids, others []string, verb string) {
		var names []string
		for _, id := range ids {
			if !slices.Contains(others, id) {
				names = append(names, name(id))
			}
		}
		if len(names) > 0 {
			parts = append(parts, fmt.Sprintf("%s %s the %s", andList(names), verb, what))
		}
	}
	// Who came before who left: good news first.
	say(after, before, "joined")
	say(before, after, "left")
	return parts
}

// kpiChanges tells what is counted otherwise than before, the most telling of each KPI. That one goes is said with what
// becomes of its history, because losing it is what people fear.
func kpiChanges(before, after []KPI) []string {
	var parts []string
	find := func(ks []KPI, k KPI) int {
		return slices.IndexFunc(ks, func(o KPI) bool { return o.ID == k.ID && k.ID != "" || o.Name == k.Name })
	}
	for _, k := range after {
		i := find(before, k)
		if i < 0 {
			parts = append(parts, k.Plural+" "+k.are()+" counted now")
			continue
		}
		old := before[i]
		switch {
		case old.Name != k.Name:
			parts = append(parts, fmt.Sprintf("%s is now called %s", old.Name, k.Name))
		case old.Target != k.Target:
			parts = append(parts, fmt.Sprintf("the target of %s is now %s", k.Plural, cmp.Or(k.TargetWords(), "none")))
		case old.Kind != k.Kind || old.Unit != k.Unit || old.Plural != k.Plural || !slices.Equal(old.Aliases, k.Aliases),
			old.Lag != k.Lag, old.Minutes != k.Minutes:
			parts = append(parts, k.Name+" is described anew")
		}
	}
	for _, k := range before {
		if find(after, k) < 0 {
			parts = append(parts, k.Plural+" "+k.are()+" no longer counted; what was logged is kept")
		}
	}
	same := func(a, b KPI) bool { return find([]KPI{a}, b) == 0 }
	if len(parts) == 0 && !slices.EqualFunc(before, after, same) {
		parts = append(parts, "the funnel has another order")
	}
	return parts
}

// are is the verb for several of a KPI: "meetings are", and "revenue is" where one word stands for one and for many.
func (k KPI) are() string {
	if k.Plural == k.Name {
		return "is"
	}
	return "are"
}
