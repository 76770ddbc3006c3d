package bot

// Setting up a team from inside Slack. There is one modal, whose pages take each other's place, so that Slack's limit of
// three modals on top of one another is never met. A new team is a draft until somebody presses Start: each page that is
// handed in is kept, and whoever closes the modal goes on there. A team that lives is changed page by page, at once.
//
// What is wrong with a team is coach.CheckTeam's to say, as for a team file; a page shows those faults that are about
// its own fields.
//
// A request makes one setup of what is stored (setupOf), has the page read or write it, and either shows a page or
// saves: nothing is kept between two requests but the draft and what stands in the form itself. Each kind of page is a
// row of setupPages with a function that writes it and one that reads it.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
	"example.com/pacer/bot/coach/tz"
)

// Names under which the setup's buttons and its form are found. The value of a button and the private metadata of the
// form are a setupRef.
const (
	actSetup       = "setup_open"  // the list of teams; the value is not read
	actSetupPage   = "setup_page"  // shows a page; what stood on the one before is kept in the draft
	actSetupFresh  = "setup_fresh" // throws the draft away and begins anew
	actSetupRemove = "setup_remove"
	actSetupClose  = "setup_close"

	actSetupUnstage = "setup_unstage" // takes a stage out of the process
	actSetupUsual   = "setup_usual"   // takes up the default process

	formSetup = "setup"
)

// setupRoles are those who may set up something: which team is for setupOf to say. A manager may set up their own
// teams, whoever sets Pacer up all of them and new ones.
const setupRoles = asAdmin | asManager

// setupTopic is the row of /pacer setup. It has no arguments: everything that follows is chosen in the modal, and
// checked there at its field.
func setupTopic() topic {
	return topic{"setup", "", "make a team, or change one: people, KPIs, rhythms, calendar", setupRoles, openSetup}
}

// setupButtons is the table of buttons of the setup. Back is a page like any other. Fresh and close are narrower than
// the rest: only those who set Pacer up have drafts, or end a team.
func setupButtons() []button {
	return []button{
		{Action: actSetup, Who: setupRoles, Handle: openSetup},
		{Action: actSetupPage, Who: setupRoles, Handle: turnSetup},
		{Action: actSetupFresh, Who: asAdmin, Handle: freshSetup},
		{Action: actSetupRemove, Who: setupRoles, Handle: again(removeSetupKPI)},
		{Action: actSetupClose, Who: asAdmin, Handle: closeSetupTeam},
		{Action: actSetupUnstage, Who: setupRoles, Handle: again(takeOutStage)},
		{Action: actSetupUsual, Who: setupRoles, Handle: again(takeUsualStages)},
	}
}

// setupForms is the table of the setup's modals. One form for all pages: its private metadata says which page it is.
func setupForms() []form {
	return []form{{Callback: formSetup, Who: setupRoles, Handle: submitSetup, Now: setupNow}}
}

// setupNow is the page that is handed in as it would be opened now; see openedNow. It runs within the time of the
// acknowledgement, so all that it may ask of Slack is what the team's own group is called.
func setupNow(ctx context.Context, b *Bot, req *request) (openedNow, error) {
	s, err := b.setupHere(ctx, req)
	if err != nil {
		return openedNow{}, err
	}
	if gone := s.goneAt(); gone != "" {
		return openedNow{by: s.changers, gone: func(time.Time) string { return gone }}, nil
	}
	page, _ := setupPageOf(s.ref.Page)
	if page.Read == nil {
		return openedNow{}, nil
	}
	if page.Name == pageGroup {
		s.nameGroup(req.State[inGroup].Value)
	}
	view, err := s.modal()
	return openedNow{view: view, by: s.changers, gone: func(since time.Time) string { return s.goneSince(req.State, since) }}, err
}

// goneSince is the field at which a new KPI is named, where one of that name was taken off the list since the form was opened:
// the person had added it by another form, and Slack brings this one late. Whoever opens the form after that means to count
// it again.
func (s *setup) goneSince(state formState, since time.Time) string {
	if s.ref.Page != pageKPI || s.ref.KPI != "" || since.IsZero() {
		return ""
	}
	name := coach.FoldWord(state[inKPIName].Value)
	if slices.ContainsFunc(s.team.Retired, func(k coach.RetiredKPI) bool { return k.Name == name && !k.At.Before(since) }) {
		return inKPIName
	}
	return ""
}

// goneAt is the first field of a page about a KPI or a stage that is not on the list any more; "" for all others. A page
// that comes late puts nothing back that was taken off since.
func (s *setup) goneAt() string {
	if s.ref.KPI == "" {
		return ""
	}
	_, kpi := s.kpi()
	_, stage := s.stage()
	switch {
	case s.ref.Page == pageKPI && kpi < 0:
		return inKPIName
	case s.ref.Page == pageKPIMore && kpi < 0:
		return inKPIMinutes
	case s.ref.Page == pageStage && stage < 0:
		return inStageName
	}
	return ""
}

// changers are those who set up the team since an instant, by the audit; a draft is changed by one alone. The block is
// not looked at: the audit says who changed the team, not which field. A store that does not answer makes it nobody,
// for the sentence can do without a name.
func (s *setup) changers(_ string, since time.Time) []string {
	if !s.live() {
		return []string{s.req.Person.ID}
	}
	lines, err := s.b.store.Audits(s.ctx, s.before.ID, maxChangers)
	if err != nil {
		s.b.log.Warn("audit of a team", "team", s.before.ID, "error", s.b.clean(err))
	}
	var who []string
	for _, a := range lines {
		// The instant is that of the form's opening, to the microsecond.
		if a.What == "team" && !a.At.Before(since) && !slices.Contains(who, a.By) {
			who = append(who, a.By)
		}
	}
	return who
}

// maxChangers is how many lines of the audit are looked through for who changed a team while a form was open.
const maxChangers = 20

// A setupPage is a page of the setup. Pages are found by their name; the order of the table is that of a new team.
// Write and Read have no other place to keep anything than the setup that they are given: each request is one, made
// anew from what is stored.
type setupPage struct {
	Name   string
	Title  string
	Submit string // "" where nothing is handed in
	Write  func(s *setup, w *sheet) error
	// Read takes what the person entered into the team and returns what is wrong with it, by block id, and where to go on;
	// "" is the next page of the table.
	Read func(s *setup, state formState) (wrong map[string]string, next string, err error)
}

// Names of the pages.
const (
	pageBasics    = "basics"
	pagePeople    = "people"
	pageGroup     = "group"
	pageKPIs      = "kpis"
	pageKPI       = "kpi"
	pageKPIMore   = "kpi_more" // reached from a KPI that is there
	pageRhythms   = "rhythms"
	pageCalendar  = "calendar"
	pageProcess   = "process" // reached from what there is
	pageStage     = "stage"
	pageQuestions = "questions" // reached from what there is only
	pageBoards    = "boards"    // the same
	pageTeam      = "team"      // what there is, with Start where it is a draft
)

// setupPages is the table of pages. "Next" is the word of a draft; of a team that lives the page says "Save" (see
// modal). Titles have 24 characters at most.
func setupPages() []setupPage {
	return []setupPage{
		{pageBasics, "Team", "Next", writeBasics, readBasics},
		{pagePeople, "People", "Next", writePeople, readPeople},
		{pageGroup, "User group", "Next", writeGroup, readGroup},
		{pageKPIs, "KPIs", "Next", writeKPIs, readKPIs},
		{pageKPI, "KPI", "Save KPI", writeKPI, readKPI},
		{pageKPIMore, "More about a KPI", "Save KPI", writeKPIMore, readKPIMore},
		{pageRhythms, "Rhythms", "Next", writeRhythms, readRhythms},
		{pageCalendar, "Calendar", "Next", writeCalendar, readCalendar},
		{pageProcess, "Deals", "", writeProcess, readProcess},
		{pageStage, "Stage", "Save stage", writeStage, readStage},
		{pageQuestions, "Question of the week", "Next", writeQuestions, readQuestions},
		{pageBoards, "Boards", "Next", writeBoards, readBoards},
		{pageTeam, "Team", "Start", writeTeam, nil},
	}
}

func setupPageOf(name string) (setupPage, bool) {
	rows := setupPages()
	i := slices.IndexFunc(rows, func(p setupPage) bool { return p.Name == name })
	if i < 0 {
		return setupPage{}, false
	}
	return rows[i], true
}

// A setupRef says which page of which team a button or a form is about. It comes back from Slack, so it may say what,
// never who.
type setupRef struct {
	Team string // id; "" is the person's draft of a new one
	Page string
	KPI  string     // on the pages of a KPI: its id, or its index in a draft, where there are no ids; "" is a new one; likewise on pageStage
	Span coach.Span // on pageCalendar: of which days the holidays were shown
}

// String writes the reference as one line: "west/kpi/k1/2026-11-23/2027-11-23". Ids of ours hold no "/". It is far
// below the 2,000 characters of a button's value and the 3,000 of private metadata.
func (r setupRef) String() string {
	return strings.Join([]string{r.Team, r.Page, r.KPI, r.Span.From.String(), r.Span.To.String()}, "/")
}

// parseSetupRef is the inverse of String. What it reads was in somebody else's hands: ok is false for anything that
// String would not have written, and whether the team may be set up by this person is asked by setupOf, whatever stands
// here.
func parseSetupRef(text string) (r setupRef, ok bool) {
	parts := strings.Split(text, "/")
	if len(parts) != 5 {
		return r, false
	}
	from, badFrom := coach.ParseDay(parts[3])
	to, badTo := coach.ParseDay(parts[4])
	r = setupRef{parts[0], parts[1], parts[2], coach.Span{From: from, To: to}}
	_, known := setupPageOf(r.Page)
	return r, badFrom == nil && badTo == nil && known
}

// draftKind is the kind of the draft of a new team.
const draftKind = "setup"

// A setupDraft is a new team that is not started, as it is kept. It is stored as JSON under the person and draftKind:
// one draft a person, as nobody sets up two teams at once and two would need a list. Fields may be added; one that
// changes its meaning needs another name.
type setupDraft struct {
	Team     coach.Team
	Page     string // where to go on
	Template string // of the KPIs; "" is none
}

// A setup is one request about one team: the draft, or a team that lives. Handlers change team, and save keeps it.
type setup struct {
	ctx    context.Context
	b      *Bot
	req    *request
	ref    setupRef
	before *coach.Team                  // as it lives; nil is a draft
	roster int64                        // revision of the roster that before is of
	team   coach.Team                   // as it is to be; its lists are its own
	draft  setupDraft                   // of a draft, but for its team
	there  bool                         // a draft is kept already
	from   string                       // on pagePeople: where the people come from, when it was just chosen
	groups []userGroup                  // on pageGroup
	ask    struct{ asked, inside bool } // whether Pacer is in the team's channel, where Slack was asked
	notes  []string                     // what to say above the page; mrkdwn
	typed  formState                    // what stands in the fields already; nil is nothing
}

// setupHere is the setup that a button or a page is about, by the reference in its value. Errors are refusals, or the store's.
func (b *Bot) setupHere(ctx context.Context, req *request) (*setup, error) {
	ref, ok := parseSetupRef(req.Value)
	if !ok {
		return nil, errOldSetup
	}
	return b.setupOf(ctx, req, ref)
}

// setupOf reads what a reference is about, and refuses whoever may not set it up. Errors are refusals, or the store's.
// It is the one way to a setup, so that no page and no button can forget to ask who may.
func (b *Bot) setupOf(ctx context.Context, req *request, ref setupRef) (*setup, error) {
	s := &setup{ctx: ctx, b: b, req: req, ref: ref}
	if ref.Team != "" {
		t := req.Roster.Team(ref.Team)
		// Somebody closed it while the modal was open.
		if t == nil {
			return nil, refusal("This team was closed, so there is nothing to change. Its history is kept.")
		}
		// Whoever ceased to be its manager with the modal open is refused at the next press.
		if !maySetUp(req.Person, t) {
			return nil, refusal("Setting up " + escape(t.Name) + " is for its managers, and for those who set Pacer up.")
		}
		// The revision goes with the change, which is refused when the roster is another one by then.
		s.before, s.team, s.roster = t, ownCopy(t), req.Roster.Revision
		return s, nil
	}
	if !maySetUp(req.Person, nil) {
		return nil, refusal("Making a team is for admins of the workspace, and for those whom they named to set Pacer up.")
	}
	return s, s.loadDraft()
}

// loadDraft reads the person's draft, or begins one.
func (s *setup) loadDraft() error {
	kept, err := s.b.store.Draft(s.ctx, s.req.Person.ID, draftKind)
	switch {
	case errors.Is(err, coach.ErrNotFound):
		s.begin()
		return nil
	case err != nil:
		return fmt.Errorf("draft of a team: %w", err)
	}
	// One that cannot be read is of an earlier version; it is begun anew rather than lost with an error for ever.
	// Fields that are new since are left at their zero value, which every page takes for a default.
	if json.Unmarshal([]byte(kept.Body), &s.draft) != nil {
		s.begin()
		return nil
	}
	// The lists of a decoded draft are its own, so no copy is needed.
	s.team, s.there = s.draft.Team, true
	return nil
}

// begin makes the draft a new one: the first page, with the first of the templates chosen.
func (s *setup) begin() {
	s.team, s.draft = newTeam(s.req.Person), setupDraft{Page: pageBasics, Template: coach.Templates("")[0].ID}
}

// newTeam is what a team is before anybody has said anything: everything that has a default has it. The zone, and with
// it the currency, are those of the person who begins: most teams are where their admin is. Working days are Monday to
// Friday, and every rhythm has its default, so that Next five times over is a team that runs.
func newTeam(p coach.Person) coach.Team {
	t := coach.Team{
		Zone: p.ZoneName(), WeekStart: 1, WorkingDays: coach.Weekdays{1: true, 2: true, 3: true, 4: true, 5: true},
		KPIs: coach.Templates(currencyIn(p.ZoneName()))[0].KPIs, Rhythms: map[coach.RhythmKind][]string{},
	}
	for _, row := range coach.Rhythms {
		if row.Default != nil {
			t.Rhythms[row.Kind] = slices.Clone(row.Default)
		}
	}
	return t
}

// ownCopy copies a team of the roster, which readers share, as far as the setup changes it. What is not copied here
// must not be written to: a page that changes a list in place would change it for every reader of the roster, before it
// was checked and though it may be refused.
func ownCopy(t *coach.Team) coach.Team {
	c := *t
	c.KPIs, c.Managers, c.Reps = slices.Clone(t.KPIs), slices.Clone(t.Managers), slices.Clone(t.Reps)
	c.Holidays, c.Statuses = slices.Clone(t.Holidays), slices.Clone(t.Statuses)
	c.Starts, c.Rhythms = maps.Clone(t.Starts), maps.Clone(t.Rhythms)
	// A nil map can be read and not written to.
	if c.Rhythms == nil {
		c.Rhythms = map[coach.RhythmKind][]string{}
	}
	return c
}

// live tells whether what is saved takes effect at once. Everything that is only for drafts, and everything that is
// only for teams that live, asks it.
func (s *setup) live() bool { return s.before != nil }

// to is a reference to another page of the same team.
func (s *setup) to(page string) setupRef { return setupRef{Team: s.ref.Team, Page: page} }

// rules are what the team is checked by. The other teams are in it for what must be their own: names and channels. The
// error is the store's.
func (s *setup) rules() (coach.TeamRules, error) {
	r := coach.TeamRules{Zone: tz.Check, Cron: s.b.runnable}
	for _, t := range s.req.Roster.Teams {
		// Its own name and channel are no clash.
		if !s.live() || t.ID != s.before.ID {
			r.Others = append(r.Others, t)
		}
	}
	if !s.live() {
		return r, nil
	}
	// What has history cannot become money, or cease to be: its numbers would be read in another unit.
	counted, err := s.b.store.Counted(s.ctx, s.before.ID)
	r.Counted = counted
	return r, err
}

// faults are those of the team as it is to be. All of the team's, of whatever page; each page picks its own with under.
func (s *setup) faults() ([]coach.TeamFault, error) {
	r, err := s.rules()
	if err != nil {
		return nil, err
	}
	return coach.CheckTeam(s.team, r), nil
}

// under picks the faults that a page can show: fields maps the beginning of a fault's field to a block id. The first
// fault of a block is shown.
func under(faults []coach.TeamFault, fields map[string]string) map[string]string {
	wrong := map[string]string{}
	// The field of a fault gets shorter, from "kpis/2/aliases/0" to "kpis", until a block is found for it.
	for _, f := range faults {
		head := f.Field
		for {
			if block, ok := fields[head]; ok {
				if wrong[block] == "" {
					wrong[block] = f.Text
				}
				break
			}
			i := strings.LastIndexByte(head, '/')
			if i < 0 {
				break
			}
			head = head[:i]
		}
	}
	return wrong
}

// modal is the page that the setup's reference names.
func (s *setup) modal() (*slack.ModalViewRequest, error) {
	page, ok := setupPageOf(s.ref.Page)
	if !ok {
		return nil, errOldSetup
	}
	var w sheet
	if len(s.notes) > 0 {
		w.say(s.notes...)
	}
	// Nothing of the page is shown then: half a form would be handed in as a whole one.
	if err := page.Write(s, &w); err != nil {
		return nil, err
	}
	// Without one the page can only be closed, or left by its buttons.
	submit := page.Submit
	if s.live() {
		switch {
		case page.Read == nil || page.Name == pageKPIs || page.Submit == "":
			submit = ""
		case page.Name != pageKPI && page.Name != pageKPIMore && page.Name != pageStage:
			submit = "Save"
		}
	}
	title := page.Title
	switch {
	case s.live() && page.Name == pageTeam:
		title = s.team.Name
	case page.Name == pageTeam:
		title = "Ready to start"
	}
	// The reference travels as private metadata and is written after the page, which may have put the days that it
	// shows into it.
	m := modal(formSetup, title, submit, s.ref.String(), w.blocks...)
	// Not "Cancel", as nothing is taken back by closing.
	m.Close = plain("Close")
	return m, nil
}

// show is the modal as an answer.
func (s *setup) show() (answer, error) {
	m, err := s.modal()
	return answer{Modal: m}, err
}

// errOldSetup is shown for a button or a form that this version does not know.
const errOldSetup = refusal("This is from an earlier version of Pacer, so nothing was saved. Please open the setup anew from your Home tab.")
