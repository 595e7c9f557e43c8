package answers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// findTargetOfAlert finds what received the alert: the orchestration or the service that has its integration, or else the orchestration
// that routes to its service.
func (p *routing) findTargetOfAlert() error {
	orchestrations, err := p.readOrchestrations()
	if err != nil {
		p.lacks("the event orchestrations of the account", err)
		orchestrations = nil
	}
	integration, service := p.alert.Integration.ID, p.alert.Service.ID
	has := func(o *pagerduty.Orchestration) bool { return integration != "" && hasIntegration(*o, integration) }
	if i := slices.IndexFunc(orchestrations, has); i >= 0 {
		p.orchestration = orchestrations[i]
		p.remark("The alert came in by an integration of this event orchestration.")
		return p.gone()
	}
	if service == "" {
		return p.takeOnly()
	}
	p.service = service
	found, err := p.client.Services.Get(p.ctx, service)
	if err == nil && slices.ContainsFunc(found.Integrations, func(i pagerduty.ServiceIntegration) bool { return i.ID == integration }) {
		p.remark("The alert came in by an integration of the service itself: no event orchestration routed it.")
		return p.gone()
	}
	p.takeRouting(orchestrations, service)
	return p.gone()
}

func (p *routing) remark(note string) { p.Notes = append(p.Notes, note) }

// takeRouting takes the orchestration that routes to a service. If there is none, or if there are several, the service itself remains.
func (p *routing) takeRouting(orchestrations []*pagerduty.Orchestration, service string) {
	kinds := make([]oncall.RouteKind, len(orchestrations))
	err := parallel.Each(p.ctx, len(orchestrations), func(ctx context.Context, i int) error {
		router, err := p.client.EventOrchestrations.Router(ctx, orchestrations[i].ID)
		if err == nil {
			kinds[i] = oncall.RoutesTo(router, service)
		}
		return err
	})
	p.lacks("the routers of the event orchestrations", err)
	for _, wanted := range []oncall.RouteKind{oncall.RouteByRule, oncall.RouteByName} {
		var found []pagerduty.Orchestration
		for i, o := range orchestrations {
			if kinds[i] == wanted {
				found = append(found, *o)
			}
		}
		switch len(found) {
		case 0:
			continue
		case 1:
			p.orchestration, p.service = &found[0], ""
			p.remark("What received the alert is not known any more: this is the event orchestration that routes to its service.")
		default:
			p.remark("What received the alert is not known any more, and several event orchestrations route to its service: " + namesOf(found) + ". The rules of the service alone are followed; pass an orchestration to follow its rules.")
		}
		return
	}
	p.remark("No event orchestration routes to the service of the alert: the rules of the service alone are followed.")
}

// compare returns a sentence on whether the rules of today route the alert to the service that has it; "" if nothing routes it, or if its service is not known.
func (p *routing) compare() string {
	at := p.alert.Service
	if at.ID == "" || p.orchestration == nil && p.service == at.ID {
		return ""
	}
	same, unknown := 0, false
	var elsewhere []string
	for _, passage := range p.passages {
		switch {
		case passage.Dropped != nil:
			elsewhere = addID(elsewhere, "nowhere, since "+passage.Dropped.String()+" drops it")
		case passage.Service == at.ID:
			same++
		case passage.Service != "":
			elsewhere = addID(elsewhere, fmt.Sprintf("to %s (%s)", p.serviceName(passage.Service), passage.Service))
		case passage.Unrouted():
			elsewhere = addID(elsewhere, "to no service")
		default:
			unknown = true
		}
	}
	name := fmt.Sprintf("%s (%s)", view.Name(at), at.ID)
	switch {
	case len(elsewhere) == 0 && !unknown:
		return "They route it to the same service, " + name + "."
	case same == 0 && !unknown:
		return fmt.Sprintf("DIFFERENT: the alert is at %s, but today the event would go %s.", name, strings.Join(elsewhere, ", or "))
	}
	return "Whether they route it to " + name + ", where the alert is, hangs on what is not known."
}
