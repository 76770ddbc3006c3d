package playground

import (
	"encoding/json"
	"time"
)

// keepLog and keepRefusals bound what is remembered of what went over the wire.
const (
	keepLog      = 500
	keepRefusals = 1000
)

// An EntryKind says what an [Entry] is about.
type EntryKind string

// What went over the wire, and went wrong there; the page's log shows these.
const (
	KindEnvelope EntryKind = "envelope" // one sending of an envelope; what is delivered twice is there twice
	KindAck      EntryKind = "ack"      // an acknowledgement, also one that came too late or again
	KindCall     EntryKind = "api"      // a call of the Web API or of a response_url, and its answer
	KindRefusal  EntryKind = "refusal"  // what Slack would have refused
	KindFault    EntryKind = "fault"    // what was asked to go wrong, and what was never acknowledged
)

// What people were shown. These are in [Server.Journal] alone.
const (
	KindPosted    EntryKind = "posted"    // a message, or with For an ephemeral one, became visible
	KindEdited    EntryKind = "edited"    // its content changed
	KindDeleted   EntryKind = "deleted"   // it is gone
	KindView      EntryKind = "view"      // a modal was opened or its content changed
	KindHome      EntryKind = "home"      // a Home tab was published
	KindViewClose EntryKind = "viewclose" // a modal was closed
)

// An Entry is one line of the journal. Which fields are filled in depends on the kind; the others are zero.
type Entry struct {
	ID    uint64    // counts from 1 and never back
	At    time.Time // on the playground's clock
	Kind  EntryKind
	Title string // for a reader: "slash_commands /log"
	// JSON is the frame of an envelope or an acknowledgement, a call with its answer (without the token, and only while a
	// page is open), or a refusal. It must not be changed.
	JSON json.RawMessage

	// Of an envelope and its acknowledgement. Event is the event_id, which all attempts of one event share.
	Envelope, Event string
	Attempt         int           // of an event: 0 the first time
	Took            time.Duration // of an acknowledgement, see [Config.Elapsed]; 0 where nobody waited for it any more

	Error, Rule string // of a refusal: Slack's name for it, and which rule it broke

	// Of what people were shown. User is who wrote it, or whose view it is; For is the one person who sees it.
	Channel, TS, Thread, User, For, View string
	ByApp                                bool            // written by the app
	Text                                 string          // of a message
	Metadata                             json.RawMessage // of a message; nil if it has none
}

// MarshalJSON is the entry in the form of the page's log.
func (e Entry) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID    uint64          `json:"id"`
		At    int64           `json:"at"` // unix milliseconds on the playground's clock
		Kind  EntryKind       `json:"kind"`
		Title string          `json:"title"`
		MS    float64         `json:"ms,omitempty"`
		JSON  json.RawMessage `json:"json,omitempty"`
		Rule  string          `json:"rule,omitempty"`
	}{e.ID, e.At.UnixMilli(), e.Kind, e.Title, float64(e.Took.Microseconds()) / 1000, e.JSON, e.Rule})
}

// A journal is a ring of the newest entries of the wire for the page, and with [Config.Journal] all entries.
//
// The ring's size is fixed, so that a benchmark of a million commands needs no more memory than a demonstration.
type journal struct {
	next uint64
	ring [keepLog]Entry
	tip  int // where the ring goes on
	all  Journal
}

// note puts one line about the wire into the journal and shows it to the pages that are open. The JSON is kept, not
// copied.
//
// The caller holds mu. Tokens never get in: callLog takes them out, and envelopes carry none.
func (s *Server) note(e Entry) {
	e = s.journal.stamp(e, s.cfg.Now())
	if s.cfg.Journal {
		s.journal.all = append(s.journal.all, e)
	}
	s.journal.ring[s.journal.tip] = e
	s.journal.tip = (s.journal.tip + 1) % keepLog
	if len(s.streams) > 0 {
		s.publish(nil, map[string]any{"type": "log", "entry": e})
	}
}

// stamp gives an entry its number and its time.
func (j *journal) stamp(e Entry, now time.Time) Entry {
	j.next++
	e.ID, e.At = j.next, now
	return e
}

// record puts one line about what people were shown into the journal, where it is kept. The caller holds mu.
func (s *Server) record(e Entry) {
	if s.cfg.Journal {
		s.journal.all = append(s.journal.all, s.journal.stamp(e, s.cfg.Now()))
	}
}

// recordMessage notes what became of a message.
func (s *Server) recordMessage(kind EntryKind, ch *channel, m *message) {
	if !s.cfg.Journal {
		return
	}
	e := Entry{Kind: kind, Channel: ch.ID, TS: m.ts, Thread: m.threadTS, User: m.user, For: m.onlyFor, ByApp: m.byApp, Text: m.text}
	if m.metadata != nil {
		e.Metadata = encode(m.metadata)
	}
	s.record(e)
}

// recordView notes what became of a view.
func (s *Server) recordView(kind EntryKind, v *view) {
	s.record(Entry{Kind: kind, View: v.id, User: v.user, For: v.user, Title: v.callbackID})
}

// recent lists what the ring still holds, oldest first. The caller holds mu.
func (s *Server) recent() []Entry {
	list := []Entry{}
	for i := range keepLog {
		if e := s.journal.ring[(s.journal.tip+i)%keepLog]; e.ID != 0 {
			list = append(list, e)
		}
	}
	return list
}

// A Refusal is something that Slack would have refused.
//
// A test of an app usually wants that there are none.
type Refusal struct {
	Where string // the Web API method, or "ack" for what came in an acknowledgement
	Error string // Slack's name for it: "invalid_blocks"
	Rule  string // which rule it broke: "section.text"; often the error's own name
	Text  string // what Slack says about it, with a JSON pointer where there is one
}

// Refusals lists what the app did that Slack would have refused, oldest first; the newest thousand are kept.
func (s *Server) Refusals() []Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Refusal(nil), s.refusals...)
}

// refused records a refusal.
//
// The caller holds mu. When there are too many, the older half goes at once, so that a flood stays cheap.
func (s *Server) refused(r Refusal) {
	if len(s.refusals) >= keepRefusals {
		s.refusals = append([]Refusal(nil), s.refusals[keepRefusals/2:]...)
	}
	s.refusals = append(s.refusals, r)
	s.note(Entry{Kind: KindRefusal, Title: r.Where + ": " + r.Error, Error: r.Error, Rule: r.Rule, JSON: encode(r)})
	s.log.Debug("refused", "where", r.Where, "error", r.Error, "rule", r.Rule)
}
