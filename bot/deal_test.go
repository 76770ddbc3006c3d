package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// dealStory is West with a result that is counted in things and one in euros, and a process of two stages before the end.
func dealStory(t *testing.T) *story {
	t.Helper()
	s := newStory(t, func(t *coach.Team, _ []coach.Person) {
		t.KPIs = append(t.KPIs[:2:2], coach.KPI{ID: "deal", Name: "deal", Plural: "deals", Kind: coach.Lagging}, t.KPIs[2])
		t.Process = coach.Process{
			{ID: "s1", Name: "Qualified", Milestones: []coach.Milestone{
				{ID: "m1", Name: "Measures", Ask: "How will they themselves measure success?"},
				{ID: "m2", Name: "Who is for it", Ask: "Who on their side is for it?"},
			}},
			{ID: "s2", Name: "Proposal", Milestones: []coach.Milestone{{ID: "m3", Name: "Obstacles", Ask: "What could still get in the way?"}}},
			{ID: "s3", Name: "Decision"},
		}
	})
	s.forget()
	return s
}

// deals is /deal with what follows.
func (s *story) deals(user, text string) {
	s.t.Helper()
	req := s.request(user)
	req.Text = text
	s.answered(user, req, showDeal)
}

// field is the block id of a field of the open form, by what it begins with.
func (s *story) field(begins string) string {
	s.t.Helper()
	for _, block := range s.form.Blocks.BlockSet {
		if in, ok := block.(*slack.InputBlock); ok && strings.HasPrefix(in.BlockID, begins) {
			return in.BlockID
		}
	}
	s.t.Fatalf("no field %q in %q", begins, pageText(s.form))
	return ""
}

// answers submits the open form with answers to milestones.
func (s *story) answers(user string, pairs ...string) {
	s.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = inDealAnswer + pairs[i]
	}
	s.submit(user, pairs...)
}

// deal is the one deal that there is.
func (s *story) deal() coach.DealRecord {
	s.t.Helper()
	all, err := s.b.store.Deals(s.t.Context(), coach.DealFilter{Team: "west"})
	if err != nil || len(all) == 0 {
		s.t.Fatalf("%d deals (%v)", len(all), err)
	}
	r, err := s.b.store.Deal(s.t.Context(), all[0].ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func TestDealFromFirstCallToWon(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k 15 Jan")
	s.tells("ann alone sees: *On your list:* *Acme*  ·  €12,000  ·  Qualified  ·  closes Fri 15 Jan 2027. / What do you know already? The first thing to find out: _How will they themselves measure success?_")
	s.pressPanel("U0ANN", "Answer")
	s.answers("U0ANN", "m1", "Fewer than 2 % of parcels come back by March", "m2", "TBD")
	s.tells(`ann gets the page "What we know": *Acme*: what you know by now. What you leave empty stays open. [How will they themselves measure success?=] [Who on their side is for it?=]`,
		`ann gets the page "Deal": *2 answers kept.* There is still something to find out: / • Who is for it: “TBD”. That leaves it open for now. What do you know so far, and who could tell you the rest? `+
			`€12,000  ·  Qualified  ·  closes Fri 15 Jan 2027 *To know before Proposal* / ✓ *Measures* / >Fewer than 2 % of parcels come back by March / ○ *Who is for it*, still open / >TBD`)
	s.pressPage("U0ANN", "Move on to Proposal")
	s.tells(`ann gets the page "Before it moves on": Before *Proposal*, 1 thing is worth knowing: ○ *Who is for it* / _Who on their side is for it?_ / >TBD / That leaves it open for now. What do you know so far, and who could tell you the rest?`)
	s.pressPage("U0ANN", "Move all the same")
	s.submit("U0ANN", inDealReason, "because")
	s.tells(`ann gets the page "Move all the same": *Acme* moves on to *Proposal* with this still open: / • Who is for it [What makes it right to move on now?=]`,
		"ann is told at deal_reason: Please say it in a few words, so that whoever reads it knows what you mean.")
	s.submit("U0ANN", inDealReason, "They asked for the paper by Friday")
	s.tells(`ann gets the page "Deal": *Moved on to Proposal.* What is still open stays on the page. …*Still open from Qualified* / ○ *Who is for it*, still open / >TBD *To know before Decision* / ○ *Obstacles*, still open / _What could still get in the way?_`,
		"@maya: Ann moved *Acme* on from Qualified to *Proposal*. / Still open: / • Who is for it / What makes it right to move on now: / >They asked for the paper by Friday / A question for your next talk: how will you both find out “Who on their side is for it?”")
	if r := s.deal(); r.Stage != "s2" || len(r.Moves) != 2 || r.Moves[1].Reason == "" || len(r.Moves[1].Unproven) != 1 || r.Answers[1].Text != "TBD" {
		t.Errorf("the deal is %+v", r)
	}
	// Maya reads it all, and moves it back; Ann is told.
	s.press("U0MAYA", "Open the deal")
	s.pressPage("U0MAYA", "Another stage")
	s.submit("U0MAYA", inDealStage, "s1")
	s.tells(`maya gets the page "Deal": €12,000  ·  Proposal  ·  closes Fri 15 Jan 2027  ·  Ann …`, `maya gets the page "Another stage": …[Move it to=]`,
		`maya gets the page "Deal": *Moved back to Qualified.* …`, "@ann: Maya moved *Acme* (Ann) back from Proposal to *Qualified*.")
	// Won.
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Won")
	s.tells(`ann gets the page "Deal": …`, `ann gets the page "Won": *Congratulations!* Acme is won. [Won on=2026-11-23] [What it brings (EUR)=€12,000] [Count it=yes] [What did we learn?=]`)
	s.submit("U0ANN", inDealWorth, "12,500.50", inDealLearnt, "Asking early who decides.")
	s.tells(`ann gets the page "Deal": *Won!* Acme is on the list of won deals. / Logged for Mon 23 Nov: 1 deal and €12,500.50. €12,500.50  ·  won on Mon 23 Nov *What we learned* / >Asking early who decides. *Not known by then, and worth asking early in the next one* / • Who is for it`)
	// Reopened and won again, it is counted once.
	s.pressPage("U0ANN", "Reopen")
	s.pressPage("U0ANN", "Won")
	s.submit("U0ANN")
	s.forget()
	sums, err := s.b.store.Totals(t.Context(), []coach.TotalQuery{
		{Team: "west", Person: "U0ANN", KPI: "deal", Span: coach.Span{From: 0, To: 40000}}, {Team: "west", Person: "U0ANN", KPI: "rev", Span: coach.Span{From: 0, To: 40000}},
	})
	if err != nil || sums[0] != 1 || sums[1] != 1_250_050 {
		t.Errorf("logged are %v (%v)", sums, err)
	}
	s.pressPage("U0ANN", "All answers")
	s.tells(`ann gets the page "All answers": *Measures* / _How will they themselves measure success?_ / Ann, Mon 23 Nov: / >Fewer than 2 % of parcels come back by March *Who is for it* / …` +
		`*How it moved* / • Mon 23 Nov: from *Qualified* to *won*, by Ann. Still open: Who is for it / • Mon 23 Nov: from *won* to *Qualified*, by Ann / …` +
		`• Mon 23 Nov: from *Qualified* to *Proposal*, by Ann. Still open: Who is for it. “They asked for the paper by Friday” / • Mon 23 Nov: made in *Qualified*, by Ann`)
}

func TestDealLost(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Lost")
	s.forget()
	s.submit("U0ANN", inDealEnded, "2026-11-24")
	s.tells("ann is told at deal_ended: Tue 24 Nov is still ahead. Please pick the day on which it was decided.")
	s.submit("U0ANN", inDealEnded, "2026-11-20", inDealLearnt, "Their budget is made in May.")
	s.tells(`ann gets the page "Deal": *Kept.* Acme is closed, with all that is known about it. €12,000  ·  lost on Fri 20 Nov *What we learned* / >Their budget is made in May. …`)
	s.deals("U0ANN", "")
	s.tells(`ann gets the page "Deals": *No open deals.* A new one needs no more than a name.`)
	s.deals("U0ANN", "closed")
	s.tells(`ann gets the page "Deals": *1 deal won or lost in the last three months* *Acme*  ·  €12,000  ·  lost on Fri 20 Nov`)
	s.deals("U0ANN", "acm")
	s.tells(`ann gets the page "Deal": €12,000  ·  lost on …`)
}

// An answer is changed, taken back, and kept each time; what somebody else answered meanwhile is not written over.
func TestDealAnswersKeepTheirHistory(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.pressPanel("U0ANN", "Answer")
	s.answers("U0ANN", "m1", "By the number of returns")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "All answers")
	s.pressPage("U0ANN", "Answer")
	anns := s.form
	s.deals("U0MAYA", "acme")
	s.pressPage("U0MAYA", "All answers")
	s.pressPage("U0MAYA", "Answer")
	s.answers("U0MAYA", "m1", "By returns below 2 % in March")
	s.form = anns
	s.answers("U0ANN", "m2", "Their head of logistics wants it")
	r := s.deal()
	if a, _ := r.Newest("m1"); a.By != "U0MAYA" || len(r.Answers) != 3 {
		t.Errorf("the answers are %+v", r.Answers)
	}
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Change answers")
	s.answers("U0ANN", "m2", "")
	if ok := s.deal().Answers; ok[3].Text != "" || len(ok) != 4 {
		t.Errorf("the answers are %+v", ok)
	}
	s.forget()
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "All answers")
	s.tells("…", `…*Who is for it* / _Who on their side is for it?_ / Ann, Mon 23 Nov: / >(left empty, or no longer kept) / Ann, Mon 23 Nov: / >Their head of logistics wants it *How it moved*…`)
}

func TestDealLinesThatAreNotUnderstood(t *testing.T) {
	for line, want := range map[string]string{
		"new Acme 12k 31 Nov":                    "There is no day “31 Nov”. Write a date as 2026-11-20 or 20 Nov. Nothing was saved.",
		"new Acme 1.500":                         "I can't be sure which number “1.500” is. Please write it without separators, such as 1500. Nothing was saved.",
		"new Acme £12k":                          "Deals of this team are kept in EUR, and I can't convert £. Please write the amount in EUR. Nothing was saved.",
		"new Acme 20 Nov 2026":                   "Fri 20 Nov 2026 has passed. Please name the day on which it may be decided. Nothing was saved.",
		"new Acme -5k":                           "Please enter an amount from €0 to €1,000,000,000, such as €12,500 or 12.5k. Nothing was saved.",
		`new "Studio 54" soon`:                   "“soon” is neither an amount nor a day that I can read. Behind a name in quotation marks come both, such as 12k 30 Nov. Nothing was saved.",
		"new " + strings.Repeat("A", 90) + " 5k": "A deal's name has at most 80 characters; the rest fits into its answers. Nothing was saved.",
		"nobody":                                 "No deal of yours goes by `nobody`.",
		"@bob":                                   "Only a manager can look at somebody else's numbers. Without a name you see your own.",
	} {
		s := dealStory(t)
		s.deals("U0ANN", line)
		s.tells("ann alone sees: " + want)
	}
}

func TestDealNameWithSeveralHits(t *testing.T) {
	s := dealStory(t)
	for _, line := range []string{"Acme 12k", "Acme Berlin 1.2m", "Globex 5k"} {
		s.deals("U0ANN", "new "+line)
	}
	s.forget()
	s.deals("U0ANN", "acm")
	s.tells(`ann gets the page "Deals": *2 deals* could be meant by ` + "`acm`" + `. *Acme*  ·  €12,000  ·  Qualified *Acme Berlin*  ·  €1,200,000  ·  Qualified`)
	s.deals("U0ANN", "berlin")
	s.tells(`ann gets the page "Deal": €1,200,000  ·  Qualified …`)
	s.deals("U0ANN", "glbex")
	s.tells(`ann gets the page "Deal": €5,000  ·  Qualified …`)
	s.deals("U0ANN", "new acme 9k")
	s.tells("ann alone sees: You have an open deal of that name already: *Acme*  ·  €12,000  ·  Qualified. / You typed `/deal new acme 9k`")
	s.pressPanel("U0ANN", "Make another")
	s.tells("ann alone sees: *On your list:* *acme*  ·  €9,000  ·  Qualified. …")
	// Bob sees nothing of them, and the same words as for what is not there.
	s.deals("U0BOB", "acme")
	s.tells("bob alone sees: No deal of yours goes by `acme`.")
	s.deals("U0BOB", "")
	s.tells(`bob gets the page "Deals": *No open deals.* A new one needs no more than a name.`)
}

// A list of five hundred is read in pages, each within what a modal holds.
func TestDealListOfFiveHundred(t *testing.T) {
	s := dealStory(t)
	var change coach.Change
	for i := range 500 {
		change.Deals = append(change.Deals, coach.Deal{
			ID: newID(), Team: "west", Owner: s.team.Reps[i%3], Name: fmt.Sprintf("Customer %03d", i), Amount: 100_000, Unit: "EUR", Stage: "s1",
			Closes: coach.NewDay(2026, 12, 1+i%28),
		})
	}
	if err := s.b.commit(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	s.deals("U0MAYA", "")
	seen := map[string]bool{}
	for range 34 {
		if n := len(s.form.Blocks.BlockSet); n > maxViewBlocks {
			t.Fatalf("%d blocks", n)
		}
		for _, block := range s.form.Blocks.BlockSet {
			if row, ok := block.(*slack.SectionBlock); ok && row.Accessory != nil {
				seen[row.Accessory.ButtonElement.Value] = true
			}
		}
		if buttonLabelled(s.form.Blocks.BlockSet, "Next") == nil {
			break
		}
		s.pressPage("U0MAYA", "Next")
	}
	if len(seen) != 500 {
		t.Errorf("seen are %d deals", len(seen))
	}
	s.forget()
	s.pressPage("U0MAYA", "From the start")
	s.tells(`maya gets the page "Deals": *500 open deals*, €500,000 *Customer 000*  ·  €1,000  ·  Qualified  ·  closes Tue 1 Dec  ·  Ann / To find out: Measures, Who is for it …`)
	s.deals("U0MAYA", "@bob")
	s.tells(`maya gets the page "Deals": *167 open deals*, €167,000 *Customer 028*…`)
}

func TestDealIsGivenToSomebodyElse(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k 30 Nov")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Amount, date, owner")
	s.forget()
	s.submit("U0ANN", inDealAmount, "lots", inDealCloses, "2026-11-01")
	s.tells("ann is told at deal_amount: Please enter an amount from €0 to €1,000,000,000, such as €12,500 or 12.5k.",
		"ann is told at deal_closes: Sun 1 Nov 2026 has passed. Please name the day on which it may be decided.")
	s.b.homes.inUse.Store(true)
	s.submit("U0ANN", inDealAmount, "15k", inDealWhose, "west/U0BOB")
	if on := s.b.homes.news.people; !on["U0ANN"] || !on["U0BOB"] {
		t.Errorf("it is noted for the Homes of %v", on)
	}
	s.tells("ann alone sees: *Saved.* It is a deal of Bob now, who is told.", "@bob: Ann gave you a deal: *Acme*. What is known about it so far is on its page.")
	s.deals("U0ANN", "acme")
	s.tells("ann alone sees: No deal of yours goes by `acme`.")
	s.press("U0BOB", "Open the deal")
	s.tells(`bob gets the page "Deal": €15,000  ·  Qualified  ·  closes Mon 30 Nov …`)
	// Bob leaves the team; Maya sees that nobody owns it, and gives it on.
	s.team.Reps = []string{"U0ANN", "U0CAT"}
	s.deals("U0BOB", "acme")
	s.tells("bob alone sees: …")
	s.deals("U0MAYA", "acme")
	s.pressPage("U0MAYA", "Amount, date, owner")
	for _, block := range s.form.Blocks.BlockSet {
		if in, ok := block.(*slack.InputBlock); ok && in.BlockID == inDealWhose && !in.Optional {
			t.Error("nothing can be changed without a new owner")
		}
	}
	s.submit("U0MAYA", inDealWhose, "west/U0CAT")
	s.tells(`maya gets the page "Deal": €15,000  ·  Qualified  ·  closes Mon 30 Nov  ·  nobody in the team owns it …`, "…",
		`maya gets the page "Deal": *Saved.* It is a deal of Cat now, who is told. …`, "@cat: Maya gave you a deal: *Acme*. …")
}

// A form that cannot be saved stays open with what was typed, and a gate that somebody else has passed is no second step.
func TestDealFormsThatComeTooLate(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Move on to Proposal")
	s.pressPage("U0ANN", "Move all the same")
	late := s.form
	s.deals("U0MAYA", "acme")
	s.pressPage("U0MAYA", "Another stage")
	s.submit("U0MAYA", inDealStage, "s2")
	s.pressPage("U0MAYA", "Move all the same")
	s.submit("U0MAYA", inDealReason, "Agreed with them today")
	s.forget()
	s.form = late
	s.submit("U0ANN", inDealReason, "They asked for it by Friday")
	s.tells("ann alone sees: *Acme* was moved meanwhile and is in Proposal now. Nothing was changed.")
	store := s.b.store.(*memory)
	store.fail = func(method string) error {
		if method == "Commit" {
			return fmt.Errorf("commit: %w", coach.ErrBusy)
		}
		return nil
	}
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Answer")
	req := s.request("U0ANN")
	req.Value, req.State = s.form.PrivateMetadata, formState{s.field(inDealAnswer + "m1"): {Value: "By the returns in March"}}
	if _, err := submitDealAnswers(context.Background(), s.b, req); err == nil {
		t.Error("it was saved")
	}
}

// Whatever people write, and however much their team asks, the pages that answer a form fit into an acknowledgement.
func TestDealPagesFitIntoAnAcknowledgement(t *testing.T) {
	s := dealStory(t)
	long := func(text string, n int) string { return strings.Repeat(text, n) }
	s.team.Process = nil
	for i := range coach.MaxStages {
		stage := coach.Stage{ID: fmt.Sprint("s", i), Name: fmt.Sprint(i, long("<", coach.MaxStage-1))}
		for j := range coach.MaxMilestones {
			stage.Milestones = append(stage.Milestones, coach.Milestone{
				ID: fmt.Sprint("m", i, j), Name: fmt.Sprint(i, j, long("&", coach.MaxMilestone-2)), Ask: "How " + long("🙂", coach.MaxQuestion-5) + "?",
			})
		}
		s.team.Process = append(s.team.Process, stage)
	}
	d := coach.Deal{ID: "d", Team: "west", Owner: "U0ANN", Name: long("<", coach.MaxDealName), Unit: "EUR", Stage: "s7"}
	change := coach.Change{Deals: []coach.Deal{d}}
	for _, m := range s.team.Process.Until(8) {
		change.Answers = append(change.Answers, coach.DealAnswer{Deal: "d", Milestone: m.ID, Text: long("&", maxTyped), By: "U0ANN"})
	}
	if err := s.b.commit(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	c, err := s.b.dealCase(t.Context(), s.request("U0ANN"), "d")
	if err != nil {
		t.Fatal(err)
	}
	first := *c
	first.place = 0
	pages := map[string]*slack.ModalViewRequest{
		"card": c.card(c.kept(c.r.Answers[:answersAtOnce])...), "first": first.card(),
		"gate": dealStep{&first, "s0", 7}.gate(first.unproven(6)).Modal,
	}
	// The way through the deals of a week, of which each is the largest that there may be.
	week := &dealWalk{b: s.b, req: c.req, team: c.team, week: coach.Span{From: c.today - 6, To: c.today}, said: map[string]coach.DealWeek{}}
	for i := range dealsAWeek {
		r := c.r
		r.ID, r.Answers = fmt.Sprint("d", i), nil
		week.deals = append(week.deals, r)
	}
	said := make([]coach.DealAnswer, answersAtOnce)
	for i := range said {
		said[i] = coach.DealAnswer{Milestone: c.stages[7].Milestones[i%coach.MaxMilestones].ID, Text: "TBD " + long("&", maxTyped-4)}
	}
	if kept := c.kept(said); len(kept) != 1+answersAtOnce {
		t.Fatalf("not all of these answers are asked about: %q", kept)
	}
	pages["next deal"] = week.on("d0", c.kept(said)...).Modal
	pages["first deal"] = week.begin().Modal
	for _, r := range week.deals {
		week.said[r.ID] = coach.DealWeek{Deal: r.ID, What: coach.DealConversation}
	}
	pages["end of the week"] = week.on("d9", c.kept(said)...).Modal
	ended := *c
	ended.r.State, ended.r.Learnt = coach.DealLost, long("<", maxTyped)
	pages["ended"] = ended.card()
	for name, view := range pages {
		text, err := json.Marshal(view)
		if err != nil || len(text) > maxAckView {
			t.Errorf("%s has %d bytes (%v)", name, len(text), err)
		}
	}
	// Pages that answer a press have more room, and no more than a hundred blocks of it.
	if n := len(c.history(0).Blocks.BlockSet); n >= maxViewBlocks {
		t.Errorf("the history has %d blocks", n)
	}
}

// What somebody else changed while a form was open stays as it is, but for what was changed in the form.
func TestDealFactsChangeWhatWasChanged(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k 30 Nov")
	s.deals("U0MAYA", "acme")
	s.pressPage("U0MAYA", "Amount, date, owner")
	mayas := s.form
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Amount, date, owner")
	s.submit("U0ANN", inDealAmount, "15k", inDealWhose, "west/U0BOB")
	s.form = mayas
	s.submit("U0MAYA", inDealName, "Acme Ltd")
	if d := s.deal(); d.Name != "Acme Ltd" || d.Amount != 1_500_000 || d.Owner != "U0BOB" {
		t.Errorf("the deal is %+v", d.Deal)
	}
}

// Skipping stages is several gates at once, and their answers are asked for in one form.
func TestDealThatSkipsAStage(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Another stage")
	s.forget()
	s.submit("U0ANN", inDealStage, "s3")
	s.tells(`ann gets the page "Before it moves on": Before *Decision*, 3 things are worth knowing: …*Measures* …*Who is for it* …*Obstacles* …`)
	s.pressPage("U0ANN", "Answer")
	s.answers("U0ANN", "m1", "By returns below 2 % in March", "m2", "Their head of logistics wants it", "m3", "The budget is made in May by the board")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Another stage")
	s.submit("U0ANN", inDealStage, "s3")
	if r := s.deal(); r.Stage != "s3" || r.Moves[1].Reason != "" || len(r.Moves[1].Unproven) > 0 {
		t.Errorf("the deal is %+v", r)
	}
}

// Who sells in two teams says for which, unless the channel says it.
func TestDealOfARepOfTwoTeams(t *testing.T) {
	s := dealStory(t)
	roster := &s.b.store.(*memory).roster
	east := *s.team
	east.ID, east.Name, east.Channel = "east", "East", "C0EAST"
	roster.Teams = append(roster.Teams, &east)
	s.deals("U0ANN", "new Acme 12k")
	s.tells("ann alone sees: *On your list:* *Acme*  ·  €12,000  ·  Qualified  ·  West. …")
	req := s.request("U0ANN")
	req.Channel, req.Text = "D1", "new Globex 12k"
	s.answered("U0ANN", req, showDeal)
	s.tells(`ann gets the page "New deal": [Name=Globex] [Amount (EUR)=€12,000] [Expected to close=] [Whose deal=west/U0ANN]`)
	s.submit("U0ANN", inDealWhose, "east/U0ANN")
	s.tells(`ann gets the page "Deal": *On your list.* What do you know already? €12,000  ·  Qualified  ·  East …`)
}

// Two end a deal at the same time. What the second has written about it stays in the form.
func TestDealThatTwoEndAtOnce(t *testing.T) {
	for _, label := range []string{"Won", "Lost"} {
		s := dealStory(t)
		s.deals("U0ANN", "new Acme 12k")
		s.deals("U0ANN", "acme")
		s.pressPage("U0ANN", label)
		anns := s.form
		s.deals("U0MAYA", "acme")
		s.pressPage("U0MAYA", "Won")
		s.submit("U0MAYA")
		s.forget()
		s.form = anns
		s.submit("U0ANN", inDealLearnt, "They decide in the second week of a month.")
		s.tells("ann is told at deal_learnt: This deal was marked as won meanwhile, so nothing was saved. Copy what you wrote, close this form and add it on the deal's page.")
		s.submit("U0ANN")
		s.tells(`ann gets the page "Deal": It was marked as won meanwhile; nothing was changed. …`)
		if r := s.deal(); r.State != coach.DealWon || len(r.Moves) != 2 {
			t.Errorf("after %s the deal is %+v", label, r)
		}
	}
}

// Whoever wins a deal for somebody else does not write into their numbers behind their back, nor an older amount into the
// deal.
func TestDealWonBySomebodyElse(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.deals("U0MAYA", "acme")
	s.pressPage("U0MAYA", "Won")
	mayas := s.form
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Amount, date, owner")
	s.submit("U0ANN", inDealAmount, "15k")
	s.forget()
	s.form = mayas
	s.submit("U0MAYA")
	s.tells(`maya gets the page "Deal": *Won!* Acme is on the list of won deals. / Logged for Mon 23 Nov: 1 deal and €15,000. …`,
		"@ann: *Acme* was marked as won by Maya. / Logged for you: 1 deal and €15,000, on Mon 23 Nov.")
}

// A team that counts what deals bring, and not deals, has nothing to log of one that brings nothing yet.
func TestDealWonForNothing(t *testing.T) {
	s := dealStory(t)
	s.team.KPIs = slices.DeleteFunc(s.team.KPIs, func(k coach.KPI) bool { return k.Kind == coach.Lagging && !k.Money() })
	s.deals("U0ANN", "new Acme 12k")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Won")
	s.forget()
	s.submit("U0ANN", inDealWorth, "")
	s.tells(`ann gets the page "Deal": *Won!* Acme is on the list of won deals. / Nothing was logged, as there is no amount. …`)
	if s.deal().Counted {
		t.Error("it is counted")
	}
}

// The KPIs that the box spoke of were taken off the list while the form was open: what was ticked is not dropped without a
// word.
func TestDealWonWithoutItsKPIs(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Won")
	s.team.KPIs = s.team.KPIs[:2]
	s.forget()
	s.submit("U0ANN")
	s.tells(`ann gets the page "Deal": *Won!* Acme is on the list of won deals. / It was not logged: West has no KPI for it any more. …`)
	if s.deal().Counted {
		t.Error("it is counted")
	}
}

// A step that was pressed twice was taken once, and the page stays.
func TestDealStepPressedTwice(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.pressPanel("U0ANN", "Answer")
	s.answers("U0ANN", "m1", "By returns below 2 % in March", "m2", "Their head of logistics wants it")
	page := s.form
	s.pressPage("U0ANN", "Move on to Proposal")
	s.forget()
	s.form = page
	s.pressPage("U0ANN", "Move on to Proposal")
	s.tells(`ann gets the page "Deal": *It is in Proposal.* €12,000  ·  Proposal …`)
	// Maya has moved it elsewhere meanwhile: its page says where it is.
	s.deals("U0MAYA", "acme")
	s.pressPage("U0MAYA", "Another stage")
	s.submit("U0MAYA", inDealStage, "s1")
	s.forget()
	s.deals("U0ANN", "acme")
	page = s.form
	s.deals("U0MAYA", "acme")
	s.pressPage("U0MAYA", "Another stage")
	s.submit("U0MAYA", inDealStage, "s3")
	s.pressPage("U0MAYA", "Move all the same")
	s.submit("U0MAYA", inDealReason, "They are in a hurry there")
	s.forget()
	s.form = page
	s.pressPage("U0ANN", "Move on to Proposal")
	s.tells(`ann gets the page "Deal": *Acme* was moved meanwhile and is in Decision now. Nothing was changed. €12,000  ·  Decision …`)
	if n := len(s.deal().Moves); n != 4 {
		t.Errorf("%d moves", n)
	}
}

// Two answer the same question at once: the second reads what the first has said, with what they typed still in the form.
// An answer that is taken back is not said to be kept.
func TestDealAnsweredByTwoAtOnce(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.pressPanel("U0ANN", "Answer")
	anns := s.form
	s.deals("U0MAYA", "acme")
	s.pressPage("U0MAYA", "Answer")
	s.answers("U0MAYA", "m1", "By the number of complaints in spring")
	s.forget()
	s.form = anns
	s.answers("U0ANN", "m1", "By returns below 2 % in March", "m2", "Their head of logistics wants it")
	s.tells("ann is told at deal_answer/m1: This was changed by Maya to “By the number of complaints in spring” while the form was open, so nothing was saved. " +
		"To use what you put here all the same, copy it, close this form, and open it anew.")
	if r := s.deal(); len(r.Answers) != 1 {
		t.Errorf("the answers are %+v", r.Answers)
	}
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Answer")
	s.answers("U0ANN", "m2", "Their head of logistics wants it")
	s.deals("U0ANN", "acme")
	s.pressPage("U0ANN", "Change answers")
	s.forget()
	s.answers("U0ANN", "m1", "By returns below 1 % in March", "m2", "")
	s.tells(`ann gets the page "Deal": *1 answer kept and 1 answer taken back.* …`)
}

// What the team asks no more was answered all the same, and can still be read.
func TestDealAnswersToWhatIsNotAskedAnyMore(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.pressPanel("U0ANN", "Answer")
	s.answers("U0ANN", "m1", "By returns below 2 % in March", "m2", "Their head of logistics wants it")
	s.team.Process = coach.Process{s.team.Process[1], s.team.Process[2]} // the stage goes that the deal is in
	s.deals("U0ANN", "acme")
	s.forget()
	s.pressPage("U0ANN", "All answers")
	s.tells(`ann gets the page "All answers": *Obstacles* / … *Not asked any more* / _Who on their side is for it?_ / Ann, Mon 23 Nov: / >Their head of logistics wants it ` +
		`*Not asked any more* / _How will they themselves measure success?_ / …>By returns below 2 % in March *How it moved* …`)
}

// Teams that count in different currencies: the form names none, and the amount is in that of the team that is chosen.
func TestDealFormOfTeamsWithTwoCurrencies(t *testing.T) {
	s := dealStory(t)
	roster := &s.b.store.(*memory).roster
	east := *s.team
	east.ID, east.Name, east.Channel = "east", "East", "C0EAST"
	east.KPIs = []coach.KPI{{ID: "usd", Name: "revenue", Plural: "revenue", Kind: coach.Lagging, Unit: "USD"}}
	roster.Teams = append(roster.Teams, &east)
	s.deals("U0ANN", "new")
	s.tells(`ann gets the page "New deal": [Name=] [Amount=] [Expected to close=] [Whose deal=west/U0ANN]`)
	s.submit("U0ANN", inDealName, "Acme", inDealAmount, "12k", inDealWhose, "east/U0ANN")
	s.tells(`ann gets the page "Deal": *On your list.* What do you know already? $12,000  ·  Qualified  ·  East …`)
}

// A button that makes a deal is pressed twice before it goes: there is one more deal, and not two.
func TestDealMadeOnceByAButtonPressedTwice(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	for range 2 {
		req := s.request("U0ANN")
		req.Value, req.MessageTS = "west Acme 9k", "7.1"
		s.answered("U0ANN", req, pressDealMake)
	}
	s.tells("…", "ann alone sees: *On your list:* *Acme*  ·  €9,000 …", "ann alone sees: That had already been done; nothing was counted twice.")
}

func TestDealHelp(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "help")
	s.tells("ann alone sees: /deal: / …`/deal new Acme 12k 30 Nov` / …`/deal stages` / Anything else opens the deal that is called so.")
	s.deals("U0MAYA", "?")
	s.tells("maya alone sees: …`/deal @ann` …")
}
