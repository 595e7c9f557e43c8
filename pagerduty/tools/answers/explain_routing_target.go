package answers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/enqueue"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// mostOrchestrations limits how many orchestrations are searched for an integration.
const mostOrchestrations = 100

// findTarget finds what receives the event: an orchestration, by its name or an integration, or a service.
func (p *routing) findTarget(in explainRoutingInput) error {
	text := strings.TrimSpace(in.Orchestration)
	key := routingKeyOf(in.Event)
	switch {
	case text == "" && p.alert != nil:
		return p.findTargetOfAlert()
	case text == "" && key != "":
		return p.findByKey(key, "the routing_key of the event")
	case text == "":
		return p.takeOnly()
	case isRoutingKey(text):
		return p.findByKey(text, "orchestration")
	}
	found, err := identify.Find(p.ctx, p.client, identify.EventOrchestration(), "orchestration", text, p.client.EventOrchestrations.Get)
	if err == nil {
		p.orchestration = found
		return nil
	}
	if searched := p.searchIntegrations(text); searched == nil {
		return nil
	} else if _, several := errors.AsType[severalError](searched); several {
		return searched
	}
	service, notService := identify.Find(p.ctx, p.client, identify.Service(), "orchestration", text, p.client.Services.Get)
	if notService != nil {
		return fmt.Errorf("%w; and no integration or service has it", err)
	}
	p.service = service.ID
	return nil
}

// isRoutingKey reports whether a text may be a routing key, which no error must show.
func isRoutingKey(text string) bool {
	return len(text) == enqueue.RoutingKeySize && !strings.Contains(text, " ")
}

// routingKeyOf returns the routing key in an Events API body; "" if there is none.
func routingKeyOf(event string) string {
	var body struct {
		Key string `json:"routing_key"`
	}
	_ = json.Unmarshal([]byte(event), &body) // absent: no key
	return body.Key
}

// takeOnly takes the only orchestration of the account.
func (p *routing) takeOnly() error {
	orchestrations, err := paging.First(p.client.EventOrchestrations.All(p.ctx, pagerduty.ListOrchestrationsOptions{}), mostOrchestrations)
	switch {
	case err != nil:
		return err
	case len(orchestrations) == 0:
		return errors.New("the account has no event orchestration: pass as orchestration the service whose integration receives the event")
	case len(orchestrations) > 1:
		return fmt.Errorf("orchestration is required, since there are several: %s; if a service receives the event directly, pass the service", namesOf(orchestrations))
	}
	p.orchestration = &orchestrations[0]
	return nil
}

// findByKey finds the orchestration by the routing key of an integration.
func (p *routing) findByKey(key, argument string) error {
	if err := p.searchIntegrations(key); err != nil {
		return fmt.Errorf("%s: %w; if it is the key of a service, pass the service", argument, err)
	}
	return nil
}

// severalError is the error for an integration that several orchestrations have.
type severalError string

func (e severalError) Error() string { return string(e) }

// readOrchestrations reads the orchestrations of the account with their integrations, which a list leaves out.
func (p *routing) readOrchestrations() ([]*pagerduty.Orchestration, error) {
	orchestrations, err := paging.First(p.client.EventOrchestrations.All(p.ctx, pagerduty.ListOrchestrationsOptions{}), mostOrchestrations)
	if err != nil {
		return nil, err
	}
	whole := make([]*pagerduty.Orchestration, len(orchestrations))
	return whole, parallel.Each(p.ctx, len(orchestrations), func(ctx context.Context, i int) (err error) {
		whole[i], err = p.client.EventOrchestrations.Get(ctx, orchestrations[i].ID)
		return err
	})
}

// searchIntegrations finds the orchestration that has an integration with an id, a label or a routing key. Its errors show no text.
func (p *routing) searchIntegrations(wanted string) error {
	whole, err := p.readOrchestrations()
	if err != nil {
		return err
	}
	var found []pagerduty.Orchestration
	for _, orchestration := range whole {
		if hasIntegration(*orchestration, wanted) {
			p.orchestration = orchestration
			found = append(found, *orchestration)
		}
	}
	switch len(found) {
	case 1:
		return nil
	case 0:
		if len(whole) == mostOrchestrations {
			return fmt.Errorf("none of the first %d event orchestrations has an integration with this key, and no more are searched", mostOrchestrations)
		}
		return errors.New("no event orchestration has an integration with this key")
	}
	return severalError("several event orchestrations have such an integration: " + namesOf(found) + "; pass one of them")
}

func hasIntegration(orchestration pagerduty.Orchestration, wanted string) bool {
	for _, integration := range orchestration.Integrations {
		if integration.ID == wanted || strings.EqualFold(integration.Label, wanted) || integration.Parameters.RoutingKey.Reveal() == wanted {
			return true
		}
	}
	return false
}

func namesOf(orchestrations []pagerduty.Orchestration) string {
	const most = 10
	var names []string
	for _, o := range orchestrations[:min(most, len(orchestrations))] {
		names = append(names, identify.Candidate{ID: o.ID, Name: o.Name}.String())
	}
	if left := len(orchestrations) - most; left > 0 {
		names = append(names, fmt.Sprintf("and %d more", left))
	}
	return strings.Join(names, ", ")
}
