package bot

// The command /board, over the boards of leaderboard.go.

import (
	"context"
	"fmt"

	"example.com/pacer/bot/coach"
)

// boardCommand is /board: the leaderboard of now, seen by the caller until they share it.
func boardCommand() command {
	return command{
		Name:        "board",
		Description: "The leaderboard, over any KPI and any days",
		Usage:       "[kpi] [this week | last month | 2026-11-01..2026-11-15]",
		Examples:    []string{"", "meetings last week", "month"},
		Who:         asRep | asManager,
		Handle:      showBoard,
	}
}

// showBoard answers with the board, and with the caller's own row under it. A manager without a row sees the board
// alone. The line is read by coach.ParseBoard; its errors are sentences for the person and are shown as they are.
func showBoard(ctx context.Context, b *Bot, req *request) (answer, error) {
	// A board is always one team's. Of somebody in several it is the channel's, so the way to the other one is its
	// channel.
	t := teamHere(req)
	if t == nil {
		return answer{}, errNoTeam
	}
	// "Today" and "this week" are those of the person who asks.
	today := coach.DayOf(b.now(), req.Roster.Zone(req.Person.ID, t))
	asked, err := coach.ParseBoard(req.Text, t, today)
	if err != nil {
		return answer{}, refusal(escape(err.Error()))
	}
	// The name is kept for this answer only: "this week" on a shared board would be wrong a week later.
	d := board{team: t, kpi: asked.KPI, span: asked.Span, name: asked.Name}
	f, err := b.boardFigures(ctx, req.Roster, d)
	if err != nil {
		return answer{}, err
	}
	var s sheet
	d.show(&s, f, req.Person.ID, b.slash("log"))
	if own := d.mine(f, req.Person.ID); own != nil {
		s.titled("You", own...)
	}
	s.buttons(press(actBoardShare, "Share", d.value()))
	return s.private(), nil
}

// pressBoardShare posts the board to the team's channel, without anybody's private row. The private answer turns into
// the word that it was shared, so that the button is not pressed again by mistake. Who may share is decided at the
// press: the answer that holds the button may be hours old.
func pressBoardShare(ctx context.Context, b *Bot, req *request) (answer, error) {
	d, err := readBoard(req.Roster, req.Value)
	if err != nil {
		return answer{}, err
	}
	t := d.team
	switch {
	case !activeRep(req.Roster, t, req.Person.ID) && !t.Manages(req.Person.ID):
		return answer{}, refusal("Only the people of " + escape(t.Name) + " can share its leaderboard.")
	case t.Channel == "":
		return answer{}, refusal(escape(t.Name) + " has no home channel yet, so there is nowhere to share this.")
	}
	f, err := b.boardFigures(ctx, req.Roster, d)
	if err != nil {
		return answer{}, err
	}
	// The board is made anew: a button's value says which, never what stands on it.
	var s sheet
	d.show(&s, f, everybody, b.slash("log"))
	s.small("Shared by " + nameOf(req.Person) + ".")
	s.buttons(press(actBoardMine, "Where am I?", d.value()))
	// Shared twice by two presses it stands there twice, as whoever pressed twice meant;
	// delivered twice, once.
	post := message("board/"+req.Key, t.Channel, s.body())
	post.Urgent = true // somebody is looking at the channel for it
	if err := b.commit(ctx, coach.Change{At: b.now(), Inbound: req.Key, Messages: []coach.Message{post}}); err != nil {
		return answer{}, err
	}
	// A link to the channel, made of the id that the team file has: nothing that a person typed.
	return answer{Text: fmt.Sprintf("Shared in <#%s>.", t.Channel), Replace: true}, nil
}
