package bot

import (
	"strconv"
	"strings"
	"testing"

	"example.com/pacer/bot/coach"
)

// boxes are the block ids and values that tick items in the open form.
func (s *story) boxes(names ...string) (pairs []string) {
	s.t.Helper()
	c := s.clarityNow()
	groups := map[string][]string{}
	for i, item := range c.Items {
		for _, name := range names {
			if item.Name == name {
				block := inClarityItems + strconv.Itoa(i/checksInGroup)
				groups[block] = append(groups[block], strconv.Itoa(i))
			}
		}
	}
	for block, values := range groups {
		pairs = append(pairs, block, strings.Join(values, ","))
	}
	return pairs
}

// clarityNow is the newest clarity check.
func (s *story) clarityNow() coach.Clarity {
	s.t.Helper()
	m, ok := s.b.store.(*memory)
	if !ok || len(m.clarity) == 0 {
		s.t.Fatal("there is no clarity check")
	}
	return m.clarity[len(m.clarity)-1]
}

// askedClarity is a story in which Maya has asked her team about the first step.
func askedClarity(t *testing.T) *story {
	t.Helper()
	s := dealStory(t)
	s.at(storyMonday, "10:00")
	s.deals("U0MAYA", "clarity")
	s.tells(`maya gets the page "Clarity check": Everybody in the team, managers too, picks …[Which step=]`)
	s.submit("U0MAYA", inClarityStep, "west/s1")
	s.tells(`maya gets the page "Clarity check": *Asked.* 4 people have the question in a direct message, you too. The result comes to you when all have picked, or on Wed 25 Nov at 10:00.`,
		"@ann: Maya asks everybody in West: what has to be known before a deal moves from *Qualified* to *Proposal*? / Pick for yourself, …",
		"@bob: …", "@cat: …", "@maya: …")
	return s
}

// picks has somebody pick.
func (s *story) picks(user string, names ...string) {
	s.t.Helper()
	label := "Pick"
	s.press(user, label)
	s.submit(user, s.boxes(names...)...)
}

// Three pick and one never does; after two working days the result says where they disagree, and the channel reads it.
func TestClarityCheck(t *testing.T) {
	s := askedClarity(t)
	s.picks("U0ANN", "Measures", "Who is for it")
	s.picks("U0BOB", "Measures", "Who is for it")
	s.picks("U0MAYA", "Measures", "Obstacles")
	s.forget()
	s.deals("U0MAYA", "clarity")
	s.tells(`maya gets the page "Clarity check": *West*, from *Qualified* to *Proposal*: 3 of 4 have picked so far. It closes on Wed 25 Nov at 10:00.`)
	// Ann looks again at what she picked, and nobody else can.
	s.press("U0ANN", "Change my pick")
	s.tells(`ann gets the page "What has to be known": …`)

	s.at("2026-11-25", "10:00")
	s.endsClarity()
	result := "Clarity: Qualified to Proposal. / What has to be known first? 3 of 4 picked, each unseen by the others. In all, *77 %% say the same*. / " +
		"Where we don't agree yet: / • *Who is for it*: 2 of 3 picked it, 66 %% say the same; the process asks for it here / " +
		"• *Obstacles*: 1 of 3 picked it, 66 %% say the same; the process asks for it in Proposal / " +
		"What we agree has to be known: / • *Measures*: everybody picked it; the process asks for it here / " +
		"To start from: what would each of us want to hear from a customer to call “Who is for it” known?"
	result = strings.ReplaceAll(result, "%%", "%")
	closed := " edited: The clarity check about the step from *Qualified* to *Proposal* has closed. …"
	s.tells("@ann"+closed, "@bob"+closed, "@cat"+closed, "@maya"+closed, "@maya: "+result)
	s.press("U0MAYA", "Share in channel")
	s.press("U0MAYA", "Share in channel")
	s.tells("maya alone sees: Shared in the channel of West.", "#west: "+result+" / Shared by Maya. Nobody knows who picked what.",
		"maya alone sees: It is in the channel of West already.")
	// Nothing is left of what anybody picked.
	if c := s.clarityNow(); len(c.Picks) != 0 || c.Open() {
		t.Errorf("left is %+v", c)
	}
	s.deals("U0MAYA", "clarity")
	s.tells(`maya gets the page "Clarity check": Everybody in the team, …`)
}

// endsClarity runs what closes the check when its time is over.
func (s *story) endsClarity() {
	s.t.Helper()
	c := s.clarityNow()
	o := coach.Occurrence{Rhythm: c.ID, Team: "west", Kind: coach.ClarityClose, Zone: s.team.Zone, Due: s.now}
	if err := s.b.RunOccurrence(s.t.Context(), o); err != nil {
		s.t.Fatal(err)
	}
	s.deliver()
}

// With the last pick it closes by itself, and the end of its time changes nothing more.
func TestClarityClosesWithTheLastPick(t *testing.T) {
	s := askedClarity(t)
	for _, user := range []string{"U0ANN", "U0BOB", "U0CAT"} {
		s.picks(user, "Measures")
	}
	s.press("U0MAYA", "Pick")
	s.forget()
	s.submit("U0MAYA", append(s.boxes("Measures"), inClarityOther, "Who signs")...)
	s.tells("@ann edited: …", "@bob edited: …", "@cat edited: …", "@maya edited: …", "@maya: Clarity: …*100 % say the same*…")
	s.press("U0MAYA", "What else was said")
	s.tells(`maya gets the page "What else was said": What else has to be known …: >Who signs`)
	s.at("2026-11-25", "10:00")
	s.endsClarity()
	s.tells()
}

// Of two picks there is no result, whoever closes it.
func TestClarityOfTooFew(t *testing.T) {
	s := askedClarity(t)
	s.picks("U0ANN", "Measures")
	s.picks("U0MAYA", "Obstacles")
	s.forget()
	s.deals("U0MAYA", "clarity")
	s.pressPage("U0MAYA", "Close it now")
	s.tells(`maya gets the page "Clarity check": …2 of 4 have picked so far. It closes on Wed 25 Nov at 10:00. There is a result from 3 picks on, so that nobody's pick can be told from it.`,
		`maya gets the page "Clarity check": 2 of 4 picked. There is a result from 3 picks on, …`, "@ann edited: …", "@bob edited: …", "@cat edited: …", "@maya edited: …", "@maya: Clarity: …2 of 4 picked. …")
}

// A team of two is not asked, and neither is a rep's to ask.
func TestClarityNeedsThree(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "clarity")
	s.tells("ann alone sees: A clarity check is asked by a manager of the team. …")
	s.team.Reps = []string{"U0ANN"}
	s.deals("U0MAYA", "clarity")
	s.forget()
	s.submit("U0MAYA", inClarityStep, "west/s3")
	s.tells("maya is told at clarity_step: It takes 3 people at least: of fewer, everybody would know who picked what.")
}

// Nothing at all is asked for again, and what is ticked stays.
func TestClarityPickOfNothing(t *testing.T) {
	s := askedClarity(t)
	s.press("U0ANN", "Pick")
	s.forget()
	s.submit("U0ANN")
	s.tells("ann is told at clarity_items/0: Please tick at least one, or say below what it takes.")
}
