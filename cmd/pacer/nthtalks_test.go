package main

import (
	"context"
	"errors"
	"strings"
	"time"
)

// What is said in the morning of talks; each text is there once.
const (
	nthLearned = "Early calls work"
	nthPromise = "Call the twelve from York"
	nthPrivate = betweenUs + ", nobody else"
	nthAgenda  = "The price list"
	nthWords   = "Ask for the next step"
	nthGoal    = "Sprint of spring"
	nthPick    = "Who signs"
)

// talks is the third morning: Ann says what to talk about, Maya writes the conversation down, gives the team a goal and asks what
// a stage takes; Ann picks, makes a plan, and asks for her data. Who is told that something may or may not be saved looks
// first, as they are told to.
func (m *morning) talks() {
	m.byForm("agenda", "/coach agenda", nthAgenda, nthAgenda, func() error {
		return errors.Join(m.who.Fill("agenda", nthAgenda), m.who.Submit())
	})
	m.who = m.slack.As("maya")
	m.insist("record", nthPromise, func() error {
		err := m.who.Slash("sales-west", "/coach @ann")
		m.settle()
		if err = errors.Join(err, m.who.Press("sales-west", "", "Record one-to-one")); err != nil {
			return err
		}
		m.settle()
		if m.readable(nthPromise) > 0 { // agreed on already
			return errSettled
		}
		return errors.Join(m.who.Fill("learnt", nthLearned), m.who.Fill("theirs/0", nthPromise), m.who.Fill("private", nthPrivate), m.who.Submit(), m.look())
	})
	m.dismiss()
	set := nthGoal + ": 0 of 10" // who reads that it failed reads the line that they typed
	m.insist("goal", set, func() error {
		err := m.who.Slash("sales-west", "/board goal")
		m.settle()
		if m.readable(set) > 0 {
			return errSettled
		}
		return errors.Join(err, m.who.Slash("sales-west", "/board goal 10 conversations this month # "+nthGoal))
	})
	m.byForm("clarity", "/deal clarity", "have picked so far", "have picked so far", func() error {
		return errors.Join(m.who.Fill("Which step", "Discovery to Proposal"), m.who.Submit())
	})
	time.Sleep(3 * time.Minute) // what was sent may be on its way for as long as the settle window
	m.settle()
	m.who = m.slack.As("ann")
	m.insist("pick", "Your pick is in", func() error {
		if err := m.who.Press(m.who.DM(), "", "clarity_pick"); err != nil {
			return err
		}
		m.settle()
		return errors.Join(m.who.Fill("clarity_other", nthPick), m.who.Submit())
	})
	m.dismiss()
	m.byForm("plan", "/plan", nthWords, nthWords, func() error {
		err := m.who.Fill("How much", "4")
		m.settle()
		err = errors.Join(err, m.who.Fill("plan_words", nthWords), m.who.Submit())
		m.settle()
		if v := m.who.View(); v != nil && v.Submit != "" { // numbers that are hard to believe are asked about
			err = errors.Join(err, m.who.Submit())
		}
		return err
	})
	m.insist("my data", "(file: What Pacer stores about you", func() error {
		m.files++
		return m.who.Slash("sales-west", "/pacer my data")
	})
	time.Sleep(6 * time.Minute) // the longest back-off, and the settle window
	m.settle()
}

// look waits for what a form is answered with, closes it, and opens the newest brief's record again, to see what stands there.
func (m *morning) look() error {
	m.settle()
	m.dismiss()
	err := m.who.Press("sales-west", "", "Record one-to-one")
	m.settle()
	return err
}

// byForm hands in what a command opens, and opens it again to see whether it stands there; where it does so before, it is
// done.
func (m *morning) byForm(what, line, there, wanted string, do func() error) {
	m.t.Helper()
	m.insist(what, wanted, func() error {
		err := m.who.Slash("sales-west", line)
		m.settle()
		if m.readable(there) > 0 {
			return errSettled
		}
		err = errors.Join(err, do())
		m.settle()
		m.dismiss() // a form that stays open shows what was typed, and not what is kept
		if err != nil {
			return err
		}
		err = m.who.Slash("sales-west", line)
		m.settle()
		return err
	})
	m.dismiss()
}

// checkTalks proves what was promised.
func (m *morning) checkTalks() {
	m.t.Helper()
	c := checker{
		database: m.path, journal: m.slack.Journal(), now: time.Now(),
		kept:    map[string][]said{"promise": {{nthPromise, true}}, "goal": {{nthGoal, true}}, "plan": {{nthWords, true}}},
		filed:   []filed{{"coach_record", "U0MAYA", nthLearned, true}, {"agenda", "U0ANN", nthAgenda, true}, {"clarity_pick", "U0ANN", nthPick, true}},
		private: map[string]string{nthPrivate: "U0MAYA"}, wanted: map[string]int{m.who.DM(): m.files},
	}
	for _, fault := range c.faults(context.Background()) {
		m.t.Error(fault)
	}
	for _, want := range []struct {
		who, text string
	}{
		{"ann", nthPromise},
		{"ann", "Your pick is in"},
		{"bob", "Maya asks everybody in West"},
	} {
		if n := m.standing(m.slack.As(want.who), "dm", want.text, false); n != 1 {
			m.t.Errorf("%s reads %q %d times", want.who, want.text, n)
		}
	}
	if strings.Contains(m.logs.String(), nthPrivate) {
		m.t.Error("the note for herself is in the log")
	}
}
