package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// lockedFile names, to the child of TestLockEndsWithTheProcess, the database that it claims until it is killed.
const lockedFile = "PACER_STORE_LOCK_FILE"

func TestLock(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "pacer.db")
	if by, served, err := Served(path); served || err != nil {
		t.Errorf("a database that is not there: served by %v, %v", by, err)
	}
	first := Holder{Command: "serve", Started: monday, PID: 4711, Host: "web1"}
	claim, err := Lock(path, first)
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(folder, "link.db")
	if err := errors.Join(openAndClose(t, path), os.Symlink(path, link)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		_, err = Lock(name, Holder{Command: "serve", Started: monday})
		if _, ok := errors.AsType[*TakenError](err); !ok {
			t.Fatalf("%s: a second claim: %v", name, err)
		}
		for _, want := range []string{"pacer serve, which started on 23 Nov 2026 at 09:00:00 UTC", "process 4711 on web1", "stop that one"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q does not say %q", err, want)
			}
		}
		if by, served, err := Served(name); !served || err != nil || by.PID != first.PID {
			t.Errorf("%s: served %v by %+v, %v", name, served, by, err)
		}
	}
	if err := claim.Release(); err != nil {
		t.Fatal(err)
	}
	if _, served, err := Served(path); served || err != nil {
		t.Errorf("after the release it is still served, %v", err)
	}
	// The next one's shorter text does not keep the end of the last one's.
	again, err := Lock(path, Holder{Command: "serve", Started: monday, PID: 1})
	if err != nil {
		t.Fatal(err)
	}
	if by, _, err := Served(path); err != nil || by.PID != 1 || by.Host != "" {
		t.Errorf("served by %+v, %v", by, err)
	}
	if err := again.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestLockWithoutFolder(t *testing.T) {
	_, err := Lock(filepath.Join(t.TempDir(), "no", "pacer.db"), Holder{})
	if err == nil || !strings.Contains(err.Error(), "there is no directory") {
		t.Errorf("error %v", err)
	}
}

// TestLockEndsWithTheProcess kills a process that holds the lock: the next one gets it, with nothing to clear away.
func TestLockEndsWithTheProcess(t *testing.T) {
	if path := os.Getenv(lockedFile); path != "" {
		if _, err := Lock(path, Holder{Command: "serve", Started: monday, PID: os.Getpid()}); err != nil {
			t.Fatal(err)
		}
		fmt.Println("locked")
		select {}
	}
	path := filepath.Join(t.TempDir(), "pacer.db")
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestLockEndsWithTheProcess$", "-test.timeout=1m")
	child.Env = append(os.Environ(), lockedFile+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "locked\n" {
		t.Fatalf("the child said %q, %v", line, err)
	}
	if by, served, err := Served(path); !served || err != nil || by.PID != child.Process.Pid {
		t.Errorf("served %v by %v, %v; want %d", served, by, err, child.Process.Pid)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	claim, err := Lock(path, Holder{})
	if err != nil {
		t.Fatal(err)
	}
	if err := claim.Release(); err != nil {
		t.Error(err)
	}
}
