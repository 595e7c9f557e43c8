package when

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// UserZone returns a function that finds the acting user's time zone. It falls back to UTC, since a list should not fail for lack of a
// zone; the result names the zone.
func UserZone(ctx context.Context, client *pagerduty.Client) func() (*time.Location, error) {
	return func() (*time.Location, error) {
		zone, err := KnownUserZone(ctx, client)
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case err != nil:
			return time.UTC, nil
		}
		return zone, nil
	}
}

// KnownUserZone finds the acting user's time zone. It fails if the user cannot be read. The zone is UTC if there is no acting user, or if
// the user's zone is not in the tz database, such as "Pacific Time (US & Canada)".
func KnownUserZone(ctx context.Context, client *pagerduty.Client) (*time.Location, error) {
	user, err := client.Users.Acting(ctx)
	switch {
	case errors.Is(err, pagerduty.ErrNoUser):
		return time.UTC, nil
	case err != nil:
		return nil, err
	}
	if zone, err := time.LoadLocation(user.TimeZone); err == nil {
		return zone, nil
	}
	return time.UTC, nil
}

// Named returns the time zone with this name, whatever the case of its letters, and with spaces for underscores. Its String is the
// exact name. argument is where the name comes from, for the error.
func Named(argument, name string) (*time.Location, error) {
	zone, ok := zoneNamed(strings.ReplaceAll(strings.TrimSpace(name), " ", "_"))
	if !ok {
		return nil, fmt.Errorf("%s: %.40q is no time zone of the tz database; write %s", argument, name, zonesLike(name))
	}
	return zone, nil
}

// Spell replaces the name of a time zone, given as time_zone, by its exact spelling. An empty name stays.
func Spell(name *string) error {
	if *name == "" {
		return nil
	}
	zone, err := Named("time_zone", *name)
	if err == nil {
		*name = zone.String()
	}
	return err
}

// ZoneOf returns a function that finds the time zone of a call: the named one, or fallback if name is empty.
func ZoneOf(name string, fallback func() (*time.Location, error)) (func() (*time.Location, error), error) {
	if name == "" {
		return fallback, nil
	}
	zone, err := Named("time_zone", name)
	return func() (*time.Location, error) { return zone, nil }, err
}
