package integrations

import (
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) serviceIntegrations() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_service_integrations", "Lists the integrations of a service, without their keys.", t.listServiceIntegrations,
			mcptools.WithExample(`{"service_id":"Identity and Login"}`)),
	}
}

type serviceID struct {
	ServiceID string `json:"service_id" jsonschema_description:"Id or name."`
}

// integrationView is an integration of a service, without its key.
type integrationView struct {
	ID        string          `json:"id"`
	Name      string          `json:"name,omitzero"`
	Type      string          `json:"type,omitzero"`
	Vendor    *view.Reference `json:"vendor,omitzero"`
	CreatedAt string          `json:"created_at,omitzero"`
	HTMLURL   string          `json:"html_url,omitzero"`
}

const typeSuffix = "_inbound_integration"

func showIntegration(i pagerduty.ServiceIntegration) integrationView {
	return integrationView{
		ID: i.ID, Name: i.Label(), Type: strings.TrimSuffix(strings.TrimSuffix(i.Type, "_reference"), typeSuffix), Vendor: view.Of(i.Vendor),
		CreatedAt: view.Time(i.CreatedAt), HTMLURL: i.HTMLURL,
	}
}

// serviceIntegrationsView is the result of list_service_integrations.
type serviceIntegrationsView struct {
	Service view.Reference    `json:"service"`
	Items   []integrationView `json:"items"`
}

func (t *tools) listServiceIntegrations(ctx context.Context, in serviceID) (*serviceIntegrationsView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	service, err := identify.Find(ctx, client, identify.Service(), "service_id", in.ServiceID, client.Services.Get)
	if err != nil {
		return nil, err
	}
	shown := &serviceIntegrationsView{Service: view.Reference{ID: service.ID, Name: service.Name}, Items: []integrationView{}}
	for _, integration := range service.Integrations {
		shown.Items = append(shown.Items, showIntegration(integration))
	}
	return shown, nil
}
