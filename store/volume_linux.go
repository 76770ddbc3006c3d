package store

import (
	"fmt"
	"path/filepath"
	"syscall"
)

// remoteKinds are the file systems, by their magic numbers, whose shared memory and locks other machines do not see.
// WAL mode shares memory between processes, so that a database on one of these may be served from two machines at once
// with neither seeing the other's lock. The numbers are those of statfs(2).
var remoteKinds = map[uint32]string{
	0x6969: "NFS", 0x517b: "SMB", 0xff534d42: "CIFS", 0xfe534d42: "SMB2", 0x01021997: "9P", 0x5346414f: "AFS", 0x00c36400: "Ceph",
}

// VolumeOf tells about the place that a database lies in. Free is what an unprivileged user may still take, without the
// blocks that are kept for root. The folder has to be there, the file need not be: without it, Locked is true.
func VolumeOf(path string) (v Volume, err error) {
	var s syscall.Statfs_t
	folder := filepath.Dir(path)
	if err := syscall.Statfs(folder, &s); err != nil {
		return v, fmt.Errorf("%s: %w", folder, err)
	}
	v.Free = int64(s.Bavail) * s.Bsize                                            //nolint:gosec // no disk is that large
	v.Remote = remoteKinds[uint32(s.Type)]                                        //nolint:gosec,unconvert // the magic number is 32 bits wide
	v.Locked = syscall.Access(folder, 2) != nil || syscall.Access(path, 2) != nil // W_OK
	return v, nil
}
