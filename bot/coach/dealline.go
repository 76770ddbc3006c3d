package coach

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A DealLine is what was typed to make a deal in one line. The currency is the team's.
type DealLine struct {
	Name   string
	Amount int64 // minor units; 0 where none was named
	Closes Day   // 0 where none was named
	Bare   bool  // a name and nothing else
}

// A dealReader reads such a line from its end: what it ends with is a day and an amount, in either order, and all before
// them is the name. Read from the front, "Studio 54 12k" would be a deal of 54. A name may hold anything, numbers and
// months too; only what stands at the end, and can be nothing else, is taken off it.
type dealReader struct {
	line
	kpi   KPI // the unit that amounts are read in
	end   int // tokens that are still part of the name
	dated bool
	req   DealLine
}

// ParseDealLine reads the name of a deal, its amount in a currency and the day on which it may close: "Acme 12k 30 Nov",
// "Acme Berlin, closes 2026-11-30, €12,500". A name that ends in a number is put in quotation marks. Days without a year,
// and days of the week, lie ahead; today is the owner's. The error is a *LogError. A slip is told, and nothing is made:
// a deal of €12 instead of €12k would be on a board before anybody sees it.
func ParseDealLine(text, unit string, today Day) (DealLine, error) {
	req, err := parseDealLine(text, unit, today)
	if err != nil {
		return DealLine{}, err
	}
	return req, nil
}

// parseDealLine is ParseDealLine with the parts of its error. A nil *LogError inside of an error would not be nil,
// hence the two.
func parseDealLine(text, unit string, today Day) (DealLine, *LogError) {
	name, rest, named := quotedName(strings.ToValidUTF8(text, ""))
	r := dealReader{kpi: AmountIn(unit), line: line{text: rest, today: today}}
	r.kpis = []KPI{r.kpi} // the team's own currency may be an English word
	r.toks = lex(rest, nil, nil)
	r.end = len(r.toks)
	if err := r.read(named); err != nil {
		return DealLine{}, err
	}
	left := rest
	if r.end < len(r.toks) {
		left = rest[:r.toks[r.end].from]
	}
	// Between the marks was the whole name; a rest that is neither amount nor day is a slip.
	if left = strings.Trim(left, " \t\r\n,;:–—-"); named && left != "" {
		return DealLine{}, &LogError{Part: left, Text: fmt.Sprintf("%s is neither an amount nor a day that I can read. Behind a name in quotation marks come both, such as 12k 30 Nov.", quote(left))}
	} else if !named {
		name = left
	}
	r.req.Name = strings.Join(strings.Fields(name), " ")
	r.req.Bare = r.end == len(r.toks)
	return r.req, checkDealLine(r.req, today)
}

// checkDealLine refuses a line without a name, one that is too long, and a day that has passed. The name is counted in
// runes, as the form counts it.
func checkDealLine(req DealLine, today Day) *LogError {
	switch {
	case req.Name == "":
		return &LogError{Text: "A deal needs a name first, such as Acme 12k 30 Nov."}
	case utf8.RuneCountInString(req.Name) > MaxDealName:
		return &LogError{Part: req.Name, Text: fmt.Sprintf("A deal's name has at most %d characters; the rest fits into its answers.", MaxDealName)}
	case req.Closes != 0:
		return checkCloses(req.Closes, today)
	}
	return nil
}

// quotedName cuts a name in quotation marks off the beginning of a line. Straight marks, and those of English, German
// and French, as keyboards make them. One that is opened and not closed is a part of the name.
func quotedName(text string) (name, rest string, ok bool) {
	text = strings.TrimSpace(text)
	for _, marks := range [...][2]string{{`"`, `"`}, {"“", "”"}, {"„", "“"}, {"«", "»"}} {
		if inner, begins := strings.CutPrefix(text, marks[0]); begins {
			if name, rest, ok = strings.Cut(inner, marks[1]); ok {
				return name, rest, true
			}
		}
	}
	return "", text, false
}

// read takes days and amounts off the end. Named tells that the name is known and everything is to be read. It goes on
// until there is one of each, or something that is neither. The first token is always the name's, unless that is known.
func (r *dealReader) read(named bool) *LogError {
	first := 1 // a customer may be called Sun, or May
	if named {
		first = 0
	}
	for priced := false; ; {
		// Commas and the like, which part an amount from a day and belong to neither.
		for r.end > 0 && r.toks[r.end-1].kind == breakToken {
			r.end--
		}
		if d, from, ok := r.dayBefore(first); ok && !r.dated {
			if d.err != nil {
				return d.err
			}
			r.req.Closes, r.dated, r.end = d.day, true, from
		} else if num, from, ok := r.amountBefore(first); ok && !priced {
			n, err := r.worth(num)
			if err != nil {
				return err
			}
			r.req.Amount, priced, r.end = n, true, from
		} else {
			return nil
		}
		r.skipJoining(first)
	}
}

// dayBefore reads a day that ends where the name would; it begins at the first token at the earliest. A day has six
// tokens at most ("20 th of November , 2026"), and the longest that fits is taken.
func (r *dealReader) dayBefore(first int) (d dayReading, from int, ok bool) {
	for i := max(first, r.end-6); i < r.end; i++ {
		if d, ok := r.dayAt(i); ok && d.next == r.end {
			return r.ahead(d, i), i, true
		}
	}
	return d, 0, false
}

// ahead moves a day that was named without a year, or as a day of the week, to where it lies ahead. A deal closes in
// days to come, and a log looks back: the grammar of days is the log's. Today counts as ahead.
func (r *dealReader) ahead(d dayReading, i int) dayReading {
	if _, ok := weekdayOf(r.word(i)); ok {
		d.day += 7 // the newest one before today was read
	}
	if !d.yearful && d.day < r.today {
		year, month, day := d.day.Date()
		d.day = NewDay(year+1, month, day)
	}
	return d
}

// amountBefore reads an amount in digits that ends where the name would. At most three tokens: "minus", a code and a
// number. It has to be in digits, as a word for a number is more likely a name.
func (r *dealReader) amountBefore(first int) (num number, from int, ok bool) {
	for i := max(first, r.end-3); i < r.end; i++ {
		num, next, ok := r.amountAt(i)
		// "High Five" is a name.
		if ok && next == r.end && num.digits != "" && (r.toks[r.end-1].kind == numberToken || r.toks[i].kind == numberToken || r.end-i > 1) {
			return num, i, true
		}
	}
	return num, 0, false
}

// worth is an amount in minor units. What the sentence of a log would call the code of no currency is left out of it.
func (r *dealReader) worth(num number) (int64, *LogError) {
	n, err := num.value(r.kpi)
	switch {
	case err != nil && num.mark != "" && err.Part == num.mark && r.kpi.Unit == noCurrency:
		return 0, &LogError{Part: num.mark, Text: fmt.Sprintf("This team has no currency, so an amount is a number alone. Please leave out %s.", num.mark)}
	case err != nil && num.mark != "" && err.Part == num.mark:
		return 0, &LogError{Part: num.mark, Text: fmt.Sprintf("Deals of this team are kept in %s, and I can't convert %s. Please write the amount in %s.", r.kpi.Unit, num.mark, r.kpi.Unit)}
	case err != nil:
		return 0, bare(err)
	case n < 0 || n > r.kpi.most():
		return 0, &LogError{Part: num.digits, Text: strings.ReplaceAll(r.kpi.allowed(), noCurrency+" ", "")}
	}
	return n, nil
}

// skipJoining passes over the words that lead to a day or to an amount. From the end, and only those directly before
// what was read: "Closing Bell Ltd" keeps its name.
func (r *dealReader) skipJoining(first int) {
	for r.end > first {
		switch r.word(r.end - 1) {
		case "closes", "closing", "close", "by", "on", "until", "due", "for", "worth", "at":
			r.end--
		default:
			return
		}
	}
}

// MaxDealName is how long a deal's name may be, in characters. It stands in quotation marks in sentences, and in
// options of 75 it is cut.
const MaxDealName = 80

// noCurrency is the code that ISO 4217 has for none. Where a team counts no money, its amounts are bare numbers, kept in
// hundredths.
const noCurrency = "XXX"

// AmountIn is the amount of a deal as something to count, for reading it with [ParseAmount] and for writing it: in minor
// units of a currency, or of none where unit is "". As a KPI, so that deals are read and written by the same rules as
// money in a log.
func AmountIn(unit string) KPI {
	return KPI{Name: "the amount", Plural: "the amount", Kind: Lagging, Unit: cmp.Or(strings.ToUpper(unit), noCurrency)}
}

// WriteAmount writes an amount of a deal: "€12,500", or "12,500" in no currency. In no currency, the hundredths are
// shown where there are any.
func WriteAmount(n int64, unit string) string {
	return strings.TrimPrefix(AmountIn(unit).Number(n), noCurrency+" ")
}

// ParseDealAmount reads an amount as a field holds it: "12k", "€12,500.50", "1.2m EUR". An empty one is 0. The error is a
// *LogError. A minus is refused, as in every form. The bound is that of one entry of the ledger, which the deal becomes
// when it is won.
func ParseDealAmount(text, unit string) (int64, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, nil
	}
	n, err := ParseAmount(text, AmountIn(unit))
	if bad, ok := errors.AsType[*LogError](err); ok {
		return 0, bare(bad)
	}
	return n, err
}

// bare leaves the code of no currency out of a sentence.
func bare(e *LogError) *LogError {
	e.Text = strings.ReplaceAll(e.Text, noCurrency+" ", "")
	return e
}

// maxCloses is how far ahead a deal may close, in days: what is further away is a slip of the finger.
const maxCloses = 5 * 366

// CheckCloses refuses a day on which a deal cannot be expected to close: one that has passed, or that is years ahead. The
// error is a *LogError. Today is allowed: it may be decided today.
func CheckCloses(day, today Day) error {
	if err := checkCloses(day, today); err != nil {
		return err
	}
	return nil
}

func checkCloses(day, today Day) *LogError {
	const layout = "Mon 2 Jan 2006"
	switch {
	case day < today:
		return &LogError{Text: fmt.Sprintf("%s has passed. Please name the day on which it may be decided.", day.Format(layout))}
	case day > today+maxCloses:
		return &LogError{Text: fmt.Sprintf("%s is more than five years ahead. Please check the date.", day.Format(layout))}
	}
	return nil
}
