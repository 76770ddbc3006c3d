package bot

// The command /board, over the boards of board.go.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// boardCommand is /board: the leaderboard of now, seen by the caller until they share it. Usage names every form that a
// line may have; help shows the examples, with the goals for managers alone.
func boardCommand() command {
	return command{
		Name:        "board",
		Description: "The leaderboard, over any KPI and any days; the goals of the team",
		Usage:       "[kpi] [this week | last month | 2026-11-01..2026-11-15] [all] | goal | teams",
		Examples:    []string{"", "meetings last week", "month", "goal", "teams last week"},
		ForManagers: []string{"goal 100 meetings this month"},
		Who:         asRep | asManager,
		Handle:      again(showBoard), // goals rest on those that there are
	}
}

// boardButtons is the table of buttons of boards and goals. That under a posted board is for any member: whoever is not part of the
// team is told so by the handler. Sharing is not run again after ErrStale, as nothing it writes rests on a revision.
func boardButtons() []button {
	return []button{
		{Action: actBoardMine, Who: asMember, Handle: pressBoardMine},
		{Action: actBoardShare, Who: asRep | asManager, Handle: pressBoardShare},
		{Action: actGoalShare, Who: asManager, Handle: pressGoalShare},
		{Action: actGoalEnd, Who: asManager, Handle: pressGoalEnd},
	}
}

// showBoard answers with the board, and with the caller's own row under it; with a first word, with the team's goals or the
// board of teams. A manager without a row sees the board alone. The line is read by coach.ParseBoard; its errors are sentences
// for the person and are shown as they are. What the line may say: a KPI, days, "all" for all roles together. Whoever
// asks for a board that the team has switched off reads why, and where their own numbers are.
func showBoard(ctx context.Context, b *Bot, req *request) (answer, error) {
	// A board is always one team's. Of somebody in several it is the channel's, so the way to the other one is its
	// channel.
	t := teamHere(req)
	if t == nil {
		return answer{}, errNoTeam
	}
	word, rest, _ := strings.Cut(strings.TrimSpace(req.Text), " ")
	switch strings.ToLower(word) {
	case "goal", "goals":
		return b.boardGoal(ctx, req, t, rest)
	case "teams":
		return b.boardTeams(ctx, req, t, rest)
	}
	// "Today" and "this week" are those of the person who asks.
	today := coach.DayOf(b.now(), req.Roster.Zone(req.Person.ID, t))
	asked, err := coach.ParseBoard(req.Text, t, today)
	switch {
	case err != nil:
		return answer{}, refusal(escape(err.Error()))
	case t.Board == coach.BoardOff:
		return answer{Text: offWords(t, b.slash("pace"))}, nil
	}
	// The name, where it has one, is kept for this answer only: "this week" on a shared board would be wrong a week later.
	d := board{team: t, kpi: asked.KPI, span: asked.Span, name: asked.Name, all: asked.All}
	s, err := b.standings(ctx, req.Roster, d, false)
	if err != nil {
		return answer{}, err
	}
	return b.boardAnswer(ctx, req, s)
}

// boardAnswer is a board as one person reads it: in words, and where the workspace takes it with a table in the place of the
// lists. The goals come below the board and above the own row, which stands last, where the eye ends.
func (b *Bot) boardAnswer(ctx context.Context, req *request, s *standings) (answer, error) {
	var w sheet
	// The blocks from one to the other are the lists, which a table would stand in for.
	from, to := s.show(&w, req.Person.ID, b.slash("log"))
	// Under a board of other days it would be about something else.
	if s.span.Contains(s.f.today(req.Person.ID)) {
		if err := b.showGoals(ctx, &w, s.team); err != nil {
			return answer{}, err
		}
	}
	mine := s.mine(req.Person.ID)
	if mine != nil && s.saysAll(req.Person.ID) {
		mine = []string{}
	}
	own, err := b.ownRow(ctx, s, req.Person, mine)
	if err != nil {
		return answer{}, err
	}
	w.say(own...)
	w.buttons(press(actBoardShare, "Share", s.value()))
	a := w.private()
	if table := s.table(req.Person.ID); table != nil {
		// A slice of its own: the words are still needed where the table is refused.
		a.Charted = slices.Concat(a.Blocks[:from:from], []slack.Block{table}, a.Blocks[to:])
	}
	return a, nil
}

// pressBoardShare posts the board to the team's channel, without anybody's private row. The private answer turns into
// the word that it was shared, so that the button is not pressed again by mistake. Who may share is decided at the
// press: the answer that holds the button may be hours old. People who are seen by their manager alone are not on what
// is posted, whoever shares it.
func pressBoardShare(ctx context.Context, b *Bot, req *request) (answer, error) {
	d, err := readBoard(req.Roster, req.Value)
	if err != nil {
		return answer{}, err
	}
	t := d.team
	switch {
	// Of this moment: the board's value names a team and says nothing of who may.
	case !activeRep(req.Roster, t, req.Person.ID) && !t.Manages(req.Person.ID):
		return answer{}, refusal("Only the people of " + escape(t.Name) + " can share its leaderboard.")
	case t.Channel == "":
		return answer{}, refusal(escape(t.Name) + " has no home channel yet, so there is nowhere to share this.")
	case t.Board == coach.BoardOff:
		return answer{Text: offWords(t, b.slash("pace")), Replace: true}, nil
	}
	s, err := b.standings(ctx, req.Roster, d, false)
	if err != nil {
		return answer{}, err
	}
	// The board is made anew: a button's value says which, never what stands on it.
	var w sheet
	b.post(&w, s)
	w.small("Shared by " + nameOf(req.Person) + ".")
	w.buttons(press(actBoardMine, "Where am I?", d.value()))
	// Shared twice by two presses it stands there twice, as whoever pressed twice meant;
	// delivered twice, once.
	post := message("board/"+req.Key, t.Channel, w.body())
	post.Urgent = true // somebody is looking at the channel for it
	if err := b.commit(ctx, coach.Change{At: b.now(), Inbound: req.Key, Messages: []coach.Message{post}}); err != nil {
		return answer{}, err
	}
	// A link to the channel, made of the id that the team file has: nothing that a person typed.
	return answer{Text: fmt.Sprintf("Shared in <#%s>.", t.Channel), Replace: true}, nil
}
