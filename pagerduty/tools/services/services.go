package services

import (
	"cmp"
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) services() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_services", "Lists services, by name.", t.listServices,
			mcptools.WithExample(`{"query":"checkout"}`)),
		mcptools.Read("get_service", "Returns one service: status, urgency, timeouts, integrations, last incident.", t.getService,
			mcptools.WithExample(`{"service_id":"Checkout API"}`)),
	}
}

type listServicesInput struct {
	Query   string   `json:"query,omitempty" jsonschema_description:"Part of a name."`
	TeamIDs []string `json:"team_ids,omitempty" jsonschema_description:"Any of these: ids or names." alias:"teams_ids"`
	paging.Counted
}

// summary is a service in a list.
type summary struct {
	ID               string           `json:"id"`
	Name             string           `json:"name,omitzero"`
	Description      string           `json:"description,omitzero"`
	Status           string           `json:"status,omitzero"`
	EscalationPolicy *view.Reference  `json:"escalation_policy,omitzero"`
	Teams            []view.Reference `json:"teams,omitempty"`
	LastIncidentAt   string           `json:"last_incident_at,omitzero"`
	HTMLURL          string           `json:"html_url,omitzero"`
}

func summarize(s pagerduty.Service) summary {
	return summary{
		ID: s.ID, Name: s.Name, Description: s.Description, Status: s.Status, EscalationPolicy: view.Of(s.EscalationPolicy),
		Teams: view.References(s.Teams), LastIncidentAt: view.Time(s.LastIncidentAt), HTMLURL: s.HTMLURL,
	}
}

func (t *tools) listServices(ctx context.Context, in listServicesInput) (mcptools.List[summary], error) {
	options := pagerduty.ListServicesOptions{Query: strings.TrimSpace(in.Query)}
	filters := []identify.Argument{identify.Many(identify.Team(), "team_ids", in.TeamIDs, &options.TeamIDs)}
	return paging.FilteredList(ctx, t.source, in.Counted, filters, summarize,
		func(ctx context.Context, client *pagerduty.Client, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.Service], error) {
			options.PageOptions = page
			return client.Services.List(ctx, options)
		})
}

type getServiceInput struct {
	ServiceID string `json:"service_id" jsonschema_description:"Id or name."`
}

// detail is one service with its settings.
type detail struct {
	summary
	Urgency string `json:"urgency,omitzero"` // or use_support_hours
	supportHours
	AutoResolveTimeout     *int          `json:"auto_resolve_timeout,omitzero"`
	AcknowledgementTimeout *int          `json:"acknowledgement_timeout,omitzero"`
	AutoPause              *int          `json:"auto_pause,omitzero"`
	Integrations           []integration `json:"integrations,omitempty"`
	CreatedAt              string        `json:"created_at,omitzero"`
}

// integration receives events for the service. It leaves out the key, which is a secret.
type integration struct {
	view.Reference
	Type string `json:"type,omitzero"`
}

func (t *tools) getService(ctx context.Context, in getServiceInput) (*detail, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	service, err := identify.Find(ctx, client, identify.Service(), "service_id", in.ServiceID, client.Services.Get)
	if err != nil {
		return nil, err
	}
	return describe(service), nil
}

func describe(s *pagerduty.Service) *detail {
	shown := &detail{
		summary: summarize(*s), Urgency: cmp.Or(s.UrgencyRule.Urgency, s.UrgencyRule.Type), CreatedAt: view.Time(s.CreatedAt),
		AutoResolveTimeout: s.AutoResolveTimeout.Seconds, AcknowledgementTimeout: s.AcknowledgementTimeout.Seconds,
	}
	if s.AutoPause != nil {
		shown.AutoPause = new(0)
		if s.AutoPause.Enabled {
			shown.AutoPause = &s.AutoPause.Timeout
		}
	}
	shown.supportHours = showSupportHours(s)
	for _, i := range s.Integrations {
		if reference := view.Of(i.Reference); reference != nil {
			shown.Integrations = append(shown.Integrations, integration{*reference, strings.TrimSuffix(i.Type, "_reference")})
		}
	}
	return shown
}
