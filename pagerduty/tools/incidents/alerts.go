package incidents

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
)

func (f *partFetcher) alerts(ctx context.Context) (more bool, err error) {
	page, err := f.client.Incidents.Alerts(ctx, f.id, pagerduty.ListAlertsOptions{
		PageOptions: pagerduty.PageOptions{PageSize: maxPerPart}, SortBy: "created_at:desc",
	})
	if err != nil {
		return false, err
	}
	f.parts.Alerts = []incident.Alert{}
	for _, a := range page.Items {
		f.parts.Alerts = append(f.parts.Alerts, incident.ShowAlert(a))
	}
	return page.More, nil
}
