package coach

import "strings"

// Keys of the outbox. Each names what is said, so that it is said once.

// HuddleKey names the parent message of a team's huddle; thread replies and edits build on it.
func HuddleKey(team string, d Day) string { return "huddle/" + team + "/" + d.String() }

// HuddleEntryKey names the thread reply that shows one person's entry.
func HuddleEntryKey(team string, d Day, person string) string {
	return HuddleKey(team, d) + "/" + person
}

// ParseHuddleKey is the inverse of HuddleKey; ok is false for any other key.
func ParseHuddleKey(key string) (team string, d Day, ok bool) {
	parts := strings.Split(key, "/")
	if len(parts) != 3 || parts[0] != "huddle" {
		return "", 0, false
	}
	d, err := ParseDay(parts[2])
	return parts[1], d, err == nil
}
