package bot

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// The modal is for whoever would rather not type a line, and for phones. It logs through the same path as /log, so that
// both have the same rules and the same answer.

// Block ids of the modal that logs. A KPI is known by its id: one that was renamed while the modal was open is still
// the same.
const (
	blockCount = "count:" // and the KPI's id
	blockDay   = "day"
	blockNote  = "note"
)

// logForms is the table of modals that log.
func logForms() []form {
	return []form{{Callback: formLog, Who: asRep, Handle: submitLog}}
}

// pressLog opens the modal for the team in the button's value, or for the person's first where that one is gone or not
// theirs. There is a first: the row asks for a rep. It changes nothing, so it is safe to be delivered twice.
func pressLog(_ context.Context, b *Bot, req *request) (answer, error) {
	teams := req.Roster.TeamsOf(req.Person.ID)
	// The value is not trusted: whether it is theirs is asked below.
	team := req.Roster.Team(req.Value)
	if team == nil {
		team = teams[0]
	}
	// A button in a channel may be pressed by somebody of another team: they log for their own. The refusal itself is
	// not shown: there is a team of theirs to log for.
	if _, err := ownTeam(req, team.ID); err != nil {
		team = teams[0]
	}
	return answer{Modal: b.logModal(req, team)}, nil
}

// logModal asks for one number a KPI, the day and a note. The fields are empty and not zero: an untouched field logs
// nothing, and a zero would have to be told apart from that. The day begins as the person's today, at the press.
func (b *Bot) logModal(req *request, team *coach.Team) *slack.ModalViewRequest {
	var blocks []slack.Block
	for _, k := range team.KPIs {
		blocks = append(blocks, countInput(blockCount+k.ID, k, "", ""))
	}
	blocks = append(blocks,
		dateInput(blockDay, "Day", "", b.today(req, team)),
		textInput(blockNote, "Note", "For yourself and your manager", "", false))
	return modal(formLog, "Log for "+team.Name, "Log", team.ID, blocks...)
}

// submitLog logs what the modal holds. What is wrong is said at its field; what is right is answered with where the
// person now stands, in the modal's place. Delivered twice, the second gives the same answer (see enter).
func submitLog(ctx context.Context, b *Bot, req *request) (answer, error) {
	team, err := ownTeam(req, req.Value)
	if err != nil {
		return answer{}, err
	}
	e, wrong := b.readForm(req, team)
	if len(wrong) > 0 {
		return answer{Errors: wrong}, nil
	}
	// The answer takes the modal's place instead of closing it: a modal has no other way to say anything.
	a, err := b.enter(ctx, req, e)
	if err != nil {
		return answer{}, err
	}
	return answer{Modal: page(a)}, nil
}

// readForm reads the modal's fields; wrong says, by block id, what to mend, in plain text. The KPIs are those of this
// moment and not of the one in which the modal was opened. The entry is complete only if wrong is empty. Unlike a line
// it cannot correct: a negative number is refused at its field.
func (b *Bot) readForm(req *request, team *coach.Team) (e entry, wrong map[string]string) {
	wrong = map[string]string{}
	e = entry{team: team, note: strings.TrimSpace(req.State[blockNote].Value), source: "modal"}
	for _, k := range team.KPIs {
		// A KPI that was added since has no field in the form, and counts as empty.
		count, err := readCount(req.State[blockCount+k.ID].Value, k)
		switch {
		case err != nil:
			wrong[blockCount+k.ID] = err.Error()
		case count != 0:
			e.items = append(e.items, coach.LogItem{KPI: k, Count: count})
		}
	}
	// A number for something that was taken off the team's list while the modal was open must not vanish without a
	// word.
	for block, f := range req.State {
		id, ok := strings.CutPrefix(block, blockCount)
		if _, counted := team.KPI(id); ok && !counted && strings.TrimSpace(f.Value) != "" {
			wrong[block] = "This is not counted any more. Empty the field to log the rest."
		}
	}
	day, err := coach.ParseDay(req.State[blockDay].Value)
	if err == nil {
		err = coach.CheckDay(day, b.today(req, team))
	}
	if err != nil {
		wrong[blockDay] = err.Error()
	}
	// Slack shows errors at inputs only, so what is wrong with the whole form is said at its first field.
	if len(e.items) == 0 && len(wrong) == 0 && len(team.KPIs) > 0 {
		wrong[blockCount+team.KPIs[0].ID] = "Enter at least one number."
	}
	e.day = day
	return e, wrong
}

// readCount reads one number of a form, in minor units for money; an empty field is none. Zero is none as well: it is
// how people leave a number input that they had begun to fill. Corrections are typed, where a minus is seen.
func readCount(text string, k coach.KPI) (int64, error) {
	if strings.TrimSpace(text) == "" {
		return 0, nil
	}
	count, err := coach.ParseAmount(text, k)
	if err != nil || count == 0 {
		return 0, err
	}
	return count, coach.CheckCount(k, count)
}
