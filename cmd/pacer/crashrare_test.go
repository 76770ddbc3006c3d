package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// rareDays are days of TestCrashLong with what a week of two teams does not come by, or once in hundreds of lives. Each of
// their points has its turn in each such day; in which order, in which manner and at which hit of it is drawn.
func rareDays() []func(t *testing.T, w *town) {
	return []func(t *testing.T, w *town){commandsAtRandom, forgetsAtRandom, rushesAtRandom}
}

// drawn arms points, each in a manner of its own.
func (w *town) drawn(points ...string) (armings []arming) {
	for _, p := range points {
		armings = append(armings, manners()[w.rand.IntN(2)].at(p)...)
	}
	return armings
}

// again repeats a point up to three times: it is met by the life after as well.
func (w *town) again(point string) (points []string) {
	for range 1 + w.rand.IntN(3) {
		points = append(points, point)
	}
	return points
}

// commandsAtRandom ends commands. After each, what bears the name of a database is whole; done again, they succeed, and
// sweep up what was left lying about.
func commandsAtRandom(t *testing.T, w *town) {
	serving, copied := w.database, filepath.Join(w.dir, "copy.db")
	w.command(t, manner{}, "", "backup", copied)
	whole := verified(t, copied)
	turns := []func(m manner){}
	for _, point := range []string{"store.backup.before", "store.backup.copied", "store.backup.renaming", "store.backup.renamed"} {
		turns = append(turns, func(m manner) {
			w.command(t, m, point, "backup", "--force", copied)
			if got := verified(t, copied); got.Teams != whole.Teams || got.People != whole.People {
				t.Errorf("after %s: %+v, want %+v", point, got, whole)
			}
		})
	}
	for _, point := range []string{"store.restore.kept", "store.restore.renamed"} {
		turns = append(turns, func(m manner) {
			w.command(t, m, point, "restore", copied)
			if got := verified(t, serving); got.Teams != whole.Teams || got.People != whole.People {
				t.Errorf("after %s: %+v, want %+v", point, got, whole)
			}
		})
	}
	for i, point := range []string{"store.migration.before", "store.migration.recording", "store.migration.after", "apply.before", "apply.after"} {
		turns = append(turns, func(m manner) { w.appliesAfter(t, m, fmt.Sprintf("fresh%d.db", i), point); w.database = serving })
	}
	w.rand.Shuffle(len(turns), func(i, j int) { turns[i], turns[j] = turns[j], turns[i] })
	for _, turn := range turns {
		turn(manners()[w.rand.IntN(2)])
	}
	w.lying(t, "*.partial*") // for so long that they are nobody's any more
	w.command(t, manner{}, "", "backup", "--force", copied)
	w.command(t, manner{}, "", "restore", copied)
	if left := w.lying(t, "*.partial*"); len(left) > 0 {
		t.Errorf("%v stay for ever", left)
	}
}

// appliesAfter applies a team to a database that is not there before, after an attempt that ended at a point: at any
// migration, if it is the one that records them.
func (w *town) appliesAfter(t *testing.T, m manner, database, point string) {
	t.Helper()
	team, err := filepath.Abs(filepath.Join("testdata", "west.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	migrations, err := os.ReadDir(filepath.Join("..", "..", "store", "migrations", "sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	w.database = filepath.Join(w.dir, database)
	armed := point
	if point == "store.migration.recording" {
		armed = fmt.Sprintf("%s:%d", point, 1+w.rand.IntN(len(migrations)))
	}
	w.command(t, m, armed, "apply", team)
	if got := verified(t, w.database).Teams; (got == 1) != (point == "apply.after") {
		t.Errorf("after %s there are %d teams", armed, got)
	}
	w.command(t, m, "", "apply", team)
	if got := verified(t, w.database).Teams; got != 1 {
		t.Errorf("after %s and once more there are %d teams", armed, got)
	}
}

// forgetsAtRandom ends lives that write the file anew. Only after the last point are they done with it.
func forgetsAtRandom(t *testing.T, w *town) {
	points := append(w.again("store.rewrite.before"), w.again("store.rewrite.written")...)
	w.forgets(t, w.drawn(append(points, "store.rewrite.cut")...))
}

// rushesAtRandom ends lives that copy the log into the file. It is a town of its own: who writes the file anew copies the log
// too, and survives a panic there.
func rushesAtRandom(t *testing.T, w *town) {
	points := append(w.again("store.checkpoint.before"), w.again("store.checkpoint.after")...)
	w.rand.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] })
	w.rushes(t, w.drawn(points...))
}
