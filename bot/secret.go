package bot

import (
	"fmt"
	"io"
	"log/slog"
)

const redacted = "redacted"

// String hides the token from everything that prints it.
func (s Secret) String() string { return redacted }

// GoString hides the token from %#v.
func (s Secret) GoString() string { return redacted }

// Format hides the token from every verb of package fmt, %x and %d included, which would reach past String.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue hides the token from log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the token from JSON, YAML and their like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// reveal gives the token away; only what speaks to Slack calls it.
func (s Secret) reveal() string { return string(s) }
