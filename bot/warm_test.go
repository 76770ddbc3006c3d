package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"example.com/pacer/bot/coach"
)

// A spanStore notes of which days it is asked for a team's sums.
type spanStore struct {
	Store
	spans []coach.Span
	err   error
}

func (s *spanStore) PeriodTotals(ctx context.Context, team string, span coach.Span) ([]coach.DayTotal, error) {
	s.spans = append(s.spans, span)
	if s.err != nil {
		return nil, s.err
	}
	return s.Store.PeriodTotals(ctx, team, span)
}

// Whoever looks at a board of the week or opens a brief asks for no sums that were not read before; of somebody for whom it is
// another day they may.
func TestTheFirstBoardAndBriefAreWarm(t *testing.T) {
	s := generatedTeam(t, rand.New(rand.NewPCG(2, 0)), 4)
	m := s.b.store.(*memory)
	for id, p := range m.roster.People {
		p.Zone = s.team.Zone
		m.roster.People[id] = p
	}
	spy := &spanStore{Store: m}
	s.b.store = spy
	s.b.Warm(t.Context())
	warm := slices.Clone(spy.spans)
	spy.spans = nil
	s.command("U0MAYA", "board", "")
	s.command("U0MAYA", "coach", "<@U0REP001>")
	s.command("U0REP002", "coach", "")
	s.tells("maya alone sees: Leaderboard, this week. / …", "maya alone sees: Brief: Rep U0REP001. / …", "rep002 alone sees: Your own coach. / …")
	if len(spy.spans) == 0 || slices.ContainsFunc(spy.spans, func(span coach.Span) bool { return !slices.Contains(warm, span) }) {
		t.Errorf("sums are read of %v, and were of %v", spy.spans, warm)
	}

	// What cannot be read is read by whoever asks, and nothing is after the end.
	spy.spans, spy.err = nil, errors.New("the disk is away")
	s.b.Warm(t.Context())
	if len(spy.spans) != 1 {
		t.Errorf("a store that fails is asked for %v", spy.spans)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	spy.spans, spy.err = nil, nil
	s.b.Warm(stopped)
	if len(spy.spans) != 0 {
		t.Errorf("after the end sums are read of %v", spy.spans)
	}
}
