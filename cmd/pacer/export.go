package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"example.com/pacer/bot/coach"
	"example.com/pacer/store"
)

// An exportCmd is "pacer export".
// It is for spreadsheets and for taking one's data along. Whoever may read the file may read all of it: there are no
// roles on the command line.
type exportCmd struct {
	What, From, To, Team string // see flags; "" is what stands there as the default
}

// flags names the flags of "pacer export". The word in backquotes is what the help puts in the value's place.
func (c *exportCmd) flags(line *cobra.Command) {
	f := line.Flags()
	f.SortFlags = false
	f.StringVar(&c.What, "what", "", "`WHAT` to print: activities (the ledger), away (who is away when), audit (who changed what), checkins "+
		"(what people filed for their weeks), deals, deal-answers (what is known about them), or deal-moves (how they moved). Default: activities.")
	f.StringVar(&c.From, "from", "", "First day, a `DATE` such as 2026-11-01. Default: the first that there is.")
	f.StringVar(&c.To, "to", "", "Last day, a `DATE`, itself included. Default: the last that there is.")
	f.StringVar(&c.Team, "team", "", "One team alone, by its `NAME` in any case of letters. Default: all.")
}

// Help is what "pacer export --help" adds.
func (exportCmd) Help() string {
	return "Prints CSV (RFC 4180) to standard output, a row an entry, oldest first. In the ledger corrections are rows with a negative count, and " +
		"money is in whole units of the currency in the column unit. A text that a spreadsheet could take for a formula begins with an apostrophe. " +
		"Works while pacer serves."
}

// Run refuses a database that is not there. Opening would make it, and an empty export of a mistyped name looks like
// lost data. It opens the database as serve does, beside a serve that runs: readers and the one writer do not wait
// for each other.
func (c exportCmd) Run(ctx context.Context, w world) (err error) {
	// A slip in the flags is told before anything is looked for.
	query, err := c.query()
	if err != nil {
		return err
	}
	s, err := loadSettings(w, false)
	if err != nil {
		return err
	}
	if missing(s.Database) {
		return noDatabase(s.Database)
	}
	// Not for reading alone, which would be enough for the rows: an older database is brought up to date first, or
	// columns would be missing.
	db, err := openStore(ctx, s.Database, w, newLogger(w.Stderr, max(s.Level, slog.LevelWarn)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return exportCSV(ctx, db, query, w.Stdout)
}

// An exportQuery is what to print: a sheet, one team by its name or all for "", and days or all for the zero span.
// Days are civil dates of the persons whose entries they are. A team is named as people do, and found when the export
// begins.
type exportQuery struct {
	Sheet string
	Team  string
	Span  coach.Span
}

// sheetNames are the sheets in the order in which they are offered.
var sheetNames = []string{"activities", "away", "audit", "checkins", "deals", "deal-answers", "deal-moves"}

// query reads the flags.
func (c exportCmd) query() (exportQuery, error) {
	sheet := cmp.Or(c.What, "activities")
	if !slices.Contains(sheetNames, sheet) {
		return exportQuery{}, fmt.Errorf("--what %s: it is one of %s", sheet, strings.Join(sheetNames, ", "))
	}
	span, err := c.span()
	return exportQuery{sheet, c.Team, span}, err
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
		// Open at this end.
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

// A book is what the sheets are written from: who there is, what is asked for, and where a row goes.
// It is made once for an export; the roster is that of its beginning.
type book struct {
	db     *store.DB
	roster *coach.Roster
	called map[string]string // every team that there ever was: its name by its id
	team   *coach.Team       // nil for all
	span   coach.Span        // zero for all days
	write  func(row []string) error
}

// A sheet is a kind of export. New columns are added at the end, so that what somebody built on their places keeps
// working. What a person reads comes first and the ids last.
type sheet struct {
	columns []string
	rows    func(context.Context, book) error
}

// sheets is the table of what can be exported. Each row has as many cells as its sheet has columns.
func sheets() map[string]sheet {
	return map[string]sheet{
		// Rep is the name of today, rep_id what stays when somebody is renamed; corrects is the id of the entry that a row
		// takes back, and empty for what was logged in the ordinary way.
		"activities": {
			[]string{"date", "team", "rep", "kpi", "count", "unit", "note", "logged_at", "source", "rep_id", "id", "corrects"}, activityRows,
		},
		// State is away, or works where somebody said so against their status; an open end is empty.
		"away": {
			[]string{"from", "to", "part", "person", "state", "source", "said_by", "made_at", "person_id", "said_by_id", "id"}, awayRows,
		},
		"audit": {[]string{"at", "by", "by_id", "team", "person", "what", "detail", "person_id", "team_id"}, auditRows},
		// Shared are the answers that went to the team's channel.
		"checkins": {
			[]string{"week", "team", "rep", "stated", "best", "learnt", "try", "need", "question", "answer", "shared", "filed_at", "rep_id"}, checkInRows,
		},
		// Proven of "of" are the milestones of the stages up to the deal's.
		"deals": {
			[]string{
				"deal", "team", "owner", "state", "stage", "amount", "unit", "closes", "proven", "of", "made_at", "stage_at", "moved_at", "ended_on",
				"learnt", "owner_id", "id",
			}, dealRows,
		},
		// From is empty where the deal was made; unproven is what was not known by then.
		"deal-moves": {
			[]string{"moved_at", "deal", "team", "from", "to", "by", "unproven", "reason", "by_id", "deal_id", "id"}, moveRows,
		},
		"deal-answers": {
			[]string{"said_at", "deal", "team", "milestone", "question", "answer", "said_by", "newest", "said_by_id", "deal_id", "id"}, answerRows,
		},
	}
}

// exportCSV writes a sheet. Rows are written as they are read: an export of a million entries takes no more memory than
// one of ten. An error in the middle leaves the rows that were printed; the exit code says that they are not all.
// The columns are printed even when there are no rows, so that a spreadsheet which reads them finds its heads.
func exportCSV(ctx context.Context, db *store.DB, query exportQuery, out io.Writer) error {
	roster, err := db.Roster(ctx)
	if err != nil {
		return fmt.Errorf("teams: %w", err)
	}
	called, err := db.EverTeams(ctx)
	if err != nil {
		return err
	}
	b := book{db: db, roster: roster, called: called, span: query.Span}
	if query.Team != "" {
		// An unknown name is a fault and not an empty sheet, which would look like lost data.
		if b.team, err = teamCalled(roster, query.Team); err != nil {
			return err
		}
	}
	// Buffered twice, as csv keeps only 4 KiB: an export of years goes out in few writes.
	buffered := bufio.NewWriterSize(out, 1<<16)
	writer := csv.NewWriter(buffered)
	writer.UseCRLF = true // RFC 4180, section 2
	b.write = writer.Write
	// Query has refused a name that is not in it.
	s := sheets()[query.Sheet]
	if err := writer.Write(s.columns); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	// Flushed after an error as well, so that what was read is printed; the exit code says the rest.
	err = s.rows(ctx, b)
	writer.Flush()
	if err := errors.Join(err, writer.Error(), buffered.Flush()); err != nil {
		return fmt.Errorf("csv: %w", err)
	}
	return nil
}

// name is what a person is called today, for a cell: their id where Slack was never asked, "" for nobody.
func (b book) name(person string) string {
	// An audit line may be about nobody, as one of a team is.
	if person == "" {
		return ""
	}
	return cell(cmp.Or(b.roster.Person(person).Name, person))
}

// teamName is what a team is called, or was when it was closed; "" for none. A name that a spreadsheet would run is
// made harmless, as every text of people's is.
func (b book) teamName(id string) string { return cell(b.called[id]) }

// activityRows writes the ledger.
// Ordered by the store, the oldest first: an export of last year is the beginning of this year's.
func activityRows(ctx context.Context, b book) error {
	kpis, err := everCounted(ctx, b.db)
	if err != nil {
		return err
	}
	filter := coach.ActivityFilter{Span: b.span}
	if b.team != nil {
		filter.Team = b.team.ID
	}
	return b.db.Export(ctx, filter, func(a coach.Activity) error {
		// Every KPI is a row in the store for ever; the zero value would be a number without a unit.
		kpi := kpis[a.KPI]
		return b.write([]string{
			a.Day.String(), b.teamName(a.Team), b.name(a.Person), cell(cmp.Or(kpi.Name, a.KPI)), csvCount(kpi, a.Count), kpi.Unit, cell(a.Note),
			csvTime(a.LoggedAt), a.Source, a.Person, a.ID, a.Corrects,
		})
	})
}

// awayRows writes who is away when: of the team's people alone where one is asked for.
// "Of the team" is of today: who has left it is in an export of all.
func awayRows(ctx context.Context, b book) error {
	absences, err := b.db.Absences(ctx, b.span)
	if err != nil {
		return err
	}
	for _, a := range absences {
		if b.team != nil && !b.team.Manages(a.Person) && !slices.Contains(b.team.Reps, a.Person) {
			continue
		}
		// Open ends are empty and not the year 9999, which spreadsheets draw.
		to, state := a.Span.To.String(), "away"
		if a.Span.To == coach.Forever {
			to = ""
		}
		if a.Here {
			state = "works"
		}
		// A whole day is "day", also where somebody works part-time: what was said is written, not what it comes to.
		part := map[coach.Part]string{coach.Morning: "morning", coach.Afternoon: "afternoon"}[a.Part]
		err := b.write([]string{
			a.Span.From.String(), to, cmp.Or(part, "day"), b.name(a.Person), state, string(a.Source), b.name(a.By), csvTime(a.MadeAt),
			a.Person, a.By, a.ID,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// auditRows writes who changed what. Days are those of UTC.
// The store answers the newest first, and holds few thousand of them, so that turning the list is nothing.
func auditRows(ctx context.Context, b book) error {
	id := ""
	if b.team != nil {
		id = b.team.ID
	}
	lines, err := b.db.Audits(ctx, id, math.MaxInt32)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	// Oldest first, as the other sheets.
	for _, a := range slices.Backward(lines) {
		// Instants have no civil day of their own; UTC is the one that two readers agree on.
		if b.span != (coach.Span{}) && !b.span.Contains(coach.DayOf(a.At, time.UTC)) {
			continue
		}
		by, byID := b.name(a.By), a.By
		if coach.CheckID("person", byID) != nil {
			by, byID = a.By, "" // no person: the command line, or a user group
		}
		if err := b.write([]string{csvTime(a.At), by, byID, b.teamName(a.Team), b.name(a.Person), a.What, cell(a.Detail), a.Person, a.Team}); err != nil {
			return err
		}
	}
	return nil
}

// csvTime writes an instant in UTC, RFC 3339, to the second. In UTC, since a file is read in another zone than the one
// that it was made in.
func csvTime(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// everCounted returns all KPIs by id, those that are no longer counted and those of closed teams too.
// Entries of a KPI that was taken out of the file are exported like all others, under the name it had last. One that was
// missing here would be a row without a unit, and its amounts would be cents.
func everCounted(ctx context.Context, db *store.DB) (map[string]coach.KPI, error) {
	kpis, err := db.EverCounted(ctx)
	if err != nil {
		return nil, err
	}
	all := make(map[string]coach.KPI, len(kpis))
	for _, k := range kpis {
		all[k.ID] = k
	}
	return all, nil
}

// cell takes the danger out of a text that a spreadsheet would run: one that begins with = + - @, with the wide forms of
// them that Asian keyboards have, or with a tab or line end, after which it looks for the same. The apostrophe is what
// spreadsheets take for "this is a text" and mostly do not show. In: "=1+1", out: "'=1+1". Quotes and commas are csv's
// business.
func cell(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠−", first) {
		return "'" + s
	}
	return s
}

// csvCount writes a count as a plain number: whole things, or money in whole units with its decimals.
// Money is kept in the smallest unit that its currency has: 5000 of EUR is "50.00", of JPY "5000", of KWD "5.000".
// Without signs of a currency and without separators of thousands, which spreadsheets of other languages would take
// for text.
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
