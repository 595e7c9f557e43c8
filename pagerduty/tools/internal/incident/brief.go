package incident

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// Brief is the state of an incident after a write.
type Brief struct {
	view.Reference
	Number         int                      `json:"number,omitzero"`
	Status         pagerduty.IncidentStatus `json:"status,omitzero"`
	Assignees      []Assignee               `json:"assignees,omitempty"`
	AssignedAt     string                   `json:"assigned_at,omitzero"`
	AcknowledgedBy []string                 `json:"acknowledged_by,omitempty"`
}

// BriefOf returns the state of an incident.
func BriefOf(i pagerduty.Incident) Brief {
	whole := Summarize(i)
	return Brief{view.Reference{ID: i.ID, Name: i.Title}, i.Number, i.Status, whole.Assignees, whole.AssignedAt, whole.AcknowledgedBy}
}
