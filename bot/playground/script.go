package playground

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// patience is how long a script looks for something that is on its way: Slack takes a message a second in a channel.
//
// In a bubble the time is virtual and costs nothing.
const patience = 20 * time.Second

// A Script is people at work, told step by step, as one would tell it:
//
//	sc := playground.NewScript(server, synctest.Wait)
//	sc.As("ann").In("west").Slash("/log").Fill("Calls", "5").Submit().See("Logged 5 calls")
//	sc.As("bob").SeeNothing("Logged 5 calls")
//	sc.Done(t)
//
// It remembers its first failure, with the place in the source; all steps after it do nothing. Each step also fails when
// Slack would have refused something that the app did; see [Script.Allow].
//
// A person looks at one thing at a time, which As, In, DM, Home and Thread choose. A modal that is open lies over it: it
// is what is seen and pressed. A Script is for one goroutine; see [Script.Together].
type Script struct {
	s       *Server
	settle  func()
	who     *Actor
	name    string
	channel string // name or id; "" is the conversation with the app
	thread  string // ts of the parent; "" outside threads
	home    bool
	// Codes of refusals; see Allow.
	allowed []string
	err     error
}

// NewScript begins a script. It looks at nothing yet: begin with [Script.As] and, for a channel, [Script.In]. settle
// lets everything come to rest that needs no time to pass, testing/synctest.Wait in a bubble; nil where there is no
// such thing: then SeeNothing and Count tell only what is there already.
func NewScript(s *Server, settle func()) *Script {
	if settle == nil {
		settle = func() {}
	}
	return &Script{s: s, settle: settle, who: s.As("")}
}

// A ScriptError is the first step of a script that failed.
//
// The screen is taken when the step has failed: it is what a reader needs who has no browser.
type ScriptError struct {
	Place string // file:line of the step
	Step  string // what was to be done: ann: press "Save"
	Err   error
	Sees  string // what the person saw then
}

// Error tells the place, the step, what was wrong, and what was on the screen.
func (e *ScriptError) Error() string {
	return fmt.Sprintf("%s: %s: %v\nOn the screen:\n%s", e.Place, e.Step, e.Err, e.Sees)
}

// Unwrap gives what was wrong.
func (e *ScriptError) Unwrap() error { return e.Err }

// Err is the first failure, a [*ScriptError]; nil if there was none.
func (sc *Script) Err() error { return sc.err }

// Take gives the first failure and forgets it, so that the script can go on: for steps that are expected to fail.
//
// The refusals stay: what Slack refused is told again by the next step unless it is allowed.
func (sc *Script) Take() error {
	err := sc.err
	sc.err = nil
	return err
}

// Done fails a test with the first failure. t is a *testing.T.
//
// An interface, so that this package does not need testing in a program that serves people.
func (sc *Script) Done(t interface {
	Helper()
	Fatal(args ...any)
},
) {
	t.Helper()
	if sc.err != nil {
		t.Fatal(sc.err)
	}
}

// Allow names the errors with which Slack may refuse calls of the app from here on; without it, none.
//
// By Slack's code ("msg_too_long"), for the whole rest of the script.
func (sc *Script) Allow(codes ...string) *Script {
	sc.allowed = append(sc.allowed, codes...)
	return sc
}

// As makes somebody else sit down, by id or name. The channel stays; threads and the Home tab are closed.
//
// A name of nobody is no error here; the first step that does something tells it.
func (sc *Script) As(name string) *Script {
	sc.who, sc.name, sc.thread, sc.home = sc.s.As(name), name, "", false
	return sc
}

// Who is who one is, nil before the first [Script.As].
func (sc *Script) Who() *Actor { return sc.who }

// In looks at a channel, by id or name.
func (sc *Script) In(channel string) *Script {
	sc.channel, sc.thread, sc.home = channel, "", false
	return sc
}

// DM looks at the conversation with the app.
func (sc *Script) DM() *Script { return sc.In("") }

// DMWith looks at the person's conversation with somebody else, which it opens where there is none yet.
func (sc *Script) DMWith(name string) *Script {
	return sc.step("write to "+name, func() error {
		id, err := sc.who.DMWith(name)
		sc.channel, sc.thread, sc.home = id, "", false
		return err
	})
}

// Home opens the app's Home tab.
func (sc *Script) Home() *Script {
	return sc.step("open Home", func() error {
		sc.home, sc.thread = true, ""
		return sc.who.OpenHome()
	})
}

// Thread opens the thread of the newest message that shows all the texts.
//
// What follows happens in the thread until As, In, DM or Home. Slack knows no commands of apps in threads, and so Slash
// fails there.
func (sc *Script) Thread(texts ...string) *Script {
	return sc.step(quoted("open the thread of", texts), func() error {
		sc.thread, sc.home = "", false
		for _, m := range slices.Backward(sc.messages()) {
			if shows(reads(m), texts) {
				sc.thread = m.TS
				return nil
			}
		}
		return errors.New("there is no such message")
	})
}

// Slash types a command where the person looks.
func (sc *Script) Slash(line string) *Script {
	return sc.step("type "+line, func() error {
		if sc.thread != "" {
			return sc.s.slash(sc.who.user, sc.place(), sc.thread, line)
		}
		return sc.who.Slash(sc.place(), line)
	})
}

// Say writes where the person looks: the channel, the conversation with the app, or the thread.
func (sc *Script) Say(text string) *Script {
	return sc.step(quoted("say", []string{text}), func() error {
		var err error
		if sc.thread != "" {
			_, err = sc.who.Reply(sc.place(), sc.thread, text)
		} else {
			_, err = sc.who.Say(sc.place(), text)
		}
		return err
	})
}

// Edit changes the newest of the person's own messages with a text, where they look, to another.
func (sc *Script) Edit(old, text string) *Script {
	return sc.step(quoted("edit", []string{old, text}), func() error {
		m, err := sc.own(old)
		if err != nil {
			return err
		}
		return sc.who.Edit(sc.place(), m.TS, text)
	})
}

// Unsay deletes the newest of the person's own messages with a text, where they look.
func (sc *Script) Unsay(text string) *Script {
	return sc.step(quoted("unsay", []string{text}), func() error {
		m, err := sc.own(text)
		if err != nil {
			return err
		}
		return sc.who.Delete(sc.place(), m.TS)
	})
}

// own finds the newest of the person's own messages with a text.
func (sc *Script) own(text string) (Message, error) {
	shown := sc.who.Messages(sc.place())
	if sc.thread != "" {
		shown = sc.who.Thread(sc.place(), sc.thread)
	}
	for _, m := range slices.Backward(shown) {
		if m.User == sc.who.user && m.Text == text {
			return m, nil
		}
	}
	return Message{}, fmt.Errorf("%s has said no %q here", sc.who.user, text)
}

// Press presses a button: of the modal where one is open, of the Home tab, or of the newest message that has it.
//
// What lies in front is pressed and nothing behind it, as with a mouse.
func (sc *Script) Press(label string) *Script {
	return sc.step(quoted("press", []string{label}), func() error {
		if sc.who.View() != nil || sc.home {
			return sc.who.PressInView(label)
		}
		return sc.who.Press(sc.place(), "", label)
	})
}

// Choose chooses in a select of the newest message that has it; see [Actor.Choose].
func (sc *Script) Choose(label, option string) *Script {
	return sc.step(quoted("choose", []string{label, option}), func() error { return sc.who.Choose(sc.place(), "", label, option) })
}

// Fill puts a value into an input of the modal or the Home tab; see [Actor.Fill].
func (sc *Script) Fill(label, value string) *Script {
	return sc.step(quoted("fill", []string{label, value}), func() error { return sc.who.Fill(label, value) })
}

// Submit hands in the modal on top.
func (sc *Script) Submit() *Script { return sc.step("submit", sc.who.Submit) }

// Close closes the modal on top.
func (sc *Script) Close() *Script { return sc.step("close", sc.who.CloseView) }

// Status sets the person's status; see [Actor.SetStatus].
func (sc *Script) Status(emoji, text string, until time.Time) *Script {
	return sc.step(quoted("set the status", []string{emoji, text}), func() error { return sc.who.SetStatus(emoji, text, until) })
}

// Rest lets everything come to rest and looks whether Slack has refused something.
func (sc *Script) Rest() *Script { return sc.step("rest", func() error { return nil }) }

// See waits, twenty seconds at most, until one message, the modal or the Home tab shows all the texts. White space does
// not matter.
//
// All the texts have to be in one message, so that a story says what belongs together. It comes back as soon as they
// are there.
func (sc *Script) See(texts ...string) *Script {
	return sc.step(quoted("see", texts), func() error {
		sc.settle()
		over := time.NewTimer(patience)
		defer over.Stop()
		for {
			stirred := sc.s.nextStir() // before looking, so that nothing falls between
			if sc.sees(texts) {
				return nil
			}
			select {
			case <-stirred:
			case <-over.C:
				return errors.New("it is not there")
			}
		}
	})
}

// SeeNothing fails if one message, the modal or the Home tab shows all the texts, once everything has come to rest.
//
// Nothing waits for time to pass: what comes a minute later is not looked for.
func (sc *Script) SeeNothing(texts ...string) *Script {
	return sc.step(quoted("see nothing of", texts), func() error {
		sc.settle()
		if sc.sees(texts) {
			return errors.New("it is there")
		}
		return nil
	})
}

// Count fails unless just n messages show all the texts, once everything has come to rest.
func (sc *Script) Count(n int, texts ...string) *Script {
	return sc.step(quoted(fmt.Sprintf("see %d times", n), texts), func() error {
		sc.settle()
		got := 0
		for _, m := range sc.messages() {
			if shows(reads(m), texts) {
				got++
			}
		}
		if got != n {
			return fmt.Errorf("it is there %d times", got)
		}
		return nil
	})
}

// Together runs what several people do at the same instant. Each begins where this script is, with a script of its own;
// who sits where afterwards does not change here.
//
// All of them are waited for, also after one has failed, and all failures are told. None of them can wait for what only
// another does.
func (sc *Script) Together(people ...func(sc *Script)) *Script {
	return sc.step("do together", func() error {
		var wg sync.WaitGroup
		errs := make([]error, len(people))
		for i, do := range people {
			own := *sc
			own.settle = func() {} // one of them at a time can wait for the others; step does it for all
			wg.Go(func() {
				do(&own)
				errs[i] = own.err
			})
		}
		wg.Wait()
		return errors.Join(errs...)
	})
}

// Screen is all that the person sees now.
//
// It is for failures and for whoever looks, and not for comparing: See knows what may differ.
func (sc *Script) Screen() string {
	if v := sc.front(); v != nil {
		return v.Plain()
	}
	var b strings.Builder
	for _, m := range sc.messages() {
		fmt.Fprintf(&b, "- %s\n", strings.ReplaceAll(reads(m), "\n", "\n  "))
	}
	return b.String()
}

// step does one step, unless one has failed before.
//
// Refusals are looked at after each step, so that the step which caused one is the one that fails, though the person
// saw nothing of it.
func (sc *Script) step(what string, do func() error) *Script {
	if sc.err != nil {
		return sc
	}
	err := do()
	sc.settle()
	if err = errors.Join(err, sc.refused()); err != nil {
		sc.err = &ScriptError{Place: callerOfScript(), Step: strings.TrimPrefix(sc.name+": ", ": ") + what, Err: err, Sees: sc.Screen()}
	}
	return sc
}

// refused fails when Slack refused something that is not allowed.
func (sc *Script) refused() error {
	for _, r := range sc.s.Refusals() {
		if !slices.Contains(sc.allowed, r.Error) {
			return fmt.Errorf("refused by Slack's rules: %+v", r)
		}
	}
	return nil
}

// place is the channel that the person looks at.
func (sc *Script) place() string {
	if sc.channel == "" {
		return sc.who.DM()
	}
	return sc.channel
}

// messages are those that the person looks at.
func (sc *Script) messages() []Message {
	if sc.thread != "" {
		return sc.who.Thread(sc.place(), sc.thread)
	}
	return sc.who.Messages(sc.place())
}

// front is what lies over the messages: an open modal, or the Home tab.
func (sc *Script) front() *View {
	if v := sc.who.View(); v != nil || !sc.home {
		return v
	}
	return sc.who.Home()
}

// sees reports whether the person sees all the texts in one place.
func (sc *Script) sees(texts []string) bool {
	if v := sc.front(); v != nil {
		return shows(v.Plain(), texts)
	}
	return slices.ContainsFunc(sc.messages(), func(m Message) bool { return shows(reads(m), texts) })
}

// reads is a message as a reader gets it, with its reactions behind it.
func reads(m Message) string {
	text := []string{m.Plain()}
	for _, r := range m.Reactions {
		text = append(text, ":"+r.Name+":")
	}
	return strings.Join(text, " ")
}

// shows tells whether the text has all the parts, whatever the line breaks.
//
// No texts at all are always there.
func shows(text string, parts []string) bool {
	text = strings.Join(strings.Fields(text), " ")
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(text, p) })
}

// quoted is a step with its texts.
func quoted(verb string, texts []string) string {
	for _, t := range texts {
		verb += fmt.Sprintf(" %q", t)
	}
	return verb
}

// callerOfScript is the file and line of the step: the first caller that is no method of a Script.
//
// A literal that is handed to Together is none, so that the place is inside of it.
func callerOfScript() string {
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for {
		f, more := frames.Next()
		if !strings.Contains(f.Function, ".(*Script).") && !strings.HasSuffix(f.Function, ".callerOfScript") {
			return fmt.Sprintf("%s:%d", f.File[strings.LastIndexByte(f.File, '/')+1:], f.Line)
		}
		if !more {
			return ""
		}
	}
}
