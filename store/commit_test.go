package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
)

// hold occupies the committer until release is called, so that what is written meanwhile shares one commit.
func hold(t *testing.T, d *DB) (release func()) {
	t.Helper()
	taken, released := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- d.write(context.WithoutCancel(t.Context()), func(*session) error {
			close(taken)
			<-released
			return nil
		})
	}()
	<-taken
	return func() {
		close(released)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestGroupCommit puts a hundred changes into one commit. One is a duplicate, one falls below zero, one names
// an unknown KPI: the other 97 do not notice.
func TestGroupCommit(t *testing.T) {
	d := open(t)
	team := applied(t, d, west())
	commit(t, d, coach.Change{Inbound: "e/17"})
	release := hold(t, d)
	const changes = 100
	var wg sync.WaitGroup
	errs := make([]error, changes)
	for i := range changes {
		a := entry(team, "U0ANN", 0, 1)
		switch i {
		case 42:
			a = entry(team, "U0BOB", 0, -1)
		case 77:
			a.KPI = "no such KPI"
		}
		wg.Go(func() {
			errs[i] = d.Commit(t.Context(), coach.Change{
				At: monday, Inbound: fmt.Sprintf("e/%d", i), Activities: []coach.Activity{a},
			})
		})
	}
	for len(d.committer.queue) < changes {
		runtime.Gosched()
	}
	release()
	wg.Wait()
	for i, err := range errs {
		want := map[int]error{17: coach.ErrDuplicate, 42: coach.ErrBelowZero, 77: coach.ErrNotFound}[i]
		if !errors.Is(err, want) {
			t.Errorf("change %d: error %v, want %v", i, err, want)
		}
	}
	if n := count(t, d, `SELECT COUNT(*) FROM activity`); n != changes-3 {
		t.Errorf("%d entries, want %d", n, changes-3)
	}
	if n := count(t, d, `SELECT COUNT(*) FROM inbound`); n != changes-2 {
		t.Errorf("%d keys, want %d: a refused change keeps none", n, changes-2)
	}
}

// TestAPanicIsItsOwners lets one write of a group panic: whoever asked for it hears of it, the others are stored.
func TestAPanicIsItsOwners(t *testing.T) {
	d := open(t)
	release := hold(t, d)
	var wg sync.WaitGroup
	wg.Go(func() {
		defer func() {
			if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "a bug") {
				t.Errorf("recovered %v, want the bug", v)
			}
		}()
		_ = d.write(t.Context(), func(s *session) error {
			if _, err := s.exec(`INSERT INTO inbound (key, at) VALUES ('half', 0)`); err != nil {
				t.Error(err)
			}
			panic("a bug")
		})
	})
	for i := range 5 {
		wg.Go(func() {
			if err := d.Commit(t.Context(), coach.Change{At: monday, Inbound: strconv.Itoa(i)}); err != nil {
				t.Error(err)
			}
		})
	}
	for len(d.committer.queue) < 6 {
		runtime.Gosched()
	}
	release()
	wg.Wait()
	if n := count(t, d, `SELECT COUNT(*) FROM inbound`); n != 5 {
		t.Errorf("%d rows, want those of the five others", n)
	}
}

// TestQueueFull shows that a caller waits for a place only as long as its context, and that a change which
// was taken up is finished whatever becomes of the context.
func TestQueueFull(t *testing.T) {
	d := open(t)
	release := hold(t, d)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for i := range queueLength {
		wg.Go(func() {
			if err := d.Commit(ctx, coach.Change{At: monday, Inbound: fmt.Sprintf("e/%d", i)}); err != nil {
				t.Errorf("change %d, which had a place: %v", i, err)
			}
		})
	}
	for len(d.committer.queue) < queueLength {
		runtime.Gosched()
	}
	late := make(chan error)
	go func() { late <- d.Commit(ctx, coach.Change{At: monday, Inbound: "late"}) }()
	cancel()
	if err := <-late; !errors.Is(err, coach.ErrBusy) {
		t.Errorf("without a place: error %v, want ErrBusy", err)
	}
	release()
	wg.Wait()
	if n := count(t, d, `SELECT COUNT(*) FROM inbound`); n != queueLength {
		t.Errorf("%d changes were stored, want %d", n, queueLength)
	}
}

// TestReadersBusy shows the same for reads.
func TestReadersBusy(t *testing.T) {
	d := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	released := make(chan struct{})
	var wg, taken sync.WaitGroup
	for range readerCount {
		taken.Add(1)
		wg.Go(func() {
			err := d.read(t.Context(), func(*session) error {
				taken.Done()
				<-released
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	taken.Wait()
	cancel()
	if _, err := d.Roster(ctx); !errors.Is(err, coach.ErrBusy) {
		t.Errorf("error %v, want ErrBusy", err)
	}
	close(released)
	wg.Wait()
}

// TestReaderSurvivesAPanic lets as many reads panic as there are readers. Whoever recovers finds all of them there.
func TestReaderSurvivesAPanic(t *testing.T) {
	d := open(t)
	for range readerCount {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic did not reach the caller")
				}
			}()
			_ = d.snapshot(t.Context(), func(*session) error { panic("a bug") })
		}()
	}
	if taken := len(d.readers.places); taken > 0 {
		for range taken { // or Close would wait for them
			d.readers.put(nil)
		}
		t.Fatalf("%d readers are taken, want none", taken)
	}
	if _, err := d.Roster(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestFullDisk fills the file up to a limit. Writers are told, readers go on, and when there is space again the
// same database works without a restart.
func TestFullDisk(t *testing.T) {
	d := open(t)
	team := applied(t, d, west())
	limit := func(pages int64) {
		t.Helper()
		err := d.write(t.Context(), func(s *session) error {
			var got int64
			return s.row(fmt.Sprintf("PRAGMA max_page_count = %d", pages), nil, &got)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit(count(t, d, "PRAGMA page_count") + 5)
	var stored int64
	var err error
	for stored = 0; stored < 1000; stored++ {
		a := entry(team, "U0ANN", 0, 1)
		a.Note = strings.Repeat("long ", 400)
		if err = d.Commit(t.Context(), coach.Change{At: monday, Activities: []coach.Activity{a}}); err != nil {
			break
		}
	}
	if !errors.Is(err, coach.ErrOutOfSpace) {
		t.Fatalf("after %d entries: error %v, want ErrOutOfSpace", stored, err)
	}
	if n := count(t, d, `SELECT COUNT(*) FROM activity`); n != stored {
		t.Errorf("%d entries were acknowledged and %d are there", stored, n)
	}
	limit(1_000_000)
	commit(t, d, coach.Change{Activities: []coach.Activity{entry(team, "U0ANN", 0, 1)}})
}

// TestPurge shows that old keys go away a few at a time and young ones stay.
func TestPurge(t *testing.T) {
	now := monday
	path := filepath.Join(t.TempDir(), "pacer.db")
	d, err := Open(t.Context(), path, Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for i := range 100 {
		commit(t, d, coach.Change{At: monday, Inbound: fmt.Sprintf("old/%d", i)})
	}
	now = monday.Add(inboundKept - time.Minute)
	commit(t, d, coach.Change{At: now, Inbound: "young"})
	if err := d.Commit(t.Context(), coach.Change{At: now, Inbound: "old/1"}); !errors.Is(err, coach.ErrDuplicate) {
		t.Errorf("a key of almost a day: error %v", err)
	}
	now = monday.Add(inboundKept)
	for range 3 { // the sweep under way ends, and two more follow
		now = now.Add(purgePause)
		for range 4 {
			commit(t, d, coach.Change{At: now})
		}
	}
	if n := count(t, d, `SELECT COUNT(*) FROM inbound`); n != 1 {
		t.Errorf("%d keys are left, want the young one", n)
	}
}

// TestPurgeAfterAWrongClock has the clock a year ahead for one commit. When it is right again, keys go on being
// forgotten after a day, and not only after that year.
func TestPurgeAfterAWrongClock(t *testing.T) {
	now := monday.AddDate(1, 0, 0)
	path := filepath.Join(t.TempDir(), "pacer.db")
	d, err := Open(t.Context(), path, Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	commit(t, d, coach.Change{At: now}) // a whole sweep, for there are no keys
	now = monday
	commit(t, d, coach.Change{At: now, Inbound: "old"})
	now = monday.Add(inboundKept + 2*purgePause)
	commit(t, d, coach.Change{At: now})
	if n := count(t, d, `SELECT COUNT(*) FROM inbound`); n != 0 {
		t.Errorf("%d keys are left, want none", n)
	}
}

// TestTotalsAreSums runs random changes, undos and refusals among them, and compares every total with the
// ledger.
func TestTotalsAreSums(t *testing.T) {
	d := open(t)
	team := applied(t, d, west())
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			change := randomChange(t, d, team)
			err := d.Commit(ctx, change)
			if err != nil && !errors.Is(err, coach.ErrBelowZero) && !errors.Is(err, coach.ErrUndone) {
				t.Fatal(err)
			}
		}
		if err := compareTotals(ctx, d, team); err != nil {
			t.Fatal(err)
		}
	})
}

// randomChange draws entries of two people over three days, and sometimes takes an earlier one back.
func randomChange(t *rapid.T, d *DB, team *coach.Team) coach.Change {
	change := coach.Change{At: monday}
	for range rapid.IntRange(1, 3).Draw(t, "entries") {
		a := entry(team, rapid.SampledFrom(team.Reps).Draw(t, "rep"), rapid.IntRange(0, 1).Draw(t, "kpi"),
			rapid.SampledFrom([]int64{1, 5, -1, -3}).Draw(t, "count"))
		a.Day -= coach.Day(rapid.IntRange(0, 2).Draw(t, "days ago"))
		change.Activities = append(change.Activities, a)
	}
	if !rapid.Bool().Draw(t, "undo") {
		return change
	}
	recent, err := d.Activities(context.Background(), coach.ActivityFilter{Team: team.ID, Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	if len(recent) == 0 {
		return change
	}
	undo := rapid.SampledFrom(recent).Draw(t, "of")
	undo.Corrects, undo.ID, undo.Count = undo.ID, "", -undo.Count
	change.Activities = append(change.Activities, undo)
	return change
}

// compareTotals computes every total from the ledger, as `pacer doctor` would: of days, and of spans that begin
// and end within months.
func compareTotals(ctx context.Context, d *DB, team *coach.Team) error {
	sums := make(map[coach.DayTotal]int64) // by everything but Count
	err := d.Export(ctx, coach.ActivityFilter{Team: team.ID}, func(a coach.Activity) error {
		sums[coach.DayTotal{Person: a.Person, KPI: a.KPI, Day: a.Day}] += a.Count
		return nil
	})
	if err != nil {
		return err
	}
	all := coach.Span{From: today - 400, To: today + 400}
	days, err := d.DayTotals(ctx, team.ID, all)
	if err := compareSums(days, err, sums); err != nil {
		return err
	}
	for _, span := range []coach.Span{
		all,
		{From: today, To: today},
		{From: today - 1, To: today},
		{From: today - 22, To: today + 7},
		{From: today - 22, To: today - 1},
		{From: today - 1, To: today + 30},
		{From: today - 40, To: today - 2},
		{From: today - 53, To: today + 38},
		{From: today, To: today - 1},
	} {
		want := make(map[coach.DayTotal]int64)
		for cell, sum := range sums {
			if span.Contains(cell.Day) {
				cell.Day = span.From
				want[cell] += sum
			}
		}
		totals, err := d.PeriodTotals(ctx, team.ID, span)
		if err := compareSums(totals, err, want); err != nil {
			return fmt.Errorf("%s to %s: %w", span.From, span.To, err)
		}
	}
	return nil
}

// compareSums compares what was read with what the ledger says.
func compareSums(got []coach.DayTotal, err error, want map[coach.DayTotal]int64) error {
	if err != nil {
		return err
	}
	want = maps.Clone(want)
	for _, total := range got {
		n := total.Count
		total.Count = 0
		if want[total] != n || n == 0 {
			return fmt.Errorf("%+v: the total is %d and the ledger says %d", total, n, want[total])
		}
		delete(want, total)
	}
	for cell, sum := range want {
		if sum != 0 {
			return fmt.Errorf("%+v: no total and the ledger says %d", cell, sum)
		}
	}
	return nil
}

// TestRuns adds up random spans by their runs, day by day: every day of the span once, and no other.
func TestRuns(t *testing.T) { rapid.Check(t, runsCoverTheSpan) }

func FuzzRuns(f *testing.F) { f.Fuzz(rapid.MakeFuzz(runsCoverTheSpan)) }

func runsCoverTheSpan(t *rapid.T) {
	from := today + coach.Day(rapid.IntRange(-500, 500).Draw(t, "from"))
	span := coach.Span{From: from, To: from + coach.Day(rapid.IntRange(-2, 400).Draw(t, "days"))}
	rows := 0
	times := make(map[coach.Day]int)
	for d := span.From - 40; d <= span.To+40; d++ {
		for _, r := range runsOf(span) {
			byDay, byMonth := r.from <= d.String() && d.String() <= r.to, r.from <= month(d) && month(d) <= r.to
			if byDay && r.off {
				times[d]--
			} else if byDay || byMonth {
				times[d]++
			}
			if byDay || byMonth && d == coach.Monthly.Span(d, coach.Year{}).From {
				rows++
			}
		}
		want := 0
		if span.Contains(d) {
			want = 1
		}
		if times[d] != want {
			t.Fatalf("%s is counted %d times in %v: %+v", d, times[d], span, runsOf(span))
		}
	}
	if rows > 62 {
		t.Errorf("%d rows for %d days: %+v", rows, span.Days(), runsOf(span))
	}
}

// TestTwoProcesses has two databases on one file, as `pacer serve` and `pacer apply` are.
func TestTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	serve, apply := openAt(t, path), openAt(t, path)
	team := applied(t, serve, west())
	stop := make(chan struct{})
	var serving sync.WaitGroup
	serving.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			err := serve.Commit(context.WithoutCancel(t.Context()), coach.Change{
				At: monday, Inbound: fmt.Sprintf("e/%d", i), Activities: []coach.Activity{entry(team, "U0ANN", 0, 1)},
			})
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	for i := range 10 {
		changed := west()
		changed.Reps = append(changed.Reps, fmt.Sprintf("U0NEW%d", i))
		if _, err := apply.ApplyTeam(t.Context(), changed, monday); err != nil {
			t.Fatal(err)
		}
		roster := must(serve.Roster(t.Context()))(t)
		if !slices.Equal(roster.Teams[0].Reps, changed.Reps) {
			t.Errorf("serve does not see what was applied: %v", roster.Teams[0].Reps)
		}
	}
	close(stop)
	serving.Wait()
	if err := compareTotals(t.Context(), apply, team); err != nil {
		t.Error(err)
	}
}

// TestQueryPlans keeps the deliverer's and the scheduler's questions on indexes: none may walk all that was
// ever sent or run.
//
// The ledger is the exception: it lies in the order in which it is read, so that the newest are at its end and an export
// goes through all of it, without sorting.
func TestQueryPlans(t *testing.T) {
	d := open(t)
	for name, query := range map[string]string{
		"next message":    `SELECT m.next_at FROM message m LEFT JOIN message p ON p.key = m.parent WHERE ` + unsent + ` ORDER BY m.next_at LIMIT 1`,
		"stranded":        `SELECT 1 FROM message m WHERE ` + strings.NewReplacer("$1", "1", "$2", "2").Replace(stranded),
		"due":             messageQuery + `WHERE ` + unsent + ` AND ` + strings.ReplaceAll(reached, "$1", "1") + ` ORDER BY m.urgent DESC, m.priority, m.place`,
		"counts":          `SELECT state, COUNT(*) FROM message m WHERE ` + unfinished + ` GROUP BY state`,
		"message at":      messageQuery + `WHERE m.sent_ts = '1' AND m.sent_to = 'C' AND m.verb = 'post' AND m.sent_ts <> ''`,
		"under a key":     messageQuery + `WHERE ` + strings.ReplaceAll(under, "$1", "'k'") + ` ORDER BY m.key`,
		"open":            `SELECT reason FROM occurrence WHERE state = 'planned' AND due <= 1 ORDER BY due, rhythm_id, kind, zone`,
		"last occurrence": `SELECT MAX(due) FROM occurrence WHERE rhythm_id = 'r' AND kind = 'k' AND zone = 'z'`,
		"newest":          `SELECT due FROM occurrence ORDER BY due DESC, rhythm_id DESC, kind DESC, zone DESC LIMIT 5`,
		"next place":      `SELECT MAX(place) FROM message m WHERE ` + unfinished,
		"next entry":      `SELECT MAX(id) FROM activity`,
		"by delivery":     `SELECT id FROM activity WHERE ` + strings.ReplaceAll(byInbound, "?", "'e'"),
		"sum":             `SELECT SUM(count) FROM tally WHERE counter_id = 1 AND period BETWEEN 'a' AND 'b'`,
		"person's newest": `SELECT id FROM activity WHERE person_id = 'U' ORDER BY id DESC LIMIT 5`,
		"export":          `SELECT note FROM activity ORDER BY id`,
		"open deals":      `SELECT d.id FROM deal d JOIN deal_answer a ON a.deal_id = d.id AND a.newest = 1 WHERE d.team_id = 't' AND d.state = 'open'`,
		"a rep's deals":   `SELECT id FROM deal WHERE team_id = 't' AND owner_id = 'U' AND state = 'open'`,
		"ended deals":     `SELECT id FROM deal WHERE team_id = 't' AND state <> 'open' AND ended_day >= 'a' AND ended_day <= 'b'`,
		"a deal's moves":  `SELECT reason FROM deal_move WHERE deal_id = 'd' ORDER BY moved_at`,
		"purge":           `SELECT key FROM inbound WHERE key > 'a' ORDER BY key LIMIT 5`,
	} {
		var plan []string
		err := d.write(t.Context(), func(s *session) (err error) {
			plan, err = collect(s, scanPlan, "EXPLAIN QUERY PLAN "+query)
			return err
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, step := range plan {
			scansAll := strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "USING") && step != "SCAN activity"
			sortsAll := strings.Contains(step, "TEMP B-TREE FOR") && strings.HasSuffix(step, "ORDER BY")
			if scansAll || sortsAll {
				t.Errorf("%s: %s", name, strings.Join(plan, "; "))
			}
		}
	}
}

// TestNobodyWaitsForTheProcessors: while the processors are busy with something else, each turn that is given to those who
// were answered takes as long as that does. Whoever waits already must not wait for hundreds of them.
func TestNobodyWaitsForTheProcessors(t *testing.T) {
	var over atomic.Bool
	var busy, ended sync.WaitGroup
	for range 3 * runtime.GOMAXPROCS(0) {
		busy.Add(1)
		ended.Go(func() {
			busy.Done()
			for turns := 0; !over.Load(); {
				turns++
			}
		})
	}
	defer ended.Wait()
	defer over.Store(true)
	busy.Wait()
	c := &committer{expected: groupLimit}
	begun := time.Now()
	c.linger()
	if took := time.Since(begun); took > time.Second {
		t.Errorf("the next commit began after %s", took)
	}
}
