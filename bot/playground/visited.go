package playground

// visit remembers that somebody at a page is this person. The caller holds mu.
func (s *Server) visit(user string) {
	if s.visited == nil {
		s.visited = map[string]bool{}
	}
	s.visited[user] = true
}

// Visited reports whether a page was ever opened as this person (by id), or did something as them, since the server was
// made. An [Actor] is nobody's visit. Whoever lets the other people of the workspace act asks it first, so that nothing
// is typed in the name of somebody who sits before the page.
func (s *Server) Visited(user string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.visited[user]
}

// Reload forgets what single persons were shown for a moment, as Slack's client does when it is started anew: ephemeral
// messages. Everything else stays. It is for a story that begins when something has happened already.
func (s *Server) Reload() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ch := range s.channels {
		ch.ephemerals = nil
	}
}
