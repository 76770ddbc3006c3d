package store

import (
	"fmt"
	"testing"
)

// A query text with a value in it would be prepared anew at each call, and kept.
func TestPreparedStatementsAreBounded(t *testing.T) {
	d := open(t)
	err := d.read(t.Context(), func(s *session) error {
		for i := range 3 * stmtLimit {
			var got int
			if err := s.row(fmt.Sprintf(`SELECT %d`, i), nil, &got); err != nil {
				return err
			}
			if _, err := s.exec(fmt.Sprintf(`SELECT %d`, i)); err != nil {
				return err
			}
			if kept := len(s.queries) + len(s.changes); got != i || kept > stmtLimit {
				t.Fatalf("%d statements, answer %d to SELECT %d", kept, got, i)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheIDAfter(t *testing.T) {
	for before, want := range map[string]string{
		"01890000-0000-7000-8000-000000000000": "01890000-0000-7000-8000-000000000001",
		"01890000-0000-7000-bf00-0000000000ff": "01890000-0000-7000-bf00-000000000100",
		"01890000-0000-7000-bf00-ffffffffffff": "01890000-0000-7000-bf01-000000000000",
		"no uuid":                              "no uuid+",
	} {
		if got := idAfter(before); got != want || got <= before {
			t.Errorf("after %s: %s, want %s", before, got, want)
		}
	}
}

// TestOneAfterAnotherReadsByOneConnection: who reads one thing after another finds each statement prepared and the pages
// at hand, and the others of the readers are never opened.
func TestOneAfterAnotherReadsByOneConnection(t *testing.T) {
	d := open(t)
	for range 3 * readerCount {
		if _, err := d.OutboxCounts(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := d.readPool.Stats().OpenConnections; n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
}
