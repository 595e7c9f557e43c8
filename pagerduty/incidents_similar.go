package pagerduty

import (
	"context"
	"encoding/json"
	"strconv"
	"time"
)

// PastIncident is a resolved incident on the same service that resembles another.
type PastIncident struct {
	Incident struct {
		ID        string `json:"id"`
		Title     string `json:"title"`
		CreatedAt Time   `json:"created_at"`
	} `json:"incident"`
	Score float64 `json:"score"` // how much it resembles the other, comparable within one answer
}

// Past is one page of incidents like this one on the same service in the last six months; limit
// is 1 to 999, or 0 for PagerDuty's 5. ErrPlan or ErrForbidden: the account has no AIOps plan.
//
// Operation getPastIncidents, https://developer.pagerduty.com/api-reference/reference/REST/openapiv3.json/paths/~1incidents~1%7Bid%7D~1past_incidents/get.
func (s *IncidentsService) Past(ctx context.Context, incidentID string, limit int, total bool) (*Page[PastIncident], error) {
	r := get("getPastIncidents", "incidents", incidentID, "past_incidents")
	if limit > 0 {
		r.query.Set("limit", strconv.Itoa(limit))
	}
	if total {
		r.query.Set("total", "true")
	}
	return fetchPage[PastIncident](ctx, s.core, r, "past_incidents")
}

// RelatedIncident is an open incident on another service that may belong to the same problem.
type RelatedIncident struct {
	Incident      Incident       `json:"incident"`
	Relationships []Relationship `json:"relationships"`
}

// Relationship says why two incidents are thought to belong together.
type Relationship struct {
	Type     string          `json:"type"`     // machine_learning_inferred or service_dependency
	Metadata json.RawMessage `json:"metadata"` // its form depends on the type
}

// Related are the 20 newest open incidents on other services that may belong to the same problem.
// ErrPlan or ErrForbidden: the account has no AIOps plan.
//
// Operation getRelatedIncidents, https://developer.pagerduty.com/api-reference/reference/REST/openapiv3.json/paths/~1incidents~1%7Bid%7D~1related_incidents/get.
func (s *IncidentsService) Related(ctx context.Context, incidentID string) ([]RelatedIncident, error) {
	r := get("getRelatedIncidents", "incidents", incidentID, "related_incidents")
	r.query.Set("additional_details[]", "incident")
	return items[RelatedIncident](ctx, s.core, r, "related_incidents")
}

// OutlierIncident says how unusual an incident is for its service.
type OutlierIncident struct {
	Incident struct {
		Incident
		Occurrence Occurrence `json:"occurrence"`
	} `json:"incident"`
	IncidentTemplate struct {
		ID        string `json:"id"`
		ClusterID string `json:"cluster_id"`
		MinedText string `json:"mined_text"` // the title with its varying parts taken out
	} `json:"incident_template"`
}

// Occurrence says how often incidents like this one happen.
type Occurrence struct {
	Count     int    `json:"count"`
	Frequency string `json:"frequency"`
	Category  string `json:"category"` // such as "rare"
	Since     Time   `json:"since"`
	Until     Time   `json:"until"`
}

// Outlier says how unusual an incident is for its service, counted from since on; the zero time
// is PagerDuty's own start. ErrPlan or ErrForbidden: the account has no AIOps plan.
//
// Operation getOutlierIncident, https://developer.pagerduty.com/api-reference/reference/REST/openapiv3.json/paths/~1incidents~1%7Bid%7D~1outlier_incident/get.
func (s *IncidentsService) Outlier(ctx context.Context, incidentID string, since time.Time) (*OutlierIncident, error) {
	r := get("getOutlierIncident", "incidents", incidentID, "outlier_incident")
	setTime(r.query, "since", since)
	r.query.Set("additional_details[]", "incident")
	return one[OutlierIncident](ctx, s.core, r, "outlier_incident")
}
