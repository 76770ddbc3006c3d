package main

import (
	"bytes"
	"database/sql"
	"errors"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/playground"
	"example.com/pacer/store"
)

// examined runs pacer doctor in an environment.
func examined(t *testing.T, vars map[string]string, now func() time.Time) (out string, err error) {
	t.Helper()
	var b bytes.Buffer
	w := environ(t, vars)
	w.Stdout, w.Now = &b, now
	err = doctorCmd{}.Run(t.Context(), w)
	return b.String(), err
}

func TestDoctor(t *testing.T) {
	slack, api := localServer(t, demoWorkspace())
	dir := t.TempDir()
	sound, damaged := filepath.Join(dir, "pacer.db"), filepath.Join(dir, "damaged.db")
	setUpDemo(t, sound)
	data, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	copy(data[5*4096:7*4096], bytes.Repeat([]byte{0x5a}, 2*4096))
	if err := os.WriteFile(damaged, data, 0o600); err != nil {
		t.Fatal(err)
	}
	unlogged := filepath.Join(dir, "unlogged.db")
	setUpDemo(t, unlogged)
	winUnlogged(t, unlogged)
	unequal := filepath.Join(dir, "unequal.db")
	setUpDemo(t, unequal)
	breakSums(t, unequal)
	empty := filepath.Join(dir, "empty.db")
	if err := openFile(empty); err != nil {
		t.Fatal(err)
	}
	shift := func(d time.Duration) func() time.Time { return func() time.Time { return time.Now().Add(d) } }
	good := map[string]string{"SLACK_APP_TOKEN": canaryApp, "SLACK_BOT_TOKEN": canaryBot, "SLACK_API_URL": api, "PACER_DATABASE": sound}
	for _, tt := range []struct {
		name  string
		vars  map[string]string
		now   func() time.Time
		want  []string // patterns of lines
		fails bool
	}{
		{"all is well", nil, time.Now, []string{
			`ok +settings`, `ok +database .*2 teams`, `ok +pages`, `ok +sums`, `ok +deals`, `ok +schema`, `ok +teams +North`, `ok +bot token .*U0PACER`, `ok +app token`,
			`ok +scopes`, `ok +clock`, `ok +channels +the bot is in the channel of every team`, `ok +serve +does not run`,
		}, false},
		{"no database yet", map[string]string{"PACER_DATABASE": filepath.Join(dir, "no.db")}, time.Now, []string{`better +database +there is no`}, false},
		{"no team yet", map[string]string{"PACER_DATABASE": empty}, time.Now, []string{`better +teams +there is none yet`}, false},
		{"a damaged file", map[string]string{"PACER_DATABASE": damaged}, time.Now, []string{`wrong +(pages|database) .*is damaged; restore a backup`}, true},
		{"a win that is not logged", map[string]string{"PACER_DATABASE": unlogged}, time.Now, []string{
			`ok +sums`, `wrong +deals .*unlogged.db has won deals .*: log what is missing, .*\(1 of them; of the first, d1, the deal is marked as counted, `, `ok +schema`,
		}, true},
		{"wrong sums", map[string]string{"PACER_DATABASE": unequal}, time.Now, []string{
			`ok +pages`, `wrong +sums .*unequal.db has sums that are not those of its ledger, .*pacer doctor --rebuild-sums builds them anew \(2 of them; `, `ok +schema`,
		}, true},
		{"no database of ours", map[string]string{"PACER_DATABASE": "doctor_test.go"}, time.Now, []string{`wrong +database .*is not a SQLite database`}, true},
		{"an hour ahead", nil, shift(time.Hour), []string{`wrong +clock .*ahead of Slack's`}, true},
		{"an hour behind", nil, shift(-time.Hour), []string{`wrong +clock .*behind Slack's`}, true},
		{"another bot's token", map[string]string{"SLACK_BOT_TOKEN": "xoxb-2-" + canary}, time.Now, []string{`wrong +bot token +SLACK_BOT_TOKEN is not accepted by Slack \(invalid_auth\)`, `ok +app token`}, true},
		{"another app's token", map[string]string{"SLACK_APP_TOKEN": "xapp-2-" + canary}, time.Now, []string{`ok +bot token`, `wrong +app token +SLACK_APP_TOKEN is not accepted`}, true},
		{"Slack out of reach", map[string]string{"SLACK_API_URL": "http://127.0.0.1:1/api/"}, time.Now, []string{`wrong +bot token +no answer from Slack at http://127.0.0.1:1`}, true},
		{"a setting", map[string]string{"PACER_LOG_LEVEL": "loud"}, time.Now, []string{`wrong +settings .*PACER_LOG_LEVEL`, `better +slack +was not asked`, `ok +pages`}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			vars := maps.Clone(good)
			maps.Copy(vars, tt.vars)
			out, err := examined(t, vars, tt.now)
			if (err != nil) != tt.fails {
				t.Errorf("error %v", err)
			}
			for _, want := range tt.want {
				if !regexp.MustCompile(`(?m)^` + want).MatchString(out) {
					t.Errorf("no line is like %q:\n%s", want, out)
				}
			}
			if strings.Contains(out, canary) {
				t.Errorf("a token shows:\n%s", out)
			}
		})
	}
	if r := slack.Refusals(); len(slack.As("ann").Messages("sales-west")) > 0 {
		t.Errorf("doctor said something in Slack; %+v", r)
	}
}

// breakSums has Ann's entry of five counted as fifty in the sums of its day and its month.
func breakSums(t *testing.T, path string) {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	roster, err := db.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	team := roster.Teams[0]
	err = errors.Join(db.Commit(t.Context(), coach.Change{At: londonNoon, Activities: []coach.Activity{{
		Team: team.ID, Person: "U0ANN", KPI: team.KPIs[0].ID, Day: coach.DayOf(londonNoon, time.UTC), Count: 5, LoggedAt: londonNoon, Source: "command",
	}}}), db.Close())
	if err != nil {
		t.Fatal(err)
	}
	file, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.ExecContext(t.Context(), `UPDATE tally SET count = 50`)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
}

// Sums that are wrong are found with the command that mends them, which does, so that boards are right; while serve runs it
// is refused, as are other commands of its kind.
func TestDoctorRebuildsSums(t *testing.T) {
	_, api := localServer(t, demoWorkspace())
	path := filepath.Join(t.TempDir(), "pacer.db")
	setUpDemo(t, path)
	breakSums(t, path)
	vars := map[string]string{"SLACK_APP_TOKEN": canaryApp, "SLACK_BOT_TOKEN": canaryBot, "SLACK_API_URL": api, "PACER_DATABASE": path}
	doctor := func(args ...string) (string, error) {
		var b bytes.Buffer
		w := environ(t, vars)
		w.Stdout, w.Now = &b, time.Now
		err := command(t.Context(), append([]string{"doctor"}, args...), w)
		return b.String(), err
	}
	// says runs the doctor, who finds something wrong or not, and wants a line.
	says := func(fails bool, want string, args ...string) {
		t.Helper()
		out, err := doctor(args...)
		if (err != nil) != fails || !regexp.MustCompile(`(?m)^`+want).MatchString(out) {
			t.Errorf("error %v, no line is like %q:\n%s", err, want, out)
		}
	}
	counted := func() int64 {
		db, err := store.Open(t.Context(), path, store.Options{Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		roster, err := db.Roster(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		day := coach.DayOf(londonNoon, time.UTC)
		totals, err := db.PeriodTotals(t.Context(), roster.Teams[0].ID, coach.Span{From: day, To: day})
		if err != nil || len(totals) != 1 {
			t.Fatalf("%v, %v", totals, err)
		}
		return totals[0].Count
	}
	says(true, `wrong +sums .*pacer doctor --rebuild-sums`)
	if n := counted(); n != 50 {
		t.Errorf("a board counts %d", n)
	}
	claim, err := store.Lock(path, store.Holder{Command: "serve", Started: londonNoon, PID: 1})
	if err != nil {
		t.Fatal(err)
	}
	says(true, `wrong +sums +nothing was built anew: database .* is served by pacer serve, .*stop that one first`, "--rebuild-sums")
	if err := claim.Release(); err != nil {
		t.Fatal(err)
	}
	says(false, `ok +sums +were built anew from the ledger\nok +sums +every sum is that of the ledger's 1 entries`, "--rebuild-sums")
	says(false, `ok +sums +every sum`)
	if n := counted(); n != 5 {
		t.Errorf("a board counts %d", n)
	}
}

// winUnlogged has a deal that is marked as counted, and nothing of it in the ledger.
func winUnlogged(t *testing.T, path string) {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	roster, err := db.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	deal := coach.Deal{
		ID: "d1", Team: roster.Teams[0].ID, Owner: "U0ANN", Name: "Acme", Stage: "qualified", State: coach.DealWon, EndedAt: londonNoon,
		EndedDay: coach.DayOf(londonNoon, time.UTC), Counted: true,
	}
	move := coach.DealMove{ID: "m1", Deal: "d1", From: "qualified", To: string(coach.DealWon), By: "U0ANN"}
	err = errors.Join(db.Commit(t.Context(), coach.Change{At: londonNoon, Deals: []coach.Deal{deal}, DealMoves: []coach.DealMove{move}}), db.Close())
	if err != nil {
		t.Fatal(err)
	}
}

// What teams are bound to changes in Slack, and the calendar goes on: each is named, with what to do.
func TestDoctorLooksAtTeams(t *testing.T) {
	slack, api := localServer(t, demoWorkspace())
	path := filepath.Join(t.TempDir(), "pacer.db")
	setUpDemo(t, path)
	db, err := store.Open(t.Context(), path, store.Options{Now: func() time.Time { return londonNoon }})
	if err != nil {
		t.Fatal(err)
	}
	east := demoTeams()[0].Team
	east.Name, east.Channel, east.Group = "East", "C0GENERAL", "S0GONE"
	east.Holidays = []coach.Holiday{{Day: coach.NewDay(2027, time.January, 1), Name: "New Year's Day"}}
	lost := coach.Person{ID: east.Reps[0], Name: "Ann", Zone: "Mars/Olympus"}
	err = errors.Join(db.Commit(t.Context(), coach.Change{At: londonNoon, Team: &east, People: []coach.Person{lost}}), db.Close())
	if err != nil {
		t.Fatal(err)
	}
	vars := map[string]string{"SLACK_APP_TOKEN": canaryApp, "SLACK_BOT_TOKEN": canaryBot, "SLACK_API_URL": api, "PACER_DATABASE": path}
	out, err := examined(t, vars, func() time.Time { return londonNoon })
	for _, want := range []string{
		`wrong +channels +East: the bot is not in the channel C0GENERAL, .*: write /invite @pacer in it`,
		`better +channels +East: the user group S0GONE is gone or switched off, .*: give the team another`,
		`better +teams +East: has no holidays after 1 Jan 2027: add the coming ones`,
		`better +teams +(East|West): live in time zones .*: U0ANN \(Mars/Olympus\)`,
	} {
		if !regexp.MustCompile(`(?m)^` + want).MatchString(out) {
			t.Errorf("no line is like %q", want)
		}
	}
	if err == nil || strings.Contains(out, "every team") || t.Failed() {
		t.Errorf("%v\n%s", err, out)
	}

	// A team that is left with an archived channel goes on without its huddle.
	if err := slack.Fault("archived", "#sales-west"); err != nil {
		t.Fatal(err)
	}
	out, _ = examined(t, vars, func() time.Time { return londonNoon })
	if want := `(?m)^wrong +channels +West: the channel C0WEST is archived, .*: bring it back in Slack, or give the team another channel`; !regexp.MustCompile(want).MatchString(out) {
		t.Errorf("no line is like %q:\n%s", want, out)
	}

	// Of what Slack does not tell, nothing is said to be wrong.
	if err := slack.Fault("500", "conversations.info"); err != nil {
		t.Fatal(err)
	}
	out, _ = examined(t, vars, func() time.Time { return londonNoon })
	if want := `(?m)^better +channels +\w+: whether all is well with C0\w+ cannot be told: `; !regexp.MustCompile(want).MatchString(out) {
		t.Errorf("no line is like %q:\n%s", want, out)
	}
}

// A scope that the app was installed without is named.
func TestDoctorMissesAScope(t *testing.T) {
	manifest, err := bot.Manifest(nil)
	if err != nil {
		t.Fatal(err)
	}
	less := bytes.Replace(manifest, []byte(`"reactions:write",`), nil, 1)
	server, err := playground.New(playground.Config{
		Now: time.Now, AppToken: canaryApp, BotToken: canaryBot, Manifest: less, Workspace: demoWorkspace(),
	})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(func() { _ = server.Close(); web.Close() })
	out, err := examined(t, map[string]string{
		"SLACK_APP_TOKEN": canaryApp, "SLACK_BOT_TOKEN": canaryBot, "SLACK_API_URL": web.URL + "/api/",
		"PACER_DATABASE": filepath.Join(t.TempDir(), "pacer.db"),
	}, time.Now)
	if err == nil || !strings.Contains(out, "the bot token lacks reactions:write: put the output of pacer manifest") {
		t.Errorf("%v\n%s", err, out)
	}
}
