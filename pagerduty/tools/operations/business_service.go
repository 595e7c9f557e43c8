package operations

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

type getBusinessServiceInput struct {
	ServiceID string `json:"service_id" jsonschema_description:"Id or name."`
}

// businessDetail is a business service with the reasons of its impact.
type businessDetail struct {
	businessView
	ImpactedBy []openView       `json:"impacted_by,omitempty"`
	Supporting []supportingView `json:"supporting_business_services,omitempty"`
	Missing    incident.Missing `json:"missing,omitempty"`
	Notes      []string         `json:"notes,omitempty"`
}

// supportingView is a business service that directly supports another.
type supportingView struct {
	ID     string `json:"id"`
	Name   string `json:"name,omitzero"`
	Impact string `json:"impact,omitzero"`
}

func (t *tools) getBusinessService(ctx context.Context, in getBusinessServiceInput) (*businessDetail, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	service, err := identify.Find(ctx, client, identify.BusinessService(), "service_id", in.ServiceID, client.BusinessServices.Get)
	if err != nil {
		return nil, identify.Instead(ctx, client, err, in.ServiceID, identify.Service(), "use get_service_dependencies, which shows what depends on it")
	}
	shown := &businessDetail{businessView: showBusiness(*service)}
	views := []businessView{shown.businessView}
	var supporting *pagerduty.ServiceImpacts
	var notes []string
	var unread, failed error
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	_ = parallel.Do(ctx,
		func(ctx context.Context) error { notes = complete(ctx, client, views); return nil },
		func(ctx context.Context) error {
			supporting, unread = client.BusinessServices.SupportingImpacts(ctx, service.ID, pagerduty.ImpactOptions{})
			return nil
		},
		func(ctx context.Context) error {
			shown.ImpactedBy, failed = impactors(ctx, client, service.ID)
			return nil
		},
	)
	shown.businessView = views[0]
	shown.Missing.Add("impacted_by", failed)
	shown.Missing.Add("supporting_business_services", unread)
	if supporting != nil {
		for _, s := range supporting.Services {
			shown.Supporting = append(shown.Supporting, supportingView{s.ID, s.Name, s.Status})
		}
	}
	if shown.Notes = notes; len(shown.ImpactedBy) == maxShown {
		shown.Notes = append(shown.Notes, fmt.Sprintf("At most %d incidents are shown, those of the highest priority.", maxShown))
	}
	return shown, nil
}

// impactors returns the incidents that impact a business service, those of the highest priority.
func impactors(ctx context.Context, client *pagerduty.Client, id string) ([]openView, error) {
	page, err := client.BusinessServices.Impactors(ctx, []string{id})
	if err != nil {
		return nil, err
	}
	shown := make([]openView, min(maxShown, len(page.Items)))
	err = parallel.Each(ctx, len(shown), func(ctx context.Context, i int) error {
		shown[i] = openView{ID: page.Items[i].ID}
		if found, err := client.Incidents.Get(ctx, page.Items[i].ID); err == nil {
			shown[i] = showOpen(*found)
		}
		return nil // the id is shown, too
	})
	return shown, err
}
