package bot

import (
	"slices"
	"strings"
)

// The tables. What Pacer can do is a row in one of them; help, manifest and README are derived from the rows, so
// that adding something is one file and one row.
//
// Roles are checked by a row's Who before its handler is called; whose data it may touch is the handler's to check, by
// the ids in the envelope and the roster.

// commands is the table of slash commands, in the order in which help lists them. It is a function and no variable,
// so that rows can be made from other tables, as those of /pacer are, and nobody can change them at run time.
func commands() []command {
	return slices.Concat(
		[]command{logCommand()},
		ritualCommands(),
		[]command{planCommand(), dealCommand(), pacerCommand()},
	)
}

// buttons is the table of interactive elements. The order means nothing: a button is found by its action id.
func buttons() []button {
	return slices.Concat(
		logButtons(),
		ritualButtons(),
		boardButtons(),
		paceButtons(),
		homeButtons(),
		awayButtons(),
		privacyButtons(),
		settingsButtons(),
		setupButtons(),
		planButtons(),
		dealButtons(),
		clarityButtons(),
		promiseButtons(),
		coachingButtons(),
	)
}

// forms is the table of modals. A form that only shows something has no row: nothing is ever submitted from it.
func forms() []form {
	return slices.Concat(
		logForms(),
		ritualForms(),
		awayForms(),
		privacyForms(),
		settingsForms(),
		setupForms(),
		planForms(),
		dealForms(),
		clarityForms(),
		promiseForms(),
		coachingForms(),
	)
}

// Maps are made once: a command should cost a look-up, and a test may put a row of its own in.
//
// tables is what New makes of the tables: each row under what it is found by. They are never written to after New, so
// handlers read them side by side without a lock.
type tables struct {
	commands  map[string]command // by the name in Slack: "/log"
	slash     map[string]string  // our name → the name in Slack
	buttons   map[string]button
	forms     map[string]form
	renderers map[string]renderer
}

// newTables indexes the tables under the given command names, our name → the name in Slack. Of two rows under one
// name the later would win without a word; a test holds that no two buttons and no two forms are found by the same.
func newTables(names map[string]string) tables {
	t := tables{
		commands: map[string]command{}, slash: map[string]string{}, buttons: map[string]button{},
		forms: map[string]form{}, renderers: map[string]renderer{},
	}
	// Under the names that the operator gave; our own stay what texts and tests call them by.
	for _, c := range commands() {
		slash := slashName(names, c.Name)
		t.commands[slash], t.slash[c.Name] = c, slash
	}
	for _, r := range buttons() {
		// Without an index: see button.
		t.buttons[r.Action] = r
	}
	for _, r := range forms() {
		t.forms[r.Callback] = r
	}
	for _, r := range rendererRows() {
		t.renderers[r.Name] = r
	}
	return t
}

// button finds the row for an action id, which may carry an index after a colon (see indexed). Ok is false for an id of
// an earlier version, or of nobody.
func (t tables) button(action string) (button, bool) {
	name, _, _ := strings.Cut(action, ":")
	row, ok := t.buttons[name]
	return row, ok
}

// slashName returns the name in Slack of the command with our own name, with its slash: "/log", or "/sales-log" where
// the operator gave "sales-log" because another app owns the first. The app installed last gets a name that two apps
// claim.
func slashName(names map[string]string, name string) string {
	if given := names[name]; given != "" {
		return "/" + strings.TrimPrefix(given, "/")
	}
	return "/" + name
}

// slash returns the name in Slack of one of our commands, for texts that tell a person what to type. The name must be
// one of our own; "" comes back for any other.
func (b *Bot) slash(name string) string { return b.tables.slash[name] }
