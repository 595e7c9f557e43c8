package when_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func TestLength(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"2h": 2 * time.Hour, " 90M ": 90 * time.Minute, "1h30m": 90 * time.Minute, "1 hour 30 minutes": 90 * time.Minute, "45 mins": 45 * time.Minute, "2 hrs": 2 * time.Hour, "1 week": 168 * time.Hour, "90 minutes": 90 * time.Minute, "45 min": 45 * time.Minute,
		"1d": 24 * time.Hour, "2 days": 48 * time.Hour, "1w": 168 * time.Hour,
	} {
		if got, err := when.Length("duration", text); err != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "2", "h", "0h", "-2h", "+2h", "2 months", "2s", "two hours", "1h now", "100000h", "1.5h", "99999999999999999999h"} {
		if got, err := when.Length("duration", text); err == nil || !strings.HasPrefix(err.Error(), "duration: ") {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	if _, err := when.Length("duration", " 30 "); err == nil || err.Error() != `duration: "30" has no unit; write 30m or 30h` {
		t.Errorf("a number alone: %v", err)
	}
}
