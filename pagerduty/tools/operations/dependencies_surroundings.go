package operations

import (
	"context"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// surroundings is what is known of the services of a graph.
type surroundings struct {
	names   map[string]string
	open    map[string][]pagerduty.Incident // by service
	impacts map[string]pagerduty.ServiceImpact
	missing incident.Missing
	notes   []string
}

// readSurroundings reads the names of services, and what is open on them. The name of the root is known.
func readSurroundings(ctx context.Context, client *pagerduty.Client, technical, business []string, root identify.Candidate) *surroundings {
	s := &surroundings{names: map[string]string{root.ID: root.Name}, open: map[string][]pagerduty.Incident{}}
	nameless := unnamed(s.names, technical)
	var listed []pagerduty.Service
	var notes []string
	_ = parallel.Do(ctx,
		func(ctx context.Context) error { listed = firstServices(ctx, client, nameless); return nil },
		func(ctx context.Context) error { s.readOpen(ctx, client, technical); return nil },
		func(ctx context.Context) error { s.impacts, notes = readImpacts(ctx, client, business); return nil },
	)
	for _, service := range listed {
		s.names[service.ID] = service.Name
	}
	for id, impact := range s.impacts {
		if impact.Name != "" {
			s.names[id] = impact.Name
		}
	}
	s.notes = append(s.notes, notes...)
	s.nameRest(ctx, client, "services", identify.Service(), technical)
	s.nameRest(ctx, client, "business services", identify.BusinessService(), business)
	return s
}

// readOpen reads the open incidents of all services in one request.
func (s *surroundings) readOpen(ctx context.Context, client *pagerduty.Client, ids []string) {
	if len(ids) == 0 {
		return
	}
	incidents, more, err := openOn(ctx, client, ids)
	s.missing.Add("open_incidents", err)
	for _, i := range incidents {
		s.open[i.Service.ID] = append(s.open[i.Service.ID], i)
	}
	if more {
		s.notes = append(s.notes, fmt.Sprintf("More than %d incidents are open on these services: the numbers count the latest %d.", maxOpen, maxOpen))
	}
}

// firstServices returns the first hundred services of the account, often all, if several have no name yet: one request names them.
func firstServices(ctx context.Context, client *pagerduty.Client, nameless []string) []pagerduty.Service {
	if len(nameless) < 2 {
		return nil
	}
	page, err := client.Services.List(ctx, pagerduty.ListServicesOptions{PageOptions: pagerduty.PageOptions{PageSize: 100}})
	if err != nil {
		return nil // the others are looked up one by one
	}
	return page.Items
}

// nameRest looks up the services that have no name yet, one by one.
func (s *surroundings) nameRest(ctx context.Context, client *pagerduty.Client, plural string, kind identify.Kind, ids []string) {
	found := identify.NamesOf(ctx, client, kind.Name, unnamed(s.names, ids))
	for id, name := range found {
		s.names[id] = name
	}
	if note := identify.Unnamed(plural, found); note != "" {
		s.notes = append(s.notes, note)
	}
}

func unnamed(names map[string]string, ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return names[id] != "" })
}

// namesOf returns the names of services; the ids of those without a name.
func (s *surroundings) namesOf(ids []string) []string {
	var names []string
	for _, id := range ids {
		if name := s.names[id]; name != "" {
			id = name
		}
		names = append(names, id)
	}
	return names
}

func (s *surroundings) show(n pagerduty.ServiceNode) nodeView {
	shown := nodeView{ID: n.ID, Name: s.names[n.ID], Business: n.IsBusiness(), Impact: s.impacts[n.ID].Status, Open: len(s.open[n.ID])}
	for _, i := range s.open[n.ID][:min(maxLatest, shown.Open)] {
		brief := showOpen(i)
		brief.Service = ""
		shown.Latest = append(shown.Latest, brief)
	}
	return shown
}
