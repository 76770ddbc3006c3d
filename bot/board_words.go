package bot

// What a board says: who is at the top and nobody who is not, the team as a whole, and to one person alone where they are.

import (
	"fmt"
	"slices"

	"example.com/pacer/bot/coach"
)

// A leaderboard shows who is at the top and nobody who is not.
const (
	boardTop       = 3 // ranks that are shown at most
	boardMostNames = 5 // names on one rank before "and 3 more"
)

// show writes the top of the board, as the viewer sees it, and the team as a whole; log is the name of the command that
// fills it, "/log". What one person sees of themselves is not in it (see mine), so what everybody sees can be posted. The blocks
// from one place to before another are the lists, which a table can take the place of.
func (s *standings) show(w *sheet, viewer, log string) (from, to int) {
	w.head(s.title())
	from = len(w.blocks)
	lists := s.rankings(viewer)
	// Of several lists one may have nobody at its top, as nobody has done any of it.
	named := false
	for _, list := range lists {
		if lines := s.top(list, viewer); len(lines) > 0 {
			named = true
			w.titled(commaed(escape(list.title), s.heading()), lines...)
		}
	}
	to = len(w.blocks)
	rows := s.seenBy(viewer)
	switch {
	// Who has no rank is told below a top alone. Where nobody has one, the sentence in its place says it for all.
	case named:
		s.unranked(w, rows)
	case s.team.Board != coach.BoardTeam || len(rows) == 0 || s.began() != "":
		w.say(s.noTop(rows, lists, log))
	}
	// Of days before the team, zeros would say that nobody did anything; of those on which nothing is logged it is said already.
	sums := s.sums()
	if s.began() == "" && (s.team.Board == coach.BoardTeam || slices.ContainsFunc(sums, didAnything)) {
		w.titled("The team", bullets(s.together(sums))...)
	}
	switch {
	case s.name != "": // of "this week" nobody knows in a month which one it was
		w.small(escape(s.team.Name) + ", " + s.days())
	// Posted, it stands in the team's own channel; and whoever has one team knows which it is.
	case viewer != everybody && len(s.f.roster.TeamsOf(viewer))+len(s.f.roster.Managed(viewer)) > 1:
		w.small("Team " + escape(s.team.Name))
	}
	return from, to
}

// noTop says what is in the place of a top that names nobody, to who sees some rows and lists. It is either a quiet week or one
// in which nothing could be expected; neither is shown as a row of zeros.
func (s *standings) noTop(rows []coach.Standing, lists []ranking, log string) string {
	switch began := s.began(); {
	case began != "":
		return began
	case len(rows) > 0 && !slices.ContainsFunc(rows, aimed) && s.team.Board != coach.BoardCount:
		return "Nobody has a target for " + s.these() + ", so nobody is ranked."
	case !slices.ContainsFunc(rows, expected) && s.over():
		return "Nothing was expected of anybody on " + s.these() + ", so there is no ranking."
	case !slices.ContainsFunc(rows, expected):
		return "Nothing is expected of anybody by now, so there is no ranking yet."
	case !slices.ContainsFunc(rows, logged) && s.over():
		return "Nothing is logged for " + s.these() + "." // it may be too late to
	case !slices.ContainsFunc(rows, logged):
		return "Nothing is logged for " + s.these() + " yet. `" + log + "` takes seconds."
	case !slices.ContainsFunc(lists, func(list ranking) bool { return list.ranked() > 1 }):
		return "There is nobody to compare with, so nobody is ranked."
	case s.team.Board == coach.BoardImproved && s.over():
		return "There is nobody to name against their own last four weeks."
	case s.team.Board == coach.BoardImproved:
		return "Nobody is ahead of their own last four weeks by now, or it is too early to tell."
	case s.over():
		return "There is too little for a ranking."
	default:
		// Per cents are rounded down, and what has no target has none.
		return "It is too early for a ranking."
	}
}

// saysAll tells whether the board itself, in the place of a top, says what somebody would read of themselves below it: that
// nothing is logged, or that nothing was due. Twice it would sound like a reproach.
func (s *standings) saysAll(person string) bool {
	if s.began() != "" {
		return true
	}
	me, ok := rowOf(s.people, person)
	rows := s.seenBy(person)
	return ok && !logged(me) && s.team.Board != coach.BoardTeam &&
		(!slices.ContainsFunc(rows, logged) || s.team.Board != coach.BoardCount && !slices.ContainsFunc(rows, expected))
}

// heading says what the lists rank by.
func (s *standings) heading() string {
	switch s.team.Board {
	case coach.BoardCount:
		return "How many"
	case coach.BoardImproved:
		return "Against own last four weeks"
	default:
		return "Percent of target to date"
	}
}

// over tells whether the board's days have all passed, in the team's zone: nothing on it is still to come.
func (s *standings) over() bool { return s.span.To < coach.DayOf(s.f.at, teamZone(s.team)) }

// expected tells whether anything is expected of a row by now, so that it has a per cent, even one of zero.
func expected(row coach.Standing) bool { return row.Percent >= 0 }

// logged tells whether a row has anything in the ledger. Its per cent does not tell: one of two hundred expected is
// rounded down to zero.
func logged(row coach.Standing) bool {
	return slices.ContainsFunc(row.Paces, didAnything)
}

// topOf is how many ranks of so many are shown: three, and never more than the upper half, or a team of three would read who
// is its last.
func topOf(ranked int) int { return min(boardTop, (ranked+1)/2) }

// ranked is how many people on a list have a rank; they come first.
func (l ranking) ranked() int {
	if i := slices.IndexFunc(l.rows, func(row coach.Standing) bool { return row.Rank == 0 }); i >= 0 {
		return i
	}
	return len(l.rows)
}

// tells tells whether somebody reads their own rank on a list. The last of a list does not: in a team of four a four would say
// it, and their own numbers and the next one up are all that helps.
func (l ranking) tells(row coach.Standing) bool {
	ranked := l.ranked()
	return row.Rank > 0 && ranked > 1 && (row.Rank == 1 || row.Rank != l.rows[ranked-1].Rank)
}

// tops are the first ranks of a list, those who share one together. Nobody is at the top with nothing, and on a board of
// improvement nobody who has not improved. Who is the only one with a rank is named once they have reached their target to date:
// less would be their week for all to see, compared with nobody's.
func (s *standings) tops(list ranking) [][]coach.Standing {
	ranked := list.ranked()
	var tops [][]coach.Standing
	for i := 0; i < len(list.rows); {
		first, end := list.rows[i], i
		// A rank is shared or shown by nobody: to name two of three who did the same would be a draw.
		for end < len(list.rows) && list.rows[end].Rank == first.Rank {
			end++
		}
		if first.Rank == 0 || first.Rank > topOf(ranked) || !s.shines(first) || ranked == 1 && first.Percent < 100 {
			break
		}
		if first.Rank > 1 && end == ranked {
			break // a tie reaches down to the end of the list: whoever is last is named to nobody, be it beside others
		}
		tops = append(tops, list.rows[i:end])
		i = end
	}
	return tops
}

// shines tells whether a row is anything to be named for.
func (s *standings) shines(row coach.Standing) bool {
	switch s.team.Board {
	case coach.BoardCount:
		return row.Done > 0
	case coach.BoardImproved:
		return row.Change > 0
	default:
		return row.Percent > 0
	}
}

// top is a line for each of the first ranks: "1. Ann and Bob: 120 %", "3. Cat: 90 %". Who shares a rank shares its
// line, and the next rank leaves room for them. Where many share a rank, five are named, in the order of their ids, and the
// others counted: a whole team on 100 % is one line. Who is alone on a list is the first of nobody, and has no number.
func (s *standings) top(list ranking, viewer string) []string {
	var lines []string
	for _, rows := range s.tops(list) {
		line := fmt.Sprintf("%d. ", rows[0].Rank)
		// A one before the only name would be a race with oneself.
		if list.ranked() == 1 {
			line = ""
		}
		lines = append(lines, line+s.namesOn(rows, viewer)+": "+s.score(list, rows[0]))
	}
	return lines
}

// namesOn names who shares a rank. Who came within the board's days, and has a few of them against a small part of the target,
// is marked: a 200 % of theirs is not that of the others.
func (s *standings) namesOn(rows []coach.Standing, viewer string) string {
	var names []string
	for _, row := range rows {
		p := s.f.roster.Person(row.Person)
		name := nameOf(p)
		// By the board's days and not by today: on the board of March, whoever came in March is new for ever.
		if s.isNew(row.Person) {
			name += " (new)"
		}
		names = append(names, name+hiddenMark(p, viewer))
	}
	return listed(few(names))
}

// isNew tells whether somebody came within the board's days: on the first day that was given, or when they were added. Of a
// team that began in these days itself, whoever was added a day after the first is no newer than the others.
func (s *standings) isNew(person string) bool {
	return s.team.Starts[person].Day > s.span.From || s.team.Came(person) > s.span.From && s.team.Began.Day < s.span.From
}

// few keeps the first of many names, and counts the others.
func few(names []string) []string { return firstNames(boardMostNames, names) }

// score is what a row is ranked by, safe in a message: "120 %", rounded down, "14 meetings", "+25 %". A row without a target
// to date has none and shows a dash, for zero per cent would be a judgement.
func (s *standings) score(list ranking, row coach.Standing) string {
	switch {
	case list.kpi != nil:
		return amount(*list.kpi, row.Done)
	case s.team.Board == coach.BoardImproved:
		return changed(row.Change)
	// Before the per cent below: what stands there in a row without one is no number of anybody's.
	case row.Percent == coach.NoPercent:
		return "—"
	case s.moreThanDue(row):
		return s.attained(row.Paces[0])
	}
	return inPercent(row.Percent)
}

// moreThanDue tells whether a row is ranked by having done more of the board's KPI than the part of one that is due: there is no
// per cent of that.
func (s *standings) moreThanDue(row coach.Standing) bool {
	return s.kpi != nil && row.Percent > 100 && row.Paces[0].Scant()
}

// attained is how much of what was expected by now is done, safe in a message: "120 %", "more than was expected"; "" of what
// nobody expects anything of, or so little that a per cent says nothing.
func (s *standings) attained(p coach.Pace) string {
	percent, ok := p.Percent()
	switch {
	case !ok, p.Scant() && percent <= 100:
		return ""
	case p.Scant() && s.over():
		return "more than was expected"
	case p.Scant():
		return "more than is expected by now"
	}
	return inPercent(percent)
}

// mostPercent is the largest per cent that is written as it is.
const mostPercent = 999

// inPercent writes a per cent.
func inPercent(percent int) string {
	// A morning with a lucky hour makes thousands, which say no more than that it was one.
	if percent > mostPercent {
		return "more than " + coach.InPercent(mostPercent)
	}
	return coach.InPercent(percent)
}

// changed writes an improvement: "+25 %", "-10 %", "+200 % and more", "no change", "—".
func changed(percent int) string {
	switch {
	case percent == coach.NoChange:
		return "—"
	case percent == 0:
		return "no change"
	case percent >= coach.MostChange:
		return "+" + coach.InPercent(coach.MostChange) + " and more"
	}
	sign := "+"
	if percent < 0 {
		sign = "" // the number has its own
	}
	return sign + coach.InPercent(percent)
}

// unranked says in small print who of those that are seen has no rank for a reason that is nobody's fault: who is away, and
// who has no target, which is a dash and not the last place. Who only has nothing due yet is not in it: that is nothing to
// tell others.
func (s *standings) unranked(w *sheet, rows []coach.Standing) {
	var names []string
	for _, row := range rows {
		name := nameOf(s.f.roster.Person(row.Person))
		switch {
		// Who is away all of the days is ranked by nothing, whatever they logged for them.
		case row.Away:
			names = append(names, name+" (away)")
		case s.team.Board == coach.BoardPercent && !aimed(row):
			names = append(names, name+" (—, no target)")
		}
	}
	if len(names) > 0 {
		w.small("Not ranked: " + listed(few(names)) + ".")
	}
}

// didAnything tells whether anything is logged of a KPI.
func didAnything(p coach.Pace) bool { return p.Done != 0 }

// aimed tells whether somebody had any target or plan on the board's days.
func aimed(row coach.Standing) bool {
	return slices.ContainsFunc(row.Paces, func(p coach.Pace) bool { return p.Status != coach.NoTarget })
}

// together is the team's total of each KPI against what was expected of it by now. Everybody's numbers are in it, the
// unranked included, so it is the one line of the board to which all have contributed.
func (s *standings) together(sums []coach.Pace) []string {
	var lines []string
	for i, sum := range sums {
		line := kpiTitle(s.kpis()[i]) + ": " + escape(sum.KPI.Number(sum.Done))
		if said := s.attained(sum); said != "" {
			line += ", " + said
			if !sum.Scant() {
				line += " of what was expected"
			}
			if !sum.Scant() && !s.over() {
				line += " by now"
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// sums are the team's totals, in the order of the board's KPIs. Whether they tell of plans goes by the plans of then: a third
// person who makes one today changes nothing about last month.
func (s *standings) sums() []coach.Pace {
	var sums []coach.Pace
	// With the plans of then: a plan of today may not show what somebody meant to do last month.
	people := make([]coach.Person, len(s.people))
	for i, row := range s.people {
		p := s.f.roster.Person(row.Person)
		p.Plans = coach.PlansAsOf(p, min(s.span.To, s.f.today(p.ID)), s.f.roster.Zone(p.ID, s.team))
		people[i] = p
	}
	for i, k := range s.kpis() { // every row has its paces in this order
		paces := make([]coach.Pace, len(s.people))
		for j, row := range s.people {
			paces[j] = row.Paces[i]
		}
		for _, l := range s.left {
			// What they did while they were there is the team's, and so is what was expected of them until then.
			paces = append(paces, s.leaverPace(l, k))
		}
		sums = append(sums, s.f.addShown(k, people, paces, func(p coach.Person) coach.Pace { return s.pace(p, k) }))
	}
	return sums
}

// mine is a person's own row and the next one up, for their eyes alone. It does not say how
// many there are: nobody needs to read that they are the last. Who is no rep of the team has no row: nil. The lines are
// safe inside a message.
func (s *standings) mine(person string) []string {
	i := slices.IndexFunc(s.people, func(r coach.Standing) bool { return r.Person == person })
	if i < 0 {
		switch start, joined := s.team.Starts[person].Day, s.team.Joined[person].Day; {
		case !activeRep(s.f.roster, s.team, person):
			return nil
		case start > s.span.To:
			return []string{"You: " + s.areBefore() + "you began on " + shortDay(start) + "."}
		case joined > s.span.To:
			return []string{"You: " + s.areBefore() + "you came to the team on " + shortDay(joined) + "."}
		}
		return nil
	}
	me := s.people[i]
	var lines []string
	switch {
	case s.began() != "":
		return []string{"You: " + s.areBefore() + "the team began."}
	case me.Away:
		lines = append(lines, "You: away, so not ranked.")
	case !logged(me) && (expected(me) || s.team.Board == coach.BoardCount):
		said := "You: nothing is logged for " + s.these()
		if !s.over() {
			said += " yet"
		}
		lines = append(lines, said+".")
	default:
		lines = append(lines, s.myRanks(person)...)
	}
	// What is there is named; zeros name themselves.
	for _, p := range me.Paces {
		if p.Done == 0 || s.team.Board == coach.BoardCount && !me.Away {
			continue
		}
		line := "• " + kpiTitle(p.KPI) + ": " + escape(p.KPI.Number(p.Done))
		if said := s.attained(p); said != "" {
			line += ", " + said
		}
		lines = append(lines, line)
	}
	return append(lines, s.nextUp(person)...)
}

// myRanks says what somebody is ranked by, and their rank in each list that they are on, but for the last one. The board of a team that ranks nobody
// tells them their own percent.
func (s *standings) myRanks(person string) (lines []string) {
	lists := s.rankings(person)
	if len(lists) == 0 {
		lists = []ranking{{rows: s.seenBy(person)}}
	}
	// Whoever is hidden is told so where they read of themselves, as it is easily forgotten.
	mark := hiddenMark(s.f.roster.Person(person), person)
	for _, list := range lists {
		me, ok := rowOf(list.rows, person)
		if !ok {
			continue
		}
		said := s.score(list, me)
		switch {
		case s.team.Board == coach.BoardImproved && me.Change == coach.NoChange:
			said = "no rank yet, as there is nothing to compare with"
		case s.team.Board == coach.BoardImproved:
			said += " against your own last four weeks"
		case list.kpi == nil && !expected(me) && !aimed(me):
			said = "—, as you had no target for " + s.these()
		case list.kpi == nil && !expected(me) && s.over():
			said = "no rank, as nothing was due on " + s.these()
		case list.kpi == nil && !expected(me):
			said = "no rank yet, as nothing is due by now"
		case list.kpi == nil && !s.moreThanDue(me):
			said += " of target to date"
		}
		if list.tells(me) && (list.kpi == nil || me.Done > 0) {
			said += fmt.Sprintf(", rank %d", me.Rank)
			if role := s.role(person); role != "" && len(s.roles()) > 1 {
				said += " of the role " + escape(role)
			}
		}
		lines = append(lines, "You: "+said+mark+".")
	}
	return lines
}

// nextUp is the next one up in each list that somebody is on. In the upper half it is somebody to catch up with, by name; below
// it, whose week was not much better is nobody's to know, and what they have is all that helps.
func (s *standings) nextUp(person string) (lines []string) {
	for _, list := range s.rankings(person) {
		me, ok := rowOf(list.rows, person)
		up := above(list.rows, me)
		if !ok || up == nil {
			continue
		}
		// With what they have, and without a rank: what is reached for is the number.
		line := "Next one up"
		if list.kpi != nil && s.kpi == nil {
			line += " in " + escape(list.kpi.Plural)
		}
		said := s.score(list, *up)
		if up.Rank <= (list.ranked()+1)/2 {
			said = nameOf(s.f.roster.Person(up.Person)) + " with " + said
		}
		lines = append(lines, line+": "+said+".")
	}
	return lines
}

// rowOf is somebody's row.
func rowOf(rows []coach.Standing, person string) (coach.Standing, bool) {
	i := slices.IndexFunc(rows, func(r coach.Standing) bool { return r.Person == person })
	if i < 0 {
		return coach.Standing{}, false
	}
	return rows[i], true
}

// above is the nearest row with a better rank, nil for the first. Those who share a rank have
// the same one above. Rows come as coach.Rank orders them, the unranked last.
func above(rows []coach.Standing, me coach.Standing) *coach.Standing {
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].Rank > 0 && rows[i].Rank < me.Rank {
			return &rows[i]
		}
	}
	return nil
}

// offWords is what somebody reads who asks for the board of a team that has none.
func offWords(t *coach.Team, pace string) string {
	return escape(t.Name) + " has no leaderboard. `" + pace + "` shows where you stand by your own plan."
}
