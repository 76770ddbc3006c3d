package playground

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// leastQuery is how much has to be typed before the app is asked, where the element does not say.
//
// An app that wants to be asked at once has to say 0 or 1.
const leastQuery = 3

// offers are the options that an app offered for its external selects while somebody typed: by block and action id,
// all answers together, as what was chosen from an earlier answer stays chosen.
type offers map[[2]string][]any

// add keeps what an answer offers; an option that was offered before is not there twice.
//
// The value tells two options apart, as it does for the app: a text may read differently the second time.
func (o offers) add(key [2]string, answer map[string]any) {
	for _, option := range optionsIn(answer) {
		if !slices.ContainsFunc(o[key], func(x any) bool { return obj(x)["value"] == option["value"] }) {
			o[key] = append(o[key], option)
		}
	}
}

// offersOf is what was offered to this person in the message or the view. The caller holds mu.
//
// A view belongs to one person; a message is read by many, and each was offered what they typed for.
func (t *target) offersOf() offers {
	if t.view != nil {
		if t.view.offered == nil {
			t.view.offered = offers{}
		}
		return t.view.offered
	}
	if t.msg.offered == nil {
		t.msg.offered = map[string]offers{}
	}
	if t.msg.offered[t.user] == nil {
		t.msg.offered[t.user] = offers{}
	}
	return t.msg.offered[t.user]
}

// asInput is the element that the target points at, with what it can choose from.
//
// Elements in actions and sections are inputs in this sense too: what is chosen there is kept in the same way.
//
// What an external select was offered is what can be chosen from: its element in the message has no options.
func (t *target) asInput() input {
	in := input{block: t.block, element: t.element}
	in.blockID, in.actionID = t.id()
	in.kind, _ = t.element["type"].(string)
	if isExternal(in.kind) {
		in.offered = map[string]any{"options": t.offersOf()[[2]string{in.blockID, in.actionID}]}
	}
	return in
}

// A shortQuery says that too little was typed for the app to be asked.
type shortQuery struct{ least int }

// Error is what the client says in the empty list.
func (e shortQuery) Error() string {
	if e.least == 1 {
		return "type at least 1 character"
	}
	return fmt.Sprintf("type at least %d characters", e.least)
}

// suggest asks the app for the options of an external select that go with what was typed, and keeps them. The result is
// the app's answer, {"options": […]} or {"option_groups": […]}. Called with the workspace locked, it unlocks it.
//
// The app has three seconds. A person sees an empty list with a sentence where the answer is wrong or does not come.
func (s *Server) suggest(t *target, typed string) (map[string]any, error) {
	in := t.asInput()
	least := whole(t.element["min_query_length"], leastQuery)
	var err error
	switch {
	case !isExternal(in.kind):
		err = errors.New("this field does not ask the app for its options")
	case !s.manifest.Settings.Interactivity.Enabled:
		err = errors.New("this app is not set up for interactivity")
	case utf8.RuneCountInString(typed) < least:
		err = shortQuery{least}
	}
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	p := s.suggestionPayload(t, in, typed)
	s.mu.Unlock()
	ack, err := s.ask("interactive", "block_suggestion "+in.actionID, true, func(string) any { return p })
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	answer, err := checkOptions(ack)
	if err != nil {
		s.badAck(err)
		return nil, fmt.Errorf("the options could not be loaded (%w)", err)
	}
	t.offersOf().add([2]string{in.blockID, in.actionID}, answer)
	return answer, nil
}

// suggestionPayload is the payload of block_suggestion. It has neither a trigger nor a response_url: an app can answer
// it, and do nothing else about it.
//
// So no modal can be opened from it either.
func (s *Server) suggestionPayload(t *target, in input, typed string) map[string]any {
	p := s.common("block_suggestion", t.user)
	p["block_id"], p["action_id"], p["value"] = in.blockID, in.actionID, typed
	s.addPlace(p, t)
	return p
}

// pageSuggest is somebody who types into an external select on the page.
//
// Too little is no error there: the list is empty, and the hint says why.
func pageSuggest(s *Server, a act) (map[string]any, error) {
	s.mu.Lock()
	t, err := a.on(s)
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	answer, err := s.suggest(t, textOf(a.Value)) // unlocks
	if short, ok := errors.AsType[shortQuery](err); ok {
		return map[string]any{"options": []any{}, "hint": sentence(short)}, nil
	}
	return answer, err
}

// Suggest types into an external select of the view in front and gives the texts of what the app offers.
//
// Nothing is chosen by it; see [Actor.Fill]. Too short a query is an error here, since a script means what it types.
func (a *Actor) Suggest(label, typed string) ([]string, error) {
	s := a.s
	s.mu.Lock()
	t, err := a.front()
	if err == nil {
		err = t.input(label)
	}
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	answer, err := s.suggest(t, typed) // unlocks
	if err != nil {
		return nil, err
	}
	texts := []string{}
	for _, o := range optionsIn(answer) {
		texts = append(texts, plainText(o["text"]))
	}
	return texts, nil
}

// lookUp types what is to be chosen into an external select, so that the app offers it; each of several by itself. For
// any other element it does nothing. Called with the workspace locked, it returns with it locked.
func (s *Server) lookUp(t *target, text string) error {
	kind, _ := t.element["type"].(string)
	if !isExternal(kind) || text == "" {
		return nil
	}
	parts := []string{text}
	// Commas part what is chosen; an option with a comma in it cannot be named here.
	if kind == "multi_external_select" {
		parts = strings.Split(text, ",")
	}
	for _, part := range parts {
		part = strings.TrimSpace(part)
		// Chosen from what was offered before, without asking the app again, as the client does.
		if findOption(t.asInput().choices(), part) != nil {
			continue
		}
		_, err := s.suggest(t, part) // unlocks
		s.mu.Lock()
		if err != nil {
			return err
		}
	}
	return nil
}
