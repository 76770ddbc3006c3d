package coach

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// String writes hours as people say them: "09:00 to 17:30"; "" for no hours at all. [ParseHours] reads it back.
func (h Hours) String() string {
	if h == (Hours{}) {
		return ""
	}
	return ClockTime(h.From) + " to " + ClockTime(h.To)
}

// ClockTime writes minutes after midnight as a clock shows them: 570 is "09:30", and the end of a day "24:00".
// From 0 to 1,440. It has no zone.
func ClockTime(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// errHours is what to type for hours.
// One answer for all that is wrong: the example says more than the fault.
var errHours = errors.New("Write two times, such as 09:00 to 17:30 or 9am-5:30pm.") //nolint:staticcheck,revive // a sentence for a person

// clockTyped is a time as people type it: 9, 9:30, 09.30, 9am, 5:30 pm.
var clockTyped = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$`)

// betweenTimes parts the two times of a line.
var betweenTimes = regexp.MustCompile(`-|–|—|\bto\b|\buntil\b|\btill\b|\band\b`)

// ParseHours reads two times of day: "22:00 to 07:00", "9-17.30", "from 9am until 5pm". The first may be after the second,
// for hours over midnight. An empty line is no hours, which is no error. An error is a sentence for whoever typed it.
// Minutes after midnight on the clock of whoever typed it. It is for working hours and for quiet ones; CheckWorking
// refuses the former over midnight.
func ParseHours(text string) (Hours, error) {
	line := strings.ToLower(strings.TrimSpace(text))
	for _, word := range []string{"from ", "between "} {
		line = strings.TrimPrefix(line, word)
	}
	if line == "" {
		return Hours{}, nil
	}
	times := betweenTimes.Split(line, -1)
	if len(times) != 2 {
		return Hours{}, errHours
	}
	from, okFrom := parseClock(times[0])
	to, okTo := parseClock(times[1])
	switch {
	case !okFrom || !okTo:
		return Hours{}, errHours
	case to == 0:
		to = 24 * 60 // until midnight is the end of the day and not its beginning
	}
	// To "midnight to midnight" and "9 to 9" nobody knows whether it is all of the day or none of it.
	if from == to || from == 24*60 || from == 0 && to == 24*60 {
		return Hours{}, errors.New("Write two different times of one day; these are all of it, or nothing.") //nolint:staticcheck,revive // a sentence for a person
	}
	return Hours{From: from, To: to}, nil
}

// parseClock reads one time of day as minutes after midnight, 24:00 included.
// 12am is midnight and 12pm noon.
func parseClock(text string) (minutes int, ok bool) {
	m := clockTyped.FindStringSubmatch(strings.ReplaceAll(text, " ", ""))
	if m == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2]) // 0 when there is none
	if m[3] != "" {
		if hour < 1 || hour > 12 {
			return 0, false
		}
		hour %= 12
		if m[3] == "pm" {
			hour += 12
		}
	}
	minutes = hour*60 + minute
	return minutes, minute < 60 && minutes <= 24*60
}

// CheckWorking refuses hours that cannot be working hours; the error is a sentence for whoever typed them.
func (h Hours) CheckWorking() error {
	if h != (Hours{}) && !h.valid() {
		return errors.New("Working hours begin and end on the same day, such as 09:00 to 17:30.") //nolint:staticcheck,revive // a sentence for a person
	}
	return nil
}

// Hold tells whether a wall clock shows a time within the hours at an instant; over midnight when From is after To. The
// zero value holds at no time.
// From is within them, To is not, so that hours which follow one another do not overlap.
func (h Hours) Hold(at time.Time, loc *time.Location) bool {
	wall := at.In(loc)
	minute := wall.Hour()*60 + wall.Minute()
	if h.From <= h.To {
		return h.From <= minute && minute < h.To
	}
	return minute >= h.From || minute < h.To
}

// End returns the first instant, from at on, at which the hours do not hold: at itself when they do not hold then.
func (h Hours) End(at time.Time, loc *time.Location) time.Time { return h.turns(at, loc, false) }

// Begin returns the first instant, from at on, at which the hours hold; the zero time when there is none within two days.
func (h Hours) Begin(at time.Time, loc *time.Location) time.Time { return h.turns(at, loc, true) }

// turns finds the first instant from at on at which the hours hold, or do not. It looks at the wall clock minute by
// minute, as whoever waits for it would: so it is right on days on which the clocks change, whatever they skip or show
// twice. That takes a tenth of a millisecond for a day.
func (h Hours) turns(at time.Time, loc *time.Location, hold bool) time.Time {
	const twoDays = 48 * 60
	for range twoDays {
		if h.Hold(at, loc) == hold {
			return at
		}
		at = at.Truncate(time.Minute).Add(time.Minute)
	}
	return time.Time{}
}
