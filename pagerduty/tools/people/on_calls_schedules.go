package people

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

// maxExplained limits the schedules that are read for a note.
const maxExplained = 10

// emptySchedules returns notes on the schedules of a query that put nobody on call at a level; none for a query with other filters, as
// for readLevels. PagerDuty lists no on-calls of a schedule that no escalation policy uses, even if somebody is on call in it.
func emptySchedules(ctx context.Context, client *pagerduty.Client, query pagerduty.ListOnCallsOptions, staffed staffing) []string {
	if len(query.UserIDs)+len(query.EscalationPolicyIDs) > 0 {
		return nil
	}
	empty := slices.DeleteFunc(slices.Clone(query.ScheduleIDs), func(id string) bool {
		return slices.ContainsFunc(staffed.onCalls, func(onCall pagerduty.OnCall) bool {
			return onCall.Schedule.ID == id && onCall.User.DeletedAt.IsZero()
		})
	})
	notes := make([]string, min(maxExplained, len(empty)))
	_ = parallel.Each(ctx, len(notes), func(ctx context.Context, i int) error {
		lookup := schedule.NewLookup(client, "schedule_ids", empty[i])
		found, err := lookup.Again(ctx, staffed.window)
		if notes[i] = staffed.emptySchedule(found); err != nil {
			notes[i] = fmt.Sprintf("%s: PagerDuty lists nobody on call %s: it has no shift, or no escalation policy uses it. It could not be read.", empty[i], staffed.time)
		}
		return nil
	})
	if left := empty[len(notes):]; len(left) > 0 {
		notes = append(notes, fmt.Sprintf("PagerDuty lists nobody on call %s in these either: %s.", staffed.time, strings.Join(left, ", ")))
	}
	return notes
}

// emptySchedule returns why a schedule puts nobody on call at a level.
func (s staffing) emptySchedule(found *schedule.Schedule) string {
	if found == nil {
		return ""
	}
	var users []string
	for _, shift := range found.Final.Entries {
		if name := shift.User.Label(); shift.User.DeletedAt.IsZero() && !slices.Contains(users, name) {
			users = append(users, name)
		}
	}
	var who string
	switch len(users) {
	case 0:
		if found.Unused() {
			return fmt.Sprintf("%s: nobody is on call %s, and no escalation policy uses the schedule.", found.Name, s.time)
		}
		return fmt.Sprintf("%s: nobody is on call %s.", found.Name, s.time)
	case 1:
		who = users[0] + " is on call"
	default:
		who = strings.Join(users[:min(maxExplained, len(users))], ", ") + " are on call"
	}
	time := strings.TrimPrefix(s.time, "at any time ")
	if found.Unused() {
		return fmt.Sprintf("%s: %s %s, but no escalation policy uses the schedule, so it pages nobody.", found.Name, who, time)
	}
	return fmt.Sprintf("%s: %s %s, but PagerDuty lists no level at which the schedule notifies them.", found.Name, who, time)
}

// windowAt returns the window of a schedule to read for a moment.
func windowAt(moment time.Time) pagerduty.ScheduleWindow {
	return pagerduty.ScheduleWindow{Since: moment, Until: moment.Add(time.Second)}
}
