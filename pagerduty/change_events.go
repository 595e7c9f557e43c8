package pagerduty

import (
	"context"
	"encoding/json"
	"strconv"
)

// ChangeEvent is a change, such as a deployment, that someone reported.
type ChangeEvent struct {
	ID            string          `json:"id"`
	Summary       string          `json:"summary"`
	Source        string          `json:"source"`
	Timestamp     Time            `json:"timestamp"`
	Services      []Reference     `json:"services"`
	Integration   Reference       `json:"integration"` // which reported it
	Links         []ChangeLink    `json:"links"`
	CustomDetails json.RawMessage `json:"custom_details"`
	Correlation   struct {
		Reason string `json:"reason"` // most_recent, related_service or intelligent
	} `json:"correlation_reason"`
}

// ChangeLink is a link that came with a change event.
type ChangeLink struct {
	Href string `json:"href"`
	Text string `json:"text"`
}

// RelatedChanges are the change events that may have caused an incident, at most limit of them;
// 0 for PagerDuty's own number.
//
// Operation listIncidentRelatedChangeEvents: GET /incidents/{id}/related_change_events.
func (s *IncidentsService) RelatedChanges(ctx context.Context, incidentID string, limit int) ([]ChangeEvent, error) {
	r := get("listIncidentRelatedChangeEvents", "incidents", incidentID, "related_change_events")
	if limit > 0 {
		r.query.Set("limit", strconv.Itoa(limit))
	}
	return items[ChangeEvent](ctx, s.core, r, "change_events")
}
