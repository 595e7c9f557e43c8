package operations

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// openView is an open incident.
type openView struct {
	ID       string                   `json:"id"`
	Number   int                      `json:"number,omitzero"`
	Title    string                   `json:"title,omitzero"`
	Status   pagerduty.IncidentStatus `json:"status,omitzero"`
	Urgency  pagerduty.Urgency        `json:"urgency,omitzero"`
	Priority string                   `json:"priority,omitzero"`
	Service  string                   `json:"service,omitzero"` // absent where the incident stands below its service
}

func showOpen(i pagerduty.Incident) openView {
	return openView{ID: i.ID, Number: i.Number, Title: i.Title, Status: i.Status, Urgency: i.Urgency, Priority: incident.Priority(i), Service: view.Name(i.Service)}
}

// maxOpen is the number of open incidents that are read at once.
const maxOpen = 100

// openOn returns the open incidents of services, the latest first, in one request, and whether there are more than maxOpen.
func openOn(ctx context.Context, client *pagerduty.Client, serviceIDs []string) ([]pagerduty.Incident, bool, error) {
	page, err := client.Incidents.List(ctx, pagerduty.ListIncidentsOptions{
		PageOptions: pagerduty.PageOptions{PageSize: maxOpen}, ServiceIDs: serviceIDs, AllTime: true, SortBy: []string{"created_at:desc"},
		Statuses: []pagerduty.IncidentStatus{pagerduty.StatusTriggered, pagerduty.StatusAcknowledged},
	})
	if err != nil {
		return nil, false, err
	}
	return page.Items, page.More, nil
}
