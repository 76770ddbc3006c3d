package bot

// How long people's texts are kept: "/pacer retention".
//
// Here it is asked and decided; tidy.go erases, each day, what package store knows to be text of people.

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.com/pacer/bot/coach"
)

// actRetention is the button that says yes; its value is the number of months.
const actRetention = "retention"

// mostRetention is ten years: who wants more keeps them for ever.
const mostRetention = 120

// askRetention says how long texts are kept, or what would be erased if they were kept for as long as was typed. It
// erases what others wrote, so it is for asAdmin by its row, asked about with what it will do, and written down. A
// longer time erases nothing today and is asked about all the same: what it erases later is as gone.
func askRetention(ctx context.Context, b *Bot, req *request) (answer, error) {
	if strings.TrimSpace(req.Text) == "" {
		return answer{Text: b.retentionNow(req)}, nil
	}
	months, ok := readMonths(req.Text)
	switch {
	case !ok:
		return answer{}, refusal("I cannot read " + quoteLine(req.Text) + " as a number of months. Type `" + b.slash("pacer") + " retention 12 months`, up to " +
			strconv.Itoa(mostRetention) + ", or `" + b.slash("pacer") + " retention off`.")
	case months == req.Roster.RetentionMonths:
		return answer{Text: "It is so already. " + b.retentionNow(req)}, nil
	case months == 0: // this erases nothing, so there is nothing to ask
		return b.retain(ctx, req, months)
	}
	// A date says more than a number of months. In UTC, as texts are erased by instants and not by anybody's own day;
	// at the border it is hours, of months.
	before := coach.DayOf(expiryOf(b.now(), months), time.UTC)
	var s sheet
	s.say("Texts that are older than " + plural(months, "month", "months") + " will be erased, for everybody in this workspace: today those from before " +
		before.Format("2 January 2006") + ", and each day one day more.")
	// It has to be complete, as it is what people are told; store.ExpireTexts is what it is about.
	s.titled("What is erased", bullets([]string{
		"notes beside counts", "hurdles, help asked for, and answers of weekly check-ins", "commitments, from their day on", "what one-to-ones say, agendas, and questions with their answers", "the words of plans that another one has replaced",
		"the texts of messages, as far as Pacer stores them; in Slack they stay", "forms that were begun and never finished", "details in the list of changes",
	})...)
	s.say("Counts, and who did something when, stay. What is erased cannot be brought back, but by a backup.")
	// The number stands in the button, so that what is pressed is what was read, also when somebody else has decided
	// meanwhile.
	s.buttons(press(actRetention, "Erase what is older", strconv.Itoa(months)).WithStyle(slack.StyleDanger))
	return s.private(), nil
}

// retentionNow says how long texts are kept, and how that is changed. Both directions are named in it: whoever asks how
// it is may want it otherwise.
func (b *Bot) retentionNow(req *request) string {
	how := " `" + b.slash("pacer") + " retention 12 months` changes that, and `" + b.slash("pacer") + " retention off` ends it."
	if n := req.Roster.RetentionMonths; n > 0 {
		return "People's texts are kept for " + plural(n, "month", "months") + "; counts are kept for good." + how
	}
	return "People's texts are kept for as long as Pacer runs." + how
}

// readMonths reads "12 months", "12", "1 year" or "off", which is 0. Days and weeks are none: nobody promises to erase
// by the day, and a "12" of unknown unit must never be days. The number is from 1 to mostRetention; ok is false for
// anything else, rather than a guess at what is to be erased. Years are months here: what is stored is a number of
// months.
func readMonths(text string) (months int, ok bool) {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 1 && words[0] == "off" {
		return 0, true
	}
	if len(words) == 0 || len(words) > 2 {
		return 0, false
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < 1 || n > mostRetention {
		return 0, false
	}
	if len(words) == 2 {
		switch strings.TrimSuffix(words[1], "s") {
		case "month":
		case "year":
			n *= 12
		default:
			return 0, false
		}
	}
	return n, n <= mostRetention
}

// expiryOf is the instant before which texts are erased that are kept for so many months. By the calendar and not by
// days of 24 hours: twelve months before 22 November is 22 November.
func expiryOf(now time.Time, months int) time.Time { return now.AddDate(0, -months, 0) }

// pressRetention keeps texts for as long as the button says from now on. The value is read as what somebody types would
// be, because it comes from outside in the same way: "0" is refused, and so is what is larger than can be typed.
func pressRetention(ctx context.Context, b *Bot, req *request) (answer, error) {
	months, ok := readMonths(req.Value)
	if !ok {
		return answer{}, refusal("That button is of an earlier version, so nothing was changed. `" + b.slash("pacer") + " retention` shows how it is.")
	}
	a, err := b.retain(ctx, req, months)
	// The question goes with its button: pressed again it would ask for what is done.
	a.Replace = true
	return a, err
}

// retain stores how long texts are kept, and who decided it. Nothing is erased here: the loop that tidies does it, as
// it may take longer than a handler has, and has to happen each day anyway. Months is 0 for ever. An audit line says
// who decided it, for everybody who sets Pacer up.
func (b *Bot) retain(ctx context.Context, req *request, months int) (answer, error) {
	detail, said := "People's texts are kept for "+plural(months, "month", "months")+".", "From now on people's texts are kept for "+plural(months, "month", "months")+". What is older is being erased."
	if months == 0 {
		detail, said = "People's texts are kept for as long as Pacer runs.", "People's texts are kept for as long as Pacer runs. Nothing is erased by its age."
	}
	err := b.commit(ctx, coach.Change{
		At: req.At, Inbound: req.Key, Retention: &months,
		Audit: []coach.Audit{{By: req.Person.ID, What: "retention", Detail: detail}},
	})
	if err != nil {
		return answer{}, err
	}
	// Not after a day: whoever shortens the time expects it to be so now.
	b.tidying.wake()
	return answer{Text: said}, nil
}
