package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// A year is a company in one Slack, and one life of Pacer after another.
//
// Its clock hops over the time in which nothing is due and nobody does anything, as a laptop's does that was asleep;
// whatever happens takes the time of the bubble. All that is decided by lot is decided by the seed, but for the order in
// which goroutines run.
type year struct {
	*story
	t           *testing.T
	rand        *rand.Rand
	clock       *clock
	began, ends time.Time
	teams       []*yearTeam
	names       map[string]string // of teams, by id
	people      []*colleague
	memo        map[string][]time.Time
	looks       map[string][]look // by zone
	sum         yearSum
	deaths      []time.Time // of the process, killed

	logged  []*logged
	replies []yearReply
	filed   []filed
	texts   int // so far, of which each is there once
	dealt   []*dealt
	posed   []*posed
	talks   *talkBook
}

// A yearTeam is a team, with its rhythms as the oracle knows them.
type yearTeam struct {
	coach.Team
	id    string
	beats map[coach.RhythmKind][]beat
	homes map[string][]span // where its reps live, by zone
	boss  string            // the zone of its manager, who does not travel
}

// A yearReply is a log in a thread; that it was logged, its reaction says.
type yearReply struct {
	entry                    *logged
	who, channel, ts, parent string
}

// stays are who a rhythm addresses.
func (t *yearTeam) stays(kind coach.RhythmKind) (all []stay) {
	row, _ := coach.RhythmOf(kind)
	switch {
	case kind == coach.Digest:
		return []stay{{t.boss, []span{{}}}}
	case !row.Personal:
		return []stay{{t.Zone, []span{{}}}}
	}
	for zone, spans := range t.homes {
		all = append(all, stay{zone, spans})
	}
	return all
}

// A site is a zone with a quiet team in it, whose people do nothing, and a time of day that the clocks skip or show twice
// there when they change.
type site struct {
	zone    string
	minutes int
}

// sites has every class of offsets: whole hours, half and quarter hours, with changes of the clocks in the north, in the
// south, of half an hour, at midnight, before it, for a month, and none, and both sides of the date line.
func sites() []site {
	return []site{
		{"Europe/London", 90},
		{"Europe/Berlin", 150},
		{"America/New_York", 150},
		{"America/Los_Angeles", 135},
		{"America/St_Johns", 150},
		{"America/Havana", 30},
		{"Atlantic/Azores", 30},
		{"America/Nuuk", 1410},
		{"Asia/Beirut", 15},
		{"Africa/Cairo", 30},
		{"Africa/Casablanca", 150},
		{"Asia/Jerusalem", 150},
		{"Australia/Sydney", 150},
		{"Australia/Adelaide", 165},
		{"Australia/Lord_Howe", 135},
		{"Pacific/Auckland", 150},
		{"Pacific/Chatham", 195},
		{"America/Santiago", 15},
		{"Antarctica/Troll", 90},
		{"Asia/Kolkata", 0},
		{"Asia/Kathmandu", 345},
		{"Australia/Darwin", 150},
		{"Pacific/Kiritimati", 720},
		{"Pacific/Pago_Pago", 1425},
	}
}

// restless are the months in which clocks change, in one of the sites: spring and autumn of both hemispheres, and what
// comes before and after the Ramadans of 2027 and 2028.
func restless() []time.Month {
	return []time.Month{
		time.January, time.February, time.March, time.April, time.September, time.October, time.November,
	}
}

// weekends are the days on which clocks change: most in the night to a Sunday, some to a Friday, and back into a Thursday or
// a Saturday.
func weekends() []time.Weekday {
	return []time.Weekday{time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

// quietBeats are the rhythms of a quiet team: each on days on which the clocks may change, at the time that they skip, and
// at the usual times every now and then.
func quietBeats(m int) map[coach.RhythmKind][]beat {
	return map[coach.RhythmKind][]beat{
		coach.Leaderboard: {{minutes: m, weekdays: weekends(), months: restless()}, {minutes: 17 * 60, monthDay: 1}},
		coach.Huddle:      {{minutes: m, weekdays: []time.Weekday{time.Sunday}}},
		coach.Nudge:       {{minutes: 11*60 + 30, monthDay: 10}, {minutes: m, weekdays: []time.Weekday{time.Sunday}}},
		coach.CheckIn:     {{minutes: 15 * 60, monthDay: 15}, {minutes: m, monthDay: 28}},
		coach.Digest:      {{minutes: 8*60 + 30, weekdays: []time.Weekday{time.Monday}}},
	}
}

// busyBeats are those of a team whose people work: the defaults, from Monday to Friday. West has a second huddle instead of
// a second nudge, so soon after the first that it cuts that one short.
func busyBeats(team string) map[coach.RhythmKind][]beat {
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	all := map[coach.RhythmKind][]beat{
		coach.Leaderboard: {{minutes: 17 * 60, weekdays: week[4:]}},
		coach.Huddle:      {{minutes: 9 * 60, weekdays: week}},
		coach.Nudge:       {{minutes: 11*60 + 30, weekdays: week}, {minutes: 15 * 60, weekdays: week}},
		coach.CheckIn:     {{minutes: 15 * 60, weekdays: week[4:]}},
		coach.Digest:      {{minutes: 8*60 + 30, weekdays: week[:1]}},
	}
	if team == demoWest.Team.Name {
		all[coach.Huddle] = append(all[coach.Huddle], beat{minutes: 10*60 + 30, weekdays: week})
		all[coach.Nudge] = all[coach.Nudge][:1]
	}
	return all
}

// newYear makes the company, its Slack and its database. Nothing runs yet.
func newYear(t *testing.T, seed uint64, began time.Time, days int) *year {
	t.Helper()
	dir := memoryDir(t)
	y := &year{
		t: t, rand: rand.New(rand.NewPCG(seed, 2)), clock: &clock{real: time.Now}, began: began, ends: began.AddDate(0, 0, days),
		names: map[string]string{}, memo: map[string][]time.Time{}, looks: map[string][]look{}, talks: newTalkBook(),
		story: &story{dir: dir, zone: time.UTC, path: filepath.Join(dir, "pacer.db"), logs: &lockedBuffer{}},
	}
	y.clock.set(began)
	w := y.found()
	manifest, err := bot.Manifest(nil)
	y.must(err)
	y.slack, err = playground.New(playground.Config{
		Now: y.clock.Now, AppToken: demoAppToken, BotToken: demoBotToken, Manifest: manifest, Workspace: w, Journal: true, Seed: seed,
	})
	y.must(err)
	y.listener = playground.NewListener()
	y.web = &http.Server{Handler: y.slack}
	go func() { _ = y.web.Serve(y.listener) }()
	y.enter()
	return y
}

// memoryDir is a directory for a test in memory, where there is a file system for it with room: to wait for a disk would
// be half of a year, and what a disk keeps when the power fails is for the crash tests to show.
func memoryDir(t *testing.T) string {
	t.Helper()
	dir := inMemory("pacer-year-*")
	if dir == "" {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func (y *year) must(err error) {
	y.t.Helper()
	if err != nil {
		y.t.Fatal(err)
	}
}

// found thinks up the company and returns its Slack.
func (y *year) found() playground.Workspace {
	w := demoWorkspace()
	for _, d := range demoTeams() {
		team := &yearTeam{Team: d.Team, beats: busyBeats(d.Team.Name), homes: map[string][]span{}, boss: d.Manager.Zone}
		for _, r := range d.Reps {
			y.people = append(y.people, &colleague{y: y, id: r.ID, name: r.Name, team: team, zone: r.Zone, spare: r.Zone})
		}
		y.teams = append(y.teams, team)
	}
	all := sites()
	for i, s := range all {
		kpis := slices.Clone(demoWest.Team.KPIs[:2])
		channel := playground.Channel{ID: fmt.Sprintf("C0SITE%02d", i), Name: fmt.Sprintf("site-%02d", i)}
		rep, boss := fmt.Sprintf("U0REP%02d", i), fmt.Sprintf("U0BOSS%02d", i)
		bossZone := all[(i+7)%len(all)].zone
		channel.Members = []string{demoBot, rep, boss}
		w.Channels = append(w.Channels, channel)
		w.Users = append(w.Users,
			playground.User{ID: rep, Name: strings.ToLower(rep), RealName: rep, Zone: s.zone},
			playground.User{ID: boss, Name: strings.ToLower(boss), RealName: boss, Zone: bossZone})
		y.teams = append(y.teams, &yearTeam{
			Team: coach.Team{
				Name: "Site " + s.zone, Channel: channel.ID, Zone: s.zone, WeekStart: time.Monday, KPIs: kpis,
				Managers: []string{boss}, Reps: []string{rep}, WorkingDays: coach.Weekdays{true, true, true, true, true, true, true},
			},
			beats: quietBeats(s.minutes), homes: map[string][]span{s.zone: {{}}}, boss: bossZone,
		})
	}
	for month := range 13 {
		c := playground.Channel{ID: fmt.Sprintf("C0CORNER%02d", month), Name: fmt.Sprintf("corner-%02d", month), Members: []string{demoBot}}
		for _, d := range demoTeams() {
			c.Members = append(append(c.Members, d.Team.Reps...), d.Team.Managers...)
		}
		w.Channels = append(w.Channels, c)
	}
	return w
}

// enter puts the teams into the database, as an operator does.
func (y *year) enter() {
	db, err := store.Open(context.Background(), y.path, store.Options{Now: y.clock.Now})
	y.must(err)
	var people []coach.Person
	for _, team := range y.teams {
		team.Rhythms = map[coach.RhythmKind][]string{}
		for kind, list := range team.beats {
			for _, b := range list {
				team.Rhythms[kind] = append(team.Rhythms[kind], b.cron())
				y.sum.rhythms++
			}
		}
		_, err := db.ApplyTeam(context.Background(), team.Team, y.began)
		y.must(err)
		if id := team.Reps[0]; strings.HasPrefix(id, "U0REP") {
			people = append(people, coach.Person{ID: id, Name: id, Zone: team.Zone}, coach.Person{ID: team.Managers[0], Name: team.Managers[0], Zone: team.boss})
		}
	}
	people = append(people, demoPeople()...)
	y.must(db.Commit(context.Background(), coach.Change{At: y.began, People: people}))
	roster, err := db.Roster(context.Background())
	y.must(err)
	for _, team := range y.teams {
		team.id = roster.TeamIn(team.Channel).ID
		y.names[team.id] = team.Name
	}
	for _, p := range y.people {
		p.arrives(y.began.Add(-newsTakes))
	}
	y.must(db.Close())
}

// serve starts a life, as "pacer serve" wires it, and waits until it is connected.
func (y *year) serve() {
	y.t.Helper()
	db, err := store.Open(context.Background(), y.path, store.Options{Now: y.clock.Now})
	y.must(err)
	wire := &cutter{dial: y.listener.DialContext, conns: map[net.Conn]bool{}}
	p, err := newPacer(db, bot.Config{
		AppToken: demoAppToken, BotToken: demoBotToken, APIURL: "http://slack.test/api/",
		Now: y.clock.Now, Logger: slog.New(slog.DiscardHandler), Dial: wire.DialContext,
	})
	y.must(err)
	ctx, stop := context.WithCancel(context.Background())
	y.running = &running{db: db, pacer: p, stop: stop, ended: make(chan error, 1), wire: wire}
	go func(life *running) { life.ended <- p.run(ctx) }(y.running)
	select {
	case <-p.bot.Connected():
	case err := <-y.running.ended:
		y.running = nil
		y.t.Fatalf("%s: it did not start: %v", y.clock.Now(), err)
	}
	y.sum.lives++
	synctest.Wait()
}

// hop lets time pass until an instant, and what is due there happen. What may still be on its way happens before.
func (y *year) hop(to time.Time) {
	y.rest(to.Sub(y.clock.Now()))
	y.clock.forward(to)
	y.running.pacer.scheduler.Wake()
	y.settle()
	select {
	case err := <-y.running.ended:
		y.running = nil
		y.t.Fatalf("%s: it ended by itself: %v", y.clock.Now(), err)
	default:
	}
}

// settle lets everything come to rest that needs no more than a moment, such as the gap that the store leaves for other
// processes.
func (y *year) settle() {
	time.Sleep(10 * time.Millisecond)
	synctest.Wait()
}

// longestRest is how long the clock runs by itself when something is on its way: longer than the settle window, and than Slack
// tries to deliver an event.
const longestRest = 7 * time.Minute

// slackStep is how often it is asked whether Slack still does something.
const slackStep = 10 * time.Second

// rest lets the clock run by itself while something is on its way that waits for time alone, so long and no longer.
func (y *year) rest(atMost time.Duration) {
	y.t.Helper()
	over := y.clock.Now().Add(min(atMost, longestRest))
	for left := over.Sub(y.clock.Now()); left > 0; left = over.Sub(y.clock.Now()) {
		ctx, cancel := context.WithTimeout(context.Background(), left)
		err := y.running.pacer.bot.Drain(ctx)
		cancel()
		if err != nil {
			return // something hangs for as long as that
		}
		at, waits, err := y.running.db.NextMessageAt(context.Background())
		y.must(err)
		// What is due only after the end has the clock run up to there: Slack takes its time over it as well.
		wait := at.Sub(y.clock.Now())
		switch {
		case waits && wait <= longestRest:
			time.Sleep(min(max(wait, time.Millisecond), left))
		case y.slack.Ahead():
			time.Sleep(min(slackStep, left))
		default:
			return
		}
	}
}

// A moment is an instant at which something happens beside what is due.
type moment struct {
	at    time.Time
	do    func(y *year)
	stops []stop // for whom the clock has to stop; empty: in any case
}

// A stop is a rhythm that is held in a zone, if somebody is there.
type stop struct {
	team *yearTeam
	kind coach.RhythmKind
	zone string
}

// counts tells whether a moment is one: whether anybody may be there for whom something is due.
func (m moment) counts() bool {
	return len(m.stops) == 0 || slices.ContainsFunc(m.stops, func(s stop) bool {
		return slices.ContainsFunc(s.team.stays(s.kind), func(there stay) bool { return there.zone == s.zone && there.at(m.at) != gone })
	})
}

// timeline is all that happens, in order: the rituals of every zone that anybody may be in, for which the clock has to
// stop, what people do, what breaks, and how lives end.
func (y *year) timeline() []moment {
	var all []moment
	for at, stops := range y.instants() {
		all = append(all, moment{time.Unix(at, 0).UTC(), (*year).mayBreak, stops})
	}
	for day := y.began.Truncate(24 * time.Hour); day.Before(y.ends); day = day.Add(24 * time.Hour) {
		for _, p := range y.people {
			all = append(all, p.day(day)...)
		}
		for range 3 {
			if y.rand.IntN(20) == 0 {
				all = append(all, moment{at: day.Add(time.Duration(y.rand.Int64N(int64(24 * time.Hour)))), do: (*year).lifeEnds})
			}
		}
	}
	all = slices.DeleteFunc(all, func(m moment) bool { return !m.at.After(y.began) || !m.at.Before(y.ends) })
	slices.SortStableFunc(all, func(a, b moment) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
	return all
}

// instants are those at which a cron expression fires anywhere, in seconds since 1970, each with whose it is.
func (y *year) instants() map[int64][]stop {
	all := map[int64][]stop{}
	for _, team := range y.teams {
		for kind, list := range team.beats {
			zones := []string{team.Zone}
			row, _ := coach.RhythmOf(kind)
			switch {
			case kind == coach.Digest:
				zones = []string{team.boss}
			case row.Personal && len(team.Reps) > 1:
				zones = append(zones, travels()...)
				for _, p := range y.people {
					zones = append(zones, p.zone)
				}
			}
			slices.Sort(zones)
			for _, zone := range slices.Compact(zones) {
				for _, b := range list {
					for _, at := range y.beats(b, zone) {
						all[at.Unix()] = append(all[at.Unix()], stop{team, kind, zone})
						if kind == coach.Huddle { // with its reminder and its end
							for _, more := range []time.Duration{45 * time.Minute, 2 * time.Hour} {
								all[at.Add(more).Unix()] = append(all[at.Add(more).Unix()], stop{team, kind, zone})
							}
						}
					}
				}
			}
		}
	}
	return all
}

// mayBreak breaks something for what comes next, every now and then.
func (y *year) mayBreak() {
	if y.rand.IntN(12) == 0 {
		y.breakSomething()
	}
}

// breakSomething asks for one of the faults of the playground's table. Together they keep within the settle window: what
// lands 30 seconds late shows in history 20 seconds later.
func (y *year) breakSomething() {
	y.t.Helper()
	methods := []string{"*", "chat.postMessage", "chat.postMessage", "chat.update", "conversations.history", "conversations.replies", "reactions.add", "views.publish", "users.info"}
	method := methods[y.rand.IntN(len(methods))]
	calls := []string{"429", "429_bare", "500", "500_after", "reset", "lost", "hang", "slow", "lands_late"}
	others := [][]string{
		{"drop"},
		{"refresh"},
		{"link_disabled"},
		{"accept_drop", "2"},
		{"too_many_websockets", "2"},
		{"twice"},
		{"reorder"},
		{"late"},
		{"unknown"},
		{"malformed"},
		{"giant"},
		{"lag", "20"},
		{"mend", "lag"},
		{"archived", archivable},
		{"mend", "archived"},
	}
	args := []string{calls[y.rand.IntN(len(calls))], method}
	if y.rand.IntN(2) == 0 {
		args = others[y.rand.IntN(len(others))]
	}
	_ = y.slack.Fault(args[0], args[1:]...) // what is broken already, or not connected, cannot be broken
	synctest.Wait()
}

// mend is over with what is broken.
func (y *year) mend() { y.must(y.slack.Fault("mend")) }

// lifeEnds stops the process, or kills it in the middle of what it does, and starts the next: at once, after a while, or
// after so long that huddles are over.
func (y *year) lifeEnds() {
	y.t.Helper()
	switch n := y.rand.IntN(12); {
	case n == 0:
		y.revoke([]string{"bot", "app"}[y.rand.IntN(2)])
	case n < 4:
		y.must(y.stopServing())
	default:
		if y.rand.IntN(2) == 0 {
			y.must(y.slack.Fault([]string{"hang", "slow", "lands_late", "lost"}[y.rand.IntN(4)], "*"))
			time.Sleep(time.Duration(y.rand.Int64N(int64(5 * time.Second))))
			synctest.Wait()
		}
		old := y.path
		y.deaths = append(y.deaths, y.clock.Now())
		y.must(y.crash())
		y.must(errors.Join(os.Remove(old), removeIfThere(old+"-wal"), removeIfThere(old+"-shm")))
	}
	switch n := y.rand.IntN(10); {
	case n < 6:
	case n < 9:
		y.isOff(time.Duration(y.rand.Int64N(int64(time.Hour))))
	default:
		y.isOff(time.Duration(y.rand.Int64N(int64(14 * time.Hour))))
	}
	for _, name := range []string{"accept_drop", "too_many_websockets", "hang", "revoked"} {
		y.must(y.slack.Fault("mend", name))
	}
	y.serve()
	y.running.pacer.scheduler.Wake()
	y.settle()
}

// isOff lets time pass while nothing of Pacer runs. What Slack still does with what was said before happens in its time.
func (y *year) isOff(d time.Duration) {
	until := y.clock.Now().Add(d)
	for left := min(d, longestRest); left > 0 && y.slack.Ahead(); left -= slackStep {
		time.Sleep(min(slackStep, left))
	}
	y.clock.forward(until)
}

// revoke has Slack take one of the tokens back: the process ends by itself, and says so.
func (y *year) revoke(token string) {
	y.t.Helper()
	y.must(y.slack.Fault("revoked", token))
	y.must(y.slack.Fault("drop")) // the next connection is refused
	select {
	case err := <-y.running.ended:
		if err == nil {
			y.t.Errorf("%s: it ended without a word after the %s token was revoked", y.clock.Now(), token)
		}
	// Slack tells of it by an event, which may be delivered at its last try only.
	case <-time.After(longestRest):
		y.t.Fatalf("%s: it goes on without its %s token", y.clock.Now(), token)
	}
	y.running.stop()
	y.running = nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
