// Package exampleaccount is the PagerDuty account that the examples of the documentation run on: a
// simulator whose clock stands still, so that they print the same on every day. It is test code
// only.
package exampleaccount

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// Key is the key of a user of the account.
const Key = simulator.UserKey

// New opens an account as new, which answers until the program ends, and gives its address. Faults
// make it fail.
func New(faults ...simulator.Fault) (url string) {
	account := simulator.New(simulator.WithFaults(faults...), simulator.WithClock(func() time.Time {
		return time.Date(2026, time.March, 4, 10, 0, 0, 0, time.UTC) // a Wednesday
	}))
	url, err := account.Listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		panic(err) // an example cannot go on, and has no test to fail
	}
	return url
}
