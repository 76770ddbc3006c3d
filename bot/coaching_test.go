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
		if len(blocks.BlockSet) > maxBlocks || size > maxBlockText || strings.Contains(text, "more than one message can hold") {
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

// Where anything goes well with anybody, a third of what a manager reads is good news.
func TestAThirdIsGoodNews(t *testing.T) {
	s := manyReps(t, 12)
	roster := s.request("U0MAYA").Roster
	c, err := s.b.coaching(t.Context(), roster, s.team, "U0MAYA")
	if err != nil {
		t.Fatal(err)
	}
	rows := c.balanced(c.queue("U0MAYA"))
	able, good := 0, 0
	for _, row := range rows {
		if row.About.Good {
			good++
		}
		if slices.ContainsFunc(coach.Observe(c.facts(roster.Person(row.About.Person.ID))), func(o coach.Observation) bool { return o.Good }) {
			able++
		}
	}
	if good < min(able, len(rows)/3) {
		t.Errorf("%d of %d rows are good news, and %d could be", good, len(rows), able)
	}
}

// Nobody is asked the same within six weeks, whether the question was in a digest, in a brief or in a direct message.
func TestNoQuestionComesTwiceInSixWeeks(t *testing.T) {
	s := coachingStory(t)
	m := s.b.store.(*memory)
	last := map[string]time.Time{}
	for week := range 12 {
		s.at("2026-11-30", "08:30")
		s.now = s.now.Add(time.Duration(week) * 7 * 24 * time.Hour)
		s.logs("U0ANN", "conv", coach.DayOf(s.now, time.UTC).String(), int64(week%5+1))
		before := len(m.coaching.asked)
		s.ritual(coach.Digest)
		s.command("U0MAYA", "coach", "@ann")
		s.pressPanel("U0MAYA", "Ask in DM")
		s.submit("U0MAYA")
		s.forget()
		if len(m.coaching.asked) == before && week == 0 {
			t.Fatal("nothing is remembered")
		}
		for _, q := range m.coaching.asked {
			if q.At.Equal(s.now) {
				key := q.Person + "/" + q.Question
				if at, ok := last[key]; ok && s.now.Sub(at) > 0 && s.now.Sub(at) < coach.AskedAgainAfter*24*time.Hour {
					t.Errorf("week %d: %s is asked %s again after %s", week, q.Person, q.Question, s.now.Sub(at))
				}
				last[key] = q.At
			}
		}
	}
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
	for name, want := range map[string]string{"@ann": "Half a thought", "@cat": ""} {
		s.command("U0MAYA", "coach", name)
		s.pressPanel("U0MAYA", "Record one-to-one")
		var learnt, mine string
		for _, b := range s.form.Blocks.BlockSet {
			if in, ok := b.(*slack.InputBlock); ok && in.BlockID == inTaught {
				learnt = initialOf(in).Value
			} else if ok && in.BlockID == inMine+"3" {
				mine = initialOf(in).Value
			}
		}
		if learnt != want || (mine == "Listen in") != (want != "") {
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
	s.submit("U0ANN", inAgenda, strings.Repeat("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n", 1))
	s.tells("ann is told at agenda: These are 11. Please keep it to the 10 that matter most.")
}

// A question in one's own words is held to the rules of questions, but for what it quotes; as it was filled in it is not.
func TestAQuestionInOnesOwnWords(t *testing.T) {
	s := coachingStory(t)
	s.command("U0MAYA", "coach", "@cat")
	s.pressPanel("U0MAYA", "Ask in DM")
	s.forget()
	s.submit("U0MAYA", inAsk, "Is it going well?")
	s.tells("maya is told at ask: An open question begins with how, what, which, who or where.…")
	s.submit("U0MAYA", inAsk, "What did you mean by “I know why. It is legal”?")
	s.tells("maya alone sees: *Asked.* …", "@maya: You asked Cat: …", "@cat: Maya asks you: / >What did you mean by “I know why. It is legal”? / …")
	if asked := s.b.store.(*memory).coaching.asked; slices.ContainsFunc(asked, func(q coach.AskedQuestion) bool { return q.Person == "U0CAT" }) {
		t.Errorf("a question of her own is remembered as one of the bank: %v", asked)
	}
	s.press("U0CAT", "Answer")
	s.forget()
	s.submit("U0CAT", inAnswer, "  ")
	s.tells("cat is told at answer: Please write a few words, or close this and answer another time.")
	// Maya leaves: there is nobody to send it to, and what Cat typed stays in the form.
	s.team.Managers = []string{"U0MIA"}
	s.submit("U0CAT", inAnswer, "Legal has answered")
	s.tells("cat alone sees: Maya does not manage your team any more, so your answer would not reach anybody. Nothing was sent.")
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
	s.tells("maya alone sees: … / Your own coaching: / This month you have coached 1 of 3 people so far: a one-to-one, or a question of yours that was answered. / " +
		"It has been a while since a one-to-one with Ann (7 weeks).")
}
