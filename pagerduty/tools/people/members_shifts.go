package people

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

const (
	shiftDays = onCallDays - 1 // a day less than PagerDuty allows, since its clock may be behind
	maxShown  = 20
)

// shiftsIn returns a user's next shift in each of a team's schedules and escalation policies, and notes for the model.
func shiftsIn(ctx context.Context, client *pagerduty.Client, team, user string) ([]schedule.OnCall, []string) {
	var shifts []pagerduty.OnCall
	owned := map[string]bool{} // ids of the team's schedules and escalation policies
	now := when.Now(ctx)
	err := parallel.Do(ctx,
		func(ctx context.Context) (err error) {
			query := pagerduty.ListOnCallsOptions{UserIDs: []string{user}, Since: now, Until: now.AddDate(0, 0, shiftDays), Earliest: true}
			shifts, err = paging.First(client.OnCalls.All(ctx, query), maxOnCalls)
			return err
		},
		func(ctx context.Context) (err error) { return ownedBy(ctx, client, team, owned) },
	)
	if err != nil {
		return nil, []string{"The user's shifts in the team's schedules and escalation policies could not be read: list who is on call there."}
	}
	sortCurrentFirst(shifts, now)
	var shown []schedule.OnCall
	var notes []string
	for _, shift := range shifts {
		if !owned[shift.EscalationPolicy.ID] && !owned[shift.Schedule.ID] {
			continue
		}
		if len(shown) == maxShown {
			notes = append(notes, fmt.Sprintf("There are more than %d shifts.", maxShown))
			break
		}
		kept := schedule.ShowOnCall(shift)
		kept.User = nil
		shown = append(shown, kept)
	}
	if shown == nil {
		return nil, []string{fmt.Sprintf("The user has no shift in the team's schedules and escalation policies in the next %d days.", shiftDays)}
	}
	return shown, append(notes, "keeps_turns has the user's next shift in each schedule and escalation policy of the team. Leaving the team does not end shifts: change the schedules or escalation policies.")
}

// ownedBy sets owned for the ids of a team's schedules and escalation policies.
func ownedBy(ctx context.Context, client *pagerduty.Client, team string, owned map[string]bool) error {
	var schedules, shiftBased []string
	err := parallel.Do(ctx,
		func(ctx context.Context) error {
			for schedule, err := range client.Schedules.All(ctx, pagerduty.ListSchedulesOptions{TeamIDs: []string{team}}) {
				if err != nil {
					return err
				}
				schedules = append(schedules, schedule.ID)
			}
			return nil
		},
		func(ctx context.Context) error {
			for schedule, err := range client.ShiftSchedules.All(ctx, pagerduty.ListShiftSchedulesOptions{TeamIDs: []string{team}}) {
				if identify.LacksShiftSchedules(err) {
					return nil
				}
				if err != nil {
					return err
				}
				shiftBased = append(shiftBased, schedule.ID)
			}
			return nil
		},
		func(ctx context.Context) error {
			for policy, err := range client.EscalationPolicies.All(ctx, pagerduty.ListEscalationPoliciesOptions{TeamIDs: []string{team}}) {
				if err != nil {
					return err
				}
				owned[policy.ID] = true
			}
			return nil
		},
	)
	for _, id := range append(schedules, shiftBased...) {
		owned[id] = true
	}
	return err
}
