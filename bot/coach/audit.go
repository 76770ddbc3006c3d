package coach

import "time"

// An Audit is one line of who changed what in how Pacer is set up, or about another person. It is for whoever sets
// Pacer up, and for who it is about.
type Audit struct {
	At     time.Time
	By     string // Slack user id; ByCommandLine for whoever runs pacer where it is installed
	Team   string // team id; "" when it is about none
	Person string // Slack user id of whom it is about; "" for nobody
	What   string // one of a few words: "team", "away", "settings", "admin", "forget", "retention", "sums"
	Detail string // a sentence in plain text; holds no text that a person wrote about themselves
}

// ByCommandLine is who changed something with the program itself.
const ByCommandLine = "command line"

// A Draft is a form that somebody has begun and not finished. The form's own JSON may be of an older version of Pacer:
// who reads it must bear that.
type Draft struct {
	Person string // Slack user id
	Kind   string // which form: "setup"
	Body   string // JSON, the form's own; "" takes the draft away
}

// An Appointment names somebody to set Pacer up as an admin may, or takes that back. Admins of Slack are such without
// it.
type Appointment struct {
	Person string
	Admin  bool
}

// PersonSettings are new settings of one person.
type PersonSettings struct {
	Person   string
	Settings Settings
}
