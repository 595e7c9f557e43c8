package pagerduty

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Secret is a secret in an answer, such as the key of an integration. Like a Token it prints as [redacted] in every format, alone or
// inside another value. The zero Secret is none.
type Secret struct {
	text *string // a pointer, since fmt and loggers print addresses where they cannot call Format
}

// NewSecret returns the Secret with this text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal returns the secret itself; "" if there is none. Hand it only to somebody who asked for it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.text == nil }

// UnmarshalJSON reads a text. Anything else is no secret.
func (s *Secret) UnmarshalJSON(data []byte) error {
	var text string
	_ = json.Unmarshal(data, &text)
	*s = NewSecret(text)
	return nil
}

// String returns "[redacted]".
func (s Secret) String() string { return redacted }

// GoString returns "[redacted]".
func (s Secret) GoString() string { return redacted }

// Format writes "[redacted]" for every verb.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// MarshalText returns "[redacted]". Encoders such as encoding/json call it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue returns "[redacted]".
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
