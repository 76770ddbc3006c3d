package playground

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// maxStatusText is how many characters Slack's client takes for a status. Characters are counted as people do, and not
// as bytes.
const maxStatusText = 100

// SetStatus sets the person's status, as Slack's client does: an emoji with or without colons, a few words, and the
// instant at which Slack takes it away, zero for never. Without emoji and words there is no status any more. The app gets
// user_change.
func (a *Actor) SetStatus(emoji, text string, until time.Time) error {
	if u := a.s.userByID(a.user); u == nil {
		return fmt.Errorf("there is nobody called %q", a.user)
	}
	emoji = strings.Trim(emoji, ":")
	switch {
	case emoji != "" && !isEmoji.MatchString(emoji):
		return fmt.Errorf("%q is no emoji", emoji)
	case len([]rune(text)) > maxStatusText:
		return fmt.Errorf("a status has %d characters at most", maxStatusText)
	case emoji == "" && text != "":
		emoji = "speech_balloon" // what the client puts before words that come alone
	}
	if emoji != "" {
		emoji = ":" + emoji + ":"
	}
	a.s.ChangeUser(a.user, func(u *User) { u.StatusEmoji, u.StatusText, u.StatusUntil = emoji, text, until })
	return nil
}

// userByID is somebody of the workspace, or nil.
//
// It locks; whoever holds mu looks into users itself. What comes back may be changed by others, and is read for what
// never changes.
func (s *Server) userByID(id string) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users[id]
}

// status is what stands beside a person's name now, and until when, in seconds, 0 for ever. One that has expired is gone.
//
// Slack documents no event for the end of a status, so here comes none: an app that waits for one waits in vain.
func (s *Server) status(u *User) (emoji, text string, until int64) {
	switch {
	case u.StatusUntil.IsZero():
		return u.StatusEmoji, u.StatusText, 0
	case s.cfg.Now().Before(u.StatusUntil):
		return u.StatusEmoji, u.StatusText, u.StatusUntil.Unix()
	}
	return "", "", 0
}

// pageStatus sets a status from the page: an emoji, words, and how long they stand.
//
// "Today" ends at midnight in the person's zone, not in the server's.
func pageStatus(s *Server, a act) error {
	u := s.userByID(a.As)
	if u == nil {
		return errors.New("there is nobody to have a status")
	}
	until, err := statusEnd(s.cfg.Now().In(zoneOf(u)), a.To)
	if err != nil {
		return err
	}
	return s.As(a.As).SetStatus(a.Name, a.Text, until)
}

// statusEnd is when a status ends that is set now, on the person's own clock, by the words of Slack's client.
//
// Days and weeks end a second before midnight there, and weeks on Sunday.
func statusEnd(now time.Time, word string) (time.Time, error) {
	endOf := func(days int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+days, 23, 59, 59, 0, now.Location())
	}
	switch word {
	case "":
		return time.Time{}, nil
	case "half an hour":
		return now.Add(30 * time.Minute), nil
	case "an hour":
		return now.Add(time.Hour), nil
	case "today":
		return endOf(0), nil
	// Sunday is 0 days away from itself.
	case "this week":
		return endOf((7 - int(now.Weekday())) % 7), nil
	}
	return time.Time{}, fmt.Errorf("a status cannot stand for %q", word)
}
