package answers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
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
		if _, _, err := identify.PageID("alert", "alert_id", *in.AlertID); err != nil {
			return err
		}
	}
	_, err := identify.Incident("incident_id", *in.IncidentID)
	return err
}

// findEvent reads the event, or takes it from an alert.
func (p *routing) findEvent(in explainRoutingInput) (err error) {
	if in.IncidentID == nil {
		return p.readEvent(in.Event)
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

// readEvent reads the event, and what PagerDuty's intake makes of it.
func (p *routing) readEvent(text string) error {
	sent, err := oncall.ReadEvent([]byte(text))
	if err != nil {
		return fmt.Errorf("event: %w", err)
	}
	p.event, p.refused = sent.Event, sent.Refused
	if len(sent.Ignored) > 0 {
		p.Notes = append(p.Notes, "PagerDuty ignores members that the Events API does not have: "+mcptools.Clean(strings.Join(sent.Ignored, ", "), 300)+".")
	}
	if len(p.refused) > 0 {
		return nil
	}
	if len(sent.Missing) > 0 {
		p.Notes = append(p.Notes, "PagerDuty would refuse these fields alone: "+strings.Join(sent.Missing, "; ")+". What they lack counts as absent in conditions.")
	}
	if p.event.Raw == nil {
		p.Notes = append(p.Notes, "Only the fields of the event were given: conditions on raw_event are not known. Pass a whole Events API v2 body to evaluate them.")
	}
	return nil
}

// clientSource returns always the same client.
type clientSource struct{ client *pagerduty.Client }

func (s clientSource) Client(context.Context) (*pagerduty.Client, error) { return s.client, nil }

// findAlert reads an alert of an incident, the first if no id is given.
func (p *routing) findAlert(incidentID string, alertID *string) (*pagerduty.Alert, error) {
	if alertID != nil {
		id, host, err := identify.PageID("alert", "alert_id", *alertID)
		if err != nil {
			return nil, err
		}
		alert, err := p.client.Incidents.Alert(p.ctx, incidentID, id)
		if err != nil {
			return nil, err
		}
		return alert, identify.CheckAccount(host, alert.HTMLURL)
	}
	alerts, err := paging.First(p.client.Incidents.AllAlerts(p.ctx, incidentID, pagerduty.ListAlertsOptions{SortBy: "created_at:asc"}), 1)
	if err != nil {
		return nil, err
	}
	if len(alerts) == 0 {
		return nil, p.noAlert(incidentID)
	}
	return &alerts[0], nil
}

// noAlert returns the error for an incident without alerts.
func (p *routing) noAlert(incidentID string) error {
	text := "the incident has no alert: no event opened it, so no rule routed it"
	if found, err := p.client.Incidents.Get(p.ctx, incidentID); err == nil && found.Service.ID != "" {
		text += fmt.Sprintf("; it is at %s (%s)", view.Name(found.Service), found.Service.ID)
	}
	return errors.New(text + ". Pass an event to predict where that goes")
}
