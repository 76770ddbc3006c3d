package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
	"example.com/pacer/bot/playground"
)

// A colleague works in one of the busy teams. Words and notes of theirs are there once, so that what became of each can
// be told.
type colleague struct {
	y     *year
	id    string
	name  string
	team  *yearTeam
	zone  string // where they live now
	spare string // where they come from
	left  bool

	absences []span // from the company
	deal     *dealt // that they work on
}

// travels are where people travel to.
func travels() []string { return []string{"Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns"} }

// arrives and departs say where a colleague lives, to the oracle.
func (p *colleague) arrives(at time.Time) {
	p.team.homes[p.zone] = append(p.team.homes[p.zone], span{from: at})
}

func (p *colleague) departs(at time.Time) {
	for i := range p.team.homes[p.zone] {
		if s := &p.team.homes[p.zone][i]; s.to.IsZero() {
			s.to = at
			return
		}
	}
}

// day lists what a colleague does on a day: on working days now and then one of the deeds, some weeks a journey.
func (p *colleague) day(day time.Time) (all []moment) {
	r := p.y.rand
	if d := day.Weekday(); d == time.Saturday || d == time.Sunday {
		return nil
	}
	for range 2 {
		if r.IntN(10) < 8 {
			at := day.Add(8*time.Hour + time.Duration(r.Int64N(int64(12*time.Hour))))
			do := deeds()[r.IntN(len(deeds()))]
			all = append(all, moment{at: at, do: func(y *year) {
				if !p.left {
					y.sum.deeds++
					do(p)
				}
			}})
		}
	}
	switch at := day.Add(time.Duration(r.Int64N(int64(20 * time.Hour)))); r.IntN(60) {
	case 0, 1:
		all = append(all, moment{at: at, do: func(*year) { p.travels() }})
	case 2:
		all = append(all, moment{at: at, do: func(*year) { p.leavesOrReturns() }})
	}
	return all
}

// deeds are what colleagues do; what is in the list more often is done more often.
func deeds() []func(*colleague) {
	return []func(*colleague){
		(*colleague).logs, (*colleague).logs, (*colleague).logs, (*colleague).logsByForm, (*colleague).repliesInThread,
		(*colleague).checksIn, (*colleague).checksIn, (*colleague).looksBack, (*colleague).looks,
		(*colleague).sells, (*colleague).sells, (*colleague).isAsked, (*colleague).answersManager,
		(*colleague).talks, (*colleague).talks,
	}
}

func (p *colleague) hands() *playground.Actor { return p.y.slack.As(p.id) }

// corner is where the colleague types: a channel for each month, so that nobody has to look through a year's answers.
func (p *colleague) corner() string {
	return fmt.Sprintf("corner-%02d", int(p.y.clock.Now().Sub(p.y.began)/(30*24*time.Hour))%13)
}

// home is the channel of their team.
func (p *colleague) home() string { return p.team.Channel }

// settle lets what was done come to its end: an answer through a response_url, a modal.
func (p *colleague) settle() { p.y.settle() }

// types begins an entry with a note that no other has.
func (p *colleague) types() *logged {
	l := &logged{note: fmt.Sprintf("t%d %s", len(p.y.logged), p.id), count: int64(1 + p.y.rand.IntN(3))}
	p.y.logged = append(p.y.logged, l)
	return l
}

// told tells whether the colleague reads something that has a text, after so many of those that did.
func (p *colleague) told(text string) (n int, newest playground.Message) {
	for _, m := range p.hands().Messages(p.corner()) {
		if m.Ephemeral && strings.Contains(m.Plain(), text) {
			n, newest = n+1, m
		}
	}
	return n, newest
}

// logs types a line, and takes every fourth back.
func (p *colleague) logs() {
	l := p.types()
	before, _ := p.told("Logged ")
	_ = p.hands().Slash(p.corner(), fmt.Sprintf("/log %d conversations # %s", l.count, l.note)) // may come to nothing
	p.settle()
	after, answer := p.told("Logged ")
	l.told = after > before
	if !l.told || p.y.rand.IntN(4) > 0 {
		return
	}
	l.undone = true
	before, _ = p.told("Taken back")
	_ = p.hands().Press(p.corner(), answer.TS, "Undo")
	p.settle()
	after, _ = p.told("Taken back")
	l.toldUndone = after > before
}

// opened waits for a modal that a press or a command opens.
func (p *colleague) opened(callback string) bool {
	for range 3 {
		p.settle()
		if v := p.hands().View(); v != nil && v.CallbackID == callback {
			return true
		}
		time.Sleep(time.Second)
	}
	return false
}

// submits hands a form in, again when it comes to nothing, and answers what the colleague reads then. The form is the
// same at each try, so that it counts once.
func (p *colleague) submits() (said string) {
	for range 3 {
		err := p.hands().Submit()
		p.settle()
		v := p.hands().View()
		switch {
		case v == nil:
			return "closed"
		case err == nil && v.Submit == "", strings.Contains(v.Plain(), "already been done"):
			said = v.Plain()
		}
		if said != "" {
			break
		}
		time.Sleep(time.Second)
	}
	return said
}

// closes closes whatever stands open.
func (p *colleague) closes() {
	for p.hands().View() != nil {
		if p.hands().CloseView() != nil {
			break
		}
	}
	p.settle()
}

// logsByForm fills in the form of /log.
func (p *colleague) logsByForm() {
	defer p.closes()
	if p.hands().Slash(p.home(), "/log") != nil || !p.opened("log") {
		return
	}
	l := p.types()
	if p.hands().Fill("Conversations", strconv.FormatInt(l.count, 10)) != nil || p.hands().Fill("Note", l.note) != nil {
		p.y.logged = p.y.logged[:len(p.y.logged)-1]
		return
	}
	l.told = strings.Contains(p.submits(), "Logged ")
}

// repliesInThread logs in the thread of today's newest huddle.
func (p *colleague) repliesInThread() {
	zone, err := tz.Load(p.team.Zone)
	p.y.must(err)
	day := coach.DayOf(p.y.clock.Now(), zone)
	all, err := p.y.running.db.Huddles(context.Background(), p.team.id, coach.Span{From: day, To: day})
	p.y.must(err)
	if len(all) == 0 {
		return // there is none yet
	}
	m, err := p.y.running.db.Message(context.Background(), all[len(all)-1].Ref().Key())
	if err != nil || m.State != coach.Sent {
		return
	}
	l := p.types()
	ts, err := p.hands().Reply(p.home(), m.SentTS, fmt.Sprintf("%d conversations # %s", l.count, l.note))
	p.y.must(err)
	p.y.replies = append(p.y.replies, yearReply{l, p.id, p.home(), ts, m.SentTS})
	p.settle()
}

// checksIn files for the huddle, and changes it the next time.
func (p *colleague) checksIn() {
	p.files(p.home(), []string{"Check in"}, "huddle", "What could get in the way?")
}

// looksBack files the weekly check-in, and changes it the next time.
func (p *colleague) looksBack() {
	p.files(p.hands().DM(), []string{"checkin_fill"}, "checkin", "How did your best result come about?")
}

// files fills in a form that a button opens.
func (p *colleague) files(channel string, buttons []string, callback, label string) {
	defer p.closes()
	if !slices.ContainsFunc(buttons, func(b string) bool { return p.hands().Press(channel, "", b) == nil }) || !p.opened(callback) {
		return
	}
	f := filed{form: callback, person: p.id, words: fmt.Sprintf("w%d", len(p.y.filed))}
	if p.hands().Fill(label, f.words) != nil {
		return
	}
	said := p.submits()
	f.told = strings.Contains(said, "You are in") || strings.Contains(said, "already been done") || strings.Contains(said, "saved") || said == "closed"
	p.y.filed = append(p.y.filed, f)
}

// looks opens Home, and asks.
func (p *colleague) looks() {
	_ = p.hands().OpenHome()
	_ = p.hands().Slash(p.corner(), "/pace")
	p.settle()
}

// travels goes to another zone, or back.
func (p *colleague) travels() {
	if p.left {
		return
	}
	p.departs(p.y.clock.Now())
	if p.zone == p.spare {
		p.zone = travels()[p.y.rand.IntN(len(travels()))]
	} else {
		p.zone = p.spare
	}
	p.y.slack.ChangeUser(p.id, func(u *playground.User) { u.Zone = p.zone })
	p.heardOf(func(known coach.Person) bool { return known.Zone == p.zone })
	p.arrives(p.y.clock.Now())
}

// heardOf waits until Pacer knows something of the colleague, which it does once it is connected again.
func (p *colleague) heardOf(is func(known coach.Person) bool) {
	for range 60 {
		p.settle()
		roster, err := p.y.running.db.Roster(context.Background())
		p.y.must(err)
		if is(roster.Person(p.id)) {
			return
		}
		time.Sleep(10 * time.Second)
	}
	p.y.t.Errorf("%s: Pacer did not hear of %s, who is in %s (left: %v)", p.y.clock.Now(), p.id, p.zone, p.left)
}

// leavesOrReturns leaves the company, or comes back to it.
func (p *colleague) leavesOrReturns() {
	p.left = !p.left
	if p.left {
		p.departs(p.y.clock.Now())
		p.absences = append(p.absences, span{from: p.y.clock.Now()})
	} else {
		p.absences[len(p.absences)-1].to = p.y.clock.Now()
	}
	p.y.slack.ChangeUser(p.id, func(u *playground.User) { u.Deleted = p.left })
	p.heardOf(func(known coach.Person) bool { return known.Deleted == p.left })
	if !p.left {
		p.arrives(p.y.clock.Now())
	}
}
