package coach

import (
	"cmp"
	"time"
)

// Slack has no idempotency key, so whether a message was said is sometimes unknown for a while. This file holds
// the decisions that keep it said once; the deliverer in package bot makes the calls.

// OutcomeClass is how a call to Slack ended.
type OutcomeClass string

// The ways in which a call ends.
const (
	Accepted OutcomeClass = "accepted" // done, and Slack said so
	Refused  OutcomeClass = "refused"  // not done, and never will be
	Again    OutcomeClass = "again"    // not done, but may be later
	Limited  OutcomeClass = "limited"  // not done: too many calls
	Lost     OutcomeClass = "lost"     // nobody knows: a timeout, a reset, a failure on Slack's side
)

// An Outcome is the end of one call to Slack.
type Outcome struct {
	Class      OutcomeClass
	RetryAfter time.Duration // Limited: how long Slack asks to wait; 0 when it did not say
	Reason     string        // Slack's error code or a few words
}

// Reasons that something other than the message itself depends on.
const (
	ReasonNotInChannel = "not_in_channel" // somebody can invite the bot
	ReasonStale        = "stale"          // past its NotAfter
	ReasonGone         = "message_not_found"

	reasonOvertaken = "an older edit may still take its place"
)

// refusals sorts Slack's error codes. A code that is not listed is final: Slack understood the call and will refuse
// it the next time as well.
var refusals = map[string]OutcomeClass{
	"already_reacted": Accepted, // what was wanted is so
	"no_reaction":     Accepted, // so is this

	"ratelimited":           Limited,
	"rate_limited":          Limited,
	"message_limit_reached": Limited,

	"service_unavailable": Again,
	"request_timeout":     Again, // Slack did not get the whole request
	"team_added_to_org":   Again, // the workspace is being moved
	"accesslimited":       Again,

	// The token is a matter for the operator; what is to be said waits until it is mended.
	"invalid_auth": Again, "not_authed": Again, "account_inactive": Again, "token_revoked": Again,
	"token_expired": Again, "missing_scope": Again, "two_factor_setup_required": Again, "ekm_access_denied": Again,

	// By Slack's own words, some aspect of the operation may have succeeded.
	"internal_error": Lost,
	"fatal_error":    Lost,
}

// OutcomeOf sorts an answer that was not ok by its error code.
func OutcomeOf(code string) Outcome {
	return Outcome{Class: cmp.Or(refusals[code], Refused), Reason: code}
}

// A Step is what the deliverer does next with a message that is due.
type Step string

// The steps of delivery.
const (
	Send   Step = "send"
	LookUp Step = "look up" // in the channel's history, by the nonce
	Drop   Step = "drop"
)

const (
	lookUpEvery  = 5 * time.Second  // between look-ups while a message settles
	limitedWait  = 30 * time.Second // when Slack limits and does not say for how long
	longestWait  = 5 * time.Minute  // between attempts
	giveUpAfter  = 24 * time.Hour   // an attempt that keeps failing is reported as failed
	fewestTries  = 20               // before that: an hour of them
	firstBackOff = time.Second
)

// NextStep decides what to do with a message that is due. One that may have been said already is looked up, even
// when it is stale by now; edits, deletions and reactions have the same effect when they are done twice, so those are
// simply done again.
func (m Message) NextStep(now time.Time) Step {
	if m.State == Unknown && m.Verb == Post {
		return LookUp
	}
	if m.stale(now) && !m.doubted() {
		return Drop
	}
	return Send
}

// doubted tells whether an edit was made and is to be made once more; see Delivered.
func (m Message) doubted() bool { return m.State == Unknown && m.Verb == Edit && m.SentTS != "" }

func (m Message) stale(now time.Time) bool {
	return !m.NotAfter.IsZero() && now.After(m.NotAfter)
}

// Dropped returns the message given up as no longer worth saying.
func (m Message) Dropped(reason string) Message {
	m.State, m.Reason = Dropped, reason
	return m
}

// Begun returns the message as it stands while it is being sent. It is stored before the call.
func (m Message) Begun(now time.Time) Message {
	m.State, m.StartedAt = Sending, now
	m.Attempts++
	return m
}

// Delivered returns the message as Slack has it.
//
// An edit is not done with when the effect of an older call may still land after it and bring back what is out of date:
// until the settle window has passed since that call began it is of unknown fate, and then it is made once more. So what
// stands there in the end is the newest edit, and people read it at once all the same.
func (m Message) Delivered(channel, ts string, settle time.Duration) Message {
	m.State, m.Reason = Sent, ""
	m.SentTo, m.SentTS = channel, ts
	if m.Verb != Edit || m.DoubtAt.IsZero() {
		return m
	}
	doubt := m.DoubtAt
	if doubt.After(m.StartedAt) { // the clock was set back since
		doubt = m.StartedAt
	}
	if m.StartedAt.Sub(doubt) < settle {
		// Begun when the doubtful call was: only that one's effect is waited for, not the one's that was answered.
		m.State, m.StartedAt, m.NextAt, m.Reason = Unknown, doubt, doubt.Add(settle), reasonOvertaken
	}
	return m
}

// Ended returns what becomes of a message that was being sent by the way the call ended. Accepted is not among
// them: see Delivered.
func (m Message) Ended(o Outcome, now time.Time) Message {
	m.Reason = o.Reason
	switch {
	// Its answer got lost and it was made again, or somebody else was first: what was wanted is so.
	case m.Verb == Delete && o.Reason == ReasonGone:
		m.State = Sent
	case o.Class == Refused:
		m.State = Failed
	// Only a post has to be looked up. What has the same effect when it is done twice is simply due again, with the
	// patience of any other failure: at once for ever it would hammer a Slack that is unwell.
	case o.Class == Lost && m.Verb == Post:
		m.State, m.NextAt = Unknown, now.Add(lookUpEvery)
		return m
	case o.Class == Limited:
		m.State, m.NextAt = Pending, now.Add(cmp.Or(o.RetryAfter, limitedWait))
		m.Attempts-- // Slack's asking for patience says nothing about the message
	default:
		m.State, m.NextAt = Pending, now.Add(m.backOff())
	}
	switch {
	case m.State == Pending && m.exhausted(now):
		m.State = Failed
	// An edit is due again as well, and remembers that a call for it may yet have its effect: see Delivered.
	case m.State == Pending && m.Verb == Edit && (o.Class == Lost || !m.DoubtAt.IsZero()):
		m.State = Unknown
	}
	return m
}

// Reworded returns a message of which the call was refused for its blocks, and so had no effect: due at once with others that say
// the same. They are stored with the end of that call, so that a process which starts after it sends these.
func (m Message) Reworded(blocks, reason string, now time.Time) Message {
	m.State, m.Blocks, m.Reason, m.NextAt = Pending, blocks, reason, now
	return m
}

// exhausted tells whether a message has been tried for so long that it is reported as failed. The age alone is not
// enough: what was filed on Friday for Monday's huddle, or waited for a process that was away, is older than a day when it
// is tried first, and one failure then is no reason to give it up.
func (m Message) exhausted(now time.Time) bool {
	return now.Sub(m.CreatedAt) > giveUpAfter && m.Attempts >= fewestTries
}

// backOff doubles with each attempt up to longestWait.
func (m Message) backOff() time.Duration {
	wait := firstBackOff
	for range m.Attempts - 1 {
		if wait *= 2; wait >= longestWait {
			return longestWait
		}
	}
	return wait
}

// NotFound returns what becomes of a message of unknown fate that a look-up did not find. Until the settle window
// has passed since the call began, that proves nothing, because history lags; after it, the message is pending again and
// the next attempt counts. A call that begins later than now was made before the clock was set back: the window begins
// anew, since nobody knows how much of it has passed.
func (m Message) NotFound(now time.Time, settle time.Duration) Message {
	m = m.startedBy(now)
	waited := now.Sub(m.StartedAt)
	if waited < settle {
		m.NextAt = now.Add(min(lookUpEvery, settle-waited))
		return m
	}
	m.State, m.NextAt = Pending, now
	if m.exhausted(now) {
		m.State = Failed
	}
	return m
}

// LookUpFailed returns a message of unknown fate whose look-up itself failed: it is looked up again, ever less often,
// because sending it unseen could say it twice. A refusal that no waiting mends ends it, and so does a day of failures:
// it is then reported as failed, for somebody to look whether it was said.
func (m Message) LookUpFailed(o Outcome, now time.Time) Message {
	m = m.startedBy(now)
	m.Reason = o.Reason
	waited := now.Sub(m.StartedAt)
	if o.Class == Refused || waited > giveUpAfter {
		m.State = Failed
		return m
	}
	m.NextAt = now.Add(max(lookUpEvery, o.RetryAfter, min(waited/8, longestWait)))
	return m
}

// startedBy returns the message as begun at now at the latest.
func (m Message) startedBy(now time.Time) Message {
	if m.StartedAt.After(now) {
		m.StartedAt = now
	}
	return m
}
