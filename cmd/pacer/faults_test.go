package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// A faultDay is a day on which everything goes wrong that the playground knows, one after the other.
type faultDay struct {
	*story
	t       *testing.T
	does    func(name string, args ...string) error
	entries int
}

// TestEachFaultIsSurvived has each fault happen while Ann logs something by a message to Pacer, asked for by its name as a
// script does it, and on the page. A minute after all is mended, what she said is counted once and answered once, and Pacer
// answers the next command.
func TestEachFaultIsSurvived(t *testing.T) {
	names := faultsByName(t)
	for _, way := range []string{"script", "page"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newFaultDay(t)
				defer d.end()
				if d.does = d.slack.Fault; way == "page" {
					d.does = d.onPage
				}
				for _, name := range names {
					d.survives(name)
				}
			})
		})
	}
}

func newFaultDay(t *testing.T) *faultDay {
	dir := t.TempDir()
	d := &faultDay{t: t, story: &story{dir: dir, path: filepath.Join(dir, "pacer.db"), logs: &lockedBuffer{}}}
	d.town = func(c *playground.Config) { c.Journal = true }
	d.must(d.begin([]string{"2026-11-27", "08:00", "Europe/London"}))
	d.must(os.WriteFile(filepath.Join(dir, "west.yaml"), []byte(nthDealTeam), 0o600))
	d.must(d.withStore(func(db *store.DB) error {
		team, err := readTeamFile(filepath.Join(dir, "west.yaml"))
		if err != nil {
			return err
		}
		return applyTeam(context.Background(), db, team, world{Stdout: d.logs, Now: time.Now})
	}))
	d.must(d.serve())
	// What Slack refuses is what goes wrong.
	d.people.Allow("token_revoked")
	return d
}

func (d *faultDay) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatalf("%v\n%s", err, d.diagnosis())
	}
}

// onPage is what the page sends when somebody chooses a fault from its menu.
func (d *faultDay) onPage(name string, args ...string) error {
	body, err := json.Marshal(map[string]any{"as": "U0ANN", "do": "fault", "name": name, "args": args})
	if err != nil {
		return err
	}
	r := httptest.NewRequest(http.MethodPost, "http://localhost/page/act", strings.NewReader(string(body)))
	r.Header.Set("X-Playground", "1")
	w := httptest.NewRecorder()
	d.slack.ServeHTTP(w, r)
	var said struct {
		OK    bool
		Error string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil || !said.OK {
		return fmt.Errorf("status %d, %q: %w", w.Code, said.Error, errors.Join(err, errBroken))
	}
	return nil
}

// survives has one fault happen. What waits for a call strikes the answer to Ann.
func (d *faultDay) survives(name string) {
	d.t.Helper()
	args := map[string][]string{"archived": {"sales-west"}, "deleted": {"bob"}}[name]
	d.must(d.does(name, args...))
	d.entries++
	line := fmt.Sprintf("1 conversation # %s", name)
	d.people.As("ann").DM().Say(line)
	_ = d.people.Take() // a person may be told that it failed; Slack delivers it again all the same
	// Slack tries an event for the last time five minutes after the first. A process that ends may have turned this one away,
	// so it is back by then; where it goes on by itself, the fault lasts beyond that.
	lasts := 7 * time.Minute
	if name == "revoked" {
		lasts = 30 * time.Second
	}
	time.Sleep(lasts)
	d.must(d.does("mend"))
	d.revive(name)
	time.Sleep(8*time.Minute - lasts)
	d.people.As("ann").DM().Slash("/pace").See("Where you stand", fmt.Sprintf("%d today", d.entries)).Count(d.entries, "Logged 1 conversation")
	if err := d.people.Take(); err != nil {
		d.t.Errorf("after %s: %v\n%s", name, err, d.diagnosis())
	}
	if !slices.ContainsFunc(d.slack.Journal().Of(playground.KindFault), func(e playground.Entry) bool { return strings.HasPrefix(e.Title+" ", "asked for: "+name+" ") }) {
		d.t.Errorf("%s did not happen", name)
	}
	d.must(d.withStore(func(db *store.DB) error {
		query, err := exportCmd{}.query()
		if err != nil {
			return err
		}
		var out strings.Builder
		err = exportCSV(context.Background(), db, query, &out)
		if n := strings.Count(out.String(), ","+name+","); err == nil && n != 1 {
			err = fmt.Errorf("%s is in the ledger %d times", name, n)
		}
		return err
	}))
}

// revive serves again where the process has ended: it does so when its token counts for nothing any more, and at nothing else.
func (d *faultDay) revive(fault string) {
	d.t.Helper()
	select {
	case err := <-d.running.ended:
		if d.running = nil; fault != "revoked" {
			d.t.Fatalf("%s ended it: %v", fault, err)
		}
		d.must(d.serve())
	default:
	}
}
