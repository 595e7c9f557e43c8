package incidents

import (
	"context"
	"encoding/json"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) get() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_incident", "Returns one incident in full and, on request, its alerts, notes, timeline and likely causes.", t.getIncident,
			mcptools.WithExample(`{"incident_id":"4197","include":["notes","timeline"]}`)),
	}
}

type getIncidentInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Include    []part `json:"include,omitempty" jsonschema:"enum=alerts,enum=notes,enum=timeline,enum=changes" also:"acknowledgers,agents,assignees,assignments,conference_bridge,custom_fields,escalation_policies,first_trigger_log_entries,priorities,responders,services,teams,users" jsonschema_description:"The newest 20 of each. changes: deployments and other changes that may be the cause."`
}

// detail is one incident.
type detail struct {
	incident.Summary
	Type             string                     `json:"type,omitzero"`
	Alerts           []incident.Alert           `json:"alerts,omitzero"`
	AlertCounts      *alertCounts               `json:"alert_counts,omitzero"`
	EscalationPolicy *view.Reference            `json:"escalation_policy,omitzero"`
	AssignedVia      string                     `json:"assigned_via,omitzero"` // escalation_policy or direct_assignment
	Teams            []view.Reference           `json:"teams,omitempty"`
	Acknowledgers    []acknowledger             `json:"acknowledgers,omitempty"`
	Responders       []responder                `json:"responders,omitempty"`
	StatusChangedAt  string                     `json:"status_changed_at,omitzero"`
	StatusChangedBy  string                     `json:"status_changed_by,omitzero"`
	Resolution       string                     `json:"resolution,omitzero"`
	MergedInto       *view.Reference            `json:"merged_into,omitzero"`
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

// responder is a user who was asked to help.
type responder struct {
	view.Reference
	State   string `json:"state,omitzero"`
	Since   string `json:"since,omitzero"` // absent if the state is as old as the request
	AskedAt string `json:"asked_at,omitzero"`
	AskedBy string `json:"asked_by,omitzero"`
	Message string `json:"message,omitzero"`
	Policy  string `json:"escalation_policy,omitzero"` // through which the user was asked
}

// next is an action that PagerDuty will take.
type next struct {
	Action  string `json:"action"`
	At      string `json:"at,omitzero"`
	To      string `json:"to,omitzero"`      // the new urgency
	Overdue bool   `json:"overdue,omitzero"` // PagerDuty is late
	// Notifies is whom an escalation would notify, based on who is on call now. Only results of writes have it.
	Notifies []view.Reference `json:"notifies,omitempty"`
}

func pending(i *pagerduty.Incident, now time.Time) []next {
	var actions []next
	for _, action := range i.PendingActions {
		overdue := !action.At.IsZero() && action.At.Before(now)
		actions = append(actions, next{Action: action.Type, At: view.Time(action.At), To: action.To, Overdue: overdue})
	}
	return actions
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
	fetcher, wanted := partFetcher{client: client, id: name.ID}, wantedParts(in.Include)
	if len(wanted) > 0 { // parts are found by id only
		if _, fetcher.id, err = incident.Find(ctx, t.source, in.IncidentID); err != nil {
			return nil, err
		}
	}
	var whole *pagerduty.Incident
	err = parallel.Do(ctx,
		func(ctx context.Context) error {
			found, err := incident.Lookup(ctx, client, name, pagerduty.IncludeFirstTrigger, pagerduty.IncludeConferenceBridge, pagerduty.IncludeCustomFields)
			if err == nil {
				whole = found
			}
			return err
		},
		func(ctx context.Context) error { fetcher.fetch(ctx, wanted); return nil },
	)
	if whole == nil {
		return nil, err
	}
	shown := describe(whole, when.Now(ctx))
	shown.parts, shown.Alerts = fetcher.parts, fetcher.parts.Alerts
	if whole.Status == pagerduty.StatusResolved {
		text, found := incident.ResolutionIn(fetcher.entries)
		if !found {
			text, err = resolution(ctx, client, whole.ID)
			shown.Missing.Add("resolution", err)
		}
		shown.Resolution = text
	}
	return shown, nil
}

func describe(i *pagerduty.Incident, now time.Time) *detail {
	shown := &detail{
		Summary: incident.Summarize(*i), Type: i.IncidentType.Name,
		AlertCounts:      &alertCounts{i.AlertCounts.Triggered, i.AlertCounts.Resolved},
		EscalationPolicy: view.Of(i.EscalationPolicy), AssignedVia: i.AssignedVia, Teams: view.References(i.Teams),
		StatusChangedAt: view.Time(i.LastStatusChangeAt),
		IncidentKey:     i.IncidentKey, Details: view.Raw(i.Body.Details),
		Responders: responders(i), Next: pending(i, now), Trigger: triggerOf(i),
	}
	if i.ResolveReason != nil {
		shown.MergedInto = view.Of(i.ResolveReason.Incident)
	}
	shown.AcknowledgedBy = nil // acknowledgers has more
	if i.LastStatusChangeBy != nil {
		shown.StatusChangedBy = view.Name(*i.LastStatusChangeBy)
	}
	if bridge := i.ConferenceBridge; bridge != nil {
		shown.ConferenceURL, shown.ConferenceNumber = bridge.URL, bridge.Number
	}
	for _, a := range i.Acknowledgements {
		if who := view.Of(a.Acknowledger); who != nil {
			shown.Acknowledgers = append(shown.Acknowledgers, acknowledger{*who, view.Time(a.At)})
		}
	}
	for _, field := range i.CustomFields {
		if value := view.Raw(field.Value); value != nil {
			if shown.CustomFields == nil {
				shown.CustomFields = map[string]json.RawMessage{}
			}
			shown.CustomFields[field.Name] = value
		}
	}
	return shown
}

// responders returns the users who were asked to help.
func responders(i *pagerduty.Incident) []responder {
	var shown []responder
	for _, r := range incident.AllAsked(*i) {
		who := view.Of(r.User)
		if who == nil {
			continue
		}
		asked := responder{
			Reference: *who, State: r.State, AskedAt: view.Time(r.RequestedAt), AskedBy: view.Name(r.Requester), Message: r.Message, Policy: view.Name(r.Policy),
		}
		if !r.UpdatedAt.Equal(r.RequestedAt.Time) {
			asked.Since = view.Time(r.UpdatedAt)
		}
		shown = append(shown, asked)
	}
	return shown
}
