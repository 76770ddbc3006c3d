package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
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
// Since is when the expression took effect in that zone: nobody who moves to a new zone, or joins from one, owes what
// would have been due there before. The slice is the caller's own; the strings in it are shared. It is asked for
// several times a minute, and a look after which nothing has changed costs no query but that for the revision.
func (d *DB) Schedules(ctx context.Context) ([]coach.Schedule, error) {
	p, err := d.currentPicture(ctx)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(p.schedules)
	return all, d.lasts.fill(all, p.lasts, func(unknown []*coach.Schedule) error {
		return d.snapshot(ctx, func(s *session) error {
			for _, schedule := range unknown {
				if err := readLast(s, schedule); err != nil {
					return fmt.Errorf("schedule of %s in %s: %w", schedule.Kind, schedule.Zone, err)
				}
			}
			return nil
		})
	})
}

// plan lists what the rhythms of a picture come to, once for all the looks at it. The caller has loaded everything else.
func (p *picture) plan() {
	for _, r := range p.rhythms {
		zones := p.zonesOf(r)
		for _, zone := range slices.Sorted(maps.Keys(zones)) {
			p.schedules = append(p.schedules, coach.Schedule{
				Rhythm: r.id, Team: r.team, Kind: r.kind, Cron: r.cron, Zone: zone, Since: later(r.since, zones[zone]),
			})
		}
	}
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

// lasts remembers the newest recorded occurrence of each schedule, so that a look at the schedules, several times a minute,
// reads only those that it has not read yet, or for which a write failed. What another process writes is not seen; only
// one runs rituals on a file, and a claim that is refused, because somebody else was there before, is seen as well. A
// last that is too old would run a ritual again, and be refused by its claim; one that is too new would leave it out.
// So whatever is in doubt is read.
type lasts struct {
	mu     sync.Mutex
	writes int              // grows with each write
	series map[series]*last // those of the newest picture
}

// A series is the occurrences of one rhythm in one zone. Its three texts are the beginning of the primary key of
// occurrence, which the MAX over due is read by.
type series struct {
	rhythm string
	kind   coach.RhythmKind
	zone   string
}

// A last is the newest occurrence of a series, the zero time when there is none. Lasts.mu guards it.
type last struct {
	known bool
	at    time.Time
}

// of returns the lasts of schedules, in their order: a picture keeps them, so that no look has to find them again. Those of
// schedules that are no more are forgotten. Whoever still has a picture with one may be told of an occurrence that has run
// since, and its claim is refused.
func (l *lasts) of(all []coach.Schedule) []*last {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, kept := make([]*last, len(all)), make(map[series]*last, len(all))
	for i, o := range all {
		key := series{o.Rhythm, o.Kind, o.Zone}
		if found[i] = l.series[key]; found[i] == nil {
			found[i] = new(last)
		}
		kept[key] = found[i]
	}
	l.series = kept
	return found
}

// fill puts the newest instant into each schedule, of which these are the lasts; read is asked for those that are not
// known. What a write may have changed while it read is not remembered.
func (l *lasts) fill(all []coach.Schedule, of []*last, read func(unknown []*coach.Schedule) error) error {
	var unknown []int
	l.mu.Lock()
	writes := l.writes
	for i := range all {
		if all[i].Last = of[i].at; !of[i].known {
			unknown = append(unknown, i)
		}
	}
	l.mu.Unlock()
	if len(unknown) == 0 {
		return nil
	}
	wanted := make([]*coach.Schedule, len(unknown))
	for n, i := range unknown {
		wanted[n] = &all[i]
	}
	if err := read(wanted); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.writes != writes {
		return nil
	}
	for _, i := range unknown {
		*of[i] = last{known: true, at: all[i].Last}
	}
	return nil
}

// wrote is called after each write of occurrences, with what became of it. After one that failed nobody knows what is
// there, and it is read again.
func (l *lasts) wrote(err error, all ...coach.Occurrence) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writes++
	for _, o := range all {
		// Those of other kinds, the follow-ups, are no schedule's and stay unknown.
		newest := l.series[series{o.Rhythm, o.Kind, o.Zone}]
		switch {
		case newest == nil || !newest.known:
		case err != nil:
			*newest = last{}
		default:
			newest.at = later(newest.at, o.Due)
		}
	}
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
		zone, since := who.ZoneName(), later(joined, p.zoned[id])
		if zone == "" || zone == team.Zone && !p.moved[id] {
			// Not from zoned: until Slack was asked they were taken to live here, and learning that they do must not
			// forgive what was due before. Whoever came here from elsewhere, or came back, owes nothing from before.
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
