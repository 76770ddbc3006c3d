package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/pacer/bot/coach"
)

// What people do on a day, as lists of deeds; demohands.go has how they do it. Everything here is a function of the
// team, the person and the day, so that it does not matter in which steps the clock is moved.

// When things are done, in minutes after midnight; a huddle is open from nine to eleven. Nothing falls on a quarter of
// an hour, where the rituals are: what is filed for a wrap-up is in before it, and what answers one comes after it.
// What is of the huddle is on the team's clock; what people log, and their look back, is on their own.
const (
	huddleAt      = 9 * 60
	managerAt     = 9*60 + 31
	beforeClosing = 10*60 + 43
	answersAt     = 11*60 + 12
	thanksAt      = 11*60 + 29
	afterClosing  = 11*60 + 21
	noon          = 12*60 + 10
	evening       = 16*60 + 12 // from four o'clock a closed huddle's button files for the next one
	applauseAt    = 17*60 + 4
	lookBackAt    = 15*60 + 9
)

// diceOf are the lots of one person on one day for one purpose: the same in every playground. Each purpose has its own,
// so that one more lot drawn for a text does not change everybody's numbers.
// The generator is seeded by both, and drawn from in an order that does not change: a draw that is added has to come
// last.
func diceOf(who string, day coach.Day, purpose string) *rand.Rand {
	return rand.New(rand.NewPCG(seedOf(who+purpose), uint64(day)))
}

// weekOf numbers the weeks, so that texts can be taken in turn.
// By Monday, whatever the team's week is; day 0 was a Thursday, which only moves the count.
func weekOf(day coach.Day) int {
	return int(coach.Weekly.Span(day, coach.Year{Week: time.Monday}).From) / 7
}

// turn takes texts one after another.
// The list is not empty, and n not below zero. By the number of the week or the day, so that a text comes again when
// all have had their turn.
func turn[T any](list []T, n int) T { return list[n%len(list)] }

// hurdleOn is what a rep names on a day; ok is false on days on which nothing is in their way. On the second of their
// days it is the second part of the same story.
// In a week with a holiday on one of the days a part of the story is missing, as in life.
func (v demoVoice) hurdleOn(day coach.Day) (h demoHurdle, ok bool) {
	name := strings.ToLower(day.Weekday().String()[:3])
	part := slices.Index(strings.Fields(v.HurdleDays), name)
	if part < 0 || len(v.Hurdles) == 0 {
		return h, false
	}
	story := turn(v.Hurdles, weekOf(day))
	if part >= len(story) {
		return h, false
	}
	return story[part], true
}

// filing is a rep who files for the huddle, and a colleague who offers help where some was asked for. Help for tomorrow's
// huddle is not offered: what was filed ahead is in no thread yet.
// The day is the one on which they press the button; who files ahead has tomorrow's huddle in mind.
func (c *crew) filing(rep demoRep, voice demoVoice, day coach.Day) []deed {
	// Most of the crowd of a large company: they log, and nobody hears of them.
	if voice.Files == filesNothing {
		return nil
	}
	at, huddle := c.filesAt(rep, voice, day)
	when := on(day, at, rep.ID, c.zone)
	if voice.Files == filesNever {
		// Once a week they press Skip, and on other days nothing at all: so both can be seen.
		if day.Weekday() != time.Wednesday {
			return nil
		}
		return []deed{{at: when, who: rep.ID, what: "skip", do: func(_ context.Context, l *demoLife) error {
			return l.press(rep.ID, c.team.Channel, day, "Skip today")
		}}}
	}
	// Fields go by the labels of the form, as a person finds them.
	fields := c.planned(rep, huddle)
	h, named := voice.hurdleOn(huddle)
	if named {
		fields = append(fields, [2]string{"What could get in the way?", h.Text}, [2]string{"What help would you like?", h.Help})
	}
	out := []deed{{at: when, who: rep.ID, what: "check in", do: func(ctx context.Context, l *demoLife) error {
		return l.fileHuddle(ctx, rep.ID, c.team.Channel, day, fields)
	}}}
	// Six minutes later, when the entry is in the thread.
	if helpers := c.colleagues(rep.ID, day); named && h.Offer != "" && huddle == day && len(helpers) > 0 {
		out = append(out, deed{at: when.Add(6 * time.Minute), who: helpers[0], what: "offer help", do: func(_ context.Context, l *demoLife) error {
			return l.answer(helpers[0], c.team.Channel, day, h.Text, h.Offer)
		}})
	}
	return out
}

// filesAt is when somebody files on a day, in minutes after midnight of the team's clock, and for which day's huddle.
func (c *crew) filesAt(rep demoRep, voice demoVoice, day coach.Day) (minutes int, huddle coach.Day) {
	dice := diceOf(rep.ID, day, "files")
	switch {
	case voice.Files == filesAhead:
		// Those who do not work on any day of a year to come file for today, and nobody sees it.
		if next, ok := coach.CalendarOf(c.team, coach.Person{ID: rep.ID}).Next(day); ok {
			return evening + dice.IntN(50), next
		}
		return evening, day
	case voice.Files == filesLate && (day.Weekday() == time.Tuesday || day.Weekday() == time.Thursday):
		return afterClosing + dice.IntN(15), day
	case voice.Files == filesLate:
		return beforeClosing + dice.IntN(9), day
	}
	return huddleAt + 3 + dice.IntN(14), day
}

// planned is what a rep types into the form: about what they do on a day, which is not always what they should.
// A tenth above what will come of it: most plans are a little bold. Trend is how far they have moved from where they
// began. Label and value, in the order of the form.
func (c *crew) planned(rep demoRep, day coach.Day) [][2]string {
	dice := diceOf(rep.ID, day, "plans")
	var out [][2]string
	for _, k := range c.team.Leading() {
		n := roll(dice, perDay(k.Target)*rep.share(1, true)*1.1) // a little more than it will be
		out = append(out, [2]string{demoTitle(k), strconv.FormatInt(n, 10)})
	}
	return out
}

// demoTitle is a KPI as forms name it: "Conversations". A plural is never empty in the demo's teams.
func demoTitle(k coach.KPI) string { return strings.ToUpper(k.Plural[:1]) + k.Plural[1:] }

// files tells whether somebody checks in, and so is heard of in the channel. Their manager answers as many hurdles as
// there are of these.
func (v demoVoice) files() bool { return v.Files != filesNever && v.Files != filesNothing }

// colleagues are the others of the team who talk, in the order in which they come by on a day. Those who file ahead live
// far away, and would be asleep.
// Whether they work on that day is not asked here: what is done by who is away is dropped in demoDeeds.
func (c *crew) colleagues(of string, day coach.Day) []string {
	var out []string
	for _, r := range c.present {
		if files := voiceOf(r.ID).Files; r.ID != of && (files == filesPromptly || files == filesLate) {
			out = append(out, r.ID)
		}
	}
	diceOf(of, day, "colleagues").Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// logging is what a rep logs on a day: as much as their history would hold, part of it at noon, the rest in the
// afternoon. Who files nothing logs on the morning after where that is a working day; before a weekend they log in time
// for the leaderboard. The numbers are those of demoDay, so weeks that are lived are like those that were seeded: the
// strong stay ahead and the weak behind.
// Days are on the rep's own calendar and clock: who lives in another zone logs in their own afternoon.
func (c *crew) logging(rep demoRep, voice demoVoice, day coach.Day) []deed {
	zone := c.zones[rep.ID]
	if !c.works(rep.ID, day) {
		return nil
	}
	dice := diceOf(rep.ID, day, "logs")
	entries := demoDay(c.team, rep, day, rep.share(1, true), zone)
	first, rest := c.parted(entries, voice)
	afternoon := 16*60 + 8 + dice.IntN(50)
	var out []deed
	// The first line of the day alone may go into the thread: by the afternoon nobody looks there any more.
	if line := c.line(first, voice.Style); line != "" {
		out = append(out, c.log(rep.ID, on(day, noon+dice.IntN(55), rep.ID, zone), line, voice.Style == writesInThread))
	}
	line := c.line(rest, voice.Style)
	switch {
	case line == "":
	// "yesterday" is said in words, so that the grammar of days can be seen at work.
	case voice.Files == filesNever && c.works(rep.ID, day+1):
		out = append(out, c.log(rep.ID, on(day+1, 8*60+20+dice.IntN(20), rep.ID, zone), line+" yesterday", false))
	default:
		if note := turn(demoNotes, int(day)+dice.IntN(3)); dice.IntN(3) == 0 {
			line += " # " + note
		}
		out = append(out, c.log(rep.ID, on(day, afternoon, rep.ID, zone), line, false))
	}
	return append(out, c.win(rep, voice, entries, on(day, afternoon+2, rep.ID, zone), day)...)
}

// parted divides a day's entries into what is logged at noon and what is logged later. Results come in the afternoon.
// The two add up to what the day has. Entries are copies; those given stay as they are.
func (c *crew) parted(entries []coach.Activity, voice demoVoice) (first, rest []coach.Activity) {
	for _, a := range entries {
		k, ok := c.team.KPI(a.KPI)
		// Two fifths by noon. What has one or two a day comes in the afternoon alone: nobody logs half a meeting.
		if part := a.Count * 2 / 5; ok && k.Kind == coach.Leading && voice.Files != filesNever && voice.Files != filesNothing && part > 0 {
			early := a
			early.Count = part
			first = append(first, early)
			a.Count -= part
		}
		rest = append(rest, a)
	}
	return first, rest
}

// line is what somebody types for entries, after "/log "; "" for none. It uses what the grammar of /log offers, so that a
// visitor who looks under the hood sees several ways to write the same.
// Entries are one day's, of KPIs that the team may have lost since: those are left out.
func (c *crew) line(entries []coach.Activity, style demoStyle) string {
	var parts []string
	for _, a := range entries {
		k, ok := c.team.KPI(a.KPI)
		if !ok {
			continue
		}
		n, name := strconv.FormatInt(a.Count, 10), k.Plural
		switch {
		case k.Money(): // kept in cents, and always whole units in the history
			n = strconv.FormatInt(a.Count/100, 10)
		case a.Count == 1:
			name = k.Name
		}
		if style == writesShortly && len(k.Aliases) > 0 {
			name = k.Aliases[0]
		}
		if style == writesInTables {
			n, name = name, n
		}
		parts = append(parts, n+" "+name)
	}
	// Without commas it is as good: numbers part it.
	if style == writesShortly {
		return strings.Join(parts, " ")
	}
	return strings.Join(parts, ", ")
}

// log is one line logged, by command or as a reply in the huddle's thread where there is one today.
// What is what the visitor would type to do the same.
func (c *crew) log(who string, at time.Time, line string, inThread bool) deed {
	day := coach.DayOf(at, c.zone)
	return deed{at: at, who: who, what: "/log " + line, do: func(ctx context.Context, l *demoLife) error {
		hands := l.server.As(who)
		if inThread {
			if huddle, ok := l.huddle(hands, c.team.Channel, day); ok {
				return l.logInThread(ctx, hands, c.team.Channel, huddle, line)
			}
		}
		return hands.Slash(c.team.Channel, "/log "+line)
	}}
}

// win is somebody who tells the channel that they have closed a deal, and the colleagues who are glad. Only a deal that
// is logged is told, a moment after it.
// Revenue is not told: numbers of money are for the ledger.
func (c *crew) win(rep demoRep, voice demoVoice, entries []coach.Activity, at time.Time, day coach.Day) []deed {
	closed := slices.ContainsFunc(entries, func(a coach.Activity) bool {
		k, ok := c.team.KPI(a.KPI)
		return ok && k.Name == "deal" && a.Count > 0
	})
	if !closed || len(voice.Wins) == 0 {
		return nil
	}
	text := turn(voice.Wins, int(day))
	out := []deed{{at: at, who: rep.ID, what: "tell", do: func(_ context.Context, l *demoLife) error {
		_, err := l.server.As(rep.ID).Say(c.team.Channel, text)
		return err
	}}}
	// Five minutes apart, for nobody believes four who clap in one second.
	for i, who := range c.colleagues(rep.ID, day) {
		out = append(out, c.reaction(who, at.Add(time.Duration(4+5*i)*time.Minute), text, turn([]string{"tada", "clap", "tada"}, i)))
	}
	return out
}

// reaction is an emoji under the newest message of the channel that shows a text, where there is one. The winner may be
// the visitor by now, whose message then was never written.
// By its text, as the time stamp of a message that is yet to be written is not known.
func (c *crew) reaction(who string, at time.Time, text, emoji string) deed {
	return deed{at: at, who: who, what: "react", do: func(_ context.Context, l *demoLife) error {
		hands := l.server.As(who)
		m, ok := newest(hands.Messages(c.team.Channel), text)
		if !ok {
			return nil
		}
		return hands.React(c.team.Channel, m.TS, emoji)
	}}
}

// applause is a team that has seen the leaderboard.
// Four minutes apart, and the manager says a word among them. Where the team has no leaderboard, there is no message to
// react to, and nothing happens.
func (c *crew) applause(day coach.Day) []deed {
	if day.Weekday() != time.Friday {
		return nil
	}
	var out []deed
	for i, rep := range c.present {
		if voiceOf(rep.ID).files() {
			emoji := turn([]string{"clap", "muscle", "clap", "raised_hands"}, i+weekOf(day))
			out = append(out, c.reaction(rep.ID, on(day, applauseAt+4*i, rep.ID, c.zone), "Leaderboard", emoji))
		}
	}
	return append(out, c.say(on(day, applauseAt+7, c.Manager.ID, c.zone), turn(demoFridays, weekOf(day))))
}

// say is the manager who writes into the channel. Writing as the manager goes through the same door as a visitor who is
// the manager.
func (c *crew) say(at time.Time, text string) deed {
	return deed{at: at, who: c.Manager.ID, what: "say", do: func(_ context.Context, l *demoLife) error {
		_, err := l.server.As(c.Manager.ID).Say(c.team.Channel, text)
		return err
	}}
}

// managing is a manager's day: a word in the huddle on two mornings of a week, and an answer to what was in the way, some
// minutes after the wrap-up has told them of it. An answer each, two minutes apart, as somebody types.
// Answers are planned for as many hurdles as there are people who file; one that finds none is not given.
func (c *crew) managing(day coach.Day) []deed {
	boss, channel := c.Manager.ID, c.team.Channel
	var out []deed
	for i := range c.filers() {
		out = append(out, deed{at: on(day, answersAt+2*i, boss, c.zone), who: boss, what: "answer a hurdle", do: func(_ context.Context, l *demoLife) error {
			return c.answerHurdle(l, day, i)
		}})
	}
	// On two of five days of the calendar.
	if (int(day)+len(boss))%5 < 2 {
		text := turn(demoMornings, int(day)+int(seedOf(boss)%5))
		out = append(out, deed{at: on(day, managerAt, boss, c.zone), who: boss, what: "say in the huddle", do: func(_ context.Context, l *demoLife) error {
			return l.answer(boss, channel, day, "", text)
		}})
	}
	for _, rep := range c.present {
		h, named := voiceOf(rep.ID).hurdleOn(day)
		if !named {
			continue
		}
		out = append(out, deed{at: on(day, thanksAt, rep.ID, c.zone), who: rep.ID, what: "thank", do: func(_ context.Context, l *demoLife) error {
			hands := l.server.As(rep.ID)
			huddle, ok := l.huddle(hands, channel, day)
			if !ok {
				return nil
			}
			if m, ok := newest(hands.Thread(channel, huddle), h.Answer); ok {
				return hands.React(channel, m.TS, "pray")
			}
			return nil
		}})
	}
	return out
}

// filers is how many of the crew file for huddles. Of those who are there, and not of those who work on the day.
func (c *crew) filers() int {
	n := 0
	for _, rep := range c.present {
		if voiceOf(rep.ID).files() {
			n++
		}
	}
	return n
}

// answerHurdle is a manager who reads the thread of a huddle and answers the n-th of what is in people's way, the
// visitor's too.
// Messages of the bot alone, since replies quote what they answer.
func (c *crew) answerHurdle(l *demoLife, day coach.Day, n int) error {
	hands := l.server.As(c.Manager.ID)
	huddle, ok := l.huddle(hands, c.team.Channel, day)
	if !ok {
		return nil
	}
	for _, m := range hands.Thread(c.team.Channel, huddle) {
		if m.TS == huddle || m.User != demoBot || !strings.Contains(m.Plain(), "In the way") {
			continue
		}
		if n > 0 {
			n--
			continue
		}
		_, err := hands.Reply(c.team.Channel, huddle, c.answerTo(m.Plain(), day))
		return err
	}
	return nil
}

// answerTo is what the manager says to a check-in with a hurdle: to a known one what belongs to it, to any other
// something that fits all.
// A check-in begins with the name of who filed it.
func (c *crew) answerTo(checkIn string, day coach.Day) string {
	for _, rep := range c.present {
		if !strings.HasPrefix(checkIn, rep.Name+" ") {
			continue
		}
		if h, ok := voiceOf(rep.ID).hurdleOn(day); ok && strings.Contains(checkIn, h.Text) {
			return h.Answer
		}
		// A hurdle that is not in the voices was typed by the visitor, who has been this person.
		return fmt.Sprintf(turn(demoAnswers, int(day)), rep.Name)
	}
	// Somebody who is not in the crew, as one whom the visitor has added to the team.
	return "Thank you for naming it. What would help first?"
}

// officeTalk is what is said in #general on a day on which the first team works.
// The people of it need not be in the team; whether they work on that day is not asked of them. In the channel where
// the bot is not, so that it can be seen that it hears nothing there.
func officeTalk(roster *coach.Roster, day coach.Day) []deed {
	team := roster.TeamIn(demoWest.Team.Channel)
	if team == nil || !coach.CalendarOf(team, coach.Person{}).Works(day) {
		return nil
	}
	var out []deed
	for _, line := range turn(demoOffice, weekOf(day)) {
		if line.Weekday == day.Weekday() {
			out = append(out, deed{at: on(day, line.At, line.Who, roster.Zone("", team)), who: line.Who, what: "talk", do: func(_ context.Context, l *demoLife) error {
				_, err := l.server.As(line.Who).Say("general", line.Text)
				return err
			}})
		}
	}
	return out
}

// lookingBack is a rep's weekly check-in: on Friday afternoon, or on Monday morning by who puts things off or does not
// work on Fridays. A week is looked back at once, by the bot's own form; who is away on that day does not.
func (c *crew) lookingBack(rep demoRep, voice demoVoice, day coach.Day) []deed {
	// The day is from here on the Friday of the week that is looked back at, also on Monday.
	putsOff := voice.Files == filesLate || rep.DayOff == time.Friday
	at := lookBackAt + diceOf(rep.ID, day, "week").IntN(80)
	switch {
	case len(voice.Weeks) == 0:
		return nil
	case putsOff && day.Weekday() == time.Monday:
		at, day = 8*60+6, day-3 // before the manager's digest
	case putsOff, day.Weekday() != time.Friday:
		return nil
	}
	when := on(day, at, rep.ID, c.zones[rep.ID])
	if putsOff {
		when = on(day+3, at, rep.ID, c.zones[rep.ID])
	}
	// By the week that is looked back at, so that Monday's look back has the words of Friday's week.
	w := turn(voice.Weeks, weekOf(day))
	return []deed{{at: when, who: rep.ID, what: "look back", do: func(ctx context.Context, l *demoLife) error {
		return l.fileWeek(ctx, rep.ID, day, w)
	}}}
}
