// Package coach is the pure centre of Pacer: KPIs, working days, pace, ranks, rhythms, questions, and
// the rules by which a message is posted once.
//
// Everything in it is a function of its arguments. It imports only the standard library and knows no
// context, no I/O, no clock and no goroutine: whoever calls it passes the instant, the zone and the facts.
// That is what makes it the one place where a number can be proved right.
//
// # Units
//
// A [Day] is a civil date without a zone. An instant is a time.Time. A count is an int64: whole things for
// a KPI that is counted, minor units (cents) for a KPI that is money. Working time is counted in half days
// and, inside a day, in minutes of the person's working hours.
package coach
