package staffing

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/policy"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) policyChanges() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_escalation_policy", "Creates an escalation policy; returns who would be notified now at each level.", t.createPolicy, mcptools.WithQuestion(t.askCreatePolicy),
			mcptools.WithMarks(marks.Quiet, marks.Duty),
			mcptools.WithExample(`{"name":"Vouchers","levels":[{"targets":["Checkout Primary"],"delay_minutes":15},{"targets":["Elena Petrova"]}],"team_id":"Checkout"}`)),
		mcptools.Destructive("update_escalation_policy", "Updates an escalation policy; omitted fields are unchanged. levels replaces all levels.", t.updatePolicy, mcptools.WithQuestion(t.askUpdatePolicy),
			mcptools.WithMarks(marks.Quiet), mcptools.WithMarkCount(marks.Duty, updatePolicyInput.duties),
			mcptools.WithExample(`{"policy_id":"Help Desk","levels":[{"targets":["Help Desk"],"delay_minutes":10},{"targets":["Elena Petrova","Henry Adeyemi"]}]}`)),
		mcptools.Destructive("delete_escalation_policy", "Deletes an escalation policy that no service uses.", t.deletePolicy, mcptools.WithQuestion(t.askDeletePolicy),
			mcptools.WithMarks(marks.Quiet, marks.Duty), mcptools.WithExample(`{"policy_id":"Incident Commander"}`)),
	}
}

type createPolicyInput struct {
	Name        string       `json:"name" jsonschema:"minLength=1"`
	Levels      []levelInput `json:"levels" jsonschema:"minItems=1" alias:"escalation_rules"`
	Repeats     *int         `json:"repeats,omitempty" jsonschema:"minimum=0,maximum=9" jsonschema_description:"Of all levels, while nobody responds. Default 0."`
	Description *string      `json:"description,omitempty"`
	TeamID      *string      `json:"team_id,omitempty" blank:"omitted" jsonschema_description:"Id or name."`
}

func (t *tools) createPolicy(ctx context.Context, in createPolicyInput) (*writtenPolicy, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	change := pagerduty.EscalationPolicyChange{Name: identify.NewName(&in.Name), Description: in.Description, Loops: in.Repeats}
	if err := newLevelsPlan(in.Levels, in.TeamID).apply(ctx, client, &change, nil); err != nil {
		return nil, err
	}
	created, err := client.EscalationPolicies.Create(ctx, change)
	if err != nil {
		return nil, err
	}
	return showWritten(ctx, client, created, nil), nil
}

type updatePolicyInput struct {
	PolicyID    string       `json:"policy_id" jsonschema_description:"Id or name." alias:"escalation_policy_id"`
	Name        *string      `json:"name,omitempty" jsonschema:"minLength=1"`
	Levels      []levelInput `json:"levels,omitempty" jsonschema:"minItems=1" alias:"escalation_rules"`
	Repeats     *int         `json:"repeats,omitempty" jsonschema:"minimum=0,maximum=9"`
	Description *string      `json:"description,omitempty"`
	TeamID      *string      `json:"team_id,omitempty" blank:"omitted" jsonschema_description:"Id or name."`
}

// duties counts the changes of who is on call.
func (in updatePolicyInput) duties() int {
	if in.Levels == nil {
		return 0
	}
	return 1
}

func (t *tools) updatePolicy(ctx context.Context, in updatePolicyInput) (*writtenPolicy, error) {
	if in.Name == nil && in.Levels == nil && in.Repeats == nil && in.Description == nil && in.TeamID == nil {
		return nil, errors.New("nothing to change: give at least one of name, levels, repeats, description and team_id")
	}
	plan := newLevelsPlan(in.Levels, in.TeamID)
	if err := identify.Check(append(plan.arguments, identify.One(identify.EscalationPolicy(), "policy_id", &in.PolicyID, nil))...); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	before, err := findPolicy(ctx, client, in.PolicyID)
	if err != nil {
		return nil, err
	}
	change := pagerduty.EscalationPolicyChange{Name: identify.NewName(in.Name), Description: in.Description, Loops: in.Repeats}
	if err := plan.apply(ctx, client, &change, before); err != nil {
		return nil, err
	}
	after, err := client.EscalationPolicies.Update(ctx, before.ID, change)
	if err != nil {
		return nil, err
	}
	return showWritten(ctx, client, after, before), nil
}

func findPolicy(ctx context.Context, client *pagerduty.Client, text string) (*pagerduty.EscalationPolicy, error) {
	return identify.Find(ctx, client, identify.EscalationPolicy(), "policy_id", text, func(ctx context.Context, id string) (*pagerduty.EscalationPolicy, error) {
		return client.EscalationPolicies.Get(ctx, id, pagerduty.IncludeAssignmentStrategies)
	})
}

type deletePolicyInput struct {
	PolicyID string `json:"policy_id" jsonschema_description:"Id or name." alias:"escalation_policy_id"`
}

type deletedPolicy struct {
	Deleted view.Reference `json:"deleted"`
	Levels  []policy.Level `json:"former_levels,omitempty"`
}

func (t *tools) deletePolicy(ctx context.Context, in deletePolicyInput) (*deletedPolicy, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	found, err := findPolicy(ctx, client, in.PolicyID)
	if err != nil {
		return nil, err
	}
	if len(found.Services) > 0 {
		return nil, fmt.Errorf("policy_id: these services use %s, and PagerDuty deletes no policy in use: %s. Give them another escalation policy first", found.Name, labelsOf(found.Services))
	}
	shown := &deletedPolicy{view.Reference{ID: found.ID, Name: found.Name}, policy.Show(*found).Levels}
	return shown, client.EscalationPolicies.Delete(ctx, found.ID)
}

// labelsOf returns what references are called, with their ids: the first, and the number of the others.
func labelsOf(references []pagerduty.Reference) string {
	const most = 10
	var names []string
	for _, reference := range references[:min(most, len(references))] {
		names = append(names, fmt.Sprintf("%s (%s)", reference.Label(), reference.ID))
	}
	if left := len(references) - most; left > 0 {
		names = append(names, fmt.Sprintf("and %d more", left))
	}
	return strings.Join(names, ", ")
}

func (t *tools) askCreatePolicy(ctx context.Context, in createPolicyInput) mcptools.Question {
	return mcptools.NewQuestion("Create escalation policy %s that notifies %s?", []string{in.Name}, t.targetLabels(ctx, in.Levels))
}

func (t *tools) askUpdatePolicy(ctx context.Context, in updatePolicyInput) mcptools.Question {
	team := in.TeamID
	if team != nil {
		team = &identify.Labels(ctx, t.source, identify.Team().Name, *team)[0]
	}
	var changes []ask.Change
	if in.Levels != nil {
		changes = append(changes, ask.ToAll("levels", t.targetLabels(ctx, in.Levels)))
	}
	changes = append(changes, ask.To("team", team), ask.ToNumber("repeats", in.Repeats), ask.To("name", in.Name), ask.To("description", in.Description))
	return ask.Of("escalation policy", identify.Labels(ctx, t.source, identify.EscalationPolicy().Name, in.PolicyID), changes...)
}

func (t *tools) askDeletePolicy(ctx context.Context, in deletePolicyInput) mcptools.Question {
	return mcptools.NewQuestion("Delete escalation policy %s?", identify.Labels(ctx, t.source, identify.EscalationPolicy().Name, in.PolicyID))
}
