package coach

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// AwayStatuses are the Slack statuses that mean away where a team has not said which do: the two that Slack offers for
// it, and what people type for the same. An emoji counts where there is no text beside it.
// "In a meeting", "Commuting" and "Working remotely", which Slack offers as well, are no absence. It is shared, and
// nobody changes it. In lower case, as what is compared with them is.
var AwayStatuses = []string{
	"vacationing", "out sick", ":palm_tree:", ":face_with_thermometer:",
	"vacation", "on vacation", "holiday", "on holiday", "on leave", "annual leave", "parental leave", "sick leave", "off sick",
	"out of office", "out of the office", "ooo", "pto", "on pto", "day off", "away on vacation", "away on holiday",
}

// StatusAway tells whether a Slack status means that its owner is away: its text is one of the statuses, whatever the
// case, the spaces and the emoji around it, or begins with one and goes on with until when or where ("Vacationing until
// 4 Jan", "OOO, back Monday", "on vacation in Rome"). What goes on otherwise says something else: "Vacationing next week"
// is no absence. A status without a text is compared by its emoji, with one that is written as a shortcode,
// ":palm_tree:". Statuses that are nil are AwayStatuses; none at all are none.
// Text and emoji are as Slack has them in a profile, unescaped. A status is a hint and no word of a person to Pacer: so
// it never beats what was said by hand, and a doubtful one is none.
func StatusAway(statuses []string, text, emoji string) bool {
	if statuses == nil {
		statuses = AwayStatuses
	}
	text = statusWords(text)
	if text == "" {
		emoji = strings.Trim(strings.ToLower(strings.TrimSpace(emoji)), ":")
		return emoji != "" && slices.ContainsFunc(statuses, func(s string) bool {
			return isShortcode(s) && strings.ToLower(strings.Trim(strings.TrimSpace(s), ":")) == emoji
		})
	}
	return slices.ContainsFunc(statuses, func(s string) bool {
		words := statusWords(s)
		if words == "" {
			return false
		}
		rest, ok := strings.CutPrefix(text, words)
		return ok && (rest == "" || rest[0] == ' ' && goesOn(rest[1:]))
	})
}

// statusWords are the words of a status in lower case, one space between them, without shortcodes and whatever is
// neither a letter nor a digit around a word.
// "🌴 Vacationing!" and "vacationing" are one.
func statusWords(status string) string {
	var words []string
	for word := range strings.FieldsSeq(strings.ToLower(status)) {
		if isShortcode(word) {
			continue
		}
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// isShortcode tells whether a word is an emoji as Slack writes it: ":palm_tree:". A custom emoji of the workspace has
// the same form.
func isShortcode(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) > 2 && s[0] == ':' && s[len(s)-1] == ':' && !strings.ContainsFunc(s, unicode.IsSpace)
}

// goesOn tells whether what follows an away status still says that somebody is away now.
// In doubt it is no: an absence that nobody meant silences somebody, one that was not seen costs a prompt.
func goesOn(rest string) bool {
	first, _, _ := strings.Cut(rest, " ")
	switch first {
	case "until", "till", "til", "through", "to", "today", "now", "this", "back", "return", "returning", "in", "at", "with", "and":
		return true
	}
	return first[0] >= '0' && first[0] <= '9' // "OOO 24 Dec"; dates to come are for /pacer away
}

// A Spell is the time for which a Slack status says that somebody is away. It is a snapshot of one look at a status;
// what was known before is FollowStatus's to compare.
type Spell struct {
	First Day  // the first day that the status can still change anything about
	Part  Part // of First; days after it are away as a whole
	Last  Day  // Forever when the status does not end by itself; before First when it does not say away
}

// StatusSpell is what a status says that was seen at an instant, by the wall clock of the person and their working
// hours. A status of the afternoon does not change the morning before it, and one of the evening begins tomorrow. Until
// is when Slack takes the status away by itself, zero when it does not: a status that ends before work begins does not
// count for that day.
// The zone is the person's. Away false is a status that says nothing of the kind, or none: then Last lies before
// First.
func (p Person) StatusSpell(away bool, now, until time.Time, loc *time.Location) Spell {
	hours, wall := p.Settings.Hours.orOffice(), now.In(loc)
	s := Spell{First: DayOf(now, loc), Part: WholeDay, Last: Forever}
	switch minute := minuteOf(wall); {
	case minute >= hours.To:
		s.First++
	case 2*minute >= hours.From+hours.To:
		s.Part = Afternoon
	}
	switch {
	case !away:
		s.Last = s.First - 1
	case !until.IsZero():
		s.Last = DayOf(until, loc)
		if minuteOf(until.In(loc)) <= hours.From {
			s.Last--
		}
	}
	return s
}

// minuteOf is how many minutes after midnight a wall clock shows. On a day on which the clocks change some minutes come
// twice, which is what a wall clock shows.
func minuteOf(wall time.Time) int { return wall.Hour()*60 + wall.Minute() }

// FollowStatus is how the absences that are known from a person's status have to change for what the status says now:
// which to put, a new one without an id or one that is known with another end, and the ids of those to take back. A
// status that is set makes an absence, one that is prolonged or shortened moves its end, one that is cleared ends it
// yesterday. Of an absence that has not begun by then, or began today, nothing is left. Both are empty when the status
// says nothing new, so that it can be followed as often as it is seen. What was said by hand is never touched.
// The caller gives new ones their ids and their instant.
func (p Person) FollowStatus(s Spell) (put []Absence, back []string) {
	var running []Absence
	for _, a := range p.Absences {
		if a.Source == SaidByStatus && a.Span.To >= s.First {
			running = append(running, a)
		}
	}
	// What is wanted and runs already is left, or gets another end; what runs and is not wanted is ended below.
	for _, want := range s.wants(running) {
		i := slices.IndexFunc(running, func(a Absence) bool { return a.Span.From == want.Span.From && a.Part == want.Part })
		if i < 0 {
			want.Person, want.Source = p.ID, SaidByStatus
			put = append(put, want)
			continue
		}
		if a := running[i]; a.Span.To != want.Span.To {
			a.Span.To = want.Span.To
			put = append(put, a)
		}
		running = slices.Delete(running, i, i+1)
	}
	for _, a := range running {
		if a.Span.From >= s.First {
			back = append(back, a.ID)
			continue
		}
		a.Span.To = s.First - 1
		put = append(put, a)
	}
	return put, back
}

// wants are the absences that a spell asks for when some are running already: what runs keeps its beginning.
// At most two: the rest of the first day, and the days after it.
func (s Spell) wants(running []Absence) (want []Absence) {
	if s.Last < s.First {
		return nil
	}
	for _, a := range running {
		if a.Part == WholeDay && a.Span.From <= s.First {
			return []Absence{{Span: Span{a.Span.From, s.Last}, Part: WholeDay}}
		}
		// Seen again in the afternoon in which it began, or in the evening after it: the first half day is as it was.
		if a.Span.From == s.First {
			s.Part = a.Part
		}
	}
	whole := Span{s.First, s.Last}
	if s.Part != WholeDay {
		want = append(want, Absence{Span: Span{s.First, s.First}, Part: s.Part})
		whole.From++
	}
	if whole.From <= whole.To {
		want = append(want, Absence{Span: whole, Part: WholeDay})
	}
	return want
}
