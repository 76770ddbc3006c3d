package bot

// The words that this package is written in: a request and its answer, the rows of the tables, an occasion and a body.
// What a row does stands in the file of its feature.

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// A request is one thing that a person did: typed a command, pressed a button, submitted a modal, wrote in
// a thread. Who they are is looked up by the id in the envelope, never by what the payload claims.
type request struct {
	Key    string // inbound key: a handler's change carries it, so that a redelivery changes nothing
	At     time.Time
	Person coach.Person
	Roster *coach.Roster

	Channel   string // where it happened; a modal carries it in its private metadata
	MessageTS string // the message that holds the button, or that the person wrote
	ThreadTS  string // the parent of that message's thread; "" outside threads

	Text        string // what follows the command's name, or what was written
	Said        string // the whole of what was written in plain words; "" where a command was typed
	Value       string // the pressed button's value, or a modal's private metadata
	Form        string // private metadata of the modal that holds what was pressed
	Held        string // the same with the marks of its fields; see Bot.marked
	State       formState
	Settled     string // of a form, what its fields were settled over, in the words of its formNow; "" is any
	TriggerID   string
	ResponseURL string
}

// formState is what a submitted modal holds, by block id. Each of our inputs is alone in its block, so the
// block id names it.
type formState map[string]field

// field is one input's answer; which part is set depends on the kind of input.
type field struct {
	Value   string   // text, number, date, or the selected option's value
	Options []string // values of the selected options of a multi-select or of checkboxes
	Files   []handed // what was put into a file input
}

// handed is a file that somebody put into a form; Slack keeps it, and the bot may read it there.
type handed struct{ Name, URL string }

// An answer is what goes back to the person who made a request. For a command it travels in the ack; for a
// button through its response URL; a submitted modal can only show errors or another modal.
type answer struct {
	Text    string        // says by itself what the blocks say; seen by this person alone
	Blocks  []slack.Block //
	Replace bool          // button: replaces the private message that holds the button
	Charted []slack.Block // command: Blocks with charts, shown in their place where the workspace takes charts
	// Given are the coaching questions in it that its reader had not been shown today. They are noted once it is on its way:
	// a store that is busy keeps nobody from reading it.
	Given []coach.AskedQuestion

	Modal  *slack.ModalViewRequest // opened by a command or a button; takes the place of a submitted modal
	Errors map[string]string       // submitted modal: block id → what to mend
	// Newest tells that Modal shows what stood in the fields when an input told of its change. It takes the place of what
	// the modal shows by then, even where that has changed in between: by an earlier change, which Slack delivered first.
	Newest bool
}

// access is a set of roles that may do something.
type access uint8

const (
	asRep     access = 1 << iota // a rep of at least one team
	asManager                    // manages at least one team
	asAdmin                      // sets Pacer up: workspace admin or owner, or named by one
	asMember                     // any full member of the workspace, in a team or not
)

// A handler serves one row of a table. Whatever it changes, it commits (Bot.store) under req.Key before it
// returns; an error becomes a sentence in errors.go.
type handler func(ctx context.Context, b *Bot, req *request) (answer, error)

// A command is a row of the table of slash commands.
type command struct {
	Name        string // what our own names start from: "log"; the name in Slack is a setting
	Description string // for Slack's manifest and for help
	Usage       string // usage hint
	Examples    []string
	ForManagers []string // more examples, which only a manager may type
	Who         access
	Handle      handler
}

// A button is a row of the table of interactive elements in messages and modals, found by its action id.
type button struct {
	Action string
	Who    access
	Handle handler
}

// A form is a row of the table of modals, found by its callback id when it is submitted.
type form struct {
	Callback string
	Who      access
	Handle   handler // see form.submit, by which it is run
	Now      formNow // of a form whose fields hold what others, or another window, may change meanwhile; else nil
}

// A ritual is a row of the table of rhythms. Run composes the change that an occurrence leads to; the
// occurrence itself is finished by whoever calls it. A skip error records the occurrence as skipped.
type ritual struct {
	Kind    coach.RhythmKind
	Working bool // only on days on which the team works; a follow-up goes by what it follows
	Moves   bool // a holiday puts it off to the next working day instead of leaving it out: see occasion.moved
	Run     func(ctx context.Context, b *Bot, on occasion) (coach.Change, error)
}

// An occasion is an occurrence with what every ritual needs to know about it, all of one moment.
type occasion struct {
	coach.Occurrence
	team   *coach.Team
	roster *coach.Roster
	zone   *time.Location // the occurrence's own
	day    coach.Day      // the nominal date in it: Friday's, even if it runs after midnight
	moved  time.Time      // on a holiday, the same time of the next working day; zero on other days
}

// A renderer is a row of the table of messages whose body is made at the moment of sending, found by
// Message.Render. It gets the key of the message that is edited.
type renderer struct {
	Name   string
	Render func(ctx context.Context, b *Bot, target string) (body, error)
}

// A body is what a message says.
type body struct {
	Text   string
	Blocks []slack.Block
}

// skip is the error of a ritual that has nothing to do today; its text is the recorded reason.
type skip string

func (s skip) Error() string { return string(s) }
