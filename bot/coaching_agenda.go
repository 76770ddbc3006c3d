package bot

// What a rep and their managers want to talk about in the next one-to-one. The rep writes first: what they wrote stands
// above the rest, and a manager who begins has them asked for theirs.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.com/pacer/bot/coach"
)

// Names under which the button and the form are found. Their value is "<team>/<person>".
const (
	actAgenda  = "agenda"
	formAgenda = "agenda"
)

const inAgenda = "agenda" // block id: one's own items, one a line

// agendaMost is how many items one person can have on an agenda: more than a conversation holds.
const agendaMost = 10

// agendaFor finds whose agenda a value is about, for the rep and for their managers. Errors are refusals.
func agendaFor(req *request, value string) (*coach.Team, coach.Person, error) {
	// Ids hold no slash, so that a value that was put together by somebody else names nobody.
	team, person, _ := strings.Cut(value, "/")
	t := req.Roster.Team(team)
	switch {
	case t == nil || !activeRep(req.Roster, t, person):
		return nil, coach.Person{}, refusal("This agenda is of somebody who is not in the team any more, so nothing was changed.")
	// A colleague who guesses the value of a button reads nothing, and learns in the same words whether there is a list.
	case person != req.Person.ID && !t.Manages(req.Person.ID):
		return nil, coach.Person{}, refusal("An agenda is for the rep and their managers alone.")
	}
	return t, req.Roster.Person(person), nil
}

// pressAgenda opens the agenda of a rep's next one-to-one.
func pressAgenda(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, p, err := agendaFor(req, req.Value)
	if err != nil {
		return answer{}, err
	}
	return b.openAgenda(ctx, req, t, p)
}

// openAgenda is the form as it stands now.
func (b *Bot) openAgenda(ctx context.Context, req *request, t *coach.Team, p coach.Person) (answer, error) {
	book, err := b.coachingBook(ctx, req, t, p.ID)
	if err != nil {
		return answer{}, err
	}
	return agendaForm(req, t, p, book), nil
}

// agendaNow is the form as it would be opened now: a list that was filed from another window, or after this form was told to
// have failed, is not overwritten by an older one.
func agendaNow(ctx context.Context, b *Bot, req *request) (openedNow, error) {
	t, p, err := agendaFor(req, req.Value)
	if err != nil {
		return openedNow{}, err
	}
	book, err := b.coachingBook(ctx, req, t, p.ID)
	if err != nil {
		return openedNow{}, err
	}
	a := agendaForm(req, t, p, book)
	return openedNow{view: a.Modal, of: agendaState(agendaBy(book, p.ID, req.Person.ID)), by: func(_ string, since time.Time) []string {
		// Nobody else can change somebody's own lines, so that it was another window of theirs, or a record.
		return []string{cmp.Or(tookUp(book, p.ID, req.Person.ID, since), req.Person.ID)}
	}}, nil
}

// agendaBy are the open items that somebody wrote for the talk with a rep, in their order.
func agendaBy(book coach.CoachingBook, rep, by string) (items []coach.AgendaItem) {
	for _, item := range book.Agenda {
		if item.Person == rep && item.By == by {
			items = append(items, item)
		}
	}
	return items
}

// agendaState says which items a form was settled over: where a record has taken up one of them since, a line that is there
// still would come back as a new one.
func agendaState(items []coach.AgendaItem) string {
	ids := []string{"agenda"}
	for _, item := range items {
		ids = append(ids, item.ID)
	}
	return strings.Join(ids, "/")
}

// tookUp is the manager whose record has taken up, since an instant, what somebody had put on a rep's agenda; "" where none has.
func tookUp(book coach.CoachingBook, rep, by string, since time.Time) string {
	for _, o := range book.OneToOnes {
		// By the record and not by the item, which says where it went and not when.
		taken := func(item coach.AgendaItem) bool { return item.OneToOne == o.ID && item.By == by }
		if o.Person == rep && !o.At.Before(since) && slices.ContainsFunc(book.Taken, taken) {
			return o.Manager
		}
	}
	return ""
}

// agendaForm shows what others want to talk about, and takes what this person does.
func agendaForm(req *request, t *coach.Team, p coach.Person, book coach.CoachingBook) answer {
	own, rest := agendaOf(book, p.ID)
	var s sheet
	readers := nameOf(named(p)) + " and the team's managers read it."
	if p.ID == req.Person.ID {
		// Who reads it stands at the field itself: it decides what somebody writes.
		readers = "You and your managers read it."
		s.say("What would you like to talk about in your next one-to-one? Yours stands first.")
	} else {
		s.titled(nameOf(named(p))+" would like to talk about", bullets(agendaTexts(own))...)
		// The rep writes first: a manager's list that came before theirs would set what the talk is about.
		if len(own) == 0 {
			s.say(nameOf(named(p)) + " writes first, and has nothing on it so far. Save asks for it in a direct message; yours stands below.")
		}
		rest = slices.DeleteFunc(rest, func(item coach.AgendaItem) bool { return item.By == req.Person.ID })
	}
	// Of somebody with two managers, each reads what the other one wants to talk about, and changes their own.
	for _, by := range authors(rest) {
		items := slices.DeleteFunc(slices.Clone(rest), func(a coach.AgendaItem) bool { return a.By != by })
		s.titled(nameOf(named(req.Roster.Person(by)))+" would like to talk about", bullets(agendaTexts(items))...)
	}
	var lines []string
	// A field of lines and no field each: things to talk about come while one writes.
	for _, item := range agendaBy(book, p.ID, req.Person.ID) {
		lines = append(lines, item.Text)
	}
	s.inputs(textInput(inAgenda, "You would like to talk about", fmt.Sprintf("One thing a line, up to %d. %s", agendaMost, unescape(readers)), strings.Join(lines, "\n"), true))
	return answer{Modal: modal(formAgenda, "Next one-to-one", "Save", t.ID+"/"+p.ID, s.blocks...)}
}

// coachingBook is what is written down about the coaching of somebody in a team, for whoever asks.
func (b *Bot) coachingBook(ctx context.Context, req *request, t *coach.Team, about string) (coach.CoachingBook, error) {
	// Open items of any age are in it, so the days bound nothing of an agenda but what was taken up.
	book, err := b.store.Coaching(ctx, coach.BookFilter{
		Team: t.ID, Reader: req.Person.ID, About: about, Since: coach.DayOf(b.now(), teamZone(t)) - coach.CoachedWithin,
	})
	if err != nil {
		return book, fmt.Errorf("coaching of team %s: %w", t.Name, err)
	}
	return book, nil
}

// authors are those who wrote some items, in the order in which they first did.
func authors(items []coach.AgendaItem) (by []string) {
	for _, item := range items {
		// Items come the earliest first, and so whoever began stands first.
		if !slices.Contains(by, item.By) {
			by = append(by, item.By)
		}
	}
	return by
}

// agendaTexts are items as lines of a list, escaped.
func agendaTexts(items []coach.AgendaItem) []string {
	lines := make([]string, len(items))
	for i, item := range items {
		// On one line, whatever was pasted: a list is read at a glance.
		lines[i] = oneLine(item.Text)
	}
	return lines
}

// submitAgenda makes this person's open items what the lines say. A line that was there keeps its place; what a record
// has taken up meanwhile stays with it.
func submitAgenda(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, p, err := agendaFor(req, req.Value)
	if err != nil {
		return answer{}, err
	}
	// The same twice is a slip of the hand: an agenda has each thing once.
	var lines []string
	for line := range strings.Lines(req.State[inAgenda].Value) {
		if line = strings.Join(strings.Fields(line), " "); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	// What does not fit is the writer's to choose, so the form stays with all of it in it.
	if len(lines) > agendaMost {
		return answer{Errors: map[string]string{inAgenda: fmt.Sprintf("These are %d. Please keep it to the %d that matter most.", len(lines), agendaMost)}}, nil
	}
	book, err := b.coachingBook(ctx, req, t, p.ID)
	if err != nil {
		return answer{}, err
	}
	mine := agendaBy(book, p.ID, req.Person.ID)
	if req.Settled != "" && agendaState(mine) != req.Settled {
		return answer{}, fmt.Errorf("agenda of %s since its form was settled: %w", p.ID, coach.ErrStale)
	}
	if long := longLine(book, lines); long != "" {
		return answer{Errors: map[string]string{
			inAgenda: "“" + cut(long, 40) + "” is longer than the 200 characters that a list shows. Please shorten it, or make two lines of it.",
		}}, nil
	}
	// What stays keeps its id, and with it its place and its time; the rest is taken back or added.
	change := coach.Change{At: b.now(), Inbound: req.Key, About: []string{p.ID, req.Person.ID}}
	// What somebody else put there is theirs to take back.
	for _, item := range mine {
		// Items are told apart by their text: a field of lines has no room for ids.
		if i := slices.Index(lines, item.Text); i >= 0 {
			lines = slices.Delete(lines, i, i+1)
		} else {
			change.AgendaBack = append(change.AgendaBack, item.ID)
		}
	}
	for _, line := range lines {
		change.Agenda = append(change.Agenda, coach.AgendaItem{ID: newID(), Team: t.ID, Person: p.ID, By: req.Person.ID, Text: line, At: change.At})
	}
	// Asked for once there is something to prepare for, and not when the form is opened: a look asks nobody for anything.
	said := ""
	// Who has written already is not asked again by a manager who adds something.
	if own, _ := agendaOf(book, p.ID); p.ID != req.Person.ID && len(own) == 0 {
		change.Messages = []coach.Message{b.agendaInvitation(req, t, p)}
		said = nameOf(named(p)) + " is asked what they would like to talk about, and reads yours below theirs."
	}
	// Saved as it was opened: the form closes, and nothing is written that would have Homes published again.
	if len(change.Agenda)+len(change.AgendaBack)+len(change.Messages) == 0 {
		return answer{}, nil
	}
	if err := b.commit(ctx, change); err != nil || said == "" {
		return answer{}, err
	}
	return answer{Text: "*Saved.* " + said}, nil
}

// longLine is the first line that a list would show the beginning of and no more; "" where there is none. One that stands
// on the agenda as it is may stay.
func longLine(book coach.CoachingBook, lines []string) string {
	for _, line := range lines {
		stands := func(item coach.AgendaItem) bool { return item.Text == line }
		if utf8.RuneCountInString(line) > maxLine && !slices.ContainsFunc(book.Agenda, stands) {
			return line
		}
	}
	return ""
}

// agendaInvitation asks a rep to write first: once a week, however often their manager saves.
func (b *Bot) agendaInvitation(req *request, t *coach.Team, p coach.Person) coach.Message {
	var s sheet
	s.say(nameOf(named(req.Person)) + " is preparing your next one-to-one. What would you like to talk about? What you write stands first.")
	s.buttons(primary(actAgenda, "Write the agenda", t.ID+"/"+p.ID))
	week := coach.Weekly.Span(coach.DayOf(b.now(), teamZone(t)), t.Year()).From
	return direct("agenda/"+t.ID+"/"+week.String()+"/"+p.ID, p.ID, s.body(), time.Time{})
}
