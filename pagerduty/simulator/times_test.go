package simulator

import (
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 10, 14, 10, 30, 0, 0, time.UTC)
	for _, text := range []string{
		"2026-10-14T10:30:00Z", "2026-10-14T10:30Z", "2026-10-14T10:30:00", "2026-10-14T10:30", "2026-10-14T10:30:00.000Z",
		"2026-10-14T12:30:00+02:00", "2026-10-14T12:30:00+0200", "2026-10-14T12:30:00+02", "2026-10-14T10:30:00+0000", "2026-10-14T10:30:00.000000+0000",
		"2026-10-14T05:30-0500", "2026-10-14T05:30-05:00",
	} {
		if got, ok := parseTime(text); !ok || !got.Equal(want) {
			t.Errorf("%s is read as %v, %v", text, got, ok)
		}
	}
	if got, ok := parseTime("2026-10-14"); !ok || got.Hour() != 0 || got.Day() != 14 {
		t.Errorf("a date is read as %v, %v", got, ok)
	}
	for _, text := range []string{"", "now", "14.10.2026", "2026-10-14T", "2026-10-14T25:00:00Z", "2026-10-14T10:30:00+2"} {
		if got, ok := parseTime(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// Only the lenient simulator reads the form in which Go prints times.
func TestReadTime(t *testing.T) {
	t.Parallel()
	const printed = "2026-12-01 07:00:00 +0000 UTC"
	for _, lenient := range []bool{true, false} {
		got, ok := (&call{lenient: lenient}).readTime(printed)
		if ok != lenient || ok && !got.Equal(time.Date(2026, 12, 1, 7, 0, 0, 0, time.UTC)) {
			t.Errorf("lenient %v: %q is read as %v, %v", lenient, printed, got, ok)
		}
	}
}
