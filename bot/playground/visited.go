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
