package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"example.com/pacer/bot/coach"
)

// Schedules returns every active cron expression in every zone in which it runs, with the newest recorded
// occurrence of each, in the order of team ids, kinds and zones.
//
// A rhythm that addresses a channel runs in the team's zone; one that addresses people (coach.Rhythm.Personal)
// once in each zone that a person it addresses lives in: the managers for a digest, else the reps. Who is
// deactivated, a guest, a stranger or a bot is addressed by none. Somebody whose zone is not known lives in
// the team's.
//
// Since is when the expression took effect in that zone: nobody who moves to a new zone, or joins from one,
// owes what would have been due there before.
func (d *DB) Schedules(ctx context.Context) ([]coach.Schedule, error) {
	p, err := d.currentPicture(ctx)
	if err != nil {
		return nil, err
	}
	var all []coach.Schedule
	for _, r := range p.rhythms {
		zones := p.zonesOf(r)
		for _, zone := range slices.Sorted(maps.Keys(zones)) {
			all = append(all, coach.Schedule{
				Rhythm: r.id, Team: r.team, Kind: r.kind, Cron: r.cron, Zone: zone, Since: later(r.since, zones[zone]),
			})
		}
	}
	err = d.snapshot(ctx, func(s *session) error {
		for i := range all {
			if err := readLast(s, &all[i]); err != nil {
				return fmt.Errorf("schedule of %s in %s: %w", all[i].Kind, all[i].Zone, err)
			}
		}
		return nil
	})
	return all, err
}

// readLast fills in the newest recorded occurrence, the zero time when there is none. Follow-ups carry the same
// rhythm's id and are of another kind. It counts in every state: one that is planned again after a restart is due by
// OpenOccurrences, and must not be due a second time by its cron expression.
func readLast(s *session, schedule *coach.Schedule) error {
	var last instant
	err := s.row(`SELECT MAX(due) FROM occurrence WHERE rhythm_id = $1 AND kind = $2 AND zone = $3`,
		[]any{schedule.Rhythm, schedule.Kind, schedule.Zone}, &last)
	schedule.Last = last.Time
	return err
}

// zonesOf returns the zones that a rhythm runs in, each with the instant since when it matters there. A personal rhythm
// of a team in which nobody is addressed runs in none. Two names of one zone (Asia/Calcutta and Asia/Kolkata) are two
// zones here as in an occurrence's identity, and the bot addresses people by the name as well.
func (p *picture) zonesOf(r rhythm) map[string]time.Time {
	team, times := p.roster.Team(r.team), p.teams[r.team]
	row, _ := coach.RhythmOf(r.kind)
	if !row.Personal {
		return map[string]time.Time{team.Zone: times.zone}
	}
	addressed := times.reps
	if r.kind == coach.Digest {
		addressed = times.managers
	}
	zones := make(map[string]time.Time)
	// The earliest of those who live there decides: what is due to one of them is due in the zone.
	for id, joined := range addressed {
		who := p.roster.Person(id)
		if who.Deleted || who.Guest || who.Stranger || who.Bot {
			continue
		}
		zone, since := who.Zone, later(joined, p.zoned[id])
		if zone == "" || zone == team.Zone {
			// Not from zoned: until Slack was asked they were taken to live here, and learning that they do must not
			// forgive what was due before.
			zone, since = team.Zone, later(joined, times.zone)
		}
		if earliest, ok := zones[zone]; !ok || since.Before(earliest) {
			zones[zone] = since
		}
	}
	return zones
}

// later is the later of two instants; the zero time stands for "ever since".
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
