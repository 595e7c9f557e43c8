package operations

import (
	"context"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
)

func (t *tools) dependencies() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_service_dependencies", "Returns what a service or business service depends on, and what depends on it, with the incidents that are open on each now.", t.getServiceDependencies,
			mcptools.WithExample(`{"service_id":"Checkout API","depth":2}`)),
	}
}

type getServiceDependenciesInput struct {
	ServiceID string `json:"service_id" jsonschema_description:"Id or name."`
	Depth     int    `json:"depth,omitempty" jsonschema:"minimum=1,maximum=5" jsonschema_description:"Steps to follow. Default 2."`
}

const defaultDepth = 2

// dependenciesView is a service with the services around it, the nearest first.
type dependenciesView struct {
	nodeView
	DependsOn []nodeView       `json:"depends_on,omitzero"`
	UsedBy    []nodeView       `json:"used_by,omitzero"`
	Missing   incident.Missing `json:"missing,omitempty"`
	Notes     []string         `json:"notes,omitempty"`
}

// nodeView is a service in a graph of dependencies.
type nodeView struct {
	ID       string     `json:"id"`
	Name     string     `json:"name,omitzero"`
	Business bool       `json:"business,omitzero"`
	Depth    int        `json:"depth,omitzero"`
	NeededBy []string   `json:"needed_by,omitempty"` // services of the graph that directly depend on it
	Uses     []string   `json:"uses,omitempty"`      // services of the graph that it directly depends on
	Impact   string     `json:"impact,omitzero"`     // of a business service
	Open     int        `json:"open_incidents,omitzero"`
	Latest   []openView `json:"latest_incidents,omitempty"`
}

// maxLatest is the number of open incidents that are shown of each service.
const maxLatest = 3

func (t *tools) getServiceDependencies(ctx context.Context, in getServiceDependenciesInput) (*dependenciesView, error) {
	var service identify.Candidate
	named := identify.OneOf(identify.AnyService(), "service_id", in.ServiceID, &service)
	if err := identify.Check(named); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	if err := identify.Resolve(ctx, client, named); err != nil {
		return nil, err
	}
	if in.Depth == 0 {
		in.Depth = defaultDepth
	}
	g := newGraph(client, nodeOf(service))
	if err := g.read(ctx, in.Depth); err != nil {
		return nil, err
	}
	return g.describe(ctx, service), nil
}

func nodeOf(c identify.Candidate) pagerduty.ServiceNode {
	if c.Type == identify.IsBusinessService {
		return pagerduty.BusinessServiceNode(c.ID)
	}
	return pagerduty.TechnicalServiceNode(c.ID)
}

// describe returns the view of the graph, with names, impacts and open incidents.
func (g *graph) describe(ctx context.Context, root identify.Candidate) *dependenciesView {
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	nodes := append([]pagerduty.ServiceNode{g.root}, g.nodes()...)
	around := readSurroundings(ctx, g.client, idsOfNodes(nodes, false), idsOfNodes(nodes, true), root)
	shown := &dependenciesView{nodeView: around.show(g.root), DependsOn: []nodeView{}, UsedBy: []nodeView{}, Missing: around.missing}
	for _, found := range g.supporting {
		node := around.show(found.node)
		node.Depth, node.NeededBy = found.depth, around.namesOf(found.through)
		shown.DependsOn = append(shown.DependsOn, node)
	}
	for _, found := range g.dependent {
		node := around.show(found.node)
		node.Depth, node.Uses = found.depth, around.namesOf(found.through)
		shown.UsedBy = append(shown.UsedBy, node)
	}
	shown.Notes = append(g.notes(), around.notes...)
	return shown
}

func idsOfNodes(nodes []pagerduty.ServiceNode, business bool) []string {
	var ids []string
	for _, n := range nodes {
		if n.IsBusiness() == business && !slices.Contains(ids, n.ID) {
			ids = append(ids, n.ID)
		}
	}
	return ids
}
