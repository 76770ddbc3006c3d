package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/pacer/bot/coach"
)

// What people wrote about their weeks and their deals are sheets as well. Their words are cells that no spreadsheet runs.
func TestExportOfWork(t *testing.T) {
	db := newStore(t)
	west := teamOf(t, db, demoTeams()[0].Team)
	north := teamOf(t, db, demoTeams()[1].Team)
	day := coach.DayOf(londonNoon, time.UTC)
	change := coach.Change{
		At:     londonNoon,
		People: []coach.Person{{ID: "U0ANN", Name: "=Ann"}, {ID: "U0MAYA", Name: "Maya"}},
		CheckIn: &coach.WeeklyCheckIn{
			Team: west.ID, Person: "U0ANN", Week: day - 7, Counts: map[string]int64{west.KPIs[0].ID: 12}, Share: coach.Shares{Learnt: true},
			Answers: coach.Reflections{Best: "=HYPERLINK(1)", Learnt: "To ask, then wait", Need: "@maya"}, Question: "How?", FiledAt: londonNoon,
		},
		Deals: []coach.Deal{
			{ID: "d1", Team: west.ID, Owner: "U0ANN", Name: "+Acme", Amount: 1_234_50, Unit: "EUR", Closes: day + 30, Stage: "discovery"},
			{
				ID: "d2", Team: north.ID, Owner: "U0MAYA", Name: "Globex", Stage: "retired", State: coach.DealLost, EndedAt: londonNoon, EndedDay: day,
				Learnt: "-1 on speed", MadeAt: londonNoon.AddDate(0, 0, -9), StageAt: londonNoon, MovedAt: londonNoon,
			},
		},
		Answers: []coach.DealAnswer{
			{ID: "a1", Deal: "d1", Milestone: "measures", Ask: "How?", Text: "TBD", By: "U0ANN"},
			{ID: "a2", Deal: "d1", Milestone: "measures", Ask: "How?", Text: "=2% fewer late orders", By: "U0MAYA"},
		},
	}
	if err := db.Commit(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	const (
		checkIns = "week,team,rep,stated,best,learnt,try,need,question,answer,shared,filed_at,rep_id"
		deals    = "deal,team,owner,state,stage,amount,unit,closes,proven,of,made_at,stage_at,moved_at,ended_on,learnt,owner_id,id"
		answers  = "said_at,deal,team,milestone,question,answer,said_by,newest,said_by_id,deal_id,id"
		globex   = "Globex,North,Maya,lost,retired,,,,0,2,2026-11-14T12:00:00Z,2026-11-23T12:00:00Z,2026-11-23T12:00:00Z,2026-11-23,'-1 on speed,U0MAYA,d2"
		acme     = "'+Acme,West,'=Ann,open,Discovery,1234.50,EUR,2026-12-23,1,5,2026-11-23T12:00:00Z,2026-11-23T12:00:00Z,2026-11-23T12:00:00Z,,,U0ANN,d1"
		anns     = `2026-11-16,West,'=Ann,12 ` + "conversations" + `,'=HYPERLINK(1),"To ask, then wait",,'@maya,How?,,learnt,2026-11-23T12:00:00Z,U0ANN`
	)
	for _, tt := range []struct {
		query exportQuery
		want  []string
	}{
		{exportQuery{Sheet: "checkins"}, []string{checkIns, anns}},
		{exportQuery{Sheet: "checkins", Team: "North"}, []string{checkIns}},
		{exportQuery{Sheet: "checkins", Team: "West", Span: coach.Span{From: day - 7, To: day}}, []string{checkIns, anns}},
		{exportQuery{Sheet: "checkins", Span: coach.Span{From: day, To: day}}, []string{checkIns}},
		{exportQuery{Sheet: "deals"}, []string{deals, globex, acme}},
		{exportQuery{Sheet: "deals", Team: "west"}, []string{deals, acme}},
		{exportQuery{Sheet: "deals", Span: coach.Span{From: day - 9, To: day - 1}}, []string{deals, globex}},
		{exportQuery{Sheet: "deal-answers"}, []string{
			answers,
			"2026-11-23T12:00:00Z,'+Acme,West,Measures of success,How?,TBD,'=Ann,false,U0ANN,d1,a1",
			"2026-11-23T12:00:00Z,'+Acme,West,Measures of success,How?,'=2% fewer late orders,Maya,true,U0MAYA,d1,a2",
		}},
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

// Each kind that the flag offers is a sheet, and each sheet is offered.
func TestEverySheetIsOffered(t *testing.T) {
	for _, what := range []string{"activities", "away", "audit", "checkins", "deals", "deal-answers"} {
		if len(sheets()[what].columns) == 0 {
			t.Errorf("%s has no columns", what)
		}
	}
	if len(sheets()) != 6 {
		t.Errorf("%d sheets", len(sheets()))
	}
}
