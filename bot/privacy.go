package bot

// The tables of what people can ask about what is stored of them, and of what those who set Pacer up decide about it. What
// the rows do is in mydata.go, forget.go, retention.go and audit.go.

import (
	"context"

	"example.com/pacer/bot/coach"
)

// privacyButtons is the table of buttons about what is stored about people. Anybody may press the first for themselves;
// whether it is about somebody else is found out by mayForget.
func privacyButtons() []button {
	return []button{
		{Action: actForget, Who: asMember, Handle: pressForget},
		{Action: actRetention, Who: asAdmin, Handle: pressRetention},
	}
}

// privacyForms is the table of forms about it.
func privacyForms() []form {
	return []form{{Callback: formForget, Who: asMember, Handle: submitForget}}
}

// privacyTopics is what /pacer can be asked about it. Of two words that begin the same, the longer one comes first.
func privacyTopics() []topic {
	return []topic{
		{"my data", "", "everything that is stored about you, as a file for you alone", asMember, showMyData},
		{"forget me", "", "erase what is stored about you; it asks twice", asMember, askForgetMe},
		{"forget", "@name", "erase what is stored about somebody who has left", asAdmin, askForgetGone},
		{"retention", "12 months", "for how long people's texts are kept, or off", asAdmin, askRetention},
		{"audit", "2", "who changed what, the newest first; 2 is the second page", asAdmin | asManager, showAudit},
	}
}

// unknown is somebody who asked to be forgotten and is still in Slack, as Slack describes them: nothing of it is
// stored. Without it nobody could tell a guest from a member among them; with it stored, to be forgotten would last
// until the next word. It costs a call each time, and people who were forgotten write seldom.
func (b *Bot) unknown(ctx context.Context, p coach.Person) (coach.Person, error) {
	asked, err := b.api.Person(ctx, p.ID)
	if err != nil {
		return p, err
	}
	return merge(p, asked.Person), nil
}
