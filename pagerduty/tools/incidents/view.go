package incidents

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// summary is an incident in a list.
type summary struct {
	ID        string                   `json:"id"`
	Number    int                      `json:"number,omitzero"`
	Title     string                   `json:"title,omitzero"`
	Status    pagerduty.IncidentStatus `json:"status,omitzero"`
	Urgency   pagerduty.Urgency        `json:"urgency,omitzero"`
	Priority  string                   `json:"priority,omitzero"`
	Service   *view.Reference          `json:"service,omitzero"`
	Assignees []view.Reference         `json:"assignees,omitempty"`
	CreatedAt string                   `json:"created_at,omitzero"`
	Alerts    int                      `json:"alerts,omitzero"`
	HTMLURL   string                   `json:"html_url,omitzero"`
}

func summarize(i pagerduty.Incident) summary {
	return summary{
		ID: i.ID, Number: i.Number, Title: i.Title, Status: i.Status, Urgency: i.Urgency,
		Priority: priority(i), Service: view.Of(i.Service), Assignees: assignees(i),
		CreatedAt: view.Time(i.CreatedAt), Alerts: i.AlertCounts.All, HTMLURL: i.HTMLURL,
	}
}

func priority(i pagerduty.Incident) string {
	if i.Priority == nil {
		return ""
	}
	return i.Priority.Label()
}

func assignees(i pagerduty.Incident) []view.Reference {
	var references []pagerduty.Reference
	for _, assignment := range i.Assignments {
		references = append(references, assignment.Assignee)
	}
	return view.References(references)
}
