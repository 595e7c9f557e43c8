package pagerduty

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
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

func (p *PastIncident) lacks() string { return lacking(&p.Incident) }

// Past is one page of incidents like this one on the same service in the last six months; limit
// is 1 to 999, or 0 for PagerDuty's 5. ErrPlan or ErrForbidden: the account has no AIOps plan.
//
// Operation getPastIncidents: GET /incidents/{id}/past_incidents.
func (s *IncidentsService) Past(ctx context.Context, incidentID string, limit int, total bool) (*Page[PastIncident], error) {
	r := get("getPastIncidents", "incidents", incidentID, "past_incidents")
	if limit > 0 {
		r.query.Set("limit", strconv.Itoa(limit))
	}
	if total {
		r.query.Set("total", "true")
	}
	page, err := fetchPage[PastIncident](ctx, s.core, r, "past_incidents")
	if err == nil {
		page.key = func(p PastIncident) string { return p.Incident.ID }
	}
	return page, err
}

// RelatedIncident is an open incident on another service that may belong to the same problem.
type RelatedIncident struct {
	Incident      Incident       `json:"incident"`
	Relationships []Relationship `json:"relationships"`
}

func (r *RelatedIncident) lacks() string { return lacking(&r.Incident) }

// Relationship says why two incidents are thought to belong together.
type Relationship struct {
	Type     string               `json:"type"` // machine_learning_inferred or service_dependency
	Metadata RelationshipMetadata `json:"metadata"`
}

// RelationshipMetadata is what a relationship is based on: the services for a service_dependency, the classification and
// the feedback for one that is machine_learning_inferred.
type RelationshipMetadata struct {
	DependentServices  []Reference  `json:"dependent_services"`      // technical or business services that need the supporting ones
	SupportingServices []Reference  `json:"supporting_services"`     // have an id and no name
	Classification     string       `json:"grouping_classification"` // similar_contents or prior_feedback
	Feedback           UserFeedback `json:"user_feedback"`
}

// UserFeedback counts who confirmed or denied that incidents like these belong together.
type UserFeedback struct {
	Positive int `json:"positive_feedback_count"`
	Negative int `json:"negative_feedback_count"`
}

// Related are the 20 newest open incidents on other services that may belong to the same problem.
// ErrPlan or ErrForbidden: the account has no AIOps plan.
//
// Operation getRelatedIncidents: GET /incidents/{id}/related_incidents.
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

// lacks: it is about an incident, or about those that resemble it.
func (o *OutlierIncident) lacks() string {
	if o.Incident.ID == "" && o.IncidentTemplate.ID == "" {
		return "incident"
	}
	return ""
}

// ids: where it is about others, the incident is left out.
func (o *OutlierIncident) ids() []string { return o.Incident.ids() }

// Occurrence says how often incidents like this one happen.
type Occurrence struct {
	Count     int     `json:"count"`
	Frequency float64 `json:"frequency"` // a ratio, such as 0.04
	Category  string  `json:"category"`  // such as "rare"
	Since     Time    `json:"since"`
	Until     Time    `json:"until"`
}

// UnmarshalJSON also reads a frequency that is written as a string. It never fails.
func (o *Occurrence) UnmarshalJSON(data []byte) error {
	type fields Occurrence
	var read struct {
		fields
		Frequency number `json:"frequency"`
	}
	_ = json.Unmarshal(data, &read) // what does not fit stays empty
	*o = Occurrence(read.fields)
	o.Frequency = float64(read.Frequency)
	return nil
}

// number is a number that may be written as a string.
type number float64

// UnmarshalJSON never fails.
func (n *number) UnmarshalJSON(data []byte) error {
	value, err := strconv.ParseFloat(string(bytes.Trim(data, `"`)), 64)
	if *n = 0; err == nil && !math.IsNaN(value) && !math.IsInf(value, 0) { // JSON has neither, strings may
		*n = number(value)
	}
	return nil
}

// Outlier says how unusual an incident is for its service, counted from since on; the zero time
// is PagerDuty's own start. ErrPlan or ErrForbidden: the account has no AIOps plan.
//
// Operation getOutlierIncident: GET /incidents/{id}/outlier_incident.
func (s *IncidentsService) Outlier(ctx context.Context, incidentID string, since time.Time) (*OutlierIncident, error) {
	r := get("getOutlierIncident", "incidents", incidentID, "outlier_incident")
	setTime(r.query, "since", since)
	r.query.Set("additional_details[]", "incident")
	return one[OutlierIncident](ctx, s.core, r, "outlier_incident")
}
