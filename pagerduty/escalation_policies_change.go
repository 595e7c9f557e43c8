package pagerduty

import "context"

// EscalationPolicyChange holds the values that Create and Update set. Create uses PagerDuty's defaults for nil fields; Update leaves
// them unchanged.
type EscalationPolicyChange struct {
	Name        *string // required by Create
	Description *string
	Loops       *int                // how often the rules are repeated if nobody responds
	TeamID      *string             // "" for no team
	Rules       []NewEscalationRule // all levels, in order; required by Create. Nil leaves them unchanged
}

// NewEscalationRule is one level of an escalation policy to write.
type NewEscalationRule struct {
	ID                 string // of an existing level that is kept; "" for a new one
	DelayMinutes       int    // until the next level
	Targets            []EscalationTarget
	AssignmentStrategy AssignmentStrategy // PagerDuty's default if empty
}

// EscalationTarget is whom a level notifies.
type EscalationTarget struct {
	ID   string     `json:"id"`
	Type TargetType `json:"type"`
}

// TargetType is the kind of an EscalationTarget.
type TargetType string

// The kinds of targets.
const (
	TargetUser          TargetType = "user_reference"
	TargetSchedule      TargetType = "schedule_reference"
	TargetShiftSchedule TargetType = "schedule_v3_reference"
)

type escalationPolicyBody struct {
	EscalationPolicy struct {
		Type        string               `json:"type"`
		Name        *string              `json:"name,omitempty"`
		Description *string              `json:"description,omitempty"`
		Loops       *int                 `json:"num_loops,omitempty"`
		Rules       []escalationRuleBody `json:"escalation_rules,omitempty"`
		Teams       *[]link              `json:"teams,omitempty"`
	} `json:"escalation_policy"`
}

type escalationRuleBody struct {
	ID                 string             `json:"id,omitempty"`
	DelayMinutes       int                `json:"escalation_delay_in_minutes"`
	Targets            []EscalationTarget `json:"targets"`
	AssignmentStrategy *strategyBody      `json:"escalation_rule_assignment_strategy,omitempty"`
}

type strategyBody struct {
	Type AssignmentStrategy `json:"type"`
}

func (c EscalationPolicyChange) body() (escalationPolicyBody, error) {
	var body escalationPolicyBody
	policy := &body.EscalationPolicy
	policy.Type, policy.Name, policy.Description, policy.Loops = "escalation_policy", c.Name, c.Description, c.Loops
	for _, rule := range c.Rules {
		level := escalationRuleBody{ID: rule.ID, DelayMinutes: rule.DelayMinutes, Targets: rule.Targets}
		for _, target := range rule.Targets {
			if err := checkIDs(target.ID); err != nil {
				return body, err
			}
		}
		if rule.AssignmentStrategy != "" {
			level.AssignmentStrategy = &strategyBody{rule.AssignmentStrategy}
		}
		policy.Rules = append(policy.Rules, level)
	}
	switch {
	case c.TeamID == nil:
	case *c.TeamID == "":
		policy.Teams = &[]link{}
	default:
		policy.Teams = &[]link{{*c.TeamID, "team_reference"}}
		return body, checkIDs(*c.TeamID)
	}
	return body, nil
}

// Create creates an escalation policy.
//
// Operation createEscalationPolicy: POST /escalation_policies.
func (s *EscalationPoliciesService) Create(ctx context.Context, policy EscalationPolicyChange) (*EscalationPolicy, error) {
	body, err := policy.body()
	if err != nil {
		return nil, err
	}
	return one[EscalationPolicy](ctx, s.core, post("createEscalationPolicy", body, "escalation_policies"), "escalation_policy")
}

// Update changes an escalation policy. Nil fields are unchanged; Rules replace all levels.
//
// Operation updateEscalationPolicy: PUT /escalation_policies/{id}.
func (s *EscalationPoliciesService) Update(ctx context.Context, id string, change EscalationPolicyChange) (*EscalationPolicy, error) {
	body, err := change.body()
	if err != nil {
		return nil, err
	}
	return one[EscalationPolicy](ctx, s.core, put("updateEscalationPolicy", body, "escalation_policies", id), "escalation_policy")
}

// Delete deletes an escalation policy. PagerDuty refuses while services use it.
//
// Operation deleteEscalationPolicy: DELETE /escalation_policies/{id}.
func (s *EscalationPoliciesService) Delete(ctx context.Context, id string) error {
	return s.core.deleteVerified(ctx, del("deleteEscalationPolicy", "escalation_policies", id), func() (bool, error) {
		_, err := s.Get(ctx, id)
		return isMissing(err)
	})
}
