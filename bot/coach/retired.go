package coach

import (
	"slices"
	"time"
)

// A RetiredKPI is a KPI that a team has stopped counting. Boards of days before that still have it, for they do not change
// when a team counts other things later. It keeps its id and its unit, by which the ledger's entries are read.
type RetiredKPI struct {
	KPI
	Until Day       // in the team's zone: the first day on which it was not counted any more
	Place int       // in the funnel that it was taken out of, from 0
	At    time.Time // when it was taken off
}

// CountedOn are the KPIs that the team counted in the evening of a day, in the order of the funnel of then: those that it
// counts now and had begun to by that day, and those that it has retired since. What was retired and has come back was
// never gone: nobody asked anything of the time between, so that it is a line without a per cent.
func (t *Team) CountedOn(d Day) []KPI {
	kpis := slices.Clone(t.KPIs)
	// The last to go is the first to be put back, each where it was.
	for _, k := range t.Retired {
		if d < k.Until {
			kpis = slices.Insert(kpis, min(k.Place, len(kpis)), k.KPI)
		}
	}
	// A history begins with the day from which on it was counted, with a target or without.
	return slices.DeleteFunc(kpis, func(k KPI) bool {
		history := t.Targets[k.ID]
		return len(history) > 0 && history[0].From > d
	})
}

// EverKPI is [Team.KPI] of the retired ones too. For pages about the past; what may be logged is what KPI finds.
func (t *Team) EverKPI(id string) (k KPI, ok bool) {
	if k, ok := t.KPI(id); ok {
		return k, true
	}
	for _, k := range t.Retired {
		if k.ID == id {
			return k.KPI, true
		}
	}
	return KPI{}, false
}

// boardNames are the KPIs that a /board line may name: those of now, and of the retired ones each of which no name
// has gone to another KPI, which is then the one that people mean. A retired name is not offered where something can be
// logged.
func (t *Team) boardNames() []KPI {
	kpis := slices.Clone(t.KPIs)
	taken := make(map[string]bool)
	for _, k := range t.KPIs {
		for name := range k.names {
			taken[name] = true
		}
	}
	for _, k := range t.Retired {
		free := true
		for name := range k.names {
			free = free && !taken[name]
		}
		if free {
			kpis = append(kpis, k.KPI)
		}
	}
	return kpis
}

// retired is from when on a KPI is not counted; ok is false for one that is. Of one id there is one at most: a KPI that
// comes back is out of the list.
func (t *Team) retired(id string) (until Day, ok bool) {
	for _, k := range t.Retired {
		if k.ID == id {
			return k.Until, true
		}
	}
	return 0, false
}
