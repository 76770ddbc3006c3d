package coach

import (
	"fmt"
	"strings"
)

// A logReader reads a line from left to right. A number waits for its KPI and a KPI for its number, so that
// either may come first, with a day between them.
// In a reply of a huddle's thread, which may be conversation, fewer words are passed over and fewer guesses made:
// what is not surely a log is left unread there, while a command always answers.
type logReader struct {
	line
	reply bool
	req   LogRequest

	number  pendingNumber // waits for a KPI; the zero value when none does
	kpi     int           // index of the KPI that waits for a number, or none
	dayRead bool
}

// none is the index of a KPI that there is not.
const none = -1

// A pendingNumber is a number whose KPI has not come yet.
// What it is worth depends on the KPI, which decides between things and money.
type pendingNumber struct {
	number
	part string // as typed
}

// 0 is a number that waits as well: it has a digit, and is refused for what it is.
func (n *pendingNumber) waits() bool { return n.digits != "" }

// read reads the whole line and checks what it came to.
// The first thing that is wrong is the error; nothing of such a line is logged, or people would have to find out
// which half was.
func (r *logReader) read() *LogError {
	for i := 0; i < len(r.toks); {
		next, err := r.step(i)
		if err != nil {
			return err
		}
		i = next
	}
	if err := r.endItem(); err != nil {
		return err
	}
	if len(r.req.Items) == 0 {
		return &LogError{Text: "I found no number to log. " + r.advice()}
	}
	// Sums are checked here: each number was within limits when it was added.
	for _, item := range r.req.Items {
		if err := checkCount(item.KPI, item.Count); err != nil {
			return err
		}
	}
	return checkDay(r.req.Day, r.today)
}

// step reads what stands at token i and returns where the line goes on. What is named in full comes first,
// because a team may call a KPI "second meeting" or "Sunday call"; what is only a beginning comes last.
// An amount comes before the small words, for "one" is a number; a day comes before an amount, for 20 in "20 Nov" is
// none.
func (r *logReader) step(i int) (next int, err *LogError) {
	if r.toks[i].kind == breakToken {
		return i + 1, r.endItem()
	}
	if kpi, next, ok := r.kpiAt(i); ok {
		return next, r.takeKPI(kpi)
	}
	if d, ok := r.dayAt(i); ok {
		return d.next, r.takeDay(i, d)
	}
	if num, next, ok := r.amountAt(i); ok {
		return next, r.takeNumber(pendingNumber{num, r.source(i, next)})
	}
	// In a conversation "a meeting" is a meeting, and in a log it is one.
	switch word := r.word(i); {
	case !r.reply && (word == "a" || word == "an"):
		return i + 1, r.takeNumber(pendingNumber{number{digits: "1"}, word})
	case word == "and" || word == "plus":
		return i + 1, r.endItem()
	case r.isFiller(word):
		return i + 1, nil
	}
	return r.takeVague(i)
}

// isFiller tells whether a word means nothing in a log: people talk to a command as they would to a colleague.
// In a reply, "I have 2 meetings" is what will be and no log, so fewer words are passed over.
func (r *logReader) isFiller(word string) bool {
	switch word {
	case "i", "done", "did", "had", "made", "got", "logged", "log", "just", "also", "more", "x", "on", "of":
		return true
	case "i've", "i’ve", "have", "for", "my", "the":
		return !r.reply
	}
	return false
}

// takeNumber pairs a number with the KPI that waits for it, or lets it wait.
// Two numbers in a row have no KPI between them, and the first is of nothing.
func (r *logReader) takeNumber(n pendingNumber) *LogError {
	if r.number.waits() {
		return r.lonelyNumber()
	}
	if r.kpi == none {
		r.number = n
		return nil
	}
	return r.add(r.kpi, n)
}

// takeKPI pairs a KPI with the number that waits for it, or lets it wait.
// Two KPIs in a row leave the first without a number.
func (r *logReader) takeKPI(kpi int) *LogError {
	if r.kpi != none {
		return r.lonelyKPI()
	}
	if !r.number.waits() {
		r.kpi = kpi
		return nil
	}
	return r.add(kpi, r.number)
}

// add adds an item; a KPI that was named before gets the sum. Each number by itself stays within limits, so
// that sums cannot overflow.
// "5 calls, 2 calls" is seven, as somebody counts who remembers two more.
func (r *logReader) add(kpi int, n pendingNumber) *LogError {
	r.number, r.kpi = pendingNumber{}, none
	k := r.kpis[kpi]
	// The KPI decides what a number is worth, which is why it was kept as typed until now.
	count, err := n.value(k)
	if err == nil {
		err = checkCount(k, count)
	}
	if err != nil {
		err.Part = n.part
		return err
	}
	for i := range r.req.Items {
		if r.req.Items[i].KPI.ID == k.ID && r.req.Items[i].KPI.Name == k.Name {
			r.req.Items[i].Count += count
			return nil
		}
	}
	// Room for two: most lines have one or two items.
	if r.req.Items == nil {
		r.req.Items = make([]LogItem, 0, min(len(r.kpis), 2))
	}
	r.req.Items = append(r.req.Items, LogItem{k, count})
	return nil
}

// takeDay sets the day of the line; there is one.
// It may stand anywhere in the line, since people say it first or last. Which days can be logged for is checked in
// the end.
func (r *logReader) takeDay(i int, d dayReading) *LogError {
	if d.err != nil {
		return d.err
	}
	if r.dayUnclear(i, d.next) {
		part := r.source(i, d.next+1)
		return &LogError{Part: part, Text: fmt.Sprintf("I can't tell which number in %s is the day. Please write the day as 2026-11-20.",
			quote(part))}
	}
	// The same day twice does no harm.
	if r.dayRead && r.req.Day != d.day {
		return &LogError{Part: r.source(i, d.next), Text: "A line is for one day, and this one names two. Please log each day by itself."}
	}
	r.req.Day, r.dayRead = d.day, true
	return nil
}

// dayUnclear finds "meetings 3 Nov 20", which is 3 meetings on one day or 20 on another. Only where a KPI waits for its
// number; in "3 Nov 20 meetings" there is one way to read it.
func (r *logReader) dayUnclear(i, next int) bool {
	_, dayFirst := r.plainAt(i, 2)
	_, again := r.plainAt(next, 2)
	return r.kpi != none && dayFirst && again
}

// takeVague reads a word that names nothing in full: the beginning of one KPI's name is that KPI.
// One that is the beginning of several is asked about, with each of them as a button.
func (r *logReader) takeVague(i int) (next int, err *LogError) {
	found, next := r.prefixAt(i)
	// Two letters begin too many words of a conversation to be taken for a KPI there.
	if r.reply && next > i && len(r.source(i, next)) < 3 {
		found, next = nil, i
	}
	switch len(found) {
	case 0:
		return i, r.unknown(i)
	case 1:
		return next, r.takeKPI(found[0])
	}
	// Guessing between two KPIs would write a number that nobody meant, so the person is asked.
	several := make([]KPI, 0, maxNearest)
	for _, kpi := range found[:min(len(found), maxNearest)] {
		several = append(several, r.kpis[kpi])
	}
	part := r.source(i, next)
	return i, &LogError{
		Part: part, Nearest: several, Retry: r.retry(i, next),
		Text: fmt.Sprintf("%s could be %s. Please write a letter more.", quote(part), list(plurals(several), "or")),
	}
}

// endItem is called where an item must be whole.
// A comma, an "and" or the end of the line.
func (r *logReader) endItem() *LogError {
	if r.kpi != none {
		return r.lonelyKPI()
	}
	if !r.number.waits() {
		return nil
	}
	// "5m" was read as five million; with nothing to count, m may be the beginning of a KPI's name.
	if n := r.number; n.scale != 0 && !r.reply {
		if found := prefixKPIs(string(n.scale), r.kpis); len(found) == 1 {
			n.scale = 0
			return r.add(found[0], n)
		}
	}
	return r.lonelyNumber()
}

// lonelyNumber is the error for a number without a KPI. It quotes the number as it was typed, with its currency.
func (r *logReader) lonelyNumber() *LogError {
	// A lonely number is not taken for the only KPI of a team that has one: a second KPI would change what it means.
	part := r.number.part
	return &LogError{Part: part, Text: fmt.Sprintf("I see %s, but not of what. %s", quote(part), r.advice())}
}

// lonelyKPI is the error for a KPI without a number. A KPI alone is not taken for one of it: "meetings" may be the
// beginning of anything.
func (r *logReader) lonelyKPI() *LogError {
	k := r.kpis[r.kpi]
	return &LogError{Part: k.word(2), Text: fmt.Sprintf("How many %s? Please put the number beside the word, for example %s.",
		k.word(2), k.example())}
}

// unknown is the error for words that no KPI answers to. It takes in all of them up to the next that means
// something, so that a name of two words is mended as a whole.
// The line that it suggests has the word replaced and is otherwise as typed, its note included.
func (r *logReader) unknown(i int) *LogError {
	end := i + 1
	for end < len(r.toks) && r.toks[end].kind == wordToken && !r.means(end) {
		end++
	}
	if r.number.waits() && end < len(r.toks) {
		// "5 discvery calls": calls are the nearest thing to what was meant.
		if _, next, ok := r.kpiAt(end); ok {
			end = next
		}
	}
	// From here on: what it was, what it may have been, what to do, and what there is.
	part := r.source(i, end)
	e := &LogError{Part: part, Nearest: nearestKPIs(part, r.kpis)}
	e.Text = "I don't know " + quote(part) + "."
	if len(e.Nearest) > 0 {
		e.Retry = r.retry(i, end)
		e.Text += " Did you mean " + list(plurals(e.Nearest), "or") + "?"
	}
	// Two slips are common enough to have a hint of their own: a date with slashes, and a note without its #.
	switch {
	case isDigit(part[0]) && strings.Contains(part, "/"):
		e.Text += " Write a date as 2026-11-20 or 20 Nov."
	case end-i > 1:
		e.Text += " A note goes behind a #."
	}
	e.Text += " " + r.advice()
	return e
}

// means tells whether the word at i would be understood by itself.
// The beginning of a name does not count: it would cut "second meting" in two.
func (r *logReader) means(i int) bool {
	if word := r.word(i); word == "and" || word == "plus" {
		return true
	}
	if _, _, ok := r.kpiAt(i); ok {
		return true
	}
	if _, ok := r.dayAt(i); ok {
		return true
	}
	_, _, ok := r.amountAt(i)
	return ok
}

// advice says which KPIs there are and shows how a line looks.
func (r *logReader) advice() string { return advice(r.kpis) }

// advice says what can be logged in a team with these KPIs.
func advice(kpis []KPI) string {
	if len(kpis) == 0 {
		return "This team has no KPIs yet; its manager can set them up."
	}
	return fmt.Sprintf("You can log %s, for example %s.", list(plurals(kpis), "and"), kpis[0].example())
}

// example shows how the KPI is logged.
// In the KPI's own words and unit, and so that it can be typed as it stands.
func (k KPI) example() string {
	if k.Money() {
		return k.word(2) + " " + k.Number(500*k.Whole())
	}
	return "5 " + k.word(2)
}
