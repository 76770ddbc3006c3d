package main

import (
	"errors"
	"strings"

	"example.com/pacer/bot/playground"
)

// aCalendar is a file with one holiday.
const aCalendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n" +
	"DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261226\r\nSUMMARY:Christmas Day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// setUp is the part of the morning in which Ada changes the teams: from a public channel, a private one and a user group,
// and with holidays from a file.
func (m *scopeMorning) setUp() {
	ada := m.slack.As("ada")
	shows := func(text string) func() bool {
		return func() bool { v := ada.View(); return v != nil && strings.Contains(v.Plain(), text) }
	}
	// Teams are listed by name: North is the first.
	from := func(team, way string) func() error {
		return func() error {
			err := m.onPage(ada, team, "setup_page:21")
			return errors.Join(err, ada.Fill("Who is in the team", way), ada.Submit())
		}
	}
	m.step("people of a public channel", from("setup_page:1", "Everybody in the team's channel now"), shows("Saved."))
	m.step("people of a private channel", from("setup_page:0", "Everybody in the team's channel now"), shows("Saved."))
	m.step("a user group", func() error {
		err := from("setup_page:0", "A Slack user group")()
		m.settle()
		return errors.Join(err, ada.Fill("User group", "@closers, Account executives"), ada.Submit())
	}, shows("kept in step with a user group"))
	m.step("who comes into the group", func() error {
		m.slack.ChangeGroup("S0CLOSERS", func(g *playground.UserGroup) { g.Members = append(g.Members, "U0DEV") })
		return nil
	}, func() bool {
		return m.onPage(ada, "setup_page:0", "setup_page:21") == nil && shows("@Dev")()
	})
	m.step("holidays from a file", func() error {
		err := m.onPage(ada, "setup_page:0", "setup_page:24")
		return errors.Join(err, ada.Hand("Holidays from a calendar file", "uk.ics", []byte(aCalendar)), ada.Submit())
	}, shows("1 holiday was read from uk.ics"))
}

// onPage opens a page of a team in the setup.
func (m *scopeMorning) onPage(who *playground.Actor, team, page string) error {
	err := who.Slash("general", "/pacer setup")
	for _, button := range []string{team, page} {
		m.settle() // the page before is there
		err = errors.Join(err, who.PressInView(button))
	}
	m.settle()
	return err
}
