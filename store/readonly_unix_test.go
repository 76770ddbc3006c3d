//go:build unix

package store

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// byNobody runs a test once more as somebody without rights where this process is root's, who may write everywhere, and
// tells whether it did.
func byNobody(t *testing.T) bool {
	t.Helper()
	if os.Getuid() != 0 {
		return false
	}
	const nobody = 65534
	// Neither the folder of a test nor the one in which it was compiled lets others in.
	folder := t.TempDir()
	program, room := filepath.Join(folder, "store.test"), filepath.Join(folder, "tmp")
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bytes, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(filepath.Dir(folder), 0o755), os.WriteFile(program, bytes, 0o755), os.Mkdir(room, 0o700), os.Chown(room, nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	again := exec.CommandContext(t.Context(), program, "-test.v", "-test.run", "^"+t.Name()+"$")
	again.Dir, again.Env = room, []string{"TMPDIR=" + room}
	again.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := again.CombinedOutput()
	switch {
	case errors.Is(err, os.ErrPermission):
		t.Skipf("root may write everywhere, and nobody cannot run here: %v", err)
	case err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()):
		t.Errorf("as nobody: %v\n%s", err, out)
	}
	return true
}

// TestOpenReadOnlyFolder is about a folder in which nothing can be made, as one that was mounted for reading.
func TestOpenReadOnlyFolder(t *testing.T) {
	if byNobody(t) {
		return
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "pacer.db")
	if err := openAndClose(t, path); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	for _, path := range []string{path, filepath.Join(folder, "new.db")} {
		d, err := tryOpen(t.Context(), path)
		if err == nil {
			d.Close()
		}
		if err == nil || !strings.Contains(err.Error(), "cannot be written") {
			t.Errorf("%s: error %v", path, err)
		}
	}
}

// TestOpenReadOnlyFile is about a file alone that may not be written, as after a copy by somebody else.
func TestOpenReadOnlyFile(t *testing.T) {
	if byNobody(t) {
		return
	}
	path := filepath.Join(t.TempDir(), "pacer.db")
	if err := errors.Join(openAndClose(t, path), os.Chmod(path, 0o400)); err != nil {
		t.Fatal(err)
	}
	d, err := tryOpen(t.Context(), path)
	if err == nil {
		err = errors.Join(d.Ready(t.Context()), d.Close())
	}
	if err == nil || !strings.Contains(err.Error(), "cannot be written") {
		t.Errorf("error %v", err)
	}
	if v, err := VolumeOf(path); err != nil || !v.Locked {
		t.Errorf("volume %+v, %v", v, err)
	}
}
