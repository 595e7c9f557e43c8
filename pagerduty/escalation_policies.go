package pagerduty

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
)

// EscalationPolicy determines who is notified of an incident, and who is next if nobody responds.
type EscalationPolicy struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Teams       []Reference `json:"teams"`
	HTMLURL     string      `json:"html_url"`

	Rules    []EscalationRule `json:"escalation_rules"`
	Loops    int              `json:"num_loops"` // how often the rules are repeated if nobody responds
	Services []Reference      `json:"services"`

	HandoffNotifications string `json:"on_call_handoff_notifications"` // if_has_services or always
}

// EscalationRule is one level of an escalation policy.
type EscalationRule struct {
	ID           string      `json:"id"`
	DelayMinutes int         `json:"escalation_delay_in_minutes"` // until the next level
	Targets      []Reference `json:"targets"`                     // users and schedules; a shift-based schedule is a "schedule_v3_reference"

	AssignmentStrategy AssignmentStrategy `json:"escalation_rule_assignment_strategy"`
}

// AssignmentStrategy determines which targets of a rule an incident is assigned to.
type AssignmentStrategy string

// The assignment strategies.
const (
	AssignToEveryone AssignmentStrategy = "assign_to_everyone"
	RoundRobin       AssignmentStrategy = "round_robin"
)

// UnmarshalJSON decodes {"type":"round_robin"}, which PagerDuty sends, or the bare string. It never fails.
func (s *AssignmentStrategy) UnmarshalJSON(data []byte) error {
	var bare string
	var read struct {
		Type string `json:"type"`
	}
	_, _ = json.Unmarshal(data, &bare), json.Unmarshal(data, &read) // one of them fails
	*s = AssignmentStrategy(cmp.Or(bare, read.Type))
	return nil
}

// EscalationPolicyInclude names related objects that List and Get return in full instead of as references, or not at all.
type EscalationPolicyInclude string

// Values of the include parameter of EscalationPoliciesService.List and EscalationPoliciesService.Get.
const (
	IncludeServices EscalationPolicyInclude = "services"
	IncludeTeams    EscalationPolicyInclude = "teams"
	IncludeTargets  EscalationPolicyInclude = "targets"

	IncludeAssignmentStrategies EscalationPolicyInclude = "escalation_rule_assignment_strategies" // otherwise left out
)

// ListEscalationPoliciesOptions filters a list of escalation policies. The zero value lists all.
type ListEscalationPoliciesOptions struct {
	PageOptions
	Query   string   // part of a name
	UserIDs []string // policies that notify any of these users
	TeamIDs []string // policies of any of these teams
	Include []EscalationPolicyInclude
}

// EscalationPoliciesService reads and changes escalation policies.
type EscalationPoliciesService struct{ core *core }

// List returns one page of escalation policies, ordered by name.
//
// Operation listEscalationPolicies: GET /escalation_policies.
func (s *EscalationPoliciesService) List(ctx context.Context, options ListEscalationPoliciesOptions) (*Page[EscalationPolicy], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listEscalationPolicies: GET /escalation_policies.
func (s *EscalationPoliciesService) Pages(ctx context.Context, options ListEscalationPoliciesOptions) iter.Seq2[*Page[EscalationPolicy], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the policies that List returns, across all pages.
//
// Operation listEscalationPolicies: GET /escalation_policies.
func (s *EscalationPoliciesService) All(ctx context.Context, options ListEscalationPoliciesOptions) iter.Seq2[EscalationPolicy, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *EscalationPoliciesService) list(options ListEscalationPoliciesOptions) listRequest[EscalationPolicy] {
	r := get("listEscalationPolicies", "escalation_policies")
	setText(r.query, "query", options.Query)
	addAll(r.query, "user_ids", options.UserIDs)
	addAll(r.query, "team_ids", options.TeamIDs)
	addAll(r.query, "include", options.Include)
	return listRequest[EscalationPolicy]{s.core, r, "escalation_policies", func(p EscalationPolicy) string { return p.ID }}
}

// Get returns one escalation policy.
//
// Operation getEscalationPolicy: GET /escalation_policies/{id}.
func (s *EscalationPoliciesService) Get(ctx context.Context, id string, include ...EscalationPolicyInclude) (*EscalationPolicy, error) {
	r := get("getEscalationPolicy", "escalation_policies", id)
	addAll(r.query, "include", include)
	return one[EscalationPolicy](ctx, s.core, r, "escalation_policy")
}
