package coach

// Settings are what one person chose for themselves. The zero value is what holds for everybody who chose nothing. It
// is written as a whole, by the form that shows all of it. Minutes are on the person's own clock.
type Settings struct {
	Zone     string    // IANA name that beats the one in the Slack profile; "" for none
	Nudges   NudgeMode // how often a word may come
	Hidden   bool      // on boards they are seen by themselves and their managers only
	Hours    Hours     // working hours; OfficeHours when zero
	Quiet    Hours     // when no direct message is sent; over midnight when From is after To; none when zero
	Week     [7]Part   // which part of each weekday they work, indexed by time.Weekday; the team's days when zero
	DigestAt int       // minute after midnight before which a manager's digest is not sent; 0 is the team's time
}

// A NudgeMode is how often somebody wants to be nudged.
type NudgeMode string

// The modes. A mode that is not known counts as NudgeDaily.
const (
	NudgeDaily NudgeMode = ""    // once a day at most
	NudgeEach  NudgeMode = "on"  // at each of the times that the team has for it
	NudgeOff   NudgeMode = "off" // never
)
