package staffing

import (
	"context"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

type levelInput struct {
	Targets      []string `json:"targets" jsonschema:"minItems=1,maxItems=10" jsonschema_description:"Users and schedules."`
	DelayMinutes int      `json:"delay_minutes,omitempty" jsonschema:"minimum=1" jsonschema_description:"Until the next level. Default 30." alias:"escalation_delay_in_minutes"`
}

const defaultDelay = 30

// levelsPlan is the levels and the team that a policy gets.
type levelsPlan struct {
	levels    []levelInput
	arguments []identify.Argument
	targets   [][]identify.Candidate // for each level, once they are resolved
	team      string
	hasTeam   bool
}

func newLevelsPlan(levels []levelInput, team *string) *levelsPlan {
	p := &levelsPlan{levels: levels, targets: make([][]identify.Candidate, len(levels)), hasTeam: team != nil}
	p.arguments = []identify.Argument{identify.One(identify.Team(), "team_id", team, &p.team)}
	for i, level := range levels {
		p.arguments = append(p.arguments, identify.ManyOf(identify.Target(), fmt.Sprintf("levels[%d].targets", i), level.Targets, &p.targets[i]))
	}
	return p
}

// apply finds the targets and sets the levels and the team of a change. A level with the targets of a level in before keeps its id and its
// assignment strategy.
func (p *levelsPlan) apply(ctx context.Context, client *pagerduty.Client, change *pagerduty.EscalationPolicyChange, before *pagerduty.EscalationPolicy) error {
	if err := identify.Resolve(ctx, client, p.arguments...); err != nil {
		return err
	}
	if p.hasTeam {
		change.TeamID = &p.team
	}
	for i, level := range p.levels {
		rule := pagerduty.NewEscalationRule{DelayMinutes: level.DelayMinutes}
		if rule.DelayMinutes == 0 {
			rule.DelayMinutes = defaultDelay
		}
		for _, target := range p.targets[i] {
			kind := targetType(target.Type)
			if kind == "" {
				return fmt.Errorf("levels[%d].targets: the key cannot read %s, so it is unknown whether it is a user or a schedule", i, target.ID)
			}
			rule.Targets = append(rule.Targets, pagerduty.EscalationTarget{ID: target.ID, Type: kind})
		}
		keepRule(&rule, before)
		change.Rules = append(change.Rules, rule)
	}
	return nil
}

// targetType returns PagerDuty's type of a target; "" if it is unknown.
func targetType(of identify.Type) pagerduty.TargetType {
	switch of {
	case identify.IsUser:
		return pagerduty.TargetUser
	case identify.IsLayered:
		return pagerduty.TargetSchedule
	case identify.IsShiftBased:
		return pagerduty.TargetShiftSchedule
	}
	return ""
}

// keepRule copies the id and the assignment strategy of the level that has the same targets.
func keepRule(rule *pagerduty.NewEscalationRule, before *pagerduty.EscalationPolicy) {
	if before == nil {
		return
	}
	for _, known := range before.Rules {
		same := len(known.Targets) == len(rule.Targets)
		for i := 0; same && i < len(rule.Targets); i++ {
			same = known.Targets[i].ID == rule.Targets[i].ID
		}
		if same {
			rule.ID, rule.AssignmentStrategy = known.ID, known.AssignmentStrategy
			return
		}
	}
}

// targetLabels returns the targets of all levels, level by level.
func (t *tools) targetLabels(ctx context.Context, levels []levelInput) []string {
	labels := make([]string, len(levels))
	_ = parallel.Each(ctx, len(levels), func(ctx context.Context, i int) error {
		labels[i] = strings.Join(identify.Labels(ctx, t.source, identify.Target().Name, levels[i].Targets...), " and ")
		return nil
	})
	return labels
}
