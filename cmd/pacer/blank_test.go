package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"example.com/pacer/store"
)

// Where the databases of tests come from, and where they lie. Hundreds of them are made, each used for some milliseconds: to
// migrate each by itself and to wait for a disk would be half of what the tests take.

// memory is a file system in memory, where a system has one.
const memory = "/dev/shm"

// inMemory makes a directory for tests in memory; "" where there is no room for it. What a disk keeps when the power fails
// is for the crash tests of the store to show, which have a disk of their own.
func inMemory(pattern string) string {
	const room = 1 << 30
	if v, err := store.VolumeOf(memory); err != nil || v.Free < room {
		return ""
	}
	dir, err := os.MkdirTemp(memory, pattern)
	if err != nil {
		return ""
	}
	return dir
}

// quick runs tests with their temporary files in memory. Benchmarks measure the disk, and stay on it.
type quick struct{ *testing.M }

// Run implements [testscript.TestingM].
func (q quick) Run() int {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() != "" {
		return q.M.Run()
	}
	forgetOld("pacer-test-*")
	if dir := inMemory("pacer-test-*"); dir != "" {
		defer os.RemoveAll(dir)
		if err := os.Setenv("TMPDIR", dir); err != nil {
			panic(err)
		}
	}
	return q.M.Run()
}

// forgetOld removes what tests left in memory that were killed, long ago enough to be none that run.
func forgetOld(pattern string) {
	left, _ := filepath.Glob(filepath.Join(memory, pattern)) // fails only for a bad pattern
	for _, dir := range left {
		if info, err := os.Stat(dir); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.RemoveAll(dir)
		}
	}
}

// blank is the bytes of a database of this program's schema in which nothing is written.
var blank = sync.OnceValues(func() (data []byte, err error) {
	dir, err := os.MkdirTemp("", "pacer-blank-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "blank.db")
	made := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	db, err := store.Open(context.Background(), path, store.Options{Now: func() time.Time { return made }})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// beginBlank puts a blank database where there is none yet, so that opening it needs no migration.
func beginBlank(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	data, err := blank()
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}
