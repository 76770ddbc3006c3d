package coach

// Streak is on how many of their working days in a row, up to today, a person logged something; first is how far back it
// looks, and logged tells whether anything is in the ledger for a day. A day on which they do not work, a weekend, a
// holiday or a day away, neither counts nor ends it, and what they log on it all the same does not make it longer. Today
// ends it only when it is over: before that, a day without an entry is passed over.
func (c Calendar) Streak(first, today Day, logged func(Day) bool) (days int) {
	for d := today; d >= first; d-- {
		switch {
		case !c.Works(d):
		case logged(d):
			days++
		case d != today:
			return days
		}
	}
	return days
}
