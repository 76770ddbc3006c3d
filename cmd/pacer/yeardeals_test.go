package main

import (
	"fmt"
	"strings"

	"example.com/pacer/bot/coach"
)

// What colleagues do with deals, and what their managers ask them in direct messages.

// says is a text that no other has.
func (y *year) says(words string) said {
	y.texts++
	return said{text: fmt.Sprintf("%s (%d)", words, y.texts)}
}

// reads tells whether somebody reads in a text that what they said was kept.
func reads(text, kept string) bool {
	return strings.Contains(text, kept) || strings.Contains(text, "already been done")
}

// sells goes on with the colleague's deal, by what its page shows: makes it, answers what its first stage asks, moves it
// on with a reason, wins it, now and then opens it again to win it once more; and then begins the next.
func (p *colleague) sells() {
	defer p.closes()
	if p.deal == nil {
		p.deal = &dealt{name: p.y.says("Deal").text, worth: dealWorthMinor}
		p.y.dealt = append(p.y.dealt, p.deal)
	}
	d := p.deal
	if !d.told {
		p.makes(d)
		return
	}
	if p.hands().Slash(p.home(), "/deal "+d.name) != nil || !p.opened("page") {
		return
	}
	switch page := p.hands().View().Plain(); {
	case strings.Contains(page, "Reopen") && (d.won.text == "" || p.y.rand.IntN(3) > 0):
		p.deal = nil
	case strings.Contains(page, "Reopen"):
		d.opened = true
		_ = p.hands().PressInView("Reopen") // may come to nothing
		p.settle()
	case len(d.answers) == 0:
		p.answersFor(d)
	case strings.Contains(page, "Move on to Discovery"):
		p.movesOn(d)
	default:
		p.wins(d)
	}
}

// makes makes a deal in one line. The same line again makes no second one.
func (p *colleague) makes(d *dealt) {
	made, _ := p.told("On your list")
	there, _ := p.told("open deal of that name already")
	_ = p.hands().Slash(p.corner(), "/deal new "+d.name+" "+dealWorth)
	p.settle()
	madeNow, _ := p.told("On your list")
	thereNow, _ := p.told("open deal of that name already")
	d.told = madeNow > made || thereNow > there
}

// turns presses a button of a page, says something in a field of the form that takes its place, and hands that in.
func (p *colleague) turns(button, callback, label, words string) (read string, ok bool) {
	if p.hands().PressInView(button) != nil || !p.opened(callback) || p.hands().Fill(label, words) != nil {
		return "", false
	}
	return p.submits(), true
}

func (p *colleague) answersFor(d *dealt) {
	a := p.y.says("They count what comes back")
	read, ok := p.turns("Answer", "deal_answer", coach.DefaultProcess()[0].Milestones[0].Ask, a.text)
	if a.told = reads(read, "1 answer kept"); ok {
		d.answers = append(d.answers, a)
	}
}

func (p *colleague) movesOn(d *dealt) {
	if p.hands().PressInView("Move on to Discovery") != nil {
		return
	}
	p.settle()
	r := p.y.says("They asked for it today")
	read, ok := p.turns("Move all the same", "deal_reason", "What makes it right to move on now?", r.text)
	if r.told = reads(read, "Moved on to"); ok {
		d.reasons = append(d.reasons, r)
	}
}

func (p *colleague) wins(d *dealt) {
	learnt := p.y.says("Ask early")
	read, ok := p.turns("Won", "deal_won", "What did we learn?", learnt.text)
	if !ok {
		return
	}
	p.y.sum.wins++
	d.opened = !reads(read, "Won!")
	learnt.told = d.won.told || !d.opened // what was counted the first time stays counted
	d.won = learnt
}

// isAsked has the colleague's manager put a question to them.
func (p *colleague) isAsked() {
	boss := &colleague{y: p.y, id: p.team.Managers[0], team: p.team}
	defer boss.closes()
	if boss.hands().Slash(p.corner(), "/coach @"+p.name) != nil {
		return
	}
	p.settle()
	if boss.hands().Press(p.corner(), "", "Ask in DM") != nil || !boss.opened("coach_ask") {
		return
	}
	q := &posed{question: fmt.Sprintf("How is customer%s doing?", p.y.says("").text)}
	if boss.hands().Fill("Your question", q.question) != nil {
		return
	}
	p.y.posed = append(p.y.posed, q)
	q.told = reads(boss.submits(), "Asked.")
}

// answersManager answers the newest question, or changes the answer to it.
func (p *colleague) answersManager() {
	defer p.closes()
	if p.hands().Press(p.hands().DM(), "", "coach_answer") != nil || !p.opened("coach_answer") {
		return
	}
	page, a := p.hands().View().Plain(), p.y.says("Better than last week")
	for _, q := range p.y.posed {
		if !strings.Contains(page, q.question) || p.hands().Fill("Your answer", a.text) != nil {
			continue
		}
		a.told = reads(p.submits(), "closed")
		q.answers = append(q.answers, a)
		p.y.sum.answers++
		return
	}
}
