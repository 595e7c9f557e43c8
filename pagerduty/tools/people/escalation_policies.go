package people

import (
	"context"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/policy"
)

func (t *tools) escalationPolicies() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_escalation_policies", "Lists escalation policies.", t.listEscalationPolicies,
			mcptools.WithExample(`{"query":"checkout"}`)),
		mcptools.Read("get_escalation_policy", "Returns whom an escalation policy notifies, level by level, and for which services.", t.getEscalationPolicy,
			mcptools.WithExample(`{"policy_id":"Checkout"}`)),
	}
}

type listEscalationPoliciesInput struct {
	Query   string                              `json:"query,omitempty" jsonschema_description:"Part of a name."`
	UserIDs []string                            `json:"user_ids,omitempty" jsonschema_description:"Notifying any of these: ids, names or e-mails."`
	TeamIDs []string                            `json:"team_ids,omitempty" jsonschema_description:"Any of these: ids or names."`
	Include []pagerduty.EscalationPolicyInclude `json:"include,omitempty" jsonschema:"enum=services,enum=teams,enum=targets" jsonschema_description:"Extra fields; targets: who is notified, by level."`
	paging.Arguments
}

func (t *tools) listEscalationPolicies(ctx context.Context, in listEscalationPoliciesInput) (mcptools.List[policy.View], error) {
	options := pagerduty.ListEscalationPoliciesOptions{Query: strings.TrimSpace(in.Query)}
	filters := []identify.Argument{
		identify.Many(identify.User(), "user_ids", in.UserIDs, &options.UserIDs),
		identify.Many(identify.Team(), "team_ids", in.TeamIDs, &options.TeamIDs),
	}
	return paging.FilteredList(ctx, t.source, paging.Counted{Arguments: in.Arguments}, filters, in.show,
		func(ctx context.Context, client *pagerduty.Client, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.EscalationPolicy], error) {
			options.PageOptions = page
			return client.EscalationPolicies.List(ctx, options)
		})
}

// show leaves out the fields that are not in include. PagerDuty always sends references.
func (in listEscalationPoliciesInput) show(p pagerduty.EscalationPolicy) policy.View {
	shown := policy.Show(p)
	if !slices.Contains(in.Include, pagerduty.IncludeServices) {
		shown.Services = nil
	}
	if !slices.Contains(in.Include, pagerduty.IncludeTeams) {
		shown.Teams = nil
	}
	if !slices.Contains(in.Include, pagerduty.IncludeTargets) {
		shown.Levels, shown.Repeats = nil, 0
	}
	return shown
}

type getEscalationPolicyInput struct {
	PolicyID string `json:"policy_id" jsonschema_description:"Id or name." alias:"escalation_policy_id"`
}

func (t *tools) getEscalationPolicy(ctx context.Context, in getEscalationPolicyInput) (*policy.View, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	found, err := identify.Find(ctx, client, identify.EscalationPolicy(), "policy_id", in.PolicyID, func(ctx context.Context, id string) (*pagerduty.EscalationPolicy, error) {
		return client.EscalationPolicies.Get(ctx, id)
	})
	if err != nil {
		return nil, err
	}
	return new(policy.Show(*found)), nil
}
