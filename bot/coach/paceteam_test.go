package coach

import (
	"testing"
	"time"
)

// What is worth a word depends on how many people it is about, and of money on how much it is meant to be.
func TestWhatIsWorthAWord(t *testing.T) {
	meeting, revenue := KPI{Name: "meeting", Plural: "meetings"}, KPI{Name: "revenue", Unit: "EUR"}
	for _, c := range []struct {
		about  string
		kpi    KPI
		people int
		target int64
		by     int64 // behind
		want   int64
	}{
		{"one person, by one", meeting, 1, 5, 1, 1},
		{"one person, by nothing", meeting, 1, 5, 0, 0},
		{"nine people, by one", meeting, 9, 45, 1, 1},
		{"a team of nineteen, by one", meeting, 19, 95, 1, 1},
		{"a team of twenty, by one", meeting, 20, 100, 1, 0},
		{"two hundred a minute into the day", meeting, 200, 4000, 16, 0},
		{"two hundred, by twenty", meeting, 200, 4000, 20, 20},
		{"a minute of a quarter's revenue", revenue, 1, 50_000_00, 1_60, 0},
		{"almost a hundredth of it", revenue, 1, 50_000_00, 499_99, 0},
		{"a hundredth", revenue, 1, 50_000_00, 500_99, 500_00},
		{"less than one whole unit of a small target", revenue, 1, 50_00, 99, 0},
		{"a team's revenue, by what one of them would be", revenue, 8, 400_000_00, 500_00, 0},
		{"a team's revenue", revenue, 8, 400_000_00, 4_000_00, 4_000_00},
	} {
		p := Pace{KPI: c.kpi, Target: c.target, Left: c.target, DaysLeft: 10, Load: Load{All: 10, Left: 10, Today: 2}}
		p.stand(c.by, -c.by, c.people)
		if p.Gap != c.want || p.IsBehind() != (c.want > 0) || p.Lead != 0 {
			t.Errorf("%s: %s by %d, want %d", c.about, p.Status, p.Gap, c.want)
		}
		p.stand(-c.by, c.by, c.people)
		if p.Lead != c.want || p.Status == Ahead != (c.want > 0) || p.Gap != 0 {
			t.Errorf("%s, ahead: %s by %d, want %d", c.about, p.Status, p.Lead, c.want)
		}
	}
}

// In a team that has begun an hour ago in Berlin and not yet in London, nobody has done anything, and nobody is behind. At noon
// they are, all together.
func TestTheMorningOfALargeTeam(t *testing.T) {
	team, meeting := west(), west().KPIs[0]
	for now, want := range map[string]Status{"2026-11-23 09:01": OnPace, "2026-11-23 12:00": Behind} {
		var paces []Pace
		for i := range 200 {
			zone := london(t)
			if i%6 == 0 {
				zone = time.FixedZone("Berlin", 3600)
			}
			paces = append(paces, PaceOf(meeting, meeting.Target, 0, 0, CalendarOf(team, Person{}), at(t, now), zone))
		}
		if sum := AddPaces(meeting, paces); sum.Status != want {
			t.Errorf("at %s: %s by %d of %d", now, sum.Status, sum.Gap, sum.Target)
		}
	}
}
