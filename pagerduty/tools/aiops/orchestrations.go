package aiops

import (
	"context"
	"maps"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) orchestrations() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_event_orchestrations", "Lists event orchestrations.", t.listOrchestrations,
			mcptools.WithExample(`{}`)),
		mcptools.Read("get_event_orchestration", "Returns one event orchestration and its integrations.", t.getOrchestration,
			mcptools.WithExample(`{"orchestration_id":"Production Events"}`)),
	}
}

type listOrchestrationsInput struct {
	SortBy string `json:"sort_by,omitempty" jsonschema:"enum=name:asc,enum=name:desc,enum=routes:asc,enum=routes:desc,enum=created_at:asc,enum=created_at:desc"`
	paging.Arguments
}

// orchestrationView is an event orchestration. It leaves out the routing keys of the integrations, which are secrets.
type orchestrationView struct {
	ID           string           `json:"id"`
	Name         string           `json:"name,omitzero"`
	Description  string           `json:"description,omitzero"`
	Team         *view.Reference  `json:"team,omitzero"`
	Routes       int              `json:"routes"`
	Integrations []view.Reference `json:"integrations,omitempty"`
	CreatedAt    string           `json:"created_at,omitzero"`
	UpdatedAt    string           `json:"updated_at,omitzero"`
	Note         string           `json:"note,omitzero"`
}

func showOrchestration(o pagerduty.Orchestration) orchestrationView {
	shown := orchestrationView{
		ID: o.ID, Name: o.Name, Description: o.Description, Team: view.Of(o.Team), Routes: o.Routes,
		CreatedAt: view.Time(o.CreatedAt), UpdatedAt: view.Time(o.UpdatedAt),
	}
	for _, integration := range o.Integrations {
		shown.Integrations = append(shown.Integrations, view.Reference{ID: integration.ID, Name: integration.Label})
	}
	return shown
}

func (t *tools) listOrchestrations(ctx context.Context, in listOrchestrationsInput) (mcptools.List[orchestrationView], error) {
	teams := teamNames{}
	list, err := paging.FilteredList(ctx, t.source, paging.Counted{Arguments: in.Arguments}, nil, showOrchestration,
		func(ctx context.Context, client *pagerduty.Client, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.Orchestration], error) {
			found, err := client.EventOrchestrations.List(ctx, pagerduty.ListOrchestrationsOptions{PageOptions: page, SortBy: in.SortBy})
			if err == nil {
				teams.fill(ctx, client, found.Items)
			}
			return found, err
		})
	if note := teams.note(); note != "" {
		list.Notes = append(list.Notes, note)
	}
	return list, err
}

// teamNames are the names of teams by id; "" for one that could not be read.
type teamNames map[string]string

// fill sets the names of the teams in orchestrations, which PagerDuty leaves out. It looks up each team once.
func (n teamNames) fill(ctx context.Context, client *pagerduty.Client, orchestrations []pagerduty.Orchestration) {
	var ids []string
	for _, o := range orchestrations {
		if _, known := n[o.Team.ID]; !known && o.Team.ID != "" && o.Team.Label() == o.Team.ID {
			ids = append(ids, o.Team.ID)
		}
	}
	maps.Copy(n, identify.NamesOf(ctx, client, identify.Team().Name, ids))
	for i := range orchestrations {
		if name := n[orchestrations[i].Team.ID]; name != "" {
			orchestrations[i].Team.Name = name
		}
	}
}

func (n teamNames) note() string { return identify.Unnamed("teams", n) }

// orchestrationID is the argument of tools on one orchestration.
type orchestrationID struct {
	OrchestrationID string `json:"orchestration_id" jsonschema_description:"Id or name." alias:"event_orchestration_id"`
}

func (t *tools) getOrchestration(ctx context.Context, in orchestrationID) (*orchestrationView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	orchestration, err := identify.Find(ctx, client, identify.EventOrchestration(), "orchestration_id", in.OrchestrationID, client.EventOrchestrations.Get)
	if err != nil {
		return nil, err
	}
	found := []pagerduty.Orchestration{*orchestration}
	teams := teamNames{}
	teams.fill(ctx, client, found)
	shown := showOrchestration(found[0])
	shown.Note = teams.note()
	return &shown, nil
}
