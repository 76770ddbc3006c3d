package coach

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// isoWeeks is a year with weeks that begin on Monday.
var isoWeeks = Year{Week: time.Monday}

// inDays writes times with dates alone: "11-26..11-26 2".
func inDays(req AwayRequest) string {
	switch {
	case req.Empty:
		return "empty"
	case req.Back:
		return "back"
	}
	var s statusStory
	var known []string
	for _, a := range req.Times {
		s.p.Absences = []Absence{{Span: a.Span, Part: a.Part}}
		known = append(known, s.knows())
	}
	return strings.Join(known, ", ")
}

func TestParseAway(t *testing.T) {
	today := day(t, "2026-11-25") // a Wednesday
	for _, tt := range []struct{ typed, want string }{
		{"", "empty"},
		{"  ", "empty"},
		{"back", "back"},
		{"Off", "back"},
		{"I am back", "back"},
		{"i’m back again", "back"},
		{"back now", "back"},

		{"today", "11-25..11-25 3"},
		{"sick today", "11-25..11-25 3"},
		{"tomorrow", "11-26..11-26 3"},
		{"Tomorrow off", "11-26..11-26 3"},
		{"I'm off tomorrow", "11-26..11-26 3"},
		{"yesterday", "11-24..11-24 3"},
		{"friday", "11-27..11-27 3"},
		{"on Wednesday", "12-02..12-02 3"}, // nobody calls today by its name
		{"this wednesday", "11-25..11-25 3"},
		{"this friday", "11-27..11-27 3"},
		{"next friday", "12-04..12-04 3"},
		{"last Friday", "11-20..11-20 3"},
		{"24 Dec", "12-24..12-24 3"},
		{"Dec 24th", "12-24..12-24 3"},
		{"Thu 24 Dec", "12-24..12-24 3"},
		{"Thursday, 24th of December 2026", "12-24..12-24 3"},
		{"24 Nov", "11-24..11-24 3"},
		{"25 Oct", "10-25..10-25 3"},
		{"24 Oct 2027", "10-24..10-24 3"},

		{"this afternoon", "11-25..11-25 2"},
		{"morning", "11-25..11-25 1"},
		{"tomorrow morning", "11-26..11-26 1"},
		{"tomorrow, in the afternoon", "11-26..11-26 2"},
		{"24 Dec afternoon", "12-24..12-24 2"},
		{"friday morning", "11-27..11-27 1"},

		{"24 Dec..2 Jan", "12-24..01-02 3"},
		{"24 Dec - 2 Jan", "12-24..01-02 3"},
		{"24 Dec-2 Jan", "12-24..01-02 3"},
		{"24 Dec – 2 Jan", "12-24..01-02 3"},
		{"24 Dec to 2 Jan", "12-24..01-02 3"},
		{"vacation from 24 Dec through 2 Jan", "12-24..01-02 3"},
		{"2026-12-24..2027-01-02", "12-24..01-02 3"},
		{"2026-12-24-2027-01-02", "12-24..01-02 3"},
		{"2026-12-24 to 2 Jan", "12-24..01-02 3"},
		{"24-28 Dec", "12-24..12-28 3"},
		{"24 to 28 December", "12-24..12-28 3"},
		{"Dec 24-28", "12-24..12-28 3"},
		{"20 Nov to 27 Nov", "11-20..11-27 3"},
		{"today to friday", "11-25..11-27 3"},
		{"monday to wednesday", "11-30..12-02 3"},
		{"mon-wed", "11-30..12-02 3"},
		{"friday to friday", "11-27..12-04 3"},
		{"24 Dec afternoon to 28 Dec morning", "12-24..12-24 2, 12-25..12-27 3, 12-28..12-28 1"},
		{"this afternoon to tomorrow", "11-25..11-25 2, 11-26..11-26 3"},
		{"this afternoon to tomorrow morning", "11-25..11-25 2, 11-26..11-26 1"},
		{"tomorrow morning to tomorrow afternoon", "11-26..11-26 3"},

		{"until monday", "11-25..11-29 3"},
		{"until tomorrow", "11-25..11-25 3"},
		{"till 4 Jan", "11-25..01-03 3"},
		{"back on monday", "11-25..11-29 3"},
		{"back monday", "11-25..11-29 3"},
		{"24 Dec until 4 Jan", "12-24..01-03 3"},
		{"until this afternoon", "11-25..11-25 1"},
		{"until friday afternoon", "11-25..11-26 3, 11-27..11-27 1"},
		{"this afternoon until monday", "11-25..11-25 2, 11-26..11-29 3"},
		{"24 Dec, back on 4 Jan", "12-24..01-03 3"},
		{"until further notice", "11-25..… 3"},
		{"from 1 Dec until further notice", "12-01..… 3"},

		{"for 3 days", "11-25..11-27 3"},
		{"for three days", "11-25..11-27 3"},
		{"for a day", "11-25..11-25 3"},
		{"a week", "11-25..12-01 3"},
		{"for 2 weeks from monday", "11-30..12-13 3"},
		{"from monday for 2 weeks", "11-30..12-13 3"},
		{"this week", "11-25..11-29 3"},
		{"next week", "11-30..12-06 3"},
		{"next week, mornings", "11-30..12-06 1"},
		{"monday to friday in the afternoons", "11-30..12-04 2"},

		{"tomorrow and friday", "11-26..11-26 3, 11-27..11-27 3"},
		{"24 Dec, 31 Dec", "12-24..12-24 3, 12-31..12-31 3"},
		{"tomorrow afternoon, 24 Dec..2 Jan", "11-26..11-26 2, 12-24..01-02 3"},
		{"30 Dec 2027", "12-30..12-30 3"},
	} {
		req, err := ParseAway(tt.typed, today, isoWeeks)
		if got := inDays(req); got != tt.want || err != nil {
			t.Errorf("%q: %s (%v), want %s", tt.typed, got, err, tt.want)
		}
	}
}

// In January the days around the turn of the year are the near ones.
func TestParseAwayInANewYear(t *testing.T) {
	for _, tt := range []struct{ today, typed, from, to string }{
		{"2027-01-03", "24 Dec", "2026-12-24", "2026-12-24"},
		{"2027-01-03", "24 Dec..2 Jan", "2026-12-24", "2027-01-02"},
		{"2027-01-30", "24 Dec..2 Jan", "2027-12-24", "2028-01-02"},
		{"2026-11-25", "24 Dec..2 Jan", "2026-12-24", "2027-01-02"},
		{"2027-06-01", "29 Feb", "2028-02-29", "2028-02-29"},
		{"2026-11-25", "1 Oct", "2027-10-01", "2027-10-01"},
	} {
		req, err := ParseAway(tt.typed, day(t, tt.today), isoWeeks)
		if err != nil || len(req.Times) != 1 || req.Times[0].Span != (Span{day(t, tt.from), day(t, tt.to)}) {
			t.Errorf("%q on %s: %v, %v", tt.typed, tt.today, req, err)
		}
	}
}

func TestParseAwayRefuses(t *testing.T) {
	today := day(t, "2026-11-25")
	for _, tt := range []struct{ typed, part, text string }{
		{"sick", "", "I see no day in that. " + awayAdvice},
		{"whenever", "whenever", "I can't tell which days “whenever” are. " + awayAdvice},
		{"i'm off", "off", "I can't tell which days “off” are. " + awayAdvice},
		{"24/12", "24/12", "I can't tell which days “24/12” are. Write a date as 2026-12-24 or 24 Dec. " + awayAdvice},
		{"next week monday", "monday", "I can't tell which days “monday” are. " + awayAdvice},
		{"31 Nov", "31 Nov", "There is no day “31 Nov”. Write a date as 2026-11-20 or 20 Nov."},
		{"2026-02-30", "2026-02-30", "There is no day “2026-02-30”. Write a date as 2026-11-20 or 20 Nov."},
		{"24 Dec to", "", "The last day is missing. " + awayAdvice},
		{"until", "", "The last day is missing. " + awayAdvice},
		{"until\nmonday", "", "The last day is missing. " + awayAdvice},
		{"24 Dec to, 28 Dec", "", "The last day is missing. " + awayAdvice},
		{"for 3 days from\n", "", "The last day is missing. " + awayAdvice},
		{"2026-12-24..2026-12-01", "2026-12-24 to 2026-12-01", "“2026-12-24 to 2026-12-01” ends before it begins. " + awayAdvice},
		{"tomorrow afternoon to tomorrow morning", "tomorrow afternoon to tomorrow morning", "“tomorrow afternoon to tomorrow morning” ends before it begins. " + awayAdvice},
		{"until today", "until today", "“until today” ends before it begins. " + awayAdvice},
		{"Fri 24 Dec", "Fri 24 Dec", "“Fri 24 Dec”: 24 Dec 2026 is a Thursday. Please write the day that you mean."},
		{"24 Oct 2026", "24 Oct 2026", "Sat 24 Oct 2026 is more than 31 days back. The earliest day is Sun 25 Oct 2026."},
		{"31 Dec 2027", "31 Dec 2027", "“31 Dec 2027” is more than 400 days ahead. The last day is Thu 30 Dec 2027."},
		{"for 500 days", "for 500 days", "“for 500 days” is more than 400 days ahead. The last day is Thu 30 Dec 2027."},
		{"this afternoon, mornings", "mornings", "“mornings” goes with whole days. For example: next week, mornings."},
		{strings.Repeat("tomorrow, ", 13), "tomorrow", "That is more than I can take at once. Please send it in two lines."},
		{strings.Repeat("x", MaxLine+1), "", "That is longer than 3,000 characters. " + awayAdvice},
	} {
		req, err := parseAway(tt.typed, today, isoWeeks)
		if err == nil {
			t.Errorf("%q was read as %s", tt.typed, inDays(req))
		} else if err.Part != tt.part || err.Text != tt.text {
			t.Errorf("%q: %q\n%s\nwant %q\n%s", tt.typed, err.Part, err.Text, tt.part, tt.text)
		}
	}
}

func TestAwayInWords(t *testing.T) {
	today := day(t, "2026-11-25")
	for _, tt := range []struct {
		from, to string
		part     Part
		want     string
	}{
		{"2026-11-25", "2026-11-25", WholeDay, "today"},
		{"2026-11-25", "2026-11-25", Afternoon, "this afternoon"},
		{"2026-11-26", "2026-11-26", Morning, "tomorrow morning"},
		{"2026-12-24", "2027-01-02", WholeDay, "Thu 24 Dec to Sat 2 Jan"},
		{"2026-12-24", "2028-01-02", WholeDay, "Thu 24 Dec to Sun 2 Jan 2028"},
		{"2026-10-01", "2026-11-26", WholeDay, "Thu 1 Oct 2026 to tomorrow"},
		{"2026-11-30", "2026-12-04", Morning, "Mon 30 Nov to Fri 4 Dec, mornings"},
		{"2026-11-25", "", WholeDay, "today until further notice"},
	} {
		a := AwayTime{Span{day(t, tt.from), Forever}, tt.part}
		if tt.to != "" {
			a.Span.To = day(t, tt.to)
		}
		if got := a.Words(today); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

// What is written about an absence is read as the same absence.
func TestAwayWordsAreReadBack(t *testing.T) { rapid.Check(t, awayWordsAreReadBack) }

func FuzzAwayWords(f *testing.F) { f.Fuzz(rapid.MakeFuzz(awayWordsAreReadBack)) }

func awayWordsAreReadBack(t *rapid.T) {
	// A line reads years from 2000 to 2099.
	today := Day(rapid.IntRange(11_000, 46_000).Draw(t, "today"))
	from := today + Day(rapid.IntRange(-maxAwayBack, maxAwayAhead).Draw(t, "from"))
	a := AwayTime{Part: rapid.SampledFrom([]Part{Morning, Afternoon, WholeDay}).Draw(t, "part")}
	a.Span = Span{from, min(from+Day(rapid.IntRange(0, 430).Draw(t, "for")), today+maxAwayAhead)}
	if rapid.IntRange(0, 9).Draw(t, "open") == 0 {
		a.Span.To = Forever
	}
	words := a.Words(today)
	req, err := ParseAway(words, today, anyYear().Draw(t, "year"))
	if err != nil || len(req.Times) != 1 || req.Times[0] != a {
		t.Fatalf("%s on %s: %v is read as %v, %v", words, today, a, req.Times, err)
	}
}

// Whatever is typed, the answer is days within the bounds, or a sentence.
func FuzzParseAway(f *testing.F) {
	for _, seed := range []string{
		"", "back", "off", "24 Dec..2 Jan", "24-28 Dec", "Dec 24-28", "until monday morning", "for 3 days", "a week from tomorrow afternoon",
		"next week, mornings", "Thu, 24 Dec 2026 in the afternoon to 28 Dec", "2026-12-24-2027-01-02", "29 feb", "- - ..", "this", "back on", "32 32 to 32 May",
	} {
		f.Add(seed, 20_000)
	}
	f.Fuzz(func(t *testing.T, typed string, on int) {
		today := Day(10_000 + (on%40_000+40_000)%40_000)
		req, err := parseAway(typed, today, isoWeeks)
		if err != nil {
			if !strings.HasSuffix(err.Text, ".") || strings.Contains(strings.ToLower(err.Text), "why") {
				t.Errorf("%q: %q", typed, err.Text)
			}
			return
		}
		if kinds := len(req.Times); !req.Empty && !req.Back && kinds == 0 || (req.Empty || req.Back) && kinds > 0 {
			t.Errorf("%q is read as %+v", typed, req)
		}
		for _, a := range req.Times {
			if a.Part == 0 || a.Span.Days() == 0 || a.Span.From < today-maxAwayBack || a.Span.From > today+maxAwayAhead ||
				a.Span.To != Forever && a.Span.To > today+maxAwayAhead {
				t.Errorf("%q is read as %+v", typed, a)
			}
		}
	})
}
