package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"example.com/pacer/bot"
	"example.com/pacer/bot/coach"
)

// What a team file says of days: holidays, the days of the week, the year, and what a status says of somebody's.

// day reads a date; ok is false after a fault.
// Dates are written as 2026-12-25 alone: 12/25 and 25/12 are two habits.
func (r *teamReader) day(n ast.Node, what string) (day coach.Day, ok bool) {
	text, ok := r.text(n, what)
	if !ok {
		return 0, false
	}
	day, err := coach.ParseDay(text)
	if err != nil {
		r.at(n, "%q is no date: %s is a date that exists, such as 2026-12-25.", text, what)
	}
	return day, err == nil
}

// holidays reads dates, with names or without. One that could not be read keeps its place, so that faults of the others
// find theirs; it gets a day of long ago, a different one each, that none of the others has.
// A mapping is for a day that has a name.
func (r *teamReader) holidays(n ast.Node) {
	for i, item := range r.list(n, "holidays", "holidays") {
		// A day that holds the place has to differ from all others, or CheckTeam would tell of a double that nobody
		// wrote.
		h := coach.Holiday{Day: coach.NewDay(1, time.January, 1+i)}
		take := func(n ast.Node) {
			if day, ok := r.day(n, "a holiday"); ok {
				h.Day = day
			}
		}
		if _, ok := item.(ast.MapNode); ok {
			r.mapping(item, fmt.Sprintf("holidays/%d/", i), "a holiday", []field{
				{"day", true, take},
				{"name", false, func(n ast.Node) { h.Name = r.plain(n, "a holiday's name") }},
			})
		} else {
			take(item)
		}
		r.team.Holidays = append(r.team.Holidays, h)
	}
}

// yearsAhead is for how many years after this one a calendar's days are taken: as far as people plan, and as calendars
// are published.
// Whoever wants more applies the file again next year; doctor says when the days run out. Holidays of last year are
// taken too, as boards of it may be asked for; those of before are kept, see withPast.
const yearsAhead = 2

// holidaysFrom reads a calendar that lies beside the file, from last year's days on. Only there: a file that somebody was
// sent is not to read others of the machine.
// Nothing is fetched: what a team's days are must not depend on who answers at an address. The days are the file's
// own dates, of no zone.
func (r *teamReader) holidaysFrom(n ast.Node) {
	name, ok := r.text(n, "holidays_from")
	if !ok {
		return
	}
	// ".." and absolute paths, and on Windows the names of devices.
	if !filepath.IsLocal(name) {
		r.at(n, "%q does not lie beside the team file: put the calendar there and write its name, such as uk.ics.", name)
		return
	}
	f, err := os.Open(filepath.Join(r.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		r.at(n, "there is no %s beside the team file.", name)
		return
	} else if err != nil {
		r.at(n, "%s cannot be opened: %v.", name, err)
		return
	}
	defer f.Close()
	// In UTC, since the file may not have a zone yet; around New Year the year before makes up for it.
	year := r.now.UTC().Year()
	r.imported, err = bot.ParseHolidays(f, coach.NewDay(year-1, time.January, 1), coach.NewDay(year+yearsAhead, time.December, 31))
	if err != nil {
		r.at(n, "%s: %v.", name, err)
	}
}

// workingDays replaces the default as a whole.
// A team that sells on Saturdays names all of its days, not only the one more.
// An empty list is a fault, said by CheckTeam: a team that never works has no rituals.
func (r *teamReader) workingDays(n ast.Node) {
	var days coach.Weekdays
	for _, item := range r.list(n, "working_days", "working_days") {
		day, ok := r.weekday(item)
		if !ok {
			r.spoilt[n] = true // what is left of the list is not what it says
			continue
		}
		if days[day] {
			r.at(item, "%s stands twice among the working days.", strings.ToLower(day.String()))
		}
		days[day] = true
	}
	r.team.WorkingDays = days
}

// weekday reads a day by its English name or the first three letters of it.
// "Fri", "fri" and "Friday" are the same; "fr" and "5" are none, for some weeks start with 0 and others with 1.
// ok is false after a fault.
func (r *teamReader) weekday(n ast.Node) (time.Weekday, bool) {
	text, ok := r.text(n, "a day of the week")
	if !ok {
		return 0, false
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		full := strings.ToLower(day.String())
		if s := strings.ToLower(text); s == full || s == full[:3] {
			return day, true
		}
	}
	r.at(n, "%q is no day of the week: there are %s.", text, allowedDays)
	return 0, false
}

// fiscalYear reads the date on which the year begins.
// It decides what a quarter is. Without it the year begins on 1 January.
func (r *teamReader) fiscalYear(n ast.Node) {
	text, ok := r.text(n, "fiscal_year")
	if !ok {
		return
	}
	var err error
	if r.team.Fiscal, err = coach.ParseFiscal(text); err != nil {
		r.at(n, "%v.", err)
	}
}

// huddle reads how long one runs; which days and at what time is among the rhythms. Both are minutes from the opening;
// their bounds are CheckTeam's.
func (r *teamReader) huddle(n ast.Node) {
	var remind, closing int64 // what is not said is as usual
	r.mapping(n, "huddle/", "a huddle", []field{
		{"remind_after", false, func(n ast.Node) { remind, _ = r.number(n, "remind_after") }},
		{"close_after", false, func(n ast.Node) { closing, _ = r.number(n, "close_after") }},
	})
	r.team.Huddle = coach.NewHuddleTimes(int(remind), int(closing))
}

// awayStatuses reads what a Slack status says of somebody who is away. To be compared with what people set, the words
// are folded.
// They replace the usual words, so that a team can take one of these away.
func (r *teamReader) awayStatuses(n ast.Node) {
	r.places["statuses"] = n
	items := r.list(n, "statuses", "away_statuses")
	for _, item := range items {
		r.team.Statuses = append(r.team.Statuses, coach.FoldWord(r.plain(item, "a status")))
	}
	if items != nil && len(items) == 0 {
		r.at(n, "away_statuses is empty: leave it out for the usual ones.")
	}
}
