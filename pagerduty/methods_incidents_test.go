package pagerduty_test

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func incidentMethods() map[string]method {
	options := pagerduty.ListIncidentsOptions{
		PageOptions: everyPageOption(),
		Statuses:    []pagerduty.IncidentStatus{pagerduty.StatusTriggered, pagerduty.StatusAcknowledged},
		Urgencies:   []pagerduty.Urgency{pagerduty.UrgencyHigh},
		ServiceIDs:  []string{"PSVC"}, TeamIDs: []string{"PTEAM"}, UserIDs: []string{"PUSER"}, PriorityIDs: []string{"PPRIO"},
		IncidentKey: "disk full", Since: since(), Until: since().Add(time.Hour),
		SortBy: []string{"created_at:desc", "urgency:asc"},
	}
	return map[string]method{
		"Incidents.List": {body: emptyIncidents, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			_, err := c.Incidents.List(ctx, options)
			return err
		}},
		"Incidents.Pages": {body: emptyIncidents, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			_, err := drain(c.Incidents.Pages(ctx, options))
			return err
		}},
		"Incidents.All": {body: emptyIncidents, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			_, err := drain(c.Incidents.All(ctx, pagerduty.ListIncidentsOptions{AllTime: true}))
			return err
		}},
		"Incidents.Get": {body: oneIncident, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Get(ctx, id, pagerduty.IncludeFirstTrigger, pagerduty.IncludeConferenceBridge, pagerduty.IncludeCustomFields)
			return err
		}},
		"Incidents.Past": {body: `{"past_incidents":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Past(ctx, id, 20, true)
			return err
		}},
		"Incidents.Related": {body: `{"related_incidents":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Related(ctx, id)
			return err
		}},
		"Incidents.Outlier": {body: `{"outlier_incident":{"incident":{"id":"PID"}}}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Outlier(ctx, id, since())
			return err
		}},
	}
}

func incidentPartMethods() map[string]method {
	alerts := pagerduty.ListAlertsOptions{PageOptions: everyPageOption(), Statuses: []string{"triggered"}, SortBy: "created_at:desc"}
	entries := pagerduty.ListLogEntriesOptions{PageOptions: everyPageOption(), Since: since(), Until: since().Add(time.Hour), Overview: true}
	return map[string]method{
		"Incidents.Alerts": {body: `{"alerts":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Alerts(ctx, id, alerts)
			return err
		}},
		"Incidents.AllAlerts": {body: `{"alerts":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := drain(c.Incidents.AllAlerts(ctx, id, alerts))
			return err
		}},
		"Incidents.LogEntries": {body: `{"log_entries":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.LogEntries(ctx, id, entries)
			return err
		}},
		"LogEntries.List": {body: `{"log_entries":[]}`, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			_, err := c.LogEntries.List(ctx, pagerduty.ListAccountLogEntriesOptions{ListLogEntriesOptions: entries, TeamIDs: []string{"PTEAM"}})
			return err
		}},
		"LogEntries.Pages": {body: `{"log_entries":[]}`, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			_, err := drain(c.LogEntries.Pages(ctx, pagerduty.ListAccountLogEntriesOptions{ListLogEntriesOptions: entries}))
			return err
		}},
		"LogEntries.All": {body: `{"log_entries":[]}`, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			_, err := drain(c.LogEntries.All(ctx, pagerduty.ListAccountLogEntriesOptions{}))
			return err
		}},
		"Incidents.AllLogEntries": {body: `{"log_entries":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := drain(c.Incidents.AllLogEntries(ctx, id, entries))
			return err
		}},
		"Incidents.Notes": {body: `{"notes":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Notes(ctx, id)
			return err
		}},
		"Incidents.RelatedChanges": {body: `{"change_events":[]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.RelatedChanges(ctx, id, 10)
			return err
		}},
	}
}

func incidentChanges() map[string]method {
	return map[string]method{
		"Incidents.Create": {mutates: true, acts: true, body: oneIncident, call: func(ctx context.Context, c *pagerduty.Client, _ string) error {
			_, err := c.Incidents.Create(ctx, everyPartOfAnIncident())
			return err
		}},
		"Incidents.Update": {mutates: true, acts: true, body: `{"incidents":[{"id":"PFIRST"},{"id":"PID"}]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.Update(ctx, pagerduty.IncidentUpdate{ID: "PFIRST", Title: new("x")}, everyPartOfAnUpdate(id))
			return err
		}},
		"Incidents.AddNote": {mutates: true, acts: true, body: `{"note":{"id":"PNOTE"}}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.AddNote(ctx, id, "Restarted it.")
			return err
		}},
		"Incidents.RequestResponders": {mutates: true, body: `{"responder_request":{"requester":{"id":"PADA"}}}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			_, err := c.Incidents.RequestResponders(ctx, id, pagerduty.NewResponderRequest{
				RequesterID: "PUSER", Message: "Please look.", UserIDs: []string{"PHELP"}, EscalationPolicyIDs: []string{"PPOL"}})
			return err
		}},
	}
}
