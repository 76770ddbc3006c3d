package store

import (
	"encoding/json"
	"fmt"
	"time"

	"example.com/pacer/bot/coach"
)

// micros writes an instant as the schema has it. The zero time has no place in a column that is NOT NULL; it
// would be the year 1.
func micros(t time.Time) int64 { return t.UnixMicro() }

// maybeMicros writes an instant that may be missing: NULL for the zero time.
func maybeMicros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// maybeText writes a text that may be missing: NULL for "". A foreign key or a partial index on such a column must see
// no value there, not an empty one.
func maybeText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// bit writes a bool as 0 or 1. STRICT tables know no booleans, and PostgreSQL would not take a bool for an integer.
func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// An instant scans a column of microseconds; NULL is the zero time. It comes back in UTC, without the nanoseconds
// that it may have had: who compares with what they wrote must have truncated it, or use microseconds as well.
type instant struct{ time.Time }

// Scan implements sql.Scanner.
func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		i.Time = time.Time{}
	case int64:
		i.Time = time.UnixMicro(v).UTC()
	default:
		return fmt.Errorf("an instant cannot be read from %T", src)
	}
	return nil
}

// A date scans a column YYYY-MM-DD. It is text because that sorts by time, reads well in any SQLite shell, and cannot
// be taken for an instant. A text that is no date is an error.
type date struct{ coach.Day }

// Scan implements sql.Scanner.
func (d *date) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("a day cannot be read from %T", src)
	}
	day, err := coach.ParseDay(s)
	d.Day = day
	return err
}

// A maybeDate scans a column YYYY-MM-DD that may be NULL, which leaves the day as it was.
type maybeDate struct{ coach.Day }

// Scan implements sql.Scanner.
func (d *maybeDate) Scan(src any) error {
	if src == nil {
		return nil
	}
	return (*date)(d).Scan(src)
}

// maybeDay writes a day that may be missing: NULL for the one that stands for none. None is 0 for a day that nobody
// named, and Forever for an end that is open.
func maybeDay(d, none coach.Day) any {
	if d == none {
		return nil
	}
	return d.String()
}

// A text scans a column of text that may be NULL, which is "": the other way round of maybeText.
type text string

// Scan implements sql.Scanner.
func (t *text) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = ""
	case string:
		*t = text(v)
	default:
		return fmt.Errorf("a text cannot be read from %T", src)
	}
	return nil
}

// A list is a column that holds a JSON array of strings, such as ["convo","call"]. Aliases are read and written
// together and never searched for in SQL, so they have no table of their own. Nil is written as an empty array and
// never as NULL, so that columns can be NOT NULL and compared.
type list []string

// Scan implements sql.Scanner; an empty array is nil.
func (l *list) Scan(src any) error {
	*l = nil
	if err := scanJSON(src, (*[]string)(l)); err != nil {
		return err
	}
	if len(*l) == 0 {
		*l = nil
	}
	return nil
}

// listJSON writes a list; nil and empty are both [], so that ApplyTeam sees no difference between them.
func listJSON(l []string) string {
	if len(l) == 0 {
		return "[]"
	}
	return mustJSON(l)
}

// Counts is a column that holds a JSON object, KPI id to count. It records what somebody typed into a form that day;
// what is summed up is in the ledger.
type counts map[string]int64

// Scan implements sql.Scanner; an empty object is nil.
func (c *counts) Scan(src any) error {
	*c = nil
	if err := scanJSON(src, (*map[string]int64)(c)); err != nil {
		return err
	}
	if len(*c) == 0 {
		*c = nil
	}
	return nil
}

// countsJSON writes counts, the ids in order, so that the same counts are the same text; nil and empty are both {}.
// That json.Marshal orders the keys of a map is in its documentation.
func countsJSON(c map[string]int64) string {
	if len(c) == 0 {
		return "{}"
	}
	return mustJSON(c)
}

// scanJSON reads a column of JSON text. A broken one is an error: nobody but this package writes them, so the file was
// edited by hand, and an empty list in its place would be stored over it at the next change.
func scanJSON(src, into any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("JSON cannot be read from %T", src)
	}
	return json.Unmarshal([]byte(s), into)
}

// mustJSON marshals strings and integers, for which it cannot fail.
func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
