package pagerduty

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
)

// AlertUpdate changes one alert. Empty fields are unchanged.
type AlertUpdate struct {
	ID         string // required
	Status     string // triggered or resolved
	IncidentID string // of the open incident that the alert moves to
}

// MaxAlertUpdates is the maximum number of alerts in one UpdateAlerts.
const MaxAlertUpdates = 250

type updatedAlert struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	Status   string `json:"status,omitempty"`
	Incident *link  `json:"incident,omitempty"`
}

func (u AlertUpdate) body() updatedAlert {
	return updatedAlert{u.ID, "alert", u.Status, linkTo(u.IncidentID, "incident_reference")}
}

func (u AlertUpdate) check() error {
	if u.IncidentID == "" {
		return checkIDs(u.ID)
	}
	return checkIDs(u.ID, u.IncidentID)
}

// UpdateAlerts changes up to 250 alerts of an open incident in one request, in the name of the acting user (see WithFrom). If PagerDuty
// refuses one, it changes none. UpdateAlerts returns at most 100 of the changed alerts.
//
// Operation updateIncidentAlerts: PUT /incidents/{id}/alerts.
func (s *IncidentsService) UpdateAlerts(ctx context.Context, incidentID string, updates ...AlertUpdate) ([]Alert, error) {
	if len(updates) == 0 || len(updates) > MaxAlertUpdates {
		return nil, &ArgumentError{Argument: "updates", Message: fmt.Sprintf(
			"are %d; PagerDuty changes 1 to %d alerts in one request", len(updates), MaxAlertUpdates)}
	}
	var ids []string
	var alerts []updatedAlert
	for _, update := range updates {
		if err := update.check(); err != nil {
			return nil, err
		}
		ids, alerts = append(ids, update.ID), append(alerts, update.body())
	}
	r := put("updateIncidentAlerts", map[string][]updatedAlert{"alerts": alerts}, "incidents", incidentID, "alerts").withFrom()
	r.query = url.Values{"limit": {strconv.Itoa(maxPageSize)}}
	return itemsWith(ctx, s.core, r, "alerts", func(a Alert) string { return a.ID }, 1, ids...)
}

// UpdateAlert changes one alert of an open incident, in the name of the acting user (see WithFrom).
//
// Operation updateIncidentAlert: PUT /incidents/{id}/alerts/{alert_id}.
func (s *IncidentsService) UpdateAlert(ctx context.Context, incidentID string, update AlertUpdate) (*Alert, error) {
	if err := update.check(); err != nil {
		return nil, err
	}
	r := put("updateIncidentAlert", map[string]updatedAlert{"alert": update.body()}, "incidents", incidentID, "alerts", update.ID).withFrom()
	r.object = update.ID
	return one[Alert](ctx, s.core, r, "alert")
}
