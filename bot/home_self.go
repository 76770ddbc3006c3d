package bot

// The part of the Home about the person themselves: when they are away, and the way to what they set for themselves.

import (
	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// homeAbsences is how many absences are listed; the form shows the others.
const homeAbsences = 3

// showMyself says when the person is away, with the way back, and has the buttons to what they set for themselves. It is
// for whoever is in a team.
func (h *homeSheet) showMyself() {
	var row []*slack.ButtonBlockElement
	for _, b := range []struct{ action, label string }{{actAwayOpen, "I'm away…"}, {actSettings, "Settings…"}} {
		if h.offers(b.action) {
			row = append(row, press(b.action, b.label, ""))
		}
	}
	if len(row) > 0 {
		h.part("You")
		h.showAbsences()
		h.buttons(row...)
	}
}

// showAbsences lists when the person is away, now and next.
func (h *homeSheet) showAbsences() {
	p, today := h.req.Person, coach.DayOf(h.req.At, h.zone())
	ahead := absencesAhead(p, today)
	for i, a := range ahead[:min(len(ahead), homeAbsences)] {
		title, label := "You will be away", "Take back"
		if a.Span.From <= today {
			title, label = "You are away", "I'm back"
		}
		when := titled(coach.AwayTime{Span: a.Span, Part: a.Part}.Words(today))
		h.beside(press(indexed(actAwayBack, i), label, a.ID), title, when+". "+awaySource(h.req, p, a))
	}
}
