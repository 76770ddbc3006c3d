package store

import (
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// Whoever was forgotten is known by nothing but a keyed hash (HMAC) of their Slack id. Without it Pacer would ask
// Slack about them and store them anew at their next message; with their id in the file they would not be forgotten.
// The key is in the same file: it keeps a leaked list from being looked up in a table of hashes of all ids, and a
// thief of the whole file from nothing.

// loadForgotten reads who asked to be forgotten: the key, and what it made of their ids.
// An empty key means that nobody ever asked, and that there is no hash to read: that is how nearly all files are.
func loadForgotten(s *session) (f coach.Forgotten, err error) {
	if err := s.row(`SELECT forget_key FROM workspace WHERE id = 1`, nil, &f.Key); err != nil || f.Key == "" {
		return f, err
	}
	// A set, since all that is asked is whether somebody is in it; the roster has it for the same question.
	f.Hashes = make(map[string]bool)
	err = s.each(`SELECT hash FROM forgotten`, nil, func(rows *sql.Rows) error {
		var hash string
		err := rows.Scan(&hash)
		f.Hashes[hash] = true
		return err
	})
	return f, err
}

// forgets returns who is forgotten, as the writer read it once: looking for each change would cost each of them a
// query, and in nearly all files there is nobody. Whoever writes or rolls back sets forgotten to nil.
// It is for the writer's session alone: readers have the roster's.
func (s *session) forgets() (coach.Forgotten, error) {
	if s.forgotten == nil {
		f, err := loadForgotten(s)
		if err != nil {
			return coach.Forgotten{}, err
		}
		s.forgotten = &f
	}
	// A struct with the map in it: nobody changes that map, which the roster may share.
	return *s.forgotten, nil
}

// refuseForgotten refuses a change that would bring somebody back whom nobody added by hand: one that was composed before
// they were forgotten, or that they caused themselves afterwards. ErrForgotten, and ErrStale, for a ritual is composed
// again from a roster without them.
// It runs in the transaction of the change, so that nobody is forgotten between the look and the write.
func refuseForgotten(s *session, c coach.Change) error {
	forgotten, err := s.forgets()
	if err != nil || len(forgotten.Hashes) == 0 {
		return err
	}
	ids := peopleIn(c)
	if !slices.ContainsFunc(ids, forgotten.Has) {
		return nil
	}
	// Found once is not enough to refuse: what this session remembers may be old.
	// Another process may have added them to a team since.
	s.forgotten = nil
	if forgotten, err = s.forgets(); err != nil || !slices.ContainsFunc(ids, forgotten.Has) {
		return err
	}
	return fmt.Errorf("the change %w (%w)", coach.ErrForgotten, coach.ErrStale)
}

// peopleIn lists whom a change is about, but for a team's members: who is added to a team begins anew.
// It is generous, for to name one too many costs nothing: ids of channels and pieces of keys that are nobody's have
// no hash in the list.
func peopleIn(c coach.Change) []string {
	ids := c.Concerned()
	// The channel of a message to somebody is their id, and a key names whom it is about between its slashes.
	for _, m := range c.Messages {
		ids = append(ids, m.Channel)
		ids = append(ids, strings.Split(m.Key, "/")...)
	}
	// The delivery's key holds who caused it: what somebody does after they were forgotten ends here.
	return append(ids, strings.Split(c.Inbound, "/")...)
}

// rememberForgotten writes down that somebody is forgotten, under a key that is made for the first of them.
// It is called inside of the erasure's transaction, so that there is no instant at which somebody is erased and could
// come back. To remember somebody twice does no harm.
func rememberForgotten(s *session, person string) error {
	forgotten, err := s.forgets()
	if err != nil {
		return err
	}
	if forgotten.Key == "" {
		// 256 bits, from the system's own source. It never changes, or the hashes made with it would be nobody's.
		secret := make([]byte, 32)
		if _, err := rand.Read(secret); err != nil {
			return err
		}
		forgotten.Key = hex.EncodeToString(secret)
		if _, err := s.exec(`UPDATE workspace SET forget_key = $1 WHERE id = 1`, forgotten.Key); err != nil {
			return err
		}
	}
	_, err = s.exec(`INSERT INTO forgotten (hash) VALUES ($1) ON CONFLICT (hash) DO NOTHING`, forgotten.HashOf(person))
	s.forgotten = nil
	return err
}

// beginAnew is for people whom somebody adds to a team by hand: from then on they are known like everybody. It answers
// how many of them had been forgotten.
// Only that brings somebody back. What they do themselves, a message or a click, must not: they would be stored again
// by the next "hello", having asked for the opposite.
func beginAnew(s *session, people ...string) (changed int64, err error) {
	forgotten, err := s.forgets()
	if err != nil || len(forgotten.Hashes) == 0 {
		return 0, err
	}
	// Each is looked at under the key that was read once; the hashes of those who go do not change the others'.
	for _, id := range people {
		if !forgotten.Has(id) {
			continue
		}
		n, err := s.exec(`DELETE FROM forgotten WHERE hash = $1`, forgotten.HashOf(id))
		if err != nil {
			return changed, err
		}
		changed += n
		s.forgotten = nil
	}
	return changed, nil
}
