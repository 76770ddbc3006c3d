package bot

// How a deal is made: in one line, or in a form. A line is read at once, or comes back with what was not understood.

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// Block ids of the forms that make and change a deal.
const (
	inDealName   = "deal_name"
	inDealAmount = "deal_amount"
	inDealCloses = "deal_closes"
	inDealWhose  = "deal_whose"
	inDealBegins = "deal_begins"
)

// maxAmountTyped is the room for an amount, in characters. For "12,500.50 EUR" and the like; what is longer is no
// amount.
const maxAmountTyped = 40

// A dealSeat is where a deal can be: a team, and the rep of it whose deal it is. Owning is always by a seat: a deal
// belongs to a team, and a person of two teams has deals in each.
type dealSeat struct {
	team  *coach.Team
	owner coach.Person
}

// value names a seat in a choice. Neither a team's id nor a user's has a slash. It is read by isSeat and never cut
// apart.
func (d dealSeat) value() string { return d.team.ID + "/" + d.owner.ID }

// dealSeats are the seats that somebody may make deals in: their own in each team, and those of the people whom they
// manage. The team of the channel comes first, and their own before others. It is looked up at each step of making a
// deal, the last included: it is the right to make one there. A manager who is no rep has other people's seats alone,
// none where the team is empty.
func dealSeats(req *request) []dealSeat {
	var own, others []dealSeat
	// Nil in a direct message and in channels of no team; then the roster's order stands.
	here := req.Roster.TeamIn(req.Channel)
	for _, t := range req.Roster.Teams {
		if activeRep(req.Roster, t, req.Person.ID) {
			own = append(own, dealSeat{t, req.Person})
		}
		if !t.Manages(req.Person.ID) {
			continue
		}
		for _, p := range req.Roster.Active(t) {
			if p.ID != req.Person.ID {
				others = append(others, dealSeat{t, p})
			}
		}
	}
	elsewhere := func(a, b dealSeat) int {
		switch {
		case a.team == here && b.team != here:
			return -1
		case a.team != here && b.team == here:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(own, elsewhere)
	slices.SortStableFunc(others, elsewhere)
	return slices.Concat(own, others)
}

// noSeat is shown to a manager of teams without anybody in them.
func (b *Bot) noSeat() refusal {
	return refusal("Nobody is in your team yet whose deal it could be. `" + b.slash("pacer") + " setup` adds people.")
}

// unitOf is the currency of a team's deals: that of the last KPI that is money; "" where none is. The last, as for
// wonKPIs: at the end of the funnel stands what a deal brings. The currency is kept with the deal, so a team that
// changes its own later has old deals in the old one.
func unitOf(t *coach.Team) string {
	for _, k := range slices.Backward(t.KPIs) {
		if k.Money() {
			return k.Unit
		}
	}
	return ""
}

// typeDealNew makes a deal of a line, or opens the form where there is no more than a name, or not even that. Refused
// lines come back in the answer's text, as what was typed is repeated by the dispatch. Nothing is guessed that somebody
// would have to take back: a deal for somebody else, or in one of several teams, goes through the form.
func typeDealNew(ctx context.Context, b *Bot, req *request) (answer, error) {
	seats := dealSeats(req)
	if len(seats) == 0 {
		return answer{}, b.noSeat()
	}
	// Their own in the team of the channel, where they have one; it decides the currency and the day by which the line
	// is read.
	seat := seats[0]
	if req.Text == "" {
		return newDealForm(seats, coach.DealLine{}), nil
	}
	line, err := b.readDealLine(req, seat, req.Text)
	if bad, ok := errors.AsType[*coach.LogError](err); ok {
		return answer{}, refusal(escape(bad.Text) + " Nothing was saved.")
	}
	// With a name alone, and where it could be in more than one team or of anybody, the form asks for the rest. A
	// channel says which team is meant without a word.
	here := seat.team == req.Roster.TeamIn(req.Channel)
	elsewhere := len(seats) > 1 && seats[1].owner.ID == req.Person.ID
	if line.Bare || seat.owner.ID != req.Person.ID || elsewhere && !here {
		return newDealForm(seats, line), nil
	}
	return b.makeOnce(ctx, req, seat, line)
}

// readDealLine reads a line by the currency of a team, on the owner's day; the error is a *coach.LogError. Days without
// a year lie ahead of the owner's today at the instant of the request.
func (b *Bot) readDealLine(req *request, seat dealSeat, text string) (coach.DealLine, error) {
	today := coach.DayOf(req.At, req.Roster.Zone(seat.owner.ID, seat.team))
	return coach.ParseDealLine(text, unitOf(seat.team), today)
}

// makeOnce makes a deal of a line, unless there is an open one of the same name: then it is asked which is meant. Two
// deals of one name are possible, as customers buy twice; the same line sent twice is likelier. Names are compared
// whatever their case. The check is no lock: two lines at the same instant make two deals, each its own owner's to
// close.
func (b *Bot) makeOnce(ctx context.Context, req *request, seat dealSeat, line coach.DealLine) (answer, error) {
	all, err := b.store.Deals(ctx, coach.DealFilter{Team: seat.team.ID, Owner: seat.owner.ID, State: coach.DealOpen, Bare: true})
	if err != nil {
		return answer{}, err
	}
	// Among the owner's open ones alone: a decided deal of that name is another one.
	i := slices.IndexFunc(all, func(r coach.DealRecord) bool { return strings.EqualFold(r.Name, line.Name) })
	if i < 0 {
		return b.madeInLine(ctx, req, seat, line)
	}
	c := b.caseOf(req, seat.team, all[i])
	var s sheet
	s.say("You have an open deal of that name already: "+c.line()+".", "You typed "+quoteLine(b.slash("deal")+" new "+req.Text))
	row := []*slack.ButtonBlockElement{primary(actDealOpen, "Open it", c.r.ID)}
	// A value that was cut would make another deal than was typed; without the button the form of "New deal" remains.
	if value := dealLineValue(seat, req.Text); len(value) <= maxButtonValue {
		row = append(row, press(actDealMake, "Make another", value))
	}
	s.buttons(row...)
	return s.private(), nil
}

// dealLineValue is the value of a button that makes a deal of a line: "<team> <line>". The line is kept as typed and
// read again when the button is pressed, so that "Friday" is the one after the press.
func dealLineValue(seat dealSeat, line string) string { return seat.team.ID + " " + line }

// pressDealMake makes the deal of the line that a button carries, a second one of its name. Only one's own: the line
// was typed for oneself (see typeDealNew), whatever the value says. What the line means may differ on another day, so a
// fault is possible although it was read before.
func pressDealMake(ctx context.Context, b *Bot, req *request) (answer, error) {
	id, line, _ := strings.Cut(req.Value, " ")
	t := req.Roster.Team(id)
	if t == nil || !activeRep(req.Roster, t, req.Person.ID) {
		return answer{}, refusal("You are not in that team any more, so nothing was saved.")
	}
	seat := dealSeat{t, req.Person}
	read, err := b.readDealLine(req, seat, line)
	if bad, ok := errors.AsType[*coach.LogError](err); ok { // the day has passed since
		return answer{}, refusal(escape(bad.Text) + " Nothing was saved.")
	}
	// The button makes one deal, also where it is pressed twice before it goes. An inbound key of the message instead
	// of the press: the second press is ErrDuplicate, "nothing was counted twice".
	if req.MessageTS != "" {
		about := *req
		about.Key = inboundKey(actDealMake, req.Channel, req.MessageTS, req.Person.ID)
		req = &about
	}
	a, err := b.madeInLine(ctx, req, seat, read)
	a.Replace = true
	return a, err
}

// madeInLine makes a deal and says what was understood. The answer pays back with the first open question, which is
// what the next call with that customer is for.
func (b *Bot) madeInLine(ctx context.Context, req *request, seat dealSeat, line coach.DealLine) (answer, error) {
	c, err := b.makeDeal(ctx, req, seat, line, "")
	if err != nil {
		return answer{}, err
	}
	var s sheet
	s.say("*On your list:* " + c.line() + ".")
	if open := c.unproven(c.place); len(open) > 0 {
		s.say("What do you know already? The first thing to find out: _" + escape(open[0].Ask) + "_")
	}
	s.buttons(primary(actDealAnswer, "Answer", c.r.ID), press(actDealOpen, "Open the deal", c.r.ID), press(actDealFacts, "Change", c.r.ID))
	return s.private(), nil
}

// makeDeal stores a new deal in a stage, the first where stage is "". Who owns it is told when somebody else makes it.
// A stage that is gone is the first too. Stages passed over on the way in are not asked about: the deal was on its way
// before Pacer knew of it, and what is not proven stands on its page. The move from "" is the beginning of its history.
func (b *Bot) makeDeal(ctx context.Context, req *request, seat dealSeat, line coach.DealLine, stage string) (*dealCase, error) {
	stages := seat.team.Stages()
	at := max(stages.Index(stage), 0)
	// Its instants and its revision are the store's to fill in (Deal.Complete).
	d := coach.Deal{
		ID: newID(), Team: seat.team.ID, Owner: seat.owner.ID, Name: line.Name, Amount: line.Amount, Unit: unitOf(seat.team),
		Closes: line.Closes, Stage: stages[at].ID, State: coach.DealOpen,
	}
	c := b.caseOf(req, seat.team, coach.DealRecord{Deal: d})
	change := c.change()
	change.DealMoves = []coach.DealMove{{ID: newID(), Deal: d.ID, To: d.Stage, By: req.Person.ID}}
	change.Messages = c.givenTo(seat.owner, change.DealMoves[0].ID)
	return c.save(ctx, change)
}

// givenTo tells somebody that a deal is theirs now. Nobody is told who makes a deal for themselves, see tell.
func (c *dealCase) givenTo(owner coach.Person, key string) []coach.Message {
	var s sheet
	s.say(nameOf(c.req.Person) + " gave you a deal: *" + oneLine(c.r.Called()) + "*. What is known about it so far is on its page.")
	s.buttons(primary(actDealOpen, "Open the deal", c.r.ID))
	return c.tell(key+"/given", []coach.Person{owner}, s.body())
}

// pressDealNew opens the form, with the button's value as the name to begin with. The value is a name from a search
// that found nothing; it is cut to what the field takes.
func pressDealNew(_ context.Context, b *Bot, req *request) (answer, error) {
	seats := dealSeats(req)
	if len(seats) == 0 {
		return answer{}, b.noSeat()
	}
	return newDealForm(seats, coach.DealLine{Name: cut(req.Value, coach.MaxDealName)}), nil
}

// newDealForm is the form of a new deal with what is known of it. Its amount names a currency where all seats have it.
// Seats has at least one. The choice of a person is left out where there is only one; the team then stands in the
// private metadata. Amounts of different currencies are read by the seat that is chosen, so the label names none.
func newDealForm(seats []dealSeat, line coach.DealLine) answer {
	unit, money := unitOf(seats[0].team), "Amount"
	if !slices.ContainsFunc(seats, func(d dealSeat) bool { return unitOf(d.team) != unit }) {
		money += inUnit(unit)
	}
	typedAmount := ""
	if line.Amount > 0 {
		typedAmount = coach.WriteAmount(line.Amount, unit)
	}
	var s sheet
	s.inputs(
		nameInput(inDealName, "Name", "The customer, or what you call it among yourselves.", line.Name, coach.MaxDealName),
		amountInput(money, typedAmount),
		closesInput(line.Closes))
	if len(seats) > 1 {
		s.inputs(seatInput("Whose deal", "", seats))
	}
	// Whoever begins with Pacer has deals that are on their way; stages of several teams would be a list without sense.
	if !slices.ContainsFunc(seats, func(d dealSeat) bool { return d.team != seats[0].team }) {
		s.inputs(chooseInput(inDealBegins, "Stage", "Where it stands today.", stageOptions(seats[0].team.Stages()), seats[0].team.Stages()[0].ID))
	}
	return answer{Modal: modal(formDealNew, "New deal", "Save", seats[0].team.ID, s.blocks...)}
}

// amountInput takes an amount of money. A text and not a number input: people type "12k", and Slack's number input
// takes neither that nor marks of thousands.
func amountInput(label, initial string) *slack.InputBlock {
	in := nameInput(inDealAmount, label, "Such as 12k or 12,500. A guess will do.", initial, maxAmountTyped)
	in.Optional = true
	return in
}

// closesInput takes the day on which a deal may close, 0 for none. It is optional, as many deals have no day; dateInput
// insists on one.
func closesInput(initial coach.Day) *slack.InputBlock {
	e := slack.NewDatePickerBlockElement(inputAction)
	if initial != 0 {
		e.InitialDate = initial.String()
	}
	return input(inDealCloses, "Expected to close", "The day on which they may decide, as far as you know.", e, true)
}

// seatInput takes whose deal it is: of some seats, the first of which is chosen. Labels are plain text. The first is
// only a proposal.
func seatInput(label, hint string, seats []dealSeat) *slack.InputBlock {
	// What is too long for a list of choices is a menu of the whole workspace; whoever reads it sorts out who is in none of
	// the seats.
	if len(seats) > maxChoices {
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain("Choose a person"), inputAction)
		e.InitialUser = seats[0].owner.ID
		return input(inDealWhose, label, hint, e, false)
	}
	several := slices.ContainsFunc(seats, func(d dealSeat) bool { return d.team != seats[0].team })
	var choices []option
	for _, d := range seats {
		label := titled(named(d.owner).Name)
		if several {
			label += " (" + d.team.Name + ")"
		}
		choices = append(choices, option{d.value(), label})
	}
	return chooseInput(inDealWhose, label, hint, choices, seats[0].value())
}

// isSeat tells whether a seat is meant by what an input of seatInput says: by its value, or by its person alone. By its
// person alone a seat is meant in the menu of the workspace; in several teams that is the first of dealSeats.
func (d dealSeat) isSeat(said string) bool { return said == d.value() || said == d.owner.ID }

// stageOptions are the stages of a process as choices.
func stageOptions(stages coach.Process) []option {
	var choices []option
	for _, stage := range stages {
		choices = append(choices, option{stage.ID, stage.Name})
	}
	return choices
}

// submitDealNew makes the deal and shows its page. The deal's page takes the form's place, with the first questions on
// it. It has no check for one of the same name: the form was filled in on purpose.
func submitDealNew(ctx context.Context, b *Bot, req *request) (answer, error) {
	seat, err := seatMeant(req)
	if err != nil {
		return answer{}, err
	}
	today := coach.DayOf(req.At, req.Roster.Zone(seat.owner.ID, seat.team))
	line, wrong := readDealFacts(req.State, unitOf(seat.team), today, 0)
	if len(wrong) > 0 {
		return answer{Errors: wrong}, nil
	}
	c, err := b.makeDeal(ctx, req, seat, line, req.State[inDealBegins].Value)
	if err != nil {
		return answer{}, err
	}
	said := "*On your list.* What do you know already?"
	if !c.mine() {
		said = "*On the list of " + nameOf(c.owner) + "*, who is told."
	}
	return answer{Modal: c.card(said)}, nil
}

// seatMeant is the seat that the form of a new deal says: the one that was chosen, else their own in the team of the
// form. It is looked for among those of this moment; the error is a refusal. Errors keep the form open with what was
// typed.
func seatMeant(req *request) (dealSeat, error) {
	seats := dealSeats(req)
	// "" where there was only one seat, and so no field.
	want := req.State[inDealWhose].Value
	i := slices.IndexFunc(seats, func(d dealSeat) bool {
		return d.isSeat(want) || want == "" && d.team.ID == req.Value
	})
	if i < 0 {
		return dealSeat{}, refusal("That person is not in a team of yours any more, so nothing was saved.")
	}
	return seats[i], nil
}

// readDealFacts reads name, amount and day out of a form; wrong says, by block id, what to mend. A day that has passed
// is taken where it is the one that stood there before. Amounts are in minor units of unit, days on the owner's
// calendar. An emptied amount is 0, an emptied day none. All faults are told at once. Blanks in a name are made single,
// as MatchNames and the eye take them.
func readDealFacts(state formState, unit string, today, before coach.Day) (line coach.DealLine, wrong map[string]string) {
	wrong = map[string]string{}
	line.Name = strings.Join(strings.Fields(state[inDealName].Value), " ")
	if line.Name == "" || len([]rune(line.Name)) > coach.MaxDealName {
		wrong[inDealName] = "Please give it a name of at most 80 characters, so that you find it again."
	}
	var err error
	if line.Amount, err = coach.ParseDealAmount(state[inDealAmount].Value, unit); err != nil {
		wrong[inDealAmount] = err.Error()
	}
	if text := state[inDealCloses].Value; text != "" {
		if line.Closes, err = coach.ParseDay(text); err == nil && line.Closes != before {
			err = coach.CheckCloses(line.Closes, today)
		}
		if err != nil {
			wrong[inDealCloses] = err.Error()
		}
	}
	return line, wrong
}
