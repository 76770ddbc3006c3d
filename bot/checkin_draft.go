package bot

// A check-in that was begun is kept when its person says so, and the form goes on from there. It cannot be kept without
// that press: Slack tells that a modal was closed, and not what stood in its fields; and a field that takes several lines
// tells of each character or, by the Enter key, of none.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// actCheckInKeep is the button that keeps what was typed; its value is the week's ref. It stands in the form itself, so
// the press brings what is in all of its fields.
const actCheckInKeep = "checkin_keep"

// draftCheckIn is the kind of a check-in's draft in a team: one a person and team, the newest. Keeping one of another
// week takes its place: the older is a week that is closing anyway.
func draftCheckIn(team string) string { return "checkin/" + team }

// keptFields are what stood in a form, by block id, and what it is about: of a check-in, which week. It is people's
// text, and goes with everything else of theirs when they ask to be forgotten.
type keptFields struct {
	Ref    string    `json:"ref"`
	Fields formState `json:"fields"`
}

// readDraft is what the person kept of a week's form; nothing when they kept none, or one of another week. Errors are
// the store's.
func (b *Bot) readDraft(ctx context.Context, person string, t *coach.Team, ref string) (formState, error) {
	return b.keptForm(ctx, person, draftCheckIn(t.ID), ref)
}

// keptForm is what the person kept of a form of a kind; nothing when they kept none, or one about something else than ref.
func (b *Bot) keptForm(ctx context.Context, person, kind, ref string) (formState, error) {
	kept, err := b.store.Draft(ctx, person, kind)
	if errors.Is(err, coach.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("draft %s: %w", kind, err)
	}
	var d keptFields
	// One that cannot be read is one of another version: the form begins anew, which is what it would do without.
	if json.Unmarshal([]byte(kept.Body), &d) != nil || d.Ref != ref {
		return nil, nil
	}
	return d.Fields, nil
}

// keepForm is a form as it is kept, until it is finished or another of its kind is kept. Fields are kept by block id,
// so a form of a later version fills those that it still has (refill).
func keepForm(person, kind, ref string, fields formState) (*coach.Draft, error) {
	text, err := json.Marshal(keptFields{Ref: ref, Fields: fields})
	if err != nil {
		return nil, fmt.Errorf("draft %s: %w", kind, err)
	}
	return &coach.Draft{Person: person, Kind: kind, Body: string(text)}, nil
}

// pressCheckInKeep keeps what stands in the form. Nobody else sees it, and nothing is filed. The same refusals hold as
// for opening the form, so nothing is kept of a week that cannot be filed any more. The answer draws the form anew with
// a word that it is kept; Newest lets it win over an update that crossed it.
func pressCheckInKeep(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, err := b.checkInAsked(ctx, req)
	if err != nil {
		return answer{}, err
	}
	var held checkInSheet
	_ = json.Unmarshal([]byte(req.Form), &held) // without it every number counts as typed
	fields := formState{}
	for block, f := range req.State {
		id, isCount := strings.CutPrefix(block, inCount)
		if k, ok := c.team.KPI(id); isCount && ok {
			// A number that nobody changed would take back what is logged until the form is filed.
			if shown, known := held.Shown[id]; known && strings.TrimSpace(f.Value) == typable(k, shown) {
				continue
			}
		}
		fields[block] = f
	}
	if c.change.Draft, err = keepForm(req.Person.ID, draftCheckIn(c.team.ID), checkInRef(c.team.ID, c.week.From), fields); err != nil {
		return answer{}, err
	}
	if err := b.commit(ctx, c.change); err != nil {
		return answer{}, err
	}
	// So that the form is drawn with what was kept just now.
	c.draft = fields
	// What they typed on since the press stays in the fields, whose ids are the same.
	return answer{Modal: c.modal(), Newest: true}, nil
}

// refill puts what was kept into the fields of a form that still has them. It changes the blocks in place, before they
// are sent. Options that are offered no more are left unchosen. Kept counts are as they were typed.
func refill(blocks []slack.Block, kept formState) {
	for _, block := range blocks {
		in, ok := block.(*slack.InputBlock)
		if !ok {
			continue
		}
		f, ok := kept[in.BlockID]
		if !ok {
			continue
		}
		switch e := in.Element.(type) {
		case *slack.PlainTextInputBlockElement:
			e.InitialValue = cut(f.Value, maxTyped)
			// What was kept when the field took more is all there, for its writer to shorten.
			if utf8.RuneCountInString(e.InitialValue) > e.MaxLength {
				e.MaxLength = maxTyped
			}
			e.Multiline = e.Multiline || strings.Contains(e.InitialValue, "\n")
		case *slack.NumberInputBlockElement:
			e.InitialValue = f.Value
		case *slack.DatePickerBlockElement:
			e.InitialDate = f.Value
		case *slack.SelectBlockElement:
			// What was filed before must not stand in for a choice that is offered no more.
			e.InitialOption = nil
			if i := slices.IndexFunc(e.Options, func(o *slack.OptionBlockObject) bool { return o.Value == f.Value }); i >= 0 {
				e.InitialOption = e.Options[i]
			}
		case *slack.CheckboxGroupsBlockElement:
			e.InitialOptions = slices.DeleteFunc(slices.Clone(e.Options), func(o *slack.OptionBlockObject) bool {
				return !slices.Contains(f.Options, o.Value)
			})
		}
	}
}
