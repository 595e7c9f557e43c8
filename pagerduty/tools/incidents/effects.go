package incidents

import (
	"context"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
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
				actions[n][a].Notifies = nextLevel(onCall, i)
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

// onCallAt returns who is on call at a level of an escalation policy, each once.
func onCallAt(onCall []pagerduty.OnCall, policy string, level int) []view.Reference {
	var users []pagerduty.Reference
	for _, entry := range onCall {
		if entry.EscalationPolicy.ID == policy && entry.EscalationLevel == level &&
			!slices.ContainsFunc(users, func(u pagerduty.Reference) bool { return u.ID == entry.User.ID }) {
			users = append(users, entry.User)
		}
	}
	return view.References(users)
}

// levels returns the levels of an escalation policy with someone on call, in order.
func levels(onCall []pagerduty.OnCall, policy string) []int {
	var found []int
	for _, entry := range onCall {
		if entry.EscalationPolicy.ID == policy {
			found = append(found, entry.EscalationLevel)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// nextLevel returns who is on call at the level after that of the incident's assignees; the first level follows the last. It returns
// nobody if the assignees are not all on call at one level.
func nextLevel(onCall []pagerduty.OnCall, i pagerduty.Incident) []view.Reference {
	policy := i.EscalationPolicy.ID
	all := levels(onCall, policy)
	current := slices.IndexFunc(all, func(level int) bool {
		users := onCallAt(onCall, policy, level)
		return len(i.Assignments) > 0 && !slices.ContainsFunc(i.Assignments, func(a pagerduty.Assignment) bool {
			return !slices.ContainsFunc(users, func(r view.Reference) bool { return r.ID == a.Assignee.ID })
		})
	})
	if current < 0 {
		return nil
	}
	return onCallAt(onCall, policy, all[(current+1)%len(all)])
}
