package coach

// Concerned lists the Slack ids of all whom the change names, some of them several times, but for a team's members, for whom
// it writes messages, and who is to be forgotten by it. A field that names people and is missing here would bring somebody
// back into the file who was forgotten, and leave their Home as it was; so whoever adds one to Change adds it here.
func (c Change) Concerned() (ids []string) {
	for _, a := range c.Activities {
		ids = append(ids, a.Person)
	}
	for _, p := range c.People {
		ids = append(ids, p.ID)
	}
	for _, a := range c.Absences {
		ids = append(ids, a.Person, a.By)
	}
	for _, p := range c.Commitments {
		ids = append(ids, p.Person, p.With)
	}
	ids = append(ids, c.inDealsAndTalks()...)
	for _, a := range c.Audit {
		ids = append(ids, a.By, a.Person)
	}
	return append(ids, c.inOneOfEach()...)
}

// inOneOfEach lists whom it concerns in the parts of which there is one.
func (c Change) inOneOfEach() (ids []string) {
	if c.Entry != nil {
		ids = append(ids, c.Entry.Entry.Person)
	}
	if c.Help != nil {
		ids = append(ids, c.Help.Person, c.Help.Helper)
	}
	if c.CheckIn != nil {
		ids = append(ids, c.CheckIn.Person)
	}
	if c.Snooze != nil {
		ids = append(ids, c.Snooze.Person)
	}
	if c.Mute != nil {
		ids = append(ids, c.Mute.Person)
	}
	if c.Settings != nil {
		ids = append(ids, c.Settings.Person)
	}
	if c.Appoint != nil {
		ids = append(ids, c.Appoint.Person)
	}
	if c.Goal != nil {
		ids = append(ids, c.Goal.MadeBy)
	}
	if c.WorkBack != nil {
		ids = append(ids, c.WorkBack.Person, c.WorkBack.By)
	}
	if c.Draft != nil {
		ids = append(ids, c.Draft.Person)
	}
	return ids
}

// inDealsAndTalks lists whom it concerns in what it says of deals and of conversations.
func (c Change) inDealsAndTalks() (ids []string) {
	for _, a := range c.Agenda {
		ids = append(ids, a.Person, a.By)
	}
	for _, a := range c.Asked {
		ids = append(ids, a.Person, a.By)
	}
	if c.OneToOne != nil {
		ids = append(ids, c.OneToOne.Person, c.OneToOne.Manager)
	}
	if c.Direct != nil {
		ids = append(ids, c.Direct.Person, c.Direct.Manager)
	}
	for _, d := range c.Deals {
		ids = append(ids, d.Owner)
	}
	for _, a := range c.Answers {
		ids = append(ids, a.By)
	}
	for _, m := range c.DealMoves {
		ids = append(ids, m.By)
	}
	for _, w := range c.DealWeeks {
		ids = append(ids, w.Person)
	}
	if c.Clarity != nil {
		ids = append(ids, c.Clarity.By)
		for _, p := range c.Clarity.Picks {
			ids = append(ids, p.Person)
		}
	}
	if c.Pick != nil {
		ids = append(ids, c.Pick.Person)
	}
	return ids
}
