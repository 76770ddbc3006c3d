package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"example.com/pacer/bot/coach"
	"example.com/pacer/failpoint"
)

// Backup writes a copy of the database to target, while whoever serves it goes on, and tells what is in it. The copy is
// one file that needs nothing beside it: everything that was acknowledged before the call is in it, and it has been
// verified. It appears under its name only when it is whole and on the disk; what is there already is refused, or, with
// replace, replaced in that same instant. After an error target is as it was before. The order is what makes it safe:
// copied under another name, verified as a file of its own, flushed, renamed, and the folder flushed. A kill between
// any two of these leaves a partial file at most, which the next backup sweeps; the failpoints are where the crash
// tests end it. It needs no lock, and may run beside a serve and beside another backup.
func Backup(ctx context.Context, path, target string, replace bool) (Contents, error) {
	if err := backupTarget(path, target, replace); err != nil {
		return Contents{}, err
	}
	// The three counts are a check of the copying itself, which Verify cannot see: a sound copy of the wrong moment, or
	// of the wrong file, would pass.
	before, err := Look(ctx, path)
	if err != nil {
		return Contents{}, err
	}
	failpoint.Hit("store.backup.before")
	partial, err := copyInto(ctx, path, target)
	if err != nil {
		return Contents{}, err
	}
	defer os.Remove(partial) // it has its other name by then, or is of no use
	failpoint.Hit("store.backup.copied")
	copied, err := Verify(ctx, partial)
	if err != nil {
		return Contents{}, fmt.Errorf("the copy is not sound, and was thrown away: %w", err)
	}
	after, err := Look(ctx, path)
	if err != nil {
		return Contents{}, err
	}
	// The ledger only grows, so the copy lies between the two.
	if copied.Entries < before.Entries || copied.Entries > after.Entries || copied.Schema < before.Schema {
		return Contents{}, fmt.Errorf("the copy has %d entries, and the database had %d before and %d after it; it was thrown away",
			copied.Entries, before.Entries, after.Entries)
	}
	failpoint.Hit("store.backup.renaming")
	if err := errors.Join(flush(partial), os.Rename(partial, target)); err != nil {
		return Contents{}, fmt.Errorf("backup %s: %w", target, err)
	}
	failpoint.Hit("store.backup.renamed")
	// The name is on the disk from here on. An error of this flush is told though the backup is there: nobody knows
	// whether it would be after a power cut.
	return copied, flush(filepath.Dir(target))
}

// backupTarget refuses what a backup must not be written to, before any work is done. It is looked at again by nobody:
// a file that appears under the name in the meantime is replaced by the rename, as two backups to one name are the
// operator's to keep apart. A device or a pipe is refused, since a rename would take its place.
func backupTarget(path, target string, replace bool) error {
	// It is not made here: a path with a slip in it would become a folder that no backup of the host's looks into.
	if err := inspectFolder(target); err != nil {
		return fmt.Errorf("backup %s: there is no directory %s; create it first", target, filepath.Dir(target))
	}
	there, err := os.Stat(target)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("backup %s: %w", target, err)
	}
	if there.IsDir() {
		return fmt.Errorf("backup %s is a directory; name a file in it, such as %s", target, filepath.Join(target, "pacer-backup.db"))
	}
	if !there.Mode().IsRegular() {
		return fmt.Errorf("backup %s is not a regular file; name another", target)
	}
	if source, err := os.Stat(path); err == nil && os.SameFile(source, there) {
		return fmt.Errorf("backup %s is the database itself; name another file", target)
	}
	if !replace {
		return fmt.Errorf("%s is there already, and was left as it is; name another file, or replace it with --force", target)
	}
	return nil
}

// copyInto copies a database into a new file beside target and returns its name. VACUUM INTO reads one
// picture of the database and writes neither to it nor to its log. SQLite's backup interface, in steps, would begin
// anew at each write of another process, and beside a busy one it never ends.
//
// The file is flushed as it grows. Left to the end, some hundred megabytes would reach the disk in one piece, and
// every commit that falls into that moment would wait for all of them. Beside target means on the same file system, or
// the rename at the end would be a copy that can break off. The name is free of whatever else lies there, by
// os.CreateTemp, and has rights for its owner alone, as the database has.
func copyInto(ctx context.Context, path, target string) (partial string, err error) {
	pool, err := openPool(path, checkerPragmas, 1)
	if err != nil {
		return "", fmt.Errorf("database %s: %w", path, err)
	}
	defer pool.Close()
	folder, err := filepath.Abs(filepath.Dir(target)) // SQLite would take a name that begins with "file:" for an address
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp(folder, filepath.Base(target)+".*.partial") // VACUUM INTO takes a file that is empty
	if err != nil {
		return "", fmt.Errorf("%s cannot be written: %w", target, err)
	}
	sweep(folder, filepath.Base(target), file)
	copied, flushed := make(chan struct{}), make(chan struct{})
	// A goroutine, for VACUUM INTO is one statement that does not come back until all is written. It ends before this
	// function does, whatever becomes of the copy.
	go func() {
		defer close(flushed)
		flushWhile(file, copied)
	}()
	_, err = pool.ExecContext(ctx, `VACUUM INTO $1`, file.Name())
	close(copied)
	<-flushed
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name()) // what is left of it is of no use
		return "", fmt.Errorf("%s cannot be written: %w", target, describeOpen(path, translate(err)))
	}
	return file.Name(), nil
}

// abandonedAfter is how long nobody has written to a partial copy that somebody is still at work on: it is written without
// a pause, and then verified, which takes minutes at most. A backup that takes longer than this between two writes
// would be swept by the next; what it then renames is gone, and it fails, which is told.
const abandonedAfter = time.Hour

// sweep removes what copies to the same name left that were killed: nobody else would, and the disk would fill with them,
// one a night. By the file system's own clock, on which the new one has just been made; another copy may be at work
// now. It takes only names that os.CreateTemp makes of this target: digits between the name and ".partial", with
// SQLite's journal of such a file. Anything that a person put there has another.
func sweep(folder, name string, made *os.File) {
	now, err := made.Stat()
	if err != nil {
		return
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return // what is not swept costs room, and no more
	}
	for _, f := range files {
		middle, ours := strings.CutPrefix(f.Name(), name+".")
		middle, partial := strings.CutSuffix(strings.TrimSuffix(middle, "-journal"), ".partial")
		if !ours || !partial || strings.Trim(middle, "0123456789") != "" {
			continue
		}
		if info, err := f.Info(); err == nil && info.Mode().IsRegular() && now.ModTime().Sub(info.ModTime()) > abandonedAfter {
			_ = os.Remove(filepath.Join(folder, f.Name()))
		}
	}
}

// flushEvery is the time between two flushes: what was copied in it is a few megabytes.
const flushEvery = 20 * time.Millisecond

// flushWhile flushes a file that somebody else writes, until done. Each flush is of what was written until then, by
// whatever descriptor: the kernel knows one file.
func flushWhile(file *os.File, done <-chan struct{}) {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			_ = file.Sync() // what cannot be flushed here is told by the flush at the end
		}
	}
}

// Restored is what became of a database that a backup was put in the place of.
type Restored struct {
	Contents        // of the backup
	Kept     string // where the replaced database is now; "" when there was none
}

// Restore puts a backup in the place of the database, and tells what it did. The backup may be any database file of
// Pacer's, not newer than this program; it is verified before anything is touched, and stays as it is. Refused
// while a process serves the database ([TakenError]) or another command uses it, and when it is another program's.
//
// The database that was there is kept beside it, under its own name with now behind it; it may be damaged, or no
// database at all. At every instant of it, a crash leaves the old database or the new one under the name. What a backup
// does not know is lost with it: whatever was logged since, and deliveries and messages of the time between, which
// Slack may show and the file does not. So the old file is kept, and only the operator deletes it. Now is the instant
// for that name, in UTC.
func Restore(ctx context.Context, source, path string, by Holder, now time.Time) (r Restored, err error) {
	if r.Contents, err = restorable(ctx, source, path); err != nil {
		return r, err
	}
	// Taken once the backup was found to be sound, which takes minutes with a large file: a serve that starts meanwhile
	// would be refused for nothing.
	claim, err := Lock(path, by)
	if err != nil {
		return r, err
	}
	// Held until the end, so that no serve begins on a file that is about to be replaced.
	defer func() { err = errors.Join(err, claim.Release()) }()
	if err := letGo(ctx, path); err != nil {
		return r, err
	}
	// Not by a link or a rename: the backup stays where it is, and may lie on another disk.
	partial, err := copyInto(ctx, source, path)
	if err != nil {
		return r, err
	}
	defer os.Remove(partial) // it has its other name by then, or is of no use
	// A copy of a file that was verified a moment ago is counted and looked through once more: the disk that it was
	// written to may be another.
	copied, err := Look(ctx, partial)
	if err == nil && copied.Entries != r.Entries {
		err = fmt.Errorf("the copy has %d entries, and the backup has %d; nothing was changed", copied.Entries, r.Entries)
	}
	if err := errors.Join(err, QuickCheck(ctx, partial), adopt(partial, path), flush(partial)); err != nil {
		return r, err
	}
	// From here to the rename the old database has two names, so that a crash leaves it under its own.
	if r.Kept, err = keep(path, now); err != nil {
		return r, err
	}
	renamed := false
	defer func() {
		if !renamed && r.Kept != "" { // an error or a panic: nothing was restored, so nothing is kept
			err, r.Kept = errors.Join(err, unkeep(path, r.Kept)), ""
		}
	}()
	failpoint.Hit("store.restore.kept")
	if err := os.Rename(partial, path); err != nil {
		return r, fmt.Errorf("database %s: %w", path, err)
	}
	renamed = true
	failpoint.Hit("store.restore.renamed")
	return r, flush(filepath.Dir(path))
}

// restorable refuses what is no backup of Pacer's. A backup of an older version is fine: the next serve migrates it.
// The database itself is refused, for it would be copied over itself and kept as what it was.
func restorable(ctx context.Context, source, path string) (Contents, error) {
	info, err := os.Stat(source)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return Contents{}, fmt.Errorf("there is no backup %s", source)
	case err != nil:
		return Contents{}, fmt.Errorf("backup %s: %w", source, err)
	case info.Size() == 0:
		return Contents{}, fmt.Errorf("backup %s is empty; name another", source)
	}
	if there, err := os.Stat(path); err == nil && os.SameFile(info, there) {
		return Contents{}, fmt.Errorf("%s is the database itself; name a backup of it", source)
	}
	// Schema 0 is a file that SQLite can read and that nobody has put tables of ours into.
	c, err := Verify(ctx, source)
	if err == nil && c.Schema == 0 {
		err = fmt.Errorf("backup %s holds nothing of Pacer's; name another", source)
	}
	return c, err
}

// letGo brings all of the old database into its one file, and sees that nobody else has it open: only then does
// SQLite leave WAL mode. A file that SQLite cannot read has nothing to be brought in. A log that stayed behind would be
// read into the new file by the next process that opens it, page by page: that is what this and keep are for.
func letGo(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	err = Inspect(ctx, path)
	if errors.Is(err, errForeign) {
		return err
	}
	if code := primaryCode(err); code == sqlite3.SQLITE_NOTADB || code == sqlite3.SQLITE_CORRUPT {
		return nil
	}
	pool, err := openPool(path, []string{"busy_timeout(1000)"}, 1)
	if err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	defer pool.Close()
	// Leaving WAL mode takes the file for oneself, so it is refused as long as anybody has it open; the answer is then
	// the mode that it still has.
	var mode string
	err = translate(pool.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode))
	if errors.Is(err, coach.ErrBusy) || err == nil && mode == "wal" {
		return fmt.Errorf("database %s is being used by another command; wait for it to end, and restore again", path)
	}
	return ctx.Err() // any other error is the old file's, which is about to be replaced
}

// keep gives the old database a second name, which is returned, and takes away what would be read together with the
// new one: a log that SQLite could not bring in goes with the file that it belongs to. A hard link and no rename: a
// rename would leave an instant without a database under the name, in which a process that starts makes an empty one.
func keep(path string, now time.Time) (kept string, err error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	// No colons, which not every file system takes in a name.
	dated := path + ".replaced-" + now.UTC().Format("20060102-150405")
	kept = dated
	for again := 2; ; again++ { // two restores within a second
		err = os.Link(path, kept)
		if !errors.Is(err, os.ErrExist) {
			break
		}
		kept = fmt.Sprintf("%s-%d", dated, again)
	}
	if err != nil { // there are file systems without links
		err = duplicate(path, kept)
	}
	if err != nil {
		return "", fmt.Errorf("database %s cannot be kept as %s: %w", path, kept, err)
	}
	for _, side := range []string{"-wal", "-journal"} {
		if err := os.Rename(path+side, kept+side); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf("database %s: %w", path, err)
		}
	}
	// The index of a log, which SQLite makes anew from it.
	if err := os.Remove(path + "-shm"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("database %s: %w", path, err)
	}
	return kept, nil
}

// unkeep undoes keep while the database is still under its own name, which goes on with the log that belongs to it. A
// second name would be written to as long as it stays, and looks like what may be put back.
func unkeep(path, kept string) error {
	for _, side := range []string{"-wal", "-journal"} {
		if err := os.Rename(kept+side, path+side); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("database %s: %w", path, err)
		}
	}
	return os.Remove(kept)
}

// duplicate copies a file that nobody has open; what is there under the other name is refused. O_EXCL, so that nothing
// that was kept before is written over. It is slower than a link and takes the room of a second file.
func duplicate(path, to string) error {
	from, err := os.Open(path) //nolint:gosec // the database that the operator has named
	if err != nil {
		return err
	}
	defer from.Close()
	file, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // beside it
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Sync(), file.Close())
}
