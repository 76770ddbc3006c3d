package bot

// The page of the rhythms: when rituals are held, typed in words and proved by dates, and how long the huddle runs.
// Package coach reads the words; when an expression comes true is the scheduler's to say, through Config.Dates.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"example.com/pacer/bot/coach"
)

// inRhythm begins the block ids of the page; the kind follows.
const inRhythm = "rhythms:"

// inHuddleTimes is the block id of how long the huddle runs.
const inHuddleTimes = "rhythms:huddle_times"

// shownDates is how many coming dates of a rhythm are shown. Three show a slip that no parser can find.
const shownDates = 3

// writeRhythms asks when each ritual is held, in words, and shows what the words lead to. Follow-ups such as the
// huddle's wrap-up have no times of day to choose: they follow the rhythm that they belong to. One field a ritual, in
// words: a cron expression is understood as well, and shown as words where there are any.
func writeRhythms(s *setup, w *sheet) error {
	if s.live() {
		w.small("New times count from now on: nothing that was due before is held again.")
	} else {
		w.small("Step 4 of 5.")
	}
	w.small("Write days and times: weekdays at 09:00, Mondays and Thursdays at 15:30, or off. Rituals are held on working days only.")
	for _, row := range coach.Rhythms {
		if row.Default == nil {
			continue
		}
		block, crons := inRhythm+string(row.Kind), s.team.Rhythms[row.Kind]
		// What stands in the field already is what the dates are asked for.
		hint := s.datesHint(row, crons)
		// What stands in the field and is not saved yet: its dates are asked for before it is.
		if typed, there := s.typed[block]; there {
			if read, err := s.readRhythm(row.Kind, typed.Value); err != nil {
				hint = err.Error()
			} else {
				hint = s.datesHint(row, read)
			}
		}
		w.inputs(nameInput(block, rhythmLabel(row.Kind), hint, coach.RhythmWords(crons), maxRhythmWords))
	}
	w.inputs(nameInput(inHuddleTimes, "The huddle's reminder and its end", "Minutes from its opening, such as 45, 120.",
		huddleTimesText(s.team.Huddle), maxHuddleTimes))
	s.back(w, pageKPIs, press(indexed(actSetupPage, 3), "Show the next dates", s.to(pageRhythms).String()))
	return nil
}

// maxRhythmWords is the room for a rhythm in words, in characters. A check of Slack's client and no rule of ours: what
// is longer comes from a team file, and is changed there.
const maxRhythmWords = 300

// rhythmLabel says what a ritual is, where it is chosen. Where it is held, and for whom, is what tells five times of
// the day apart.
func rhythmLabel(kind coach.RhythmKind) string {
	switch kind {
	case coach.Huddle:
		return "Morning huddle, in the channel"
	case coach.Nudge:
		return "Nudges, to whoever is behind their pace"
	case coach.CheckIn:
		return "Weekly check-in, to each person"
	case coach.Leaderboard:
		return "Leaderboard, in the channel"
	case coach.Digest:
		return "Coaching digest, to the managers"
	default:
		return ritualName(kind)
	}
}

// datesHint says when a rhythm is held next: "Next: Mon 23 Nov 09:00, Tue 24 Nov 09:00, Wed 25 Nov 09:00". Dates are on
// the team's wall clock. Crons must be readable, as those are that came from readRhythm or from the store.
func (s *setup) datesHint(row coach.Rhythm, crons []string) string {
	if len(crons) == 0 {
		return "Off: it is not held."
	}
	dates := s.b.nextDates(&s.team, crons, shownDates)
	if len(dates) == 0 {
		return "No date of it is a working day of the next months."
	}
	said := make([]string, len(dates))
	for i, d := range dates {
		said[i] = d.In(teamZone(&s.team)).Format("Mon 2 Jan 15:04")
	}
	// The dates are the proof of the words: a slip such as the wrong day stands out in three of them.
	hint := "Next: " + strings.Join(said, ", ")
	// A check-in at four is at four in Lisbon and at four in Paris, which are two instants.
	if row.Personal {
		hint += ", in each person's own time"
	}
	return hint + "."
}

// nextDates are the next n instants of a rhythm on working days of the team, over all of its expressions, in the team's
// zone. None where dates cannot be told. The scheduler's own reading of the expressions is handed in by the program
// (Config.Dates), so that what is shown here is what will happen, changes to summer time included. They are instants;
// whoever shows them says in which zone.
func (b *Bot) nextDates(t *coach.Team, crons []string, n int) []time.Time {
	if b.cfg.Dates == nil {
		return nil
	}
	// The team's own calendar: days off of single people change nothing about when a ritual is held.
	// By the team's clock; people's own times differ by their zones and not by the day of the week that matters here.
	calendar, zone := coach.CalendarOf(t, coach.Person{}), teamZone(t)
	const ahead = 60 // instants that are looked at, so that a holiday week and a weekend are passed over
	var all []time.Time
	for _, cron := range crons {
		// What is stored was checked; an expression that cannot be read any more has no dates and no error here.
		dates, err := b.cfg.Dates(cron, t.Zone, b.now(), ahead)
		if err != nil {
			continue
		}
		all = append(all, slices.DeleteFunc(dates, func(at time.Time) bool { return !calendar.Works(coach.DayOf(at, zone)) })...)
	}
	slices.SortFunc(all, time.Time.Compare)
	// Two expressions may name the same instant, which is held once.
	all = slices.CompactFunc(all, time.Time.Equal)
	return all[:min(n, len(all))]
}

// runnable tells whether a cron expression can run, for coach.TeamRules. An expression can be well formed and never
// come true, such as 30 February. Any zone does for that, so it is asked in UTC.
func (b *Bot) runnable(cron string) error {
	if b.cfg.Dates == nil {
		return nil
	}
	_, err := b.cfg.Dates(cron, "UTC", b.now(), 1)
	return err
}

// readRhythm reads one field. Words that were not touched leave the expressions as they are: another spelling of the same
// times would begin the rhythm anew. The error is a sentence in lower case about the words, for its field. It answers
// expressions of five fields, or an empty list for off.
func (s *setup) readRhythm(kind coach.RhythmKind, text string) ([]string, error) {
	old := s.team.Rhythms[kind]
	// Compared with what was shown, before anything is parsed.
	if strings.TrimSpace(text) == coach.RhythmWords(old) {
		return old, nil
	}
	crons, err := coach.ParseRhythm(text)
	if err != nil {
		return nil, err
	}
	for _, cron := range crons {
		if err := s.b.runnable(cron); err != nil {
			return nil, err
		}
	}
	return crons, nil
}

// maxHuddleTimes is the room for the huddle's times, in characters.
const maxHuddleTimes = 40

// huddleTimesText writes how long a huddle runs: "45, 120".
func huddleTimesText(h coach.HuddleTimes) string {
	return fmt.Sprintf("%d, %d", int(h.RemindAfter().Minutes()), int(h.CloseAfter().Minutes()))
}

// readHuddleTimes is its inverse. Words between and behind the numbers do no harm; whether the times may be is
// coach.CheckTeam's to say. Ok is false where there are not just two whole numbers; both are minutes from the opening.
func readHuddleTimes(text string) (coach.HuddleTimes, bool) {
	numbers := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) && r != '-' })
	if len(numbers) != 2 {
		return coach.HuddleTimes{}, false
	}
	remind, err := strconv.Atoi(numbers[0])
	closing, errClosing := strconv.Atoi(numbers[1])
	return coach.NewHuddleTimes(remind, closing), err == nil && errClosing == nil
}

// readRhythms takes the page. All fields are read before any fault is shown, so that nobody mends one to learn of the
// next. What cannot be read leaves the rhythm as it was; a rhythm that is off is an empty list and not a missing one,
// which would be its default. What is refused is only what cannot be read or never comes: two rituals at one time are
// the team's own affair.
func readRhythms(s *setup, state formState) (wrong map[string]string, next string, err error) {
	wrong = map[string]string{}
	for _, row := range coach.Rhythms {
		if row.Default == nil {
			continue
		}
		block := inRhythm + string(row.Kind)
		crons, err := s.readRhythm(row.Kind, state[block].Value)
		if err != nil {
			wrong[block] = titled(err.Error())
			continue
		}
		// It is the setup's own map (see ownCopy), so a fault of a later field leaves the roster's as it was.
		s.team.Rhythms[row.Kind] = crons
	}
	if times, ok := readHuddleTimes(state[inHuddleTimes].Value); ok {
		s.team.Huddle = times
	} else if _, there := state[inHuddleTimes]; there { // a page that was opened under an earlier version has none
		wrong[inHuddleTimes] = "Write two numbers of minutes, such as 45, 120: until the reminder, and until it closes."
	}
	// What cannot be read cannot be checked further.
	if len(wrong) > 0 {
		return wrong, "", nil
	}
	faults, err := s.faults()
	fields := map[string]string{"huddle": inHuddleTimes}
	for _, row := range coach.Rhythms {
		fields["rhythms/"+string(row.Kind)] = inRhythm + string(row.Kind)
	}
	return under(faults, fields), "", err
}
