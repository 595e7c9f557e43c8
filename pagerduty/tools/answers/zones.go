package answers

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// mostSingleUsers is how many users are read one by one. More are read as a list.
const mostSingleUsers = 24

// mostUsers is how many users of a list are read.
const mostUsers = 2000

// users reads users by their ids. Those that it cannot read, such as deleted ones, are missing in the result.
func (r *reading) users(client *pagerduty.Client, ids []string) map[string]pagerduty.User {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	found := map[string]pagerduty.User{}
	if len(ids) > mostSingleUsers {
		for _, user := range records(r, "users", client.Users.All(r.ctx, pagerduty.ListUsersOptions{}), mostUsers) {
			if slices.Contains(ids, user.ID) {
				found[user.ID] = user
			}
		}
		return found
	}
	var mu sync.Mutex
	r.many("time zones", "users", len(ids), func(ctx context.Context, i int) error {
		user, err := client.Users.Get(ctx, ids[i])
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		found[user.ID] = *user
		return nil
	})
	return found
}

// zonesOf returns a function that returns a user's time zone; nil if it is not known.
func zonesOf(users map[string]pagerduty.User) func(id string) *time.Location {
	zones := map[string]*time.Location{}
	for id, user := range users {
		if zone, err := time.LoadLocation(user.TimeZone); err == nil && user.TimeZone != "" {
			zones[id] = zone
		}
	}
	return func(id string) *time.Location { return zones[id] }
}
