package coach

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// maxTries bounds both numbers of a rate that somebody writes: more of anything nobody has done. With it the products
// of two such numbers fit an int64.
const maxTries = 1_000_000_000

// maxFraction is how many digits behind the point a percentage may have.
const maxFraction = 6

// ParseRate reads a rate as people write it: "33 %", "0.25%", "1 in 3", "4 of 12", "84 out of 1,200", "4/12". It may be
// more than all (see Rate.Over), up to a hundred times. The error is a *LogError whose sentence says what is allowed; a
// rate of zero is one, since nothing can be worked back through it. What was typed is kept as the pair that it is,
// since 33 % and 1 in 3 are two rates.
func ParseRate(text string) (Rate, error) {
	text = strings.ToLower(strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " "))
	// Longer than any rate; what is read is bounded before it is looked at.
	r, ok := readRate(text)
	switch {
	case len(text) > maxAmountBytes || !ok && !isCount(text):
		return Rate{}, &LogError{Part: text, Text: "Please write a rate such as " + InPercent(33) + ", 1 in 3 or 4 of 12."}
	case !ok: // a number alone: of a hundred, or one in so many?
		return Rate{}, &LogError{Part: text, Text: fmt.Sprintf("Please write %s%s or 1 in %[1]s, so that it is clear which you mean.", text, percentSign)}
	case r.Won == 0:
		return Rate{}, &LogError{Part: text, Text: "Nothing can follow from a rate of zero. A guess will do, such as 1 in 100."}
	case r.Of == 0 || r.Won > 100*r.Of:
		return Rate{}, &LogError{Part: text, Text: "That is more than a hundred of one each. Please check the numbers."}
	}
	return r, nil
}

// readRate reads a percentage or a pair. A text with more than one of the words is read at the first that fits, and the
// rest is then no number.
func readRate(text string) (Rate, bool) {
	for _, sign := range []string{"%", " percent", " per cent"} {
		if number, cut := strings.CutSuffix(text, sign); cut {
			return readPercent(strings.TrimSpace(number))
		}
	}
	// The longest first, or "84 out of 1,200" would be cut at " of ".
	for _, between := range []string{" out of ", " of ", " in ", "/"} {
		if won, of, cut := strings.Cut(text, between); cut {
			w, okWon := readCount(strings.TrimSpace(won))
			o, okOf := readCount(strings.TrimSpace(of))
			// More than all is let through here: ParseRate says what is too much.
			return Rate{w, o}, okWon && okOf
		}
	}
	return Rate{}, false
}

// readPercent reads a decimal number; point and comma both part its fraction. A comma before three digits could be one of
// thousands as well, and is not read.
func readPercent(text string) (Rate, bool) {
	if _, tail, comma := strings.Cut(text, ","); comma && len(tail) == 3 {
		return Rate{}, false
	}
	// As decimal digits: 33.3 % is 333 of 1,000 to the last digit, which no binary fraction is.
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(text, ",", "."), ".")
	fraction = strings.TrimRight(fraction, "0")
	// Bounds for the product below, which is a power of ten for each digit behind the point.
	if len(whole) > 6 || len(fraction) > maxFraction {
		return Rate{}, false
	}
	of := int64(100)
	for range fraction {
		of *= 10
	}
	won, ok := readCount(whole + fraction)
	return Rate{won, of}, ok
}

// readCount reads a whole number of at most maxTries, with or without separators of thousands.
func readCount(text string) (int64, bool) {
	if !isCount(text) {
		return 0, false
	}
	digits, _, ok := grouped(text, "")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil && n <= maxTries
}

// isCount tells whether a text is digits, and separators between them.
func isCount(text string) bool {
	if text == "" || !isDigit(text[0]) || !isDigit(text[len(text)-1]) {
		return false
	}
	for _, c := range []byte(text) {
		if !isDigit(c) && !strings.ContainsRune(",.'", rune(c)) {
			return false
		}
	}
	return true
}

// Pair writes the rate as the two numbers that were counted: "4 of 12", "84 of 1,200". Not in lowest terms: 4 of 12
// says more than 1 of 3.
func (r Rate) Pair() string { return group(r.Won) + " of " + group(r.Of) }

// Text writes the rate so that ParseRate reads the very same: one that was read as a percentage as that, any other as a
// pair. A pair that has a power of ten from a hundred on below it is a percentage, whoever wrote it so.
func (r Rate) Text() string {
	tens, digits := r.Of, 0
	for tens >= 1000 && tens%10 == 0 {
		tens, digits = tens/10, digits+1
	}
	if tens != 100 || digits > maxFraction {
		return r.Pair()
	}
	return new(big.Rat).Mul(big.NewRat(r.Won, r.Of), big.NewRat(100, 1)).FloatString(digits) + percentSign
}

// InPercent writes the rate as a percentage of two or three digits: "33.3 %", "7 %", "0.25 %". A rate that is not known
// is "0 %". For a rate from a ten-thousandth of a per cent on, ParseRate reads back what is written.
func (r Rate) InPercent() string {
	if !r.Known() {
		return InPercent(0)
	}
	// One digit behind the point, and below one per cent as many more as there are noughts before the first other digit.
	percent := new(big.Rat).Mul(big.NewRat(r.Won, r.Of), big.NewRat(100, 1))
	digits := 1
	for limit := int64(1); digits < maxFraction && percent.Cmp(big.NewRat(1, limit)) < 0; limit *= 10 {
		digits++
	}
	if percent.Cmp(big.NewRat(100, 1)) >= 0 {
		digits = 0
	}
	text := percent.FloatString(digits)
	if strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text + percentSign
}

// compared writes two rates so that they can be told apart: "1 in 6" and "1 in 5" where both are that, to a
// hundredth, else in per cent. Both in the same form, as "1 in 6" beside "20 %" has to be worked out.
func compared(a, b Rate) (string, string) {
	if first, second := a.oneIn(), b.oneIn(); first != "" && second != "" && first != second {
		return first, second
	}
	// Small percentages are rounded away: of 1.4 and 1.6 both whole ones are wrong by a lot.
	if a.Percent() != b.Percent() && min(a.Percent(), b.Percent()) >= 10 {
		return InPercent(a.Percent()), InPercent(b.Percent())
	}
	return a.InPercent(), b.InPercent()
}

// oneIn writes a rate as one of two to twenty, where it is that to a hundredth; "" otherwise. 16.7 % is "1 in 6" by
// that, and 17 % is not.
func (r Rate) oneIn() string {
	if !r.Known() {
		return ""
	}
	for n := int64(2); n <= 20; n++ {
		off := new(big.Rat).Sub(new(big.Rat).Mul(big.NewRat(r.Won, r.Of), big.NewRat(n, 1)), big.NewRat(1, 1))
		if off.Abs(off).Cmp(big.NewRat(1, 100)) <= 0 {
			return "1 in " + strconv.FormatInt(n, 10)
		}
	}
	return ""
}
