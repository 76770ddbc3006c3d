package coach

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"time"
)

// MinClarity is how many people have to pick before a clarity check has a result. Of two, each would know from the
// result what the other picked.
const MinClarity = 3

// clearShare is from which agreement on, in percent, a team counts as agreeing about an item. Four of five. In a team
// of three or four it takes all.
const clearShare = 80

// A Clarity is a clarity check: everybody in a team picks, unseen by the others, what has to be known before a deal moves
// from one stage to the next. Its result is how far they agree. Who picked what is nobody's business: it is forgotten when
// the check closes.
type Clarity struct {
	ID       string // UUIDv7
	Team     string
	By       string        // who asked; a nameless id when they asked to be forgotten
	From, To string        // names of the stages, as they were; To is "" for the end
	Items    []ClarityItem // every milestone of the process, in an order that gives nothing away
	AskedAt  time.Time
	ClosesAt time.Time // at the latest
	ClosedAt time.Time // zero while open

	// Picks has whoever is asked, by their ids. Once the check has closed it has those alone who said something else, with
	// nothing but that.
	Picks  []ClarityPick
	Asked  int // filled in when it closes: how many were asked, and how many of them picked
	Picked int

	// Rev says how often it was changed. The store raises it with each pick; a closing that was composed from an older one
	// is refused with ErrStale, so that no pick is lost.
	Rev int64
}

// A ClarityItem is a milestone that can be picked. By its name and not its id: what was asked stays readable when the
// process is edited.
type ClarityItem struct {
	Name  string
	Stage string // that the process asks for it in
	Count int    // how many picked it; 0 until the check has closed
}

// A ClarityPick is what one person picked. Whoever is asked has one from the beginning, with At zero.
type ClarityPick struct {
	Clarity string
	Person  string    // Slack user id
	Items   []string  // names of the items; empty for nothing
	Other   string    // what else has to be known; people's text
	At      time.Time // zero until they picked
}

// Open tells whether people may still pick.
func (c Clarity) Open() bool { return c.ClosedAt.IsZero() }

// Pick is what somebody who is asked has picked; ok is false for who is not asked.
func (c Clarity) Pick(person string) (p ClarityPick, ok bool) {
	for _, p := range c.Picks {
		if p.Person == person {
			return p, true
		}
	}
	return p, false
}

// Tally counts what was picked so far, and forgets who did: it is the check as it closes at an instant. The check that
// it is called on is left as it was.
func (c Clarity) Tally(at time.Time) Clarity {
	c.ClosedAt, c.Asked, c.Picked = at, len(c.Picks), 0
	c.Items = slices.Clone(c.Items)
	for i := range c.Items {
		c.Items[i].Count = 0
	}
	for _, p := range c.Picks {
		if p.At.IsZero() {
			continue
		}
		c.Picked++
		for i := range c.Items {
			if slices.Contains(p.Items, c.Items[i].Name) {
				c.Items[i].Count++
			}
		}
	}
	var kept []ClarityPick
	for _, p := range c.Picks {
		if p.Other != "" {
			p.Items = nil
			kept = append(kept, p)
		}
	}
	c.Picks = kept
	return c
}

// Agreement is how many in a hundred say the same about an item, be it that it is needed or that it is not: from 50 to 100,
// rounded down, of so many who picked; 100 of nobody. "Not needed" is agreement as well, so that half and half is the
// least that there can be.
func (i ClarityItem) Agreement(of int) int {
	if of == 0 {
		return 100
	}
	return 100 * max(i.Count, of-i.Count) / of
}

// A ClarityResult is what a team makes of a check. It names items and numbers, and nobody.
type ClarityResult struct {
	Overall int // the mean agreement of all items, in percent, rounded down

	// Each item is in one of these, the least agreed upon first: those about which the team does not agree, and those about
	// which it agrees that they are needed, or that they are not.
	Apart, Needed, Spared []ClarityItem
}

// Result is the result of a check that has closed; ok is false where too few picked to have one. Ok is false as well
// for one that nobody closed.
func (c Clarity) Result() (r ClarityResult, ok bool) {
	if c.Open() || c.Picked < MinClarity || len(c.Items) == 0 {
		return r, false
	}
	same := 0
	for _, item := range c.Items {
		same += max(item.Count, c.Picked-item.Count)
		switch {
		case item.Agreement(c.Picked) < clearShare:
			r.Apart = append(r.Apart, item)
		case 2*item.Count > c.Picked:
			r.Needed = append(r.Needed, item)
		default:
			r.Spared = append(r.Spared, item)
		}
	}
	r.Overall = 100 * same / (c.Picked * len(c.Items))
	for _, part := range [][]ClarityItem{r.Apart, r.Needed, r.Spared} {
		slices.SortStableFunc(part, func(a, b ClarityItem) int {
			return cmp.Or(cmp.Compare(a.Agreement(c.Picked), b.Agreement(c.Picked)), cmp.Compare(b.Count, a.Count))
		})
	}
	return r, true
}

// ClarityItems are the milestones of a process in a mixed order, which is another for each check and the same for everybody
// in it: an order of stages would say what the process thinks. By a hash, so that no order has to be stored, and
// everybody's form shows the same.
func ClarityItems(p Process, check string) []ClarityItem {
	var items []ClarityItem
	for _, s := range p {
		for _, m := range s.Milestones {
			items = append(items, ClarityItem{Name: m.Name, Stage: s.Name})
		}
	}
	mixed := func(name string) string {
		sum := sha256.Sum256([]byte(check + "/" + name))
		return string(sum[:])
	}
	slices.SortFunc(items, func(a, b ClarityItem) int { return cmp.Compare(mixed(a.Name), mixed(b.Name)) })
	return items
}
