package store

import (
	"cmp"
	"database/sql"
	"slices"
	"sync"

	"example.com/pacer/bot/coach"
)

// The sums of a team over a span are asked for again and again: by whoever looks at a board of this week, by all who look at
// a goal. In a company of thousands each takes a way down the index of tally, which is a tenth of a second for everybody. The
// ledger is append-only, so that an answer stays true up to the entry that was its newest; what came since is added to it.

// keptRows bounds how many rows of answers are kept: some three megabytes, or three boards of ten teams of 500.
const keptRows = 50_000

// behind is how many entries an answer may be behind. To read more of them takes as long as to sum up anew, which takes a few
// entries' time a row.
func (a answer) behind() int { return 1000 + 4*len(a.totals) }

// A sumsOf is what was asked.
type sumsOf struct {
	team string
	span coach.Span
}

// An answer is what was answered: everything up to an entry is in it.
type answer struct {
	upTo   string           // id of the newest entry of then; "" for an empty ledger
	totals []coach.DayTotal // never changed
}

// room is how many rows it counts for: one of its own as well, or answers of nothing would be kept without end.
func (a answer) room() int { return 1 + len(a.totals) }

// answers are those that are kept, in two generations: once the younger one has half of all rows, it becomes the older one,
// and what nobody asked for since that one began is forgotten. Its zero value is ready.
type answers struct {
	mu       sync.Mutex
	kept     map[sumsOf]answer
	rows     int // of the younger generation
	older    map[sumsOf]answer
	erasures int64 // how many there had been when the answers were true
}

// find returns an answer that was kept. Erasures is how many there have been: at each one entries change, which they never do
// otherwise, and nothing that was kept before is true.
func (a *answers) find(of sumsOf, erasures int64) (answer, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.erasures != erasures {
		a.kept, a.rows, a.older, a.erasures = nil, 0, nil, erasures
	}
	if found, ok := a.kept[of]; ok {
		return found, true
	}
	// Whoever finds it here keeps it again, and so takes it into the younger generation.
	found, ok := a.older[of]
	return found, ok
}

// keep keeps an answer, unless somebody was forgotten since it was asked for.
func (a *answers) keep(of sumsOf, is answer, erasures int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.erasures != erasures || is.room() > keptRows/2 {
		return
	}
	if before, ok := a.kept[of]; ok {
		a.rows -= before.room()
		delete(a.kept, of)
	}
	if a.rows+is.room() > keptRows/2 || a.kept == nil {
		a.kept, a.rows, a.older = make(map[sumsOf]answer), 0, a.kept
	}
	a.rows += is.room()
	a.kept[of] = is
}

// brought brings an answer up to date, in a snapshot whose newest entry is newest; ok is false where that would take as long
// as to sum up anew.
func (a answer) brought(s *session, of sumsOf, newest string) (now answer, ok bool, err error) {
	if a.upTo == newest {
		return a, true, nil
	}
	var far int
	err = s.row(`SELECT COUNT(*) FROM (SELECT id FROM activity WHERE id > $1 LIMIT +$2) since`, []any{a.upTo, a.behind() + 1}, &far)
	if err != nil || far > a.behind() {
		return answer{}, false, err
	}
	since, err := collect(s, func(rows *sql.Rows) (coach.DayTotal, error) {
		t := coach.DayTotal{Day: of.span.From}
		err := rows.Scan(&t.Person, &t.KPI, &t.Count)
		return t, err
	}, `
		SELECT person_id, kpi_id, count FROM activity WHERE id > $1 AND +team_id = $2 AND day BETWEEN $3 AND $4`,
		a.upTo, of.team, of.span.From.String(), of.span.To.String())
	return answer{upTo: newest, totals: withEntries(a.totals, since)}, true, err
}

// withEntries adds counts of entries to sums, which are ordered by person, KPI, and stay so. Sums of zero are left out, as in
// what is summed up anew. The sums that it is given are not changed.
func withEntries(sums, entries []coach.DayTotal) []coach.DayTotal {
	if len(entries) == 0 {
		return sums
	}
	all := slices.Concat(sums, entries)
	slices.SortFunc(all, func(a, b coach.DayTotal) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.KPI, b.KPI))
	})
	out := all[:0]
	for _, t := range all {
		if n := len(out); n > 0 && out[n-1].Person == t.Person && out[n-1].KPI == t.KPI {
			out[n-1].Count += t.Count
		} else {
			out = append(out, t)
		}
	}
	return slices.DeleteFunc(out, func(t coach.DayTotal) bool { return t.Count == 0 })
}

// words are those of some rows, each once: the rows of an answer are kept, and would hold the id of a KPI five hundred times.
type words map[string]string

// of returns a word as it is held already.
func (w words) of(word string) string {
	if held, ok := w[word]; ok {
		return held
	}
	w[word] = word
	return word
}
