package main

import (
	"bytes"
	"encoding/csv"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// londonNoon is an instant at which tests happen.
var londonNoon = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// newStore opens an empty database whose clock stands at londonNoon.
func newStore(t testing.TB) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "pacer.db"), store.Options{Now: func() time.Time { return londonNoon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// teamOf writes a demo team and returns it as stored.
func teamOf(t testing.TB, db *store.DB, team coach.Team) *coach.Team {
	t.Helper()
	if _, err := db.ApplyTeam(t.Context(), team, londonNoon); err != nil {
		t.Fatal(err)
	}
	stored, err := teamNamed(t.Context(), db, team.Name)
	if err != nil || stored == nil {
		t.Fatal(err)
	}
	return stored
}

func TestExport(t *testing.T) {
	db := newStore(t)
	west := teamOf(t, db, demoTeams()[0].Team)
	entry := func(id string, kpi int, count int64, note string) coach.Activity {
		return coach.Activity{
			ID: id, Team: west.ID, Person: "U0ANN", KPI: west.KPIs[kpi].ID, Day: coach.DayOf(londonNoon, time.UTC),
			Count: count, Note: note, LoggedAt: londonNoon, Source: "command",
		}
	}
	change := coach.Change{
		At:     londonNoon,
		People: []coach.Person{{ID: "U0ANN", Name: "=Ann"}},
		Activities: []coach.Activity{
			entry("1", 0, 5, `=HYPERLINK("http://x","y"), or "so"`), entry("2", 4, 1_234_50, "two\nlines"), entry("3", 0, -2, "-2"),
		},
	}
	if err := db.Commit(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	retired := *west
	retired.KPIs = west.KPIs[1:]
	teamOf(t, db, retired) // conversations are no longer counted, and keep their name in the ledger

	var out bytes.Buffer
	if err := exportCSV(t.Context(), db, exportQuery{Sheet: "activities", Team: "west"}, &out); err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		`date,team,rep,kpi,count,unit,note,logged_at,source,rep_id,id,corrects`,
		`2026-11-23,West,'=Ann,conversation,5,,"'=HYPERLINK(""http://x"",""y""), or ""so""",2026-11-23T12:00:00Z,command,U0ANN,1,`,
		`2026-11-23,West,'=Ann,revenue,1234.50,EUR,"two` + "\r\n" + `lines",2026-11-23T12:00:00Z,command,U0ANN,2,`,
		`2026-11-23,West,'=Ann,conversation,-2,,'-2,2026-11-23T12:00:00Z,command,U0ANN,3,`,
		``,
	}, "\r\n")
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A closed team keeps its name, and its money is in whole units.
func TestExportOfAClosedTeam(t *testing.T) {
	db := newStore(t)
	west := teamOf(t, db, demoTeams()[0].Team)
	for _, change := range []coach.Change{
		{At: londonNoon, Activities: []coach.Activity{{
			ID: "1", Team: west.ID, Person: "U0ANN", KPI: west.KPIs[4].ID, Day: coach.DayOf(londonNoon, time.UTC),
			Count: 1_234_50, LoggedAt: londonNoon, Source: "command",
		}}},
		{At: londonNoon, Close: west.ID},
	} {
		if err := db.Commit(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := exportCSV(t.Context(), db, exportQuery{Sheet: "activities"}, &out); err != nil {
		t.Fatal(err)
	}
	if want := "2026-11-23,West,U0ANN,revenue,1234.50,EUR,"; !strings.Contains(out.String(), want) {
		t.Errorf("%s\nwant a row %s…", &out, want)
	}
}

// Who is away and who changed what are sheets as well; people's names are cells like any other.
func TestExportOfPeople(t *testing.T) {
	db := newStore(t)
	teamOf(t, db, demoTeams()[0].Team)
	north := teamOf(t, db, demoTeams()[1].Team)
	day := coach.DayOf(londonNoon, time.UTC)
	change := coach.Change{
		At:     londonNoon,
		People: []coach.Person{{ID: "U0ANN", Name: "=Ann"}, {ID: "U0MAYA", Name: "Maya"}},
		Absences: []coach.Absence{
			{ID: "1", Person: "U0ANN", Span: coach.Span{From: day, To: coach.Forever}, Part: coach.WholeDay, Source: coach.SaidByManager, By: "U0MAYA"},
			{ID: "2", Person: "U0ANN", Span: coach.Span{From: day - 400, To: day - 399}, Part: coach.Morning, Source: coach.SaidBySelf, By: "U0ANN"},
			{ID: "3", Person: "U0ANN", Span: coach.Span{From: day + 1, To: day + 1}, Part: coach.WholeDay, Here: true, Source: coach.SaidBySelf, By: "U0ANN"},
		},
		Audit: []coach.Audit{
			{By: "U0MAYA", Person: "U0ANN", What: "away", Detail: "=Ann is away from 23 Nov."},
			{By: coach.ByCommandLine, Team: north.ID, What: "team", Detail: "Team North changed."},
		},
	}
	if err := db.Commit(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		query exportQuery
		want  []string
	}{
		{exportQuery{Sheet: "away"}, []string{
			"from,to,part,person,state,source,said_by,made_at,person_id,said_by_id,id",
			"2025-10-19,2025-10-20,morning,'=Ann,away,self,'=Ann,2026-11-23T12:00:00Z,U0ANN,U0ANN,2",
			"2026-11-23,,day,'=Ann,away,manager,Maya,2026-11-23T12:00:00Z,U0ANN,U0MAYA,1",
			"2026-11-24,2026-11-24,day,'=Ann,works,self,'=Ann,2026-11-23T12:00:00Z,U0ANN,U0ANN,3",
		}},
		{exportQuery{Sheet: "away", Team: "North"}, []string{"from,to,part,person,state,source,said_by,made_at,person_id,said_by_id,id"}},
		{exportQuery{Sheet: "away", Team: "West", Span: coach.Span{From: day + 5, To: day + 9}}, []string{
			"from,to,part,person,state,source,said_by,made_at,person_id,said_by_id,id",
			"2026-11-23,,day,'=Ann,away,manager,Maya,2026-11-23T12:00:00Z,U0ANN,U0MAYA,1",
		}},
		{exportQuery{Sheet: "audit"}, []string{
			"at,by,by_id,team,person,what,detail,person_id,team_id",
			"2026-11-23T12:00:00Z,Maya,U0MAYA,,'=Ann,away,'=Ann is away from 23 Nov.,U0ANN,",
			"2026-11-23T12:00:00Z,command line,,North,,team,Team North changed.,," + north.ID,
		}},
		{exportQuery{Sheet: "audit", Team: "north", Span: coach.Span{From: day + 1, To: day + 1}}, []string{"at,by,by_id,team,person,what,detail,person_id,team_id"}},
	} {
		var out bytes.Buffer
		if err := exportCSV(t.Context(), db, tt.query, &out); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Join(tt.want, "\r\n")+"\r\n", out.String()); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.query, diff)
		}
	}
}

func TestExportFlags(t *testing.T) {
	db := newStore(t)
	if err := exportCSV(t.Context(), db, exportQuery{Sheet: "activities", Team: "East"}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "no team yet") {
		t.Errorf("an empty database: %v", err)
	}
	for _, d := range demoTeams() {
		teamOf(t, db, d.Team)
	}
	err := exportCSV(t.Context(), db, exportQuery{Sheet: "activities", Team: "East"}, &bytes.Buffer{})
	if want := `team "East" is not known: there are North, West`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	for _, tt := range []struct{ from, to, want string }{
		{"2026-11-31", "", `--from is "2026-11-31": it has to be a date that exists, such as 2026-11-23`},
		{"", "yesterday", `--to is "yesterday": it has to be a date that exists, such as 2026-11-23`},
		{"2026-11-02", "2026-11-01", "--to 2026-11-01 is before --from 2026-11-02: swap them"},
	} {
		if _, err := (exportCmd{From: tt.from, To: tt.to}).span(); err == nil || err.Error() != tt.want {
			t.Errorf("%+v: %v", tt, err)
		}
	}
}

// A name in other letters finds a team, but never in the place of one that is called so exactly.
func TestTeamCalledPrefersTheExactName(t *testing.T) {
	roster := &coach.Roster{Teams: []*coach.Team{{ID: "1", Name: "West"}, {ID: "2", Name: "west"}, {ID: "3", Name: "North"}}}
	for name, want := range map[string]string{"West": "1", "west": "2", "north": "3"} {
		if got, err := teamCalled(roster, name); err != nil || got.ID != want {
			t.Errorf("%s: %+v, %v; want %s", name, got, err, want)
		}
	}
}

// Whatever a person writes: no cell starts a formula, and a reader of CSV gets the text back.
func TestCellsAreNoFormulas(t *testing.T) { rapid.Check(t, cellsAreNoFormulas) }

func FuzzCells(f *testing.F) { f.Fuzz(rapid.MakeFuzz(cellsAreNoFormulas)) }

func cellsAreNoFormulas(t *rapid.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[=+\-@\t\r\n＝＋－＠][ -~]*`)).Draw(t, "text")
	safe := cell(text)
	first, _ := utf8.DecodeRuneInString(safe)
	if safe != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) || strings.TrimPrefix(safe, "'") != strings.TrimPrefix(text, "'") {
		t.Fatalf("%q became %q", text, safe)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	if err := w.Write([]string{safe, "next"}); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	rows, err := csv.NewReader(&out).ReadAll()
	plain := strings.NewReplacer("\r\n", "\n", "\r", "").Replace(safe)
	if err != nil || len(rows) != 1 || strings.ReplaceAll(rows[0][0], "\r", "") != plain || rows[0][1] != "next" {
		t.Fatalf("%q came back as %q, %v", safe, rows, err)
	}
}

func TestCSVCount(t *testing.T) {
	for _, tt := range []struct {
		unit  string
		count int64
		want  string
	}{{"", -3, "-3"}, {"EUR", 5, "0.05"}, {"EUR", -1_05, "-1.05"}, {"JPY", 1200, "1200"}, {"KWD", 1_500, "1.500"}} {
		if got := csvCount(coach.KPI{Unit: tt.unit}, tt.count); got != tt.want {
			t.Errorf("%d %s: %s, want %s", tt.count, tt.unit, got, tt.want)
		}
	}
}
