package operations

import (
	"context"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) businessServices() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_business_services", "Lists business services, and whether open incidents impact them now.", t.listBusinessServices,
			mcptools.WithExample(`{"query":"shop"}`)),
		mcptools.Read("get_business_service", "Returns a business service: whether it is impacted now, and by which incidents and supporting services.", t.getBusinessService,
			mcptools.WithExample(`{"service_id":"Online Shop"}`)),
	}
}

type listBusinessServicesInput struct {
	Query   string   `json:"query,omitempty" jsonschema_description:"Part of a name."`
	TeamIDs []string `json:"team_ids,omitempty" jsonschema_description:"Ids or names."`
	paging.Counted
}

// businessView is a business service.
type businessView struct {
	ID             string          `json:"id"`
	Name           string          `json:"name,omitzero"`
	Impact         string          `json:"impact,omitzero"` // impacted or not_impacted
	Description    string          `json:"description,omitzero"`
	PointOfContact string          `json:"point_of_contact,omitzero"`
	Team           *view.Reference `json:"team,omitzero"`
	HTMLURL        string          `json:"html_url,omitzero"`
}

func showBusiness(b pagerduty.BusinessService) businessView {
	return businessView{
		ID: b.ID, Name: b.Name, Description: b.Description, PointOfContact: b.PointOfContact, Team: view.Of(b.Team), HTMLURL: b.HTMLURL,
	}
}

func (t *tools) listBusinessServices(ctx context.Context, in listBusinessServicesInput) (mcptools.List[businessView], error) {
	if err := in.Check(); err != nil {
		return mcptools.List[businessView]{}, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return mcptools.List[businessView]{}, err
	}
	var teamIDs []string
	filters := []identify.Argument{identify.Many(identify.Team(), "team_ids", in.TeamIDs, &teamIDs)}
	list, err := paging.Filtered(ctx, client, filters, func(ctx context.Context) (mcptools.List[businessView], error) {
		return in.list(ctx, client, teamIDs)
	})
	if err != nil || len(list.Items) == 0 {
		return list, err
	}
	// Not list itself, which keeps its items as they were encoded.
	shown := mcptools.List[businessView]{Items: slices.Clone(list.Items), More: list.More, NextOffset: list.NextOffset, Total: list.Total, Notes: list.Notes}
	shown.Notes = append(shown.Notes, complete(ctx, client, shown.Items)...)
	return shown, nil
}

// list lists business services, without impact. PagerDuty has no filters for them.
func (in listBusinessServicesInput) list(ctx context.Context, client *pagerduty.Client, teamIDs []string) (mcptools.List[businessView], error) {
	query := strings.ToLower(strings.TrimSpace(in.Query))
	if query == "" && teamIDs == nil {
		return paging.Collect(ctx, in.Counted, showBusiness, client.BusinessServices.List)
	}
	keep := func(b pagerduty.BusinessService) bool {
		return strings.Contains(strings.ToLower(b.Name), query) && (teamIDs == nil || slices.Contains(teamIDs, b.Team.ID))
	}
	sieve := paging.Sieve[pagerduty.BusinessService]{Noun: "business services", Keep: keep}
	return paging.Sift(ctx, in.Counted, sieve, client.BusinessServices.All(ctx, pagerduty.PageOptions{}), showBusiness)
}

// complete adds the impact and the names of teams. It returns notes on what could not be read.
func complete(ctx context.Context, client *pagerduty.Client, services []businessView) []string {
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	var ids, teams []string
	for _, b := range services {
		ids = append(ids, b.ID)
		if b.Team != nil && b.Team.Name == "" {
			teams = append(teams, b.Team.ID)
		}
	}
	var impacts map[string]pagerduty.ServiceImpact
	var names map[string]string
	var notes []string
	_ = parallel.Do(ctx,
		func(ctx context.Context) (err error) { impacts, notes = readImpacts(ctx, client, ids); return nil },
		func(ctx context.Context) error {
			names = identify.NamesOf(ctx, client, identify.Team().Name, teams)
			return nil
		},
	)
	for i := range services {
		services[i].Impact = impacts[services[i].ID].Status
		if team := services[i].Team; team != nil && team.Name == "" {
			team.Name = names[team.ID]
		}
	}
	return notes
}

// impactPortion is the number of business services whose impact is read in one request. PagerDuty returns at most pagerduty.MaxImpacts,
// and longer addresses may be refused on the way.
const impactPortion = 100

// readImpacts returns the impacts of business services by id, and notes on what could not be read.
func readImpacts(ctx context.Context, client *pagerduty.Client, ids []string) (impacts map[string]pagerduty.ServiceImpact, notes []string) {
	portions := slices.Collect(slices.Chunk(ids, impactPortion))
	found := make([]*pagerduty.ServiceImpacts, len(portions))
	var missing incident.Missing
	err := parallel.Each(ctx, len(portions), func(ctx context.Context, i int) (err error) {
		found[i], err = client.BusinessServices.Impacts(ctx, pagerduty.ImpactOptions{IDs: portions[i]})
		return err
	})
	if missing.Add("impact", err); missing != nil {
		notes = append(notes, "The impact could not be read: "+missing["impact"])
	}
	impacts = map[string]pagerduty.ServiceImpact{}
	for _, portion := range found {
		if portion != nil {
			for _, service := range portion.Services {
				impacts[service.ID] = service
			}
		}
	}
	return impacts, notes
}
