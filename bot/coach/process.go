package coach

import "slices"

// A Stage is a step on a deal's way, with what must be known before the deal may be believed to be beyond it.
type Stage struct {
	ID         string // unique in its team; stays for as long as the name does, across retirement and return
	Name       string // "Discovery"
	Milestones []Milestone
}

// A Milestone is something that must be known to leave a stage.
type Milestone struct {
	ID   string // unique in its team; stays for as long as the name does, in whichever stage it stands
	Name string // "Measures of success"
	Ask  string // the question whose answer proves it: "How will they themselves measure success?"
}

// A Process is the way that a team's deals go, from the first stage to the last. A deal is won or lost from any of them.
type Process []Stage

// DefaultProcess is the process of a team that has not made its own. Its ids are the same in all teams, and stay when a
// team begins to edit it. The questions are those of a sale to several people who decide together: what they measure,
// who is for it and against it, and how they come to a signature. Each passes CheckQuestion, as those of a team must. A
// fresh copy each time, for a form edits it in place.
func DefaultProcess() Process {
	return Process{
		{ID: "qualified", Name: "Qualified", Milestones: []Milestone{
			{"measures", "Measures of success", "How will they themselves measure success?"},
			{"occasion", "What makes it matter now", "What makes this matter to them now rather than next year?"},
		}},
		{ID: "discovery", Name: "Discovery", Milestones: []Milestone{
			{"for", "Who is for it", "Who on their side is for it, and what does each of them get out of it?"},
			{"against", "Who is against it", "Who is against it, and what do they fear to lose?"},
			{"quiet", "Who decides quietly", "Who decides without being in the room, and what do they care about?"},
		}},
		{ID: "proposal", Name: "Proposal", Milestones: []Milestone{
			{"criteria", "Criteria beyond the price", "What will they decide by, beyond the price?"},
			{"tie", "From our solution to their result", "Which part of what we offer leads to which of their results?"},
			{"obstacles", "Obstacles", "What could still get in the way, and who on their side clears it?"},
		}},
		{ID: "decision", Name: "Decision", Milestones: []Milestone{
			{"path", "How they decide", "How does it go from here to a signature, step by step?"},
			{"next", "The next step", "What is the next step that both sides have agreed on, and for which day?"},
		}},
	}
}

// Stages are the stages of the team's deals: its own process, else the default one. There is always at least one.
func (t *Team) Stages() Process {
	if len(t.Process) == 0 {
		return DefaultProcess()
	}
	return t.Process
}

// Equal tells whether two processes are the same in every word, whatever their ids are. It decides whether a team file
// must write the process down at all, and whether there is anything to tell of a change. Ids are left out as the file
// has none.
func (p Process) Equal(o Process) bool {
	return slices.EqualFunc(p, o, func(a, b Stage) bool {
		return a.Name == b.Name && slices.EqualFunc(a.Milestones, b.Milestones, func(a, b Milestone) bool {
			return a.Name == b.Name && a.Ask == b.Ask
		})
	})
}

// Index is the place of the stage with that id; -1 when the process has none, as of one that was retired. The states
// won and lost are no stages, so that they are -1 too.
func (p Process) Index(stage string) int {
	return slices.IndexFunc(p, func(s Stage) bool { return s.ID == stage })
}

// Place is where a deal stands: the index of its stage. One whose stage the team has since taken out stands at the
// beginning, where all that is known of it can be looked at again. A process without stages has no places; Team.Stages
// never gives one.
func (p Process) Place(d Deal) int { return max(p.Index(d.Stage), 0) }

// Until are the milestones of the stages up to and including the one at an index, in order. They are what must be known
// to leave that stage. An index beyond the last stage means all of them. Those of earlier stages are among them on
// purpose: a deal that was moved on with something unproven carries it along until it is known.
func (p Process) Until(index int) []Milestone {
	var all []Milestone
	for _, s := range p[:min(index+1, len(p))] {
		all = append(all, s.Milestones...)
	}
	return all
}

// Milestone returns the milestone with that id and the index of its stage; ok is false when the process has none.
func (p Process) Milestone(id string) (m Milestone, stage int, ok bool) {
	for i, s := range p {
		for _, m := range s.Milestones {
			if m.ID == id {
				return m, i, true
			}
		}
	}
	return Milestone{}, -1, false
}
