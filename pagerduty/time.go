package pagerduty

import (
	"bytes"
	"time"
)

// Time is a moment in an answer. What PagerDuty sends as null, "" or in a form that no one knows
// is the zero Time and spoils nothing else; test it with IsZero.
type Time struct{ time.Time }

// The forms that PagerDuty's answers have been seen with, the usual one first.
func timeLayouts() [4]string {
	return [4]string{time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05", time.DateOnly}
}

// UnmarshalJSON never fails.
func (t *Time) UnmarshalJSON(data []byte) error {
	t.Time = time.Time{}
	if len(data) < 2 || data[0] != '"' {
		return nil
	}
	text := string(bytes.Trim(data, `"`))
	for _, layout := range timeLayouts() {
		if parsed, err := time.Parse(layout, text); err == nil {
			t.Time = parsed
			return nil
		}
	}
	return nil
}

// MarshalJSON gives RFC 3339, and null for the zero Time and what RFC 3339 cannot say, such as an
// offset of 24 hours.
func (t Time) MarshalJSON() ([]byte, error) {
	if text, err := t.Time.MarshalJSON(); err == nil && !t.IsZero() {
		return text, nil
	}
	return []byte("null"), nil
}
