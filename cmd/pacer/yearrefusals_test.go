package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/playground"
)

// archivable is the site whose channel is archived now and then.
const archivable = "C0SITE07"

// rightlyFailed tells whether a message was given up for a reason that is true: its team's channel was archived at some
// time, or the person to whom it goes has left the company at some time. Others may not fail.
func (y *year) rightlyFailed(fault string) bool {
	switch {
	case strings.HasSuffix(fault, " failed: is_archived"), strings.HasSuffix(fault, " failed: is_inactive"): // a post, an edit
		return slices.ContainsFunc(y.teams, func(t *yearTeam) bool {
			return t.Channel == archivable && strings.Contains(fault, "/"+t.id+"/")
		})
	case strings.HasSuffix(fault, " failed: channel_not_found"):
		return slices.ContainsFunc(y.people, func(p *colleague) bool {
			return len(p.absences) > 0 && strings.Contains(fault, p.id)
		})
	}
	return false
}

// heldUp is for how many entries of the journal what a fault holds up may be on its way. By the clock, which hops over hours
// in which nothing happens, nothing can be said.
const heldUp = 100

// excuses are what explains that Slack refuses something, at a point of the journal.
type excuses struct {
	unheard  map[string]int // method → how many of its calls had an effect of which nobody heard, and that may be made again
	triggers int            // how many times a press, or what it is about, reached the app twice
	late     int            // how many views and answers may come too late, because what they answer was held back
	archived bool
	revoked  bool
	trouble  uint64 // number of the entry at which something went wrong last
}

// refusals are what Slack's rules refused beyond what a fault explains that is in force, or that has left a call which
// nobody knew to have had its effect. Each such call explains one refusal and no more.
func (y *year) refusals(journal playground.Journal) (found []string) {
	x := excuses{unheard: map[string]int{}}
	deaths := slices.Clone(y.deaths)
	for _, e := range journal {
		for len(deaths) > 0 && !deaths[0].After(e.At) {
			x.died(e.ID)
			deaths = deaths[1:]
		}
		switch {
		case e.Kind == playground.KindFault:
			x.note(e)
		case e.Kind == playground.KindRefusal && !x.explain(e) && !y.away(e):
			found = append(found, fmt.Sprintf("refused by Slack's rules at %s: %s", e.At.Format(time.DateTime), e.JSON))
		}
	}
	return found
}

// died is the end of a process in the middle of anything: one call of each method may have had its effect.
func (x *excuses) died(at uint64) {
	x.trouble = at
	for _, method := range []string{"reactions.add", "chat.delete", "views.publish", "views.open"} {
		x.unheard[method]++
	}
}

// note takes a fault down.
func (x *excuses) note(e playground.Entry) {
	words := strings.Fields(e.Title)
	x.trouble = e.ID
	switch {
	case e.Title == "asked for: archived "+archivable:
		x.archived = true
	case e.Title == "asked for: mend archived":
		x.archived = false
	case strings.HasPrefix(e.Title, "asked for: revoked"):
		x.revoked = true
	case e.Title == "asked for: mend revoked":
		x.revoked = false
	case e.Title == "asked for: mend":
		x.archived, x.revoked = false, false
	case e.Title == "asked for: twice":
		x.triggers++
	case strings.HasPrefix(e.Title, "asked for: late"), e.Title == "asked for: reorder": // the next envelope, whenever that comes
		x.late += 2
	case words[0] == "happens:" && slices.Contains([]string{"500_after", "lost", "hang", "lands_late"}, words[1]):
		x.unheard[words[2]]++
	}
}

// explain uses up what explains a refusal.
func (x *excuses) explain(e playground.Entry) bool {
	switch method, _, _ := strings.Cut(e.Title, ":"); {
	case e.Error == "token_revoked":
		return x.revoked
	case e.Error == "is_archived", e.Error == "is_inactive":
		return x.archived
	case e.Title == "views.open: exchanged_trigger_id" && x.triggers > 0:
		x.triggers--
		return true
	case slices.Contains([]string{
		"reactions.add: already_reacted", "chat.delete: message_not_found", "views.publish: hash_conflict",
		"views.open: exchanged_trigger_id",
	}, e.Title):
		x.unheard[method]--
		return x.unheard[method] >= 0
	// Something was held up, and the clock has hopped over the answer to what somebody pressed or typed.
	case e.Title == "views.open: expired_trigger_id", e.Title == "response_url: expired_url":
		if e.ID-x.trouble < heldUp {
			return true
		}
		x.late--
		return x.late >= 0
	}
	return false
}

// away tells whether a refusal is about somebody who is not there, at a time at which somebody is not.
func (y *year) away(e playground.Entry) bool {
	if e.Error != "user_not_found" && e.Error != "channel_not_found" {
		return false
	}
	return slices.ContainsFunc(y.people, func(p *colleague) bool {
		return slices.ContainsFunc(p.absences, func(s span) bool {
			return !e.At.Before(s.from) && (s.to.IsZero() || !e.At.After(s.to))
		})
	})
}
