package coach

import (
	"fmt"
	"strings"
)

// Bounds of a process. A process that asks for more is filled in for its own sake. Lengths are in runes. They also keep
// a process within Slack's forms: all milestones of a stage are typed in one field, which takes 3,000 characters, names
// stand in options of 75, and the page of a deal with every answer fits into an acknowledgement, which Slack cuts off
// at 20,480 bytes (a test fills one).
const (
	MaxStages     = 8
	MaxMilestones = 8 // of a stage
	MaxStage      = 40
	MaxMilestone  = 60
)

// process checks the way of the deals. Names are unique in the whole process, whatever their case: the store knows stages
// and milestones by them, and a question that stands twice would be answered twice. An empty process is no fault: the
// team then has the default one, see Team.Stages. Names are what survive an edit, and not places: whoever moves a
// stage, or takes it out and puts it back a year later, finds its deals and answers there.
func (c *teamCheck) process() {
	c.most("process", len(c.team.Process), MaxStages)
	stages, milestones := make(map[string]bool), make(map[string]bool)
	once := func(seen map[string]bool, field, name string) {
		folded := strings.ToLower(name)
		if seen[folded] {
			c.at(field, "%q stands twice in the process.", name)
		}
		seen[folded] = true
	}
	for i, s := range c.team.Process {
		place := fmt.Sprintf("process/%d/", i)
		// A name that is itself at fault is not also called a double.
		if c.named(place+"stage", "the name of a stage", s.Name, MaxStage) {
			once(stages, place+"stage", s.Name)
		}
		c.most(place+"milestones", len(s.Milestones), MaxMilestones)
		for j, m := range s.Milestones {
			// Places are paths of the team file, so that a form and `pacer apply` can each point at their own field.
			place := fmt.Sprintf("%smilestones/%d/", place, j)
			if c.named(place+"name", "the name of a milestone", m.Name, MaxMilestone) {
				once(milestones, place+"name", m.Name)
			}
			if err := CheckQuestion(m.Ask); err != nil {
				c.at(place+"ask", "%q: %s", m.Name, err) // a form has all of a stage in one field
			}
		}
	}
}

// processChanges tells how the way of the deals differs, and what becomes of what goes. The sentences go into the audit
// and to whoever saved it. Both say that answers are kept, since that is what people are afraid of when they change a
// process.
func processChanges(before, after Process) []string {
	if before.Equal(after) {
		return nil
	}
	if was, is := before.Names(), after.Names(); was != is {
		return []string{"deals now go " + is + "; deals of other stages and all answers are kept"}
	}
	return []string{"what has to be known in the stages of a deal is described anew; all answers are kept"}
}

// Names are the stages in their order, for a sentence: "Qualified → Discovery → Proposal". Raw, as every name: whoever
// posts it escapes it.
func (p Process) Names() string {
	var names []string
	for _, s := range p {
		names = append(names, s.Name)
	}
	return strings.Join(names, " → ")
}
