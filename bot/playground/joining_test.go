package playground

import (
	"testing"
	"testing/synctest"
)

// TestJoin: a public channel can be joined by a person, once; then they can write there, and the app has heard of it.
func TestJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(c *Config) {
			c.Workspace.Users = append(c.Workspace.Users, User{ID: "U0GUS", Name: "gus", Guest: true}, User{ID: "U0EVE", Name: "eve", Stranger: true})
		})
		bot := &fakeBot{w: w}
		defer bot.connect()()
		for _, tt := range []struct{ user, channel, want string }{
			{"U0ADA", "C0WEST", ""},
			{"U0ADA", "C0WEST", ""},
			{"U0GUS", "C0WEST", "gus is a guest: a member has to invite them into #west"},
			{"U0EVE", "C0WEST", "eve is of another organisation: a member has to invite them into #west"},
			{"U0ANN", "C0PRIV", "ann sees no channel C0PRIV"},
			{"U0ANN", w.s.As("U0ANN").DM(), "this conversation can be joined by invitation only"},
		} {
			got := ""
			if err := w.s.As(tt.user).Join(tt.channel); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("%s joins %s: %q, want %q", tt.user, tt.channel, got, tt.want)
			}
		}
		if _, err := w.s.As("U0ADA").Say("C0WEST", "hello"); err != nil {
			t.Errorf("a new member cannot write: %v", err)
		}
		synctest.Wait()
		if n := len(bot.events("member_joined_channel")); n != 1 {
			t.Errorf("the app heard of %d new members", n)
		}
	})
}
