package pagerduty

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"net/url"
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
	Score float64 `json:"score"` // degree of similarity; compare it only with scores from the same call
}

func (p *PastIncident) missing() string { return missingField(&p.Incident) }

// Past returns one page of incidents of the last six months that resemble this one, on the same service. limit is 1 to 999; 0 is
// PagerDuty's default of 5. total asks for Page.Total. The error matches ErrPlan or ErrForbidden if the account has no AIOps plan.
//
// Operation getPastIncidents: GET /incidents/{id}/past_incidents.
func (s *IncidentsService) Past(ctx context.Context, incidentID string, limit int, total bool) (*Page[PastIncident], error) {
	r := get("getPastIncidents", "incidents", incidentID, "past_incidents")
	list := listRequest[PastIncident]{s.core, r, "past_incidents", func(p PastIncident) string { return p.Incident.ID }}
	return list.fetch(ctx, url.Values{}, limit, total)
}

// RelatedIncident is an open incident on another service that may belong to the same problem.
type RelatedIncident struct {
	Incident      Incident       `json:"incident"`
	Relationships []Relationship `json:"relationships"`
}

func (r *RelatedIncident) missing() string { return missingField(&r.Incident) }

// Relationship is why PagerDuty relates two incidents.
type Relationship struct {
	Type     string               `json:"type"` // machine_learning_inferred or service_dependency
	Metadata RelationshipMetadata `json:"metadata"`
}

// RelationshipMetadata is what a relationship is based on: services for a service_dependency; a classification and feedback for a
// machine_learning_inferred one.
type RelationshipMetadata struct {
	DependentServices  []Reference  `json:"dependent_services"`      // technical or business services that depend on the supporting ones
	SupportingServices []Reference  `json:"supporting_services"`     // have no name
	Classification     string       `json:"grouping_classification"` // similar_contents or prior_feedback
	Feedback           UserFeedback `json:"user_feedback"`
}

// UserFeedback counts the users who confirmed or denied that incidents like these are related.
type UserFeedback struct {
	Positive int `json:"positive_feedback_count"`
	Negative int `json:"negative_feedback_count"`
}

// Related returns the newest open incidents, at most 20, on other services that may belong to the same problem. The error matches
// ErrPlan or ErrForbidden if the account has no AIOps plan.
//
// Operation getRelatedIncidents: GET /incidents/{id}/related_incidents.
func (s *IncidentsService) Related(ctx context.Context, incidentID string) ([]RelatedIncident, error) {
	r := get("getRelatedIncidents", "incidents", incidentID, "related_incidents")
	r.query.Set("additional_details[]", "incident")
	return items[RelatedIncident](ctx, s.core, r, "related_incidents")
}

// OutlierIncident is how rare an incident is on its service.
type OutlierIncident struct {
	Incident struct {
		Incident
		Occurrence Occurrence `json:"occurrence"`
	} `json:"incident"`
	IncidentTemplate struct {
		ID        string `json:"id"`
		ClusterID string `json:"cluster_id"`
		MinedText string `json:"mined_text"` // the title without its varying parts
	} `json:"incident_template"`
}

// An outlier names the incident or the template of those that resemble it.
func (o *OutlierIncident) missing() string {
	if o.Incident.ID == "" && o.IncidentTemplate.ID == "" {
		return "incident"
	}
	return ""
}

// The ids are empty if the answer names only the template.
func (o *OutlierIncident) ids() []string { return o.Incident.ids() }

// Occurrence is how often incidents like this one happen.
type Occurrence struct {
	Count     int     `json:"count"`
	Frequency float64 `json:"frequency"` // a fraction, such as 0.04
	Category  string  `json:"category"`  // such as "rare"
	Since     Time    `json:"since"`
	Until     Time    `json:"until"`
}

// UnmarshalJSON also accepts a frequency in a string. It never fails.
func (o *Occurrence) UnmarshalJSON(data []byte) error {
	type fields Occurrence
	var read struct {
		fields
		Frequency number `json:"frequency"`
	}
	_ = json.Unmarshal(data, &read) // members of an unexpected type stay empty
	*o = Occurrence(read.fields)
	o.Frequency = float64(read.Frequency)
	return nil
}

// number is a number that may come in a string.
type number float64

// UnmarshalJSON sets 0 if data is not a number. It never fails.
func (n *number) UnmarshalJSON(data []byte) error {
	value, err := strconv.ParseFloat(string(bytes.Trim(data, `"`)), 64)
	if *n = 0; err == nil && !math.IsNaN(value) && !math.IsInf(value, 0) { // JSON has neither, strings may
		*n = number(value)
	}
	return nil
}

// Outlier returns how rare an incident is on its service, among the incidents after since. If since is zero, PagerDuty chooses the
// start. The error matches ErrPlan or ErrForbidden if the account has no AIOps plan.
//
// Operation getOutlierIncident: GET /incidents/{id}/outlier_incident.
func (s *IncidentsService) Outlier(ctx context.Context, incidentID string, since time.Time) (*OutlierIncident, error) {
	r := get("getOutlierIncident", "incidents", incidentID, "outlier_incident")
	setTime(r.query, "since", since)
	r.query.Set("additional_details[]", "incident")
	return one[OutlierIncident](ctx, s.core, r, "outlier_incident")
}
