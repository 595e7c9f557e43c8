package when

import (
	"context"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// UserZone is the time zone of the user whom the key belongs to; UTC where it cannot be known: a
// list must not fail for want of a zone, and says which one it used.
func UserZone(ctx context.Context, client *pagerduty.Client) func() (*time.Location, error) {
	return func() (*time.Location, error) {
		user, err := client.Users.Acting(ctx)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return time.UTC, nil
		}
		// PagerDuty also has names that are not the tz database's, such as "Pacific Time (US & Canada)".
		zone, err := time.LoadLocation(user.TimeZone)
		if err != nil {
			return time.UTC, nil
		}
		return zone, nil
	}
}

// Named is the time zone of that name. argument is what says it, for the error.
func Named(argument, name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" { // Local is the machine's
		return nil, fmt.Errorf("%s: %.40q is no time zone of the tz database; write one such as Europe/Berlin or UTC", argument, name)
	}
	return zone, nil
}

// ZoneOf is the time zone that a call names, and otherwise what fallback says when it is needed.
func ZoneOf(name string, fallback func() (*time.Location, error)) (func() (*time.Location, error), error) {
	if name == "" {
		return fallback, nil
	}
	zone, err := Named("time_zone", name)
	return func() (*time.Location, error) { return zone, nil }, err
}
