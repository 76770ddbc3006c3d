package playground

import (
	"slices"
	"time"
)

// A Journal is everything that happened, in order: what went over the wire, and what people were shown.
//
// It is what a checker joins with an app's own records. What follows from the journal alone is here.
type Journal []Entry

// Journal is everything that happened so far, oldest first; nil unless [Config.Journal] was set. Entries are never
// changed.
//
// A copy of the list, so that it does not grow under the reader's hands.
func (s *Server) Journal() Journal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.all)
}

// Of lists the entries of these kinds.
func (j Journal) Of(kinds ...EntryKind) Journal {
	var list Journal
	for _, e := range j {
		if slices.Contains(kinds, e.Kind) {
			list = append(list, e)
		}
	}
	return list
}

// Visible lists the posts that can still be seen, each as it was posted: those that were deleted are left out.
//
// By place, ts and for whom: two people may each have an ephemeral message of the same ts.
func (j Journal) Visible() Journal {
	type place struct{ channel, ts, who string }
	gone := map[place]bool{}
	for _, e := range j.Of(KindDeleted) {
		gone[place{e.Channel, e.TS, e.For}] = true
	}
	return slices.DeleteFunc(j.Of(KindPosted), func(e Entry) bool { return gone[place{e.Channel, e.TS, e.For}] })
}

// Doubled lists what the app posted more than once: groups of two or more visible messages with the same metadata. An
// app that gives each post a key in its metadata has none.
//
// Edits do not matter: the metadata of the first posting counts. Ephemeral messages have no metadata.
func (j Journal) Doubled() []Journal {
	groups := map[string]Journal{}
	var order []string
	for _, e := range j.Visible() {
		if !e.ByApp || e.Metadata == nil {
			continue
		}
		key := string(e.Metadata)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], e)
	}
	var list []Journal
	for _, key := range order {
		if len(groups[key]) > 1 {
			list = append(list, groups[key])
		}
	}
	return list
}

// A Delivered is the fate of one thing that the app was told: a command, an interaction, or an event with all of its
// attempts.
//
// Times are those of [Config.Now]. Sent and Frames are as long as one another.
type Delivered struct {
	ID    string // the event_id, or the envelope_id of what is no event
	Title string // "slash_commands /log"
	// Frames are the envelopes as they were sent, each with its time in Sent. More than one: it was delivered again.
	Frames [][]byte
	Sent   []time.Time
	// Acks are when the app acknowledged it. None: the app has promised nothing.
	Acks []time.Time
}

// Acknowledged reports whether the app has acknowledged it at least once, be it too late for whoever waited.
//
// It is the app's promise, which it then has to keep: what was acknowledged must be in its records.
func (d Delivered) Acknowledged() bool { return len(d.Acks) > 0 }

// Again reports whether the app got it more than once.
func (d Delivered) Again() bool { return len(d.Sent) > 1 }

// Envelopes lists what the app was told, in the order in which it was told first. Events that happened while no socket
// was open and that no retry delivered are not in it: the app never got them.
func (j Journal) Envelopes() []Delivered {
	at := map[string]int{}            // by Delivered.ID
	ofEnvelope := map[string]string{} // envelope id → Delivered.ID
	var list []Delivered
	for _, e := range j.Of(KindEnvelope, KindAck) {
		if e.Kind == KindAck {
			if i, known := at[ofEnvelope[e.Envelope]]; known {
				list[i].Acks = append(list[i].Acks, e.At)
			}
			continue
		}
		id := e.Event
		if id == "" {
			id = e.Envelope
		}
		ofEnvelope[e.Envelope] = id
		i, known := at[id]
		if !known {
			i = len(list)
			at[id] = i
			list = append(list, Delivered{ID: id, Title: e.Title})
		}
		list[i].Frames = append(list[i].Frames, e.JSON)
		list[i].Sent = append(list[i].Sent, e.At)
	}
	return list
}
