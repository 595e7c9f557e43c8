package operations

import (
	"context"
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) changeEvents() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_change_events", "Lists changes such as deployments, latest first. With incident_id, those that PagerDuty relates to it, and why.", t.listChangeEvents,
			mcptools.WithExample(`{"service_ids":["Checkout API"]}`)),
		mcptools.Read("get_change_event", "Returns one change event with its links and details.", t.getChangeEvent,
			mcptools.WithExample(`{"change_event_id":"014TGECVVHMI2VF0GTSYEJOK2V"}`)),
	}
}

type listChangeEventsInput struct {
	ServiceIDs []string `json:"service_ids,omitempty" jsonschema_description:"Ids or names."`
	IncidentID *string  `json:"incident_id,omitempty" blank:"omitted" jsonschema_description:"Id, number or web address."`
	TeamIDs    []string `json:"team_ids,omitempty" jsonschema_description:"Ids or names."`
	Since      string   `json:"since,omitempty"`
	Until      string   `json:"until,omitempty"`
	paging.Arguments
}

type getChangeEventInput struct {
	ChangeEventID string `json:"change_event_id"`
}

// changeEventView is a change event with everything that is known of it.
type changeEventView struct {
	ID          string           `json:"id"`
	At          string           `json:"at,omitzero"`
	Summary     string           `json:"summary,omitzero"`
	Source      string           `json:"source,omitzero"`
	Services    []view.Reference `json:"services,omitempty"`
	Integration *view.Reference  `json:"integration,omitzero"`
	Links       []incident.Link  `json:"links,omitempty"`
	Details     json.RawMessage  `json:"details,omitempty"`
	HTMLURL     string           `json:"html_url,omitzero"`
}

func (t *tools) getChangeEvent(ctx context.Context, in getChangeEventInput) (*changeEventView, error) {
	id, host, err := identify.PageID("change event", "change_event_id", in.ChangeEventID)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	event, err := client.ChangeEvents.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := identify.CheckAccount(host, event.HTMLURL); err != nil {
		return nil, err
	}
	return describeChange(event), nil
}

func describeChange(e *pagerduty.ChangeEvent) *changeEventView {
	shown := &changeEventView{
		ID: e.ID, At: view.Time(e.Timestamp), Summary: e.Summary, Source: e.Source, Services: view.References(e.Services),
		Integration: view.Of(e.Integration), Details: view.Raw(e.CustomDetails), HTMLURL: e.HTMLURL,
	}
	var contexts []pagerduty.AlertContext
	for _, link := range e.Links {
		contexts = append(contexts, pagerduty.AlertContext{Text: link.Text, Href: link.Href})
	}
	for _, image := range e.Images {
		contexts = append(contexts, pagerduty.AlertContext{Text: image.Text, Href: image.Href, Src: image.Source})
	}
	shown.Links = incident.Links(contexts)
	return shown
}
