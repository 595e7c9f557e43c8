package response

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

type changedAlertsView struct {
	Changed  int              `json:"changed"` // number of alerts
	Items    []changedAlert   `json:"items"`
	Incident alertedIncident  `json:"incident"`
	MovedTo  *alertedIncident `json:"moved_to,omitzero"`
	Note     string           `json:"note,omitzero"`
	Missing  incident.Missing `json:"missing,omitempty"`
}

type changedAlert struct {
	ID      string `json:"id"`
	Summary string `json:"summary,omitzero"`
	Before  string `json:"before,omitzero"` // status
	After   string `json:"after,omitzero"`
}

// alertedIncident is an incident with the number of its alerts before and after.
type alertedIncident struct {
	incident.Brief
	Before *alertCounts `json:"alerts_before,omitzero"`
	After  *alertCounts `json:"alerts_after,omitzero"`
}

type alertCounts struct {
	Triggered int `json:"triggered"`
	Resolved  int `json:"resolved"`
}

func countsOf(i pagerduty.Incident) *alertCounts {
	return &alertCounts{i.AlertCounts.Triggered, i.AlertCounts.Resolved}
}

// result reads the incidents again and returns the effect.
func (in manageAlertsInput) result(ctx context.Context, client *pagerduty.Client, change *alertChange, changed map[string]pagerduty.Alert, failed error) *changedAlertsView {
	shown := &changedAlertsView{Changed: len(changed), Items: []changedAlert{}, Incident: alertedIncident{incident.BriefOf(change.from), countsOf(change.from), nil}}
	for _, a := range change.alerts {
		item := changedAlert{ID: a.ID, Summary: a.Summary, Before: a.Status, After: a.Status}
		if after, ok := changed[a.ID]; ok {
			item.After = after.Status
		}
		shown.Items = append(shown.Items, item)
	}
	shown.Note = in.note(change, changed, failed)
	again := []*alertedIncident{&shown.Incident}
	if change.to != nil {
		shown.MovedTo = &alertedIncident{incident.BriefOf(*change.to), countsOf(*change.to), nil}
		again = append(again, shown.MovedTo)
	}
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	unread := parallel.Each(ctx, len(again), func(ctx context.Context, i int) error {
		after, err := client.Incidents.Get(ctx, again[i].ID)
		if err == nil {
			again[i].Brief, again[i].After = incident.BriefOf(*after), countsOf(*after)
		}
		return err
	})
	shown.Missing.Add("alerts_after", unread)
	return shown
}

// note returns a sentence on what was not changed, and why.
func (in manageAlertsInput) note(change *alertChange, changed map[string]pagerduty.Alert, failed error) string {
	switch left := len(change.alerts) - len(changed); {
	case failed != nil:
		return fmt.Sprintf("%d of %d alerts were changed. Then it failed: %s", len(changed), len(change.alerts),
			failure(failed, "Some of the others may have been changed, too: list them before you repeat it."))
	case left > 0:
		return fmt.Sprintf("Already %s before: %d of %d alerts.", in.Status, left, len(change.alerts))
	}
	return ""
}
