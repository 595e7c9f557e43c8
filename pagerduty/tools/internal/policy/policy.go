// Package policy shows escalation policies.
package policy

import (
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// View is an escalation policy.
type View struct {
	ID          string           `json:"id,omitzero"`
	Name        string           `json:"name,omitzero"`
	Description string           `json:"description,omitzero"`
	Teams       []view.Reference `json:"teams,omitempty"`
	Services    []view.Reference `json:"services,omitempty"`
	Levels      []Level          `json:"levels,omitempty"`
	Repeats     int              `json:"repeats,omitzero"` // of all levels, while nobody acknowledges
	HTMLURL     string           `json:"html_url,omitzero"`
}

// Level is a level of an escalation policy.
type Level struct {
	Level   int      `json:"level"`
	Targets []Target `json:"targets,omitempty"`
	Minutes int      `json:"minutes,omitzero"` // until the next level is notified
}

// Target is a user, a schedule or a shift-based schedule.
type Target struct {
	Type string `json:"type,omitzero"`
	view.Reference
}

// Show returns the view of an escalation policy.
func Show(p pagerduty.EscalationPolicy) View {
	shown := View{
		ID: p.ID, Name: p.Name, Description: p.Description, Teams: view.References(p.Teams), Services: view.References(p.Services),
		Repeats: p.Loops, HTMLURL: p.HTMLURL,
	}
	for i, rule := range p.Rules {
		level := Level{Level: i + 1, Minutes: rule.DelayMinutes}
		for _, target := range rule.Targets {
			if who := view.Of(target); who != nil {
				level.Targets = append(level.Targets, Target{targetType(target), *who})
			}
		}
		shown.Levels = append(shown.Levels, level)
	}
	return shown
}

func targetType(target pagerduty.Reference) string {
	kind := strings.TrimSuffix(target.Type, "_reference")
	if kind == "schedule_v3" {
		return "shift-based schedule"
	}
	return kind
}
