package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Maya walks into Monday with what Ann said and asked for, with Bob who was asked and has not filed, and without Cat who
// was away and was not.
func TestDigestOfTheCheckIns(t *testing.T) {
	s := newStory(t, func(_ *coach.Team, people []coach.Person) {
		people[3].Absences = []coach.Absence{off(t, "2026-12-01..2026-12-04", coach.WholeDay)}
	})
	s.at(storyFriday, "15:00")
	s.ritual(coach.CheckIn)
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN", "try", "Call before nine")
	id := s.promise().ID
	s.at("2026-12-04", "15:00")
	s.ritual(coach.CheckIn)
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN", "need", "A word with legal", "learnt", "To wait", "quality", "By asking twice", inPromise+id, "done")
	s.at("2026-12-07", "08:30")
	s.forget()
	s.ritual(coach.Digest)
	s.tells("@maya: Coaching, Monday 7 December. …",
		"@maya: Check-ins, 30 Nov to 6 Dec. / In so far from West: 1 of 2. / Ann: / Needs: A word with legal / Learnt: To wait / Ask: …“A word with legal”…? / "+
			"Not in yet: / • Bob. Ask: …? / What became of commitments: / • Ann, done: Call before nine")
	s.press("U0MAYA", "Read")
	s.tells(`maya gets the page "Check-in": *Ann*, the week of 30 Nov to 6 Dec. *Needs from you* / >A word with legal *Learnt* / >To wait *…?* / >By asking twice`)

	// A week later nobody was asked anything: there is nothing to read, and nothing closed is told again.
	s.at("2026-12-21", "08:30")
	s.ritual(coach.Digest)
	s.tells("@maya: Coaching, Monday 21 December. …")
}

// Four answers of 3,000 characters are more than a message holds. What Maya and the channel get says so with a button,
// and the button opens every character.
func TestLongAnswersAreReadToTheEnd(t *testing.T) {
	long := func(mark string) string {
		return strings.Repeat("& <so> it went\n", 100) + strings.Repeat("x", maxTyped-1500-len(mark)) + mark
	}
	s := askedCheckIn(t)
	s.press("U0ANN", "Fill in")
	s.keeps(formState{inTry: {Value: long("END-TRY")}}) // when it could be as long as the others
	s.press("U0ANN", "Fill in")
	s.forget()
	s.submit("U0ANN", "best", long("END-BEST"), "learnt", long("END-LEARNT"), "try", long("END-TRY"), "need", long("END-NEED"), "quality", long("END-QUALITY"), "share", "best")
	for _, m := range s.shown {
		if strings.Contains(m.body.Blocks, "There is more than one message") || utf8.RuneCountInString(m.body.Blocks) > 4*maxBlockText {
			t.Errorf("%s was cut:\n%s", m.key, m.body.Text)
		}
	}
	s.forget()
	s.press("U0MAYA", "Read all of it")
	for _, end := range []string{"END-BEST", "END-LEARNT", "END-TRY", "END-NEED", "END-QUALITY"} {
		if !strings.Contains(s.lines[0], end) {
			t.Errorf("%s is not in %s", end, s.lines[0])
		}
	}
	if n := len(s.form.Blocks.BlockSet); n > maxViewBlocks {
		t.Errorf("the page has %d blocks", n)
	}
	for _, b := range s.form.Blocks.BlockSet {
		if sec, ok := b.(*slack.SectionBlock); ok && strings.HasSuffix(sec.Text.Text, ellipsis) {
			t.Errorf("cut: %q", sec.Text.Text)
		}
	}
	// Bob reads what is shared and nothing else.
	row, _ := s.b.tables.button(actCheckInRead)
	req := s.request("U0BOB")
	req.Value = "west/2026-11-23/U0ANN"
	s.forget()
	s.answered("U0BOB", req, row.Handle)
	if !strings.Contains(s.lines[0], "END-BEST") || strings.Contains(s.lines[0], "END-LEARNT") || strings.Contains(s.lines[0], "END-NEED") {
		t.Errorf("Bob reads %s", s.lines[0])
	}
}

// A single answer as long as an input takes stands in the message whole.
func TestOneLongAnswerIsNotCut(t *testing.T) {
	s := askedCheckIn(t)
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN", "best", strings.Repeat("word ", 598)+"THE END", "share", "best")
	for _, key := range []string{"checkin/west/2026-11-23/U0ANN/manager/U0MAYA", "checkin/west/2026-11-23/U0ANN/shared"} {
		for _, m := range s.shown {
			if m.key == key && (!strings.Contains(m.body.Blocks, "THE END") || strings.Contains(m.body.Blocks, ellipsis)) {
				t.Errorf("%s shows %s", key, m.body.Blocks)
			}
		}
	}
}

// Each answer is shared or not by itself, and what is not ticked any more is taken back.
func TestEachAnswerIsSharedByItself(t *testing.T) {
	s := askedCheckIn(t)
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN", "best", "I asked", "learnt", "To wait", "need", "Time", "share", "learnt")
	key := "checkin/west/2026-11-23/U0ANN/shared"
	if got := flat(s.shows(key)); got != "Ann shares from the week of 23 to 29 Nov: / What was learnt: / >To wait" {
		t.Errorf("learnt alone: %q", got)
	}
	s.press("U0ANN", "Change")
	s.submit("U0ANN", "share", "best,learnt")
	if got := flat(s.shows(key)); got != "Ann shares from the week of 23 to 29 Nov: / How the best result came about: / >I asked / What was learnt: / >To wait" {
		t.Errorf("both: %q", got)
	}
	s.press("U0ANN", "Change")
	s.submit("U0ANN", "best", "", "share", "best")
	if got := s.shows(key); got != "Ann took back what was shared here." {
		t.Errorf("nothing that is ticked has words: %q", got)
	}
}

// The question of the week is kept with its answer: a form that stood open over the turn of the bank, or is opened again
// later, asks what it asked; and only what Pacer asks is believed.
func TestQuestionOfTheWeek(t *testing.T) {
	s := askedCheckIn(t)
	s.press("U0ANN", "Fill in")
	asked := (&coach.Team{ID: "west"}).QualityQuestion(coach.NewDay(2026, 11, 23))
	s.submit("U0ANN", "quality", "By asking")
	w := s.b.store.(*memory).checkIns[0]
	if w.Question != asked || w.Answers.Quality != "By asking" {
		t.Errorf("%+v", w)
	}
	s.forget()
	s.press("U0ANN", "Change")
	s.tells(`ann gets the page "Your week": …[` + asked + `=By asking] …`)

	form := *s.form
	form.PrivateMetadata = strings.Replace(form.PrivateMetadata, asked, "Would you say yes?", 1)
	s.submitForm("U0ANN", &form, "quality", "Yes")
	if w := s.b.store.(*memory).checkIns[0]; w.Question != asked {
		t.Errorf("it asked %q", w.Question)
	}
}

// A check-in can be filed late, and changed, until the next one asks.
func TestCheckInUntilTheNextOne(t *testing.T) {
	s := askedCheckIn(t)
	s.at("2026-12-02", "10:00")
	s.forget()
	s.press("U0ANN", "Fill in")
	s.submit("U0ANN", "count/conv", "17", "best", "Better late")
	s.tells(`ann gets the page "Your week": Your week in West, *23 to 29 Nov*. …`, "@ann edited: Thank you, …", "@maya: Weekly check-in, 23 to 29 Nov. / Ann in West. / …")
	s.press("U0ANN", "Change")
	open := s.form
	s.at("2026-12-04", "14:59")
	s.submitForm("U0ANN", open, "best", "Better still")
	s.forget()
	s.at("2026-12-04", "15:00")
	s.ritual(coach.CheckIn)
	s.forget()
	closed := "ann alone sees: The week of 23 to 29 Nov is closed, because you were asked about the one after it. What is still open comes back there."
	s.submitForm("U0ANN", open, "best", "Too late")
	s.press("U0ANN", "Change")
	s.tells(closed, closed)
	if w := s.b.store.(*memory).checkIns[0]; w.Answers.Best != "Better still" {
		t.Errorf("it holds %+v", w)
	}
}
