package response

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

type snoozedView struct {
	Changed  int           `json:"changed"` // number of incidents
	TimeZone string        `json:"time_zone,omitzero"`
	Items    []snoozedItem `json:"items"`
	Notes    []string      `json:"notes,omitempty"`
}

type snoozedItem struct {
	incident.Brief
	Before  *snoozeState `json:"before,omitzero"`
	WakesAt string       `json:"wakes_at,omitzero"` // absent if the incident was not snoozed
	Error   string       `json:"error,omitzero"`
}

// snoozeState is what an incident was before.
type snoozeState struct {
	Status  pagerduty.IncidentStatus `json:"status,omitzero"`
	WakesAt string                   `json:"wakes_at,omitzero"` // end of the acknowledgement
}

// snoozeAll sends one request for each incident. It returns an error only if no incident was snoozed.
func snoozeAll(ctx context.Context, client *pagerduty.Client, before []pagerduty.Incident, length time.Duration, zone *time.Location, notes []string) (*snoozedView, error) {
	after, failed := make([]*pagerduty.Incident, len(before)), make([]error, len(before))
	_ = parallel.Each(ctx, len(before), func(ctx context.Context, i int) error {
		failed[i] = parallel.Safely(func() (err error) { after[i], err = client.Incidents.Snooze(ctx, before[i].ID, length); return err })
		return nil
	})
	shown := &snoozedView{TimeZone: zone.String(), Items: []snoozedItem{}, Notes: notes}
	var first error
	for i, old := range before {
		item := snoozedItem{Before: &snoozeState{old.Status, wakesAt(old, zone)}}
		if failed[i] == nil {
			shown.Changed++
			item.Brief, item.WakesAt = incident.BriefOf(*after[i]), wakesAt(*after[i], zone)
		} else {
			item.Brief, item.Error = incident.BriefOf(old), failure(failed[i], "It may have been snoozed: look before you repeat it.")
			first = errors.Join(first, failed[i])
		}
		shown.Items = append(shown.Items, item)
	}
	if shown.Changed == 0 {
		return nil, first
	}
	if first != nil {
		shown.Notes = append(shown.Notes, fmt.Sprintf("%d of %d incidents were snoozed; see error for the others.", shown.Changed, len(before)))
	}
	return shown, nil
}

// failure explains the failure of one of several changes. ifUnknown is added if the change may have been made.
func failure(err error, ifUnknown string) string {
	text := explain.Text(err)
	if errors.Is(err, pagerduty.ErrUndecided) {
		text += " " + ifUnknown
	}
	return text
}

// wakesAt returns when PagerDuty ends the acknowledgement of an incident; "" if never.
func wakesAt(i pagerduty.Incident, zone *time.Location) string {
	for _, action := range i.PendingActions {
		if action.Type == "unacknowledge" && !action.At.IsZero() {
			return action.At.In(zone).Format(time.RFC3339)
		}
	}
	return ""
}
