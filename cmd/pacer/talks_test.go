package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"example.com/pacer/bot/playground"
)

// What people plan, talk about and ask for, beside counting and selling: plans, goals of a team, agendas, one-to-ones, clarity
// checks, and files about themselves. Towns that crash and the simulated year play the same scenes.

// A talkBook is what was said in these scenes, and what those who said it read of it.
type talkBook struct {
	mu      sync.Mutex
	said    int                // texts so far, of which each is there once
	kept    map[string][]*said // by what they are of: each is kept for itself
	filed   []*filed           // forms of which the newest takes the place of the one before
	private map[string]string  // notes for one person alone, and whose
	asked   map[string]int     // files that somebody asked for, by the channel in which they come
}

// newTalkBook is one in which nothing stands.
func newTalkBook() *talkBook {
	return &talkBook{kept: map[string][]*said{}, private: map[string]string{}, asked: map[string]int{}}
}

// text is a text that no other has. The caller holds mu.
func (b *talkBook) text(words string) string {
	b.said++
	return fmt.Sprintf("%s [%d]", words, b.said)
}

// says notes a text that is kept for itself.
func (b *talkBook) says(kind, words string) *said {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &said{text: b.text(words)}
	b.kept[kind] = append(b.kept[kind], s)
	return s
}

// files notes a form of which the newest counts.
func (b *talkBook) files(form, person, words string) *filed {
	b.mu.Lock()
	defer b.mu.Unlock()
	f := &filed{form: form, person: person, words: b.text(words)}
	b.filed = append(b.filed, f)
	return f
}

// reads notes whether what somebody reads means that what they did is kept.
func (b *talkBook) reads(told *bool, read string, kept ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, k := range append(kept, "already been done") {
		*told = *told || strings.Contains(read, k)
	}
}

// account hands a checker what stands in the book.
func (b *talkBook) account(c *checker) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c.kept, c.private, c.wanted = map[string][]said{}, b.private, b.asked
	for _, kind := range keptKinds() {
		c.kept[kind] = []said{}
		for _, s := range b.kept[kind] {
			c.kept[kind] = append(c.kept[kind], *s)
		}
	}
	for _, f := range b.filed {
		c.filed = append(c.filed, *f)
	}
}

// A talker is somebody who plays such a scene. What comes to nothing comes to nothing: what they read is noted, and no more.
type talker interface {
	hands() *playground.Actor
	book() *talkBook
	id() string
	types() string              // the channel that they type in
	waits()                     // until what was done is answered
	opens(callback string) bool // waits for a form
	handsIn() string            // the form, and answers what they read then; "" when that is not known
}

// typesLine types a line and answers what they read in the newest answer to it.
func typesLine(p talker, line string) string {
	n := len(answersTo(p))
	if p.hands().Slash(p.types(), line) != nil {
		return ""
	}
	p.waits()
	if all := answersTo(p); len(all) > n {
		return all[len(all)-1].Plain()
	}
	return ""
}

// answersTo are what they alone were told where they type.
func answersTo(p talker) []playground.Message {
	return slices.DeleteFunc(p.hands().Messages(p.types()), func(m playground.Message) bool { return !m.Ephemeral })
}

// recordsTalk has a manager write down a conversation with one of their people, with a promise of theirs and a note for
// themselves.
func recordsTalk(p talker, rep string) {
	typesLine(p, "/coach @"+rep)
	if p.hands().Press(p.types(), "", "Record one-to-one") != nil || !p.opens("coach_record") {
		return
	}
	f, promise, note := p.book().files("coach_record", p.id(), "Early calls work"), p.book().says("promise", "Call the twelve"), ""
	p.book().mu.Lock()
	note = p.book().text(betweenUs)
	p.book().private[note] = p.id()
	p.book().mu.Unlock()
	for block, text := range map[string]string{"learnt": f.words, "theirs/0": promise.text, "private": note} {
		if p.hands().Fill(block, text) != nil {
			return
		}
	}
	read := p.handsIn()
	p.book().reads(&f.told, read, "Recorded.")
	p.book().reads(&promise.told, read, "Recorded.")
}

// putsOnAgenda has a rep say what to talk about next, in the place of what they said before.
func putsOnAgenda(p talker) {
	if p.hands().Slash(p.types(), "/coach agenda") != nil || !p.opens("agenda") {
		return
	}
	f := p.book().files("agenda", p.id(), "The price list")
	if p.hands().Fill("agenda", f.words) == nil {
		p.book().reads(&f.told, p.handsIn(), "closed")
	}
}

// plansWork has a rep make a plan, with words of their own.
func plansWork(p talker) {
	if p.hands().Slash(p.types(), "/plan") != nil || !p.opens("plan") {
		return
	}
	s := p.book().says("plan", "Ask for the next step")
	if p.hands().Fill("How much", "4") != nil {
		return
	}
	p.waits()
	if p.hands().Fill("What will I do differently?", s.text) == nil {
		p.book().reads(&s.told, p.handsIn(), "Your plan holds from")
	}
}

// proposesPlan has a manager propose a plan to one of their people.
func proposesPlan(p talker, rep string) {
	typesLine(p, "/plan @"+rep)
	if p.hands().Press(p.types(), "", "plan_propose") != nil || !p.opens("plan") {
		return
	}
	s := p.book().says("proposal", "Better questions")
	if p.hands().Fill("How much", "5") != nil {
		return
	}
	p.waits()
	if p.hands().Fill("plan_own", s.text) == nil {
		p.book().reads(&s.told, p.handsIn(), "Proposed")
	}
}

// takesPlan has a rep take up what was proposed to them last.
func takesPlan(p talker) {
	if p.hands().Press(p.hands().DM(), "", "plan_take") == nil { // there may be nothing
		p.waits()
	}
}

// setsGoal has a manager give their team a goal, and end it.
func setsGoal(p talker) {
	s := p.book().says("goal", "Sprint")
	p.book().reads(&s.told, typesLine(p, "/board goal 100 conversations this month # "+s.text), "is a goal of")
	if s.told && p.hands().Press(p.types(), "", "End this goal") == nil { // there are three at most
		p.waits()
	}
}

// asksForClarity has a manager ask their team what a stage takes, or close the check that is open.
func asksForClarity(p talker) {
	if p.hands().Slash(p.types(), "/deal clarity") != nil {
		return
	}
	p.waits()
	v := p.hands().View()
	switch {
	case v == nil:
	case v.CallbackID == "clarity_ask":
		if p.opens("clarity_ask") && p.hands().Fill("Which step", "Discovery to Proposal") == nil {
			p.handsIn()
		}
	default:
		_ = p.hands().PressInView("Close it now") // it may have closed by itself
		p.waits()
	}
}

// picksInCheck has somebody pick in the newest clarity check, or change their pick.
func picksInCheck(p talker) {
	if p.hands().Press(p.hands().DM(), "", "clarity_pick") != nil || !p.opens("clarity_pick") {
		return
	}
	f := p.book().files("clarity_pick", p.id(), "Who signs")
	if p.hands().Fill("clarity_other", f.words) == nil {
		p.book().reads(&f.told, p.handsIn(), "closed")
	}
}

// asksForFile asks for all that is stored about them.
func asksForFile(p talker) {
	p.book().mu.Lock()
	p.book().asked[p.hands().DM()]++
	p.book().mu.Unlock()
	typesLine(p, "/pacer my data")
}

// summary is how much of what was said was said to be kept, by what it is of.
func (b *talkBook) summary() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all, told := map[string]int{}, map[string]int{}
	count := func(kind string, was bool) {
		if all[kind]++; was {
			told[kind]++
		}
	}
	for kind, list := range b.kept {
		for _, s := range list {
			count(kind, s.told)
		}
	}
	for _, f := range b.filed {
		count(f.form, f.told)
	}
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		parts = append(parts, fmt.Sprintf("%s %d of %d", kind, told[kind], all[kind]))
	}
	return strings.Join(parts, ", ")
}
