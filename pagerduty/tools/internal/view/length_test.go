package view_test

import (
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func TestLength(t *testing.T) {
	t.Parallel()
	for want, length := range map[string]time.Duration{
		"0s": 0, "40s": 40*time.Second + 900*time.Millisecond, "1m": time.Minute, "7m 45s": 7*time.Minute + 45*time.Second, "59m 59s": time.Hour - time.Second,
		"1h": time.Hour + 59*time.Second, "3h 10m": 3*time.Hour + 10*time.Minute + 30*time.Second, "2d 4h": 52*time.Hour + 59*time.Minute,
		"31d": 31*24*time.Hour + 59*time.Minute, "-5m 1s": -5*time.Minute - time.Second,
	} {
		if got := view.Length(length); got != want {
			t.Errorf("%v is %q, want %q", length, got, want)
		}
	}
}
