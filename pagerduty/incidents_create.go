package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// NewIncident is an incident to create. Title and ServiceID are required.
type NewIncident struct {
	Title     string
	ServiceID string
	Urgency   Urgency // if empty, set by the service's urgency rule
	Details   string
	// IncidentKey makes Create idempotent: PagerDuty refuses an incident if one with the same key is open on the service. Without
	// it, a failed Create is not retried.
	IncidentKey string
	PriorityID  string
	// EscalationPolicyID overrides the service's policy. It cannot be combined with AssigneeID.
	EscalationPolicyID string
	AssigneeID         string // id of a user
	IncidentType       string // name of one of the account's incident types
	ConferenceBridge   *ConferenceBridge
}

// IncidentExistsError is returned if an incident with the same key is already open on the service. It matches ErrInvalid.
type IncidentExistsError struct {
	Incident *Incident // the open incident
	cause    error
}

// Error returns the id of the open incident and PagerDuty's refusal.
func (e *IncidentExistsError) Error() string {
	return fmt.Sprintf("pagerduty: incident %s with this key is open already: %v", e.Incident.ID, e.cause)
}

// Unwrap returns the error of the request.
func (e *IncidentExistsError) Unwrap() error { return e.cause }

type incidentBody struct {
	Type    string `json:"type"`
	Details string `json:"details"`
}

type assignment struct {
	Assignee *link `json:"assignee"`
}

type namedType struct {
	Name string `json:"name"`
}

type createIncidentBody struct {
	Incident struct {
		Type             string            `json:"type"`
		Title            string            `json:"title"`
		Service          *link             `json:"service"`
		Urgency          Urgency           `json:"urgency,omitempty"`
		Body             *incidentBody     `json:"body,omitempty"`
		IncidentKey      string            `json:"incident_key,omitempty"`
		Priority         *link             `json:"priority,omitempty"`
		EscalationPolicy *link             `json:"escalation_policy,omitempty"`
		Assignments      []assignment      `json:"assignments,omitempty"`
		IncidentType     *namedType        `json:"incident_type,omitempty"`
		ConferenceBridge *ConferenceBridge `json:"conference_bridge,omitempty"`
	} `json:"incident"`
}

func (n NewIncident) check() error {
	if n.Title == "" {
		return &ArgumentError{Argument: "Title", Message: "is empty"}
	}
	given := slices.DeleteFunc([]string{n.PriorityID, n.EscalationPolicyID, n.AssigneeID}, func(id string) bool { return id == "" })
	return checkIDs(append(given, n.ServiceID)...)
}

func (n NewIncident) body() createIncidentBody {
	var body createIncidentBody
	incident := &body.Incident
	incident.Type, incident.Title, incident.Urgency = "incident", n.Title, n.Urgency
	incident.Service = linkTo(n.ServiceID, "service_reference")
	incident.Priority = linkTo(n.PriorityID, "priority_reference")
	incident.EscalationPolicy = linkTo(n.EscalationPolicyID, "escalation_policy_reference")
	incident.IncidentKey, incident.ConferenceBridge = n.IncidentKey, n.ConferenceBridge
	if n.Details != "" {
		incident.Body = &incidentBody{Type: "incident_body", Details: n.Details}
	}
	if n.AssigneeID != "" {
		incident.Assignments = []assignment{{linkTo(n.AssigneeID, "user_reference")}}
	}
	if n.IncidentType != "" {
		incident.IncidentType = &namedType{n.IncidentType}
	}
	return body
}

// maxClockSkew is how much the clocks of PagerDuty's machines may differ. The difference to this machine's clock is known from the
// answer to the lookup.
const maxClockSkew = time.Minute

// Create creates an incident, in the name of the acting user (see WithFrom). It notifies people. If an incident with the same key is
// already open, the error is an *IncidentExistsError.
//
// If a request with a key fails in a way that leaves its outcome unknown, Create looks for an open incident with the key, and returns
// it if it was created after Create was called.
//
// Operation createIncident: POST /incidents.
func (s *IncidentsService) Create(ctx context.Context, incident NewIncident) (*Incident, error) {
	if err := incident.check(); err != nil {
		return nil, err
	}
	r := post("createIncident", incident.body(), "incidents").withFrom()
	r.repeatable, r.notifies = incident.IncidentKey != "", true
	start := time.Now()
	created, err := one[Incident](ctx, s.core, r, "incident")
	failure, ok := errors.AsType[*Error](err)
	if !ok || incident.IncidentKey == "" || !failure.Undecided() && !errors.Is(failure, ErrInvalid) || ctx.Err() != nil {
		return created, err
	}
	open, lookupErr := s.openWithKey(ctx, incident.ServiceID, incident.IncidentKey)
	switch {
	case lookupErr != nil:
		return nil, errors.Join(err, lookupErr)
	case open == nil: // refused for another reason, or not created
		return nil, err
	case failure.Undecided() && open.CreatedAt.After(s.core.clock.at(start).Add(-maxClockSkew)):
		return open, nil
	}
	return nil, &IncidentExistsError{Incident: open, cause: err}
}

// openWithKey returns the open incident with the key on the service; nil if there is none.
func (s *IncidentsService) openWithKey(ctx context.Context, serviceID, key string) (*Incident, error) {
	page, err := s.List(ctx, ListIncidentsOptions{
		ServiceIDs:  []string{serviceID},
		Statuses:    []IncidentStatus{StatusTriggered, StatusAcknowledged},
		IncidentKey: key,
		AllTime:     true,
		PageOptions: PageOptions{PageSize: 1},
	})
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	return &page.Items[0], nil
}
