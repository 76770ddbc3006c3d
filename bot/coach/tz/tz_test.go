package tz

import (
	"strconv"
	"strings"
	"testing"
)

// A zone is read once, and what is not known yet, or depends on the machine, is none.
func TestLoad(t *testing.T) {
	lisbon, err := Load("Europe/Lisbon")
	if err != nil || lisbon.String() != "Europe/Lisbon" {
		t.Fatalf("got %v, %v", lisbon, err)
	}
	if again, _ := Load("Europe/Lisbon"); again != lisbon {
		t.Error("read again")
	}
	for _, name := range []string{"", "Local", "Mars/Olympus", "../etc/passwd"} {
		if zone, err := Load(name); err == nil || !strings.Contains(err.Error(), strconv.Quote(name)) {
			t.Errorf("%q is %v, %v", name, zone, err)
		}
	}
}
