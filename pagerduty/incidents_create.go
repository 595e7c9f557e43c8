package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// NewIncident is an incident to create. Title and ServiceID are needed, the rest is optional.
type NewIncident struct {
	Title     string
	ServiceID string
	Urgency   Urgency // the service's own rule if empty
	Details   string
	// IncidentKey makes creation safe to repeat: PagerDuty refuses a second incident with the key
	// of one that is open on the same service. Without it a failed Create is not repeated.
	IncidentKey string
	PriorityID  string
	// EscalationPolicyID replaces the service's policy; it excludes AssigneeID.
	EscalationPolicyID string
	AssigneeID         string // a user
	IncidentType       string // name of one of the account's incident types
	ConferenceBridge   *ConferenceBridge
}

// IncidentExistsError says that an incident with the same key is open on the service already. It
// matches ErrInvalid.
type IncidentExistsError struct {
	Incident *Incident // the one that is open
	cause    error
}

// Error names the open incident.
func (e *IncidentExistsError) Error() string {
	return fmt.Sprintf("pagerduty: incident %s with this key is open already: %v", e.Incident.ID, e.cause)
}

// Unwrap gives PagerDuty's refusal.
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

// clockDifference is how far PagerDuty's clocks may be apart from each other. That this machine's differs is known by then: the
// look at the incident was answered.
const clockDifference = time.Minute

// Create opens an incident, in the name of the acting user (see WithFrom). It notifies people.
// If one with the same key is open already the error is an *IncidentExistsError. Where the outcome is
// unknown, Create looks for an open incident with the key: one that is new is what it created.
//
// Operation createIncident: POST /incidents.
func (s *IncidentsService) Create(ctx context.Context, incident NewIncident) (*Incident, error) {
	if err := incident.check(); err != nil {
		return nil, err
	}
	r := post("createIncident", incident.body(), "incidents").acting()
	r.safe, r.pages = incident.IncidentKey != "", true
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
	case open == nil: // the refusal has another reason, or nothing was created so far
		return nil, err
	case failure.Undecided() && open.CreatedAt.After(s.core.clock.at(start).Add(-clockDifference)):
		return open, nil
	}
	return nil, &IncidentExistsError{Incident: open, cause: err}
}

// openWithKey gives the open incident with the key on the service, nil if there is none.
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
