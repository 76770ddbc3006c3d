package coach

import (
	"cmp"
	"slices"
)

// A Sum is an amount of money in one currency, in minor units. Nothing is converted: deals in two currencies are two
// sums. Only amounts that somebody named are in it.
type Sum struct {
	Unit   string // as [Deal.Unit]
	Amount int64
}

// A PipelineRow is the open deals of one stage together. The amounts are not weighed by how likely anything is: no
// number is invented.
type PipelineRow struct {
	Stage  Stage // without an ID in the row of all stages
	Deals  int
	Sums   []Sum // by unit; none when no deal has an amount
	Proven int   // milestones that are proven, of all the deals together
	Of     int   // milestones that have to be, by the stages that the deals are in
}

// Percent is the proven share in whole percent, rounded down so that only all is 100; ok is false when there is nothing to
// prove. Each milestone counts the same.
func (r PipelineRow) Percent() (percent int, ok bool) {
	if r.Of == 0 {
		return 0, false
	}
	return r.Proven * 100 / r.Of, true
}

// add counts a deal in. Sums stay in the order of their codes, so that a page does not change from one look to the
// next.
func (r *PipelineRow) add(d DealRecord, proven, of int) {
	r.Deals++
	r.Proven += proven
	r.Of += of
	// Nobody said: it counts as a deal, and in no sum.
	if d.Amount == 0 {
		return
	}
	i, found := slices.BinarySearchFunc(r.Sums, d.Unit, func(s Sum, unit string) int { return cmp.Compare(s.Unit, unit) })
	if !found {
		r.Sums = slices.Insert(r.Sums, i, Sum{Unit: d.Unit})
	}
	r.Sums[i].Amount += d.Amount
}

// Pipeline sums up open deals by stage: a row for each stage of the process in its order, and the row of all. Deals that
// have ended are left out; one whose stage was retired counts where it stands, see [Process.Place]. The process must
// have a stage.
func Pipeline(p Process, deals []DealRecord) (rows []PipelineRow, all PipelineRow) {
	rows = make([]PipelineRow, len(p))
	for i, s := range p {
		rows[i].Stage = s
	}
	for _, d := range deals {
		if !d.Open() {
			continue
		}
		proven, of := d.Share(p)
		rows[p.Place(d.Deal)].add(d, proven, of)
		all.add(d, proven, of)
	}
	return rows, all
}
