package coach

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The most that one entry may hold: of things, and of whole units of money. The limits are there to catch a slip
// of the finger before it is on a leaderboard; nobody has ten thousand meetings.
const (
	maxThings = 10_000
	maxMoney  = 1_000_000_000
)

// most returns the most that one entry of the KPI may hold, in what its counts count.
// It fits an int64 a hundred thousand times over, which leaves room for sums.
func (k KPI) most() int64 {
	if k.Money() {
		return maxMoney * k.Whole()
	}
	return maxThings
}

// CheckCount refuses what no entry may hold: zero, and more than 10,000 things or a thousand million whole
// units of money, in either direction. The error is a *LogError.
// For whoever has a count from elsewhere than a line: a button, a correction, a file.
func CheckCount(kpi KPI, count int64) error {
	if err := checkCount(kpi, count); err != nil {
		return err
	}
	return nil
}

// checkCount is CheckCount for callers that want the parts of the error. (A nil *LogError inside an error would
// not be nil, which is why there are two.)
func checkCount(kpi KPI, count int64) *LogError {
	most := kpi.most()
	switch {
	case count == 0:
		return &LogError{Text: fmt.Sprintf("%s would change nothing. To correct a number, log it with a minus, such as -2 %s.",
			capital(kpi.spoken(0)), kpi.word(2))}
	case count > most || count < -most:
		return &LogError{Text: fmt.Sprintf("One entry can hold at most %s. Please check the number.", kpi.spoken(most))}
	}
	return nil
}

// spoken is Amount with a word for money too: "€12,500 in revenue". For sentences, where "€500" alone would leave open
// of what.
func (k KPI) spoken(n int64) string {
	if k.Money() {
		return k.Number(n) + " in " + k.word(n)
	}
	return k.Amount(n)
}

// ParseAmount reads a whole number, or money in the KPI's unit with separators and k or m, as forms have it:
// "12", "five", "€12,500", "12.5k EUR". It answers from 0 to what one entry may hold. The error is a *LogError
// whose sentence names what is allowed.
// Blanks around it do not count. A minus is refused: a form states what was done, and corrections are the store's to
// make of it.
func ParseAmount(text string, kpi KPI) (int64, error) {
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	if n, ok := readAmount(text, kpi); ok && n <= kpi.most() {
		return n, nil
	}
	return 0, &LogError{Part: text, Text: kpi.allowed()}
}

// readAmount is ParseAmount without a bound: what is too large for an int64 is the largest.
// The form and /log share the grammar, so that nobody has to learn two.
func readAmount(text string, kpi KPI) (int64, bool) {
	if len(text) > maxAmountBytes {
		return 0, false
	}
	var buf [4]token
	l := line{text: text, kpis: []KPI{kpi}, toks: lex(text, nil, buf[:0])}
	num, next, ok := l.amountAt(0)
	if !ok || next != len(l.toks) || num.neg {
		return 0, false
	}
	n, err := num.value(kpi)
	return n, err == nil
}

// maxAmountBytes bounds what is read as one amount; "1,000,000,000.00 EUR" has 20.
const maxAmountBytes = 64

// allowed says what a form's field takes.
func (k KPI) allowed() string {
	if k.Money() {
		return fmt.Sprintf("Please enter an amount from %s to %s, such as %s or 12.5k.",
			k.Number(0), k.Number(k.most()), k.Number(12_500*k.Whole()))
	}
	return fmt.Sprintf("Please enter a whole number from 0 to %s.", group(maxThings))
}

// amountAt reads a number at i together with a currency code on either side of it and "minus" before it.
// €5, 5€, EUR 5, 5 EUR and minus 5 EUR. The currency that is named first counts.
func (l *line) amountAt(i int) (num number, next int, ok bool) {
	minus, code := l.word(i) == "minus", ""
	if minus {
		i++
	}
	if l.isCode(i) {
		code = l.word(i)
		i++
	}
	num, ok = l.numberAt(i)
	if !ok {
		return num, i, false
	}
	i++
	if code == "" && num.mark == "" && l.isCode(i) {
		code = l.word(i)
		i++
	}
	if code != "" {
		num.mark = code
	}
	num.neg = num.neg || minus
	return num, i, true
}

// isCode tells whether the word at i is a currency: a sign, the code of a KPI of the team, or one of the codes
// that are known well enough to be refused by name.
// Three letters that nobody knows are a word, and may be a KPI.
func (l *line) isCode(i int) bool {
	word := l.word(i)
	if _, mark := currencyAt(word, 0); mark != "" {
		return mark == word
	}
	if len(word) != 3 {
		return false
	}
	// The team's own currencies come first: one that is an English word (TRY, ALL) is theirs to use.
	for k := range l.kpis {
		if strings.EqualFold(l.kpis[k].Unit, word) {
			return true
		}
	}
	return strings.Contains(wellKnownCodes, word)
}

// wellKnownCodes leaves out those that are English words, such as TRY.
const wellKnownCodes = "eur usd gbp jpy chf cad aud nzd cny inr sek nok dkk pln czk huf brl mxn zar sgd hkd krw aed"

// numberAt returns the number at i, in digits or as a word to twelve.
// Numbers in digits were read by the lexer, with all that belongs to them.
func (l *line) numberAt(i int) (number, bool) {
	if i >= len(l.toks) {
		return number{}, false
	}
	if l.toks[i].kind == numberToken {
		return l.toks[i].num, true
	}
	// "-five" came through the lexer as a word.
	word := l.word(i)
	bare := strings.TrimLeft(word, "-−–")
	digits, ok := numberWord(bare)
	return number{digits: digits, neg: bare != word}, ok
}

// numberWords are the numbers that a line may hold as words, each at its own index.
var numberWords = [...]string{
	"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
}

// numberWord reads a number word to twelve.
// Lower case. As an array and not a map: it is looked through in nanoseconds, and gives the digits in order.
func numberWord(word string) (digits string, ok bool) {
	for n, w := range numberWords {
		if w == word {
			return strconv.Itoa(n), true
		}
	}
	return "", false
}

// value is what the number is worth as a count of the KPI: things, or minor units of money. A number that
// is too large for any entry comes back as the largest int64. The error's Part is the number.
// It never rounds: what is finer than the KPI counts is refused.
func (n number) value(kpi KPI) (int64, *LogError) {
	if err := n.checkMark(kpi); err != nil {
		return 0, err
	}
	whole, fraction, ok := splitDecimal(n.digits, n.scale != 0, kpi)
	if !ok {
		return 0, &LogError{Part: n.digits, Text: fmt.Sprintf("I can't be sure which number %s is. Please write it without separators, such as 1500.",
			quote(n.digits))}
	}
	// From here on it is arithmetic on decimal digits: moving the point to the right by shift gives the count, with
	// no binary fraction in between that could lose a cent.
	shift := scaleDigits(n.scale)
	if kpi.Money() {
		shift += minorDigits(kpi.Unit)
	}
	// 2.0 meetings are two meetings.
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > shift {
		return 0, fractionError(n.digits, kpi)
	}
	digits := strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return 0, nil
	}
	if zeros := shift - len(fraction); len(digits)+zeros <= maxInt64Digits {
		v, _ := strconv.ParseInt(digits, 10, 64)
		for range zeros {
			v *= 10
		}
		return n.signed(v), nil
	}
	return n.signed(math.MaxInt64), nil
}

// maxInt64Digits is how many decimal digits always fit an int64.
const maxInt64Digits = 18

// signed gives v the number's sign. V is not negative.
func (n number) signed(v int64) int64 {
	if n.neg {
		return -v
	}
	return v
}

// scaleDigits is how many zeros k and m stand for. "m" is a million, as in money; thousandths are not written so.
func scaleDigits(scale byte) int {
	switch scale {
	case 'k':
		return 3
	case 'm':
		return 6
	}
	return 0
}

// wholeAdvice is for who typed a fraction of a thing; other lines than those of a log say how they look instead.
const wholeAdvice = "Please log a whole number."

// fractionError refuses what is finer than the KPI counts.
func fractionError(digits string, kpi KPI) *LogError {
	if kpi.Money() {
		return &LogError{Part: digits, Text: fmt.Sprintf("%s is finer than the smallest coin of %s. Please round it.",
			digits, strings.ToUpper(kpi.Unit))}
	}
	return &LogError{Part: digits, Text: fmt.Sprintf("%s are counted in whole numbers, and %s is a fraction. %s",
		capital(kpi.word(2)), digits, wholeAdvice)}
}

// checkMark refuses a currency that is not the KPI's.
// Nothing is converted: the rate would have to come from somewhere, and change what a target means.
func (n number) checkMark(kpi KPI) *LogError {
	unit := strings.ToUpper(kpi.Unit)
	switch {
	case n.mark == "":
		return nil
	case !kpi.Money():
		return &LogError{Part: n.mark, Text: fmt.Sprintf("%s are counted and have no currency. Please leave out %s.",
			capital(kpi.word(2)), n.mark)}
	case strings.EqualFold(n.mark, unit), signFits(n.mark, unit):
		return nil
	}
	return &LogError{Part: n.mark, Text: fmt.Sprintf("%s is kept in %s, and I can't convert %s. Please log the amount in %s.",
		capital(kpi.word(2)), unit, n.mark, unit)}
}

// splitDecimal cuts digits into their whole part and their fraction. Point and comma may each be the decimal
// or the thousands separator: with both, the last is the decimal; one that stands several times, or a comma
// before exactly three digits, is for thousands. A point before exactly three digits could be either, so it
// is refused (ok is false) unless k or m follows or the currency has three decimals.
// "1.500" is 1,500 to some and 1.5 to others, and wrong by a thousand either way; 12,500 alone is read as in English,
// which everybody who writes to an English bot expects.
func splitDecimal(digits string, scaled bool, kpi KPI) (whole, fraction string, ok bool) {
	last := strings.LastIndexAny(digits, ".,")
	if last < 0 {
		return grouped(digits, "")
	}
	// Where both marks stand, only the last can be the decimal.
	mark, tail := digits[last:last+1], digits[last+1:]
	other := strings.ContainsAny(digits[:last], otherMark(mark))
	switch {
	case strings.Contains(digits[:last], mark):
		if other {
			return "", "", false
		}
		return grouped(digits, "")
	case other, len(tail) != 3, strings.Trim(digits[:last], "0") == "":
		return grouped(digits[:last], tail)
	// "12,500" is read as in English; the reply shows the number, and Undo is beside it.
	case mark == ",":
		return grouped(digits, "")
	case scaled, kpi.Money() && minorDigits(kpi.Unit) >= 3:
		return grouped(digits[:last], tail)
	}
	return "", "", false
}

// otherMark is the point for the comma, and the comma for the point.
func otherMark(mark string) string {
	if mark == "," {
		return "."
	}
	return ","
}

// grouped takes the separators out of the whole part; ok is false unless every group behind the first has three
// digits.
// The fraction is handed through, so that callers return what it answers.
func grouped(whole, fraction string) (w, f string, ok bool) {
	// "1,20,000" is a way of grouping too, but as likely a slip, so it is refused like "1,2".
	groups := strings.FieldsFunc(whole, isSeparator)
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && len(g) > 3 {
			return "", "", false
		}
	}
	// A separator behind the decimal mark ("1.5'0") makes no number.
	for _, c := range []byte(fraction) {
		if !isDigit(c) {
			return "", "", false
		}
	}
	return strings.Join(groups, ""), fraction, true
}
