package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// A Holder says who serves a database, for those who find it taken. It is written into the lock file as JSON for
// whoever finds the database taken, by this version or another; a field that is added must be one that may be missing.
type Holder struct {
	Command string    `json:"command"` // what it was started as: "serve"
	Started time.Time `json:"started"`
	PID     int       `json:"pid"`
	Host    string    `json:"host"` // "" where it is not known
}

// String names the holder as a sentence does: "pacer serve, which started on 23 Nov 2026 at 09:12:04 UTC (process 4711
// on web1)". A holder without a command is one that could not be read.
func (h Holder) String() string {
	if h.Command == "" {
		return "another pacer"
	}
	where := fmt.Sprintf("process %d", h.PID)
	if h.Host != "" {
		where += " on " + h.Host
	}
	return fmt.Sprintf("pacer %s, which started on %s (%s)", h.Command,
		h.Started.UTC().Format("2 Jan 2006 at 15:04:05 MST"), where)
}

// A TakenError is what [Lock] answers when another process serves the database.
type TakenError struct {
	Path   string
	Holder Holder // zero when it is just starting, and has not written down who it is
}

// Error says who has the database and what to do: it is printed as it is.
func (e *TakenError) Error() string {
	return fmt.Sprintf("database %s is served by %s: stop that one first, or name another file. "+
		"apply, export, backup, status and doctor work beside it", e.Path, e.Holder)
}

// A Claim is the right to serve a database, until it is released or the process ends. It holds a file descriptor open;
// to drop it without Release leaves the lock until the process ends.
type Claim struct{ lock *flock.Flock }

// A service manager may start the next process a moment before the last one is gone, and who looks whether a
// database is served holds the lock for that moment.
const (
	lockTries = 20
	lockPause = 25 * time.Millisecond
)

// Lock claims a database for the one process that serves it: two of them would run each ritual's claim past each
// other, and take each other's messages for left behind. A [TakenError] when another has it. The database need not be
// there yet; its folder has to.
//
// The lock is one of the operating system's on a file beside the database, which goes with the process however that
// ends. The file itself stays: to remove it would let two processes lock two files of one name. It is no lock of
// the database's own file, because SQLite's are there, and any descriptor that is closed drops them. It waits half a
// second at most, and then says who has it. Any other error is about the folder or the file system, some of which, over
// a network, have no locks at all.
func Lock(path string, by Holder) (*Claim, error) {
	name, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	lock := flock.New(name, flock.SetPermissions(0o600), flock.SetFlag(os.O_CREATE|os.O_RDWR))
	for try := range lockTries {
		if try > 0 {
			time.Sleep(lockPause)
		}
		taken, err := lock.TryLock()
		if err == nil && taken {
			_ = adopt(name, path) // who may not give it away did not make it
			err = writeHolder(name, by)
		}
		if err != nil {
			return nil, errors.Join(unclaimable(path, err), lock.Close())
		}
		if taken {
			return &Claim{lock}, nil
		}
	}
	return nil, &TakenError{Path: path, Holder: readHolder(name)}
}

// unclaimable says what to do about a lock file that cannot be had. A read-only file system and missing rights look the
// same to an operator, who has to mend the same thing.
func unclaimable(path string, err error) error {
	if errors.Is(err, os.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("database %s cannot be written; Pacer needs to write both the file and the "+
			"directory that it is in (%w)", path, err)
	}
	return fmt.Errorf("database %s cannot be claimed: %w", path, err)
}

// Release gives the database to whoever wants it next. The lock file is left, with the last holder's name in it, which
// nobody reads while it is free.
func (c *Claim) Release() error { return c.lock.Close() }

// Served tells whether a process serves the database, and which. A database that is not there is not served. The answer
// is about this instant; whoever acts on it takes a Lock.
func Served(path string) (by Holder, served bool, err error) {
	name, err := lockFile(path)
	if err != nil {
		return Holder{}, false, err
	}
	if _, err := os.Stat(name); err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return Holder{}, false, nil
		}
		return Holder{}, false, err
	}
	// Shared, so that two who look do not take each other for the holder.
	lock := flock.New(name, flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock()
	if err != nil {
		return Holder{}, false, fmt.Errorf("%s: %w", name, err)
	}
	if free {
		return Holder{}, false, lock.Close()
	}
	return readHolder(name), true, nil
}

// lockFile names the file that is locked. Links are followed, so that one database has one lock under all its names.
// Hard links are not followed, as nothing tells that there are two names.
func lockFile(path string) (string, error) {
	resolved, err := filepath.EvalSymlinks(path)
	if errors.Is(err, os.ErrNotExist) {
		// It is about to be made. SQLite would follow a link to nowhere, too, but that is nobody's setup.
		if err := inspectFolder(path); err != nil {
			return "", err
		}
		folder, err := filepath.EvalSymlinks(filepath.Dir(path))
		if err != nil {
			return "", fmt.Errorf("database %s: %w", path, err)
		}
		resolved = filepath.Join(folder, filepath.Base(path))
	} else if err != nil {
		return "", fmt.Errorf("database %s: %w", path, err)
	}
	return resolved + ".lock", nil
}

// holderStart is where a lock file says who holds it: Windows lets nobody read the byte that is locked, the first.
const holderStart = 1

// writeHolder writes down who holds the lock. The lock is held by another descriptor, and is not lost when this one is
// closed, since flock's locks belong to the open file and not to the process.
func writeHolder(name string, by Holder) error {
	text, err := json.Marshal(by)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0) //nolint:gosec // beside the database, and named after it
	if err != nil {
		return err
	}
	// The last holder's text may be longer. A crash in between leaves a lock that says less, and locks all the same.
	err = f.Truncate(holderStart)
	if err == nil {
		_, err = f.WriteAt(append(text, '\n'), holderStart)
	}
	return errors.Join(err, f.Close())
}

// readHolder reads who holds the lock; the zero Holder when that cannot be told. At most 4 KiB of it, whatever has
// become of the file.
func readHolder(name string) (by Holder) {
	f, err := os.Open(name)
	if err != nil {
		return Holder{}
	}
	defer f.Close()
	// A holder that is just writing is read as a broken text, and then it is not known.
	if json.NewDecoder(io.NewSectionReader(f, holderStart, 1<<12)).Decode(&by) != nil {
		return Holder{}
	}
	return by
}
