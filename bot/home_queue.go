package bot

// The part of a manager's Home that prepares conversations: with whom one is most useful now, who has looked back on the
// week, what comes back, and what the manager did themselves.

import (
	"context"
	"fmt"
	"strings"

	"example.com/pacer/bot/coach"
)

const (
	homeQueue    = 3 // conversations
	homePromises = 2 // of the manager's own
)

// showQueue writes with whom a conversation is most useful, each with one fact and one question: the first rows of the digest
// and of /coach, in the same order and by the same rules. An error is the store's.
func (h *homeSheet) showQueue(ctx context.Context, c *coaching) error {
	people := c.inOrder(h.req.Person.ID)
	// Each is two blocks, of which a view holds a hundred.
	most := homeQueue
	if h.tight() {
		most--
	}
	people = people[:min(len(people), most)]
	talks, err := c.talks(ctx, h.b, people)
	if err != nil {
		return err
	}
	for i, t := range talks {
		p, lines := t.About.Person, t.lines()
		if note := strings.TrimPrefix(c.agendaNote(p.ID), " · "); note != "" {
			lines = append(lines, titled(note))
		}
		name := nameOf(p) + c.awayToday(p)
		if i == 0 { // in one block with the first of them, as each block counts
			h.titled("Whom to talk with first", append([]string{"*" + name + "*"}, lines...)...)
		} else {
			h.titled(name, lines...)
		}
		h.buttons(c.rowButtons(p, t.ID, i)...)
	}
	// Noted by whoever publishes this, once it stands there and somebody looks: see publishing.
	h.given = append(h.given, c.given...)
	return nil
}

// showWeek says whose check-in of the week is in, and whose is not yet. Nobody was asked who was away. An error is the
// store's.
func (h *homeSheet) showWeek(ctx context.Context, c *coaching) error {
	w, err := h.b.readWeek(ctx, c, coach.DayOf(c.at, teamZone(c.team)))
	if err != nil || len(w.filed)+len(w.missing) == 0 {
		return err
	}
	in := make([]coach.Person, len(w.filed))
	for i, filed := range w.filed {
		in[i] = c.roster.Person(filed.Person)
	}
	lines := []string{fmt.Sprintf("%d of %d in", len(in), len(in)+len(w.missing))}
	if len(in) > 0 {
		lines = append(lines, "In: "+someNames(in))
	}
	if len(w.missing) > 0 {
		lines = append(lines, "Not yet: "+someNames(w.missing))
	}
	h.titled("Check-ins, "+spanName(w.week), lines...)
	return nil
}

// someNames are the first of some people, and how many there are more: "Ann, Bob and 12 more".
func someNames(people []coach.Person) string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = nameOf(p)
	}
	return listed(firstNames(homeNames, names))
}
