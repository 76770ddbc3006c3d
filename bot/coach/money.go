package coach

import (
	"strconv"
	"strings"
)

// minorDigits returns how many decimal digits the minor unit of a currency has (ISO 4217): 2 for euros and
// cents, 0 for yen, 3 for dinars. Currencies that are not in the table have two, as all but these do. A change
// here would change the value of every stored amount in that currency, so the table only ever grows. It is asked in any
// case of letters, and knows no more of a currency than this: whether there is one of that code is IsCurrency's.
func minorDigits(unit string) int {
	switch strings.ToUpper(unit) {
	// Without decimals, as ISO 4217 has them: a yen is the smallest there is.
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
		"XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	// Units of account that contracts are written in.
	case "CLF", "UYW":
		return 4
	}
	return 2
}

// minorPerWhole returns how many minor units make a whole one: 100 cents to the euro.
func minorPerWhole(unit string) int64 {
	n := int64(1)
	for range minorDigits(unit) {
		n *= 10
	}
	return n
}

// currencySign returns the sign that a currency is written with, or "" when it is written with its code. Only
// signs that everybody reads the same way are used: A$ and C$ would both be "$". Codes are never wrong, if less pretty.
func currencySign(unit string) string {
	switch strings.ToUpper(unit) {
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "USD":
		return "$"
	case "JPY":
		return "¥"
	case "INR":
		return "₹"
	}
	return ""
}

// formatMoney writes minor units of a currency: "€12,500", "€12,500.50", "-$3", "CHF 1,200". Decimals are
// written in full or, when they are all zero, not at all. As English sets it, whatever the reader's language: a point
// for decimals and commas between thousands. A form reads it back.
func formatMoney(n int64, unit string) string {
	mark := currencySign(unit)
	// A code needs the space that a sign does not.
	if mark == "" {
		mark = strings.ToUpper(unit) + " "
	}
	if n < 0 {
		mark = "-" + mark
	}
	per := uint64(minorPerWhole(unit))
	abs := magnitude(n)
	text := mark + groupDigits(strconv.FormatUint(abs/per, 10))
	// Cents are said to the cent or not at all: "€12.5" reads like a slip.
	if rest := abs % per; rest != 0 {
		digits := strconv.FormatUint(rest, 10)
		text += "." + strings.Repeat("0", minorDigits(unit)-len(digits)) + digits
	}
	return text
}

// group writes a whole number with thousands separators: "1,200". A year of the calendar is not written by it.
func group(n int64) string {
	digits := groupDigits(strconv.FormatUint(magnitude(n), 10))
	if n < 0 {
		return "-" + digits
	}
	return digits
}

// groupDigits sets a comma before every third digit from the right. Digits alone, without a sign.
func groupDigits(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	var b strings.Builder
	for i, d := range []byte(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(d)
	}
	return b.String()
}

// magnitude is the absolute value, right for the smallest int64 too. -n of the smallest int64 is itself.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// signFits tells whether people who count in a currency write it with that sign at home: nobody there writes
// A$ or C$. A sign that is not in the table belongs to one of the many others and is taken on trust. Being generous
// costs nothing: the reply says the amount back with the unit that it was taken for.
func signFits(sign, unit string) bool {
	switch sign {
	// Dollars end in D; the others are pesos, which are written with the same sign at home.
	case "$":
		return strings.HasSuffix(unit, "D") || strings.Contains("MXN CLP COP ARS UYU", unit)
	case "¥":
		return unit == "JPY" || unit == "CNY"
	case "£":
		return strings.Contains("GBP EGP LBP SYP GIP FKP SHP", unit)
	case "€":
		return unit == "EUR"
	case "₹":
		return unit == "INR"
	}
	// An unknown sign does not fit a unit whose own sign is known.
	return currencySign(unit) == ""
}
