package oncall_test

import (
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func TestNights(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]struct {
		night, weekend bool
		of             string
	}{
		"2026-11-20T20:59:59Z": {false, false, "2026-11-20"}, // Friday, 21:59:59
		"2026-11-20T21:00:00Z": {true, false, "2026-11-20"},
		"2026-11-20T23:30:00Z": {true, true, "2026-11-20"}, // Saturday, 00:30
		"2026-11-21T05:59:59Z": {true, true, "2026-11-20"},
		"2026-11-21T06:00:00Z": {false, true, "2026-11-21"},
		"2026-10-25T01:30:00Z": {true, true, "2026-10-24"}, // 02:30, the second time: the clocks go back
		"2026-03-29T04:59:00Z": {true, true, "2026-03-28"}, // 06:59, after the clocks went forward
		"2026-03-29T05:00:00Z": {false, true, "2026-03-29"},
		"2026-01-01T01:00:00Z": {true, false, "2025-12-31"},
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if night, weekend, of := oncall.IsNight(at, berlin), oncall.IsWeekend(at, berlin), oncall.NightOf(at, berlin); night != want.night || weekend != want.weekend || of != want.of {
			t.Errorf("%s: night %v, weekend %v, night of %s; want %v", text, night, weekend, of, want)
		}
	}
}
