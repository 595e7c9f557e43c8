package people

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/attachment"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

func (t *tools) resources() []mcptools.Resource {
	var all []mcptools.Resource
	for _, one := range []attachment.Attachment{
		{
			Path: "schedules/{id}", Name: "schedule", Title: "Schedule", Description: "One schedule: who is on call in the next 7 days, overrides and layers. By id or name.",
			Parts:    []attachment.Part{{Tool: "get_schedule", Arguments: attachment.ID("schedule_id")}},
			Complete: identify.Suggest(t.source, identify.Schedule()),
		}, {
			Path: "escalation_policies/{id}", Name: "escalation_policy", Title: "Escalation policy", Description: "Whom one escalation policy notifies, level by level. By id or name.",
			Parts:    []attachment.Part{{Tool: "get_escalation_policy", Arguments: attachment.ID("policy_id")}},
			Complete: identify.Suggest(t.source, identify.EscalationPolicy()),
		}, {
			Path: "teams/{id}", Name: "team", Title: "Team", Description: "One team and its members. By id or name.",
			Parts: []attachment.Part{
				{Tool: "get_team", Arguments: attachment.ID("team_id")},
				{Tool: "list_team_members", Member: "members", Arguments: attachment.ID("team_id")},
			},
			Complete: identify.Suggest(t.source, identify.Team()),
		}, {
			Path: "oncalls", Name: "oncalls", Title: "On call now", Description: "Who is on call now, by escalation policy and level.",
			Parts: []attachment.Part{{Tool: "list_oncalls", Arguments: func(string) any { return map[string]any{"limit": 100} }}},
		},
	} {
		all = append(all, one.Resources()...)
	}
	return all
}
