package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

// inNoDossier is every column that is in nobody's dossier, with the reason. Whoever adds a column says here why nobody
// has to see it, or adds it to dossierQueries.
var inNoDossier = map[string]string{
	"revision.*": "a number of the file", "schema_version.*": "the file's own", "workspace.*": "settings for everybody",
	"forgotten.*": "keyed hashes, from which no id can be read", "tally.*": "sums of the activities", "counter.*": "sums of the activities",
	"team.*": "how the team is set up", "team_holiday.*": "how the team is set up", "kpi.*": "how the team is set up",
	"rhythm.*": "how the team is set up", "huddle.*": "when the team's huddle was", "occurrence.*": "when rituals ran",
	"team_member.team_id": "shown by its name", "team_member.person_id": "the person's own id", "activity.team_id": "shown by its name",
	"huddle_help.team_id": "shown by its name", "activity.person_id": "the person's own id", "huddle_entry.team_id": "shown by its name", "huddle_entry.person_id": "the person's own id",
	"check_in.team_id": "shown by its name", "check_in.person_id": "the person's own id",
	"check_in.promise_id": "a number", "commitment.id": "a number",
	"commitment.team_id": "shown by its name", "commitment.person_id": "the person's own id", "person_mute.person_id": "the person's own id",
	"stage.*": "how the team is set up", "milestone.*": "how the team is set up",
	"deal.team_id": "shown by its name", "deal.owner_id": "the person's own id", "deal.stage_id": "shown by its name", "deal.rev": "a number",
	"deal_answer.id": "a number", "deal_answer.deal_id": "shown by its name", "deal_answer.milestone_id": "shown by its question",
	"deal_move.id": "a number", "deal_move.deal_id": "shown by its name", "deal_move.from_stage": "shown by its name",
	"deal_move.to_stage": "shown by its name", "deal_week.deal_id": "shown by its name",
	"clarity.id": "a number", "clarity.team_id": "shown by its name", "clarity.asked_by": "the person's own id", "clarity.rev": "a number",
	"clarity.items": "the team's process, and how many picked what", "clarity.asked": "how many were asked", "clarity.picked": "how many picked",
	"clarity_pick.clarity_id": "a number", "clarity_pick.person_id": "the person's own id",
	"commitment.one_to_one_id": "a number", "one_to_one.id": "a number", "one_to_one.private_note": "in the file of who wrote it", "one_to_one.team_id": "shown by its name",
	"agenda_item.id": "a number", "agenda_item.team_id": "shown by its name", "agenda_item.one_to_one_id": "a number",
	"asked_in_dm.id": "a number", "asked_in_dm.team_id": "shown by its name",
	"member_segment.team_id": "shown by its name", "member_segment.person_id": "the person's own id",
	"team_gap.team_id": "shown by its name", "team_gap.person_id": "the person's own id", "former_name.person_id": "the person's own id", "team_days.*": "how the team is set up",
	"person_week.person_id": "the person's own id",
	"kpi_target.*":          "how the team is set up", "team_goal.id": "a number", "team_goal.team_id": "shown by its name", "team_goal.made_by": "the person's own id",
	"draft.person_id": "the person's own id", "plan.id": "a number", "plan.team_id": "shown by its name",
	"plan_step.plan_id": "a number", "absence.id": "a number", "audit.id": "a number", "audit.team_id": "which team it is about",
	"message.parent": "which message it answers", "message.target_ts": "a time stamp", "message.emoji": "a check mark",
	"message.blocks": "the same words as the text, with their layout", "message.render": "the name of a program",
	"message.urgent": "how it is sent", "message.priority": "how it is sent", "message.not_after": "how it is sent", "message.nonce": "random", "message.place": "a number",
	"message.next_at": "how it is sent", "message.started_at": "how it is sent", "message.attempts": "how it is sent", "message.reason": "how it is sent",
}

// TestDossierKnowsEveryColumn: nothing new is stored about somebody without their being able to see it.
func TestDossierKnowsEveryColumn(t *testing.T) {
	d := open(t)
	shown := map[string]string{} // table → its queries
	from := regexp.MustCompile(`FROM (\w+)`)
	for _, q := range dossierQueries() {
		shown[from.FindStringSubmatch(q.query)[1]] += q.query
	}
	used := map[string]bool{}
	for _, table := range tablesIn(t, d) {
		for _, column := range columnsIn(t, d, table) {
			selected := regexp.MustCompile(`(SELECT|,)\s+(\w\.)?` + column + `\s+(AS|\|\|)|\|\| (\w\.)?` + column + ` AS`)
			_, whole := inNoDossier[table+".*"]
			_, one := inNoDossier[table+"."+column]
			used[table+".*"], used[table+"."+column] = true, true
			if !whole && !one && !selected.MatchString(shown[table]) {
				t.Errorf("%s.%s is in no dossier: show it, or say why not", table, column)
			}
			if (whole || one) && selected.MatchString(shown[table]) {
				t.Errorf("%s.%s is shown, and said not to be", table, column)
			}
		}
	}
	for name := range inNoDossier {
		if !used[name] {
			t.Errorf("there is no %s", name)
		}
	}
}

func columnsIn(t testing.TB, d *DB, table string) (columns []string) {
	t.Helper()
	err := d.read(context.Background(), func(s *session) error {
		return s.each(`SELECT name FROM pragma_table_info('`+table+`')`, nil, func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			columns = append(columns, name)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return columns
}

// dossierText is a dossier as lines: "activities: Day=2026-11-23; …".
func dossierText(t *testing.T, d *DB, person string) string {
	t.Helper()
	var b strings.Builder
	err := d.Dossier(t.Context(), person, time.UTC, func(e coach.DossierEntry) error {
		fmt.Fprintf(&b, "%s:", e.Part)
		for _, f := range e.Fields {
			fmt.Fprintf(&b, " %s=%s;", f.Name, f.Value)
		}
		b.WriteString("\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestDossierIsEverythingAboutOnePerson: it has a line of each part, and nobody else's words.
func TestDossierIsEverythingAboutOnePerson(t *testing.T) {
	d := open(t)
	annEverywhere(t, d)
	text := dossierText(t, d, annID)
	for _, want := range []string{
		"person: Slack user id=" + annID, "teams: Team=West; As=rep;", "activities: Day=2026-11-23; Counted=7 conversations; Team=West; Note=Vexillology note;",
		"huddles: Day=2026-11-23; Team=West; Planned=4 conversations; In the way=Vexillology hurdle;", "check-ins: Week from=2026-11-16;",
		"commitments: Commitment=Vexillology promise;", "absences: From=2026-12-03;", "mutes: No nudges about=conversations",
		"drafts: Form=setup;", "messages: ", "Text=2 more", "audit: ", "deliveries: ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, part := range coach.DossierParts() {
		if !strings.Contains(text, string(part)+": ") {
			t.Errorf("nothing of %s", part)
		}
	}
	if strings.Contains(text, "Bob's own") || strings.Contains(text, annName+": "+annWords) {
		t.Errorf("it tells of others:\n%s", text)
	}
	if nobody := dossierText(t, d, "U0NOBODY"); nobody != "" {
		t.Errorf("of nobody: %s", nobody)
	}
	forgetAnn(t, d)
	if after := dossierText(t, d, annID); after != "" {
		t.Errorf("after being forgotten: %s", after)
	}
}

// TestDossierPartsAreRead in the order that they are told in, which whoever writes them down relies on.
func TestDossierPartsAreRead(t *testing.T) {
	parts := coach.DossierParts()
	for _, q := range dossierQueries() {
		if len(parts) > 1 && parts[1] == q.part {
			parts = parts[1:]
		}
		if parts[0] != q.part {
			t.Errorf("%s is read where %s should be", q.part, parts[0])
		}
	}
	if len(parts) != 1 {
		t.Errorf("nothing reads %v", parts[1:])
	}
}

// TestDossierStops with whoever reads it.
func TestDossierStops(t *testing.T) {
	d := open(t)
	annEverywhere(t, d)
	enough := errors.New("enough")
	n := 0
	err := d.Dossier(t.Context(), annID, time.UTC, func(coach.DossierEntry) error {
		n++
		return enough
	})
	if !errors.Is(err, enough) || n != 1 {
		t.Errorf("%d entries, %v", n, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = d.Dossier(ctx, annID, time.UTC, func(coach.DossierEntry) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
