package bot

// The command /deal.

import (
	"context"
	"strings"

	"example.com/pacer/bot/coach"
)

// dealCommand is /deal: what is known about each deal, and what is not yet.
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

// dealTopics is the table of words behind /deal. A deal that is called like one of them is found in the list.
func dealTopics() []dealTopic {
	return []dealTopic{
		{"new", typeDealNew},
		{"closed", showDealsClosed},
		{"stages", showStages},
		{"pipeline", showPipeline},
		{"clarity", showClarity},
		{"help", showDealHelp},
		{"?", showDealHelp},
	}
}

// showDealHelp says what may be typed behind /deal, which nobody means as a deal's name.
func showDealHelp(_ context.Context, b *Bot, req *request) (answer, error) {
	var s sheet
	s.titled(b.slash("deal"), b.helpLines(dealCommand(), req)...)
	s.say("Anything else opens the deal that is called so.")
	return s.private(), nil
}

// Names under which the buttons of deals are found. Unless said otherwise the value is the deal's id.
const (
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

// dealButtons is the table of buttons of deals.
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

// dealForms is the table of the forms of deals.
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
// called so.
func showDeal(ctx context.Context, b *Bot, req *request) (answer, error) {
	text := strings.TrimSpace(req.Text)
	if text == "" {
		return b.dealList(ctx, req, dealListRef{})
	}
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

// dealsOf lists the open deals of one person, to whoever may see them: themselves and their managers.
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

// findDeal opens the deal that a text means. Several are listed; of none it is offered to make it.
func (b *Bot) findDeal(ctx context.Context, req *request, text string) (answer, error) {
	// Open ones come first: who types a name means the one that is worked on.
	for _, state := range []coach.DealState{coach.DealOpen, ""} {
		all, err := b.dealsSeen(ctx, req, coach.DealFilter{State: state, Bare: true})
		if err != nil {
			return answer{}, err
		}
		names := make([]string, len(all))
		for i, d := range all {
			names[i] = d.Name
		}
		switch found := coach.MatchNames(text, names); {
		case len(found) == 1:
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
	s.buttons(primary(actDealNew, "New deal “"+cut(text, 50)+"”", text), press(actDealList, "All deals", ""))
	return s.private(), nil
}
