package coach

import (
	"hash/fnv"
	"slices"
)

// The question of the week is about the quality of the work and not about its amount: one a week in the check-in, so
// that in a quarter a team has looked at each part of how it sells.

// qualityBank is what is asked in turn. Each can be answered about the last days, by whoever sells anything.
var qualityBank = []string{
	"How did you find out this week what somebody needs?",
	"How do you follow up after a conversation, and how soon?",
	"How explicit was your last recommendation?",
	"Which question of yours made somebody think this week?",
	"How did you check that you had understood what matters to them?",
	"What did you find out about who decides, and how they decide?",
	"How did you prepare for your most important conversation?",
	"How did you show what it costs them to leave things as they are?",
	"Which next step did you agree on this week, with which date?",
	"How did you answer the hardest objection of the week?",
	"How did you tie what you offer to what they measure themselves by?",
	"How much of the talking was theirs in your best conversation?",
	"Who else could know more about what this customer needs?",
	"How do you decide whom to call first?",
}

// QualityBank returns the questions that the weeks of a team without its own take turns in.
func QualityBank() []string { return slices.Clone(qualityBank) }

// QualityBank returns the questions that the weeks of the team take turns in: its own, else those of Pacer. A team that has one
// of its own is asked it every week, which is what it wants: to look at one thing until it has changed. The rule of six weeks
// is for what coaching asks a person, which they did not choose.
func (t *Team) QualityBank() []string {
	if len(t.Questions) > 0 {
		return slices.Clone(t.Questions)
	}
	return QualityBank()
}

// QualityQuestion returns the question of the team's week. It is the same whenever it is asked for until the team edits
// its questions, and another one in each week until all had their turn; teams begin at different places, so that
// colleagues have something to tell.
func (t *Team) QualityQuestion(week Day) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(t.ID)) // never fails
	bank := t.QualityBank()
	// Weeks may begin on any day; seven days on is the next one all the same, also before 1970.
	n := int64(len(bank))
	at := floorDiv(int64(week), 7) + int64(h.Sum32())
	return bank[(at%n+n)%n]
}
