package pagerduty

import (
	"context"
	"fmt"
	"slices"
)

// IncidentUpdate changes one incident. Nil and empty fields are unchanged.
type IncidentUpdate struct {
	ID         string          // required; PagerDuty does not accept a number here
	Status     *IncidentStatus // triggered and acknowledged reopen a resolved incident
	Urgency    *Urgency
	Title      *string
	PriorityID *string
	Resolution *string // only with StatusResolved
	// AssigneeIDs replaces the assigned users. It cannot be combined with EscalationPolicyID.
	AssigneeIDs        []string
	EscalationLevel    *int // from 1
	EscalationPolicyID *string
	IncidentType       *string // name of one of the account's incident types
	ConferenceBridge   *ConferenceBridge
	// Reopens must be true if the incident is resolved and Status opens it again. Update then treats the change as one that notifies
	// people.
	Reopens bool
}

// MaxIncidentUpdates is the maximum number of incidents in one Update.
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

// mayNotify reports whether the change may notify people.
func (u IncidentUpdate) mayNotify() bool {
	return u.alwaysNotifies() || u.Urgency != nil && *u.Urgency == UrgencyHigh
}

// alwaysNotifies reports whether repeating the change would notify people again.
func (u IncidentUpdate) alwaysNotifies() bool {
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

// Update changes up to 250 incidents in one request, in the name of the acting user (see WithFrom). If PagerDuty refuses one, it
// changes none. Update returns the incidents after the change.
//
// After a failure, Update does not retry a change that notifies people, so that nobody is notified twice. It checks the incidents
// before it retries a change of status: if somebody has resolved one, the error is a *StatusChangedError, since acknowledging it
// would open it again.
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
	if slices.ContainsFunc(updates, IncidentUpdate.changesStatus) && !slices.ContainsFunc(updates, IncidentUpdate.alwaysNotifies) {
		return s.updateStatus(ctx, updates)
	}
	return s.update(ctx, updates)
}

func (u IncidentUpdate) changesStatus() bool { return u.Status != nil }

// update sends one request. It is retried unless it notifies people or changes a status.
func (s *IncidentsService) update(ctx context.Context, updates []IncidentUpdate) ([]Incident, error) {
	var body updateIncidentsBody
	for _, update := range updates {
		body.Incidents = append(body.Incidents, update.body())
	}
	r := put("updateIncidents", body, "incidents").withFrom()
	r.notifies = slices.ContainsFunc(updates, IncidentUpdate.mayNotify)
	r.repeatable = !slices.ContainsFunc(updates, IncidentUpdate.alwaysNotifies) && !slices.ContainsFunc(updates, IncidentUpdate.changesStatus)
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
