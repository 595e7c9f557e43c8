package when

import (
	"context"
	"errors"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// UserZone is the time zone of the user whom the key belongs to; UTC where there is none.
func UserZone(ctx context.Context, client *pagerduty.Client) func() (*time.Location, error) {
	return func() (*time.Location, error) {
		user, err := client.Users.Acting(ctx)
		if errors.Is(err, pagerduty.ErrNoUser) {
			return time.UTC, nil
		}
		if err != nil {
			return nil, err
		}
		// PagerDuty also has names that are not the tz database's, such as "Pacific Time (US & Canada)".
		zone, err := time.LoadLocation(user.TimeZone)
		if err != nil {
			return time.UTC, nil
		}
		return zone, nil
	}
}
