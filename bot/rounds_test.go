package bot

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What Pacer does by itself every now and then is nobody's delivery. A panic in one of its rounds is logged, the process
// goes on, and so does the next round.
func TestARoundThatPanicsEndsNothing(t *testing.T) {
	for name, loop := range map[string]func(b *Bot, ctx context.Context){
		"welcome": (*Bot).welcomePeople, "refresh": (*Bot).refreshPeople, "groups": (*Bot).followGroups,
		"tidying": func(b *Bot, ctx context.Context) { b.tidying.run(ctx) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t, westTeam())
				looks := 0
				s.store.fail = func(method string) error {
					if method != "Roster" {
						return nil
					}
					if looks++; looks == 1 {
						panic("a round went wrong")
					}
					return nil
				}
				ctx, stop := context.WithCancel(t.Context())
				ended := make(chan struct{})
				go func() { defer close(ended); loop(s.bot, ctx) }()
				time.Sleep(2 * time.Hour)
				stop()
				<-ended
				if looks < 2 {
					t.Errorf("%d looks", looks)
				}
				if !strings.Contains(s.logs.String(), "a round went wrong") {
					t.Errorf("the log has\n%s", s.logs)
				}
			})
		})
	}
}
