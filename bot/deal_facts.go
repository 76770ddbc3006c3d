package bot

// What a deal is called, what it may bring and when, and whose it is.

import (
	"context"
	"slices"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// pressDealFacts opens the form. The choice of an owner is left out where there is nobody else. A deal that nobody in
// the team owns any more asks for one, though it does not insist. The currency cannot be changed: it was the team's
// when the deal was made, and the amounts of a deal are in its own.
func pressDealFacts(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, err := b.dealCase(ctx, req, req.Value)
	if err != nil {
		return answer{}, err
	}
	if !c.r.Open() {
		return answer{Modal: c.card()}, nil
	}
	// The same inputs as those of a new deal, so that both are read by readDealFacts.
	name := nameInput(inDealName, "Name", "", c.r.Name, coach.MaxDealName)
	money := amountInput("Amount"+inUnit(c.r.Unit), c.typable())
	day := closesInput(c.r.Closes)
	var s sheet
	s.inputs(name, money, day)
	// In a team of one there is nobody to give it to.
	if seats := c.seats(); len(seats) > 1 || c.ownerless() && len(seats) > 0 {
		whose := seatInput("Owner", "Who is given it is told, and sees all that is known about it.", seats)
		if c.ownerless() {
			whose = unchosen(whose)
		}
		s.inputs(whose)
	}
	return answer{Modal: modal(formDealFacts, "Amount, date, owner", "Save", dealRef{Deal: c.r.ID}.String(), s.blocks...)}, nil
}

// unchosen is a choice in which nothing is chosen yet, and need not be: an amount can be put right before it is clear whose
// the deal will be. Without it the first seat would be chosen, and somebody who only puts a date right would give the
// deal away.
func unchosen(in *slack.InputBlock) *slack.InputBlock {
	if e, ok := in.Element.(*slack.SelectBlockElement); ok {
		e.InitialOption, e.InitialUser = nil, ""
	}
	in.Optional = true
	return in
}

// seats are where the deal can be given to: each rep of its team, the owner first, as a choice holds a hundred. Beyond
// a hundred seatInput turns into a menu of the whole workspace. Any rep of the team may be chosen, by whoever sees the
// deal: a rep may hand their own deal to a colleague.
func (c *dealCase) seats() []dealSeat {
	var seats []dealSeat
	for _, p := range c.req.Roster.Active(c.team) {
		if p.ID == c.r.Owner {
			seats = slices.Insert(seats, 0, dealSeat{c.team, p})
		} else {
			seats = append(seats, dealSeat{c.team, p})
		}
	}
	return seats
}

// submitDealFacts makes of the deal what the form says. Fields that others changed meanwhile are settled before it runs
// (dealNow in dealForms), and ErrStale is tried again by form.submit: what remains to be refused here is what is wrong
// in itself. A new owner is told in the same change. Neither StageAt nor MovedAt moves: a new name or date is no
// movement of the deal.
func submitDealFacts(ctx context.Context, b *Bot, req *request) (answer, error) {
	c, _, err := b.dealHere(ctx, req)
	if err != nil {
		return answer{}, err
	}
	if !c.r.Open() {
		return answer{Modal: c.card("It was decided meanwhile, so nothing was changed.")}, nil
	}
	// A close that lies in the past may stay as it is; only a new one has to lie ahead.
	line, wrong := readDealFacts(req.State, c.r.Unit, c.today, c.r.Closes)
	owner, ok := c.ownerMeant()
	if !ok {
		wrong[inDealWhose] = "That person is not in " + c.team.Name + " any more. Please choose somebody else."
	}
	if len(wrong) > 0 {
		return answer{Errors: wrong}, nil
	}
	// The case's own copy; nothing is stored before save.
	c.r.Name, c.r.Amount, c.r.Closes = line.Name, line.Amount, line.Closes
	change, said := c.change(), "*Saved.*"
	if owner.ID != "" && owner.ID != c.r.Owner {
		// Theirs no more, and so on their Home no more; the deal itself names the new owner.
		change.About = []string{c.r.Owner}
		c.r.Owner = owner.ID
		said = "*Saved.* It is a deal of " + nameOf(owner) + " now, who is told."
		change.Messages = c.givenTo(owner, newID())
	}
	if c, err = c.save(ctx, change); err != nil {
		return answer{}, err
	}
	// Who has given it away, and manages nobody, has nothing more to see of it.
	if !seesDeal(req, c.team, c.r.Deal) {
		return answer{Text: said}, nil
	}
	return answer{Modal: c.card(said)}, nil
}

// ownerMeant is whom the form names as the owner; without a name there was no such field. It is somebody of the deal's team
// of this moment, or ok is false. The value comes from Slack and may be forged, or be anybody of the workspace where
// the choice was a menu of all: it counts only if it is a seat. The zero person with ok means that the owner stays.
func (c *dealCase) ownerMeant() (p coach.Person, ok bool) {
	want := c.req.State[inDealWhose].Value
	if want == "" {
		return coach.Person{}, true
	}
	for _, seat := range c.seats() {
		// By value or by the person's id: see seatInput.
		if seat.isSeat(want) {
			return seat.owner, true
		}
	}
	return coach.Person{}, false
}
