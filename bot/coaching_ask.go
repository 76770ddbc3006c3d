package bot

// "Ask in DM": a question goes to somebody in their manager's name, they answer in a form when it suits them, and the
// answer comes back in the manager's thread.

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// Names under which the buttons and forms are found.
const (
	actCoachAsk    = "coach_ask"    // the value is "<team>/<person>/<question of the bank>"
	actCoachAnswer = "coach_answer" // the value is the id of what was asked
	formCoachAsk   = "coach_ask"    // its private metadata is an askSheet
	formAnswer     = "coach_answer" // its private metadata is the id of what was asked
)

// Block ids of the two forms.
const (
	inAsk    = "ask"
	inAnswer = "answer"
)

// An askSheet is what the form remembers of how it was opened.
type askSheet struct {
	Ref      string `json:"ref"`      // "<team>/<person>"
	ID       string `json:"id"`       // of what will be asked, so that it is asked once
	Question string `json:"question"` // of the bank
	Shown    string `json:"shown"`    // the mark of the field as it was filled in: no words, which may be the rep's
}

// coached finds whom a value is about that begins with "<team>/<person>", for one of their managers; rest is what follows.
// It decides anew each time, because a digest stands in a direct message for years. Errors are refusals.
func coachedOf(req *request, value string) (t *coach.Team, p coach.Person, rest string, err error) {
	team, rest, _ := strings.Cut(value, "/")
	person, rest, _ := strings.Cut(rest, "/")
	t = req.Roster.Team(team)
	switch {
	case t == nil || !t.Manages(req.Person.ID):
		return nil, p, "", refusal("Only the managers of the team can do this.")
	case !activeRep(req.Roster, t, person):
		return nil, p, "", refusal("This person is not in the team any more, so nothing was done.")
	case person == req.Person.ID:
		return nil, p, "", refusal("This is about yourself; another manager of the team can do it.")
	}
	return t, req.Roster.Person(person), rest, nil
}

// pressCoachAsk shows the question with the numbers of now, to be sent as it is or put in the manager's own words.
func pressCoachAsk(ctx context.Context, b *Bot, req *request) (answer, error) {
	t, p, id, err := coachedOf(req, req.Value)
	if err != nil {
		return answer{}, err
	}
	c, err := b.coachingAbout(ctx, req.Roster, t, p, req.Person.ID)
	if err != nil {
		return answer{}, err
	}
	// The button may be a week old: the question is filled in anew, or is the next one where its fact holds no more.
	q := c.question(p, id)
	name := nameOf(named(p))
	var s sheet
	if on, sent := c.sentOn(p.ID, id); sent {
		s.small(name + " was asked that one on " + shortDay(on) + ", so here is another.")
	}
	s.say(name+" reads this question in a direct message, in your name, and answers when it suits.",
		"The answer comes back to you alone, in a thread.")
	// A second question before the first is answered is felt as pressure, so whoever asks is told; it is theirs to decide.
	for _, d := range c.book.Direct {
		if d.Person == p.ID && d.Manager == req.Person.ID && d.AnsweredAt.IsZero() {
			s.small("Still open, from " + shortDay(coach.DayOf(d.At, req.Roster.Zone(req.Person.ID, t))) + ": " + gist(d.Question))
			break
		}
	}
	if note := c.awayToday(p); note != "" {
		s.small(name + note + " reads it when back.")
	}
	// It begins with the question that the button stood beside, and is theirs to change.
	field := textInput(inAsk, "Your question", "Open questions begin with how, what, which, who or where.", q.Text, true)
	field.Optional = false
	s.inputs(field)
	// The id is made here and not when it is sent: a form that is sent twice asks once.
	private := metadata(askSheet{Ref: t.ID + "/" + p.ID, ID: newID(), Question: q.ID, Shown: filledIn(field).mark()})
	return answer{Modal: modal(formCoachAsk, "Ask in DM", "Send", private, s.blocks...)}, nil
}

// submitCoachAsk sends the question. One in the manager's own words is held to what coaching questions are held to, and
// stays in the form with what could be asked instead.
func submitCoachAsk(ctx context.Context, b *Bot, req *request) (answer, error) {
	var held askSheet
	if err := json.Unmarshal([]byte(req.Value), &held); err != nil {
		return answer{}, refusal("This form is from an earlier version of Pacer, so nothing was sent. Please copy what you typed and open it again.")
	}
	t, p, _, err := coachedOf(req, held.Ref)
	if err != nil {
		return answer{}, err
	}
	// A blank at the end is no question of one's own.
	text := strings.TrimSpace(req.State[inAsk].Value)
	// As it was filled in it need not be checked: it may quote words of the rep that no rule would let pass.
	own := held.Question == "" || (field{Value: text}).mark() != held.Shown
	if own {
		// The sentence of the rule says how it could be asked; what was typed stays.
		if err := coach.CheckQuestion(text); err != nil {
			return answer{Errors: map[string]string{inAsk: err.Error()}}, nil
		}
	} else if said, err := b.sentMeanwhile(ctx, req, t, p, held); err != nil {
		return answer{}, err
	} else if said != "" {
		return answer{Errors: map[string]string{inAsk: said}}, nil
	}
	asked := coach.DirectQuestion{ID: held.ID, Team: t.ID, Person: p.ID, Manager: req.Person.ID, Question: text, At: b.now()}
	change := coach.Change{
		At: asked.At, Inbound: req.Key, Direct: &asked,
		Messages: []coach.Message{
			// The rep's waits for the end of their quiet hours; the manager's own is there at once, as they are looking.
			direct(askedKey(asked), p.ID, askedBody(req.Person, asked), time.Time{}),
			atOnce(direct(askerKey(asked), req.Person.ID, askerBody(p, asked), time.Time{})),
		},
	}
	// In words of their own it is none of the bank, and what they read above it was noted when it was shown.
	if !own {
		// At the instant of the message, by which it is known as sent and not only shown: see coaching.sent.
		change.Asked = []coach.AskedQuestion{{Person: p.ID, Question: held.Question, By: req.Person.ID}}
	}
	if err := b.commit(ctx, change); err != nil {
		return answer{}, err
	}
	return answer{Text: "*Asked.* " + nameOf(named(p)) + " reads it in a direct message and answers when it suits. " +
		"The answer comes back to you in our conversation, in the thread of your question."}, nil
}

// sentMeanwhile says at the field that somebody got the question while its form was open: of another manager, or out of
// another window. It is "" where they did not, and where it was this very form, which Slack may deliver twice. The error is
// the store's.
func (b *Bot) sentMeanwhile(ctx context.Context, req *request, t *coach.Team, p coach.Person, held askSheet) (string, error) {
	c := &coaching{figures: newFigures(req.Roster, t, b.now()), about: p.ID}
	if err := c.readBook(ctx, b); err != nil {
		return "", err
	}
	on, sent := c.sentOn(p.ID, held.Question)
	if !sent || slices.ContainsFunc(c.book.Direct, func(d coach.DirectQuestion) bool { return d.ID == held.ID }) {
		return "", nil
	}
	return nameOf(named(p)) + " was asked this on " + shortDay(on) + ". Ask it in words of your own, or take another question.", nil
}

// The id of the question is in both keys, so that an answer, and a change of it, find the messages that they belong to
// without anything else being kept about them.
//
// askedKey names the message in which somebody is asked, and askerKey that of the manager, under which the answer comes.
func askedKey(a coach.DirectQuestion) string { return "asked/" + a.ID + "/" + a.Person }

func askerKey(a coach.DirectQuestion) string { return askedKey(a) + "/manager/" + a.Manager }

// askedBody is what somebody reads who is asked: who asks, and who gets to read the answer. That nobody else does is part of
// the message and not of a help page, because an honest answer depends on it. There is no date by which to answer.
func askedBody(manager coach.Person, a coach.DirectQuestion) body {
	var s sheet
	s.titled(nameOf(named(manager))+" asks you", quoteLines(a.Question)...)
	if a.AnsweredAt.IsZero() {
		s.buttons(primary(actCoachAnswer, "Answer", a.ID))
		s.small("Sent by Pacer in the name of " + nameOf(manager) + ", who alone reads your answer. It has time until it suits you.")
		return s.body()
	}
	s.titled("Your answer", quoteLines(a.Answer)...)
	s.buttons(press(actCoachAnswer, "Change", a.ID))
	s.small(nameOf(named(manager)) + " has it, and nobody else.")
	return s.body()
}

// askerBody is what the manager keeps of it; the answer is a reply to it, and not in it, so that Slack notifies them of the
// answer as of any reply and the question stays where it was asked.
func askerBody(p coach.Person, a coach.DirectQuestion) body {
	var s sheet
	s.titled("You asked "+nameOf(p), quoteLines(a.Question)...)
	if a.AnsweredAt.IsZero() {
		s.small("The answer comes here, in the thread.")
	} else {
		s.small(nameOf(named(p)) + " has answered, in the thread.")
	}
	return s.body()
}

// quoteLines is people's text as a quotation in lines that each fit a block.
func quoteLines(text string) []string {
	lines, _ := quoted(text, maxTyped)
	return lines
}

// askedOf finds what somebody was asked, for them alone, while who asked still manages them. Errors are refusals, or the
// store's.
func (b *Bot) askedOf(ctx context.Context, req *request, id string) (coach.DirectQuestion, error) {
	a, err := b.store.DirectQuestion(ctx, id)
	// Somebody else's is refused in the words of one that is gone: an id that was guessed tells nothing.
	if errors.Is(err, coach.ErrNotFound) || err == nil && a.Person != req.Person.ID {
		return a, refusal("This question is not there any more, or it was for somebody else. Nothing was sent.")
	}
	if err != nil {
		return a, err
	}
	if over := unanswerableNow(req.Roster, a); over != (unanswerable{}) {
		return a, refusal("Your answer would not reach anybody: " + over.toAsked + ". Nothing was sent.")
	}
	// Its words were erased by their age, and an answer to nothing would be read as one to something else.
	if a.Question == "" {
		return a, refusal("This question is older than texts are kept, so it needs no answer any more.")
	}
	return a, nil
}

// pressCoachAnswer opens the form to answer in, with the answer so far. The form carries the version that it shows: of two
// that are open, on a phone and on a desk, the later one does not overwrite what the other has sent.
func pressCoachAnswer(ctx context.Context, b *Bot, req *request) (answer, error) {
	a, err := b.askedOf(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	// By the name of now: who married since the question was asked is still who asked it.
	name := nameOf(named(req.Roster.Person(a.Manager)))
	var s sheet
	s.titled(name+" asks you", quoteLines(a.Question)...)
	field := textInput(inAnswer, "Your answer", unescape(name)+" reads it, and nobody else. A sentence is enough.", a.Answer, true)
	field.Optional = false
	s.inputs(field)
	return answer{Modal: modal(formAnswer, "Your answer", "Send", over(a.ID, a.AnsweredAt), s.blocks...)}, nil
}

// submitCoachAnswer keeps the answer and brings it into the manager's thread. Sent again, it changes what stands there.
func submitCoachAnswer(ctx context.Context, b *Bot, req *request) (answer, error) {
	req, shown := cutOver(req)
	a, err := b.askedOf(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	text := strings.TrimSpace(req.State[inAnswer].Value)
	// Sent empty, it would tell the manager that there is nothing to say, which nobody said.
	if text == "" {
		return answer{Errors: map[string]string{inAnswer: "Please write a few words, or close this and answer another time."}}, nil
	}
	// What was asked stays; an answer takes the place of the one before, in the same message of the thread.
	again := !a.AnsweredAt.IsZero()
	a.Answer = text
	if again {
		// It was on the first day that they were coached with it, and not when they mended a comma. The instant tells
		// versions apart as well, hence the microsecond.
		a.AnsweredAt = a.AnsweredAt.Add(time.Microsecond)
	} else {
		a.AnsweredAt = b.now()
	}
	manager := req.Roster.Person(a.Manager)
	var s sheet
	s.titled(nameOf(named(req.Person))+" answers"+edited(again), quoteLines(text)...)
	// The answer is where the next conversation begins.
	s.buttons(press(actCoachBrief, "Open brief", coachValue(a.Team, a.Person, 0)))
	// In the thread it is one message, whichever version it is.
	back, err := b.postOrEdit(ctx, reply(askerKey(a)+"/answer", askerKey(a), a.Manager, s.body()), req.Key)
	if err != nil {
		return answer{}, err
	}
	change := coach.Change{
		At: b.now(), Inbound: req.Key, Direct: &a, Over: shown,
		// Three messages are one change: the rep's question shows the answer, the thread has it, and its parent says so.
		Messages: []coach.Message{
			rewrite(direct(askedKey(a), a.Person, askedBody(manager, a), time.Time{}), req.Key), back,
			rewrite(direct(askerKey(a), a.Manager, askerBody(req.Person, a), time.Time{}), req.Key),
		},
	}
	return answer{}, b.commit(ctx, change)
}

// coachingButtons is the table of buttons about coaching. What they are about is found and checked by each of them.
func coachingButtons() []button {
	return []button{
		// A rep's own brief has no button that opens it, but for the command; hence managers alone.
		{Action: actCoachBrief, Who: asManager, Handle: pressCoachBrief},
		{Action: actCoachAnother, Who: asRep | asManager, Handle: pressCoachAnother},
		{Action: actCoachSeen, Who: asRep | asManager, Handle: pressCoachSeen},
		{Action: actCoachMore, Who: asManager, Handle: pressCoachMore},
		{Action: actCoachPage, Who: asManager, Handle: pressCoachPage},
		{Action: actCoachAsk, Who: asManager, Handle: pressCoachAsk},
		{Action: actCoachAnswer, Who: asRep, Handle: pressCoachAnswer},
		{Action: actCoachRecord, Who: asManager, Handle: pressCoachRecord},
		{Action: actRecordMore, Who: asManager, Handle: pressRecordMore},
		{Action: actRecordKeep, Who: asManager, Handle: pressRecordKeep},
		{Action: actAgenda, Who: asRep | asManager, Handle: pressAgenda},
	}
}

// coachingForms is the table of forms about coaching.
func coachingForms() []form {
	return []form{
		{Callback: formCoachAsk, Who: asManager, Handle: submitCoachAsk},
		{Callback: formAnswer, Who: asRep, Handle: submitCoachAnswer},
		{Callback: formRecord, Who: asManager, Handle: submitRecord},
		{Callback: formAgenda, Who: asRep | asManager, Handle: submitAgenda, Now: agendaNow},
	}
}
