package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// manyReps is a story with a team of n reps, who all have logged something.
func manyReps(t *testing.T, n int) *story {
	t.Helper()
	s := newStory(t)
	m := s.b.store.(*memory)
	s.team.Reps = nil
	for i := range n {
		id := fmt.Sprintf("U0REP%03d", i)
		s.team.Reps = append(s.team.Reps, id)
		m.roster.People[id] = coach.Person{ID: id, Name: "Maximiliane-Alexandra " + id, Zone: "Europe/London"}
		m.promises = append(m.promises, coach.Commitment{
			ID: "p" + id, Team: s.team.ID, Person: id, Text: strings.Repeat("words ", 100), Due: coach.NewDay(2026, 11, 23), State: coach.PromiseOpen,
		})
		m.deals = append(m.deals, coach.DealRecord{Deal: coach.Deal{
			ID: "d" + id, Team: s.team.ID, Owner: id, Name: strings.Repeat("deal ", 20), Stage: "decision", MadeAt: s.now.AddDate(0, -3, 0),
			StageAt: s.now.AddDate(0, -3, 0), MovedAt: s.now.AddDate(0, -3, 0), Closes: coach.NewDay(2026, 11, 1),
		}})
		if i%4 == 0 {
			s.logs(id, "conv", "2026-11-23", 15) // good news of some
		}
	}
	for i := range 20 {
		m.promises = append(m.promises, coach.Commitment{
			ID: fmt.Sprint("m", i), Team: s.team.ID, Person: "U0MAYA", With: s.team.Reps[i%n], Text: strings.Repeat("words ", 100), Due: coach.NewDay(2026, 11, 30), State: coach.PromiseOpen,
		})
	}
	s.at("2026-11-30", "08:30")
	return s
}

// Whatever the size of the team, the digest is one message that Slack takes whole, and the others are a press away.
func TestADigestOfAnySizeFits(t *testing.T) {
	for _, n := range []int{1, 8, 50, 200} {
		s := manyReps(t, n)
		s.ritual(coach.Digest)
		m := s.shown[len(s.shown)-1].body
		for _, shown := range s.shown {
			if shown.key == digestKey(s.team.ID, coach.NewDay(2026, 11, 30), "U0MAYA") {
				m = shown.body
			}
		}
		var blocks slack.Blocks
		if err := json.Unmarshal([]byte(m.Blocks), &blocks); err != nil {
			t.Fatal(err)
		}
		size := 0
		for _, b := range blocks.BlockSet {
			size += textOf(b)
		}
		text := blockText(blocks.BlockSet)
		if len(blocks.BlockSet) > maxBlocks || size > maxBlockText || strings.Contains(m.Blocks, "more than one message can hold") {
			t.Errorf("%d reps: %d blocks with %d characters", n, len(blocks.BlockSet), size)
		}
		if !strings.Contains(text, "Your own coaching") || !strings.Contains(text, "You promised") {
			t.Errorf("%d reps: the end is missing: %s", n, text)
		}
		pages := 1
		for next := buttonLabelledSo(blocks.BlockSet, "Next "); next != nil; pages++ {
			s.pressed("U0MAYA", next)
			next = buttonLabelledSo(s.panel.Blocks, "Next ")
		}
		if want := (n + coachRows - 1) / coachRows; pages != want {
			t.Errorf("%d reps stand on %d pages, want %d", n, pages, want)
		}
	}
}

// buttonLabelledSo finds a button whose label begins so.
func buttonLabelledSo(blocks []slack.Block, label string) *slack.ButtonBlockElement {
	for _, b := range blocks {
		row, ok := b.(*slack.ActionBlock)
		if !ok {
			continue
		}
		for _, e := range row.Elements.ElementSet {
			if b, ok := e.(*slack.ButtonBlockElement); ok && strings.HasPrefix(b.Text.Text, label) {
				return b
			}
		}
	}
	return nil
}

// What somebody else wrote does not get lost, and neither does what cannot be stored at the moment.
func TestARecordThatCannotBeReadStaysOpen(t *testing.T) {
	s := coachingStory(t)
	s.command("U0MAYA", "coach", "@ann")
	s.pressPanel("U0MAYA", "Record one-to-one")
	s.forget()
	s.submit("U0MAYA")
	s.tells("maya is told at learnt: A few words of what was learnt, or something that one of you will do, make a record.")
	s.submit("U0MAYA", inTalkDay, "2027-01-01", inTaught, "Much")
	s.tells("maya is told at talkday: Please pick a day of the last month, up to today.")
	s.submit("U0MAYA", inTheirs+"0", "Call early", inTheirsDay+"0", "2026-01-01")
	s.tells("maya is told at theirsday/0: Please pick a day from today on, within a year.")
	s.submit("U0MAYA", inTaught, "Much", inTheirs+"0", "Call early", inTheirsDay+"0", "", inMine+"0", "Listen in", inMineDay+"0", "2026-12-01", inPrivate, "Tired")
	s.tells("maya alone sees: *Recorded.* Ann reads it in a direct message, without your note. What was promised comes back: theirs in their check-in, yours in your digest.",
		"@ann: Your one-to-one of Mon 30 Nov. / Maya wrote down what you talked about. / What was learnt: / >Much / You will: / • by Mon 7 Dec: Call early / Maya will: / • by Tue 1 Dec: Listen in / What you will do comes back in your check-in. …")

	// On the same day it is the same conversation: what is agreed on already stands there, and the message is edited.
	s.command("U0MAYA", "coach", "@ann")
	s.pressPanel("U0MAYA", "Record one-to-one")
	if text := pageText(s.form); !strings.Contains(text, "Agreed on already") || !strings.Contains(text, "Call early") {
		t.Errorf("the form again: %s", text)
	}
	s.forget()
	s.submit("U0MAYA", inTaught, "Much more")
	m := s.b.store.(*memory)
	if len(m.coaching.records) != 1 || m.coaching.records[0].Learnt != "Much more" || m.coaching.records[0].Private != "Tired" {
		t.Errorf("%+v", m.coaching.records)
	}
	if n := len(m.promises); n != 3 { // and Cat's
		t.Errorf("%d promises: %+v", n, m.promises)
	}
}

// A manager who keeps a record for later finds it again, for that person and for nobody else.
func TestARecordIsKeptForLater(t *testing.T) {
	s := coachingStory(t)
	s.command("U0MAYA", "coach", "@ann")
	s.pressPanel("U0MAYA", "Record one-to-one")
	req := s.request("U0MAYA")
	req.Form, req.State = s.form.PrivateMetadata, formState{inTaught: {Value: "Half a thought"}, inMine + "3": {Value: "Listen in"}}
	s.answered("U0MAYA", req, pressRecordKeep)
	// What is kept about somebody else does not take its place.
	s.command("U0MAYA", "coach", "@bob")
	s.pressPanel("U0MAYA", "Record one-to-one")
	req = s.request("U0MAYA")
	req.Form, req.State = s.form.PrivateMetadata, formState{inTaught: {Value: "Another one"}}
	s.answered("U0MAYA", req, pressRecordKeep)
	for name, want := range map[string]string{"@ann": "Half a thought", "@bob": "Another one", "@cat": ""} {
		s.command("U0MAYA", "coach", name)
		s.pressPanel("U0MAYA", "Record one-to-one")
		var learnt, mine string
		for _, b := range s.form.Blocks.BlockSet {
			if in, ok := b.(*slack.InputBlock); ok && in.BlockID == inTaught {
				learnt = filledIn(in).Value
			} else if ok && in.BlockID == inMine+"3" {
				mine = filledIn(in).Value
			}
		}
		if learnt != want || (mine == "Listen in") != (name == "@ann") {
			t.Errorf("the form about %s begins with %q and %q", name, learnt, mine)
		}
	}
}

// What somebody types into an agenda is theirs: others' items stay, and lines that stay keep their place.
func TestAnAgendaIsWrittenByBoth(t *testing.T) {
	s := newStory(t)
	s.command("U0ANN", "coach", "agenda")
	s.submit("U0ANN", inAgenda, "Prices\n\n  The   fair \nPrices")
	s.command("U0MAYA", "coach", "agenda @ann")
	s.submit("U0MAYA", inAgenda, "Christmas")
	s.command("U0ANN", "coach", "agenda")
	s.submit("U0ANN", inAgenda, "The fair\nHolidays")
	s.command("U0MAYA", "coach", "agenda @ann")
	s.tells(
		`ann gets the page "Next one-to-one": What would you like to talk about in your next one-to-one? Yours stands first. …`,
		`maya gets the page "Next one-to-one": *Ann would like to talk about* / • Prices / • The fair …`,
		`ann gets the page "Next one-to-one": What would you like to talk about in your next one-to-one? Yours stands first. *Maya would like to talk about* / • Christmas …`,
		`maya gets the page "Next one-to-one": *Ann would like to talk about* / • The fair / • Holidays …`,
	)
	s.command("U0ANN", "coach", "agenda")
	s.forget()
	s.submit("U0ANN", inAgenda, strings.Repeat("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n", 1))
	s.tells("ann is told at agenda: These are 11. Please keep it to the 10 that matter most.")
}

// A question in one's own words is held to the rules of questions, but for what it quotes; as it was filled in it is not.
func TestAQuestionInOnesOwnWords(t *testing.T) {
	s := coachingStory(t)
	s.command("U0MAYA", "coach", "@cat")
	given := slices.Clone(s.b.store.(*memory).coaching.asked)
	s.pressPanel("U0MAYA", "Ask in DM")
	s.forget()
	s.submit("U0MAYA", inAsk, "Is it going well?")
	s.tells("maya is told at ask: An open question begins with how, what, which, who or where.…")
	s.submit("U0MAYA", inAsk, "What did you mean by “I know why. It is legal”?")
	s.tells("maya alone sees: *Asked.* …", "@maya: You asked Cat: …", "@cat: Maya asks you: / >What did you mean by “I know why. It is legal”? / …")
	if asked := s.b.store.(*memory).coaching.asked; !slices.Equal(asked, given) {
		t.Errorf("a question of her own is remembered as one of the bank: %v", asked)
	}
	s.press("U0CAT", "Answer")
	s.forget()
	s.submit("U0CAT", inAnswer, "  ")
	s.tells("cat is told at answer: Please write a few words, or close this and answer another time.")
	// Maya leaves: there is nobody to send it to, and what Cat typed stays in the form.
	s.team.Managers = []string{"U0MIA"}
	s.submit("U0CAT", inAnswer, "Legal has answered")
	s.tells("cat alone sees: Your answer would not reach anybody: Maya no longer manages your team. Nothing was sent.")
}

// With whom it has been a while is told by name, the longest first, and not of whoever has only begun.
func TestWithWhomItHasBeenAWhile(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) {
		team.Starts = map[string]coach.Start{"U0CAT": {Day: coach.NewDay(2026, 11, 20)}}
	})
	m := s.b.store.(*memory)
	m.coaching.records = []coach.OneToOne{
		{ID: "o1", Team: "west", Person: "U0ANN", Manager: "U0MAYA", Day: coach.NewDay(2026, 10, 1)},
		{ID: "o2", Team: "west", Person: "U0BOB", Manager: "U0MIA", Day: coach.NewDay(2026, 11, 10)},
	}
	m.coaching.direct = []coach.DirectQuestion{{ID: "q", Team: "west", Person: "U0BOB", Manager: "U0MAYA", Question: "How?", Answer: "So", AnsweredAt: s.now.Add(-time.Hour)}}
	s.command("U0MAYA", "coach", "")
	s.tells("maya alone sees: … / Your own coaching: / This month you have coached 1 of 3 people so far. A one-to-one counts, and so does a question of yours that was answered. / " +
		"It has been a while for Ann (7 weeks).")
}

// On its first morning nobody in a team is behind, or silent, or has a past of zeros; nor is anybody who logs nothing, as
// long as the others have only begun.
func TestAnEmptyFirstWeek(t *testing.T) {
	s := newStory(t, begins("2026-11-23"))
	read := func() string {
		s.ritual(coach.Digest)
		s.command("U0BOB", "coach", "")
		s.command("U0MAYA", "coach", "@bob")
		text := strings.Join(s.lines, "\n")
		s.forget()
		if strings.Contains(text, "the last four weeks") || strings.Contains(text, "of €50,000") {
			t.Errorf("somebody is measured by days on which they had not begun: %s", text)
		}
		return text
	}
	s.at("2026-11-23", "08:30")
	if text := read(); strings.Contains(text, "no entry") || strings.Contains(text, "behind pace") {
		t.Errorf("somebody is silent, or behind: %s", text)
	}
	s.logs("U0ANN", "conv", "2026-11-23", 4)
	s.at("2026-11-25", "08:30")
	if text := read(); !strings.Contains(text, "Bob has no entry in the last 2 working days") {
		t.Errorf("silence begins with the team: %s", text)
	} else if !strings.Contains(text, "€0 of €21,538 this quarter · €1,538 behind") {
		t.Errorf("two days of 28, of the 65 of the quarter: %s", text)
	}
}

// A past of two weeks is shown as one of two weeks.
func TestAPastIsAsLongAsItIs(t *testing.T) {
	s := newStory(t)
	s.logs("U0ANN", "conv", "2026-11-17", 12)
	s.at("2026-11-30", "08:30")
	s.logs("U0ANN", "conv", "2026-11-24", 8)
	s.command("U0ANN", "coach", "")
	if text := s.panel.Text; !strings.Contains(text, "Conversations: 8 last week, 20 in the last two weeks (10 a week)") {
		t.Errorf("her past: %s", text)
	}
}

// manyTeams has Maya manage n teams of 12 people each.
func manyTeams(t *testing.T, n int) *story {
	t.Helper()
	s := manyReps(t, 12)
	m := s.b.store.(*memory)
	for i := range n - 1 {
		team := *s.team
		team.ID, team.Name, team.Channel, team.Reps = fmt.Sprint("team", i), fmt.Sprint("Team ", i), fmt.Sprint("C0TEAM", i), nil
		for j := range 12 {
			id := fmt.Sprintf("U0T%02dR%02d", i, j)
			team.Reps = append(team.Reps, id)
			m.roster.People[id] = coach.Person{ID: id, Name: "Rep " + id, Zone: "Europe/London"}
		}
		m.roster.Teams = append(m.roster.Teams, &team)
	}
	return s
}

// However many teams somebody manages, /coach leads to each of their people, and leaves no team out without a word.
func TestManyTeamsAreAllReached(t *testing.T) {
	for _, n := range []int{1, 2, 3, 8} {
		s := manyTeams(t, n)
		req := s.request("U0MAYA")
		req.Channel = "D0MAYA"
		s.answered("U0MAYA", req, showCoach)
		if size := len(s.panel.Blocks); size > maxBlocks || strings.Contains(s.panel.Text, "more than one message") {
			t.Errorf("%d teams: %d blocks", n, size)
		}
		for _, team := range s.request("U0MAYA").Roster.Teams {
			if !strings.Contains(s.panel.Text, team.Name) && !strings.Contains(s.panel.Text, "more as well") {
				t.Errorf("%d teams: nothing of %s in %s", n, team.Name, s.panel.Text)
			}
		}
		seen := s.panel.Text
		next := s.panel
		for next.Text != "" {
			b := buttonLabelledSo(next.Blocks, "Next ")
			if b == nil {
				break
			}
			s.pressed("U0MAYA", b)
			next = s.panel
			seen += next.Text
		}
		for _, id := range s.team.Reps { // the button that comes first is of this team
			if !strings.Contains(seen, id) {
				t.Errorf("%d teams: %s is passed over", n, id)
			}
		}
	}
}

// What has been due the longest stands first, whoever it is of.
func TestWhatIsDueTheLongestComesFirst(t *testing.T) {
	s := newStory(t)
	m := s.b.store.(*memory)
	for i, who := range []string{"U0ANN", "U0ANN", "U0ANN", "U0ANN", "U0ANN", "U0BOB", "U0BOB", "U0BOB", "U0CAT"} {
		m.promises = append(m.promises, coach.Commitment{
			ID: fmt.Sprint("p", i), Team: "west", Person: who, Text: fmt.Sprint("deed ", i), Due: coach.NewDay(2026, 11, 20-i), State: coach.PromiseOpen,
		})
	}
	s.command("U0MAYA", "coach", "")
	s.tells("maya alone sees: … / Commitments that come back: / • Cat, due Thu 12 Nov: deed 8 / • Bob, due Fri 13 Nov: deed 7 / …deed 1 / • and 1 more, each in its brief / …")
}

// Two managers of a team are given different questions to ask the same person.
func TestTwoManagersAskDifferentThings(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Managers = []string{"U0MAYA", "U0MIA"} })
	s.b.store.(*memory).roster.People["U0MIA"] = coach.Person{ID: "U0MIA", Name: "Mia", Zone: "Europe/London"}
	s.at("2026-11-23", "08:30")
	s.ritual(coach.Digest)
	given := map[string]string{}
	for _, q := range s.b.store.(*memory).coaching.asked {
		key := q.Person + "/" + q.Question
		if by := given[key]; by != "" {
			t.Errorf("both %s and %s are given %s", by, q.By, key)
		}
		given[key] = q.By
	}
	if len(given) != 6 {
		t.Errorf("%d questions are remembered: %v", len(given), given)
	}
}

// Whoever manages nobody but themselves gets no digest of an empty team.
func TestNoDigestAboutOneself(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Reps = []string{"U0MAYA"} })
	s.at("2026-11-23", "08:30")
	if got := s.ritual(coach.Digest); got != "skipped: nobody else is in the team" {
		t.Errorf("the digest ended %q", got)
	}
	s.tells()
}

// A note is found again when another manager has talked with the person since.
func TestANoteOutlivesAnotherManagersTalk(t *testing.T) {
	s := newStory(t, func(team *coach.Team, _ []coach.Person) { team.Managers = []string{"U0MAYA", "U0MIA"} })
	m := s.b.store.(*memory)
	m.roster.People["U0MIA"] = coach.Person{ID: "U0MIA", Name: "Mia", Zone: "Europe/London"}
	m.coaching.records = []coach.OneToOne{
		{ID: "o1", Team: "west", Person: "U0ANN", Manager: "U0MAYA", Day: coach.NewDay(2026, 11, 16), Private: noteOfMaya},
		{ID: "o2", Team: "west", Person: "U0ANN", Manager: "U0MIA", Day: coach.NewDay(2026, 11, 18), Learnt: "Much"},
	}
	s.command("U0MAYA", "coach", "@ann")
	s.tells("maya alone sees: …The last one-to-one: / Wed 18 Nov, written down by Mia / >Much / Before that: / • Mon 16 Nov, written down by Maya / Your own note of Mon 16 Nov, which nobody else reads: / >" + noteOfMaya + "…")
	for _, who := range []string{"U0MIA", "U0ANN"} {
		s.command(who, "coach", map[string]string{"U0MIA": "@ann"}[who])
		if strings.Contains(s.panel.Text, noteOfMaya) {
			t.Errorf("%s reads the note of Maya", who)
		}
	}
}

// An answer to somebody who has left the company goes nowhere, and whoever wrote it is told.
func TestAnAnswerToNobody(t *testing.T) {
	s := newStory(t)
	m := s.b.store.(*memory)
	m.coaching.direct = []coach.DirectQuestion{{ID: "q", Team: "west", Person: "U0ANN", Manager: "U0MAYA", Question: "How is it going?", At: s.now}}
	gone := m.roster.People["U0MAYA"]
	gone.Deleted = true
	m.roster.People["U0MAYA"] = gone
	req := s.request("U0ANN")
	req.Value = "q"
	s.answered("U0ANN", req, pressCoachAnswer)
	s.tells("ann alone sees: Your answer would not reach anybody: Maya no longer manages your team. Nothing was sent.")
}

// All that is seen stands on pages, each thing once, and good news is on each of them.
func TestPagesOfWhatIsSeen(t *testing.T) {
	var all []coach.Observation
	for i := range 30 {
		all = append(all, coach.Observation{Text: fmt.Sprint("fact ", i/2), Good: i >= 20, Weight: 100 - i})
	}
	pages := inPages(all)
	if len(pages) != len(all) {
		t.Fatalf("%d of %d are left", len(pages), len(all))
	}
	count := map[string]int{}
	for i, o := range pages {
		count[o.Text]++
		if end := (i + 1) % coachSeenPage; end == 0 {
			good := 0
			for _, o := range pages[i+1-coachSeenPage : i+1] {
				if o.Good {
					good++
				}
			}
			if 3*good < coachSeenPage {
				t.Errorf("%d of the page that ends at %d is good news", good, i)
			}
		}
	}
	for text, n := range count {
		if n != 2 {
			t.Errorf("%s stands %d times", text, n)
		}
	}
}

// Whoever sets Pacer up reads the counts of as many teams as fit, and how many there are more; of nobody who has nobody.
func TestTheCountsOfManyTeams(t *testing.T) {
	s := manyTeams(t, statusTeams+1)
	s.team.Reps = []string{"U0MAYA"}
	req := s.request("U0MAYA")
	lines, err := s.b.coachingLines(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(lines); n != statusTeams || lines[0] != "Team 0: Maya 0 of 12" || lines[n-1] != "and 1 more team" {
		t.Errorf("%d lines: %q", n, lines)
	}
}

// A step of the funnel stands beside its own past and beside the team; one that was not tried lately is left out.
func TestStepsOfABrief(t *testing.T) {
	s := newStory(t)
	c, err := s.b.coaching(t.Context(), s.request("U0MAYA").Roster, s.team, s.b.now(), "U0MAYA")
	if err != nil {
		t.Fatal(err)
	}
	conv, meet, rev := s.team.KPIs[0], s.team.KPIs[1], s.team.KPIs[2]
	about := &brief{coaching: c, facts: coach.RepFacts{Steps: []coach.StepChange{
		{Above: conv, KPI: meet, Lately: coach.Rate{Won: 5, Of: 20}, Before: coach.Rate{Won: 9, Of: 50}},
		{Above: meet, KPI: rev, Before: coach.Rate{Won: 1, Of: 4}},
	}}}
	if got := about.funnelLines(); len(got) != 1 || got[0] != "Meetings from conversations: 25\u00a0% (5 of 20), 18\u00a0% before" {
		t.Errorf("%q", got)
	}
}
