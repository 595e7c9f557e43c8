package answers

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func (t *tools) explainRouting() mcptools.Tool {
	return mcptools.Read("explain_routing", "Predicts where an event goes, whom it notifies now, and why.", t.predictRouting,
		mcptools.WithExample(`{"event":"{\"summary\":\"Orders per minute are low\",\"source\":\"checkout-7\",\"severity\":\"error\"}","orchestration":"Production Events"}`))
}

type explainRoutingInput struct {
	Event         string  `json:"event,omitempty" holds:"json" jsonschema_description:"JSON: Events API body or fields."`
	IncidentID    *string `json:"incident_id,omitempty" blank:"omitted" jsonschema_description:"Not with event."`
	AlertID       *string `json:"alert_id,omitempty" blank:"omitted"`
	Orchestration string  `json:"orchestration,omitempty" alias:"integration,service" jsonschema_description:"Or integration, service. Default: alert's or only."`
	detailArgument
}

// routing is the prediction of one call.
type routing struct {
	*reading
	client *pagerduty.Client
	clock  clock
	full   bool
	basis

	event         oncall.Event
	refused       []string                 // why PagerDuty refuses the event
	alert         *pagerduty.Alert         // nil if the event was given
	orchestration *pagerduty.Orchestration // nil for an event that goes to a service directly
	service       string                   // the id of that service
	passages      []oncall.Passage

	services   map[string]*routedService
	policies   map[string]*routedPolicy
	priorities map[string]string // names by id
	sameKey    []string          // ids of open incidents with the dedup_key of the event
}

func (t *tools) predictRouting(ctx context.Context, in explainRoutingInput) (*routingView, error) {
	full := in.full(ctx)
	if err := in.check(); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	read := startReading(ctx)
	defer read.stop()
	p := &routing{reading: read, client: client, clock: read.askersClock(client), full: full}
	if err := p.findEvent(in); err != nil {
		return nil, err
	}
	if len(p.refused) > 0 {
		return p.showRefused(), nil
	}
	for _, step := range []func() error{
		func() error { return p.findTarget(in) }, p.follow, p.followServices, p.readPolicies, p.findSameKey,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return p.show(), nil
}

// follow sends the event through the orchestration, or to the service that receives it directly.
func (p *routing) follow() error {
	p.passages = []oncall.Passage{oncall.Arrive(p.event)}
	if p.orchestration == nil {
		p.passages[0].Service = p.service
		return nil
	}
	events, id := p.client.EventOrchestrations, p.orchestration.ID
	var global, router, unrouted *pagerduty.OrchestrationPath
	into := func(path **pagerduty.OrchestrationPath, get func(context.Context, string) (*pagerduty.OrchestrationPath, error)) func(context.Context) error {
		return func(ctx context.Context) (err error) { *path, err = get(ctx, id); return err }
	}
	err := p.all(part{"the global orchestration", into(&global, events.Global)}, part{"the router", into(&router, events.Router)},
		part{"the unrouted orchestration", into(&unrouted, events.Unrouted)})
	if err != nil {
		return err
	}
	p.passages = oncall.Follow("global", global, p.passages, p.clock.now)
	named, err := p.findNamed(oncall.NamedServices(router, p.passages))
	if err != nil {
		return err
	}
	p.passages = oncall.Route(router, p.passages, named, p.clock.now)
	p.passages = oncall.FollowSome("unrouted", unrouted, p.passages, p.clock.now, oncall.Passage.Unrouted)
	return nil
}

// findNamed looks up the services that the event names for a dynamic route.
func (p *routing) findNamed(names []oncall.ServiceName) (map[oncall.ServiceName]oncall.NamedService, error) {
	found := make([]oncall.NamedService, len(names))
	var parts []part
	for i, name := range names {
		found[i].Unsure = "the service that the event names could not be looked up"
		parts = append(parts, part{"the service that the event names for the dynamic route", func(ctx context.Context) (err error) {
			found[i], err = lookUpNamed(ctx, p.client, name)
			return err
		}})
	}
	byName := map[oncall.ServiceName]oncall.NamedService{}
	err := p.all(parts...)
	for i, name := range names {
		byName[name] = found[i]
	}
	return byName, err
}
