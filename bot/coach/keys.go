package coach

import "strings"

// Keys of the outbox. Each names what is said, so that it is said once.

// A HuddleRef names one huddle of a team. It stays what it is when the team's times change. Keys of messages, buttons
// and forms are made of it, so that its text form never changes.
type HuddleRef struct {
	Team string // team id
	Day  Day    // on the team's clock
	// Slot tells the huddles of a day apart: "" is the first to open, and every other one carries the time at which it was to
	// open when it first came up, "16:00" on the team's clock. It is a name and no time: the huddle may open at another.
	Slot string
}

// Key names the parent message of the huddle; thread replies and edits build on it. Buttons and forms carry it too.
func (r HuddleRef) Key() string {
	key := "huddle/" + r.Team + "/" + r.Day.String()
	if r.Slot != "" {
		key += "T" + r.Slot
	}
	return key
}

// EntryKey names the thread reply that shows one person's entry.
func (r HuddleRef) EntryKey(person string) string { return r.Key() + "/" + person }

// ParseHuddleRef is the inverse of HuddleRef.Key; ok is false for any other key.
func ParseHuddleRef(key string) (r HuddleRef, ok bool) {
	parts := strings.Split(key, "/")
	if len(parts) != 3 || parts[0] != "huddle" {
		return HuddleRef{}, false
	}
	day, at, several := strings.Cut(parts[2], "T")
	d, err := ParseDay(day)
	if err != nil || several && !isClockTime(at) {
		return HuddleRef{}, false
	}
	return HuddleRef{Team: parts[1], Day: d, Slot: at}, true
}

// isClockTime tells whether a text is a time of day as ClockTime writes it, the end of the day not included.
func isClockTime(text string) bool {
	minutes, ok := parseClock(text)
	return ok && minutes < 24*60 && ClockTime(minutes) == text
}

// HuddleKey is the key of the first huddle of a team's day; see [HuddleRef].
func HuddleKey(team string, d Day) string { return HuddleRef{Team: team, Day: d}.Key() }

// HuddleEntryKey is the key of one person's entry in the first huddle of a team's day.
func HuddleEntryKey(team string, d Day, person string) string {
	return HuddleRef{Team: team, Day: d}.EntryKey(person)
}
