package bot

// A form that comes late. Slack brings a form again, minutes after its person was told that it did not work; by then they
// may have filled in another one. So a form says over what it was filled in, and what was filed since stands.

import (
	"strconv"
	"strings"
	"time"
)

// over writes into a form's private metadata when that was filed which the form shows, zero for nothing.
func over(value string, filed time.Time) string {
	return value + "@" + strconv.FormatInt(filedMicros(filed), 10)
}

// cutOver is the inverse of over: the request with the metadata as it was, and the instant for [coach.Change]'s Over; nil
// for a form of an earlier version, which does not say.
func cutOver(req *request) (*request, *time.Time) {
	value, text, _ := strings.Cut(req.Value, "@")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return req, nil
	}
	bare := *req
	bare.Value = value
	return &bare, filedAt(&n)
}

// filedMicros is an instant as a form carries it, in microseconds as the store keeps it; 0 for none.
func filedMicros(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMicro()
}

// filedAt is the inverse of filedMicros; nil for nil.
func filedAt(micros *int64) *time.Time {
	if micros == nil {
		return nil
	}
	at := time.Time{}
	if *micros > 0 {
		at = time.UnixMicro(*micros)
	}
	return &at
}
