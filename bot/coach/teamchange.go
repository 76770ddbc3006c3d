package coach

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// TeamChanges tells how a team differs from what it was, a part of a sentence each, in plain text: "Cal joined the
// members", "the target of calls is now 30 a week". Each says the new state, and what becomes of what goes. Name says who
// a user id is; nil shows ids. A difference that no sentence would help with, such as the order of people, has none.
// It is what goes into the audit and what an admin reads after saving, so that one list is behind both. The order is
// fixed, and the answer nil when nothing worth a sentence differs. Neither team is changed. Names are raw; the caller
// escapes them for Slack.
func TeamChanges(before, after *Team, name func(id string) string) []string {
	if name == nil {
		name = func(id string) string { return id }
	}
	// In the order in which a team is described, here and in a team file.
	var parts []string
	// The arguments are worked out in any case, which is little, so that the list below can be read as one.
	say := func(differs bool, format string, args ...any) {
		if differs {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	say(before.Name != after.Name, "it is now called %s", after.Name)
	say(before.Channel != after.Channel, "the channel is now %s", after.Channel)
	say(before.Zone != after.Zone, "the time zone is now %s", after.Zone)
	say(before.WeekStart != after.WeekStart, "weeks start on %s", after.WeekStart)
	// By what it says: a year that nobody has set and one from 1 January are the same year.
	say(before.Fiscal.String() != after.Fiscal.String(), "the year begins on %s", after.Fiscal)
	say(before.WorkingDays != after.WorkingDays, "it works on %s", setWords(after.WorkingDays))
	say(!slices.Equal(before.Holidays, after.Holidays), "%s", holidayChange(after.Holidays))
	// Which ones would be a list of twenty words; the setup shows them.
	say(!slices.Equal(before.Statuses, after.Statuses), "other words of a status mean away")
	say(before.Huddle != after.Huddle, "a huddle is open for %s, with a reminder after %s",
		minutes(after.Huddle.CloseAfter()), minutes(after.Huddle.RemindAfter()))
	say(before.Group != after.Group && after.Group != "", "its people are kept in step with a user group")
	say(before.Group != after.Group && after.Group == "", "its people are set by hand")
	parts = append(parts, peopleChanges("managers", before.Managers, after.Managers, name)...)
	parts = append(parts, peopleChanges("members", before.Reps, after.Reps, name)...)
	parts = append(parts, startChanges(before, after, name)...)
	parts = append(parts, kpiChanges(before.KPIs, after.KPIs)...)
	parts = append(parts, processChanges(before.Stages(), after.Stages())...)
	say(before.Board != after.Board, "the leaderboard is now %s", after.Board.Rule().About)
	say(!before.Compare && after.Compare, "its percent is shown to other teams that do the same")
	say(before.Compare && !after.Compare, "its percent is not shown to other teams any more")
	say(!maps.Equal(before.Segments, after.Segments), "%s", segmentChange(after))
	say(!slices.Equal(before.Questions, after.Questions), "%s", questionChange(after))
	// Compared as expressions: two that mean the same are two rhythms to the store as well.
	for _, row := range Rhythms {
		if !slices.Equal(before.Rhythms[row.Kind], after.Rhythms[row.Kind]) {
			parts = append(parts, fmt.Sprintf("the %s is now %s", row.Kind, RhythmWords(after.Rhythms[row.Kind])))
		}
	}
	return parts
}

// segmentChange says which roles there are now. Who has which is not said, as it may be a long list, and is on the
// page.
func segmentChange(after *Team) string {
	if words := after.Roles(); len(words) > 0 {
		return "its roles are now " + list(words, "and")
	}
	return "nobody has a role of their own now"
}

// holidayChange says how many there are, and until when: a list that runs out is noticed too late.
// The list is in order of days, as a Team has it.
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
// Who has left is told by peopleChanges, and their start went with them. Days are civil dates of the team.
func startChanges(before, after *Team, name func(string) string) []string {
	var parts []string
	for _, id := range after.Reps {
		start := after.Starts[id]
		switch {
		case start == before.Starts[id]:
		// A start that was taken back, or a ramp without a day, which is none.
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

// For a number from one on.
func weeks(n int) string {
	if n == 1 {
		return "a week"
	}
	return fmt.Sprintf("%d weeks", n)
}

// peopleChanges tells who came and who left.
// Somebody who changes from one role to the other is told in both lines, which is what happened. An order that changed
// is none.
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
// One sentence for each KPI: a name that changes with its target is told by its name, and the form shows the rest.
// KPIs are told apart as the store does it: by the id, else by the name.
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
		// Compared in the smallest unit; "none" where there is no target now.
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
	// Said only when nothing else is: whoever adds a KPI in the middle moves the others, and means no more by it.
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
