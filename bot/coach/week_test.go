package coach

import (
	"testing"
	"time"
)

func TestWeekInWords(t *testing.T) {
	for _, c := range []struct {
		week  [7]Part
		first time.Weekday
		want  string
	}{
		{[7]Part{}, time.Monday, ""},
		{[7]Part{0, 3, 3, 3, 3, 3, 0}, time.Monday, "Mon to Fri"},
		{[7]Part{0, 3, 3, 3, Morning, 0, 0}, time.Monday, "Mon to Wed, Thu mornings"},
		{[7]Part{0, 3, 3, 0, 3, Afternoon, 0}, time.Monday, "Mon and Tue, Thu, Fri afternoons"},
		{[7]Part{3, 3, 3, 3, 3, 0, 0}, time.Sunday, "Sun to Thu"},
		{[7]Part{3, 3, 3, 3, 3, 0, 0}, time.Monday, "Mon to Thu, Sun"},
		{[7]Part{3, 3, 3, 3, 3, 3, 3}, time.Monday, "Mon to Sun"},
	} {
		if got := WeekInWords(c.week, c.first); got != c.want {
			t.Errorf("%v from %s is %q, want %q", c.week, c.first, got, c.want)
		}
	}
}
