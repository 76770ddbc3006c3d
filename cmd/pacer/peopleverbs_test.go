package main

import (
	"fmt"
	"strings"
	"time"

	"example.com/pacer/bot/playground"
)

// userNamed finds somebody of the workspace by name, in any case.
func userNamed(name string) (playground.User, error) {
	for _, u := range demoWorkspace().Users {
		if strings.EqualFold(u.Name, name) {
			return u, nil
		}
	}
	return playground.User{}, fmt.Errorf("nobody is called %s", name)
}

// flies takes somebody to another zone, as their phone tells Slack on arrival.
func (s *story) flies(args []string) error {
	u, err := userNamed(args[0])
	if err != nil {
		return err
	}
	if _, err := time.LoadLocation(args[1]); err != nil {
		return err
	}
	s.slack.ChangeUser(u.ID, func(u *playground.User) { u.Zone = args[1] })
	return nil
}

// status sets somebody's status: an emoji, words, and until when, on the story's clock. Without them there is none.
func (s *story) status(args []string) error {
	u, err := userNamed(args[0])
	if err != nil {
		return err
	}
	args = append(args, "", "", "")[1:4]
	var until time.Time
	if args[2] != "" {
		if until, err = s.instant(args[2]); err != nil {
			return err
		}
	}
	return s.slack.As(u.ID).SetStatus(args[0], args[1], until)
}
