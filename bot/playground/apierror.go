package playground

import (
	"errors"
	"time"
)

// An apiError is a refusal in Slack's words.
//
// Handlers return it as an error; whatever else they return is a fault of this package, and answered as internal_error,
// with the text for whoever has to find it.
type apiError struct {
	code     string   // "invalid_blocks"
	messages []string // details, each with a JSON pointer
	rule     string   // which rule, if not the code itself
	needed   string   // the missing scope
	provided string
	retry    time.Duration // for ratelimited
}

// Error gives Slack's name for it.
func (e *apiError) Error() string { return e.code }

// refuse makes a refusal without details.
func refuse(code string) error { return &apiError{code: code, rule: code} }

// refuseWith makes a refusal that says where.
//
// The rule is that of the first problem; the messages are all of them.
func refuseWith(code string, problems []problem) error {
	e := &apiError{code: code, rule: problems[0].rule}
	for _, p := range problems {
		e.messages = append(e.messages, p.String())
	}
	return e
}

// asAPIError gives the refusal in err; anything else is Slack's internal_error.
func asAPIError(err error) *apiError {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e
	}
	return &apiError{code: "internal_error", rule: "internal_error", messages: []string{err.Error()}}
}
