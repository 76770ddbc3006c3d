package scheduler

import (
	"testing"
	"time"
)

func TestDatesOfACron(t *testing.T) {
	after := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	got, err := Dates("0 9 * * 1-5", "Europe/London", after, 3)
	if err != nil || len(got) != 3 || !got[0].Equal(after.AddDate(0, 0, 1)) || !got[2].Equal(after.AddDate(0, 0, 3)) {
		t.Errorf("%v, %v", got, err)
	}
	for _, c := range [][2]string{{"0 9 * *", "UTC"}, {"0 9 30 2 *", "UTC"}, {"0 9 * * *", "Europe/Nowhere"}} {
		if got, err := Dates(c[0], c[1], after, 3); err == nil {
			t.Errorf("%v: %v", c, got)
		}
	}
}
