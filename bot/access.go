package bot

import (
	"context"
	"fmt"
	"slices"

	"example.com/pacer/bot/coach"
)

// Who may do what is decided here, at the time of the action, from the id in the envelope and the roster. What a
// payload claims (names, values of buttons, metadata of modals) has no say in it.

// who returns the person behind a user id and the roster of this moment. Somebody whom Slack was never asked about is
// asked about once; the roster that comes back then knows them, because handlers take the person's zone from it, and
// a first log at 23:30 in one zone must not land on the team's day in another. Ctx is the handler's: the call to Slack
// has to fit into handleLimit with everything else. The error names the person and wraps the store's or Slack's.
func (b *Bot) who(ctx context.Context, id string) (coach.Person, *coach.Roster, error) {
	roster, err := b.store.Roster(ctx)
	if err != nil {
		return coach.Person{}, nil, fmt.Errorf("roster: %w", err)
	}
	p := roster.Person(id)
	// A zone is what Slack tells about everybody, so its absence means "never asked". This is the fast path: no call.
	if p.Zone != "" {
		return p, roster, nil
	}
	// They are asked about each time and not stored.
	if roster.Forgotten.Has(id) {
		p, err = b.unknown(ctx, p)
		return p, roster, err
	}
	// One call to Slack, the first time that somebody does anything.
	asked, err := b.fetchPerson(ctx, p)
	if err == nil {
		if roster, err = b.store.Roster(ctx); err != nil {
			return coach.Person{}, nil, fmt.Errorf("roster: %w", err)
		}
		return asked, roster, nil
	}
	// Slack is slow or refuses to say. Somebody whom a team names is served as what they are there; anybody else
	// could be a guest, and is not.
	if len(roster.TeamsOf(id)) > 0 || len(roster.Managed(id)) > 0 {
		b.log.Warn("person could not be asked about", "person", id, "error", b.clean(err))
		return p, roster, nil
	}
	return p, roster, fmt.Errorf("person %s: %w", id, err)
}

// permit refuses, with a sentence, whoever holds none of the roles that a row asks for; nil means yes. Needs may hold
// several roles, and one of them is enough: asAdmin|asManager lets either in. The error is always a refusal. It is
// called for every command, press and submission before the handler, and by help for each row, which is why it reads
// nothing.
func permit(needs access, p coach.Person, r *coach.Roster) error {
	// Who somebody is comes before what they may do: a guest whom a team file names by mistake is still a guest.
	switch {
	case p.Bot:
		return refusal("Pacer talks with people only.")
	case p.Deleted:
		return refusal("This account is deactivated, so there is nothing to do here.")
	case p.Stranger:
		return refusal("Pacer works for members of its own organisation only. Thank you for stopping by.")
	case p.Guest:
		return refusal("Pacer is for full members of this workspace; guests cannot use it. A workspace admin can change that.")
	}
	if holds(p, r)&needs != 0 {
		return nil
	}
	return missing(needs, p, r)
}

// missing says which role somebody lacks and who can give it, and never what would have been shown. Somebody in no team
// is told where teams are made only if they may make one.
func missing(needs access, p coach.Person, r *coach.Roster) refusal {
	switch managed := r.Managed(p.ID); {
	// The first of their teams is named, which is enough to know what is meant.
	case needs&asRep != 0 && len(managed) > 0:
		return refusal("You manage " + escape(managed[0].Name) + " and count nothing yourself, so there is nothing to log for you. " +
			"Where your people stand is on your Home tab.")
	case needs&(asRep|asManager) == asRep|asManager && p.SetsUp():
		return "You are in no team, so there is nothing of yours to show or to set: a team's numbers are for its people and its managers. " +
			"Your Home tab has the teams, and who is in them."
	case needs&(asRep|asManager) == asRep|asManager:
		return errNoTeam
	case needs&asRep != 0 && p.SetsUp():
		return "You are in no team, so there is nothing to count for you. Your Home tab has the teams, and who is in them."
	case needs&asRep != 0:
		return "You are not in a team yet, so there is nothing to count. Ask your manager, or whoever set Pacer up, to add you to one."
	case needs&(asManager|asAdmin) == asManager|asAdmin:
		return "This is for managers of a team, and for those who set Pacer up. Ask one of them if you should be able to do it."
	case needs&asManager != 0:
		return "This is for managers of a team. Ask whoever set Pacer up if you should be one."
	default:
		return "This is for admins of the workspace, and for those whom they named to set Pacer up."
	}
}

// holds returns the roles that somebody has. Roles add up: a manager who also sells is both. Whoever sets Pacer up is no
// manager by that: the numbers of a team are its managers' to see, and whoever installs Pacer need not be one.
// Everybody is at least asMember, so permit has to turn guests away before it asks here.
func holds(p coach.Person, r *coach.Roster) access {
	roles := asMember
	if p.SetsUp() {
		roles |= asAdmin
	}
	for _, t := range r.Teams {
		if slices.Contains(t.Reps, p.ID) {
			roles |= asRep
		}
		if t.Manages(p.ID) {
			roles |= asManager
		}
	}
	return roles
}

// maySetUp tells whether somebody may set a team up: whoever sets Pacer up, and the managers of that team; t is nil for
// one that is still to be made, which managers may not.
func maySetUp(p coach.Person, t *coach.Team) bool { return p.SetsUp() || t != nil && t.Manages(p.ID) }
