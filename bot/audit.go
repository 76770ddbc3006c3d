package bot

// "/pacer audit": who changed what in how Pacer is set up, or about another person.

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

const (
	auditPage  = 20
	auditPages = 50 // the newest thousand lines; older ones are in the database
)

// showAudit lists the newest lines, to those who set Pacer up all, to a manager those of their own teams.
func showAudit(ctx context.Context, b *Bot, req *request) (answer, error) {
	page := 1
	if word := strings.TrimSpace(req.Text); word != "" {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > auditPages {
			return answer{}, refusal(fmt.Sprintf("Pages are numbered from 1 to %d, as in `%s audit 2`.", auditPages, b.slash("pacer")))
		}
		page = n
	}
	lines, err := b.audits(ctx, req, page*auditPage+1)
	if err != nil {
		return answer{}, fmt.Errorf("audit: %w", err)
	}
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
	if more {
		s.small("Older changes: `" + b.slash("pacer") + " audit " + strconv.Itoa(page+1) + "`")
	}
	return s.private(), nil
}

// audits are the newest lines that somebody may read, newest first.
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
	slices.SortStableFunc(lines, func(a, b coach.Audit) int { return b.At.Compare(a.At) })
	return lines[:min(limit, len(lines))], nil
}

// auditLine is a line as a sentence: "Wed 25 Nov 2026 10:30, Maya, about Ann in West: Away from Mon 30 Nov to Tue 1 Dec.".
func auditLine(r *coach.Roster, a coach.Audit, zone *time.Location) string {
	line := a.At.In(zone).Format("Mon 2 Jan 2006 15:04") + ", " + whoChanged(r, a.By)
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
	if a.Detail == "" {
		return line + ": " + escape(a.What) + "; the details were erased by their age."
	}
	return line + ": " + escape(a.Detail)
}

// whoChanged is who did something, in words.
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
