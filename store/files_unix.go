//go:build unix

package store

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// flush has the system write a file, or the names in a folder, to the disk. A file that was flushed under a name that
// was not is a file without a name after a power cut, hence the folders. Where a folder cannot be flushed, as on some
// network file systems, the error is told.
func flush(path string) error {
	f, err := os.Open(path) //nolint:gosec // a copy that was just written, or its folder
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// adopt gives a new file the owner and the rights of another, or, when that is not there, the owner of the folder. What
// root has made beside a database could else not be written by the user whom the database belongs to. Only root can
// give a file away; anybody else has made it as themselves, which is right already. An owner who cannot be told, as on
// a system without Stat_t, is left.
func adopt(path, like string) error {
	info, err := os.Stat(like)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if info, err = os.Stat(filepath.Dir(path)); err != nil {
			return err
		}
	case err != nil:
		return err
	default:
		if err := os.Chmod(path, info.Mode().Perm()); err != nil {
			return err
		}
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 {
		return nil
	}
	return os.Chown(path, int(owner.Uid), int(owner.Gid))
}
