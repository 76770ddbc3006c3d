package coach

// Concerned lists the Slack ids of all whom the change names, some of them several times, but for a team's members, for
// whom it writes messages, and who is to be forgotten by it. A field that names people and is missing here would bring
// somebody back into the file who was forgotten, and leave their Home as it was; so whoever adds one to Change adds it
// here. Two things rest on it: whose Home is drawn anew after a change, and whether the store refuses the change with
// ErrForgotten. Ids may be "" as well; whoever asks takes them as a set, in which one too many does no harm.
func (c Change) Concerned() (ids []string) {
	ids = append(ids, c.About...)
	for _, a := range c.Activities {
		ids = append(ids, a.Person)
	}
	for _, p := range c.People {
		ids = append(ids, p.ID)
	}
	// Who entered it is named by the row as well as who is away: a manager may say it for a rep.
	for _, a := range c.Absences {
		ids = append(ids, a.Person, a.By)
	}
	// With is the other one of a one-to-one, whose page shows it too; "" for a commitment of one's own.
	for _, p := range c.Commitments {
		ids = append(ids, p.Person, p.With)
	}
	// The three parts are cut by length alone; together they are one list, in no order that anybody may rely on.
	ids = append(ids, c.inDealsAndTalks()...)
	// By may be the command line or a user group, which are nobody's id.
	for _, a := range c.Audit {
		ids = append(ids, a.By, a.Person)
	}
	return append(ids, c.inOneOfEach()...)
}

// inOneOfEach lists whom it concerns in the parts of which there is one.
func (c Change) inOneOfEach() (ids []string) {
	// Seen and Over are left out: they are compared with and not written.
	if c.Entry != nil {
		ids = append(ids, c.Entry.Entry.Person)
	}
	// Who is helped and who offered.
	if c.Help != nil {
		ids = append(ids, c.Help.Person, c.Help.Helper)
	}
	if c.CheckIn != nil {
		ids = append(ids, c.CheckIn.Person)
	}
	// This and the two after it are people's own choices; an appointment is an admin's, about somebody.
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
	// A goal is the team's, and names only who made it.
	if c.Goal != nil {
		ids = append(ids, c.Goal.MadeBy)
	}
	// A plan may be proposed by a manager, who is By then.
	if c.WorkBack != nil {
		ids = append(ids, c.WorkBack.Person, c.WorkBack.By)
	}
	// Whose it is. Whom a half-written record is about stands in its body, which erasing looks into by itself.
	if c.Draft != nil {
		ids = append(ids, c.Draft.Person)
	}
	return ids
}

// inDealsAndTalks lists whom it concerns in what it says of deals and of conversations.
func (c Change) inDealsAndTalks() (ids []string) {
	// An item names whose talk it is for, and who wants to talk about it; they may be the same.
	for _, a := range c.Agenda {
		ids = append(ids, a.Person, a.By)
	}
	// Who asked is in the key of the row, beside who was asked.
	for _, a := range c.Asked {
		ids = append(ids, a.Person, a.By)
	}
	if c.OneToOne != nil {
		ids = append(ids, c.OneToOne.Person, c.OneToOne.Manager)
	}
	if c.Direct != nil {
		ids = append(ids, c.Direct.Person, c.Direct.Manager)
	}
	// Who has it now. Who had it before is not in the row any more.
	for _, d := range c.Deals {
		ids = append(ids, d.Owner)
	}
	// Whose deal it is stands in Deals alone; an answer names who gave it, who may be a manager.
	for _, a := range c.Answers {
		ids = append(ids, a.By)
	}
	for _, m := range c.DealMoves {
		ids = append(ids, m.By)
	}
	for _, w := range c.DealWeeks {
		ids = append(ids, w.Person)
	}
	// Those who are asked are named while the check is open. Once it closes only who wrote something of their own is
	// left in it, see Clarity.Tally.
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
