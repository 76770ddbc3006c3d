package coach

import (
	"fmt"
	"strings"
)

// Bounds of a process. A process that asks for more is filled in for its own sake. Lengths are in runes.
const (
	MaxStages     = 8
	MaxMilestones = 8 // of a stage
	MaxStage      = 40
	MaxMilestone  = 60
)

// process checks the way of the deals. Names are unique in the whole process, whatever their case: the store knows stages
// and milestones by them, and a question that stands twice would be answered twice.
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
		if c.named(place+"stage", "the name of a stage", s.Name, MaxStage) {
			once(stages, place+"stage", s.Name)
		}
		c.most(place+"milestones", len(s.Milestones), MaxMilestones)
		for j, m := range s.Milestones {
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

// processChanges tells how the way of the deals differs, and what becomes of what goes.
func processChanges(before, after Process) []string {
	if before.Equal(after) {
		return nil
	}
	if was, is := before.Names(), after.Names(); was != is {
		return []string{"deals now go " + is + "; deals of other stages and all answers are kept"}
	}
	return []string{"what has to be known in the stages of a deal is described anew; all answers are kept"}
}

// Names are the stages in their order, for a sentence: "Qualified → Discovery → Proposal".
func (p Process) Names() string {
	var names []string
	for _, s := range p {
		names = append(names, s.Name)
	}
	return strings.Join(names, " → ")
}
