package bot

// The part of the Home that whoever sets Pacer up sees: the teams, who else sets it up, what was changed, and how Pacer
// itself is doing. None of it shows anybody's numbers.

import (
	"context"
	"fmt"

	"example.com/pacer/bot/coach"
)

const (
	homeAllTeams = "teams" // the list of every team; it has pages
	// With the audit and the status it has to fit into a view's hundred blocks; more teams are turned to.
	homeTeamsShown = 5
	homeAudits     = 4
)

// showAdmin tells whoever sets Pacer up which teams there are and how Pacer is doing, as /pacer status does, or what is
// left to do before it can do anything. It comes last on the Home: who sets Pacer up often sells or manages as well,
// and reads their own day first.
func (h *homeSheet) showAdmin(ctx context.Context) error {
	switch {
	case !h.req.Person.SetsUp():
		return nil
	case len(h.req.Roster.Teams) == 0:
		h.firstTeam()
		return nil
	}
	h.divide()
	h.showTeams()
	h.showSetters()
	if err := h.showChanges(ctx); err != nil {
		return err
	}
	// The same that /pacer status answers, made by the same function, so that the two never disagree when something is
	// wrong.
	a, err := showStatus(ctx, h.b, h.req)
	h.blocks = append(h.blocks, a.Blocks...)
	return err
}

// firstTeam is for whoever has installed Pacer and sees it for the first time. It is the first thing that anybody reads
// of Pacer after it was installed, and the only thing that they can do then. The invitation is named here because it is
// the step that people forget, and that no app may do for them: Slack lets a bot into a private channel by a member's
// hand only.
func (h *homeSheet) firstTeam() {
	h.head("Set up your first team")
	h.say("Pacer is connected. What is left is to tell it who is in a team and what the team counts: up to four numbers that its people can steer.")
	if h.offers(actSetup) {
		h.buttons(primary(actSetup, "Set up a team", ""))
	}
	h.say("It takes some minutes, and everything can be changed later. Then type `/invite @" + h.b.name() + "` in the team's channel, so that I can post there.")
	h.small("There is a second door for those who like files: `pacer apply team.yaml`, where Pacer runs, does the same.")
}

// showTeams lists the teams, each with the button that opens its form. Whoever may see the list may change every team
// of it: both are asAdmin. That the button is asked about all the same keeps the two tables from drifting apart unseen.
func (h *homeSheet) showTeams() {
	teams := h.req.Roster.Teams
	page := h.page(homeAllTeams, len(teams), homeTeamsShown)
	h.head("Teams")
	for i, t := range teams[page.From:page.To] {
		line := h.teamLine(t)
		if !h.offers(actSetup) {
			h.titled(escape(t.Name), line)
			continue
		}
		change := press(indexed(actSetupPage, i), "Change", setupRef{Team: t.ID, Page: pageTeam}.String())
		// "Change" five times over says nothing to who hears the page; the label has the team's name, within Slack's 75
		// characters.
		change.AccessibilityLabel = cut("Change how "+t.Name+" is set up", maxLabel)
		h.beside(change, escape(t.Name), line)
	}
	h.turn(homeAllTeams, "Teams", len(teams), page)
	if h.offers(actSetup) {
		h.buttons(press(indexed(actSetup, homeTeamsShown), "Set up a team", ""))
	}
}

// teamLine says how large a team is and where it meets: "4 members and 1 manager in #sales-west". Members are those who
// take part, so a team of which everybody has left reads "0 members", which is the thing to notice. No number of
// anybody's stands here: whoever sets Pacer up is no manager by that.
func (h *homeSheet) teamLine(t *coach.Team) string {
	line := plural(len(h.req.Roster.Active(t)), "member", "members") + " and " +
		plural(len(managersOf(h.req.Roster, t)), "manager", "managers")
	if t.Channel == "" {
		// A team of a team file may be without one; a huddle that never comes is looked for here first.
		return line + "; it has no channel yet, so it has no huddle"
	}
	return line + " in <#" + t.Channel + ">"
}

// showSetters says who sets Pacer up beside the admins of the workspace, and for how long people's words are kept.
// Admins of the workspace are not listed one by one: Pacer knows only those whom it has met, and a list with holes
// would be taken for all of them.
func (h *homeSheet) showSetters() {
	_, appointed := setters(h.req.Roster)
	line := "The admins of the workspace"
	if len(appointed) > 0 {
		line += ", and " + someNames(appointed) + ", whom they named"
	}
	// For how long words are kept is shown to those who can change it; everybody else reads it in their own file of
	// data.
	kept := "Notes and answers that people write are kept until they are erased."
	if months := h.req.Roster.RetentionMonths; months > 0 {
		kept = "Notes and answers that people write are kept for " + plural(months, "month", "months") + "; the numbers stay."
	}
	h.titled("Who sets Pacer up", line+". `"+h.b.slash("pacer")+" admins` names others.", kept)
}

// showChanges lists what was changed last in how Pacer is set up, and by whom. All teams' and those of none: this part
// is for those who set Pacer up alone, and a manager asks with /pacer audit.
func (h *homeSheet) showChanges(ctx context.Context) error {
	audits, err := h.b.store.Audits(ctx, "", homeAudits)
	if err != nil {
		return fmt.Errorf("what was changed: %w", err)
	}
	var lines []string
	for _, a := range audits {
		lines = append(lines, auditLine(h.req.Roster, a, h.zone()))
	}
	// There may be no older ones; to know that would take a line more from the store, for a hint that harms nobody.
	if len(lines) == homeAudits {
		lines = append(lines, "older ones: `"+h.b.slash("pacer")+" audit`")
	}
	h.titled("Changed lately", bullets(lines)...)
	return nil
}
