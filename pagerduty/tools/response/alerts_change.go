package response

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) alertChanges() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("manage_alerts", "Resolves alerts of an open incident, or moves them to another open incident.", t.manageAlerts,
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithQuestion(t.askAlerts),
			mcptools.WithExample(`{"incident_id":"4197","alert_ids":["QOWAABHIMQ31J6"],"status":"resolved"}`)),
	}
}

type manageAlertsInput struct {
	IncidentID       string   `json:"incident_id" jsonschema_description:"Id, number or web address."`
	AlertIDs         []string `json:"alert_ids" jsonschema:"minItems=1,maxItems=1000" alias:"alert_id"`
	Status           string   `json:"status,omitempty" jsonschema:"enum=resolved"`
	MoveToIncidentID *string  `json:"move_to_incident_id,omitempty" blank:"omitted" jsonschema_description:"Id, number or web address."`
}

// alertChange is a change that was checked.
type alertChange struct {
	from   pagerduty.Incident
	to     *pagerduty.Incident // nil if the alerts stay
	alerts []pagerduty.Alert   // in the order of the call
}

func (t *tools) manageAlerts(ctx context.Context, in manageAlertsInput) (*changedAlertsView, error) {
	names, err := in.check()
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	change, err := in.prepare(ctx, client, names)
	if err != nil {
		return nil, err
	}
	wanted := slices.DeleteFunc(slices.Clone(change.alerts), func(a pagerduty.Alert) bool { return change.to == nil && a.Status == in.Status })
	changed := map[string]pagerduty.Alert{}
	var failed error
	for some := range slices.Chunk(wanted, pagerduty.MaxAlertUpdates) {
		if failed = in.send(ctx, client, change, some, changed); failed != nil {
			break
		}
	}
	if failed != nil && len(changed) == 0 {
		return nil, failed
	}
	return in.result(ctx, client, change, changed, failed), nil
}

// check refuses mistakes that can be found without a request, and returns the incident and, if the alerts move, the other one.
func (in manageAlertsInput) check() ([]identify.IncidentName, error) {
	name, err := identify.Incident("incident_id", in.IncidentID)
	if err != nil {
		return nil, err
	}
	names := []identify.IncidentName{name}
	for i, text := range in.AlertIDs {
		if _, _, err := identify.PageID("alert", fmt.Sprintf("alert_ids[%d]", i), text); err != nil {
			return nil, err
		}
	}
	if in.MoveToIncidentID != nil {
		if name, err = identify.Incident("move_to_incident_id", *in.MoveToIncidentID); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	if in.Status == "" && in.MoveToIncidentID == nil {
		return nil, errors.New("nothing to change: give status resolved, move_to_incident_id or both")
	}
	return names, nil
}

// prepare reads the incidents and the alerts, and refuses what PagerDuty would refuse.
func (in manageAlertsInput) prepare(ctx context.Context, client *pagerduty.Client, names []identify.IncidentName) (*alertChange, error) {
	found := make([]*pagerduty.Incident, len(names))
	err := parallel.Do(ctx,
		func(ctx context.Context) error {
			return parallel.Each(ctx, len(names), func(ctx context.Context, i int) (err error) {
				found[i], err = incident.Lookup(ctx, client, names[i])
				return err
			})
		},
		func(ctx context.Context) error { return incident.FindActingUser(ctx, client) },
	)
	if err != nil {
		return nil, err
	}
	change := &alertChange{from: *found[0]}
	if err := refuseClosed([]pagerduty.Incident{change.from}, "changed in their alerts"); err != nil {
		return nil, err
	}
	if len(found) > 1 {
		change.to = found[1]
		if change.to.ID == change.from.ID {
			return nil, errors.New("move_to_incident_id is the incident that the alerts belong to: name another one")
		}
		if err := refuseClosed([]pagerduty.Incident{*change.to}, "given alerts"); err != nil {
			return nil, err
		}
	}
	change.alerts, err = in.find(ctx, client, change.from)
	return change, err
}

// find returns the alerts, which must all be the incident's.
func (in manageAlertsInput) find(ctx context.Context, client *pagerduty.Client, of pagerduty.Incident) ([]pagerduty.Alert, error) {
	const most = 1000 // alerts of an incident
	all, err := paging.First(client.Incidents.AllAlerts(ctx, of.ID, pagerduty.ListAlertsOptions{}), most)
	if err != nil {
		return nil, err
	}
	var alerts []pagerduty.Alert
	for i, text := range in.AlertIDs {
		id, host, err := identify.PageID("alert", fmt.Sprintf("alert_ids[%d]", i), text)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(all, func(a pagerduty.Alert) bool { return a.ID == id })
		if at < 0 {
			return nil, fmt.Errorf("alert_ids[%d]: incident %s has no alert %s: list its alerts", i, label(of), id)
		}
		if err := identify.CheckAccount(host, all[at].HTMLURL); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(alerts, func(a pagerduty.Alert) bool { return a.ID == id }) {
			alerts = append(alerts, all[at])
		}
	}
	return alerts, nil
}

// send changes at most as many alerts as one request can, and adds them to changed.
func (in manageAlertsInput) send(ctx context.Context, client *pagerduty.Client, change *alertChange, alerts []pagerduty.Alert, changed map[string]pagerduty.Alert) error {
	var updates []pagerduty.AlertUpdate
	for _, a := range alerts {
		update := pagerduty.AlertUpdate{ID: a.ID, Status: in.Status}
		if change.to != nil {
			update.IncidentID = change.to.ID
		}
		updates = append(updates, update)
	}
	after, err := client.Incidents.UpdateAlerts(ctx, change.from.ID, updates...)
	if err != nil {
		return err
	}
	for _, a := range alerts { // PagerDuty returns at most 100
		if in.Status != "" {
			a.Status = in.Status
		}
		changed[a.ID] = a
	}
	for _, a := range after {
		changed[a.ID] = a
	}
	return nil
}

// askAlerts asks "Resolve 2 alerts of 4197 Checkout latency?".
func (t *tools) askAlerts(ctx context.Context, in manageAlertsInput) mcptools.Question {
	verb := "Move "
	switch {
	case in.Status != "" && in.MoveToIncidentID != nil:
		verb = "Resolve and move "
	case in.Status != "":
		verb = "Resolve "
	}
	question := mcptools.NewQuestion(verb+ask.Count(len(in.AlertIDs), "alert")+" of %s", identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentID))
	if in.MoveToIncidentID != nil {
		question = question.And(" to %s", identify.Labels(ctx, t.source, identify.IncidentLabel, *in.MoveToIncidentID))
	}
	return question.And("?")
}
