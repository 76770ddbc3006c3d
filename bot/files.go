package bot

// Files for one person: their data, and their weeks as a picture. They are in no outbox, so that a file with everything about
// somebody is itself stored nowhere; what keeps them from being sent twice is here.

import (
	"cmp"
	"context"
	"errors"
	"time"

	"example.com/pacer/bot/coach"
	"example.com/pacer/failpoint"
)

const (
	// uploadTries is how often a file is tried of which it is certain that nobody sees it.
	uploadTries = 3
	// uploadPatience is how long Slack may ask to wait before somebody is told instead, who is waiting for their file.
	uploadPatience = 30 * time.Second
)

// errUnsure says that the last call of an upload got no answer: the file is there, or it is not. Nothing can look it up, as
// the message that shows it is Slack's own and carries no metadata of ours. So it is never sent again unasked.
var errUnsure = errors.New("the file may be there")

// once claims a press or a command, so that what it asks for is sent once however often Slack delivers it; it answers what
// somebody reads of a second delivery, "" at the first. A second one is not passed over in silence: the process may have ended
// between the claim and the file. Its error is the store's; on ErrOutOfSpace the file is given all the same.
func (b *Bot) once(ctx context.Context, req *request) (said string, err error) {
	err = b.commit(ctx, coach.Change{At: b.now(), Inbound: req.Key})
	switch {
	case errors.Is(err, coach.ErrDuplicate):
		return "That was begun already. If nothing comes within a minute or two, please ask again.", nil
	case errors.Is(err, coach.ErrOutOfSpace):
		return "", nil // it is for reading, which goes on; what comes twice is at least there
	}
	return "", err
}

// sendFile gives a file to one person. It is tried again while it is certain that nobody sees it, as long as that may help; who
// is asked to wait waits. An error that is errUnsure says that it may be there all the same.
func (b *Bot) sendFile(ctx context.Context, person string, f upload) error {
	for try := 1; ; try++ {
		failpoint.Hit("bot.upload.before")
		err := b.api.Upload(ctx, person, f)
		failpoint.Hit("bot.upload.after")
		end := outcome(err)
		// A refusal with a name is one of this file or of the app: the next try is refused as well.
		helps := end.Class == coach.Limited || refused(err) == ""
		// As long as Slack asks for, where it does.
		wait := cmp.Or(end.RetryAfter, backOff(try))
		if err == nil || errors.Is(err, errUnsure) || !helps || try == uploadTries || wait > uploadPatience || !pause(ctx, wait) {
			return err
		}
	}
}

// uploadTrouble is what became of a file that did not reach its reader for certain, in words that follow what was asked for:
// "The picture" + " could not be sent: …". It is the person who reads it, and not the operator: it says whom to ask, where
// that is what helps. Slack's own code is kept, as whoever runs Pacer will ask for it. It is safe inside a message.
func uploadTrouble(err error) string {
	if errors.Is(err, errUnsure) {
		return " may be in our direct conversation or not: Slack's answer got lost. Please look, and ask again if it is not there."
	}
	const not = " could not be sent: "
	if outcome(err).Class == coach.Limited {
		return not + "Slack asks to wait a little. Please ask again in a minute."
	}
	switch code := refused(err); code {
	case "":
		return not + "Slack could not be reached, or took too long."
	case "missing_scope":
		return not + "the app lacks a permission (files:write), which whoever runs Pacer can give it."
	default:
		return not + "Slack refused it (" + escape(code) + ")."
	}
}
