package coach

import "strconv"

// percentSign stands behind each per cent that is written, as other languages than English set it: apart from the number by a
// space on which no line is broken. On a phone a line that ends in "24" is read as twenty-four of something.
const percentSign = "\u00a0%"

// InPercent writes a whole per cent, which may be below zero: "24 %", "-3 %". It is the one place where that is done, but for
// Rate.InPercent, which has a fraction to write.
func InPercent(n int) string { return strconv.Itoa(n) + percentSign }
