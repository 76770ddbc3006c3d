package coach

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// A Forgetting erases a person. What they counted stays, under As: the team's totals are those of before. It is carried
// out in one transaction, before all else of its change.
type Forgetting struct {
	Person string // Slack user id
	As     string // who has their counts from now on, made by Nameless
	Render string // name of the renderer by which the huddles that named them are shown anew
}

// Counts of people who were forgotten go by ids that no Slack user has.
const (
	namelessNow  = "XN-" // of somebody whose counts are part of the team's numbers
	namelessOnce = "XO-" // of somebody who had left before, and with them their part of those numbers
)

// Nameless makes the id under which the counts of somebody stay who is forgotten. Random is not to be guessed from who
// they were. Counted tells whether they were an active rep: then their counts go on being part of the team's numbers.
func Nameless(random string, counted bool) string {
	if counted {
		return namelessNow + random
	}
	return namelessOnce + random
}

// IsNameless tells the ids that Nameless makes from those of people.
func IsNameless(id string) bool { return StillCounts(id) || strings.HasPrefix(id, namelessOnce) }

// StillCounts tells whether the counts under an id are of somebody who was forgotten as an active rep of a team.
func StillCounts(id string) bool { return strings.HasPrefix(id, namelessNow) }

// Forgotten tells who asked to be forgotten. It knows keyed hashes of their ids and no ids.
type Forgotten struct {
	Key    string          // hexadecimal and random; "" while nobody was forgotten
	Hashes map[string]bool // by HashOf
}

// HashOf is the keyed hash of a person's id, in hexadecimal digits. With HMAC-SHA-256, so that who has the file cannot
// find out by trying ids without the key, which is in the same file: it keeps ids out of backups' plain text and
// search, and is no more than that.
func (f Forgotten) HashOf(person string) string {
	mac := hmac.New(sha256.New, []byte(f.Key))
	mac.Write([]byte(person))
	return hex.EncodeToString(mac.Sum(nil))
}

// Has tells whether a person asked to be forgotten and was not added to a team by hand since. Whatever adds people by
// itself leaves these out.
func (f Forgotten) Has(person string) bool { return len(f.Hashes) > 0 && f.Hashes[f.HashOf(person)] }
