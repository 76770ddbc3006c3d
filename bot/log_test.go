package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/pacer/bot/coach"
)

func TestALogIsPaidBack(t *testing.T) {
	s := newStage(t)
	got := s.types("U0ANN", "C0WEST", "/log", "5 conversations 2 meetings # Acme & Globex")
	wants(t, got, "ephemeral: Logged 5 conversations and 2 meetings.", "*Conversations*: 5 today", "5 of 20 this week",
		"*Meetings*: 2 today", "[Undo]")
	if n := len(s.store.ledger); n != 2 {
		t.Fatalf("%d entries in the ledger, want 2", n)
	}
	if a := s.store.ledger[0]; a.Note != "Acme & Globex" || a.Source != "command" || a.ID == "" {
		t.Errorf("entry %+v", a)
	}
}

func TestALogOfAnotherDaySaysSo(t *testing.T) {
	s := newStage(t)
	wants(t, s.types("U0ANN", "C0WEST", "/log", "3 meetings yesterday"), "Logged 3 meetings for Tue 24 Nov.", "3 of 5 this week")
}

func TestTheSameDeliveryCountsOnce(t *testing.T) {
	s := newStage(t)
	cmd := s.command("U0ANN", "C0WEST", "/log", "5 conversations")
	first, second := s.delivered(cmd), s.delivered(cmd)
	if first != second {
		t.Errorf("first %q, then %q", first, second)
	}
	if n := len(s.store.ledger); n != 1 {
		t.Errorf("%d entries, want 1", n)
	}
}

func TestTypedAgainIsLoggedAgainAndSaidSo(t *testing.T) {
	s := newStage(t)
	wants(t, s.types("U0ANN", "C0WEST", "/log", "5 conversations"), "!You logged the same")
	s.clock = s.clock.Add(20 * time.Second)
	wants(t, s.types("U0ANN", "C0WEST", "/log", "5 calls"), "You logged the same 20 seconds ago; press Undo if you meant it once.", "10 of 20")
	s.clock = s.clock.Add(5 * time.Minute)
	wants(t, s.types("U0ANN", "C0WEST", "/log", "5 calls"), "!You logged the same", "15 of 20")
}

func TestUndo(t *testing.T) {
	s := newStage(t)
	s.types("U0ANN", "C0WEST", "/log", "5 conversations")
	s.types("U0ANN", "C0WEST", "/log", "2 conversations 1 meeting")
	undo := s.command("U0ANN", "C0WEST", "/log", "undo")
	wants(t, s.delivered(undo), "Taken back: 2 conversations and 1 meeting.", "5 of 20 this week", "!Undo]")
	wants(t, s.delivered(undo), "Taken back: 2 conversations and 1 meeting.") // delivered twice
	wants(t, s.types("U0ANN", "C0WEST", "/log", "undo"), "Taken back: 5 conversations.")
	wants(t, s.types("U0ANN", "C0WEST", "/log", "undo"), "nothing since yesterday")
	wants(t, s.types("U0BOB", "C0WEST", "/log", "undo"), "nothing since yesterday")
}

func TestUndoButton(t *testing.T) {
	s := newStage(t)
	cmd := s.command("U0ANN", "C0WEST", "/log", "5 conversations")
	s.delivered(cmd)
	key := inboundKey("command", cmd.TriggerID)
	s.presses("U0BOB", "C0WEST", actLogUndo, key) // somebody else's
	s.presses("U0ANN", "C0WEST", actLogUndo, key)
	s.presses("U0ANN", "C0WEST", actLogUndo, key)
	want := []string{"not there any more", "replace: Taken back: 5 conversations.", "replace: That was taken back already"}
	for i, line := range s.slack.transcript() {
		wants(t, line, want[i])
	}
}

func TestBelowZeroNamesTheTotal(t *testing.T) {
	s := newStage(t)
	s.types("U0ANN", "C0WEST", "/log", "1 meeting")
	wants(t, s.types("U0ANN", "C0WEST", "/log", "-2 meetings"), "On Wed 25 Nov you have 1 meeting logged, so 2 cannot be taken off. Nothing was changed.",
		"You typed `/log -2 meetings`")
}

func TestWhatIsNotUnderstoodIsRepeatedAndMended(t *testing.T) {
	s := newStage(t)
	got := s.types("U0ANN", "C0WEST", "/log", "5 conversatoins # Acme 50% <!channel>")
	wants(t, got, "Nothing was logged", "conversations, meetings, deals and revenue",
		"You typed `/log 5 conversatoins # Acme 50% &lt;!channel&gt;`", "[Log 5 conversations # Acme 50% <!channel>]")
	s.presses("U0ANN", "C0WEST", indexed(actLogLine, 0), "west 5 conversations # Acme 50%")
	wants(t, s.slack.transcript()[0], "replace: Logged 5 conversations.")
}

func TestAMendedLineIsLoggedForTheOwnTeamOnly(t *testing.T) {
	s := newStage(t, westTeam(), eastTeam())
	s.presses("U0ANN", "C0WEST", actLogLine, "east 5 conversations")
	s.presses("U0ANN", "C0WEST", actLogLine, "south 5 conversations")
	lines := s.slack.transcript()
	wants(t, lines[0], "You are not in East, so nothing was logged there.")
	wants(t, lines[1], "That team is not there any more")
	if len(s.store.ledger) != 0 {
		t.Errorf("logged: %v", s.store.ledger)
	}
}

func TestSeveralTeams(t *testing.T) {
	s := newStage(t, westTeam(), eastTeam())
	wants(t, s.types("U0BOB", "C0OTHER", "/log", "5 conversations"), "For which team, West or East? Nothing is logged yet.", "[West] [East]")
	s.types("U0BOB", "C0EAST", "/log", "5 conversations")
	if a := s.store.ledger; len(a) != 1 || a[0].Team != "east" {
		t.Errorf("ledger %+v, want one entry of east", a)
	}
	wants(t, s.types("U0BOB", "C0OTHER", "/log", ""), "For which team", "[West] [East]", "!You typed")
	s.presses("U0BOB", "C0OTHER", indexed(actLogLine, 1), "east 5 conversations")
	wants(t, s.slack.transcript()[0], "replace: Logged 5 conversations.")
}

func TestTheOnlyTeamThatUnderstandsIsMeant(t *testing.T) {
	east := eastTeam()
	east.KPIs[1] = coach.KPI{ID: "k-demo", Name: "demo", Plural: "demos", Kind: coach.Leading}
	s := newStage(t, westTeam(), east)
	wants(t, s.types("U0BOB", "C0OTHER", "/log", "2 demos"), "Logged 2 demos.")
	wants(t, s.types("U0BOB", "C0WEST", "/log", "2 demos"), "Logged 2 demos.")
}

func TestTheModal(t *testing.T) {
	s := newStage(t)
	if got := s.types("U0ANN", "C0WEST", "/log", ""); got != "" {
		t.Errorf("acknowledged with %q, want nothing beside the modal", got)
	}
	wants(t, s.slack.transcript()[0], "open log: [Conversations] [Meetings] [Deals] [Revenue (EUR)] [Day] [Note]")

	form := map[string]string{"count:k-conv": "5", "count:k-meet": "", "day": "2026-11-24", "note": "Acme"}
	wants(t, s.submits(formLog, "west", form), "update: Logged 5 conversations for Tue 24 Nov.", "[Undo]")
	if a := s.store.ledger[0]; a.Note != "Acme" || a.Source != "modal" {
		t.Errorf("entry %+v", a)
	}
}

func TestTheModalSaysAtTheFieldWhatToMend(t *testing.T) {
	s := newStage(t)
	for _, test := range []struct {
		form map[string]string
		want string
	}{
		{map[string]string{"count:k-conv": "", "day": "2026-11-25"}, "errors: count:k-conv: Enter at least one number."},
		{map[string]string{"count:k-conv": "five of", "day": "2026-11-25"}, "errors: count:k-conv: "},
		{map[string]string{"count:k-conv": "2.5", "day": "2026-11-25"}, "errors: count:k-conv: "},
		{map[string]string{"count:k-conv": "10001", "day": "2026-11-25"}, "errors: count:k-conv: "},
		{map[string]string{"count:k-conv": "5", "day": "2026-11-26"}, "errors: day: "},
		{map[string]string{"count:k-conv": "5", "day": "2026-10-01"}, "errors: day: "},
		{map[string]string{"count:k-conv": "5", "day": ""}, "errors: day: "},
		{map[string]string{"count:k-conv": "-5", "day": "2026-11-25"}, "errors: count:k-conv: "},
	} {
		if got := s.submits(formLog, "west", test.form); !strings.HasPrefix(got, test.want) {
			t.Errorf("%v: %q, want %q", test.form, got, test.want)
		}
	}
	if len(s.store.ledger) != 0 {
		t.Errorf("logged: %v", s.store.ledger)
	}
}

func TestAModalSubmittedTwiceCountsOnce(t *testing.T) {
	s := newStage(t)
	cb := s.submission("U0ANN", formLog, "west", map[string]string{"count:k-conv": "5", "day": "2026-11-25"})
	first, second := s.served("U0ANN", cb), s.served("U0ANN", cb)
	if first != second || len(s.store.ledger) != 1 {
		t.Errorf("first %q, then %q; %d entries", first, second, len(s.store.ledger))
	}
}

func TestAFormOfAnotherTeamIsRefused(t *testing.T) {
	s := newStage(t, westTeam(), eastTeam())
	wants(t, s.submits(formLog, "east", map[string]string{"count:k-conv": "5", "day": "2026-11-25"}), "errors: ", "You are not in East")
}

func TestABusyStoreLosesNothingThatWasTyped(t *testing.T) {
	s := newStage(t)
	s.store.fail = func(method string) error {
		if method == "Commit" {
			return fmt.Errorf("commit: %w", coach.ErrBusy)
		}
		return nil
	}
	wants(t, s.types("U0ANN", "C0WEST", "/log", "5 conversations"), "nothing was changed", "in a moment",
		"(Reference ", "You typed `/log 5 conversations`")
	wants(t, s.logs.String(), "request failed", "reference=", "!5 conversations")
}

// What the store cannot save is said with what became of it and who can mend it, and what was typed is there to send again.
func TestADiskThatIsFullIsSaid(t *testing.T) {
	for _, row := range []struct {
		err  error
		said string
	}{
		{coach.ErrOutOfSpace, "There is no room left to save anything, so nothing was changed. Whoever runs Pacer needs to free some disk space; then send it again."},
		{coach.ErrGone, "Pacer cannot find its database, so nothing was changed. Whoever runs Pacer needs to put it back; then send it again."},
	} {
		s := newStage(t)
		s.store.fail = func(method string) error {
			if method == "Commit" {
				return fmt.Errorf("commit: %w", row.err)
			}
			return nil
		}
		wants(t, s.types("U0ANN", "C0WEST", "/log", "5 conversations"), row.said, "(Reference ", "You typed `/log 5 conversations`")
		wants(t, s.types("U0ANN", "C0WEST", "/pace", ""), "Where you stand in West")
		wants(t, s.logs.String(), "request failed", "reference=")
		s.store.fail = nil
		wants(t, s.types("U0ANN", "C0WEST", "/log", "5 conversations"), "Logged 5 conversations.")
	}
}

func TestALogWhoseTotalsFailIsStillLogged(t *testing.T) {
	s := newStage(t)
	s.store.fail = func(method string) error {
		if method == "Totals" {
			return coach.ErrBusy
		}
		return nil
	}
	wants(t, s.types("U0ANN", "C0WEST", "/log", "5 conversations"), "Logged 5 conversations.", "cannot be shown right now", "[Undo]")
}

func TestHostileLines(t *testing.T) {
	s := newStage(t)
	lines := []string{
		"<!channel> 5 conversations", "5 <@U0BOB>", "'; DROP TABLE activities; --", strings.Repeat("9", 4000), strings.Repeat("a ", 1500),
		"5 conversations\x00\x00", "\u202e5 conversations", "<https://evil.example|5> conversations", "%s %d %n", "`5` ``conversations``", "-0 meetings",
		"5 conversations # <!here> *bold* <@U0MAYA>", "&lt;!channel&gt; 3",
	}
	for _, line := range lines {
		got := s.types("U0ANN", "C0WEST", "/log", line)
		if got == "" || strings.Contains(got, "<!") || strings.Contains(got, "<@") || strings.Contains(got, "<http") {
			t.Errorf("/log %.40q: %.200q", line, got)
		}
		if n := len([]rune(got)); n > maxText+100 {
			t.Errorf("/log %.40q: an answer of %d characters", line, n)
		}
	}
}

func TestANumberForWhatIsNotCountedAnyMoreIsNotDroppedSilently(t *testing.T) {
	s := newStage(t)
	fields := map[string]string{"count:k-conv": "5", "count:k-gone": "3", "day": "2026-11-25"}
	wants(t, s.submits(formLog, "west", fields), "errors: count:k-gone: This is not counted any more")
	if len(s.store.ledger) != 0 {
		t.Errorf("half of it was logged: %+v", s.store.ledger)
	}
	fields["count:k-gone"] = ""
	wants(t, s.submits(formLog, "west", fields), "update: Logged 5 conversations.")
}

func TestAnUndoButtonWithoutADeliveryReadsNothing(t *testing.T) {
	s := newStage(t)
	s.types("U0ANN", "C0WEST", "/log", "5 conversations")
	s.store.fail = func(method string) error {
		if method == "Activities" {
			t.Error("the ledger was read")
		}
		return nil
	}
	s.presses("U0ANN", "C0WEST", actLogUndo, "")
	wants(t, s.slack.transcript()[0], "not there any more")
}

func TestADeliveryThatComesLateAgainIsNoRepetition(t *testing.T) {
	s := newStage(t)
	first := s.command("U0ANN", "C0WEST", "/log", "5 conversations")
	s.delivered(first)
	wants(t, s.types("U0ANN", "C0WEST", "/log", "5 conversations"), "You logged the same just now")
	wants(t, s.delivered(first), "!You logged the same")
}

// "Yesterday" is the day before the line was typed, also when its button is pressed after midnight.
func TestAMendedLineKeepsItsDay(t *testing.T) {
	s := newStage(t)
	s.presses("U0ANN", "C0WEST", indexed(actLogLine, 0), "west/2026-11-24 3 meetings yesterday")
	if a := s.store.ledger; len(a) != 1 || a[0].Day != coach.NewDay(2026, 11, 23) {
		t.Errorf("ledger %+v, want one entry of Monday 23 November", a)
	}
	s.presses("U0ANN", "C0WEST", indexed(actLogLine, 0), "west/2026-09-01 3 meetings")
	wants(t, s.slack.transcript()[1], "more than 31 days back")
}

// What is committed is taken back, whatever cannot be read afterwards: an apology would have Ann type it again, and so
// take back what she logged before.
func TestAnUndoThatIsStoredIsNeverCalledAFailure(t *testing.T) {
	s := newStage(t)
	s.types("U0ANN", "C0WEST", "/log", "5 conversations")
	s.types("U0ANN", "C0WEST", "/log", "3 meetings")
	committed := false
	s.store.fail = func(method string) error {
		committed = committed || method == "Commit"
		if committed && method == "Activities" {
			return coach.ErrBusy
		}
		return nil
	}
	if got := s.types("U0ANN", "C0WEST", "/log", "undo"); !strings.Contains(got, "Taken back.") {
		t.Errorf("the answer is %q", got)
	}
}
