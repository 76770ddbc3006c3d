package bot

// Who has left the company. Slack says so by "deleted", and from then on they are neither prompted nor counted nor ranked.
// What they leave open goes to their managers, once.
//
// They stay in the team's list until a manager takes them off it; what they counted stays in sums. Nobody is written to
// about themselves here, as Slack takes no message for them.

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"example.com/pacer/bot/coach"
)

// departed composes what managers are told when somebody's account was deactivated: what they had open in the teams of
// each manager. It is empty when there is no such news, and for somebody whom Pacer never met while they were there.
// Known is what was stored and now what Slack says; it is called for everything that Slack says of anybody, be it by a
// user_change event or by an answer to a question of ours, and the step from one to the other is the news. The messages go
// into the change that stores the departure, so that a crash between the two loses neither. An error is the store's,
// and leaves the person as they were, so that the news is composed again when Slack is asked the next time.
func (b *Bot) departed(ctx context.Context, r *coach.Roster, known, now coach.Person) ([]coach.Message, error) {
	// Without a zone Slack was never asked: somebody whom a team file names although they left years ago is no news to
	// anybody.
	if known.Deleted || !now.Deleted || known.Zone == "" {
		return nil, nil
	}
	// A manager of two of their teams reads one message about both, hence a sheet for each manager and not for each
	// team.
	var order []string
	sheets := make(map[string]*sheet)
	for _, t := range r.TeamsOf(known.ID) {
		// Once a team, however many managers read it.
		lines, err := b.leftOpen(ctx, t, known.ID)
		if err != nil {
			return nil, err
		}
		// All of them, also those who are away: there is nothing here that has to happen today, and it is to be found
		// on their return.
		for _, manager := range managersOf(r, t) {
			// Somebody who managed the team that they also sold in cannot read it any more.
			if manager.ID == known.ID {
				continue
			}
			s := sheets[manager.ID]
			if s == nil {
				s = &sheet{}
				s.say(titled(nameOf(known)) + "'s account was deactivated in Slack. They are not prompted, nudged or ranked any more, and what they counted stays.")
				sheets[manager.ID], order = s, append(order, manager.ID)
			}
			if len(lines) == 0 {
				s.say("Nothing of theirs is open in " + escape(t.Name) + ".")
				continue
			}
			s.titled("Open in "+escape(t.Name), bullets(lines)...)
		}
	}
	var told []coach.Message
	day := coach.DayOf(b.now(), homeZone(r, known.ID))
	for _, id := range order {
		// The day makes it once a departure, by whatever way and however often it is heard of. With the person in the
		// key, what is said about them goes when they are forgotten.
		key := "departed/" + known.ID + "/" + day.String() + "/" + id
		// Bulk and not urgent: it waits for the end of quiet hours, and is left out where it could not be sent for so
		// long that the Home has told it better.
		told = append(told, direct(key, id, sheets[id].body(), b.now().Add(checkInStale)))
	}
	return told, nil
}

// leftBehind is what people who have left have open in a team, a line each with their name, for the managers' Home. It
// is asked again each time and stored nowhere: what is kept, dropped or erased by its age since then goes from the list
// by itself. Somebody who is taken off the team is taken off here too, which is how a manager says that it is settled.
// Lines are mrkdwn, escaped.
func (b *Bot) leftBehind(ctx context.Context, r *coach.Roster, t *coach.Team) ([]string, error) {
	var all []string
	for _, id := range t.Reps {
		p := r.Person(id)
		if !p.Deleted {
			continue
		}
		lines, err := b.leftOpen(ctx, t, id)
		if err != nil {
			return nil, err
		}
		for _, line := range lines {
			all = append(all, titled(nameOf(p))+": "+line)
		}
	}
	return all, nil
}

// leftOpen is what somebody has open in a team: commitments, what they named in their newest huddle, and a check-in that
// they were asked for. The lines are mrkdwn, with their words escaped. An error is the store's. It is asked per person,
// and people who leave are few; the Home asks only about those.
func (b *Bot) leftOpen(ctx context.Context, t *coach.Team, person string) (lines []string, err error) {
	// Moved ones are among them, and those that are overdue: what nobody keeps any more does not run out by itself.
	open, err := b.store.Commitments(ctx, t.ID)
	if err != nil {
		return nil, fmt.Errorf("commitments of team %s: %w", t.Name, err)
	}
	for _, c := range open {
		if c.Person == person {
			lines = append(lines, "a commitment for "+shortDay(c.Due)+": "+oneLine(c.Text))
		}
	}
	today := coach.DayOf(b.now(), teamZone(t))
	named, err := b.lastNamed(ctx, t, person, today)
	if err != nil {
		return nil, err
	}
	lines = append(lines, named...)
	// The week before as well: a check-in that was asked for on Friday is answered on Monday by many. One that is older
	// has been summed up without them, and nothing would come of it now.
	for _, week := range []coach.Day{coach.Weekly.Span(today, t.Year()).From - 7, coach.Weekly.Span(today, t.Year()).From} {
		unanswered, err := b.unanswered(ctx, t, person, week)
		if err != nil {
			return nil, err
		}
		if unanswered {
			lines = append(lines, "the check-in of the week of "+spanName(coach.Span{From: week, To: week + 6})+" is not answered")
		}
	}
	return lines, nil
}

// lastNamed is what somebody named in their newest huddle of the last days. The newest one decides, also when it names
// nothing: a hurdle that they did not name again is out of the way. Skipped huddles name nothing either.
func (b *Bot) lastNamed(ctx context.Context, t *coach.Team, person string, today coach.Day) (lines []string, err error) {
	all, err := b.huddles(ctx, t, today-hurdleMemory+1, today+1) // one may be filed the evening before
	if err != nil {
		return nil, err
	}
	for _, hd := range slices.Backward(all) {
		day := hd.Day
		e, filed := filedIn(hd, person)
		if !filed {
			continue
		}
		if e.Hurdle != "" {
			lines = append(lines, "in the way, on "+shortDay(day)+": "+oneLine(e.Hurdle))
		}
		if e.Help != "" {
			lines = append(lines, "help wanted, on "+shortDay(day)+": "+oneLine(e.Help))
		}
		return lines, nil
	}
	return nil, nil
}

// unanswered tells whether somebody was asked for a week's check-in and has not filed it. That they were asked is told
// by the message and not by the calendar: whoever was away that day was never asked, and has missed nothing. Week is
// the first day of it.
func (b *Bot) unanswered(ctx context.Context, t *coach.Team, person string, week coach.Day) (bool, error) {
	m, err := b.store.Message(ctx, checkInKey(t.ID, week, person))
	// A question that waits in the outbox, or was dropped there, has not been read by anybody.
	if errors.Is(err, coach.ErrNotFound) || err == nil && m.State != coach.Sent {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	filed, err := b.store.CheckIns(ctx, t.ID, week)
	if err != nil {
		return false, fmt.Errorf("check-ins of team %s: %w", t.Name, err)
	}
	_, there := checkInOf(filed, person)
	return !there, nil
}
