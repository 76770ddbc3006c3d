package main

import (
	"time"

	"example.com/pacer/bot/playground"
)

// A yearTalker is a colleague, or their manager, in a scene that the simulated year shares with the towns that crash.
type yearTalker struct{ *colleague }

func (p *yearTalker) hands() *playground.Actor { return p.colleague.hands() }
func (p *yearTalker) book() *talkBook          { return p.y.talks }
func (p *yearTalker) id() string               { return p.colleague.id }
func (p *yearTalker) types() string            { return p.corner() }
func (p *yearTalker) waits()                   { p.settle() }
func (p *yearTalker) handsIn() string          { return p.submits() }

func (p *yearTalker) opens(callback string) bool { return p.opened(callback) }

// talks is a deed: one of the scenes, by the colleague or by their manager with them. In a year there are some hundred, as
// among people; a few days have as many as of anything, so that they have some.
func (p *colleague) talks() {
	const short = 31 * 24 * time.Hour
	if p.y.ends.Sub(p.y.began) > short && p.y.rand.IntN(4) > 0 {
		p.logs()
		return
	}
	boss := &colleague{y: p.y, id: p.team.Managers[0], team: p.team}
	defer p.closes()
	defer boss.closes()
	me, manager := &yearTalker{p}, &yearTalker{boss}
	scenes := []func(){
		func() { recordsTalk(manager, p.name) },
		func() { proposesPlan(manager, p.name) },
		func() { setsGoal(manager) },
		func() { asksForClarity(manager) },
		func() { putsOnAgenda(me) },
		func() { plansWork(me) },
		func() { takesPlan(me) },
		func() { picksInCheck(me) },
		func() { asksForFile(me) },
	}
	scenes[p.y.rand.IntN(len(scenes))]()
}
