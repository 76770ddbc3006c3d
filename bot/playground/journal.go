package playground

import "encoding/json"

// keepLog and keepRefusals bound what is remembered of what went over the wire.
const (
	keepLog      = 500
	keepRefusals = 1000
)

// An entry is one line of the log: something that went over the wire, or was refused.
//
// The page shows it as what went over the wire: for a person who wants to see how the app talks to Slack.
type entry struct {
	ID    uint64          `json:"id"`
	At    int64           `json:"at"`   // unix milliseconds on the playground's clock
	Kind  string          `json:"kind"` // envelope, ack, api, refusal, fault
	Title string          `json:"title"`
	MS    float64         `json:"ms,omitempty"`
	JSON  json.RawMessage `json:"json,omitempty"`
	Rule  string          `json:"rule,omitempty"`
}

// A journal is a ring of the newest entries.
//
// Its size is fixed, so that a benchmark of a million commands needs no more memory than a demonstration.
type journal struct {
	next uint64
	ring [keepLog]entry
}

// note puts one line into the log and shows it to the pages that are open. The JSON is kept, not copied.
//
// The caller holds mu. Tokens never get in: callLog takes them out, and envelopes carry none.
func (s *Server) note(e entry) {
	s.journal.next++
	e.ID, e.At = s.journal.next, s.cfg.Now().UnixMilli()
	s.journal.ring[e.ID%keepLog] = e
	if len(s.streams) > 0 {
		s.publish(nil, map[string]any{"type": "log", "entry": e})
	}
}

// recent lists what the journal still holds, oldest first. The caller holds mu.
func (s *Server) recent() []entry {
	list := []entry{}
	for i := uint64(1); i <= keepLog; i++ {
		if e := s.journal.ring[(s.journal.next+i)%keepLog]; e.ID != 0 {
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
	s.note(entry{Kind: "refusal", Title: r.Where + ": " + r.Error, Rule: r.Rule, JSON: encode(r)})
	s.log.Debug("refused", "where", r.Where, "error", r.Error, "rule", r.Rule)
}
