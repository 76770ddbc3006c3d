package bot

// The pages of the process: the stages of the team's deals as a list, and one stage with what must be known to leave
// it. Deals know stages and milestones by ids, which stay with their names (see coach.Process).

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Block ids of the page of a stage.
const (
	// What stands before the colon is the page, by which leave knows whose fields it has got.
	inStageName  = "stage:name"
	inStageAsks  = "stage:asks"
	inStagePlace = "stage:place"
)

// writeProcess lists the stages of the team's deals, each with what must be known to leave it and a button to change it.
// Eight stages of eight milestones are eight blocks and some buttons, far from the limit of a view. Names and questions
// are people's text. A team that made no process of its own shows the default one and may change it; its first change
// writes all of it down as the team's. The button that goes back to the usual stages is there only where they are not
// the team's already. Numbers behind action ids keep the buttons of the page apart: 1 is Back, 2 adds, 10 and on edit.
func writeProcess(s *setup, w *sheet) error {
	w.small("A deal moves on when what its stage asks for is known. Whoever moves it on all the same says what it rests on, and its managers read that.")
	for i, stage := range s.team.Stages() {
		edit := press(indexed(actSetupPage, 10+i), "Edit", s.toStage(i).String())
		edit.AccessibilityLabel = cut("Edit the stage "+stage.Name, maxLabel)
		w.beside(edit, fmt.Sprintf("%d. %s", i+1, escape(stage.Name)), milestoneLines(stage)...)
	}
	var more []*slack.ButtonBlockElement
	if len(s.team.Stages()) < coach.MaxStages {
		more = append(more, press(indexed(actSetupPage, 2), "Add a stage", setupRef{Team: s.ref.Team, Page: pageStage}.String()))
	}
	if len(s.team.Process) > 0 {
		more = append(more, sure(press(actSetupUsual, "Take the usual stages", s.to(pageProcess).String()), "Take the usual stages?",
			"Deals then go "+coach.DefaultProcess().Names()+". Deals and answers are kept; those of stages that go stand at the beginning.", "Take them"))
	}
	s.back(w, pageTeam, more...)
	return nil
}

// milestoneLines say what must be known to leave a stage; mrkdwn. It is one line where there is nothing.
func milestoneLines(stage coach.Stage) []string {
	var lines []string
	for _, m := range stage.Milestones {
		lines = append(lines, "*"+escape(m.Name)+"*: "+escape(m.Ask))
	}
	if len(lines) == 0 {
		return []string{"Nothing has to be known to leave it."}
	}
	return bullets(lines)
}

// toStage is a reference to the page of the stage at an index. A stage that was added to a draft has no id yet. The
// index stands in for it, as on the page of a KPI: within one draft nothing but the person's own presses moves stages.
func (s *setup) toStage(i int) setupRef {
	return setupRef{Team: s.ref.Team, Page: pageStage, KPI: cmp.Or(s.team.Stages()[i].ID, strconv.Itoa(i))}
}

// errNoStage is shown for a stage that was taken out, and for the second press.
const errNoStage = refusal("That stage is not in the process any more; nothing was changed.")

// stage is the one that the page is about, and its place; a new one has the place -1. Place -1 means a stage that was
// taken out meanwhile, too; see goneAt.
func (s *setup) stage() (coach.Stage, int) {
	for i, stage := range s.team.Stages() {
		if cmp.Or(stage.ID, strconv.Itoa(i)) == s.ref.KPI {
			return stage, i
		}
	}
	return coach.Stage{}, -1
}

// writeStage asks for one stage. What must be known is one field with a line each, so that a whole list can be pasted,
// put in another order, or thinned out, without a page for each. The place is a choice among the other stages, so that
// "After Discovery" means the same wherever this stage stands now. The last stage that is left cannot be taken out, as
// a process without one would be the default.
func writeStage(s *setup, w *sheet) error {
	stage, place := s.stage()
	there := place >= 0
	if !there && s.ref.KPI != "" {
		return errNoStage
	}
	choices := []option{{"0", "At the beginning"}}
	// The stage itself is left out of its own places, so values count the others.
	for i, other := range s.team.Stages() {
		if i != place {
			choices = append(choices, option{strconv.Itoa(len(choices)), cut("After "+other.Name, maxLabel)})
		}
	}
	if !there {
		place = len(choices) - 1
	}
	w.inputs(
		nameInput(inStageName, "Name", "", stage.Name, coach.MaxStage),
		// Bounds of names and questions are CheckTeam's to say, at this field.
		textInput(inStageAsks, "What must be known to leave it", "A line each, such as Measures of success: How will they themselves measure success?", asksText(stage.Milestones), true),
		chooseInput(inStagePlace, "Place", "", choices, strconv.Itoa(place)))
	if !there || len(s.team.Stages()) == 1 {
		s.back(w, pageProcess)
		return nil
	}
	remove := sure(press(actSetupUnstage, "Take this stage out", s.ref.String()).WithStyle(slack.StyleDanger), "Take this stage out?",
		"Deals that are in it stand at the beginning then. Deals and answers are kept, and are there again when it comes back under its name.", "Take out")
	s.back(w, pageProcess, remove)
	return nil
}

// asksText writes milestones as the page's field has them: "Measures of success: How will they …?", a line each. Eight of
// the longest fit into a field of Slack. That is 8 lines of at most 60 characters, a colon and a question.
func asksText(milestones []coach.Milestone) string {
	lines := make([]string, len(milestones))
	for i, m := range milestones {
		lines[i] = m.Name + ": " + m.Ask
	}
	return strings.Join(lines, "\n")
}

// readAsks is its inverse, for what people type: bullets before a line and empty lines do no harm. A milestone that is
// called as one of the process is that one, and so is one that was only given another name; what was answered stays
// with it. The error is a sentence about a line that is none. First by name over the whole process, so that a question
// may move to another stage with its answers; then by the question over the stage as it was. Each id is given once: of
// two lines that could be the same milestone the first is it, and the other is new. A line without a colon is a fault,
// as a name without a question would prove nothing.
func readAsks(text string, process coach.Process, before []coach.Milestone) ([]coach.Milestone, error) {
	var read []coach.Milestone
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "•*-–· \t"))
		if line == "" {
			continue
		}
		// At the first colon: a question may have one itself, a name may not.
		name, ask, found := strings.Cut(line, ":")
		if !found {
			return nil, fmt.Errorf("“%s” needs a short name, a colon, and then its question, such as Obstacles: What could still get in the way?", cut(line, 60))
		}
		read = append(read, coach.Milestone{Name: strings.Join(strings.Fields(name), " "), Ask: strings.Join(strings.Fields(ask), " ")})
	}
	// All milestones of the process, in whichever stage.
	known := process.Until(len(process))
	used := make(map[string]bool)
	identify := func(from []coach.Milestone, same func(a, b coach.Milestone) bool) {
		for i, m := range read {
			at := slices.IndexFunc(from, func(old coach.Milestone) bool { return old.ID != "" && !used[old.ID] && same(old, m) })
			// What the first pass has identified keeps its id in the second.
			if m.ID == "" && at >= 0 {
				read[i].ID = from[at].ID
				used[read[i].ID] = true
			}
		}
	}
	identify(known, func(a, b coach.Milestone) bool { return strings.EqualFold(a.Name, b.Name) })
	identify(before, func(a, b coach.Milestone) bool { return strings.EqualFold(a.Ask, b.Ask) })
	return read, nil
}

// readStage puts the stage in its place. A milestone that stood in another stage is refused there with its name, as it
// would be asked twice. Only the setup's own copy changes. Faults of other stages, which a team file may have brought,
// are not shown here and do not stop the saving of this one.
func readStage(s *setup, state formState) (wrong map[string]string, next string, err error) {
	stage, at := s.stage()
	rest := slices.Clone(s.team.Stages())
	before := stage.Milestones
	if at >= 0 {
		rest = slices.Delete(rest, at, at+1)
	}
	stage.Name = strings.Join(strings.Fields(state[inStageName].Value), " ")
	if stage.Milestones, err = readAsks(state[inStageAsks].Value, s.team.Stages(), before); err != nil {
		return map[string]string{inStageAsks: err.Error()}, "", nil
	}
	place := 0
	_, _ = fmt.Sscan(state[inStagePlace].Value, &place) // what is no number is the beginning
	place = min(max(place, 0), len(rest))
	// Checked at the end of the list, so that it is this one that is one too many.
	s.team.Process = append(slices.Clone(rest), stage)
	faults, err := s.faults()
	if err != nil {
		return nil, "", err
	}
	last := fmt.Sprintf("process/%d", len(rest))
	wrong = under(faults, map[string]string{"process": inStageName, last + "/stage": inStageName, last + "/milestones": inStageAsks})
	s.team.Process = slices.Insert(rest, place, stage)
	return wrong, pageProcess, nil
}

// readProcess is for the list, which has nothing to hand in.
func readProcess(*setup, formState) (wrong map[string]string, next string, err error) {
	return nil, pageTeam, nil
}

// processLines say how deals go, on the page of what there is; mrkdwn.
func (s *setup) processLines() []string {
	stages := s.team.Stages()
	return []string{escape(stages.Names()), plural(len(stages.Until(len(stages))), "thing", "things") + " to find out on the way"}
}

// takeOutStage takes a stage out of the process. The press was asked about. A deal that stands in it stands at the
// first stage from then on (Process.Place), and knows its own again when a stage of that name comes back: the store
// keeps ids with names. Pressed twice, the second finds it gone. It is run again where somebody else changed the roster
// in between.
func takeOutStage(ctx context.Context, b *Bot, req *request) (answer, error) {
	s, err := b.setupHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	stage, at := s.stage()
	switch {
	case at < 0:
		return answer{}, errNoStage
	case len(s.team.Stages()) == 1:
		return answer{}, refusal("A process has at least one stage, so the last one stays. Add another first.")
	}
	// Also of a default process, which becomes the team's own without that stage.
	s.team.Process = slices.Delete(slices.Clone(s.team.Stages()), at, at+1)
	s.notes = append(s.notes, "*"+escape(stage.Name)+"* was taken out.")
	return s.keepProcess()
}

// takeUsualStages gives the team the process that teams have who made none. No process of its own is what makes it the
// default, now and in later versions.
func takeUsualStages(ctx context.Context, b *Bot, req *request) (answer, error) {
	s, err := b.setupHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	s.team.Process = nil
	return s.keepProcess()
}

// keepProcess keeps a process that a button changed, in the team or in the draft, and shows it. It is what
// removeSetupKPI does for KPIs. Errors are refusals, faults of the team as a page without fields shows them, or the
// store's.
func (s *setup) keepProcess() (answer, error) {
	page, _ := setupPageOf(pageProcess)
	// A draft is only kept; a team that lives is saved, with its line in the audit.
	if s.live() {
		return s.save(page, pageProcess)
	}
	if err := s.b.commit(s.ctx, coach.Change{Inbound: s.req.Key, Draft: s.kept()}); err != nil {
		return answer{}, err
	}
	s.ref = s.to(pageProcess)
	return s.show()
}
