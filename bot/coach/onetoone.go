package coach

import "time"

// CoachedWithin is how many days back the coaching of a team is looked at: for as long, no question is asked of the same
// person twice, and it is longer than any month. As both go by one number, what was asked is known for as long as it
// must not be asked again.
const CoachedWithin = AskedAgainAfter

// NewestTalks is how many one-to-ones of each person are at hand, however old: the last few conversations.
const NewestTalks = 3

// A OneToOne is the record of a conversation between a manager and one of their people. There may be several of a day;
// the newest by Day and At is the last.
type OneToOne struct {
	ID      string // UUIDv7
	Team    string
	Person  string // the rep
	Manager string // who wrote it down
	Day     Day    // of the conversation, in the manager's zone
	Learnt  string // what was learnt; both of them read it
	Private string // a note of the manager's, for nobody else: the rep it is about does not read it, nor do other managers
	At      time.Time
}

// An AgendaItem is something that a rep or one of their managers wants to talk about in the next one-to-one. Both the
// rep and their managers see it.
type AgendaItem struct {
	ID       string // UUIDv7
	Team     string
	Person   string // the rep whose one-to-one it is
	By       string // who wants to talk about it: the rep, or a manager
	Text     string // their own words, unescaped
	At       time.Time
	OneToOne string // id of the record that took it up; "" while it is open
}

// A DirectQuestion is a question that a manager asked one of their people in a direct message, and the answer to it.
type DirectQuestion struct {
	ID         string // UUIDv7
	Team       string
	Person     string // who is asked
	Manager    string // who asks
	Question   string // as it was sent, unescaped
	At         time.Time
	Answer     string    // newest version, unescaped; "" until there is one
	AnsweredAt time.Time // of the first version, and a microsecond more for each later one; the zero time until there is one
}

// An AskedQuestion remembers that somebody was asked a question of the bank: it was sent to them, or it was shown on any
// page, to a manager of theirs or to themselves. Each who asks or reads it has one of their own.
type AskedQuestion struct {
	Person   string // who it is asked of
	Question string // id of the question in the bank
	By       string // the manager who sent it, or whoever was shown it; it may be the person
	At       time.Time
}

// A BookFilter says which book of coaching somebody reads.
type BookFilter struct {
	Team   string
	Reader string // whose private notes are in it; "" for nobody's
	About  string // the one person whom it is about; "" for everybody in the team
	Since  Day    // compared with days of conversations, and with UTC's for what has an instant
}

// A CoachingBook is what is written down about the coaching in a team since a day, for one reader. Of one about a single
// person all is about them, but that Asked holds as well what the reader asked others, or was shown.
type CoachingBook struct {
	OneToOnes []OneToOne       // and the NewestTalks of each person, however old; the newest first. Private is the reader's own
	Direct    []DirectQuestion // asked or answered since then, the newest first
	Agenda    []AgendaItem     // open ones of any age, the earliest first
	Taken     []AgendaItem     // those that OneToOnes took up, the earliest first
	Asked     []AskedQuestion  // of the people who were ever in the team, whichever team they were asked for, the earliest first
}

// Last returns the newest one-to-one with a person that is in the book; ok is false when there was none. By anybody,
// not by the reader alone.
func (b CoachingBook) Last(person string) (o OneToOne, ok bool) {
	for _, o := range b.OneToOnes {
		if o.Person == person {
			return o, true
		}
	}
	return OneToOne{}, false
}

// Coached tells whether a person was coached in a span of days: there was a one-to-one, or they answered a question that
// was asked in a direct message. Manager is by whom, or "" for anybody. Zone is that in which an answer has a day. A
// question that was asked and not answered coached nobody.
func (b CoachingBook) Coached(person, manager string, span Span, zone *time.Location) bool {
	for _, o := range b.OneToOnes {
		if o.Person == person && (manager == "" || o.Manager == manager) && span.Contains(o.Day) {
			return true
		}
	}
	for _, a := range b.Direct {
		if a.Person == person && (manager == "" || a.Manager == manager) && !a.AnsweredAt.IsZero() &&
			span.Contains(DayOf(a.AnsweredAt, zone)) {
			return true
		}
	}
	return false
}

// LastCoached is the newest day on which a person was coached by anybody, as Coached has it; ok is false when the book
// knows of none. Only as far back as the book goes, and as NewestTalks.
func (b CoachingBook) LastCoached(person string, zone *time.Location) (day Day, ok bool) {
	for _, o := range b.OneToOnes {
		if o.Person == person && (!ok || o.Day > day) {
			day, ok = o.Day, true
		}
	}
	for _, a := range b.Direct {
		if a.Person != person || a.AnsweredAt.IsZero() {
			continue
		}
		if answered := DayOf(a.AnsweredAt, zone); !ok || answered > day {
			day, ok = answered, true
		}
	}
	return day, ok
}
