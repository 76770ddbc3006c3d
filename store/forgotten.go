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

// loadForgotten reads who asked to be forgotten: the key, and what it made of their ids.
func loadForgotten(s *session) (f coach.Forgotten, err error) {
	if err := s.row(`SELECT forget_key FROM workspace WHERE id = 1`, nil, &f.Key); err != nil || f.Key == "" {
		return f, err
	}
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
func (s *session) forgets() (coach.Forgotten, error) {
	if s.forgotten == nil {
		f, err := loadForgotten(s)
		if err != nil {
			return coach.Forgotten{}, err
		}
		s.forgotten = &f
	}
	return *s.forgotten, nil
}

// refuseForgotten refuses a change that would bring somebody back whom nobody added by hand: one that was composed before
// they were forgotten, or that they caused themselves afterwards. ErrForgotten, and ErrStale, for a ritual is composed
// again from a roster without them.
func refuseForgotten(s *session, c coach.Change) error {
	forgotten, err := s.forgets()
	if err != nil || len(forgotten.Hashes) == 0 {
		return err
	}
	ids := peopleIn(c)
	if !slices.ContainsFunc(ids, forgotten.Has) {
		return nil
	}
	// Another process may have added them to a team since.
	s.forgotten = nil
	if forgotten, err = s.forgets(); err != nil || !slices.ContainsFunc(ids, forgotten.Has) {
		return err
	}
	return fmt.Errorf("the change %w (%w)", coach.ErrForgotten, coach.ErrStale)
}

// peopleIn lists whom a change is about, but for a team's members: who is added to a team begins anew.
func peopleIn(c coach.Change) (ids []string) {
	for _, a := range c.Activities {
		ids = append(ids, a.Person)
	}
	for _, p := range c.People {
		ids = append(ids, p.ID)
	}
	for _, a := range c.Absences {
		ids = append(ids, a.Person, a.By)
	}
	for _, p := range c.Commitments {
		ids = append(ids, p.Person)
	}
	for _, a := range c.Audit {
		ids = append(ids, a.By, a.Person)
	}
	if c.Entry != nil {
		ids = append(ids, c.Entry.Entry.Person)
	}
	if c.Help != nil {
		ids = append(ids, c.Help.Person, c.Help.Helper)
	}
	if c.CheckIn != nil {
		ids = append(ids, c.CheckIn.Person)
	}
	if c.Snooze != nil {
		ids = append(ids, c.Snooze.Person)
	}
	if c.Mute != nil {
		ids = append(ids, c.Mute.Person)
	}
	if c.Settings != nil {
		ids = append(ids, c.Settings.Person)
	}
	if c.Appoint != nil {
		ids = append(ids, c.Appoint.Person)
	}
	if c.WorkBack != nil {
		ids = append(ids, c.WorkBack.Person, c.WorkBack.By)
	}
	if c.Draft != nil {
		ids = append(ids, c.Draft.Person)
	}
	for _, m := range c.Messages {
		ids = append(ids, m.Channel)
		ids = append(ids, strings.Split(m.Key, "/")...)
	}
	return append(ids, strings.Split(c.Inbound, "/")...)
}

// rememberForgotten writes down that somebody is forgotten, under a key that is made for the first of them.
func rememberForgotten(s *session, person string) error {
	forgotten, err := s.forgets()
	if err != nil {
		return err
	}
	if forgotten.Key == "" {
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
func beginAnew(s *session, people ...string) (changed int64, err error) {
	forgotten, err := s.forgets()
	if err != nil || len(forgotten.Hashes) == 0 {
		return 0, err
	}
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
