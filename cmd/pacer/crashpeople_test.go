package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/pacer/bot/playground"
)

// A resident is one person of a town at work. What comes to nothing they see, and do again; every try has words of its own,
// so that what became of each can be told.
type resident struct {
	*playground.Actor
	w    *town
	ctx  context.Context
	who  string
	rand *rand.Rand
}

// live does the same thing again and again until it is time to go home. A modal that was left open is closed first.
func (p *resident) live(do func(p *resident)) {
	for p.ctx.Err() == nil {
		for p.View() != nil {
			if p.CloseView() != nil {
				break
			}
		}
		do(p)
		p.pause(time.Duration(20+p.rand.IntN(100)) * time.Millisecond)
	}
}

// pause waits; people are no machines.
func (p *resident) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-p.ctx.Done():
	}
}

// types begins an entry with a note that no other has.
func (p *resident) types() *logged {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	l := &logged{note: fmt.Sprintf("t%d %s", len(p.w.logged), p.who), count: int64(1 + p.rand.IntN(3))}
	p.w.logged = append(p.w.logged, l)
	return l
}

// home is the channel of the person's team.
func (p *resident) home() string {
	for _, d := range demoTeams() {
		if slices.Contains(d.Team.Reps, p.who) || slices.Contains(d.Team.Managers, p.who) {
			return d.Channel.Name
		}
	}
	return demoWest.Channel.Name
}

// answers are what the person alone was told in a channel.
func (p *resident) answers(channel string) (all []playground.Message) {
	for _, m := range p.Messages(channel) {
		if m.Ephemeral {
			all = append(all, m)
		}
	}
	return all
}

// hear takes down what the person was told about an entry.
func (p *resident) hear(l *logged, text string) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	switch {
	case strings.Contains(text, "Logged "):
		l.told, l.refused = true, false
	case strings.Contains(text, "nothing was changed"), strings.Contains(text, "nothing was logged"):
		l.refused = !l.told
	}
}

// logs types a line, and takes every fourth back.
func logs(p *resident) {
	l, channel := p.types(), p.home()
	before := len(p.answers(channel))
	if p.Slash(channel, fmt.Sprintf("/log %d conversations # %s", l.count, l.note)) != nil {
		return
	}
	after := p.answers(channel)
	if len(after) <= before {
		return
	}
	answer := after[len(after)-1]
	p.hear(l, answer.Plain())
	if l.told && p.rand.IntN(4) == 0 {
		p.undoes(l, channel, answer.TS)
	}
}

// undoes presses Undo under the answer.
func (p *resident) undoes(l *logged, channel, ts string) {
	p.w.mu.Lock()
	l.undone = true
	p.w.mu.Unlock()
	before := p.count(channel, "Taken back")
	if p.Press(channel, ts, "Undo") != nil {
		return
	}
	for range 20 {
		if p.count(channel, "Taken back") > before {
			p.w.mu.Lock()
			l.toldUndone = true
			p.w.mu.Unlock()
			return
		}
		p.pause(20 * time.Millisecond)
	}
}

// count tells how many answers have a text.
func (p *resident) count(channel, text string) (n int) {
	for _, m := range p.answers(channel) {
		if strings.Contains(m.Plain(), text) {
			n++
		}
	}
	return n
}

// opened waits for the modal that a press or a command opens, and returns its id; "" when none came.
func (p *resident) opened(callback string) (form string) {
	for range 50 {
		if v := p.View(); v != nil && v.CallbackID == callback {
			return v.ID
		}
		p.pause(20 * time.Millisecond)
	}
	p.pause(2 * time.Second) // Slack opens a hundred modals a minute
	return ""
}

// submits hands a form in until it is taken. The form is the same at each try, so that it counts once however often
// it is handed in. It answers what the person reads then; "" when that is not known.
//
// A press that Slack delivers again opens its form a second time, over the one that is being filled in. That one has the
// old words, so whoever handed it in as well would take back what they had just said.
func (p *resident) submits(form string) string {
	for range 40 {
		if v := p.View(); v == nil || v.ID != form {
			return ""
		}
		err := p.Submit()
		v := p.View()
		switch {
		case err == nil && (v == nil || v.ID != form):
			return "closed"
		case v == nil || v.ID != form:
			return ""
		case err == nil && v.Submit == "":
			return v.Plain()
		case strings.Contains(v.Plain(), "already been done"):
			return v.Plain()
		}
		p.pause(100 * time.Millisecond)
		if p.ctx.Err() != nil {
			return ""
		}
	}
	return ""
}

// logsByForm fills in the form of /log.
func logsByForm(p *resident) {
	if p.Slash(p.home(), "/log") != nil {
		return
	}
	form := p.opened("log")
	if form == "" {
		return
	}
	l := p.types()
	if p.Fill("Conversations", strconv.FormatInt(l.count, 10)) != nil || p.Fill("Note", l.note) != nil {
		return
	}
	p.hear(l, p.submits(form))
}

// checksIn files for the huddle, and changes it the next time.
func checksIn(p *resident) {
	p.files(p.home(), "Check in", "huddle", "What could get in the way?")
}

// looksBack files the weekly check-in, and changes it the next time.
func looksBack(p *resident) {
	p.files(p.DM(), "Fill in", "checkin", "How did your best result come about?")
	p.files(p.DM(), "Change", "checkin", "How did your best result come about?")
}

// files fills in a form that a button opens.
func (p *resident) files(channel, button, callback, label string) {
	if p.Press(channel, "", button) != nil {
		return
	}
	form := p.opened(callback)
	if form == "" {
		return
	}
	p.w.mu.Lock()
	f := &filed{form: callback, person: p.who, words: fmt.Sprintf("w%d", len(p.w.filed))}
	p.w.filed = append(p.w.filed, f)
	p.w.mu.Unlock()
	if p.Fill(label, f.words) != nil {
		return
	}
	said := p.submits(form)
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	f.told = strings.Contains(said, "You are in") || strings.Contains(said, "already been done") || said == "closed"
}

// repliesInThread logs in the thread of the newest huddle.
func repliesInThread(p *resident) {
	for _, m := range p.Messages(p.home()) {
		if !strings.Contains(m.Plain(), "Huddle of") {
			continue
		}
		l := p.types()
		ts, err := p.Reply(p.home(), m.TS, fmt.Sprintf("%d conversations # %s", l.count, l.note))
		if err == nil {
			p.w.mu.Lock()
			p.w.replies = append(p.w.replies, &threadReply{l, p.home(), ts, m.TS})
			p.w.mu.Unlock()
		}
		break
	}
	p.pause(2 * time.Second) // Slack takes less than a reaction a second
}

// snoozes presses the button under a nudge.
func snoozes(p *resident) {
	_ = p.Press(p.DM(), "", "Snooze") // there may be no nudge
	p.pause(100 * time.Millisecond)
}

// looks opens Home, and asks.
func looks(p *resident) {
	_ = p.OpenHome() // the event is not waited for
	_ = p.Slash(p.home(), "/pace")
	p.pause(200 * time.Millisecond)
}

// bringsVisitors has somebody new say hello to Pacer. Each is answered once: a message a visitor, in a conversation of its
// own, so that there is always something on its way.
func bringsVisitors(p *resident) {
	id := fmt.Sprintf("U0VISIT%d", p.w.visitors.Add(1))
	p.w.server.AddUser(playground.User{ID: id, Name: strings.ToLower(id), Zone: "Europe/London"})
	visitor := p.w.server.As(id)
	_, _ = visitor.Say(visitor.DM(), "hello") // whether it reached Pacer is not known to who writes
	p.pause(300 * time.Millisecond)
}

// secretOfHugo is what Hugo notes before he asks to be forgotten.
const secretOfHugo = "the lighthouse deal"

// asksToBeForgotten logs with a note, and then asks to be forgotten until it is done. Nobody counts the entry: it is
// not to be found again under his name.
func asksToBeForgotten(p *resident) {
	if p.w.forgotten.Load() {
		p.pause(time.Second)
		return
	}
	if !p.w.noted.Load() {
		before := p.count(p.home(), "Logged ")
		if p.Slash(p.home(), "/log 1 conversation # "+secretOfHugo) != nil || p.count(p.home(), "Logged ") == before {
			return // there is nothing to be forgotten yet
		}
		p.w.noted.Store(true)
	}
	if p.Slash(p.home(), "/pacer forget me") != nil || p.Press(p.home(), "", "Forget you …") != nil {
		return
	}
	form := p.opened("forget")
	if form == "" || p.Fill("Type the word forget", "forget") != nil {
		return
	}
	if said := p.submits(form); said != "" {
		p.w.forgotten.Store(true)
	}
}
