package bot

// After the weekly check-in: the rep's open deals of which something is not proven, one at a time. The check-in is in by
// then, so that nothing here can cost anybody what they wrote; whoever closes the page has said enough.

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// actDealWeek is the button that says what a week brought to a deal, and that asks about the next; its value is a
// dealWeekRef. There is one such button under the thanks of a check-in as well, with no deal in its value: it takes the
// walk up again.
const actDealWeek = "deal_week"

// dealsAWeek is how many deals somebody is asked about after a check-in, those that may close first. More would make a
// form of ten minutes out of a question; the next week asks about what is left.
const dealsAWeek = 10

// A dealWeekRef says where somebody is on the way through their deals of a week. Who it is, is not in it: the walk is
// always that of whoever presses. The team and the week are looked up again, as buttons stay in messages for weeks.
type dealWeekRef struct {
	Week  string         `json:"w"`           // see checkInRef
	Deal  string         `json:"d,omitempty"` // about which something is said; "" to begin
	Said  coach.DealNews `json:"s,omitempty"` // what is said
	Again bool           `json:"a,omitempty"` // deals about which something was said before are asked about, too
}

// String writes the reference.
func (r dealWeekRef) String() string { return metadata(r) }

// A dealWalk is somebody's way through their deals of a week. It is read anew for each press and has no place of its
// own in the store: what was said is in DealWeeks, and the order of the deals is worked out again. A deal that closes
// or changes hands in between is therefore simply not in it any more.
type dealWalk struct {
	b     *Bot
	req   *request
	team  *coach.Team
	week  coach.Span
	again bool
	deals []coach.DealRecord        // that are asked about, in order
	said  map[string]coach.DealWeek // by deal
}

// dealWalk reads the deals that somebody is asked about for a week of a team: their open ones of which something is not
// proven, and those about which they have said something, the first that may close first. Deals about which something
// was said stay in it although all is proven by now, so that the count "2 of 5" does not shrink while somebody answers,
// and what was said can be said otherwise. The check of the role is the caller's.
func (b *Bot) dealWalk(ctx context.Context, req *request, t *coach.Team, week coach.Span) (*dealWalk, error) {
	w := &dealWalk{b: b, req: req, team: t, week: week, said: make(map[string]coach.DealWeek)}
	said, err := b.store.DealWeeks(ctx, t.ID, week.From)
	if err != nil {
		return nil, fmt.Errorf("deals of team %s in the week of %s: %w", t.Name, week.From, err)
	}
	// What a previous owner of a deal said counts as said: a week has one word about a deal.
	for _, s := range said {
		w.said[s.Deal] = s
	}
	open, err := b.store.Deals(ctx, coach.DealFilter{Team: t.ID, Owner: req.Person.ID, State: coach.DealOpen})
	if err != nil {
		return nil, fmt.Errorf("deals of team %s: %w", t.Name, err)
	}
	stages := t.Stages()
	for _, r := range open {
		_, told := w.said[r.ID]
		if told || len(r.Unproven(stages.Until(stages.Place(r.Deal)))) > 0 {
			w.deals = append(w.deals, r)
		}
	}
	// What may close first is asked about first: whoever stops after two has said the most pressing.
	slices.SortStableFunc(w.deals, func(x, y coach.DealRecord) int {
		return cmp.Compare(closesOrNever(x), closesOrNever(y)) // as they were made, otherwise
	})
	w.deals = w.deals[:min(len(w.deals), dealsAWeek)]
	return w, nil
}

// dealsOfWeek is dealWalk for a check-in that is being filed: it has no error, for a check-in is worth more. Nil is a
// walk without a deal: begin and newsLines know it.
func (b *Bot) dealsOfWeek(ctx context.Context, req *request, t *coach.Team, week coach.Span) *dealWalk {
	w, err := b.dealWalk(ctx, req, t, week)
	if err != nil {
		b.log.Warn("deals after a check-in not read", "team", t.ID, "error", b.clean(err))
		return nil
	}
	return w
}

// begin is the page of the first deal about which nothing was said, in the place of the check-in's form. Without one the
// form just closes. It answers a form that was handed in, so the page goes through the acknowledgement, with its 20,480
// bytes; see shortly.
func (w *dealWalk) begin() answer {
	if w == nil {
		return answer{}
	}
	i := w.next(-1)
	if i < 0 {
		return answer{}
	}
	return answer{Modal: w.page(i, "*Thank you, your week is in.* One more look, at your deals:")}
}

// next is the index of the deal to ask about after the one at an index; -1 when there is none. Without again, deals
// about which something was said are passed over; -1 as after is before the first.
func (w *dealWalk) next(after int) int {
	for i := after + 1; i < len(w.deals); i++ {
		if _, told := w.said[w.deals[i].ID]; !told || w.again {
			return i
		}
	}
	return -1
}

// on is the page of the deal after one, or the end. What was just done stands above it. A deal that is not in the walk
// any more is at -1: then it goes on with the first that nothing was said about. On the second round (again) that would
// begin it anew for ever, so there it ends.
func (w *dealWalk) on(after string, done ...string) answer {
	at := slices.IndexFunc(w.deals, func(r coach.DealRecord) bool { return r.ID == after })
	// At is -1 for a deal that is not in the walk any more.
	if i := w.next(at); i >= 0 && (at >= 0 || !w.again) {
		return answer{Modal: w.page(i, done...)}
	}
	return answer{Modal: w.end(done)}
}

// shortly is a page of the walk with what was just done above it: all of it, or where the page would then be too large to
// answer a form with, its first lines, or the very first alone. What it leaves out stands on the page of its own deal.
func shortly(page func(done []string) *slack.ModalViewRequest, done []string) *slack.ModalViewRequest {
	const some = 4
	return shortened(func(words int) *slack.ModalViewRequest {
		switch {
		case words == answerShown || len(done) == 0:
			return page(done)
		case words > 0:
			return page(done[:min(len(done), some)])
		default:
			first := strings.TrimSuffix(done[0], ".")
			return page([]string{strings.TrimSuffix(first, ":") + "."})
		}
	})
}

// page asks about one deal, in a modal that may answer a form.
func (w *dealWalk) page(i int, done ...string) *slack.ModalViewRequest {
	return shortly(func(done []string) *slack.ModalViewRequest { return w.pageWith(i, done) }, done)
}

// pageWith asks about one deal. The question leaves both answers good: a conversation that moved nothing is worth having,
// and calling it an advance is what the check is there to spare people. "Leave it for now" is stored too, so that the
// deal is not asked about
// again.
func (w *dealWalk) pageWith(i int, done []string) *slack.ModalViewRequest {
	c := w.b.caseOf(w.req, w.team, w.deals[i])
	var s sheet
	if len(done) > 0 {
		s.say(done...)
	}
	s.head(c.r.Called())
	s.say(strings.Join(c.facts(), "  ·  "))
	// Nothing is open of a deal that was proven since; it stays in the walk.
	if open := milestoneNames(c.unproven(c.place)); len(open) > 0 {
		s.titled("Still to find out", bullets(escaped(open[:min(len(open), answersAtOnce)]))...)
		s.more(len(open)-answersAtOnce, "one more is open", "more are open")
	}
	// A late check-in is about a week that is over on the owner's calendar.
	when := "this week"
	if w.week.To < c.today {
		when = "in the week of " + spanName(w.week)
	}
	s.say("Did we truly advance it " + when + ", or was it a good conversation? Either is worth having.")
	ref := dealWeekRef{Week: checkInRef(w.team.ID, w.week.From), Deal: c.r.ID, Again: w.again}
	// Three buttons of one action in a row, told apart by their index.
	to := func(i int, label string, said coach.DealNews) *slack.ButtonBlockElement {
		ref.Said = said
		return press(indexed(actDealWeek, i), label, ref.String())
	}
	s.buttons(
		to(0, "We advanced it", coach.DealAdvanced), to(1, "A good conversation", coach.DealConversation),
		to(2, "Leave it for now", coach.DealNothing))
	line := fmt.Sprintf("Deal %d of %d. ", i+1, len(w.deals))
	if before, told := w.said[c.r.ID]; told {
		line += "Said so far: " + newsWords(before.What) + ". "
	}
	s.small(line + "Your check-in is in already; close this whenever you like.")
	return modal("page", "Your deals", "", "", s.blocks...)
}

// end is the last page of the walk, in a modal that may answer a form.
func (w *dealWalk) end(done []string) *slack.ModalViewRequest { return shortly(w.endWith, done) }

// endWith says what was said about the week. Of deals that were left for now it says so: it is their own page.
func (w *dealWalk) endWith(done []string) *slack.ModalViewRequest {
	var s sheet
	if len(done) > 0 {
		s.say(done...)
	}
	s.say("*That is all for this week. Thank you.*")
	var lines []string
	for _, r := range w.deals {
		if told, ok := w.said[r.ID]; ok {
			lines = append(lines, weekLine(w.team.Stages(), r, told.What))
		}
	}
	s.say(bullets(lines)...)
	return modal("page", "Your deals", "", "", s.blocks...)
}

// newsLines say what the week brought to deals, a line each: "Acme: advanced". Those that were left for now are left
// out. They are escaped and short (gist), as they stand in the check-in's summary for the managers beside its answers.
// Nil has none.
func (w *dealWalk) newsLines() (lines []string) {
	if w == nil {
		return nil
	}
	for _, r := range w.deals {
		if told, ok := w.said[r.ID]; ok && told.What != coach.DealNothing {
			lines = append(lines, gist(r.Called())+": "+newsWords(told.What))
		}
	}
	return lines
}

// toManagers are the changes of what the managers have read of the check-in, for what was said about a deal since. A
// check-in that was filed has told the managers already; what is said later about a deal changes that message in place
// instead of sending another. The change's other parts are not used: only the messages of it are.
func (w *dealWalk) toManagers(ctx context.Context) ([]coach.Message, error) {
	// It is read as for a form, and only what was filed before is used of it.
	c, err := w.b.openCheckIn(ctx, w.req, w.team, w.week)
	if err != nil || !c.again { // not filed: whoever files it brings their deals with it
		return nil, err
	}
	c.filed, c.deals = c.before, w
	if err := w.b.toManagers(ctx, c); err != nil {
		return nil, err
	}
	return c.change.Messages, nil
}

// newsWords is what a week brought, in a few words. A value of a later version, or none, is "left for now", the one
// that claims nothing.
func newsWords(what coach.DealNews) string {
	switch what {
	case coach.DealAdvanced:
		return "advanced"
	case coach.DealConversation:
		return "a good conversation"
	default:
		return "left for now"
	}
}

// weekLine is a deal with what a week brought to it: "Acme: advanced, 2 of 5 known". A deal that ended since says how,
// instead of a share of what nobody needs to know any more.
func weekLine(stages coach.Process, r coach.DealRecord, what coach.DealNews) string {
	line := gist(r.Called()) + ": " + newsWords(what)
	switch proven, of := r.Share(stages); {
	case !r.Open():
		line += ", " + string(r.State) + " since"
	case of > 0:
		line += fmt.Sprintf(", %d of %d known", proven, of)
	}
	return line
}

// pressDealWeek keeps what somebody says about a deal, and asks about the next. The word and the managers' message are
// one change; advancing moves the deal too (MovedAt), so that change goes by the deal's Rev, and again runs it once
// more where somebody else was first. Saying the same twice writes the same row. After "We advanced it" the form of
// what is open follows, as that is the moment in which it is known.
func pressDealWeek(ctx context.Context, b *Bot, req *request) (answer, error) {
	var ref dealWeekRef
	_ = json.Unmarshal([]byte(req.Value), &ref) // what cannot be read names no week, and is refused for that
	w, err := b.dealWalkAt(ctx, req, ref)
	if err != nil {
		return answer{}, err
	}
	if ref.Deal == "" {
		return w.resume(), nil
	}
	c, err := b.dealCase(ctx, req, ref.Deal)
	if errors.Is(err, errNoDeal) { // it was given away meanwhile
		return w.on(ref.Deal), nil
	} else if err != nil {
		return answer{}, err
	}
	// Person is who says it, by the envelope; the store fills in the instant.
	told := coach.DealWeek{Deal: c.r.ID, Week: w.week.From, Person: req.Person.ID, What: ref.Said}
	switch {
	// Only the rep themselves is asked, and a deal that has ended or moved to another team asks nothing any more.
	case !c.mine() || c.team != w.team || !c.r.Open():
		return w.on(ref.Deal), nil
	// No button of ours says anything else: the value was forged, and learns nothing.
	case ref.Said != coach.DealAdvanced && ref.Said != coach.DealConversation && ref.Said != coach.DealNothing:
		return answer{}, errNoDeal
	}
	change := c.change()
	change.DealWeeks = []coach.DealWeek{told}
	// Before and after what is said now, to see whether the managers' message changes by it.
	read := w.newsLines()
	w.said[c.r.ID] = told
	// Only where what the managers read would change; "leave it for now" after nothing said changes nothing for them.
	if !slices.Equal(read, w.newsLines()) {
		if change.Messages, err = w.toManagers(ctx); err != nil {
			return answer{}, err
		}
	}
	if ref.Said != coach.DealAdvanced {
		if err := b.commit(ctx, change); err != nil {
			return answer{}, err
		}
		return w.on(c.r.ID), nil
	}
	// To have advanced a deal is a movement of it, whatever stage it stays in.
	c.r.MovedAt = change.At
	if c, err = c.save(ctx, change); err != nil {
		return answer{}, err
	}
	open := c.unproven(c.place)
	if len(open) == 0 {
		return w.on(c.r.ID), nil
	}
	return c.answering(open, ref.String())
}

// resume is the page of the first deal about which nothing was said; when something was said about each of them it begins
// again. So the button of the message never leads to an empty page: it is a look back the second time.
func (w *dealWalk) resume() answer {
	i := w.next(-1)
	if i < 0 {
		w.again = true
		i = w.next(-1)
	}
	if i < 0 {
		return answer{Modal: w.end([]string{"All that your open deals ask for is known."})}
	}
	return answer{Modal: w.page(i)}
}

// dealWalkAt is the way that a reference is on; the error is a refusal where the week is not one that they may still speak
// about. A week may be spoken about as long as a day of it may be logged on (coach.CheckDay, 31 days), on the rep's own
// calendar; one to come may not.
func (b *Bot) dealWalkAt(ctx context.Context, req *request, ref dealWeekRef) (*dealWalk, error) {
	t, week, err := checkInWeek(req, ref.Week)
	if err != nil {
		return nil, err
	}
	today := coach.DayOf(b.now(), req.Roster.Zone(req.Person.ID, t))
	if week.From > today || coach.CheckDay(min(week.To, today), today) != nil {
		return nil, refusal("The week of " + spanName(week) + " is closed. `" + b.slash("deal") + "` has your deals.")
	}
	w, err := b.dealWalk(ctx, req, t, week)
	if err != nil {
		return nil, err
	}
	// As the first page of this round said: buttons carry it from page to page.
	w.again = ref.Again
	return w, nil
}

// dealAnswered goes on after the answers about a deal that was advanced. What they leave open stands above the next
// page. The answers are committed by then, so an error here is about the next page alone. Done is mrkdwn.
func (b *Bot) dealAnswered(ctx context.Context, req *request, value string, done ...string) (answer, error) {
	var ref dealWeekRef
	if json.Unmarshal([]byte(value), &ref) != nil {
		return answer{}, errOldDeal
	}
	w, err := b.dealWalkAt(ctx, req, ref)
	if err != nil {
		return answer{}, err
	}
	return w.on(ref.Deal, done...), nil
}
