package answers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

// lookUpNamed finds the service with a name or an id.
func lookUpNamed(ctx context.Context, client *pagerduty.Client, name oncall.ServiceName) (oncall.NamedService, error) {
	unsure := oncall.NamedService{Unsure: "the service that the event names could not be looked up"}
	if name.LookupBy == "service_id" {
		service, err := client.Services.Get(ctx, name.Text)
		_, illegal := errors.AsType[*pagerduty.ArgumentError](err)
		switch {
		case errors.Is(err, pagerduty.ErrNotFound), illegal:
			return oncall.NamedService{}, nil
		case err != nil:
			return unsure, err
		}
		return oncall.NamedService{ID: service.ID}, nil
	}
	var near oncall.NamedService
	for service, err := range client.Services.All(ctx, pagerduty.ListServicesOptions{Query: name.Text}) {
		switch {
		case err != nil:
			return unsure, err
		case service.Name == name.Text:
			return oncall.NamedService{ID: service.ID}, nil
		case strings.EqualFold(service.Name, name.Text):
			near = oncall.NamedService{ID: service.ID, Unsure: "the name that the event gives differs in case from that of the service " + service.ID}
		}
	}
	return near, nil
}

// routedService is a service that the event may arrive at. What could not be read is nil.
type routedService struct {
	service  *pagerduty.Service
	path     *pagerduty.OrchestrationPath // nil also if it is not active
	active   *bool
	windows  []pagerduty.MaintenanceWindow
	grouping *pagerduty.AlertGroupingSetting
	open     []pagerduty.Incident // that the alert could join, if alerts are grouped

	unknown     []string // why the service may do something else, as incomplete_because names it
	openUnknown bool     // not all open incidents could be read
}

// mostServices limits how many services are read.
const mostServices = 10

var errTooManyServices = errors.New("an answer reads no more than that; a whole event leaves fewer conditions open")

// followServices reads the services that the event may arrive at, and sends it through their own orchestrations.
func (p *routing) followServices() error {
	p.services = map[string]*routedService{}
	var parts []part
	left := map[string]bool{}
	for _, passage := range p.passages {
		id := passage.Service
		if id == "" || p.services[id] != nil {
			continue
		}
		if len(p.services) == mostServices {
			left[id] = true
			continue
		}
		s := &routedService{}
		p.services[id] = s
		parts = append(parts, p.serviceParts(id, s)...)
	}
	if err := p.all(parts...); err != nil {
		return err
	}
	for id, s := range p.services {
		if !p.knows(maintenancePart + " of the service " + id) {
			s.unknown = append(s.unknown, "whether the service is in maintenance is not known")
		}
		if s.active == nil && s.path != nil {
			s.unknown = append(s.unknown, "whether the orchestration of the service is active is not known")
		}
		s.openUnknown = !p.knows(openOf(id))
	}
	if len(left) > 0 {
		p.lacks(fmt.Sprintf("%d of the %d services that the event may arrive at: %s", len(left), mostServices+len(left), strings.Join(sortedKeys(left), ", ")), errTooManyServices)
	}
	for _, id := range slices.Sorted(maps.Keys(p.services)) {
		if s := p.services[id]; s.active == nil || *s.active {
			p.passages = oncall.FollowSome("service", s.path, p.passages, p.clock.now, func(passage oncall.Passage) bool { return passage.Service == id })
		}
	}
	return nil
}

func (p *routing) serviceParts(id string, s *routedService) []part {
	windows := pagerduty.ListMaintenanceWindowsOptions{ServiceIDs: []string{id}, Filter: pagerduty.MaintenanceOngoing}
	return []part{
		{"the service " + id, func(ctx context.Context) (err error) {
			if s.service, err = p.client.Services.Get(ctx, id); err != nil {
				return err
			}
			return p.readGrouping(ctx, s)
		}},
		{"the orchestration of the service " + id, func(ctx context.Context) (err error) {
			s.path, err = p.client.EventOrchestrations.Service(ctx, id)
			return err
		}},
		{"whether the orchestration of the service " + id + " is active", func(ctx context.Context) error {
			active, err := p.client.EventOrchestrations.ServiceActive(ctx, id)
			if err == nil {
				s.active = &active
			}
			return err
		}},
		{maintenancePart + " of the service " + id, func(ctx context.Context) error {
			for window, err := range p.client.MaintenanceWindows.All(ctx, windows) {
				if err != nil {
					return err
				}
				s.windows = append(s.windows, window)
			}
			return nil
		}},
	}
}

// mostOpen limits how many open incidents of a service are read.
const mostOpen = 100

// readGrouping reads how alerts of a service are grouped, and the open incidents that an alert could join.
func (p *routing) readGrouping(ctx context.Context, s *routedService) (err error) {
	how := s.service.AlertGrouping
	if how == nil || how.Grouping == nil && how.Setting.ID == "" {
		return nil
	}
	if how.Setting.ID != "" {
		if s.grouping, err = p.client.AlertGroupingSettings.Get(ctx, how.Setting.ID); err != nil {
			p.lacks("the alert grouping of the service "+s.service.ID, err)
		}
	}
	options := pagerduty.ListIncidentsOptions{ServiceIDs: []string{s.service.ID}, Statuses: openStatuses(), AllTime: true}
	s.open = records(p.reading, openOf(s.service.ID), p.client.Incidents.All(ctx, options), mostOpen)
	return nil
}

func openOf(serviceID string) string { return openPart + " of the service " + serviceID }

// findSameKey finds the open incidents that an event with this dedup_key would be added to.
func (p *routing) findSameKey() error {
	key, known := p.event.Text("dedup_key")
	if !known || key == "" || p.alert != nil {
		return nil
	}
	options := pagerduty.ListIncidentsOptions{IncidentKey: key, Statuses: openStatuses(), AllTime: true}
	return p.all(part{"open incidents with the dedup_key", func(ctx context.Context) error {
		page, err := p.client.Incidents.List(ctx, options)
		if err != nil {
			return err
		}
		for _, incident := range page.Items {
			p.sameKey = append(p.sameKey, incident.ID)
		}
		return nil
	}})
}

func openStatuses() []pagerduty.IncidentStatus {
	return []pagerduty.IncidentStatus{pagerduty.StatusTriggered, pagerduty.StatusAcknowledged}
}

// land returns what becomes of the event at the end of a passage.
func (p *routing) land(passage oncall.Passage) oncall.Landing {
	s := p.services[passage.Service]
	if s == nil {
		s = &routedService{}
	}
	return oncall.Land(passage, s.service, s.windows, p.clock.now)
}
