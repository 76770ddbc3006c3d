package bot

import (
	"slices"
	"testing"
	"time"

	"github.com/slack-go/slack/slackevents"

	"example.com/pacer/bot/coach"
)

// comesInto is Pacer being added to a channel; it returns what it says there.
func (s *stage) comesInto(channel, who string) string {
	s.t.Helper()
	before := len(s.store.outbox)
	s.n++
	s.event("EvJ"+string(rune('a'+s.n)), "member_joined_channel", &slackevents.MemberJoinedChannelEvent{User: who, Channel: channel, Inviter: "U0MAYA"})
	said := s.store.outbox[before:]
	if len(said) == 0 {
		return ""
	}
	if len(said) > 1 || said[0].Channel != channel {
		s.t.Errorf("said %v", said)
	}
	return flat(said[0].Text)
}

func TestPacerGreetsAChannelOnce(t *testing.T) {
	west := westTeam()
	west.Rhythms = map[coach.RhythmKind][]string{coach.Huddle: {"0 9 * * 1-5"}, coach.Leaderboard: {"0 17 * * 5"}}
	east := eastTeam()
	east.Rhythms = map[coach.RhythmKind][]string{coach.Huddle: {}, coach.Leaderboard: {}}
	s := newStage(t, west, east)
	s.store.roster.People["U0ADA"] = coach.Person{ID: "U0ADA", Name: "<Ada>", Zone: "UTC", Admin: true}
	s.bot.cfg.Dates = func(cron, _ string, after time.Time, _ int) ([]time.Time, error) {
		if cron != "0 9 * * 1-5" {
			return nil, nil
		}
		return []time.Time{after.Add(22 * time.Hour)}, nil
	}
	wants(t, s.comesInto("C0WEST", "U0PACER"), "I keep the rhythm of West here.", "Huddle: ", "at 09:00, next on Thu 26 Nov", "Leaderboard: ", "at 17:00")
	if said := s.comesInto("C0WEST", "U0PACER"); said != "" {
		t.Errorf("invited again it says %q", said)
	}
	wants(t, s.comesInto("C0EAST", "U0PACER"), "I keep the rhythm of East here.", "switched off")
	wants(t, s.comesInto("C0ELSE", "U0PACER"), "not a team's home yet", "&lt;Ada&gt; can make it one with `/pacer setup`.", "!<@")
	if said := s.comesInto("C0NEW", "U0ANN"); said != "" {
		t.Errorf("somebody else came in, and Pacer says %q", said)
	}
}

// A new rep hears from Pacer once, when they are at work; whoever is away, was there before or does not take part does not.
func TestTheFirstWord(t *testing.T) {
	s := newStage(t)
	person := func(id string, change func(*coach.Person)) {
		p := s.store.roster.Person(id)
		change(&p)
		s.store.roster.People[id] = p
	}
	s.store.roster.Teams[0].Reps = []string{"U0ANN", "U0BOB", "U0CAL", "U0GUS", "U0NEW"}
	person("U0BOB", func(p *coach.Person) {
		p.Absences = []coach.Absence{{ID: "a", Person: "U0BOB", Span: coach.Span{From: wednesdayDay(), To: wednesdayDay()}, Part: coach.WholeDay, Source: coach.SaidBySelf}}
	})
	person("U0CAL", func(p *coach.Person) { p.Welcomed = true })
	person("U0GUS", func(p *coach.Person) { p.Zone, p.Guest = "UTC", true })
	round := func() (told []string) {
		before := len(s.store.outbox)
		roster, err := s.store.Roster(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.bot.welcomeFrom(t.Context(), roster)
		for _, m := range s.store.outbox[before:] {
			told = append(told, m.Channel)
			wants(t, m.Text, "I keep count for West", "`/log 5 conversations`")
			wants(t, buttonsOf(s.t, m), "[Log something]")
		}
		return told
	}
	for _, step := range []struct {
		at   time.Time
		told []string
	}{
		{wednesday.Add(-4 * time.Hour), nil},
		{wednesday, []string{"U0ANN"}},
		{wednesday.Add(time.Minute), nil},
		{wednesday.Add(10 * time.Hour), nil},
		{wednesday.Add(24 * time.Hour), []string{"U0BOB"}},
	} {
		s.clock = step.at
		if told := round(); !slices.Equal(told, step.told) {
			t.Errorf("at %s: %v, want %v", step.at, told, step.told)
		}
	}
}

// A team that is made in a channel where Pacer has been for long is greeted for there, once, whichever door it came by; one
// that was there before the program was started is not, nor one in whose channel Pacer is not.
func TestATeamMadeWherePacerIsAlready(t *testing.T) {
	west, east := westTeam(), eastTeam()
	south, north := eastTeam(), eastTeam()
	south.ID, south.Name, south.Channel = "south", "South", "C0SOUTH"
	north.ID, north.Name, north.Channel = "north", "North", "C0NORTH"
	s := newStage(t, west)
	s.slack.directory.members = map[string][]string{"C0WEST": {"U0PACER"}, "C0EAST": {"U0PACER"}, "C0SOUTH": {"U0ANN", "U0PACER"}}
	ann := s.store.roster.Person("U0ANN")
	ann.Welcomed = true
	s.store.roster.People["U0ANN"] = ann
	var known map[string]bool
	round := func() (told string) {
		before := len(s.store.outbox)
		roster, err := s.store.Roster(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		known = s.bot.greetHomes(t.Context(), roster, known)
		for _, m := range s.store.outbox[before:] {
			told += m.Channel + ": " + flat(m.Text) + "\n"
		}
		return told
	}
	wants(t, "said "+round(), "said ", "!Hello")
	s.store.roster.Teams = append(s.store.roster.Teams, east, north)
	wants(t, round(), "C0EAST: Hello! I am Pacer, and I keep the rhythm of East here.", "!C0NORTH")
	wants(t, "said "+round(), "!Hello")
	west.Channel = "C0SOUTH"
	wants(t, round(), "C0SOUTH: Hello! I am Pacer, and I keep the rhythm of West here.")
	known = nil // the program is started anew
	wants(t, "said "+round(), "!Hello")
	s.store.roster.Teams = []*coach.Team{south}
	west.Channel, known = "C0WEST", nil
	wants(t, round(), "C0SOUTH: Hello! I am Pacer, and I keep the rhythm of South here.")
}
