package bot

// The App Home: what a person wants to know without asking. It is made of what the commands show, in the same words,
// and its buttons lead to the handlers that the messages' buttons lead to. When it is published is decided in
// home_fresh.go and home_publish.go; here and in the files beside it is what stands on it.

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// Names under which the buttons of the Home are found. Those that do what a message's button does have names of their
// own, because here the Home itself is the answer (see quietly).
const (
	actHomePlus   = "home_plus" // one more of a KPI; the value is "<team>/<kpi>"
	actHomeUndo   = "home_undo"
	actHomeMute   = "home_mute"
	actHomeUnmute = "home_unmute"
	actHomePage   = "home_page" // turns a page; the value is "<list>/<page>"
)

// Lists of a Home that have pages, beside the reps of each managed team, whose list is the team's id.
const (
	homeOwn     = "own"     // the teams that the person is a rep of
	homeManaged = "managed" // the teams that they manage
)

// A view holds 100 blocks. Each part of the Home has a budget of them, and together they are less (a test counts): a rep's
// team has 13 and what is theirs beside it 16, a managed team 24 and the rows of its people. Lists have pages and are not
// cut, so that nobody in a large team is out of reach.
const (
	homeTeams   = 2  // of either list at a time; see teamsAtATime
	homeReps    = 10 // of all managed teams of a page together
	homeEntries = 3
	homeRituals = 4
)

// homeButtons is the table of buttons in the Home. The last one is for every member, as those who set Pacer up turn
// pages too; which list is theirs, pressHomePage knows.
func homeButtons() []button {
	return []button{
		{Action: actHomePlus, Who: asRep, Handle: quietly(pressHomePlus)},
		{Action: actHomeUndo, Who: asRep, Handle: quietly(pressLogUndo)},
		{Action: actHomeMute, Who: asRep, Handle: quietly(pressNudgeMute)},
		{Action: actHomeUnmute, Who: asRep, Handle: quietly(pressNudgeUnmute)},
		{Action: actHomePage, Who: asMember, Handle: pressHomePage},
	}
}

// quietly leaves a handler's answer out: the Home is published anew and shows what it would say. What went wrong is
// still said.
func quietly(handle handler) handler {
	return func(ctx context.Context, b *Bot, req *request) (answer, error) {
		_, err := handle(ctx, b, req)
		return answer{}, err
	}
}

// homeOpened is Slack saying that somebody opened a tab of the app. There is nothing to store, so a redelivery
// publishes once more and that is all. Messages, the other tab of the app, is Slack's own. Publishing goes on beside
// the event, which is acknowledged at once.
func (b *Bot) homeOpened(e *slackevents.AppHomeOpenedEvent) {
	if e.Tab == "home" && e.User != "" {
		b.homes.open(e.User)
	}
}

// pressHomePlus logs one more for today. It is an entry like any other: the press is its delivery, so one that comes
// twice counts once, and Undo takes it back.
func pressHomePlus(ctx context.Context, b *Bot, req *request) (answer, error) {
	id, kpi, _ := strings.Cut(req.Value, "/")
	// The id comes out of a button and is looked up among the person's own teams.
	t, err := ownTeam(req, id)
	if err != nil {
		return answer{}, err
	}
	k, ok := t.KPI(kpi)
	// One more of money is a cent.
	if !ok || k.Money() {
		return answer{}, refusal("That is not counted in " + escape(t.Name) + " any more, so nothing was logged.")
	}
	return b.enter(ctx, req, entry{team: t, items: []coach.LogItem{{KPI: k, Count: 1}}, day: b.today(req, t), source: "home"})
}

// pressHomePage turns a page of one of the lists. Only lists of their own are remembered: the value is no more to be
// trusted than any other.
func pressHomePage(_ context.Context, b *Bot, req *request) (answer, error) {
	list, number, _ := strings.Cut(req.Value, "/")
	page, err := strconv.Atoi(number)
	manages := func(t *coach.Team) bool { return t.ID == list }
	known := list == homeOwn || list == homeManaged || list == homeAllTeams && req.Person.SetsUp() || slices.ContainsFunc(req.Roster.Managed(req.Person.ID), manages)
	if err != nil || !known {
		return answer{}, refusal("That list is not there any more.")
	}
	b.homes.turn(req.Person.ID, list, page)
	return answer{}, nil
}

// homeWith makes a person's Home of what is stored now. Who they are and what they may see is looked up here, at the
// time of publishing. An error is the store's, or Slack's who would not say who somebody is. Pages may point past the
// end of a list that has become shorter; PageOf brings them back. It is called by publish, with callLimit, and reads
// the store several times without a transaction: what changes meanwhile is a change of its own and has the Home made
// anew. Charted says whether the workspace takes charts.
func (b *Bot) homeWith(ctx context.Context, person string, pages homePages, charted bool) (slack.HomeTabViewRequest, error) {
	view, _, err := b.homeGiving(ctx, person, pages, charted)
	return view, err
}

// homeGiving is homeWith, and answers which coaching questions the Home shows that its reader had not been shown today.
func (b *Bot) homeGiving(
	ctx context.Context, person string, pages homePages, charted bool,
) (slack.HomeTabViewRequest, []coach.AskedQuestion, error) {
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: "home"}
	p, roster, err := b.who(ctx, person)
	if err != nil {
		return view, nil, err
	}
	h := &homeSheet{b: b, req: &request{At: b.now(), Person: p, Roster: roster}, pages: pages, chartless: !charted}
	if err := h.write(ctx); err != nil {
		return view, nil, err
	}
	view.Blocks.BlockSet = h.blocks
	// A test keeps each part small enough; this is for what no test thought of, as Slack would refuse the whole view.
	if len(h.blocks) > maxViewBlocks {
		more := fine("There is more than a Home can hold; this is the beginning.")
		view.Blocks.BlockSet = append(h.blocks[:maxViewBlocks-1:maxViewBlocks-1], more)
	}
	return view, h.given, nil
}

// A homeSheet is a Home that is being written. Its request is nobody's: there was no delivery, so it has no key and
// nothing may be committed under it.
type homeSheet struct {
	sheet
	b         *Bot
	req       *request
	pages     homePages
	chartless bool                  // the workspace takes no charts
	charts    int                   // drawn so far
	given     []coach.AskedQuestion // as homeGiving answers it

	ownTeams, managedTeams int // how many teams of each list are shown at a time
}

// teamsAtATime is how many teams of each list have room: fewer for somebody who sells and manages, and fewest where they
// set Pacer up as well.
func teamsAtATime(both, admin bool) (own, managed int) {
	switch {
	case both && admin:
		return 1, 1
	case both:
		return homeTeams, 1
	}
	return homeTeams, homeTeams
}

// tight tells whether the Home is of somebody who sells, manages and sets Pacer up: it has all parts, and room for the
// fewest of each.
func (h *homeSheet) tight() bool { return h.ownTeams < homeTeams && h.managedTeams < homeTeams }

// write puts everything on the sheet that the person may see: their own numbers first, then their people's, then how
// Pacer itself is doing. An error leaves what stands there: Slack keeps the last view that was published.
func (h *homeSheet) write(ctx context.Context) error {
	// A guest may open the tab, and reads why there is nothing. The sentence is the refusal of every other way in.
	if err := permit(asMember, h.req.Person, h.req.Roster); err != nil {
		h.head("Pacer")
		h.say(err.Error())
		return nil
	}
	// A team that names somebody who is deactivated, or a guest, gives them no numbers.
	own := slices.DeleteFunc(h.req.Roster.TeamsOf(h.req.Person.ID), func(t *coach.Team) bool {
		return !activeRep(h.req.Roster, t, h.req.Person.ID)
	})
	managed := h.req.Roster.Managed(h.req.Person.ID)
	h.head(longDay(coach.DayOf(h.req.At, h.zone())))
	if len(own)+len(managed) == 0 && !h.req.Person.SetsUp() {
		h.welcome()
	}
	h.ownTeams, h.managedTeams = teamsAtATime(len(own) > 0 && len(managed) > 0, h.req.Person.SetsUp())
	if err := h.showOwn(ctx, own); err != nil {
		return err
	}
	if err := h.showManaged(ctx, managed); err != nil {
		return err
	}
	h.showMyself(own)
	h.showNext(ctx, own, managed)
	return h.showAdmin(ctx)
}

// divide begins another of the parts that the Home is made of: what somebody does themselves, what they manage, and so on.
func (h *homeSheet) divide() {
	if len(h.blocks) > 1 { // below the day there is nothing to part it from
		h.blocks = append(h.blocks, slack.NewDividerBlock())
	}
}

// offers tells whether the person may press a button. The Home shows none that would be refused.
func (h *homeSheet) offers(action string) bool { return h.b.offers(action, h.req.Person, h.req.Roster) }

// zone is the person's own wall clock, by which the Home tells the time. Of several teams the first one's where Slack
// tells no zone of theirs.
func (h *homeSheet) zone() *time.Location {
	return h.req.Roster.Zone(h.req.Person.ID, teamHere(h.req))
}

// welcome is for whoever is in no team yet.
func (h *homeSheet) welcome() {
	h.head("Welcome to Pacer")
	h.say("Pacer counts the few things that a sales team can steer, and keeps the team's rhythm: a huddle, a check-in, "+
		"a word when it helps.", h.b.whereabouts(h.req)+" "+h.b.helpHint())
}

// showNext lists what comes next for the person: of their own teams what a rep meets, of those that they manage what a
// manager meets. Without a scheduler, or when it cannot tell, it is left out: the rest is worth showing all the same.
// It is asked of the scheduler, which knows what is planned without a query, and is cut to homeRituals: a day, for
// most.
func (h *homeSheet) showNext(ctx context.Context, own, managed []*coach.Team) {
	if h.b.cfg.Upcoming == nil || len(own)+len(managed) == 0 {
		return
	}
	var teams []string
	for _, t := range slices.Concat(own, managed) {
		teams = append(teams, t.ID)
	}
	next, err := h.b.cfg.Upcoming(ctx, teams...)
	if err != nil {
		h.b.log.Error("upcoming rituals", "error", h.b.clean(err))
		return
	}
	in := func(teams []*coach.Team, id string) bool {
		return slices.ContainsFunc(teams, func(t *coach.Team) bool { return t.ID == id })
	}
	// Personal rituals are planned once for each zone; only that of the person's own zone is theirs.
	mine := slices.DeleteFunc(next, func(o coach.Occurrence) bool {
		rep, manager := in(own, o.Team), in(managed, o.Team)
		switch o.Kind {
		case coach.Huddle, coach.Leaderboard:
			return !rep && !manager
		case coach.CheckIn:
			return !rep || o.Zone != h.zone().String()
		case coach.Digest:
			return !manager || o.Zone != h.zone().String()
		default: // a nudge is no appointment, and follow-ups belong to what they follow
			return true
		}
	})
	for i, o := range mine {
		mine[i].State = coach.Planned
		// A digest that they have later than the team is due for them when it comes.
		if o.Kind == coach.Digest {
			mine[i].Due = digestTime(o.Due, h.req.Person, h.zone())
		}
	}
	slices.SortStableFunc(mine, func(a, b coach.Occurrence) int { return a.Due.Compare(b.Due) })
	mine = mine[:min(len(mine), homeRituals)]
	if len(mine) > 0 {
		h.head("Coming up")
		h.say(bullets(h.b.occurrenceLines(h.req, mine, coach.Planned, ""))...)
	}
}

// page picks the page of a list that the person has turned to.
func (h *homeSheet) page(list string, n, size int) coach.Page {
	return coach.PageOf(n, size, h.pages[list])
}

// turn writes which part of a list is seen and the buttons to the others; nothing where the list is whole. What is the
// plural of what the list holds, escaped. The button that leads on stands first on every page, so that it is under the
// same finger, and from the last page it leads to the first.
func (h *homeSheet) turn(list, what string, n int, p coach.Page) {
	if p.Count == 1 {
		return
	}
	if p.To == p.From+1 {
		h.small(fmt.Sprintf("%s %d of %d", what, p.To, n))
	} else {
		h.small(fmt.Sprintf("%s %d to %d of %d", what, p.From+1, p.To, n))
	}
	to := func(i int, label string, number int) *slack.ButtonBlockElement {
		b := press(indexed(actHomePage, i), label, list+"/"+strconv.Itoa(number))
		b.AccessibilityLabel = cut(label+": "+strings.TrimSuffix(unescape(what), ","), maxLabel)
		return b
	}
	row := []*slack.ButtonBlockElement{to(0, "Next", p.Number+1)}
	if p.Number == p.Count-1 {
		row[0] = to(0, "From the start", 0)
	}
	if p.Number > 0 {
		row = append(row, to(1, "Previous", p.Number-1))
	}
	h.buttons(row...)
}
