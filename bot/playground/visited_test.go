package playground

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A page makes its person a visitor; an Actor does not.
func TestVisited(t *testing.T) {
	s := newWorld(t, nil).s
	if _, err := s.As("U0ANN").Say("C0WEST", "Good morning"); err != nil {
		t.Fatal(err)
	}
	if s.Visited("U0ANN") {
		t.Error("an Actor counts as a visit")
	}
	r := httptest.NewRequest(http.MethodPost, "http://localhost/page/act", strings.NewReader(`{"as":"U0ANN","do":"home"}`))
	r.Header.Set("X-Playground", "1")
	s.ServeHTTP(httptest.NewRecorder(), r)
	if !s.Visited("U0ANN") || s.Visited("U0BOB") {
		t.Error("what was done on the page as Ann made somebody else the visitor, or nobody")
	}
}

// After a reload nobody sees the ephemeral messages of before; the others are there.
func TestReload(t *testing.T) {
	w := newWorld(t, nil)
	w.call("chat.postEphemeral", "channel", "C0WEST", "user", "U0ANN", "text", "for Ann alone")
	w.call("chat.postMessage", "channel", "C0WEST", "text", "for all")
	ann := w.s.As("U0ANN")
	if got := len(ann.Messages("C0WEST")); got != 2 {
		t.Fatalf("Ann sees %d messages before", got)
	}
	w.s.Reload()
	if left := ann.Messages("C0WEST"); len(left) != 1 || left[0].Text != "for all" {
		t.Errorf("after it she sees %v", left)
	}
}
