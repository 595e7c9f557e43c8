package answers

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// routedPolicy is an escalation policy that the event may notify.
type routedPolicy struct {
	policy  *pagerduty.EscalationPolicy
	onCalls []pagerduty.OnCall
	known   bool // whether onCalls are
}

// readPolicies reads who is on call for the escalation policies that the event may notify, and the names of priorities.
func (p *routing) readPolicies() error {
	p.policies, p.priorities = map[string]*routedPolicy{}, map[string]string{}
	var parts []part
	named := false
	for _, passage := range p.passages {
		_, hasPriority := passage.Setting("priority")
		named = named || hasPriority
		id := p.land(passage).PolicyID
		if id == "" || p.policies[id] != nil {
			continue
		}
		e := &routedPolicy{}
		p.policies[id] = e
		parts = append(parts, p.policyParts(id, e)...)
	}
	if named {
		parts = append(parts, part{"the names of priorities", p.readPriorities})
	}
	return p.all(parts...)
}

func (p *routing) policyParts(id string, e *routedPolicy) []part {
	return []part{
		{"the escalation policy " + id, func(ctx context.Context) (err error) {
			e.policy, err = p.client.EscalationPolicies.Get(ctx, id, pagerduty.IncludeAssignmentStrategies)
			return err
		}},
		{"who is on call for the escalation policy " + id, func(ctx context.Context) error {
			for onCall, err := range p.client.OnCalls.All(ctx, pagerduty.ListOnCallsOptions{EscalationPolicyIDs: []string{id}}) {
				if err != nil {
					return err
				}
				e.onCalls = append(e.onCalls, onCall)
			}
			e.known = true
			return nil
		}},
	}
}

func (p *routing) readPriorities(ctx context.Context) error {
	for priority, err := range p.client.Priorities.All(ctx, pagerduty.PageOptions{}) {
		if err != nil {
			return err
		}
		p.priorities[priority.ID] = pagerduty.Reference{Name: priority.Name, Summary: priority.Summary}.Label()
	}
	return nil
}
