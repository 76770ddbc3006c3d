package bot

// "Record one-to-one": what was learnt, what each of the two will do and by when, and a note for the manager alone.

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Names under which the buttons and the form are found.
const (
	actCoachRecord = "coach_record" // the value is "<team>/<person>", or "<team>/<person>/<record>" for one that is changed
	actRecordMore  = "record_more"
	actRecordKeep  = "record_keep"
	formRecord     = "coach_record" // its private metadata is a recordSheet
)

// Block ids of the form. Those of commitments are followed by their number.
const (
	inTalkDay   = "talkday"
	inTalked    = "talked" // boxes: what of the agenda was talked about
	inTaught    = "learnt"
	inTheirs    = "theirs/" // what the rep will do
	inTheirsDay = "theirsday/"
	inMine      = "mine/" // what the manager will do
	inMineDay   = "mineday/"
	inPrivate   = "private"
)

const (
	recordRows   = 5  // commitments of either side in one record
	recordBack   = 31 // days back to which a conversation can be recorded
	recordBoxes  = 10 // items of the agenda in one form: Slack's limit of boxes
	recordDueIn  = 7  // days after which a commitment is due unless somebody picks another day
	recordAtOnce = 1  // rows that the form begins with
)

// A recordSheet is what the form remembers of how it was opened.
type recordSheet struct {
	Ref  string `json:"ref"`            // "<team>/<person>"
	ID   string `json:"id"`             // of the record, so that sending it twice records it once
	Rows int    `json:"rows"`           // for commitments of either side
	Over *int64 `json:"over,omitempty"` // when the newest was filed of what was on record when it was opened: see filedAt
}

// A recording is one request about one record.
type recording struct {
	b      *Bot
	req    *request
	team   *coach.Team
	person coach.Person
	sheet  recordSheet
	c      *coaching
	before coach.OneToOne // the record that is changed; without an id it is a new one
	newest time.Time      // when the two had something recorded last by this manager; zero for never
	today  coach.Day      // the manager's
}

// recordingOf puts together what a press or a form is about. The error is a refusal, or the store's.
func (b *Bot) recordingOf(ctx context.Context, req *request, held recordSheet) (*recording, error) {
	t, p, _, err := coachedOf(req, held.Ref)
	if err != nil {
		return nil, err
	}
	// Read for whoever asks, so that the private notes in it are theirs: nobody can open another manager's record.
	// The agenda and the promises of now: what was said since the form was opened stays for the next conversation.
	c, err := b.coachingAbout(ctx, req.Roster, t, p, req.Person.ID)
	if err != nil {
		return nil, err
	}
	r := &recording{b: b, req: req, team: t, person: p, sheet: held, c: c}
	r.today = coach.DayOf(b.now(), req.Roster.Zone(req.Person.ID, t))
	for _, o := range c.book.OneToOnes {
		// Of two managers, each has a record of their own of what they talked about.
		if o.Person != p.ID || o.Manager != req.Person.ID {
			continue
		}
		if o.At.After(r.newest) {
			r.newest = o.At
		}
		// What is recorded again on the same day is the same conversation.
		if r.before.ID == "" && (o.ID == held.ID || held.ID == "" && o.Day == r.today) {
			r.before, r.sheet.ID = o, o.ID
		}
	}
	if r.before.ID != "" && r.before.Day < c.today(p.ID)-keptMemory {
		if err := c.readPromises(ctx, b, r.before.Day); err != nil { // of an old conversation, with what was settled long ago
			return nil, err
		}
	}
	if r.sheet.ID == "" {
		// Made when the form is opened, and carried by it: sent twice, it is one record.
		r.sheet.ID = newID()
	}
	r.sheet.Rows = min(max(r.sheet.Rows, recordAtOnce), recordRows)
	return r, nil
}

// pressCoachRecord opens the form: that of an earlier record, where the button is one's, or of today's, where there is one
// already; else an empty one, or what was kept of it.
func pressCoachRecord(ctx context.Context, b *Bot, req *request) (answer, error) {
	team, rest, _ := strings.Cut(req.Value, "/")
	person, record, _ := strings.Cut(rest, "/")
	r, err := b.recordingOf(ctx, req, recordSheet{Ref: team + "/" + person, ID: record})
	if err != nil {
		return answer{}, err
	}
	if record != "" && r.before.ID == "" {
		return answer{}, refusal("There is no such record of yours any more, or it is older than those that a brief lists, so there is nothing to change.")
	}
	// Over what is on record of the two, and not over this record alone: a form that was opened empty has none yet, and a
	// second one beside it would be a second record of the same conversation.
	over := filedMicros(r.newest)
	r.sheet.Over = &over
	// What was kept is of the conversation that was to be written down, and not of one that is written down already.
	if record != "" {
		return answer{Modal: r.modal(nil)}, nil
	}
	kept, err := b.keptForm(ctx, req.Person.ID, draftRecord(r.person, r.team), r.sheet.Ref)
	if err != nil {
		return answer{}, err
	}
	// A form that was kept had as many rows as were made room for; without them what was typed there would be lost.
	for i := range recordRows {
		if kept[inTheirs+strconv.Itoa(i)].Value != "" || kept[inMine+strconv.Itoa(i)].Value != "" {
			r.sheet.Rows = max(r.sheet.Rows, i+1)
		}
	}
	return answer{Modal: r.modal(kept)}, nil
}

// modal is the form; typed is what stands in its fields, nil for what they begin with.
func (r *recording) modal(typed formState) *slack.ModalViewRequest {
	name := nameOf(r.person)
	var s sheet
	s.say("Your conversation with *" + name + "*. " + nameOf(named(r.person)) + " reads all of it in a direct message, but for the note at the end.")
	day := r.today
	if r.before.ID != "" {
		day = r.before.Day
		s.small("This changes what you wrote down about " + shortDay(day) + ".")
	}
	// Most records are written on the day of the talk, and some on the Monday after it.
	s.inputs(dateInput(inTalkDay, "When did you talk?", "", day))
	if boxes := r.agendaInput(); boxes != nil {
		s.inputs(boxes)
	}
	s.inputs(textInput(inTaught, "What was learnt?", "What the two of you found out, in a few words.", r.before.Learnt, true))
	// What is settled stands between what is asked, so that nobody types it once more.
	s.titled("Talked about already", bullets(agendaTexts(r.taken()))...)
	if made := r.made(); len(made) > 0 {
		s.titled("Agreed on already", bullets(made)...)
	}
	due := r.dueDay()
	// Both sides have the same number of rows: a talk in which only one of the two takes something on is not balanced.
	for _, side := range []struct{ block, day, ask string }{
		{inTheirs, inTheirsDay, "will " + unescape(name) + " do?"}, {inMine, inMineDay, "will you do for " + unescape(name) + "?"},
	} {
		// A second row asks for something else, so that read aloud no two fields are the same.
		what := "What "
		for i := range r.sheet.Rows {
			n := strconv.Itoa(i)
			s.inputs(lineInput(side.block+n, what+side.ask, "", "", maxLine), optionalDay(side.day+n, due))
			what = "What else "
		}
	}
	s.inputs(textInput(inPrivate, "A note for you alone",
		unescape(name)+" does not read it, and neither do other managers. It stands in your brief.", r.before.Private, true))
	// Last, over all that the fields begin with: what somebody has typed wins.
	refill(s.blocks, typed)
	var row []*slack.ButtonBlockElement
	if r.sheet.Rows < recordRows {
		row = append(row, press(actRecordMore, "More commitments", ""))
	}
	// What is kept is one form a person, of the conversation that is to be written down.
	if !r.reopened() {
		row = append(row, press(actRecordKeep, "Keep for later", ""))
	}
	if len(row) > 0 {
		s.buttons(row...)
	}
	private, _ := json.Marshal(r.sheet) // texts and a number
	return modal(formRecord, "Record one-to-one", "Save", string(private), s.blocks...)
}

// reopened tells whether the form is of a conversation of an earlier day that is on record already.
func (r *recording) reopened() bool { return r.before.ID != "" && r.before.Day != r.today }

// optionalDay takes the day by which a commitment is to be kept. It begins with the day that most would pick, and may be
// left empty: a row in which nothing is typed asks for no day.
func optionalDay(id string, due coach.Day) *slack.InputBlock {
	// A day to change is a smaller step than a day to think of.
	in := dateInput(id, "By when?", "", due)
	in.Optional = true
	return in
}

// dueDay is the day that a commitment has unless somebody picks another: a working day in a week.
func (r *recording) dueDay() coach.Day {
	due := r.today + recordDueIn
	// Who is away in a week promises nothing for that day.
	if next, ok := coach.CalendarOf(r.team, r.person).Next(due - 1); ok {
		return next
	}
	return due
}

// agendaInput asks what of the agenda was talked about; nil when there is none. All of it, until somebody says otherwise:
// what is unticked stays for the next time, and nothing that one of the two wanted to say falls off unnoticed.
func (r *recording) agendaInput() *slack.InputBlock {
	own, others := r.c.agenda(r.person.ID)
	items := slices.Concat(own, others)
	if len(items) == 0 {
		return nil
	}
	var boxes []*slack.OptionBlockObject
	for _, item := range items[:min(len(items), recordBoxes)] {
		// Whose each is stands below it, and not in it: these are people's own words.
		who := nameOf(r.req.Roster.Person(item.By))
		boxes = append(boxes, slack.NewOptionBlockObject(item.ID, plain(cut(oneLineRaw(item.Text), maxLabel)), plain(unescape(who))))
	}
	e := slack.NewCheckboxGroupsBlockElement(inputAction, boxes...)
	e.InitialOptions = boxes // most of what was put on it is talked about, and unticking the rest is less work
	return input(inTalked, "What did you talk about?", "What is not ticked stays on the agenda.", e, true)
}

// made are the commitments of the record that is changed, as they stand. They are shown and not edited here: each has a life
// of its own by then, may be kept or moved, and is changed where it comes back.
func (r *recording) made() (lines []string) {
	if r.before.ID == "" {
		return nil
	}
	// Theirs before one's own, as in all that the two read.
	for _, by := range []string{r.person.ID, r.req.Person.ID} {
		for _, p := range slices.Concat(r.c.promises[by], r.c.settled[by]) {
			// A promise of the same two from elsewhere is none of this conversation's.
			if p.OneToOne == r.before.ID {
				lines = append(lines, nameOf(r.req.Roster.Person(by))+", "+promiseState(p)+": "+oneLine(p.Text))
			}
		}
	}
	return lines
}

// draftRecord is the kind of a record's draft, by whom the record is about: one for each of a manager's people, so that
// what is kept of one conversation does not take the place of another.
func draftRecord(p coach.Person, t *coach.Team) string { return "record/" + t.ID + "/" + p.ID }

// heldRecord reads the form that a press or a submission is of, with whom it is about and who may write it decided anew: the
// form may have been open while the team changed. The error is a refusal, or the store's.
func (b *Bot) heldRecord(ctx context.Context, req *request, private string) (*recording, error) {
	var held recordSheet
	if err := json.Unmarshal([]byte(private), &held); err != nil || held.ID == "" {
		return nil, refusal("This form is from an earlier version of Pacer, so nothing was saved. Please copy what you typed and open it again.")
	}
	return b.recordingOf(ctx, req, held)
}

// pressRecordMore makes room for more commitments. What was typed stays: the fields keep their ids, so that Slack leaves
// them as they are.
func pressRecordMore(ctx context.Context, b *Bot, req *request) (answer, error) {
	r, err := b.heldRecord(ctx, req, req.Form)
	if err != nil {
		return answer{}, err
	}
	// The form carries how many there are, which is no more than a wish: it is bounded here.
	r.sheet.Rows = min(r.sheet.Rows+1, recordRows)
	return answer{Modal: r.modal(req.State), Newest: true}, nil
}

// pressRecordKeep keeps what stands in the form, for the manager alone. Nothing is recorded and nobody is told: half a note
// that the rep could read would be worse than none.
func pressRecordKeep(ctx context.Context, b *Bot, req *request) (answer, error) {
	r, err := b.heldRecord(ctx, req, req.Form)
	if err != nil {
		return answer{}, err
	}
	// A kept form is written over, as there is one conversation with a person that is to be written down.
	draft, err := keepForm(req.Person.ID, draftRecord(r.person, r.team), r.sheet.Ref, req.State)
	if err != nil {
		return answer{}, err
	}
	if err := b.commit(ctx, coach.Change{At: b.now(), Inbound: req.Key, Draft: draft}); err != nil {
		return answer{}, err
	}
	// The form stays open: most go on typing after they have made sure.
	m := r.modal(req.State)
	m.Blocks.BlockSet = append(m.Blocks.BlockSet, fine("What you typed is kept for you alone. Save records it."))
	return answer{Modal: m, Newest: true}, nil
}

// submitRecord stores the conversation with what was agreed on, and tells the rep. The record, the commitments, the agenda
// that it took up and the message are one change: none is ever there without the others.
func submitRecord(ctx context.Context, b *Bot, req *request) (answer, error) {
	r, err := b.heldRecord(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	// All faults at once, each at its field: nobody mends one to read of the next.
	change, faults := r.change()
	if len(faults) > 0 {
		return answer{Errors: faults}, nil
	}
	// A note that is mended is nobody else's business, not even that it was.
	tells := r.tells(change)
	if tells {
		m, err := b.postOrEdit(ctx, direct("onetoone/"+r.sheet.ID+"/"+r.person.ID, r.person.ID, r.told(change), time.Time{}), req.Key)
		if err != nil {
			return answer{}, err
		}
		change.Messages = []coach.Message{m}
	}
	// A draft that cannot be read is left; the next form begins with it, which loses nothing.
	if kept, err := b.keptForm(ctx, req.Person.ID, draftRecord(r.person, r.team), r.sheet.Ref); err == nil && kept != nil && !r.reopened() {
		change.Draft = &coach.Draft{Person: req.Person.ID, Kind: draftRecord(r.person, r.team)} // it is done with
	}
	if err := b.commit(ctx, change); err != nil {
		return answer{}, err
	}
	if !tells {
		return answer{Text: "*Saved.* " + nameOf(named(r.person)) + " is not told, as nothing has changed of what they read."}, nil
	}
	said := "*Recorded.* " + nameOf(named(r.person)) + " reads it in a direct message"
	if change.OneToOne.Private != "" {
		said += ", without your note"
	}
	said += "."
	if len(change.Commitments) > 0 {
		said += " What was promised comes back: theirs in their check-in, yours in your digest."
	}
	return answer{Text: said}, nil
}

// tells tells whether a change is one to what the rep reads of a record. One to the private note alone is not, and that it
// was made must not show either.
func (r *recording) tells(change coach.Change) bool {
	o := change.OneToOne
	return r.before.ID == "" || o.Learnt != r.before.Learnt || o.Day != r.before.Day || len(change.Agenda)+len(change.Commitments) > 0
}

// taken is what the record that is changed took up of the agenda when it was written, the rep's own first.
func (r *recording) taken() (items []coach.AgendaItem) {
	var others []coach.AgendaItem
	for _, item := range r.c.book.Taken {
		switch {
		case r.before.ID == "" || item.OneToOne != r.before.ID:
		case item.By == r.person.ID:
			items = append(items, item)
		default:
			others = append(others, item)
		}
	}
	return append(items, others...)
}

// change is what the form says, or by block id what has to be mended.
func (r *recording) change() (coach.Change, map[string]string) {
	state, at := r.req.State, r.b.now()
	faults := map[string]string{}
	// Blanks alone are nothing: a line that was emptied asks for no promise.
	typed := func(id string) string { return strings.TrimSpace(state[id].Value) }
	day, err := coach.ParseDay(state[inTalkDay].Value)
	// An old one keeps its day: who mends a note of two months ago is not asked to move the talk into the last one.
	if err != nil || day > r.today || day < r.today-recordBack && day != r.before.Day {
		faults[inTalkDay] = "Please pick a day of the last month, up to today."
	}
	// Who is in it comes from what was checked, and not from the form.
	o := coach.OneToOne{
		ID: r.sheet.ID, Team: r.team.ID, Person: r.person.ID, Manager: r.req.Person.ID, Day: day,
		Learnt: typed(inTaught), Private: typed(inPrivate), At: at,
	}
	change := coach.Change{At: at, Inbound: r.req.Key, OneToOne: &o, Over: filedAt(r.sheet.Over)}
	// What was put on the agenda since the form was opened is not ticked, and stays for the next one.
	own, others := r.c.agenda(r.person.ID)
	for _, item := range slices.Concat(own, others) {
		if slices.Contains(state[inTalked].Options, item.ID) {
			item.OneToOne = o.ID
			change.Agenda = append(change.Agenda, item)
		}
	}
	// All rows that a form can have are read, whatever it says that it has: what somebody typed counts.
	for i := range recordRows {
		n := strconv.Itoa(i)
		r.commitment(&change, faults, inTheirs+n, inTheirsDay+n, r.person.ID, r.req.Person.ID)
		r.commitment(&change, faults, inMine+n, inMineDay+n, r.req.Person.ID, r.person.ID)
	}
	if len(faults) == 0 && o.Learnt == "" && o.Private == "" && len(change.Agenda)+len(change.Commitments)+len(r.made())+len(r.taken()) == 0 {
		faults[inTaught] = "A few words of what was learnt, or something that one of you will do, make a record."
	}
	return change, faults
}

// commitment adds what one of the two will do, where something is typed. A fault is put down under the block that it is
// about, beside which Slack shows it. Without a day it has the one that the form began with.
func (r *recording) commitment(change *coach.Change, faults map[string]string, block, dayBlock, by, with string) {
	text := strings.TrimSpace(r.req.State[block].Value)
	if text == "" {
		return
	}
	due := r.dueDay()
	// A list would leave the rest of it for nobody to read.
	if utf8.RuneCountInString(text) > maxLine {
		faults[block] = "This is longer than the 200 characters that a list shows. Please keep it to a line; there is room for more under what was learnt."
		return
	}
	// A day behind today would come back overdue, on the day after the talk.
	if picked := r.req.State[dayBlock].Value; picked != "" {
		var err error
		if due, err = coach.ParseDay(picked); err != nil || due < r.today || due > r.today+promiseLatest {
			faults[dayBlock] = "Please pick a day from today on, within a year."
			return
		}
	}
	// It knows with whom and in which talk it was made: by the first it comes back to the right person, and by the second it
	// stands in the record, and is forgotten with whom the record is about.
	change.Commitments = append(change.Commitments, coach.Commitment{
		ID: newID(), Team: r.team.ID, Person: by, With: with, OneToOne: r.sheet.ID, Text: text, Due: due,
		MadeAt: change.At, State: coach.PromiseOpen,
	})
}

// told is what the rep reads of a record: everything but the private note.
func (r *recording) told(change coach.Change) body {
	o := change.OneToOne
	var s sheet
	// In the second person: it is a message to one of the two, and no minutes.
	s.head("Your one-to-one of " + shortDay(o.Day))
	s.say(nameOf(named(r.req.Person)) + " wrote down what you talked about" + edited(r.before.ID != "") + ".")
	if o.Learnt != "" {
		s.titled("What was learnt", quoteLines(o.Learnt)...)
	}
	s.titled("Talked about", bullets(agendaTexts(slices.Concat(r.taken(), change.Agenda)))...)
	s.titled("Agreed on before", bullets(r.made())...)
	for _, side := range []struct{ by, title string }{
		{r.person.ID, "You will"}, {r.req.Person.ID, nameOf(named(r.req.Person)) + " will"},
	} {
		var lines []string
		// By the rows of the form, which is the order in which the two spoke of them.
		for _, p := range change.Commitments {
			if p.Person == side.by {
				lines = append(lines, fmt.Sprintf("by %s: %s", shortDay(p.Due), oneLine(p.Text)))
			}
		}
		s.titled(side.title, bullets(lines)...)
	}
	// A record is one side's words. The other side has a way to answer that does not begin with a contradiction.
	s.small("What you will do comes back in your check-in. Is something missing? Put it on the agenda of the next one.")
	s.buttons(press(actAgenda, "Next agenda", r.team.ID+"/"+r.person.ID))
	return s.body()
}
