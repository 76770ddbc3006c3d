package bot

// Team against team, as shares of own plans: a percent each and nothing of who did what.
//
// Who may see which: a percent of a team is for its own people, and for those of other teams only where both teams have agreed
// to it (Team.Compare). A team of fewer than three stands on nobody else's board, for its percent would be a person's. Somebody who
// manages several teams sees all of these.

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"example.com/pacer/bot/coach"
)

// teamLeast is how many people a team has at least whose percent others see.
const teamLeast = 3

// A teamRow is a team on a board of teams.
type teamRow struct {
	team    *coach.Team
	percent int // coach.NoPercent when nothing was expected
	own     bool
}

// boardTeams is /board teams: the teams that the caller may see, by the percent of what was expected of them by now, over the
// days that the rest of the line names.
func (b *Bot) boardTeams(ctx context.Context, req *request, t *coach.Team, text string) (answer, error) {
	today := coach.DayOf(b.now(), req.Roster.Zone(req.Person.ID, t))
	// A KPI of one team is none of the others', so the line may name days alone.
	asked, err := coach.ParseBoard(text, &coach.Team{WeekStart: t.WeekStart, Fiscal: t.Fiscal}, today)
	if err != nil {
		return answer{}, refusal(escape(err.Error()))
	}
	teams := teamsSeen(req)
	if len(teams) < 2 {
		return answer{Text: "There is no other team to compare with. The percent of a team is shown to others where both have agreed to it: " +
			"their managers do in `" + b.slash(pacerName) + " setup`, under Boards."}, nil
	}
	var rows []teamRow
	for _, each := range teams {
		percent, err := b.teamPercent(ctx, req.Roster, each, asked.Span)
		if err != nil {
			return answer{}, err
		}
		rows = append(rows, teamRow{each, percent, ownTeamOf(req, each)})
	}
	var w sheet
	days := datedSpan(asked.Span, today)
	w.head("Teams, " + cmp.Or(asked.Name, days))
	lines := teamLines(rows)
	if len(lines) == 0 {
		w.say("It is too early to tell.")
	}
	w.titled("Percent of own plan to date", lines...)
	w.small("Each team by its own targets, plans and working days, " + days + ". Only you see this.")
	return w.private(), nil
}

// ownTeamOf tells whether somebody is a rep of a team, or manages it.
func ownTeamOf(req *request, t *coach.Team) bool {
	return t.Manages(req.Person.ID) || activeRep(req.Roster, t, req.Person.ID)
}

// teamsSeen are the teams whose percent somebody may see, in the order of the roster.
func teamsSeen(req *request) []*coach.Team {
	agreed := slices.ContainsFunc(req.Roster.Teams, func(t *coach.Team) bool { return t.Compare && ownTeamOf(req, t) })
	var seen []*coach.Team
	for _, t := range req.Roster.Teams {
		if t.Board == coach.BoardOff && !t.Manages(req.Person.ID) {
			continue
		}
		if ownTeamOf(req, t) || agreed && t.Compare && len(req.Roster.Active(t)) >= teamLeast {
			seen = append(seen, t)
		}
	}
	return seen
}

// teamPercent is how much a team did of what was expected of it by now: the mean over its leading KPIs, each counted up to
// 200 per cent.
func (b *Bot) teamPercent(ctx context.Context, r *coach.Roster, t *coach.Team, span coach.Span) (int, error) {
	s, err := b.standings(ctx, r, board{team: t, span: span}, false)
	if err != nil {
		return 0, err
	}
	return coach.Attainment(s.sums()), nil
}

// teamLines are the first ranks, and the caller's own teams wherever they are. A team of others that is further down
// is not named.
func teamLines(rows []teamRow) []string {
	slices.SortStableFunc(rows, func(a, b teamRow) int { return cmp.Compare(b.percent, a.percent) })
	var lines []string
	rank := 0
	for i, row := range rows {
		if i == 0 || row.percent != rows[i-1].percent {
			rank = i + 1
		}
		name := escape(row.team.Name)
		switch {
		case row.percent == coach.NoPercent && row.own:
			lines = append(lines, name+": —, nothing was due by now")
		case row.percent > 0 && rank <= topOf(len(rows)):
			lines = append(lines, fmt.Sprintf("%d. %s: %s", rank, name, coach.InPercent(row.percent)))
		case row.percent >= 0 && row.own:
			lines = append(lines, name+": "+coach.InPercent(row.percent))
		}
	}
	return lines
}
