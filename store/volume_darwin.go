package store

import (
	"fmt"
	"path/filepath"
	"syscall"
)

// localMount is MNT_LOCAL: what is not so comes from another machine.
const localMount = 0x1000

// VolumeOf tells about the place that a database lies in. Free is what an unprivileged user may still take. Which kind
// of network file system it is does not matter to what is advised, so that one word does for all.
func VolumeOf(path string) (v Volume, err error) {
	var s syscall.Statfs_t
	folder := filepath.Dir(path)
	if err := syscall.Statfs(folder, &s); err != nil {
		// The folder and not the file: the file may not be there yet.
		return v, fmt.Errorf("%s: %w", folder, err)
	}
	v.Free = int64(s.Bavail) * int64(s.Bsize) //nolint:gosec // no disk is that large
	if s.Flags&localMount == 0 {
		v.Remote = "a network file system"
	}
	// The folder as well as the file: SQLite makes its log and the index of it beside the database.
	v.Locked = syscall.Access(folder, 2) != nil || syscall.Access(path, 2) != nil // W_OK
	return v, nil
}
