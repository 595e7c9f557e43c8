package answers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// check refuses arguments that do not go together, and texts that are no ids. It sends no request.
func (in explainRoutingInput) check() error {
	switch {
	case in.AlertID != nil && in.IncidentID == nil:
		return errors.New("alert_id goes with incident_id: pass the incident of the alert, too")
	case in.Event != "" && in.IncidentID != nil:
		return errors.New("pass either event or incident_id, not both")
	case in.Event == "" && in.IncidentID == nil:
		return errors.New("event or incident_id is required: the event to predict, or the incident of an alert that shows what it was")
	case in.IncidentID == nil:
		return nil
	}
	if in.AlertID != nil {
		if _, err := identify.ID("alert_id", *in.AlertID); err != nil {
			return err
		}
	}
	_, err := identify.Incident("incident_id", *in.IncidentID)
	return err
}

// findEvent reads the event, or takes it from an alert.
func (p *routing) findEvent(in explainRoutingInput) (err error) {
	if in.IncidentID == nil {
		if p.event, err = oncall.ReadEvent([]byte(in.Event)); err != nil {
			return fmt.Errorf("event: %w", err)
		}
		if p.event.Raw == nil {
			p.Notes = append(p.Notes, "Only the fields of the event were given: conditions on raw_event are not known. Pass a whole Events API v2 body to evaluate them.")
		}
		return nil
	}
	_, id, err := incident.Find(p.ctx, clientSource{p.client}, *in.IncidentID)
	if err != nil {
		return err
	}
	if p.alert, err = p.findAlert(id, in.AlertID); err != nil {
		return err
	}
	p.event = oncall.EventOfAlert(*p.alert)
	p.Notes = append(p.Notes, "The event is the alert as it is now, after rules changed it. An alert does not hold raw_event.")
	return nil
}

// clientSource returns always the same client.
type clientSource struct{ client *pagerduty.Client }

func (s clientSource) Client(context.Context) (*pagerduty.Client, error) { return s.client, nil }

// findAlert reads an alert of an incident, the first if no id is given.
func (p *routing) findAlert(incidentID string, alertID *string) (*pagerduty.Alert, error) {
	if alertID != nil {
		return p.client.Incidents.Alert(p.ctx, incidentID, strings.TrimSpace(*alertID))
	}
	alerts, err := paging.First(p.client.Incidents.AllAlerts(p.ctx, incidentID, pagerduty.ListAlertsOptions{SortBy: "created_at:asc"}), 1)
	if err != nil {
		return nil, err
	}
	if len(alerts) == 0 {
		return nil, errors.New("the incident has no alert: pass the event")
	}
	return &alerts[0], nil
}

// mostOrchestrations limits how many orchestrations are searched for an integration.
const mostOrchestrations = 100

// findByIntegration finds the orchestration by an integration or its routing key, or takes the only one. It never shows a key.
func (p *routing) findByIntegration(in explainRoutingInput) error {
	wanted, argument := strings.TrimSpace(in.Integration), "integration"
	if wanted == "" {
		wanted, argument = routingKeyOf(in.Event), "the routing_key of the event"
	}
	orchestrations, err := paging.First(p.client.EventOrchestrations.All(p.ctx, pagerduty.ListOrchestrationsOptions{}), mostOrchestrations)
	switch {
	case err != nil:
		return err
	case len(orchestrations) == 0:
		return errors.New("the account has no event orchestration: pass service, the one whose integration receives the event")
	case wanted != "":
		return p.searchIntegration(orchestrations, wanted, argument)
	case len(orchestrations) > 1:
		return fmt.Errorf("orchestration is required, since there are several: %s; or pass integration, or service if a service receives the event directly", namesOf(orchestrations))
	}
	p.orchestration = &orchestrations[0]
	return nil
}

// routingKeyOf returns the routing key in an Events API body; "" if there is none.
func routingKeyOf(event string) string {
	var body struct {
		Key string `json:"routing_key"`
	}
	_ = json.Unmarshal([]byte(event), &body) // absent: no key
	return body.Key
}

func (p *routing) searchIntegration(orchestrations []pagerduty.Orchestration, wanted, argument string) error {
	whole := make([]*pagerduty.Orchestration, len(orchestrations))
	err := parallel.Each(p.ctx, len(orchestrations), func(ctx context.Context, i int) (err error) {
		whole[i], err = p.client.EventOrchestrations.Get(ctx, orchestrations[i].ID)
		return err
	})
	if err != nil {
		return err
	}
	var found []pagerduty.Orchestration
	for _, orchestration := range whole {
		for _, integration := range orchestration.Integrations {
			if integration.ID == wanted || strings.EqualFold(integration.Label, wanted) || integration.Parameters.RoutingKey.Reveal() == wanted {
				p.orchestration = orchestration
				found = append(found, *orchestration)
				break
			}
		}
	}
	switch len(found) {
	case 1:
		return nil
	case 0:
		return fmt.Errorf("%s: no event orchestration has an integration with this id, label or key; if a service's own integration receives the event, pass service", argument)
	}
	return fmt.Errorf("%s: several event orchestrations have such an integration: %s; pass orchestration", argument, namesOf(found))
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
