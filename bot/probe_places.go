package bot

// What `pacer doctor` asks Slack about the channels and groups that teams are bound to.

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// ErrNotTold says that Slack did not answer a question of ExaminePlaces, so that nothing is known to be wrong.
var ErrNotTold = errors.New("cannot be told")

// ExaminePlaces asks Slack about the channels and user groups that teams are bound to, by their ids. It returns what is
// wrong with each, for the operator, and what to do about it; what is well is not in it, and an error that is an ErrNotTold
// is no fault of the place. Like Examine it posts nothing and disturbs nobody. Slack answers some fifty such questions a
// minute, and there is one a channel. It is pacer doctor's and runs beside a bot that serves, or without one. Ctx
// bounds the whole of it; each question has callLimit.
func ExaminePlaces(ctx context.Context, cfg Config, channels, groups []string) map[string]error {
	// No store: what is bound to what was read by the caller.
	b := newBot(cfg, nil)
	h := &http.Client{Timeout: callLimit, Transport: transport(b.cfg)}
	defer h.CloseIdleConnections()
	c := newClient(b.cfg, h)
	faults := map[string]error{}
	for _, id := range channels {
		// One question a channel, one after the other: it is a command that somebody runs by hand.
		in, archived, err := c.place(ctx, id)
		switch {
		case err != nil:
			faults[id] = b.notTold(err)
		case archived:
			faults[id] = fmt.Errorf("the channel %s is archived, so that nothing can be posted there: bring it back in Slack, or give the team another channel", id)
		case !in:
			faults[id] = fmt.Errorf("the bot is not in the channel %s, so that nothing can be posted there: write /invite @pacer in it, or give the team another channel", id)
		}
	}
	// Without a team that follows a group nothing is asked, as the token may lack usergroups:read and need not have it.
	if len(groups) == 0 {
		return faults
	}
	// One call for all of them; a group that was switched off is not among the answers.
	known, err := c.UserGroups(ctx)
	for _, id := range groups {
		switch {
		case err != nil:
			faults[id] = b.notTold(err)
		case !slices.ContainsFunc(known, func(g userGroup) bool { return g.ID == id }):
			faults[id] = fmt.Errorf("the user group %s is gone or switched off, so that nobody joins or leaves the team by it: give the team another, or name its members", id)
		}
	}
	return faults
}

// notTold puts an error of a question into words. A missing scope is named where the scopes are looked at. An error of
// the network is cleaned, as it may hold an address with a token's ticket in it.
func (b *Bot) notTold(err error) error {
	if code := refused(err); code != "" {
		return fmt.Errorf("%w: Slack refuses the question (%s)", ErrNotTold, code)
	}
	return fmt.Errorf("%w: %s", ErrNotTold, b.clean(err))
}
