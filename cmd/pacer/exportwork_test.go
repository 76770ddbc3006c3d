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
		DealMoves: []coach.DealMove{
			{ID: "m1", Deal: "d1", To: "qualified", By: "U0ANN", At: londonNoon.AddDate(0, 0, -9)},
			{
				ID: "m2", Deal: "d1", From: "qualified", To: "discovery", By: "U0MAYA", Reason: "=SUM(1) they asked for it",
				Unproven: []string{"Measures of success", "What makes it matter now"},
			},
			{ID: "m3", Deal: "d2", To: "once", By: "U0MAYA", At: londonNoon.AddDate(0, 0, -3)},
			{ID: "m4", Deal: "d2", From: "once", To: string(coach.DealLost), By: "U0MAYA"},
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
		moves    = "moved_at,deal,team,from,to,by,unproven,reason,by_id,deal_id,id"
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
		{exportQuery{Sheet: "deal-moves"}, []string{
			moves,
			"2026-11-20T12:00:00Z,Globex,North,,once,Maya,,,U0MAYA,d2,m3", // a stage that was taken out since goes by its id
			"2026-11-23T12:00:00Z,Globex,North,once,lost,Maya,,,U0MAYA,d2,m4",
			"2026-11-14T12:00:00Z,'+Acme,West,,Qualified,'=Ann,,,U0ANN,d1,m1",
			"2026-11-23T12:00:00Z,'+Acme,West,Qualified,Discovery,Maya,Measures of success; What makes it matter now,'=SUM(1) they asked for it,U0MAYA,d1,m2",
		}},
		{exportQuery{Sheet: "deal-moves", Team: "North", Span: coach.Span{From: day, To: day}}, []string{moves}},
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
	for _, what := range sheetNames {
		if len(sheets()[what].columns) == 0 {
			t.Errorf("%s has no columns", what)
		}
	}
	if len(sheets()) != len(sheetNames) {
		t.Errorf("%d sheets", len(sheets()))
	}
}
