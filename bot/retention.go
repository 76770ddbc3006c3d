package bot

// How long people's texts are kept: "/pacer retention".

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

// askRetention says how long texts are kept, or what would be erased if they were kept for as long as was typed.
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
	before := coach.DayOf(expiryOf(b.now(), months), time.UTC)
	var s sheet
	s.say("Texts that are older than " + plural(months, "month", "months") + " will be erased, for everybody in this workspace: today those from before " +
		before.Format("2 January 2006") + ", and each day one day more.")
	s.titled("What is erased", bullets([]string{
		"notes beside counts", "hurdles, help asked for, and answers of weekly check-ins", "commitments, from their day on",
		"the texts of messages, as far as Pacer stores them; in Slack they stay", "forms that were begun and never finished", "details in the list of changes",
	})...)
	s.say("Counts, and who did something when, stay. What is erased cannot be brought back, but by a backup.")
	s.buttons(press(actRetention, "Erase what is older", strconv.Itoa(months)).WithStyle(slack.StyleDanger))
	return s.private(), nil
}

// retentionNow says how long texts are kept, and how that is changed.
func (b *Bot) retentionNow(req *request) string {
	how := " `" + b.slash("pacer") + " retention 12 months` changes that, and `" + b.slash("pacer") + " retention off` ends it."
	if n := req.Roster.RetentionMonths; n > 0 {
		return "People's texts are kept for " + plural(n, "month", "months") + "; counts are kept for good." + how
	}
	return "People's texts are kept for as long as Pacer runs." + how
}

// readMonths reads "12 months", "12", "1 year" or "off", which is 0.
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

// expiryOf is the instant before which texts are erased that are kept for so many months.
func expiryOf(now time.Time, months int) time.Time { return now.AddDate(0, -months, 0) }

// pressRetention keeps texts for as long as the button says from now on.
func pressRetention(ctx context.Context, b *Bot, req *request) (answer, error) {
	months, ok := readMonths(req.Value)
	if !ok {
		return answer{}, refusal("That button is of an earlier version, so nothing was changed. `" + b.slash("pacer") + " retention` shows how it is.")
	}
	a, err := b.retain(ctx, req, months)
	a.Replace = true
	return a, err
}

// retain stores how long texts are kept, and who decided it.
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
	b.tidying.wake()
	return answer{Text: said}, nil
}
