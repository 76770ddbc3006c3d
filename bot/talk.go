package bot

// What people say to Pacer in plain words: in a direct message, or where they mention it. Whoever does so need not know
// that there are commands: a line that one of them would take is taken, and anything else is answered with help.
//
// It takes what Slack delivers as an event, so there is no acknowledgement that could carry an answer and no trigger to
// open a form with: answers are direct messages through the outbox, and where a command would open a form its button is
// offered instead.

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"example.com/pacer/bot/coach"
)

// addressed answers somebody who wrote to Pacer. The answer is a direct message even where Pacer was mentioned in a
// channel: a help text in front of everybody helps one and disturbs the rest, and numbers are nobody else's. It serves
// message.im and app_mention alike; the caller has sorted out what bots wrote, edits and what has no text. An error is
// one that may pass, and has Slack deliver the event again: three more times. The key is the event's id, which a
// redelivery keeps. Guests and people of other organisations get the refusal once in chatEvery, like everybody else's
// short help.
func (b *Bot) addressed(ctx context.Context, key, user, channel, text string) error {
	person, roster, err := b.who(ctx, user)
	if err != nil {
		return err
	}
	// Two bots that answer one another do not stop by themselves.
	if person.Bot {
		return nil
	}
	req := &request{
		Key: key, At: b.now(), Person: person, Roster: roster, Channel: channel, Text: b.plainWords(text),
	}
	// A guest who writes deserves an answer too; it is the refusal.
	if err := permit(asMember, person, roster); err != nil {
		return b.chat(ctx, req, err.Error())
	}
	row, rest, meant := b.meant(req)
	if !meant {
		return b.chat(ctx, req, b.shortHelp(req))
	}
	// Only what runs a command counts against the limit: the short help is bounded by chatEvery anyway.
	if granted, first := b.rates.take(user, key, req.At); !granted {
		return b.hurried(ctx, req, first)
	}
	asked := *req
	asked.Text, asked.Said = rest, req.Text
	say, err := b.carryOut(ctx, &asked, row)
	if err != nil {
		return err
	}
	// The handler has used up the delivery's key; that of the message keeps a redelivery from saying it twice. An
	// answer that was asked for comes in quiet hours as well.
	answer := atOnce(direct("answer/"+key, user, say, time.Time{}))
	return b.commit(ctx, coach.Change{At: req.At, Messages: []coach.Message{answer}})
}

// carryOut runs a command for somebody who wrote its words, and answers with what they read. An error is one that may
// pass, and that Slack's next delivery of the same words may not meet. Roles are asked for here as for a typed command:
// plain words are no way round a row's Who. The handler uses the delivery's key for what it changes, so a redelivery is
// ErrDuplicate there and known to apology.
func (b *Bot) carryOut(ctx context.Context, req *request, row command) (body, error) {
	err := permit(row.Who, req.Person, req.Roster)
	var a answer
	if err == nil {
		a, err = row.Handle(ctx, b, req)
	}
	if err != nil {
		text, known := apology(err)
		if !known {
			return body{}, err
		}
		b.log.Debug("refused", "kind", "words", "name", row.Name, "person", req.Person.ID, "error", b.unquoted(err))
		return body{Text: text}, nil
	}
	if a.Modal == nil {
		return body{a.Text, a.Blocks}, nil
	}
	// Nothing that is written can open a form: that takes a command or a button.
	var s sheet
	if row.Name == logCommand().Name {
		s.say("A form to log with, or write what you did in one line, such as `5 conversations`:")
		s.buttons(primary(actLog, "Log…", a.Modal.PrivateMetadata))
		return s.body(), nil
	}
	s.say("That is a form, which a command opens: type " + quoteLine(b.slash(row.Name)+" "+req.Text) + ".")
	return s.body(), nil
}

// phrases are words that people use for what a command does. Whatever /pacer can be asked under its own name comes
// before them. They are whole lines and never parts of one: "how am I doing with Acme" is no command.
var phrases = []struct{ said, command, text string }{
	{"?", "pacer", "help"},
	{"commands", "pacer", "help"},
	{"undo", "log", "undo"},
	{"status", "pace", ""}, // of somebody who may not ask how Pacer is doing: how they are
	{"where am i", "pace", ""},
	{"how am i doing", "pace", ""},
}

// meant finds the command that plain words are meant for, and what follows its name. A question is no log, whatever
// numbers stand in it. What comes first wins: a command by its name, then a topic of /pacer that the person may ask
// for, then a phrase, and only then a line to log. A word that is both a KPI and a command is the command, as it is
// under /log in the other case. Rest is trimmed; of a topic or a log it is the whole line.
func (b *Bot) meant(req *request) (row command, rest string, ok bool) {
	// "undo!" and "status?" are meant as they would be without the mark.
	line := strings.TrimRightFunc(req.Text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".!?", r) })
	if line == "" {
		line = req.Text
	}
	rows := commands()
	named := func(name string) command {
		return rows[slices.IndexFunc(rows, func(c command) bool { return c.Name == name })]
	}
	first, after, _ := strings.Cut(line, " ")
	// With or without the stroke: people copy commands into a message, where Slack does not run them.
	for _, c := range rows {
		if strings.EqualFold(first, c.Name) || strings.EqualFold(first, b.slash(c.Name)) {
			return c, strings.TrimSpace(after), true
		}
	}
	for _, t := range topics() {
		if _, asked := t.asked(line); asked && permit(t.Who, req.Person, req.Roster) == nil {
			return named("pacer"), line, true
		}
	}
	for _, p := range phrases {
		if strings.EqualFold(line, p.said) {
			return named(p.command), p.text, true
		}
	}
	if b.looksLogged(req) {
		return named("log"), req.Text, true
	}
	return command{}, "", false
}

// looksLogged tells whether words look as if they were meant to be counted: they can be, or there is a number in them,
// or a word that is nearly what is counted. Whoever counts nothing hears so. It guesses on the side of logging, because
// what /log cannot read it says itself, with what it would have read; the short help would leave somebody who has typed
// a number wondering whether it was counted. It reads the line and logs nothing.
func (b *Bot) looksLogged(req *request) bool {
	if strings.ContainsAny(req.Text, "?？") {
		return false
	}
	number := strings.ContainsFunc(req.Text, unicode.IsDigit)
	teams := req.Roster.TeamsOf(req.Person.ID)
	if len(teams) == 0 {
		return number
	}
	read, _, err := b.readLine(req, teams)
	if err != nil {
		return number
	}
	return len(read.Items) > 0
}

// shortHelp is what somebody reads whose words were not understood: what there is, and what they may have meant. What
// fits the person's role comes first, as somebody who is in no team is not helped by how to log. It is mrkdwn. The
// examples are typed with the commands' names here.
func (b *Bot) shortHelp(req *request) string {
	say := "Hello! I count what you log and keep the team's rhythm."
	switch roles := holds(req.Person, req.Roster); {
	case roles&asRep != 0:
		say += " Write `5 conversations` to me to log, or `" + b.slash("log") + " 5 conversations` anywhere."
	case roles&asManager != 0:
		say += " Your people log with `" + b.slash("log") + " 5 conversations`, and your Home tab shows where they stand."
	case roles&asAdmin != 0:
		say += " `" + b.slash("pacer") + " setup` makes a team, whose people then log with `" + b.slash("log") + " 5 conversations`."
	default:
		say += " " + b.whereabouts(req)
	}
	if near := b.nearest(req); near != "" {
		say += " Did you mean `" + near + "`?"
	}
	return say + " " + b.helpHint()
}

// nearest is the command that the first word of a text may have meant, as it is typed; "" when there is none. What the
// person may not do is not offered. Only the first word is compared: what follows is arguments.
func (b *Bot) nearest(req *request) string {
	var words, lines []string
	for _, c := range commands() {
		if permit(c.Who, req.Person, req.Roster) == nil {
			words, lines = append(words, c.Name), append(lines, b.slash(c.Name))
		}
	}
	for _, t := range topics()[1:] { // help is offered in any case
		if permit(t.Who, req.Person, req.Roster) == nil {
			words, lines = append(words, t.Word), append(lines, b.slash("pacer")+" "+t.example())
		}
	}
	typed, _, _ := strings.Cut(req.Text, " ")
	if len(typed) < 3 {
		return "" // too short to be near anything
	}
	if i := slices.Index(words, coach.Nearest(typed, words)); i >= 0 {
		return lines[i]
	}
	return ""
}

// chatEvery keeps Pacer from repeating its short help to somebody who writes several messages.
const chatEvery = 10 * time.Minute

// chat says something that is said once in a while only. After chatEvery it is stale. The delivery's key is used up all
// the same, so that an event that comes again in the next window is not answered then.
func (b *Bot) chat(ctx context.Context, req *request, text string) error {
	// The key holds the window, so that the outbox says it once in it, whatever the number of messages.
	window := req.At.Truncate(chatEvery).UTC().Format("2006-01-02T15:04")
	return b.commit(ctx, coach.Change{At: req.At, Inbound: req.Key, Messages: []coach.Message{
		atOnce(direct("greeting/"+req.Person.ID+"/"+window, req.Person.ID, body{Text: text}, req.At.Add(chatEvery))),
	}})
}

// hurried turns away who writes faster than anybody reads; first is as rates.take tells it. Once said, it is settled:
// delivered again it would be as much. It answers nil once it was said: an error would have Slack deliver the same
// words three times more, to somebody who is too fast already. The key of the message is that of the delivery, so
// several spells are told of each.
func (b *Bot) hurried(ctx context.Context, req *request, first bool) error {
	b.metrics.hurried.Add(1)
	if !first {
		return nil
	}
	text, _ := apology(errHurried)
	return b.commit(ctx, coach.Change{At: req.At, Inbound: req.Key, Messages: []coach.Message{
		atOnce(direct("hurried/"+req.Key, req.Person.ID, body{Text: text}, req.At.Add(chatEvery))),
	}})
}

// mentions matches whom a message addresses, as Slack writes them into its text.
var mentions = regexp.MustCompile(`<@([A-Z0-9]+)(?:\|[^>]*)?>`)

// plainWords is what somebody wrote without Pacer's own name in it, unescaped. Other people's mentions stay, as a line
// may be about them: "away @ann friday". Where the bot's own id is not known yet, every mention stays.
func (b *Bot) plainWords(text string) string {
	text = mentions.ReplaceAllStringFunc(text, func(m string) string {
		if mentions.FindStringSubmatch(m)[1] == b.self.User {
			return " "
		}
		return m
	})
	// The apostrophes around a line that was copied out of a help text are no part of it.
	return strings.Trim(strings.TrimSpace(unescape(text)), "`")
}
