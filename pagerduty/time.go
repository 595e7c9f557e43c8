package pagerduty

import (
	"bytes"
	"time"
)

// Time is a time in an answer. Null, "" and unknown formats are decoded as the zero Time; see IsZero.
type Time struct{ time.Time }

// timeLayouts returns the formats that PagerDuty uses, the most frequent first.
func timeLayouts() [4]string {
	return [4]string{time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05", time.DateOnly}
}

// UnmarshalJSON sets the zero Time if it does not know the format. It never fails.
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

// MarshalJSON encodes the time in RFC 3339. It encodes the zero Time as null, and also a time that RFC 3339 cannot represent, such as
// one with an offset of 24 hours.
func (t Time) MarshalJSON() ([]byte, error) {
	if text, err := t.Time.MarshalJSON(); err == nil && !t.IsZero() {
		return text, nil
	}
	return []byte("null"), nil
}
