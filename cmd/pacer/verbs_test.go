package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// verbs are the words of the scripts.
//
//	begin 2026-11-23 08:50 Europe/London   the story starts; times are told in that zone
//	at 09:00 | at Fri 15:00 | at 2026-11-27 15:00    time passes until then
//	pass 20m                               time passes
//	apply FILE, export [FLAGS]             the commands; stdout holds what they print
//	serve, sigterm, restart, crash         the process
//	as ann                                 be somebody; what they look at is the channel last looked at
//	in sales-west, dm, home                look at a channel, the conversation with the bot, the Home tab
//	thread 'text'                          open the thread of the newest message with the text
//	slash '/log 5 calls'                   type a command where one looks
//	say 'text'                             write where one looks: the channel, the DM, the thread
//	press 'Label', fill 'Label' VALUE, submit, close    a message's or the modal's elements
//	see 'text' ['more'], ! see 'text'      one message (or the modal, or Home) shows all the texts, or none does
//	count 2 'text'                         so many messages show the text
//	together ann '/log 1 meeting' bob …    what several do at the same instant: a command, 'press Label', or submit
//	deactivated bob                        somebody's account is deactivated in Slack
//	fault twice | fault lost [METHOD]      what goes wrong next on the wire; bot/playground/fault.go has the names
//	refused is_archived …                  with which errors Slack may refuse calls in this story; without it, none
func verbs() map[string]func(*testscript.TestScript, bool, []string) {
	plain := map[string]func(s *story, args []string) error{
		"begin":       (*story).begin,
		"at":          (*story).at,
		"pass":        (*story).pass,
		"serve":       func(s *story, _ []string) error { return s.serve() },
		"sigterm":     func(s *story, _ []string) error { return s.stopServing() },
		"restart":     func(s *story, _ []string) error { return errors.Join(s.stopServing(), s.serve()) },
		"crash":       func(s *story, _ []string) error { return s.crash() },
		"as":          (*story).as,
		"in":          func(s *story, args []string) error { s.place = place{channel: args[0]}; return nil },
		"dm":          func(s *story, _ []string) error { s.place = place{channel: "dm"}; return nil },
		"home":        (*story).home,
		"thread":      (*story).thread,
		"slash":       func(s *story, args []string) error { return s.who.Slash(s.channel(), args[0]) },
		"say":         (*story).say,
		"press":       (*story).press,
		"fill":        func(s *story, args []string) error { return s.who.Fill(args[0], args[1]) },
		"submit":      func(s *story, _ []string) error { return s.who.Submit() },
		"close":       func(s *story, _ []string) error { return s.who.CloseView() },
		"count":       (*story).count,
		"together":    (*story).together,
		"fault":       func(s *story, args []string) error { return s.slack.Fault(args[0], args[1:]...) },
		"deactivated": func(s *story, args []string) error { return s.deactivate(args[0]) },
		"refused":     (*story).refused,
	}
	out := map[string]func(*testscript.TestScript, bool, []string){"see": see, "apply": apply, "export": export}
	for name, verb := range plain {
		out[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			s := of(ts)
			err := verb(s, args)
			if s.slack != nil {
				s.settle()
				err = errors.Join(err, s.rules())
			}
			switch {
			case neg && err == nil:
				ts.Fatalf("%s %s was expected to fail", name, strings.Join(args, " "))
			case neg:
				ts.Logf("[%v]", err)
			case err != nil:
				ts.Fatalf("%v\n%s", err, s.diagnosis())
			}
		}
	}
	return out
}

// begin lets the years pass that lie before the story and opens its Slack.
func (s *story) begin(args []string) error {
	zone, err := time.LoadLocation(args[2])
	if err != nil {
		return err
	}
	s.zone = zone
	at, err := time.ParseInLocation("2006-01-02 15:04", args[0]+" "+args[1], zone)
	if err != nil {
		return err
	}
	time.Sleep(time.Until(at))
	s.place = place{channel: "sales-west"}
	if err := s.open(); err != nil {
		return err
	}
	return s.as([]string{"ann"})
}

// at sleeps until the next time that the clock on the wall shows.
func (s *story) at(args []string) error {
	until, err := s.instant(strings.Join(args, " "))
	if err != nil {
		return err
	}
	if !until.After(time.Now()) {
		return fmt.Errorf("%s has passed: it is %s", strings.Join(args, " "), time.Now().In(s.zone))
	}
	time.Sleep(time.Until(until))
	return nil
}

func (s *story) instant(text string) (time.Time, error) {
	now := time.Now().In(s.zone)
	if t, err := time.ParseInLocation("2006-01-02 15:04", text, s.zone); err == nil {
		return t, nil
	}
	words := strings.Fields(text)
	clock, err := time.Parse("15:04", words[len(words)-1])
	if err != nil {
		return now, err
	}
	for day := range 8 {
		t := time.Date(now.Year(), now.Month(), now.Day()+day, clock.Hour(), clock.Minute(), 0, 0, s.zone)
		if t.After(now) && (len(words) == 1 || strings.HasPrefix(t.Weekday().String(), words[0])) {
			return t, nil
		}
	}
	return now, fmt.Errorf("%s is no time", text)
}

func (s *story) pass(args []string) error {
	d, err := time.ParseDuration(args[0])
	if err == nil {
		time.Sleep(d)
	}
	return err
}

func (s *story) as(args []string) error {
	s.who = s.slack.As(args[0])
	s.place.view, s.place.thread = "", ""
	return nil
}

func (s *story) home([]string) error {
	s.place.view = "home"
	return s.who.OpenHome()
}

func (s *story) channel() string {
	if s.place.channel == "dm" {
		return s.who.DM()
	}
	return s.place.channel
}

func (s *story) thread(args []string) error {
	s.place.thread, s.place.view = "", ""
	for _, m := range slices.Backward(s.messages()) {
		if shows(plain(m), args) {
			s.place.thread = m.TS
			return nil
		}
	}
	return fmt.Errorf("no message shows %q", args)
}

func (s *story) messages() []playground.Message {
	if s.place.thread != "" {
		return s.who.Thread(s.channel(), s.place.thread)
	}
	return s.who.Messages(s.channel())
}

func (s *story) say(args []string) error {
	var err error
	if s.place.thread != "" {
		_, err = s.who.Reply(s.channel(), s.place.thread, args[0])
	} else {
		_, err = s.who.Say(s.channel(), args[0])
	}
	return err
}

// press presses in the modal where one is open, or in the Home tab where one looks at it, else in the newest message
// that has the button.
func (s *story) press(args []string) error {
	if s.view() != nil {
		return s.who.PressInView(args[0])
	}
	return s.who.Press(s.channel(), "", args[0])
}

func (s *story) count(args []string) error {
	want, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	s.settle()
	got := 0
	for _, m := range s.messages() {
		if shows(plain(m), args[1:]) {
			got++
		}
	}
	if got != want {
		return fmt.Errorf("%d messages show %q, not %d", got, args[1:], want)
	}
	return nil
}

func (s *story) together(args []string) error {
	var wg sync.WaitGroup
	errs := make([]error, len(args)/2)
	for i := range errs {
		who, what := s.slack.As(args[2*i]), args[2*i+1]
		wg.Go(func() { errs[i] = s.does(who, what) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// does is one of the things that several people can do together.
func (s *story) does(who *playground.Actor, what string) error {
	label, press := strings.CutPrefix(what, "press ")
	switch {
	case press:
		return who.Press(s.channel(), "", label)
	case what == "submit":
		return who.Submit()
	default:
		return who.Slash(s.channel(), what)
	}
}

// deactivate does to an account what an admin of the workspace does when somebody leaves.
func (s *story) deactivate(name string) error {
	for _, u := range demoWorkspace().Users {
		if strings.EqualFold(u.Name, name) {
			s.slack.ChangeUser(u.ID, func(u *playground.User) { u.Deleted = true })
			return nil
		}
	}
	return fmt.Errorf("nobody is called %s", name)
}

func (s *story) refused(args []string) error {
	s.awaits = args
	return nil
}

// rules fails when Slack would have refused something with an error that the script does not expect.
func (s *story) rules() error {
	for _, r := range s.slack.Refusals() {
		if !slices.Contains(s.awaits, r.Error) {
			return fmt.Errorf("refused by Slack's rules: %+v", r)
		}
	}
	return nil
}

// patience is how long one looks for something that is on its way: Slack takes a message a second in a channel.
const patience = 20 * time.Second

// see waits for what is on its way; "! see" looks once, when everything has come to rest.
func see(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	s.settle()
	for waited := time.Duration(0); !neg && !s.sees(args) && waited < patience; waited += time.Second {
		time.Sleep(time.Second)
		s.settle()
	}
	ts.Check(s.rules())
	if s.sees(args) == neg {
		ts.Fatalf("%s sees %s:\n%s", s.where(), map[bool]string{true: "it", false: "only this"}[neg], s.screen())
	}
}

func (s *story) sees(texts []string) bool {
	if v := s.view(); v != nil {
		return shows(v.Plain(), texts)
	}
	return slices.ContainsFunc(s.messages(), func(m playground.Message) bool { return shows(plain(m), texts) })
}

// view is what lies over the messages: an open modal, or the Home tab.
func (s *story) view() *playground.View {
	if v := s.who.View(); v != nil {
		return v
	}
	if s.place.view == "home" {
		return s.who.Home()
	}
	return nil
}

// plain is a message as a reader gets it, with its reactions behind it.
func plain(m playground.Message) string {
	text := m.Plain()
	for _, r := range m.Reactions {
		text += " :" + r.Name + ":"
	}
	return text
}

// shows tells whether the text has all the parts, whatever the line breaks.
func shows(text string, parts []string) bool {
	text = strings.Join(strings.Fields(text), " ")
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(text, p) })
}

func (s *story) where() string {
	return fmt.Sprintf("%s: at %s in %s", time.Now().In(s.zone).Format("Mon 2006-01-02 15:04:05"), s.who.DM(), s.place.channel)
}

// screen is all that the person sees.
func (s *story) screen() string {
	if v := s.view(); v != nil {
		return v.Plain()
	}
	var b strings.Builder
	for _, m := range s.messages() {
		fmt.Fprintf(&b, "- %s\n", strings.ReplaceAll(plain(m), "\n", "\n  "))
	}
	return b.String()
}

// diagnosis helps to see what went wrong in a script.
func (s *story) diagnosis() string {
	if s.slack == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s sees:\n%s", s.where(), s.screen())
	for _, r := range s.slack.Refusals() {
		fmt.Fprintf(&b, "refused: %+v\n", r)
	}
	lines := strings.Split(s.logs.String(), "\n")
	b.WriteString(strings.Join(lines[max(0, len(lines)-15):], "\n"))
	return b.String()
}

// withStore opens the database a second time, as another process does.
func (s *story) withStore(use func(*store.DB) error) error {
	db, err := store.Open(context.Background(), s.path, store.Options{Now: time.Now})
	if err != nil {
		return err
	}
	return errors.Join(use(db), db.Close())
}

// apply is "pacer apply FILE", in this process for the sake of its clock.
func apply(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	err := s.withStore(func(db *store.DB) error {
		team, err := readTeamFile(ts.MkAbs(args[0]))
		if err != nil {
			return err
		}
		return applyTeam(context.Background(), db, team, world{Stdout: ts.Stdout(), Now: time.Now})
	})
	finish(ts, neg, err)
}

// export is "pacer export FLAGS".
func export(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	err := s.withStore(func(db *store.DB) error {
		var c exportCmd
		for i := 0; i+1 < len(args); i += 2 {
			switch args[i] {
			case "--from":
				c.From = args[i+1]
			case "--to":
				c.To = args[i+1]
			case "--team":
				c.Team = args[i+1]
			}
		}
		span, err := c.span()
		if err != nil {
			return err
		}
		return exportCSV(context.Background(), db, c.Team, span, ts.Stdout())
	})
	finish(ts, neg, err)
}

func finish(ts *testscript.TestScript, neg bool, err error) {
	switch {
	case err != nil && !neg:
		ts.Fatalf("%v", err)
	case err != nil:
		fmt.Fprintf(ts.Stderr(), "pacer: %v\n", err)
	case neg:
		ts.Fatalf("it was expected to fail")
	}
}
