package coach

import (
	"math/big"
	"time"
)

// An Aim is how much of one KPI is meant to be done, from a day on: what the team asks of everybody, or what the
// person's own plan takes.
// Aims of one KPI and person are in the order of From; the first may begin long before anything that is asked for.
// Count is in what the KPI counts.
type Aim struct {
	From  Day // it holds from this day on, until the next aim's
	Count int64
	Per   Period
	Own   bool      // from the person's own plan
	Known time.Time // Own: what was known of absences by then is in the number
}

// full is the working time that an aim's count is meant for, in the unit of Load, in the period of it that the span is;
// see workingTime for what the team means. A plan is the person's own: their week, their start and their ramp are in its
// numbers, and so are the holidays and the absences that they knew of. What takes time away later makes it smaller.
// When the team began makes neither smaller: 84 a month are four on each of 21 working days, whenever Pacer came.
// Whoever works more than was meant does not owe more, hence the larger of the two times.
// Both sums go over the whole span, today and what is to come included.
func (c Calendar) full(aim Aim, span Span) int {
	c = c.during(span)
	known := c
	if aim.Own {
		known.Absences = nil
		for _, a := range c.Absences {
			if !a.MadeAt.After(aim.Known) {
				known.Absences = append(known.Absences, a)
			}
		}
	}
	meant, has := 0, 0
	for d := span.From; d <= span.To; d++ {
		if aim.Own {
			has += c.HalfDays(d) * c.Start.weight(d)
			meant += known.HalfDays(d) * c.Start.weight(d)
		} else {
			has += c.spread(d).Halves() * c.Start.weight(d)
			meant += c.nominal(aim.Per, d) * c.Start.parts()
		}
	}
	return max(meant, has)
}

// A piece is a run of days of one period that one aim holds on, within one period of the aim.
// A piece's part of the target is count · load / full.
type piece struct {
	count  int64 // of the aim
	full   int   // see Calendar.full
	load   int   // working time on the days, in the unit of Load
	worked int   // of it, before today
	today  bool  // today is one of the days
}

// pieces cuts a period at the days on which an aim, or a period of an aim, begins. Days before the first aim are left
// out.
// A quarter under a weekly aim has about fourteen; one under an aim of its own length has one.
func (c Calendar) pieces(aims []Aim, span Span, today Day) (all []piece) {
	// Absences of other times cost a look for each day.
	near := c.during(span)
	for from := span.From; from <= span.To; {
		i := aimOn(aims, from)
		to := span.To
		if i+1 < len(aims) {
			to = min(to, aims[i+1].From-1)
		}
		if i < 0 {
			from = to + 1
			continue
		}
		period := aims[i].Per.Span(from, c.Year)
		to = min(to, period.To)
		p := piece{count: aims[i].Count, full: c.full(aims[i], period), today: from <= today && today <= to}
		for d := from; d <= to; d++ {
			load := near.asked(d).Halves() * c.Start.weight(d)
			p.load += load
			if d < today {
				p.worked += load
			}
		}
		all = append(all, p)
		from = to + 1
	}
	return all
}

// aimOn is the place of the aim that holds on a day, -1 before the first.
func aimOn(aims []Aim, d Day) int {
	i := -1
	for i+1 < len(aims) && aims[i+1].From <= d {
		i++
	}
	return i
}

// sum sets the target that the pieces add up to, and judges by what of it is expected after today's half seconds. The
// sum is exact and rounded once.
// Seconds is how long half a day of work lasts, and today how much of today's work has passed, in the same unit: so a
// target grows through the day and not over night.
func (p *Pace) sum(pieces []piece, today, seconds uint64) {
	whole, soFar := new(big.Rat), new(big.Rat)
	for _, part := range pieces {
		// Somebody who works on no day of the aim's period owes nothing of it.
		if part.full <= 0 || part.count <= 0 {
			continue
		}
		whole.Add(whole, portion(part.count, uint64(part.load), uint64(part.full)))
		worked := uint64(part.worked) * seconds
		if part.today {
			worked += today
		}
		soFar.Add(soFar, portion(part.count, worked, uint64(part.full)*seconds))
	}
	p.Target = rounded(whole, p.KPI.Whole())
	if whole.Sign() <= 0 {
		p.judge(0, 0, false)
		return
	}
	// What is expected ends at the target as it is shown, not at the one before rounding.
	soFar.Mul(soFar, big.NewRat(p.Target, 1)).Quo(soFar, whole).Mul(soFar, big.NewRat(1000, 1))
	thousandths, rest := new(big.Int).QuoRem(soFar.Num(), soFar.Denom(), new(big.Int))
	p.judge(thousandths.Int64()/1000, thousandths.Int64()%1000, rest.Sign() > 0)
}

// portion is the part of a count that falls to some of all time, exactly.
func portion(count int64, some, all uint64) *big.Rat {
	n := new(big.Int).Mul(big.NewInt(count), new(big.Int).SetUint64(some))
	return new(big.Rat).SetFrac(n, new(big.Int).SetUint64(all))
}

// rounded is q rounded to the nearest multiple of whole, halves up.
// Through rationals: a float loses a cent of a large target.
func rounded(q *big.Rat, whole int64) int64 {
	n := new(big.Rat).Quo(q, new(big.Rat).SetInt64(whole))
	n.Add(n, big.NewRat(1, 2))
	return satMul(new(big.Int).Quo(n.Num(), n.Denom()).Int64(), whole)
}
