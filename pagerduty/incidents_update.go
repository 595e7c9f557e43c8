package pagerduty

import (
	"context"
	"fmt"
	"slices"
)

// IncidentUpdate changes one incident. What is nil or empty stays as it is.
type IncidentUpdate struct {
	ID         string          // the id; PagerDuty takes no number here
	Status     *IncidentStatus // triggered or acknowledged reopens an incident that is resolved
	Urgency    *Urgency
	Title      *string
	PriorityID *string
	Resolution *string // only with StatusResolved
	// AssigneeIDs replaces the users assigned; it excludes EscalationPolicyID.
	AssigneeIDs        []string
	EscalationLevel    *int // from 1
	EscalationPolicyID *string
	IncidentType       *string // name of one of the account's incident types
	ConferenceBridge   *ConferenceBridge
	// Reopens says that the incident is resolved, so that its new status opens it again and notifies people.
	Reopens bool
}

// MaxIncidentUpdates is how many incidents one Update takes.
const MaxIncidentUpdates = 250

type updateIncidentsBody struct {
	Incidents []updatedIncident `json:"incidents"`
}

type updatedIncident struct {
	ID               string            `json:"id"`
	Type             string            `json:"type"`
	Status           *IncidentStatus   `json:"status,omitempty"`
	Urgency          *Urgency          `json:"urgency,omitempty"`
	Title            *string           `json:"title,omitempty"`
	Priority         *link             `json:"priority,omitempty"`
	Resolution       *string           `json:"resolution,omitempty"`
	Assignments      []assignment      `json:"assignments,omitempty"`
	EscalationLevel  *int              `json:"escalation_level,omitempty"`
	EscalationPolicy *link             `json:"escalation_policy,omitempty"`
	IncidentType     *namedType        `json:"incident_type,omitempty"`
	ConferenceBridge *ConferenceBridge `json:"conference_bridge,omitempty"`
}

// notifies reports whether the change may notify people.
func (u IncidentUpdate) notifies() bool {
	return u.pages() || u.Urgency != nil && *u.Urgency == UrgencyHigh
}

// pages reports whether the change notifies people each time it is made.
func (u IncidentUpdate) pages() bool {
	return u.Reopens || u.EscalationLevel != nil || u.EscalationPolicyID != nil || len(u.AssigneeIDs) > 0 ||
		u.Status != nil && *u.Status == StatusTriggered
}

func (u IncidentUpdate) check() error {
	ids := append([]string{u.ID}, u.AssigneeIDs...)
	for _, id := range []*string{u.PriorityID, u.EscalationPolicyID} {
		if id != nil {
			ids = append(ids, *id)
		}
	}
	return checkIDs(ids...)
}

func (u IncidentUpdate) body() updatedIncident {
	body := updatedIncident{
		ID: u.ID, Type: "incident_reference", Status: u.Status, Urgency: u.Urgency, Title: u.Title,
		Resolution: u.Resolution, EscalationLevel: u.EscalationLevel, ConferenceBridge: u.ConferenceBridge,
	}
	if u.PriorityID != nil {
		body.Priority = linkTo(*u.PriorityID, "priority_reference")
	}
	if u.EscalationPolicyID != nil {
		body.EscalationPolicy = linkTo(*u.EscalationPolicyID, "escalation_policy_reference")
	}
	if u.IncidentType != nil {
		body.IncidentType = &namedType{*u.IncidentType}
	}
	for _, id := range u.AssigneeIDs {
		body.Assignments = append(body.Assignments, assignment{linkTo(id, "user_reference")})
	}
	return body
}

// Update changes up to 250 incidents in one request, in the name of the acting user (see
// WithFrom): all of them or, if one is refused, none. It returns the incidents as they are after.
// A change that notifies people is not repeated after a failure, lest they be notified twice. A change of
// status is repeated only after a look at the incidents: acknowledging one that somebody has resolved
// meanwhile would open it again.
//
// Operation updateIncidents: PUT /incidents.
func (s *IncidentsService) Update(ctx context.Context, updates ...IncidentUpdate) ([]Incident, error) {
	if len(updates) == 0 || len(updates) > MaxIncidentUpdates {
		return nil, &ArgumentError{Argument: "updates", Message: fmt.Sprintf(
			"are %d; PagerDuty changes 1 to %d incidents in one request", len(updates), MaxIncidentUpdates)}
	}
	for _, update := range updates {
		if err := update.check(); err != nil {
			return nil, err
		}
	}
	changesStatus := func(u IncidentUpdate) bool { return u.Status != nil }
	if slices.ContainsFunc(updates, changesStatus) && !slices.ContainsFunc(updates, IncidentUpdate.pages) {
		return s.updateStatus(ctx, updates)
	}
	return s.update(ctx, updates)
}

// update sends one change, which is repeated by itself unless it notifies people or changes a status.
func (s *IncidentsService) update(ctx context.Context, updates []IncidentUpdate) ([]Incident, error) {
	var body updateIncidentsBody
	for _, update := range updates {
		body.Incidents = append(body.Incidents, update.body())
	}
	r := put("updateIncidents", body, "incidents").acting()
	r.pages = slices.ContainsFunc(updates, IncidentUpdate.notifies)
	r.safe = !slices.ContainsFunc(updates, IncidentUpdate.pages) && !slices.ContainsFunc(updates, func(u IncidentUpdate) bool { return u.Status != nil })
	var incidents []Incident
	err := s.core.do(ctx, r, func(answer []byte) error {
		read, _, err := unwrap[[]Incident](answer, "incidents")
		if err != nil {
			return err
		}
		incidents = *read
		for _, update := range updates {
			if !slices.ContainsFunc(incidents, func(i Incident) bool { return i.ID == update.ID }) {
				return fmt.Errorf("it lacks incident %s", update.ID)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return incidents, nil
}
