package incidents

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// Effects of writes are read after the write, which is a success even if they cannot be read: see missing.

// briefView is the state of an incident after a write.
type briefView struct {
	view.Reference
	Number         int                      `json:"number,omitzero"`
	Status         pagerduty.IncidentStatus `json:"status,omitzero"`
	Assignees      []assignee               `json:"assignees,omitempty"`
	AssignedAt     string                   `json:"assigned_at,omitzero"`
	AcknowledgedBy []string                 `json:"acknowledged_by,omitempty"`
}

func briefOf(i pagerduty.Incident) briefView {
	whole := summarize(i)
	return briefView{view.Reference{ID: i.ID, Name: i.Title}, i.Number, i.Status, whole.Assignees, whole.AssignedAt, whole.AcknowledgedBy}
}

// missing has the parts of a result that could not be read, with the reasons.
type missing map[string]string

// add records that a part could not be read; nothing if err is nil.
func (m *missing) add(part string, err error) {
	if err == nil {
		return
	}
	if *m == nil {
		*m = missing{}
	}
	(*m)[part] = explain.Text(err)
}

// findActingUser looks up the user in whose name changes are made, in parallel with other lookups, so that the change finds it cached. It
// returns only ErrNoUser; the change itself reports other errors.
func findActingUser(ctx context.Context, client *pagerduty.Client) error {
	_, err := client.Users.Acting(ctx)
	if errors.Is(err, pagerduty.ErrNoUser) {
		return err
	}
	return nil
}

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
	ctx, cancel := beforeDeadline(ctx)
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
