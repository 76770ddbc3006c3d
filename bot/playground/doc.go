// Package playground is a small Slack: the Web API, Socket Mode, the limits, and a page that looks like a
// workspace. It is for trying an app in a minute, for showing it, and for its tests. It knows nothing of the
// app that it serves, and shares no code with the app's Slack library, so that it is a second, independent
// reading of Slack's protocol.
//
// # How it is put together
//
// A [Server] is an [net/http.Handler]: /api/METHOD is the Web API (api.go has the table of methods), /link is the
// socket (socket.go), /response is where response_urls lead (response.go), / and /page are the page (page.go).
// What a person does (types a command, presses a button, submits a form) becomes an envelope (envelope.go)
// that one of the app's sockets gets; the acknowledgement comes back to whoever waits for it. The same verbs
// are open to Go tests through [Server.As] (driver.go), and as a story that remembers its first failure through
// [NewScript] (script.go).
//
// # Faithful, and where in doubt strict
//
// Each rule that Slack enforces is a row in a table: limits.go for numbers, shapes.go for the shapes of blocks,
// richchecks.go for those of rich text, attachments.go for the older kind of message, api.go for methods, scopes and
// tiers, args.go for kinds of arguments. A test walks through each table: a limit without a case fails, and so does a
// method, an error or an argument that is not in Slack's own reference. Where Slack's documentation is silent, the
// stricter reading is enforced. Whatever Slack would have refused is kept and can be read with [Server.Refusals].
//
// # What can go wrong, and what happened
//
// [Server.Fault] breaks something by its name in the one table of faulttable.go, which feeds the page's menu as well.
// [Server.Journal] is everything that went over the wire and that people were shown; a checker joins it with an app's own
// records, and asks it what was said twice and what was acknowledged.
//
// # Time
//
// Stamps come from [Config.Now] alone. Waiting (three seconds for an acknowledgement, a ping every ten seconds) uses
// timers, so that in a testing/synctest bubble, over the in-memory [Listener], all of it is virtual.
//
// # Two locks
//
// One lock (Server.mu) guards the workspace, all that there is to see, and is never held while waiting; another
// (Server.wire) guards the sockets and what is on its way, and is taken after the first where both are needed. Where a
// person's click goes to the app and back, the workspace is let go while the app thinks, and whatever was found before
// is looked for again after it. Faults have a lock of their own, since they are asked about while others are held.
//
// # Who sees what
//
// A person sees the public channels, the private ones that they are in, and their own direct conversations, modals and
// Home; the app sees what its scopes and its memberships show it. Both rules are in one place each (channel.audience and
// channel.visible for people, readable and place for the app), and everything that is listed, streamed or answered asks
// there. Nobody logs in: the page lets one be anybody, and so it is answered on this machine alone.
package playground
