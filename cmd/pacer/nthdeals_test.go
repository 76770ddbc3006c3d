package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// nthDealTeam has no rituals, and what a won deal counts for.
const nthDealTeam = `team: West
channel: C0WEST
timezone: Europe/London
managers: [U0MAYA]
members: [U0ANN, U0BOB]
kpis:
  - {name: conversation, plural: conversations, kind: leading, target: {count: 20, per: week}}
  - {name: deal, plural: deals, kind: lagging}
  - {name: revenue, plural: revenue, kind: lagging, unit: EUR}
rhythms: {huddle: off, checkin: off, leaderboard: off, nudge: off, digest: off}
`

// What is said in the morning of deals; each text is there once.
const (
	nthDeal     = "Acme"
	nthProof    = "They count what comes back"
	nthReason   = "They asked for it today"
	nthLearnt   = "Ask early who decides"
	nthQuestion = "How did the first call come about?"
	nthAnswer   = "By way of the fair in Leeds"
)

// deals is the other morning: Ann makes a deal, answers what it asks, moves it on with a reason, wins it, opens it again and
// wins it once more; Maya asks her something in a direct message, and she answers.
func (m *morning) deals() {
	m.insist("new deal", "On your list", func() error { return m.makeDeal("/deal new " + nthDeal + " 12k") })
	m.onDeal("answer", "1 answer kept", nthProof, func() error {
		return errors.Join(m.press("Answer"), m.who.Fill(coach.DefaultProcess()[0].Milestones[0].Ask, nthProof), m.who.Submit())
	})
	m.onDeal("move", "Moved on to", "Move on to Proposal", func() error {
		return errors.Join(m.press("Move on to Discovery"), m.press("Move all the same"),
			m.who.Fill("What makes it right to move on now?", nthReason), m.who.Submit())
	})
	win := func() error {
		return errors.Join(m.press("Won"), m.who.Fill("What did we learn?", nthLearnt), m.who.Submit())
	}
	m.onDeal("won", "Won!", "Reopen", win)
	m.onDeal("reopened", "Open again", "Move on to Proposal", func() error { return m.press("Reopen") })
	m.onDeal("won again", "Won!", "Reopen", win)
	m.who = m.slack.As("maya")
	m.insist("ask", "Asked.", m.ask)
	m.dismiss()
	time.Sleep(3 * time.Minute) // the question may be on its way for as long as the settle window
	m.settle()
	m.who = m.slack.As("ann")
	m.insist("answer", "has it, and nobody else", func() error {
		if m.who.View() == nil {
			if err := m.who.Press(m.who.DM(), "", "Answer"); err != nil {
				return err
			}
			m.settle()
		}
		return errors.Join(m.who.Fill("Your answer", nthAnswer), m.who.Submit())
	})
	m.dismiss()
	time.Sleep(6 * time.Minute) // the longest back-off, and the settle window
	m.settle()
}

// press presses a button of the page that stands open, and waits for what it brings.
func (m *morning) press(label string) error {
	err := m.who.PressInView(label)
	m.settle()
	return err
}

// makeDeal types the line that makes a deal. Who is told that something went wrong types it again, and may read that it is
// there already.
func (m *morning) makeDeal(line string) error {
	const there = "open deal of that name already"
	before := m.readable(there)
	err := m.who.Slash("sales-west", line)
	m.settle()
	if m.readable(there) > before {
		return errSettled
	}
	return err
}

// onDeal does something on the deal's page until the page says so, or shows when it is opened again that it is done.
func (m *morning) onDeal(what, wanted, done string, do func() error) {
	m.t.Helper()
	m.insist(what, wanted, func() error {
		if err := m.who.Slash("sales-west", "/deal "+nthDeal); err != nil {
			return err
		}
		m.settle()
		if v := m.who.View(); v != nil && strings.Contains(v.Plain(), done) {
			return errSettled
		}
		return do()
	})
	m.dismiss()
}

// ask puts a question to Ann in Maya's name. Before she does it again she looks whether it was sent: it is there at once
// even when its change was said to have failed and was stored.
func (m *morning) ask() error {
	if m.readable("You asked Ann") > 0 {
		return errSettled
	}
	err := m.who.Slash("sales-west", "/coach @ann")
	m.settle()
	err = errors.Join(err, m.who.Press("sales-west", "", "Ask in DM"))
	m.settle()
	return errors.Join(err, m.who.Fill("Your question", nthQuestion), m.who.Submit())
}

// checkDeals proves what was promised: the win is in the ledger once, the question and its answer are there once, and so is
// everything that people were told; the checker knows how.
func (m *morning) checkDeals() {
	m.t.Helper()
	known := dealt{name: nthDeal, told: true, worth: dealWorthMinor, won: said{nthLearnt, true}}
	known.answers, known.reasons = []said{{nthProof, true}}, []said{{nthReason, true}}
	c := checker{
		database: m.path, journal: m.slack.Journal(), now: time.Now(), dealt: []dealt{known},
		posed: []posed{{question: nthQuestion, told: true, answers: []said{{nthAnswer, true}}}},
	}
	for _, fault := range c.faults(context.Background()) {
		m.t.Error(fault)
	}
	for _, want := range []struct {
		who, text string
		thread    bool
	}{
		{"maya", "Ann moved Acme on from Qualified to Discovery", false},
		{"maya", "You asked Ann", false},
		{"maya", nthAnswer, true},
		{"ann", "Maya asks you", false},
	} {
		if n := m.standing(m.slack.As(want.who), "dm", want.text, want.thread); n != 1 {
			m.t.Errorf("%s reads %q %d times", want.who, want.text, n)
		}
	}
}
