package bot

import (
	"errors"
	"testing"

	"example.com/pacer/bot/coach"
)

// filedWith is a story on Friday afternoon in which Ann has some deals and files her check-in.
func filedWith(t *testing.T, deals ...string) *story {
	t.Helper()
	s := dealStory(t)
	for _, d := range deals {
		s.deals("U0ANN", "new "+d)
	}
	s.at(storyFriday, "15:00")
	s.ritual(coach.CheckIn)
	s.press("U0ANN", "Fill in")
	s.forget()
	s.submit("U0ANN")
	return s
}

// Ann is asked about two deals, the one that may close first before the other; Maya reads on Monday what came of it.
func TestDealsAfterTheCheckIn(t *testing.T) {
	s := filedWith(t, "Globex 5k 20 Feb", "Acme 12k 15 Jan", "Initech 1k")
	s.tells(`ann gets the page "Your deals": *Thank you, your week is in.* One more look, at your deals: €12,000  ·  Qualified  ·  closes Fri 15 Jan 2027 *Still to find out* / • Measures / • Who is for it `+
		`Did we truly advance it this week, or was it a good conversation? Either is worth having.`,
		"@ann edited: Thank you, …", "@maya: Weekly check-in, …")
	s.pressPage("U0ANN", "We advanced it")
	s.answers("U0ANN", "m1", "Fewer than 2 % of parcels come back by March", "m2", "TBD")
	s.tells(`ann gets the page "What we know": *Acme*: …`, "@maya edited: Weekly check-in, … / Their deals: / • Acme: advanced / No words this week, numbers only.",
		`ann gets the page "Your deals": *2 answers kept.* There is still something to find out: / • Who is for it: “TBD”. … €5,000  ·  Qualified  ·  closes Sat 20 Feb 2027 …`)
	s.pressPage("U0ANN", "A good conversation")
	s.pressPage("U0ANN", "Leave it for now")
	s.tells(`ann gets the page "Your deals": €1,000  ·  Qualified *Still to find out* …`, "@maya edited: … • Acme: advanced / • Globex: a good conversation / …",
		`ann gets the page "Your deals": *That is all for this week. Thank you.* • Acme: advanced, 1 of 2 known / • Globex: a good conversation, 0 of 2 known / • Initech: left for now, 0 of 2 known`)

	// Filed again, nothing is asked twice; the button in the thanks begins again.
	s.press("U0ANN", "Change")
	s.forget()
	s.submit("U0ANN", "learnt", "To wait")
	s.tells("@ann edited: …", "@maya edited: … Their deals: / • Acme: advanced / • Globex: a good conversation")
	s.press("U0ANN", "My deals")
	s.pressPage("U0ANN", "A good conversation")
	s.at(storyFriday, "15:05")
	s.pressPage("U0ANN", "We advanced it")
	s.answers("U0ANN")
	s.pressPage("U0ANN", "Leave it for now")
	s.tells(`ann gets the page "Your deals": €12,000 …`, `ann gets the page "Your deals": €5,000 …`, "@maya edited: … • Acme: a good conversation / • Globex: a good conversation",
		`ann gets the page "What we know": …`, "@maya edited: … • Globex: advanced", `ann gets the page "Your deals": €1,000 …`,
		`ann gets the page "Your deals": *That is all for this week. Thank you.* • Acme: a good conversation, 1 of 2 known / • Globex: advanced, 0 of 2 known / • Initech: left for now, 0 of 2 known`)

	s.at("2026-11-30", "08:30")
	s.forget()
	s.ritual(coach.Digest)
	s.tells("@maya: Coaching, …", "@maya: Check-ins, 23 to 29 Nov. / …Their deals: / • Ann, Acme: a good conversation, 1 of 2 known / • Ann, Globex: advanced, 0 of 2 known")
}

// Nothing is asked of who has no open deal, or knows all that theirs ask for.
func TestNoDealsAfterTheCheckIn(t *testing.T) {
	filedWith(t).tells("@ann edited: Thank you, …", "@maya: Weekly check-in, …")
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.pressPanel("U0ANN", "Answer")
	s.answers("U0ANN", "m1", "Fewer than 2 % of parcels come back", "m2", "Their head of logistics, who has to save money")
	s.at(storyFriday, "15:00")
	s.ritual(coach.CheckIn)
	s.press("U0ANN", "Fill in")
	s.forget()
	s.submit("U0ANN")
	s.tells("@ann edited: Thank you, …", "@maya: Weekly check-in, …")
}

// A check-in is filed even where the deals cannot be read.
func TestCheckInsAreFiledWithoutDeals(t *testing.T) {
	s := dealStory(t)
	s.deals("U0ANN", "new Acme 12k")
	s.at(storyFriday, "15:00")
	s.ritual(coach.CheckIn)
	s.press("U0ANN", "Fill in")
	s.forget()
	m, _ := s.b.store.(*memory)
	m.fail = func(method string) error {
		if method == "Deals" {
			return errors.New("the disk is slow")
		}
		return nil
	}
	s.submit("U0ANN", "learnt", "To wait")
	s.tells("@ann edited: Thank you, …", "@maya: Weekly check-in, …>To wait …")
}

// A deal that was decided or given away while the page was open is passed over, and a week of long ago is closed.
func TestDealsOfAWeekMoveOn(t *testing.T) {
	s := filedWith(t, "Globex 5k 20 Feb", "Acme 12k 15 Jan")
	page := s.form
	all, err := s.b.store.Deals(t.Context(), coach.DealFilter{Team: "west"})
	if err != nil || len(all) != 2 {
		t.Fatal(err)
	}
	acme := all[1]
	acme.Owner = "U0BOB"
	if err := s.b.store.Commit(t.Context(), coach.Change{At: s.now, Deals: []coach.Deal{acme.Deal}}); err != nil {
		t.Fatal(err)
	}
	s.forget()
	s.pressPage("U0ANN", "A good conversation")
	s.tells(`ann gets the page "Your deals": €5,000 …`)
	s.at("2027-01-15", "10:00")
	s.form = page
	s.pressPage("U0ANN", "A good conversation")
	s.tells("ann alone sees: The week of 23 to 29 Nov is closed. …")
}
