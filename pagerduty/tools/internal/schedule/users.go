package schedule

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// Users returns the users who are on call at any time in a window. PagerDuty lists them only for schedules made of layers; of a shift-based
// one they are read one by one.
func (l *Lookup) Users(ctx context.Context, since, until time.Time) ([]pagerduty.User, error) {
	return identify.FindOf(ctx, l.Client, identify.Schedule(), l.Argument, l.Text, func(ctx context.Context, found identify.Candidate) ([]pagerduty.User, error) {
		if l.kind != identify.IsShiftBased && found.Type != identify.IsShiftBased {
			users, err := l.Client.Schedules.OnCallUsers(ctx, found.ID, since, until)
			if !errors.Is(err, pagerduty.ErrShiftBased) {
				return users, err
			}
		}
		shifts, err := l.Client.ShiftSchedules.Get(ctx, found.ID, pagerduty.ScheduleWindow{Since: since, Until: until})
		if err != nil {
			return nil, err
		}
		return usersIn(ctx, l.Client, shifts)
	})
}

// usersIn reads the users on call in a shift-based schedule. Of a user who cannot be read it returns only the id and the name.
func usersIn(ctx context.Context, client *pagerduty.Client, s *pagerduty.ShiftSchedule) ([]pagerduty.User, error) {
	var users []pagerduty.User
	for _, shift := range s.Final.Assignments {
		id := shift.Member.UserID
		if id != "" && !slices.ContainsFunc(users, func(known pagerduty.User) bool { return known.ID == id }) {
			users = append(users, pagerduty.User{ID: id})
		}
	}
	for i := range users {
		for _, known := range s.Users {
			if known.ID == users[i].ID {
				users[i].Name = known.Label()
			}
		}
	}
	err := parallel.Each(ctx, len(users), func(ctx context.Context, i int) error {
		if user, err := client.Users.Get(ctx, users[i].ID); err == nil {
			users[i] = *user
		}
		return ctx.Err()
	})
	return users, err
}
