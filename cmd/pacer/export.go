package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// An exportCmd is "pacer export".
type exportCmd struct {
	From string `placeholder:"DATE" help:"First day, such as 2026-11-01. Default: the first that there is."`
	To   string `placeholder:"DATE" help:"Last day, itself included. Default: the last that there is."`
	Team string `placeholder:"NAME" help:"One team alone. Default: all."`
}

// Help is what "pacer export --help" adds.
func (exportCmd) Help() string {
	return "Prints CSV (RFC 4180) to standard output, an entry of the ledger a row, oldest first; corrections are rows with a negative count. " +
		"Money is in whole units of the currency in the column unit. A text that a spreadsheet could take for a formula begins with an apostrophe. " +
		"Works while pacer serves."
}

// Run refuses a database that is not there. Opening would make it, and an empty export of a mistyped name looks like
// lost data. It opens the database as serve does, beside a serve that runs: readers and the one writer do not wait
// for each other.
func (c exportCmd) Run(ctx context.Context, w world) (err error) {
	s, err := loadSettings(w, false)
	if err != nil {
		return err
	}
	if _, err := os.Stat(s.Database); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database %s: set PACER_DATABASE to the file that pacer serve writes", s.Database)
	}
	span, err := c.span()
	if err != nil {
		return err
	}
	db, err := openStore(ctx, s.Database, w, newLogger(w.Stderr, max(s.Level, slog.LevelWarn)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return exportCSV(ctx, db, c.Team, span, w.Stdout)
}

// Days before and after every day that anybody logs: the bounds of a span that is open at one end.
var (
	firstDay = coach.NewDay(1970, time.January, 1)
	lastDay  = coach.NewDay(9999, time.December, 31)
)

// span reads --from and --to. Without either it is the zero span, which does not filter.
// Both days are included. They are calendar days as the rep named them ("yesterday"), not instants, so that a zone has
// no say in what belongs to a month.
func (c exportCmd) span() (coach.Span, error) {
	if c.From == "" && c.To == "" {
		return coach.Span{}, nil
	}
	span := coach.Span{From: firstDay, To: lastDay}
	for _, flag := range []struct {
		name, text string
		day        *coach.Day
	}{{"--from", c.From, &span.From}, {"--to", c.To, &span.To}} {
		if flag.text == "" {
			continue
		}
		day, err := coach.ParseDay(flag.text)
		if err != nil {
			return span, fmt.Errorf("%s is %q: it has to be a date that exists, such as 2026-11-23", flag.name, flag.text)
		}
		*flag.day = day
	}
	if span.To < span.From {
		return span, fmt.Errorf("--to %s is before --from %s: swap them", c.To, c.From)
	}
	return span, nil
}

// exportCSV writes the entries of one team, or of all when name is "".
// Rows are written as they are read: an export of a million entries takes no more memory than one of ten. An error in
// the middle leaves the rows that were printed; the exit code says that they are not all.
func exportCSV(ctx context.Context, db *store.DB, name string, span coach.Span, out io.Writer) error {
	roster, err := db.Roster(ctx)
	if err != nil {
		return fmt.Errorf("teams: %w", err)
	}
	filter := coach.ActivityFilter{Span: span}
	if name != "" {
		// An unknown name is a fault and not an empty sheet, which would look like lost data.
		if filter.Team, err = teamID(roster, name); err != nil {
			return err
		}
	}
	// Buffered twice, as csv keeps only 4 KiB: an export of years goes out in few writes.
	buffered := bufio.NewWriterSize(out, 1<<16)
	sheet := csv.NewWriter(buffered)
	sheet.UseCRLF = true // RFC 4180, section 2
	if err := sheet.Write(csvColumns); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	kpis, err := everCounted(ctx, db, roster)
	if err != nil {
		return err
	}
	err = db.Export(ctx, filter, func(a coach.Activity) error { return sheet.Write(csvRow(roster, kpis[a.KPI], a)) })
	sheet.Flush()
	if err := errors.Join(err, sheet.Error(), buffered.Flush()); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	return nil
}

// everCounted returns all KPIs by id, those that are no longer counted too.
// Entries of a KPI that was taken out of the file are exported like all others, under the name it had last.
func everCounted(ctx context.Context, db *store.DB, roster *coach.Roster) (map[string]coach.KPI, error) {
	all := map[string]coach.KPI{}
	for _, t := range roster.Teams {
		kpis, err := db.Counted(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		for _, k := range kpis {
			all[k.ID] = k
		}
	}
	return all, nil
}

// teamID finds a team by its name, in any case of letters.
// Names are unique, and listed in the error: most of the time one was mistyped.
func teamID(roster *coach.Roster, name string) (string, error) {
	var names []string
	// Exactly first: "west" beside "West" is a team of its own, whose numbers are not the other's.
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		names = nil
		for _, t := range roster.Teams {
			if same(t.Name, name) {
				return t.ID, nil
			}
			names = append(names, t.Name)
		}
	}
	if len(names) == 0 {
		return "", errors.New("--team: there is no team yet; pacer apply writes one")
	}
	slices.Sort(names)
	return "", fmt.Errorf("--team %q is not known: there are %s", name, strings.Join(names, ", "))
}

// csvColumns are the columns, what a person reads first and the ids last. New ones are added at the end, so that what
// somebody built on their places keeps working. Rep is the name of today, rep_id what stays when somebody is renamed;
// corrects is the id of the entry that a row takes back, and empty for what was logged in the ordinary way. Logged_at
// is UTC, RFC 3339, to the second.
var csvColumns = []string{"date", "team", "rep", "kpi", "count", "unit", "note", "logged_at", "source", "rep_id", "id", "corrects"}

// csvRow writes an entry. What a person wrote is kept from being a formula; the count is a number and may
// begin with a minus.
func csvRow(roster *coach.Roster, kpi coach.KPI, a coach.Activity) []string {
	team := a.Team
	if t := roster.Team(a.Team); t != nil {
		team = t.Name
	}
	rep := cmp.Or(roster.Person(a.Person).Name, a.Person)
	return []string{
		a.Day.String(), cell(team), cell(rep), cell(cmp.Or(kpi.Name, a.KPI)), csvCount(kpi, a.Count), kpi.Unit, cell(a.Note),
		a.LoggedAt.UTC().Format(time.RFC3339), a.Source, a.Person, a.ID, a.Corrects,
	}
}

// cell takes the danger out of a text that a spreadsheet would run: one that begins with = + - @, with the wide forms of
// them that Asian keyboards have, or with a tab or line end, after which it looks for the same. The apostrophe is what spreadsheets take for "this is a text" and
// mostly do not show. In: "=1+1", out: "'=1+1". Quotes and commas are csv's business.
func cell(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠−", first) {
		return "'" + s
	}
	return s
}

// csvCount writes a count as a plain number: whole things, or money in whole units with its decimals.
// Money is kept in the smallest unit that its currency has: 5000 of EUR is "50.00", of JPY "5000", of KWD "5.000".
func csvCount(kpi coach.KPI, count int64) string {
	per := kpi.Whole()
	if per == 1 {
		return strconv.FormatInt(count, 10)
	}
	// Done with integers: a float would turn some cents into others.
	digits := len(strconv.FormatInt(per, 10)) - 1
	sign, abs := "", count
	if count < 0 {
		sign, abs = "-", -count
	}
	return fmt.Sprintf("%s%d.%0*d", sign, abs/per, digits, abs%per)
}
