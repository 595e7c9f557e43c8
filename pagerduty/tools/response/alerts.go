package response

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) alerts() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_incident_alerts", "Lists the alerts of an incident, newest first: severity, source, component, links, details.", t.listAlerts,
			mcptools.WithExample(`{"incident_id":"4197"}`)),
		mcptools.Read("get_alert", "Returns one alert of an incident in full.", t.getAlert,
			mcptools.WithExample(`{"incident_id":"4197","alert_id":"QOWAABHIMQ31J6"}`)),
	}
}

type listAlertsInput struct {
	IncidentID string   `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Statuses   []string `json:"statuses,omitempty" jsonschema:"enum=triggered,enum=resolved" jsonschema_description:"Default: all." alias:"status"`
	Since      string   `json:"since,omitempty" jsonschema_description:"Created since: RFC 3339, a date or -1h."`
	Until      string   `json:"until,omitempty" jsonschema_description:"Created before this."`
	SortBy     string   `json:"sort_by,omitempty" jsonschema_description:"created_at or resolved_at, with :asc or :desc. Default created_at:desc."`
	paging.Counted
}

func (t *tools) listAlerts(ctx context.Context, in listAlertsInput) (mcptools.List[incident.Alert], error) {
	var none mcptools.List[incident.Alert]
	if err := in.Check(); err != nil {
		return none, err
	}
	order, err := alertOrder(in.SortBy)
	if err != nil {
		return none, err
	}
	client, id, err := incident.Find(ctx, t.source, in.IncidentID)
	if err != nil {
		return none, err
	}
	options := pagerduty.ListAlertsOptions{Statuses: in.Statuses, SortBy: order}
	if in.Since != "" || in.Until != "" {
		return in.within(ctx, client, id, options)
	}
	return paging.Collect(ctx, in.Counted, incident.ShowAlert, func(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.Alert], error) {
		options.PageOptions = page
		return client.Incidents.Alerts(ctx, id, options)
	})
}

// alertOrder returns the order in PagerDuty's form.
func alertOrder(text string) (string, error) {
	field, direction, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), ":")
	switch {
	case field == "":
		field = "created_at"
	case !slices.Contains([]string{"created_at", "resolved_at"}, field) || !slices.Contains([]string{"", "asc", "desc"}, direction):
		return "", fmt.Errorf("sort_by: %.40q is neither created_at nor resolved_at with :asc or :desc", text)
	}
	if direction == "" {
		direction = "desc"
	}
	return field + ":" + direction, nil
}

// within lists the alerts that were created in the window. PagerDuty has no such filter.
func (in listAlertsInput) within(ctx context.Context, client *pagerduty.Client, id string, options pagerduty.ListAlertsOptions) (mcptools.List[incident.Alert], error) {
	times := when.Parser{Now: when.Now(ctx), Zone: when.UserZone(ctx, client)}
	window, err := times.Window(in.Since, in.Until)
	if err != nil {
		return mcptools.List[incident.Alert]{}, err
	}
	sieve := paging.Sieve[pagerduty.Alert]{Noun: "alerts", Keep: func(a pagerduty.Alert) bool { return window.Holds(a.CreatedAt) }}
	if options.SortBy == "created_at:desc" {
		sieve.Beyond = func(a pagerduty.Alert) bool { return !a.CreatedAt.IsZero() && a.CreatedAt.Before(window.Since) }
	}
	list, err := paging.Sift(ctx, in.Counted, sieve, client.Incidents.AllAlerts(ctx, id, options), incident.ShowAlert)
	list.Window = window.Shown()
	return list, err
}

type getAlertInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	AlertID    string `json:"alert_id"`
}

// alertDetail is one alert.
type alertDetail struct {
	incident.Alert
	Service    *view.Reference `json:"service,omitzero"`
	AlertKey   string          `json:"alert_key,omitzero"`
	Suppressed bool            `json:"suppressed,omitzero"` // it notified nobody
	HTMLURL    string          `json:"html_url,omitzero"`
}

func (t *tools) getAlert(ctx context.Context, in getAlertInput) (*alertDetail, error) {
	alertID, host, err := identify.PageID("alert", "alert_id", in.AlertID)
	if err != nil {
		return nil, err
	}
	client, id, err := incident.Find(ctx, t.source, in.IncidentID)
	if err != nil {
		return nil, err
	}
	alert, err := client.Incidents.Alert(ctx, id, alertID)
	if err != nil {
		return nil, fmt.Errorf("alert_id %s: %w", alertID, err)
	}
	if err := identify.CheckAccount(host, alert.HTMLURL); err != nil {
		return nil, err
	}
	return &alertDetail{incident.ShowAlert(*alert), view.Of(alert.Service), alert.AlertKey, alert.Suppressed, alert.HTMLURL}, nil
}
