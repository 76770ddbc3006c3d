package bot

// What waits for a rep from their managers: questions that were asked, what was promised to them, and what is to be talked
// about. Each is in a direct message as well; here it is found again when that has scrolled away, and stands until it is
// answered, kept or talked about.

import (
	"context"
	"fmt"
	"slices"

	"example.com/pacer/bot/coach"
)

const (
	homeAsked  = 2 // questions of managers, of all teams of a page
	homeAgenda = 6 // items of one agenda
	homeMeant  = 4 // promises of managers, of all teams of a page
)

// readBooks reads what is written down about the coaching in some teams, by their ids: once for a page, as two parts of it
// are about the same books. The error is the store's.
func (h *homeSheet) readBooks(ctx context.Context, teams []*coach.Team) (map[string]coach.CoachingBook, error) {
	books := make(map[string]coach.CoachingBook, len(teams))
	for _, t := range teams {
		book, err := h.b.coachingBook(ctx, h.req, t, h.req.Person.ID)
		if err != nil {
			return nil, err
		}
		books[t.ID] = book
	}
	return books, nil
}

// showAsked lists what the person's managers asked them and they have not answered, the earliest first, each with the
// button to answer. There is no hurry in it: it says since when a question waits for nobody.
func (h *homeSheet) showAsked(books map[string]coach.CoachingBook, teams []*coach.Team) {
	shown, more := 0, 0
	for _, t := range teams {
		// The book has the newest first; what waits the longest is answered first.
		for _, d := range slices.Backward(books[t.ID].Direct) {
			// Whose words have expired, or who manages the team no more, gets no answer.
			if d.Person != h.req.Person.ID || !d.AnsweredAt.IsZero() || d.Question == "" || !t.Manages(d.Manager) {
				continue
			}
			if shown == homeAsked {
				more++
				continue
			}
			by := nameOf(named(h.req.Roster.Person(d.Manager)))
			reply := press(indexed(actCoachAnswer, shown), "Answer…", d.ID)
			reply.AccessibilityLabel = label("Answer what " + unescape(by) + " asks")
			h.beside(reply, by+" asks you", oneLine(d.Question))
			shown++
		}
	}
	if more > 0 {
		h.small(plural(more, "more question is", "more questions are") + " in our conversation.")
	}
}

// showMeant lists what the person's managers promised them and have not done yet, the earliest due first: they read in
// their own Home what their manager reads in the brief about them. A manager who is held to nothing but the person's memory
// would have them ask for it. The error is the store's.
func (h *homeSheet) showMeant(ctx context.Context, teams []*coach.Team) error {
	var lines []string
	for _, t := range teams {
		open, err := h.b.store.Commitments(ctx, t.ID)
		if err != nil {
			return fmt.Errorf("commitments of team %s: %w", t.Name, err)
		}
		by := managersOf(h.req.Roster, t)
		for _, p := range open {
			// Of a manager who has gone nobody is left to keep it; it is listed for those who are still there.
			if p.With == h.req.Person.ID && slices.ContainsFunc(by, func(m coach.Person) bool { return m.ID == p.Person }) {
				lines = append(lines, nameOf(h.req.Roster.Person(p.Person))+", by "+promiseLine(p))
			}
		}
	}
	h.titled("Promised to you", bullets(firstLines(homeMeant, lines))...)
	return nil
}

// showAgenda says what is to be talked about in the next one-to-one, what the person wrote first.
func (h *homeSheet) showAgenda(book coach.CoachingBook, t *coach.Team, several bool) {
	managers := slices.DeleteFunc(managersOf(h.req.Roster, t), func(p coach.Person) bool { return p.ID == h.req.Person.ID })
	if len(managers) == 0 {
		return // nobody to talk with
	}
	// The rep's own stand first here as in the form, whenever they were written.
	own, others := agendaOf(book, h.req.Person.ID)
	var lines []string
	for _, item := range slices.Concat(own, others) {
		by := "You"
		// Managers stand there by name: of two, the rep wants to know who will bring it up.
		if item.By != h.req.Person.ID {
			by = nameOf(h.req.Roster.Person(item.By))
		}
		lines = append(lines, by+": "+gist(item.Text))
	}
	lines = bullets(firstLines(homeAgenda, lines))
	// The button is there with nothing on the agenda, too: whoever writes first has nothing to react to.
	if len(lines) == 0 {
		lines = []string{"What would you like to talk about? Yours stands first."}
	}
	title := "Your next one-to-one"
	if several {
		title += " in " + escape(t.Name)
	}
	open := press(actAgenda, "Agenda…", t.ID+"/"+h.req.Person.ID)
	open.AccessibilityLabel = label("Agenda of your next one-to-one in " + t.Name)
	h.beside(open, title, lines...)
}
