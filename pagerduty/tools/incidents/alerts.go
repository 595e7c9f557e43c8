package incidents

import (
	"cmp"
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

type alertView struct {
	ID        string `json:"id"`
	Status    string `json:"status,omitzero"`
	Severity  string `json:"severity,omitzero"`
	Summary   string `json:"summary,omitzero"`
	CreatedAt string `json:"created_at,omitzero"`
	Source    string `json:"source,omitzero"`
	event
}

func (f *partFetcher) alerts(ctx context.Context) (more bool, err error) {
	page, err := f.client.Incidents.Alerts(ctx, f.id, pagerduty.ListAlertsOptions{
		PageOptions: pagerduty.PageOptions{PageSize: maxPerPart}, SortBy: "created_at:desc",
	})
	if err != nil {
		return false, err
	}
	f.parts.Alerts = []alertView{}
	for _, a := range page.Items {
		shown := alertView{
			ID: a.ID, Status: a.Status, Severity: a.Severity, Summary: a.Summary,
			CreatedAt: view.Time(a.CreatedAt), Source: a.Integration.Label(), event: eventOf(a.Body.Details, a.Body.Contexts, a.Body.CEFDetails),
		}
		if common := a.Body.CEFDetails; common != nil {
			shown.Severity, shown.Summary = cmp.Or(a.Severity, common.Severity), cmp.Or(a.Summary, common.Description)
		}
		f.parts.Alerts = append(f.parts.Alerts, shown)
	}
	return page.More, nil
}
