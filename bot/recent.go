package bot

// What was logged last: for the hint that something was logged twice, and for finding what an undo takes back.

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"example.com/pacer/bot/coach"
)

// recentLogs remembers for a short while what each person logged last. Somebody who sees no answer types the same line
// again; that is a new intent and is logged, but they are told. What a restart forgets is only the hint. It is a hint
// for people and no protection against redelivery, which the inbound key is.
type recentLogs struct {
	mu   sync.Mutex
	last map[string]recentLog // by person
}

type recentLog struct {
	said string
	key  string
	at   time.Time
}

const (
	// About as long as somebody waits for an answer before they type again.
	hintWithin = 2 * time.Minute
	hintPeople = 4096 // people remembered at most
)

// hint remembers an entry and returns a sentence if it is the same as the one before; "" otherwise. The same is: the
// same team, day, amounts and note, within hintWithin. The sentence begins with a space, to follow "Logged 5
// conversations.". It is called once the entry is committed, and changes nothing about it.
func (r *recentLogs) hint(req *request, e entry) string {
	said := e.team.ID + " " + e.day.String() + " " + e.said() + " " + e.note
	r.mu.Lock()
	defer r.mu.Unlock()
	before, ok := r.last[req.Person.ID]
	if ok && before.key == req.Key {
		return "" // the same delivery again
	}
	// Forgetting everybody at once is crude and cheap; all that is lost is a hint.
	if r.last == nil || len(r.last) >= hintPeople {
		r.last = map[string]recentLog{}
	}
	r.last[req.Person.ID] = recentLog{said, req.Key, req.At}
	// Negative when the clock was set back: better no hint than a wrong one.
	ago := req.At.Sub(before.at)
	if !ok || before.said != said || ago < 0 || ago > hintWithin {
		return ""
	}
	return fmt.Sprintf(" You logged the same %s; press Undo if you meant it once.", agoText(ago))
}

// forget makes what follows an undo no repetition. Otherwise the right line, typed after a wrong one was taken back,
// would be called a repetition.
func (r *recentLogs) forget(person string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.last, person)
}

// agoText says how long ago something was, in whole units rounded down: "just now", "20 seconds ago", "2 minutes ago".
// D is not negative.
func agoText(d time.Duration) string {
	switch seconds := int(d / time.Second); {
	case seconds < 1:
		return "just now"
	case seconds < 60:
		return plural(seconds, "second", "seconds") + " ago"
	default:
		return plural(seconds/60, "minute", "minutes") + " ago"
	}
}

// newestEntry picks, from a person's rows with the newest first, those of their newest delivery that can be taken
// back; see handEntries. It is empty when there is nothing.
func newestEntry(rows []coach.Activity) []coach.Activity {
	if newest := handEntries(rows, 1); len(newest) > 0 {
		return newest[0]
	}
	return nil
}

// handEntries picks, from a person's rows with the newest first, those of at most so many deliveries that can be taken
// back: logged by hand, and not taken back yet. What takes something back is newer than it, so a page that begins
// with the newest holds the undo of every entry on it. The newest delivery is first; its rows are in the order of
// logging. A delivery is told by its inbound key and its team; its rows lie next to each other, as they were committed
// together. What an import, a check-in, a won deal or an undo wrote is none.
func handEntries(rows []coach.Activity, atMost int) [][]coach.Activity {
	undone := map[string]bool{}
	for _, a := range rows {
		if a.Corrects != "" {
			undone[a.Corrects] = true
		}
	}
	var entries [][]coach.Activity
	for _, a := range rows {
		if a.Corrects != "" || undone[a.ID] || !byHand(a.Source) {
			continue
		}
		last := len(entries) - 1
		if last >= 0 && a.Inbound == entries[last][0].Inbound && a.Team == entries[last][0].Team {
			entries[last] = append(entries[last], a)
			continue
		}
		// The next delivery begins: enough are found.
		if len(entries) == atMost {
			break
		}
		entries = append(entries, []coach.Activity{a})
	}
	for _, rows := range entries {
		slices.Reverse(rows) // as they were logged
	}
	return entries
}

// byHand tells whether a person logged it as such. What a check-in corrected or a file brought in is taken back where
// it came from. The words are those of coach.Activity's Source. A won deal's entry is taken back by a correction, as
// the deal stays won.
func byHand(source string) bool {
	return source == "command" || source == "modal" || source == "reply" || source == "home"
}
