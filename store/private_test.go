package store

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// What people write about their work is nobody else's on the machine: the database and the files beside it are their
// owner's alone, whatever the umask.
func TestNobodyElseOnTheMachineReadsTheDatabase(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such rights there")
	}
	path := filepath.Join(t.TempDir(), "pacer.db")
	db, err := Open(t.Context(), path, Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 2 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", filepath.Base(file), info.Mode())
		}
	}
}
