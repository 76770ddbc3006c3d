package bot

// The page of the people, with its three ways: chosen by hand, taken out of a channel, or following a user group.
// Whatever the way, Slack is asked who somebody is before they are in a team, since guests and bots are left out of
// all.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Block ids of the two pages.
const (
	inPeopleFrom = "people:from"
	inPeople     = "people:people"
	inGroup      = "group:group"
)

// Where the people of a team come from.
const (
	fromHand    = "hand"
	fromChannel = "channel"
	fromGroup   = "group"
)

// writePeople asks who is in the team. Three ways lead to a list of people, as one size of team is typed and another is
// not. What the channel gives is taken once; what a group gives is followed.
func writePeople(s *setup, w *sheet) error {
	// Who reads what they are about to cause changes less by mistake.
	if s.live() {
		w.small("Takes effect at once. Who is new gets a first word from Pacer when they are next at work; who leaves is not asked any more, and what they logged is kept.")
	} else {
		w.small("Step 2 of 5.")
	}
	initial := s.from
	if initial == "" {
		initial = fromHand
		if s.team.Group != "" {
			initial = fromGroup
		}
	}
	w.inputs(
		// The field for the first way stands there for all three, as Slack cannot show a field by what another one says
		// without a round trip for each change.
		radioInput(inPeopleFrom, "Who is in the team", "Guests, bots and deactivated people are left out by themselves.", initial, []explained{
			{fromHand, "The people chosen below", ""},
			{fromChannel, "Everybody in the team's channel now", "Without its managers; later changes are made here"},
			{fromGroup, "A Slack user group", "Kept in step: who joins the group joins the team"},
		}),
		usersInput(inPeople, "People", "Only for the first of the three. Managers who sell too may be among them.", s.team.Reps, true))
	s.back(w, pageBasics)
	return nil
}

// back is the row of a page that leads to the one before: of a team that lives, to what there is. Action ids have to be
// different on a page, hence the number.
func (s *setup) back(w *sheet, page string, more ...*slack.ButtonBlockElement) {
	if s.live() && page != pageKPIs && page != pageProcess {
		page = pageTeam
	}
	w.buttons(append(more, press(indexed(actSetupPage, 1), "Back", s.to(page).String()))...)
}

// readPeople takes the page by the way that was chosen; what stands in the fields of the other ways is not looked at. A
// way that leads through Slack may fail for reasons that pass, and says so at the choice, so that another can be taken
// at once.
func readPeople(s *setup, state formState) (wrong map[string]string, next string, err error) {
	switch state[inPeopleFrom].Value {
	case fromGroup:
		if wrong := s.askGroups(); wrong != nil {
			return wrong, "", nil
		}
		return nil, pageGroup, nil
	case fromChannel:
		ids, wrong := s.askChannel()
		if wrong != nil {
			return wrong, "", nil
		}
		// Managers are left out of a channel's people: they are in it to read, and those who sell too are chosen by
		// hand.
		return s.takePeople(inPeopleFrom, ids, s.team.Managers, ""), "", nil
	}
	chosen := state[inPeople].Options
	// The menu is optional for Slack, because two of the three ways need nothing in it.
	if len(chosen) == 0 {
		return map[string]string{inPeople: "Choose at least one person here, or one of the other two ways above."}, "", nil
	}
	return s.takePeople(inPeople, chosen, nil, ""), "", nil
}

// takePeople makes the living full members among some people the team's, without those in not, and notes who was left out.
// What is wrong is said at a block. It is the end of all three ways, so that each leaves out the same people and says
// so in the same words. Group is the user group that they come from, "" for none: the other two ways end the following
// of one. A nil answer is good.
func (s *setup) takePeople(block string, ids, not []string, group string) map[string]string {
	// Who is a guest or a bot decides who is in the team, so that nobody is taken unseen. The request's roster is the
	// newer one after it.
	if waiting := s.b.acquaint(s.ctx, s.req, ids); waiting > 0 {
		return map[string]string{block: stillAsking(waiting)}
	}
	reps, left := sift(s.req.Roster, ids, not)
	if len(reps) == 0 {
		return map[string]string{block: "Nobody of them can be in a team: " + listed(left) + "."}
	}
	// Both at once: people chosen by hand or out of a channel end the following of a group.
	s.team.Reps, s.team.Group = reps, group
	if !s.live() { // of a team that lives, what changed is said
		s.notes = append(s.notes, "In the team: "+s.names(reps)+".")
	}
	if len(left) > 0 {
		s.notes = append(s.notes, "Left out: "+escape(listed(left))+".")
	}
	// A start belongs to somebody who is in the team; whoever comes back later begins anew.
	for id := range s.team.Starts {
		if !slices.Contains(reps, id) {
			delete(s.team.Starts, id) // its own copy
		}
	}
	return nil
}

// sift keeps those who can be in a team, in their order and each once. Left says of the others why they are not, as plain
// text: "Gus (a guest)". The bot itself is left out without a word: it is in every channel of a team. Managers are
// those to leave out, none where people were chosen by hand: whoever is named there sells as well.
func sift(r *coach.Roster, ids, managers []string) (reps, left []string) {
	for _, id := range ids {
		p := r.Person(id)
		reason := outsider(p)
		switch {
		// Twice is once. Bots that people chose by hand are no news to them either. Slackbot and the bot itself are
		// bots in this sense.
		case slices.Contains(reps, id), p.Bot:
		case reason != "":
			left = append(left, plainName(p)+" ("+reason+")")
		case slices.Contains(managers, id):
			left = append(left, plainName(p)+" (manages the team)")
		default:
			reps = append(reps, id)
		}
	}
	if len(reps) == 0 && len(left) == 0 {
		left = []string{"there are only bots"}
	}
	return reps, left
}

// outsider says what keeps somebody out of every team, as a noun; "" for a full, living member. It reads what Slack has
// told of them last. Whoever has no zone was never described, be it that Slack refuses to.
func outsider(p coach.Person) string {
	switch {
	case p.Bot:
		return "a bot"
	case p.Deleted:
		return "deactivated"
	case p.Stranger:
		return "of another organisation"
	case p.Guest:
		return "a guest"
	case p.Zone == "":
		return "not known to Slack"
	}
	return ""
}

// askChannel asks who is in the team's channel. It is one page of two hundred, which is more than a team has; wrong is
// by block id, in plain text.
func (s *setup) askChannel() (ids []string, wrong map[string]string) {
	ids, more, err := s.b.api.ChannelMembers(s.ctx, s.team.Channel)
	switch {
	// Slack says the same of a channel that is not there; the menu has only such as are.
	case refused(err) == "channel_not_found" || refused(err) == "not_in_channel":
		return nil, map[string]string{inPeopleFrom: "Slack does not show me who is in that channel: it is private, and I am not in it. " +
			"Type /invite there and pick Pacer, then press Next again; or choose the people by hand."}
	case err != nil:
		s.b.log.Warn("members of a channel", "channel", s.team.Channel, "error", s.b.clean(err))
		return nil, map[string]string{inPeopleFrom: slackIsSilent}
	// A channel of the whole company is chosen by mistake, and everybody in it would get a first word.
	case more || len(ids) > maxAcquaint:
		return nil, map[string]string{inPeopleFrom: fmt.Sprintf("More than %d people are in that channel, which is more than a team. "+
			"Choose the people by hand, or a user group.", maxAcquaint)}
	}
	return ids, nil
}

// slackIsSilent is said where Slack was asked for something and did not answer.
const slackIsSilent = "Slack did not answer. What you entered is still here: please press the button again in a moment, or choose the people by hand."

// askGroups asks which user groups there are. The groups are for the page that follows, and are asked for again if that
// is opened later: a list of yesterday would offer what is gone.
func (s *setup) askGroups() map[string]string {
	// One call, within the time of the acknowledgement.
	groups, err := s.b.api.UserGroups(s.ctx)
	switch {
	case err != nil:
		s.b.log.Warn("user groups", "error", s.b.clean(err))
		return map[string]string{inPeopleFrom: slackIsSilent}
	case len(groups) == 0:
		return map[string]string{inPeopleFrom: "This workspace has no user groups. Choose the people by hand, or take those in the channel."}
	}
	// By handle, as people know them; a workspace with more groups than a menu holds chooses people by hand, or in a
	// team file.
	slices.SortFunc(groups, func(a, b userGroup) int { return strings.Compare(a.Handle, b.Handle) })
	const most = 100 // of a menu
	s.groups = groups[:min(len(groups), most)]
	return nil
}

// nameGroup asks Slack what the team's own group is called, where a form chooses another: it may be that somebody else has
// chosen since the form was opened, and is then told by that name. Without an answer it is a group without a name.
func (s *setup) nameGroup(chosen string) {
	own := userGroup{ID: s.team.Group, Handle: "", Name: "another user group"}
	if own.ID == "" {
		return
	}
	if chosen != own.ID && s.askGroups() == nil {
		if i := slices.IndexFunc(s.groups, func(g userGroup) bool { return g.ID == own.ID }); i >= 0 {
			own = s.groups[i]
		}
	}
	s.groups = []userGroup{own}
}

// writeGroup asks which user group the team is.
func writeGroup(s *setup, w *sheet) error {
	if len(s.groups) == 0 {
		w.say("Slack shows no user groups just now.")
		s.back(w, pagePeople)
		return nil
	}
	var choices []option
	for _, g := range s.groups {
		choices = append(choices, option{g.ID, g.label()})
	}
	w.inputs(chooseInput(inGroup, "User group",
		"Whoever joins or leaves it in Slack joins or leaves the team within a moment. Guests, bots and the team's managers are left out.",
		choices, s.team.Group))
	s.back(w, pagePeople)
	return nil
}

// readGroup makes the people of the chosen group the team's. From then on the group is followed (see group.go), so that
// what is stored here is only where it begins. The id comes back from Slack's own menu; one that was forged names a
// group whose members the person may see anyway.
func readGroup(s *setup, state formState) (wrong map[string]string, next string, err error) {
	group := state[inGroup].Value
	// Ids alone: who of them is a guest is asked in takePeople.
	ids, err := s.b.api.GroupMembers(s.ctx, group)
	if err != nil {
		s.b.log.Warn("members of a user group", "group", group, "error", s.b.clean(err))
		return map[string]string{inGroup: "Slack did not say who is in that group. Please try again in a moment, or choose another."}, "", nil
	}
	// A group of the whole company is chosen by mistake, like a channel of it.
	if len(ids) > maxAcquaint {
		return map[string]string{inGroup: fmt.Sprintf("There are more than %d people in that group, which is more than a team.", maxAcquaint)}, "", nil
	}
	return s.takePeople(inGroup, ids, s.team.Managers, group), "", nil
}

const (
	maxAcquaint  = 100                     // whom Slack is asked about for one team; users.info allows as many a minute
	acquaintLoad = 6                       // of them at the same time
	acquaintWait = 1500 * time.Millisecond // of the handler's time
)

// stillAsking is said at a field whose people are not all known yet.
func stillAsking(n int) string {
	return fmt.Sprintf("Slack is still being asked about %s. What you chose is kept: please press the button again in a few seconds.",
		plural(n, "of them", "of them"))
}

// acquaint sees to it that the roster knows some people, and takes the roster of then into the request. Whoever is not
// known is asked about, for as long as a handler may wait and beside it until all are done; it answers how many are
// still missing. Somebody whom Slack refuses to describe is not missing: they are unknown for good. The answer 0 means
// that everybody who can be known is. What was asked is stored, person by person, so that pressing again goes on where
// it stopped, whatever became of the first try.
func (b *Bot) acquaint(ctx context.Context, req *request, ids []string) (missing int) {
	unknown := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return req.Roster.Person(id).Zone != "" })
	if len(unknown) == 0 {
		return 0
	}
	// Left is counted down by those who ask while this one waits, and read when it has waited long enough.
	var mu sync.Mutex
	left := len(unknown)
	done := make(chan struct{})
	b.aside(func() { //nolint:contextcheck // it outlasts the handler, so that the next press goes on from there
		defer close(done)
		ctx, cancel := context.WithTimeout(b.work, time.Minute)
		defer cancel()
		// Filled and closed before anybody reads, so that no asker has to be told when to stop.
		queue := make(chan string, len(unknown))
		for _, id := range unknown {
			queue <- id
		}
		close(queue)
		// A few at a time: one after the other a channel of thirty would take longer than a form may, and all at once
		// would be refused by Slack for everybody else who types.
		var askers sync.WaitGroup
		for range acquaintLoad {
			askers.Go(func() {
				for id := range queue {
					_, err := b.fetchPerson(ctx, coach.Person{ID: id})
					// Whoever Slack refuses to describe stays without a zone, and is left out as not known. Whoever
					// could not be asked about because of the network stays counted as missing, and is asked about by
					// the next press.
					if err == nil || refused(err) != "" {
						mu.Lock()
						left--
						mu.Unlock()
					}
				}
			})
		}
		askers.Wait()
	})
	// The form is answered within Slack's three seconds in any case; the asking goes on beside it.
	timer := time.NewTimer(acquaintWait)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	case <-ctx.Done():
	}
	// A roster that cannot be read anew leaves them unknown, which is said at the field.
	if r, err := b.store.Roster(ctx); err == nil {
		req.Roster = r
	}
	mu.Lock()
	defer mu.Unlock()
	return left
}
