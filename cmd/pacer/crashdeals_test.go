package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// What residents do with deals, and what managers ask them in direct messages.

// said begins a text that no other has, and has the resident note it down in a list.
func (p *resident) says(list *[]*said, words string) *said {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	p.w.said++
	s := &said{text: fmt.Sprintf("%s (%d)", words, p.w.said)}
	*list = append(*list, s)
	return s
}

// reads takes down whether what somebody reads means that what they said was kept.
func (p *resident) reads(s *said, text string, kept ...string) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	for _, k := range append(kept, "already been done") {
		s.told = s.told || strings.Contains(text, k)
	}
}

// A townDeal is a deal of a town, with what was said about it.
type townDeal struct {
	name, learnt     *said
	answers, reasons []*said
	sure             bool // the newest end is the one that they were told of
}

// dealWorth is what a deal of these people brings, as they type it and in minor units.
const (
	dealWorth      = "12k"
	dealWorthMinor = 12_000_00
)

// dealt is the account of it for the checker.
func (d *townDeal) dealt() dealt {
	known := dealt{name: d.name.text, told: d.name.told, worth: dealWorthMinor, opened: !d.sure}
	for _, a := range d.answers {
		known.answers = append(known.answers, *a)
	}
	for _, r := range d.reasons {
		known.reasons = append(known.reasons, *r)
	}
	if d.learnt != nil {
		known.won = *d.learnt
	}
	return known
}

// insists does something until it works, as people do who are told that it did not; false when they give up.
func (p *resident) insists(do func() error) bool {
	for range 40 {
		if p.ctx.Err() != nil {
			return false
		}
		if do() == nil {
			return true
		}
		p.pause(50 * time.Millisecond)
	}
	return false
}

// sells makes a deal, answers what its first stage asks, moves it on with a reason, wins it, opens it again and wins it
// once more. Each step is tried until it works; what was typed is new each time, but for the name and what it brings.
func sells(p *resident) {
	d := &townDeal{}
	var names []*said
	d.name = p.says(&names, "Deal")
	p.w.mu.Lock()
	p.w.deals = append(p.w.deals, d)
	p.w.mu.Unlock()
	if !p.insists(func() error { return p.makes(d) }) {
		return
	}
	for _, step := range []func(*resident, *townDeal) error{(*resident).answersFor, (*resident).movesOn, (*resident).wins, (*resident).reopens, (*resident).wins} {
		if !p.insists(func() error {
			if err := p.shows(d); err != nil {
				return err
			}
			return step(p, d)
		}) {
			return
		}
		p.pause(300 * time.Millisecond) // in a direct message Slack takes one a second
	}
}

// errNothing says that nothing came of it.
var errNothing = errors.New("nothing came of it")

// makes makes a deal in one line. Typed again, the same line makes no second one.
func (p *resident) makes(d *townDeal) error {
	channel := p.home()
	before := len(p.answers(channel))
	if err := p.Slash(channel, "/deal new "+d.name.text+" "+dealWorth); err != nil {
		return err
	}
	for range 10 {
		if all := p.answers(channel); len(all) > before {
			if read := all[len(all)-1].Plain(); strings.Contains(read, d.name.text) {
				p.reads(d.name, read, "On your list", "open deal of that name already")
				return nil
			}
			break
		}
		p.pause(20 * time.Millisecond)
	}
	return errNothing
}

// shows opens the page of a deal anew.
func (p *resident) shows(d *townDeal) error {
	for p.View() != nil {
		if err := p.CloseView(); err != nil {
			return err
		}
	}
	if err := p.Slash(p.home(), "/deal "+d.name.text); err != nil {
		return err
	}
	if p.comes("page") == "" {
		return errNothing
	}
	return nil
}

// comes waits for a form, or a page, that a press or a command brings, and returns its id; "" when none came.
func (p *resident) comes(callback string) (form string) {
	for range 25 {
		if v := p.View(); v != nil && v.CallbackID == callback {
			return v.ID
		}
		p.pause(20 * time.Millisecond)
	}
	return ""
}

// fillsIn presses a button of the page, says something in a field of the form that takes the page's place, and hands it in.
// It answers what they read then.
func (p *resident) fillsIn(button, callback, label string, says func() *said) (read string, err error) {
	if err := p.PressInView(button); err != nil {
		return "", err
	}
	form := p.comes(callback)
	if form == "" {
		return "", errNothing
	}
	if err := p.Fill(label, says().text); err != nil {
		return "", err
	}
	if read = p.submits(form); read == "" {
		return "", errNothing
	}
	return read, nil
}

func (p *resident) answersFor(d *townDeal) error {
	var a *said
	read, err := p.fillsIn("Answer", "deal_answer", coach.DefaultProcess()[0].Milestones[0].Ask, func() *said {
		a = p.says(&d.answers, "They count what comes back")
		return a
	})
	if a != nil {
		p.reads(a, read, "1 answer kept")
	}
	return err
}

func (p *resident) movesOn(d *townDeal) error {
	if v := p.View(); v == nil || strings.Contains(v.Plain(), "Move on to Proposal") {
		return nil // an earlier try has moved it
	}
	if err := p.PressInView("Move on to Discovery"); err != nil {
		return err
	}
	for range 25 {
		if v := p.View(); v == nil || strings.Contains(v.Plain(), "Move all the same") {
			break
		}
		p.pause(20 * time.Millisecond)
	}
	var r *said
	read, err := p.fillsIn("Move all the same", "deal_reason", "What makes it right to move on now?", func() *said {
		r = p.says(&d.reasons, "They asked for it today")
		return r
	})
	if r != nil {
		p.reads(r, read, "Moved on to")
	}
	return err
}

func (p *resident) wins(d *townDeal) error {
	if v := p.View(); v == nil || strings.Contains(v.Plain(), "Reopen") {
		return nil // an earlier try has won it
	}
	var l *said
	read, err := p.fillsIn("Won", "deal_won", "What did we learn?", func() *said {
		var all []*said
		l = p.says(&all, "Ask early")
		p.w.mu.Lock()
		defer p.w.mu.Unlock()
		l.told = d.learnt != nil && d.learnt.told // what was counted the first time stays counted
		d.learnt, d.sure = l, false
		return l
	})
	if l == nil {
		return err
	}
	p.reads(l, read, "Won!")
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	d.sure = err == nil && strings.Contains(read, "Won!")
	return err
}

func (p *resident) reopens(d *townDeal) error {
	p.w.mu.Lock()
	d.sure = false
	p.w.mu.Unlock()
	return p.PressInView("Reopen")
}

// A townQuestion is one that a manager asked somebody, and what they were answered.
type townQuestion struct {
	asked   *said
	answers []*said
}

// asks puts a question to one of the manager's people.
func (p *resident) asks(name string) {
	q := &townQuestion{}
	var all []*said
	q.asked = p.says(&all, "")
	q.asked.text = fmt.Sprintf("How is customer%s doing?", q.asked.text)
	p.w.mu.Lock()
	p.w.questions = append(p.w.questions, q)
	p.w.mu.Unlock()
	p.insists(func() error {
		if err := p.Slash(p.home(), "/coach "+name); err != nil {
			return err
		}
		if err := p.Press(p.home(), "", "Ask in DM"); err != nil {
			return err
		}
		form := p.comes("coach_ask")
		if form == "" {
			return errNothing
		}
		if err := p.Fill("Your question", q.asked.text); err != nil {
			return err
		}
		// Whether it was sent is not to be known when nothing is read; sent from another form, it would be another question.
		p.reads(q.asked, p.submits(form), "Asked.")
		return nil
	})
	p.pause(2 * time.Second) // Slack takes a message a second in a conversation
}

// asksGrace and asksChloe are the habits of the two managers.
func asksGrace(p *resident) { p.asks("@grace") }
func asksChloe(p *resident) { p.asks("@chlo") }

// repliesToManager answers the newest question, or changes the answer to it.
func repliesToManager(p *resident) {
	form := ""
	if !p.insists(func() error {
		if err := p.Press(p.DM(), "", "coach_answer"); err != nil {
			return err
		}
		if form = p.comes("coach_answer"); form == "" {
			return errNothing
		}
		return nil
	}) {
		return
	}
	p.w.mu.Lock()
	var q *townQuestion
	for _, one := range p.w.questions {
		if v := p.View(); v != nil && strings.Contains(v.Plain(), one.asked.text) {
			q = one
		}
	}
	p.w.mu.Unlock()
	if q == nil {
		return
	}
	a := p.says(&q.answers, "Better than last week")
	if p.Fill("Your answer", a.text) != nil {
		return
	}
	p.reads(a, p.submits(form), "closed")
	p.pause(time.Second)
}

// account hands the checker what residents did with deals and questions. The caller holds mu.
func (w *town) account(c *checker) {
	for _, d := range w.deals {
		if d.name != nil {
			c.dealt = append(c.dealt, d.dealt())
		}
	}
	for _, q := range w.questions {
		one := posed{question: q.asked.text, told: q.asked.told}
		for _, a := range q.answers {
			one.answers = append(one.answers, *a)
		}
		c.posed = append(c.posed, one)
	}
}
