package bot

// Deals: what is known about each, and what is not yet. A deal is its owner's and their managers'; nobody else sees
// anything of it. There is one page for a deal, in deal_card.go, and every form about one leads back to it.
//
// A deal is changed by its revision: whoever reads it, changes it in the case and saves it, is refused with
// coach.ErrStale where somebody else was first, and the handler is run again (see again, and form.submit for forms). So
// the handlers below read, decide and save, without a lock, and may be called more than once for a press.
//
// The files: deal_list.go and deal_pipeline.go show several, deal_new.go makes one, deal_facts.go changes name, amount
// and owner, deal_answers.go has what is known, deal_move.go and deal_end.go the steps and the end, deal_week.go the
// questions after a check-in, and deal_lines.go the lines in a digest and on the Home.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// errNoDeal is shown for a deal that is not there and for one that is not theirs to see, in the same words. Otherwise
// an id, or a button that was passed on, would tell that a colleague has such a deal.
const errNoDeal = refusal("That deal is not there, or it is not yours to see.")

// errOldDeal is shown for a form that this version cannot read. Nothing is guessed from metadata of another shape: a
// form that saved into the wrong deal would be worse than one that has to be opened again. What was typed stays in the
// form, as errors are shown at its first field.
const errOldDeal = refusal("This form is from an earlier version of Pacer, so nothing was saved. Please copy what you typed and open the deal again.")

// A dealRef says which deal a form is about, and what it was composed from. It is the form's private metadata: it comes
// back from Slack, so it may say what, never who. Names are one letter each, as private metadata holds 3,000 characters
// and the marks of the fields stand behind it.
type dealRef struct {
	Deal string `json:"d"`
	From string `json:"f,omitempty"` // the stage that it stood in
	To   string `json:"t,omitempty"` // the stage that it is to move to
	At   int64  `json:"a,omitempty"` // since when it stood there: see filedMicros
	Week string `json:"w,omitempty"` // answers after a check-in: the dealWeekRef to go on from
}

// String writes the reference.
func (r dealRef) String() string { return metadata(r) }

// metadata writes what a button or a form carries: a struct of texts, which cannot fail. An error of Marshal is thus a
// fault of ours; what reads "" refuses it as a form of an earlier version.
func metadata(ref any) string {
	text, err := json.Marshal(ref)
	if err != nil {
		return ""
	}
	return string(text)
}

// A dealCase is one deal as somebody looks at it who may: it is theirs, or that of somebody whom they manage. It is
// made by dealCase and caseOf alone. Having one is the right to see and change that deal at that moment: nothing below
// asks again. It is one reading: after a change save returns a new one, and the old one must not be written from any
// more, as its Rev is gone.
type dealCase struct {
	b      *Bot
	req    *request
	team   *coach.Team
	r      coach.DealRecord
	owner  coach.Person
	stages coach.Process
	place  int       // index of its stage
	today  coach.Day // the owner's
	only   bool      // the team is the only one of whoever looks
}

// dealCase reads a deal for whoever asks; the error is errNoDeal where they may not see it. Who may see it is decided
// by the deal's own team and owner in the store, never by what the button carried besides the id. A team that was
// closed has no deals to see: Roster.Team is nil then. Other errors are the store's, wrapped.
func (b *Bot) dealCase(ctx context.Context, req *request, id string) (*dealCase, error) {
	r, err := b.store.Deal(ctx, id)
	if errors.Is(err, coach.ErrNotFound) {
		return nil, errNoDeal
	}
	if err != nil {
		return nil, fmt.Errorf("deal %s: %w", id, err)
	}
	t := req.Roster.Team(r.Team)
	if t == nil || !seesDeal(req, t, r.Deal) {
		return nil, errNoDeal
	}
	return b.caseOf(req, t, r), nil
}

// maxAckView is how large a modal may be that answers a form, in bytes: it travels in the acknowledgement, of which Slack
// takes 20,480, and one that is larger would close the form without a word. The rest of the frame is the envelope's id
// and what wraps the view.
const maxAckView = 18_000

// shortened is the first of some makings of a page that is not too large to answer a form with: with all of people's words
// that it shows, else with fewer, else with none. Only people's words are shortened: buttons, names and numbers stay,
// so that whatever the page is for can still be done. The shortest is returned even where it is too large still, and
// the acknowledgement then fails with a log line; the tests hold the largest page that the bounds of a process allow
// below it. It serves pages that a button shows as well, which would have 250 kB: they look the same either way.
func shortened(page func(words int) *slack.ModalViewRequest) (view *slack.ModalViewRequest) {
	for _, words := range [...]int{answerShown, answerShown / 4, 0} {
		// From the fullest on; mostly it is the first.
		view = page(words)
		if text, err := json.Marshal(view); err == nil && len(text) <= maxAckView {
			break
		}
	}
	return view
}

// more says in small print how many of a list are left off, where any are. One is the whole sentence for a single one,
// many what follows the number; both are plain and begin in lower case.
func (s *sheet) more(n int, one, many string) {
	switch {
	case n == 1:
		s.small(titled(one) + ".")
	case n > 1:
		s.small(fmt.Sprintf("%d %s.", n, many))
	}
}

// briefly is the beginning of people's text in one line, at most so many characters, as they wrote it. It is not
// escaped: whoever posts it as mrkdwn does that afterwards, as the other order could cut an entity in half.
func briefly(text string, words int) string {
	if words <= 0 {
		return ""
	}
	return cut(strings.Join(strings.Fields(text), " "), words)
}

// caseOf is a deal that was read. It asks nothing about rights: the caller has (dealCase, or a list that dealsSeen
// filtered). A stage that the team has retired since counts as the first, see Process.Place, so place is always an
// index of stages.
func (b *Bot) caseOf(req *request, t *coach.Team, r coach.DealRecord) *dealCase {
	stages := t.Stages()
	return &dealCase{
		b: b, req: req, team: t, r: r, owner: req.Roster.Person(r.Owner), stages: stages, place: stages.Place(r.Deal),
		today: coach.DayOf(b.now(), req.Roster.Zone(r.Owner, t)),
		only:  len(req.Roster.TeamsOf(req.Person.ID))+len(req.Roster.Managed(req.Person.ID)) == 1,
	}
}

// dealHere is dealCase for the private metadata of a form. What it names may have changed hands since the form was
// opened, so the rights are asked about again: somebody who gave a deal away while a form of it was open is refused.
// The handler must still look whether the deal is open.
func (b *Bot) dealHere(ctx context.Context, req *request) (*dealCase, dealRef, error) {
	// Nobody but Slack and an earlier version of Pacer has a hand in it, and the second is what may be met.
	var ref dealRef
	if json.Unmarshal([]byte(req.Value), &ref) != nil {
		return nil, ref, errOldDeal
	}
	c, err := b.dealCase(ctx, req, ref.Deal)
	// Somebody saved between the settling of the fields and this reading: what was settled would write over theirs.
	if err == nil && req.Settled != "" && dealRev(c.r) != req.Settled {
		return nil, ref, fmt.Errorf("deal %s since its form was settled: %w", ref.Deal, coach.ErrStale)
	}
	return c, ref, err
}

// dealRev is the Rev of a deal as a form about it is settled over; see request.Settled.
func dealRev(r coach.DealRecord) string { return strconv.FormatInt(r.Rev, 10) }

// dealNow opens a form about a deal as a button does, for the form that is handed in; see openedNow. The press has the
// same checks as when the button was pressed, so a deal that is out of sight by now is refused before anything is
// settled. Where it answers with the deal's page, since the deal is decided, that page has no fields: nothing is
// settled, and the form's handler says what happened.
func dealNow(press handler) formNow {
	return func(ctx context.Context, b *Bot, req *request) (openedNow, error) {
		var ref dealRef
		if json.Unmarshal([]byte(req.Value), &ref) != nil {
			return openedNow{}, errOldDeal
		}
		about := *req
		about.Value = ref.Deal
		before, err := b.dealCase(ctx, &about, ref.Deal)
		if err != nil {
			return openedNow{}, err
		}
		a, err := press(ctx, b, &about)
		return openedNow{view: a.Modal, of: dealRev(before.r)}, err
	}
}

// overtaken tells whether the deal left the stage that a form was opened over, and came back to it: what was decided
// since stands. The reference has a From besides, but a deal that left a stage and came back stands where it stood;
// only the instant
// shows it. A form without the instant (At 0) is not overtaken by this.
func (c *dealCase) overtaken(ref dealRef) bool {
	return ref.At != 0 && filedMicros(c.r.StageAt) > ref.At
}

// seesDeal tells whether whoever asks may see and change a deal of a team: it is theirs, and they are in the team still,
// or they manage the team. A manager who is also the owner sees it either way. Somebody who left the team loses sight
// of their own deals with it; the deals stay with the team, where its managers give them to somebody else.
func seesDeal(req *request, t *coach.Team, d coach.Deal) bool {
	return d.Owner == req.Person.ID && activeRep(req.Roster, t, d.Owner) || t.Manages(req.Person.ID)
}

// dealsSeen are the deals that whoever asks may see, of all their teams: their own first, then those of the people that
// they manage, each as the store has them. The filter's team is filled in here. A filter with an owner narrows what
// somebody may see and never widens it: for a team that they do not manage the owner is always themselves, and somebody
// else's name finds nothing there. It is a query a team, so its cost is that of the teams somebody is in, not of all
// deals. Whoever is rep and manager of the same team is read once.
func (b *Bot) dealsSeen(ctx context.Context, req *request, f coach.DealFilter) ([]coach.DealRecord, error) {
	var own, others []coach.DealRecord
	for _, t := range req.Roster.Teams {
		manages, rep := t.Manages(req.Person.ID), activeRep(req.Roster, t, req.Person.ID)
		if !manages && !rep {
			continue
		}
		g := f
		if g.Team = t.ID; !manages {
			if f.Owner != "" && f.Owner != req.Person.ID {
				continue
			}
			g.Owner = req.Person.ID
		}
		all, err := b.store.Deals(ctx, g)
		if err != nil {
			return nil, fmt.Errorf("deals of team %s: %w", t.Name, err)
		}
		for _, d := range all {
			if d.Owner == req.Person.ID {
				own = append(own, d)
			} else {
				others = append(others, d)
			}
		}
	}
	return slices.Concat(own, others), nil
}

// zone is the owner's, in which the deal's days are counted.
func (c *dealCase) zone() *time.Location { return c.req.Roster.Zone(c.r.Owner, c.team) }

// mine tells whether the deal is that of whoever looks.
func (c *dealCase) mine() bool { return c.r.Owner == c.req.Person.ID }

// ownerless tells whether nobody in the team owns the deal any more.
func (c *dealCase) ownerless() bool { return !activeRep(c.req.Roster, c.team, c.r.Owner) }

// hint says what the newest answer to a milestone leaves open, in plain text; "" where it says something, or there is
// none. It is judged by the question as it was asked then (a.Ask), as an answer to an older wording is no copy of the
// new one.
func (c *dealCase) hint(m coach.Milestone) string {
	a, answered := c.r.Newest(m.ID)
	if !answered || a.Text == "" {
		return ""
	}
	// The deal's name and the milestone's say nothing in an answer.
	_, hint := coach.Proves(a.Text, a.Ask, m.Name, c.r.Name)
	return hint
}

// unproven are the milestones up to and including a stage that are not proven, in order. Earlier stages are included:
// what was gone past with a reason is carried along until it is known.
func (c *dealCase) unproven(stage int) []coach.Milestone { return c.r.Unproven(c.stages.Until(stage)) }

// milestoneNames are the names of milestones, plain text.
func milestoneNames(all []coach.Milestone) []string {
	names := make([]string, len(all))
	for i, m := range all {
		names[i] = m.Name
	}
	return names
}

// escaped are texts that may stand in a message.
func escaped(texts []string) []string {
	safe := make([]string, len(texts))
	for i, text := range texts {
		safe[i] = escape(text)
	}
	return safe
}

// change begins a change of the deal. The key is the request's, so the same press or form delivered twice is
// ErrDuplicate in the store and changes nothing the second time. The instant is used for the deal's own fields as well
// (StageAt, MovedAt), so that they agree with the moves.
func (c *dealCase) change() coach.Change {
	return coach.Change{At: c.b.now(), Inbound: c.req.Key}
}

// save commits a change together with the deal as it stands in the case, and reads it anew. The store compares the
// deal's Rev: where somebody else has changed it since it was read, the error is ErrStale, nothing of the change is
// kept, and whoever wraps the handler in again has it composed anew. Who owned it before a change of owner is not among
// those whom the commit refreshes; see submitDealFacts.
func (c *dealCase) save(ctx context.Context, change coach.Change) (*dealCase, error) {
	change.Deals = append(change.Deals, c.r.Deal)
	if err := c.b.commit(ctx, change); err != nil {
		return nil, err
	}
	return c.again(ctx)
}

// again reads the deal anew, as it is after a change. Whoever gave it away sees it no more. That is why it does not ask
// about rights as dealCase does: the change is committed, and an errNoDeal after it would read as if it were not. The
// caller looks before it shows anything.
func (c *dealCase) again(ctx context.Context) (*dealCase, error) {
	r, err := c.b.store.Deal(ctx, c.r.ID)
	if err != nil {
		return nil, fmt.Errorf("deal %s after a change: %w", c.r.ID, err)
	}
	return c.b.caseOf(c.req, c.team, r), nil
}

// tell makes messages about the deal to some people, one each, under the id of what they are about; whoever makes the
// change is left out, and whoever is in the list twice is told once. They have no NotAfter: news of one's own deal is
// worth reading a day late. An id that is there already is left as it is by the outbox, so the same move never tells
// twice.
func (c *dealCase) tell(id string, people []coach.Person, say body) []coach.Message {
	// With whom it is about in the key, what is said about somebody can be taken back when they are forgotten.
	key := "deal/" + c.r.Owner + "/" + c.req.Person.ID + "/" + id
	var messages []coach.Message
	for i, p := range people {
		if p.ID == c.req.Person.ID || slices.ContainsFunc(people[:i], func(q coach.Person) bool { return q.ID == p.ID }) {
			continue
		}
		messages = append(messages, direct(key+"/"+p.ID, p.ID, say, time.Time{}))
	}
	return messages
}
