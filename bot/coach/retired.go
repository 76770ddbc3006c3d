package coach

import "slices"

// A RetiredKPI is a KPI that a team has stopped counting. Boards of days before that still have it, for they do not change
// when a team counts other things later.
type RetiredKPI struct {
	KPI
	Until Day // in the team's zone: the first day on which it was not counted any more
}

// CountedOn are the KPIs that the team counted in the evening of a day: those that it counts now, in funnel order, and behind
// them those that it has retired since.
func (t *Team) CountedOn(d Day) []KPI {
	kpis := slices.Clone(t.KPIs)
	for _, k := range t.Retired {
		if d < k.Until {
			kpis = append(kpis, k.KPI)
		}
	}
	return kpis
}

// EverKPI is [Team.KPI] of the retired ones too.
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
// has gone to another KPI, which is then the one that people mean.
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

// retired is from when on a KPI is not counted; ok is false for one that is.
func (t *Team) retired(id string) (until Day, ok bool) {
	for _, k := range t.Retired {
		if k.ID == id {
			return k.Until, true
		}
	}
	return 0, false
}
