package coach

// Whole returns how many of the KPI's smallest units make a whole one: 1 for things, 100 for euros, which are
// kept in cents, 1 for yen.
func (k KPI) Whole() int64 { return k.whole() }
