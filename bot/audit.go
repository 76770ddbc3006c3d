package bot

// "/pacer audit": who changed what in how Pacer is set up, or about another person.
//
// Lines are written by whoever makes the change, in the change itself. They hold what was decided and about whom, and
// no words that a person wrote about themselves.

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// The pages are cut here and not by the store: a manager's lines are those of several teams, merged, so that no offset
// of one query says where a page begins.
const (
	auditPage  = 20
	auditPages = 50 // the newest thousand lines; older ones are in the database
)

// showAudit lists the newest lines, to those who set Pacer up all, to a manager those of their own teams. The text is
// the number of the page, from 1 on; instants are shown on the reader's own wall clock. Words that a person wrote about
// themselves are never in it (see coach.Audit), which is what makes it safe to show to managers at all.
func showAudit(ctx context.Context, b *Bot, req *request) (answer, error) {
	page := 1
	if word := strings.TrimSpace(req.Text); word != "" {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > auditPages {
			return answer{}, refusal(fmt.Sprintf("Pages are numbered from 1 to %d, as in `%s audit 2`.", auditPages, b.slash("pacer")))
		}
		page = n
	}
	// One line more than the page holds tells whether there is another one, without counting them all.
	lines, err := b.audits(ctx, req, page*auditPage+1)
	if err != nil {
		return answer{}, fmt.Errorf("audit: %w", err)
	}
	// A page that is past the end is empty and no error: lines may have been erased by their age since somebody read
	// the page before.
	from := min((page-1)*auditPage, len(lines))
	shown, more := lines[from:], false
	if len(shown) > auditPage {
		shown, more = shown[:auditPage], true
	}
	zone := homeZone(req.Roster, req.Person.ID)
	var said []string
	for _, a := range shown {
		said = append(said, auditLine(req.Roster, a, zone))
	}
	var s sheet
	s.head("Who changed what")
	switch {
	case len(said) > 0:
		s.say(bullets(said)...)
	case page > 1:
		s.say("There is nothing on this page.")
	default:
		s.say("Nothing has been changed yet.")
	}
	// No buttons to turn the page: the answer is seen by one person and is gone with the next reload, and a command can
	// be typed again at any time.
	if more {
		s.small("Older changes: `" + b.slash("pacer") + " audit " + strconv.Itoa(page+1) + "`")
	}
	return s.private(), nil
}

// audits are the newest lines that somebody may read, newest first. Whoever sets Pacer up reads those that are about no
// team as well, such as who was named an admin. A manager reads what was done in the teams that they manage now, and
// also what was done before they did: whoever takes a team over takes it over with its history. Limit is how many lines
// are read of each team, which is enough for so many of all.
func (b *Bot) audits(ctx context.Context, req *request, limit int) (lines []coach.Audit, err error) {
	if req.Person.SetsUp() {
		return b.store.Audits(ctx, "", limit)
	}
	for _, t := range req.Roster.Managed(req.Person.ID) {
		own, err := b.store.Audits(ctx, t.ID, limit)
		if err != nil {
			return nil, err
		}
		lines = append(lines, own...)
	}
	// Each team's lines are in order already; stable, so that several lines of one change stay as they were written.
	slices.SortStableFunc(lines, func(a, b coach.Audit) int { return b.At.Compare(a.At) })
	return lines[:min(limit, len(lines))], nil
}

// auditLine is a line as a sentence: "Wed 25 Nov 2026 10:30, Maya, about Ann in West: Away from Mon 30 Nov to Tue 1
// Dec.". It is mrkdwn, with everything that people wrote escaped: the name of a team may be "<!here>". A person of whom
// only the id is left has no name, and nameOf says so in words. Instants are shown to the minute, with the year, since
// lines may be old.
func auditLine(r *coach.Roster, a coach.Audit, zone *time.Location) string {
	line := a.At.In(zone).Format("Mon 2 Jan 2006 15:04") + ", " + whoChanged(r, a.By)
	// About oneself is not said: "Ann, about Ann" reads like a fault.
	if a.Person != "" && a.Person != a.By {
		line += ", about " + nameOf(r.Person(a.Person))
	}
	if a.Team != "" {
		team := "a team that is gone"
		if t := r.Team(a.Team); t != nil {
			team = escape(t.Name)
		}
		line += " in " + team
	}
	// What is erased by its age is the sentence; that something was done, by whom and when stays for as long as Pacer
	// runs.
	if a.Detail == "" {
		return line + ": " + escape(a.What) + "; the details were erased by their age."
	}
	return line + ": " + escape(a.Detail)
}

// whoChanged is who did something, in words. Not everybody who changes something is a person whom the roster knows: the
// operator has no Slack id where pacer apply runs, a user group has no person behind it, and of who was forgotten there
// is no name left. Without words for them each would be "a teammate", and somebody would look for the one who did it.
func whoChanged(r *coach.Roster, id string) string {
	switch {
	case id == coach.ByCommandLine:
		return "by the command line"
	case id == byGroup:
		return "by a Slack user group"
	case coach.IsNameless(id):
		return "somebody who asked to be forgotten"
	default:
		return nameOf(r.Person(id))
	}
}
