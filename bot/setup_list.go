package bot

// How one gets through the setup: the list of teams, turning to a page, and handing one in. What a page asks and reads
// stands in the file of that page.

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// maxSetupTeams is how many teams the list shows; each takes a block. A modal holds a hundred blocks, and some twenty
// are left for what stands around the list.
const maxSetupTeams = 80

// openSetup shows the teams that the person may set up. Where there is none and nothing was begun, the first page of a
// new one opens at once. It asks Slack nothing: the modal has to be there within three seconds. It is the command, the
// button on the Home and the one on other pages alike. From a modal's button its answer takes that modal's place.
func openSetup(ctx context.Context, b *Bot, req *request) (answer, error) {
	teams := setupTeams(req)
	if !req.Person.SetsUp() {
		// A list of one is a press for nothing.
		if len(teams) == 1 { // a manager of one team
			return b.openSetupPage(ctx, req, setupRef{Team: teams[0].ID, Page: pageTeam})
		}
		return answer{Modal: b.setupList(req, teams, nil)}, nil
	}
	// The draft is read from our own store, which takes no time that a trigger would miss.
	s, err := b.setupOf(ctx, req, setupRef{Page: pageBasics})
	if err != nil {
		return answer{}, err
	}
	// Nothing to choose from: the first page says what it begins.
	if len(teams) == 0 && !s.there {
		return s.show()
	}
	return answer{Modal: b.setupList(req, teams, s)}, nil
}

// openSetupPage shows a page as it is stored. Nothing that stood in fields comes with it: what is shown is what holds.
// Notes are mrkdwn.
func (b *Bot) openSetupPage(ctx context.Context, req *request, ref setupRef, notes ...string) (answer, error) {
	s, err := b.setupOf(ctx, req, ref)
	if err != nil {
		return answer{}, err
	}
	s.notes = notes
	return s.show()
}

// setupTeams are the teams that the person may set up, by name. A manager's own teams, or all of them for whoever sets
// Pacer up. It is made from the roster, whose lists are shared: the slice is its own, the teams are not to be written
// to.
func setupTeams(req *request) []*coach.Team {
	var teams []*coach.Team
	for _, t := range req.Roster.Teams {
		if maySetUp(req.Person, t) {
			teams = append(teams, t)
		}
	}
	slices.SortFunc(teams, func(a, b *coach.Team) int { return strings.Compare(a.Name, b.Name) })
	return teams
}

// setupList is the list of teams. Draft is what the person has begun, nil for whoever may begin none. It has no
// reference and no form: its buttons say which page of which team they open.
func (b *Bot) setupList(req *request, teams []*coach.Team, draft *setup, notes ...string) *slack.ModalViewRequest {
	var w sheet
	if len(notes) > 0 {
		w.say(notes...)
	}
	switch {
	case draft == nil:
	// Continue comes first: whoever opens this again after closing it wants to go on. Nil, and not an empty draft, is
	// whoever may make no team; the three cases are told apart here alone.
	case draft.there:
		name := "a team without a name yet"
		if draft.team.Name != "" {
			name = "*" + escape(draft.team.Name) + "*"
		}
		w.say("You have begun to set up " + name + ". Nothing of it is live yet.")
		w.buttons(
			primary(actSetupPage, "Continue your draft", setupRef{Page: draft.draft.Page}.String()),
			// What was entered in ten minutes is not thrown away by one slip.
			sure(press(actSetupFresh, "Start over", ""), "Start over?", "What you have entered so far is thrown away.", "Start over"))
	default:
		w.say("A new team takes about ten minutes. Nothing is live before you press *Start* at the end.")
		w.buttons(primary(actSetupPage, "New team", setupRef{Page: pageBasics}.String()))
	}
	if len(teams) > 0 && draft != nil {
		w.blocks = append(w.blocks, slack.NewDividerBlock())
	}
	// A team's name stands on the button for those who hear the page and do not see it.
	for i, t := range teams[:min(len(teams), maxSetupTeams)] {
		change := press(indexed(actSetupPage, i), "Change", setupRef{Team: t.ID, Page: pageTeam}.String())
		change.AccessibilityLabel = cut("Change "+t.Name, maxLabel)
		w.beside(change, escape(t.Name), plural(len(req.Roster.Active(t)), "member", "members")+" in <#"+t.Channel+">")
	}
	if len(teams) > maxSetupTeams {
		w.small("There are more teams than this page can hold. `" + b.slash("pacer") + " setup` of their managers shows each.")
	}
	return modal("page", "Set up Pacer", "", "", w.blocks...)
}

// sure has a button ask before it does something. Slack asks in a window of its own, without a round trip to us: titles
// of 100, texts of 300 and answers of 30 characters.
func sure(b *slack.ButtonBlockElement, title, text, yes string) *slack.ButtonBlockElement {
	question := slack.NewConfirmationBlockObject(plain(title), plain(text), plain(yes), plain("Cancel"))
	if b.Style == slack.StyleDanger {
		question = question.WithStyle(slack.StyleDanger)
	}
	return b.WithConfirm(question)
}

// freshSetup throws the draft away and begins anew.
func freshSetup(ctx context.Context, b *Bot, req *request) (answer, error) {
	// A body that is empty takes the draft away.
	if err := b.commit(ctx, coach.Change{Inbound: req.Key, Draft: &coach.Draft{Person: req.Person.ID, Kind: draftKind}}); err != nil {
		return answer{}, err
	}
	return b.openSetupPage(ctx, req, setupRef{Page: pageBasics})
}

// turnSetup shows another page. Of the page that it leaves, what can be read is kept in a draft; what is wrong there is
// said when that page is handed in. A team that lives is changed by handing in only. It is Back, Edit, Change and Show
// the next dates: buttons of the modal, whose presses carry what stands in all of its fields.
func turnSetup(ctx context.Context, b *Bot, req *request) (answer, error) {
	s, err := b.setupHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	if s.ref.Page == pageRhythms && len(req.State) > 0 {
		s.typed = req.State // asked for the dates of what stands in the fields
	}
	// Before anything is shown, since the page is drawn from what it keeps.
	s.leave(req.State)
	// A modal is open already, and its button is acknowledged by now or not waited for: there is time for a question.
	if s.ref.Page == pageTeam {
		s.askSlack()
	}
	// Where nothing was handed in yet, there is nothing to keep: whoever looks at a page and closes it has begun
	// nothing.
	if !s.live() && s.there {
		// A page about one KPI or one stage cannot be gone on with: which one it was is not kept.
		if s.ref.Page != pageKPI && s.ref.Page != pageKPIMore && s.ref.Page != pageStage {
			// Kept is where the person goes on, not where they were.
			s.draft.Page = s.ref.Page
		}
		if err := b.commit(ctx, coach.Change{Inbound: req.Key, Draft: s.kept()}); err != nil {
			return answer{}, err
		}
	}
	return s.show()
}

// leave keeps what can be read of the page that is left, in a draft. What is wrong there is said when it is handed in.
// Only the two pages whose fields take long to fill in are kept this way; the others are few words, or are handed in
// before anything else can be pressed.
func (s *setup) leave(state formState) {
	if s.live() {
		return
	}
	s.req.Held = "" // what is drawn anew shows what is kept now
	for block := range state {
		switch page, _, _ := strings.Cut(block, ":"); page {
		case pagePeople:
			// The other two ways would ask Slack, for an answer that nobody waits for. What was chosen by hand takes
			// long to choose again, and costs nothing to keep.
			if state[inPeopleFrom].Value == fromHand {
				s.team.Reps = state[inPeople].Options
			}
			return
		case pageRhythms:
			_, _, _ = readRhythms(s, state)
			return
		}
	}
}

// kept is the draft as it is stored. It puts the team as it is now into the draft, and changes nothing in the store by
// itself.
func (s *setup) kept() *coach.Draft {
	s.draft.Team = s.team
	body, err := json.Marshal(s.draft)
	if err != nil { // our own struct of texts and numbers
		return nil
	}
	return &coach.Draft{Person: s.req.Person.ID, Kind: draftKind, Body: string(body)}
}

// submitSetup takes a page: what is wrong is said at its field; what is right is kept, in the draft or in the team, and
// the next page takes its place. The key of the request is the view and its hash: a page that was mended after a fault
// is a new submission, and one that Slack delivers twice is the same.
func submitSetup(ctx context.Context, b *Bot, req *request) (answer, error) {
	s, err := b.setupHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	// It is known: the reference would not have been read otherwise.
	page, _ := setupPageOf(s.ref.Page)
	switch {
	case page.Read == nil && s.live():
		return answer{}, errOldSetup // it has started
	case page.Read == nil:
		return s.start()
	}
	// Reading changes the setup's own copy only; nothing is stored before everything on the page is right.
	wrong, next, err := page.Read(s, req.State)
	if err != nil || len(wrong) > 0 {
		return answer{Errors: wrong}, err
	}
	if next == "" {
		next = s.next()
	}
	if s.live() {
		return s.save(page, next)
	}
	// The page to go on with is kept together with what was said, in one change.
	s.draft.Page = next
	if next == pageKPI || next == pageKPIMore || next == pageGroup {
		s.draft.Page = s.ref.Page // what these show is not kept
	}
	if err := b.commit(ctx, coach.Change{Inbound: req.Key, Draft: s.kept()}); err != nil {
		return answer{}, err
	}
	s.ref, s.there = s.to(next), true
	return s.show()
}

// next is the page after the one that was handed in. Of a team that lives, each page leads back to what there is. It
// asks Slack whether Pacer is in the channel when the last page comes, because that page says what is left to do.
func (s *setup) next() string {
	if s.live() {
		return pageTeam
	}
	// The order is written out here and not taken from the table, because two pages are reached from others only.
	switch s.ref.Page {
	case pageBasics:
		return pagePeople
	case pagePeople, pageGroup, pageKPI, pageKPIMore:
		return pageKPIs
	case pageKPIs:
		return pageRhythms
	case pageRhythms:
		return pageCalendar
	default:
		s.askSlack()
		return pageTeam
	}
}
