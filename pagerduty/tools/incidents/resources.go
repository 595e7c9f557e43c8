package incidents

import (
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/attachment"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
)

func (t *tools) resources() []mcptools.Resource {
	one := attachment.Attachment{
		Path: "incidents/{id}", Name: "incident", Title: "Incident",
		Description: "One incident with its alerts, notes, timeline and likely causes. By number, id or web address.",
		Parts: []attachment.Part{{Tool: "get_incident", Arguments: func(id string) any {
			return getIncidentInput{IncidentID: id, Include: []part{"alerts", "notes", "timeline", "changes"}}
		}}},
		Complete: incident.SuggestNumbers(t.source),
	}
	open := attachment.Attachment{
		Path: "incidents", Name: "open_incidents", Title: "Open incidents", Description: "All open incidents, newest first.",
		Parts: []attachment.Part{{Tool: "list_incidents", Arguments: func(string) any {
			return map[string]any{"statuses": []string{"triggered", "acknowledged"}, "limit": 100}
		}}},
	}
	return slices.Concat(one.Resources(), open.Resources())
}
