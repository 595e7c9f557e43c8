package incidents

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
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
	summary
	Because []reasonView `json:"because,omitempty"`
}

// reasonView is why two incidents are thought to belong together.
type reasonView struct {
	Type           string           `json:"type,omitzero"`
	Dependent      []view.Reference `json:"dependent_services,omitempty"` // need the supporting ones
	Supporting     []view.Reference `json:"supporting_services,omitempty"`
	Classification string           `json:"classification,omitzero"`
	Confirmed      int              `json:"confirmed,omitzero"` // how many users said that they belong together
	Denied         int              `json:"denied,omitzero"`
}

func (t *tools) getRelatedIncidents(ctx context.Context, in getRelatedIncidentsInput) (mcptools.List[relatedView], error) {
	var list mcptools.List[relatedView]
	client, id, err := t.incident(ctx, in.IncidentID)
	if err != nil {
		return list, err
	}
	related, err := client.Incidents.Related(ctx, id)
	if err != nil {
		return list, err
	}
	for _, r := range related {
		shown := relatedView{summary: summarize(r.Incident)}
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

// nameServices gives the services in the reasons their names, which PagerDuty leaves out there. One that cannot be read keeps its
// id alone.
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
	unknown = unknown[:min(most, len(unknown))]
	found := make([]string, len(unknown))
	ctx, cancel := leavingTime(ctx)
	defer cancel()
	_ = parallel.Each(ctx, len(unknown), func(ctx context.Context, i int) error {
		if service, err := client.Services.Get(ctx, unknown[i]); err == nil {
			found[i] = service.Name
		}
		return nil
	})
	for i, id := range unknown {
		names[id] = found[i]
	}
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
