package incidents

import (
	"context"
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) get() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_incident", "Shows one incident with all that matters, and on request its alerts, notes, timeline and likely causes.", t.getIncident),
	}
}

type getIncidentInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Include    []part `json:"include,omitempty" jsonschema:"enum=alerts,enum=notes,enum=timeline,enum=changes" jsonschema_description:"The newest 20 of each. changes: deployments and the like that may be the cause."`
}

// detail is one incident.
type detail struct {
	summary
	Type             string                     `json:"type,omitzero"`
	Alerts           []alertView                `json:"alerts,omitempty"`
	AlertCounts      *alertCounts               `json:"alert_counts,omitzero"`
	EscalationPolicy *view.Reference            `json:"escalation_policy,omitzero"`
	Teams            []view.Reference           `json:"teams,omitempty"`
	Acknowledgers    []acknowledger             `json:"acknowledgers,omitempty"`
	Responders       []responder                `json:"responders,omitempty"`
	StatusChangedAt  string                     `json:"status_changed_at,omitzero"`
	StatusChangedBy  string                     `json:"status_changed_by,omitzero"`
	ResolvedAt       string                     `json:"resolved_at,omitzero"`
	Next             []next                     `json:"next,omitempty"`
	IncidentKey      string                     `json:"incident_key,omitzero"`
	ConferenceURL    string                     `json:"conference_url,omitzero"`
	ConferenceNumber string                     `json:"conference_number,omitzero"`
	CustomFields     map[string]json.RawMessage `json:"custom_fields,omitempty"`
	Details          json.RawMessage            `json:"details,omitempty"`
	Trigger          *trigger                   `json:"trigger,omitzero"`
	parts
}

type alertCounts struct {
	Triggered int `json:"triggered"`
	Resolved  int `json:"resolved"`
}

type acknowledger struct {
	view.Reference
	At string `json:"at,omitzero"`
}

type responder struct {
	view.Reference
	State string `json:"state,omitzero"`
}

// next is what PagerDuty will do by itself.
type next struct {
	Action string `json:"action"`
	At     string `json:"at,omitzero"`
}

// trigger is the event that opened the incident.
type trigger struct {
	Summary string          `json:"summary,omitzero"`
	Details json.RawMessage `json:"details,omitempty"`
}

func (t *tools) getIncident(ctx context.Context, in getIncidentInput) (*detail, error) {
	name, err := identify.Incident("incident_id", in.IncidentID)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	id := name.ID
	if len(in.Include) > 0 { // the parts are found by id only
		if client, id, err = t.incident(ctx, in.IncidentID); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	included := startParts(ctx, client, id, in.Include)
	incident, err := lookUp(ctx, client, name, pagerduty.IncludeFirstTrigger, pagerduty.IncludeConferenceBridge, pagerduty.IncludeCustomFields)
	if err != nil {
		cancel() // nobody waits for the parts of what is not there
	}
	parts := included.wait()
	if err != nil {
		return nil, err
	}
	shown := describe(incident)
	shown.parts, shown.Alerts = parts, parts.Alerts
	return shown, nil
}

func describe(i *pagerduty.Incident) *detail {
	shown := &detail{
		summary: summarize(*i), Type: i.IncidentType.Name,
		AlertCounts:      &alertCounts{i.AlertCounts.Triggered, i.AlertCounts.Resolved},
		EscalationPolicy: view.Of(i.EscalationPolicy), Teams: view.References(i.Teams),
		StatusChangedAt: view.Time(i.LastStatusChangeAt), ResolvedAt: view.Time(i.ResolvedAt),
		IncidentKey: i.IncidentKey, Details: view.Raw(i.Body.Details),
	}
	if i.LastStatusChangeBy != nil {
		shown.StatusChangedBy = i.LastStatusChangeBy.Label()
	}
	if bridge := i.ConferenceBridge; bridge != nil {
		shown.ConferenceURL, shown.ConferenceNumber = bridge.URL, bridge.Number
	}
	for _, a := range i.Acknowledgements {
		if who := view.Of(a.Acknowledger); who != nil {
			shown.Acknowledgers = append(shown.Acknowledgers, acknowledger{*who, view.Time(a.At)})
		}
	}
	for _, r := range i.Responders {
		if who := view.Of(r.User); who != nil {
			shown.Responders = append(shown.Responders, responder{*who, r.State})
		}
	}
	for _, action := range i.PendingActions {
		shown.Next = append(shown.Next, next{action.Type, view.Time(action.At)})
	}
	for _, field := range i.CustomFields {
		if value := view.Raw(field.Value); value != nil {
			if shown.CustomFields == nil {
				shown.CustomFields = map[string]json.RawMessage{}
			}
			shown.CustomFields[field.Name] = value
		}
	}
	shown.Trigger = triggerOf(i)
	return shown
}

func triggerOf(i *pagerduty.Incident) *trigger {
	if i.FirstTrigger == nil {
		return nil
	}
	shown := &trigger{Summary: i.FirstTrigger.Channel.Summary, Details: view.Raw(i.FirstTrigger.Channel.Details)}
	if shown.Summary == i.Title {
		shown.Summary = ""
	}
	if string(shown.Details) == string(view.Raw(i.Body.Details)) {
		shown.Details = nil
	}
	if shown.Summary == "" && shown.Details == nil {
		return nil
	}
	return shown
}
