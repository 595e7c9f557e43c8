package incidents

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// What a write tells of its effect. It is read after the write, which is done by then: what cannot be read is named in missing.

// standing is where an incident stands.
type standing struct {
	view.Reference
	Number         int                      `json:"number,omitzero"`
	Status         pagerduty.IncidentStatus `json:"status,omitzero"`
	Assignees      []assignee               `json:"assignees,omitempty"`
	AssignedAt     string                   `json:"assigned_at,omitzero"`
	AcknowledgedBy []string                 `json:"acknowledged_by,omitempty"`
}

func standingOf(i pagerduty.Incident) standing {
	whole := summarize(i)
	return standing{view.Reference{ID: i.ID, Name: i.Title}, i.Number, i.Status, whole.Assignees, whole.AssignedAt, whole.AcknowledgedBy}
}

// missing is what could not be read, and why.
type missing map[string]string

func missed(what string, err error) missing {
	if err == nil {
		return nil
	}
	return missing{what: explain.Text(err)}
}

// warmUp finds the user in whose name changes are made, beside other lookups, so that the change itself need not wait for it. What
// else goes wrong with it, the change will say.
func warmUp(ctx context.Context, client *pagerduty.Client) error {
	_, err := client.Users.Acting(ctx)
	if errors.Is(err, pagerduty.ErrNoUser) {
		return err
	}
	return nil
}

// upcoming is what PagerDuty will do by itself with each incident, and whom it notifies where it escalates, by who is on call now.
// The actions are there even if that could not be read.
func upcoming(ctx context.Context, client *pagerduty.Client, now time.Time, incidents ...pagerduty.Incident) ([][]next, error) {
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
				actions[n][a].Notifies = levelAfter(onCall, i)
			}
		}
	}
	return actions, err
}

const escalates = "escalate"

// onCallNow lists who is on call for escalation policies.
func onCallNow(ctx context.Context, client *pagerduty.Client, policies []string) ([]pagerduty.OnCall, error) {
	const most = 1000
	var found []pagerduty.OnCall
	if len(policies) == 0 {
		return nil, nil
	}
	ctx, cancel := leavingTime(ctx)
	defer cancel()
	for turn, err := range client.OnCalls.All(ctx, pagerduty.ListOnCallsOptions{EscalationPolicyIDs: policies}) {
		if err != nil {
			return found, err
		}
		if found = append(found, turn); len(found) == most {
			break
		}
	}
	return found, nil
}

// atLevel is who is on call at a level of an escalation policy, each once.
func atLevel(onCall []pagerduty.OnCall, policy string, level int) []view.Reference {
	var users []pagerduty.Reference
	for _, turn := range onCall {
		if turn.EscalationPolicy.ID == policy && turn.EscalationLevel == level &&
			!slices.ContainsFunc(users, func(u pagerduty.Reference) bool { return u.ID == turn.User.ID }) {
			users = append(users, turn.User)
		}
	}
	return view.References(users)
}

// levels are the levels of an escalation policy that have someone on call, in order.
func levels(onCall []pagerduty.OnCall, policy string) []int {
	var found []int
	for _, turn := range onCall {
		if turn.EscalationPolicy.ID == policy {
			found = append(found, turn.EscalationLevel)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// levelAfter is who is on call at the level after the one that has the incident now; after the last comes the first again. It is
// empty where it cannot be told which level that is.
func levelAfter(onCall []pagerduty.OnCall, i pagerduty.Incident) []view.Reference {
	policy := i.EscalationPolicy.ID
	all := levels(onCall, policy)
	at := slices.IndexFunc(all, func(level int) bool {
		on := atLevel(onCall, policy, level)
		return len(i.Assignments) > 0 && !slices.ContainsFunc(i.Assignments, func(a pagerduty.Assignment) bool {
			return !slices.ContainsFunc(on, func(r view.Reference) bool { return r.ID == a.Assignee.ID })
		})
	})
	if at < 0 {
		return nil
	}
	return atLevel(onCall, policy, all[(at+1)%len(all)])
}
