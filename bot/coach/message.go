package coach

import "time"

// Verb is what the deliverer does with a message. What each comes to in Slack is in the bot; here it is said what may
// be done again without harm: all but Post.
type Verb string

// The verbs of the outbox.
const (
	Post   Verb = "post"   // chat.postMessage
	Edit   Verb = "edit"   // chat.update of the message whose key is Target
	Delete Verb = "delete" // chat.delete of the message whose key is Target; reactions.remove where that is a reaction
	React  Verb = "react"  // reactions.add to the person's message at TargetTS in Channel
)

// MessageState is where a message stands in the outbox. It goes forward, but for Sending and Unknown, which come back
// to Pending; see outbox.go.
type MessageState string

// The states of a message. Sent, Failed, Dropped and Superseded are final.
const (
	Pending    MessageState = "pending"
	Sending    MessageState = "sending" // committed before the call to Slack
	Unknown    MessageState = "unknown" // the call ended ambiguously: a post is looked up before it is sent again
	Sent       MessageState = "sent"
	Failed     MessageState = "failed"     // refused for good, with a reason
	Dropped    MessageState = "dropped"    // no longer worth saying, with a reason
	Superseded MessageState = "superseded" // a newer edit of the same message took its place
)

// A Message is a row of the outbox: something Pacer means to say, under a key that makes it said once. Texts in it hold
// markup already, and people's words escaped: but for a Render, what is stored is what is sent, so that a retry says
// the same to the letter.
type Message struct {
	Key      string // unique for ever: "huddle/<team>/2026-11-23"
	Verb     Verb
	Channel  string // channel id, or a user id for a direct message; empty for Edit and Delete
	Thread   string // Post: key of the message in whose thread this is said; it waits until that one is sent
	Target   string // Edit, Delete: key of the message that is changed; it waits until that one is sent
	TargetTS string // React: Slack's ts of the person's message
	Emoji    string // React, and the Delete of one: name without colons
	Text     string // what the blocks say, by itself
	Blocks   string // Block Kit JSON array, rendered when the row was made; "" for none
	Render   string // Edit only: name of the renderer that fills Text and Blocks at the moment of sending
	Urgent   bool   // somebody waits for it: before bulk, and in its reader's quiet hours as well
	// Priority orders what is alike in Urgent: the lower goes first, of equal ones the older. It is 0 for most, and above it
	// for what comes in thousands and can wait for a word to a whole team; see NudgeChoice.Priority. Not below 0.
	Priority int
	NotAfter time.Time // later it is not worth saying; zero is never

	State     MessageState
	Nonce     string // opaque random id that rides in the message's metadata
	CreatedAt time.Time
	NextAt    time.Time // not before this instant
	StartedAt time.Time // when the newest call began
	Attempts  int
	Reason    string // why it failed, was dropped or is being tried again
	SentTo    string // channel id that Slack answered with (a DM's D… id)
	SentTS    string // Slack's ts
	ThreadTS  string // ts of the thread's parent, or of Target, once that is sent; filled by the store on reading

	// DoubtAt is when the newest call began that may still take the effect of this edit back: a call for it or for an
	// older edit of the same Target, of which nobody knows how it ended. Zero is none; other verbs have none. Filled by
	// the store on reading, and never stored.
	DoubtAt time.Time
}
