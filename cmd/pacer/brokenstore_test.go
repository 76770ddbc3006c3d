package main

import (
	"context"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// A brokenStore is a store whose n-th call fails. The store is not embedded: a method that were not here would never
// fail.
type brokenStore struct {
	DB *store.DB
	m  *morning
}

// do makes a call, or breaks it.
func (s *brokenStore) do(call func() error) error {
	if s.m.storeCalls.next(s.m.n) && s.m.fault.store != nil {
		return s.m.fault.store(call)
	}
	return call()
}

// answered is do for a call that answers with more than an error.
func answered[T any](s *brokenStore, call func() (T, error)) (v T, err error) {
	err = s.do(func() (err error) {
		v, err = call()
		return err
	})
	return v, err
}

func (s *brokenStore) Commit(ctx context.Context, c coach.Change) error {
	return s.do(func() error { return s.DB.Commit(ctx, c) })
}

func (s *brokenStore) MarkMessage(ctx context.Context, m coach.Message, from coach.MessageState) error {
	return s.do(func() error { return s.DB.MarkMessage(ctx, m, from) })
}

func (s *brokenStore) RecoverMessages(ctx context.Context, now time.Time) error {
	return s.do(func() error { return s.DB.RecoverMessages(ctx, now) })
}

func (s *brokenStore) RecordSkipped(ctx context.Context, os []coach.Occurrence, now time.Time) error {
	return s.do(func() error { return s.DB.RecordSkipped(ctx, os, now) })
}

func (s *brokenStore) ReleaseOccurrences(ctx context.Context) error {
	return s.do(func() error { return s.DB.ReleaseOccurrences(ctx) })
}

func (s *brokenStore) Roster(ctx context.Context) (*coach.Roster, error) {
	return answered(s, func() (*coach.Roster, error) { return s.DB.Roster(ctx) })
}

func (s *brokenStore) Totals(ctx context.Context, q []coach.TotalQuery) ([]int64, error) {
	return answered(s, func() ([]int64, error) { return s.DB.Totals(ctx, q) })
}

func (s *brokenStore) DayTotals(ctx context.Context, team string, span coach.Span) ([]coach.DayTotal, error) {
	return answered(s, func() ([]coach.DayTotal, error) { return s.DB.DayTotals(ctx, team, span) })
}

func (s *brokenStore) PeriodTotals(ctx context.Context, team string, span coach.Span) ([]coach.DayTotal, error) {
	return answered(s, func() ([]coach.DayTotal, error) { return s.DB.PeriodTotals(ctx, team, span) })
}

func (s *brokenStore) Past(ctx context.Context, team string, since coach.Day) (coach.Past, error) {
	return answered(s, func() (coach.Past, error) { return s.DB.Past(ctx, team, since) })
}

func (s *brokenStore) PersonTotals(ctx context.Context, team, person string, span coach.Span) ([]coach.DayTotal, error) {
	return answered(s, func() ([]coach.DayTotal, error) { return s.DB.PersonTotals(ctx, team, person, span) })
}

func (s *brokenStore) Activities(ctx context.Context, f coach.ActivityFilter) ([]coach.Activity, error) {
	return answered(s, func() ([]coach.Activity, error) { return s.DB.Activities(ctx, f) })
}

func (s *brokenStore) Huddle(ctx context.Context, ref coach.HuddleRef) (coach.HuddleDay, error) {
	return answered(s, func() (coach.HuddleDay, error) { return s.DB.Huddle(ctx, ref) })
}

func (s *brokenStore) Huddles(ctx context.Context, team string, span coach.Span) ([]coach.HuddleDay, error) {
	return answered(s, func() ([]coach.HuddleDay, error) { return s.DB.Huddles(ctx, team, span) })
}

func (s *brokenStore) Hurdles(ctx context.Context, team, about string, span coach.Span) ([]coach.NamedHurdle, error) {
	return answered(s, func() ([]coach.NamedHurdle, error) { return s.DB.Hurdles(ctx, team, about, span) })
}

func (s *brokenStore) CheckIns(ctx context.Context, team string, week coach.Day) ([]coach.WeeklyCheckIn, error) {
	return answered(s, func() ([]coach.WeeklyCheckIn, error) { return s.DB.CheckIns(ctx, team, week) })
}

func (s *brokenStore) Commitments(ctx context.Context, team string) ([]coach.Commitment, error) {
	return answered(s, func() ([]coach.Commitment, error) { return s.DB.Commitments(ctx, team) })
}

func (s *brokenStore) Settled(ctx context.Context, team string, week coach.Day) ([]coach.Commitment, error) {
	return answered(s, func() ([]coach.Commitment, error) { return s.DB.Settled(ctx, team, week) })
}

func (s *brokenStore) Occurrences(ctx context.Context, limit int) ([]coach.Occurrence, error) {
	return answered(s, func() ([]coach.Occurrence, error) { return s.DB.Occurrences(ctx, limit) })
}

func (s *brokenStore) DueMessages(ctx context.Context, now time.Time, limit int) ([]coach.Message, error) {
	return answered(s, func() ([]coach.Message, error) { return s.DB.DueMessages(ctx, now, limit) })
}

func (s *brokenStore) Message(ctx context.Context, key string) (coach.Message, error) {
	return answered(s, func() (coach.Message, error) { return s.DB.Message(ctx, key) })
}

func (s *brokenStore) MessagesUnder(ctx context.Context, key string) ([]coach.Message, error) {
	return answered(s, func() ([]coach.Message, error) { return s.DB.MessagesUnder(ctx, key) })
}

func (s *brokenStore) MessageAt(ctx context.Context, channel, ts string) (coach.Message, error) {
	return answered(s, func() (coach.Message, error) { return s.DB.MessageAt(ctx, channel, ts) })
}

func (s *brokenStore) OutboxCounts(ctx context.Context) (map[coach.MessageState]int, error) {
	return answered(s, func() (map[coach.MessageState]int, error) { return s.DB.OutboxCounts(ctx) })
}

func (s *brokenStore) Schedules(ctx context.Context) ([]coach.Schedule, error) {
	return answered(s, func() ([]coach.Schedule, error) { return s.DB.Schedules(ctx) })
}

func (s *brokenStore) OpenOccurrences(ctx context.Context, now time.Time) ([]coach.Occurrence, error) {
	return answered(s, func() ([]coach.Occurrence, error) { return s.DB.OpenOccurrences(ctx, now) })
}

func (s *brokenStore) Claim(ctx context.Context, o coach.Occurrence, now time.Time) (bool, error) {
	return answered(s, func() (bool, error) { return s.DB.Claim(ctx, o, now) })
}

func (s *brokenStore) NextMessageAt(ctx context.Context) (at time.Time, ok bool, err error) {
	err = s.do(func() (err error) {
		at, ok, err = s.DB.NextMessageAt(ctx)
		return err
	})
	return at, ok, err
}

func (s *brokenStore) Deals(ctx context.Context, f coach.DealFilter) ([]coach.DealRecord, error) {
	return answered(s, func() ([]coach.DealRecord, error) { return s.DB.Deals(ctx, f) })
}

func (s *brokenStore) Deal(ctx context.Context, id string) (coach.DealRecord, error) {
	return answered(s, func() (coach.DealRecord, error) { return s.DB.Deal(ctx, id) })
}

func (s *brokenStore) DealWeeks(ctx context.Context, team string, week coach.Day) ([]coach.DealWeek, error) {
	return answered(s, func() ([]coach.DealWeek, error) { return s.DB.DealWeeks(ctx, team, week) })
}

func (s *brokenStore) Coaching(ctx context.Context, f coach.BookFilter) (coach.CoachingBook, error) {
	return answered(s, func() (coach.CoachingBook, error) { return s.DB.Coaching(ctx, f) })
}

func (s *brokenStore) DirectQuestion(ctx context.Context, id string) (coach.DirectQuestion, error) {
	return answered(s, func() (coach.DirectQuestion, error) { return s.DB.DirectQuestion(ctx, id) })
}

func (s *brokenStore) OpenQuestions(ctx context.Context) ([]coach.DirectQuestion, error) {
	return answered(s, func() ([]coach.DirectQuestion, error) { return s.DB.OpenQuestions(ctx) })
}

func (s *brokenStore) Counted(ctx context.Context, team string) ([]coach.KPI, error) {
	return answered(s, func() ([]coach.KPI, error) { return s.DB.Counted(ctx, team) })
}

func (s *brokenStore) Plans(ctx context.Context, team, person string) ([]coach.Plan, error) {
	return answered(s, func() ([]coach.Plan, error) { return s.DB.Plans(ctx, team, person) })
}

func (s *brokenStore) Draft(ctx context.Context, person, kind string) (coach.Draft, error) {
	return answered(s, func() (coach.Draft, error) { return s.DB.Draft(ctx, person, kind) })
}

func (s *brokenStore) Audits(ctx context.Context, team string, limit int) ([]coach.Audit, error) {
	return answered(s, func() ([]coach.Audit, error) { return s.DB.Audits(ctx, team, limit) })
}

func (s *brokenStore) Dossier(ctx context.Context, person string, zone *time.Location, each func(coach.DossierEntry) error) error {
	return s.do(func() error { return s.DB.Dossier(ctx, person, zone, each) })
}

func (s *brokenStore) ExpireTexts(ctx context.Context, before time.Time) (int, error) {
	return answered(s, func() (int, error) { return s.DB.ExpireTexts(ctx, before) })
}

func (s *brokenStore) Rewrite(ctx context.Context) (bool, error) {
	return answered(s, func() (bool, error) { return s.DB.Rewrite(ctx) })
}

func (s *brokenStore) Clarity(ctx context.Context, id string) (coach.Clarity, error) {
	return answered(s, func() (coach.Clarity, error) { return s.DB.Clarity(ctx, id) })
}

func (s *brokenStore) OpenClarity(ctx context.Context, team string) (coach.Clarity, error) {
	return answered(s, func() (coach.Clarity, error) { return s.DB.OpenClarity(ctx, team) })
}
