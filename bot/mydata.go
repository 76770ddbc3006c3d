package bot

// "/pacer my data": everything that is stored about somebody, as a file for them alone.
//
// The store reads everything about the person in one picture and hands it over entry by entry; here it becomes text. It
// is never stored, goes to nobody else, and is written one at a time.

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"example.com/pacer/bot/coach"
)

const (
	// dossierFile is at what size a file is sent and the next one begun. Some tens of thousands of entries fit into one;
	// it bounds the memory that one person's asking takes.
	dossierFile = 4 << 20
	// dossierLimit bounds the whole of it, uploads included.
	dossierLimit = 5 * time.Minute
)

// A dossierSection is a row of the table of what a dossier says about its parts. Who, Kept and Erase are parts of
// sentences that begin puts into lines of the file.
type dossierSection struct {
	Part  coach.DossierPart
	Title string
	Who   string // can see it
	Kept  string // for how long
	Erase string // how it is erased before that
}

// The phrases that most sections end with.
const (
	keptForgotten = "until you are forgotten"
	eraseForgets  = "%s forget me"
)

// dossierSections is the table of the parts, in the order of coach's. Texts is how long people's words are kept. A test
// holds it against coach.DossierParts, so that nothing is stored that has no line about who sees it. Its words are
// promises: who changes what is kept, or who may read it, changes them here.
func dossierSections(texts string) []dossierSection {
	// Who may read a part is said in the same words wherever it is the same people.
	const both = "you and the managers of your teams"
	return []dossierSection{
		{
			coach.DossierPerson, "Who you are for Pacer, and what you chose",
			"your name, zone and days: your teams and their managers; nudges, quiet hours and snoozes: only you", keptForgotten,
			"settings are changed with %s settings, all of it goes with %[1]s forget me",
		},
		{coach.DossierTeams, "Your teams, and since when", "everybody in your teams, their managers and the admins", keptForgotten, eraseForgets},
		{
			coach.DossierActivities, "Every count that you logged", both + "; sums and ranks also your team, in its channel",
			"counts for good, notes " + texts, "%s forget me: notes go, and counts stay without your name",
		},
		{
			coach.DossierHuddles, "What you filed for huddles", "your team, in its channel; your managers", "numbers for good, words " + texts,
			"%s forget me: words go, and numbers stay without your name",
		},
		{coach.DossierCheckIns, "Your weekly check-ins", both + "; your team what you shared", "numbers until you are forgotten, answers " + texts, eraseForgets},
		{coach.DossierCommitments, "What you said that you will do", both, texts + " after their day", eraseForgets},
		{
			coach.DossierCoaching, "Your one-to-ones, what was to be talked about in them, and questions that you were asked or asked others",
			both + "; a question and its answer: you and who asked; a private note: only who wrote it",
			"that they were, until you are forgotten; words " + texts, eraseForgets,
		},
		{
			coach.DossierDeals, "Your deals, and what you said about them and about others'", "whose deal it is and the managers of the team",
			"deals for good, words " + texts + "; those about an open deal stay with it", "%s forget me: the deals stay without your name, your words go",
		},
		{
			coach.DossierClarity, "Clarity checks: what you picked, and what you asked for", "what you picked: only you; what else you said: your managers, without your name",
			"picks until the check closes, words " + texts, eraseForgets,
		},
		{coach.DossierGoals, "Goals that you made for a team", "the team", "numbers for good, their names " + texts + " after their last day", "%s forget me: they stay without your name"},
		{
			coach.DossierPlans, "Your plans, and those that you proposed to others", "whose plan it is and the managers of their teams", "numbers until you are forgotten, words " + texts + "; those of the plan that holds stay with it",
			eraseForgets,
		},
		{coach.DossierAbsences, "When you are away, and absences that you entered for others", "your teams and their managers", keptForgotten, "%s away takes one back; %[1]s forget me takes all"},
		{coach.DossierMutes, "What you are not nudged about", "only you", "until you take it back", "by the button on your Home tab, or %s forget me"},
		{coach.DossierDrafts, "Forms that you have begun", "only you", texts, "by finishing the form, or %s forget me"},
		{
			coach.DossierMessages, "Messages to you, and about you alone", "whoever the conversation or the channel belongs to", texts + " here; in Slack as your workspace keeps messages",
			"%s forget me: those to others about you are deleted in Slack as well",
		},
		{coach.DossierAudit, "Changes that you made, or that were made about you", "the managers of the team that it is about, and the admins", "their details " + texts, eraseForgets},
		{coach.DossierDeliveries, "What Slack delivered of you within a day", "nobody", "a day", "by itself"},
	}
}

// showMyData begins to write the file and says so: that takes longer than Slack waits for an answer. Only the person
// who asks gets it, by their id. The text is not read: there is no form of it in which one gets somebody else's.
// Whoever may use Pacer may ask, also who has left their team: what is stored does not go by that. The same delivery
// once more is told that it has begun.
func showMyData(ctx context.Context, b *Bot, req *request) (answer, error) {
	// One at a time bounds the memory and the time that the database is read for it; nobody waits with an open request.
	if !b.dossier.TryLock() {
		return answer{}, refusal("I am writing somebody's file just now, and write one at a time. Please ask again in a minute.")
	}
	begun := false
	defer func() { // also after a panic, or nobody could ask any more
		if !begun {
			b.dossier.Unlock()
		}
	}()
	// After the lock, so that a press which is refused for being second can be made again.
	if said, err := b.once(ctx, req); err != nil || said != "" {
		return answer{Text: said}, err
	}
	begun = true
	// A copy, as the handler's own goes on to be used for its answer.
	about := *req
	// Not on the handler's context, which ends after seconds.
	b.aside(func() {
		defer b.dossier.Unlock()
		b.sendDossier(b.work, &about)
	})
	return answer{Text: "I am collecting everything that is stored about you. It comes as a file in our direct conversation, in a minute or so, and nobody else gets it. If it does not come, please ask again."}, nil
}

// sendDossier writes the file, in parts where it is large, and uploads each. What fails is said by the response URL,
// which stores nothing. It runs beside everything else, for dossierLimit at most. What was sent before it failed stays
// with its reader. A file that could not be sent ends it, since later parts would read as if they were all.
func (b *Bot) sendDossier(ctx context.Context, req *request) {
	ctx, cancel := context.WithTimeout(ctx, dossierLimit)
	defer cancel()
	// Before the first question, as its head has the instant from which on things may have changed again.
	w := b.newDossierWriter(req)
	send := func() error {
		// Counted before the file is named, as the second is called part 2.
		w.parts++
		return b.sendFile(ctx, req.Person.ID, w.file())
	}
	// Entry by entry, so that no more than a file's worth is in memory, however long somebody has been here.
	err := b.store.Dossier(ctx, req.Person.ID, w.zone, func(e coach.DossierEntry) error {
		w.write(e)
		// By what is written and not by entries: one may have a long text.
		if w.text.Len() < dossierFile {
			return nil
		}
		err := send()
		w.text.Reset()
		return err
	})
	if err == nil {
		if w.finish(); w.text.Len() > 0 { // the last entry may have filled a file, and Slack takes no empty one
			err = send()
		}
	}
	if err == nil {
		// The log knows that it was sent, and nothing that stood in it.
		b.log.Info("dossier sent", "person", req.Person.ID, "files", w.parts)
		return
	}
	b.log.Error("dossier not sent", "person", req.Person.ID, "error", b.clean(err))
	b.respond(ctx, req, answer{Text: "The file with your data, or a part of it," + uploadTrouble(err) +
		" You can ask for it again with `" + b.slash("pacer") + " my data`; if it fails again, tell whoever runs Pacer."})
}

// A dossierWriter turns entries into text, and forgets what was sent. It is made for one file or several, in one go;
// nothing of it is shared. Parts counts the files that were begun, empty tells that the section in hand has no entry
// yet.
type dossierWriter struct {
	text     bytes.Buffer
	zone     *time.Location
	command  string
	sections []dossierSection
	next     int // of the sections, the first that was not begun
	empty    bool
	entries  int
	parts    int
}

// newDossierWriter begins a file. The zone is the person's own, and named in the file: times without one cannot be held
// against anything. What is not in the file is said in its head, so that nobody takes it for more than it is.
func (b *Bot) newDossierWriter(req *request) *dossierWriter {
	texts := "for as long as Pacer runs"
	// Months as the workspace has set them; what holds changes with them, so the file says when it was written.
	if n := req.Roster.RetentionMonths; n > 0 {
		texts = "for " + plural(n, "month", "months")
	}
	w := &dossierWriter{zone: req.Roster.Zone(req.Person.ID, nil), command: b.slash("pacer"), sections: dossierSections(texts)}
	// The id, and not the name, is what Slack knows them by for good.
	fmt.Fprintf(&w.text, "Everything that Pacer stores about you\n\nWritten for %s on %s. Times are those of %s.\n",
		plainLine(req.Person.ID), b.now().In(w.zone).Format("Monday 2 January 2006 at 15:04"), w.zone)
	fmt.Fprintf(&w.text, `
Not in this file: messages that name you among others, such as boards and summaries, because they are about others too. They are
in Slack, and %[1]s forget me takes your name and words out of what is stored of them. What your managers note for themselves
about a one-to-one is in their file; it goes with the one-to-one when you are forgotten. Sums are made of the counts below. What
Slack itself keeps is Slack's to tell. Pacer's log has your Slack user id and none of your words; whoever runs Pacer decides how
long that, and their backups, are kept.
`, w.command)
	return w
}

// begin writes the heads of sections, up to the one of a part. Those in between have nothing. A part that is none of
// the table's writes all heads that are left, which is how the file is ended.
func (w *dossierWriter) begin(part coach.DossierPart) {
	for w.next < len(w.sections) {
		s := w.sections[w.next]
		// That there is nothing is said: a section that is missing could have been forgotten.
		if w.next > 0 && w.empty {
			w.text.WriteString("Nothing.\n")
		}
		// Underlined, as plain text has no other headings.
		fmt.Fprintf(&w.text, "\n%s\n%s\nWho can see it: %s.\nKept: %s.\nTo erase it: %s.\n\n", s.Title, strings.Repeat("-", len(s.Title)),
			s.Who, s.Kept, w.erasing(s))
		w.next, w.empty = w.next+1, true
		// Up to this one: the heads before it are of parts without an entry.
		if s.Part == part {
			return
		}
	}
}

// erasing says how a section is erased, under the command's own name. Only texts with a verb go through Sprintf: one
// without would have the name appended as an extra argument.
func (w *dossierWriter) erasing(s dossierSection) string {
	// A sentence of its own, which names no command.
	if !strings.Contains(s.Erase, "%") {
		return s.Erase
	}
	return fmt.Sprintf(s.Erase, w.command)
}

// write adds an entry. Entries have to come in the order of the parts, as the store gives them; one of a part that was
// ended already is written where it comes, rather than lost.
func (w *dossierWriter) write(e coach.DossierEntry) {
	begun := slices.IndexFunc(w.sections, func(s dossierSection) bool { return s.Part == e.Part })
	if begun >= w.next {
		w.begin(e.Part)
	}
	w.empty = false
	w.entries++
	// One mark an entry, and its further fields indented under it: it reads as a list in any editor.
	mark := "- "
	for _, f := range e.Fields {
		w.text.WriteString(mark + f.Name + ": " + plainLine(f.Value) + "\n")
		mark = "  "
	}
}

// finish writes what is left of the sections. Somebody of whom nothing is stored reads one line and not thirteen empty
// sections.
func (w *dossierWriter) finish() {
	if w.entries == 0 {
		w.text.WriteString("\nNothing is stored about you.\n")
		return
	}
	// No part has that name, so that all heads which are left are written.
	w.begin("")
	if w.empty {
		w.text.WriteString("Nothing.\n")
	}
}

// file is what was written, as the next file. The content is the writer's own buffer and is good until the next entry.
// It is plain text, for any device and in any year.
func (w *dossierWriter) file() upload {
	// One file has no number, as "part 1" of one would make people wait for the rest.
	name, title := "pacer-my-data.txt", "What Pacer stores about you"
	if w.parts > 1 {
		name, title = fmt.Sprintf("pacer-my-data-%d.txt", w.parts), fmt.Sprintf("%s, part %d", title, w.parts)
	}
	return upload{
		Name: name, Title: title, Content: w.text.Bytes(),
		Comment: "Here is everything that is stored about you. Only you and I are in this conversation.",
	}
}

// plainLine keeps people's words from being anything but text in a terminal or an editor; further lines are indented, so
// that none of them looks like another entry.
func plainLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		// Line breaks are people's own and are kept; they are indented below.
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r): // what would move a cursor, or turn the writing round
			return -1
		}
		return plainRune(r)
	}, text)
	return strings.ReplaceAll(text, "\n", "\n    | ")
}
