package bot

// The page of the boards: what they rank by, whether other teams see the team's percent, and who is compared with whom.

import (
	"fmt"
	"slices"
	"strings"

	"example.com/pacer/bot/coach"
)

// Block ids of the page.
const (
	// The page's name is "boards"; a fault of the team calls it "board", see readBoards.
	inBoardMode    = "boards:mode"
	inBoardCompare = "boards:compare"
	inBoardRoles   = "boards:roles"
)

// Whether a team's percent is shown to other teams.
const (
	// Words and no box, since a box that is empty does not say what it means.
	compareNo  = "no"
	compareYes = "yes"
)

// writeBoards asks what leaderboards rank by, whether other teams see how this one does, and who is compared with whom.
// Roles are lines of text and no menu a person: a team of two hundred would not fit into a form, and is pasted in one
// go. The modes are coach.BoardRules, off among them. Comparing needs both sides: a team that does not show its percent
// sees nobody else's.
func writeBoards(s *setup, w *sheet) error {
	var modes []explained
	for _, r := range coach.BoardRules {
		// Board modes come from the same table that /board and the team file are read by.
		modes = append(modes, explained{r.Word, titled(r.About), ""})
	}
	compare := compareNo
	if s.team.Compare {
		compare = compareYes
	}
	w.inputs(
		radioInput(inBoardMode, "What leaderboards go by", "Nobody is ever shown as the last, and who is away is not ranked.", s.team.Board.Rule().Word, modes),
		radioInput(inBoardCompare, "Beside other teams", "A percent of own plan and nothing else, of teams of three people or more.", compare, []explained{
			{compareNo, "Not shown to other teams", ""},
			{compareYes, "Shown to teams that show theirs", ""},
		}),
		textInput(inBoardRoles, "Roles", "So that like is compared with like. A line each, such as SDR: Ann, Bob. Empty for one ranking of all.", s.rolesText(), true))
	s.back(w, pageTeam)
	return nil
}

// readBoards takes the page. A mode that is no mode leaves the old one. Whoever joins the team later has no role until
// somebody writes them in.
func readBoards(s *setup, state formState) (wrong map[string]string, next string, err error) {
	if mode, ok := coach.ParseBoardMode(state[inBoardMode].Value); ok {
		s.team.Board = mode
	}
	s.team.Compare = state[inBoardCompare].Value == compareYes
	// Roles that were not touched are not read anew: whoever has the same name as somebody new is still who they were.
	if text := state[inBoardRoles].Value; strings.TrimSpace(text) != strings.TrimSpace(s.rolesText()) {
		roles, fault := s.readRoles(text)
		if fault != "" {
			return map[string]string{inBoardRoles: fault}, "", nil
		}
		s.team.Segments = roles
	}
	faults, err := s.faults()
	return under(faults, map[string]string{"board": inBoardMode, "roles": inBoardRoles}), "", err
}

// rolesText writes the roles as readRoles reads them: "SDR: Ann, Bob". Whom Slack has not described yet is there by id.
// Only reps are in it; a role that nobody has any more is not written.
func (s *setup) rolesText() string {
	var lines []string
	for _, role := range s.team.Roles() {
		var names []string
		for _, id := range s.team.Reps {
			// In the order of the team's reps, so that the text is the same each time.
			if s.team.Segments[id] == role {
				// By id where a name would not read back to the same person.
				names = append(names, s.roleName(id))
			}
		}
		lines = append(lines, role+": "+strings.Join(names, ", "))
	}
	return strings.Join(lines, "\n")
}

// roleName is how somebody is written in the list of roles: by their name, where it is nobody else's in the team and
// none of the list's own marks is in it, else by their id. The text must read back to the same people, or a page that
// is saved untouched would change who is compared with whom.
func (s *setup) roleName(id string) string {
	name := strings.TrimSpace(s.req.Roster.Person(id).Name)
	if found := s.repsCalled(name); len(found) != 1 || strings.ContainsAny(name, ",:\n") {
		return id
	}
	return name
}

// repsCalled are the reps of the team whom a word means: by id, by the whole name, else by its beginning. A word that
// means nobody gives none, one that means several gives them all: the caller says so.
func (s *setup) repsCalled(word string) []string {
	word = strings.TrimPrefix(strings.TrimSpace(word), "@")
	var whole, begun []string
	for _, id := range s.team.Reps {
		p := s.req.Roster.Person(id)
		switch {
		case id == word || word != "" && strings.EqualFold(strings.TrimSpace(p.Name), word):
			whole = append(whole, id)
		// By the beginning of a name, as in commands.
		case isMeant(p, word):
			begun = append(begun, id)
		}
	}
	// A Jo whose whole name that is goes before a Joanna.
	if len(whole) > 0 {
		return whole
	}
	return begun
}

// readRoles reads the list of roles. The fault is a sentence in plain text; "" for none. One wrong name and nothing is
// taken: half of a list would rank people beside others than they were told. A rep who stands in no line has no role.
// Roles are compared as written, capitals included, with blanks made single.
func (s *setup) readRoles(text string) (roles map[string]string, fault string) {
	roles = map[string]string{}
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		// A role's name has no colon in it.
		role, names, ok := strings.Cut(line, ":")
		role = strings.Join(strings.Fields(role), " ")
		if !ok || role == "" {
			return nil, fmt.Sprintf("Write a role, a colon and names, such as SDR: Ann, Bob. This is none: %s", cut(strings.TrimSpace(line), maxLabel))
		}
		for name := range strings.SplitSeq(names, ",") {
			name = strings.TrimSpace(name)
			if name == "" {
				continue
			}
			// By id or by name: what rolesText wrote comes back to the same people.
			found := s.repsCalled(name)
			if len(found) != 1 {
				return nil, whoIsMeant(name, len(found))
			}
			// The same one twice does no harm.
			if had := roles[found[0]]; had != "" && had != role {
				return nil, fmt.Sprintf("%s has two roles here, %s and %s.", cut(name, maxLabel), cut(had, maxLabel), cut(role, maxLabel))
			}
			roles[found[0]] = role
		}
	}
	return roles, ""
}

// whoIsMeant is the fault of a name that means nobody, or several. Whose names they are is not said: a name that two
// share tells them apart as little.
func whoIsMeant(name string, found int) string {
	if found == 0 {
		return fmt.Sprintf("Nobody in this team is called %s.", cut(name, maxLabel))
	}
	return fmt.Sprintf("%s could be any of %d people here. Please write the whole name, or the id.", cut(name, maxLabel), found)
}

// boardLines say how a team's boards are made; mrkdwn. What is not so is not said: a team that shows nothing to others
// need not read it each time.
func boardLines(t *coach.Team) []string {
	lines := []string{titled(t.Board.Rule().About)}
	if words := roleWords(t); words != "" {
		lines = append(lines, "Ranked within roles: "+escape(words))
	}
	if t.Compare {
		lines = append(lines, "Its percent is shown to teams that show theirs")
	}
	return lines
}

// roleWords lists the roles of a team with how many have each: "SDR (4), AE (2)"; "" for a team without. It is plain
// text, so the caller escapes it. The slice of Roles is its own.
func roleWords(t *coach.Team) string {
	words := t.Roles()
	for i, role := range words {
		n := len(slices.DeleteFunc(slices.Clone(t.Reps), func(id string) bool { return t.Segments[id] != role }))
		words[i] = fmt.Sprintf("%s (%d)", role, n)
	}
	return strings.Join(words, ", ")
}
