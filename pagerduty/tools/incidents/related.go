package incidents

import (
	"context"
	"maps"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) related() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_related_incidents", "Lists open incidents on other services that may have the same cause.", t.getRelatedIncidents,
			mcptools.WithExample(`{"incident_id":"4197"}`)),
	}
}

type getRelatedIncidentsInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	details
}

type relatedView struct {
	incident.Summary
	Because []reasonView `json:"because,omitempty"`
}

// reasonView is why PagerDuty considers two incidents related.
type reasonView struct {
	Type           string           `json:"type,omitzero"`
	Dependent      []view.Reference `json:"dependent_services,omitempty"` // they depend on the supporting ones
	Supporting     []view.Reference `json:"supporting_services,omitempty"`
	Classification string           `json:"classification,omitzero"`
	Confirmed      int              `json:"confirmed,omitzero"` // number of users who confirmed the relation
	Denied         int              `json:"denied,omitzero"`
}

func (t *tools) getRelatedIncidents(ctx context.Context, in getRelatedIncidentsInput) (mcptools.List[relatedView], error) {
	var list mcptools.List[relatedView]
	client, id, err := incident.Find(ctx, t.source, in.IncidentID)
	if err != nil {
		return list, err
	}
	related, err := client.Incidents.Related(ctx, id)
	if err != nil {
		return list, err
	}
	for _, r := range related {
		shown := relatedView{Summary: incident.Summarize(r.Incident)}
		for _, relationship := range r.Relationships {
			about := relationship.Metadata
			shown.Because = append(shown.Because, reasonView{
				relationship.Type, view.References(about.DependentServices), view.References(about.SupportingServices),
				about.Classification, about.Feedback.Positive, about.Feedback.Negative,
			})
		}
		list.Items = append(list.Items, shown)
	}
	nameServices(ctx, client, list.Items)
	return list, nil
}

// nameServices adds the names of the services in the reasons, which PagerDuty leaves out there, as far as they can be read.
func nameServices(ctx context.Context, client *pagerduty.Client, incidents []relatedView) {
	names := map[string]string{}
	for _, i := range incidents {
		if i.Service != nil {
			names[i.Service.ID] = i.Service.Name
		}
	}
	var unknown []string
	eachService(incidents, func(service *view.Reference) {
		if _, known := names[service.ID]; !known && service.Name == "" {
			names[service.ID] = ""
			unknown = append(unknown, service.ID)
		}
	})
	const most = 20
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	maps.Copy(names, identify.NamesOf(ctx, client, identify.Service().Name, unknown[:min(most, len(unknown))]))
	eachService(incidents, func(service *view.Reference) {
		if service.Name == "" {
			service.Name = names[service.ID]
		}
	})
}

// eachService calls do with every service in the reasons.
func eachService(incidents []relatedView, do func(*view.Reference)) {
	for _, i := range incidents {
		for _, because := range i.Because {
			for n := range because.Dependent {
				do(&because.Dependent[n])
			}
			for n := range because.Supporting {
				do(&because.Supporting[n])
			}
		}
	}
}
