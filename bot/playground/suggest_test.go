package playground

import (
	"strings"
	"testing"
)

// TestSuggestedOptions: what an app answers while a person types into an external select is checked like any options.
func TestSuggestedOptions(t *testing.T) {
	group := func(label, options string) string {
		return `{"label":{"type":"plain_text","text":"` + label + `"},"options":` + options + `}`
	}
	tests := []struct{ name, answer, want string }{
		{"options", `{"options":[` + optionJSON(75, 150) + `]}`, ""},
		{"a hundred", `{"options":` + many(100, optionJSON(1, 1)) + `}`, ""},
		{"groups", `{"option_groups":[` + group(x(75), `[`+optionJSON(1, 1)+`]`) + `]}`, ""},
		{"nothing fits", `{"options":[]}`, ""},
		{"no object", `[]`, "invalid_options"},
		{"neither", `{}`, "exactly one of options, option_groups"},
		{"both", `{"options":[],"option_groups":[]}`, "exactly one of options, option_groups"},
		{"too many", `{"options":` + many(101, optionJSON(1, 1)) + `}`, "no more than 100 items allowed [json-pointer:/options]"},
		{"too many groups", `{"option_groups":` + many(101, group("a", `[`+optionJSON(1, 1)+`]`)) + `}`, "no more than 100 items allowed [json-pointer:/option_groups]"},
		{"an empty group", `{"option_groups":[` + group("a", `[]`) + `]}`, "no fewer than 1 items allowed"},
		{"a long text", `{"options":[` + optionJSON(76, 1) + `]}`, "[json-pointer:/options/0/text/text]"},
		{"something else", `{"options":[],"text":"hello"}`, "invalid additional property: text"},
		{"no list", `{"options":{}}`, "must provide an array"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := checkOptions(decoded(t, tt.answer))
			got := ""
			if err != nil {
				e := asAPIError(err)
				got = e.code + strings.Join(e.messages, "\n")
			}
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestChooseWhatWasOffered: an external select takes what the app offered or put there itself, and nothing else.
func TestChooseWhatWasOffered(t *testing.T) {
	element := obj(decoded(t, `{"type":"external_select","initial_option":{"text":{"type":"plain_text","text":"Acme"},"value":"a"}}`))
	in := input{kind: "external_select", element: element}
	if _, err := in.enter("b"); err == nil {
		t.Error("an option that nobody offered was taken")
	}
	if state, err := in.enter("a"); err != nil || simple(state) != "a" {
		t.Errorf("what stood there at first: %v, %v", state, err)
	}
	offered, err := checkOptions(decoded(t, `{"options":[{"text":{"type":"plain_text","text":"Bolt"},"value":"b"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	in.offered = offered
	if state, err := in.enter("Bolt"); err != nil || simple(state) != "b" {
		t.Errorf("what was offered: %v, %v", state, err)
	}
}
