package bot

// The part of the Home about the person themselves: when they are away, and the way to what they set for themselves.

import (
	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// homeAbsences is how many absences are listed; the form shows the others.
const homeAbsences = 3

// showMyself says when the person is away, with the way back, and has the buttons to what they set for themselves. It is
// for whoever is in a team. It stands below the numbers, as it is needed on few days, and on the Home at all because
// this is where people look for what is theirs when they do not remember a command.
func (h *homeSheet) showMyself(own []*coach.Team) {
	var row []*slack.ButtonBlockElement
	// Roles decide through the rows of the buttons' own table, and not through a second rule here.
	for _, b := range []struct{ action, label string }{{actAwayOpen, "I'm away…"}, {actSettings, "Settings…"}} {
		if h.offers(b.action) {
			row = append(row, press(b.action, b.label, ""))
		}
	}
	// Somebody in no team has neither of the two, and no heading with nothing under it.
	if len(row) > 0 {
		h.divide()
		h.head("You")
		h.showAbsences()
		h.buttons(row...)
		page := h.page(homeOwn, len(own), h.ownTeams)
		for _, t := range own[page.From:page.To] {
			h.showNudges(t, len(own) > 1)
		}
	}
}

// showAbsences lists when the person is away, now and next. Days are the person's own, by their own clock. What the
// manager has set, and what the status says, stands here as well, each with whose word it is: nobody has to ask why
// Pacer is silent.
func (h *homeSheet) showAbsences() {
	p, today := h.req.Person, coach.DayOf(h.req.At, h.zone())
	ahead := absencesAhead(p, today)
	for i, a := range ahead[:min(len(ahead), homeAbsences)] {
		// The two buttons do the same; what differs is what somebody wants who presses: to be back, or not to go.
		title, label := "You will be away", "Take back"
		if a.Span.From <= today {
			title, label = "You are away", "I'm back"
		}
		when := titled(coach.AwayTime{Span: a.Span, Part: a.Part}.Words(today))
		// The id is the absence's own. A press from a Home that is older than the absence's end is answered in words by
		// the handler.
		h.beside(press(indexed(actAwayBack, i), label, a.ID), title, when+". "+awaySource(h.req, p, a))
	}
}
