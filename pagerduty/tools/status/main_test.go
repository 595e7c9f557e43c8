package status_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/status"
)

// onPage are the first arguments of a call about the public page, by name.
const onPage = `"page_id":"lanternfield status"`

func start(t *testing.T, account blackbox.Account) *blackbox.Session {
	t.Helper()
	return blackbox.Start(t, status.Toolset, account)
}

// demo starts a session on a new demo account.
func demo(t *testing.T) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Account{})
}

// with starts a session on a demo account with options, and a client that does not wait for retries.
func with(t *testing.T, options ...simulator.Option) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Account{
		Simulator: simulator.New(append(options, simulator.WithClock(blackbox.Now))...), Unchecked: true, Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)},
	})
}
