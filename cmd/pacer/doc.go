// Pacer is a self-hosted Slack bot for the rhythm of a sales team: huddles, check-ins, counts, pace, and
// questions that begin with "how". This package is its binary. It reads the environment, wires the parts, and
// owns start and stop.
//
// What follows is a tour of the code, from the bottom up.
//
// # The centre
//
// Package bot/coach holds what Pacer knows about selling: KPIs, working days, pace, ranks, the grammar of
// /log, which fact is worth a question, and when a person is better left alone. It imports the standard library
// only, and knows no context, no I/O, no clock and no goroutine. Every number that Pacer shows can be
// proved right there, with a table or a property. Read team.go, ledger.go and rhythm.go first: they are the
// words that all other packages use.
//
// # Three siblings
//
// Above the centre stand three packages that do not know one another. Each declares the interface that it
// needs where it needs it, and serve.go asserts that *store.DB fits.
//
// Package store remembers, in one SQLite file. A change is one transaction: what was logged, the message that
// answers it, and the key of the delivery that caused it are committed together or not at all, before
// anything is acknowledged. One committer shares a commit among waiting writers.
//
// Package scheduler says when. It has no list of timers: it computes what is due from cron expressions, zones
// and what is recorded, and claims an occurrence by inserting its row. Whoever inserts it, runs it.
//
// Package bot is Slack in and Slack out. dispatch.go is the one way in: who is it, may they, was it seen
// before, and how an error becomes a sentence. Commands, buttons, modals and rituals are rows of tables (table.go),
// and help, the manifest and the environment variables of this binary are derived from them. The deliverer is
// the one way out: everything Pacer says is a row of the outbox under a unique key, so that it is said once.
//
// # A small Slack
//
// Package bot/playground is a Slack of its own: Web API, Socket Mode, limits, and a page to look at it. It
// imports nothing of ours, so that it is a second, independent reading of Slack's protocol. It is what
// "pacer playground" shows and what the tests run against.
//
// # This package
//
//   - main.go, commands.go: the command line, exit codes and signals
//   - config.go: the environment, checked, with all faults at once
//   - serve.go: the wiring of the three siblings, and how they start and stop
//   - apply.go, teamfile.go, teamdays.go, teamkpi.go, teamboard.go, teamprocess.go, teamquestions.go, yamltree.go: a team
//     from a YAML file
//   - show.go: a team as such a file, which apply takes back without a change
//   - export.go, exportwork.go: the ledger, who is away, who changed what, what people filed, and their deals, as CSV
//   - tokenfile.go: tokens from files
//   - ops.go, metrics.go, health.go: what a running serve tells operators, and who asks it
//   - status.go, doctor.go, doctorteams.go, backup.go: the commands for operators, beside a running serve
//   - playground.go, clock.go, browser.go: the same wiring beside the small Slack, with a clock that can be moved
//   - demo.go, democompany.go: who works in the playground; demohistory.go, demodeals.go: what they did before it opened
//   - demolife.go, demodeeds.go, demohands.go, demovoices.go: what they do while its clock goes on, when, by which clicks,
//     and in whose words
//   - wallclock.go: the one clock of the program
//   - about.go: manifest and version
//
// # Following one command
//
// Ann types "/log 5 conversations". The socket's envelope reaches bot, which finds out who Ann is from the roster,
// has coach parse the line and check the count, and commits one change to the store: an activity under the
// envelope's key. Only then does the answer go back in the acknowledgement: today, the week, target, pace.
//
// # Following one ritual
//
// At 09:00 in London the scheduler computes that West's huddle is due, claims the occurrence, and calls the bot.
// The bot composes the parent message and commits one change: the occurrence is done, the message is in the
// outbox, the reminder and the wrap-up are planned as follow-ups. The deliverer posts the message with its key
// as metadata, and records Slack's stamp. Killed anywhere on the way, the next life goes on from the rows.
//
// # Testing
//
// Read testdata/script/*.txtar first: each is a story of people at work, told over the real wiring in virtual
// time (testing/synctest), so that a week takes a moment. story_test.go is the stage and verbs_test.go the words.
// testdata/cli/*.txtar runs the binary itself. layers_test.go holds the import rules of this tour.
package main
