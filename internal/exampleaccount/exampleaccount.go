// Package exampleaccount is the simulated PagerDuty account for the examples in Go documentation. Its clock is stopped, so that their
// output does not change. Only tests use it.
package exampleaccount

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// Key is the API key of a user of the account.
const Key = simulator.UserKey

// New starts a new account and returns its URL. The account runs until the program ends. Requests fail as the faults say.
func New(faults ...simulator.Fault) (url string) {
	account := simulator.New(simulator.WithFaults(faults...), simulator.WithClock(func() time.Time {
		return time.Date(2026, time.March, 4, 10, 0, 0, 0, time.UTC) // a Wednesday
	}))
	url, err := account.Listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		panic(err) // an example has no other way to fail
	}
	return url
}
