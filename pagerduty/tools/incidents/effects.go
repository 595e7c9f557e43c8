package incidents

import (
	"context"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// nextActions returns what PagerDuty will do next with each incident, and whom an escalation would notify, based on who is on call now. It
// returns the actions also with an error.
func nextActions(ctx context.Context, client *pagerduty.Client, now time.Time, incidents ...pagerduty.Incident) ([][]next, error) {
	actions := make([][]next, len(incidents))
	var policies []string
	for n, i := range incidents {
		actions[n] = pending(&i, now)
		escalates := slices.ContainsFunc(actions[n], func(a next) bool { return a.Action == escalates })
		if escalates && i.EscalationPolicy.ID != "" && !slices.Contains(policies, i.EscalationPolicy.ID) {
			policies = append(policies, i.EscalationPolicy.ID)
		}
	}
	onCall, err := onCallNow(ctx, client, policies)
	for n, i := range incidents {
		for a := range actions[n] {
			if actions[n][a].Action == escalates {
				actions[n][a].Notifies = escalationOf(i, onCall, now)
			}
		}
	}
	return actions, err
}

const escalates = "escalate"

// onCallNow lists who is on call for escalation policies.
func onCallNow(ctx context.Context, client *pagerduty.Client, policies []string) ([]pagerduty.OnCall, error) {
	const most = 1000
	if len(policies) == 0 {
		return nil, nil
	}
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	return paging.First(client.OnCalls.All(ctx, pagerduty.ListOnCallsOptions{EscalationPolicyIDs: policies}), most)
}

// levelsNow returns the levels of an escalation policy up to the last with someone on call.
func levelsNow(onCall []pagerduty.OnCall, policy string, now time.Time) []oncall.Level {
	return oncall.LevelsOf(oncall.StaffedRosters(policy, onCall), now)
}

// peopleAt returns the people of a level.
func peopleAt(level *oncall.Level) []view.Reference {
	if level == nil {
		return nil
	}
	var users []pagerduty.Reference
	for _, person := range level.People {
		users = append(users, person.User)
	}
	return view.References(users)
}

// escalationOf returns whom the pending escalation of an incident notifies; nobody if its assignees are not those of one level. An incident
// that PagerDuty will escalate from the last level goes back to the first.
func escalationOf(i pagerduty.Incident, onCall []pagerduty.OnCall, now time.Time) []view.Reference {
	_, next := oncall.NextLevels(i, levelsNow(onCall, i.EscalationPolicy.ID, now), true)
	return peopleAt(next)
}
