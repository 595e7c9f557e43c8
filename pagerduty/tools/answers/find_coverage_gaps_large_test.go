package answers_test

import (
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// On an account with 450 users and 450 services the answers about duty stay small, and need few requests.
func TestDutyOnALargeAccount(t *testing.T) {
	t.Parallel()
	clock := func() time.Time { return time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC) }
	s := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithSeed(simulator.Large), simulator.WithClock(clock)), Clock: clock})
	for tool, test := range map[string]struct {
		arguments       string
		requests, bytes int
	}{
		"who_is_on_call":     {`{"for":"Search and Storefront"}`, 20, 12_000},
		"find_coverage_gaps": {`{"until":"+90d"}`, 50, 12_000},
		"suggest_cover":      {`{"schedule_id":"PSCHKP1","start":"now","end":"+14d"}`, 60, 12_000},
	} {
		answer := s.Call(tool, test.arguments)
		if len(s.Sent()) > test.requests || len(answer.JSON) > test.bytes || answer.Has("not_known") {
			t.Errorf("%s: %d requests, %d bytes: %.600s", tool, len(s.Sent()), len(answer.JSON), answer.JSON)
		}
	}
}
