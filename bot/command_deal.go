package bot

// The command /deal.

import (
	"context"
	"strings"

	"example.com/pacer/bot/coach"
)

// dealCommand is /deal: what is known about each deal, and what is not yet. What only a manager may type is in
// ForManagers, and help shows it to them alone. Guests and people in no team never come here: permit has turned them
// away.
func dealCommand() command {
	return command{
		Name:        "deal",
		Description: "Your deals, and what is still to be found out about each",
		Usage:       "[new] [name] [amount] [close date]",
		Examples:    []string{"", "acme", "new Acme 12k 30 Nov", "new", "pipeline", "closed", "stages"},
		ForManagers: []string{"@ann", "clarity"},
		Who:         asRep | asManager,
		Handle:      showDeal,
	}
}

// A dealTopic is a word that may follow /deal. What is no topic is a deal's name.
type dealTopic struct {
	Word   string
	Handle handler // the request's Text is what follows the word
}

// dealTopics is the table of words behind /deal. A deal that is called like one of them is found in the list. It is
// looked up word by word and whatever the case. Whether somebody may use a topic is decided by its handler, since all
// of them are open to reps and managers and differ in what they show: a rep's pipeline has their own deals.
func dealTopics() []dealTopic {
	return []dealTopic{
		{"new", typeDealNew},
		{"closed", showDealsClosed},
		{"stages", showStages},
		{"pipeline", showPipeline},
		{"clarity", showClarity},
		{"help", showDealHelp},
		// Nobody's deal goes by a question mark: MatchNames finds nothing by a text without a letter or a digit.
		{"?", showDealHelp},
	}
}

// showDealHelp says what may be typed behind /deal, which nobody means as a deal's name. Without it "help" would be
// looked for among the deals, and "no deal of yours goes by help" is what somebody lost reads last.
func showDealHelp(_ context.Context, b *Bot, req *request) (answer, error) {
	var s sheet
	s.titled(b.slash("deal"), b.helpLines(dealCommand(), req)...)
	s.say("Anything else opens the deal that is called so.")
	return s.private(), nil
}

// Names under which the buttons of deals are found. Unless said otherwise the value is the deal's id.
const (
	// Action ids are stored in messages that people keep: one that is renamed leaves buttons behind that answer with
	// "from an earlier version".
	actDealOpen    = "deal_open"
	actDealList    = "deal_list"    // the value is a dealListRef
	actDealNew     = "deal_new"     // opens the form; the value is the name to begin with
	actDealMake    = "deal_make"    // makes the deal of a line that was typed: see dealLineValue
	actDealAnswer  = "deal_answer"  // "<deal>" or "<deal>/<to>": the form of what is still to be found out
	actDealStage   = "deal_stage"   // "<deal>/<stage>": the form of what one stage asks
	actDealHistory = "deal_history" // "<deal>" or "<deal>/<stage>"
	actDealOn      = "deal_on"      // "<deal>/<from>/<to>": moves it
	actDealAnyway  = "deal_anyway"  // the same: asks for the reason
	actDealMove    = "deal_move"    // the form for another stage
	actDealFacts   = "deal_facts"
	actDealWon     = "deal_won"
	actDealLost    = "deal_lost"
	actDealReopen  = "deal_reopen"
	actDealLearnt  = "deal_learnt" // the form for what was learned, once it is decided
)

// dealButtons is the table of buttons of deals. Whose deal it is is not asked here but by each handler, through
// dealCase: the role says that somebody may have deals at all. Those run through again write over the deal's row by its
// Rev without a form of their own to settle; the forms of dealForms that have a Now are tried again by form.submit.
func dealButtons() []button {
	const who = asRep | asManager
	return []button{
		{Action: actDealOpen, Who: who, Handle: pressDealOpen},
		{Action: actDealList, Who: who, Handle: pressDealList},
		{Action: actDealNew, Who: who, Handle: pressDealNew},
		{Action: actDealMake, Who: who, Handle: pressDealMake},
		{Action: actDealAnswer, Who: who, Handle: pressDealAnswer},
		{Action: actDealStage, Who: who, Handle: pressDealStage},
		{Action: actDealHistory, Who: who, Handle: pressDealHistory},
		{Action: actDealOn, Who: who, Handle: again(pressDealOn)},
		{Action: actDealAnyway, Who: who, Handle: pressDealAnyway},
		{Action: actDealMove, Who: who, Handle: pressDealMove},
		{Action: actDealFacts, Who: who, Handle: pressDealFacts},
		{Action: actDealWon, Who: who, Handle: pressDealWon},
		{Action: actDealLost, Who: who, Handle: pressDealLost},
		{Action: actDealReopen, Who: who, Handle: again(pressDealReopen)},
		{Action: actDealLearnt, Who: who, Handle: pressDealLearnt},
		{Action: actDealPipeline, Who: who, Handle: pressPipeline},
		// Only reps: a manager is never asked about the week of a deal.
		{Action: actDealWeek, Who: asRep, Handle: again(pressDealWeek)},
	}
}

// Callback ids of the forms of deals. But for the first their private metadata is a dealRef.
const (
	formDealNew    = "deal_new"
	formDealAnswer = "deal_answer"
	formDealReason = "deal_reason"
	formDealMove   = "deal_move"
	formDealFacts  = "deal_facts"
	formDealWon    = "deal_won"
	formDealLost   = "deal_lost"
	formDealLearnt = "deal_learnt"
)

// dealForms is the table of the forms of deals. Those with a Now hold in their fields what others may change meanwhile,
// and are settled field by field (see overtaken.go). The form of a new deal has nothing to be overtaken by; a reason
// and a move say in their dealRef where the deal stood, and are refused when it stands elsewhere.
func dealForms() []form {
	const who = asRep | asManager
	return []form{
		{Callback: formDealNew, Who: who, Handle: submitDealNew},
		{Callback: formDealAnswer, Who: who, Handle: submitDealAnswers, Now: dealAnswersNow},
		{Callback: formDealReason, Who: who, Handle: again(submitDealReason)},
		{Callback: formDealMove, Who: who, Handle: again(submitDealMove)},
		{Callback: formDealFacts, Who: who, Handle: submitDealFacts, Now: dealNow(pressDealFacts)},
		{Callback: formDealWon, Who: who, Handle: submitDealWon, Now: endNow(pressDealWon)},
		{Callback: formDealLost, Who: who, Handle: submitDealLost, Now: endNow(pressDealLost)},
		{Callback: formDealLearnt, Who: who, Handle: submitDealLearnt, Now: dealNow(pressDealLearnt)},
	}
}

// showDeal lists the open deals; with a word it does what the word says, and with anything else it opens the deal that is
// called so. A topic wins over a deal of that name, and what is typed as a person is never looked for among the deals:
// a mention must not open a deal that happens to be called so.
func showDeal(ctx context.Context, b *Bot, req *request) (answer, error) {
	text := strings.TrimSpace(req.Text)
	// Alone it is the list, which is what most people want of it.
	if text == "" {
		return b.dealList(ctx, req, dealListRef{})
	}
	// By the first blank alone: a deal's name keeps the blanks that it was typed with until it is matched.
	word, rest, _ := strings.Cut(text, " ")
	for _, topic := range dealTopics() {
		if strings.EqualFold(word, topic.Word) {
			about := *req // the request itself still says what was typed
			about.Text = strings.TrimSpace(rest)
			return topic.Handle(ctx, b, &about)
		}
	}
	if m := mentioned.FindStringSubmatch(text); m != nil || strings.HasPrefix(text, "@") {
		return b.dealsOf(ctx, req, text)
	}
	return b.findDeal(ctx, req, text)
}

// dealsOf lists the open deals of one person, to whoever may see them: themselves and their managers. Somebody who
// names themselves gets their own list even if they manage nobody; for everybody else repByName looks among the teams
// that whoever asks manages, and its refusal does not tell whether such a person exists elsewhere.
func (b *Bot) dealsOf(ctx context.Context, req *request, word string) (answer, error) {
	if isMeant(req.Person, word) {
		return b.dealList(ctx, req, dealListRef{Owner: req.Person.ID})
	}
	_, p, err := repByName(req, req.Roster.Managed(req.Person.ID), word)
	if err != nil {
		return answer{}, err
	}
	return b.dealList(ctx, req, dealListRef{Owner: p.ID})
}

// findDeal opens the deal that a text means. Several are listed; of none it is offered to make it. Names are matched
// over the deals that this person may see and no others, so a name that only a colleague's deal has is "no deal of
// yours". Answers are not read for the search (Bare): of some hundred deals one is opened, and that one is read anew,
// whole.
func (b *Bot) findDeal(ctx context.Context, req *request, text string) (answer, error) {
	// Open ones come first: who types a name means the one that is worked on. The second round takes every state, open
	// ones included, which then fit no better than before: it is there for those that are decided.
	for _, state := range []coach.DealState{coach.DealOpen, ""} {
		all, err := b.dealsSeen(ctx, req, coach.DealFilter{State: state, Bare: true})
		if err != nil {
			return answer{}, err
		}
		// Matching is by places, as two deals may have the same name.
		names := make([]string, len(all))
		for i, d := range all {
			names[i] = d.Name
		}
		switch found := coach.MatchNames(text, names); {
		case len(found) == 1:
			// Read whole: the search had no answers.
			c, err := b.dealCase(ctx, req, all[found[0]].ID)
			if err != nil {
				return answer{}, err
			}
			return answer{Modal: c.card()}, nil
		case len(found) > 1:
			return b.dealsFound(req, text, all, found), nil
		}
	}
	var s sheet
	s.say("No deal of yours goes by " + quoteLine(text) + ".")
	// The whole text is the button's value and becomes the name in the form; the label has room for 75 characters, of
	// which "New deal" and the marks take some.
	s.buttons(primary(actDealNew, "New deal “"+cut(text, 50)+"”", text), press(actDealList, "All deals", ""))
	return s.private(), nil
}
