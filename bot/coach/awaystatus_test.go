package coach

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestStatusAway(t *testing.T) {
	for _, tt := range []struct {
		statuses    []string
		text, emoji string
		want        bool
	}{
		{nil, "Vacationing", ":palm_tree:", true},
		{nil, "Out sick", ":face_with_thermometer:", true},
		{nil, "  VACATIONING ", "", true},
		{nil, "out  sick", "", true},
		{nil, "Vacationing :sunny:", "", true},
		{nil, "🌴 Vacationing! 🌴", "", true},
		{nil, "Vacationing until 4 Jan", "", true},
		{nil, "OOO, back Monday", "", true},
		{nil, "On vacation in Rome", "", true},
		{nil, "OOO 24 Dec - 2 Jan", "", true},
		{nil, "", ":palm_tree:", true},
		{nil, "", "palm_tree", true},
		{nil, "Working from Bali", ":palm_tree:", false}, // a text says more than an emoji
		{nil, "Vacationing next week", "", false},
		{nil, "Vacation planner", "", false},
		{nil, "Sick of waiting", "", false},
		{nil, "In a meeting", ":spiral_calendar_pad:", false},
		{nil, "Working remotely", ":house_with_garden:", false},
		{nil, "", "", false},
		{nil, " ", "::", false},
		{[]string{}, "Vacationing", ":palm_tree:", false}, // a team that wants none of it
		{[]string{"Im Urlaub", ":Surfer:"}, "im urlaub bis Montag", "", false},
		{[]string{"Im Urlaub", ":Surfer:"}, "IM URLAUB", "", true},
		{[]string{"Im Urlaub", ":Surfer:"}, "", ":surfer:", true},
		{[]string{"Im Urlaub", ":Surfer:"}, "Vacationing", "", false},
		{[]string{"", " "}, "", "", false},
	} {
		if got := StatusAway(tt.statuses, tt.text, tt.emoji); got != tt.want {
			t.Errorf("%q %q with %q: %v", tt.text, tt.emoji, tt.statuses, got)
		}
	}
}

func FuzzStatusAway(f *testing.F) {
	f.Add("vacationing", "Vacationing until 4 Jan", ":palm_tree:")
	f.Add(":a:", " ", "::")
	f.Fuzz(func(t *testing.T, status, text, emoji string) {
		got := StatusAway([]string{status}, text, emoji)
		if spaced := StatusAway([]string{status}, "  "+strings.ReplaceAll(text, " ", "   ")+" ", emoji); spaced != got {
			t.Errorf("spaces turn %q %q with %q into %v", text, emoji, status, spaced)
		}
	})
}

// A statusStory is somebody whose status is seen again and again.
type statusStory struct {
	p   Person
	ids int
}

// sees follows what the status says at a time of London's clock; until is "" for a status without an end.
func (s *statusStory) sees(t testing.TB, away bool, now, until string) {
	t.Helper()
	var end time.Time
	if until != "" {
		end = at(t, until)
	}
	s.follow(s.p.StatusSpell(away, at(t, now), end, london(t)))
}

// follow does to the person what a store would.
func (s *statusStory) follow(spell Spell) (changed bool) {
	put, back := s.p.FollowStatus(spell)
	for _, a := range put {
		if a.ID == "" {
			s.ids++
			a.ID = fmt.Sprint("a", s.ids)
		}
		s.p.Absences = append(slices.DeleteFunc(slices.Clone(s.p.Absences), func(old Absence) bool { return old.ID == a.ID }), a)
	}
	s.p.Absences = slices.DeleteFunc(slices.Clone(s.p.Absences), func(a Absence) bool { return slices.Contains(back, a.ID) })
	return len(put)+len(back) > 0
}

// knows writes the absences: "11-23..11-27 whole".
func (s *statusStory) knows() string {
	var known []string
	for _, a := range s.p.Absences {
		to := "…"
		if a.Span.To != Forever {
			to = a.Span.To.String()[5:]
		}
		known = append(known, fmt.Sprintf("%s..%s %d", a.Span.From.String()[5:], to, a.Part))
	}
	slices.Sort(known)
	return strings.Join(known, ", ")
}

func TestFollowStatus(t *testing.T) {
	type seen struct {
		away       bool
		now, until string
	}
	for _, tt := range []struct {
		about string
		seen  []seen
		want  string
	}{
		{"set in the morning, no end", []seen{{true, "2026-11-23 08:00", ""}}, "11-23..… 3"},
		{"seen twice", []seen{{true, "2026-11-23 08:00", ""}, {true, "2026-11-25 15:00", ""}}, "11-23..… 3"},
		{"until the end of today", []seen{{true, "2026-11-23 08:00", "2026-11-23 23:59"}}, "11-23..11-23 3"},
		{"until midnight", []seen{{true, "2026-11-23 08:00", "2026-11-25 00:00"}}, "11-23..11-24 3"},
		{"over before work begins", []seen{{true, "2026-11-23 06:00", "2026-11-23 08:00"}}, ""},
		{"set in the afternoon", []seen{{true, "2026-11-23 14:00", "2026-11-27 23:59"}}, "11-23..11-23 2, 11-24..11-27 3"},
		{"set in the afternoon, for the rest of it", []seen{{true, "2026-11-23 14:00", "2026-11-23 23:59"}}, "11-23..11-23 2"},
		{"seen again in the afternoon", []seen{{true, "2026-11-23 14:00", ""}, {true, "2026-11-23 15:00", ""}}, "11-23..11-23 2, 11-24..… 3"},
		{"and in the evening", []seen{{true, "2026-11-23 14:00", ""}, {true, "2026-11-23 19:00", ""}}, "11-23..11-23 2, 11-24..… 3"},
		{"and on the next day", []seen{{true, "2026-11-23 14:00", ""}, {true, "2026-11-24 15:00", ""}}, "11-23..11-23 2, 11-24..… 3"},
		{"set in the evening", []seen{{true, "2026-11-23 18:00", ""}}, "11-24..… 3"},
		{"prolonged", []seen{{true, "2026-11-23 08:00", "2026-11-25 23:59"}, {true, "2026-11-25 10:00", "2026-11-27 23:59"}}, "11-23..11-27 3"},
		{"prolonged from the afternoon", []seen{{true, "2026-11-23 14:00", "2026-11-23 23:59"}, {true, "2026-11-23 16:00", "2026-11-25 23:59"}}, "11-23..11-23 2, 11-24..11-25 3"},
		{"shortened", []seen{{true, "2026-11-23 08:00", ""}, {true, "2026-11-24 10:00", "2026-11-25 23:59"}}, "11-23..11-25 3"},
		{"cleared the same day", []seen{{true, "2026-11-23 08:00", ""}, {false, "2026-11-23 11:00", ""}}, ""},
		{"cleared the same afternoon", []seen{{true, "2026-11-23 14:00", ""}, {false, "2026-11-23 15:00", ""}}, ""},
		{"set and cleared in the evening", []seen{{true, "2026-11-23 18:00", ""}, {false, "2026-11-23 18:05", ""}}, ""},
		{"cleared later", []seen{{true, "2026-11-23 08:00", ""}, {false, "2026-11-25 11:00", ""}}, "11-23..11-24 3"},
		{"cleared after work: the day was spent away", []seen{{true, "2026-11-23 08:00", ""}, {false, "2026-11-25 17:30", ""}}, "11-23..11-25 3"},
		{"expired, and seen to be gone", []seen{{true, "2026-11-23 08:00", "2026-11-24 23:59"}, {false, "2026-11-25 00:00", ""}}, "11-23..11-24 3"},
		{"expired, nobody saw, and set again", []seen{{true, "2026-11-23 08:00", "2026-11-23 23:59"}, {true, "2026-11-26 08:00", "2026-11-26 23:59"}}, "11-23..11-23 3, 11-26..11-26 3"},
		{"cleared and set again on one day", []seen{{true, "2026-11-23 08:00", ""}, {false, "2026-11-25 09:30", ""}, {true, "2026-11-25 10:00", ""}}, "11-23..11-24 3, 11-25..… 3"},
		{"never away", []seen{{false, "2026-11-23 08:00", ""}}, ""},
	} {
		s := &statusStory{p: Person{ID: "U0ANN"}}
		for _, at := range tt.seen {
			s.sees(t, at.away, at.now, at.until)
		}
		if got := s.knows(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.about, got, tt.want)
		}
	}
}

// Whatever a status says, what was said by hand stands; what is past stays; looking twice changes nothing; and from then
// on the calendar says what the status says, where nothing was said by hand.
func TestStatusesAreFollowed(t *testing.T) { rapid.Check(t, statusesAreFollowed) }

func FuzzFollowStatus(f *testing.F) { f.Fuzz(rapid.MakeFuzz(statusesAreFollowed)) }

func statusesAreFollowed(t *rapid.T) {
	start := anyDay().Draw(t, "today")
	manual := slices.DeleteFunc(anyAbsences(start).Draw(t, "said by hand"), func(a Absence) bool { return a.Source == SaidByStatus })
	for i := range manual {
		manual[i].ID = fmt.Sprint("m", i)
	}
	s := &statusStory{p: Person{ID: "U0ANN", Absences: slices.Clone(manual)}}
	wall := int64(start) * secondsPerDay
	for range rapid.IntRange(1, 6).Draw(t, "looks") {
		wall += rapid.Int64Range(1, 3*secondsPerDay).Draw(t, "later")
		now := time.Unix(wall, 0).UTC()
		var until time.Time
		if rapid.Bool().Draw(t, "ends") {
			until = now.Add(time.Duration(rapid.Int64Range(1, 9*secondsPerDay).Draw(t, "for")) * time.Second)
		}
		before := CalendarOf(&Team{}, s.p)
		spell := s.p.StatusSpell(rapid.Bool().Draw(t, "away"), now, until, time.UTC)
		s.follow(spell)
		if s.follow(spell) {
			t.Fatalf("looking again changes %s", s.knows())
		}
		after := CalendarOf(&Team{}, s.p)
		for d := start - 45; d <= spell.First+45; d++ {
			_, byHand := absentOn(s.p.Absences, d)
			was, _ := absentOn(before.Absences, d)
			is, _ := absentOn(after.Absences, d)
			switch {
			case d < spell.First || byHand:
				if is != was {
					t.Fatalf("%s: %d turns into %d", d, was, is)
				}
			case d > spell.First && (is == WholeDay) != (d <= spell.Last):
				t.Fatalf("%s: away for %d, with a status until %s", d, is, spell.Last)
			case d == spell.First && (is != 0) != (d <= spell.Last):
				t.Fatalf("%s, today: away for %d, with a status until %s", d, is, spell.Last)
			}
		}
	}
	kept := slices.DeleteFunc(slices.Clone(s.p.Absences), func(a Absence) bool { return a.Source == SaidByStatus })
	if !slices.Equal(kept, manual) {
		t.Fatalf("said by hand: %+v, left of it: %+v", manual, kept)
	}
}
