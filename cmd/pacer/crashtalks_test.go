package main

import (
	"time"

	"example.com/pacer/bot/playground"
)

// A townTalker is a resident who plays scenes that towns share with the simulated year.
type townTalker struct {
	*resident
	form string // that stands open
}

func (p *townTalker) hands() *playground.Actor { return p.Actor }
func (p *townTalker) book() *talkBook          { return p.w.talks }
func (p *townTalker) id() string               { return p.who }
func (p *townTalker) types() string            { return p.home() }
func (p *townTalker) waits()                   { p.pause(100 * time.Millisecond) }
func (p *townTalker) handsIn() string          { return p.submits(p.form) }

func (p *townTalker) opens(callback string) bool {
	p.form = p.comes(callback)
	return p.form != ""
}

// plays is scenes as a habit, one after the other. Slack takes a message a second in a conversation.
func plays(scenes ...func(talker)) func(*resident) {
	return func(p *resident) {
		for _, scene := range scenes {
			scene(&townTalker{resident: p})
			p.pause(time.Second)
		}
	}
}

// coachesOne is a manager who records talks with one of their people, proposes plans to them, gives the team a goal, and asks what a stage takes.
func coachesOne(rep string) func(*resident) {
	return plays(func(p talker) { recordsTalk(p, rep) }, func(p talker) { proposesPlan(p, rep) }, setsGoal, asksForClarity, picksInCheck)
}
