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
//
// # What is where
//
// Who there is: team.go (team, person, roster), roles.go (who belongs to what), teamcheck.go with kpicheck.go and
// processcheck.go (what a team may be), teamchange.go (how two differ, in words), segment.go, template.go.
//
// When somebody works: absence.go and calendar.go (the one answer to "do they work then?"), away.go with its readers (what
// people type about being away), awaystatus.go (what their Slack status says), hours.go, year.go, zones.go.
//
// How much there is to do: target.go and plan.go (what is meant to be done), aim.go and pace.go (what of it is expected by
// now), funnel.go, rate.go, ratestep.go and workback.go (how a result is worked back to activities), goal.go.
//
// How it is shown: rank.go and board.go, past.go (how a day that is over was), retired.go, best.go, streak.go.
//
// What people type: lex.go cuts a line into tokens, line.go and match.go read days and names off them, and
// logreader.go, boardreader.go, goal.go, dealline.go and awayreader.go each read one kind of line. A word means the same
// in all of them. scheduleparse.go and schedulewords.go are the same for the times of rituals.
//
// What is talked about: facts.go gathers what is known of a person, observe.go and its siblings say what of it is worth a
// word, bank.go and its siblings hold the questions, questionask.go chooses among them, and questioncheck.go decides
// which text may be asked at all. nudge.go and praise.go decide when somebody is better left alone.
//
// Deals: process.go, deal.go, prove.go (does an answer say something?), dealrisk.go, pipeline.go, clarity.go.
//
// What is written down: ledger.go has [Change], through which everything is written, and the errors that the store answers
// with; message.go and outbox.go have the life of a message, and rhythm.go that of an occurrence.
//
// # Rules that hold throughout
//
// What people wrote is kept and handed on raw. Whoever posts a sentence escapes it as a whole, once, so that nothing is
// escaped twice or not at all.
//
// No count and no target goes through floating point: amounts are compared by cross multiplying in 128 bits, plans are
// worked back in fractions, and each number is rounded once, at the end. Floats are for chances and for how sure a rate
// is, where the last digits do not matter.
//
// A team or a person that comes out of a roster is shared and is not changed; a function that returns a changed one has
// copied what it changed.
//
// The zero value is the usual case: settings that nobody made, a year that begins in January, no history. So a database
// of an older version reads as one in which nothing was chosen.
//
// Errors that a person reads are sentences that say what to do, and come as a [*LogError] where a part of the line is to
// be quoted. None of them blames, and none of them asks for reasons.
package coach
