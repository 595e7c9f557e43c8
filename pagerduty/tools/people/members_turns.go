package people

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

const (
	turnDays  = onCallDays - 1 // how far ahead turns are looked for: PagerDuty's clock may be behind
	mostShown = 20             // turns
)

// turnsFor returns the turns that a user has in the schedules and escalation policies of a team, the next of each: whoever leaves a
// team keeps them. What could not be read is said in the notes.
func turnsFor(ctx context.Context, client *pagerduty.Client, team, user string) ([]onCallView, []string) {
	var turns []pagerduty.OnCall
	owned := map[string]bool{} // ids of the team's policies and schedules
	now := when.Now(ctx)
	err := parallel.Do(ctx,
		func(ctx context.Context) (err error) {
			turns, err = allTurns(ctx, client, pagerduty.ListOnCallsOptions{UserIDs: []string{user}, Since: now, Until: now.AddDate(0, 0, turnDays), Earliest: true})
			return err
		},
		func(ctx context.Context) (err error) { return ownedBy(ctx, client, team, owned) },
	)
	if err != nil {
		return nil, []string{"Whether they keep turns on call in the team's schedules and escalation policies could not be read: see who is on call there."}
	}
	byUrgency(turns, now)
	var shown []onCallView
	var notes []string
	for _, turn := range turns {
		if !owned[turn.EscalationPolicy.ID] && !owned[turn.Schedule.ID] {
			continue
		}
		if len(shown) == mostShown {
			notes = append(notes, fmt.Sprintf("There are more than %d turns.", mostShown))
			break
		}
		kept := showOnCall(turn)
		kept.User = nil
		shown = append(shown, kept)
	}
	if shown == nil {
		return nil, []string{fmt.Sprintf("They have no turn on call in the team's schedules and escalation policies in the next %d days.", turnDays)}
	}
	return shown, append(notes, "keeps_turns has the next turn of each: leaving a team ends no turn. Change the schedules or escalation policies to end them.")
}

// ownedBy notes the ids of a team's escalation policies and schedules.
func ownedBy(ctx context.Context, client *pagerduty.Client, team string, owned map[string]bool) error {
	var schedules []string
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
			for policy, err := range client.EscalationPolicies.All(ctx, pagerduty.ListEscalationPoliciesOptions{TeamIDs: []string{team}}) {
				if err != nil {
					return err
				}
				owned[policy.ID] = true
			}
			return nil
		},
	)
	for _, id := range schedules {
		owned[id] = true
	}
	return err
}
