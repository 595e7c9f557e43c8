package pagerduty

import (
	"context"
	"encoding/json"
)

// ChangeEvent is a reported change to a system, such as a deployment.
type ChangeEvent struct {
	ID            string          `json:"id"`
	Summary       string          `json:"summary"`
	Source        string          `json:"source"`
	Timestamp     Time            `json:"timestamp"`
	Services      []Reference     `json:"services"`
	Integration   Reference       `json:"integration"` // the one that reported the change
	Links         []ChangeLink    `json:"links"`
	CustomDetails json.RawMessage `json:"custom_details"`
	Correlation   struct {
		Reason string `json:"reason"` // most_recent, related_service or intelligent
	} `json:"correlation_reason"`
}

// ChangeLink is a link in a change event.
type ChangeLink struct {
	Href string `json:"href"`
	Text string `json:"text"`
}

// RelatedChanges returns at most limit change events that may have caused an incident. A limit of 0 is PagerDuty's default.
//
// Operation listIncidentRelatedChangeEvents: GET /incidents/{id}/related_change_events.
func (s *IncidentsService) RelatedChanges(ctx context.Context, incidentID string, limit int) ([]ChangeEvent, error) {
	r := get("listIncidentRelatedChangeEvents", "incidents", incidentID, "related_change_events")
	setInt(r.query, "limit", limit)
	return items[ChangeEvent](ctx, s.core, r, "change_events")
}
