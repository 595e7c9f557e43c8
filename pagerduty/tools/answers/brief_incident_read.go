package answers

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// briefing is what brief_incident reads, in three rounds: the incident, what needs its id, and what needs the ids of others.
type briefing struct {
	answering
	incident pagerduty.Incident

	alerts       []pagerduty.Alert
	log          []pagerduty.LogEntry // newest first
	notes        []pagerduty.Note
	policy       *pagerduty.EscalationPolicy
	paused       []string // what is said of maintenance of the service
	onCalls      []pagerduty.OnCall
	related      []pagerduty.RelatedIncident
	relatedTo    []pagerduty.ChangeEvent // the changes that PagerDuty relates
	changes      []pagerduty.ChangeEvent // all of the account in the hours before, and those of the service after
	moreChanges  bool                    // whether the service has more changes since than were read
	past         []*pastIncident
	pastSource   string
	open         []pagerduty.Incident // of the account, newest first
	dependencies []pagerduty.ServiceDependency
	names        map[string]string // of services

	mu sync.Mutex // guards what several parts write: changes and names
}

// The parts, as not_known names them.
const (
	alertsPart       = "alerts"
	logPart          = "log entries"
	notesPart        = "notes"
	policyPart       = "escalation levels"
	onCallsPart      = "who is on call"
	relatedPart      = "incidents that PagerDuty relates"
	relatedToPart    = "changes that PagerDuty relates"
	changesPart      = "changes"
	pastPart         = "past incidents that PagerDuty finds similar"
	pastByTitlePart  = "past incidents of the service"
	openPart         = "open incidents"
	dependenciesPart = "dependencies"
	namesPart        = "names of services"
)

const (
	maxAlerts   = 500
	maxEntries  = 500
	maxChanges  = 300
	maxOpen     = 300
	maxSteps    = 2  // along dependencies
	maxNear     = 20 // services whose dependencies are followed
	changesLate = 24 * time.Hour
)

func pages() pagerduty.PageOptions { return pagerduty.PageOptions{PageSize: recordsPerStep} }

// readParts reads what needs only the incident.
func (b *briefing) readParts() error {
	id := b.incident.ID
	return b.all(
		part{alertsPart, func(ctx context.Context) error {
			b.alerts = records(b.reading, alertsPart, b.client.Incidents.AllAlerts(ctx, id, pagerduty.ListAlertsOptions{PageOptions: pages()}), maxAlerts)
			return nil
		}},
		part{logPart, func(ctx context.Context) error {
			b.log = records(b.reading, logPart, b.client.Incidents.AllLogEntries(ctx, id, pagerduty.ListLogEntriesOptions{PageOptions: pages()}), maxEntries)
			return nil
		}},
		part{openPart, b.readOpen},
		part{dependenciesPart, b.readDependencies},
		part{changesPart, b.readChanges},
		part{changesPart + " since the incident", b.readChangesSince},
		part{pastPart, b.readPast},
		part{relatedPart, func(ctx context.Context) (err error) {
			b.related, err = b.client.Incidents.Related(ctx, id)
			return err
		}},
		part{relatedToPart, func(ctx context.Context) (err error) {
			b.relatedTo, err = b.client.Incidents.RelatedChanges(ctx, id, 20)
			return err
		}},
		part{notesPart, func(ctx context.Context) (err error) { b.notes, err = b.client.Incidents.Notes(ctx, id); return err }},
		part{policyPart, b.readPolicy},
		part{maintenancePart, b.readMaintenance},
		part{onCallsPart, b.readOnCalls},
		part{namesPart, b.readNames},
	)
}

// readMaintenance reads whether the service of an open incident is in maintenance.
func (b *briefing) readMaintenance(ctx context.Context) (err error) {
	if b.incident.IsOpen() && b.incident.Service.ID != "" {
		b.paused, err = maintenanceOf(ctx, b.client, b.clock, []string{b.incident.Service.ID}, b.clock.now)
	}
	return err
}

func (b *briefing) readOpen(ctx context.Context) error {
	b.open = records(b.reading, openPart, b.client.Incidents.All(ctx, pagerduty.ListIncidentsOptions{
		PageOptions: pages(), AllTime: true, SortBy: []string{"created_at:desc"},
		Statuses: []pagerduty.IncidentStatus{pagerduty.StatusTriggered, pagerduty.StatusAcknowledged},
	}), maxOpen)
	return nil
}

// readChanges reads the changes of all services in the hours before the incident: its dependencies are not known yet.
func (b *briefing) readChanges(ctx context.Context) error {
	created := b.incident.CreatedAt.Time
	b.addChanges(records(b.reading, changesPart, b.client.ChangeEvents.All(ctx, pagerduty.ListChangeEventsOptions{
		PageOptions: pages(), Since: created.Add(-changesBefore), Until: created,
	}), maxChanges))
	return nil
}

// readChangesSince reads the changes of the incident's service since it opened, such as a roll-back.
func (b *briefing) readChangesSince(ctx context.Context) error {
	created := b.incident.CreatedAt.Time
	page, err := b.client.Services.ChangeEvents(ctx, b.incident.Service.ID, pagerduty.ListChangeEventsOptions{
		PageOptions: pages(), Since: created, Until: earliest(b.clock.now, created.Add(changesLate)),
	})
	if err != nil {
		return err
	}
	b.addChanges(page.Items)
	b.moreChanges = page.More
	return nil
}

func (b *briefing) addChanges(changes []pagerduty.ChangeEvent) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.changes = append(b.changes, changes...)
}

func (b *briefing) readPolicy(ctx context.Context) (err error) {
	if b.incident.EscalationPolicy.ID != "" {
		b.policy, err = b.client.EscalationPolicies.Get(ctx, b.incident.EscalationPolicy.ID, pagerduty.IncludeAssignmentStrategies)
	}
	return err
}

func (b *briefing) readOnCalls(ctx context.Context) error {
	if b.incident.EscalationPolicy.ID != "" {
		b.onCalls = records(b.reading, onCallsPart, b.client.OnCalls.All(ctx, pagerduty.ListOnCallsOptions{
			PageOptions: pages(), EscalationPolicyIDs: []string{b.incident.EscalationPolicy.ID},
		}), maxOpen)
	}
	return nil
}

// readNames reads the names of the first services and business services, often of all. Dependencies have ids only.
func (b *briefing) readNames(ctx context.Context) error {
	services, err := b.client.Services.List(ctx, pagerduty.ListServicesOptions{PageOptions: pages()})
	if err == nil {
		for _, s := range services.Items {
			b.name(s.ID, s.Name)
		}
	}
	business, failed := b.client.BusinessServices.List(ctx, pages())
	if failed == nil {
		for _, s := range business.Items {
			b.name(s.ID, s.Name)
		}
		return err
	}
	return failed
}

func (b *briefing) name(id, name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.names == nil {
		b.names = map[string]string{}
	}
	b.names[id] = name
}

// service returns the view of a service with a name, if it is known.
func (b *briefing) service(id string) view.Reference {
	return view.Reference{ID: id, Name: b.names[id]}
}

func (b *briefing) readDependencies(ctx context.Context) error {
	if b.incident.Service.ID == "" {
		return nil
	}
	found, err := b.client.ServiceDependencies.OfService(ctx, b.incident.Service.ID)
	b.dependencies = found
	return err
}

// readAround reads what needs the ids of neighbours and past incidents.
func (b *briefing) readAround() error {
	var parts []part
	for _, past := range b.past {
		parts = append(parts, b.outcomeParts(past)...)
	}
	supports, dependants := oncall.Surroundings(b.incident.Service.ID, b.dependencies)
	near := slices.Concat(supports, dependants)
	near = near[:min(maxNear, len(near))]
	further := make([][]pagerduty.ServiceDependency, len(near))
	for n, neighbour := range near {
		parts = append(parts, part{dependenciesOf(neighbour), func(ctx context.Context) (err error) {
			further[n], err = b.readDependenciesOf(ctx, neighbour)
			return err
		}})
	}
	if b.pastSource == pastByTitle {
		parts = append(parts, part{pastByTitlePart, b.readPastByTitle})
	}
	err := b.all(parts...)
	b.dependencies = slices.Concat(append([][]pagerduty.ServiceDependency{b.dependencies}, further...)...)
	if err != nil || b.pastSource != pastByTitle {
		return err
	}
	parts = nil
	for _, past := range b.past {
		parts = append(parts, b.outcomeParts(past)...)
	}
	return b.all(parts...)
}

// dependenciesOf names the part of a neighbour's dependencies.
func dependenciesOf(neighbour oncall.Neighbour) string {
	return dependenciesPart + " of " + neighbour.ID
}

func (b *briefing) readDependenciesOf(ctx context.Context, neighbour oncall.Neighbour) ([]pagerduty.ServiceDependency, error) {
	if neighbour.IsBusiness() {
		return b.client.ServiceDependencies.OfBusinessService(ctx, neighbour.ID)
	}
	return b.client.ServiceDependencies.OfService(ctx, neighbour.ID)
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
