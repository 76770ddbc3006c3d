package coach

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckQuestion(t *testing.T) {
	const (
		reason = "A question that asks for a reason sounds like blame. Ask how it came about instead."
		open   = "An open question begins with how, what, which, who or where."
		twin   = "The question holds a letter that only looks like another. Please type it anew."
		mark   = "A question has one question mark, at its end."
	)
	for _, tt := range []struct{ text, fault, suggest string }{
		{"How did the last call come about?", "", ""},
		{"what helped most?", "", ""},
		{"  Which of these\n would you do again?  ", "", ""},
		{"Who else could know, and where are they?", "", ""},
		{"Whose advice would you like?", "", ""},
		{"Where do deals like Acme Inc. wait?", "One sentence is easier to answer than two.", ""}, // on the safe side
		{"How do you answer “Why so much? I fail to see it.”?", "", ""},
		{"Why did you say “no”?", reason, "How did you come to say “no”?"},
		{"Why “…” and “b”?", reason, "How did … come about?"},
		{"Did “a” or “b” help?", open, "How did “a” or “b” help?"},
		{"How is “a \u202e b”?", "The question holds a line break or an invisible character.", ""},
		{"How is “" + strings.Repeat("long ", 100) + "”?", "", ""},
		{"How would a whiff of why-ness do?", reason, "How did … come about?"},

		{"Why did you lose Acme?", reason, "How did you come to lose Acme?"},
		{"why do they wait?", reason, "How do they come to wait?"},
		{"Why didn’t you call them back", reason, "What would make it easier to call them back?"},
		{"Why do you not call in the morning?", reason, "What would make it easier to call in the morning?"},
		{"Why is the pipeline not full?", reason, "What got in the way of …?"},
		{"Why is the pipeline empty?", reason, "How did … come about?"},
		{"Why did you fail again?", reason, "How did … come about?"},
		{"How come you lost it?", reason, "How did … come about?"},
		{"What was the reason?", reason, "How did … come about?"},
		{"What did you call them for, and what for?", reason, "How did … come about?"},

		{"What are the whys?", reason, "How did … come about?"},
		{"What's the reasoning behind it?", reason, "How did … come about?"},
		{"What caused you to miss it?", reason, "How did … come about?"},
		{"What explains the gap?", reason, "How did … come about?"},
		{"How do you justify two calls?", reason, "How did … come about?"},
		{"How is it that you have so few calls?", reason, "How did … come about?"},
		{"What do you do this for?", reason, "How did … come about?"},
		{"How do you explain that?", reason, "How did … come about?"},
		{"What is your justification?", reason, "How did … come about?"},
		{"How would you explain the price to a new customer?", "", ""},
		{"How do they justify the cost to their board?", "", ""},
		{"Who is this for?", "", ""},
		{"What is the next step that you would like help for?", "", ""},
		{"How did that go, wh\u0443?", twin, ""},
		{"How did that go, \uff57\uff48\uff59?", twin, ""},
		{"What \U0001d430\U0001d421\U0001d432?", twin, ""},
		{"How did \u041c\u0430\u0448\u0430 and Ren\u00e9e meet \u03a9mega?", twin, ""},
		{"How did \u041c\u0430\u0448\u0430 and Ren\u00e9e meet?", "", ""},
		{"How was it with 東京 and Żółć GmbH?", "", ""},

		{"Did you call Acme?", open, "How did you call Acme?"},
		{"Can we help?", open, "How can we help?"},
		{"Are you happy?", open, ""},
		{"However it went?", open, ""},
		{"When do you call?", open, ""},
		{"How", open, ""},
		{"How did it go", mark, "How did it go?"},
		{"How did it go.", mark, "How did it go?"},
		{"How did it go??", mark, ""},
		{"What did they ask? How did you answer?", "One sentence is easier to answer than two.", ""},
		{"What went badly. How so?", "One sentence is easier to answer than two.", ""},
		{"Whose fault was it?", "The word “fault” sounds like blame. Ask what could help instead.", ""},
		{"How was that your fault?", "The word “fault” sounds like blame. Ask what could help instead.", ""},
		{"What should you have done?", "The word “should you” sounds like blame. Ask what could help instead.", ""},
		{"What did you fail to do?", "The word “fail” sounds like blame. Ask what could help instead.", ""},
		{"What is wrong with you?", "The word “wrong with you” sounds like blame. Ask what could help instead.", ""},
		{"How could you miss it?", "The word “How could you miss” sounds like blame. Ask what could help instead.", ""},
		{"How dare you log two?", "The word “How dare you” sounds like blame. Ask what could help instead.", ""},
		{"What makes you so slow?", "The word “makes you so” sounds like blame. Ask what could help instead.", ""},
		{"", "The question is empty.", ""},
		{"How " + strings.Repeat("very ", 50) + "?", "The question is too long: it may have up to 200 characters.", ""},
		{"How \u202eare you?", "The question holds a line break or an invisible character.", ""},
	} {
		err := CheckQuestion(tt.text)
		var fault *QuestionError
		switch {
		case err == nil && tt.fault != "" || err != nil && !errors.As(err, &fault):
			t.Errorf("%q: %v, want %q", tt.text, err, tt.fault)
		case err != nil && (fault.Text != tt.fault || fault.Suggest != tt.suggest):
			t.Errorf("%q:\n%q %q, want\n%q %q", tt.text, fault.Text, fault.Suggest, tt.fault, tt.suggest)
		}
	}
	err := CheckQuestion("Why did you lose Acme?")
	if want := reason + " For example: “How did you come to lose Acme?”"; err.Error() != want {
		t.Errorf("it says %q, want %q", err, want)
	}
}

// Whatever is typed, what is suggested in its place may be asked.
func FuzzCheckQuestion(f *testing.F) {
	for _, seed := range []string{"Why did you fail?", "did you?\x00 x?", "How\xff?", "Why don't you why?", "how not why", "İ?", "why “…” “why”", "did “\x00” ”?"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var fault *QuestionError
		if !errors.As(CheckQuestion(text), &fault) {
			return
		}
		if fault.Suggest == "" {
			return
		}
		if err := CheckQuestion(fault.Suggest); err != nil {
			t.Errorf("%q suggests %q: %v", text, fault.Suggest, err)
		}
	})
}
