package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// verbs are the words of the scripts.
//
//	begin 2026-11-23 08:50 Europe/London   the story starts; times are told in that zone
//	slow 1h                                before "begin": Slack's clock is so much behind Pacer's
//	at 09:00 | at Fri 15:00 | at 2026-11-27 15:00    time passes until then
//	pass 20m                               time passes
//	status ann palm_tree Vacationing ['Mon 09:00']    somebody's status, until then; "status ann" clears it
//	flies ann America/New_York             somebody is in another zone
//	deals 500                              Ann has so many open deals
//	apply FILE, export [FLAGS]             the commands; stdout holds what they print
//	serve, sigterm, restart, crash         the process
//	ready, ! ready                         what /readyz answers; stdout holds it
//	overview                               what "pacer status" prints; stdout holds it
//	backup FILE, restore FILE              the commands
//	lose, find                             the database's file is moved away, and back
//	as ann                                 be somebody; what they look at is the channel last looked at, at first sales-west
//	in sales-west, dm, home                look at a channel, the conversation with the bot, the Home tab
//	thread 'text'                          open the thread of the newest message with the text
//	slash '/log 5 calls'                   type a command where one looks
//	say 'text'                             write where one looks: the channel, the DM, the thread
//	press 'Label', fill 'Label' VALUE, submit, close    a message's or the modal's elements; \n in VALUE ends a line
//	see 'text' ['more'], ! see 'text'      one message (or the modal, or Home) shows all the texts, or none does
//	file 'text' ['more'], ! file 'text'    the newest file in one's conversation with the bot, or what it says to whoever
//	                                       does not see it, holds all the texts, or none
//	holds 'text', ! holds 'text'           the bytes of the database's files hold the text, or do not
//	count 2 'text'                         so many messages show the text
//	together ann '/log 1 meeting' bob …    what several do at the same instant: a command, 'press Label', or submit
//	group closers +dev -bob                people come into a user group and leave it
//	deactivated bob, reactivated bob       somebody's account is deactivated in Slack, or active again
//	fault twice | fault lost [METHOD]      what goes wrong next on the wire; bot/playground/faulttable.go has the names
//	refused is_archived …                  with which errors Slack may refuse calls in this story; without it, none
func verbs() map[string]func(*testscript.TestScript, bool, []string) {
	script := map[string]func(sc *playground.Script, args []string){
		"as":       func(sc *playground.Script, args []string) { sc.As(args[0]) },
		"in":       func(sc *playground.Script, args []string) { sc.In(args[0]) },
		"dm":       func(sc *playground.Script, _ []string) { sc.DM() },
		"home":     func(sc *playground.Script, _ []string) { sc.Home() },
		"thread":   func(sc *playground.Script, args []string) { sc.Thread(args...) },
		"slash":    func(sc *playground.Script, args []string) { sc.Slash(args[0]) },
		"say":      func(sc *playground.Script, args []string) { sc.Say(args[0]) },
		"edit":     func(sc *playground.Script, args []string) { sc.Edit(args[0], args[1]) },
		"unsay":    func(sc *playground.Script, args []string) { sc.Unsay(args[0]) },
		"press":    func(sc *playground.Script, args []string) { sc.Press(args[0]) },
		"fill":     func(sc *playground.Script, args []string) { sc.Fill(args[0], strings.ReplaceAll(args[1], `\n`, "\n")) },
		"submit":   func(sc *playground.Script, _ []string) { sc.Submit() },
		"close":    func(sc *playground.Script, _ []string) { sc.Close() },
		"together": together,
		"refused":  func(sc *playground.Script, args []string) { sc.Allow(args...) },
	}
	process := map[string]func(s *story, args []string) error{
		"begin":       (*story).begin,
		"slow":        (*story).slow,
		"at":          (*story).at,
		"pass":        (*story).pass,
		"status":      (*story).status,
		"flies":       (*story).flies,
		"deals":       (*story).deals,
		"serve":       func(s *story, _ []string) error { return s.serve() },
		"sigterm":     func(s *story, _ []string) error { return s.stopServing() },
		"restart":     func(s *story, _ []string) error { return errors.Join(s.stopServing(), s.serve()) },
		"crash":       func(s *story, _ []string) error { return s.crash() },
		"count":       (*story).count,
		"fault":       func(s *story, args []string) error { return s.slack.Fault(args[0], args[1:]...) },
		"lose":        func(s *story, _ []string) error { return os.Rename(s.path, s.path+".lost") },
		"find":        func(s *story, _ []string) error { return os.Rename(s.path+".lost", s.path) },
		"group":       (*story).group,
		"deactivated": func(s *story, args []string) error { return s.deactivate(args[0], true) },
		"reactivated": func(s *story, args []string) error { return s.deactivate(args[0], false) },
	}
	out := map[string]func(*testscript.TestScript, bool, []string){"see": see, "file": file, "holds": holds, "apply": apply, "export": export, "show": showTeam, "ready": ready, "overview": showOverview, "backup": backup, "restore": restore}
	for name, verb := range process {
		out[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			s := of(ts)
			err := verb(s, args)
			if s.people != nil {
				err = errors.Join(err, s.people.Rest().Take())
			}
			outcome(ts, neg, name, args, err)
		}
	}
	for name, step := range script {
		out[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			sc := of(ts).people
			step(sc, args)
			outcome(ts, neg, name, args, sc.Take())
		}
	}
	return out
}

// outcome ends the script where a verb did what was not expected of it.
func outcome(ts *testscript.TestScript, neg bool, name string, args []string, err error) {
	switch {
	case neg && err == nil:
		ts.Fatalf("%s %s was expected to fail", name, strings.Join(args, " "))
	case neg:
		ts.Logf("[%v]", err)
	case err != nil:
		ts.Fatalf("%v\n%s", err, of(ts).diagnosis())
	}
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
	if err := s.open(); err != nil {
		return err
	}
	s.people = playground.NewScript(s.slack, synctest.Wait).As("ann").In("sales-west")
	return nil
}

// slow has Slack's clock go behind Pacer's.
func (s *story) slow(args []string) error {
	by, err := time.ParseDuration(args[0])
	s.town = func(c *playground.Config) { c.Now = func() time.Time { return time.Now().Add(-by) } }
	return err
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

func (s *story) count(args []string) error {
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	return s.people.Count(n, args[1:]...).Take()
}

// together is what several people do at the same instant, in pairs: who, and a command, 'press Label', or submit.
func together(sc *playground.Script, args []string) {
	var people []func(sc *playground.Script)
	for pair := range slices.Chunk(args, 2) {
		people = append(people, func(sc *playground.Script) {
			sc.As(pair[0])
			label, press := strings.CutPrefix(pair[1], "press ")
			switch {
			case press:
				sc.Press(label)
			case pair[1] == "submit":
				sc.Submit()
			default:
				sc.Slash(pair[1])
			}
		})
	}
	sc.Together(people...)
}

// deactivate does to an account what an admin of the workspace does when somebody leaves, or comes back.
func (s *story) deactivate(name string, deleted bool) error {
	for _, u := range demoWorkspace().Users {
		if strings.EqualFold(u.Name, name) {
			s.slack.ChangeUser(u.ID, func(u *playground.User) { u.Deleted = deleted })
			return nil
		}
	}
	return fmt.Errorf("nobody is called %s", name)
}

// group changes who is in a user group: +dev comes in, -bob leaves.
func (s *story) group(args []string) error {
	w := demoWorkspace()
	for _, g := range w.Groups {
		if g.Handle != args[0] {
			continue
		}
		s.slack.ChangeGroup(g.ID, func(g *playground.UserGroup) {
			for _, u := range w.Users {
				if slices.Contains(args, "+"+strings.ToLower(u.Name)) {
					g.Members = append(g.Members, u.ID)
				}
				if slices.Contains(args, "-"+strings.ToLower(u.Name)) {
					g.Members = slices.DeleteFunc(g.Members, func(id string) bool { return id == u.ID })
				}
			}
		})
		return nil
	}
	return fmt.Errorf("there is no group @%s", args[0])
}

// see waits for what is on its way; "! see" looks once, when everything has come to rest.
func see(ts *testscript.TestScript, neg bool, args []string) {
	sc := of(ts).people
	if neg {
		sc.SeeNothing(args...)
	} else {
		sc.See(args...)
	}
	outcome(ts, false, "see", args, sc.Take())
}

// file looks into the newest file in the conversation with the bot of whoever one is.
func file(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	s.settle()
	body := ""
	who := s.people.Who()
	for _, msg := range who.Messages(who.DM()) {
		for _, f := range msg.Files {
			body = string(f.Body) + "\n" + f.Alt
		}
	}
	if body == "" {
		ts.Fatalf("there is no file")
	}
	for _, text := range args {
		if strings.Contains(body, text) == neg {
			ts.Fatalf("%q in the file: %v\n%.2000q", text, !neg, body)
		}
	}
}

// holds looks for texts in the raw bytes of the database and what lies beside it.
func holds(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	s.settle()
	files, err := filepath.Glob(s.path + "*")
	if err != nil {
		ts.Fatalf("%v", err)
	}
	for _, text := range args {
		found := ""
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				ts.Fatalf("%v", err)
			}
			if strings.Contains(string(data), text) {
				found += " " + filepath.Base(name)
			}
		}
		if (found == "") != neg {
			ts.Fatalf("%q is in the files:%s", text, found)
		}
	}
}

// diagnosis helps to see what went wrong in a script.
func (s *story) diagnosis() string {
	if s.slack == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "It is %s\n", time.Now().In(s.zone).Format("Mon 2006-01-02 15:04:05"))
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
			case "--what":
				c.What = args[i+1]
			}
		}
		query, err := c.query()
		if err != nil {
			return err
		}
		return exportCSV(context.Background(), db, query, ts.Stdout())
	})
	finish(ts, neg, err)
}

// showTeam is "pacer show [TEAM]".
func showTeam(ts *testscript.TestScript, neg bool, args []string) {
	err := of(ts).withStore(func(db *store.DB) error {
		return show(context.Background(), db, strings.Join(args, " "), ts.Stdout())
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

// ready is what a running serve answers at /readyz.
func ready(ts *testscript.TestScript, neg bool, _ []string) {
	s := of(ts)
	s.settle()
	if s.running == nil {
		ts.Fatalf("it is not running")
	}
	o := operations{p: s.running.pacer, path: s.path, now: time.Now, log: s.logger()}
	text, well := o.readiness(context.Background())
	fmt.Fprint(ts.Stdout(), text)
	if well == neg {
		ts.Fatalf("ready is %v:\n%s", well, text)
	}
}

// showOverview is "pacer status", in this process for the sake of its clock.
func showOverview(ts *testscript.TestScript, neg bool, _ []string) {
	s := of(ts)
	s.settle()
	finish(ts, neg, overview(context.Background(), settings{environment: environment{Database: s.path}}, world{Stdout: ts.Stdout(), Now: time.Now}))
}

// backup is "pacer backup FILE", as another process does it.
func backup(ts *testscript.TestScript, neg bool, args []string) {
	_, err := store.Backup(context.Background(), of(ts).path, ts.MkAbs(args[0]), false)
	finish(ts, neg, err)
}

// restore is "pacer restore FILE".
func restore(ts *testscript.TestScript, neg bool, args []string) {
	_, err := store.Restore(context.Background(), ts.MkAbs(args[0]), of(ts).path, store.Holder{Command: "restore"}, time.Now())
	finish(ts, neg, err)
}
