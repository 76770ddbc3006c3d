package bot

// "I'll help": what a manager does about a hurdle that somebody named in a huddle. The person is told, the managers see
// who helps, and the next huddle shows what became of it.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// Names under which the button and the renderer of the managers' messages are found.
const (
	actHuddleHelp       = "huddle_help"
	renderHuddleManager = "huddle_manager"
)

// huddleLooksBack is how many days before a huddle the one is looked for whose hurdles it shows: over a weekend and a
// few holidays. What is older than that is not yesterday's to anybody. In days of the team's calendar, the holidays
// among them counted.
const huddleLooksBack = 5

// pressHuddleHelp writes down that a manager helps somebody with what they named. Pressed again, it is said to be so
// already; several may help. The row of the table asks for a manager of any team; helpOf asks for this one. It is not
// run again: a helper is added and nothing is replaced, and an offer made twice is as it was.
func pressHuddleHelp(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, ref, person, err := helpOf(req)
	if err != nil {
		return answer{}, err
	}
	hd, err := b.huddle(ctx, t, ref)
	if err != nil {
		return answer{}, err
	}
	name := nameOf(req.Roster.Person(person))
	e, filed := filedIn(hd, person)
	switch {
	// Buttons live as long as their message, words as long as the workspace has set.
	case !filed || !hasHurdle(e): // taken out again, or older than texts are kept
		return answer{}, refusal("What " + name + " named in that huddle is no longer there. Ask them how it stands.")
	case slices.Contains(helpers(hd, person), req.Person.ID):
		return answer{Text: "You help already, and " + name + " knows."}, nil
	}
	change, err := b.huddleHelp(ctx, req, t, hd, e)
	if err != nil {
		return answer{}, err
	}
	if err := b.commit(ctx, change); err != nil {
		return answer{}, err
	}
	return answer{Text: "Thank you. " + name + " is told that you help, and the next huddle shows it."}, nil
}

// helpOf finds whom a press of the button is about, and refuses whoever does not manage their team. Its value is the key
// of their entry. Errors are refusals. A forged key of another team is refused like a press by somebody else's manager;
// so is a hurdle of one's own, which a manager who sells may have.
func helpOf(req *request) (t *coach.Team, ref coach.HuddleRef, person string, err error) {
	ref, person, ok := parseEntryKey(req.Value)
	t = req.Roster.Team(ref.Team)
	switch {
	case !ok || t == nil || !t.Manages(req.Person.ID):
		return nil, ref, "", refusal("Only the managers of the team can say that they help with this.")
	case person == req.Person.ID:
		return nil, ref, "", refusal("This is your own; another manager can help with it.")
	}
	return t, ref, person, nil
}

// parseEntryKey is the inverse of coach.HuddleRef.EntryKey. The person is behind the last slash, since the key of a
// huddle has slashes itself.
func parseEntryKey(key string) (ref coach.HuddleRef, person string, ok bool) {
	i := strings.LastIndexByte(key, '/')
	if i < 0 || i == len(key)-1 {
		return ref, "", false
	}
	ref, ok = coach.ParseHuddleRef(key[:i])
	return ref, key[i+1:], ok
}

// hasHurdle tells whether an entry has anything that somebody could help with. Asked for help without a hurdle counts:
// it is what help is there for. A skip with a reason does not, as it asks for nothing.
func hasHurdle(e coach.HuddleEntry) bool { return e.Hurdle != "" || e.Help != "" }

// helpers are the ids of those who help a person with what they named, the first first.
func helpers(hd coach.HuddleDay, person string) (ids []string) {
	for _, h := range hd.Helps {
		if h.Person == person {
			ids = append(ids, h.Helper)
		}
	}
	return ids
}

// huddleHelp composes what follows from an offer: the person is told, each manager's message and the newest huddle are
// made anew. The words are quoted back to who wrote them, so that they know what is meant; nobody else reads them
// there. Messages of managers are edited only where they were posted, each under its own key: the summary, and what
// came late. Their bodies are made at the moment of sending (renderHuddleManager), so that of several offers each edit
// shows all. The change's key names the press; who helps is found by huddle, person and helper.
func (b *Bot) huddleHelp(ctx context.Context, req *request, t *coach.Team, hd coach.HuddleDay, e coach.HuddleEntry) (coach.Change, error) {
	var s sheet
	s.say(nameOf(req.Person) + " will help with what you named in the huddle of " + huddleName(hd) + ".")
	if e.Hurdle != "" {
		s.say(quoteBlock(e.Hurdle))
	}
	if e.Help != "" {
		s.say(quoteBlock(e.Help))
	}
	// The key names both, so several who help are several messages, and each is one.
	told := direct(hd.Ref().EntryKey(e.Person)+"/help/"+req.Person.ID, e.Person, s.body(), time.Time{})
	change := coach.Change{
		At: b.now(), Inbound: req.Key, Messages: []coach.Message{told},
		Help: &coach.HuddleHelp{Team: t.ID, Day: hd.Day, Slot: hd.Slot, Person: e.Person, Helper: req.Person.ID},
	}
	for _, manager := range t.Managers {
		key := huddleManagerKey(hd, manager)
		// The summary, and the message of one who filed after it.
		for _, key := range []string{key, key + "/" + e.Person} {
			there, err := b.posted(ctx, key)
			if err != nil {
				return coach.Change{}, err
			}
			if there {
				change.Messages = append(change.Messages, edit(key+"/help/"+req.Key, key, renderHuddleManager))
			}
		}
	}
	// It shows what became of the hurdles of this one, and may be in the channel already.
	next, err := b.nextHuddle(ctx, t, hd)
	if err == nil && !next.OpenedAt.IsZero() {
		parent := next.Ref().Key()
		change.Messages = append(change.Messages, edit(parent+"/count/"+req.Key, parent, renderHuddle))
	}
	return change, err
}

// nextHuddle is the first huddle after another that was opened; one without times when there is none so far. After is
// by the instant of opening, since the slots of a day have no other order. It looks no further than huddleLooksBack
// days, as far as a huddle looks back.
func (b *Bot) nextHuddle(ctx context.Context, t *coach.Team, hd coach.HuddleDay) (coach.HuddleDay, error) {
	all, err := b.huddles(ctx, t, hd.Day, min(hd.Day+huddleLooksBack, coach.DayOf(b.now(), teamZone(t))))
	if err != nil {
		return coach.HuddleDay{}, err
	}
	for _, next := range all {
		// The huddle itself is in the list, too.
		if next.OpenedAt.After(hd.OpenedAt) && next.Ref() != hd.Ref() {
			return next, nil
		}
	}
	return coach.HuddleDay{}, nil
}

// lastHuddle is the newest huddle before another that was opened; one without times when there is none of the last
// days. The same day's earlier huddle is the last one, too.
func (b *Bot) lastHuddle(ctx context.Context, t *coach.Team, hd coach.HuddleDay) (coach.HuddleDay, error) {
	all, err := b.huddles(ctx, t, hd.Day-huddleLooksBack, hd.Day)
	if err != nil {
		return coach.HuddleDay{}, err
	}
	last, _ := newestOpened(slices.DeleteFunc(all, func(h coach.HuddleDay) bool {
		return h.Ref() == hd.Ref() || !h.OpenedAt.Before(hd.OpenedAt)
	}))
	return last, nil
}

// lastHurdles says in a huddle what became of those of the one before: who helps whom, and whose are still open; "" when
// nobody had named any. Their words stay in that huddle's thread: here they would be held up to people once more. Who
// asked to be forgotten has no line, and their hurdle none without them. "Still open" tags nobody, and is left for
// people to talk about. More than huddleMostNames are cut with a count.
func lastHurdles(r *coach.Roster, t *coach.Team, last, hd coach.HuddleDay) string {
	var items []string
	for _, e := range last.Entries {
		// An entry without a name stays for the counts.
		if !hasHurdle(e) || coach.IsNameless(e.Person) {
			continue
		}
		state := "still open"
		if who := helpers(last, e.Person); len(who) > 0 {
			state = helpersLine(r, who)
		}
		items = append(items, nameOf(r.Person(e.Person))+"'s – "+state)
	}
	if len(items) == 0 {
		return ""
	}
	items = firstLines(huddleMostNames, items)
	when := last.Day.Format("Monday") + "'s hurdles"
	switch {
	case last.Day == hd.Day:
		when = "Hurdles of " + clock(last.OpenedAt, teamZone(t))
	case last.Day == hd.Day-1:
		when = "Yesterday's hurdles"
	}
	return when + ": " + strings.Join(items, "; ") + "."
}

// helpersLine says who helps: "Maya helps", "Maya and Mia help". Names are escaped by nameOf and namesOf; it is shown
// in the channel, and so mentions nobody.
func helpersLine(r *coach.Roster, ids []string) string {
	people := make([]coach.Person, len(ids))
	for i, id := range ids {
		people[i] = r.Person(id)
	}
	if len(people) == 1 {
		return nameOf(people[0]) + " helps"
	}
	return namesOf(people) + " help"
}

// renderManagerMessage makes what a manager was told after a huddle anew, as it stands now. Target is its key, which says
// whether it is their summary or what one person filed after it. Of a team that is gone, the error wraps
// coach.ErrNotFound. It is called for edits alone, after an offer of help: the first posting has its body stored. What
// the reader sees are the same questions as then, with the state of the help as it is now.
func renderManagerMessage(ctx context.Context, b *Bot, target string) (body, error) {
	parent, reader, ok := strings.Cut(target, "/manager/")
	if !ok {
		return body{}, fmt.Errorf("message %q: not of a huddle's manager", target)
	}
	roster, t, hd, err := b.huddleUnder(ctx, parent)
	if err != nil {
		return body{}, err
	}
	// As of the closing, so that the questions in it are those of then.
	c, err := b.coachingOf(ctx, roster, t, hd.ClosedAt)
	if err != nil {
		return body{}, err
	}
	// What goes on after the reader's id is whose late entry it was.
	reader, person, late := strings.Cut(reader, "/")
	if late {
		e, _ := filedIn(hd, person)
		return lateHurdleBody(c, hd, e, reader), nil
	}
	filed, expected := huddleTally(hd, present(roster, t, hd.Day, hd.OpenedAt))
	return managerSummary(c, hd, filed, expected, reader), nil
}
